"""Labels at the ends of lines, in place of a legend: each as near to its line as the others let it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import isotonic_regression

from care2040.figures.canvas.layout import Align, Plot, Story, draw_leader, sheet, write
from care2040.figures.canvas.style import EDGE, Size, Weight, measure

Side = Literal["left", "right"]

GAP = 0.16
"""Centimetres between a line and its label."""
LEADER = 0.30
"""Centimetres that a thin line takes from the end of a line to a label that had to move."""
SLACK = 0.25
"""Centimetres that labels may lie above the plot; below it are the years."""
AIR = 0.07
"""Centimetres between two labels."""


@dataclass(frozen=True)
class EndLabel:
    """Words at the end of a line."""

    value: float
    text: str
    colour: str
    points: float
    weight: Weight = "normal"

    @property
    def width(self) -> float:
        """Centimetres."""
        return measure(self.text, self.points, self.weight)[0]

    @property
    def height(self) -> float:
        """Centimetres, with air around."""
        return measure(self.text, self.points, self.weight)[1] + AIR


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Return centres for labels that lie as near as can be to where they want to be, and nowhere overlap."""
    if not wanted:
        return []
    if sum(heights) > high - low + 1e-9:
        raise ValueError(f"labels of {sum(heights):.2f} do not fit in {high - low:.2f}")
    order = np.argsort(np.asarray(wanted, dtype=float), kind="stable")
    tall = np.asarray(heights, dtype=float)[order]
    below = np.cumsum(tall) - tall / 2
    moved = isotonic_regression(np.asarray(wanted, dtype=float)[order] - below).x
    centres = np.empty(len(order))
    centres[order] = np.clip(moved, low, high - tall.sum()) + below
    return [float(centre) for centre in centres]


def room_beside(labels: Sequence[EndLabel]) -> float:
    """Return the centimetres that labels take beside the plot."""
    return max((label.width for label in labels), default=0.0) + GAP + LEADER + EDGE


def room_upright(labels: Sequence[EndLabel]) -> float:
    """Return the centimetres that labels take on top of each other."""
    return sum(label.height for label in labels)


def room_for_ticks(written: Sequence[str], size: Size) -> float:
    """Return the centimetres that the words of an upright axis take before the plot."""
    return max(measure(words, size.text)[0] for words in written) + EDGE + 0.2


def lines_sheet(story: Story, size: Size, ticks: Sequence[str], labels: Sequence[EndLabel]) -> Plot:
    """Return an empty plot with room for the words of its upright axis and for the labels of its lines."""
    height = max(size.plot_height, room_upright(labels))
    return sheet(story, size, room_for_ticks(ticks, size), room_beside(labels), height)


def label_ends(plot: Plot, labels: Sequence[EndLabel], side: Side = "right") -> None:
    """Write labels beside the ends of lines, each as near to its line as the others let it."""
    sign = 1 if side == "right" else -1
    edge = plot.left + plot.width * (side == "right")
    wanted = [plot.y(label.value) for label in labels]
    low, high = plot.bottom, plot.bottom + plot.height + SLACK
    centres = spread(wanted, [label.height for label in labels], low, high)
    moved = [abs(at - to) > label.height / 4 for label, at, to in zip(labels, wanted, centres, strict=True)]
    at = edge + sign * (GAP + (LEADER if any(moved) else 0))
    for label, want, away, centre in zip(labels, wanted, moved, centres, strict=True):
        if away:
            draw_leader(plot.figure, (edge + sign * GAP / 2, want), (at - sign * GAP / 2, centre), label.colour)
        place = (at, centre + (label.height - AIR) / 2)
        align: Align = "left" if side == "right" else "right"
        write(plot.figure, label.text, place, label.points, label.colour, label.weight, align)
