"""One in four: the workers that care in the city needs and has, as a share of all who work there, until 2040."""

from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

import numpy as np

from care2040.figures.canvas.labels import EndLabel, label_ends
from care2040.figures.canvas.layout import HouseFigure, Plot, Story
from care2040.figures.canvas.placing import Notice, place_notices
from care2040.figures.canvas.style import (
    BAND_TINTS,
    GREY,
    GREY_DASHED,
    INK,
    NAVY,
    ORANGE,
    Numbers,
    Pen,
    Size,
    tint,
    wrap,
)
from care2040.figures.readings import band_numbers, bands_of, years_of
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.figures.yardsticks.lines import BASE_YEAR, VISION_FUTURE, Level, level_note, level_of
from care2040.figures.yardsticks.share_sheet import BESIDE_SHARES, Beside, beside, share_sheet, tall
from care2040.language.cities.here import the_city
from care2040.results.percentiles import Bands
from care2040.results.variables import CAUSED_BY_SHORTAGE, SHORTAGE, STANDARD, UNCHANGED, WORKING, WORKING_IN_CITY
from care2040.wording.names import name_of, policy_words
from care2040.wording.numbers import one_in, rounded, sentence, share_percent


@dataclass(frozen=True)
class Shares:
    """Workers needed and working as a share of all who work in the city, in one scenario."""

    scenario: str
    needed: Bands
    working: Bands

    @property
    def lines(self) -> tuple[tuple[str, Bands], ...]:
        """Both with the name of each, as it is drawn and called."""
        return ("needed", self.needed), ("working", self.working)

    def as_numbers(self) -> dict[str, Any]:
        """Return what is drawn, for the file beside the figure."""
        return {STANDARD: band_numbers(self.needed), WORKING: band_numbers(self.working)}


@dataclass(frozen=True)
class Findings:
    """The numbers of the figure: the first scenario in colour, the other scenarios of that policy in grey."""

    years: list[int]
    policy: str
    main: Shares
    shortage: Bands
    caused: Bands
    asked: Numbers
    others: tuple[Shares, ...]
    beside: Beside
    level: Level | None

    @property
    def short(self) -> bool:
        """Whether workers are missing at the end."""
        return bool(rounded(self.shortage.middle[-1]) > 0)

    @property
    def asks_more(self) -> bool:
        """Whether the shortage adds to what is asked at the end."""
        return bool(rounded(self.caused.middle[-1]) > 0)

    def drawn(self, part: str) -> list[tuple[str, Bands]]:
        """Return the lines of one kind in the other scenarios.

        Each has one line: what it needs or, where it needs what the first scenario does, what works there. Need on the
        path of the vision has its own line.
        """
        apart = {
            other.scenario: abs(other.needed.middle[-1] - self.main.needed.middle[-1]) >= LEAST_APART
            for other in self.others
        }
        lines = [
            (one.scenario, dict(one.lines)[part]) for one in self.others if apart[one.scenario] == (part == "needed")
        ]
        return [one for one in lines if not (self.policy == UNCHANGED and one[0] == VISION_FUTURE)]

    @property
    def lowest(self) -> Numbers:
        """Lowest value drawn in each year, shape (year,)."""
        return np.asarray(np.min([drawn.low for drawn in self._all], axis=0))

    @property
    def highest(self) -> Numbers:
        """Highest value drawn in each year, shape (year,)."""
        lines = [*(drawn.high for drawn in self._all), self.asked, self.beside.national.middle]
        lines += [] if self.beside.vision is None else [self.beside.vision]
        return np.asarray(np.nanmax(lines, axis=0))

    @property
    def top(self) -> float:
        """The highest that is drawn in any year."""
        return max(float(self.highest.max()), self.beside.top)

    @property
    def _all(self) -> list[Bands]:
        greys = [drawn for part in ("needed", "working") for _, drawn in self.drawn(part)]
        return [self.main.needed, self.main.working, *greys]


def findings_of(request: Request) -> Findings:
    """Return the numbers of the figure from a result."""
    dataset, years = request.dataset, years_of(request.dataset)
    policy, (scenario, *rest) = request.policies[0], request.scenarios

    def middle(name: str, other: str) -> Bands:
        return Bands(bands_of(dataset, name, policy, other).middle)

    needed, working, shortage, caused, workers = (
        bands_of(dataset, name, policy, scenario)
        for name in (STANDARD, WORKING, SHORTAGE, CAUSED_BY_SHORTAGE, WORKING_IN_CITY)
    )
    return Findings(
        years=years,
        policy=policy,
        main=Shares(scenario, needed, working),
        shortage=shortage,
        caused=caused,
        asked=needed.middle + np.maximum(caused.middle, 0) / workers.middle,
        others=tuple(Shares(other, middle(STANDARD, other), middle(WORKING, other)) for other in rest),
        beside=beside(request, policy, scenario),
        level=level_of(years, needed.middle),
    )


