"""What one thing that is changed does to an indicator: difference of each draw with the run in which it is not."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from care2040.figures.canvas.bars import Bar, Label, Row, heads, heights, rows_sheet, stem, wrapped
from care2040.figures.canvas.layout import HouseFigure, Story
from care2040.figures.canvas.style import MUTED, NAVY, ORANGE, Numbers, Pen
from care2040.figures.readings import runs, six_digits
from care2040.figures.request import Request
from care2040.language.axes import whole_city
from care2040.results.percentiles import interval
from care2040.wording.language import Language
from care2040.wording.names import change_unit, measured
from care2040.wording.numbers import draws_note
from care2040.wording.quantities import Quantity
from care2040.wording.texts import phrase


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
        return dict(zip(("effect", "low", "high"), map(six_digits, (self.middle, *(self.span or ()))), strict=False))


@dataclass(frozen=True)
class Effects:
    """The numbers of a figure of effects in one year, the largest first.

    Where one policy is drawn with and without parts, `policy` names it and `whole` is the indicator with all of them.
    """

    indicator: str
    written: Quantity
    year: int
    policy: str | None
    scenario: str
    draws: int
    effects: tuple[Effect, ...]
    whole: float = 0.0


def effect(name: str, differences: Numbers) -> Effect:
    """Return the effect that the differences of the draws, shape (draw,), make."""
    if len(differences) == 1:
        return Effect(name, float(differences[0]))
    low, high = interval(differences)
    return Effect(name, float(np.median(differences)), (float(low), float(high)))


def ordered(effects: Iterable[Effect]) -> tuple[Effect, ...]:
    """Return effects in order of value, so that the largest of all, whatever its sign, comes first."""
    sorted_up = sorted(effects, key=lambda one: one.middle)
    falling = bool(sorted_up) and -sorted_up[0].middle >= sorted_up[-1].middle
    return tuple(sorted_up if falling else sorted_up[::-1])


def in_last_year(request: Request, indicator: str, policy: str, scenario: str) -> Numbers:
    """Return an indicator of the city in the last year, shape (draw,)."""
    last: Numbers = runs(request.dataset, indicator, policy, scenario, area=whole_city())[:, -1]
    return last


def draw_effects(
    request: Request,
    found: Effects,
    message: str,
    name: Callable[[str], str],
    part: Callable[[Effect], str] = lambda one: "",
    notes: Sequence[str] = (),
) -> HouseFigure:
    """Return a figure of effects, each with its name and maybe what part of the whole it is.

    Above them stands what it means to go left or right, where there is anything.
    """
    written, language, size = found.written, request.language, request.size
    rows = [_row(one, written, name(one.name), part(one), language) for one in found.effects]
    less = Label(request.common("less"), colour=NAVY.text) if any(row.low < 0 for row in rows) else None
    more = Label(request.common("more"), colour=ORANGE.text) if any(row.high > 0 for row in rows) else None
    headed = (heads(less, more), *rows)
    plot, _ = rows_sheet(_story(request, found, message, name, notes), headed, size)
    stem(plot, sum(heights(wrapped(rows, size), size)))
    return plot.figure


def span_words(one: Effect, written: Quantity, language: Language) -> str:
    """Return between which changes nine in ten draws lie; nothing for a single run."""
    if one.span is None:
        return ""
    low, high = (written.change(edge, language) for edge in one.span)
    return phrase(language, "span", low=low, high=high)


def effect_words(name: str, one: Effect, written: Quantity, language: Language) -> str:
    """Return an effect in words: its name, its value and the span of the draws."""
    span = span_words(one, written, language)
    value = written.small_change(one.middle, language)
    return phrase(language, "effect_value", name=name, value=value, span=f" ({span})" if span else "")


def _row(one: Effect, written: Quantity, name: str, part: str, language: Language) -> Row:
    """Return the bar of an effect from nought, with its value and the span of the draws."""
    colour = MUTED if written.is_nought(one.middle) else one.pen.text
    label = Label(written.small_change(one.middle, language), span_words(one, written, language) or part, colour)
    bar = Bar(0.0, one.middle, one.pen.colour, one.name)
    left, right = (label, None) if one.middle < 0 else (None, label)
    return Row(name, (bar,), left, right, one.span)


def _story(request: Request, found: Effects, message: str, name: Callable[[str], str], notes: Sequence[str]) -> Story:
    title, language, written = request.title or message, request.language, found.written
    base = written.value(found.whole, language)
    numbers: dict[str, object] = {"indicator": found.indicator, "unit": written.unit, "year": found.year}
    numbers |= {"policy": found.policy} if found.policy else {}
    numbers |= {"scenario": found.scenario, "draws": found.draws}
    numbers |= {"with_every_loop": six_digits(found.whole)} if found.policy else {}
    values = "; ".join(effect_words(name(one.name), one, written, language) for one in found.effects)
    unit = change_unit(found.indicator, written.unit, language)
    subject = measured(found.indicator, written.unit, language)
    return request.story(
        title=title,
        subtitle=request.say("subtitle", **subject, when=request.when(found.indicator, year=found.year), base=base),
        notes=[request.say("note"), *notes, draws_note(found.draws, language, "bars")],
        run=(found.policy, found.scenario),
        alt=request.say("alt", title=title, unit=unit, values=values, base=base),
        numbers=numbers | {"effects": {one.name: one.as_numbers() for one in found.effects}},
    )
