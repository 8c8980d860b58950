"""Boxes in four quadrants with arrows between them: efforts at the left, the outcome at the right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
from matplotlib.patches import FancyArrowPatch, Rectangle

from care2040.figures.canvas.layout import Plot, write
from care2040.figures.canvas.style import GRID, INK, MUTED, ORANGE, PAPER, TEAL, Size, em, measure, tint, wrap
from care2040.figures.flow.arrow_routes import Arrow, Drawn, Rect, Route, routed, thickness

EFFORTS, OUTCOME, WIDE, BETWEEN = 3.0, 1.85, 2.2, 0.44
"""Centimetres at the width of a page: of the boxes of efforts, of the outcome and of the others, and between two."""
PAD, APART, BAND = 0.06, 0.15, 0.34
"""Inside a box, between one box and the next below it, and for the name of a row."""
ROWS, COLUMNS = ("lives", "services"), ("seen", "later")
SLOTS = 4
"""Boxes beside each other in the quadrants."""
DISC = 0.15
"""Centimetres from the middle of a sign to its edge."""


@dataclass(frozen=True)
class Box:
    """A name with a line of numbers below it; `place` is its row and column, nothing for an effort."""

    name: str
    title: str
    detail: str
    place: tuple[str, str] = ("", "")
    thick: bool = False


@dataclass(frozen=True)
class Panel:
    """One flow chart with its words."""

    head: str
    boxes: tuple[Box, ...]
    outcome: Box
    arrows: tuple[Arrow, ...]
    other: str
    rows: Mapping[str, str]
    columns: Mapping[str, str]
    efforts: str

    def of(self, row: str, column: str) -> list[Box]:
        """Return the boxes of a quadrant."""
        return [box for box in self.boxes if box.place == (row, column)]

    @property
    def starting(self) -> list[Box]:
        """The efforts."""
        return [box for box in self.boxes if box.place == ("", "")]

    def slots(self) -> dict[str, int]:
        """Return how many boxes stand beside each other in each column, so that it takes the least height."""

        def height(first: int) -> int:
            return sum(self.deep(row, {"seen": first, "later": SLOTS - first}) for row in ROWS)

        best = min(range(1, SLOTS), key=lambda first: (height(first), abs(2 * first - SLOTS)))
        return {"seen": best, "later": SLOTS - best}

    def deep(self, row: str, slots: Mapping[str, int]) -> int:
        """Return how many boxes stand below each other in a row."""
        return max(ceil(len(self.of(row, column)) / slots[column]) for column in COLUMNS)


@dataclass(frozen=True)
class Flow:
    """Measures that go with a width."""

    size: Size
    scale: float
    width: float

    def text(self, box: Box, wide: float) -> tuple[str, str]:
        """Return the words of a box, broken to its width."""
        inner = wide - 2 * PAD * self.scale
        if not any(box.place):
            return wrap(f"{box.title} {box.detail}", inner, self.size.small), ""
        return wrap(box.title, inner, self.size.small), wrap(box.detail, inner, self.size.small)

    def tall(self, box: Box, wide: float) -> float:
        """Return the height of a box."""
        said = "\n".join(part for part in self.text(box, wide) if part)
        return measure(said, self.size.small)[1] + 2 * PAD * self.scale

    @property
    def wide(self) -> float:
        """The width of a box in a quadrant."""
        return WIDE * self.scale

    @property
    def pitch(self) -> float:
        """From one box in a quadrant to the next beside it."""
        return (self.width - (EFFORTS + OUTCOME) * self.scale - BETWEEN * self.scale) / SLOTS

    @property
    def left(self) -> float:
        """Where the quadrants begin."""
        return (EFFORTS + BETWEEN / 2) * self.scale + BETWEEN / 4 * self.scale

    @property
    def above(self) -> float:
        """What the names of a panel and its columns take."""
        return em(self.size.name) * 1.5 + em(self.size.small) * 1.6


def _row_height(flow: Flow, panel: Panel, row: str) -> float:
    boxes = [box for box in panel.boxes if box.place[0] == row]
    tallest = max((flow.tall(box, flow.wide) for box in boxes), default=0.0)
    deep = panel.deep(row, panel.slots())
    return BAND * flow.scale + deep * (tallest + APART * flow.scale)


def _inner_height(flow: Flow, panel: Panel) -> float:
    efforts = sum(flow.tall(box, EFFORTS * flow.scale) + APART * flow.scale for box in panel.starting)
    return max(sum(_row_height(flow, panel, row) for row in ROWS), efforts)


def panel_height(flow: Flow, panel: Panel) -> float:
    """Return the centimetres that a panel takes."""
    return flow.above + _inner_height(flow, panel)


def draw_panel(flow: Flow, plot: Plot, panel: Panel, top: float) -> None:
    """Draw a panel from its top down."""
    size, drawn = flow.size, Drawn()
    inner = _inner_height(flow, panel)
    begin = top - flow.above
    write(plot.figure, panel.head, _at(plot, 0, top), size.name, INK, "bold")
    _quadrants(flow, plot, panel, begin, inner)
    _place_steps(flow, panel, drawn, begin, inner)
    _place_efforts(flow, panel, drawn, begin, inner)
    out = OUTCOME * flow.scale
    tall = flow.tall(panel.outcome, out)
    drawn.rects[panel.outcome.name] = (flow.width - out, begin - inner / 2 - tall / 2, out, tall)
    routes = routed(panel.arrows, drawn, (begin - inner, begin), BETWEEN * flow.scale)
    for route in routes:
        _arrow(flow, plot, route)
    for box in (*panel.boxes, panel.outcome):
        _box(flow, plot, box, drawn.rects[box.name], box is panel.outcome)
    _name_rows(flow, plot, panel, drawn, begin, inner)
    for route in routes:
        _sign(flow, plot, route, drawn)
    words = wrap(panel.other, out, size.small)
    write(plot.figure, words, _at(plot, flow.width - out, begin - inner / 2 - tall / 2 - 0.1), size.small, MUTED)


def _at(plot: Plot, across: float, up: float) -> tuple[float, float]:
    return plot.left + across, plot.bottom + up


def _quadrants(flow: Flow, plot: Plot, panel: Panel, begin: float, inner: float) -> None:
    """Draw the four quadrants with the names of their columns."""
    slots, size = panel.slots(), flow.size
    heads = begin + em(size.small) * 1.45
    write(plot.figure, panel.efforts, _at(plot, 0, heads), size.small, MUTED)
    left = flow.left
    for column in COLUMNS:
        across = slots[column] * flow.pitch
        write(plot.figure, panel.columns[column], _at(plot, left + 0.08, heads), size.small, MUTED)
        up = begin
        for row, height in zip(ROWS, _row_heights(flow, panel, inner), strict=True):
            looks: dict[str, Any] = {"facecolor": PAPER, "edgecolor": GRID, "zorder": 0, "gid": f"{row}.{column}"}
            plot.axes.add_patch(Rectangle((left, up - height), across, height, linewidth=0.8, **looks))
            up -= height
        left += slots[column] * flow.pitch


def _name_rows(flow: Flow, plot: Plot, panel: Panel, drawn: Drawn, begin: float, inner: float) -> None:
    """Write the name of each row where no arrow crosses it, as far to the left as may be."""
    size, up = flow.size, begin
    for row, height in zip(ROWS, _row_heights(flow, panel, inner), strict=True):
        wide, tall = measure(panel.rows[row], size.small)
        places = np.arange(flow.left + 0.08, flow.left + SLOTS * flow.pitch - wide, 0.1)
        rects = [(float(left), up - 0.05 - tall, wide, tall) for left in places]
        chosen = min(rects, key=drawn.crossed)
        drawn.rects[f"{row}."] = chosen
        looks: dict[str, Any] = {"facecolor": PAPER, "linewidth": 0, "zorder": 2.4}
        plot.axes.add_patch(Rectangle((chosen[0] - 0.04, chosen[1] - 0.04), wide + 0.08, tall + 0.08, **looks))
        write(plot.figure, panel.rows[row], _at(plot, chosen[0], up - 0.05), size.small, MUTED)
        up -= height


def _row_heights(flow: Flow, panel: Panel, inner: float) -> list[float]:
    """Return the heights of the two rows, which fill the panel."""
    own = [_row_height(flow, panel, row) for row in ROWS]
    more = (inner - sum(own)) / len(own)
    return [height + more for height in own]


def _place_efforts(flow: Flow, panel: Panel, drawn: Drawn, begin: float, inner: float) -> None:
    wide = EFFORTS * flow.scale
    heights = {name: bottom + height / 2 for name, (_, bottom, _, height) in drawn.rects.items()}
    boxes = sorted(panel.starting, key=lambda box: -_aims_at(panel, box, heights))
    tall = [flow.tall(box, wide) for box in boxes]
    air = (inner - sum(tall)) / max(len(boxes), 1)
    up = begin - air / 2
    for box, height in zip(boxes, tall, strict=True):
        drawn.rects[box.name] = (0.0, up - height, wide, height)
        up -= height + air


def _aims_at(panel: Panel, box: Box, heights: Mapping[str, float]) -> float:
    """Return the height of what an effort reaches, by how much."""
    own = [(abs(arrow.part), heights.get(arrow.reached, 0.0)) for arrow in panel.arrows if arrow.cause == box.name]
    whole = sum(size for size, _ in own)
    return sum(size * height for size, height in own) / whole if whole else -1.0


def _place_steps(flow: Flow, panel: Panel, drawn: Drawn, begin: float, inner: float) -> None:
    slots, up = panel.slots(), begin
    for row, height in zip(ROWS, _row_heights(flow, panel, inner), strict=True):
        left, room = flow.left, height - BAND * flow.scale
        for column in COLUMNS:
            columns = _spread(panel.of(row, column), slots[column], last=column == "later")
            for slot, boxes in columns:
                across = left + slot * flow.pitch + (flow.pitch - flow.wide) / 2
                pitch = room / max(len(boxes), 1)
                for place, box in enumerate(boxes):
                    tall = flow.tall(box, flow.wide)
                    middle = up - BAND * flow.scale - pitch * (place + 0.5)
                    drawn.rects[box.name] = (across, middle - tall / 2, flow.wide, tall)
            left += slots[column] * flow.pitch
        up -= height


def _spread(boxes: Sequence[Box], slots: int, last: bool) -> list[tuple[int, list[Box]]]:
    """Share boxes out over the places beside each other, as even as may be, in their order."""
    used = min(slots, len(boxes))
    first = slots - used if last else 0
    parts = [list(part) for part in np.array_split(np.array(boxes, dtype=object), used)] if used else []
    return [(first + number, part) for number, part in enumerate(parts)]


def _arrow(flow: Flow, plot: Plot, route: Route) -> None:
    arrow, thick = route.arrow, thickness(route.arrow, flow.scale)
    looks: dict[str, Any] = {
        "arrowstyle": f"-|>,head_length={3.0 + thick / 2},head_width={1.4 + thick / 2}",
        "linewidth": thick,
        "color": tint((ORANGE if arrow.raises else TEAL).colour, 0.75),
        "mutation_scale": 1,
        "shrinkA": 0,
        "shrinkB": 0,
        "joinstyle": "miter",
        "capstyle": "butt",
        "zorder": 2,
        "gid": f"{arrow.cause}.{arrow.reached}",
    }
    plot.axes.add_patch(FancyArrowPatch(path=route.path, **looks))


def _box(flow: Flow, plot: Plot, box: Box, rect: Rect, bold: bool) -> None:
    left, bottom, width, height = rect
    looks: dict[str, Any] = {"facecolor": PAPER, "edgecolor": INK, "zorder": 3, "gid": box.name, "clip_on": False}
    plot.axes.add_patch(Rectangle((left, bottom), width, height, linewidth=1.8 if box.thick else 0.6, **looks))
    title, detail = flow.text(box, width)
    small, pad = flow.size.small, PAD * flow.scale
    top = bottom + height - pad
    write(plot.figure, title, _at(plot, left + pad, top), small, INK, "bold" if bold else "normal")
    down = em(small) * 1.25 * (title.count("\n") + 1)
    if detail:
        write(plot.figure, detail, _at(plot, left + pad, top - down), small, MUTED)


def _sign(flow: Flow, plot: Plot, route: Route, drawn: Drawn) -> None:
    """Write the sign of an arrow beside it, where it stands free."""
    arrow, near = route.arrow, DISC * flow.scale
    half = thickness(arrow, flow.scale) / 72 * 2.54 / 2
    across, up = drawn.free([*route.beside(near + half), *route.beside(2 * near + half)], near)
    drawn.signs.append((across, up))
    looks: dict[str, Any] = {"facecolor": PAPER, "linewidth": 0, "zorder": 2.5}
    plot.axes.add_patch(Rectangle((across - near, up - near), 2 * near, 2 * near, **looks))
    colour = (ORANGE if arrow.raises else TEAL).text
    sign = "+" if arrow.sign > 0 else "\u2212"
    small = flow.size.small
    write(plot.figure, sign, _at(plot, across, up + 0.5 * em(small)), small, colour, "bold", "center")
