"""The accounts of work and care close, in every future, per district and for the city, and where all goes wrong."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import xarray as xr

from care2040.engine.simulation.simulate import run
from care2040.files.package_files import package_folder
from care2040.inputs.futures import FUTURES, changes_of
from care2040.inputs.policies.path_maker import Change

EXACT = 1e-9
FROM = 2027.0
NAMES = ("contained", "official_forecast", "evidence", "open_ended", "vision")
NOBODY = ("hiring_level",)
"""What brings people into care, felt in every year."""
EXTREMES: Mapping[str, tuple[str, ...]] = {
    "no_arrivals": ("arrival_share",),
    "nobody_hired": NOBODY,
    "no_building": ("construction_capacity",),
    "no_region": ("catchment_share", "commuting_share"),
}
"""What is nothing from 2027 on."""
LAST_COUNT = 2024


def none_of(names: tuple[str, ...]) -> tuple[Change, ...]:
    """Return the changes that make parameters nothing."""
    return tuple(Change(name, {}, "set", 0.0, FROM, None, None) for name in names)


def whole_run(whole: Any, resolution: str, scenarios: Mapping[str, tuple[Change, ...]]) -> xr.Dataset:
    """Run unchanged policy from 2016 to the end in scenarios."""
    asked = replace(whole.shipped("one_in_four"), start=2016, policies={"as_is": ()}, resolution=resolution)
    return run(whole.model, replace(asked, scenarios=dict(scenarios)), whole.parameters)


def scenarios(whole: Any, kind: str) -> dict[str, tuple[Change, ...]]:
    """Return every future, or every extreme."""
    if kind == "futures":
        path = package_folder("parameters") / "national" / FUTURES
        return {name: changes_of(path, whole.parameters, name) for name in NAMES}
    halved = Change("care_intensity", {}, "multiply", 0.5, FROM, None, None)
    return {**{name: none_of(names) for name, names in EXTREMES.items()}, "need_halved": (halved,)}


@pytest.fixture(scope="module", params=["futures-city", "futures-district", "extremes-city", "extremes-district"])
def found(request: pytest.FixtureRequest, whole: Any) -> xr.Dataset:
    """Unchanged policy from 2016 on in all scenarios of a kind."""
    kind, _, resolution = request.param.partition("-")
    return whole_run(whole, resolution, scenarios(whole, kind))


def total(dataset: xr.Dataset, name: str) -> xr.DataArray:
    """Return a quantity of the whole city by scenario and year."""
    values = dataset[name]
    if "area" in values.dims:
        return values.isel(area=0, drop=True).squeeze(["policy", "draw"], drop=True)
    gone = [dim for dim in values.dims if dim not in {"scenario", "year", "policy", "draw"}]
    return values.sum(gone).squeeze(["policy", "draw"], drop=True)


def same(one: xr.DataArray, other: xr.DataArray) -> None:
    """Hold two accounts to each other, in every scenario and year."""
    other = other.transpose(*one.dims)
    assert np.isfinite(one.values).all()
    np.testing.assert_allclose(one.values, other.values, rtol=EXACT, atol=EXACT)


def test_who_works_in_the_city_lives_in_it_or_commutes(found: xr.Dataset) -> None:
    same(total(found, "working_in_city"), total(found, "residents_working_in_city") + total(found, "commuters"))


def test_residents_work_in_the_city_or_elsewhere(found: xr.Dataset) -> None:
    parts = total(found, "residents_working_in_city") + total(found, "residents_working_elsewhere")
    same(total(found, "employed_residents"), parts)
    same(total(found, "employed_residents"), total(found, "employed_in_district"))


def test_those_who_work_in_care_live_in_the_city_or_commute(found: xr.Dataset) -> None:
    same(total(found, "all_care_workers"), total(found, "residents_in_care_in_city") + total(found, "care_commuters"))
    in_care = total(found, "residents_in_care_in_city") + total(found, "residents_in_care_elsewhere")
    assert (in_care <= total(found, "employed_residents") + EXACT).all()


def test_need_is_that_of_residents_and_of_the_region(found: xr.Dataset) -> None:
    places = found["need_in_domain"] - found["care_need"].sum("district") - found["region_need"]
    same(places.sel(domain="social_support"), found["staff_of_places_added"])
    same(places.drop_sel(domain="social_support"), 0 * places.drop_sel(domain="social_support"))
    same(found["need_of_residents"], found["care_need"].sum("district"))


def test_what_is_asked_is_need_and_what_the_shortage_adds(found: xr.Dataset) -> None:
    more = total(found, "workers_asked") - total(found, "workers_needed")
    same(total(found, "need_caused_by_shortage"), more)
    same(found["asked_in_domain"], found["served_need"] + found["asked_in_domain"] * found["unmet_share"])


def test_posts_are_filled_or_short(found: xr.Dataset) -> None:
    """Posts in the city are the workers needed: those who are there, and the shortage."""
    same(total(found, "workers_needed"), total(found, "all_care_workers") + total(found, "shortage"))
    same(total(found, "care_share_needed") * total(found, "working_in_city"), total(found, "workers_needed"))
    same(total(found, "care_share_working") * total(found, "working_in_city"), total(found, "all_care_workers"))


def test_posts_that_are_paid_for_are_filled_or_open(found: xr.Dataset) -> None:
    filled = total(found, "all_care_workers") - total(found, "all_surplus_workers")
    same(total(found, "funded_posts"), filled + total(found, "all_open_posts"))
    assert (total(found, "all_open_posts") >= 0).all()
    assert (total(found, "all_surplus_workers") >= 0).all()


def test_a_shortage_is_unfunded_or_open(found: xr.Dataset) -> None:
    unfilled = total(found, "all_open_posts") - total(found, "all_surplus_workers")
    same(total(found, "shortage"), total(found, "unfunded_need") + unfilled)


def test_what_a_payer_spends_is_staff_and_other_costs(found: xr.Dataset) -> None:
    """What there is is for staff and the rest; all staff is paid for, and savings are given by somebody."""
    same(found["budget"], found["staff_money"] + found["other_costs"])
    workers = found["care_workers"]
    workers = workers.sum("worker_age") if "worker_age" in workers.dims else workers
    same(found["staff_costs"].sum("payer"), workers * found["staff_cost_per_worker"])
    same(found["savings_moved"].sum("payer"), 0 * found["savings_moved"].sum("payer"))


def test_workers_come_and_go_by_their_flows(found: xr.Dataset) -> None:
    came = sum(total(found, name) for name in ("graduates_entering", "lateral_entry", "returns"))
    went = sum(total(found, name) for name in ("quits", "dismissals", "retirement", "moving_away"))
    one_year_on(total(found, "all_care_workers"), came, went, since=2016)


def test_nobody_who_needs_care_vanishes(found: xr.Dataset) -> None:
    """Clients, people who wait and people who go without change by who comes and who goes, in every domain."""
    flows = {
        "clients_in_care": (("care_started",), ("care_ended", "care_no_longer_needed")),
        "waiting_for_care": (("requests", "asking_again"), ("care_started", "giving_up")),
        "going_without_care": (("staying_away", "giving_up"), ("asking_again", "needing_no_more")),
    }
    for name, (into, out) in flows.items():
        came, went = (sum(found[flow] for flow in ends) for ends in (into, out))
        one_year_on(found[name], came, went, since=2016)


def test_hours_at_home_are_given_taken_over_or_undone(found: xr.Dataset) -> None:
    given = total(found, "informal_hours_given") + total(found, "hours_taken_over")
    same(total(found, "informal_hours_asked"), given + total(found, "informal_hours_undone"))


def test_people_come_and_go_by_their_flows(found: xr.Dataset) -> None:
    """Until 2024 a count puts the residents right on each 1 January; from then on nothing but flows moves them."""
    came = total(found, "births") + total(found, "arrivals")
    went = sum(total(found, name) for name in ("deaths", "newborn_deaths", "departures"))
    one_year_on(total(found, "residents"), came, went, since=LAST_COUNT)


def one_year_on(stock: xr.DataArray, came: Any, went: Any, since: int) -> None:
    """Hold a stock to what came and went, from 1 January to 1 January."""
    made = (stock + came - went).sel(year=slice(since, None)).isel(year=slice(None, -1))
    there = stock.sel(year=slice(since + 1, None))
    assert there.sizes["year"] == made.sizes["year"] > 10
    np.testing.assert_allclose(there.transpose(*made.dims).values, made.values, rtol=EXACT, atol=EXACT)


def test_the_extremes_are_extreme(whole: Any) -> None:
    """Else nothing was tried: what is cut off is gone the year after, and nobody turns into a negative number."""
    after = whole_run(whole, "city", scenarios(whole, "extremes")).sel(year=slice(2028, 2040))
    assert (total(after, "arrivals").sel(scenario="no_arrivals") == 0).all()
    for name in ("graduates_entering", "lateral_entry", "returns"):
        assert (total(after, name).sel(scenario="nobody_hired") == 0).all(), name
    assert (total(after, "region_need").sel(scenario="no_region") == 0).all()
    assert (total(after, "all_care_workers") > 0).all()
