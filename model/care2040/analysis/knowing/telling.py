"""With how much confidence counts tell on which of two policies, or in which of two futures, a city is.

Nobody sees the same draw under both: a city is on one of the two, and what its other inputs are is as uncertain as the
draws are. Each policy foretells the counts with a mean and a covariance, that of the draws and that of the errors; with
the mean of both covariances, the distance of the two means in standard errors (d') says all that there is to say. It
is exact where both are normal with the same covariance; `tests/analysis/test_knowing.py` lays it beside a plain sample.
"""

import math

import numpy as np
from scipy.linalg import solve_triangular
from scipy.special import logsumexp, ndtr

from care2040.analysis.knowing.coming import Coming
from care2040.inputs.parameters.distributions import Floats

ENOUGH = 0.9
"""Confidence from which two policies count as told apart."""
CITIES, FAINT = 500, 1e-3
"""Cities that `chance_by_sample` makes of each policy; part of the largest weight below which a draw is left out."""


def distances(first: Coming, second: Coming, weights: Floats, years: range) -> Floats:
    """Return the distance between what two policies foretell, with all counts that are known by each year.

    Parameters
    ----------
    first, second : Coming
        The same counts under both.
    weights : ndarray of shape (draws,)
        They add up to one.
    years : range
        The years that are told of.

    Returns
    -------
    ndarray of shape (years,)
        In standard errors; nought while nothing is counted.
    """
    order = np.argsort(first.known, kind="stable")
    means = [weights @ one.centre[:, order] for one in (first, second)]
    over_draws = sum(_covariance(one.centre[:, order], weights) for one in (first, second)) / 2
    factor = np.linalg.cholesky(first.spread[np.ix_(order, order)] + over_draws)
    steps = np.cumsum(solve_triangular(factor, means[1] - means[0], lower=True) ** 2)
    counted = np.searchsorted(first.known[order], np.array(years), side="right")
    found: Floats = np.sqrt(np.concatenate([[0.0], steps])[counted])
    return found


def chance_right(distance: Floats) -> Floats:
    """Return the chance that the likelier of the two by the counts is the one that a city is on: a half is a guess."""
    found: Floats = ndtr(distance / 2)
    return found


def chance_sure(distance: Floats, enough: float = ENOUGH) -> Floats:
    """Return the chance that the counts give the right one of the two so much confidence, both being as likely before.

    The logarithm of the odds is normal around half the square of the distance, with the distance as its spread.
    """
    wanted = math.log(enough / (1 - enough))
    near = distance <= 0
    safe = np.where(near, 1.0, distance)
    found: Floats = np.where(near, 0.0, ndtr((safe**2 / 2 - wanted) / safe))
    return found


def chance_by_sample(first: Coming, second: Coming, weights: Floats, seed: int = 1) -> float:
    """Return the chance to point at the right one of two by a plain sample, which asks for nothing to be normal.

    Draws of either policy are taken for the city, counted with errors, and given to the policy whose other draws make
    the counts likelier. It holds for a few counts that few inputs move; of all counts together no draw comes near.
    """
    rng = np.random.default_rng(seed)
    kept = np.flatnonzero(weights > FAINT * weights.max())
    worth = weights[kept] / weights[kept].sum()
    factor = np.linalg.cholesky(first.spread)
    sides = [solve_triangular(factor, one.centre[kept].T, lower=True).T for one in (first, second)]
    right = 0
    for truth, other in ((0, 1), (1, 0)):
        cities = rng.choice(len(kept), CITIES, p=worth)
        counts = sides[truth][cities] + rng.normal(size=(CITIES, len(factor)))
        own, against = (_log_likelihood(counts, sides[side], worth, cities) for side in (truth, other))
        right += int((own > against).sum())
    return right / (2 * CITIES)


def _log_likelihood(counts: Floats, centres: Floats, worth: Floats, without: np.ndarray) -> Floats:
    """Return how likely counts are by all draws but the one they were made of, which no city has."""
    apart = (counts**2).sum(axis=1)[:, None] - 2 * counts @ centres.T + (centres**2).sum(axis=1)
    each = np.log(worth) - apart / 2
    each[np.arange(len(counts)), without] = -np.inf
    found: Floats = logsumexp(each, axis=1)
    return found


def first_year(chances: Floats, years: range, enough: float = ENOUGH) -> int | None:
    """Return the first year with enough confidence; None when no year has it."""
    there = np.flatnonzero(chances >= enough)
    return years[int(there[0])] if len(there) else None


def _covariance(values: Floats, weights: Floats) -> Floats:
    away = values - weights @ values
    found: Floats = (away * weights[:, None]).T @ away
    return found