def story(request: Request, findings: Findings) -> Story:
    """Return the words of the figure; the message follows the numbers unless a title is given."""
    title = request.title or message(request, findings)
    start, end = findings.years[0], findings.years[-1]
    scenario = findings.main.scenario
    called = name_of("scenarios", scenario, request.language)
    return request.story(
        title=title,
        subtitle=request.say("subtitle", start=start, end=end),
        notes=[
            level_note(request, findings.level) if findings.level else "",
            *findings.beside.notes(request),
            request.say("note", start=BASE_YEAR),
            request.say("note_low") if findings.short and not the_city().borrows else "",
            request.say("note_caused") if findings.asks_more else "",
            request.say("note_others", scenario=called) if findings.others else "",
            request.common("draws", draws=request.count(request.draws), doubt=request.doubt)
            if request.draws > 1
            else "",
        ],
        run=(findings.policy, scenario),
        alt=alt(request, findings, title),
        numbers=numbers(request, findings),
    )


def message(request: Request, findings: Findings) -> str:
    """Return the message of the figure, made from the share needed at the end."""
    share, language = float(findings.main.needed.middle[-1]), request.language
    fraction = one_in(share, language)
    under = policy_words("title_policies", findings.policy, language)
    blanks = {
        "under": under,
        "end": findings.years[-1],
        "fraction": fraction,
        "percent": share_percent(share, language),
    }
    return sentence(request.say("title_fraction" if fraction else "title_percent", **blanks))


def alt(request: Request, findings: Findings, title: str) -> str:
    """Return what the figure shows in words: the message, then the numbers."""
    language, start, end = request.language, findings.years[0], findings.years[-1]
    ends = {
        f"{name}_{when}": share_percent(float(drawn.middle[at]), language)
        for name, drawn in findings.main.lines
        for when, at in (("start", 0), ("end", -1))
    }
    said = [request.say("alt", title=title, start=start, end=end, **ends)]
    if findings.short:
        said.append(request.say("alt_shortage", end=end, persons=_persons(findings.shortage.middle, request)))
    if findings.asks_more:
        said.append(request.say("alt_caused", end=end, persons=_persons(findings.caused.middle, request)))
    said.append(findings.beside.alt(request))
    for other in findings.others:
        shares = {name: share_percent(drawn.middle[-1], language) for name, drawn in other.lines}
        scenario = name_of("scenarios", other.scenario, language)
        said.append(request.say("alt_other", scenario=scenario, end=end, **shares))
    return " ".join(said)


def _persons(values: Numbers, request: Request) -> str:
    """Return a number of persons in the last year, as it is written."""
    return request.count(rounded(values[-1]))


def numbers(request: Request, findings: Findings) -> dict[str, Any]:
    """Return the numbers drawn, as they are written beside the figure."""
    return {
        "policy": findings.policy,
        "scenario": findings.main.scenario,
        "draws": request.draws,
        "years": findings.years,
        **findings.main.as_numbers(),
        "shortage": band_numbers(findings.shortage),
        CAUSED_BY_SHORTAGE: band_numbers(findings.caused),
        **findings.beside.as_numbers(),
        "level": asdict(findings.level) if findings.level else None,
        "other_scenarios": {other.scenario: other.as_numbers() for other in findings.others},
    }


GAP_TINT = 0.13
LEAST_APART = 0.0005
"""Least difference at the end between the needs of two scenarios that shows in what is written."""
BESIDE = 0.55
"""Part of the width that words below the beginning may take; those below the end stand beside them."""
NO_BREAK = "\u00a0"


NEEDS = (STANDARD, WORKING, SHORTAGE, CAUSED_BY_SHORTAGE, WORKING_IN_CITY, *BESIDE_SHARES)


@figure("one_in_four", takes=("policy", "scenario", "year"), needs=NEEDS)
def draw(request: Request) -> HouseFigure:
    """Draw the share of workers needed and working, the gap between them, and what it is laid beside.

    The first policy and the first scenario are drawn in colour, with bands when there are draws; the other scenarios
    of that policy in grey.
    """
    findings, size = findings_of(request), tall(request.size)
    labels = _end_labels(request, findings)
    plot = share_sheet(request, story(request, findings), labels, findings.top, bars=1)
    _paint(plot, findings, size)
    label_ends(plot, labels)
    notices = [one for one in _notices(request, findings) if one.width <= plot.width * one.most]
    place_notices(plot, notices, findings.years, findings.lowest, findings.highest)
    return plot.figure


