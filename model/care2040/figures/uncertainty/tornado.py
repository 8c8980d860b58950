"""Tornado: what each assumption does by itself, low and high; never without how much it matters beside it."""

from care2040.figures.canvas.bars import Bar, Label, Row, heads, stem
from care2040.figures.canvas.beside import beside
from care2040.figures.canvas.layout import HouseFigure, Story
from care2040.figures.canvas.style import NAVY, ORANGE
from care2040.figures.ranking import Assumption, Ranking, place_words, quoted, ranking_of, ranking_story
from care2040.figures.readings import six_digits
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.figures.uncertainty.sobol import row_of
from care2040.results.valid_draws import SOBOL
from care2040.results.variables import SOBOL_FIRST, SOBOL_INTERVAL, SOBOL_TOTAL
from care2040.results.variables import TORNADO_HIGH as HIGH
from care2040.results.variables import TORNADO_LOW as LOW
from care2040.wording.numbers import percent, sentence
from care2040.wording.quantities import Quantity, quantity

SECOND = 0.36
"""Part of the width that the ranking takes."""


@figure("tornado")
def draw(request: Request) -> HouseFigure:
    """Draw the mean of an indicator with each assumption low and high, beside the Sobol' ranking of the assumptions."""
    ranking, size = ranking_of(request, SOBOL, SOBOL_TOTAL, SOBOL_INTERVAL, (SOBOL_FIRST, LOW, HIGH)), request.size
    written = quantity(ranking.unit, [one.more[end] - ranking.middle for one in ranking.shown for end in (LOW, HIGH)])
    rows = [_row(request, one, ranking, written) for one in ranking.shown]
    low, high = Label(request.say("low"), colour=NAVY.text), Label(request.say("high"), colour=ORANGE.text)
    first = [heads(low, high, at=ranking.middle), *rows]
    head = heads(None, Label(request.say("matters"), colour=NAVY.text))
    second = [head, *(row_of(request, one, named=False) for one in ranking.shown)]
    plot, other, middles = beside(story(request, ranking, written), first, second, size, SECOND)
    stem(plot, middles[1] + size.bar, ranking.middle)
    if other:
        stem(other, middles[1] + size.bar)
    return plot.figure


def _row(request: Request, one: Assumption, ranking: Ranking, written: Quantity) -> Row:
    language, pens = request.language, {HIGH: ORANGE, LOW: NAVY}
    bars = tuple(Bar(ranking.middle, one.more[end], pen.colour, f"{one.name}.{end}") for end, pen in pens.items())
    name = request.assumption_name(one.name)
    if request.size.columns == 1:
        name += f" ({percent(one.value, language)}, {place_words(one, language)})"
    if written.alike(one.more[LOW], one.more[HIGH]):
        return Row(name, bars, right=Label(written.value(one.more[HIGH], language)))
    ends = (LOW, HIGH) if one.more[HIGH] > one.more[LOW] else (HIGH, LOW)
    left, right = (Label(written.value(one.more[end], language), colour=pens[end].text) for end in ends)
    return Row(name, bars, left, right)


def story(request: Request, ranking: Ranking, written: Quantity) -> Story:
    """Return the words of the figure; the message follows the numbers unless a title is given."""
    numbers = {
        "indicator": ranking.indicator,
        "unit": ranking.unit,
        "year": ranking.year,
        "policy": ranking.policy,
        "scenario": ranking.scenario,
        "middle": six_digits(ranking.middle),
        "assumptions": {
            one.name: one.as_numbers(low=one.more[LOW], high=one.more[HIGH], total=one.value) for one in ranking.shown
        },
    }
    title = request.title or message(request, ranking, written)
    values = [_words(request, one, written) for one in ranking.shown]
    middle = written.value(ranking.middle, request.language)
    return ranking_story(request, ranking, title, values, numbers, middle=middle)


def message(request: Request, ranking: Ranking, written: Quantity) -> str:
    """Return how far the assumption that does most by itself moves the indicator."""
    widest = max(ranking.shown, key=lambda one: abs(one.more[HIGH] - one.more[LOW]))
    low, high = (written.value(widest.more[end], request.language) for end in (LOW, HIGH))
    blanks: dict[str, object] = {"name": quoted(request, widest.name), "year": ranking.year}
    blanks |= {"measure": request.measure(ranking.indicator), "low": low, "high": high}
    return sentence(request.say("title_none" if low == high else "title", **blanks))


def _words(request: Request, one: Assumption, written: Quantity) -> str:
    low, high = (written.value(one.more[end], request.language) for end in (LOW, HIGH))
    return request.say(
        "alt_value",
        name=request.assumption_name(one.name),
        low=low,
        high=high,
        value=percent(one.value, request.language),
        place=place_words(one, request.language),
    )
