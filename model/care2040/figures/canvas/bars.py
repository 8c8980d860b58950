"""Rows of bars lying down: a name before each, its value at the end of it, and a thin line for what the draws span."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from care2040.figures.canvas.labels import GAP
from care2040.figures.canvas.layout import LITTLE_ROOM, Align, Plot, Story, blank, sheet, write
from care2040.figures.canvas.style import EDGE, INK, MUTED, PAPER, Size, Weight, em, line_width, measure, wrap

BETWEEN = 0.16
"""Centimetres between two rows."""
HAIR = 0.5
"""Points: edge of a bar in its own colour, so that one of almost no length is seen as well."""
CAP = 0.3
"""Height of the ends of a thin line for the draws, as a part of the bar."""


@dataclass(frozen=True)
class Bar:
    """A bar from one value to another, in the unit of the row."""

    start: float
    end: float
    colour: str
    name: str = ""
    edge: str = ""


@dataclass(frozen=True)
class Label:
    """The value at the end of a bar, and in smaller words what belongs to it."""

    value: str
    more: str = ""
    colour: str = INK


@dataclass(frozen=True)
class Row:
    """One line of the figure."""

    name: str
    bars: tuple[Bar, ...]
    left: Label | None = None
    right: Label | None = None
    span: tuple[float, float] | None = None
    weight: Weight = "normal"

    @property
    def low(self) -> float:
        """Lowest value drawn."""
        return min(self._reached)

    @property
    def high(self) -> float:
        """Highest value drawn."""
        return max(self._reached)

    @property
    def _reached(self) -> list[float]:
        return [end for bar in self.bars for end in (bar.start, bar.end)] + list(self.span or ())


def wrapped(rows: Sequence[Row], size: Size) -> list[Row]:
    """Return rows whose names are no wider than the part of the figure that they may take."""
    room = size.name_part * size.width
    return [replace(row, name=wrap(row.name, room, size.name, row.weight)) for row in rows]


def room_for_names(rows: Sequence[Row], size: Size) -> float:
    """Return the centimetres that the names take before the bars."""
    return max(measure(row.name, size.name, row.weight)[0] for row in rows) + GAP + EDGE


def heights(rows: Sequence[Row], size: Size) -> list[float]:
    """Return how high each row is, in centimetres."""
    return [max(_tall(row, size), size.bar) + BETWEEN for row in rows]


def _tall(row: Row, size: Size) -> float:
    labels = [_extent(label, size)[1] for label in (row.left, row.right) if label]
    return max([measure(row.name, size.name, row.weight)[1], *labels])


def _extent(label: Label | None, size: Size) -> tuple[float, float]:
    """Return width and height of a label; on a narrow figure what belongs to the value stands below it."""
    if label is None:
        return 0.0, 0.0
    value, tall = measure(label.value, size.name, "bold")
    if not label.more:
        return value, tall
    more, small = measure(label.more, size.label)
    if size.columns == 1:
        return max(value, more), tall + small
    return value + more + _space(size), tall


def _space(size: Size) -> float:
    return line_width("n", size.name)


def fit(rows: Sequence[Row], width: float, size: Size) -> tuple[float, float]:
    """Return the limits of the widest scale at which every bar fits in a plot with its labels."""
    before = [(row.low, _extent(row.left, size)[0] + GAP * (row.left is not None)) for row in rows]
    behind = [(row.high, _extent(row.right, size)[0] + GAP * (row.right is not None)) for row in rows]
    pairs = [(high - low, width - left - right) for low, left in before for high, right in behind]
    scale = min((free / span for span, free in pairs if span > 0), default=1.0)
    lowest = min(low - left / scale for low, left in before)
    return lowest, lowest + width / scale


def rows_sheet(story: Story, rows: Sequence[Row], size: Size) -> tuple[Plot, list[float]]:
    """Return a figure of rows at the widest scale that fits, with the middle of each row as `draw_rows` returns it."""
    fitting = wrapped(rows, size)
    left, tall = room_for_names(fitting, size), sum(heights(fitting, size))
    plot = sheet(story, size, left, EDGE, tall, LITTLE_ROOM)
    return plot, draw_rows(plot, fitting, size, fit(fitting, plot.width, size), tall)


def draw_rows(
    plot: Plot, rows: Sequence[Row], size: Size, limits: tuple[float, float], top: float, named: bool = True
) -> list[float]:
    """Draw rows from the top down."""
    blank(plot)
    plot.axes.set_xlim(limits)
    middles = []
    for row, high in zip(rows, heights(rows, size), strict=True):
        middles.append(top - high / 2)
        top -= high
        _draw_row(plot, row, size, middles[-1])
        if named:
            _write_name(plot, row, size, middles[-1])
    return middles


def _draw_row(plot: Plot, row: Row, size: Size, middle: float) -> None:
    for bar in row.bars:
        looks: dict[str, Any] = {"edgecolor": bar.edge or bar.colour, "linewidth": 0.7 if bar.edge else HAIR}
        plot.axes.barh(
            middle, bar.end - bar.start, size.bar, bar.start, color=bar.colour, gid=bar.name, zorder=2, **looks
        )
    if row.span:
        _draw_span(plot, row.span, size, middle)
    centre = plot.bottom + middle
    if row.left:
        _draw_label(plot, row.left, size, plot.x(row.low) - GAP, centre, "right")
    if row.right:
        _draw_label(plot, row.right, size, plot.x(row.high) + GAP, centre, "left")


def _draw_span(plot: Plot, span: tuple[float, float], size: Size, middle: float) -> None:
    """Draw a thin line with an end at both sides, edged with paper so that it is seen on a dark bar as well."""
    reach, thin = CAP * size.bar / 2, size.line / 2.2
    strokes = [(span, (middle, middle)), *(((edge, edge), (middle - reach, middle + reach)) for edge in span)]
    for colour, width, level in ((PAPER, thin + 1.2, 3.8), (INK, thin, 4.0)):
        for xs, ys in strokes:
            looks: dict[str, Any] = {"solid_capstyle": "projecting", "zorder": level, "gid": "span"}
            plot.axes.plot(xs, ys, color=colour, lw=width, **looks)


def _write_name(plot: Plot, row: Row, size: Size, middle: float) -> None:
    top = plot.bottom + middle + measure(row.name, size.name, row.weight)[1] / 2
    write(plot.figure, row.name, (plot.left - GAP, top), size.name, INK, row.weight, "right")


def stem(plot: Plot, top: float, at: float = 0.0) -> None:
    """Draw the upright line that bars start from, up to some centimetres above the bottom of the plot."""
    plot.axes.plot([at, at], [0, top], color=INK, lw=0.7, zorder=3, clip_on=False, gid="nought")


def heads(left: Label | None, right: Label | None, at: float = 0.0, name: str = "") -> Row:
    """Return a row with words on both sides of where bars start and no bar: what it means to go there."""
    return Row(name, (Bar(at, at, PAPER),), left, right)


def _draw_label(plot: Plot, label: Label, size: Size, at: float, centre: float, align: Align) -> None:
    width, height = _extent(label, size)
    top, value_high = centre + height / 2, measure(label.value, size.name, "bold")[1]
    if size.columns == 1:
        write(plot.figure, label.value, (at, top), size.name, label.colour, "bold", align)
        write(plot.figure, label.more, (at, top - value_high), size.label, MUTED, "normal", align)
        return
    begin = at - width * (align == "right")
    write(plot.figure, label.value, (begin, top), size.name, label.colour, "bold")
    behind = begin + measure(label.value, size.name, "bold")[0] + _space(size)
    base = top - 0.86 * (em(size.name) - em(size.label))
    write(plot.figure, label.more, (behind, base), size.label, MUTED)
