"""Draws moved by what was counted: an iterated ensemble smoother (ES-MDA, Emerick and Reynolds 2013).

All draws together say how what they make of the counts hangs on their parameters, as a linear regression; by it each
draw is moved towards the counts, with an error of its own drawn for each count, so that the draws keep the spread
that the counts leave. One such step is exact where all is normal and linear. Four steps in each of which the counts
weigh for a quarter are exact there too, and follow a model that is not linear as it bends.

A finite number of draws finds a regression between things that have nothing to do with each other, and each of these
takes away spread. So the counts are told first in the directions in which the draws differ most (the principal
components of what the draws make of them, in units of error), and a parameter whose correlation with a direction is
no larger than chance makes of so many draws does not follow it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from care2040.inputs.parameters.distributions import Floats, stream

STEPS = 4
"""In each of which the counts weigh for a quarter; Emerick and Reynolds found four enough."""
BY_CHANCE = 3.0
"""Correlations of fewer standard errors than this are taken for chance."""
HOPELESS = 6.0
"""A draw so many times as far from a count as half of all draws, and so many errors, will not come to it."""
TINY = 1e-12

Places = npt.NDArray[np.intp]
Distances = Callable[[Floats, Places], Floats]
"""What gives, for draws (draws, parameters) and whence each comes (draws,), how far counts lie above what each makes of
them, in units of error that hang together no more, shape (draws, counts); not finite where it makes a count
impossible, or its run failed."""


@dataclass(frozen=True)
class Smoothed:
    """Draws that the counts moved.

    Attributes
    ----------
    draws : ndarray of shape (draws, parameters)
        Where they are now.
    origins : ndarray of shape (draws,)
        From which draw each comes: itself, unless it had to give its place to another.
    before, after : ndarray of shape (draws, counts)
        How far counts lay above what each draw made of them, and do now, in units of error.
    """

    draws: Floats
    origins: Places
    before: Floats
    after: Floats


def smoothed(
    start: Floats, distances: Distances, seed: str, steps: int = STEPS, by_chance: float = BY_CHANCE
) -> Smoothed:
    """Move draws by what was counted.

    Parameters
    ----------
    start : ndarray of shape (draws, parameters)
        A sample of what was thought before, normal in every parameter, with a standard deviation of one.
    distances : callable
        Runs the model; see `Distances`.
    seed : str
        Of the errors that are drawn for each count.
    steps : int
        In how many steps the counts weigh.
    by_chance : float
        Standard errors up to which a correlation is taken for chance; 0 takes none for it.

    Returns
    -------
    Smoothed
        Equally weighted. A draw that makes a count impossible, or whose run failed, is no candidate for the truth, and
        gives its place to the next that is one.
    """
    draws, origins = start, np.arange(len(start))
    before = away = distances(draws, origins)
    for step in range(steps):
        places = possible(away)
        errors = np.sqrt(steps) * _errors(f"{seed}:{step}", away.shape)
        draws, origins = moved(draws[places], away[places], errors, steps, by_chance), origins[places]
        away = distances(draws, origins)
    return Smoothed(draws, origins, before, away)


def possible(away: Floats) -> Places:
    """Return for each draw its own place, or that of the next draw that makes all counts possible, shape (draws,)."""
    lives = np.flatnonzero(alive(away))
    return lives[np.searchsorted(lives, np.arange(len(away))) % len(lives)]


def alive(away: Floats) -> npt.NDArray[np.bool_]:
    """Return which draws make every count possible, shape (draws,)."""
    far = np.where(np.isfinite(away), np.abs(away), np.inf)
    found: npt.NDArray[np.bool_] = (far < HOPELESS * np.maximum(1.0, np.median(far, axis=0))).all(axis=1)
    return found


def moved(draws: Floats, away: Floats, errors: Floats, inflated: float, by_chance: float) -> Floats:
    """Return the draws after one step.

    Parameters
    ----------
    draws : ndarray of shape (draws, parameters)
        Where they are.
    away : ndarray of shape (draws, counts)
        How far counts lie above what each makes of them; all of them numbers.
    errors : ndarray of shape (draws, counts)
        What is added to the counts for each draw, of variance `inflated`.
    inflated : float
        Variance of the error of a count in this step.
    by_chance : float
        As for `smoothed`.
    """
    along = directions(away)
    apart = draws - draws.mean(axis=0)
    # einsum sums in one order, however many cores there are
    together = np.einsum("dp,dk->pk", apart, along.made) / (len(draws) - 1)
    size = np.outer(apart.std(axis=0, ddof=1), np.sqrt(along.spreads)) + TINY
    told = np.abs(together) > by_chance / np.sqrt(len(draws)) * size
    gain = np.where(told, together, 0.0) / (along.spreads + inflated)
    asked = np.einsum("dc,ck->dk", away + errors, along.axes)
    found: Floats = draws + np.einsum("dk,pk->dp", asked, gain)
    return found


@dataclass(frozen=True)
class Directions:
    """The directions in which draws differ, as far as counts see them: principal components of what they make of these.

    Attributes
    ----------
    axes : ndarray of shape (counts, directions)
        Each of length one.
    spreads : ndarray of shape (directions,)
        Variance of the draws along each, in units of error.
    made : ndarray of shape (draws, directions)
        What each draw makes, less the mean of all.
    """

    axes: Floats
    spreads: Floats
    made: Floats


def directions(away: Floats, apart: Floats | None = None) -> Directions:
    """Return the directions of draws that lie `away` (draws, counts); of differences `apart` from means where given."""
    made = away.mean(axis=0) - away
    own = made if apart is None else apart
    spreads, axes = np.linalg.eigh(np.einsum("dc,de->ce", own, own) / (len(own) - 1))
    return Directions(axes, np.maximum(spreads, 0.0), np.einsum("dc,ck->dk", made, axes))


def _errors(seed: str, shape: tuple[int, ...]) -> Floats:
    """Return normal numbers, of which each count has a stream of its own."""
    draws, counts = shape
    columns = [stream(f"{seed}:error of count {count}", 0, draws) for count in range(counts)]
    found: Floats = ndtri(np.maximum(np.stack(columns, axis=1), TINY))
    return found
