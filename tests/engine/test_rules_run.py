"""Rules in runs: what they do, in which year, in every engine, and that nothing else notices them."""

import json
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from care2040.engine.batch.solver import Solver
from care2040.engine.simulation.settings import RunSettings
from care2040.engine.simulation.simulate import run
from care2040.inputs.policies.rule import SHORTEST
from care2040.results.rules import acted, rule_notes, year_of_acting
from care2040.study.project import open_project

TEXT = {"en": "x", "nl": "x"}
RESPITE = {"indicator": "heavily_burdened_share", "above": 0.185, "full_at": 0.195}
EARLY = {"indicator": "shortage", "below": 2200, "full_at": 1900}
ALL = {"indicator": "heavily_burdened_share", "above": 0.0, "full_at": 0.01}
"""It is always met: all of it is asked for from the first day on."""
POLICIES = {
    "as_is": {},
    "plain": {"carer_respite": {"effort": 1, "from": 2026}},
    "watching": {"carer_respite": {"effort": 1, "when": RESPITE}},
    "reviewing": {"carer_respite": {"effort": 1, "when": {**RESPITE, "reviews": [2028, 2032]}}},
    "never": {"carer_respite": {"effort": 1, "when": {**RESPITE, "above": 0.9, "full_at": 0.95}}},
    "always": {"carer_respite": {"effort": 1, "when": {**ALL, "delay": SHORTEST}}},
    "by_district": {
        "community_building": {
            "effort": 1,
            "when": {"indicator": "lonely_share", "above": 0.14, "full_at": 0.16, "place": "district"},
        }
    },
    "comes_back": {"carer_respite": {"effort": 1, "from": 2024, "when": EARLY}},
    "stays": {"carer_respite": {"effort": 1, "from": 2024, "when": {**EARLY, "stays": True}}},
    "stepping": {"carer_respite": {"effort": 1, "from": 2024, "when": {**ALL, "delay": 3}}},
    "reviewing_all": {"carer_respite": {"effort": 1, "when": {**ALL, "reviews": [2028, 2034]}}},
}
ASKED = {"name": "ruled", "title": TEXT, "question": TEXT, "indicators": ["shortage", "heavily_burdened_share"]}


@pytest.fixture(scope="module")
def project():
    return open_project()


@pytest.fixture(scope="module")
def experiment(project):
    return project.experiment({**ASKED, "policies": POLICIES})


@pytest.fixture(scope="module")
def found(project, experiment):
    return run(project.model, experiment, project.parameters).isel(scenario=0, draw=0)


def test_a_policy_without_a_rule_is_the_same_to_the_last_bit(project, found):
    without = {name: POLICIES[name] for name in ("as_is", "plain")}
    alone = run(project.model, project.experiment({**ASKED, "policies": without}), project.parameters)
    alone = alone.isel(scenario=0, draw=0)
    for name in alone.data_vars:
        xr.testing.assert_equal(alone[name], found[name].sel(policy=["as_is", "plain"]))


def test_a_rule_that_is_never_met_changes_nothing(found):
    for name, values in found.data_vars.items():
        if not str(name).startswith("rule_"):
            np.testing.assert_array_equal(values.sel(policy="never"), values.sel(policy="as_is"), err_msg=str(name))


def test_a_rule_that_is_always_met_comes_to_what_the_plain_effort_does(found):
    shortage = found["shortage"].sel(year=2040)
    gain = {name: float(shortage.sel(policy="as_is") - shortage.sel(policy=name)) for name in ("plain", "always")}
    assert gain["always"] == pytest.approx(gain["plain"], rel=0.02)


def three_stages(years, delay):
    """What part of a step has come through three stages of a third of the delay each: Erlang's distribution."""
    part = 3 * np.maximum(years, 0) / delay
    return 1 - np.exp(-part) * (1 + part + part**2 / 2)


@pytest.mark.parametrize(
    ("name", "policy", "first", "delay", "near"),
    [("rule_8", "stepping", 2024, 3, 1e-4), ("rule_4", "always", 2026, SHORTEST, 2e-3)],
)
def test_a_step_is_decided_on_in_three_stages_also_when_these_are_as_short_as_a_step(
    found, name, policy, first, delay, near
):
    decided = found[f"{name}_decided"].sel(policy=policy)
    np.testing.assert_allclose(decided, three_stages(decided["year"].values - first, delay), atol=near)


