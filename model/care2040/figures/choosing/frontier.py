"""Frontier: what each of the best mixes costs, and what it brings; those with a name are marked."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from care2040.figures.canvas.labels import room_for_ticks
from care2040.figures.canvas.layout import TICK_ROOM, HouseFigure, Plot, Story, blank, part, sheet, write
from care2040.figures.canvas.placing import round_ticks
from care2040.figures.canvas.style import AXIS, EDGE, INK, MUTED, NAVY, PAPER, em, measure, tint
from care2040.figures.chosen.marks import Line, draw_key, key_height, mark, marked
from care2040.figures.chosen.mixes import CHEAPEST, Aim, Mixes, mixes_of, money_words, value_words
from care2040.figures.readings import six_digits
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.wording.quantities import tick_words

UNDER = TICK_ROOM + 1.5
"""Sizes of type below the plot: years or amounts, and what they are."""
AROUND = 0.04
"""Centimetres around words in which nothing is drawn."""
DOT, PALE = 4.2, 0.35
"""Points of a dot, and the tint of one that another mix is better than in these two things."""


@dataclass(frozen=True)
class Frontier:
    """The numbers of the figure, (mix,): euros and the aim, and which mixes are best in these two."""

    mixes: Mixes
    aim: Aim
    costs: np.ndarray
    values: np.ndarray
    best: np.ndarray
    years: str

    @property
    def kept(self) -> float | None:
        """The value that the aim may not pass, where there is one."""
        for own in self.mixes.limits.values():
            if own.get("indicator") == self.aim.indicator and str(own.get("year")) == self.aim.when:
                return float(own.get("at_most", own.get("at_least")))
        return None

    @property
    def none(self) -> float:
        """The aim under unchanged policy."""
        return self.mixes.unchanged(self.aim)


def frontier_of(request: Request) -> Frontier:
    """Return what the best mixes cost and bring."""
    mixes = mixes_of(request.dataset, request.name)
    aim = mixes.aim
    money = next((one for one in mixes.aims.values() if one.is_money and one.wish == "low"), None)
    costs = mixes.costs if money is None else mixes.values(money)
    values = mixes.values(aim)
    worse = -aim.better * values
    # no other mix is as cheap and better, or as good and cheaper
    best = np.array(
        [
            not ((costs <= c) & (worse <= v) & ((costs < c) | (worse < v))).any()
            for c, v in zip(costs, worse, strict=True)
        ]
    )
    years = str(request.dataset["year"].values[-1]) if money is None else money.when.rpartition("-")[2]
    return Frontier(mixes, aim, costs, values, best, years)


@figure("frontier", made_of="the best mixes of a choice")
def draw(request: Request) -> HouseFigure:
    """Draw what each of the best mixes costs and what it comes to; the mixes with a name are marked."""
    found, size = frontier_of(request), request.size
    language, unit = request.language, found.aim.unit
    lines = [Line(name, _key(request, found, name)) for name in marked(found.mixes)]
    heights = round_ticks(
        *_ends([*found.values, found.none, *([] if found.kept is None else [found.kept])]), size.levels
    )
    written = tick_words(heights, unit, language)
    above = key_height(lines, size)
    head = measure(_head(request, found), size.label)[1] + 0.6 * em(size.text)
    left = room_for_ticks(written, size)
    across = round_ticks(0.0, float(found.costs.max()), size.ticks)
    amounts = tick_words(across, "euro", language)
    right = measure(amounts[-1], size.text)[0] / 2 + EDGE
    whole = sheet(story(request, found), size, left, right, size.plot_height + above + head, UNDER)
    blank(whole)
    draw_key(whole, lines, size, whole.bottom + whole.height)
    plot = part(whole, whole.left, whole.bottom, whole.width, size.plot_height)
    plot.axes.tick_params(labelsize=size.text, pad=0.42 * size.text)
    plot.axes.set_ylim(heights[0], heights[-1])
    plot.axes.set_yticks(heights, written)
    plot.axes.set_xlim(across[0], across[-1])
    plot.axes.set_xticks(across, amounts)
    write(plot.figure, _head(request, found), (EDGE, plot.bottom + plot.height + head), size.label, MUTED)
    axis = request.say("across", year=found.years)
    low = plot.bottom - em(size.text) * 2.1
    write(plot.figure, axis, (plot.left + plot.width, low), size.label, MUTED, align="right")
    _draw_mixes(plot, request, found)
    return plot.figure


def _ends(values: list[float]) -> tuple[float, float]:
    return float(min(values)), float(max(values))


def _head(request: Request, found: Frontier) -> str:
    subject = request.subject(found.aim.indicator, found.aim.unit)
    called = found.aim.subject(request.language)
    return request.say("upright", subject=called, unit=subject["unit"], when=found.aim.when)


def _draw_mixes(plot: Plot, request: Request, found: Frontier) -> None:
    """Draw all mixes as dots, the line of the best in these two things, the mixes with a name, and unchanged policy."""
    order = np.flatnonzero(found.best)[np.argsort(found.costs[found.best])]
    xs, ys = found.costs[order], found.values[order]
    plot.axes.plot(xs, ys, color=tint(NAVY.colour, 0.5), lw=0.8, zorder=2, gid="line")
    looks: dict[str, Any] = {"linestyle": "none", "marker": "o", "markersize": DOT, "clip_on": False}
    others = ~found.best
    pale = tint(NAVY.colour, PALE)
    plot.axes.plot(found.costs[others], found.values[others], color=pale, zorder=3, gid="others", **looks)
    plot.axes.plot(found.costs[order], found.values[order], color=NAVY.colour, zorder=4, gid="best", **looks)
    taken = _taken(plot, found, order)
    hollow: dict[str, Any] = looks | {"markersize": 1.4 * DOT, "markerfacecolor": PAPER, "markeredgecolor": AXIS}
    plot.axes.plot([0.0], [found.none], zorder=5, gid="none", **hollow)
    words = request.say("unchanged")
    beside, height = plot.x(0.0) + 0.2, measure(words, request.size.label)[1]
    tops = [plot.y(found.none) + up for up in (height / 2, height + 0.12, -0.12, -0.25, -0.4)]
    at = _free(plot, measure(words, request.size.label), [(beside, top) for top in tops], taken)
    write(plot.figure, words, at, request.size.label, INK, backed=True)
    if found.kept is not None:
        _draw_aim(plot, request, found, np.concatenate([taken, _box(at, measure(words, request.size.label))]))
    for name in marked(found.mixes):
        place = found.mixes.named[name]
        mark(plot.axes, float(found.costs[place]), float(found.values[place]), name, f"mix.{name}")


def _taken(plot: Plot, found: Frontier, order: np.ndarray) -> np.ndarray:
    """Return points of all that is drawn, in centimetres, (point, 2): dots, the line of the best, and the aim."""
    steps = np.linspace(0, len(order) - 1, 40 * len(order))
    xs, ys = (np.interp(steps, np.arange(len(order)), one[order]) for one in (found.costs, found.values))
    xs, ys = np.concatenate([xs, found.costs]), np.concatenate([ys, found.values])
    if found.kept is not None:
        across = np.linspace(*plot.axes.get_xlim(), 200)
        xs, ys = np.concatenate([xs, across]), np.concatenate([ys, np.full(len(across), found.kept)])
    return np.array([(plot.x(float(x)), plot.y(float(y))) for x, y in zip(xs, ys, strict=True)])


def _box(top_left: tuple[float, float], size: tuple[float, float]) -> np.ndarray:
    """Return points all over words, in centimetres, (point, 2)."""
    xs = np.linspace(top_left[0], top_left[0] + size[0], 30)
    ys = np.linspace(top_left[1] - size[1], top_left[1], 6)
    return np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)


def _free(
    plot: Plot, size: tuple[float, float], places: list[tuple[float, float]], taken: np.ndarray
) -> tuple[float, float]:
    """Return the place, by its top left, where words lie within the plot and least runs through them."""

    def hit(place: tuple[float, float]) -> tuple[bool, int]:
        low = (place[0] - AROUND, place[1] - size[1] - AROUND)
        high = (place[0] + size[0] + AROUND, place[1] + AROUND)
        within = plot.bottom <= place[1] - size[1] and place[1] <= plot.bottom + plot.height
        return not within, int(((taken > low) & (taken < high)).all(axis=1).sum())

    return min(places, key=hit)


def _draw_aim(plot: Plot, request: Request, found: Frontier, taken: np.ndarray) -> None:
    """Draw what the aim may not pass, as a dashed line with its words above or below it, where there is room."""
    assert found.kept is not None
    low, high = plot.axes.get_xlim()
    dashes: dict[str, Any] = {"color": MUTED, "lw": 0.9, "linestyle": (0, (4, 2)), "zorder": 1.5, "gid": "kept"}
    plot.axes.plot([low, high], [found.kept, found.kept], **dashes)
    value = found.mixes.written(found.aim).value(found.kept, request.language)
    words = request.say("kept_high" if found.aim.better > 0 else "kept_low", value=value)
    wide, tall = measure(words, request.size.label)
    lefts = [plot.left + along * (plot.width - wide) for along in (1.0, 0.75, 0.5, 0.25)]
    tops = [plot.y(found.kept) + up for up in (tall + 0.06, -0.06)]
    at = _free(plot, (wide, tall), [(left, top) for left in lefts for top in tops], taken)
    write(plot.figure, words, at, request.size.label, MUTED)


def _key(request: Request, found: Frontier, name: str) -> str:
    """Return what a mix with a name comes to, with all names that it has."""
    place, mixes, language = found.mixes.named[name], found.mixes, request.language
    names = [request.common("choosing", "short_names", one) for one, own in mixes.named.items() if own == place]
    value = value_words(mixes, found.aim, float(found.values[place]), language)
    cost = money_words(float(found.costs[place]), language)
    return request.say("key", name=" / ".join(names), value=value, cost=cost)


def message(request: Request, found: Frontier) -> str:
    """Return how far the first mix with a name comes, and for how much."""
    mixes, language = found.mixes, request.language
    if not mixes.reached:
        return request.say("title_not_reached")
    name = mixes.first
    place = mixes.named[name] if name else int(np.argmax(found.aim.better * found.values))
    start, end = (value_words(mixes, found.aim, one, language) for one in (found.none, float(found.values[place])))
    if mixes.already and name == CHEAPEST:
        return request.say("title_already", measure=found.aim.measure(language), start=start)
    blanks = {
        "measure": found.aim.measure(language),
        # a unit is said once
        "start": start.partition(" ")[0] if start.partition(" ")[2] == end.partition(" ")[2] else start,
        "end": end,
        "cost": money_words(float(found.costs[place]), language),
    }
    way = "falls" if found.values[place] < found.none else "rises"
    return request.say(f"title_{name or 'any'}", change=request.say(way, **blanks), **blanks)


def story(request: Request, found: Frontier) -> Story:
    """Return the words of the figure."""
    mixes = found.mixes
    title = request.title or message(request, found)
    keys = [_key(request, found, name) for name in marked(mixes)]
    pale = int((~found.best).sum())
    return request.story(
        title=title,
        subtitle=request.say(
            "subtitle", many=mixes.many, measure=found.aim.measure(request.language), year=found.years
        ),
        notes=[
            request.say("note"),
            request.say("note_pale") if pale else "",
            request.say("note_draws", draws=request.count(mixes.draws))
            if mixes.draws > 1
            else request.say("note_central"),
        ],
        run=(None, mixes.futures[0]),
        alt=request.say("alt", title=title, many=mixes.many, values="; ".join(keys)),
        numbers={
            "aim": found.aim.indicator,
            "unit": found.aim.unit,
            "unchanged": six_digits(found.none),
            "named": {name: place + 1 for name, place in mixes.named.items()},
            "costs": [six_digits(float(one)) for one in found.costs],
            "values": [six_digits(float(one)) for one in found.values],
        },
    )
