"""Sharing what a group achieves over its members: the Shapley value, exact or estimated.

A game gives every set of players (a coalition) a value. Coalition ``k`` holds the players whose bits are set in the
binary number ``k``: 0 is nobody, ``2**n - 1`` everybody.

References
----------
Shapley (1953), *A value for n-person games*, Contributions to the Theory of Games II: the value, its axioms and the
weights. Castro, Gomez and Tejada (2009), *Polynomial calculation of the Shapley value based on sampling*, Computers and
Operations Research 36: the estimate from orders drawn at random. Mitchell, Cooper, Frank and Holmes (2022), *Sampling
permutations for Shapley value estimation*, Journal of Machine Learning Research 23: each order with its reverse.
"""

from collections.abc import Mapping, Sequence
from math import comb, sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from care2040.inputs.parameters.distributions import stream

Array = npt.NDArray[np.float64]
Coalitions = npt.NDArray[np.int64]

MOST_PLAYERS = 62
"""Coalitions are numbered with 63 bits."""


def exact(values: Array) -> Array:
    """Return the Shapley value of each player, shape (n, ...), of the values of every coalition, shape (2**n, ...)."""
    players = count_players(values)
    coalitions = np.arange(len(values))
    weights = np.array([1 / (players * comb(players - 1, others)) for others in range(players)])
    shares = np.empty((players, *values.shape[1:]))
    for player in range(players):
        without = coalitions[coalitions >> player & 1 == 0]
        added = values[without | 1 << player] - values[without]
        shares[player] = np.tensordot(weights[np.bitwise_count(without)], added, axes=1)
    return shares


def count_players(values: Array) -> int:
    """Return how many players a game has, from the values of all its coalitions."""
    players = len(values).bit_length() - 1
    if len(values) != 1 << max(players, 0):
        raise ValueError(f"{len(values)} coalitions: every set of players has one value, so a power of two is needed")
    return players


def of_mapping(worth: Mapping[frozenset[str], float]) -> dict[str, float]:
    """Return the Shapley value of each player of a game that is written out."""
    players = sorted(frozenset().union(*worth))
    sets = [frozenset(chosen(players, coalition)) for coalition in range(1 << len(players))]
    missing = [coalition for coalition in sets if coalition not in worth]
    if missing:
        raise ValueError(
            f"{len(missing)} coalitions have no value, such as: {', '.join(sorted(missing[0])) or 'nobody'}"
        )
    shares = exact(np.array([worth[coalition] for coalition in sets], dtype=np.float64))
    return dict(zip(players, shares.tolist(), strict=True))


def chosen(players: Sequence[str], coalition: int) -> tuple[str, ...]:
    """Return the players of a coalition, in their order."""
    return tuple(player for number, player in enumerate(players) if coalition >> number & 1)


class Estimate(NamedTuple):
    """Shapley values from orders drawn at random, which add up to the whole exactly, and their standard errors."""

    values: Array
    standard_errors: Array


def draw_orders(players: Sequence[str], pairs: int, seed: int) -> Coalitions:
    """Draw orders in which the players may come in, each followed by its reverse; shape (2 * pairs, n).

    What a player adds early in an order it does not add late in the reverse, so that a pair is closer to the truth
    than two orders drawn apart (antithetic sampling). A player's place comes from a stream of its own name: the first
    pairs are the same however many there are. Two pairs or more, or there is no standard error.
    """
    if len(players) > MOST_PLAYERS or pairs < 2:
        raise ValueError(
            f"{pairs} pairs of orders of {len(players)} players; two pairs or more, of 62 players or fewer"
        )
    places = np.array([stream(f"order of {player}", seed, pairs) for player in players])
    orders = np.argsort(places, axis=0, kind="stable").T
    both: Coalitions = np.stack([orders, orders[:, ::-1]], axis=1).reshape(2 * pairs, len(players))
    return both


def grow(orders: Coalitions) -> Coalitions:
    """Return the coalitions that grow along orders, from nobody to everybody: shape (orders, n + 1)."""
    nobody = np.zeros((len(orders), 1), dtype=np.int64)
    return np.hstack([nobody, np.cumsum(np.int64(1) << orders, axis=1)])


def estimate(orders: Coalitions, values: Array) -> Estimate:
    """Return the Shapley values, and their standard errors, that orders and the values along them give; shape (n,)."""
    added = np.empty(orders.shape)
    np.put_along_axis(added, orders, np.diff(values, axis=1), axis=1)
    of_pairs = (added[0::2] + added[1::2]) / 2
    return Estimate(of_pairs.mean(axis=0), of_pairs.std(axis=0, ddof=1) / sqrt(len(of_pairs)))
