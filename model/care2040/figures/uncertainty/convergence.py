"""Convergence: how the Sobol' indices settle as the sample grows, so that one sees whether it was large enough."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.labels import EndLabel, label_ends, room_beside, room_upright
from care2040.figures.canvas.layout import HouseFigure, Plot, Story, sheet
from care2040.figures.canvas.placing import percent_ticks, scale_percent
from care2040.figures.canvas.style import (
    EDGE,
    NAVY,
    ORANGE,
    PURPLE,
    SIZES,
    TEAL,
    Numbers,
    Pen,
    Size,
    house_style,
    measure,
    tint,
    wrap,
)
from care2040.figures.ranking import Ranking
from care2040.figures.ranking import find as find_ranking
from care2040.figures.series import tidy
from care2040.wording.assumptions import assumption_name
from care2040.wording.language import Language, Width
from care2040.wording.names import indicator_words, source_line
from care2040.wording.numbers import number, percent, sentence
from care2040.wording.texts import phrase

PENS = (ORANGE, NAVY, TEAL, PURPLE)
"""For the assumptions that matter most; more lines nobody tells apart."""
BAND = 0.22
SETTLED = 0.05
"""Half the interval of an index from which the sample is called large enough."""


@dataclass(frozen=True)
class Growth:
    """Total-order index of one assumption by the number of samples, and half its intervals."""

    name: str
    values: Numbers
    intervals: Numbers

    @property
    def high(self) -> Numbers:
        """Upper edge of the interval, as far as a part of a whole can go."""
        return np.asarray(np.minimum(self.values + self.intervals, 1.0))

    @property
    def low(self) -> Numbers:
        """Lower edge of the interval, likewise."""
        return np.asarray(np.clip(self.values - self.intervals, 0.0, 1.0))


@dataclass(frozen=True)
class Growths:
    """The lines of the figure, largest at the end first, by the number of samples."""

    samples: list[int]
    lines: tuple[Growth, ...]

    @property
    def steady(self) -> bool:
        """Whether the order of the lines was the same with half the sample."""
        halves, wholes = ([line.values[at] for line in self.lines] for at in (-2, -1))
        return bool((np.argsort(halves) == np.argsort(wholes)).all())

    @property
    def widest(self) -> float:
        """Half the widest interval at the end."""
        return float(max(line.intervals[-1] for line in self.lines))


def draw(
    dataset: xr.Dataset, language: Language = "nl", width: Width = "full", title: str | None = None
) -> HouseFigure:
    """Draw the total-order index of the assumptions that matter most by the number of samples."""
    ranking = find_ranking(dataset, "convergence", "sobol", "sobol_total", "sobol_total_interval")
    growths, size = _find(dataset, ranking), SIZES[width]
    with house_style():
        highest = max(float(line.high.max()) for line in growths.lines)
        ticks = [tick for tick in percent_ticks(max(highest, 0.05), size.levels) if tick <= 1]
        labels = [_label(line, pen, language, size) for line, pen in zip(growths.lines, PENS, strict=False)]
        left = max(measure(percent(tick, language), size.text)[0] for tick in ticks) + EDGE + 0.2
        story = _tell(dataset, ranking, growths, language, width, title)
        plot = sheet(story, size, left, room_beside(labels), max(size.plot_height, room_upright(labels)))
        scale_percent(plot, ticks, language)
        _paint(plot, growths, size, language)
        label_ends(plot, labels)
    return plot.figure


def _find(dataset: xr.Dataset, ranking: Ranking) -> Growths:
    samples = [int(count) for count in dataset["samples"].values]
    if len(samples) < 2:
        raise CannotDrawError(f"the figure 'convergence' needs 32 samples or more; the sweep has {samples[-1]}")
    names = [one.name for one in ranking.assumptions[: len(PENS)]]
    columns = ("convergence_total", "convergence_total_interval")
    lines = (Growth(name, *(dataset[column].sel(input=name).values for column in columns)) for name in names)
    return Growths(samples, tuple(lines))


def _paint(plot: Plot, growths: Growths, size: Size, language: Language) -> None:
    axes = plot.axes
    steps = list(range(len(growths.samples)))
    axes.set_xlim(steps[0], steps[-1])
    shown = steps[:: -(-len(steps) // size.ticks)] if len(steps) > size.ticks else steps
    axes.set_xticks(shown, [number(growths.samples[step], language) for step in shown])
    drawn = list(zip(growths.lines, PENS, strict=False))[::-1]
    for line, pen in drawn:
        axes.fill_between(steps, line.low, line.high, color=tint(pen.colour, BAND), linewidth=0, zorder=1.2, gid="band")
    for line, pen in drawn:
        looks: dict[str, Any] = {"linestyle": pen.style, "lw": size.line, "gid": line.name, "zorder": 3}
        axes.plot(steps, np.clip(line.values, 0.0, 1.0), color=pen.colour, clip_on=False, **looks)


def _label(line: Growth, pen: Pen, language: Language, size: Size) -> EndLabel:
    words = f"{sentence(assumption_name(line.name, language))} {percent(max(line.values[-1], 0.0), language)}"
    text = wrap(words, size.label_part * size.width, size.label, "bold")
    return EndLabel(min(max(float(line.values[-1]), 0.0), 1.0), text, pen.text, size.label, "bold")


def _tell(
    dataset: xr.Dataset, ranking: Ranking, growths: Growths, language: Language, width: Width, title: str | None
) -> Story:
    said = title or _message(growths, language)
    subject = indicator_words(ranking.indicator, language)["subject"]
    ends = "; ".join(_told(line, language) for line in growths.lines)
    blanks = {"least": number(growths.samples[0], language), "most": number(growths.samples[-1], language)}
    return Story(
        language=language,
        width=width,
        title=said,
        subtitle=phrase(language, "convergence", "subtitle", subject=subject, year=ranking.year),
        note=phrase(language, "convergence", "note"),
        source=source_line(dataset.attrs, ranking.policy, ranking.scenario, language),
        alt=phrase(language, "convergence", "alt", title=said, values=ends, **blanks),
        numbers={
            "indicator": ranking.indicator,
            "year": ranking.year,
            "samples": growths.samples,
            "total": {line.name: tidy(line.values) for line in growths.lines},
            "interval": {line.name: tidy(line.intervals) for line in growths.lines},
        },
    )


def _message(growths: Growths, language: Language) -> str:
    """Return whether the sample was large enough to rank, and how far off an index may still be."""
    enough = growths.steady and growths.widest <= SETTLED
    key = "title_enough" if enough else "title_order" if growths.steady else "title_more"
    off = number(100 * growths.widest, language, 1)
    blanks = {"samples": number(growths.samples[-1], language), "half": number(growths.samples[-2], language)}
    return sentence(phrase(language, "convergence", key, off=off, **blanks))


def _told(line: Growth, language: Language) -> str:
    first, last = (percent(max(line.values[at], 0.0), language) for at in (0, -1))
    off = number(100 * line.intervals[-1], language, 1)
    name = sentence(assumption_name(line.name, language))
    return phrase(language, "convergence", "alt_value", name=name, first=first, last=last, off=off)
