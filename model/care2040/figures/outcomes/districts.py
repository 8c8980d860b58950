"""Districts: where an indicator rises or falls most, over the years or by what is done, as sloping lines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean
from typing import Any

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.labels import EndLabel, label_ends, room_beside, room_upright
from care2040.figures.canvas.layout import TICK_ROOM, HouseFigure, Plot, Story, sheet, write
from care2040.figures.canvas.style import EDGE, GREY, INK, LINE_PITCH, MUTED, NAVY, ORANGE, Pen, Size, em, measure, wrap
from care2040.figures.readings import bands_of, members, tidy, unit_of, years_of
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.language.axes import whole_city
from care2040.results.variables import BY_RESIDENTS, STANDARD
from care2040.wording.language import Language
from care2040.wording.names import area_name, indicator_words
from care2040.wording.numbers import sentence
from care2040.wording.quantities import Quantity, quantity

DEFAULTS = ("unmet_need_share", "heavily_burdened_share", "residents_75_plus")
"""Indicators to draw when none is asked for: the first that goes another way in one district than in another."""
PER_DISTRICT = {STANDARD: BY_RESIDENTS}
"""What is drawn for an indicator that is of the city only: work has a place in the city, need has one in a district."""
ALIKE = 0.1
"""Changes that differ less, as a part of the largest, are called the same: the labour market is one for the city."""


@dataclass(frozen=True)
class Slope:
    """One area from the first year to the last, or from one policy to another in the last year; medians of draws."""

    area: str
    first: float
    last: float

    @property
    def change(self) -> float:
        """Of the last on the first."""
        return self.last - self.first


@dataclass(frozen=True)
class Slopes:
    """The numbers of a figure of districts: under one policy over the years, or `against` another in the last year."""

    indicator: str
    unit: str
    years: tuple[int, int]
    policy: str
    against: str | None
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
    def noticed(self) -> bool:
        """Whether anything changes that is worth a word, in any district."""
        return any(self.written.tells(slope.change, slope.first) for slope in self.areas)

    @property
    def written(self) -> Quantity:
        """How values are written: with a decimal where districts could not be told apart without."""
        values = [end for slope in self.drawn for end in (slope.first, slope.last)]
        return quantity(self.unit, [max(values) - min(values)])

    @property
    def assumed(self) -> bool:
        """Whether all districts begin at one value: nothing is known of each, so the same is taken for all."""
        firsts = [slope.first for slope in self.areas]
        return self.against is None and max(firsts) - min(firsts) <= 1e-9 * abs(max(firsts))

    @property
    def drawn(self) -> tuple[Slope, ...]:
        """Everything drawn."""
        return self.areas if self.city is None else (*self.areas, self.city)

    @property
    def from_the_highest(self) -> list[Slope]:
        """Everything drawn, the highest in the last year first."""
        return sorted(self.drawn, key=lambda slope: -slope.last)


def slopes_of(request: Request) -> Slopes:
    """Return the numbers of a figure of districts, for the indicator asked for or the first that tells them apart.

    One policy that is asked for is drawn over the years, two are drawn against each other in the last year. When none
    is asked for, it is the policy that does most for one district against another, against unchanged policy.
    """
    dataset = request.dataset
    wanted = (PER_DISTRICT.get(request.indicator, request.indicator),) if request.indicator else DEFAULTS
    areas = members(dataset, "area") if "area" in dataset.dims else []
    held = [name for name in wanted if name in dataset and "area" in dataset[name].dims and len(areas) > 2]
    if not held:
        asked = " or ".join(f"'{name}'" for name in wanted)
        raise CannotDrawError(f"the figure '{request.name}' needs {asked} per district: run at resolution district")
    if len([area for area in request.asked.districts if area != whole_city()]) == 1:
        raise CannotDrawError(f"the figure '{request.name}' compares districts: name two or more")
    found = [_most_telling(request, name, request.asked.districts or areas) for name in held]
    return next((slopes for slopes in found if slopes.telling), found[0])


def _most_telling(request: Request, name: str, areas: Sequence[str]) -> Slopes:
    """Return the slopes of the policies asked for, else of the one that tells districts apart most."""
    asked, base = request.asked.policies, request.unchanged
    if len(asked) > 2:
        raise CannotDrawError(f"the figure '{request.name}' draws one policy, or two against each other: name fewer")
    pairs: list[tuple[str, str | None]] = [(policy, base) for policy in request.policies if policy != base]
    if asked:
        pairs = [(asked[-1], asked[0] if len(asked) == 2 else None)]
    found = [_slopes(request, name, areas, *pair) for pair in pairs or [(base, None)]]
    return max(found, key=lambda slopes: slopes.riser.change - slopes.faller.change)


def _slopes(request: Request, name: str, areas: Sequence[str], policy: str, against: str | None) -> Slopes:
    dataset, scenario, years = request.dataset, request.scenario, years_of(request.dataset)

    def slope(area: str) -> Slope:
        values = bands_of(dataset, name, policy, scenario, area).middle
        first = bands_of(dataset, name, against, scenario, area).middle[-1] if against else values[0]
        return Slope(area, float(first), float(values[-1]))

    unit = unit_of(dataset, name)
    city = slope(whole_city()) if unit == "dimensionless" and whole_city() in areas else None
    districts = tuple(slope(area) for area in areas if area != whole_city())
    return Slopes(name, unit, (years[0], years[-1]), policy, against, scenario, districts, city)


def value_words(slopes: Slopes, value: float, language: Language) -> str:
    """Return a value as it is written."""
    return slopes.written.value(value, language)


def message(request: Request, slopes: Slopes) -> str:
    """Return the message of the figure, made from the districts that change most and least."""
    riser, faller = slopes.riser, slopes.faller
    way = "rise" if faller.change >= 0 else "fall" if riser.change <= 0 else "both"
    key = way if slopes.telling and slopes.noticed else "same" if slopes.noticed else "none"
    names = {
        "riser": area_name(riser.area, request.language),
        "faller": area_name(faller.area, request.language),
        "year": slopes.years[1],
    }
    names |= {"policy": request.policy_name(slopes.policy)}
    blanks = names | indicator_words(slopes.indicator, request.language)
    return sentence(request.common("districts", f"title_{key}{'_against' if slopes.against else ''}", **blanks))


def pair_words(request: Request, slopes: Slopes) -> dict[str, str]:
    """Return the names of two policies that are held against each other."""
    return {"policy": request.policy_name(slopes.policy), "against": request.policy_name(slopes.against or "")}


def story(request: Request, slopes: Slopes) -> Story:
    """Return the words of the figure; the message follows the numbers unless a title is given."""

    def ends(slope: Slope) -> dict[str, str]:
        first, last = (value_words(slopes, value, request.language) for value in (slope.first, slope.last))
        return {"first": first, "last": last}

    title, (start, end) = request.title or message(request, slopes), slopes.years
    areas = {slope.area: tidy([slope.first, slope.last]) for slope in slopes.drawn}
    numbers = {"years": [end] if slopes.against else [start, end], "areas": areas}
    low, high = _limits(slopes)
    notes = [
        request.say("note") if not low <= 0 <= high else "",
        request.say("note_assumed", start=start, value=ends(slopes.areas[0])["first"]) if slopes.assumed else "",
    ]
    when = {"when": request.when(slopes.indicator, year=end)} | pair_words(request, slopes)
    return areas_story(
        request, slopes, title, ends, numbers, notes, **(when if slopes.against else {"start": start, "end": end})
    )


def areas_story(
    request: Request,
    slopes: Slopes,
    title: str,
    values: Callable[[Slope], dict[str, str]],
    numbers: dict[str, Any],
    notes: Sequence[str],
    **when: object,
) -> Story:
    """Return the words of a figure of districts; `values` are the blanks of the sentence on each area."""
    words = [
        request.say("alt_value", area=area_name(slope.area, request.language), **values(slope))
        for slope in slopes.from_the_highest
    ]
    facts = {"indicator": slopes.indicator, "unit": slopes.unit, "policy": slopes.policy, "scenario": slopes.scenario}
    facts |= {"against": slopes.against} if slopes.against else {}
    key = "subtitle_against" if slopes.against else "subtitle"
    return request.story(
        title=title,
        subtitle=request.say(key, **{**request.subject(slopes.indicator, slopes.unit), **when}),
        notes=notes,
        run=(slopes.policy, slopes.scenario),
        alt=request.say("alt", title=title, values="; ".join(words)),
        numbers=facts | numbers,
    )


CITY_PEN = Pen(INK, INK, (0, (1.5, 1.5)))
HEAD_PART = 0.36
"""Part of the width that the name of a policy below an end may take."""
MARGIN = 0.06
"""Part of the range kept free above and below."""


@figure(
    "districts",
    takes=("indicator", "policies", "scenario", "year", "districts"),
    needs=DEFAULTS,
    made_of="resolution district",
)
def draw(request: Request) -> HouseFigure:
    """Draw an indicator per district as a line from the first year to the last, or from one policy to another."""
    slopes, size = slopes_of(request), request.size
    left, right = _first_labels(slopes, request.language, size), _last_labels(slopes, request.language, size)
    height = max(size.plot_height, room_upright(left), room_upright(right))
    heads = _heads(request, slopes)
    under = TICK_ROOM + LINE_PITCH * max(head.count("\n") for head in heads)
    plot = sheet(story(request, slopes), size, room_beside(left) + EDGE, room_beside(right), height, under)
    _paint(plot, slopes, heads, size)
    label_ends(plot, left, "left")
    label_ends(plot, right, "right")
    return plot.figure


def _pen(slopes: Slopes, slope: Slope) -> Pen:
    marked = {slopes.riser.area: ORANGE, slopes.faller.area: NAVY} if slopes.telling else {}
    return {**marked, whole_city(): CITY_PEN}.get(slope.area, GREY)


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
    words = [f"{value_words(slopes, slope.last, language)} {area_name(slope.area, language)}" for slope in slopes.drawn]
    pairs = zip(slopes.drawn, words, strict=True)
    return [_label(slope.last, text, _pen(slopes, slope), size) for slope, text in pairs]


def _label(value: float, words: str, pen: Pen, size: Size) -> EndLabel:
    return EndLabel(value, words, pen.text, size.label, "normal" if pen == GREY else "bold")


def _limits(slopes: Slopes) -> tuple[float, float]:
    """Return the ends of the upright axis: a little more than what is drawn."""
    values = [value for slope in slopes.drawn for value in (slope.first, slope.last)]
    low, high = min(values), max(values)
    margin = MARGIN * ((high - low) or abs(high) or 1.0)
    return low - margin, high + margin


def _heads(request: Request, slopes: Slopes) -> list[str]:
    """Return what stands below both ends: the years, or the policies."""
    if slopes.against is None:
        return [str(year) for year in slopes.years]
    size = request.size
    room = size.width * HEAD_PART
    return [wrap(request.policy_name(one), room, size.text) for one in (slopes.against, slopes.policy)]


def _name_ends(plot: Plot, heads: Sequence[str], size: Size) -> None:
    """Write the name of a policy below each end, as near to the middle of it as the edge of the sheet lets it."""
    widths = [measure(head, size.text)[0] for head in heads]
    begin = max(EDGE, plot.left - widths[0] / 2)
    end = min(size.width - EDGE, plot.left + plot.width + widths[1] / 2)
    for at, width, head in zip((begin, end - widths[1]), widths, heads, strict=True):
        write(plot.figure, head, (at + width / 2, plot.bottom - em(size.text) / 2), size.text, MUTED, align="center")


def _paint(plot: Plot, slopes: Slopes, heads: Sequence[str], size: Size) -> None:
    axes, ends = plot.axes, slopes.years
    axes.set_xlim(*ends)
    axes.set_ylim(*_limits(slopes))
    axes.set_xticks(list(ends), ["", ""] if slopes.against else heads)
    if slopes.against:
        _name_ends(plot, heads, size)
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="x", length=0)
    for end in ends:
        axes.axvline(end, color=GREY.colour, lw=0.7, zorder=1, clip_on=False)
    for slope in sorted(slopes.drawn, key=lambda slope: _pen(slopes, slope) != GREY):
        pen = _pen(slopes, slope)
        thick = size.line / (2 if pen == GREY else 1)
        looks: dict[str, Any] = {"linestyle": pen.style, "marker": "o", "markersize": 2.2 * thick, "gid": slope.area}
        axes.plot(ends, [slope.first, slope.last], color=pen.colour, lw=thick, clip_on=False, zorder=3, **looks)
