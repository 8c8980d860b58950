"""What one thing that is changed does to an indicator: difference of each draw with the run in which it is not."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from care2040.figures.canvas.bars import Bar, Label, Row, heads, heights, rows_sheet, stem, wrapped
from care2040.figures.canvas.layout import HouseFigure, Story
from care2040.figures.canvas.style import MUTED, NAVY, ORANGE, Numbers, Pen, Size
from care2040.figures.series import runs, tidy
from care2040.language.axes import CITY
from care2040.wording.language import Language
from care2040.wording.numbers import sentence
from care2040.wording.quantities import Quantity
from care2040.wording.texts import phrase

NINETY = (5.0, 95.0)
"""Percentiles between which nine in ten draws lie."""
Name = Callable[[str], str]


@dataclass(frozen=True)
class Effect:
    """A change of an indicator, in its unit."""

    name: str
    middle: float
    span: tuple[float, float] | None = None

    @property
    def sure(self) -> bool:
        """Whether nine in ten draws say the same sign."""
        return self.span is None or self.span[0] > 0 or self.span[1] < 0

    @property
    def pen(self) -> Pen:
        """Orange for more, navy for less."""
        return ORANGE if self.middle > 0 else NAVY

    def as_numbers(self) -> dict[str, float]:
        """Return what is drawn, to six digits."""
        names = ("effect", "low", "high")
        return dict(zip(names, tidy(np.array([self.middle, *(self.span or ())])), strict=False))


def effect(name: str, differences: Numbers) -> Effect:
    """Return the effect that the differences of the draws, shape (draw,), make."""
    if len(differences) == 1:
        return Effect(name, float(differences[0]))
    low, high = (float(edge) for edge in np.percentile(differences, NINETY))
    return Effect(name, float(np.median(differences)), (low, high))


def ordered(effects: Iterable[Effect]) -> tuple[Effect, ...]:
    """Return effects in order of value, so that the largest of all, whatever its sign, comes first."""
    sorted_up = sorted(effects, key=lambda one: one.middle)
    falling = bool(sorted_up) and -sorted_up[0].middle >= sorted_up[-1].middle
    return tuple(sorted_up if falling else sorted_up[::-1])


def final(dataset: xr.Dataset, indicator: str, policy: str, scenario: str) -> Numbers:
    """Return an indicator of the city in the last year, shape (draw,)."""
    last: Numbers = runs(dataset, indicator, policy, scenario, area=CITY)[:, -1]
    return last


def effect_row(one: Effect, written: Quantity, name: str, language: Language, more: str = "") -> Row:
    """Return the bar of an effect from nought, with its value and the span of the draws."""
    colour = MUTED if written.is_nought(one.middle) else one.pen.text
    label = Label(written.change(one.middle, language), _span(one, written, language) or more, colour)
    bar = Bar(0.0, one.middle, one.pen.colour, one.name)
    left, right = (label, None) if one.middle < 0 else (None, label)
    return Row(sentence(name), (bar,), left, right, one.span)


def draw_effects(story: Story, rows: Sequence[Row], size: Size, language: Language) -> HouseFigure:
    """Return a figure of effects, with above them what it means to go left or right where there is anything."""
    less = Label(phrase(language, "less"), colour=NAVY.text) if any(row.low < 0 for row in rows) else None
    more = Label(phrase(language, "more"), colour=ORANGE.text) if any(row.high > 0 for row in rows) else None
    headed = (heads(less, more), *rows)
    plot, _ = rows_sheet(story, headed, size)
    stem(plot, sum(heights(wrapped(rows, size), size)))
    return plot.figure


def told(effects: Sequence[Effect], written: Quantity, name: Name, language: Language) -> str:
    """Return every effect in words, in the order in which they are drawn."""
    values = []
    for one in effects:
        span = _span(one, written, language)
        blanks = {"name": sentence(name(one.name)), "value": written.change(one.middle, language)}
        values.append(phrase(language, "effect_value", **blanks, span=f" ({span})" if span else ""))
    return "; ".join(values)


def _span(one: Effect, written: Quantity, language: Language) -> str:
    if one.span is None:
        return ""
    low, high = (written.change(edge, language) for edge in one.span)
    return phrase(language, "span", low=low, high=high)
