"""What can be chosen of real levers: what a mix is, what it comes to in districts, and what it may not do."""

from dataclasses import replace

import numpy as np
import pytest

from care2040.analysis.choosing.choice import Chooser, World
from care2040.analysis.choosing.journal import Journal
from care2040.analysis.choosing.space import Use, space_of
from care2040.engine.simulation.settings import RunSettings
from care2040.engine.simulation.simulate import run
from care2040.inputs.experiments.choosing.schema import Choose

pytestmark = pytest.mark.slow

OBJECTIVES = {
    "poor": {"minimise": "poverty_share", "year": 2031},
    "cost": {"minimise": "lever_cost", "payer": "municipality", "years": [2026, 2031]},
}
LEVERS = {
    "debt_prevention": {"spread": ["evenly", "by_need"], "from": [2026, 2028], "ramp": [1, 3]},
    "carer_respite": {"effort": [0.2, 0.8]},
    "retention": {"effort": 0.5},
}
LIMITS = {
    "fair": {"worse_nowhere": "lonely_share", "better": "lower", "year": 2031},
    "hands": {"staff": 80},
    "gentle": {"package": "financial_security", "effort": 0.7},
}


@pytest.fixture(scope="module")
def town(whole):
    project = whole.project
    experiment = replace(
        project.experiment("least_effort"), choose=None, optimise=None, resolution="district", end=2033
    )
    return World(project.model, project.parameters, experiment, project.levers)


def asked(**other):
    written = {"levers": LEVERS, "objectives": OBJECTIVES, "mixes": 8, "evaluations": 24}
    return Choose.model_validate(written | other)


def test_a_mix_is_what_an_experiment_would_write(town):
    space = space_of(asked(), town.experiment, town.levers)
    # effort by the hundredth, years, ramps and spreads of one; efforts alone of another; nothing of the third
    assert space.options == (101, 3, 3, 2, 61)
    uses = space.uses([37, 2, 1, 1, 10])
    assert uses["debt_prevention"] == Use(0.37, 2028.0, 2030.0, "by_need")
    assert uses["carer_respite"].effort == pytest.approx(0.3)
    assert uses["retention"].effort == 0.5
    expected = town.levers.changes("debt_prevention", 0.37, 2028.0, 2030.0, None, "by_need")
    assert all(change in space.changes([37, 2, 1, 1, 10]) for change in expected)


def test_a_lever_beside_its_package_has_the_last_word(town):
    levers = {"financial_security": {}, "debt_prevention": {"effort": [0, 0.5]}}
    space = space_of(asked(levers=levers), town.experiment, town.levers)
    members = town.levers.members("financial_security")
    assert [one.name for one in space.chosen] == list(members)
    assert {one.name: len(one.efforts) for one in space.chosen}["debt_prevention"] == 51


def test_what_is_found_in_districts_is_what_a_run_of_it_gives_and_keeps_its_limits(town):
    chooser = Chooser(town, asked(constraints=LIMITS), Journal(None))
    found = chooser.choose_from_all()
    assert found.reached
    place = int(found.told[0])
    row = found.searched.genes[place].tolist()
    experiment = replace(town.experiment, policies={"as_is": (), "mix": found.space.changes(row)}, end=2032)
    names = {"poverty_share", "lever_cost", "lonely_share", "staff_of_aimed_levers", "staff_of_citywide_levers"}
    dataset = run(town.model, experiment, town.parameters, settings=RunSettings(names=names))
    mix = dataset.sel(policy="mix").isel(scenario=0, draw=0)
    poor = float(mix["poverty_share"].sel(year=2031, area="utrecht"))
    assert found.values[place, 0] == pytest.approx(poor, rel=1e-10)
    cost = float(mix["lever_cost"].sel(payer="municipality", year=slice(2026, 2031)).sum())
    assert found.values[place, 1] == pytest.approx(cost, rel=1e-10)
    lonely = dataset["lonely_share"].isel(scenario=0, draw=0).sel(year=2031)
    change = (lonely.sel(policy="mix") - lonely.sel(policy="as_is")).values[1:]
    assert found.missed[place, 0] == pytest.approx(change.max(), abs=1e-8)
    hands = (mix["staff_of_aimed_levers"] + mix["staff_of_citywide_levers"]).max()
    assert found.missed[place, 1] == pytest.approx(float(hands) - 80, rel=1e-9)
    effort = found.space.uses(row)["debt_prevention"].effort
    assert found.missed[place, 2] == pytest.approx(effort - 0.7)
    assert (found.missed[found.told] <= 0).all()
    assert (found.missed > 0).any()
    assert np.isfinite(found.values).all()
