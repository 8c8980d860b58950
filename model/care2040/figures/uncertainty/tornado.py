"""Tornado: what each assumption does by itself, low and high; never without how much it matters beside it."""

from typing import Any

import xarray as xr

from care2040.figures.canvas.bars import Bar, Label, Row, stem
from care2040.figures.canvas.beside import beside
from care2040.figures.canvas.layout import HouseFigure, Story
from care2040.figures.canvas.style import NAVY, ORANGE, PAPER, SIZES, Size, house_style
from care2040.figures.ranking import Assumption, Ranking, find, notes, place_words, quoted
from care2040.figures.uncertainty.sobol import OWN, WHOLE, row_of
from care2040.wording.assumptions import assumption_name
from care2040.wording.language import Language, Width
from care2040.wording.names import indicator_words as words_of
from care2040.wording.names import source_line, unit_words
from care2040.wording.numbers import percent, sentence
from care2040.wording.quantities import Quantity, quantity
from care2040.wording.texts import phrase

LOW, HIGH = "tornado_low", "tornado_high"
SECOND = 0.36
"""Part of the width that the ranking takes."""


def draw(
    dataset: xr.Dataset, language: Language = "nl", width: Width = "full", title: str | None = None
) -> HouseFigure:
    """Draw the mean of an indicator with each assumption low and high, beside the Sobol' ranking of the assumptions."""
    ranking = find(dataset, "tornado", "sobol", WHOLE, "sobol_total_interval", (OWN, LOW, HIGH))
    size = SIZES[width]
    ends = [one.more[end] - ranking.middle for one in ranking.shown for end in (LOW, HIGH)]
    written = quantity(ranking.unit, ends)
    with house_style():
        story = _tell(dataset, ranking, written, language, width, title)
        rows = [_row(one, ranking, written, size, language) for one in ranking.shown]
        head = Row("", (Bar(0.0, 0.0, PAPER),), right=Label(phrase(language, "tornado", "matters"), colour=NAVY.text))
        second = [head, *(row_of(one, language, named=False) for one in ranking.shown)]
        plot, other, middles = beside(story, [_heads(ranking, written, language), *rows], second, size, SECOND)
        stem(plot, middles[1] + size.bar, ranking.middle)
        if other:
            stem(other, middles[1] + size.bar)
    return plot.figure


def _heads(ranking: Ranking, written: Quantity, language: Language) -> Row:
    """Return the row above the bars: what their colours mean, on both sides of the mean."""
    low = Label(phrase(language, "tornado", "low"), colour=NAVY.text)
    high = Label(phrase(language, "tornado", "high"), colour=ORANGE.text)
    return Row("", (Bar(ranking.middle, ranking.middle, PAPER),), left=low, right=high)


def _row(one: Assumption, ranking: Ranking, written: Quantity, size: Size, language: Language) -> Row:
    bars = tuple(
        Bar(ranking.middle, one.more[end], pen.colour, f"{one.name}.{end}")
        for end, pen in ((HIGH, ORANGE), (LOW, NAVY))
    )
    name = sentence(assumption_name(one.name, language))
    if size.columns == 1:
        name += f" ({percent(one.value, language)}, {place_words(one, language)})"
    if written.alike(one.more[LOW], one.more[HIGH]):
        return Row(name, bars, right=Label(written.value(one.more[HIGH], language)))
    rising = one.more[HIGH] > one.more[LOW]
    ends = (LOW, HIGH) if rising else (HIGH, LOW)
    texts = {LOW: NAVY.text, HIGH: ORANGE.text}
    left, right = (Label(written.value(one.more[end], language), colour=texts[end]) for end in ends)
    return Row(name, bars, left, right)


def _tell(
    dataset: xr.Dataset, ranking: Ranking, written: Quantity, language: Language, width: Width, title: str | None
) -> Story:
    said = title or _message(ranking, written, language)
    subject = words_of(ranking.indicator, language)["subject"]
    blanks = {"subject": subject, "unit": unit_words(ranking.indicator, ranking.unit, language), "year": ranking.year}
    runs = int(dataset[WHOLE].attrs["runs"])
    values = "; ".join(_told(one, written, language) for one in ranking.shown)
    middle = written.value(ranking.middle, language)
    return Story(
        language=language,
        width=width,
        title=said,
        subtitle=phrase(language, "tornado", "subtitle", **blanks),
        note=" ".join([phrase(language, "tornado", "note", middle=middle), *notes(ranking, language, runs)]),
        source=source_line(dataset.attrs, ranking.policy, ranking.scenario, language),
        alt=phrase(language, "tornado", "alt", title=said, middle=middle, values=values),
        numbers=_numbers(ranking),
    )


def _message(ranking: Ranking, written: Quantity, language: Language) -> str:
    """Return how far the assumption that does most by itself moves the indicator."""
    widest = max(ranking.shown, key=lambda one: abs(one.more[HIGH] - one.more[LOW]))
    blanks: dict[str, object] = {"name": quoted(widest.name, language), "year": ranking.year}
    blanks |= {"measure": words_of(ranking.indicator, language)["measure"]}
    ends = [written.value(widest.more[end], language) for end in (LOW, HIGH)]
    key = "title_none" if ends[0] == ends[1] else "title"
    return sentence(phrase(language, "tornado", key, low=ends[0], high=ends[1], **blanks))


def _told(one: Assumption, written: Quantity, language: Language) -> str:
    return phrase(
        language,
        "tornado",
        "alt_value",
        name=sentence(assumption_name(one.name, language)),
        low=written.value(one.more[LOW], language),
        high=written.value(one.more[HIGH], language),
        value=percent(one.value, language),
        place=place_words(one, language),
    )


def _numbers(ranking: Ranking) -> dict[str, Any]:
    return {
        "indicator": ranking.indicator,
        "unit": ranking.unit,
        "year": ranking.year,
        "policy": ranking.policy,
        "scenario": ranking.scenario,
        "middle": float(f"{ranking.middle:.6g}"),
        "assumptions": {
            one.name: {
                "low": float(f"{one.more[LOW]:.6g}"),
                "high": float(f"{one.more[HIGH]:.6g}"),
                "total": float(f"{one.value:.6g}"),
                "place": [one.best, one.worst],
            }
            for one in ranking.shown
        },
    }
