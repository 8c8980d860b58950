"""Boxes planted in made-up points are found again, with known coverage and density."""

from itertools import pairwise
from math import comb

import numpy as np
import pytest

from care2040.analysis.uncertainty.prim import Box, box_of, paste, peel, quasi_p
from care2040.analysis.uncertainty.scenario_discovery import search

MANY = 1200


def planted(noise: float = 0.0, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Return points in five dimensions and cases where the first is above 0.6 and the fourth below 0.35."""
    luck = np.random.default_rng(seed)
    points = luck.random((MANY, 5))
    cases = (points[:, 0] > 0.6) & (points[:, 3] < 0.35)
    return points, cases ^ (luck.random(MANY) < noise)


def bounded(points: np.ndarray, cases: np.ndarray, low: list, high: list) -> Box:
    """Return a box; None is open."""
    edges = [[-np.inf if edge is None else edge for edge in low], [np.inf if edge is None else edge for edge in high]]
    return box_of(points, cases, *np.array(edges))


def test_a_planted_box_is_found_with_its_bounds():
    points, cases = planted()
    found = search(points, cases)
    assert found.box.restricted == [0, 3]
    assert found.box.low[0] == pytest.approx(0.6, abs=0.02)
    assert found.box.high[3] == pytest.approx(0.35, abs=0.02)
    assert np.isinf(found.box.high[0])
    assert np.isinf(found.box.low[3])
    assert found.box.coverage > 0.98
    assert found.box.density > 0.95
    assert max(found.p_values.values()) < 1e-20
    assert found.found_again[[0, 3]].tolist() == pytest.approx([1, 1])


@pytest.mark.slow
def test_in_noise_the_box_is_found_and_what_does_not_matter_stays_open():
    points, cases = planted(noise=0.1)
    found = search(points, cases)
    inside = (points[:, 0] > 0.6) & (points[:, 3] < 0.35)
    truth = cases[inside].mean(), cases[inside].sum() / cases.sum()
    assert found.box.low[0] == pytest.approx(0.6, abs=0.05)
    assert found.box.high[3] == pytest.approx(0.35, abs=0.05)
    assert found.box.density == pytest.approx(truth[0], abs=0.08)
    assert found.box.coverage == pytest.approx(truth[1], abs=0.08)
    for place in set(found.box.restricted) - {0, 3}:
        assert found.p_values[place] > 1e-4
    assert found.found_again[[1, 2, 4]].max() < 0.6


@pytest.mark.slow
def test_where_nothing_matters_hardly_anything_is_bounded_for_sure():
    luck = np.random.default_rng(5)
    points, cases = luck.random((MANY, 5)), luck.random(MANY) < 0.3
    found = search(points, cases)
    assert all(value > 1e-6 for value in found.p_values.values())
    assert found.box.density < 0.5
    assert found.found_again.max() < 1


def test_each_peel_is_inside_the_one_before_and_takes_little():
    points, cases = planted(noise=0.1)
    boxes = peel(points, cases)
    assert (boxes[0].coverage, boxes[0].mass) == (1, 1)
    assert boxes[0].density == cases.mean()
    for outer, inner in pairwise(boxes):
        assert (inner.low >= outer.low).all()
        assert (inner.high <= outer.high).all()
        assert outer.mass * 0.94 <= inner.mass < outer.mass
    assert boxes[-1].mass >= 0.05


def test_peeling_stops_where_all_are_cases():
    points = np.linspace(0, 1, 101)[:, None]
    boxes = peel(points, points[:, 0] > 0.505)
    assert boxes[-1].density == 1
    assert all(box.density < 1 for box in boxes[:-1])


def test_points_on_levels_are_peeled_a_level_at_a_time():
    points = np.tile(np.array([0.0, 1.0, 2.0, 3.0]), 25)[:, None]
    boxes = peel(points, points[:, 0] >= 2)
    assert [float(box.low[0]) for box in boxes] == [-np.inf, 0.5, 1.5]
    assert (boxes[-1].coverage, boxes[-1].density) == (1, 1)


def test_pasting_gives_back_what_was_peeled_too_far():
    points, cases = planted()
    tight = bounded(points, cases, [0.7, None, 0.2, None, None], [None, None, None, 0.3, None])
    assert tight.density == 1
    wide = paste(points, cases, tight)
    assert wide.density == 1
    assert wide.coverage > 0.93
    assert np.isinf(wide.low[2])


def test_coverage_and_density_by_hand():
    points = np.array([[0.1], [0.2], [0.3], [0.4], [0.5]])
    cases = np.array([False, True, True, False, True])
    box = box_of(points, cases, np.array([0.15]), np.array([0.45]))
    assert (box.coverage, box.density, box.mass) == pytest.approx((2 / 3, 2 / 3, 3 / 5))
    # of the cases two in three are inside, of the others one in two: phi is (2 x 1 - 1 x 1) / sqrt(3 x 2 x 3 x 2)
    assert box.telling == pytest.approx(1 / 6)
    assert box_of(points, cases, np.array([0.8]), np.array([0.9])).telling == 0
    assert box_of(points, cases, np.array([-np.inf]), np.array([np.inf])).telling == 0


def test_a_quasi_p_value_is_a_binomial_tail():
    """Four points in the box, three of them cases; without the bound ten points, five of them cases."""
    points = np.arange(10.0)[:, None]
    cases = np.array([1, 1, 1, 0, 0, 1, 0, 1, 0, 0], dtype=bool)
    box = box_of(points, cases, np.array([-np.inf]), np.array([3.5]))
    assert quasi_p(points, cases, box, 0) == pytest.approx((comb(4, 3) + 1) / 2**4)


def test_a_bound_that_luck_explains_is_dropped():
    points, cases = planted()
    needless = bounded(points, cases, [0.6, None, 0.01, None, None], [None, None, None, 0.35, None])
    assert quasi_p(points, cases, needless, 2) > 0.05
    assert quasi_p(points, cases, needless, 0) < 1e-10
    found = search(points, cases)
    assert 2 not in found.box.restricted
