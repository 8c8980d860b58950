"""Loop shares: which of the named loops drive the model in which year, as stacked bars; balancing ones below nought."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from care2040.figures.canvas.colours import GREY, NAVY, ORANGE, PURPLE, TEAL, Pen
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.labels import EndLabel, label_ends, room_beside, room_upright
from care2040.figures.canvas.layout import HouseFigure, Plot, Story, sheet
from care2040.figures.canvas.placing import round_ticks, scale_values, year_ticks
from care2040.figures.canvas.style import AXIS, EDGE, PAPER, SIZES, Size, house_style, measure, wrap
from care2040.wording.language import Language, Width
from care2040.wording.names import source_line
from care2040.wording.numbers import percent
from care2040.wording.texts import phrase

PENS = (ORANGE, NAVY, TEAL, PURPLE)
"""Of the loops with the largest shares; the others are grey together."""
THICK = 0.78
"""Of the year that a bar takes."""
REST = ("others_up", "others_down")


@dataclass(frozen=True)
class Band:
    """The shares of one loop, or of several without a colour of their own, in every year."""

    name: str
    values: npt.NDArray[np.float64]
    pen: Pen


@dataclass(frozen=True)
class Shares:
    """The numbers of the figure."""

    years: list[int]
    bands: tuple[Band, ...]
    titles: Mapping[str, str]
    most: str
    times: int


def draw(
    dataset: xr.Dataset, language: Language = "nl", width: Width = "full", title: str | None = None
) -> HouseFigure:
    """Draw the share of the named loops in what they do together, year by year."""
    shares, size = find(dataset, language), SIZES[width]
    with house_style():
        story = tell(dataset, shares, language, width, title)
        low, high = (sum(side(band.values, 0) for band in shares.bands) for side in (np.minimum, np.maximum))
        ticks = round_ticks(float(np.min(low)), float(np.max(high)), size.levels)
        written = [percent(tick, language) for tick in ticks]
        labels = _labels(shares, language, size)
        left = max(measure(text, size.text)[0] for text in written) + EDGE + 0.2
        plot = sheet(story, size, left, room_beside(labels), max(size.plot_height, room_upright(labels)))
        scale_values(plot, ticks, written)
        _paint(plot, shares, size)
        label_ends(plot, labels)
    return plot.figure


def find(dataset: xr.Dataset, language: Language) -> Shares:
    """Return the numbers of the figure."""
    if "loop_share" not in dataset:
        raise CannotDrawError("the result holds no shares of loops: care2040 loops makes them")
    share = dataset["loop_share"].transpose("loop", "year")
    if not np.isfinite(share.values).all():
        raise CannotDrawError("the shares of the loops are not numbers everywhere")
    names = [str(name) for name in share["loop"].values]
    titles = dict(zip(names, (str(each) for each in dataset[f"loop_title_{language}"].values), strict=True))
    size = np.abs(share.values)
    largest = sorted(range(len(names)), key=lambda place: -float(size[place].mean()))
    bands = [Band(names[place], share.values[place], pen) for place, pen in zip(largest, PENS, strict=False)]
    others = share.values[largest[len(PENS) :]]
    for name, side in zip(REST, (np.maximum, np.minimum), strict=True):
        if (values := side(others, 0).sum(axis=0)).any():
            bands.append(Band(name, values, GREY))
    first = size.argmax(axis=0)
    most = int(np.bincount(first).argmax())
    years = [int(year) for year in share["year"].values]
    return Shares(years, tuple(bands), titles, names[most], int((first == most).sum()))


def tell(dataset: xr.Dataset, shares: Shares, language: Language, width: Width, title: str | None) -> Story:
    """Return the words and numbers that go with the figure."""
    years: dict[str, Any] = {"start": shares.years[0], "end": shares.years[-1]}
    message = title or phrase(
        language,
        "loop_shares",
        "title",
        loop=shares.titles[shares.most],
        times=shares.times,
        of=len(shares.years),
    )
    ends = [
        f"{_called(shares, band.name, language)} {_value(band, 0, language)} … {_value(band, -1, language)}"
        for band in shares.bands
    ]
    attributes = dataset.attrs
    return Story(
        language=language,
        width=width,
        title=message,
        subtitle=phrase(language, "loop_shares", "subtitle", **years),
        note=phrase(language, "loop_shares", "note"),
        source=source_line(attributes, attributes["policy"], attributes["scenario"], language),
        alt=phrase(language, "loop_shares", "alt", title=message, values="; ".join(ends), **years),
        numbers={"years": shares.years, "shares": {band.name: band.values.tolist() for band in shares.bands}},
    )


def _value(band: Band, at: int, language: Language) -> str:
    return percent(float(band.values[at]), language)


def _called(shares: Shares, name: str, language: Language) -> str:
    return phrase(language, "loop_shares", name) if name in REST else f"{shares.titles[name]} ({name})"


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


def _labels(shares: Shares, language: Language, size: Size) -> list[EndLabel]:
    labels = []
    for band, ends in zip(shares.bands, _ends(shares), strict=True):
        words = f"{_called(shares, band.name, language)} {_value(band, -1, language)}"
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
