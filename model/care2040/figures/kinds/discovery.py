"""Discovery: in which futures a policy fails, as rows of cells with a frame around the box that was found."""

from typing import Any

import numpy as np
import xarray as xr
from matplotlib.patches import Rectangle

from care2040.figures import Language, Width
from care2040.figures.assumptions import assumption_name
from care2040.figures.futures import Bound, bound_words, find, tell
from care2040.figures.labels import GAP
from care2040.figures.layout import LITTLE_ROOM, HouseFigure, Plot, blank, sheet, write
from care2040.figures.style import EDGE, GRID, INK, MUTED, ORANGE, SIZES, Size, house_style, measure, tint, wrap
from care2040.figures.words import percent, phrase, sentence

CELL = 1.5
"""Height of a cell, in bars."""
BETWEEN = 0.24
"""Centimetres between two rows."""
PALEST = 0.06
"""Tint of a cell in which the policy never fails."""


def draw(
    dataset: xr.Dataset, language: Language = "nl", width: Width = "full", title: str | None = None
) -> HouseFigure:
    """Draw the assumptions on which it hangs whether a policy fails: how often it does, along the range of each.

    Parameters
    ----------
    dataset : xarray.Dataset
        Holds the discovery that the analysis of its draws put there.
    language : {"nl", "en"}
        Of every word and number.
    width : {"full", "half", "slide"}
        16.0, 7.8 or 25 cm.
    title : str, optional
        Replaces the message made from the numbers.

    Returns
    -------
    HouseFigure
        With its words, alt text and numbers.

    Raises
    ------
    CannotDrawError
        When the result holds no discovery, or no assumption is bounded.
    """
    found, size = find(dataset), SIZES[width]
    with house_style():
        story = tell(dataset, found, language, width, title)
        room = size.name_part * size.width
        names = [wrap(sentence(assumption_name(one.name, language)), room, size.name) for one in found.bounds]
        labels = [_label(one, language) for one in found.bounds]
        labels = [wrap(label, 0.26 * size.width, size.label) for label in labels]
        left = max(measure(name, size.name)[0] for name in names) + GAP + EDGE
        right = max(measure(label, size.label)[0] for label in labels) + GAP + EDGE
        pairs = zip(names, labels, strict=True)
        tall = [
            max(measure(name, size.name)[1], measure(label, size.label)[1], CELL * size.bar) for name, label in pairs
        ]
        head = measure(phrase(language, "discovery", "left"), size.label)[1] + BETWEEN / 2
        plot = sheet(story, size, left, right, head + sum(tall) + BETWEEN * len(tall), LITTLE_ROOM)
        blank(plot)
        plot.axes.set_xlim(0, 1)
        _name_ends(plot, size, language)
        top = plot.height - head
        for one, name, label, high in zip(found.bounds, names, labels, tall, strict=True):
            _paint(plot, one, top - high / 2, size)
            centre = plot.bottom + top - high / 2
            at = (plot.left - GAP, centre + measure(name, size.name)[1] / 2)
            write(plot.figure, name, at, size.name, INK, align="right")
            at = (plot.left + plot.width + GAP, centre + measure(label, size.label)[1] / 2)
            write(plot.figure, label, at, size.label, MUTED)
            top -= high + BETWEEN
    return plot.figure


def _name_ends(plot: Plot, size: Size, language: Language) -> None:
    """Say above the cells which end of a range is low and which is high."""
    top = plot.bottom + plot.height
    write(plot.figure, phrase(language, "discovery", "left"), (plot.left, top), size.label, MUTED)
    at = (plot.left + plot.width, top)
    write(plot.figure, phrase(language, "discovery", "right"), at, size.label, MUTED, align="right")


def _paint(plot: Plot, one: Bound, middle: float, size: Size) -> None:
    """Draw the cells of an assumption, darker where the policy fails more often, and the frame of its bounds."""
    high, many = CELL * size.bar, len(one.rates)
    for place, rate in enumerate(one.rates):
        shade = tint(ORANGE.colour, PALEST + (1 - PALEST) * float(rate)) if np.isfinite(rate) else GRID
        looks: dict[str, Any] = {"facecolor": shade, "linewidth": 0, "gid": f"{one.name}.{place}"}
        plot.axes.add_patch(Rectangle((place / many, middle - high / 2), 1 / many, high, **looks))
    frame: dict[str, Any] = {
        "fill": False,
        "edgecolor": INK,
        "linewidth": 0.8 * size.line,
        "clip_on": False,
        "zorder": 4,
    }
    across = one.high_share - one.low_share
    plot.axes.add_patch(Rectangle((one.low_share, middle - high / 2), across, high, gid=f"{one.name}.frame", **frame))


def _label(one: Bound, language: Language) -> str:
    return f"{bound_words(one, language)} ({percent(one.again, language)})"
