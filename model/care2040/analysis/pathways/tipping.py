"""Tipping points: the year from which a policy no longer keeps what it should."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from care2040.engine.compiler.trace import Array

Kept = npt.NDArray[np.bool_]
NEVER, FROM_THE_START = np.inf, -np.inf
"""It is kept in the last year; it is kept in no year at all."""
QUANTILES = (0.1, 0.5, 0.9)
"""Between which years most draws tip, and half-way."""


def tipping_years(kept: Kept, years: Sequence[int]) -> Array:
    """Return the year from which on it is no longer kept, to the end; what is only missed for a while does not count.

    Parameters
    ----------
    kept : ndarray of bool, shape (..., year)
        Whether what should be kept is.
    years : sequence of int
        In order.

    Returns
    -------
    ndarray of shape (...)
        A year, `NEVER` when it is kept in the last one, or `FROM_THE_START` when it is kept in none.
    """
    last = np.where(kept, np.arange(kept.shape[-1]), -1).max(axis=-1)  # place of the last year in which it is kept
    after = np.array([*years[1:], NEVER], dtype=np.float64)
    return np.where(last < 0, FROM_THE_START, after[last])


def tipping_of_chance(kept: Kept, years: Sequence[int], chance: float) -> Array:
    """Return the year from which on it is kept in fewer than some part of the draws, from (..., draw, year)."""
    return tipping_years(kept.mean(axis=-2) >= chance, years)


def spread(tips: Array) -> Array:
    """Return at which years a tenth, half and nine tenths of the draws have tipped, shape (..., quantile)."""
    # a draw of the sample, for between a year and never there is nothing
    found = np.quantile(tips, QUANTILES, axis=-1, method="inverted_cdf")
    return np.moveaxis(found, 0, -1)
