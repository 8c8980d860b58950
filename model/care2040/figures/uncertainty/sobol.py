"""Sobol: which assumptions the uncertainty of an outcome comes from, as bars with their intervals and places."""

from matplotlib.colors import to_hex

from care2040.figures.canvas.bars import Bar, Label, Row, rows_sheet, stem
from care2040.figures.canvas.layout import HouseFigure, Story
from care2040.figures.canvas.style import NAVY, tint
from care2040.figures.ranking import Assumption, Ranking, place_words, ranking_message, ranking_of, ranking_story
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.results.valid_draws import SOBOL
from care2040.results.variables import SOBOL_FIRST, SOBOL_INTERVAL, SOBOL_TOTAL
from care2040.wording.numbers import percent

PALE = 0.35
"""Tint of the part that an assumption has together with others."""


@figure("sobol")
def draw(request: Request) -> HouseFigure:
    """Draw the total-order index of each assumption, within it the first order, with the interval that holds 95 %."""
    ranking = ranking_of(request, SOBOL, SOBOL_TOTAL, SOBOL_INTERVAL, (SOBOL_FIRST,))
    rows = [row_of(request, one) for one in ranking.shown]
    plot, middles = rows_sheet(story(request, ranking), rows, request.size)
    stem(plot, middles[0] + request.size.bar)
    return plot.figure


def row_of(request: Request, one: Assumption, named: bool = True) -> Row:
    """Return the bars of an assumption: what it does in all, and within that what it does by itself."""
    own = min(max(one.more[SOBOL_FIRST], 0.0), one.value)
    pale = to_hex(tint(NAVY.colour, PALE))
    bars = (Bar(0.0, max(one.value, 0.0), pale, f"{one.name}.total"), Bar(0.0, own, NAVY.colour, f"{one.name}.first"))
    label = Label(percent(one.value, request.language), place_words(one, request.language))
    return Row(request.assumption_name(one.name) if named else "", bars, right=label, span=_span(one))


def _span(one: Assumption) -> tuple[float, float]:
    """Return the interval as far as a part of a whole can go."""
    low, high = one.span
    return min(low, 1.0), max(min(high, 1.0), min(one.value, 1.0))


def story(request: Request, ranking: Ranking) -> Story:
    """Return the words of the figure; the message follows the numbers unless a title is given."""
    numbers = {
        "indicator": ranking.indicator,
        "year": ranking.year,
        "policy": ranking.policy,
        "scenario": ranking.scenario,
        "samples": ranking.samples,
        "left_out": ranking.left_out,
        "assumptions": {
            one.name: one.as_numbers(total=one.value, total_interval=one.interval, first=one.more[SOBOL_FIRST])
            for one in ranking.shown
        },
    }
    title = request.title or ranking_message(request, ranking)
    return ranking_story(request, ranking, title, [_words(request, one) for one in ranking.shown], numbers)


def _words(request: Request, one: Assumption) -> str:
    low, high = (percent(edge, request.language) for edge in _span(one))
    return request.say(
        "alt_value",
        name=request.assumption_name(one.name),
        value=percent(one.value, request.language),
        span=request.common("span", low=low, high=high),
        place=place_words(one, request.language),
    )
