"""Cities: from one city to another, cause by cause: a waterfall of bars lying down."""

from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import xarray as xr

from care2040.figures.canvas.bars import Bar, Label, Row, rows_sheet
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.layout import HouseFigure, Story
from care2040.figures.canvas.style import AXIS, INK, MUTED
from care2040.figures.effects import Effect, effect_words
from care2040.figures.readings import six_digits
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.figures.waterfall import base_of, connect, shorten
from care2040.results.variables import CITY_CAUSES
from care2040.wording.language import Language
from care2040.wording.names import change_unit, unit_words
from care2040.wording.numbers import moment, sentence
from care2040.wording.quantities import Quantity, per_thousand, quantity

CLOSED = 1e-9
"""Part of the largest value by which the causes may fail to add up."""
MUCH_BORROWED = 0.5
"""Part of the difference from which a title says that it rests on borrowed numbers."""


@dataclass(frozen=True)
class Between:
    """The numbers of the figure: from one city, over what each cause adds, to the other."""

    indicator: str
    unit: str
    per: str
    written: Quantity
    years: tuple[int, int]
    names: tuple[str, str]
    ends: tuple[float, float]
    causes: tuple[Effect, ...]
    at_start: dict[str, float]
    titles: dict[str, str]
    borrowed: float

    @property
    def whole(self) -> float:
        """What the second city has more than the first."""
        return self.ends[1] - self.ends[0]

    @property
    def steps(self) -> list[float]:
        """Where each step stands, from the first city to the second."""
        return list(accumulate((cause.middle for cause in self.causes), initial=self.ends[0]))

    @property
    def loses_by_rounding(self) -> bool:
        """Whether the numbers as written do not add up."""
        written = self.written.rounded
        parts = sum(written(cause.middle) for cause in self.causes)
        return abs(written(self.ends[0]) + parts - written(self.ends[1])) > 1e-6


def between(dataset: xr.Dataset, language: Language) -> Between:
    """Return the numbers from a comparison of two cities, the cause that adds most either way first."""
    if CITY_CAUSES not in dataset:
        raise CannotDrawError("the result compares no two cities: care2040 compare cities does")
    facts, values = dataset.attrs, dataset[CITY_CAUSES].values.astype(float)
    ends = float(facts["first"]), float(facts["second"])
    if not np.isfinite([*ends, *values]).all():
        raise CannotDrawError("the comparison holds values that are not numbers")
    if abs(ends[0] + values.sum() - ends[1]) > CLOSED * max(map(abs, ends)):
        raise CannotDrawError("the causes do not add up to the difference between the cities")
    names = [str(name) for name in dataset["cause"].values]
    causes = sorted(
        (Effect(*one) for one in zip(names, values.tolist(), strict=True)), key=lambda one: -abs(one.middle)
    )
    unit, per = str(facts["units"]), str(facts["per"])
    # by which the difference itself is written is set by the largest cause
    how = per_thousand if per else quantity
    return Between(
        indicator=str(facts["indicator"]),
        unit=unit,
        per=per,
        written=how(unit, [*values, ends[1] - ends[0]]),
        years=(int(facts["first_year"]), int(facts["year"])),
        names=(str(facts[f"first_{language}"]), str(facts[f"second_{language}"])),
        ends=ends,
        causes=tuple(causes),
        at_start=dict(zip(names, dataset["at_start"].values.astype(float).tolist(), strict=True)),
        titles=dict(zip(names, map(str, dataset[f"title_{language}"].values), strict=True)),
        borrowed=float(facts["borrowed_adds"]),
    )


def message(request: Request, found: Between) -> str:
    """Return the message of the figure: which city has more, the cause that does most of that, and what is borrowed."""
    first, second = found.names
    blanks: dict[str, Any] = {"first": first, "second": second, "year": found.years[1]}
    blanks["measure"] = request.measure(found.indicator)
    if not found.written.tells(found.whole, found.ends[0]):
        return sentence(request.say("title_none", **blanks))
    sign = 1 if found.whole > 0 else -1
    most = max(found.causes, key=lambda one: sign * one.middle)
    said = request.say("title_more" if sign > 0 else "title_less", cause=found.titles[most.name], **blanks)
    much = abs(found.borrowed) > MUCH_BORROWED * abs(found.whole)
    return sentence(said) + (request.say("title_borrowed") if much else "")


