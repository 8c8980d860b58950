"""Nobody appears or disappears: what was there and came in, less what left, is what is there a year later."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import xarray as xr

from care2040.engine.batch.trajectories import without_detail
from care2040.engine.simulation.simulate import run

LEDGERS = {
    "residents": (("births", "arrivals"), ("deaths", "newborn_deaths", "departures")),
    "homes_planned": (("approvals",), ("starts",)),
    "homes_under_construction": (("starts",), ("completions",)),
    "homes": (("completions",), ("withdrawals",)),
    "social_rent_seekers": (("registrations",), ("lettings", "lapses")),
    "care_workers": (
        ("graduates_entering", "lateral_entry", "returns"),
        ("quits", "dismissals", "retirement", "moving_away"),
    ),
    "former_care_workers": (("quits", "dismissals"), ("returns", "forgetting")),
    "graduates_seeking": (("graduates_looking",), ("graduates_entering", "graduates_lost")),
    "spent_on_care": (("care_cost",), ()),
    "students_in_training": (("enrolment",), ("dropout", "graduation")),
    "waiting_for_care": (("requests", "asking_again"), ("care_started", "giving_up")),
    "going_without_care": (("staying_away", "giving_up"), ("asking_again", "needing_no_more")),
    "homeless_with_fewer_needs": (("evictions",), ("recoveries", "rehoused", "worsening_on_the_street")),
    "homeless_with_complex_needs": (
        (
            "losing_a_home_with_complex_needs",
            "worsening_on_the_street",
            "relapses",
            "relapses_without_a_home",
            "turned_away",
        ),
        ("recoveries_complex", "rehoused_complex", "housing_first_placements", "admissions_of_homeless_people"),
    ),
}
"""Stock to what comes in and what goes out, written down apart from the model; newborns count with the residents."""


SELDOM = {"turned_away"}
"""Only where places are too few."""


def split(whole: Any, name: str) -> set[str]:
    """Return the axes along which a stock can be followed from year to year: those along which nobody grows older."""
    return {axis for axis in whole.model.stocks[name].axes if without_detail(name, (axis,))}


def onto(values: xr.DataArray, axes: set[str]) -> xr.DataArray:
    """Add a stock or a flow up over all but some axes, policies, scenarios, draws and years."""
    return values.sum([dim for dim in values.dims if dim not in {"policy", "scenario", "draw", "year", *axes}])


def check(dataset: xr.Dataset, stock: xr.DataArray, inflows: Any, outflows: Any, axes: set[str]) -> None:
    zero = 0 * onto(stock, axes)
    gained, lost = (sum((onto(dataset[name], axes) for name in names), zero) for names in (inflows, outflows))
    there = onto(stock, axes)
    expected = (there + gained - lost).transpose(*there.dims).isel(year=slice(None, -1)).values
    size = (abs(there) + abs(gained) + abs(lost)).transpose(*there.dims).isel(year=slice(None, -1)).values
    found = there.isel(year=slice(1, None)).values
    assert (abs(found - expected) <= 1e-9 * size).all(), abs(found - expected).max()


@pytest.mark.parametrize("name", LEDGERS)
def test_the_books_balance_every_year(whole: Any, four_scenarios: xr.Dataset, name: str) -> None:
    inflows, outflows = LEDGERS[name]
    assert all((four_scenarios[flow] > 0).any() for flow in {*inflows, *outflows} - SELDOM)
    check(four_scenarios, four_scenarios[name], inflows, outflows, split(whole, name))


def test_the_books_balance_with_every_lever_at_work(whole: Any, with_levers: xr.Dataset) -> None:
    for name, (inflows, outflows) in LEDGERS.items():
        check(with_levers, with_levers[name], inflows, outflows, split(whole, name))


def test_every_stock_is_what_its_flows_made_of_it(whole: Any, four_scenarios: xr.Dataset) -> None:
    stocks = {name: stock for name, stock in whole.model.stocks.items() if not stock.restarts}
    fed_by_young = {stock.entering for stock in stocks.values() if stock.entering}
    for name, stock in stocks.items():
        if name in fed_by_young:
            assert (four_scenarios[name] == 0).all(), f"{name} move on at the turn of the year"
            continue
        ends = {name, stock.entering} - {None}
        inflows = [flow.name for flow in whole.model.flows.values() if flow.sink in ends]
        outflows = [flow.name for flow in whole.model.flows.values() if flow.source in ends]
        check(four_scenarios, four_scenarios[name], inflows, outflows, split(whole, name))


def test_who_leaves_care_is_who_can_return(four_scenarios: xr.Dataset) -> None:
    """The same flow is counted once for the stock it leaves and the stock it enters."""
    left = (four_scenarios["quits"] + four_scenarios["dismissals"]).sum("domain")
    former = four_scenarios["former_care_workers"]
    change = former.shift(year=-1) - former
    out = four_scenarios["returns"].sum("domain") + four_scenarios["forgetting"]
    np.testing.assert_allclose(change.isel(year=slice(None, -1)), (left - out).isel(year=slice(None, -1)), atol=1e-6)


@pytest.fixture(scope="module", params=["district", "city"])
def drawn(request: pytest.FixtureRequest, whole: Any) -> xr.Dataset:
    """64 draws: of unchanged policy per district, and for the city of all levers at once in the four scenarios."""
    if request.param == "district":
        return whole.ask(resolution="district", draws=64)
    levers = {"all_at_once": whole.set_to(1.0, *whole.efforts, start=2026.0)}
    return whole.ask(levers, whole.shipped("one_in_four").scenarios, draws=64)


@pytest.mark.slow
def test_no_stock_turns_negative_in_64_draws(whole: Any, drawn: xr.Dataset) -> None:
    """The engine looks at every stock after every sub-step; what is kept of them is looked at here."""
    assert drawn.sizes["draw"] == 64
    for name in (name for name in whole.model.stocks if name in drawn):
        assert np.isfinite(drawn[name].values).all(), name
        assert whole.model.stocks[name].signed or drawn[name].values.min() >= -1e-9, name


@pytest.mark.slow
def test_draws_differ_from_each_other(whole: Any, drawn: xr.Dataset) -> None:
    needed = drawn["care_share_needed"].sel(year=2040, scenario="evidence")  # in other futures no wave is drawn
    assert (needed.std("draw") > 0.005).all()
    assert len(np.unique(needed.values)) == needed.size


def test_until_2024_a_count_is_all_that_corrects_the_books(whole: Any) -> None:
    """From 2016 on the books balance too, but for what is counted: there the difference is what the count corrects."""
    asked = replace(whole.shipped("one_in_four"), start=2016, end=2027, policies={"as_is": ()}, resolution="city")
    found = run(whole.model, asked, whole.parameters)
    for name, (inflows, outflows) in LEDGERS.items():
        years = slice(2024, None) if whole.model.stocks[name].counted else slice(2016, None)
        part = found.sel(year=years)
        check(part, part[name], inflows, outflows, split(whole, name))
    residents = onto(found["residents"], set()).isel(policy=0, scenario=0, draw=0)
    counted = whole.parameters["residents_counted"]
    np.testing.assert_allclose(residents.sel(year=list(counted.years)), counted.value.sum(axis=(0, 1, 2)), rtol=1e-12)
