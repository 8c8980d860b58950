"""Why an indicator differs: marginal effects as by hand, stocks followed to their flows, and a tree that adds up."""

from dataclasses import replace

import numpy as np
import pytest

from care2040.analysis.feedback.difference_tree import CauseNode, TreeBuilder
from care2040.analysis.feedback.marginal import traced
from care2040.analysis.feedback.paired_runs import COUNTS, STAGES, PairedRuns, paired_runs
from care2040.engine.simulation.settings import RunSettings
from care2040.engine.simulation.simulate import run
from care2040.inputs.experiments.experiment import load
from care2040.inputs.policies.change import Change
from care2040.inputs.policies.path_maker import paths
from care2040.language.axes import AXES
from care2040.language.equations import variable, where
from care2040.study.project import Project, open_project
from care2040.study.shipped import shipped_experiments

YEAR = 2030
AXES_OF_TWO = {"district": ("a", "b"), "age": (0, 1, 2)}


@pytest.fixture(scope="module")
def project() -> Project:
    return open_project()


@pytest.fixture(scope="module")
def policies(project: Project) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """Nothing, and all levers of the city at once, with a ramp that ends within a year."""
    levers = project.levers
    chosen = [change for name in levers.levers for change in levers.changes(name, 0.5, start=2025, full_by=2027.4)]
    return (), tuple(chosen)


@pytest.fixture(scope="module")
def runs(project: Project, policies: tuple[tuple[Change, ...], tuple[Change, ...]]) -> PairedRuns:
    return paired_runs(project.model, project.parameters, "city", policies, 2024, YEAR + 1)


# The trace of a law, run backwards


