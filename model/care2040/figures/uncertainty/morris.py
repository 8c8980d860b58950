"""Morris: which of many assumptions move an outcome at all, as bars of their elementary effects."""

from care2040.figures.canvas.bars import Bar, Label, Row, rows_sheet, stem
from care2040.figures.canvas.layout import HouseFigure, Story
from care2040.figures.canvas.style import NAVY, ORANGE
from care2040.figures.ranking import Assumption, Ranking, place_words, ranking_message, ranking_of, ranking_story
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.results.valid_draws import MORRIS
from care2040.results.variables import MORRIS_INTERVAL, MORRIS_MEAN, MORRIS_SIZE, MORRIS_SPREAD
from care2040.wording.language import Language
from care2040.wording.names import change_unit
from care2040.wording.quantities import Quantity, quantity

BENDS = 0.5
"""Spread over size from which an effect is said to hang on where one stands."""


@figure("morris")
def draw(request: Request) -> HouseFigure:
    """Draw the mean size of the elementary effects of each assumption, with the interval that holds 95 %."""
    ranking = ranking_of(request, MORRIS, MORRIS_SIZE, MORRIS_INTERVAL, (MORRIS_MEAN, MORRIS_SPREAD))
    written = quantity(ranking.unit, [one.value / 10 for one in ranking.shown[:1]])
    rows = [_row(request, one, written) for one in ranking.shown]
    plot, middles = rows_sheet(story(request, ranking, written), rows, request.size)
    stem(plot, middles[0] + request.size.bar)
    return plot.figure


def _row(request: Request, one: Assumption, written: Quantity) -> Row:
    pen = ORANGE if one.more[MORRIS_MEAN] >= 0 else NAVY
    bar = Bar(0.0, one.value, pen.colour, one.name)
    label = Label(_effect(one, written, request.language), _more(request, one), pen.text)
    return Row(request.assumption_name(one.name), (bar,), right=label, span=one.span)


def _effect(one: Assumption, written: Quantity, language: Language) -> str:
    """Return the size of an effect, with its sign where it is the same everywhere."""
    if abs(one.more[MORRIS_MEAN]) > (1 - 1e-6) * one.value > 0:
        return written.change(one.more[MORRIS_MEAN], language)
    return f"±{written.change(one.value, language).lstrip('+')}"


def _more(request: Request, one: Assumption) -> str:
    bends = request.say("bends") if one.more[MORRIS_SPREAD] > BENDS * one.value > 0 else ""
    return place_words(one, request.language) + bends


def story(request: Request, ranking: Ranking, written: Quantity) -> Story:
    """Return the words of the figure; the message follows the numbers unless a title is given."""
    values = [
        f"{request.assumption_name(one.name)} {_effect(one, written, request.language)} ({_more(request, one)})"
        for one in ranking.shown
    ]
    numbers = {
        "indicator": ranking.indicator,
        "unit": ranking.unit,
        "year": ranking.year,
        "policy": ranking.policy,
        "scenario": ranking.scenario,
        "trajectories": ranking.samples,
        "left_out": ranking.left_out,
        "assumptions": {
            one.name: one.as_numbers(
                size=one.value, interval=one.interval, mean=one.more[MORRIS_MEAN], spread=one.more[MORRIS_SPREAD]
            )
            for one in ranking.shown
        },
    }
    title = request.title or ranking_message(request, ranking)
    unit = change_unit(ranking.indicator, ranking.unit, request.language)
    return ranking_story(request, ranking, title, values, numbers, unit=unit)
