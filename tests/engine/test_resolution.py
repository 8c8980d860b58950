"""The districts folded into one city give the numbers of the districts together."""

from dataclasses import replace
from typing import Any

import pytest
import xarray as xr

from care2040.engine.simulation.simulate import run
from care2040.language.axes import RUN_IN
from care2040.results.series import adds_up, of_quantity

pytestmark = pytest.mark.slow

LAST_YEAR = 2040
ALLOWED = 0.005

GAPS = {
    "frailty_gap",
    "healthy_life_expectancy_gap",
    "poverty_gap",
    "loneliness_gap",
    "unhealthy_gap",
    "social_rent_gap",
}
"""Between districts: one district has none."""
BALANCES = {"yearly_benefit", "discounted_benefits", "gained", "discounted_benefit"}
"""Small differences of large amounts, zero at the start; only their change by a policy has a meaning."""
PRODUCTS = {
    "poor_households_moving_along",
    "lonely_residents_moving_along",
    "helpers_leaving",
    "involved_residents_leaving",
    "volunteers_leaving",
    "willing_residents_leaving",
    "becoming_willing",
    "newborn_deaths",
    "poor_children_share",
    "growing_up_poor",
    "problem_households_moving_along",
}
"""A share of a district times the growth or the departures of that district. Both differ between districts and go
together, and no weight folds a product: where it is poor it grows less."""


DIFFERENCES = {
    "care_given_less",
    "planning_of_posts",
    "need_caused_by_shortage",
    "shortage",
    "shortage_fte",
    "shortage_share",
    "waiting_for_care",
    "giving_up",
    "out_of_care",
    "out_of_care_into_unemployment",
    "need_coming_to_light",
    "informal_hours_undone",
    "landing_on_professionals",
    "staff_of_places_added",
    "moving_into_clustered",
    "places_not_needed",
    "living_clustered_instead",
    "clustered_instead_ending",
    "kept_out_by_tenure",
    "driven_out_by_price",
    "poverty_moving_elsewhere",
    "poor_households_elsewhere",
    "getting_out_of_poverty_elsewhere",
    "outdoor_places_delivered",
}
"""What is left of much larger numbers: a difference of a few per mille in these is one of a tenth here."""


def for_the_city(dataset: xr.Dataset, name: str) -> xr.DataArray | None:
    """Return a quantity of the whole city per year, added up where it counts something; None if it has no number."""
    try:
        first = next(of_quantity(dataset[name]))
    except ValueError:
        return None  # a share or an index of each district
    return first.city.squeeze(drop=True) if first.name == name else None


@pytest.fixture(scope="module")
def away(whole: Any, four_scenarios: xr.Dataset) -> dict[str, xr.DataArray]:
    """Quantity to how far the folded city is from the districts together, as a part of them, by year."""
    return _apart(whole, four_scenarios.sel(scenario=["evidence"]), whole.ask())


@pytest.fixture(scope="module")
def at_first(whole: Any) -> dict[str, xr.DataArray]:
    """The same on the first day of all, before anything has gone its own way."""
    asked = replace(whole.shipped("one_in_four"), start=RUN_IN, end=RUN_IN + 2, scenarios={"evidence": ()})
    both = (run(whole.model, replace(asked, resolution=one), whole.parameters) for one in ("district", "city"))
    return _apart(whole, *both)


def _apart(whole: Any, districts: xr.Dataset, city: xr.Dataset) -> dict[str, xr.DataArray]:
    found = {}
    for name, equation in whole.model.askable.items():
        exact = for_the_city(districts, name)
        if exact is None or (equation.kind == "flow" and not adds_up(equation.unit)):
            continue
        # what is zero in both (no lever is paid for) is not away from itself
        found[name] = (for_the_city(city, name) - exact) / exact.where(exact != 0, 1.0)
    return found


def listed(distances: dict[str, float], number: int) -> str:
    order = sorted(distances, key=lambda name: abs(distances[name]), reverse=True)
    return ", ".join(f"{name} {distances[name]:+.2%}" for name in order[:number])


def test_on_the_first_day_city_and_districts_agree(at_first: dict[str, xr.DataArray]) -> None:
    compared = set(at_first) - GAPS - BALANCES - PRODUCTS - DIFFERENCES
    assert len(compared) > 120
    start = {name: float(at_first[name].sel(year=RUN_IN)) for name in compared}
    apart = {name: distance for name, distance in start.items() if abs(distance) > ALLOWED}
    assert not apart, listed(apart, len(apart))


def test_what_is_not_compared_does_differ(at_first: dict[str, xr.DataArray]) -> None:
    """So that no exception outlives its reason."""
    start = {name: abs(float(at_first[name].sel(year=RUN_IN))) for name in GAPS | PRODUCTS}
    assert {name for name, distance in start.items() if distance < ALLOWED} == set()


def test_to_2040_the_city_stays_near_the_districts(away: dict[str, xr.DataArray]) -> None:
    last = {name: float(away[name].sel(year=LAST_YEAR)) for name in set(away) - GAPS - BALANCES - DIFFERENCES}
    print(f"\ncity against districts in {LAST_YEAR}: {listed(last, 12)}")
    assert abs(last["residents"]) < 0.01
    assert abs(last["care_share_needed"]) < 0.03
    apart = {name: distance for name, distance in last.items() if abs(distance) > (0.12 if name in PRODUCTS else 0.1)}
    assert not apart, listed(apart, 5)
