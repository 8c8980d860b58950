"""The least effort on a small city, checked by running what it found."""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from care2040.analysis.levers.evaluator import Evaluator
from care2040.analysis.levers.least_effort import attach, least_effort, scaled, table
from care2040.inputs.experiments.experiment import Optimise
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.change import Change

pytestmark = pytest.mark.slow

ASKED = Optimise(policy="all", indicator="all_staff", target=2500.0, year=2040, scenario="evidence", side="at_least")


@pytest.fixture(scope="module")
def found(small):
    return least_effort(small.model, small.experiment, small.parameters, ASKED)


def test_the_least_effort_reaches_the_target_and_not_a_hair_more(found):
    assert found.reached
    common = found.mixes["common"]
    assert 2500 <= found.value(common) < 2501
    assert (common.parts == common.parts[0]).all()
    assert 0 < common.parts[0] < 1


def test_the_cheapest_mix_is_enough_cheaper_than_all_alike_and_leaves_out_what_does_nothing(small, found):
    cheapest = found.mixes["cheapest"]
    assert 2500 <= found.value(cheapest) < 2502
    assert cheapest.cost < found.mixes["common"].cost
    assert cheapest.parts[small.levers.index("idle")] == 0


def test_no_mix_on_a_grid_is_cheaper(small, found):
    evaluator = Evaluator(small.model, small.parameters, small.experiment, ASKED)
    steps = np.linspace(0, 1, 8)
    grid = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), -1).reshape(-1, 3)
    points = np.hstack([grid, np.zeros((len(grid), 1))])
    answers = evaluator.evaluate([scaled(small.experiment.policies["all"], small.levers, parts) for parts in points])
    assert found.mixes["cheapest"].cost <= answers.costs[answers.values[:, 0] >= 2500].min() * (1 + 1e-3)


def test_what_it_tells_is_what_a_run_gives(small, found):
    mix = found.mixes["cheapest"]
    changes = scaled(small.experiment.policies["all"], small.levers, mix.parts)
    evaluator = Evaluator(small.model, small.parameters, small.experiment, ASKED)
    answers = evaluator.evaluate([changes])
    assert answers.values[0, 0] == pytest.approx(found.value(mix), rel=1e-12)
    assert answers.costs[0] == pytest.approx(mix.cost, rel=1e-12)


def test_costs_are_those_of_the_whole_period(found):
    """At full effort, of 180 euros for all payers: two years of ramp from 2026, then full up to and including 2040."""
    assert found.mixes["none"].cost == 0
    assert found.mixes["full"].cost == pytest.approx((50 + 20 + 20 + 10) * 1.8 * (1 + 13))


def test_a_target_that_cannot_be_reached_is_said_to_be_and_how_close_it_comes(small):
    out_of_reach = ASKED.model_copy(update={"target": 5400.0})
    found = least_effort(small.model, small.experiment, small.parameters, out_of_reach)
    assert not found.reached
    assert set(found.mixes) == {"none", "full", "closest"}
    assert found.value(found.mixes["none"]) < found.value(found.mixes["closest"]) < 5400
    np.testing.assert_allclose(found.mixes["closest"].parts[:3], 1)
    rows = table(attach(xr.Dataset(), found))
    assert not rows["reached"].any()
    assert set(rows["way"]) == {"none", "full", "closest"}


def test_at_most_looks_at_the_other_side(small):
    asked = ASKED.model_copy(update={"indicator": "leaving", "target": 90.0, "side": "at_most"})
    found = least_effort(small.model, small.experiment, small.parameters, asked)
    assert found.value(found.mixes["common"]) <= 90 < found.value(found.mixes["none"])


def test_a_target_that_is_reached_without_any_effort_takes_none(small):
    found = least_effort(small.model, small.experiment, small.parameters, ASKED.model_copy(update={"target": 10.0}))
    assert found.mixes["common"].cost == found.mixes["cheapest"].cost == 0


def test_what_a_policy_changes_by_hand_stays_as_it_is(small):
    by_hand = Change("leaving_rate", {}, "multiply", 0.9, 2030.0, None, None)
    experiment = small.with_policy((*small.pull("bonus", 0.8), by_hand))
    found = least_effort(small.model, experiment, small.parameters, ASKED.model_copy(update={"target": 2000.0}))
    assert found.levers == ("bonus",)
    changes = scaled(experiment.policies["all"], found.levers, np.array([0.5]))
    assert [change.value for change in changes] == [0.4, 0.4, 0.9]


def test_the_table_has_a_row_for_each_lever_of_each_way(small, found):
    rows = table(attach(xr.Dataset(), found))
    assert len(rows) == len(found.mixes) * len(small.levers)
    own = rows[rows["way"] == "common"]
    assert own["part"].tolist() == found.mixes["common"].parts.tolist()
    assert own["reached"].all()
    assert own["lever"].tolist() == list(small.levers)
    assert not rows[rows["way"] == "none"]["reached"].any()


def test_how_far_it_is_can_be_told(small):
    batches = []
    least_effort(
        small.model, small.experiment, small.parameters, ASKED.model_copy(update={"target": 5400.0}), batches.append
    )
    assert batches == list(range(1, len(batches) + 1))


def test_a_target_with_a_chance_is_reached_in_that_part_of_the_draws_and_not_in_more(small):
    leaving = replace(small.parameters["leaving_rate"], range=(0.08, 0.13), spread="triangular")
    drawn = Parameters({**small.parameters, "leaving_rate": leaving}.values())
    asked = ASKED.model_copy(update={"chance": 0.75, "draws": 16, "target": 2200.0})
    found = least_effort(small.model, small.experiment, drawn, asked)
    evaluator = Evaluator(small.model, drawn, small.experiment, asked)
    for way in ("common", "cheapest"):
        mix = found.mixes[way]
        changes = scaled(small.experiment.policies["all"], small.levers, mix.parts)
        values = evaluator.evaluate([changes]).values[0]
        assert values.shape == (16,)
        assert 11 <= (values >= 2200).sum() <= 12
        assert found.value(mix) == pytest.approx(np.quantile(values, 0.25))
    assert found.mixes["cheapest"].cost < found.mixes["common"].cost
    stored = table(attach(xr.Dataset(), found))
    assert {*stored["chance"]} == {0.75}
    assert {*stored["draws"]} == {16}
