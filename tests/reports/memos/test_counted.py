"""What a memo tells of counts and of an earlier edition: words and tables worked out by hand, and what is refused."""

import json
from datetime import date
from pathlib import Path

import pytest
from tests.analysis.test_editions import comparison
from tests.reports.memos.conftest import Desk, dataset, stored

from care2040.analysis.observations.register import Observation, Register, Series
from care2040.files.package_files import package_folder
from care2040.files.yaml_document import read
from care2040.reports.memos import counted_placeholders
from care2040.wording.texts import texts

SERIES = Series.model_validate(
    {
        "title": {"en": "years to wait", "nl": "jaren wachten"},
        "table": "none",
        "measure": "none",
        "quantity": "waiting_time_social_rent",
        "place": "netherlands",
        "day": "date",
        "sampling": 0.1,
        "definition": 0.0,
        "model": 0.0,
        "licence": "ours",
        "updated_by": "ZN and NZa",
        "retrieved": date(2026, 7, 1),
    }
)


@pytest.fixture
def counted(tmp_path: Path, made_up: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk with a result of which all draws say some 10.2 years, and counts of 10.2 in 2026 and of 20 in 2028."""
    counts = tuple(Observation(SERIES, year, value, 0.0, "ours", held) for year, value, held in COUNTS)
    monkeypatch.setattr(counted_placeholders, "load", lambda *_: Register({"wait": SERIES}, counts, ()))
    monkeypatch.setattr(counted_placeholders, "load_model", lambda *_: None)
    drawn = dataset("half_way", {"as_is": 0.24, "more": 0.2}, {"evidence": 1.0}, 200)
    return Desk((made_up[0], stored(tmp_path / "outputs" / "half_way", drawn)), tmp_path)


COUNTS = ((2026.0, 10.2, False), (2028.0, 20.0, True))


def test_the_last_count_stands_beside_what_was_foretold(counted: Desk) -> None:
    text = counted.text("{{ monitor_table('came') }}")
    assert "Jaren wachten (Nederland)" in text
    # nine in ten lie within 1.64 times a tenth of 10.2
    assert "8,6 tot 12," in text
    assert "| 20,0 | ver boven de band |" in text


def test_the_next_count_is_foretold_and_who_counts_is_told_in_dutch(counted: Desk) -> None:
    text = counted.text("{{ monitor_table('watch') }}")
    assert "| 2030 |" in text, "two years after the last, as the last was after the one before"
    assert "ZN en NZa" in text
    assert "ZN and NZa" in counted.text("{{ monitor_table('watch') }}", language="en")


def test_sentences_name_what_lay_outside(counted: Desk) -> None:
    text = counted.text("{{ monitor('draws') }}\n\n{{ monitor('surprises') }}\n\n{{ monitor('held') }}")
    assert "200 trekkingen" in text
    assert "jaren wachten in 2028 (20,0; 100% van wat was voorzien, ligt eronder)" in text
    assert "Van 1 tellingen die apart bleven, vallen er 0" in text


def test_before_and_after_stand_by_year(counted: Desk) -> None:
    text = counted.text("{{ monitor_table('ahead') }}")
    assert "| Zorgmedewerkers nodig | 2032 |" in text
    assert "binnen het toeval" in text


def test_a_result_without_what_was_counted_is_refused_with_what_to_do(desk: Desk) -> None:
    (problem,) = desk.problems("{{ monitor_table('came') }}")
    assert problem.code == "E735"
    assert "the result has one run" in problem.message
    assert "draws: 1000" in problem.hint


def test_a_result_that_kept_no_quantity_that_was_counted_is_refused(desk: Desk) -> None:
    (problem,) = desk.problems("{{ monitor('draws', experiment='drawn') }}")
    assert problem.code == "E735"
    assert "monitor: true" in problem.hint or "start" in problem.hint


@pytest.mark.parametrize(
    ("template", "code"),
    [
        ("{{ monitor('sums') }}", "E714"),
        ("{{ monitor_table('all') }}", "E714"),
        ("{{ monitor_figure('one_in_four') }}", "E714"),
        ("{{ monitor('scenarios') }}", "E736"),
        ("{{ edition('headline') }}", "E736"),
        ("{{ edition_table() }}", "E736"),
    ],
)
def test_what_is_not_there_is_refused(counted: Desk, template: str, code: str) -> None:
    assert [problem.code for problem in counted.problems(template)] == [code]


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    file = tmp_path / "edition.json"
    file.write_text(json.dumps(comparison().as_data()), encoding="utf-8")
    return file


def test_what_moved_since_an_earlier_edition(desk: Desk, edition: Path) -> None:
    template = "{% if has_edition() %}\n{{ edition('headline') }}\n{% endif %}\n\n{{ edition_table(rows=1) }}\n\n"
    text = desk.text(template + "{{ edition_list('differs') }}\n\n{{ edition_list('beware') }}", edition=edition)
    assert "van 20,00% naar 19,80%; −0,20 procentpunt (parameters −0,25, vergelijkingen +0,05)" in text
    assert "| Tekort aan zorgmedewerkers (personen) | 9.000 | 9.500 | +500 | +400 | +100 |" in text
    assert "- Parameters: andere waarden: 1; nieuwe parameters: 2; verdwenen: 0." in text
    assert "De kalibratie van new is ouder" in text
    assert "quit_rate" not in text, "names of parameters are for the analyst"


def test_without_a_comparison_the_choice_leaves_it_out(desk: Desk) -> None:
    template = "Voor\n\n{% if has_edition() %}\n{{ edition('headline') }}\n{% endif %}"
    assert desk.text(template) == "Voor"


def test_a_comparison_that_cannot_answer_is_refused(desk: Desk, edition: Path) -> None:
    (problem,) = desk.problems("{{ edition_table(year=2033) }}", edition=edition)
    assert (problem.code, problem.hint) == ("E727", "it has 2030, 2040")
    (problem,) = desk.problems("Niets", edition=desk.folder / "nowhere.json")
    assert problem.code == "E001"


def test_every_office_of_the_register_has_a_dutch_name() -> None:
    register = read(package_folder("parameters") / "cities" / "utrecht" / "observed" / "observations.yaml").data
    offices = texts("documents")["nl"]["counted"]["offices"]
    said = {offices.get(one["updated_by"], one["updated_by"]) for one in register["series"].values()}
    assert not [name for name in said if {"of", "and", "the", "Municipality"} & {*name.split()}]
