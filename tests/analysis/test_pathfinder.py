"""Paths of a toy of which every answer is known by hand, and of the shipped model beside plain runs."""

import json
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from care2040.analysis.choosing.choice import World
from care2040.analysis.knowing.readable import counts_of
from care2040.analysis.observations import register
from care2040.analysis.pathways.counted import Count
from care2040.analysis.pathways.pathways import Pathfinder
from care2040.analysis.pathways.pathways_dataset import attach, policies, signs, switches, waiting
from care2040.analysis.pathways.tipping import tipping_years
from care2040.analysis.pathways.waiting import LATER, LOOKING, NOTHING
from care2040.engine.simulation.settings import RunSettings
from care2040.engine.simulation.simulate import run
from care2040.inputs.calibration_targets import TARGETS, read_plan
from care2040.language.cities.layers import path_of
from care2040.study.project import open_project

TEXT = {"en": "x", "nl": "x"}
COUNTS = (Count("absence", "absence", 0.05, False),)
DRAWS, PRICE = 40, 10.0
PACE = np.where(np.arange(DRAWS) % 4 < 2, 1.0, 0.5)
"""What should stay at ten or below grows by one a year in the bad half of the draws, by a half in the others."""


class Toy(Pathfinder):
    """A world in which a shortage grows from 0 in 2024, and each year after retention is full takes 0.75 off it."""

    def prepared(self, names):
        return None

    def _run(self, prepared, policies):
        years = np.arange(2024, self.last + 1)
        grown = PACE[:, None] * (years - 2024)
        shape = (len(policies), 1, DRAWS, len(years))
        short, cost, grumble = np.empty(shape), np.zeros((*shape, 1)), np.empty(shape)
        for place, changes in enumerate(policies):
            works = [one for one in changes if one.parameter == "retention_effort" and one.value > 0]
            paid = [one for one in changes if one.parameter == "retention_budget" and one.value > 0]
            less = sum(0.75 * np.clip(years - one.full_by, 0, (one.until or np.inf) - one.full_by) for one in works)
            short[place, 0] = grown - less
            spent = sum(PRICE * ((years >= one.start) & (years < (one.until or np.inf))) for one in paid)
            cost[place, 0, ..., 0] = spent
            grumble[place, 0] = PACE[:, None] * np.ones(len(years))
        dims = ("policy", "scenario", "draw", "year")
        held = {
            "shortage": (dims, short, {"units": "person", "kind": "indicator", "long_name": "x"}),
            "lever_cost": ((*dims, "payer"), cost, {"units": "euro/year", "kind": "flow", "long_name": "x"}),
            "absence": (dims, grumble, {"units": "dimensionless", "kind": "stock", "long_name": "x"}),
        }
        numbers = [str(number) for number in range(len(policies))]
        coords = {"policy": numbers, "scenario": list(self.futures), "year": years, "payer": ["state"]}
        return xr.Dataset(held, coords)


@pytest.fixture(scope="module")
def project():
    return open_project()


def experiment_of(project, policies, decide, **more):
    given = {
        "name": "paths",
        "title": TEXT,
        "question": TEXT,
        "resolution": "city",
        "indicators": ["shortage", "absence"],
        "policies": policies,
        "pathways": {"aim": {"indicator": "shortage", "at_most": 10}, "decide": decide, "draws": DRAWS, **more},
    }
    return project.experiment(given)


@pytest.fixture(scope="module")
def late(project):
    """Return the years between the begin of paying and the full effect of the lever of the toy."""
    lever = project.levers.levers["retention"]
    return lever.ramp + lever.delay


@pytest.fixture(scope="module")
def toy(project):
    policies = {"as_is": {}, "staying": {"retention": {"effort": 1, "from": 2025}}}
    experiment = experiment_of(project, policies, [2026, 2034], chance=0.9)
    world = World(project.model, project.parameters, experiment, project.levers)
    return Toy(world, experiment.pathways, COUNTS).find()


def test_the_year_in_which_each_draw_tips_is_that_of_the_sum(toy):
    tips = tipping_years(toy.whole.kept, toy.years)[0, 0]
    # in the bad half 10 in 2034 and 11 in 2035, in the other 8 in 2040
    np.testing.assert_array_equal(tips, np.where(PACE == 1, 2035, np.inf))
    assert toy.whole.chance()[:, 0].tolist() == [0.5, 1.0]


def test_the_last_year_in_which_a_change_over_is_in_time_is_that_of_the_sum(toy, late):
    # 16 less 0.75 for every year that it is full is 10 after eight years: full in 2032
    assert toy.open_until["as_is", "staying"].tolist() == [2032 - late]
    assert toy.switches["as_is", "staying", 2034].chance()[0, 0] == 0.5


def test_who_may_give_up_later_may_do_so_to_the_end(toy, project):
    # full in 2025 and its ramp and delay, and at work until its delay after the year in which it is given up
    enough = 2025 + project.levers.levers["retention"].ramp + 8
    assert toy.open_until["staying", "as_is"].tolist() == [np.inf if enough <= 2034 else -np.inf]


