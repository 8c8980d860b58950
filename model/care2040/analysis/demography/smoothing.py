"""Two ways to smooth: a curve whose group sums are given, and graduation of noisy rates (Whittaker 1923)."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def group_rows(groups: Sequence[tuple[int, int]], length: int) -> Floats:
    """Return the matrix that sums a vector of ages into groups given as (first, last) age, shape (groups, length)."""
    rows = np.zeros((len(groups), length))
    for row, (first, last) in enumerate(groups):
        rows[row, first : last + 1] = 1.0
    return rows


def smooth_given_sums(
    reference: Floats, groups: Sequence[tuple[int, int]], sums: Floats, order: int = 2, stiffness: Floats | float = 1.0
) -> Floats:
    """Return the curve that has the given group sums and whose ratio to a reference curve is as smooth as can be.

    Minimises the sum of squared differences (of the given order) of ``curve / reference`` under the constraints, so
    cohorts keep the size they have in the reference and no step appears at the border of a group.

    Parameters
    ----------
    reference : array, shape (ages,)
        Curve to follow; positive.
    groups : sequence of (int, int)
        First and last index of each group; they may overlap but must be independent.
    sums : array, shape (groups,)
        Wanted sum of each group.
    order : int
        Order of the differences.
    stiffness : array, shape (ages - order,), or float
        Weight of each difference; less where a bend is expected.

    Raises
    ------
    ValueError
        When the curve falls below zero somewhere.
    """
    size = len(reference)
    scale = sums.sum() / (group_rows(groups, size) @ reference).sum()
    differences = np.diff(np.eye(size), n=order, axis=0)
    penalty = differences.T @ (np.broadcast_to(stiffness, size - order)[:, None] * differences)
    rows = group_rows(groups, size) * (reference * scale)[None, :]
    row_scale = rows.sum(axis=1)
    rows, wanted = rows / row_scale[:, None], sums / row_scale
    system = np.block([[penalty + 1e-9 * np.eye(size), rows.T], [rows, np.zeros((len(groups), len(groups)))]])
    ratio = np.linalg.solve(system, np.concatenate([np.full(size, 1e-9), wanted]))[:size]
    curve: Floats = ratio * reference * scale
    if (curve < 0.0).any():
        raise ValueError(f"the smooth curve is negative at {np.flatnonzero(curve < 0.0).tolist()}")
    return curve


def whittaker(values: Floats, weights: Floats, stiffness: float, order: int = 3) -> Floats:
    """Return values smoothed by a penalty on their differences, close to them where the weight is large.

    Parameters
    ----------
    values, weights : array, shape (ages,)
        Values to smooth, and how much each may be trusted.
    stiffness : float
        Weight of the penalty.
    order : int
        Order of the differences in the penalty.
    """
    differences = np.diff(np.eye(len(values)), n=order, axis=0)
    found = np.linalg.solve(np.diag(weights) + stiffness * differences.T @ differences, weights * values)
    return np.asarray(found, dtype=np.float64)
