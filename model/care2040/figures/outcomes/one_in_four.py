"""One in four: the workers that care needs and the workers it has, as a share of the employed residents, until 2040."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
import xarray as xr

from care2040.figures.canvas.labels import EndLabel, label_ends, room_beside, room_upright
from care2040.figures.canvas.layout import HouseFigure, Plot, Story, sheet
from care2040.figures.canvas.placing import Notice, percent_ticks, place_notices, scale_percent, scale_years
from care2040.figures.canvas.style import (
    BAND_TINTS,
    EDGE,
    GREY,
    GREY_DASHED,
    INK,
    NAVY,
    ORANGE,
    PAPER,
    SIZES,
    Numbers,
    Pen,
    Size,
    house_style,
    measure,
    tint,
    wrap,
)
from care2040.figures.series import Observation, Series, members, observations, series, years_of
from care2040.wording.language import Language, Width
from care2040.wording.names import name_of, policy_words, source_line
from care2040.wording.numbers import number, one_in, percent, rounded, sentence
from care2040.wording.texts import phrase


@dataclass(frozen=True)
class Other:
    """Another scenario of the same policy, drawn in grey."""

    scenario: str
    needed: Series
    working: Series


@dataclass(frozen=True)
class Findings:
    """The numbers of the figure."""

    years: list[int]
    policy: str
    scenario: str
    draws: int
    needed: Series
    working: Series
    shortage: Series
    others: tuple[Other, ...]
    observed: tuple[Observation, ...]

    @property
    def short(self) -> bool:
        """Whether workers are missing at the end."""
        return bool(rounded(self.shortage.middle[-1]) > 0)

    @property
    def mixed(self) -> bool:
        """Whether, at the end, less is needed in one scenario than works in another."""
        needed = [self.needed, *(other.needed for other in self.others)]
        working = [self.working, *(other.working for other in self.others)]
        return bool(min(drawn.middle[-1] for drawn in needed) <= max(drawn.middle[-1] for drawn in working))


def find(dataset: xr.Dataset) -> Findings:
    """Return the numbers of the figure from a result."""
    years = years_of(dataset)
    policy, (scenario, *rest) = members(dataset, "policy")[0], members(dataset, "scenario")

    def middle(name: str, other: str) -> Series:
        return Series(series(dataset, name, policy, other).middle)

    others = (Other(name, middle("care_share_needed", name), middle("care_share_working", name)) for name in rest)
    return Findings(
        years=years,
        policy=policy,
        scenario=scenario,
        draws=dataset.sizes["draw"],
        needed=series(dataset, "care_share_needed", policy, scenario),
        working=series(dataset, "care_share_working", policy, scenario),
        shortage=series(dataset, "shortage", policy, scenario),
        others=tuple(others),
        observed=tuple(seen for seen in observations("care_share_working") if years[0] <= seen.year <= years[-1]),
    )


def tell(dataset: xr.Dataset, findings: Findings, language: Language, width: Width, title: str | None) -> Story:
    """Return the words of the figure; the message follows the numbers unless a title is given."""
    said = title or message(findings, language)
    start, end = findings.years[0], findings.years[-1]
    note = [phrase(language, "one_in_four", "note", start=start)]
    if findings.others:
        scenario = name_of("scenarios", findings.scenario, language)
        note.append(phrase(language, "one_in_four", "note_others", scenario=scenario))
    if findings.draws > 1:
        note.append(phrase(language, "draws", draws=number(findings.draws, language)))
    return Story(
        language=language,
        width=width,
        title=said,
        subtitle=phrase(language, "one_in_four", "subtitle", start=start, end=end),
        note=" ".join(note),
        source=source(dataset, findings, language),
        alt=alt(findings, language, said),
        numbers=numbers(findings),
    )


def message(findings: Findings, language: Language) -> str:
    """Return the message of the figure, made from the share needed at the end."""
    share = float(findings.needed.middle[-1])
    fraction = one_in(share, language)
    under = policy_words("title_policies", findings.policy, language)
    key = "title_fraction" if fraction else "title_percent"
    blanks = {"under": under, "end": findings.years[-1], "fraction": fraction, "percent": percent(share, language)}
    return sentence(phrase(language, "one_in_four", key, **blanks))


def source(dataset: xr.Dataset, findings: Findings, language: Language) -> str:
    """Return the line that says which model, experiment, policy and scenario the figure comes from."""
    line = source_line(dataset.attrs, findings.policy, findings.scenario, language)
    observers = dict.fromkeys(seen.source for seen in findings.observed)
    if observers:
        line += " " + phrase(language, "one_in_four", "observed_source", source=", ".join(observers))
    return line


def alt(findings: Findings, language: Language, title: str) -> str:
    """Return what the figure shows in words: the message, then the numbers."""

    def ends(name: str, drawn: Series) -> dict[str, str]:
        first, last = (percent(float(drawn.middle[at]), language) for at in (0, -1))
        return {f"{name}_start": first, f"{name}_end": last}

    start, end = findings.years[0], findings.years[-1]
    shares = ends("needed", findings.needed) | ends("working", findings.working)
    said = [phrase(language, "one_in_four", "alt", title=title, start=start, end=end, **shares)]
    if findings.short:
        persons = number(rounded(findings.shortage.middle[-1]), language)
        said.append(phrase(language, "one_in_four", "alt_shortage", end=end, persons=persons))
    for seen in findings.observed:
        share = percent(seen.value, language)
        fraction = one_in(seen.value, language) or share
        said.append(phrase(language, "one_in_four", "alt_observed", year=seen.year, percent=share, fraction=fraction))
    for other in findings.others:
        shares = {name: percent(getattr(other, name).middle[-1], language) for name in ("needed", "working")}
        scenario = name_of("scenarios", other.scenario, language)
        said.append(phrase(language, "one_in_four", "alt_other", scenario=scenario, end=end, **shares))
    return " ".join(said)


def numbers(findings: Findings) -> dict[str, Any]:
    """Return the numbers drawn, as they are written beside the figure."""
    return {
        "policy": findings.policy,
        "scenario": findings.scenario,
        "draws": findings.draws,
        "years": findings.years,
        "care_share_needed": findings.needed.as_numbers(),
        "care_share_working": findings.working.as_numbers(),
        "shortage": findings.shortage.as_numbers(),
        "observed": [{"year": seen.year, "value": seen.value, "source": seen.source} for seen in findings.observed],
        "other_scenarios": {
            other.scenario: {
                "care_share_needed": other.needed.as_numbers(),
                "care_share_working": other.working.as_numbers(),
            }
            for other in findings.others
        },
    }


GAP_TINT = 0.13
NO_BREAK = "\u00a0"


def draw(
    dataset: xr.Dataset, language: Language = "nl", width: Width = "full", title: str | None = None
) -> HouseFigure:
    """Draw the share of workers needed and working, the gap between them, and what was observed.

    The first policy and the first scenario are drawn in colour, with bands when there are draws; the other scenarios
    of that policy in grey.
    """
    findings, size = find(dataset), SIZES[width]
    with house_style():
        highest = max(float(_highest(findings).max()), *(seen.value for seen in findings.observed), 0.0)
        ticks = percent_ticks(highest, size.levels)
        labels = _end_labels(findings, language, size)
        left = max(measure(percent(tick, language), size.text)[0] for tick in ticks) + EDGE + 0.2
        story = tell(dataset, findings, language, width, title)
        plot = sheet(story, size, left, room_beside(labels), max(size.plot_height, room_upright(labels)))
        scale_years(plot, findings.years, size.ticks)
        scale_percent(plot, ticks, language)
        _paint(plot, findings, size)
        label_ends(plot, labels)
        place_notices(plot, _notices(findings, language, size), findings.years, _lowest(findings), _highest(findings))
    return plot.figure


def _all_series(findings: Findings) -> list[Series]:
    others = [drawn for other in findings.others for drawn in (other.needed, other.working)]
    return [findings.needed, findings.working, *others]


def _lowest(findings: Findings) -> Numbers:
    lowest: Numbers = np.min([drawn.low for drawn in _all_series(findings)], axis=0)
    return lowest


def _highest(findings: Findings) -> Numbers:
    highest: Numbers = np.max([drawn.high for drawn in _all_series(findings)], axis=0)
    return highest


def _paint(plot: Plot, findings: Findings, size: Size) -> None:
    axes, years = plot.axes, findings.years
    needed, working = findings.needed, findings.working
    gap: dict[str, Any] = {"color": tint(ORANGE.colour, GAP_TINT), "linewidth": 0, "gid": "gap", "interpolate": True}
    axes.fill_between(years, working.middle, needed.middle, where=needed.middle > working.middle, zorder=1.1, **gap)
    for level, part in enumerate(BAND_TINTS[: len(needed.bands)]):
        for drawn, pen in ((working, NAVY), (needed, ORANGE)):
            axes.fill_between(years, *drawn.bands[level], color=tint(pen.colour, part), linewidth=0, zorder=1.2)
    for other in findings.others:
        for name, drawn, pen in (("needed", other.needed, GREY), ("working", other.working, GREY_DASHED)):
            _line(plot, findings, drawn, pen, size.line / 2, f"{name}.{other.scenario}")
    _line(plot, findings, working, NAVY, size.line, "working")
    _line(plot, findings, needed, ORANGE, size.line, "needed")
    for seen in findings.observed:
        dot: dict[str, Any] = {
            "marker": "o",
            "markersize": 3 * size.line,
            "markeredgecolor": PAPER,
            "linestyle": "none",
        }
        axes.plot([seen.year], [seen.value], color=INK, gid="observed", clip_on=False, zorder=7, **dot)


def _line(plot: Plot, findings: Findings, drawn: Series, pen: Pen, thick: float, name: str) -> None:
    plot.axes.plot(
        findings.years, drawn.middle, color=pen.colour, linestyle=pen.style, lw=thick, gid=name, clip_on=False, zorder=3
    )


def _end_labels(findings: Findings, language: Language, size: Size) -> list[EndLabel]:
    """Return the label of each line in colour, and those of the grey ones."""
    labels = []
    for part, pen, drawn in (("working", NAVY, findings.working), ("needed", ORANGE, findings.needed)):
        share = float(drawn.middle[-1])
        called = sentence(f"{phrase(language, 'one_in_four', part)} {percent(share, language)}")
        words = "\n".join(line for line in (called, one_in(share, language, "digits")) if line)
        labels.append(EndLabel(share, words, pen.text, size.text, "bold"))
        labels += _grey_labels(findings, part, language, size)
    return labels


def _grey_labels(findings: Findings, part: str, language: Language, size: Size) -> list[EndLabel]:
    """Return the labels of one kind of line in the other scenarios; those that end at one percentage share a label.

    Where lines of need end among those of work, each label says which of the two it is.
    """
    told = f": {phrase(language, 'one_in_four', part)}" if findings.mixed else ""
    labels = []
    ends = sorted((float(getattr(other, part).middle[-1]), other.scenario) for other in findings.others)
    for written, group in groupby(ends, key=lambda end: percent(end[0], language)):
        shares, scenarios = zip(*group, strict=True)
        names = ", ".join(name_of("scenarios", scenario, language) for scenario in scenarios)
        text = wrap(f"{names}{told}{NO_BREAK}{written}", size.label_part * size.width, size.label)
        labels.append(EndLabel(sum(shares) / len(shares), text, GREY.text, size.label))
    return labels


def _notices(findings: Findings, language: Language, size: Size) -> list[Notice]:
    """Return what is said inside the plot: what was observed, and the shortage at the end."""
    notices = []
    years = findings.years
    if findings.observed:
        seen = findings.observed[-1]
        share = one_in(seen.value, language, "digits") or percent(seen.value, language)
        text = f"{phrase(language, 'one_in_four', 'observed', year=seen.year)}\n{share}"
        notices.append(Notice(text, seen.year, "left", (seen.year, seen.value), size.text))
    if findings.short:
        persons = number(rounded(findings.shortage.middle[-1]), language)
        text = phrase(language, "one_in_four", "gap", year=years[-1])
        text += "\n" + phrase(language, "one_in_four", "persons", persons=persons)
        at = years[-1] - (years[-1] - years[0]) * 0.07
        middle = float(np.interp(at, years, (findings.needed.middle + findings.working.middle) / 2))
        notices.append(Notice(text, years[-1], "right", (at, middle), size.text, "bold"))
        if findings.shortage.bands:
            edges = {"low": findings.shortage.low, "high": findings.shortage.high}
            written = {name: number(rounded(edge[-1]), language) for name, edge in edges.items()}
            text = phrase(language, "one_in_four", "range", **written)
            notices.append(Notice(text, years[-1], "right", None, size.label))
    return notices
