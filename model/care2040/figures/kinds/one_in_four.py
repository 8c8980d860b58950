"""One in four: the workers that care needs and the workers it has, as a share of the employed residents, until 2040."""

from itertools import groupby
from typing import Any

import numpy as np
import xarray as xr

from care2040.figures import Language, Width
from care2040.figures.findings import Findings, find, tell
from care2040.figures.labels import EndLabel, label_ends, room_beside, room_upright
from care2040.figures.layout import HouseFigure, Plot, sheet
from care2040.figures.names import name_of
from care2040.figures.placing import Notice, percent_ticks, place_notices, scale_percent, scale_years
from care2040.figures.series import Numbers, Series
from care2040.figures.style import (
    BAND_TINTS,
    EDGE,
    GREY,
    GREY_DASHED,
    INK,
    NAVY,
    ORANGE,
    PAPER,
    SIZES,
    Pen,
    Size,
    house_style,
    measure,
    tint,
    wrap,
)
from care2040.figures.words import number, one_in, percent, phrase, rounded, sentence

GAP_TINT = 0.13
NO_BREAK = "\u00a0"


def draw(
    dataset: xr.Dataset, language: Language = "nl", width: Width = "full", title: str | None = None
) -> HouseFigure:
    """Draw the share of workers needed and working, the gap between them, and what was observed.

    The first policy and the first scenario are drawn in colour, with bands when there are draws; the other scenarios
    of that policy in grey.

    Parameters
    ----------
    dataset : xarray.Dataset
        Holds `care_share_needed`, `care_share_working` (dimensionless) and `shortage` (person), with dims policy,
        scenario, draw, year and, where there are districts, area.
    language : {"nl", "en"}
        Of every word and number.
    width : {"full", "half", "slide"}
        16.0, 7.8 or 25 cm.
    title : str, optional
        Replaces the message made from the numbers.

    Returns
    -------
    HouseFigure
        With its words, alt text and numbers.

    Raises
    ------
    CannotDrawError
        When the result lacks an indicator, or one is not a number somewhere.
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