def shapes(axes: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(len(AXES_OF_TWO[axis]) for axis in axes)


@variable("dimensionless", ("district",))
def every_operation(first, second, third):
    """Every operation along an axis and most of the others."""
    later = (first.cumsum("age") * first.shift(age=1, fill_value=0)).sum("age") / (1 + first.max("age"))
    chosen = where(second > third, np.exp(-second), np.log1p(second) + np.tanh(third)) - np.absolute(-third)
    return (
        later**0.7 + np.maximum(chosen, second) - np.minimum(first.sel(age=1), third) * np.expm1(third) + np.log(second)
    )


def test_marginal_effects_are_those_of_small_steps() -> None:
    kinds = {
        name: (axes, "dimensionless") for name, axes in (("first", ("district", "age")), ("second", ("district",)))
    }
    kinds["third"] = ((), "dimensionless")
    law = traced(every_operation.equation, kinds, AXES_OF_TWO)
    random = np.random.default_rng(3)
    values = {name: random.uniform(0.2, 2, (*shapes(axes), 5)) for name, (axes, _) in kinds.items()}
    seed = random.uniform(-1, 1, (2, 5))
    found = law.marginal(values, seed)
    for name, value in values.items():
        for place in np.ndindex(*value.shape[:-1]):
            step = np.zeros_like(value)
            step[place] = 1e-6
            up, down = (law.run({**values, name: value + turn * step})[law.result] for turn in (1, -1))
            assert found[name][place] == pytest.approx(((up - down) * seed).sum(axis=0) / 2e-6, rel=1e-6, abs=1e-8)


def test_marginal_effects_of_every_equation_of_the_model(project: Project, runs: PairedRuns) -> None:
    """Along a random direction, at the state of the base year moved a little so that nothing sits on a kink."""
    random = np.random.default_rng(7)
    state = {name: values[..., :1] for name, values in runs.before.items()}
    for name, equation in {**project.model.moving, **project.model.indicators}.items():
        law = traced(equation, runs.kinds, runs.axes)
        here = {
            read: state[read] * random.uniform(0.99, 1.01, state[read].shape) + random.uniform(1e-7, 1e-6)
            for read in equation.reads
        }
        way = {read: value * random.uniform(-1, 1, value.shape) for read, value in here.items()}
        seed = random.uniform(0, 1, (*(len(runs.axes[axis]) for axis in equation.axes), 1))
        up, down = (
            law.run({read: here[read] + turn * 1e-6 * way[read] for read in here})[law.result] for turn in (1, -1)
        )
        slope = float((seed * (up - down)).sum()) / 2e-6
        found = sum(float((worth * way[read]).sum()) for read, worth in law.marginal(here, seed).items())
        size = sum(abs(float((worth * way[read]).sum())) for read, worth in law.marginal(here, seed).items())
        assert found == pytest.approx(slope, rel=1e-5, abs=1e-6 * size + 1e-9), name


@variable("dimensionless")
def area(length, width):
    """A product of two."""
    return length * width


def test_the_causes_of_a_product_are_those_of_shapley() -> None:
    law = traced(area.equation, {"length": ((), "dimensionless"), "width": ((), "dimensionless")}, AXES)
    before, after = (
        {"length": np.array([2.0]), "width": np.array([3.0])},
        {"length": np.array([5.0]), "width": np.array([4.0])},
    )
    worth = law.effects(before, after, np.ones(1))
    assert worth["length"] * 3 == pytest.approx([10.5])  # by itself 9, after the other 12
    assert worth["width"] * 1 == pytest.approx([3.5])


@variable("dimensionless", ("district",))
def admitted(asking, room):
    """Who is admitted: all who ask, until there is no more room."""
    return np.minimum(asking, room)


def test_where_a_minimum_changes_sides_each_side_has_its_part_of_the_way() -> None:
    law = traced(admitted.equation, dict.fromkeys(("asking", "room"), (("district",), "dimensionless")), AXES_OF_TWO)
    # in the first run room runs out half-way, and in the other district a tenth before the end; in the second nowhere
    before = {"asking": np.array([[1.0, 1.0], [1.0, 1.0]]), "room": np.array([[2.0, 9.0], [1.9, 9.0]])}
    after = {"asking": np.array([[4.0, 4.0], [2.0, 4.0]]), "room": np.array([[3.0, 9.0], [1.9, 9.0]])}
    worth = law.effects(before, after, np.ones((2, 2)))
    assert worth["asking"] == pytest.approx(np.array([[0.5, 1.0], [0.9, 1.0]]), rel=1e-9)
    assert worth["room"] == pytest.approx(np.array([[0.5, 0.0], [0.1, 0.0]]), rel=1e-9)


@variable("dimensionless")
def jumping(level):
    """A jump, which has no slope anywhere."""
    return where(level > 1.5, 1.0, 0.0) + 0 * level


def test_a_jump_is_ascribed_to_nobody_and_takes_no_forever() -> None:
    law = traced(jumping.equation, {"level": ((), "dimensionless")}, AXES)
    worth = law.effects({"level": np.array([1.0, 2.0])}, {"level": np.array([2.0, 3.0])}, np.ones(2))
    assert worth["level"] == pytest.approx([0.0, 0.0])


# Two runs


def test_the_two_runs_are_those_of_the_model(project: Project, runs: PairedRuns, policies: object) -> None:
    posed = load(shipped_experiments()["one_in_four"], project.parameters, project.known)
    both = dict(zip("ab", policies, strict=True))
    posed = replace(posed, policies=both, scenarios={"evidence": ()}, draws=1, resolution="city", end=YEAR + 1)
    names = ("care_share_needed", "absence", "quits")
    breaks = {moment for policy in policies for moment in paths(project.parameters, policy, 2024, YEAR + 1).breaks}
    dataset = run(project.model, posed, project.parameters, settings=RunSettings(names=names, moments=breaks))
    for policy, values in (("a", runs.before), ("b", runs.after)):
        there = dataset.sel(policy=policy, scenario="evidence", draw=0, year=YEAR)
        stage = runs.stage_of(YEAR)
        for name in names[:2]:
            assert float(values[name][..., stage]) == pytest.approx(float(there[name]), rel=1e-12)
        flowed = sum(
            runs.lengths[step] * COUNTS[i] * float(values["quits"][..., STAGES * step + i].sum())
            for step in runs.steps_in(YEAR)
            for i in range(STAGES)
        )
        assert flowed == pytest.approx(float(there["quits"].sum()), rel=1e-12)


# The tree


def added(cause: CauseNode) -> float:
    return sum(each.effect for each in cause.causes) + cause.left_out


def test_every_stock_is_what_flowed_into_it_and_out_of_it(project: Project, runs: PairedRuns) -> None:
    moved = 0
    for name, stock in project.model.stocks.items():
        found = TreeBuilder(runs, YEAR, depth=1, least=0.0).build(name)
        if abs(found.difference) > 1e-9 * abs(found.before):
            assert added(found.tree) == pytest.approx(found.difference, rel=1e-9, abs=1e-15 * abs(found.before)), name
            moved += 1
            assert {cause.name for cause in found.tree.causes} <= set(project.model.flows), stock.place
    assert moved > 25


def test_every_indicator_is_what_its_causes_add(project: Project, runs: PairedRuns) -> None:
    for name in project.model.indicators:
        found = TreeBuilder(runs, YEAR, depth=1, least=0.0).build(name)
        assert added(found.tree) == pytest.approx(found.difference, rel=1e-6, abs=1e-12 * abs(found.before)), name


def test_a_tree_adds_up_at_every_fork(runs: PairedRuns) -> None:
    found = TreeBuilder(runs, YEAR, depth=6, least=0.02).build("care_share_needed")
    forks = [cause for cause in found.tree.walk() if cause.causes]
    assert len(forks) > 20
    for cause in forks:
        assert added(cause) + cause.rest == pytest.approx(cause.effect, rel=1e-9, abs=1e-15)
    assert abs(found.rest) < 1e-9 * abs(found.difference)


def test_a_flow_is_asked_for_over_its_year(runs: PairedRuns) -> None:
    found = TreeBuilder(runs, YEAR, depth=2, least=0.0).build("births")
    assert added(found.tree) == pytest.approx(found.difference, rel=1e-9)
    assert found.before > 1000


def test_only_what_was_chosen_is_a_leaf(runs: PairedRuns, project: Project) -> None:
    found = TreeBuilder(runs, YEAR, depth=12, least=0.01).build("poverty_share")
    leaves = {cause.name for cause in found.tree.walk() if cause.kind == "parameter"}
    assert "income_support_outreach_effort" in leaves
    assert leaves <= {lever.effort for lever in project.levers.levers.values()}


def test_who_comes_round_a_loop_says_so(runs: PairedRuns) -> None:
    found = TreeBuilder(runs, YEAR, depth=8, least=0.001).build("neighbour_helpers")
    rounds = [cause.round for cause in found.tree.walk() if cause.round]
    assert {"word_of_mouth_effect", "activation", "helping_share"} <= set().union(*map(set, rounds))


def test_a_stock_that_was_other_from_the_start_says_so(project: Project) -> None:
    longer = (Change("homeless_people_at_start", {}, "multiply", 1.2, None, None, None),)
    both = paired_runs(project.model, project.parameters, "city", ((), longer), 2024, 2026)
    found = TreeBuilder(both, 2025, depth=2, least=0.0).build("homeless_without_a_right")
    assert "start" in {cause.kind for cause in found.tree.causes}
    assert added(found.tree) == pytest.approx(found.difference, rel=1e-9)


def test_the_same_policy_twice_has_no_causes(project: Project) -> None:
    both = paired_runs(project.model, project.parameters, "city", ((), ()), 2024, 2025)
    found = TreeBuilder(both, 2024).build("care_share_needed")
    assert found.difference == 0
    assert found.tree.causes == ()


@pytest.mark.slow
def test_a_district_has_causes_of_its_own(project: Project) -> None:
    respite = project.levers.changes("carer_respite", 1.0, district="overvecht")
    both = paired_runs(project.model, project.parameters, "district", ((), respite), 2024, 2029)
    there = TreeBuilder(both, 2028, depth=4).build("heavily_burdened_share", area="overvecht")
    elsewhere = TreeBuilder(both, 2028, depth=4).build("heavily_burdened_share", area="oost")
    assert abs(there.difference) > 50 * abs(elsewhere.difference)
    assert added(there.tree) == pytest.approx(there.difference, rel=1e-6)
    assert "carer_respite_effort" in {cause.name for cause in there.tree.walk()}
