"""Fan: how far draws spread over the years, under unchanged policy and those that change most, side by side."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.labels import room_for_ticks
from care2040.figures.canvas.layout import TICK_ROOM, Heading, HouseFigure, Plot, Story, part, sheet
from care2040.figures.canvas.placing import is_cut, scale_values, scale_years, ticks_around
from care2040.figures.canvas.style import BAND_TINTS, EDGE, INK, NAVY, ORANGE, Numbers, Size, tint
from care2040.figures.readings import band_numbers, bands_of, unit_of, years_of
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.figures.yardsticks.lines import paint_vision, spanned, vision_note, vision_numbers, vision_of
from care2040.figures.yardsticks.targets import paint_target, target_of, target_words
from care2040.results.percentiles import Bands
from care2040.results.valid_draws import CannotAnalyse, failed_draws, fair_draws
from care2040.results.variables import VISION
from care2040.wording.names import policy_words
from care2040.wording.numbers import sentence
from care2040.wording.quantities import Quantity, quantity, tick_words

GUTTER = 0.55
"""Centimetres between two fans."""
FROM_NOUGHT = 0.6
"""Where what is drawn spans at least so much of the highest value, the axis begins at nought."""
TICKS = 3
"""Years along the axis of one fan among several."""


@dataclass(frozen=True)
class Fans:
    """The numbers of the figure: an indicator with its bands by policy, unchanged policy first."""

    indicator: str
    unit: str
    years: list[int]
    draws: int
    failed: int
    written: Quantity
    drawn: dict[str, Bands]
    hidden: int
    target: float | None
    vision: Numbers | None


@figure("fan", takes=("indicator", "policies", "scenario", "year"), made_of="more than one draw")
def draw(request: Request) -> HouseFigure:
    """Draw the bands of the draws of an indicator over the years, for the first scenario."""
    size, fans = request.size, fans_of(request)
    low = min(float(one.low.min()) for one in fans.drawn.values())
    high = max(float(one.high.max()) for one in fans.drawn.values())
    goals = ([] if fans.target is None else [fans.target]) + spanned(fans.vision)
    ticks = ticks_around(min([low, *goals]), max([high, *goals]), FROM_NOUGHT, size)
    written = tick_words(ticks, fans.unit, request.language)
    words, left = story(request, fans, is_cut(ticks)), room_for_ticks(written, size)
    right = EDGE + 0.3
    across = (size.width - left - right - GUTTER * (len(fans.drawn) - 1)) / len(fans.drawn)
    heads = [_head(request, policy, fans, across) for policy in fans.drawn]
    high = max(head.height(size) for head in heads) + 0.25
    plot = sheet(words, size, left, right, size.plot_height + high, TICK_ROOM)
    plot.axes.remove()
    for place, (policy, head) in enumerate(zip(fans.drawn, heads, strict=True)):
        begin, top = plot.left + place * (across + GUTTER), plot.bottom + plot.height
        panel = part(plot, begin, plot.bottom, across, plot.height - high)
        panel.axes.tick_params(labelsize=size.text, pad=0.42 * size.text)
        most = min(size.ticks, 9 if len(fans.drawn) == 1 else TICKS)
        scale_years(panel, fans.years, most, request.common("assumed"), size.text)
        _inward(panel)
        scale_values(panel, ticks, written if place == 0 else [""] * len(ticks))
        _paint(panel, policy, fans, size)
        head.write(plot.figure, (begin, top), size)
    return plot.figure


def fans_of(request: Request) -> Fans:
    """Return the numbers of the figure from the draws that count; at most as many policies as there are columns."""
    dataset = request.dataset
    if request.draws < 2:
        raise CannotDrawError("the figure 'fan' shows draws, and this result has one: ask for more with --draws")
    try:
        fair = fair_draws(dataset)
    except CannotAnalyse as error:
        raise CannotDrawError(f"the figure 'fan' needs a sample; {error}") from None
    failed = failed_draws(dataset)
    if fair.sum() < 2:
        message = f"the figure 'fan' needs draws that came through; of {len(fair)} {failed} failed"
        raise CannotDrawError(message)
    dataset = dataset.isel(draw=np.flatnonzero(fair))
    name, policies = replace(request, dataset=dataset).headline(), request.policies
    base = request.unchanged if request.unchanged in policies else policies[0]
    found = {policy: bands_of(dataset, name, policy, request.scenario) for policy in policies}
    end = float(found[base].middle[-1])
    others = sorted((one for one in policies if one != base), key=lambda one: -abs(found[one].middle[-1] - end))
    shown = others[: request.size.columns - 1]
    drawn = {policy: found[policy] for policy in [base, *(one for one in policies if one in shown)]}
    unit = unit_of(dataset, name)
    spread = [float(one.high[-1] - one.low[-1]) for one in drawn.values()]
    return Fans(
        indicator=name,
        unit=unit,
        years=years_of(dataset),
        draws=int(fair.sum()),
        failed=failed,
        written=quantity(unit, [min(spread) / 3]),
        drawn=drawn,
        hidden=len(policies) - len(drawn),
        target=target_of(request, name),
        vision=vision_of(replace(request, dataset=dataset), name),
    )


def _head(request: Request, policy: str, fans: Fans, across: float) -> Heading:
    """Return what stands above a fan: its policy, and where it ends."""
    middle, low, high = _ends(request, policy, fans)
    end = f"{fans.years[-1]}: {middle} ({request.say('band', low=low, high=high)})"
    return Heading.within(across, request.policy_name(policy), end, request.size)


def _ends(request: Request, policy: str, fans: Fans) -> tuple[str, str, str]:
    """Return where a fan ends, as it is written: its middle, its lower and its upper edge."""
    drawn = fans.drawn[policy]
    middle, low, high = (
        fans.written.value(float(edge[-1]), request.language) for edge in (drawn.middle, drawn.low, drawn.high)
    )
    return middle, low, high


def _goal(request: Request, fans: Fans) -> str:
    return target_words(request, fans.target or 0.0, fans.written)


def _inward(plot: Plot) -> None:
    """Let the first year and the last stand within the plot, clear of those of its neighbours."""
    labels = plot.axes.get_xticklabels()
    labels[0].set_horizontalalignment("left")
    labels[-1].set_horizontalalignment("right")


def _paint(plot: Plot, policy: str, fans: Fans, size: Size) -> None:
    drawn, pen = fans.drawn[policy], ORANGE if policy == next(iter(fans.drawn)) else NAVY
    plot.axes.set_gid(policy)
    for (low, high), shade in zip(drawn.intervals, BAND_TINTS, strict=True):
        plot.axes.fill_between(fans.years, low, high, color=tint(pen.colour, shade), linewidth=0, gid="band")
    looks: dict[str, Any] = {"lw": size.line, "clip_on": False, "gid": policy, "zorder": 3}
    plot.axes.plot(fans.years, drawn.middle, color=INK, **looks)
    if fans.target is not None:
        paint_target(plot, fans.target)
    if fans.vision is not None:
        paint_vision(plot, fans.years, fans.vision, size)


def story(request: Request, fans: Fans, cut: bool) -> Story:
    """Return the words of the figure; `cut` says that its upright axis does not begin at nought."""
    title, (start, *_, end) = request.title or message(request, fans), fans.years
    values = []
    for policy in fans.drawn:
        middle, low, high = _ends(request, policy, fans)
        span = request.say("band", low=low, high=high)
        values.append(request.say("alt_value", policy=request.policy_name(policy), middle=middle, span=span))
    subject = request.subject(fans.indicator, fans.unit)
    return request.story(
        title=title,
        subtitle=request.say("subtitle", **subject, when=request.when(fans.indicator, start=start, end=end)),
        notes=[
            request.common("notes", "cut") if cut else "",
            request.common("notes", "target", what=_goal(request, fans)) if fans.target is not None else "",
            vision_note(request, fans.vision) if fans.vision is not None else "",
            request.say("note", draws=request.count(fans.draws), doubt=request.doubt),
            request.say("note_others", many=request.count(fans.hidden)) if fans.hidden else "",
            request.say("note_left_out", failed=request.count(fans.failed)) if fans.failed else "",
        ],
        run=(None, request.scenario),
        alt=request.say("alt", title=title, year=end, values="; ".join(values)),
        numbers={
            "indicator": fans.indicator,
            "unit": fans.unit,
            "scenario": request.scenario,
            "draws": fans.draws,
            "failed": fans.failed,
            "years": fans.years,
            **({} if fans.target is None else {"target": fans.target}),
            **({} if fans.vision is None else {VISION: vision_numbers(fans.vision)}),
            "policies": {policy: band_numbers(drawn) for policy, drawn in fans.drawn.items()},
        },
    )


def message(request: Request, fans: Fans) -> str:
    """Return between which values nine in ten draws end, under the first policy."""
    policy = next(iter(fans.drawn))
    _, low, high = _ends(request, policy, fans)
    under = policy_words("title_policies", policy, request.language)
    blanks = {"under": under, "year": fans.years[-1], "measure": request.measure(fans.indicator)}
    return sentence(request.say("title_same" if low == high else "title", **blanks, low=low, high=high))
