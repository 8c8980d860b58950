"""Which law counts speak for, where laws are drawn: the chance of each, from where the draws that have it lie.

A law is no number that can be moved a little. Draws with one law differ from those with another in the mean of what
they make of the counts; their spread is taken to be the same. Each law is then as likely as the counts are around its
mean (a linear discriminant), times its chance before. As in `smoothing`, a mean counts as another only in the
directions in which it lies further off than chance puts it: what no count can tell apart keeps its chances.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from care2040.analysis.observations.smoothing import BY_CHANCE, directions
from care2040.inputs.parameters.distributions import Floats

FEWEST = 5
"""Draws with a law below which nothing is said of where they lie."""


def chances(away: Floats, laws: npt.NDArray[np.intp], before: Sequence[float], by_chance: float = BY_CHANCE) -> Floats:
    """Return how likely each law is, given the counts.

    Parameters
    ----------
    away : ndarray of shape (draws, counts)
        How far counts lie above what each draw makes of them, in units of error; all of them numbers.
    laws : ndarray of shape (draws,)
        Which law each draw has.
    before : sequence of float
        How often each is drawn, against the others.
    by_chance : float
        Standard errors up to which a difference of means is taken for chance.

    Returns
    -------
    ndarray of shape (laws,)
        They add up to one; as before where too few draws have any of the laws.
    """
    found: Floats = np.array(before, dtype=float) / sum(before)
    drawn = np.flatnonzero(found)
    numbers = np.array([(laws == law).sum() for law in drawn])
    if numbers.min() < FEWEST:
        return found
    own = np.searchsorted(drawn, laws)
    means = np.stack([away[laws == law].mean(axis=0) for law in drawn])
    along = directions(away, means[own] - away)
    centres, middle = np.einsum("lc,ck->lk", means, along.axes), np.einsum("c,ck->k", away.mean(axis=0), along.axes)
    error = np.sqrt(along.spreads * (1 / numbers - 1 / len(laws))[:, None])
    told = (np.abs(centres - middle) > by_chance * error).any(axis=0)
    likely = -0.5 * (np.where(told, centres, middle) ** 2 / (along.spreads + 1)).sum(axis=1)
    found[drawn] *= np.exp(likely - likely.max())
    found /= found.sum()
    return found


def among(shares: Floats, before: Sequence[float], now: Floats) -> Floats:
    """Return cumulative probabilities that give laws with other chances than they were drawn with.

    Parameters
    ----------
    shares : ndarray of shape (draws,)
        From 0 to 1; a draw keeps its place among the laws.
    before : sequence of float
        How often each law is drawn, against the others: what the answer is read by.
    now : ndarray of shape (laws,)
        With what chance each is to be drawn.
    """
    read = np.concatenate([[0.0], np.cumsum(before) / sum(before)])
    wanted = np.concatenate([[0.0], np.cumsum(now) / now.sum()])
    last = int(np.flatnonzero(now)[-1])
    law = np.minimum(np.searchsorted(wanted[1:], shares, side="right"), last)
    inside = (shares - wanted[law]) / (wanted[law + 1] - wanted[law])
    found: Floats = read[law] + np.minimum(inside, 1 - 2.0**-30) * (read[law + 1] - read[law])
    return found
