"""How mixes with a name are marked in a figure, in colour and in grey, and the key above it that says what each is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from care2040.figures.canvas.layout import Plot, blank, part, write
from care2040.figures.canvas.style import (
    EDGE,
    INK,
    MUTED,
    NAVY,
    ORANGE,
    PAPER,
    TEAL,
    Pen,
    Size,
    line_width,
    measure,
    wrap,
)
from care2040.figures.chosen.mixes import BEST, CHEAPEST, FAIREST, Mixes

MARKS: dict[str, tuple[str, Pen, float]] = {
    BEST: ("o", ORANGE, 11.0),
    CHEAPEST: ("s", NAVY, 7.0),
    FAIREST: ("^", TEAL, 5.5),
}
"""Name to shape, colour and size in points: told apart in grey as well, and the smaller are seen on the larger."""
INDENT = 0.55
"""Centimetres from the edge of the key to its words."""
BETWEEN = 0.12
"""Centimetres between two lines of the key, and twice below the last."""


@dataclass(frozen=True)
class Line:
    """A line of the key: whose mark, in words."""

    name: str
    text: str


def mark(axes: Any, x: float, y: float, name: str, gid: str) -> None:
    """Draw the mark of a mix with a name."""
    shape, pen, points = MARKS[name]
    looks: dict[str, Any] = {"markersize": points, "markeredgecolor": PAPER, "markeredgewidth": 0.7, "clip_on": False}
    level = 6 + list(MARKS).index(name)
    axes.plot([x], [y], marker=shape, color=pen.colour, linestyle="none", zorder=level, gid=gid, **looks)


def marked(mixes: Mixes) -> list[str]:
    """Return the names that are had, in the order of the marks; of one mix only the first of its names is drawn."""
    seen: dict[int, str] = {}
    for name in MARKS:
        if name in mixes.named:
            seen.setdefault(mixes.named[name], name)
    return list(seen.values())


def key_height(lines: Sequence[Line], size: Size) -> float:
    """Return the centimetres that the key takes."""
    return sum(measure(text, size.label)[1] + BETWEEN for text in _wrapped(lines, size)) + BETWEEN * bool(lines)


def draw_key(plot: Plot, lines: Sequence[Line], size: Size, top: float) -> None:
    """Draw the key below a height on the sheet, in centimetres: a mark before each line."""
    tall = key_height(lines, size)
    if not lines:
        return
    own = part(plot, EDGE, top - tall, size.width - 2 * EDGE, tall)
    blank(own)
    own.axes.set_xlim(0, own.width)
    at = top
    for line, text in zip(lines, _wrapped(lines, size), strict=True):
        high = measure(line.text, size.label)[1]
        mark(own.axes, INDENT / 2, at - high / 2 - own.bottom, line.name, f"key.{line.name}")
        first, _, rest = text.partition("\n")
        write(plot.figure, first, (EDGE + INDENT, at), size.label, INK)
        if rest:
            write(plot.figure, rest, (EDGE + INDENT, at - high), size.label, MUTED)
        at -= measure(text, size.label)[1] + BETWEEN


def name_room(names: Sequence[str], size: Size) -> float:
    """Return the centimetres that names may take: as in other figures, and more where one word takes more."""
    widest = max((line_width(word, size.name) for name in names for word in name.split(" ")), default=0.0)
    return max(size.name_part * size.width, widest)


def _wrapped(lines: Sequence[Line], size: Size) -> list[str]:
    return [wrap(line.text, size.width - 2 * EDGE - INDENT, size.label) for line in lines]
