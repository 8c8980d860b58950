"""Words inside a plot, below or above the lines they speak of, and the marks along its axes."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedLocator, FuncFormatter
from matplotlib.transforms import Bbox

from care2040.figures.canvas.layout import Align, Plot, draw_leader, write
from care2040.figures.canvas.style import INK, Numbers, Pen, Size, Weight, measure, tint
from care2040.language.axes import HORIZON
from care2040.wording.language import Language
from care2040.wording.numbers import percent

CLEAR = 0.22
"""Centimetres kept between words and the lines above them."""
HEADROOM = 1.04
"""Part of the highest value that is kept free above it."""
LEADER_DOT = "_leader"
"""Label of the dots at the ends of thin lines: no data, so words may stand near."""
BETWEEN = 0.07
"""Centimetres between two notices."""
BAR_PITCH, BAR_AFTER, BAR_AIR, BAR_TINT = 0.22, 0.12, 0.3, 0.35
"""Of bars after the last year: centimetres from one to the next and before the first; part between them; tint."""
PERCENT_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
LAST_OF_TABLES, ASSUMED_TINT = HORIZON + 1, 0.07
"""The last year that tables have a number for; the tint behind the years after it."""


@dataclass(frozen=True)
class Notice:
    """Words in a plot, that may point at something; `most` is the part of its width they may take."""

    text: str
    edge: float
    align: Align
    target: tuple[float, float] | None
    points: float
    weight: Weight = "normal"
    most: float = 0.93

    @property
    def width(self) -> float:
        """Centimetres."""
        return measure(self.text, self.points, self.weight)[0]


def place_notices(plot: Plot, notices: Sequence[Notice], years: Sequence[int], low: Numbers, high: Numbers) -> None:
    """Write notices below all that is drawn (from `low` to `high` in each year), or above it where there is no room.

    The first notice has the best place; a thin line leads to each target.
    """
    taken: list[Bbox] = []
    places = [plot.x(year) for year in years]
    floor, ceiling = ([plot.y(value) for value in values] for values in (low, high))
    for notice in notices:
        width, height = measure(notice.text, notice.points, notice.weight)
        begin = plot.x(notice.edge) - (width if notice.align == "right" else 0)
        span = np.linspace(begin, begin + width, 50)
        below, above = np.interp(span, places, floor).min(), np.interp(span, places, ceiling).max()
        if notice.target:
            below, above = min(below, plot.y(notice.target[1])), max(above, plot.y(notice.target[1]))
        beside = [box for box in taken if begin < box.x1 + CLEAR and box.x0 - CLEAR < begin + width]
        top = _top(float(below) - CLEAR, float(above) + CLEAR, height, plot.bottom, beside)
        taken.append(Bbox.from_extents(begin, top - height, begin + width, top))
        at = (plot.x(notice.edge), top)
        write(plot.figure, notice.text, at, notice.points, INK, notice.weight, notice.align, backed=True)
        if notice.target:
            _point(plot, notice.target, top, top - height)


def _top(below: float, above: float, height: float, bottom: float, beside: Sequence[Bbox]) -> float:
    """Return the top of words that may end at `below` or begin at `above`, past those that stand there already."""
    lowest = min([below, *(float(box.y0) - BETWEEN for box in beside)])
    if lowest - height >= bottom:
        return lowest
    if all(above + height <= box.y0 - BETWEEN for box in beside):
        return above + height
    return height + max([above, *(float(box.y1) + BETWEEN for box in beside)])


def _point(plot: Plot, target: tuple[float, float], top: float, bottom: float) -> None:
    """Draw a thin upright line from words to what they point at, with a dot at its end."""
    x, y = plot.x(target[0]), plot.y(target[1])
    draw_leader(plot.figure, (x, top + 0.02 if y > top else bottom - 0.02), (x, y))
    looks: dict[str, Any] = {"marker": "o", "markersize": 2.0, "clip_on": False, "zorder": 6, "label": LEADER_DOT}
    plot.axes.plot([target[0]], [target[1]], color=INK, **looks)


def year_ticks(first: int, last: int, most: int) -> list[int]:
    """Return evenly spaced years that include the first and the last, as many as may be."""
    span = last - first
    step = next(step for step in range(1, span + 1) if span % step == 0 and span // step < most)
    return list(range(first, last + 1, step))


def percent_ticks(highest: float, most: int) -> list[float]:
    """Return shares from 0 to just above the highest value drawn, in round steps."""
    roomy = highest * HEADROOM
    step = next((step for step in PERCENT_STEPS if roomy <= step * (most - 1)), PERCENT_STEPS[-1])
    return [step * count for count in range(ceil(roomy / step) + 1)]


def round_ticks(low: float, high: float, most: int) -> list[float]:
    """Return round values from just below the lowest drawn to just above the highest, at most so many."""
    span = (high - low) or abs(high) or 1.0
    power = 10.0 ** floor(log10(span / most))
    for step in (factor * power for factor in (1, 2, 5, 10, 20, 50)):
        first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
        if last == first:
            last += 1
        if last - first < most:
            break
    return [round(step * count, 12) for count in range(first, last + 1)]


def ticks_around(low: float, high: float, from_nought: float, size: Size) -> list[float]:
    """Return round values around what is drawn; from nought where it spans at least such a part of the highest."""
    whole = low >= 0 and high - low >= from_nought * high
    return round_ticks(0.0 if whole else low, high, size.levels)


def is_cut(ticks: Sequence[float]) -> bool:
    """Return whether an axis does not hold nought, so that lengths on it are no sizes."""
    return not ticks[0] <= 0 <= ticks[-1]


def scale_values(plot: Plot, ticks: Sequence[float], written: Sequence[str]) -> None:
    """Let the vertical axis run over its ticks, each with its words."""
    plot.axes.set_ylim(ticks[0], ticks[-1])
    plot.axes.set_yticks(list(ticks), list(written))


def scale_years(plot: Plot, years: Sequence[int], most: int, assumed: str, size: float, bars: int = 0) -> None:
    """Let the horizontal axis run over the years, with room after the last for a number of `draw_end_bar`.

    Years for which the tables have no number, and only what is assumed, lie in a shade that says so.
    """
    room = bars * BAR_PITCH + (BAR_AFTER if bars else 0.0)
    span = years[-1] - years[0]
    plot.axes.set_xlim(years[0], years[-1] + span * room / (plot.width - room))
    plot.axes.xaxis.set_major_locator(FixedLocator(year_ticks(years[0], years[-1], most)))
    plot.axes.xaxis.set_major_formatter(FuncFormatter(lambda year, position: f"{year:.0f}"))
    if years[-1] > LAST_OF_TABLES:
        shade: dict[str, Any] = {"color": tint(INK, ASSUMED_TINT), "linewidth": 0, "zorder": 0, "gid": "assumed"}
        plot.axes.axvspan(max(LAST_OF_TABLES, years[0]), years[-1], **shade)
        looks: dict[str, Any] = {"fontsize": size, "color": INK, "ha": "right", "va": "bottom", "zorder": 1}
        plot.axes.text(years[-1], 0.01, f"{assumed} ", transform=plot.axes.get_xaxis_transform(), **looks)


def draw_end_bar(plot: Plot, place: int, last: int, edges: tuple[float, float], pen: Pen) -> None:
    """Draw between which values a line may end, as a bar after the last year; the first is place 0."""
    (low, high), pitch = plot.axes.get_xlim(), BAR_PITCH * (1 - BAR_AIR)
    scale = (high - low) / plot.width
    begin = last + scale * (BAR_AFTER + BAR_PITCH * place)
    looks: dict[str, Any] = {"facecolor": tint(pen.colour, BAR_TINT), "edgecolor": pen.colour, "linewidth": 0.7}
    corner, height = (begin, edges[0]), edges[1] - edges[0]
    plot.axes.add_patch(Rectangle(corner, scale * pitch, height, gid=f"bar.{place}", zorder=2.5, **looks))


def scale_percent(plot: Plot, ticks: Sequence[float], language: Language) -> None:
    """Let the vertical axis run over the shares of its ticks, from nought."""
    plot.axes.set_ylim(ticks[0], ticks[-1])
    plot.axes.yaxis.set_major_locator(FixedLocator(list(ticks)))
    plot.axes.yaxis.set_major_formatter(FuncFormatter(lambda share, position: percent(share, language)))
