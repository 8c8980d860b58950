"""Draws that learn from the counts: known answers, what keeps its spread, and what the whole model makes of it."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtri

from care2040.analysis.observations import learning, register
from care2040.analysis.observations.law_chances import among, chances
from care2040.analysis.observations.learning import World, learn
from care2040.analysis.observations.learnt import notes
from care2040.analysis.observations.smoothing import alive, possible, smoothed
from care2040.cli.views.words import choose, noted
from care2040.inputs.calibration_targets import TARGETS, read_plan
from care2040.inputs.parameters.distributions import extremes, stream
from care2040.results.valid_draws import CannotAnalyse


def normal(draws, parameters, seed=1):
    return np.stack([ndtri(np.maximum(stream(f"{place}", seed, draws), 1e-12)) for place in range(parameters)], axis=1)


def linear(slopes, counts):
    """Return what lies between counts, with errors of one, and a model that is a straight line."""
    return lambda draws, origins: counts - draws @ slopes.T


SLOPES = np.array([[1.5, 0.0, 0.5], [0.5, -1.0, 0.0], [1.0, 1.0, 1.0], [0.0, 2.0, 0.0]])
COUNTS = np.array([2.0, -1.0, 1.0, 1.5])


@pytest.mark.parametrize("steps", [1, 4])
@pytest.mark.parametrize("by_chance", [0.0, 3.0])
def test_the_smoother_finds_the_exact_posterior_of_a_linear_model(steps, by_chance):
    found = smoothed(normal(20_000, 3), linear(SLOPES, COUNTS), "7", steps, by_chance).draws
    spread = np.linalg.inv(np.eye(3) + SLOPES.T @ SLOPES)
    np.testing.assert_allclose(found.mean(axis=0), spread @ SLOPES.T @ COUNTS, atol=0.015)
    np.testing.assert_allclose(np.cov(found.T), spread, atol=0.01)


def test_what_no_count_tells_of_keeps_its_spread_where_many_parameters_and_counts_meet_few_draws():
    rng = np.random.default_rng(2)
    slopes = np.zeros((40, 300))
    slopes[:, :20] = rng.normal(size=(40, 20))
    counts = slopes[:, :20] @ rng.normal(size=20) + rng.normal(size=40)
    start = normal(500, 300)
    own, none = (smoothed(start, linear(slopes, counts), "7", by_chance=chance).draws for chance in (3.0, 0.0))
    left = own[:, 20:].std(axis=0) / start[:, 20:].std(axis=0)
    lost = none[:, 20:].std(axis=0) / start[:, 20:].std(axis=0)
    assert left.mean() >= 0.95
    assert lost.mean() < left.mean()
    assert (own[:, :20].std(axis=0)).mean() < 0.6


def test_steps_follow_a_model_that_bends():
    """Of a count of exp(2 x) the posterior is reckoned on a grid; four steps come closer to it than one."""
    counts, grid = np.array([np.exp(2.0)]), np.linspace(-4, 4, 4001)
    exact = np.exp(-0.5 * grid**2 - 0.5 * (counts - np.exp(2 * grid)) ** 2)
    middle = (grid * exact).sum() / exact.sum()
    start = normal(4000, 1)
    one, four = (
        smoothed(start, lambda draws, origins: counts - np.exp(2 * draws), "7", steps).draws.mean() for steps in (1, 4)
    )
    assert abs(four - middle) < abs(one - middle)


def test_a_draw_that_makes_a_count_impossible_gives_its_place_to_the_next():
    away = np.zeros((6, 2))
    away[1, 0] = np.nan
    away[2, 1] = np.inf
    away[5, 0] = 7.0
    np.testing.assert_array_equal(alive(away), [True, False, False, True, True, False])
    np.testing.assert_array_equal(possible(away), [0, 3, 3, 3, 4, 0])
    start = normal(400, 1)

    def distances(draws, origins):
        return np.where(draws > 1.5, np.nan, 1.0 - draws)

    found = smoothed(start, distances, "7")
    gone = start[:, 0] > 1.5
    assert not gone[found.origins].any()
    assert (found.origins[~gone] == np.flatnonzero(~gone)).mean() > 0.9


def test_chances_of_laws_are_those_of_bayes_where_all_is_normal():
    rng = np.random.default_rng(3)
    before = np.array([1.0, 2.0, 1.0])
    laws = rng.choice(3, 60_000, p=before / 4)
    offsets, spread = np.array([[0.0, 0.0], [1.0, 0.5], [-2.0, 1.0]]), np.array([[1.0, 0.3], [0.3, 2.0]])
    made = offsets[laws] + rng.multivariate_normal([0, 0], spread, 60_000)
    counts = np.array([0.5, -0.5])
    whole = np.linalg.inv(spread + np.eye(2))
    exact = before * np.exp([-0.5 * (counts - one) @ whole @ (counts - one) for one in offsets])
    np.testing.assert_allclose(chances(counts - made, laws, before), exact / exact.sum(), atol=0.01)


def test_laws_that_no_count_tells_apart_keep_their_chances_and_one_that_is_never_drawn_stays_so():
    rng = np.random.default_rng(4)
    laws = rng.choice([0, 2], 500)
    away = 3.0 + rng.normal(size=(500, 30))
    np.testing.assert_allclose(chances(away, laws, [1.0, 0.0, 1.0]), [0.5, 0.0, 0.5])
    np.testing.assert_allclose(chances(away[:8], np.zeros(8, dtype=int), [1.0, 0.0, 1.0]), [0.5, 0.0, 0.5])


def test_draws_keep_their_place_among_laws_with_other_chances():
    shares = np.linspace(0, 1, 1000, endpoint=False)
    found = among(shares, [1.0, 1.0, 2.0], np.array([0.2, 0.7, 0.1]))
    assert (np.diff(found) >= 0).all()
    assert found.min() >= 0
    assert found.max() < 1
    np.testing.assert_allclose(np.histogram(found, [0, 0.25, 0.5, 1])[0] / 1000, [0.2, 0.7, 0.1], atol=0.002)
    np.testing.assert_allclose(among(shares, [1.0, 3.0], np.array([0.25, 0.75])), shares, atol=1e-9)
    assert among(np.array([0.999]), [1.0, 1.0], np.array([1.0, 0.0]))[0] < 0.5


QUESTION = {
    "name": "small",
    "title": {"en": "Small", "nl": "Klein"},
    "question": {"en": "Does it learn?", "nl": "Leert het?"},
    "resolution": "city",
    "draws": 150,
    "equations": {"care_intensity_by_age": "drawn"},
    "learn": True,
    "indicators": ["shortage"],
}


@pytest.fixture(scope="module")
def world(whole):
    project = whole.project
    carriers = read_plan(project.folder / "cities" / "utrecht" / TARGETS, project.parameters).carriers
    counts = register.load(project.folder, project.model)
    return World(project.model, project.parameters, project.experiment(QUESTION), counts, carriers)


@pytest.fixture(scope="module")
def learnt(world):
    return learn(world, group=150)


@pytest.mark.slow
def test_every_draw_stays_within_its_own_distribution(world, learnt):
    assert list(learnt.shares) == list(world.drawn)
    design = learning.design_of(world, learnt)
    for name, part in world.drawn.items():
        low, high = extremes(part.spread, *part.range, part.centre)
        assert low <= design.drawn[name].min() <= design.drawn[name].max() <= high, name
    assert design.points == 150


@pytest.mark.slow
def test_counts_fit_better_and_what_they_cannot_tell_keeps_its_spread(world, learnt, whole):
    before, after = (sum(one.counts * getattr(one, when) for one in learnt.fits) for when in ("before", "after"))
    assert after < 0.85 * before
    assert sum(one.counts for one in learnt.fits) == len(world.used)
    effects = {name for lever in whole.project.levers.levers.values() for name in lever.effects}
    untold = [one.left for one in learnt.moved if one.name.partition(".")[0] in effects]
    assert len(untold) > 20
    assert np.mean(untold) >= 0.95


@pytest.mark.slow
def test_what_draws_learn_hangs_on_no_number_of_draws_and_on_nothing_that_is_held_out(world, learnt):
    held = tuple(
        replace(one, value=2 * one.value) if one.held_out or not one.series.weighs else one
        for one in world.register.observations
    )
    other = replace(world, register=replace(world.register, observations=held))
    fewer = learn(replace(other, experiment=replace(world.experiment, draws=7)), group=150)
    for name, shares in fewer.shares.items():
        np.testing.assert_array_equal(shares, learnt.shares[name][:7])


def test_nothing_is_learnt_from_no_counts_or_from_impossible_ones(world):
    with pytest.raises(CannotAnalyse, match="no count weighs"):
        learn(replace(world, register=replace(world.register, observations=())), group=2)
    with pytest.raises(CannotAnalyse, match="3 of 10 draws make something that was counted impossible"):
        learning._refuse_impossible(np.where(np.arange(10)[:, None] < 3, np.inf, np.zeros((10, 2))))


@pytest.mark.slow
def test_what_draws_learnt_is_told_in_both_languages(learnt):
    lines = [*notes(learnt.facts())]
    assert lines[0].startswith(f"the draws learnt from {sum(one.counts for one in learnt.fits)} counts of ")
    assert "workers_in_care" in lines[1]
    assert [*notes({})] == []
    choose("nl")
    try:
        assert noted(lines[0]).startswith("de trekkingen hebben geleerd van ")
        assert noted(lines[1]).startswith("gemiddelde kwadraat van de afstand")
    finally:
        choose("en")
