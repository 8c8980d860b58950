"""What every waterfall of bars lying down has: where bars begin, lines between steps, and the sign of a cut bar."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from care2040.figures.canvas.bars import Row
from care2040.figures.canvas.layout import Plot
from care2040.figures.canvas.style import AXIS, PAPER, Size

FROM_NOUGHT = 1 / 3
"""Where the steps together span at least so much of the highest value, bars begin at nought."""
STUB = 0.5
"""What is left of a shortened bar below the lowest step, as a part of what the steps span."""
BREAK = 0.28
"""How far along that the mark stands that a bar is shortened."""


def base_of(reached: Sequence[float]) -> float:
    """Return where the long bars begin: at nought, or nearer where the steps would be too small to see."""
    low, high = min(reached), max(reached)
    if low <= 0 or high - low >= FROM_NOUGHT * high or high == low:
        return 0.0
    return low - STUB * (high - low)


def connect(plot: Plot, steps: Sequence[float], middles: Sequence[float], size: Size) -> None:
    """Draw thin lines from the end of each step to the beginning of the next."""
    thin: dict[str, Any] = {"color": AXIS, "lw": 0.6, "zorder": 1.5, "gid": "step"}
    for value, (above, below) in zip(steps, pairwise(middles), strict=False):
        plot.axes.plot([value, value], [above - size.bar / 2, below + size.bar / 2], **thin)


def shorten(plot: Plot, rows: Sequence[Row], middles: Sequence[float], base: float, lowest: float, size: Size) -> None:
    """Draw two slanting gaps through each bar that begins at a base that is not nought: a part of it is left out."""
    if not base:
        return
    low, high = plot.axes.get_xlim()
    unit = (high - low) / plot.width
    at = base + BREAK * (lowest - base)
    reach = 0.62 * size.bar
    for row, middle in zip(rows, middles, strict=True):
        if row.bars[0].start != base:
            continue
        for shift in (-0.05, 0.05):
            xs = [at + (shift - 0.06) * unit, at + (shift + 0.06) * unit]
            plot.axes.plot(xs, [middle - reach, middle + reach], color=PAPER, lw=1.3, zorder=2.5, gid="break")
