"""What would be counted: what draws make of a quantity, with the errors of a count, and what earlier counts tell."""

import numpy as np
from scipy.special import ndtri

from care2040.analysis.observations.errors import away, covariance
from care2040.analysis.observations.expected import Expected
from care2040.inputs.parameters.distributions import Floats, stream

TINY = 1e-12


def foretold(one: Expected, given: np.ndarray, asked: np.ndarray, seed: int) -> Floats:
    """Return what each draw says would be counted.

    Parameters
    ----------
    one : Expected
        A series, with what the draws make of it.
    given : ndarray of bool, shape (counts,)
        Counts that are known: what a draw misses them by tells how far it will be off.
    asked : ndarray of bool, shape (counts,)
        Counts that are foretold.
    seed : int
        Of the errors; each series and draw has its own.

    Returns
    -------
    ndarray of shape (draws, asked counts)
        In the unit of the quantity, one error drawn for each draw.
    """
    whole = covariance(one.series, one.years)
    centre, spread = conditional(whole, away(one, given), given, asked)
    named = [f"{one.name}:{year:g}" for year in one.years[asked]]
    drawn = np.stack([ndtri(np.maximum(stream(name, seed, len(one.values)), TINY)) for name in named], axis=1)
    errors = drawn @ np.linalg.cholesky(spread).T
    found: Floats = one.values[:, asked] * np.exp(centre + errors)
    return found


def conditional(whole: Floats, known: Floats, given: np.ndarray, asked: np.ndarray) -> tuple[Floats, Floats]:
    """Return mean (draws, asked) and covariance (asked, asked) of errors, where others are known.

    Parameters
    ----------
    whole : ndarray of shape (counts, counts)
        Covariance of all errors.
    known : ndarray of shape (draws, given)
        The errors that are known.
    given, asked : ndarray of bool, shape (counts,)
        Which are known, and which are asked.
    """
    own, across = whole[np.ix_(asked, asked)], whole[np.ix_(asked, given)]
    if not given.any():
        return np.zeros((len(known), int(asked.sum()))), own
    gain = np.linalg.solve(whole[np.ix_(given, given)], across.T).T
    return known @ gain.T, own - gain @ across.T
