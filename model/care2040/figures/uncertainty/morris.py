"""Morris: which of many assumptions move an outcome at all, as bars of their elementary effects."""

from typing import Any

import xarray as xr

from care2040.figures.canvas.bars import Bar, Label, Row, rows_sheet, stem
from care2040.figures.canvas.layout import HouseFigure, Story
from care2040.figures.canvas.style import NAVY, ORANGE, SIZES, house_style
from care2040.figures.ranking import Assumption, Ranking, find, message, notes, place_words
from care2040.wording.assumptions import assumption_name
from care2040.wording.language import Language, Width
from care2040.wording.names import change_unit, indicator_words, source_line
from care2040.wording.numbers import sentence
from care2040.wording.quantities import Quantity, quantity
from care2040.wording.texts import phrase

SIZE, MEAN, SPREAD = "morris_size", "morris_mean", "morris_spread"
BENDS = 0.5
"""Spread over size from which an effect is said to hang on where one stands."""


def draw(
    dataset: xr.Dataset, language: Language = "nl", width: Width = "full", title: str | None = None
) -> HouseFigure:
    """Draw the mean size of the elementary effects of each assumption, with the interval that holds 95 %."""
    ranking, size = find(dataset, "morris", "morris", SIZE, "morris_interval", (MEAN, SPREAD)), SIZES[width]
    written = quantity(ranking.unit, [one.value / 10 for one in ranking.shown[:1]])
    with house_style():
        story = _tell(dataset, ranking, written, language, width, title)
        plot, middles = rows_sheet(story, [_row(one, written, language) for one in ranking.shown], size)
        stem(plot, middles[0] + size.bar)
    return plot.figure


def _row(one: Assumption, written: Quantity, language: Language) -> Row:
    pen = ORANGE if one.more[MEAN] >= 0 else NAVY
    bar = Bar(0.0, one.value, pen.colour, one.name)
    label = Label(_effect(one, written, language), _more(one, language), pen.text)
    return Row(sentence(assumption_name(one.name, language)), (bar,), right=label, span=one.span)


def _effect(one: Assumption, written: Quantity, language: Language) -> str:
    """Return the size of an effect, with its sign where it is the same everywhere."""
    one_way = abs(one.more[MEAN]) > (1 - 1e-6) * one.value > 0
    return (
        written.change(one.more[MEAN], language) if one_way else f"±{written.change(one.value, language).lstrip('+')}"
    )


def _more(one: Assumption, language: Language) -> str:
    bends = phrase(language, "morris", "bends") if one.more[SPREAD] > BENDS * one.value > 0 else ""
    return place_words(one, language) + bends


def _tell(
    dataset: xr.Dataset, ranking: Ranking, written: Quantity, language: Language, width: Width, title: str | None
) -> Story:
    said = title or message(ranking, language)
    unit = change_unit(ranking.indicator, ranking.unit, language)
    words = indicator_words(ranking.indicator, language)
    runs = int(dataset[SIZE].attrs["runs"])
    values = "; ".join(_told(one, written, language) for one in ranking.shown)
    blanks = {"subject": words["subject"], "unit": unit, "year": ranking.year}
    return Story(
        language=language,
        width=width,
        title=said,
        subtitle=phrase(language, "morris", "subtitle", **blanks),
        note=" ".join([phrase(language, "morris", "note"), *notes(ranking, language, runs)]),
        source=source_line(dataset.attrs, ranking.policy, ranking.scenario, language),
        alt=phrase(language, "morris", "alt", title=said, values=values, unit=unit),
        numbers=_numbers(ranking),
    )


def _told(one: Assumption, written: Quantity, language: Language) -> str:
    name = sentence(assumption_name(one.name, language))
    return f"{name} {_effect(one, written, language)} ({_more(one, language)})"


def _numbers(ranking: Ranking) -> dict[str, Any]:
    return {
        "indicator": ranking.indicator,
        "unit": ranking.unit,
        "year": ranking.year,
        "policy": ranking.policy,
        "scenario": ranking.scenario,
        "trajectories": ranking.samples,
        "left_out": ranking.left_out,
        "assumptions": {
            one.name: {
                "size": float(f"{one.value:.6g}"),
                "interval": float(f"{one.interval:.6g}"),
                "mean": float(f"{one.more[MEAN]:.6g}"),
                "spread": float(f"{one.more[SPREAD]:.6g}"),
                "place": [one.best, one.worst],
            }
            for one in ranking.shown
        },
    }
