"""Fan: how far draws spread over the years, under unchanged policy and those that change most, side by side."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.layout import LITTLE_ROOM, TICK_ROOM, HouseFigure, Plot, Story, part, sheet, write
from care2040.figures.canvas.placing import round_ticks, scale_values, scale_years
from care2040.figures.canvas.style import (
    BAND_TINTS,
    EDGE,
    INK,
    MUTED,
    NAVY,
    ORANGE,
    SIZES,
    Size,
    house_style,
    measure,
    tint,
    wrap,
)
from care2040.figures.series import Series, headline, members, series, unit_of, years_of
from care2040.results.valid_draws import CannotAnalyse, counted
from care2040.wording.language import Language, Width
from care2040.wording.names import indicator_words, name_of, policy_words, source_line, unit_words
from care2040.wording.numbers import moment, number, sentence
from care2040.wording.quantities import Quantity, quantity, tick_words
from care2040.wording.texts import phrase

GUTTER = 0.55
"""Centimetres between two fans."""
FROM_NOUGHT = 0.6
"""Where what is drawn spans at least so much of the highest value, the axis begins at nought."""
TICKS = 3
"""Years along the axis of one fan among several."""


@dataclass(frozen=True)
class Fans:
    """The numbers of the figure: an indicator with its bands by policy, unchanged policy first."""

    indicator: str
    unit: str
    kind: str
    years: list[int]
    scenario: str
    draws: int
    failed: int
    written: Quantity
    drawn: dict[str, Series]
    hidden: int


def draw(
    dataset: xr.Dataset,
    language: Language = "nl",
    width: Width = "full",
    title: str | None = None,
    indicator: str | None = None,
) -> HouseFigure:
    """Draw the bands of the draws of an indicator over the years, for the first scenario."""
    size = SIZES[width]
    fans = find(dataset, indicator, size.columns)
    with house_style():
        ticks = _ticks(fans, size)
        written = tick_words(ticks, fans.unit, language)
        left = max(measure(words, size.text)[0] for words in written) + EDGE + 0.2
        story = _tell(dataset, fans, language, width, title, ticks[0] != 0)
        base = sheet(story, size, left, EDGE + 0.3, 0.1, LITTLE_ROOM)
        across = (base.width - GUTTER * (len(fans.drawn) - 1)) / len(fans.drawn)
        heads = [_head(policy, drawn, fans, across, language, size) for policy, drawn in fans.drawn.items()]
        high = max(measure(name, size.name, "bold")[1] + measure(more, size.label)[1] for name, more in heads) + 0.25
        plot = sheet(story, size, left, EDGE + 0.3, size.plot_height + high, TICK_ROOM)
        plot.axes.remove()
        for place, (policy, head) in enumerate(zip(fans.drawn, heads, strict=True)):
            begin = plot.left + place * (across + GUTTER)
            panel = part(plot, begin, plot.bottom, across, plot.height - high)
            panel.axes.tick_params(labelsize=size.text, pad=0.42 * size.text)
            scale_years(panel, fans.years, min(size.ticks, 9 if len(fans.drawn) == 1 else TICKS))
            _inward(panel)
            scale_values(panel, ticks, written if place == 0 else [""] * len(ticks))
            _paint(panel, policy, fans, size)
            top = plot.bottom + plot.height
            write(plot.figure, head[0], (begin, top), size.name, INK, "bold")
            below = top - measure(head[0], size.name, "bold")[1]
            write(plot.figure, head[1], (begin, below), size.label, MUTED)
    return plot.figure


def find(dataset: xr.Dataset, indicator: str | None = None, most: int = 3) -> Fans:
    """Return the numbers of the figure from a result; at most so many policies."""
    try:
        good, failed = counted(dataset, "fan")
    except CannotAnalyse as error:
        raise CannotDrawError(str(error)) from None
    name = headline(good, "fan", indicator)
    policies, scenario = members(good, "policy"), members(good, "scenario")[0]
    base = str(good.attrs.get("unchanged_policy", policies[0]))
    found = {policy: series(good, name, policy, scenario) for policy in policies}
    end = float(found[base].middle[-1])
    others = sorted((one for one in policies if one != base), key=lambda one: -abs(found[one].middle[-1] - end))
    shown = [base, *others][:most]
    drawn = {policy: found[policy] for policy in [base, *(one for one in policies if one in shown[1:])]}
    unit = unit_of(good, name)
    spread = [float(one.high[-1] - one.low[-1]) for one in drawn.values()]
    return Fans(
        name,
        unit,
        str(good[name].attrs.get("kind", "")),
        years_of(good),
        scenario,
        good.sizes["draw"],
        failed,
        quantity(unit, [min(spread) / 3]),
        drawn,
        len(policies) - len(drawn),
    )


def _ticks(fans: Fans, size: Size) -> list[float]:
    low = float(min(one.low.min() for one in fans.drawn.values()))
    high = float(max(one.high.max() for one in fans.drawn.values()))
    whole = low >= 0 and high - low >= FROM_NOUGHT * high
    return round_ticks(0.0 if whole else low, high, size.levels)


def _head(policy: str, drawn: Series, fans: Fans, across: float, language: Language, size: Size) -> tuple[str, str]:
    """Return what stands above a fan: its policy, and where it ends."""
    name = wrap(sentence(name_of("policies", policy, language)), across, size.name, "bold")
    middle, span = _end(drawn, fans, language)
    return name, wrap(f"{fans.years[-1]}: {middle} ({span})", across, size.label)


def _inward(plot: Plot) -> None:
    """Let the first year and the last stand within the plot, clear of those of its neighbours."""
    labels = plot.axes.get_xticklabels()
    labels[0].set_horizontalalignment("left")
    labels[-1].set_horizontalalignment("right")


def _end(drawn: Series, fans: Fans, language: Language) -> tuple[str, str]:
    low, high = (fans.written.value(float(edge[-1]), language) for edge in (drawn.low, drawn.high))
    return fans.written.value(float(drawn.middle[-1]), language), phrase(language, "fan", "band", low=low, high=high)


def _paint(plot: Plot, policy: str, fans: Fans, size: Size) -> None:
    drawn, pen = fans.drawn[policy], ORANGE if policy == next(iter(fans.drawn)) else NAVY
    plot.axes.set_gid(policy)
    for (low, high), shade in zip(drawn.bands, BAND_TINTS, strict=True):
        plot.axes.fill_between(fans.years, low, high, color=tint(pen.colour, shade), linewidth=0, gid="band")
    looks: dict[str, Any] = {"lw": size.line, "clip_on": False, "gid": policy, "zorder": 3}
    plot.axes.plot(fans.years, drawn.middle, color=INK, **looks)


def _tell(dataset: xr.Dataset, fans: Fans, language: Language, width: Width, title: str | None, cut: bool) -> Story:
    said = title or _message(fans, language)
    words = indicator_words(fans.indicator, language)
    blanks = {"subject": words["subject"], "unit": unit_words(fans.indicator, fans.unit, language)}
    when = moment(fans.kind, language, start=fans.years[0], end=fans.years[-1])
    notes = [phrase(language, "notes", "cut") if cut else "", _draws(fans, language)]
    if fans.hidden:
        notes.append(phrase(language, "fan", "note_others", many=number(fans.hidden, language)))
    if fans.failed:
        notes.append(phrase(language, "fan", "note_left_out", failed=number(fans.failed, language)))
    values = "; ".join(_told(policy, fans, language) for policy in fans.drawn)
    return Story(
        language=language,
        width=width,
        title=said,
        subtitle=phrase(language, "fan", "subtitle", **blanks, when=when),
        note=" ".join(note for note in notes if note),
        source=source_line(dataset.attrs, None, fans.scenario, language),
        alt=phrase(language, "fan", "alt", title=said, year=fans.years[-1], values=values),
        numbers={
            "indicator": fans.indicator,
            "unit": fans.unit,
            "scenario": fans.scenario,
            "draws": fans.draws,
            "failed": fans.failed,
            "years": fans.years,
            "policies": {policy: drawn.as_numbers() for policy, drawn in fans.drawn.items()},
        },
    )


def _told(policy: str, fans: Fans, language: Language) -> str:
    middle, span = _end(fans.drawn[policy], fans, language)
    name = sentence(name_of("policies", policy, language))
    return phrase(language, "fan", "alt_value", policy=name, middle=middle, span=span)


def _draws(fans: Fans, language: Language) -> str:
    return phrase(language, "fan", "note", draws=number(fans.draws, language))


def _message(fans: Fans, language: Language) -> str:
    """Return between which values nine in ten draws end, under the first policy."""
    policy, drawn = next(iter(fans.drawn.items()))
    under = policy_words("title_policies", policy, language)
    low, high = (fans.written.value(float(edge[-1]), language) for edge in (drawn.low, drawn.high))
    measured = indicator_words(fans.indicator, language)["measure"]
    key = "title_same" if low == high or not np.isfinite(drawn.low[-1]) else "title"
    return sentence(
        phrase(language, "fan", key, under=under, year=fans.years[-1], measure=measured, low=low, high=high)
    )
