"""What the whole model must do as shipped: when nobody builds, nobody is hired or nobody helps, and in scenarios."""

from typing import Any

import numpy as np
import pytest
import xarray as xr

HIRING = ("hiring_level",)
HELP = ("word_of_mouth_share", "neighbour_reach")

PROMISES = {
    "vision": (2026, {"care_share_needed": 1, "shortage": 1, "unmet_need_share": 1, "residents": 0}),
    "tight_labour_market": (2028, {"shortage": 1, "care_share_working": -1, "unmet_need_share": 1, "homes": 0}),
    # who stays away would have needed care in the city, and half of them would have worked outside it
    "building_slump": (2030, {"homes": -1, "residents": -1, "waiting_time_social_rent": 1, "care_share_needed": -1}),
}
"""Scenario of ``one_in_four.yaml`` to the year from which it shows, and which way it moves what against the middle."""


def growth(values: xr.DataArray) -> xr.DataArray:
    """Return the growth since a year before, from the second year on."""
    return (values / values.shift(year=1) - 1).isel(year=slice(1, None))


@pytest.fixture(scope="module")
def unbuilt(whole: Any) -> xr.Dataset:
    return whole.ask({"as_is": (), "nobody_builds": whole.set_to(0.0, "construction_capacity", start=2026.0)})


def test_when_nobody_builds_the_population_flattens(whole: Any, unbuilt: xr.Dataset) -> None:
    late = growth(whole.city(unbuilt, "residents")).sel(year=slice(2030, None))
    # what is left is the loss of homes, and of residents per home
    lost = sum(float(whole.parameters[name].value) for name in ("withdrawal_rate", "household_thinning_rate"))
    assert abs(late.sel(policy="nobody_builds")).max() < lost + 0.0005
    assert late.sel(policy="as_is").min() > 0.01


def test_when_nobody_builds_the_waiting_time_climbs(whole: Any, unbuilt: xr.Dataset) -> None:
    """Those who wait are fewer then, for people stay away: the wait rises less than scarcity does."""
    for name, most in (("waiting_time_social_rent", 0.4), ("housing_scarcity", 0.2)):
        value = whole.city(unbuilt, name)
        as_is, without = value.sel(policy="as_is"), value.sel(policy="nobody_builds")
        assert (growth(without).sel(year=slice(2027, 2031)) > 0).all()
        assert (without.sel(year=slice(2031, None)) > without.sel(year=2026) + most / 2).all()
        assert (without.sel(year=slice(2032, None)) > as_is.sel(year=slice(2032, None)) + most).all()


@pytest.fixture(scope="module")
def unhired(whole: Any) -> xr.Dataset:
    return whole.ask({"nobody_hired": whole.set_to(0.0, *HIRING)})


def test_when_nobody_is_hired_only_those_who_leave_are_missed(whole: Any, unhired: xr.Dataset) -> None:
    workers = whole.city(unhired, "care_workers")
    taken = sum(whole.city(unhired, name) for name in ("quits", "dismissals", "retirement", "moving_away"))
    left, expected = workers.isel(year=slice(1, None)), (workers - taken).isel(year=slice(None, -1))
    np.testing.assert_allclose(left, expected, rtol=1e-9)
    assert (growth(workers) < -0.05).all()


@pytest.mark.parametrize("inflow", ["lateral_entry", "returns", "graduates_entering"])
def test_when_nobody_is_hired_nobody_comes_in(whole: Any, unhired: xr.Dataset, inflow: str) -> None:
    assert (whole.city(unhired, inflow) == 0).all()


@pytest.fixture(scope="module")
def plenty(whole: Any) -> xr.Dataset:
    """Money is no object, ten times as many are hired for posts that are made at once, and no more are absent.

    Posts are made at the attendance of the start, so that what absence takes since then is never filled.
    """
    plenty = whole.set_to(10.0, "budget_level", "hiring_level")
    swift = whole.set_to(0.2, "post_planning_time") + whole.set_to(0.0, "absence_shock")
    return whole.ask({"as_is": (), "plenty": plenty + swift})


def test_with_workers_without_limit_the_shortage_goes_to_zero(whole: Any, plenty: xr.Dataset) -> None:
    late = {"policy": "plenty", "year": slice(2028, None)}
    # there are workers for all that is asked; that is a hair less than need where nobody gets worse by waiting
    short = whole.city(plenty, "shortage", **late)
    assert (short + whole.city(plenty, "need_caused_by_shortage", **late) <= 0).all()
    # who has no place in a nursing home needs those who would work there, and nobody asks for them
    unasked = (plenty["care_need"].sum("district") * plenty["unasked_share"]).sum("domain").sel(**late)
    per_worker = (plenty["fte_by_agreement"] * plenty["client_time_without_pressure"]).sel(**late)
    assert (short - unasked / per_worker < 0.0005 * whole.city(plenty, "all_care_workers", **late)).all()
    assert float((plenty["time_per_client"].sel(**late)).min()) > 0.9999, "who is in care gets all the time it takes"
    # who asks still waits as long as at the start: nobody is hired for more than is asked
    waiting = whole.city(plenty, "waiting_for_care", year=2040)
    assert waiting.sel(policy="plenty") < 0.8 * waiting.sel(policy="as_is")


