"""Mixes: how much of each lever the best mixes use, a line for each lever, with the mixes that have a name marked."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from care2040.figures.canvas.layout import LITTLE_ROOM, HouseFigure, Plot, Story, blank, part, sheet, write
from care2040.figures.canvas.style import EDGE, GRID, INK, MUTED, NAVY, Size, Weight, measure, tint, wrap
from care2040.figures.chosen.marks import Line, draw_key, key_height, mark, marked, name_room
from care2040.figures.chosen.mixes import MOST, VISIBLE, Mixes, lever_words, mixes_of, money_words, value_words
from care2040.figures.chosen.words import FEW, shares
from care2040.figures.readings import six_digits
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.wording.numbers import percent
from care2040.wording.texts import listed

TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
BETWEEN, HEAD = 0.14, 0.22
"""Centimetres between two lines, and above a head."""
GAP = 0.32
"""Centimetres between names and strips: a mark at nought takes half of it."""
STEMS = 0.22
"""Height of the little line of each mix, in centimetres."""


@dataclass(frozen=True)
class Strip:
    """One line of the figure: a head, a lever with its efforts, or a list of names."""

    text: str
    lever: str = ""
    weight: Weight = "normal"


@figure("mixes", made_of="the best mixes of a choice")
def draw(request: Request) -> HouseFigure:
    """Draw how much of each lever the best mixes use: a little line for each mix, marks for those with a name."""
    mixes, size = mixes_of(request.dataset, request.name), request.size
    strips = strips_of(request, mixes)
    room = name_room([one.text for one in strips if one.lever], size)
    texts = [wrap(one.text, room if one.lever else size.width - 2 * EDGE, *_type(one, size)) for one in strips]
    left = max(measure(text, size.name)[0] for one, text in zip(strips, texts, strict=True) if one.lever) + GAP + EDGE
    tall = [_height(one, text, size) for one, text in zip(strips, texts, strict=True)]
    lines = [Line(name, _key(request, mixes, name)) for name in marked(mixes)]
    above = key_height(lines, size)
    ticks = measure("0", size.label)[1] + HEAD
    right = measure("100%", size.label)[0] / 2 + EDGE
    whole = sheet(story(request, mixes), size, left, right, above + ticks + sum(tall), LITTLE_ROOM)
    blank(whole)
    draw_key(whole, lines, size, whole.bottom + whole.height)
    plot = part(whole, whole.left, whole.bottom, whole.width, sum(tall))
    blank(plot)
    plot.axes.set_xlim(0, 1)
    _scale(request, plot)
    top = plot.height
    for one, text, high in zip(strips, texts, tall, strict=True):
        _draw_strip(plot, request, mixes, (one, text), (top, high))
        top -= high
    return whole.figure


def groups(mixes: Mixes) -> dict[str, list[str]]:
    """Return the levers that nearly all mixes have, that some have, and that hardly any has; the most used first."""
    part = shares(mixes)
    mean = dict(zip(mixes.levers, mixes.efforts.mean(axis=0), strict=True))
    ordered = sorted(part, key=lambda lever: (-part[lever], -mean[lever]))
    return {
        "nearly_all": [lever for lever in ordered if part[lever] >= MOST],
        "some": [lever for lever in ordered if 1 - MOST < part[lever] < MOST],
        "hardly_any": [lever for lever in ordered if part[lever] <= 1 - MOST],
    }


def strips_of(request: Request, mixes: Mixes) -> list[Strip]:
    """Return the lines of the figure: heads, levers, and below them the names of those that hardly any mix has."""
    found: list[Strip] = []
    for group, levers in groups(mixes).items():
        if not levers:
            continue
        found.append(Strip(request.say(group), weight="bold"))
        if group == "hardly_any":
            names = [request.policy_name(one) for one in levers]
            found.append(Strip("; ".join(names) + "."))
        else:
            found += [Strip(request.policy_name(one), one) for one in levers]
    return found


def _type(one: Strip, size: Size) -> tuple[float, Weight]:
    return (size.name, one.weight) if one.lever or one.weight == "bold" else (size.label, one.weight)


def _height(one: Strip, text: str, size: Size) -> float:
    tall = measure(text, *_type(one, size))[1] + BETWEEN
    return max(tall, size.bar + BETWEEN) if one.lever else tall + HEAD * (one.weight == "bold")


def _scale(request: Request, plot: Plot) -> None:
    ticks = [tick for tick in TICKS if request.size.columns > 1 or tick in (0.0, 0.5, 1.0)]
    plot.axes.set_xticks(ticks, [percent(tick, request.language) for tick in ticks])
    plot.axes.tick_params(axis="x", length=0, pad=2, labelsize=request.size.label)
    plot.axes.xaxis.tick_top()


def _draw_strip(
    plot: Plot, request: Request, mixes: Mixes, what: tuple[Strip, str], where: tuple[float, float]
) -> None:
    (one, text), (top, high), size = what, where, request.size
    points, weight = _type(one, size)
    own = measure(text, points, weight)[1]
    if not one.lever:
        at = (EDGE, plot.bottom + top - high + own + BETWEEN / 2)
        write(plot.figure, text, at, points, INK if weight == "bold" else MUTED, weight)
        return
    middle = top - high / 2
    write(plot.figure, text, (plot.left - GAP, plot.bottom + middle + own / 2), points, INK, "normal", "right")
    plot.axes.plot([0, 1], [middle, middle], color=GRID, lw=1.0, zorder=1, gid=f"{one.lever}.track", clip_on=False)
    efforts = mixes.efforts[:, mixes.levers.index(one.lever)]
    looks: dict[str, Any] = {"colors": [tint(NAVY.colour, 0.45)], "lw": 0.9, "zorder": 2, "clip_on": False}
    plot.axes.vlines(np.unique(efforts), middle - STEMS / 2, middle + STEMS / 2, gid=f"{one.lever}.mixes", **looks)
    for name in marked(mixes):
        mark(plot.axes, float(efforts[mixes.named[name]]), middle, name, f"{one.lever}.{name}")


def _key(request: Request, mixes: Mixes, name: str) -> str:
    """Return what a mix with a name comes to in all that counts, with all names that it has."""
    place, language = mixes.named[name], request.language
    names = [request.common("choosing", "short_names", one) for one, own in mixes.named.items() if own == place]
    told = []
    for aim in mixes.aims.values():
        value = value_words(mixes, aim, float(mixes.values(aim)[place]), language)
        told.append(
            value if aim.is_money else request.say("came_to", subject=_small(aim.subject(language)), value=value)
        )
    if not any(aim.is_money for aim in mixes.aims.values()):
        told.append(money_words(float(mixes.costs[place]), language))
    return request.say("key", name=" / ".join(names), values="; ".join(told))


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def message(request: Request, mixes: Mixes) -> str:
    """Return which levers every good mix has."""
    if not mixes.reached:
        return request.say("title_not_reached")
    every = [lever for lever, part in shares(mixes).items() if part == 1]
    if mixes.many < FEW or not every:
        return request.say("title_none" if mixes.many >= FEW else "title_few", many=mixes.many)
    if len(every) > FEW:
        return request.say("title_many", many=mixes.many, levers=len(every))
    names = listed([lever_words(one, request.language) for one in every], request.language)
    return request.say("title", many=mixes.many, levers=names)


def story(request: Request, mixes: Mixes) -> Story:
    """Return the words of the figure."""
    title = request.title or message(request, mixes)
    part, language = shares(mixes), request.language
    told = [
        request.say("alt_value", lever=request.policy_name(one), part=percent(own, language))
        for one, own in part.items()
    ]
    keys = [_key(request, mixes, name) for name in marked(mixes)]
    return request.story(
        title=title,
        subtitle=request.say("subtitle", many=mixes.many),
        notes=[
            request.say("note", least=percent(VISIBLE, language), most=percent(MOST, language)),
            request.common("choosing", "only_here"),
        ],
        run=(None, mixes.futures[0]),
        alt=request.say("alt", title=title, keys=". ".join(keys), values="; ".join(told)),
        numbers={
            "mixes": mixes.many,
            "named": {name: place + 1 for name, place in mixes.named.items()},
            "part_of_mixes": {lever: six_digits(own) for lever, own in part.items()},
            "efforts": {
                name: {lever: six_digits(float(e)) for lever, e in zip(mixes.levers, mixes.efforts[place], strict=True)}
                for name, place in mixes.named.items()
            },
        },
    )
