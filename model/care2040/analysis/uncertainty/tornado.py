"""What each assumption does by itself: the indicator when it is low and when it is high, over all the others.

Read from a Saltelli design without a run more. In each of its blocks two points differ in one assumption only, so the
difference of their outcomes has no noise of the others in it but what they do together. A polynomial without a constant
fitted to these differences is the main effect of the assumption, up to its level, which is set so that it is nought on
average.
"""

from dataclasses import dataclass

import numpy as np

from care2040.analysis.uncertainty.points import Array, Points
from care2040.results.valid_draws import SOBOL, CannotAnalyse

LOW, HIGH = 0.05, 0.95
"""The percentiles that the range of a parameter gives."""
DEGREE = 3


@dataclass(frozen=True)
class Tornado:
    """Mean of an indicator over all points, and on average with each parameter low and high and the others drawn."""

    middle: float
    low: Array  # (parameter,): at the 5th percentile of its range
    high: Array  # (parameter,): at the 95th


def tornado(points: Points, values: Array) -> Tornado:
    """Return what each assumption does by itself (main effects: Sobol' 1993), from a Saltelli design."""
    if points.method != SOBOL:
        raise CannotAnalyse(f"a tornado takes a {SOBOL} design; the result has {points.method}")
    many = len(points.names)
    units = points.units.reshape(-1, points.block, many)
    outcomes = values.reshape(-1, points.block)
    first, last = units[:, 0], units[:, -1]
    middle = float(outcomes[:, [0, -1]].mean())
    ends = []
    for place in range(many):
        basis = _centred(last[:, place]) - _centred(first[:, place])
        moved = outcomes[:, 1 + place] - outcomes[:, 0]
        weights, *_ = np.linalg.lstsq(basis, moved, rcond=None)
        ends.append(middle + _centred(np.array([LOW, HIGH])) @ weights)
    low, high = np.array(ends).T
    return Tornado(middle, low, high)


def _centred(units: Array) -> Array:
    """Return powers of a uniform variable, each less its mean, shape (..., degree)."""
    powers = np.arange(1, DEGREE + 1)
    centred: Array = units[..., None] ** powers - 1 / (powers + 1)
    return centred