def test_the_mean_of_the_delay_is_the_delay(found):
    left = 1 - found["rule_8_decided"].sel(policy="stepping")
    assert float(left.integrate("year")) == pytest.approx(3, rel=1e-3)


def test_a_delay_after_a_review_half_of_it_is_decided_and_in_the_end_nineteen_in_twenty(found):
    noted, decided = (found[f"rule_9_{stage}"].sel(policy="reviewing_all") for stage in ("noted", "decided"))
    assert float(decided.sel(year=2028)) == 0
    assert float(decided.sel(year=2029)) == pytest.approx(three_stages(1, 1), abs=1e-3)  # 0.577
    np.testing.assert_array_equal(noted.sel(year=slice(2029, 2034)), float(noted.sel(year=2029)))
    np.testing.assert_allclose(decided.sel(year=[2033, 2034]), 1 - np.exp(-3), atol=1e-3)
    assert float(decided.sel(year=2036)) > 0.97


def test_after_a_review_it_is_not_looked_any_more(found):
    asked, decided = (found[f"rule_2_{what}"].sel(policy="reviewing") for what in ("asked", "decided"))
    assert float(asked.sel(year=2032)) > 1.5 * float(asked.sel(year=2029))
    assert 0.9 * float(asked.sel(year=2028)) < float(decided.sel(year=2032)) <= float(asked.sel(year=2029))
    assert float(decided.sel(year=2034)) > 1.5 * float(decided.sel(year=2032))


def test_what_is_paid_is_what_costs(found):
    cost = found["lever_cost"].sum("payer").sel(year=2029)
    assert float(cost.sel(policy="never")) == 0
    assert 0 < float(cost.sel(policy="watching")) < float(cost.sel(policy="plain"))


def test_each_district_looks_at_itself(found):
    decided = found["rule_5_decided"].sel(policy="by_district", year=2040)
    lonely = found["rule_5_seen"].sel(policy="by_district", year=2040)
    assert set(decided.dims) == {"district"}
    assert (decided.where(lonely < 0.13, drop=True) < 0.05).all()
    assert float(decided.max()) > 0.9


def test_what_was_decided_is_given_up_or_stays(found):
    again, stays = (
        found[name].sel(policy=policy)
        for name, policy in (("rule_6_decided", "comes_back"), ("rule_7_decided", "stays"))
    )
    assert float(again.max()) > 0.1
    assert float(again.sel(year=2040)) < 0.01 * float(again.max())
    assert float(stays.sel(year=2040)) == pytest.approx(float(stays.max()), rel=0.01)


def test_both_engines_come_to_the_same(project, experiment, found):
    plain = run(project.model, experiment, project.parameters, settings=RunSettings(solver=Solver()))
    plain = plain.isel(scenario=0, draw=0)
    for name in ("shortage", "lever_cost", "rule_1_decided", "rule_5_community_building_works"):
        largest = float(abs(plain[name]).max())
        np.testing.assert_allclose(found[name].values, plain[name].values, rtol=0, atol=1e-12 * largest, err_msg=name)


def test_in_some_draws_a_rule_acts_and_in_others_not(project, experiment):
    policies = {name: experiment.policies[name] for name in ("as_is", "watching")}
    many = replace(experiment, draws=24, policies=policies, resolution="city")
    drawn = run(project.model, many, project.parameters, settings=RunSettings(names={"shortage", "rule_1_decided"}))
    told = {
        one.rule["policy"]: one for one in acted(drawn.assign_attrs(rules=json.dumps([experiment.rules[0].facts()])))
    }
    assert 0 < told["watching"].part < 1
    (note,) = rule_notes(drawn.assign_attrs(rules=json.dumps([experiment.rules[0].facts()])))
    assert "in so many draws" in note


def test_when_rules_act_is_told(found, experiment):
    whole = found.expand_dims(scenario=["evidence"], draw=[0])
    notes = list(rule_notes(whole))
    assert notes[1] == "the rules of reviewing act in scenario evidence: from 2029 (carer_respite)"
    assert "the rules of never act in scenario evidence: never (carer_respite)" in notes
    assert year_of_acting(whole, "reviewing", "evidence") == (2029,)
    assert year_of_acting(whole, "plain", "evidence") == ()
