"""Values that a memo tells of a place, in full, or not at all: what has no words, and points that somebody laid."""

import json

import pytest
import xarray as xr
from tests.reports.memos.conftest import Desk, dataset, stored

DISTRICTS = ("overvecht", "leidsche_rijn", "zuid")
ASKED = "{{ value('shortage', 2040, policy='more') }}"


def of_districts() -> xr.Dataset:
    """Return a result in which the shortage of each place is so many times that of the city."""
    made = dataset("places", {"as_is": 0.25, "more": 0.22}, {"evidence": 1.0}, 1)
    places = ["utrecht", *DISTRICTS]
    times = xr.DataArray([1.0, 0.5, 0.25, 0.125], {"area": places})
    return made.assign(shortage=(made["shortage"] * times).assign_attrs(made["shortage"].attrs))


def laid(method: str, draws: int = 3) -> xr.Dataset:
    """Return a result of a sweep over one parameter."""
    made = dataset("swept", {"as_is": 0.24, "more": 0.2}, {"evidence": 1.0}, draws)
    return made.assign_attrs(design=json.dumps({"method": method, "parameters": ["quit_rate"]}))


def with_result(desk: Desk, result: xr.Dataset) -> Desk:
    return Desk((stored(desk.folder / "results" / str(result.attrs["experiment"]), result),), desk.folder)


# A place


@pytest.mark.parametrize(
    ("area", "told"),
    [
        ("Overvecht", "3.000 personen"),
        ("overvecht", "3.000 personen"),
        ("Leidsche Rijn", "1.500 personen"),
        ("leidsche_rijn", "1.500 personen"),
        ("  ZUID ", "750 personen"),
    ],
)
def test_a_district_may_be_written_as_people_write_it(desk: Desk, area: str, told: str) -> None:
    placed = with_result(desk, of_districts())
    assert placed.text(ASKED.replace(") }}", f", area='{area}') }}}}")) == told


def test_a_district_that_is_not_there_is_refused_with_the_nearest(desk: Desk) -> None:
    (problem,) = with_result(desk, of_districts()).problems(ASKED.replace(") }}", ", area='Overvcht') }}"))
    assert (problem.code, "'overvecht'" in problem.hint) == ("E726", True)
    (problem,) = desk.problems(ASKED.replace(") }}", ", area='Overvecht') }}"))
    assert problem.code == "E726", "this result knows the city only"


# In full


def test_only_a_part_of_something_is_told_in_full(desk: Desk) -> None:
    made = dataset("parts", {"as_is": 0.24}, {"evidence": 1.0}, 1)
    more = made.assign(poverty_share=made["care_share_working"])
    parts = with_result(desk, more.assign_attrs(indicators=[*made.attrs["indicators"], "poverty_share"]))
    asked = "{{ value('NAME', 2040, as='full') }}"
    (problem,) = parts.problems(asked.replace("NAME", "poverty_share"))
    assert problem.code == "E714"
    assert problem.message == "'poverty_share' has no words that say of what it is a part, so it cannot be told in full"
    assert problem.hint == "leave out as=, and say it in your sentence"
    assert parts.text(asked.replace("NAME", "care_share_needed")).endswith("van iedereen die in Utrecht werkt")


# Points that somebody laid


@pytest.mark.parametrize("method", ["grid", "morris", "file"])
@pytest.mark.parametrize(
    "template",
    [
        ASKED,
        "{{ difference('shortage', 2040, policy='more') }}",
        "{{ range('shortage', 2040, policy='more', over='scenarios') }}",
        "{{ table('policies', indicators=['shortage'], year=2040) }}",
    ],
)
def test_of_points_that_were_laid_no_one_stands_for_the_others(desk: Desk, method: str, template: str) -> None:
    (problem,) = with_result(desk, laid(method)).problems(template)
    assert problem.code == "E734"
    assert "differs between the 3 points of 'swept'" in problem.message
    assert "care2040 run swept --draws 1" in problem.hint


@pytest.mark.parametrize(
    ("made", "template"),
    [
        # a single point is a run like any other; before the sweep bites all points are one
        (laid("grid", 1), ASKED),
        (laid("grid"), "{{ value('care_share_working', 2040) }}"),
        (laid("sobol"), ASKED),
        (laid("monte_carlo"), ASKED),
    ],
    ids=["one point", "all alike", "sobol", "draws"],
)
def test_a_sample_and_what_is_the_same_at_every_point_are_told(desk: Desk, made: xr.Dataset, template: str) -> None:
    assert with_result(desk, made).text(template)
