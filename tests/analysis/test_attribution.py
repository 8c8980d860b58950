"""Wedges on a small city: who does the same gets the same, who does nothing gets nothing, and all of it adds up."""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from care2040.analysis.levers import attribution
from care2040.analysis.levers.attribution import Attribution, attach, table, wedges
from care2040.analysis.levers.evaluator import Evaluator
from care2040.engine.simulation import simulate
from care2040.inputs.experiments.experiment import Wedges
from care2040.inputs.policies.change import Change

ASKED = Wedges(policy="all", indicator="all_staff", year=2040, scenario="evidence")


@pytest.fixture(scope="module")
def found(small) -> Attribution:
    return wedges(small.model, small.experiment, small.parameters, ASKED)


def test_the_wedges_add_up_to_the_whole(small, found):
    assert found.levers == small.levers
    assert found.runs == 16
    assert found.values.sum() == pytest.approx(found.end - found.start, abs=1e-9)


def test_the_ends_are_those_of_the_experiment_itself(small, found):
    dataset = simulate.run(small.model, replace(small.experiment, resolution="city"), small.parameters)
    told = dataset["all_staff"].sel(year=2040, scenario="evidence", draw=0)
    assert found.start == pytest.approx(float(told.sel(policy="as_is")), rel=1e-12)
    assert found.end == pytest.approx(float(told.sel(policy="all")), rel=1e-12)


def test_levers_that_do_the_same_get_the_same(found):
    bonus, course, twin, _ = found.values
    assert course == pytest.approx(twin, abs=1e-9)
    assert bonus > course > 0


def test_a_lever_that_does_nothing_gets_nothing(found):
    for values in (found.values, found.first_in, found.last_in):
        assert values[3] == pytest.approx(0, abs=1e-9)


def test_a_lever_that_is_not_in_the_policy_has_no_wedge(small):
    without = small.with_policy((*small.pull("bonus"), *small.pull("course")))
    assert wedges(small.model, without, small.parameters, ASKED).levers == ("bonus", "course")


def test_alone_and_as_the_last_are_runs_of_their_own_and_the_interaction_is_what_they_leave(small, found):
    alone = small.with_policy(small.pull("bonus"), resolution="city")
    others = small.with_policy(tuple(c for name in small.levers[1:] for c in small.pull(name)), resolution="city")
    ends = {}
    for name, experiment in {"alone": alone, "others": others}.items():
        dataset = simulate.run(small.model, experiment, small.parameters)
        ends[name] = float(dataset["all_staff"].sel(year=2040, scenario="evidence", policy="all", draw=0))
    assert found.first_in[0] == pytest.approx(ends["alone"] - found.start, rel=1e-12)
    assert found.last_in[0] == pytest.approx(found.end - ends["others"], rel=1e-12)
    assert found.interaction == pytest.approx(found.first_in.sum() - (found.end - found.start))
    assert abs(found.interaction) > 1


def test_a_flow_and_another_scenario_can_be_split(small):
    asked = Wedges(policy="all", indicator="leaving", year=2035, scenario="hard")
    found = wedges(small.model, small.experiment, small.parameters, asked)
    assert found.unit == "person/year"
    assert found.values.sum() == pytest.approx(found.end - found.start, abs=1e-9)
    dataset = simulate.run(small.model, replace(small.experiment, resolution="city"), small.parameters)
    told = dataset["leaving"].sel(year=2035, scenario="hard", policy="as_is", draw=0)
    assert found.start == pytest.approx(float(told.sum()), rel=1e-12)


def test_levers_that_begin_within_a_year_run_in_one_batch_and_add_up_as_well(small):
    changes = (
        *small.pull("bonus", start=2026.3),
        *small.pull("course", start=2027.7),
        *small.pull("twin", start=2030.1),
    )
    ticks = []
    found = wedges(
        small.model, small.with_policy(changes), small.parameters, ASKED, lambda done, total: ticks.append(total)
    )
    assert set(ticks) == {17 + 8}, "and the years from 2016 on, once"
    assert found.values.sum() == pytest.approx(found.end - found.start, abs=1e-9)


