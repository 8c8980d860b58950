"""The least effort on functions whose answer is known."""

import numpy as np
import pytest

from care2040.analysis.levers.effort_search import PRECISE, EffortSearch

PRICES = np.array([1.0, 2.0, 5.0])


def search(excess, prices=PRICES) -> EffortSearch:
    """Return a search over a function of the parts of each lever that is to fall to 0."""
    return EffortSearch(lambda points: (np.array([excess(x) for x in points]), points @ prices), len(prices))


def test_on_a_straight_line_the_least_part_is_where_it_meets_the_target():
    found = search(lambda x: 1.0 - 1.6 * x.mean()).common()
    assert found is not None
    assert found.enough
    np.testing.assert_allclose(found.parts, 1 / 1.6, atol=PRECISE)
    assert found.cost == pytest.approx(8 / 1.6, abs=8 * PRECISE)


def test_on_a_bent_line_it_is_on_the_right_side_by_a_hair():
    found = search(lambda x: np.exp(-3 * x.mean()) - 0.2).common()
    assert found is not None
    assert -1e-3 < found.excess <= 0
    assert found.parts[0] == pytest.approx(np.log(5) / 3, abs=PRECISE)


def test_a_target_that_is_out_of_reach_has_no_part():
    assert search(lambda x: 1.0 - 0.9 * x.mean()).common() is None


def test_a_target_that_is_reached_already_takes_nothing():
    found = search(lambda x: -0.1 - x.mean())
    mix = found.common()
    assert mix is not None
    assert not mix.parts.any()
    assert not found.cheapest(found.closest()).parts.any()


def test_a_target_that_is_reached_half_way_and_lost_again_is_found():
    found = search(lambda x: 4 * (x.mean() - 0.5) ** 2 - 0.04).common()
    assert found is not None
    np.testing.assert_allclose(found.parts, 0.4, atol=2 * PRECISE)


def test_the_closest_leaves_out_what_stands_in_the_way():
    found = search(lambda x: 1.0 - x @ [0.5, -0.2, 0.3]).closest()
    np.testing.assert_array_equal(found.parts, [1, 0, 1])
    assert found.excess == pytest.approx(0.2)
    assert not found.enough


def test_of_levers_that_add_up_the_one_that_does_most_per_euro_goes_first():
    """Per euro: 0.1, 0.3 and 0.1. All of the second gives 0.6; the 0.1 that is left is half a fifth of the third."""
    tried = search(lambda x: 0.7 - x @ [0.05, 0.6, 0.6])
    found = tried.cheapest(tried.closest())
    assert found.enough
    assert found.cost == pytest.approx(2 + 5 / 6, abs=1e-2)
    np.testing.assert_allclose(found.parts, [0, 1, 1 / 6], atol=1e-2)


def test_of_levers_with_less_and_less_effect_a_mix_is_cheapest():
    """Root of each part: with equal prices and effects, half of each is cheaper than one in full."""
    tried = search(lambda x: np.sqrt(2) - np.sqrt(x[0] + 1e-9) - np.sqrt(x[1] + 1e-9), np.array([1.0, 1.0]))
    found = tried.cheapest(tried.closest())
    assert found.enough
    np.testing.assert_allclose(found.parts, 0.5, atol=0.02)
    assert found.cost == pytest.approx(1.0, abs=1e-3)


def test_a_target_that_only_a_part_of_the_levers_can_reach_is_reached():
    tried = search(lambda x: 0.7 - x @ [0.5, -0.6, 0.3])
    assert tried.common() is None
    found = tried.cheapest(tried.closest())
    assert found.enough
    assert found.parts[1] == 0
    assert found.parts @ [0.5, -0.6, 0.3] == pytest.approx(0.7, abs=1e-3)


def test_levers_without_a_price_are_weighed_alike():
    tried = search(lambda x: 0.5 - x @ [0.2, 0.6], np.zeros(2))
    found = tried.cheapest(tried.closest())
    np.testing.assert_allclose(found.parts, [0, 5 / 6], atol=1e-2)


def test_what_was_tried_is_counted():
    tried = search(lambda x: 1.0 - x.mean())
    tried.evaluate(np.zeros((4, 3)))
    assert (tried.runs, tried.batches) == (4, 1)
