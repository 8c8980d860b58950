"""Wedges: from unchanged policy to a policy, step by step, what each lever adds: a waterfall of bars lying down."""

from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.colors import to_hex

from care2040.figures.canvas.bars import Bar, Label, Row, rows_sheet
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.layout import HouseFigure, Story
from care2040.figures.canvas.style import AXIS, INK, MUTED, tint
from care2040.figures.effects import Effect, effect_words
from care2040.figures.readings import members, six_digits, unit_of
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.figures.waterfall import base_of, connect, shorten
from care2040.figures.yardsticks.lines import vision_then
from care2040.results.variables import FIRST_IN, STANDARD, UNCHANGED, WEDGES, WEDGES_ERROR
from care2040.wording.names import change_unit, measured
from care2040.wording.numbers import OF_WORKERS, from_to, one_in, one_in_apart, sentence
from care2040.wording.quantities import Quantity, quantity

FACTS = ("policy", "indicator", "year", "start", "end")
"""Attributes of the Shapley values without which they cannot be drawn."""
CLOSED = 1e-6
"""Part of the largest value by which start, wedges and end may fail to add up."""
OVERLAP = 0.05
"""Part of the whole by which effects one by one may differ from it before the figure calls that interaction."""


@dataclass(frozen=True)
class Split:
    """The numbers of the figure: a wedge is the part of one lever in the difference that a policy makes."""

    indicator: str
    policy: str
    scenario: str
    written: Quantity
    year: int
    start: float
    end: float
    wedges: tuple[Effect, ...]
    one_by_one: float | None
    standard_error: float | None

    @property
    def whole(self) -> float:
        """What the policy does."""
        return self.end - self.start

    @property
    def steps(self) -> list[float]:
        """Where each step stands, from the start to the end."""
        return list(accumulate((wedge.middle for wedge in self.wedges), initial=self.start))

    @property
    def together(self) -> float | None:
        """Where the levers alone would add up to, if the result says what each does alone."""
        return None if self.one_by_one is None else self.start + self.one_by_one

    @property
    def reached(self) -> list[float]:
        """Every value that a bar reaches."""
        return self.steps + ([] if self.together is None else [self.together])

    @property
    def loses_by_rounding(self) -> bool:
        """Whether the numbers as written do not add up."""
        written = self.written.rounded
        parts = sum(written(wedge.middle) for wedge in self.wedges)
        return abs(written(self.start) + parts - written(self.end)) > CLOSED

    @property
    def interaction(self) -> float:
        """What the levers do one by one, less the whole; 0 where it is unknown or too little to speak of."""
        if self.one_by_one is None:
            return 0.0
        found = self.one_by_one - self.whole
        little = self.written.is_nought(found) or abs(found) < OVERLAP * abs(self.whole)
        return 0.0 if little else found


def split_of(dataset: xr.Dataset) -> Split:
    """Return how a result splits what a policy does over its levers."""
    if WEDGES not in dataset:
        raise CannotDrawError(
            "the figure 'wedges' needs what each lever adds: write 'wedges:' with a policy, an indicator and a year in "
            "the experiment"
        )
    values = dataset[WEDGES]
    missing = [fact for fact in FACTS if fact not in values.attrs]
    if missing or values.dims != ("lever",) or not values.size:
        raise CannotDrawError(f"the wedges of this result lack: {', '.join(missing) or 'a value per lever'}")
    indicator, start, end = str(values.attrs["indicator"]), float(values.attrs["start"]), float(values.attrs["end"])
    parts = values.values.astype(float)
    if not np.isfinite([start, end, *parts]).all():
        raise CannotDrawError("the wedges of this result hold values that are not numbers")
    if abs(start + parts.sum() - end) > CLOSED * max(abs(start), abs(end)):
        raise CannotDrawError("the wedges of this result do not add up to the difference between the policies")
    sign = -1.0 if end < start else 1.0
    named = sorted(zip(map(str, values["lever"].values), parts, strict=True), key=lambda one: -sign * one[1])
    return Split(
        indicator=indicator,
        policy=str(values.attrs["policy"]),
        scenario=str(values.attrs["scenario"] if "scenario" in values.attrs else members(dataset, "scenario")[0]),
        written=quantity(unit_of(dataset, WEDGES), parts),
        year=int(values.attrs["year"]),
        start=start,
        end=end,
        wedges=tuple(Effect(lever, float(value)) for lever, value in named),
        one_by_one=float(dataset[FIRST_IN].sum()) if FIRST_IN in dataset else None,
        standard_error=float(dataset[WEDGES_ERROR].max()) if WEDGES_ERROR in dataset else None,
    )


def message(request: Request, split: Split) -> str:
    """Return the message of the figure, made from what the policy does and the lever that does most of it."""
    policy, language = request.policy_name(split.policy), request.language
    blanks: dict[str, Any] = {"policy": policy, "measure": request.measure(split.indicator), "year": split.year}
    ends = split.start, split.end
    if not split.written.tells(split.end - split.start, split.start):
        return sentence(request.say("title_none", **blanks))
    verb = "raises" if split.whole > 0 else "lowers"
    fractions = one_in_apart(ends, language) if split.indicator == STANDARD else None
    if fractions:
        said = request.say(f"title_{verb}", policy=policy, start=fractions[0], end=fractions[1])
    else:
        course = from_to(split.indicator, ends, split.written.value, language)
        said = request.say("title", **blanks, verb=request.common("verbs", verb), from_to=course)
    most = request.policy_name(split.wedges[0].name)
    return sentence(said) + (request.say("most", lever=most) if len(split.wedges) > 1 else "")