def _paint(plot: Plot, findings: Findings, size: Size) -> None:
    axes, years, needed, working = plot.axes, findings.years, findings.main.needed, findings.main.working
    gap: dict[str, Any] = {"color": tint(ORANGE.colour, GAP_TINT), "linewidth": 0, "gid": "gap", "interpolate": True}
    axes.fill_between(years, working.middle, needed.middle, where=needed.middle > working.middle, zorder=1.1, **gap)
    for level, part in enumerate(BAND_TINTS[: len(needed.intervals)]):
        for drawn, pen in ((working, NAVY), (needed, ORANGE)):
            axes.fill_between(years, *drawn.intervals[level], color=tint(pen.colour, part), linewidth=0, zorder=1.2)
    axes.fill_between(
        years, needed.middle, findings.asked, color=ORANGE.text, linewidth=0, gid=CAUSED_BY_SHORTAGE, zorder=3.2
    )
    for name, pen in (("needed", GREY), ("working", GREY_DASHED)):
        for scenario, drawn in findings.drawn(name):
            _line(plot, findings, drawn, pen, size.line / 2, f"{name}.{scenario}")
    findings.beside.paint(plot, years, size)
    _line(plot, findings, working, NAVY, size.line, "working")
    _line(plot, findings, needed, ORANGE, size.line, "needed")
    if findings.level:
        span: dict[str, Any] = {"color": INK, "lw": 0.9, "gid": "level", "clip_on": False, "zorder": 4}
        axes.plot([BASE_YEAR] * 2, [findings.level.low, findings.level.high], marker="_", markersize=5, **span)


def _line(plot: Plot, findings: Findings, drawn: Bands, pen: Pen, thick: float, name: str) -> None:
    looks: dict[str, Any] = {"linestyle": pen.style, "lw": thick, "gid": name, "clip_on": False, "zorder": 3}
    plot.axes.plot(findings.years, drawn.middle, color=pen.colour, **looks)


def _end_labels(request: Request, findings: Findings) -> list[EndLabel]:
    """Return the label of each line in colour, and those of the grey ones."""
    labels, language = [], request.language
    for (part, drawn), pen in zip(findings.main.lines[::-1], (NAVY, ORANGE), strict=True):
        share = float(drawn.middle[-1])
        called = sentence(f"{request.say(part)} {share_percent(share, language)}")
        words = "\n".join(line for line in (called, one_in(share, language, "digits")) if line)
        labels.append(EndLabel(share, words, pen.text, request.size.text, "bold"))
        labels += _grey_labels(request, findings, part)
    return [*labels, *findings.beside.labels(request, request.size)]


def _grey_labels(request: Request, findings: Findings, part: str) -> list[EndLabel]:
    """Return the labels of one kind of line in the other scenarios; those that end at one percentage share a label.

    Where lines of both kinds are drawn, each label says which of the two it is.
    """
    which = f": {request.say(part)}" if findings.drawn("working") else ""
    language, size = request.language, request.size
    labels = []
    ends = sorted((float(drawn.middle[-1]), scenario) for scenario, drawn in findings.drawn(part))
    for written, group in groupby(ends, key=lambda end: share_percent(end[0], language)):
        shares, scenarios = zip(*group, strict=True)
        names = ", ".join(name_of("scenarios", scenario, language) for scenario in scenarios)
        text = wrap(f"{names}{which}{NO_BREAK}{written}", size.label_part * size.width, size.label)
        labels.append(EndLabel(sum(shares) / len(shares), text, GREY.text, size.label))
    return labels


def _notices(request: Request, findings: Findings) -> list[Notice]:
    """Return what is said inside the plot: how sure the level is, the shortage at the end, and what that adds."""
    notices, (start, *_, end), size = [], findings.years, request.size
    if findings.level and start == BASE_YEAR:
        level, language = findings.level, request.language
        blanks = {"year": start, "about": level.about(language), "span": level.span(language)}
        said = request.say("level", **blanks)
        notices.append(Notice(said, start, "left", (start, level.share), size.text, most=BESIDE))
    if findings.short:
        persons = request.say("persons", persons=_persons(findings.shortage.middle, request))
        at = end - (end - start) * 0.07
        halfway = (findings.main.needed.middle + findings.main.working.middle) / 2
        target = at, float(np.interp(at, findings.years, halfway))
        notices.append(Notice(f"{request.say('gap', year=end)}\n{persons}", end, "right", target, size.text, "bold"))
        if findings.shortage.intervals:
            low, high = (_persons(edge, request) for edge in (findings.shortage.low, findings.shortage.high))
            notices.append(Notice(request.say("range", low=low, high=high), end, "right", None, size.label))
    if findings.asks_more:
        said = request.say("caused", persons=_persons(findings.caused.middle, request))
        notices.append(Notice(said, end, "right", None, size.label))
    return notices
