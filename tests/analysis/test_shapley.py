"""The Shapley value on games whose answer is in the textbook, and the estimate against the exact one."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from care2040.analysis.levers import shapley

NUMBERS = np.random.default_rng(11)
GAMES = st.integers(1, 6).flatmap(lambda n: arrays(np.float64, 1 << n, elements=st.floats(-1e3, 1e3, width=32)))


def game(players: int, worth) -> np.ndarray:
    """Return the values of all coalitions of a game, from what a set of players achieves."""
    names = tuple(range(players))
    return np.array([worth({p for p in names if k >> p & 1}) for k in range(1 << players)], dtype=np.float64)


def by_orders(values: np.ndarray) -> np.ndarray:
    """Return the Shapley value by its definition: the mean over all orders of what each player adds."""
    players = shapley.count_players(values)
    orders = list(permutations(range(players)))
    added = np.zeros(players)
    for order in orders:
        coalition = 0
        for player in order:
            added[player] += values[coalition | 1 << player] - values[coalition]
            coalition |= 1 << player
    return added / len(orders)


def test_in_an_additive_game_everybody_gets_what_he_brings():
    brings = np.array([3.0, -1.0, 0.5, 8.0])
    np.testing.assert_allclose(shapley.exact(game(4, lambda who: sum(brings[p] for p in who))), brings, atol=1e-12)


def test_in_the_glove_game_the_one_left_glove_gets_two_thirds():
    pairs = game(3, lambda who: min(len(who & {0}), len(who & {1, 2})))
    np.testing.assert_allclose(shapley.exact(pairs), [2 / 3, 1 / 6, 1 / 6], atol=1e-15)


def test_in_a_vote_of_51_over_50_49_and_1_the_small_ones_weigh_the_same():
    seats = (50, 49, 1)
    vote = game(3, lambda who: float(sum(seats[p] for p in who) >= 51))
    np.testing.assert_allclose(shapley.exact(vote), [2 / 3, 1 / 6, 1 / 6], atol=1e-15)


def test_who_needs_a_longer_runway_pays_for_the_part_that_only_he_needs():
    lengths = (3.0, 7.0, 15.0)
    runway = game(3, lambda who: max((lengths[p] for p in who), default=0.0))
    np.testing.assert_allclose(shapley.exact(runway), [1.0, 1.0 + 2.0, 1.0 + 2.0 + 8.0], atol=1e-12)


def test_the_weights_are_those_of_the_definition():
    values = NUMBERS.normal(size=1 << 5)
    np.testing.assert_allclose(shapley.exact(values), by_orders(values), atol=1e-13)


@given(GAMES)
def test_the_values_add_up_to_the_whole(values):
    assert shapley.exact(values).sum() == pytest.approx(values[-1] - values[0], abs=1e-9)


@given(GAMES, st.data())
def test_players_who_do_the_same_get_the_same(values, data):
    players = shapley.count_players(values)
    one, other = (data.draw(st.integers(0, players - 1)) for _ in range(2))
    swapped = [
        k & ~(1 << one | 1 << other) | (k >> one & 1) << other | (k >> other & 1) << one for k in range(len(values))
    ]
    shares = shapley.exact((values + values[swapped]) / 2)
    assert shares[one] == pytest.approx(shares[other], abs=1e-9)


@given(GAMES, st.floats(-10, 10))
def test_who_adds_the_same_to_everyone_gets_that_and_nobody_else_gets_less_for_it(values, brings):
    shares = shapley.exact(np.concatenate([values, values + brings]))
    assert shares[-1] == pytest.approx(brings, abs=1e-9)
    np.testing.assert_allclose(shares[:-1], shapley.exact(values), atol=1e-9)


def test_further_axes_are_games_of_their_own():
    values = NUMBERS.normal(size=(1 << 4, 3, 2))
    shares = shapley.exact(values)
    assert shares.shape == (4, 3, 2)
    np.testing.assert_allclose(shares[:, 2, 1], shapley.exact(values[:, 2, 1]), rtol=1e-12)


def test_twelve_players_still_add_up_to_the_last_digits():
    values = NUMBERS.normal(scale=1e3, size=1 << 12)
    assert shapley.exact(values).sum() == pytest.approx(values[-1] - values[0], abs=1e-9)


def test_a_game_without_players_shares_nothing():
    assert shapley.exact(np.array([3.0])).shape == (0,)


@pytest.mark.parametrize("length", [0, 3, 12])
def test_a_game_with_a_coalition_too_few_is_refused(length):
    with pytest.raises(ValueError, match="power of two"):
        shapley.exact(np.zeros(length))


def test_a_game_that_is_written_out_is_shared_by_name():
    worth = {frozenset(who): float(len(who) == 2) for who in ("", "a", "b", "ab")}
    assert shapley.of_mapping(worth) == {"a": 0.5, "b": 0.5}
    del worth[frozenset("b")]
    with pytest.raises(ValueError, match="1 coalitions have no value, such as: b"):
        shapley.of_mapping(worth)


NAMES = tuple("abcdefgh")


def estimated(values: np.ndarray, pairs: int, seed: int = 5) -> shapley.Estimate:
    orders = shapley.draw_orders(NAMES, pairs, seed)
    return shapley.estimate(orders, values[shapley.grow(orders)])


def test_orders_come_in_pairs_grow_by_one_player_at_a_time_and_are_the_same_however_many_there_are():
    orders = shapley.draw_orders(NAMES, 20, 5)
    assert (np.sort(orders, axis=1) == np.arange(8)).all()
    np.testing.assert_array_equal(orders[0::2], orders[1::2, ::-1])
    along = shapley.grow(orders)
    assert (along[:, 0] == 0).all()
    assert (along[:, -1] == 255).all()
    assert (np.bitwise_count(along) == np.arange(9)).all()
    np.testing.assert_array_equal(shapley.draw_orders(NAMES, 7, 5), orders[:14])
    assert (shapley.draw_orders(NAMES, 20, 6) != orders).any()


def test_one_more_player_leaves_the_order_of_the_others():
    orders = shapley.draw_orders((*NAMES, "more"), 20, 5)
    others = np.array([[player for player in order if player != 8] for order in orders])
    np.testing.assert_array_equal(others, shapley.draw_orders(NAMES, 20, 5))


def test_what_every_order_gives_adds_up_to_the_whole():
    values = NUMBERS.normal(size=256)
    assert estimated(values, 9).values.sum() == pytest.approx(values[-1] - values[0], abs=1e-12)


def test_a_pair_is_exact_where_players_meet_two_by_two():
    strength = np.triu(NUMBERS.normal(size=(8, 8)))
    values = game(8, lambda who: sum(strength[p, q] for p in who for q in who))
    found = estimated(values, 2)
    np.testing.assert_allclose(found.values, shapley.exact(values), atol=1e-12)
    np.testing.assert_allclose(found.standard_errors, 0, atol=1e-12)


def test_the_estimate_is_as_near_as_its_standard_error_says():
    values = np.exp(game(8, lambda who: sum(0.1 * (p + 1) for p in who)))
    exact = shapley.exact(values)
    found = [estimated(values, 30, seed) for seed in range(60)]
    off = np.array([(one.values - exact) / one.standard_errors for one in found])
    assert abs(off.mean()) < 0.5
    assert 0.88 <= (abs(off) < 2).mean() <= 0.99


def test_four_times_as_many_orders_halve_the_error():
    values = np.exp(game(8, lambda who: sum(0.1 * (p + 1) for p in who)))
    few, many = estimated(values, 100), estimated(values, 400)
    np.testing.assert_allclose(many.standard_errors / few.standard_errors, 0.5, atol=0.15)
    assert (abs(many.values - shapley.exact(values)) < 4 * many.standard_errors).all()


@pytest.mark.parametrize(("players", "pairs"), [(63, 10), (5, 1)])
def test_too_many_players_or_too_few_orders_are_refused(players, pairs):
    with pytest.raises(ValueError, match="two pairs or more"):
        shapley.draw_orders([str(number) for number in range(players)], pairs, 1)
