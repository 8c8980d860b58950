"""Loop shares: which of the named loops drive the model in which year, as stacked bars; balancing ones below nought."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.labels import EndLabel, label_ends, lines_sheet
from care2040.figures.canvas.layout import HouseFigure, Plot, Story
from care2040.figures.canvas.placing import round_ticks, scale_values, year_ticks
from care2040.figures.canvas.style import AXIS, GREY, NAVY, ORANGE, PAPER, PURPLE, TEAL, Numbers, Pen, Size, wrap
from care2040.figures.readings import members
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.results.variables import LOOP_SHARE
from care2040.wording.numbers import percent

PENS = (ORANGE, NAVY, TEAL, PURPLE)
"""Of the loops with the largest shares; the others are grey together."""
THICK = 0.78
"""Of the year that a bar takes."""
REST = ("others_up", "others_down")


@dataclass(frozen=True)
class Band:
    """The shares of one loop, or of several without a colour of their own, in every year."""

    name: str
    values: Numbers
    pen: Pen


@dataclass(frozen=True)
class Shares:
    """The numbers of the figure; `times` is in how many years the loop `most` has the largest share."""

    years: list[int]
    bands: tuple[Band, ...]
    titles: Mapping[str, str]
    most: str
    times: int


@figure("loop_shares")
def draw(request: Request) -> HouseFigure:
    """Draw the share of the named loops in what they do together, year by year."""
    shares, size = shares_of(request), request.size
    low, high = (sum(side(band.values, 0) for band in shares.bands) for side in (np.minimum, np.maximum))
    ticks = round_ticks(float(np.min(low)), float(np.max(high)), size.levels)
    written = [percent(tick, request.language) for tick in ticks]
    labels = _labels(request, shares)
    plot = lines_sheet(story(request, shares), size, written, labels)
    scale_values(plot, ticks, written)
    _paint(plot, shares, size)
    label_ends(plot, labels)
    return plot.figure


def shares_of(request: Request) -> Shares:
    """Return the shares of the loops from what ``care2040 loops`` computed."""
    dataset = request.dataset
    if LOOP_SHARE not in dataset:
        raise CannotDrawError("the result holds no shares of loops: care2040 loops makes them")
    share: Numbers = dataset[LOOP_SHARE].transpose("loop", "year").values
    if not np.isfinite(share).all():
        raise CannotDrawError("the shares of the loops are not numbers everywhere")
    names = members(dataset, "loop")
    titles = dict(zip(names, members(dataset, f"loop_title_{request.language}"), strict=True))
    size = np.abs(share)
    largest = sorted(range(len(names)), key=lambda place: -float(size[place].mean()))
    bands = [Band(names[place], share[place], pen) for place, pen in zip(largest, PENS, strict=False)]
    others = share[largest[len(PENS) :]]
    for name, side in zip(REST, (np.maximum, np.minimum), strict=True):
        if (values := side(others, 0).sum(axis=0)).any():
            bands.append(Band(name, values, GREY))
    first = size.argmax(axis=0)
    most = int(np.bincount(first).argmax())
    years = [int(year) for year in dataset["year"].values]
    return Shares(years, tuple(bands), titles, names[most], int((first == most).sum()))


def story(request: Request, shares: Shares) -> Story:
    """Return the words and numbers that go with the figure."""
    years: dict[str, Any] = {"start": shares.years[0], "end": shares.years[-1]}
    loop = shares.titles[shares.most]
    title = request.title or request.say("title", loop=loop, times=shares.times, of=len(shares.years))
    ends = [
        f"{_called(request, shares, band.name)} {_value(request, band, 0)} … {_value(request, band, -1)}"
        for band in shares.bands
    ]
    facts = request.dataset.attrs
    return request.story(
        title=title,
        subtitle=request.say("subtitle", **years),
        notes=[request.say("note")],
        run=(facts["policy"], facts["scenario"]),
        alt=request.say("alt", title=title, values="; ".join(ends), **years),
        numbers={"years": shares.years, "shares": {band.name: band.values.tolist() for band in shares.bands}},
    )


def _value(request: Request, band: Band, at: int) -> str:
    return percent(float(band.values[at]), request.language)


def _called(request: Request, shares: Shares, name: str) -> str:
    return request.say(name) if name in REST else f"{shares.titles[name]} ({name})"


def _ends(shares: Shares) -> list[tuple[float, float]]:
    """Return the bottom and the top of each band in the last year."""
    found, above, below = [], 0.0, 0.0
    for band in shares.bands:
        value = float(band.values[-1])
        if value >= 0:
            found.append((above, above := above + value))
        else:
            found.append((below, below := below + value))
    return found


def _labels(request: Request, shares: Shares) -> list[EndLabel]:
    labels, size = [], request.size
    for band, ends in zip(shares.bands, _ends(shares), strict=True):
        words = f"{_called(request, shares, band.name)} {_value(request, band, -1)}"
        text = wrap(words, 1.15 * size.label_part * size.width, size.label)
        labels.append(EndLabel(sum(ends) / 2, text, band.pen.text, size.label))
    return labels


def _paint(plot: Plot, shares: Shares, size: Size) -> None:
    axes, years = plot.axes, np.array(shares.years)
    above, below = np.zeros(len(years)), np.zeros(len(years))
    looks: dict[str, Any] = {"width": THICK, "edgecolor": PAPER, "linewidth": 0.5, "zorder": 2}
    for band in shares.bands:
        start = np.where(band.values >= 0, above, below)
        axes.bar(years, band.values, bottom=start, color=band.pen.colour, gid=band.name, **looks)
        above += np.maximum(band.values, 0)
        below += np.minimum(band.values, 0)
    axes.axhline(0, color=AXIS, linewidth=0.8, zorder=3)
    axes.set_xlim(years[0] - 0.5, years[-1] + 0.5)
    ticks = year_ticks(shares.years[0], shares.years[-1], size.ticks)
    axes.set_xticks(ticks, [str(year) for year in ticks])
