"""Groups of assumptions: what stands in the file, how a spread is split over them, and what a memo says of it."""

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import xarray as xr

from care2040.analysis.uncertainty import assumption_groups
from care2040.analysis.uncertainty.assumption_groups import FILE, LAWS
from care2040.analysis.uncertainty.group_shares import shares
from care2040.analysis.uncertainty.points import Points
from care2040.analysis.uncertainty.tornado import tornado
from care2040.files.package_files import package_folder
from care2040.files.problems import InvalidInput
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.reports.memos import cautions
from care2040.results.valid_draws import CannotAnalyse
from care2040.results.variables import GROUP_SHARE

RANDOM = np.random.default_rng(12)


def read(tmp_path: Path, parameters: Parameters, change: tuple[str, str]) -> list[str]:
    """Return what is wrong with the groups when a piece of text is another one."""
    text = (package_folder("parameters") / "national" / FILE).read_text(encoding="utf-8")
    assert text.count(change[0]) == 1
    (tmp_path / FILE).write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(InvalidInput) as refused:
        assumption_groups.load(tmp_path, parameters)
    return [f"{one.code} line {one.line}: {one.message}; {one.hint}" for one in refused.value.problems]


def test_every_parameter_is_in_a_group(whole: Any) -> None:
    groups = assumption_groups.load(package_folder("parameters"), whole.parameters)
    assert groups is not None
    assert {*groups.of} == {*whole.parameters}
    assert set(groups.of.values()) <= {*groups.titles}
    assert next(iter(groups.titles)) == "growth"
    assert groups.of["quit_rate"] == "labour_market"


def test_a_member_that_is_drawn_by_itself_is_in_the_group_of_its_parameter(whole: Any) -> None:
    groups = assumption_groups.load(package_folder("parameters"), whole.parameters)
    assert groups is not None
    told = groups.told_of(whole.parameters, whole.parameters.draw(1, 1))
    assert told["growth_wave_own_1.elderly_care"] == "growth"


def test_what_is_drawn_together_is_told_of_together(whole: Any) -> None:
    groups = assumption_groups.load(package_folder("parameters"), whole.parameters)
    assert groups is not None
    told = groups.told_of(whole.parameters, [*whole.parameters.draw(1, 7), "law_of_quit_effect"])
    assert told["law_of_quit_effect"] == LAWS
    assert told["growth_wave_own_1.elderly_care"] == "growth"
    for together in whole.parameters.groups:
        assert len({told[name] for name in together.signs if name in told}) == 1


def test_what_is_drawn_for_each_domain_goes_with_its_parameter(whole: Any) -> None:
    groups = assumption_groups.load(package_folder("parameters"), whole.parameters)
    assert groups is not None
    name = "growth_wave_own_1.mental_health"
    assert groups.told_of(whole.parameters, [name]) == {name: "growth"}


def test_a_folder_without_groups_has_none(tmp_path: Path, whole: Any) -> None:
    assert assumption_groups.load(tmp_path, whole.parameters) is None


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            ("[workforce, hiring, hours, labour_market, pool]", "[workforce, hiring, hours, labor_market, pool]"),
            "no parameter stands in 'labor_market.yaml'",
        ),
        (
            ("[workforce, hiring, hours, labour_market, pool]", "[workforce, hiring, hours, labor_market, pool]"),
            "and what else stands in 'labour_market.yaml' is in no group",
        ),
        (
            ("[finance, funding, levers]", "[finance, funding, levers, workforce]"),
            "'workforce' is in the group 'labour_market' already",
        ),
        (("care_intensity,", "care_intnsity,"), "no parameter is called 'care_intnsity'"),
        (("  laws:\n", "  equations:\n"), "there is no group 'laws'"),
        (("files: [alternatives]", "file: [alternatives]"), "unknown key 'file'"),
    ],
)
def test_a_group_that_names_what_is_not_there_is_refused(
    tmp_path: Path, whole: Any, change: tuple[str, str], told: str
) -> None:
    assert any(told in line for line in read(tmp_path, whole.parameters, change))


def test_the_check_of_a_project_reads_the_groups(tmp_path: Path) -> None:
    from care2040.study.check import check

    folder = tmp_path / "parameters"
    shutil.copytree(package_folder("parameters"), folder)
    text = (folder / "national" / FILE).read_text(encoding="utf-8")
    (folder / "national" / FILE).write_text(
        text.replace("[finance, funding, levers]", "[finance, funding]"), encoding="utf-8"
    )
    found = check([package_folder("experiments") / "one_in_four.yaml"], folder)
    assert [one.code for one in found.problems if one.severity == "error"] == ["E828"]


# --- the shares


