"""Districts: where an indicator rises or falls most from the first year to the last, as sloping lines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean
from typing import Any

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.labels import EndLabel, label_ends, room_beside, room_upright
from care2040.figures.canvas.layout import HouseFigure, Plot, Story, sheet
from care2040.figures.canvas.style import EDGE, GREY, INK, NAVY, ORANGE, Pen, Size
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.figures.series import bands_of, members, tidy, unit_of, years_of
from care2040.language.axes import CITY
from care2040.wording.language import Language
from care2040.wording.names import area_name, indicator_words
from care2040.wording.numbers import sentence
from care2040.wording.quantities import quantity

DEFAULTS = ("unmet_need_share", "overburdened_share", "residents_75_plus")
"""Indicators to draw when none is asked for: the first that goes another way in one district than in another."""
ALIKE = 0.1
"""Changes that differ less, as a part of the largest, are called the same: the labour market is one for the city."""


@dataclass(frozen=True)
class Slope:
    """One area from the first year to the last, in the unit of the indicator (median where there are draws)."""

    area: str
    first: float
    last: float

    @property
    def change(self) -> float:
        """Of the last year on the first."""
        return self.last - self.first


@dataclass(frozen=True)
class Slopes:
    """The numbers of a figure of districts, under the first policy and scenario."""

    indicator: str
    unit: str
    years: tuple[int, int]
    policy: str
    scenario: str
    areas: tuple[Slope, ...]
    city: Slope | None

    @property
    def riser(self) -> Slope:
        """The district that rises most, or falls least."""
        return max(self.areas, key=lambda slope: slope.change)

    @property
    def faller(self) -> Slope:
        """The district that falls most, or rises least."""
        return min(self.areas, key=lambda slope: slope.change)

    @property
    def telling(self) -> bool:
        """Whether districts change differently enough to speak of it."""
        largest = max(abs(self.riser.change), abs(self.faller.change))
        return self.riser.change - self.faller.change > ALIKE * largest

    @property
    def drawn(self) -> tuple[Slope, ...]:
        """Everything drawn."""
        return self.areas if self.city is None else (*self.areas, self.city)

    @property
    def from_the_highest(self) -> list[Slope]:
        """Everything drawn, the highest in the last year first."""
        return sorted(self.drawn, key=lambda slope: -slope.last)


def slopes_of(request: Request) -> Slopes:
    """Return the numbers of a figure of districts, for the indicator asked for or the first that tells them apart."""
    dataset = request.dataset
    wanted = (request.indicator,) if request.indicator else DEFAULTS
    areas = members(dataset, "area") if "area" in dataset.dims else []
    held = [name for name in wanted if name in dataset and "area" in dataset[name].dims and len(areas) > 2]
    if not held:
        asked = " or ".join(f"'{name}'" for name in wanted)
        raise CannotDrawError(f"the figure '{request.name}' needs {asked} per district: run at resolution district")
    found = [_slopes(request, name, areas) for name in held]
    return next((slopes for slopes in found if slopes.telling), found[0])


def _slopes(request: Request, name: str, areas: Sequence[str]) -> Slopes:
    dataset, policy, scenario = request.dataset, request.policies[0], request.scenario
    years = years_of(dataset)

    def slope(area: str) -> Slope:
        values = bands_of(dataset, name, policy, scenario, area).middle
        return Slope(area, float(values[0]), float(values[-1]))

    unit = unit_of(dataset, name)
    city = slope(CITY) if unit == "dimensionless" and CITY in areas else None
    districts = tuple(slope(area) for area in areas if area != CITY)
    return Slopes(name, unit, (years[0], years[-1]), policy, scenario, districts, city)


def value_words(slopes: Slopes, value: float, language: Language) -> str:
    """Return a value as it is written: with a decimal where districts could not be told apart without."""
    values = [end for slope in slopes.drawn for end in (slope.first, slope.last)]
    return quantity(slopes.unit, [max(values) - min(values)]).value(value, language)


def message(request: Request, slopes: Slopes) -> str:
    """Return the message of the figure, made from the districts that change most and least."""
    riser, faller = slopes.riser, slopes.faller
    key = "title_rise" if faller.change >= 0 else "title_fall" if riser.change <= 0 else "title_both"
    names = {"riser": area_name(riser.area), "faller": area_name(faller.area)}
    blanks = names | indicator_words(slopes.indicator, request.language)
    return sentence(request.say(key if slopes.telling else "title_same", **blanks))


def story(request: Request, slopes: Slopes) -> Story:
    """Return the words of the figure; the message follows the numbers unless a title is given."""

    def ends(slope: Slope) -> dict[str, str]:
        first, last = (value_words(slopes, value, request.language) for value in (slope.first, slope.last))
        return {"first": first, "last": last}

    title, (start, end) = request.title or message(request, slopes), slopes.years
    areas = {slope.area: tidy([slope.first, slope.last]) for slope in slopes.drawn}
    when = {"start": start, "end": end}
    return areas_story(request, slopes, title, ends, {"years": list(slopes.years), "areas": areas}, **when)


def areas_story(
    request: Request,
    slopes: Slopes,
    title: str,
    values: Callable[[Slope], dict[str, str]],
    numbers: dict[str, Any],
    **when: object,
) -> Story:
    """Return the words of a figure of districts; `values` are the blanks of the sentence on each area."""
    words = [request.say("alt_value", area=area_name(slope.area), **values(slope)) for slope in slopes.from_the_highest]
    facts = {"indicator": slopes.indicator, "unit": slopes.unit, "policy": slopes.policy, "scenario": slopes.scenario}
    return request.story(
        title=title,
        subtitle=request.say("subtitle", **request.subject(slopes.indicator, slopes.unit), **when),
        notes=[request.say("note")],
        run=(slopes.policy, slopes.scenario),
        alt=request.say("alt", title=title, values="; ".join(words)),
        numbers=facts | numbers,
    )


CITY_PEN = Pen(INK, INK, (0, (1.5, 1.5)))
MARGIN = 0.06
"""Part of the range kept free above and below."""


@figure("districts", any_indicator=True)
def draw(request: Request) -> HouseFigure:
    """Draw an indicator per district in the first year and the last, for the first policy and scenario."""
    slopes, size = slopes_of(request), request.size
    left, right = _first_labels(slopes, request.language, size), _last_labels(slopes, request.language, size)
    height = max(size.plot_height, room_upright(left), room_upright(right))
    plot = sheet(story(request, slopes), size, room_beside(left) + EDGE, room_beside(right), height)
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
    for words, group in groupby(ordered, key=lambda slope: value_words(slopes, slope.first, language)):
        alike = list(group)
        pens = {_pen(slopes, slope) for slope in alike}
        pen = pens.pop() if len(pens) == 1 else GREY
        labels.append(_label(fmean(slope.first for slope in alike), words, pen, size))
    return labels


def _last_labels(slopes: Slopes, language: Language, size: Size) -> list[EndLabel]:
    """Return the value and name of each area in the last year."""
    words = [f"{value_words(slopes, slope.last, language)} {area_name(slope.area)}" for slope in slopes.drawn]
    pairs = zip(slopes.drawn, words, strict=True)
    return [_label(slope.last, text, _pen(slopes, slope), size) for slope, text in pairs]


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
        looks: dict[str, Any] = {"linestyle": pen.style, "marker": "o", "markersize": 2.2 * thick, "gid": slope.area}
        ends = [slope.first, slope.last]
        axes.plot(slopes.years, ends, color=pen.colour, lw=thick, clip_on=False, zorder=3, **looks)
