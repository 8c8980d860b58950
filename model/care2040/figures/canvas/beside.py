"""Two plots of rows beside each other, with the names before the first only; on a narrow figure the first alone."""

from collections.abc import Sequence
from dataclasses import replace

from care2040.figures.canvas.bars import Row, draw_rows, fit, heights, room_for_names, wrapped
from care2040.figures.canvas.layout import LITTLE_ROOM, Plot, Story, part, sheet
from care2040.figures.canvas.style import EDGE, Size

GUTTER = 0.5
"""Centimetres between the plots."""


def beside(
    story: Story,
    first: Sequence[Row],
    second: Sequence[Row],
    size: Size,
    second_part: float,
    under: float = LITTLE_ROOM,
) -> tuple[Plot, Plot | None, list[float]]:
    """Draw rows in two plots, each on a scale of its own."""
    fitting = wrapped(first, size)
    left, tall = room_for_names(fitting, size), sum(heights(fitting, size))
    alone = size.columns == 1 or not second_part
    across = size.width - left - EDGE
    right = 0.0 if alone else second_part * across
    plot = sheet(story, size, left, EDGE + right, tall, under)
    middles = draw_rows(plot, fitting, size, fit(fitting, plot.width, size), tall)
    if alone:
        return plot, None, middles
    like = [replace(row, name=named.name, weight=named.weight) for row, named in zip(second, fitting, strict=True)]
    begin = plot.left + plot.width + GUTTER
    other = part(plot, begin, plot.bottom, right - GUTTER, plot.height)
    draw_rows(other, like, size, fit(like, other.width, size), tall, named=False)
    return plot, other, middles