def test_what_a_policy_changes_by_hand_is_a_player_too(small):
    by_hand = Change("leaving_rate", {}, "multiply", 0.9, 2030.0, None, None)
    found = wedges(small.model, small.with_policy((*small.pull("bonus"), by_hand)), small.parameters, ASKED)
    assert found.levers == ("bonus", "leaving_rate")
    assert found.values.sum() == pytest.approx(found.end - found.start, abs=1e-9)


def test_changes_keep_their_order(small):
    twice = (
        Change("leaving_rate", {}, "multiply", 0.5, 2030.0, None, None),
        *small.pull("bonus"),
        Change("leaving_rate", {}, "add", 0.02, 2030.0, None, None),
    )
    found = wedges(small.model, small.with_policy(twice), small.parameters, ASKED)
    dataset = simulate.run(small.model, small.with_policy(twice, resolution="city"), small.parameters)
    told = dataset["all_staff"].sel(year=2040, scenario="evidence", policy="all", draw=0)
    assert found.end == pytest.approx(float(told), rel=1e-12)


def test_a_gap_between_districts_is_asked_of_the_districts(small):
    changes = (*small.pull("bonus"), *small.pull("course"))
    gap = ASKED.model_copy(update={"indicator": "staff_gap"})
    assert wedges(small.model, small.with_policy(changes), small.parameters, gap).resolution == "district"
    assert wedges(small.model, small.with_policy(changes), small.parameters, ASKED).resolution == "city"


def test_a_lever_that_is_aimed_at_a_district_is_asked_of_the_districts(small):
    one = Change("staff_at_start", {"district": "oost"}, "multiply", 1.1, None, None, None)
    evaluator = Evaluator(small.model, small.parameters, small.with_policy((one,)), ASKED)
    assert evaluator.resolution == "district"


def test_many_levers_are_estimated_and_the_error_is_told(small, found, monkeypatch):
    monkeypatch.setattr(attribution, "MOST_EXACT", 3)
    estimated = wedges(small.model, small.experiment, small.parameters, ASKED)
    assert estimated.standard_errors is not None
    assert estimated.values.sum() == pytest.approx(found.end - found.start, abs=1e-9)
    off = abs(estimated.values - found.values)
    assert (off <= 4 * estimated.standard_errors + 1e-9).all()
    np.testing.assert_allclose(estimated.first_in, found.first_in, rtol=1e-12)
    np.testing.assert_allclose(estimated.last_in, found.last_in, rtol=1e-12)


def test_the_estimate_is_the_same_with_the_same_seed(small, monkeypatch):
    monkeypatch.setattr(attribution, "MOST_EXACT", 3)
    monkeypatch.setattr(attribution, "PAIRS", 3)
    one, again, other = (
        wedges(small.model, replace(small.experiment, seed=seed), small.parameters, ASKED).values for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(one, again)
    assert (one != other).any()


def test_the_result_holds_what_the_figure_and_the_table_need(found):
    dataset = attach(xr.Dataset({"all_staff": ("year", [1.0])}), found)
    assert dataset["wedges"].dims == ("lever",)
    assert dataset["wedges"].attrs["units"] == "person"
    for name in ("policy", "scenario", "indicator", "year", "start", "end"):
        assert dataset["wedges"].attrs[name] == getattr(found, name)
    assert "wedges_standard_error" not in dataset
    rows = table(dataset)
    assert rows["value"].tolist() == sorted(found.values.tolist(), reverse=True)
    assert rows["lever"].iloc[0] == "bonus"
    assert rows["standard_error"].isna().all()
    np.testing.assert_allclose(rows["start"] + rows["value"].sum(), rows["end"])
