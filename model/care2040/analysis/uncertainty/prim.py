"""The patient rule induction method: boxes in which cases of interest are dense.

A box is peeled: each step takes off the thin slice, low or high in one dimension, without which the cases in what is
left are densest. Every step is kept, so that one can choose how much to cover and how densely. A chosen box is pasted:
it grows again wherever that makes it denser.

References
----------
Friedman and Fisher 1999, Statistics and Computing 9, 123-143. Coverage, density, quasi-p values and reruns on parts of
the cases: Bryant and Lempert 2010, Technological Forecasting & Social Change 77, 34-49.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

SLICE = 0.05
"""Part of the points in a box that a peel takes off, and a paste puts back."""
SMALLEST = 0.05
"""Part of all points below which a box is not peeled."""


@dataclass(frozen=True)
class Box:
    """A box, and what is in it."""

    low: Array  # (dimension,); infinite where it is open
    high: Array  # (dimension,); infinite where it is open
    coverage: float  # part of all cases of interest that lie in it
    density: float  # part of the points in it that are of interest
    mass: float  # part of all points that lie in it

    @property
    def restricted(self) -> list[int]:
        """Dimensions in which it is bounded."""
        return [int(place) for place in np.flatnonzero(np.isfinite(self.low) | np.isfinite(self.high))]

    @property
    def telling(self) -> float:
        """How well lying in it goes with being a case: their correlation (phi), 0 for a box that is open everywhere."""
        if not 0 < self.mass < 1 or not self.coverage:
            return 0.0
        odds = 1 / (self.coverage / (self.density * self.mass) - 1)
        return float((self.coverage - self.mass) * np.sqrt(odds / (self.mass * (1 - self.mass))))

    def holds(self, points: Array) -> Mask:
        """Return which points, shape (point, dimension), lie in it."""
        inside: Mask = np.all((points >= self.low) & (points <= self.high), axis=1)
        return inside


def box_of(points: Array, cases: Mask, low: Array, high: Array) -> Box:
    """Return a box by its bounds, with what is in it of points, shape (point, dimension), of which some are cases."""
    empty = Box(low, high, 0.0, 0.0, 0.0)
    inside = empty.holds(points)
    within = int(inside.sum())
    caught = int((inside & cases).sum())
    return Box(low, high, caught / int(cases.sum()), caught / within if within else 0.0, within / len(points))


def peel(points: Array, cases: Mask) -> list[Box]:
    """Return the boxes that peeling leaves, from the whole space inward."""
    open_everywhere = np.full(points.shape[1], np.inf)
    boxes, held, caught = [box_of(points, cases, -open_everywhere, open_everywhere)], points, cases
    while boxes[-1].density < 1:
        peeled = [
            (_counted(kept, caught, low, high, len(points), int(cases.sum())), kept)
            for low, high, kept in _thinner(held, boxes[-1])
        ]
        large = [one for one in peeled if one[0].mass >= SMALLEST]
        if not large:
            break
        best, kept = max(large, key=lambda one: _worth(one[0]))
        boxes.append(best)
        held, caught = held[kept], caught[kept]
    return boxes


def _counted(kept: Mask, caught: Mask, low: Array, high: Array, points: int, cases: int) -> Box:
    """Return a box within another, of whose points some are kept: what `box_of` gives, without looking at the rest."""
    within, hits = int(kept.sum()), int((kept & caught).sum())
    return Box(low, high, hits / cases, hits / within if within else 0.0, within / points)


def _worth(box: Box) -> tuple[float, float]:
    """Return what boxes are chosen by: the densest; among equals the largest."""
    return box.density, box.mass


def _thinner(inside: Array, box: Box) -> Iterator[tuple[Array, Array, Mask]]:
    """Give the bounds without each slice that can be taken off, and which of the points in the box stay."""
    count = max(1, int(SLICE * len(inside)))
    ranked = np.sort(inside, axis=0)
    for place in range(inside.shape[1]):
        values = ranked[:, place]
        above, below = values[values > values[count - 1]], values[values < values[-count]]
        if len(above):
            edge = (values[count - 1] + above[0]) / 2
            yield _moved(box.low, place, edge), box.high, inside[:, place] >= edge
        if len(below):
            edge = (values[-count] + below[-1]) / 2
            yield box.low, _moved(box.high, place, edge), inside[:, place] <= edge


def paste(points: Array, cases: Mask, box: Box) -> Box:
    """Return a box grown by slices as long as each makes it denser."""
    while True:
        grown = [box_of(points, cases, *bounds) for bounds in _thicker(points, box)]
        best = max(grown, key=_worth, default=box)
        if _worth(best) <= _worth(box):
            return box
        box = best


def _thicker(points: Array, box: Box) -> Iterator[tuple[Array, Array]]:
    """Give the bounds with each slice that can be put back."""
    count = max(1, int(SLICE * int(box.holds(points).sum())))
    for place in box.restricted:
        free = without(box, place)
        values = np.sort(points[free.holds(points), place])
        under, over = values[values < box.low[place]], values[values > box.high[place]]
        if len(under):
            edge = -np.inf if len(under) <= count else (under[-count] + under[-count - 1]) / 2
            yield _moved(box.low, place, edge), box.high
        if len(over):
            edge = np.inf if len(over) <= count else (over[count - 1] + over[count]) / 2
            yield box.low, _moved(box.high, place, edge)


def without(box: Box, place: int) -> Box:
    """Return a box that is open in one dimension; what it holds is not counted again."""
    return Box(_moved(box.low, place, -np.inf), _moved(box.high, place, np.inf), box.coverage, box.density, box.mass)


def quasi_p(points: Array, cases: Mask, box: Box, place: int) -> float:
    """Return how likely a box would be as dense by chance, if bounding it in one dimension did nothing."""
    inside, outer = box.holds(points), without(box, place).holds(points)
    return _at_least(int((inside & cases).sum()), int(inside.sum()), float(cases[outer].mean()))


def _at_least(hits: int, tries: int, chance: float) -> float:
    """Return the chance of so many hits or more in independent tries."""
    if hits == 0 or chance >= 1:
        return 1.0
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, tries + 1)))])
    many = np.arange(hits, tries + 1)
    ways = logs[tries] - logs[many] - logs[tries - many]
    return float(min(1.0, np.exp(ways + many * np.log(chance) + (tries - many) * np.log1p(-chance)).sum()))


def _moved(bounds: Array, place: int, to: float) -> Array:
    moved = bounds.copy()
    moved[place] = to
    return moved
