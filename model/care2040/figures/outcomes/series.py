"""Series: any indicators over the years, one plot below the other, with the runs that are asked for in each."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.labels import EndLabel, label_ends, room_beside, room_for_ticks, room_upright
from care2040.figures.canvas.layout import HouseFigure, Plot, Story, part, sheet, write
from care2040.figures.canvas.placing import is_cut, scale_values, scale_years, ticks_around
from care2040.figures.canvas.style import (
    EDGE,
    GREY,
    NAVY,
    ORANGE,
    PURPLE,
    TEAL,
    Numbers,
    Pen,
    Size,
    measure,
    tint,
    wrap,
)
from care2040.figures.policies import MOST_TOGETHER
from care2040.figures.readings import band_numbers, bands_at, whole_of, years_of
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.figures.yardsticks.lines import (
    paint_vision,
    spanned,
    vision_label,
    vision_note,
    vision_numbers,
    vision_of,
)
from care2040.figures.yardsticks.targets import paint_target, target_label, target_of
from care2040.language.axes import whole_city
from care2040.results.percentiles import Bands
from care2040.results.rules import year_of_acting
from care2040.results.variables import VISION
from care2040.wording.names import area_name, name_of
from care2040.wording.numbers import sentence
from care2040.wording.quantities import Quantity, tick_words, written
from care2040.wording.texts import listed

PENS = (ORANGE, NAVY, TEAL, PURPLE, GREY)
"""For the runs in the order in which they were asked for; those beyond are drawn again with these, but thin."""
MOST_PLOTS = 4
BANDED = 1
"""Runs up to which each has its band: more bands lie over one another."""
BAND_TINT = 0.22
FROM_NOUGHT = 0.5
"""Where values differ by at least so much of the highest, the axis begins at nought."""
LEAST_APART = 0.03
"""Part of the highest end that has to be seen in what is written, however close the runs end."""
LOW = 0.6
"""Height of a plot among several, as a part of that of one alone."""
BETWEEN = 0.5
"""Centimetres between two plots."""


@dataclass(frozen=True)
class Run:
    """One line of every plot: under which policy, in which scenario, where, and what it is called among the others."""

    policy: str
    scenario: str
    area: str
    name: str

    @property
    def key(self) -> str:
        """What it is called beside the numbers."""
        return " / ".join((self.policy, self.scenario, self.area))


@dataclass(frozen=True)
class Panel:
    """One indicator under every run."""

    indicator: str
    written: Quantity
    lines: dict[str, Bands]
    target: float | None
    vision: Numbers | None

    def ticks(self, size: Size) -> list[float]:
        """Return the marks of its upright axis."""
        goal = ([] if self.target is None else [self.target]) + spanned(self.vision)
        low = min([*goal, *(float(one.low.min()) for one in self.lines.values())])
        high = max([*goal, *(float(one.high.max()) for one in self.lines.values())])
        return ticks_around(low, high, FROM_NOUGHT, size)


TAKES = ("indicators", "policies", "scenarios", "districts", "year")


@figure("series", takes=TAKES)
def draw(request: Request) -> HouseFigure:
    """Draw one or more indicators over the years, under policies, in scenarios and in districts held against another.

    A run is the median of its draws; one run alone has a band of 90 % of them.
    """
    runs, size = runs_of(request), request.size
    panels = [panel_of(request, name, runs) for name in _indicators(request)]
    ticks = [panel.ticks(size) for panel in panels]
    words = [tick_words(each, panel.written.unit, request.language) for each, panel in zip(ticks, panels, strict=True)]
    labels = [_labels(request, panel, runs) for panel in panels]
    left, right = max(room_for_ticks(each, size) for each in words), max(map(room_beside, labels))
    heads = [wrap(_head(request, panel), size.width - 2 * EDGE, size.name, "bold") for panel in panels]
    above = [measure(head, size.name, "bold")[1] + 0.2 if len(panels) > 1 else 0.0 for head in heads]
    usual = size.plot_height * (LOW if len(panels) > 1 else 1.0)
    tall = [max(usual, room_upright(each)) for each in labels]
    whole = sum(tall) + sum(above) + BETWEEN * (len(panels) - 1)
    plot = sheet(story(request, panels, runs, any(map(is_cut, ticks))), size, left, right, whole)
    plot.axes.remove()
    top = plot.bottom + plot.height
    for place, panel in enumerate(panels):
        if len(panels) > 1:
            write(plot.figure, heads[place], (EDGE, top), size.name, weight="bold")
        own = part(plot, plot.left, top - above[place] - tall[place], plot.width, tall[place])
        _scale(own, request, place == len(panels) - 1)
        scale_values(own, ticks[place], words[place])
        _paint(own, panel, runs, years_of(request.dataset), size)
        _mark(own, request, panel, runs)
        label_ends(own, labels[place])
        top -= above[place] + tall[place] + BETWEEN
    return plot.figure


def _scale(plot: Plot, request: Request, last: bool) -> None:
    """Let a plot run over the years, which stand below the last one only."""
    size = request.size
    plot.axes.tick_params(labelsize=size.text, pad=0.42 * size.text)
    scale_years(plot, years_of(request.dataset), size.ticks, request.common("assumed"), size.text)
    if not last:
        plot.axes.tick_params(axis="x", labelbottom=False)


def runs_of(request: Request) -> list[Run]:
    """Return the runs to draw, each called by what tells it from the others."""
    groups = {
        "policies": request.policies,
        "scenarios": list(request.asked.scenarios) or [request.scenario],
        "districts": list(request.asked.districts) or [whole_city()],
    }
    many = len(groups["policies"]) * len(groups["scenarios"]) * len(groups["districts"])
    if many > MOST_TOGETHER:
        hint = "name policies, scenarios or districts"
        raise CannotDrawError(
            f"the figure 'series' would have {many} lines, and at most {MOST_TOGETHER} can be told; {hint}"
        )
    telling = [group for group, members in groups.items() if len(members) > 1] or ["policies"]
    found = []
    for policy, scenario, area in product(*groups.values()):
        called = {
            "policies": request.policy_name(policy),
            "scenarios": sentence(name_of("scenarios", scenario, request.language)),
            "districts": area_name(area, request.language),
        }
        found.append(Run(policy, scenario, area, ", ".join(called[group] for group in telling)))
    return found


def _indicators(request: Request) -> tuple[str, ...]:
    found = request.asked.indicators or (request.headline(),)
    if len(found) > MOST_PLOTS:
        raise CannotDrawError(f"the figure 'series' holds at most {MOST_PLOTS} indicators, not {len(found)}")
    return found


def panel_of(request: Request, name: str, runs: Sequence[Run]) -> Panel:
    """Return the numbers of one plot."""
    whole = whole_of(request.dataset, name, request.name)
    lines = {run.key: bands_at(whole, run.policy, run.scenario, run.area) for run in runs}
    ends = [float(one.middle[-1]) for one in lines.values()]
    apart = [max(max(ends) - min(ends), LEAST_APART * max(map(abs, ends)))]
    unit = str(whole.attrs["units"])
    return Panel(name, written(name, unit, apart), lines, target_of(request, name), vision_of(request, name))


def _labels(request: Request, panel: Panel, runs: Sequence[Run]) -> list[EndLabel]:
    size, found = request.size, []
    for run, pen in zip(runs, _pens(runs), strict=True):
        last = float(panel.lines[run.key].middle[-1])
        value = panel.written.value(last, request.language)
        text = wrap(f"{run.name} {value}" if len(runs) > 1 else value, size.label_part * size.width, size.label, "bold")
        found.append(EndLabel(last, text, pen.text, size.label, "bold"))
    if panel.target is not None:
        found.append(target_label(request, panel.target, panel.written, size))
    if panel.vision is not None:
        found.append(vision_label(request, panel.vision, size))
    return found


def _pens(runs: Sequence[Run]) -> list[Pen]:
    return [PENS[place % len(PENS)] for place in range(len(runs))]


def _paint(plot: Plot, panel: Panel, runs: Sequence[Run], years: Sequence[int], size: Size) -> None:
    plot.axes.set_gid(panel.indicator)
    drawn = list(zip(runs, _pens(runs), strict=True))
    for run, pen in drawn if len(runs) <= BANDED else ():
        for low, high in panel.lines[run.key].intervals[:1]:
            plot.axes.fill_between(years, low, high, color=tint(pen.colour, BAND_TINT), linewidth=0, gid="band")
    for place, (run, pen) in reversed(list(enumerate(drawn))):
        looks: dict[str, Any] = {"linestyle": pen.style, "lw": size.line / (1 if place < len(PENS) else 2)}
        plot.axes.plot(
            years, panel.lines[run.key].middle, color=pen.colour, clip_on=False, gid=run.key, zorder=3, **looks
        )
    if panel.target is not None:
        paint_target(plot, panel.target)
    if panel.vision is not None:
        paint_vision(plot, list(years), panel.vision, size)


def _marked(request: Request, runs: Sequence[Run]) -> bool:
    return any(year_of_acting(request.dataset, run.policy, run.scenario) for run in runs)


def _mark(plot: Plot, request: Request, panel: Panel, runs: Sequence[Run]) -> None:
    """Mark on its line where a rule of a policy begins to act."""
    years = list(years_of(request.dataset))
    for run, pen in zip(runs, _pens(runs), strict=True):
        for year in year_of_acting(request.dataset, run.policy, run.scenario):
            value = float(panel.lines[run.key].middle[years.index(year)])
            looks: dict[str, Any] = {"markersize": 2.6 * request.size.line, "markeredgewidth": request.size.line / 2}
            looks |= {"markerfacecolor": "white", "markeredgecolor": pen.colour, "clip_on": False, "zorder": 4}
            plot.axes.plot([year], [value], "D", gid=f"{run.key} acts", **looks)


def _head(request: Request, panel: Panel) -> str:
    subject = request.subject(panel.indicator, panel.written.unit)
    same = subject["unit"].lower() == subject["subject"].lower()
    return subject["subject"] if same else f"{subject['subject']}, {subject['unit']}"


def story(request: Request, panels: Sequence[Panel], runs: Sequence[Run], cut: bool) -> Story:
    """Return the words of the figure; `cut` says that an upright axis does not hold nought."""
    years = years_of(request.dataset)
    title, when = request.title or message(request, panels, runs), {"start": years[0], "end": years[-1]}
    one = len(panels) == 1
    subtitle = f"{_head(request, panels[0])}, {request.when(panels[0].indicator, **when)}" if one else ""
    values = [f"{_head(request, panel)}: {_values(request, panel, runs)}" for panel in panels]
    draws = "note_bands" if len(runs) <= BANDED else "note_medians"
    policy = runs[0].policy if len({run.policy for run in runs}) == 1 else None
    return request.story(
        title=title,
        subtitle=subtitle or request.say("subtitle", **when),
        notes=[
            request.common("notes", "cut") if cut else "",
            request.say("note_rules") if _marked(request, runs) else "",
            vision_note(request) if any(panel.vision is not None for panel in panels) else "",
            request.say(draws, draws=request.count(request.draws), doubt=request.doubt) if request.draws > 1 else "",
        ],
        run=(policy, runs[0].scenario),
        alt=request.say("alt", title=title, values=". ".join(values), **when),
        numbers={
            "years": years,
            "draws": request.draws,
            "indicators": {
                panel.indicator: {
                    "unit": panel.written.unit,
                    **({} if panel.target is None else {"target": panel.target}),
                    **({} if panel.vision is None else {VISION: vision_numbers(panel.vision)}),
                    **{run.key: band_numbers(panel.lines[run.key]) for run in runs},
                }
                for panel in panels
            },
        },
    )


def _values(request: Request, panel: Panel, runs: Sequence[Run]) -> str:
    found = []
    for run in runs:
        ends = (panel.lines[run.key].middle[at] for at in (0, -1))
        first, last = (panel.written.value(float(end), request.language) for end in ends)
        found.append(request.say("alt_value", run=run.name, first=first, last=last))
    return "; ".join(found)


def message(request: Request, panels: Sequence[Panel], runs: Sequence[Run]) -> str:
    """Return how far the first indicator goes, or under which run it ends highest and lowest."""
    panel, language, year = panels[0], request.language, request.last_year
    blanks: dict[str, object] = {"measure": request.measure(panel.indicator), "year": year}
    ends = {run.name: float(panel.lines[run.key].middle[-1]) for run in runs}
    low, high = min(ends.values()), max(ends.values())
    if len(runs) > 1 and not panel.written.tells(high - low, high):
        return sentence(request.say("title_same", value=panel.written.value(high, language), **blanks))
    if len(runs) > 1:
        for side, edge in (("lowest", low), ("highest", high)):
            alike = [f"‘{name}’" for name, end in ends.items() if panel.written.alike(end, edge)]
            blanks |= {side: listed(alike, language), f"{side}_value": panel.written.value(edge, language)}
        return sentence(request.say("title_apart", **blanks))
    line = panel.lines[runs[0].key].middle
    first, last = (panel.written.value(float(line[at]), language) for at in (0, -1))
    steady = not panel.written.tells(float(line[-1] - line[0]), float(line[0]))
    key = "title_steady" if steady else "title_rises" if line[-1] > line[0] else "title_falls"
    from_to = request.common("from_to", start=first, end=last)
    return sentence(request.say(key, from_to=from_to, value=last, start=years_of(request.dataset)[0], **blanks))