def story(request: Request, split: Split, cut: bool) -> Story:
    """Return the words of the figure; `cut` says that its first and last bar are shortened."""
    title, language, written = request.title or message(request, split), request.language, split.written
    when = request.when(split.indicator, year=split.year)
    overlap = overlap_words(request, split)
    ends = {"start": written.value(split.start, language), "end": written.value(split.end, language)}
    wedges = [effect_words(request.policy_name(wedge.name), wedge, written, language) for wedge in split.wedges]
    alt = request.say("alt", title=title, values="; ".join(wedges), **ends)
    return request.story(
        title=title,
        subtitle=request.say("subtitle", **measured(split.indicator, written.unit, language), when=when),
        notes=[
            request.say("note"),
            overlap,
            vision_then(request, split.indicator, split.year),
            request.common("notes", "cut_bars") if cut else "",
            request.say("rounded") if split.loses_by_rounding else "",
            *_caveats(request, split),
        ],
        run=(split.policy, split.scenario),
        alt=f"{alt} {overlap}".rstrip(),
        numbers=numbers(split),
    )


def overlap_words(request: Request, split: Split) -> str:
    """Return the sentence on what levers do to each other; nothing where the result does not say."""
    if split.one_by_one is None:
        return ""
    if not split.interaction:
        return request.say("same")
    apart, whole = split.one_by_one, split.whole
    key = "other" if apart * whole <= 0 else "overlap" if abs(apart) > abs(whole) else "strengthen"
    unit = change_unit(split.indicator, split.written.unit, request.language)
    blanks = {
        name: split.written.change(value, request.language) for name, value in (("apart", apart), ("whole", whole))
    }
    return request.say(key, **blanks, unit=unit)


def _caveats(request: Request, split: Split) -> list[str]:
    """Return what to know of how the wedges were computed."""
    said, dataset = [], request.dataset
    if dataset.sizes.get("draw", 1) > 1:
        said.append(request.say("central"))
    if dataset[WEDGES].attrs.get("resolution", "") == "city" and dataset.attrs.get("resolution", "city") != "city":
        said.append(request.say("city"))
    if split.standard_error is not None:
        little = split.written.is_nought(split.standard_error)
        error = split.written.size_words(split.standard_error, request.language)
        said.append(request.say("estimated_well" if little else "estimated", error=error))
    return said


def numbers(split: Split) -> dict[str, Any]:
    """Return the numbers drawn, as they are written beside the figure."""
    drawn: dict[str, Any] = {
        "indicator": split.indicator,
        "unit": split.written.unit,
        "year": split.year,
        "policies": [UNCHANGED, split.policy],
        "scenario": split.scenario,
        "start": six_digits(split.start),
        "end": six_digits(split.end),
        "wedges": {wedge.name: six_digits(wedge.middle) for wedge in split.wedges},
    }
    return drawn if split.together is None else drawn | {"one_by_one": six_digits(split.together)}


ALONE_TINT = 0.25


@figure("wedges")
def draw(request: Request) -> HouseFigure:
    """Draw how the levers of a policy share what it does to an indicator in a year (Shapley values).

    Where the result also holds the effect of each lever alone, a last bar shows where these would add up to: the
    difference with the bar of the policy is what the levers do to each other.
    """
    split = split_of(request.dataset)
    base = base_of(split.reached)
    rows = _rows(request, split, base)
    plot, middles = rows_sheet(story(request, split, base != 0), rows, request.size)
    connect(plot, split.steps, middles, request.size)
    shorten(plot, rows, middles, base, min(split.reached), request.size)
    return plot.figure


def _rows(request: Request, split: Split, base: float) -> list[Row]:
    """Return unchanged policy, a step for each lever, the policy, and where the levers alone would add up to."""
    language, written = request.language, split.written

    def long(name: str, value: float, colour: str, key: str, edge: str = "") -> Row:
        fraction = one_in(value, language, "digits") if split.indicator in OF_WORKERS else None
        label = Label(written.value(value, language), fraction or "", MUTED if edge else INK)
        return Row(name, (Bar(base, value, colour, key, edge),), right=label, weight="normal" if edge else "bold")

    rows = [long(request.policy_name(UNCHANGED), split.start, AXIS, UNCHANGED)]
    for wedge, (before, after) in zip(split.wedges, pairwise(split.steps), strict=True):
        colour = MUTED if written.is_nought(wedge.middle) else wedge.pen.text
        label = Label(written.small_change(wedge.middle, language), colour=colour)
        rows.append(
            Row(request.policy_name(wedge.name), (Bar(before, after, wedge.pen.colour, wedge.name),), right=label)
        )
    rows.append(long(request.policy_name(split.policy), split.end, INK, split.policy))
    if split.together is not None:
        rows.append(long(request.say("one_by_one"), split.together, to_hex(tint(AXIS, ALONE_TINT)), "one_by_one", AXIS))
    return rows
