"""What is told of a choice: names and prices by hand and by brute force, and beside a search with another budget."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
import xarray as xr
from tests.analysis.test_choosing import asked, town

from care2040.analysis.choosing.choice import Chooser
from care2040.analysis.choosing.chosen_dataset import attach
from care2040.analysis.choosing.journal import Journal
from care2040.analysis.choosing.telling import telling_dataset
from care2040.analysis.choosing.telling.nearby import Nearby
from care2040.analysis.choosing.telling.prices import Around, best_within, price
from care2040.analysis.choosing.telling.telling import tell
from care2040.engine.simulation.settings import RunSettings
from care2040.engine.simulation.simulate import run
from care2040.figures.chosen import words
from care2040.figures.chosen.mixes import mixes_of

pytestmark = pytest.mark.slow

__all__ = ["town"]
STAFF = {"indicator": "all_staff", "at_least": 2450, "year": 2030}
AIMS = {
    "staff": {"maximise": "all_staff", "year": 2030},
    "cost": {"minimise": "lever_cost", "years": [2024, 2030]},
}


def told(town, **other):
    chooser = Chooser(town, asked(**({"objectives": AIMS} | other)), Journal(None), threads=1)
    choice = chooser.choose_from_all()
    return chooser, tell(chooser, choice)


@pytest.fixture(scope="module")
def grid(town):
    """Return efforts, cost and staff of every mix of two levers by steps of a twentieth."""
    parts = np.linspace(0, 1, 21)
    policies = {
        f"{one:.2f} {other:.2f}": tuple(
            replace(change, value=change.value * (one if "bonus" in change.parameter else other))
            for change in town.experiment.policies["all"]
        )
        for one, other in product(parts, parts)
    }
    first = dict(list(town.experiment.scenarios.items())[:1])
    experiment = replace(town.experiment, policies=policies, scenarios=first, end=2031)
    dataset = run(town.model, experiment, town.parameters, settings=RunSettings(names={"all_staff", "lever_cost"}))
    cost = dataset["lever_cost"].sum(("year", "payer")).values.ravel()
    return np.array([*product(parts, parts)]), cost, dataset["all_staff"].sel(year=2030).values.ravel()


def limits(grid, share=0.5):
    """Return an aim and a budget that some mixes keep: so much of the way from nothing to everything."""
    _, cost, staff = grid
    aim = float(staff.min() + 0.3 * np.ptp(staff))
    budget = {"payer": "all", "in_all": float(share * cost.max()), "years": [2024, 2030]}
    return {"enough": {**STAFF, "at_least": aim}, "purse": budget}


def test_the_names_fall_on_the_mixes_that_brute_force_finds(town, grid):
    _, cost, staff = grid
    asked_for = limits(grid)
    _, found = told(town, constraints=asked_for, evaluations=100)
    kept = (staff >= asked_for["enough"]["at_least"]) & (cost <= asked_for["purse"]["in_all"])
    own = {one.name: one for one in found.named}
    values = found.choice.values
    assert (found.choice.missed[[own["cheapest"].place, own["best"].place]] <= 0).all()
    # a mix by hundredths is at least as good as any by twentieths
    assert values[own["cheapest"].place, 1] <= cost[kept].min() * 1.001
    assert values[own["best"].place, 0] >= staff[kept].max() * 0.9999
    assert (own["fairest"].place, own["fairest"].why) == (None, "no_fair")
    assert (own["cheapest"].why, own["best"].why) == ("enough", "staff")
    assert {own["cheapest"].place, own["best"].place} <= set(found.choice.told.tolist())


def test_the_last_steps_lead_to_the_same_mix_from_a_poor_search(town, grid):
    asked_for = limits(grid)
    _, poor = told(town, constraints=asked_for, evaluations=16, mixes=16)
    _, good = told(town, constraints=asked_for, evaluations=800, mixes=40)
    for name, aim in (("best", 0), ("cheapest", 1)):
        one, other = (next(own for own in each.named if own.name == name).place for each in (poor, good))
        assert poor.choice.values[one, aim] == pytest.approx(good.choice.values[other, aim], rel=2e-3)
    assert poor.choice.searched.looked_at[-1] > 16
    assert len(poor.choice.searched.hypervolumes()) == len(poor.choice.searched.looked_at)


def test_what_a_budget_is_worth_is_what_a_search_with_more_of_it_finds(town, grid):
    asked_for = limits(grid, 0.4)
    _, found = told(town, constraints=asked_for, evaluations=200)
    worth = found.worth["purse"]
    assert worth.price.each > 0
    assert worth.price.reach > 0
    more = {**asked_for["purse"], "in_all": asked_for["purse"]["in_all"] + worth.price.reach}
    _, again = told(town, constraints={**asked_for, "purse": more}, evaluations=200)
    before, after = (
        each.choice.values[next(own for own in each.named if own.name == "best").place, 0] for each in (found, again)
    )
    assert after - before == pytest.approx(worth.price.each * worth.price.reach, rel=0.15)
    assert worth.checked == pytest.approx(worth.promised, rel=0.15)


def test_a_budget_that_is_not_spent_is_worth_nothing(town, grid):
    ample = {**limits(grid), "purse": {"payer": "all", "in_all": 10 * float(grid[1].max())}}
    _, found = told(town, constraints=ample, evaluations=100)
    assert found.worth["purse"].price.each == 0
    assert found.worth["purse"].checked == 0
    mixes = mixes_of(telling_dataset.attach(attach(xr.Dataset(), found.choice), found), "mixes")
    assert any("holds nothing back" in line for line in words.worth(mixes, "en"))
    assert any("houdt niets tegen" in line for line in words.worth(mixes, "nl"))


def test_without_an_aim_a_budget_or_anything_fair_nobody_has_the_name(town, grid):
    _, free = told(town, evaluations=60)
    assert [(one.place, one.why) for one in free.named] == [(None, "no_aim"), (None, "no_budget"), (None, "no_fair")]
    purse = {"purse": limits(grid)["purse"]}
    _, only = told(town, objectives={"cost": AIMS["cost"]}, constraints=purse, evaluations=60)
    assert next(one.why for one in only.named if one.name == "best") == "no_aim"
    _, never = told(town, constraints={"enough": {**STAFF, "at_least": 1e6}}, evaluations=60)
    assert {one.why for one in never.named} == {"not_reached"}
    kept = telling_dataset.attach(attach(xr.Dataset(), never.choice), never)
    assert telling_dataset.named_table(kept)["mix"].tolist() == [0, 0, 0]
    assert telling_dataset.worth_table(kept).empty
    assert next(words.common(mixes_of(kept, "mixes"), "en")).startswith("No mix that was looked at")


def test_unchanged_policy_that_keeps_the_aim_is_told_of_and_no_mix_of_nothing(town, grid):
    _, easy = told(town, constraints={"enough": {**STAFF, "at_least": 1}}, evaluations=60)
    _, not_all = told(town, constraints=limits(grid), evaluations=60)
    assert (easy.already, not_all.already) == (True, False)
    kept, other = (
        mixes_of(telling_dataset.attach(attach(xr.Dataset(), one.choice), one), "mixes") for one in (easy, not_all)
    )
    lines = list(words.named(kept, "en"))
    assert lines[0] == "Unchanged policy already keeps the aim: no lever is needed for that."
    assert not any("cheapest mix" in line for line in lines)
    assert any("The cheapest mix" in line for line in words.named(other, "en"))


def test_what_a_lever_does_alone_and_in_company_is_what_runs_give(town, grid):
    efforts, cost, staff = grid
    chooser, _ = told(town, evaluations=60)
    beside = Nearby(chooser)
    names = [one.name for one in chooser.space.chosen]
    row = [100, 50] if names == ["bonus", "course"] else [50, 100]
    found = beside.effects(row, beside.measure(chooser.space.corners()[:1]))

    def at(bonus, course):
        return int(np.abs(efforts - [bonus, course]).sum(axis=1).argmin())

    bonus = names.index("bonus")
    none, both, alone, other = at(0, 0), at(1, 0.5), at(1, 0), at(0, 0.5)
    assert found.alone[bonus, 0] == pytest.approx(staff[alone] - staff[none], rel=1e-9)
    assert found.company[bonus, 0] == pytest.approx(staff[both] - staff[other], rel=1e-9)
    assert found.alone_costs[bonus] == pytest.approx(cost[alone] - cost[none], rel=1e-9)
    slope = beside.slopes(row)
    course = names.index("course")
    assert slope.aims[course, 0] == pytest.approx((staff[at(1, 0.55)] - staff[at(1, 0.45)]) / 0.1, rel=1e-9)


def test_a_result_keeps_what_is_told(town, grid, tmp_path):
    _, found = told(town, constraints=limits(grid), evaluations=100)
    telling_dataset.attach(attach(xr.Dataset(), found.choice), found).to_netcdf(tmp_path / "kept.nc")
    with xr.open_dataset(tmp_path / "kept.nc") as kept:
        rows, does, worth = (
            make(kept)
            for make in (
                telling_dataset.named_table,
                telling_dataset.does_table,
                telling_dataset.worth_table,
            )
        )
        part = words.shares(mixes_of(kept, "mixes"))
    best = next(one.place for one in found.named if one.name == "best")
    own = rows[rows["name"] == "best"]
    assert own["value"].tolist() == pytest.approx(found.choice.values[best].tolist())
    assert own["all"].iloc[0] == pytest.approx(found.choice.values[best, 1])
    assert set(does["lever"]) == {"bonus", "course"}
    assert worth.set_index("limit").loc["purse", "per"] == "million euro"
    efforts = [
        [use.effort for use in found.choice.space.uses(row).values()]
        for row in found.choice.searched.genes[found.choice.told].tolist()
    ]
    expected = (np.array(efforts) >= 0.1).mean(axis=0)
    assert list(part.values()) == pytest.approx(expected.tolist())


def test_a_draw_that_fails_on_one_side_counts_on_neither(town):
    chooser, _ = told(town, evaluations=60)
    many, few = np.zeros((1, 2, 1, 3)), np.zeros((1, 2, 1, 3))
    many[0, :, 0], few[0, :, 0] = [5.0, 7.0, np.nan], [4.0, np.nan, 900.0]
    np.testing.assert_allclose(Nearby(chooser).differences(many, few), [[1.0, 1.0]])


def straight(left):
    """Return two levers at a half: the first does 2 for 1 euro, the second 1, and one budget."""
    limits = np.array([[1.0], [1.0]])
    return Around(np.array([0.5, 0.5]), np.zeros(2), np.ones(2), np.array([-2.0, -1.0]), limits, np.array([left]))


def test_more_of_a_budget_is_worth_what_the_lever_does_that_it_goes_to():
    # what is left first goes to the better lever, as far as it may move; more then goes to the other
    begun, value, duals = best_within(straight(0.05), 0.1)
    np.testing.assert_allclose(begun, [0.1, -0.05], atol=1e-9)
    assert value == pytest.approx(-0.15)
    assert duals[0] == pytest.approx(1.0)
    one = price(straight(0.05), 0, 1.0)
    assert one.each == pytest.approx(1.0)
    # 0.1 more is all that can be spent within reach of the mix
    assert one.reach == pytest.approx(0.1)
    np.testing.assert_allclose(one.moved, [0, 0.1], atol=1e-9)
    idle = price(straight(5.0), 0, 1.0)
    assert (idle.each, idle.reach) == (0, 0)


def test_a_lever_of_which_nothing_is_known_stays_where_it_is():
    around = replace(straight(0.5), aim=np.array([np.nan, -1.0]))
    np.testing.assert_allclose(best_within(around, 0.1)[0], [0, 0.1], atol=1e-9)