def units(request: Request, found: Between) -> tuple[str, str]:
    """Return the words for the unit of a value, and of a difference."""
    words = unit_words(found.indicator, found.unit, request.language)
    change = change_unit(found.indicator, found.unit, request.language)
    if found.per:
        return request.say("per", unit=words), request.say("per", unit=change)
    return words, change


def story(request: Request, found: Between, cut: bool) -> Story:
    """Return the words of the figure; `cut` says that its first and last bar are shortened."""
    language, written, facts = request.language, found.written, request.dataset.attrs
    title = request.title or message(request, found)
    unit, change = units(request, found)
    first, second = found.names
    blanks: dict[str, Any] = {"first": first, "second": second, "change": change}
    when = moment(str(facts["kind"]), language, year=found.years[1])
    subject = request.subject(found.indicator, found.unit)["subject"]
    values = [effect_words(sentence(found.titles[one.name]), one, written, language) for one in found.causes]
    return request.story(
        title=title,
        subtitle=request.say("subtitle", subject=subject, unit=unit, when=when, **blanks),
        notes=[
            request.say("note", **blanks),
            _borrowed(request, found, blanks),
            str(facts[f"caution_{language}"]),
            request.common("notes", "cut_bars") if cut else "",
            request.say("rounded") if found.loses_by_rounding else "",
        ],
        run=(str(facts["policy"]), str(facts["scenario"])),
        alt=request.say(
            "alt",
            title=title,
            start=written.value(found.ends[0], language),
            end=written.value(found.ends[1], language),
            values="; ".join(values),
            **blanks,
        ),
        numbers=numbers(request, found),
    )


def _borrowed(request: Request, found: Between, blanks: dict[str, Any]) -> str:
    """Return the sentence on what of the difference rests on borrowed numbers."""
    counted = found.whole - found.borrowed
    written = {"borrowed": found.borrowed, "counted": counted, "whole": found.whole}
    values = {name: found.written.change(value, request.language) for name, value in written.items()}
    return request.say("borrowed", **values, **blanks)


def numbers(request: Request, found: Between) -> dict[str, Any]:
    """Return the numbers drawn, as they are written beside the figure."""
    facts = request.dataset.attrs
    return {
        "indicator": found.indicator,
        "unit": found.unit,
        "per": found.per,
        "year": found.years[1],
        "policy": facts["policy"],
        "scenario": facts["scenario"],
        "cities": {name: six_digits(value) for name, value in zip(found.names, found.ends, strict=True)},
        "causes": {one.name: six_digits(one.middle) for one in found.causes},
        "borrowed": six_digits(found.borrowed),
    }


@figure("cities", made_of="what care2040 compare cities computes")
def draw(request: Request) -> HouseFigure:
    """Draw why an indicator differs between two cities: what each cause adds from the one to the other."""
    found = between(request.dataset, request.language)
    steps, size = found.steps, request.size
    base = base_of(steps)
    rows = _rows(request, found, base)
    plot, middles = rows_sheet(story(request, found, base != 0), rows, size)
    connect(plot, steps, middles, size)
    shorten(plot, rows, middles, base, min(steps), size)
    return plot.figure


def _rows(request: Request, found: Between, base: float) -> list[Row]:
    """Return the first city, a step for each cause with what it added at the start, and the second city."""
    language, written = request.language, found.written

    def city(place: int, colour: str) -> Row:
        value = found.ends[place]
        bar = Bar(base, value, colour, ("first", "second")[place])
        return Row(found.names[place], (bar,), right=Label(written.value(value, language)), weight="bold")

    rows = [city(0, AXIS)]
    for cause, ends in zip(found.causes, pairwise(found.steps), strict=True):
        colour = MUTED if written.is_nought(cause.middle) else cause.pen.text
        then = written.small_change(found.at_start[cause.name], language)
        more = request.say("then", year=found.years[0], value=then) if found.years[0] != found.years[1] else ""
        label = Label(written.small_change(cause.middle, language), more, colour)
        name = sentence(found.titles[cause.name])
        rows.append(Row(name, (Bar(*ends, cause.pen.colour, cause.name),), right=label))
    return [*rows, city(1, INK)]