def test_all_years_between_are_found_by_halving_and_not_by_running_each(toy):
    years = sorted(year for first, then, year in toy.switches if (first, then) == ("as_is", "staying"))
    assert len(years) <= 2 + 3 + 1  # both of decision, three halvings of eight years, and the first year of all


def test_what_tells_is_read_and_waiting_for_it_is_worth_what_the_sum_says(toy, late):
    (sign,) = toy.signposts["as_is", "evidence", 2026]
    assert (sign.name, sign.trigger.above, sign.hits, sign.false_alarms) == ("absence", True, 1.0, 0.0)
    assert 0.5 < sign.trigger.threshold < 1.0
    told = toy.waiting["evidence", 2026]
    assert (told[NOTHING].chance, told[NOTHING].cost) == (0.5, 0.0)
    # fifteen years at ten each, 2026 to 2040; only the bad half of the draws when one looks
    assert (told[LATER].chance, told[LATER].cost) == (1.0, 150.0)
    assert (told[LOOKING].chance, told[LOOKING].cost) == (1.0, 75.0)
    assert toy.waiting["evidence", 2034][LOOKING].chance == 0.5


def test_a_policy_that_is_never_enough_is_not_looked_at_before_the_first_decision(project):
    policies = {"as_is": {}, "staying": {"retention": {"effort": 1, "from": 2034}}}
    experiment = experiment_of(project, policies, [2030, 2036], chance=0.9)
    world = World(project.model, project.parameters, experiment, project.levers)
    found = Toy(world, experiment.pathways, COUNTS).find()
    assert found.open_until["as_is", "staying"].tolist() == [-np.inf]
    assert {year for _, _, year in found.switches} == {2030, 2036}


def test_what_is_found_stands_in_a_result_and_its_tables(toy):
    dataset = attach(xr.Dataset(), toy)
    rows = policies(dataset).set_index("policy")
    assert rows.loc["as_is", ["below_from", "tips_10", "tips_90"]].tolist() == ["2035", "2035", "never"]
    assert rows.loc["staying", "below_from"] == "never"
    assert rows["never"].tolist() == [0.5, 1.0]
    over = switches(dataset).set_index(["policy", "next", "year"])
    assert bool(over.loc[("as_is", "staying", 2026), "in_time"])
    assert not bool(over.loc[("as_is", "staying", 2034), "in_time"])
    assert signs(dataset)["indicator"].tolist()[0] == "absence"
    assert set(waiting(dataset)["way"]) == {
        "nothing",
        "sure_enough",
        "surest",
        "later",
        "wait_and_look",
        "perfect_knowledge",
    }
    assert json.loads(dataset["path_chance"].attrs["asked"])["threshold"] == 10


# --- the shipped model


@pytest.mark.slow
def test_paths_of_the_shipped_model_are_what_plain_runs_of_them_give(project):
    lines = {"retention": {"effort": 1, "from": 2026}, "carer_respite": {"effort": 0.5, "from": 2026}}
    ruled = {"carer_respite": {"effort": 1, "when": {"indicator": "lonely_share", "above": 0.1, "full_at": 0.11}}}
    experiment = experiment_of(
        project,
        {"as_is": {}, "both": lines, "ruled": ruled},
        [2028],
        aim={"indicator": "shortage", "at_most": 4000, "year": 2031},
        draws=20,
    )
    carriers = read_plan(path_of(project.folder, TARGETS), project.parameters).carriers
    counts = counts_of(register.load(project.folder, project.model), experiment.indicators)
    world = World(project.model, project.parameters, experiment, project.levers, carriers)
    found = Pathfinder(world, experiment.pathways, counts).find()
    later = {
        "as_is": {},
        "both": {name: {**line, "from": 2028} for name, line in lines.items()},
        "ruled": {"carer_respite": {**ruled["carer_respite"], "from": 2028}},
        "given_up": {name: {**line, "until": 2028} for name, line in lines.items()},
    }
    plain = replace(experiment_of(project, later, [2028]), draws=20, end=2032)
    settings = RunSettings(names={"shortage", "lever_cost"}, carriers=carriers)
    runs = run(project.model, plain, project.parameters, settings=settings)
    cost = runs["lever_cost"].sum("payer").sum("year").isel(scenario=0)
    kept = (runs["shortage"].isel(scenario=0) <= 4000).transpose("policy", "draw", "year")
    for switch, name in (("both", "both"), ("ruled", "ruled")):
        own = found.switches["as_is", switch, 2028]
        np.testing.assert_array_equal(own.kept[0, 0], kept.sel(policy=name))
        np.testing.assert_allclose(own.cost[0, 0], cost.sel(policy=name), rtol=1e-6)
    given_up = found.switches["both", "as_is", 2028]
    np.testing.assert_array_equal(given_up.kept[0, 0], kept.sel(policy="given_up"))
    np.testing.assert_allclose(given_up.cost[0, 0], cost.sel(policy="given_up"), rtol=1e-6)
    assert found.failed == 0
    assert "absence" in found.units
