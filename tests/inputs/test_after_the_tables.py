"""After the last year of the tables: each rule by which a value by year goes on, and that nothing before it moves."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from care2040.engine.simulation.settings import RunSettings
from care2040.engine.simulation.simulate import run
from care2040.files.problems import InvalidInput
from care2040.inputs.parameters.parameter_set import Parameters, load
from care2040.inputs.policies.path_maker import paths
from care2040.language.axes import FARTHEST, HORIZON

LAST = HORIZON + 1
MOVING_AND_HELD = {
    "region_residents": "the region is as large and as old as it was",
    "national_care_share": "a line to lay beside it, not simulated",
    "national_care_share_low": "the same",
    "national_care_share_high": "the same",
    "hours_asked_by_65_plus": "the number of people of 65 and older in the country hardly grows after 2040",
    "hours_asked_under_65": "the same",
    "national_children": "the same",
    "growth_mode_1": "the wave stays where it is",
    "growth_mode_2": "the same",
    "participation_trend": "three ten-thousandths a year",
    "planned_jobs": "the plan goes no further",
    "fertility_trend": "births per woman stay as they are",
}
"""Values by year that still change in the last year of the tables and are held from then on, and why."""


def over_the_years(whole: Any, name: str) -> dict[int, np.ndarray]:
    """Return the value of a parameter on each 1 January from the last of the tables on."""
    made = paths(whole.parameters, (), LAST, FARTHEST)
    if name in made.constant:
        return dict.fromkeys(range(LAST, FARTHEST), made.constant[name])
    return {LAST + place: ends[0] for place, ends in enumerate(made.varying[name])}


def test_mortality_falls_as_in_the_ten_years_before(whole: Any) -> None:
    found, table = over_the_years(whole, "mortality_trend"), whole.parameters["mortality_trend"]
    yearly = (found[LAST] / table.value[table.years.index(LAST - 10)]) ** 0.1
    assert 0.98 < yearly < 0.99
    for year in range(LAST, FARTHEST - 1):
        assert found[year + 1] / found[year] == pytest.approx(yearly)


@pytest.mark.parametrize("name", MOVING_AND_HELD)
def test_what_is_held_stays_at_its_last_value(whole: Any, name: str) -> None:
    first, *others = over_the_years(whole, name).values()
    assert all(np.array_equal(first, other) for other in others)


def test_the_pension_age_rises_by_a_quarter_every_four_years(whole: Any) -> None:
    found = over_the_years(whole, "pension_age")
    assert [found[year].item() for year in (2042, 2043, 2046, 2047, 2051, 2055, 2059)] == [
        67.75, 68, 68, 68.25, 68.5, 68.75, 69,
    ]  # fmt: skip


def test_every_value_that_still_moves_says_how_it_goes_on(whole: Any) -> None:
    by_year = {name: each for name, each in whole.parameters.items() if LAST in each.years}
    moving = {
        name
        for name, each in by_year.items()
        if (each.value[..., each.years.index(LAST)] != each.value[..., each.years.index(LAST) - 1]).any()
    }
    assert moving == {*MOVING_AND_HELD, "mortality_trend"}


@pytest.fixture(scope="module")
def far(whole: Any) -> Any:
    asked = replace(whole.shipped("one_in_four"), policies={"as_is": ()}, resolution="city", end=FARTHEST)
    return asked, run(whole.model, asked, whole.parameters)


def test_the_city_builds_what_is_withdrawn_and_half_a_per_cent_of_growth(far: Any) -> None:
    homes = far[1]["homes"].squeeze(drop=True)
    homes = homes.sum([dim for dim in homes.dims if dim != "year"])
    growth = homes.sel(year=2060) / homes.sel(year=2059) - 1
    assert 0.003 < float(growth) < 0.006


def test_a_run_up_to_the_last_year_of_the_tables_is_the_same_to_the_last_bit(whole: Any, far: Any) -> None:
    asked, long = far
    short = run(whole.model, replace(asked, end=LAST), whole.parameters)
    cut = {
        name: replace(each, years=each.years[:last], value=each.value[..., :last].copy())
        if (last := sum(year <= LAST for year in each.years))
        else each
        for name, each in whole.parameters.items()
    }
    without = run(whole.model, replace(asked, end=LAST), Parameters(cut.values(), groups=whole.parameters.groups))
    assert len(short) > 500
    for name, values in short.items():
        assert np.array_equal(values.values, without[name].values, equal_nan=True), name
        assert np.array_equal(values.values, long[name].sel(year=short["year"]).values, equal_nan=True), name


def test_draws_do_not_move_either(whole: Any, far: Any) -> None:
    asked, _ = far
    names = frozenset({"care_share_needed", "poverty_share"})
    ends = [
        run(whole.model, replace(asked, draws=3, end=end), whole.parameters, settings=RunSettings(names))
        for end in (LAST, FARTHEST)
    ]
    for name in names:
        short, long = ends[0][name], ends[1][name].sel(year=ends[0]["year"])
        assert np.array_equal(short.values, long.transpose(*short.dims).values)


@pytest.mark.parametrize("value", ["{2024: 1, 2041: 2}", "{2024: 1, 2031: 0, 2041: 2}", "3"])
def test_a_value_without_a_trend_cannot_carry_it_on(tmp_path: Path, value: str) -> None:
    entry = "x:\n  about: x.\n  unit: dimensionless\n  range: null\n  spread: none\n  year: 2024\n  source: [s]\n"
    (tmp_path / "one.yaml").write_text(f"{entry}  standing: judged\n  after: trend\n  value: {value}\n", "utf-8")
    source = "s: {title: t, publisher: p, year: 2024, where: w, confidence: read, note: n}\n"
    (tmp_path / "sources.yaml").write_text(source, "utf-8")
    with pytest.raises(InvalidInput) as caught:
        load(tmp_path)
    assert [problem.code for problem in caught.value.problems] == ["E223"]
