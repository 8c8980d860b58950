"""Moved: what the counts did to the parameters and the laws that they moved most."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.patches import Rectangle

from care2040.figures.canvas.bars import Bar, Label, Row, heads, stem
from care2040.figures.canvas.beside import beside
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.layout import HouseFigure, Plot, Story
from care2040.figures.canvas.style import GREY, INK, NAVY, ORANGE, PAPER, TEAL, tint
from care2040.figures.readings import members, six_digits
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.results import variables
from care2040.wording.laws import alternative_name
from care2040.wording.numbers import number, percent, sentence
from care2040.wording.texts import listed

LAWS_SHOWN, SHOWN, GREY_SHOWN = 4, 8, 3
"""Laws and parameters that are drawn at most; of those that moved no more than by chance."""
SECOND = 0.27
"""Part of the width that what is left of the spread takes."""
CHANCE_TINT = 0.07
NAMED = 2
"""Things that moved most that are named in the title."""


@dataclass(frozen=True)
class Shift:
    """What moved: how far, in standard deviations, and what is left of its spread, or its chance."""

    name: str
    called: str
    shift: float
    beyond: bool
    narrowed: bool = False
    left: float | None = None
    chances: tuple[float, float] | None = None

    def as_numbers(self) -> dict[str, Any]:
        """Return what is drawn."""
        found: dict[str, Any] = {
            "shift": six_digits(self.shift),
            "beyond_chance": self.beyond,
            "narrowed": self.narrowed,
        }
        if self.left is not None:
            found["spread_left"] = six_digits(self.left)
        if self.chances is not None:
            found["chance_before"], found["chance_after"] = map(six_digits, self.chances)
        return found


@figure("moved", made_of="what care2040 monitor finds")
def draw(request: Request) -> HouseFigure:
    """Draw shifts as bars from nought, with what is left of the spread beside them."""
    shown, size = shifts_of(request), request.size
    limit = float(request.dataset.attrs["limit"])
    head = heads(Label(request.say("down"), colour=NAVY.text), Label(request.say("up"), colour=ORANGE.text))
    first = [head, *(_row(request, one) for one in shown)]
    second = [heads(None, Label(request.say("left"), colour=INK)), *(_left(request, one) for one in shown)]
    plot, other, middles = beside(story(request, shown), first, second, size, SECOND)
    top = middles[1] + size.bar
    stem(plot, top)
    _mark_chance(plot, limit, top)
    if other:
        stem(other, top)
    return plot.figure


def shifts_of(request: Request) -> list[Shift]:
    """Return what moved most: laws first, then parameters, each by how far it moved."""
    dataset, language = request.dataset, request.language
    if variables.MOVED_SHIFT not in dataset:
        raise CannotDrawError("the result does not hold what counts moved: care2040 monitor finds it")
    if not dataset.sizes["moved"] and not dataset.sizes["choice"]:
        raise CannotDrawError("no parameter and no law differs between the draws, so the counts moved none")
    found = [
        Shift(name, request.assumption_name(name), *values)
        for name, *values in zip(
            members(dataset, "moved"),
            dataset[variables.MOVED_SHIFT].values.tolist(),
            dataset[variables.MOVED_BEYOND].values.tolist(),
            dataset[variables.MOVED_NARROWED].values.tolist(),
            dataset[variables.MOVED_LEFT].values.tolist(),
            strict=True,
        )
    ]
    choices = [
        Shift(
            name,
            request.say("law", law=alternative_name(name, language)),
            _of_chance(before, after),
            beyond,
            chances=(before, after),
        )
        for name, quantity, before, after, beyond in zip(
            *(
                dataset[key].values.tolist()
                for key in ("law_name", "law_of", variables.LAW_BEFORE, variables.LAW_AFTER, variables.LAW_BEYOND)
            ),
            strict=True,
        )
        if name != quantity
    ]
    choices = sorted((one for one in choices if one.beyond), key=lambda one: -abs(one.shift))[:LAWS_SHOWN]
    told = [one for one in found if one.beyond or one.narrowed][:SHOWN]
    others = sorted((one for one in found if not (one.beyond or one.narrowed)), key=lambda one: -abs(one.shift))
    return choices + sorted(told, key=lambda one: -abs(one.shift)) + others[:GREY_SHOWN]


def _of_chance(before: float, after: float) -> float:
    """Return the shift of a chance in standard deviations of having the law or not."""
    spread = float(np.sqrt(before * (1 - before)))
    return (after - before) / spread if spread else 0.0


def _row(request: Request, one: Shift) -> Row:
    pen = GREY if not one.beyond else ORANGE if one.shift > 0 else NAVY
    more = ""
    if one.chances is not None:
        before, after = (percent(each, request.language) for each in one.chances)
        more = request.say("chance", before=before, after=after)
    label = Label(_signed(request, one.shift), more)
    bars = (Bar(0.0, one.shift, pen.colour, one.name),)
    return Row(sentence(one.called), bars, label if one.shift < 0 else None, None if one.shift < 0 else label)


def _left(request: Request, one: Shift) -> Row:
    if one.left is None:
        return Row("", (Bar(0.0, 0.0, PAPER),))
    pen = TEAL if one.narrowed else GREY
    label = Label(percent(one.left, request.language))
    return Row("", (Bar(0.0, one.left, pen.colour, f"{one.name}.left"),), right=label)


def _signed(request: Request, value: float) -> str:
    text = number(value, request.language, 1)
    return f"+{text}" if round(value, 1) > 0 else text


def _mark_chance(plot: Plot, limit: float, top: float) -> None:
    """Shade how far chance alone would shift the farthest."""
    low, high = plot.axes.get_xlim()
    begin, end = max(-limit, low), min(limit, high)
    looks: dict[str, Any] = {"color": tint(INK, CHANCE_TINT), "linewidth": 0, "zorder": 0, "gid": "chance"}
    plot.axes.add_patch(Rectangle((begin, 0), end - begin, top, **looks))


def story(request: Request, shown: list[Shift]) -> Story:
    """Return the words of the figure; the message names what moved beyond chance, unless a title is given."""
    facts, language = request.dataset.attrs, request.language
    draws = {"draws": request.count(facts["draws"]), "effective": request.count(facts["effective"])}
    limit = number(float(facts["limit"]), language, 1)
    title = request.title or sentence(message(request, shown))
    every = int(request.dataset.sizes["moved"])
    return request.story(
        title=title,
        subtitle=request.say("subtitle"),
        notes=[request.say("note", every=request.count(every), limit=limit, **draws)],
        run=(str(facts["policy"]), str(facts["scenario"])),
        alt=request.say("alt", title=title, values="; ".join(_words(request, one) for one in shown)),
        numbers={
            "draws": int(facts["draws"]),
            "effective": six_digits(float(facts["effective"])),
            "limit": six_digits(float(facts["limit"])),
            "moved": {one.name: one.as_numbers() for one in shown},
        },
    )


def message(request: Request, shown: list[Shift]) -> str:
    """Return what the counts speak for or against most, else which parameters they shift most."""
    laws = [one for one in shown if one.chances is not None]
    if laws:
        most = max(laws, key=lambda one: abs(one.shift))
        before, after = (percent(each, request.language) for each in most.chances or ())
        law = alternative_name(most.name, request.language)
        return request.say("title_more" if most.shift > 0 else "title_less", law=law, before=before, after=after)
    names = [f"‘{one.called[:1].lower() + one.called[1:]}’" for one in shown if one.beyond][:NAMED]
    if names:
        return request.say("title", names=listed(names, request.language))
    names = [f"‘{one.called[:1].lower() + one.called[1:]}’" for one in shown if one.narrowed][:NAMED]
    return request.say("title_surer", names=listed(names, request.language)) if names else request.say("title_none")


def _words(request: Request, one: Shift) -> str:
    blanks = {"name": sentence(one.called), "shift": _signed(request, one.shift)}
    if one.chances is not None:
        before, after = (percent(each, request.language) for each in one.chances)
        return request.say("alt_law", before=before, after=after, **blanks)
    return request.say("alt_value", left=percent(one.left or 0.0, request.language), **blanks)
