"""What moved between editions: parts of a difference by hand, what cannot be told apart, and the file of it."""

import json
from pathlib import Path

import numpy as np
import pytest

from care2040.analysis.editions import telling
from care2040.analysis.editions.comparison import CAUSES, CLOSE, Comparison, Move, in_order, read
from care2040.analysis.editions.split import mixes, partitions, split
from care2040.files.problems import InvalidInput


def worth(mix: frozenset[str]) -> np.ndarray:
    """Return 10, with 2 more by data, a half more by parameters, and 3 more by laws: an answer worked out by hand."""
    return np.array([(10 + 2 * ("data" in mix)) * (1.5 if "parameters" in mix else 1.0) + 3 * ("laws" in mix)])


EVERY = {mix: worth(mix) for mix in mixes(CAUSES)}


def test_each_cause_has_its_mean_over_all_orders() -> None:
    found = split(CAUSES, EVERY)
    # data adds 2 without parameters and 3 with them; parameters 5 without data and 6 with it; laws always 3
    assert {cause: float(part[0]) for cause, part in found.parts.items()} == pytest.approx(
        {"data": 2.5, "parameters": 5.5, "laws": 3.0}
    )
    assert not found.together


def test_causes_whose_mix_did_not_run_stand_together_and_still_add_up() -> None:
    ran = {mix: value for mix, value in EVERY.items() if mix != {"laws"} and mix != {"parameters"}}
    found = split(CAUSES, ran)
    assert list(found.parts) == ["data", "parameters+laws"]
    assert found.together == (frozenset({"parameters", "laws"}),)
    assert sum(float(part[0]) for part in found.parts.values()) == pytest.approx(21 - 10)


def test_when_only_the_editions_themselves_ran_all_is_together() -> None:
    ends = {mix: EVERY[mix] for mix in (frozenset[str](), frozenset(CAUSES))}
    assert list(split(CAUSES, ends).parts) == ["data+parameters+laws"]


def test_ways_to_put_causes_together() -> None:
    told = [["+".join(sorted(own)) for own in groups] for groups in partitions(CAUSES)]
    assert told == [
        ["data", "parameters", "laws"],
        ["data", "laws+parameters"],
        ["data+laws", "parameters"],
        ["data+parameters", "laws"],
        ["data+laws+parameters"],
    ]
    assert [len(groups) for groups in partitions(("laws",))] == [1]
    assert [len(groups) for groups in partitions(("data", "laws"))] == [2, 1]


def comparison() -> Comparison:
    moves = (
        Move("shortage", "person", 2030, 4000.0, 4400.0, {"parameters": 300.0, "laws": 100.0}),
        Move("shortage", "person", 2040, 9000.0, 9500.0, {"parameters": 400.0, "laws": 100.0}),
        Move("care_share_needed", "dimensionless", 2040, 0.2, 0.198, {"parameters": -0.0025, "laws": 0.0005}),
        Move("residents", "person", 2040, 470000.0, 470000.0 * (1 + CLOSE / 2), {"parameters": 0.0, "laws": 0.0}),
    )
    names = ("old", "new", "one_in_four", "as_is", "evidence", "city", "care_share_needed")
    changed = {"parameters": ("quit_rate", "+one", "+two"), "laws": ("sectors/workforce.py",)}
    notes = ({"note": "stale", "edition": "new"},)
    return Comparison(*names, in_order(moves), changed, lent=("one",), apart={}, notes=notes)


def test_what_moved_most_comes_first_and_what_stayed_is_no_move() -> None:
    assert comparison().indicators == ("shortage", "care_share_needed", "residents")
    assert comparison().moved() == ("shortage", "care_share_needed")


def test_a_comparison_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "edition.json"
    file.write_text(json.dumps(comparison().as_data()), encoding="utf-8")
    assert read(file) == comparison()


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"kind": "another"}', '{"kind": "care2040 editions", "moves": 3}']
)
def test_a_file_that_holds_something_else_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "edition.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        read(file)
    assert caught.value.problems[0].code == "E985"
    with pytest.raises(InvalidInput) as caught:
        read(tmp_path / "nowhere.json")
    assert caught.value.problems[0].code == "E001"


def test_the_page_tells_values_and_parts_in_either_language() -> None:
    dutch, english = (telling.as_markdown(comparison(), language) for language in ("nl", "en"))
    assert "| Tekort aan zorgmedewerkers | 2030 | 4.000 | 4.400 | +400 | +300 | +100 | personen |" in dutch
    assert "van 20,0% naar 19,8%; −0,20 procentpunt" in dutch.replace("20,00%", "20,0%").replace("19,80%", "19,8%")
    assert "2 of the 3 results; what moved most" in english
    assert "care2040 calibrate" in english
    assert telling.as_csv(comparison()).splitlines()[0] == "indicator,unit,year,old,new,difference,parameters,laws"
