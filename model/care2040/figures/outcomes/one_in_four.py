"""One in four: the workers that care needs and the workers it has, as a share of the employed residents, until 2040."""

from dataclasses import asdict, dataclass, replace
from itertools import groupby
from typing import Any

import numpy as np

from care2040.figures.canvas.labels import EndLabel, label_ends, lines_sheet
from care2040.figures.canvas.layout import HouseFigure, Plot, Story
from care2040.figures.canvas.placing import Notice, percent_ticks, place_notices, scale_percent, scale_years
from care2040.figures.canvas.style import (
    BAND_TINTS,
    GREY,
    GREY_DASHED,
    INK,
    NAVY,
    ORANGE,
    PAPER,
    Numbers,
    Pen,
    Size,
    tint,
    wrap,
)
from care2040.figures.readings import Observation, band_numbers, bands_of, observations, years_of
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.results.percentiles import Bands
from care2040.results.variables import SHORTAGE, STANDARD, WORKING
from care2040.wording.names import name_of, policy_words
from care2040.wording.numbers import one_in, percent, rounded, sentence


@dataclass(frozen=True)
class Shares:
    """Workers needed and working as a share of the employed residents, in one scenario."""

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
    others: tuple[Shares, ...]
    observed: tuple[Observation, ...]

    @property
    def short(self) -> bool:
        """Whether workers are missing at the end."""
        return bool(rounded(self.shortage.middle[-1]) > 0)

    @property
    def mixed(self) -> bool:
        """Whether, at the end, less is needed in one scenario than works in another."""
        drawn = (self.main, *self.others)
        least_needed = min(shares.needed.middle[-1] for shares in drawn)
        return bool(least_needed <= max(shares.working.middle[-1] for shares in drawn))

    @property
    def lowest(self) -> Numbers:
        """Lowest value drawn in each year, shape (year,)."""
        return np.asarray(np.min([drawn.low for drawn in self._all], axis=0))

    @property
    def highest(self) -> Numbers:
        """Highest value drawn in each year, shape (year,)."""
        return np.asarray(np.max([drawn.high for drawn in self._all], axis=0))

    @property
    def _all(self) -> list[Bands]:
        return [drawn for shares in (self.main, *self.others) for _, drawn in shares.lines]


def findings_of(request: Request) -> Findings:
    """Return the numbers of the figure from a result."""
    dataset, years = request.dataset, years_of(request.dataset)
    policy, (scenario, *rest) = request.policies[0], request.scenarios

    def middle(name: str, other: str) -> Bands:
        return Bands(bands_of(dataset, name, policy, other).middle)

    seen = observations(WORKING)
    return Findings(
        years=years,
        policy=policy,
        main=Shares(scenario, *(bands_of(dataset, name, policy, scenario) for name in (STANDARD, WORKING))),
        shortage=bands_of(dataset, SHORTAGE, policy, scenario),
        others=tuple(Shares(other, middle(STANDARD, other), middle(WORKING, other)) for other in rest),
        observed=tuple(one for one in seen if years[0] <= one.year <= years[-1]),
    )


def story(request: Request, findings: Findings) -> Story:
    """Return the words of the figure; the message follows the numbers unless a title is given."""
    title = request.title or message(request, findings)
    start, end = findings.years[0], findings.years[-1]
    scenario = findings.main.scenario
    called = name_of("scenarios", scenario, request.language)
    whole = request.story(
        title=title,
        subtitle=request.say("subtitle", start=start, end=end),
        notes=[
            request.say("note", start=start),
            request.say("note_others", scenario=called) if findings.others else "",
            request.common("draws", draws=request.count(request.draws), doubt=request.doubt)
            if request.draws > 1
            else "",
        ],
        run=(findings.policy, scenario),
        alt=alt(request, findings, title),
        numbers=numbers(request, findings),
    )
    observers = ", ".join(dict.fromkeys(seen.source for seen in findings.observed))
    observed = request.say("observed_source", source=observers) if observers else ""
    return replace(whole, source=f"{whole.source} {observed}".rstrip())


def message(request: Request, findings: Findings) -> str:
    """Return the message of the figure, made from the share needed at the end."""
    share, language = float(findings.main.needed.middle[-1]), request.language
    fraction = one_in(share, language)
    under = policy_words("title_policies", findings.policy, language)
    blanks = {"under": under, "end": findings.years[-1], "fraction": fraction, "percent": percent(share, language)}
    return sentence(request.say("title_fraction" if fraction else "title_percent", **blanks))


def alt(request: Request, findings: Findings, title: str) -> str:
    """Return what the figure shows in words: the message, then the numbers."""
    language, start, end = request.language, findings.years[0], findings.years[-1]
    ends = {
        f"{name}_{when}": percent(float(drawn.middle[at]), language)
        for name, drawn in findings.main.lines
        for when, at in (("start", 0), ("end", -1))
    }
    said = [request.say("alt", title=title, start=start, end=end, **ends)]
    if findings.short:
        said.append(request.say("alt_shortage", end=end, persons=_persons(findings.shortage.middle, request)))
    for seen in findings.observed:
        share = percent(seen.value, language)
        fraction = one_in(seen.value, language) or share
        said.append(request.say("alt_observed", year=seen.year, percent=share, fraction=fraction))
    for other in findings.others:
        shares = {name: percent(drawn.middle[-1], language) for name, drawn in other.lines}
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
        "observed": [asdict(seen) for seen in findings.observed],
        "other_scenarios": {other.scenario: other.as_numbers() for other in findings.others},
    }