def test_a_sum_is_split_as_it_was_made() -> None:
    """Variances 9, 1 and, of a law drawn evenly that does 4, (4 / 2)**2 = 4: 9, 1 and 4 of 14."""
    drawn = np.column_stack([RANDOM.normal(size=(4000, 2)), RANDOM.integers(0, 2, 4000)])
    values = 3 * drawn[:, 0] - drawn[:, 1] + 4 * drawn[:, 2]
    told = {"a": "growth", "b": "rest", "law_of_mood": "laws"}
    found = shares(drawn, [*told], values, told, ["growth", "level", "laws", "rest"])
    np.testing.assert_allclose(found, [9 / 14, 0, 4 / 14, 1 / 14], atol=0.02)


def test_three_laws_are_steps_and_no_line() -> None:
    drawn = RANDOM.integers(0, 3, (3000, 1)).astype(float)
    found = shares(drawn, ["law_of_mood"], np.where(drawn[:, 0] == 1, 5.0, 0.0), {"law_of_mood": "laws"}, ["laws"])
    np.testing.assert_allclose(found, [1.0], atol=1e-9)


def test_chance_alone_has_no_share() -> None:
    drawn = RANDOM.normal(size=(600, 150))
    names = [f"p{place}" for place in range(150)]
    found = shares(drawn, names, RANDOM.normal(size=600), dict.fromkeys(names, "rest"), ["rest"])
    assert found[0] < 0.15


def test_too_few_draws_do_not_tell() -> None:
    names = [f"p{place}" for place in range(10)]
    with pytest.raises(CannotAnalyse, match="19 draws do not tell"):
        shares(RANDOM.normal(size=(19, 10)), names, np.arange(19.0), dict.fromkeys(names, "rest"), ["rest"])
    with pytest.raises(CannotAnalyse, match="no spread to split"):
        shares(RANDOM.normal(size=(40, 10)), names, np.ones(40), dict.fromkeys(names, "rest"), ["rest"])


# --- a memo


def result(parts: list[float]) -> Any:
    titles = {
        "title_en": ["the growth of need", "the laws"],
        "title_nl": ["de groei van de vraag", "de vergelijkingen"],
    }
    held = xr.DataArray(
        [parts],
        dims=("spread_of", "assumption_group"),
        coords={"spread_of": ["care_share_needed"], "assumption_group": ["growth", "laws"]},
        attrs={**titles, "year": 2040},
    )
    return SimpleNamespace(name="how_sure", dataset=xr.Dataset({GROUP_SHARE: held}))


def test_a_memo_says_which_group_carries_more_than_half() -> None:
    (line,) = cautions.heavy_groups([result([0.82, 0.01])], "nl")
    assert line.startswith("In how_sure komt 82% van de spreiding van ")
    assert "in 2040 van één soort invoer: de groei van de vraag." in line
    (line,) = cautions.heavy_groups([result([0.2, 0.6])], "en")
    assert "60% of the spread of" in line
    assert "one kind of input: the laws." in line
    assert cautions.heavy_groups([result([0.5, 0.4])], "en") == ()
    assert cautions.heavy_groups([SimpleNamespace(name="one", dataset=xr.Dataset())], "en") == ()  # type: ignore[list-item]


def test_a_memo_says_that_laws_were_drawn() -> None:
    dataset = xr.Dataset(
        {"law": (("draw", "quantity"), [["quit_effect"], ["quit_effect"], ["quit_effect"], ["quit_effect_threshold"]])},
        coords={"quantity": ["quit_effect"]},
        attrs={"drawn_laws": '{"quit_effect": {"quit_effect": 1, "quit_effect_threshold": 1}}'},
    )
    one: Any = SimpleNamespace(name="how_sure", dataset=dataset)
    (line,) = cautions.drawn_laws([one], "nl")
    assert "Vertrek uit de zorg: quit_effect 75%, quit_effect_threshold 25%." in line
    (line,) = cautions.drawn_laws([one], "en")
    assert line.startswith("In how_sure the equations on which the literature differs were drawn too")
    assert cautions.drawn_laws([SimpleNamespace(name="one", dataset=xr.Dataset())], "en") == ()  # type: ignore[list-item]


# --- a tornado


def test_the_bar_of_a_law_goes_from_the_own_law_to_the_furthest() -> None:
    """Laws 0, 1 and 2 do 0, 1 and 6, a third each: the mean is 7/3, the own law 7/3 below it."""
    blocks = np.repeat(RANDOM.random((100, 1)), 3, axis=1)
    blocks[:, 1] = blocks[:, 2] = RANDOM.random(100)
    laws = np.floor(3 * blocks)
    values = np.choose(laws.astype(int), [0.0, 1.0, 6.0]).ravel()
    points = Points("sobol", ("law_of_mood",), blocks.reshape(-1, 1), laws.reshape(-1, 1), np.ones(300, bool), 0, 1, 4)
    found = tornado(points, values)
    np.testing.assert_allclose(found.high - found.low, [6.0])
    np.testing.assert_allclose(found.low, [0.0], atol=1e-9)
