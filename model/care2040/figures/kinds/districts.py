"""Districts: where an indicator rises or falls most from the first year to the last, as sloping lines."""

from itertools import groupby
from statistics import fmean
from typing import Any

import xarray as xr

from care2040.axes import CITY
from care2040.figures import Language, Width
from care2040.figures.labels import EndLabel, label_ends, room_beside, room_upright
from care2040.figures.layout import HouseFigure, Plot, sheet
from care2040.figures.names import area_name
from care2040.figures.slopes import Slope, Slopes, find, tell, written
from care2040.figures.style import EDGE, GREY, INK, NAVY, ORANGE, SIZES, Pen, Size, house_style

CITY_PEN = Pen(INK, INK, (0, (1.5, 1.5)))
MARGIN = 0.06
"""Part of the range kept free above and below."""


def draw(
    dataset: xr.Dataset,
    language: Language = "nl",
    width: Width = "full",
    title: str | None = None,
    indicator: str | None = None,
) -> HouseFigure:
    """Draw an indicator per district in the first year and the last, for the first policy and scenario.

    Parameters
    ----------
    dataset : xarray.Dataset
        Holds the indicator with dims policy, scenario, draw, year, area.
    language : {"nl", "en"}
        Of every word and number.
    width : {"full", "half", "slide"}
        16.0, 7.8 or 25 cm.
    title : str, optional
        Replaces the message made from the numbers.
    indicator : str, optional
        What to draw; by default the first of `slopes.DEFAULTS` in which districts differ.

    Returns
    -------
    HouseFigure
        With its words, alt text and numbers.

    Raises
    ------
    CannotDrawError
        When the result does not hold the indicator per district.
    """
    slopes, size = find(dataset, indicator), SIZES[width]
    with house_style():
        left, right = _first_labels(slopes, language, size), _last_labels(slopes, language, size)
        height = max(size.plot_height, room_upright(left), room_upright(right))
        story = tell(dataset, slopes, language, width, title)
        plot = sheet(story, size, room_beside(left) + EDGE, room_beside(right), height)
        _paint(plot, slopes, size)
        label_ends(plot, left, "left")
        label_ends(plot, right, "right")
    return plot.figure


def _pen(slopes: Slopes, slope: Slope) -> Pen:
    marked = {slopes.riser.area: ORANGE, slopes.faller.area: NAVY} if slopes.telling else {}
    return {**marked, CITY: CITY_PEN}.get(slope.area, GREY)


def _first_labels(slopes: Slopes, language: Language, size: Size) -> list[EndLabel]:
    """Return the values in the first year; areas that are written alike share a label."""
    labels = []
    ordered = sorted(slopes.drawn, key=lambda slope: slope.first)
    for words, group in groupby(ordered, key=lambda slope: written(slopes, slope.first, language)):
        alike = list(group)
        pens = {_pen(slopes, slope) for slope in alike}
        pen = pens.pop() if len(pens) == 1 else GREY
        labels.append(_label(fmean(slope.first for slope in alike), words, pen, size))
    return labels


def _last_labels(slopes: Slopes, language: Language, size: Size) -> list[EndLabel]:
    """Return the value and name of each area in the last year."""
    return [
        _label(
            slope.last, f"{written(slopes, slope.last, language)} {area_name(slope.area)}", _pen(slopes, slope), size
        )
        for slope in slopes.drawn
    ]


def _label(value: float, words: str, pen: Pen, size: Size) -> EndLabel:
    return EndLabel(value, words, pen.text, size.label, "normal" if pen == GREY else "bold")


def _paint(plot: Plot, slopes: Slopes, size: Size) -> None:
    axes = plot.axes
    values = [value for slope in slopes.drawn for value in (slope.first, slope.last)]
    low, high = min(values), max(values)
    margin = MARGIN * ((high - low) or abs(high) or 1.0)
    axes.set_xlim(*slopes.years)
    axes.set_ylim(low - margin, high + margin)
    axes.set_xticks(list(slopes.years), [str(year) for year in slopes.years])
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="x", length=0)
    for year in slopes.years:
        axes.axvline(year, color=GREY.colour, lw=0.7, zorder=1, clip_on=False)
    for slope in sorted(slopes.drawn, key=lambda slope: _pen(slopes, slope) != GREY):
        pen = _pen(slopes, slope)
        thick = size.line / (2 if pen == GREY else 1)
        looks: dict[str, Any] = {
            "linestyle": pen.style,
            "marker": "o",
            "markersize": 2.2 * thick,
            "clip_on": False,
            "gid": slope.area,
        }
        axes.plot(slopes.years, [slope.first, slope.last], color=pen.colour, lw=thick, zorder=3, **looks)
