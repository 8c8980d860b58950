"""Convergence: how the Sobol' indices settle as the sample grows, so that one sees whether it was large enough."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.labels import EndLabel, label_ends, lines_sheet
from care2040.figures.canvas.layout import HouseFigure, Plot, Story
from care2040.figures.canvas.placing import percent_ticks, scale_percent
from care2040.figures.canvas.style import NAVY, ORANGE, PURPLE, TEAL, Numbers, Pen, tint, wrap
from care2040.figures.ranking import Ranking, ranking_of
from care2040.figures.readings import tidy
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.results.valid_draws import SOBOL
from care2040.results.variables import CONVERGENCE, CONVERGENCE_INTERVAL, SOBOL_INTERVAL, SOBOL_TOTAL
from care2040.wording.numbers import number, percent, sentence

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


@figure("convergence")
def draw(request: Request) -> HouseFigure:
    """Draw the total-order index of the assumptions that matter most by the number of samples."""
    ranking, language, size = ranking_of(request, SOBOL, SOBOL_TOTAL, SOBOL_INTERVAL), request.language, request.size
    growths = growths_of(request, ranking)
    highest = max(float(line.high.max()) for line in growths.lines)
    ticks = [tick for tick in percent_ticks(max(highest, 0.05), size.levels) if tick <= 1]
    labels = [_label(request, line, pen) for line, pen in zip(growths.lines, PENS, strict=False)]
    written = [percent(tick, language) for tick in ticks]
    plot = lines_sheet(story(request, ranking, growths), size, written, labels)
    scale_percent(plot, ticks, language)
    _paint(request, plot, growths)
    label_ends(plot, labels)
    return plot.figure


def growths_of(request: Request, ranking: Ranking) -> Growths:
    """Return how the indices of the assumptions that matter most settle as the sample grows."""
    samples = [int(count) for count in request.dataset["samples"].values]
    if len(samples) < 2:
        raise CannotDrawError(f"the figure 'convergence' needs 32 samples or more; the sweep has {samples[-1]}")
    names = [one.name for one in ranking.assumptions[: len(PENS)]]
    columns = [request.dataset[column] for column in (CONVERGENCE, CONVERGENCE_INTERVAL)]
    return Growths(
        samples, tuple(Growth(name, *(column.sel(input=name).values for column in columns)) for name in names)
    )


def _paint(request: Request, plot: Plot, growths: Growths) -> None:
    axes, size, steps = plot.axes, request.size, list(range(len(growths.samples)))
    axes.set_xlim(steps[0], steps[-1])
    shown = steps[:: -(-len(steps) // size.ticks)] if len(steps) > size.ticks else steps
    axes.set_xticks(shown, [request.count(growths.samples[step]) for step in shown])
    drawn = list(zip(growths.lines, PENS, strict=False))[::-1]
    for line, pen in drawn:
        axes.fill_between(steps, line.low, line.high, color=tint(pen.colour, BAND), linewidth=0, zorder=1.2, gid="band")
    for line, pen in drawn:
        looks: dict[str, Any] = {"linestyle": pen.style, "lw": size.line, "gid": line.name, "zorder": 3}
        axes.plot(steps, np.clip(line.values, 0.0, 1.0), color=pen.colour, clip_on=False, **looks)


def _label(request: Request, line: Growth, pen: Pen) -> EndLabel:
    size, last = request.size, float(line.values[-1])
    words = f"{request.assumption_name(line.name)} {percent(max(last, 0.0), request.language)}"
    text = wrap(words, size.label_part * size.width, size.label, "bold")
    return EndLabel(min(max(last, 0.0), 1.0), text, pen.text, size.label, "bold")


def story(request: Request, ranking: Ranking, growths: Growths) -> Story:
    """Return the words of the figure; the message follows the numbers unless a title is given."""
    title = request.title or message(request, growths)
    ends = {"least": request.count(growths.samples[0]), "most": request.count(growths.samples[-1])}
    subject = request.subject(ranking.indicator, ranking.unit)
    values = "; ".join(_words(request, line) for line in growths.lines)
    return request.story(
        title=title,
        subtitle=request.say("subtitle", **subject, year=ranking.year),
        notes=[request.say("note")],
        run=(ranking.policy, ranking.scenario),
        alt=request.say("alt", title=title, values=values, **ends),
        numbers={
            "indicator": ranking.indicator,
            "year": ranking.year,
            "samples": growths.samples,
            "total": {line.name: tidy(line.values) for line in growths.lines},
            "interval": {line.name: tidy(line.intervals) for line in growths.lines},
        },
    )


def message(request: Request, growths: Growths) -> str:
    """Return whether the sample was large enough to rank, and how far off an index may still be."""
    enough = growths.steady and growths.widest <= SETTLED
    key = "title_enough" if enough else "title_order" if growths.steady else "title_more"
    blanks = {"samples": request.count(growths.samples[-1]), "half": request.count(growths.samples[-2])}
    return sentence(request.say(key, off=number(100 * growths.widest, request.language, 1), **blanks))


def _words(request: Request, line: Growth) -> str:
    first, last = (percent(max(line.values[at], 0.0), request.language) for at in (0, -1))
    off = number(100 * line.intervals[-1], request.language, 1)
    return request.say("alt_value", name=request.assumption_name(line.name), first=first, last=last, off=off)
