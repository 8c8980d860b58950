"""Packages: an indicator under each policy over the years, with unchanged policy in grey."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean
from typing import Any

import xarray as xr

from care2040.figures.canvas.labels import EndLabel, label_ends, room_beside, room_upright
from care2040.figures.canvas.layout import HouseFigure, Plot, Story, sheet
from care2040.figures.canvas.placing import round_ticks, scale_values, scale_years
from care2040.figures.canvas.style import (
    EDGE,
    GREY,
    GREY_DASHED,
    NAVY,
    ORANGE,
    PURPLE,
    SIZES,
    TEAL,
    Numbers,
    Pen,
    Size,
    Weight,
    house_style,
    line_width,
    measure,
    tint,
    wrap,
)
from care2040.figures.policies import of_packages, unchanged
from care2040.figures.series import Series, headline, members, series, tidy, unit_of, years_of
from care2040.language.axes import CITY
from care2040.wording.language import Language, Width
from care2040.wording.names import indicator_words, name_of, source_line, unit_words
from care2040.wording.numbers import draws_note, from_to, moment, sentence
from care2040.wording.quantities import Quantity, quantity, tick_words
from care2040.wording.texts import phrase


@dataclass(frozen=True)
class Journey:
    """An indicator under one policy over the years; the median where there are draws."""

    policy: str
    middle: Numbers


@dataclass(frozen=True)
class Journeys:
    """The numbers of the figure."""

    indicator: str
    written: Quantity
    kind: str
    years: list[int]
    scenario: str
    draws: int
    unchanged: str
    base: Series
    others: tuple[Journey, ...]
    left_out: bool

    @property
    def grey(self) -> Journey:
        """The line of unchanged policy."""
        return Journey(self.unchanged, self.base.middle)

    def change(self, journey: Journey) -> float:
        """Return the difference with unchanged policy in the last year."""
        return float(journey.middle[-1] - self.base.middle[-1])

    @property
    def ranked(self) -> list[Journey]:
        """The other policies, those that change most in the last year first."""
        return sorted(self.others, key=lambda journey: -abs(self.change(journey)))


def find(dataset: xr.Dataset, indicator: str | None = None) -> Journeys:
    """Return the numbers of the figure from a result."""
    name, base = headline(dataset, "packages", indicator), unchanged(dataset, "packages")
    years, scenario = years_of(dataset), members(dataset, "scenario")[0]
    grey = series(dataset, name, base, scenario, CITY)
    policies, left_out = of_packages(dataset, "packages")
    others = tuple(Journey(policy, series(dataset, name, policy, scenario, CITY).middle) for policy in policies)
    return Journeys(
        indicator=name,
        written=quantity(unit_of(dataset, name), [other.middle[-1] - grey.middle[-1] for other in others]),
        kind=str(dataset[name].attrs.get("kind", "")),
        years=years,
        scenario=scenario,
        draws=dataset.sizes["draw"],
        unchanged=base,
        base=grey,
        others=others,
        left_out=left_out,
    )


def message(journeys: Journeys, language: Language) -> str:
    """Return the message of the figure, made from the policy that changes most in the last year."""
    most, year = journeys.ranked[0], journeys.years[-1]
    measure = indicator_words(journeys.indicator, language)["measure"]
    ends = float(journeys.base.middle[-1]), float(most.middle[-1])
    if journeys.written.alike(*ends):
        key = "title_none" if len(journeys.others) > 1 else "title_none_only"
        policy = sentence(name_of("policies", most.policy, language))
        return sentence(phrase(language, "packages", key, measure=measure, year=year, policy=policy))
    return sentence(
        phrase(
            language,
            "packages",
            "title",
            policy=sentence(name_of("policies", most.policy, language)),
            verb=phrase(language, "verbs", "raises" if journeys.change(most) > 0 else "lowers"),
            measure=measure,
            year=year,
            most=phrase(language, "packages", "most") if len(journeys.others) > 1 else "",
            from_to=from_to(journeys.indicator, ends, journeys.written.value, language),
        )
    )


def tell(
    dataset: xr.Dataset, journeys: Journeys, language: Language, width: Width, title: str | None, cut: bool
) -> Story:
    """Return the words of the figure; `cut` says that its upright axis does not begin at nought."""
    said = title or message(journeys, language)
    words = indicator_words(journeys.indicator, language)
    blanks = {"subject": words["subject"], "unit": unit_words(journeys.indicator, journeys.written.unit, language)}
    when = moment(journeys.kind, language, start=journeys.years[0], end=journeys.years[-1])
    left_out = phrase(language, "notes", "left_out") if journeys.left_out else ""
    notes = [left_out, phrase(language, "notes", "cut") if cut else "", draws_note(journeys.draws, language, "lines")]
    return Story(
        language=language,
        width=width,
        title=said,
        subtitle=phrase(language, "packages", "subtitle", **blanks, when=when),
        note=" ".join(note for note in notes if note),
        source=source_line(dataset.attrs, None, journeys.scenario, language),
        alt=alt(journeys, language, said),
        numbers=numbers(journeys),
    )


def alt(journeys: Journeys, language: Language, title: str) -> str:
    """Return what the figure shows in words: the message, then where each policy ends, the highest first."""
    first = journeys.written.value(float(journeys.base.middle[0]), language)
    ends = [journeys.grey, *journeys.others]
    values = _ends(sorted(ends, key=lambda one: -float(one.middle[-1])), journeys.written, language)
    start, end = journeys.years[0], journeys.years[-1]
    return phrase(language, "packages", "alt", title=title, start=start, end=end, first=first, values=values)


def _ends(lines: Sequence[Journey], written: Quantity, language: Language) -> str:
    return "; ".join(
        phrase(
            language,
            "packages",
            "alt_value",
            policy=sentence(name_of("policies", line.policy, language)),
            value=written.value(float(line.middle[-1]), language),
        )
        for line in lines
    )


def numbers(journeys: Journeys) -> dict[str, Any]:
    """Return the numbers drawn, as they are written beside the figure."""
    drawn: dict[str, Any] = {
        "indicator": journeys.indicator,
        "unit": journeys.written.unit,
        "scenario": journeys.scenario,
        "draws": journeys.draws,
        "years": journeys.years,
        "policies": {one.policy: tidy(one.middle) for one in (journeys.grey, *journeys.others)},
    }
    if journeys.base.bands:
        low, high = journeys.base.bands[0]
        drawn["band_of_unchanged_policy"] = {"90%": {"low": tidy(low), "high": tidy(high)}}
    return drawn


PENS = (NAVY, ORANGE, TEAL, PURPLE)
"""For the policies that do most, in that order; the others are grey and thin."""
BAND_TINT = 0.3
FROM_NOUGHT = 0.5
"""Where values differ by at least so much of the highest, the axis begins at nought."""
LONGEST_WORD = 0.4
"""Part of the width that a single long word in a label may take before it is broken."""
NO_BREAK = "\u00a0"
NORMAL: Weight = "normal"
BOLD: Weight = "bold"


def draw(
    dataset: xr.Dataset,
    language: Language = "nl",
    width: Width = "full",
    title: str | None = None,
    indicator: str | None = None,
) -> HouseFigure:
    """Draw an indicator of the city under each policy, for the first scenario.

    The four policies that change most have a colour and a dash of their own; unchanged policy is grey, with a band of
    90 % of the draws where there are draws. Every line is the median of its draws.
    """
    journeys, size = find(dataset, indicator), SIZES[width]
    with house_style():
        ticks = _ticks(journeys, size)
        written = tick_words(ticks, journeys.written.unit, language)
        labels = _end_labels(journeys, language, size)
        left = max(measure(words, size.text)[0] for words in written) + EDGE + 0.2
        story = tell(dataset, journeys, language, width, title, ticks[0] != 0)
        plot = sheet(story, size, left, room_beside(labels), max(size.plot_height, room_upright(labels)))
        scale_years(plot, journeys.years, size.ticks)
        scale_values(plot, ticks, written)
        _paint(plot, journeys, size)
        label_ends(plot, labels)
    return plot.figure


def _ticks(journeys: Journeys, size: Size) -> list[float]:
    """Return the marks of the upright axis: from nought where lines differ much, else around what is drawn."""
    lines = [journey.middle for journey in journeys.others]
    low = float(min(line.min() for line in (journeys.base.low, *lines)))
    high = float(max(line.max() for line in (journeys.base.high, *lines)))
    whole = low >= 0 and high - low >= FROM_NOUGHT * high
    return round_ticks(0.0 if whole else low, high, size.levels)


def _pens(journeys: Journeys) -> dict[str, Pen]:
    """Return the pen of each policy, those that change most first; what changes nothing that is written stays grey."""
    changing = [one.policy for one in journeys.ranked if not journeys.written.is_nought(journeys.change(one))]
    return {one.policy: GREY_DASHED for one in journeys.others} | dict(zip(changing, PENS, strict=False))


def _paint(plot: Plot, journeys: Journeys, size: Size) -> None:
    axes, years = plot.axes, journeys.years
    if journeys.base.bands:
        axes.fill_between(years, *journeys.base.bands[0], color=tint(GREY.colour, BAND_TINT), linewidth=0, gid="band")
    pens = _pens(journeys)
    for journey in journeys.ranked[::-1]:
        pen = pens[journey.policy]
        _line(plot, journeys, journey, pen, size.line / (2 if pen == GREY_DASHED else 1), 3.0)
    _line(plot, journeys, journeys.grey, GREY, size.line, 3.5)


def _line(plot: Plot, journeys: Journeys, journey: Journey, pen: Pen, thick: float, level: float) -> None:
    looks: dict[str, Any] = {"linestyle": pen.style, "lw": thick, "gid": journey.policy, "zorder": level}
    plot.axes.plot(journeys.years, journey.middle, color=pen.colour, clip_on=False, **looks)


def _end_labels(journeys: Journeys, language: Language, size: Size) -> list[EndLabel]:
    """Return the label of each line; thin grey ones that end at the same number share one."""
    pens = _pens(journeys) | {journeys.unchanged: GREY}
    lines = sorted([journeys.grey, *journeys.others], key=lambda one: float(one.middle[-1]))

    def group(line: Journey) -> str:
        written = journeys.written.value(float(line.middle[-1]), language)
        return written if pens[line.policy] == GREY_DASHED else line.policy

    thin = [line for line in lines if pens[line.policy] == GREY_DASHED]
    thick = [line for line in lines if pens[line.policy] != GREY_DASHED]
    groups = [list(alike) for kind in (thin, thick) for _, alike in groupby(kind, key=group)]
    return [_end_label(journeys, alike, pens[alike[0].policy], language, size) for alike in groups]


def _end_label(journeys: Journeys, lines: Sequence[Journey], pen: Pen, language: Language, size: Size) -> EndLabel:
    """Return the label of lines that end at one number: their names, and the number not on a line of its own."""
    points, weight = (size.label, NORMAL) if pen == GREY_DASHED else (size.name, BOLD)
    value = fmean(float(line.middle[-1]) for line in lines)
    called = sentence(", ".join(name_of("policies", line.policy, language) for line in lines))
    written = journeys.written.value(value, language)
    longest = max(line_width(word, points, weight) for word in called.split())
    room = max(size.label_part * size.width, min(longest, LONGEST_WORD * size.width))
    last = f"{called.rpartition(' ')[2]}{NO_BREAK}{written}"
    glue = NO_BREAK if line_width(last, points, weight) <= room else " "
    return EndLabel(value, wrap(f"{called}{glue}{written}", room, points, weight), pen.text, points, weight)
