"""What can be asked of a figure: an indicator, policies, a scenario, a year, districts; and what is refused."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from care2040.figures import FIGURES, draw, write_all
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.lint import lint
from care2040.figures.registry import kind_of, quantities
from care2040.inputs.experiments.written.asked_figure import AskedFigure
from care2040.language.axes import AXES, whole_city

YEARS = np.arange(2024, 2041)
PACE = (YEARS - 2024) / 16
AREAS = [whole_city(), *AXES["district"]]


def in_districts(**ends: float) -> xr.Dataset:
    """Return an indicator that begins at 18 % everywhere; each policy moves one district after the other further."""
    steps = np.arange(len(AREAS)) / 10
    last = np.array([0.3 + (end - 0.3) * steps for end in ends.values()])
    values = 0.18 + (last[:, None, None, None, :] - 0.18) * PACE[:, None]
    dims = ("policy", "scenario", "draw", "year", "area")
    coordinates = {"policy": list(ends), "scenario": ["evidence"], "draw": [0], "year": YEARS, "area": AREAS}
    told = {"units": "dimensionless", "long_name": "what it is", "kind": "indicator"}
    facts = {"experiment": "made_up", "unchanged_policy": "as_is", "indicators": ["heavily_burdened_share"]}
    return xr.Dataset({"heavily_burdened_share": (dims, values, told)}, coordinates, facts)


@pytest.fixture(scope="module")
def districts() -> xr.Dataset:
    return in_districts(as_is=0.3, evenly=0.29, by_need=0.2)


@pytest.mark.parametrize("kind", ["districts", "district_map"])
def test_districts_draw_what_the_changed_policy_does_unless_another_is_asked_for(
    districts: xr.Dataset, kind: str
) -> None:
    told = draw(kind, districts, "en").story
    assert (told.numbers["policy"], told.numbers["against"]) == ("by_need", "as_is")
    assert "policy by need" in told.source
    assert "Unchanged policy" in told.subtitle
    assert told.title.startswith(
        "Policy ‘By need’ lowers the share of heavily burdened carers in 2040 most in Vleuten-De"
    )
    alone = draw(kind, districts, "en", policy="evenly").story
    assert alone.numbers["policy"] == "evenly"
    assert "against" not in alone.numbers
    pair = draw(kind, districts, "en", policies=["by_need", "evenly"], year=2030).story.numbers
    assert (pair["policy"], pair["against"]) == ("evenly", "by_need")
    with pytest.raises(CannotDrawError, match="one policy, or two"):
        draw(kind, districts, policies=["as_is", "evenly", "by_need"])


def test_a_map_of_differences_writes_them_with_their_sign(districts: xr.Dataset) -> None:
    numbers = draw("district_map", districts, "en").story.numbers["areas"]
    assert numbers["zuidwest"] == pytest.approx(-0.08)
    assert numbers["west"] > numbers["zuidwest"]


def test_districts_that_all_begin_at_an_assumed_value_say_so(districts: xr.Dataset) -> None:
    told = draw("districts", districts, "en", policy="as_is").story
    assert "All districts begin at 18.0% in 2024: it is not known for each" in told.note
    assert "18.0%" not in draw("districts", districts, "en").story.note


def test_districts_can_be_chosen(districts: xr.Dataset) -> None:
    told = draw("districts", districts, "nl", policy="by_need", districts=["overvecht", "zuid"]).story
    assert set(told.numbers["areas"]) == {"overvecht", "zuid"}
    with pytest.raises(CannotDrawError, match="no district 'overvect'; did you mean 'overvecht'"):
        draw("districts", districts, districts=["overvect", "zuid"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"indicator": "mood"}, "no indicator 'mood'"),
        ({"policy": "by_ned"}, "no policy 'by_ned'; did you mean 'by_need'"),
        ({"scenario": "slump"}, "no scenario 'slump'"),
        ({"year": 2050}, "no year 2050; it has 2024 to 2040"),
        ({"parameter": "quit_rate"}, "cannot take this for parameters; it takes: indicator"),
        ({"indicators": ["a", "b"]}, "cannot take this for indicators"),
        ({"colour": "red"}, "cannot take this for colour"),
    ],
)
def test_what_is_not_there_or_cannot_be_taken_is_refused(
    districts: xr.Dataset, options: dict[str, object], message: str
) -> None:
    with pytest.raises(CannotDrawError, match=message):
        draw("districts", districts, **options)  # type: ignore[arg-type]


def test_figures_asked_with_options_have_files_of_their_own(districts: xr.Dataset, tmp_path: Path) -> None:
    asked = [AskedFigure("districts"), AskedFigure.of("districts", {"policy": "evenly"})]
    asked.append(AskedFigure.of("districts", {"policies": ["evenly", "by_need"], "year": 2030}))
    write_all(asked, districts, tmp_path, ["en"])
    names = {path.name for path in tmp_path.glob("*.json")}
    assert names == {
        "districts.en.json",
        "districts-policies-evenly.en.json",
        "districts-policies-evenly+by_need-year-2030.en.json",
    }
    long = [AskedFigure.of("series", {"policies": [f"policy_{n}_{end}" for n in range(30)]}).stem for end in "ab"]
    assert len(set(long)) == 2
    assert max(map(len, long)) <= 90


def test_a_figure_says_which_quantities_a_sweep_has_to_keep() -> None:
    asked = [AskedFigure("district_map"), AskedFigure.of("series", {"indicators": ["homes", "absence"]})]
    assert quantities(asked) == {"unmet_need_share", "heavily_burdened_share", "residents_75_plus", "homes", "absence"}
    assert {"care_share_needed", "shortage"} <= kind_of("one_in_four").needs


def test_a_title_names_all_that_do_the_same(make_policies: Callable[..., xr.Dataset]) -> None:
    two = draw("packages", make_policies({"as_is": 0.25, "technology": 0.22, "retention": 0.22}), "en").story.title
    assert two.startswith("Policies ‘Technology’ and ‘Keeping staff’ lower the need for care workers in 2040, equally")
    trifle = make_policies({"as_is": 0.25, "technology": 0.2497, "retention": 0.2498, "prevention": 0.24975})
    drawn = draw("packages", trifle, "en")
    assert drawn.story.title == "No policy changes the need for care workers noticeably in 2040"
    assert lint(drawn) == []


def test_bars_too_short_to_write_say_less_than(make_policies: Callable[..., xr.Dataset]) -> None:
    found = make_policies({"as_is": 0.25, "technology": 0.22, "retention": 0.24999}, first=0.25)
    alt = draw("levers", found, "en").story.alt
    assert "Keeping staff < 0.1" in alt
    assert "0.0" not in alt


def test_the_target_of_a_result_is_drawn(make_policies: Callable[..., xr.Dataset]) -> None:
    found = make_policies({"as_is": 0.25, "technology": 0.22})
    facts = {"indicator": "care_share_needed", "target": 0.1667, "units": "1"}
    with_target = found.assign(least_effort=("lever", [1.0], facts))
    for kind in ("packages", "series"):
        drawn = draw(kind, with_target, "en")
        (line,) = [line for axes in drawn.axes for line in axes.lines if line.get_gid() == "target"]
        assert set(line.get_ydata()) == {0.1667}
        assert any("target 16.7%" in text.get_text() for text in drawn.texts)
        other = draw(kind, found, "en")
        assert not [line for axes in other.axes for line in axes.lines if line.get_gid() == "target"]


def test_an_axis_through_nought_is_not_said_to_be_cut(make_policies: Callable[..., xr.Dataset]) -> None:
    across = make_policies({"as_is": 9000.0, "technology": -9000.0}, unit="person", first=5000.0)
    assert "does not start at zero" not in draw("packages", across, "en").story.note
    above = make_policies({"as_is": 0.25, "technology": 0.24}, first=0.24)
    assert "does not start at zero" in draw("packages", above, "en").story.note


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_the_list_of_figures_tells_of_each(name: str) -> None:
    from care2040.figures.listing import rows

    shows, needs, _ = {row[0]: row[1:] for row in rows()}[name]
    assert len(shows.split()) > 4
    assert needs
