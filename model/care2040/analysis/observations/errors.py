"""How far a count may lie from what a draw makes of it, and how those distances hang together within a series.

Errors are parts of what was counted, so all of it is told in logarithms. Three errors add up: that of the count, by
itself in every year; that of what was asked, the same in every year until something is counted another way; and that of
the model, which is off for some years and then comes back.
"""

import numpy as np

from care2040.analysis.observations.expected import Expected
from care2040.analysis.observations.register import Series
from care2040.inputs.parameters.distributions import Floats

COMES_BACK = 4.0
"""Years in which two thirds of what the model is off has gone; judged, as no series is long enough to tell."""
LEVEL = 100.0
"""Error of the level of an index, of which only the course says anything: on a logarithmic scale it may be any."""


def covariance(series: Series, years: Floats) -> Floats:
    """Return how the errors of counts hang together, on a logarithmic scale.

    Parameters
    ----------
    series : Series
        With the errors, as parts of a count.
    years : ndarray of shape (counts,)
        When was counted.

    Returns
    -------
    ndarray of shape (counts, counts)
    """
    way = np.searchsorted(sorted(one.year for one in series.breaks), years, side="right")
    same_way = way[:, None] == way[None, :]
    apart = np.abs(years[:, None] - years[None, :])
    own = np.eye(len(years)) * series.sampling**2
    level = series.definition**2 * same_way + series.index * LEVEL**2
    found: Floats = own + level + series.model**2 * np.exp(-apart / COMES_BACK)
    return found


def log_likelihood(one: Expected, used: np.ndarray) -> Floats:
    """Return how likely some counts are, were each draw the truth, but for a constant of the series.

    Parameters
    ----------
    one : Expected
        A series, with what the draws make of it.
    used : ndarray of shape (counts,)
        Which of its counts weigh.

    Returns
    -------
    ndarray of shape (draws,)
        Minus infinity where a run failed, or comes to nothing or less where something was counted. A draw has the same
        number whichever others stand beside it.
    """
    spread = covariance(one.series, one.years[used])
    differences = list(away(one, used).T)
    found = -0.5 * sum(part**2 for part in uncorrelated(spread, differences))
    return np.where(np.isfinite(found), found, -np.inf)


def away(one: Expected, used: np.ndarray) -> Floats:
    """Return how far counts lie above what each draw makes of them, on a logarithmic scale, shape (draws, counts)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = np.log(one.counts[used]) - np.log(one.values[:, used])
    return found


def uncorrelated(spread: Floats, differences: list[Floats]) -> list[Floats]:
    """Return differences in units of error that hang together no more, by the Cholesky factor of their covariance."""
    factor = np.linalg.cholesky(spread)
    found: list[Floats] = []
    for place, own in enumerate(differences):
        with np.errstate(invalid="ignore"):  # of what is infinitely far away
            left = own - sum((factor[place, before] * found[before] for before in range(place)), np.zeros_like(own))
        found.append(left / factor[place, place])
    return found
