"""Which way a link works, and how strongly: found by moving the cause in the equation of its effect."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

from care2040.analysis.feedback.loop_registry import Link, Loop
from care2040.engine.simulation.initial_state import value_of
from care2040.language.model import Model

NUDGE = 1e-6
"""Part by which a cause is moved up and down."""
BOTH_WAYS = xr.DataArray([-1.0, 1.0], dims="way")
"""Down and up, as an axis of its own: a law does not mind one more."""
ROUNDING = 1e-13
"""Part of an effect that is no answer to its cause."""

Values = Mapping[str, xr.DataArray]


@dataclass(frozen=True)
class Strength:
    """One link at the base state."""

    link: Link
    gain: float
    elasticity: float | None
    yearly: bool

    @property
    def sign(self) -> int:
        """Return 1 when the effect goes the way of its cause, -1 when it goes against it, 0 without an effect."""
        return int(np.sign(self.gain))


def strength(model: Model, values: Values, link: Link) -> Strength:
    """Return the direction and the strength of a link.

    The cause is moved up and down a little, all else as it is: by the same part for all members, or by the same amount
    where it is not above zero everywhere.
    """
    cause, effect = link
    by, equation = model.equations[cause], model.equations[effect]
    if equation.entering == cause:
        return Strength(link, 1.0, None, True)
    if equation.kind == "stock":
        return Strength(link, float((effect == by.sink) - (effect == by.source)), None, True)
    nudge = moved_by(values[cause])
    both = value_of({**values, cause: values[cause] + BOTH_WAYS * nudge}, model, effect)
    rise = float((both * BOTH_WAYS).sum())
    if abs(rise) <= ROUNDING * float(abs(both).sum()):
        return Strength(link, 0.0, None, False)
    gain = rise / (2 * float(nudge.sum()))
    share = None
    if all(bool((values[name] >= 0).all()) and float(values[name].sum()) > 0 for name in link):
        share = gain * float(values[cause].sum()) / float(values[effect].sum())
    return Strength(link, gain, share, False)


def moved_by(value: xr.DataArray) -> xr.DataArray:
    """Return by how much a value is moved: by a part of itself, or everywhere the same where it is not above zero."""
    if bool((value >= 0).all()) and float(value.sum()) > 0:
        return NUDGE * value
    return NUDGE * xr.full_like(value, max(1.0, float(abs(value).max())))


def strengths(model: Model, values: Values, loop: Loop, path: tuple[str, ...] | None = None) -> tuple[Strength, ...]:
    """Return every link of a path of a loop."""
    return tuple(strength(model, values, link) for link in loop.links(path))


def product(links: tuple[Strength, ...]) -> float:
    """Return the product of the gains: above 0 the path reinforces, below 0 it balances, 0 when it is cut."""
    return math.prod(link.gain for link in links)


def pace(links: tuple[Strength, ...]) -> float:
    """Return how fast a path would grow (or seek its goal) if it were alone, per year.

    The product of the gains, and of it the root of the order of the number of stocks in the path: the eigenvalue of
    that loop with nothing else at work. Not a number for a path without a stock.
    """
    stocks = sum(link.yearly for link in links)
    return float(abs(product(links)) ** (1 / stocks)) if stocks else math.nan