@pytest.mark.xfail(
    strict=True,
    reason="since the list of disability care begins as counted, 0.46 to 0.50 % stays: need that has not come to light "
    "counts as care that is asked for and not given",
)
def test_with_workers_without_limit_nearly_all_that_is_asked_is_given(whole: Any, plenty: xr.Dataset) -> None:
    # control that has grown since takes a little of what was asked at the administration of the start, and who needs
    # care for life comes into it over the years
    assert (whole.city(plenty, "unmet_need_share", policy="plenty", year=slice(2028, None)) < 0.004).all()


def test_with_workers_without_limit_all_whose_need_has_come_to_light_are_in_care(plenty: xr.Dataset) -> None:
    disability = plenty.sel(policy="plenty", domain="disability_care", year=slice(2028, None))
    known = disability["people_known_to_need_care"]
    assert (disability["clients_in_care"] + disability["going_without_care"] >= known).all()
    assert (disability["waiting_for_care"] < 1e-3 * known).all()


def test_with_workers_without_limit_need_stays(whole: Any, plenty: xr.Dataset) -> None:
    need = plenty["need_in_domain"].sum("domain").squeeze(drop=True)
    relative = need.sel(policy="plenty") / need.sel(policy="as_is")
    # what goes is what the shortage itself adds: worsening, frailty, care that families cannot give any more
    assert relative.min() > 0.9
    assert (growth(need.sel(policy="plenty")) > 0).all()


@pytest.fixture(scope="module")
def alone(whole: Any) -> xr.Dataset:
    """Everyone who helps a neighbour stops, while no loop but that of help itself answers."""
    cut = whole.set_to(0.0, *(name for name in whole.switches if name not in HELP))
    # when all start by example, nobody starts once nobody is left to set it
    helped = cut + whole.set_to(1.0, "word_of_mouth_share") + no_region(whole)
    return whole.ask({"with": helped, "without": helped + whole.set_to(5.0, "stopping_rate", start=2025.0)})


def no_region(whole: Any) -> tuple[Any, ...]:
    """Return what leaves residents the only ones who come for care in the city: only they have helpers here."""
    return whole.set_to(0.0, "catchment_share")


def test_without_helpers_requests_rise_by_what_they_carried(whole: Any, alone: xr.Dataset) -> None:
    helping = whole.city(alone, "neighbour_help_share").sel(year=[2035, 2036]).mean("year")
    helping = helping / float(whole.parameters["helping_share_at_start"].value)
    assert helping.sel(policy="without") < 1e-6
    carried = whole.parameters["light_share"].value * float(whole.parameters["neighbour_reach"].value)
    more = (1 + carried) / (1 + carried * (1 - float(helping.sel(policy="with"))))
    # what care-funded places take besides is not what neighbours carry
    others = alone.drop_sel(domain="social_support")
    more = more[[alone.indexes["domain"].get_loc(one) for one in others["domain"].values]]
    need = others["need_in_domain"].sel(year=[2035, 2036]).mean("year").squeeze(drop=True)
    np.testing.assert_allclose(need.sel(policy="without") / need.sel(policy="with"), more, rtol=1e-5)
    # that need has grown comes to light a little later than it grows
    requests = others["requests"].sel(year=2035).squeeze(drop=True)
    rise = requests.sel(policy="without") / requests.sel(policy="with")
    np.testing.assert_allclose(rise, more, rtol=2e-4)
    assert (rise > 1).all()


def test_without_helpers_the_care_share_that_is_needed_rises(whole: Any) -> None:
    """The same with every loop at work: loneliness and frailty add to it."""
    stop = whole.set_to(1.0, "word_of_mouth_share") + whole.set_to(5.0, "stopping_rate", start=2025.0)
    share = whole.city(whole.ask({"as_is": (), "without": stop}), "care_share_needed").sel(year=2040)
    assert 0.002 < share.sel(policy="without") - share.sel(policy="as_is") < 0.05


@pytest.mark.parametrize("scenario", PROMISES)
def test_a_scenario_does_what_it_promises(whole: Any, four_scenarios: xr.Dataset, scenario: str) -> None:
    since, moves = PROMISES[scenario]
    for name, sign in moves.items():
        values = whole.city(four_scenarios, name)
        change = (values.sel(scenario=scenario) / values.sel(scenario="evidence") - 1).sel(year=slice(since, None))
        as_promised = sign * change > 5e-5 if sign else abs(change) < 1e-6
        assert as_promised.all(), f"{name}: {change.values}"


def test_futures_ask_for_more_and_more_workers(whole: Any) -> None:
    futures = whole.shipped("one_in_four").scenarios
    scenarios = {**futures, **whole.shipped("no_growth_beyond_demography").scenarios}
    found = whole.city(whole.ask(scenarios=scenarios), "care_share_needed").sel(year=slice(2026, None))
    order = ["contained", "only_demography", "official_forecast", "evidence", "open_ended"]
    steps = found.sel(scenario=order).diff("scenario")
    assert (steps > 0).all()
    assert (found.sel(scenario="vision") > found.sel(scenario="evidence")).all()
    # it was solved with ten districts, and the city as one is near
    assert float(found.sel(scenario="vision", year=2040)) == pytest.approx(0.25, abs=0.002)
