"""Scatter: an answer against one parameter that was drawn or swept, a point for each run."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.labels import EndLabel, label_ends, room_beside, room_for_ticks
from care2040.figures.canvas.layout import TICK_ROOM, HouseFigure, Plot, Story, sheet, write
from care2040.figures.canvas.placing import is_cut, round_ticks, scale_values, ticks_around
from care2040.figures.canvas.style import EDGE, INK, MUTED, NAVY, ORANGE, TEAL, Numbers, Size, measure, wrap
from care2040.figures.readings import tidy, unit_of
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.figures.swept import level_words, parameters_of, points_of
from care2040.figures.yardsticks.targets import paint_target, target_label, target_of
from care2040.wording.numbers import number, sentence
from care2040.wording.quantities import Quantity, tick_words, written

PENS, MARKERS = (ORANGE, NAVY, TEAL), ("o", "s", "^")
"""For the policies, which are told apart without colour as well."""
MOST_POINTS = 2000
"""Points of a policy that are drawn; of more, one in so many."""
TENTHS, LEAST_IN_A_TENTH = 10, 5
"""Parts of the points, in order of the parameter, whose medians make a line; and points that it takes in each."""
CLEAR = 0.2
"""Rank correlation below which no direction is named."""
FROM_NOUGHT = 0.5


@dataclass(frozen=True)
class Cloud:
    """The points of one policy, with the rank correlation of the two."""

    policy: str
    parameter: Numbers
    answer: Numbers
    correlation: float

    @property
    def middles(self) -> tuple[Numbers, Numbers]:
        """The medians of each tenth of the points; none where there are few."""
        if len(self.parameter) < TENTHS * LEAST_IN_A_TENTH or len(np.unique(self.parameter)) < TENTHS:
            return np.empty(0), np.empty(0)
        parts = np.array_split(np.argsort(self.parameter, kind="stable"), TENTHS)
        across, up = ([np.median(values[part]) for part in parts] for values in (self.parameter, self.answer))
        return np.array(across), np.array(up)


@dataclass(frozen=True)
class Clouds:
    """The numbers of the figure."""

    indicator: str
    written: Quantity
    year: int
    name: str
    policies: tuple[Cloud, ...]
    target: float | None


TAKES = ("indicator", "policies", "scenario", "parameter", "year")


@figure("scatter", takes=TAKES, made_of="draws or a sweep")
def draw(request: Request) -> HouseFigure:
    """Draw an indicator in one year against one parameter, a point for each draw or point of a sweep."""
    clouds, size = clouds_of(request), request.size
    goal = [] if clouds.target is None else [clouds.target]
    every = np.concatenate([*(one.answer for one in clouds.policies), goal])
    ticks = ticks_around(float(every.min()), float(every.max()), FROM_NOUGHT, size)
    words = tick_words(ticks, clouds.written.unit, request.language)
    labels = _labels(request, clouds)
    right = room_beside(labels) if labels else EDGE + 0.6
    head = wrap(request.assumption_name(clouds.name), size.width - 2 * EDGE, size.text)
    under = TICK_ROOM + measure(head, size.text)[1] / (size.text / 72 * 2.54)
    plot = sheet(
        story(request, clouds, is_cut(ticks)), size, room_for_ticks(words, size), right, size.plot_height, under
    )
    scale_values(plot, ticks, words)
    _scale_parameter(request, plot, clouds)
    foot = plot.bottom - (TICK_ROOM - 0.9) * size.text / 72 * 2.54
    write(plot.figure, head, (plot.left, foot), size.text, MUTED)
    _paint(plot, clouds, size)
    label_ends(plot, labels)
    return plot.figure


def clouds_of(request: Request) -> Clouds:
    """Return the points, against the parameter asked for or the one with which the answer goes most."""
    swept, indicator = parameters_of(request), request.headline()
    policies = list(request.asked.policies) or [request.unchanged]
    if len(policies) > len(PENS):
        raise CannotDrawError(f"the figure 'scatter' tells at most {len(PENS)} policies apart, not {len(policies)}")
    found = {policy: points_of(request, indicator, policy) for policy in policies}
    drawn, first = found[policies[0]]
    if len(first) < 3:
        raise CannotDrawError(f"the figure 'scatter' takes three points or more; this result has {len(first)}")
    wanted = next(iter(request.asked.parameters), "")
    if wanted and wanted not in swept:
        raise CannotDrawError(f"'{wanted}' does not differ between the runs of this result")
    name = wanted or max(swept, key=lambda one: abs(_correlation(drawn[one], first)))
    clouds = tuple(
        Cloud(policy, points[name], answer, _correlation(points[name], answer))
        for policy, (points, answer) in found.items()
    )
    spread = max(float(np.ptp(one.answer)) for one in clouds)
    how = written(indicator, unit_of(request.dataset, indicator), [spread / 3])
    return Clouds(indicator, how, request.last_year, name, clouds, target_of(request, indicator))


def _correlation(one: Numbers, other: Numbers) -> float:
    """Return the rank correlation (Spearman) of two series; 0 where one of them stays the same."""
    from scipy.stats import rankdata

    if np.ptp(one) == 0 or np.ptp(other) == 0:
        return 0.0
    return float(np.corrcoef(rankdata(one), rankdata(other))[0, 1])


def _scale_parameter(request: Request, plot: Plot, clouds: Clouds) -> None:
    """Let the horizontal axis run over the values of the parameter, with as many marks as can be read."""
    every = np.concatenate([one.parameter for one in clouds.policies])
    low, high = float(every.min()), float(every.max())
    for most in range(request.size.ticks, 1, -1):
        ticks = [tick for tick in round_ticks(low, high, most) if low <= tick <= high]
        words = level_words(ticks, clouds.name, request.language)
        room = max((measure(one, request.size.text)[0] for one in words), default=0.0) + 0.3
        if len(ticks) < 2 or room <= plot.width / (high - low) * (ticks[1] - ticks[0]):
            break
    margin = 0.02 * ((high - low) or 1.0)
    plot.axes.set_xlim(low - margin, high + margin)
    plot.axes.set_xticks(ticks, words)


def _labels(request: Request, clouds: Clouds) -> list[EndLabel]:
    size, found = request.size, []
    for cloud, pen in zip(clouds.policies, PENS, strict=False):
        middles = cloud.middles[1]
        ends = cloud.answer[cloud.parameter == cloud.parameter.max()]
        at = float(middles[-1]) if len(middles) else float(np.median(ends))
        if len(clouds.policies) > 1:
            text = wrap(request.policy_name(cloud.policy), size.label_part * size.width, size.label, "bold")
            found.append(EndLabel(at, text, pen.text, size.label, "bold"))
    if clouds.target is not None:
        found.append(target_label(request, clouds.target, clouds.written, size))
    return found


def _paint(plot: Plot, clouds: Clouds, size: Size) -> None:
    for cloud, pen, marker in zip(clouds.policies, PENS, MARKERS, strict=False):
        step = -(-len(cloud.parameter) // MOST_POINTS)
        looks: dict[str, Any] = {"linestyle": "none", "marker": marker, "markersize": 1.4 * size.line, "zorder": 3}
        looks |= {"markeredgewidth": 0, "gid": cloud.policy, "clip_on": False}
        plot.axes.plot(cloud.parameter[::step], cloud.answer[::step], color=pen.colour, **looks)
        across, up = cloud.middles
        if len(across):
            ink = pen.text if len(clouds.policies) > 1 else INK
            plot.axes.plot(across, up, color=ink, lw=size.line, zorder=4, gid=f"{cloud.policy}.middle")
    if clouds.target is not None:
        paint_target(plot, clouds.target)


def story(request: Request, clouds: Clouds, cut: bool) -> Story:
    """Return the words of the figure; `cut` says that its upright axis does not hold nought."""
    title, language = request.title or message(request, clouds), request.language
    points = len(clouds.policies[0].parameter)
    values = [
        request.say(
            "alt_value",
            policy=request.policy_name(one.policy),
            correlation=number(one.correlation, language, 2),
            low=clouds.written.value(float(one.answer.min()), language),
            high=clouds.written.value(float(one.answer.max()), language),
        )
        for one in clouds.policies
    ]
    when = request.when(clouds.indicator, year=clouds.year)
    lines = any(len(one.middles[0]) for one in clouds.policies)
    policy = clouds.policies[0].policy if len(clouds.policies) == 1 else None
    name = request.assumption_name(clouds.name)
    return request.story(
        title=title,
        subtitle=request.say(
            "subtitle", **request.subject(clouds.indicator, clouds.written.unit), when=when, name=name
        ),
        notes=[
            request.common("notes", "cut") if cut else "",
            request.say("note", points=request.count(points)),
            request.say("note_others") if len(parameters_of(request)) > 1 else "",
            request.say("note_line") if lines else "",
            request.say("note_part", shown=request.count(MOST_POINTS)) if points > MOST_POINTS else "",
        ],
        run=(policy, request.scenario),
        alt=request.say("alt", title=title, name=name, values="; ".join(values)),
        numbers={
            "indicator": clouds.indicator,
            "unit": clouds.written.unit,
            "year": clouds.year,
            "scenario": request.scenario,
            "parameter": clouds.name,
            **({} if clouds.target is None else {"target": clouds.target}),
            "policies": {
                one.policy: {
                    "rank_correlation": round(one.correlation, 3),
                    "parameter": tidy(one.parameter),
                    "answer": tidy(one.answer),
                }
                for one in clouds.policies
            },
        },
    )


def message(request: Request, clouds: Clouds) -> str:
    """Return which way the answer goes with the parameter under the first policy."""
    first = clouds.policies[0]
    spread = float(np.ptp(first.answer))
    key = "title_more" if first.correlation > 0 else "title_less"
    if abs(first.correlation) < CLEAR or not clouds.written.tells(spread, float(np.max(np.abs(first.answer)))):
        key = "title_none"
    blanks = {"measure": request.measure(clouds.indicator), "year": clouds.year}
    return sentence(request.say(key, name=f"‘{request.assumption_name(clouds.name)}’", **blanks))
