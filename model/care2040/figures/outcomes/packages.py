"""Packages: an indicator under each policy over the years, with unchanged policy in grey."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean
from typing import Any

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.labels import EndLabel, label_ends, lines_sheet
from care2040.figures.canvas.layout import HouseFigure, Plot, Story
from care2040.figures.canvas.placing import is_cut, scale_values, scale_years, ticks_around
from care2040.figures.canvas.style import (
    GREY,
    GREY_DASHED,
    NAVY,
    ORANGE,
    PURPLE,
    TEAL,
    Numbers,
    Pen,
    Size,
    Weight,
    line_width,
    tint,
    wrap,
)
from care2040.figures.policies import of_packages, unchanged
from care2040.figures.readings import bands_of, tidy, unit_of, years_of
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
from care2040.results.variables import VISION
from care2040.wording.names import area_name, name_of
from care2040.wording.numbers import draws_note, from_to, sentence
from care2040.wording.quantities import Quantity, noticeable, quantity, tick_words
from care2040.wording.texts import listed


@dataclass(frozen=True)
class Line:
    """An indicator under one policy over the years; the median where there are draws."""

    policy: str
    middle: Numbers


@dataclass(frozen=True)
class Lines:
    """The numbers of the figure."""

    indicator: str
    written: Quantity
    years: list[int]
    unchanged: str
    base: Bands
    others: tuple[Line, ...]
    left_out: bool
    target: float | None
    vision: Numbers | None

    @property
    def grey(self) -> Line:
        """The line of unchanged policy."""
        return Line(self.unchanged, self.base.middle)

    def change(self, line: Line) -> float:
        """Return the difference with unchanged policy in the last year."""
        return float(line.middle[-1] - self.base.middle[-1])

    def tells(self, line: Line) -> bool:
        """Return whether a policy changes something worth a word in the last year."""
        return self.written.tells(self.change(line), float(self.base.middle[-1]))

    @property
    def leaders(self) -> list[Line]:
        """Those that change most in the last year, one or more that are written alike."""
        most = self.ranked[0]
        return [line for line in self.ranked if self.written.alike(line.middle[-1], most.middle[-1])]

    @property
    def ranked(self) -> list[Line]:
        """The other policies, those that change most in the last year first."""
        return sorted(self.others, key=lambda line: -abs(self.change(line)))


def lines_of(request: Request) -> Lines:
    """Return the numbers of the figure from a result."""
    dataset, name, base = request.dataset, request.headline(), unchanged(request)
    years, scenario = years_of(dataset), request.scenario
    area = next(iter(request.asked.districts), whole_city())
    if area != whole_city() and "area" not in dataset[name].dims:
        raise CannotDrawError(f"the figure 'packages' cannot be of one district: '{name}' is one number for the city")
    grey = bands_of(dataset, name, base, scenario, area)
    policies, left_out = of_packages(request)
    others = tuple(Line(policy, bands_of(dataset, name, policy, scenario, area).middle) for policy in policies)
    end = float(grey.middle[-1])
    changes = [float(other.middle[-1]) - end for other in others]
    written = quantity(unit_of(dataset, name), [change for change in changes if noticeable(change, end)])
    return Lines(name, written, years, base, grey, others, left_out, target_of(request, name), vision_of(request, name))


def message(request: Request, lines: Lines) -> str:
    """Return the message of the figure, made from the policy that changes most in the last year."""
    most = lines.ranked[0]
    ends = float(lines.base.middle[-1]), float(most.middle[-1])
    policy, several = request.policy_name(most.policy), len(lines.others) > 1
    blanks = {"policy": policy, "measure": request.measure(lines.indicator), "year": lines.years[-1]}
    if not lines.tells(most):
        return sentence(request.say("title_none" if several else "title_none_only", **blanks))
    same = len(lines.leaders)
    if same > 1:
        names = [f"‘{request.policy_name(line.policy)}’" for line in lines.leaders]
        blanks["policy"] = listed(names, request.language)
    text = request.say(
        "title_many" if same > MOST_NAMED else "title_alike" if same > 1 else "title",
        many=same,
        verb=request.common(
            "verbs" if same == 1 else "verbs_of_several", "raises" if lines.change(most) > 0 else "lowers"
        ),
        most=request.say("most") if len(lines.others) > same else "",
        from_to=from_to(lines.indicator, ends, lines.written.value, request.language),
        **blanks,
    )
    return sentence(text)


def story(request: Request, lines: Lines, cut: bool) -> Story:
    """Return the words of the figure; `cut` says that its upright axis does not begin at nought."""
    title, (start, *_, end) = request.title or message(request, lines), lines.years
    subject = request.subject(lines.indicator, lines.written.unit)
    place = "".join(f", {area_name(area, request.language)}" for area in request.asked.districts)
    return request.story(
        title=title,
        subtitle=request.say("subtitle", **subject, when=request.when(lines.indicator, start=start, end=end)) + place,
        notes=[
            request.common("notes", "left_out") if lines.left_out else "",
            request.common("notes", "cut") if cut else "",
            vision_note(request) if lines.vision is not None else "",
            draws_note(request.draws, request.language, "lines", request.doubt),
        ],
        run=(None, request.scenario),
        alt=request.say("alt", title=title, start=start, end=end, **_ends(request, lines)),
        numbers=numbers(request, lines),
    )


def _ends(request: Request, lines: Lines) -> dict[str, str]:
    """Return in words where unchanged policy begins and where each policy ends, the highest first."""

    def value(number: float) -> str:
        return lines.written.value(float(number), request.language)

    ends = sorted([lines.grey, *lines.others], key=lambda one: -float(one.middle[-1]))
    values = [
        request.say("alt_value", policy=request.policy_name(line.policy), value=value(line.middle[-1])) for line in ends
    ]
    return {"first": value(lines.base.middle[0]), "values": "; ".join(values)}


def numbers(request: Request, lines: Lines) -> dict[str, Any]:
    """Return the numbers drawn, as they are written beside the figure."""
    drawn: dict[str, Any] = {
        "indicator": lines.indicator,
        "unit": lines.written.unit,
        "scenario": request.scenario,
        "draws": request.draws,
        "years": lines.years,
        "policies": {one.policy: tidy(one.middle) for one in (lines.grey, *lines.others)},
    }
    drawn |= {"district": request.asked.districts[0]} if request.asked.districts else {}
    drawn |= {} if lines.target is None else {"target": lines.target}
    drawn |= {} if lines.vision is None else {VISION: vision_numbers(lines.vision)}
    for low, high in lines.base.intervals[:1]:
        drawn["band_of_unchanged_policy"] = {"90%": {"low": tidy(low), "high": tidy(high)}}
    return drawn


PENS = (NAVY, ORANGE, TEAL, PURPLE)
"""For the policies that do most, in that order; the others are grey and thin."""
BAND_TINT = 0.3
FROM_NOUGHT = 0.5
"""Where values differ by at least so much of the highest, the axis begins at nought."""
MOST_NAMED = 3
"""Policies that do the same which are still named in a title."""
LONGEST_WORD = 0.4
"""Part of the width that a single long word in a label may take before it is broken."""
NO_BREAK = "\u00a0"


@figure(
    "packages", takes=("indicator", "policies", "scenario", "year", "district"), made_of="unchanged policy and another"
)
def draw(request: Request) -> HouseFigure:
    """Draw an indicator of the city under each policy, for the first scenario.

    The four policies that change most have a colour and a dash of their own; unchanged policy is grey, with a band of
    90 % of the draws where there are draws. Every line is the median of its draws.
    """
    lines, size = lines_of(request), request.size
    ticks = _ticks(lines, size)
    written = tick_words(ticks, lines.written.unit, request.language)
    labels = _end_labels(request, lines)
    if lines.target is not None:
        labels.append(target_label(request, lines.target, lines.written, size))
    if lines.vision is not None:
        labels.append(vision_label(request, lines.vision, size))
    plot = lines_sheet(story(request, lines, is_cut(ticks)), size, written, labels)
    scale_years(plot, lines.years, size.ticks, request.common("assumed"), size.text)
    scale_values(plot, ticks, written)
    _paint(plot, lines, size)
    if lines.target is not None:
        paint_target(plot, lines.target)
    if lines.vision is not None:
        paint_vision(plot, lines.years, lines.vision, size)
    label_ends(plot, labels)
    return plot.figure


def _ticks(lines: Lines, size: Size) -> list[float]:
    """Return the marks of the upright axis: from nought where lines differ much, else around what is drawn."""
    middles = [line.middle for line in lines.others]
    goal = ([] if lines.target is None else [lines.target]) + spanned(lines.vision)
    low = min([*goal, *(float(values.min()) for values in (lines.base.low, *middles))])
    high = max([*goal, *(float(values.max()) for values in (lines.base.high, *middles))])
    return ticks_around(low, high, FROM_NOUGHT, size)


def _pens(lines: Lines) -> dict[str, Pen]:
    """Return the pen of each policy, those that change most first; what changes nothing that is written stays grey."""
    changing = [one.policy for one in lines.ranked if lines.tells(one)]
    pens = {one.policy: GREY_DASHED for one in lines.others} | dict(zip(changing, PENS, strict=False))
    return pens | {lines.unchanged: GREY}


def _paint(plot: Plot, lines: Lines, size: Size) -> None:
    axes, years, pens = plot.axes, lines.years, _pens(lines)
    for low, high in lines.base.intervals[:1]:
        axes.fill_between(years, low, high, color=tint(GREY.colour, BAND_TINT), linewidth=0, gid="band")
    for line in [*lines.ranked[::-1], lines.grey]:
        pen, level = pens[line.policy], 3.5 if line.policy == lines.unchanged else 3.0
        thick = size.line / (2 if pen == GREY_DASHED else 1)
        looks: dict[str, Any] = {"linestyle": pen.style, "lw": thick, "gid": line.policy, "zorder": level}
        axes.plot(years, line.middle, color=pen.colour, clip_on=False, **looks)


def _end_labels(request: Request, lines: Lines) -> list[EndLabel]:
    """Return the label of each line; thin grey ones that end at the same number share one."""
    pens = _pens(lines)
    drawn = sorted([lines.grey, *lines.others], key=lambda one: float(one.middle[-1]))

    def group(line: Line) -> str:
        written = lines.written.value(float(line.middle[-1]), request.language)
        return written if pens[line.policy] == GREY_DASHED else line.policy

    thin = [line for line in drawn if pens[line.policy] == GREY_DASHED]
    thick = [line for line in drawn if pens[line.policy] != GREY_DASHED]
    groups = [list(alike) for kind in (thin, thick) for _, alike in groupby(kind, key=group)]
    return [_end_label(request, lines.written, alike, pens[alike[0].policy]) for alike in groups]


def _end_label(request: Request, written: Quantity, alike: Sequence[Line], pen: Pen) -> EndLabel:
    """Return the label of lines that end at one number: their names, and the number not on a line of its own."""
    size = request.size
    weight: Weight = "normal" if pen == GREY_DASHED else "bold"
    points = size.label if pen == GREY_DASHED else size.name
    value = fmean(float(line.middle[-1]) for line in alike)
    called = sentence(", ".join(name_of("policies", line.policy, request.language) for line in alike))
    number = written.value(value, request.language)
    longest = max(line_width(word, points, weight) for word in called.split())
    room = max(size.label_part * size.width, min(longest, LONGEST_WORD * size.width))
    last = f"{called.rpartition(' ')[2]}{NO_BREAK}{number}"
    glue = NO_BREAK if line_width(last, points, weight) <= room else " "
    return EndLabel(value, wrap(f"{called}{glue}{number}", room, points, weight), pen.text, points, weight)
