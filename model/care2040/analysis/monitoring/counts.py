"""Where counts stand in what was foretold before any of them was known, and in what is foretold with the others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from care2040.analysis.observations.expected import Expected
from care2040.analysis.observations.foretelling import foretold
from care2040.inputs.parameters.distributions import Floats
from care2040.results.percentiles import PERCENTILES, weighed_percentiles

Role = Literal["weighs", "held_out", "beside"]
"""Whether draws are weighed by a count, it is kept apart to test by, or another series tells the same."""
Surprise = Literal["far_below", "below", "low", "expected", "high", "above", "far_above"]
EDGES: tuple[tuple[float, Surprise], ...] = (
    (0.5, "far_below"),
    (5.0, "below"),
    (25.0, "low"),
    (75.0, "expected"),
    (95.0, "high"),
    (99.5, "above"),
    (100.0, "far_above"),
)
"""Percentile up to which a word holds; between 5 and 95 a count lies in the band of nine in ten."""


class Span(NamedTuple):
    """The middle of draws, and the ends between which nine in ten lie."""

    low: float
    middle: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether a value lies between the ends."""
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Counted:
    """One count and what was foretold of it, in the unit of its quantity.

    Attributes
    ----------
    name : str
        The series, in the register.
    year : float
        The day, or the calendar year.
    value : float
        What was counted; of an index as a part of its first count.
    role : str
        See `Role`.
    before : Span
        What was foretold at the start, when no count was known.
    after : Span
        What is foretold by the weighed draws; of a count that is kept apart with what earlier counts of its series say.
    percentile : float
        Per cent of what was foretold at the start that lies below the count.
    """

    name: str
    year: float
    value: float
    role: Role
    before: Span
    after: Span
    percentile: float

    @property
    def surprise(self) -> Surprise:
        """A word for the percentile."""
        return next(word for edge, word in EDGES if self.percentile <= edge)


@dataclass(frozen=True)
class Held:
    """How many of the counts of a series that were kept apart lie in the bands of nine in ten, before and after."""

    name: str
    counts: int
    before: int
    after: int


def counted(one: Expected, weights: Floats, seed: int, held_out: bool = False) -> tuple[Counted, ...]:
    """Lay the counts of a series beside what draws foretold of them.

    Parameters
    ----------
    one : Expected
        The series, with what the draws make of it, shape (draws, counts).
    weights : ndarray of shape (draws,)
        They add up to one.
    seed : int
        Of the errors that counts are foretold with.
    held_out : bool
        Whether counts that are held out weigh too.

    Returns
    -------
    tuple of Counted
        By year. Of an index the first count is the yardstick of the others, and is left out.
    """
    known = np.ones(len(one.observations), dtype=bool) if held_out else ~one.held_out
    base, scale = yardstick(one)
    asked = ~base
    if not asked.any():
        return ()
    kept = np.isfinite(one.values).all(axis=1) & (one.values > 0).all(axis=1)
    whole = Expected(one.name, one.series, one.observations, one.values[kept])
    own = weights[kept] / weights[kept].sum()
    blind = foretold(whole, base, asked, seed) / scale
    before = np.percentile(blind, list(PERCENTILES.values()), axis=0)
    after = weighed_percentiles(blind, own, list(PERCENTILES.values()))
    apart = ~(known | base)
    if apart.any():
        told = foretold(whole, known | base, apart, seed) / scale
        after[:, apart[asked]] = weighed_percentiles(told, own, list(PERCENTILES.values()))
    values = one.counts[asked] / scale
    below = (100 * ((blind < values).mean(axis=0) + (blind == values).mean(axis=0) / 2)).tolist()
    return tuple(
        Counted(one.name, year, value, _role(one, own_apart), Span(*early), Span(*late), percentile)
        for year, value, own_apart, early, late, percentile in zip(
            one.years[asked].tolist(),
            values.tolist(),
            apart[asked].tolist(),
            before.T.tolist(),
            after.T.tolist(),
            below,
            strict=True,
        )
    )


def yardstick(one: Expected) -> tuple[np.ndarray, float]:
    """Return which count the others of an index are laid beside, and what it was; none and one of other series."""
    base = np.zeros(len(one.observations), dtype=bool)
    base[:1] = one.series.index
    return base, float(one.counts[0]) if one.series.index else 1.0


def held(counts: Iterable[Counted]) -> tuple[Held, ...]:
    """Return how the bands did per series, for the series that draws are weighed by; the last is of all together."""
    apart: dict[str, list[Counted]] = {}
    for one in counts:
        if one.role == "held_out":
            apart.setdefault(one.name, []).append(one)
    return tuple(_held(name, own) for name, own in apart.items())


def together(parts: Sequence[Held]) -> Held:
    """Return how the bands did over all series."""
    return Held("", *(sum(getattr(one, key) for one in parts) for key in ("counts", "before", "after")))


def _held(name: str, own: Sequence[Counted]) -> Held:
    inside = (sum(bool(getattr(one, when).holds(one.value)) for one in own) for when in ("before", "after"))
    return Held(name, len(own), *inside)


def _role(one: Expected, apart: bool) -> Role:
    if not one.series.weighs:
        return "beside"
    return "held_out" if apart else "weighs"
