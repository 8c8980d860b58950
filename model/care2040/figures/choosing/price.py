"""Price: what the levers of a mix cost for what they bring, the cheapest first; the thicker, the more it brings."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.patches import Rectangle

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.labels import GAP, spread
from care2040.figures.canvas.layout import TICK_ROOM, HouseFigure, Plot, Story, blank, draw_leader, sheet, write
from care2040.figures.canvas.placing import round_ticks
from care2040.figures.canvas.style import EDGE, INK, MUTED, NAVY, PAPER, em, measure, wrap
from care2040.figures.chosen.marks import name_room
from care2040.figures.chosen.mixes import (
    Aim,
    Mixes,
    change_words,
    lever_words,
    mixes_of,
    per_words,
    step_of,
)
from care2040.figures.readings import six_digits
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.results import variables
from care2040.wording.numbers import figures_that_count
from care2040.wording.quantities import MILLION, tick_words
from care2040.wording.texts import listed

UNDER = TICK_ROOM + 1.5
LEADER = 0.45
"""Centimetres between names and bars, for thin lines to those that had to move."""
AIR = 0.1
"""Centimetres between two names."""
THIN = 0.02
"""Centimetres left free between two bars."""


@dataclass(frozen=True)
class Cost:
    """One lever in a mix: what it brings beside the others, and euros for each step of it, in company and alone."""

    lever: str
    brings: float
    price: float
    alone: float


@dataclass(frozen=True)
class Prices:
    """The numbers of the figure: levers that help, the cheapest first, those that work the other way, and the rest."""

    mixes: Mixes
    name: str
    helping: tuple[Cost, ...]
    other_way: tuple[tuple[str, float], ...]
    little: tuple[str, ...]

    @property
    def aim(self) -> Aim:
        """What is paid for."""
        return self.mixes.aim


def prices_of(request: Request) -> Prices:
    """Return what the levers of the first mix with a name cost for what they bring."""
    mixes = mixes_of(request.dataset, request.name)
    name = mixes.first
    if name is None:
        raise CannotDrawError("the figure 'price' needs a mix with a name, and no mix of this result keeps every limit")
    better, step = mixes.aim.better, step_of(mixes.aim)
    company, alone = (
        better * mixes.by_lever(one, name, mixes.aim) for one in (variables.CHOSEN_COMPANY, variables.CHOSEN_ALONE)
    )
    costs = [mixes.by_lever(one, name) for one in (variables.CHOSEN_COMPANY_COST, variables.CHOSEN_ALONE_COST)]
    has = mixes.has(mixes.named[name])
    helping, other, little = [], [], []
    for place, lever in enumerate(mixes.levers):
        if lever not in mixes.free or not np.isfinite(company[place]):
            continue
        if not has[place]:
            little.append(lever)
        elif company[place] > 0:
            apart = float(costs[1][place] / alone[place] * step) if alone[place] > 0 else float("nan")
            each = float(costs[0][place] / company[place] * step)
            helping.append(Cost(lever, float(company[place]), each, apart))
        else:
            other.append((lever, float(company[place])))
    if not helping:
        raise CannotDrawError(f"the figure 'price' needs a lever that helps, and none does in the mix '{name}'")
    return Prices(mixes, name, tuple(sorted(helping, key=lambda one: one.price)), tuple(other), tuple(little))


@figure("price", made_of="the best mixes of a choice")
def draw(request: Request) -> HouseFigure:
    """Draw what each lever of a mix costs for what it brings, in company and alone; as thick as what it brings."""
    prices, size = prices_of(request), request.size
    called = [request.policy_name(one.lever) for one in prices.helping]
    names = [wrap(one, name_room(called, size), size.name) for one in called]
    told = [figures_that_count(one.price / MILLION, request.language) for one in prices.helping]
    value = max(measure(one, size.name, "bold")[0] for one in told)
    left = max(measure(one, size.name)[0] for one in names) + GAP + value + LEADER + GAP + EDGE
    tall = [measure(one, size.name)[1] + AIR for one in names]
    high = max(size.plot_height, sum(tall))
    plot = sheet(story(request, prices), size, left, 4 * EDGE, high, UNDER)
    blank(plot)
    _scale(request, plot, prices)
    _draw_bars(plot, request, prices, (names, told, tall))
    return plot.figure


def _scale(request: Request, plot: Plot, prices: Prices) -> None:
    size = request.size
    ends = [one for each in prices.helping for one in (each.price, each.alone) if np.isfinite(one)]
    ticks = round_ticks(0.0, max(ends), size.ticks)
    plot.axes.set_xlim(ticks[0], ticks[-1])
    plot.axes.set_xticks(ticks, tick_words(ticks, "euro", request.language))
    plot.axes.tick_params(axis="x", length=0, pad=2, labelsize=size.text)
    axis = request.say("across", step=per_words(prices.aim, request.language))
    low = plot.bottom - em(size.text) * 1.9
    write(plot.figure, axis, (plot.left + plot.width, low), size.label, MUTED, align="right")


def _draw_bars(plot: Plot, request: Request, prices: Prices, words: tuple[list[str], list[str], list[float]]) -> None:
    """Draw the bars from the top down, with names and prices as near to each as the others let them."""
    size, (names, told, tall) = request.size, words
    whole = sum(one.brings for one in prices.helping)
    ends = plot.height * (1 - np.cumsum([0.0, *(one.brings for one in prices.helping)]) / whole)
    middles = [float(high + low) / 2 for high, low in pairwise(ends)]
    centres = spread(middles, tall, 0.0, plot.height)
    for one, name, price, high, low, at, tall_one in zip(
        prices.helping, names, told, ends[:-1], ends[1:], centres, tall, strict=True
    ):
        looks: dict[str, Any] = {"facecolor": NAVY.colour, "linewidth": 0.4, "edgecolor": NAVY.colour, "gid": one.lever}
        plot.axes.add_patch(Rectangle((0, low), one.price, max(high - low - THIN, THIN), zorder=2, **looks))
        middle = (high + low) / 2
        if np.isfinite(one.alone):
            mark: dict[str, Any] = {"marker": "D", "markersize": 4.5, "markerfacecolor": PAPER, "markeredgecolor": INK}
            plot.axes.plot([one.alone], [middle], zorder=4, gid=f"{one.lever}.alone", clip_on=False, **mark)
        begin, centre = plot.left - LEADER, plot.bottom + at
        draw_leader(plot.figure, (begin + GAP / 2, centre), (plot.left, plot.bottom + float(middle)), MUTED)
        top = centre + measure(price, size.name, "bold")[1] / 2
        write(plot.figure, price, (begin, top), size.name, NAVY.text, "bold", "right")
        edge = begin - max(measure(each, size.name, "bold")[0] for each in told) - GAP
        write(plot.figure, name, (edge, centre + (tall_one - AIR) / 2), size.name, INK, "normal", "right")


def _price(request: Request, one: Cost) -> str:
    return request.common("sizes", "money", size=figures_that_count(one.price / MILLION, request.language))


def message(request: Request, prices: Prices) -> str:
    """Return which lever is the cheapest for what it brings, and which the dearest."""
    first, last, language = prices.helping[0], prices.helping[-1], request.language
    blanks = {
        "lever": lever_words(first.lever, language),
        "price": _price(request, first),
        "step": per_words(prices.aim, language),
        "last": lever_words(last.lever, language),
        "dearest": _price(request, last),
    }
    return request.say("title" if len(prices.helping) > 1 else "title_only", **blanks)


def story(request: Request, prices: Prices) -> Story:
    """Return the words of the figure."""
    language, aim = request.language, prices.aim
    title = request.title or message(request, prices)
    mix = request.common("choosing", "names", prices.name)
    told = [_told(request, aim, one) for one in prices.helping]
    return request.story(
        title=title,
        subtitle=request.say("subtitle", measure=aim.measure(language), mix=mix, step=per_words(aim, language)),
        notes=notes(request, prices),
        run=(None, prices.mixes.futures[0]),
        alt=request.say("alt", title=title, values="; ".join([*told, *_other_way(request, prices)])),
        numbers=numbers(prices),
    )


def notes(request: Request, prices: Prices) -> list[str]:
    """Return what to know of the bars: what they are, what they add up to, and what is not drawn."""
    language, aim, mixes = request.language, prices.aim, prices.mixes
    place = mixes.named[prices.name]
    whole = change_words(aim, float(mixes.values(aim)[place]) - mixes.unchanged(aim), language)
    one_by_one = sum(one.brings for one in prices.helping) + sum(own for _, own in prices.other_way)
    found = [
        request.say("note"),
        request.say("note_whole", apart=change_words(aim, one_by_one, language), whole=whole),
    ]
    if prices.other_way:
        found.append(request.say("note_other", levers=listed(_other_way(request, prices), language)))
    if prices.little:
        names = listed([lever_words(one, language) for one in prices.little], language)
        found.append(request.say("note_little", levers=names))
    return found


def _other_way(request: Request, prices: Prices) -> list[str]:
    """Return the levers that work the other way, each with what it does."""
    language = request.language
    return [
        request.say("works", lever=lever_words(lever, language), change=change_words(prices.aim, own, language))
        for lever, own in prices.other_way
    ]


def _told(request: Request, aim: Aim, one: Cost) -> str:
    brings = change_words(aim, one.brings, request.language)
    return request.say("alt_value", lever=request.policy_name(one.lever), price=_price(request, one), brings=brings)


def numbers(prices: Prices) -> dict[str, Any]:
    """Return the numbers drawn, as they are written beside the figure."""
    keys = ("brings", "price", "alone")
    return {
        "aim": prices.aim.indicator,
        "unit": prices.aim.unit,
        "mix": prices.name,
        "step": step_of(prices.aim),
        "levers": {one.lever: {key: six_digits(getattr(one, key)) for key in keys} for one in prices.helping},
        "other_way": {lever: six_digits(own) for lever, own in prices.other_way},
    }
