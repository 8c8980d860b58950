"""Sobol: which assumptions the uncertainty of an outcome comes from, as bars with their intervals and places."""

from typing import Any

import xarray as xr
from matplotlib.colors import to_hex

from care2040.figures.canvas.bars import Bar, Label, Row, rows_sheet, stem
from care2040.figures.canvas.layout import HouseFigure, Story
from care2040.figures.canvas.style import NAVY, SIZES, house_style, tint
from care2040.figures.ranking import Assumption, Ranking, find, message, notes, place_words
from care2040.wording.assumptions import assumption_name
from care2040.wording.language import Language, Width
from care2040.wording.names import indicator_words, source_line
from care2040.wording.numbers import percent, sentence
from care2040.wording.texts import phrase

WHOLE, OWN = "sobol_total", "sobol_first"
PALE = 0.35
"""Tint of the part that an assumption has together with others."""


def draw(
    dataset: xr.Dataset, language: Language = "nl", width: Width = "full", title: str | None = None
) -> HouseFigure:
    """Draw the total-order index of each assumption, within it the first order, with the interval that holds 95 %."""
    ranking, size = find(dataset, "sobol", "sobol", WHOLE, "sobol_total_interval", (OWN,)), SIZES[width]
    with house_style():
        story = _tell(dataset, ranking, language, width, title)
        plot, middles = rows_sheet(story, [row_of(one, language) for one in ranking.shown], size)
        stem(plot, middles[0] + size.bar)
    return plot.figure


def row_of(one: Assumption, language: Language, named: bool = True) -> Row:
    """Return the bars of an assumption: what it does in all, and within that what it does by itself."""
    own = min(max(one.more[OWN], 0.0), one.value)
    pale = to_hex(tint(NAVY.colour, PALE))
    bars = (Bar(0.0, max(one.value, 0.0), pale, f"{one.name}.total"), Bar(0.0, own, NAVY.colour, f"{one.name}.first"))
    label = Label(percent(one.value, language), place_words(one, language))
    name = sentence(assumption_name(one.name, language)) if named else ""
    return Row(name, bars, right=label, span=_span(one))


def _tell(dataset: xr.Dataset, ranking: Ranking, language: Language, width: Width, title: str | None) -> Story:
    said = title or message(ranking, language)
    words = indicator_words(ranking.indicator, language)
    runs = int(dataset[WHOLE].attrs["runs"])
    values = "; ".join(_told(one, language) for one in ranking.shown)
    return Story(
        language=language,
        width=width,
        title=said,
        subtitle=phrase(language, "sobol", "subtitle", subject=words["subject"], year=ranking.year),
        note=" ".join([phrase(language, "sobol", "note"), *notes(ranking, language, runs)]),
        source=source_line(dataset.attrs, ranking.policy, ranking.scenario, language),
        alt=phrase(language, "sobol", "alt", title=said, values=values),
        numbers=_numbers(ranking),
    )


def _span(one: Assumption) -> tuple[float, float]:
    """Return the interval as far as a part of a whole can go."""
    low, high = one.span
    return min(low, 1.0), max(min(high, 1.0), min(one.value, 1.0))


def _told(one: Assumption, language: Language) -> str:
    low, high = (percent(edge, language) for edge in _span(one))
    return phrase(
        language,
        "sobol",
        "alt_value",
        name=sentence(assumption_name(one.name, language)),
        value=percent(one.value, language),
        span=phrase(language, "span", low=low, high=high),
        place=place_words(one, language),
    )


def _numbers(ranking: Ranking) -> dict[str, Any]:
    return {
        "indicator": ranking.indicator,
        "year": ranking.year,
        "policy": ranking.policy,
        "scenario": ranking.scenario,
        "samples": ranking.samples,
        "left_out": ranking.left_out,
        "assumptions": {
            one.name: {
                "total": float(f"{one.value:.6g}"),
                "total_interval": float(f"{one.interval:.6g}"),
                "first": float(f"{one.more[OWN]:.6g}"),
                "place": [one.best, one.worst],
            }
            for one in ranking.shown
        },
    }
