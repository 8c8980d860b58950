"""Costs and benefits of a made-up result, of which every difference can be done by heart."""

import numpy as np
import pytest
import xarray as xr

from care2040.analysis.levers import costs

PAYERS = ["municipality", "state"]
YEARS = [2038, 2039, 2040]
DRAWS = 5


def flow(as_is, more, draws=1):
    """Return a flow per payer under two policies: the same each year, draw k times 1 + k / 10."""
    values = np.array([as_is, more], dtype=float)[:, None, None, None, :]
    grown = values * (1 + np.arange(draws) / 10)[None, None, :, None, None]
    whole = np.broadcast_to(grown, (2, 1, draws, len(YEARS), 2))
    labels = {
        "policy": ["as_is", "more"],
        "scenario": ["evidence"],
        "draw": range(draws),
        "year": YEARS,
        "payer": PAYERS,
    }
    return xr.DataArray(whole.copy(), labels, list(labels), attrs={"units": "euro/year", "long_name": "a flow"})


def made_up(draws: int = 1, needed=(110.0, 100.0)) -> xr.Dataset:
    flows = {
        "lever_cost": flow([0, 0], [30, 10], draws),
        "care_cost": flow([500, 100], [480, 105], draws),
        "yearly_benefit": flow([2, 1], [5, 3], draws),
        "discounted_costs": flow([250, 50], [255, 57.5], draws),
        "discounted_benefits": flow([1, 0.5], [2.5, 1.5], draws),
    }
    workers = np.array(needed)[:, None, None, None, None] * np.array([0.25, 0.75])
    whole = np.broadcast_to(workers, (2, 1, draws, len(YEARS), 2)).copy()
    labels = {**{name: flows["lever_cost"][name].values for name in ("policy", "scenario", "draw", "year")}}
    domains = {**labels, "domain": ["elderly_care", "youth_care"]}
    return xr.Dataset(flows).assign(workers_needed=xr.DataArray(whole, domains, list(domains)))


def value(rows, item, payer="all", year=2040):
    found = rows[(rows["item"] == item) & (rows["payer"] == payer) & (rows["year"] == year)]
    assert len(found) == 1
    return float(found["value"].iloc[0])


@pytest.fixture(scope="module")
def rows():
    return costs.table(made_up(), "as_is")


def test_only_the_other_policies_are_told_and_against_which(rows):
    assert set(rows["policy"]) == {"more"}
    assert set(rows["against"]) == {"as_is"}
    assert tuple(rows.columns) == costs.COLUMNS
    assert not rows["value"].isna().any()
    assert rows["low"].isna().all()


def test_a_difference_is_what_the_policy_costs_more(rows):
    assert value(rows, "lever_cost", "municipality") == 30
    assert value(rows, "care_cost", "municipality") == -20
    assert value(rows, "care_cost", "state") == 5
    assert value(rows, "benefit", "municipality") == 3


def test_payers_add_up_to_all_of_them(rows):
    for item in costs.ABOUT:
        parts = [value(rows, item, payer, year=2039) for payer in PAYERS]
        assert value(rows, item, year=2039) == pytest.approx(sum(parts))


def test_net_is_benefits_less_both_costs(rows):
    for payer in (*PAYERS, "all"):
        costs_more = value(rows, "lever_cost", payer) + value(rows, "care_cost", payer)
        assert value(rows, "net_benefit", payer) == pytest.approx(value(rows, "benefit", payer) - costs_more)
        discounted = value(rows, "discounted_benefit", payer) - value(rows, "discounted_cost", payer)
        assert value(rows, "discounted_net_benefit", payer) == pytest.approx(discounted)


def test_what_is_discounted_gathers_to_the_end_of_the_year(rows):
    assert [value(rows, "discounted_cost", "state", year) for year in YEARS] == pytest.approx([7.5, 15, 22.5])
    assert value(rows, "discounted_net_benefit") == pytest.approx(3 * (1.5 + 1 - 5 - 7.5))


def test_the_cost_of_a_worker_is_what_all_payers_pay_for_each_that_is_not_needed(rows):
    assert value(rows, "avoided_care_workers") == pytest.approx(10)
    assert value(rows, "lever_cost_per_avoided_care_worker") == pytest.approx(40 / 10)
    assert value(rows, "net_cost_per_avoided_care_worker") == pytest.approx((40 - 15 - 5) / 10)


def test_a_policy_that_saves_money_has_a_cost_below_nought():
    dataset = made_up()
    dataset["yearly_benefit"] = flow([0, 0], [50, 50])
    assert value(costs.table(dataset, "as_is"), "net_cost_per_avoided_care_worker") == pytest.approx(
        (40 - 15 - 100) / 10
    )


def test_a_policy_that_needs_more_workers_has_no_cost_for_each():
    rows = costs.table(made_up(needed=(100.0, 104.0)), "as_is")
    assert value(rows, "avoided_care_workers") == pytest.approx(-4)
    assert np.isnan(value(rows, "lever_cost_per_avoided_care_worker"))
    assert np.isnan(value(rows, "net_cost_per_avoided_care_worker"))


def test_with_draws_a_difference_is_taken_draw_by_draw():
    rows = costs.table(made_up(DRAWS), "as_is")
    row = rows[(rows["item"] == "lever_cost") & (rows["payer"] == "municipality") & (rows["year"] == 2038)].iloc[0]
    assert row["value"] == pytest.approx(30 * 1.2)
    assert (row["low"], row["high"]) == pytest.approx((30 * 1.02, 30 * 1.38))


def test_the_one_to_compare_with_may_be_any():
    rows = costs.table(made_up(), "more")
    assert set(rows["policy"]) == {"as_is"}
    assert value(rows, "lever_cost", "municipality") == -30


def test_one_policy_or_a_result_without_costs_has_nothing_to_tell():
    assert costs.has_costs(made_up())
    assert not costs.has_costs(made_up().isel(policy=[0]))
    assert not costs.has_costs(made_up().drop_vars("lever_cost"))


def test_a_result_without_the_workers_needed_tells_the_rest():
    rows = costs.table(made_up().drop_vars("workers_needed"), "as_is")
    assert set(rows["item"]) == set(costs.ABOUT)


def test_of_a_shorter_run_the_last_year_is_told():
    assert costs.costs_year(made_up()) == 2040
    assert costs.costs_year(made_up().sel(year=[2038, 2039])) == 2039


def test_in_the_whole_model_the_flows_are_those_of_the_stocks(whole):
    """What gathers from year to year is what the model itself keeps as a stock on the next 1 January."""
    dataset = whole.ask({"as_is": (), "technology": whole.set_to(1.0, "technology_budget", "technology_effort")})
    found = costs.differences(dataset, "as_is")
    for item, stock in (("discounted_cost", "discounted_cost"), ("discounted_benefit", "discounted_benefit")):
        kept = dataset[stock].sel(policy="technology") - dataset[stock].sel(policy="as_is")
        told = found[item].sel(policy="technology", payer=kept["payer"])
        np.testing.assert_allclose(told.isel(year=slice(0, -1)), kept.isel(year=slice(1, None)), rtol=1e-6, atol=1e-3)