GAP_TINT = 0.13
NO_BREAK = "\u00a0"


@figure("one_in_four", takes=("policy", "scenario", "year"), needs=(STANDARD, WORKING, SHORTAGE))
def draw(request: Request) -> HouseFigure:
    """Draw the share of workers needed and working, the gap between them, and what was observed.

    The first policy and the first scenario are drawn in colour, with bands when there are draws; the other scenarios
    of that policy in grey.
    """
    findings, size, language = findings_of(request), request.size, request.language
    highest = max(float(findings.highest.max()), *(seen.value for seen in findings.observed), 0.0)
    ticks = percent_ticks(highest, size.levels)
    labels = _end_labels(request, findings)
    plot = lines_sheet(story(request, findings), size, [percent(tick, language) for tick in ticks], labels)
    scale_years(plot, findings.years, size.ticks)
    scale_percent(plot, ticks, language)
    _paint(plot, findings, size)
    label_ends(plot, labels)
    place_notices(plot, _notices(request, findings), findings.years, findings.lowest, findings.highest)
    return plot.figure


def _paint(plot: Plot, findings: Findings, size: Size) -> None:
    axes, years, needed, working = plot.axes, findings.years, findings.main.needed, findings.main.working
    gap: dict[str, Any] = {"color": tint(ORANGE.colour, GAP_TINT), "linewidth": 0, "gid": "gap", "interpolate": True}
    axes.fill_between(years, working.middle, needed.middle, where=needed.middle > working.middle, zorder=1.1, **gap)
    for level, part in enumerate(BAND_TINTS[: len(needed.intervals)]):
        for drawn, pen in ((working, NAVY), (needed, ORANGE)):
            axes.fill_between(years, *drawn.intervals[level], color=tint(pen.colour, part), linewidth=0, zorder=1.2)
    for other in findings.others:
        for (name, drawn), pen in zip(other.lines, (GREY, GREY_DASHED), strict=True):
            _line(plot, findings, drawn, pen, size.line / 2, f"{name}.{other.scenario}")
    _line(plot, findings, working, NAVY, size.line, "working")
    _line(plot, findings, needed, ORANGE, size.line, "needed")
    dot: dict[str, Any] = {"marker": "o", "markersize": 3 * size.line, "markeredgecolor": PAPER, "linestyle": "none"}
    for seen in findings.observed:
        axes.plot([seen.year], [seen.value], color=INK, gid="observed", clip_on=False, zorder=7, **dot)


def _line(plot: Plot, findings: Findings, drawn: Bands, pen: Pen, thick: float, name: str) -> None:
    looks: dict[str, Any] = {"linestyle": pen.style, "lw": thick, "gid": name, "clip_on": False, "zorder": 3}
    plot.axes.plot(findings.years, drawn.middle, color=pen.colour, **looks)


def _end_labels(request: Request, findings: Findings) -> list[EndLabel]:
    """Return the label of each line in colour, and those of the grey ones."""
    labels, language = [], request.language
    for (part, drawn), pen in zip(findings.main.lines[::-1], (NAVY, ORANGE), strict=True):
        share = float(drawn.middle[-1])
        called = sentence(f"{request.say(part)} {percent(share, language)}")
        words = "\n".join(line for line in (called, one_in(share, language, "digits")) if line)
        labels.append(EndLabel(share, words, pen.text, request.size.text, "bold"))
        labels += _grey_labels(request, findings, part)
    return labels


def _grey_labels(request: Request, findings: Findings, part: str) -> list[EndLabel]:
    """Return the labels of one kind of line in the other scenarios; those that end at one percentage share a label.

    Where lines of need end among those of work, each label says which of the two it is.
    """
    which, language, size = f": {request.say(part)}" if findings.mixed else "", request.language, request.size
    labels = []
    ends = sorted((float(dict(other.lines)[part].middle[-1]), other.scenario) for other in findings.others)
    for written, group in groupby(ends, key=lambda end: percent(end[0], language)):
        shares, scenarios = zip(*group, strict=True)
        names = ", ".join(name_of("scenarios", scenario, language) for scenario in scenarios)
        text = wrap(f"{names}{which}{NO_BREAK}{written}", size.label_part * size.width, size.label)
        labels.append(EndLabel(sum(shares) / len(shares), text, GREY.text, size.label))
    return labels


def _notices(request: Request, findings: Findings) -> list[Notice]:
    """Return what is said inside the plot: what was observed, and the shortage at the end."""
    notices, (start, *_, end), size = [], findings.years, request.size
    for seen in findings.observed[-1:]:
        share = one_in(seen.value, request.language, "digits") or percent(seen.value, request.language)
        text = f"{request.say('observed', year=seen.year)}\n{share}"
        notices.append(Notice(text, seen.year, "left", (seen.year, seen.value), size.text))
    if findings.short:
        persons = request.say("persons", persons=_persons(findings.shortage.middle, request))
        at = end - (end - start) * 0.07
        halfway = (findings.main.needed.middle + findings.main.working.middle) / 2
        target = at, float(np.interp(at, findings.years, halfway))
        notices.append(Notice(f"{request.say('gap', year=end)}\n{persons}", end, "right", target, size.text, "bold"))
        if findings.shortage.intervals:
            low, high = (_persons(edge, request) for edge in (findings.shortage.low, findings.shortage.high))
            notices.append(Notice(request.say("range", low=low, high=high), end, "right", None, size.label))
    return notices
