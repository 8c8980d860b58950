"""What each assumption does by itself: the indicator when it is low and when it is high, over all the others.

Read from a Saltelli design without a run more. In each of its blocks two points differ in one assumption only, so the
difference of their outcomes has no noise of the others in it but what they do together. A polynomial without a constant
fitted to these differences is the main effect of the assumption, up to its level, which is set so that it is nought on
average. Of the choice of a law it is a step for each law: low is the model's own, high the one furthest from it.
"""

from dataclasses import dataclass

import numpy as np

from care2040.analysis.uncertainty.points import Array, Points
from care2040.language.equations import LAW_OF
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
        moved = outcomes[:, 1 + place] - outcomes[:, 0]
        if points.names[place].startswith(LAW_OF):
            ends.append(middle + _of_laws(points.drawn[:, place].reshape(-1, points.block), moved))
            continue
        basis = _centred(last[:, place]) - _centred(first[:, place])
        weights, *_ = np.linalg.lstsq(basis, moved, rcond=None)
        ends.append(middle + _centred(np.array([LOW, HIGH])) @ weights)
    low, high = np.array(ends).T
    return Tornado(middle, low, high)


def _of_laws(drawn: Array, moved: Array) -> Array:
    """Return what the model's own law does against the mean over all, and what the law does that is furthest from it.

    Drawn, shape (block, point in it), is the law of each point; moved what the second of its values does against the
    first, shape (block,).
    """
    others = np.unique(drawn[drawn > 0])
    first, last = drawn[:, :1] == others, drawn[:, -1:] == others
    weights, *_ = np.linalg.lstsq(last.astype(float) - first, moved, rcond=None)
    own = -float(np.concatenate([first, last]).mean(axis=0) @ weights)
    furthest = max(weights.tolist(), key=abs, default=0.0)
    return np.array([own, own + furthest])


def _centred(units: Array) -> Array:
    """Return powers of a uniform variable, each less its mean, shape (..., degree)."""
    powers = np.arange(1, DEGREE + 1)
    centred: Array = units[..., None] ** powers - 1 / (powers + 1)
    return centred
