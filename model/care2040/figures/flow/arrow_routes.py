"""Ways for arrows between boxes: around the boxes that lie between, and beside each other where they meet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from matplotlib.path import Path

from care2040.figures.canvas.style import Numbers

THINNEST, THICKEST = 0.6, 3.8
"""Points that an arrow is thick."""
LANE = 0.09
"""Centimetres from one way that an arrow may take to the next."""
NEAR = 0.14
"""Centimetres between two arrows below which they are taken for one."""
ROUND = 0.08
"""Centimetres kept free around the name of a row."""
IN_THE_WAY, TOO_NEAR = 100.0, 4.0
"""What it counts that a point of an arrow lies in a box, or near another arrow, against a centimetre up or down."""
ALONG = tuple(sorted((step / 20 for step in range(1, 20)), key=lambda part: abs(part - 0.5)))
"""Where beside an arrow its sign may stand, the best place first."""
Rect = tuple[float, float, float, float]
"""Left, bottom, width and height, in centimetres from the lower left corner of the plot."""
Point = tuple[float, float]


@dataclass(frozen=True)
class Arrow:
    """From a box to a box: its part of the effect, whether it raises the outcome, and the sign between the two."""

    cause: str
    reached: str
    part: float
    raises: bool
    sign: int


def thickness(arrow: Arrow, scale: float) -> float:
    """Return how many points an arrow is thick."""
    return min(THICKEST, max(THINNEST, THICKEST * abs(arrow.part))) * scale


@dataclass(frozen=True)
class Route:
    """An arrow with the points of its curves: a start, and three for each curve after it."""

    arrow: Arrow
    points: Numbers

    @property
    def path(self) -> Path:
        """The curves as matplotlib draws them."""
        return Path(self.points, [Path.MOVETO, *[Path.CURVE4] * (len(self.points) - 1)])

    def sampled(self, count: int = 12) -> Numbers:
        """Return points along the curves."""
        return np.concatenate([_bezier(self.points[at : at + 4], count) for at in range(0, len(self.points) - 1, 3)])

    def beside(self, far: float) -> Iterator[Point]:
        """Give places beside the arrow, the best first."""
        points = self.sampled(20)
        steps = np.hypot(*np.diff(points, axis=0).T)
        length = np.concatenate([[0.0], np.cumsum(steps)])
        for part in ALONG:
            place = int(np.clip(np.searchsorted(length, part * length[-1]), 1, len(points) - 1))
            onward = points[place] - points[place - 1]
            across = np.array([-onward[1], onward[0]]) / max(float(np.hypot(*onward)), 1e-9)
            for side in (1, -1):
                found = points[place] + side * far * across
                yield float(found[0]), float(found[1])


@dataclass
class Drawn:
    """What stands in a panel already."""

    rects: dict[str, Rect] = field(default_factory=dict)
    signs: list[Point] = field(default_factory=list)
    routes: list[Numbers] = field(default_factory=list)

    def crossed(self, rect: Rect) -> float:
        """Return how much lies in a place: points of arrows, and boxes, which weigh more than any arrow."""
        left, bottom, width, height = rect
        boxes = sum(
            left < one + wide and one < left + width and bottom < up + tall and up < bottom + height
            for one, up, wide, tall in self.rects.values()
        )
        low, high = np.array([left, bottom]) - ROUND, np.array([left + width, bottom + height]) + ROUND
        return IN_THE_WAY * boxes + sum(float(((way > low) & (way < high)).all(axis=1).sum()) for way in self.routes)

    def free(self, places: Sequence[Point], near: float) -> Point:
        """Return the first place where a sign lies on no box, sign or arrow, else on no box or sign."""
        clear = [place for place in places if not self._taken(place, near)]
        apart = (place for place in clear if all(np.hypot(*(way - place).T).min() >= 0.8 * near for way in self.routes))
        return next(apart, (clear or places)[0])

    def _taken(self, place: Point, near: float) -> bool:
        across, up = place
        inside = any(
            left - near < across < left + width + near and bottom - near < up < bottom + height + near
            for left, bottom, width, height in self.rects.values()
        )
        beside = any(abs(across - one) < 2 * near and abs(up - other) < 2.4 * near for one, other in self.signs)
        return inside or beside

    def cost(self, points: Numbers, but: tuple[str, str]) -> float:
        """Return what is against a way: boxes that lie in it, and arrows that it runs along."""
        found = 0.0
        for name, (left, bottom, width, height) in self.rects.items():
            if name not in but:
                across = (points[:, 0] > left - 0.04) & (points[:, 0] < left + width + 0.04)
                up = (points[:, 1] > bottom - 0.06) & (points[:, 1] < bottom + height + 0.06)
                found += IN_THE_WAY * float((across & up).sum()) / len(points)
        for other in self.routes:
            apart = np.hypot(*(points[:, None, :] - other[None, :, :]).transpose(2, 0, 1)).min(axis=1)
            found += TOO_NEAR * float((apart < NEAR).sum()) / len(points)
        return found


def routed(arrows: Sequence[Arrow], drawn: Drawn, bounds: tuple[float, float], gap: float) -> list[Route]:
    """Return the way of each arrow; those at one side of a box are spread along it.

    Parameters
    ----------
    arrows : sequence of Arrow
        Between boxes that are drawn.
    drawn : Drawn
        The boxes; the ways are added to it.
    bounds : tuple of float
        Bottom and top of where arrows may go.
    gap : float
        Centimetres between two boxes beside each other, in which an arrow may bend.
    """
    sides = [_sides(drawn, arrow) for arrow in arrows]
    ends = _ends(arrows, sides, drawn)
    found: dict[int, Route] = {}
    for number in sorted(range(len(arrows)), key=lambda one: float(np.hypot(*(ends[one, 1] - ends[one, 0])))):
        arrow, but = arrows[number], (arrows[number].cause, arrows[number].reached)
        ways = [Route(arrow, points) for points in _ways(ends[number], sides[number], bounds, gap)]
        best = min(ways, key=lambda way: drawn.cost(way.sampled(), but) + _length(way.sampled()))
        found[number] = best
        drawn.routes.append(best.sampled(40))
    return [found[number] for number in range(len(arrows))]


def _length(points: Numbers) -> float:
    """Return how far up and down a way goes."""
    return float(np.abs(np.diff(points[:, 1])).sum())


def _sides(drawn: Drawn, arrow: Arrow) -> tuple[str, str]:
    """Return at which side an arrow leaves a box and reaches another: beside those that lie between."""
    one, other = drawn.rects[arrow.cause], drawn.rects[arrow.reached]
    if other[0] > one[0] + one[2]:
        return "right", "left"
    if one[0] > other[0] + other[2]:
        return "left", "right"
    low, high = sorted((one[1], other[1]))
    between = (
        rect for name, rect in drawn.rects.items() if rect[0] == one[0] and name not in (arrow.cause, arrow.reached)
    )
    if any(low < rect[1] < high for rect in between):
        return "right", "right"
    return ("top", "bottom") if other[1] > one[1] else ("bottom", "top")


def _ends(arrows: Sequence[Arrow], sides: Sequence[tuple[str, str]], drawn: Drawn) -> Numbers:
    """Return start and end of each arrow: (arrow, 2, 2)."""
    touching: dict[tuple[str, str], list[tuple[float, int, int]]] = {}
    for number, (arrow, both) in enumerate(zip(arrows, sides, strict=True)):
        boxes = drawn.rects[arrow.cause], drawn.rects[arrow.reached]
        for which, name in enumerate((arrow.cause, arrow.reached)):
            left, bottom, width, height = boxes[1 - which]
            along = bottom + height / 2 if both[which] in ("left", "right") else left + width / 2
            touching.setdefault((name, both[which]), []).append((along, number, which))
    points = np.zeros((len(arrows), 2, 2))
    for (name, side), those in touching.items():
        for place, (_, number, which) in enumerate(sorted(those)):
            points[number, which] = _on_side(drawn.rects[name], side, (place + 1) / (len(those) + 1))
    return points


def _on_side(rect: Rect, side: str, part: float) -> Point:
    left, bottom, width, height = rect
    if side in ("left", "right"):
        return left + (width if side == "right" else 0.0), bottom + part * height
    return left + part * width, bottom + (height if side == "top" else 0.0)


def _ways(ends: Numbers, sides: tuple[str, str], bounds: tuple[float, float], gap: float) -> Iterator[Numbers]:
    """Give the ways that an arrow may take: straight on, or along a lane with a bend in the gaps beside the boxes."""
    start, end = ends
    away = {"right": (1, 0), "left": (-1, 0), "top": (0, 1), "bottom": (0, -1)}
    first, second = (np.array(away[side]) for side in sides)
    straight = max(0.4 * float(np.hypot(*(end - start))), 0.3 * gap)
    reach = gap if sides[0] == sides[1] else straight
    yield np.array([start, start + first * reach, end + second * reach, end])
    if sides[0] == sides[1] or sides[0] in ("top", "bottom"):
        return
    if abs(end[0] - start[0]) < 3 * gap:
        return
    for lane in np.arange(bounds[0] + LANE, bounds[1], LANE):
        one, other = np.array([start[0] + first[0] * gap, lane]), np.array([end[0] + second[0] * gap, lane])
        half, third = first * gap / 2, (other - one) / 3
        yield np.array(
            [start, start + half, one - half, one, one + third, other - third, other, other + half, end - half, end]
        )


def _bezier(points: Numbers, count: int) -> Numbers:
    part = np.linspace(0, 1, count)[:, None]
    weights = ((1 - part) ** 3, 3 * part * (1 - part) ** 2, 3 * part**2 * (1 - part), part**3)
    return sum((weight * point for weight, point in zip(weights, points, strict=True)), np.zeros((count, 2)))
