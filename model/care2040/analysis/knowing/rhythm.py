"""How often a series is counted, on which days it will be counted again, and in which year each count is known."""

from collections.abc import Sequence
from statistics import median_low

import numpy as np
import numpy.typing as npt

from care2040.analysis.observations.register import Series
from care2040.inputs.parameters.distributions import Floats

ONCE = 4
"""Years from one count to the next of what was counted once: as the health monitor goes; judged."""
YEARLY = 1
Years = npt.NDArray[np.int64]


def rhythm(days: Sequence[float]) -> int:
    """Return the years from one count to the next: the median gap between years that were counted (the lower of two).

    Parameters
    ----------
    days : sequence of float
        All counts of a series, also those before the run.
    """
    gaps = np.diff(np.unique(np.floor(days)))
    return max(YEARLY, round(median_low(gaps.tolist()))) if len(gaps) else ONCE


def coming_days(series: Series, last: float, every: int, end: float) -> Floats:
    """Return on which days a series will be counted, or over which calendar years.

    Parameters
    ----------
    series : Series
        Its register was read in the year from which counts are still to come.
    last : float
        The last count; the next ones fall on the same day of the year.
    every : int
        Years from one count to the next.
    end : float
        The last 1 January that is run.
    """
    first = series.retrieved.year
    steps = max(1, int(np.ceil((first - np.floor(last)) / every)))
    until = end - (series.day == "year")
    found: Floats = np.arange(last + steps * every, until + 1e-9, every)
    return found


def known_in(series: Series, days: Floats) -> Years:
    """Return the year in which each count is known: that of its day, or the one after a calendar year is over."""
    found: Years = np.floor(days).astype(np.int64) + (series.day == "year")
    return found
