"""Packages: an indicator under each policy over the years, with unchanged policy in grey."""

from collections.abc import Sequence
from itertools import groupby
from statistics import fmean
from typing import Any

import xarray as xr

from care2040.figures import Language, Width
from care2040.figures.journeys import Journey, Journeys, find, tell
from care2040.figures.labels import EndLabel, label_ends, room_beside, room_upright
from care2040.figures.layout import HouseFigure, Plot, sheet
from care2040.figures.names import name_of
from care2040.figures.placing import round_ticks, scale_values, scale_years
from care2040.figures.quantities import tick_words
from care2040.figures.style import (
    EDGE,
    GREY,
    GREY_DASHED,
    NAVY,
    ORANGE,
    PURPLE,
    SIZES,
    TEAL,
    Pen,
    Size,
    Weight,
    house_style,
    line_width,
    measure,
    tint,
    wrap,
)
from care2040.figures.words import sentence

PENS = (NAVY, ORANGE, TEAL, PURPLE)
"""For the policies that do most, in that order; the others are grey and thin."""
BAND_TINT = 0.3
FROM_NOUGHT = 0.5
"""Where values differ by at least so much of the highest, the axis begins at nought."""
LONGEST_WORD = 0.4
"""Part of the width that a single long word in a label may take before it is broken."""
NO_BREAK = "\u00a0"
NORMAL: Weight = "normal"
BOLD: Weight = "bold"


def draw(
    dataset: xr.Dataset,
    language: Language = "nl",
    width: Width = "full",
    title: str | None = None,
    indicator: str | None = None,
) -> HouseFigure:
    """Draw an indicator of the city under each policy, for the first scenario.

    The four policies that change most have a colour and a dash of their own; unchanged policy is grey, with a band of
    90 % of the draws where there are draws. Every line is the median of its draws.

    Parameters
    ----------
    dataset : xarray.Dataset
        Holds the indicator with dims policy, scenario, draw, year and maybe area.
    language : {"nl", "en"}
        Of every word and number.
    width : {"full", "half", "slide"}
        16.0, 7.8 or 25 cm.
    title : str, optional
        Replaces the message made from the numbers.
    indicator : str, optional
        What to draw; by default as `series.headline` says.

    Returns
    -------
    HouseFigure
        With its words, alt text and numbers.

    Raises
    ------
    CannotDrawError
        When the result lacks the indicator, unchanged policy or any other.
    """
    journeys, size = find(dataset, indicator), SIZES[width]
    with house_style():
        ticks = _ticks(journeys, size)
        written = tick_words(ticks, journeys.written.unit, language)
        labels = _end_labels(journeys, language, size)
        left = max(measure(words, size.text)[0] for words in written) + EDGE + 0.2
        story = tell(dataset, journeys, language, width, title, ticks[0] != 0)
        plot = sheet(story, size, left, room_beside(labels), max(size.plot_height, room_upright(labels)))
        scale_years(plot, journeys.years, size.ticks)
        scale_values(plot, ticks, written)
        _paint(plot, journeys, size)
        label_ends(plot, labels)
    return plot.figure


def _ticks(journeys: Journeys, size: Size) -> list[float]:
    """Return the marks of the upright axis: from nought where lines differ much, else around what is drawn."""
    lines = [journey.middle for journey in journeys.others]
    low = float(min(line.min() for line in (journeys.base.low, *lines)))
    high = float(max(line.max() for line in (journeys.base.high, *lines)))
    whole = low >= 0 and high - low >= FROM_NOUGHT * high
    return round_ticks(0.0 if whole else low, high, size.levels)


def _pens(journeys: Journeys) -> dict[str, Pen]:
    """Return the pen of each policy, those that change most first; what changes nothing that is written stays grey."""
    changing = [one.policy for one in journeys.ranked if not journeys.written.is_nought(journeys.change(one))]
    return {one.policy: GREY_DASHED for one in journeys.others} | dict(zip(changing, PENS, strict=False))


def _paint(plot: Plot, journeys: Journeys, size: Size) -> None:
    axes, years = plot.axes, journeys.years
    if journeys.base.bands:
        axes.fill_between(years, *journeys.base.bands[0], color=tint(GREY.colour, BAND_TINT), linewidth=0, gid="band")
    pens = _pens(journeys)
    for journey in journeys.ranked[::-1]:
        pen = pens[journey.policy]
        _line(plot, journeys, journey, pen, size.line / (2 if pen == GREY_DASHED else 1), 3.0)
    _line(plot, journeys, journeys.grey, GREY, size.line, 3.5)


def _line(plot: Plot, journeys: Journeys, journey: Journey, pen: Pen, thick: float, level: float) -> None:
    looks: dict[str, Any] = {"linestyle": pen.style, "lw": thick, "gid": journey.policy, "zorder": level}
    plot.axes.plot(journeys.years, journey.middle, color=pen.colour, clip_on=False, **looks)


def _end_labels(journeys: Journeys, language: Language, size: Size) -> list[EndLabel]:
    """Return the label of each line; thin grey ones that end at the same number share one."""
    pens = _pens(journeys) | {journeys.unchanged: GREY}
    lines = sorted([journeys.grey, *journeys.others], key=lambda one: float(one.middle[-1]))

    def group(line: Journey) -> str:
        written = journeys.written.value(float(line.middle[-1]), language)
        return written if pens[line.policy] == GREY_DASHED else line.policy

    thin = [line for line in lines if pens[line.policy] == GREY_DASHED]
    thick = [line for line in lines if pens[line.policy] != GREY_DASHED]
    groups = [list(alike) for kind in (thin, thick) for _, alike in groupby(kind, key=group)]
    return [_end_label(journeys, alike, pens[alike[0].policy], language, size) for alike in groups]


def _end_label(journeys: Journeys, lines: Sequence[Journey], pen: Pen, language: Language, size: Size) -> EndLabel:
    """Return the label of lines that end at one number: their names, and the number not on a line of its own."""
    points, weight = (size.label, NORMAL) if pen == GREY_DASHED else (size.name, BOLD)
    value = fmean(float(line.middle[-1]) for line in lines)
    called = sentence(", ".join(name_of("policies", line.policy, language) for line in lines))
    written = journeys.written.value(value, language)
    longest = max(line_width(word, points, weight) for word in called.split())
    room = max(size.label_part * size.width, min(longest, LONGEST_WORD * size.width))
    last = f"{called.rpartition(' ')[2]}{NO_BREAK}{written}"
    glue = NO_BREAK if line_width(last, points, weight) <= room else " "
    return EndLabel(value, wrap(f"{called}{glue}{written}", room, points, weight), pen.text, points, weight)
