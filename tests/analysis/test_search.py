"""The search on functions whose best is known: what it covers, what is visible, and that a seed gives one answer."""

import numpy as np
import pytest

from care2040.analysis.choosing.front import front, hypervolume, not_dominated
from care2040.analysis.choosing.search import Looked, search

FINE = 1e-3
"""Smaller differences than a hundredth of a choice makes on the front."""


def at(genes):
    return genes / 100.0


def alone(values):
    return Looked(values, np.empty((len(values), 0)))


def zdt(shape):
    """Return one of the functions of Zitzler, Deb and Thiele (2000) with thirty choices."""

    def evaluate(genes, generation):
        x = at(genes)
        first, rest = x[:, 0], 1 + 9 * x[:, 1:].sum(axis=1) / (x.shape[1] - 1)
        return alone(np.stack([first, rest * shape(first / rest)], axis=1))

    return evaluate


def dtlz2(objectives):
    """Return the function of Deb, Thiele, Laumanns and Zitzler (2002) whose best lie on a part of a sphere."""

    def evaluate(genes, generation):
        x = at(genes)
        radius = 1 + ((x[:, objectives - 1 :] - 0.5) ** 2).sum(axis=1)
        angles, found = x[:, : objectives - 1] * np.pi / 2, []
        for place in range(objectives):
            last = objectives - 1 - place
            turned = np.sin(angles[:, last]) if place else 1.0
            found.append(radius * np.cos(angles[:, :last]).prod(axis=1) * turned)
        return alone(np.stack(found, axis=1))

    return evaluate


@pytest.mark.slow
@pytest.mark.parametrize(
    ("function", "choices", "objectives", "whole", "least"),
    [
        # what is covered between 0 and 1 by the true front, and the part of it that NSGA covers in published runs
        pytest.param(zdt(lambda r: 1 - np.sqrt(r)), 30, 2, 2 / 3, 0.98, id="ZDT1"),
        pytest.param(zdt(lambda r: 1 - r**2), 30, 2, 1 / 3, 0.96, id="ZDT2"),
        pytest.param(dtlz2(3), 12, 3, 1 - np.pi / 6, 0.88, id="DTLZ2 with three"),
        pytest.param(dtlz2(4), 13, 4, 1 - np.pi**2 / 32, 0.90, id="DTLZ2 with four, NSGA-III"),
    ],
)
def test_what_it_finds_covers_what_published_runs_cover(function, choices, objectives, whole, least):
    first = np.zeros((1, choices), dtype=np.int64)
    found = search(function, [101] * choices, 100, 20_000, 1, first, [FINE] * objectives)
    space = np.zeros(objectives), np.ones(objectives)
    covered = hypervolume(found.looked.values[found.best], *space)
    assert least * whole < covered < whole
    volumes = found.hypervolumes()
    assert (np.diff(volumes) > -0.01).all()
    assert volumes[-1] > 1.005 * volumes[0]
    assert len(np.unique(found.genes, axis=0)) == len(found.genes) <= 20_000


def bumps(genes, generation):
    """Return two things that count of three choices with ten options each, and a constraint on their sum."""
    x = genes / 9.0
    values = np.stack([x[:, 0] + 0.5 * x[:, 1] * x[:, 2], (1 - x[:, 0]) ** 2 + np.abs(x[:, 1] - x[:, 2] ** 2)], axis=1)
    return Looked(values, (0.8 - x.sum(axis=1))[:, None])


def test_a_small_problem_has_the_front_that_every_mix_on_its_grid_gives():
    grid = np.stack(np.meshgrid(*[np.arange(10)] * 3, indexing="ij"), -1).reshape(-1, 3)
    whole = bumps(grid, 0)
    kept = np.flatnonzero(whole.kept)
    expected = whole.values[kept][front(whole.values[kept], np.full(2, FINE))]
    found = search(bumps, [10] * 3, 40, 900, 3, np.zeros((1, 3), dtype=np.int64), [FINE, FINE])
    values = found.looked.values[found.best]
    np.testing.assert_allclose(values[np.lexsort(values.T)], expected[np.lexsort(expected.T)], atol=1e-12)


def test_a_search_ends_when_every_mix_was_looked_at():
    found = search(bumps, [3] * 3, 8, 10_000, 1, np.zeros((1, 3), dtype=np.int64), [None, None])
    assert len(found.genes) <= 27
    assert len(np.unique(found.genes, axis=0)) == len(found.genes)


def test_a_seed_gives_one_answer_and_another_seed_another():
    first = np.zeros((1, 3), dtype=np.int64)
    one, again, other = (search(bumps, [50] * 3, 20, 200, seed, first, [None] * 2) for seed in (5, 5, 6))
    np.testing.assert_array_equal(one.genes, again.genes)
    assert not np.array_equal(one.genes, other.genes)


def test_a_mix_that_does_not_come_through_is_never_best():
    def evaluate(genes, generation):
        found = bumps(genes, generation)
        values = np.where((genes[:, 0] == 0)[:, None], np.nan, found.values)
        return Looked(values, found.missed)

    found = search(evaluate, [10] * 3, 20, 400, 1, np.zeros((1, 3), dtype=np.int64), [None, None])
    assert (found.genes[found.best][:, 0] > 0).all()
    assert np.isfinite(found.hypervolumes()).all()


def test_of_two_mixes_that_nobody_can_tell_apart_one_is_kept():
    values = np.array([[1.0, 2.0], [1.004, 1.996], [2.0, 1.0], [2.0, 1.5], [1.5, 1.5]])
    assert front(values, np.full(2, 0.1)).tolist() in ([0, 2, 4], [1, 2, 4])
    assert front(values, np.full(2, 1e-6)).tolist() == [0, 1, 2, 4]
    assert front(np.empty((0, 2)), np.ones(2)).tolist() == []


def test_what_is_better_in_nothing_and_worse_in_something_goes():
    values = np.array([[0, 1], [1, 0], [1, 1], [0, 1]])
    assert not_dominated(values).tolist() == [0, 1, 3]


def test_the_space_that_mixes_cover_is_that_of_a_drawing():
    """Of the unit square (0.5, 0.5) covers a quarter, (0.25, 0.75) another eighth of a half by a quarter."""
    values = np.array([[0.5, 0.5], [0.25, 0.75], [2.0, 0.1]])
    assert hypervolume(values, np.zeros(2), np.ones(2)) == pytest.approx(0.25 + 0.25 * 0.25)
    assert hypervolume(values[2:], np.zeros(2), np.ones(2)) == 0.0
