"""Discovery: in which futures a policy fails, as rows of cells with a frame around the box that was found."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.patches import Rectangle

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.labels import GAP
from care2040.figures.canvas.layout import LITTLE_ROOM, HouseFigure, Plot, Story, blank, sheet, write
from care2040.figures.canvas.style import EDGE, GRID, INK, MUTED, ORANGE, Numbers, Size, measure, tint, wrap
from care2040.figures.ranking import quoted
from care2040.figures.readings import six_digits, unit_of
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.language.equations import LAW_OF
from care2040.results.variables import BOUNDS, DISCOVERY
from care2040.wording.assumptions import assumption_value, laws_of
from care2040.wording.language import Language
from care2040.wording.numbers import number, percent, sentence
from care2040.wording.quantities import quantity
from care2040.wording.texts import listed, phrase

MOST = 6
"""Assumptions that are drawn."""
MOST_OF_IT = 0.6
"""Part of a range from which a bound is told by what it leaves out."""


@dataclass(frozen=True)
class Bound:
    """One assumption of the box: its bounds in its unit and as shares of its range, and how often it fails along it."""

    name: str
    unit: str
    low: float
    high: float
    low_share: float
    high_share: float
    again: float
    rates: Numbers

    def as_numbers(self) -> dict[str, Any]:
        """Return what is drawn, rounded; what is open or not known is not there."""
        return {
            "low": six_digits(self.low) if np.isfinite(self.low) else None,
            "high": six_digits(self.high) if np.isfinite(self.high) else None,
            "unit": self.unit,
            "found_again": self.again,
            "fails_by_tenth": [float(f"{rate:.4g}") if np.isfinite(rate) else None for rate in self.rates],
        }


@dataclass(frozen=True)
class FoundBox:
    """The numbers of the figure: the box, the surest bound first, and the facts that go with it."""

    facts: dict[str, Any]
    searched: int
    bounds: tuple[Bound, ...]

    @property
    def fails(self) -> bool:
        """Whether the box holds futures in which the policy fails, and not those in which it holds."""
        return str(self.facts["looked_for"]) == "fails"


def box_of(dataset: xr.Dataset) -> FoundBox:
    """Return the box of futures in which a policy fails, from a result."""
    if BOUNDS not in dataset:
        hint = "it takes some hundreds of draws, and 'discovery: {policy: ...}' in the experiment"
        raise CannotDrawError(f"the figure 'discovery' needs '{BOUNDS}', which the result does not hold; {hint}")
    columns = ("low", "high", "low_share", "high_share", "found_again", "quasi_p")
    values = {name: dataset[f"{DISCOVERY}{name}"].values for name in columns}
    bounded = np.flatnonzero((values["low_share"] > 0) | (values["high_share"] < 1))
    order = sorted(map(int, bounded), key=lambda place: values["quasi_p"][place])[:MOST]
    facts = dict(dataset[BOUNDS].attrs)
    if not order:
        raise CannotDrawError(
            f"on no assumption it hangs whether the policy '{facts['policy']}' fails: no box was found"
        )
    bounds = tuple(
        Bound(
            name=str(dataset["assumption"].values[place]),
            unit=str(dataset["assumption_unit"].values[place]),
            again=float(values["found_again"][place]),
            rates=dataset[f"{DISCOVERY}rates"].values[place],
            **{name: float(values[name][place]) for name in ("low", "high", "low_share", "high_share")},
        )
        for place in order
    )
    return FoundBox(facts, dataset.sizes["assumption"], bounds)


def bound_words(one: Bound, language: Language) -> str:
    """Return the bounds of an assumption in its own unit; of laws, which of them are in the box."""
    if one.name.startswith(LAW_OF):
        laws = laws_of(one.unit)
        first = int(one.low) if np.isfinite(one.low) else 0
        last = int(one.high) if np.isfinite(one.high) else len(laws) - 1
        return ", ".join(law.replace("_", " ") for law in laws[first : last + 1])
    low, high = (
        assumption_value(edge, one.name, one.unit, language) if np.isfinite(edge) else ""
        for edge in (one.low, one.high)
    )
    key = "within" if low and high else "above" if low else "below"
    return phrase(language, "discovery", key, low=low, high=high)


def side(one: Bound) -> str:
    """Return which part of its range an assumption is bounded to: low, high, all but one of these, or between."""
    wide = one.high_share - one.low_share > MOST_OF_IT
    if one.high_share >= 1:
        return "not_low" if wide else "high"
    if one.low_share <= 0:
        return "not_high" if wide else "low"
    return "between"


def message(request: Request, box: FoundBox) -> str:
    """Return on which assumptions it hangs most whether the policy fails."""
    names = listed([request.say(side(one), name=quoted(request, one.name)) for one in box.bounds[:2]], request.language)
    policy = request.policy_name(str(box.facts["policy"]))
    return sentence(request.say("title_fails" if box.fails else "title_holds", policy=policy, names=names))


def box_words(box: FoundBox, language: Language) -> str:
    """Return how much the box covers, how dense it is, and how often the policy fails or holds at all."""
    shares = {name: percent(float(box.facts[name]), language) for name in ("coverage", "density", "fails")}
    shares["holds"] = percent(1 - float(box.facts["fails"]), language)
    return phrase(language, "discovery", "box_fails" if box.fails else "box_holds", **shares)


def story(request: Request, box: FoundBox) -> Story:
    """Return the words of the figure; the message follows the numbers unless a title is given."""
    title, facts, language = request.title or message(request, box), box.facts, request.language
    unit, threshold = unit_of(request.dataset, BOUNDS, "unit"), float(facts["threshold"])
    subject = request.subject(str(facts["indicator"]), unit)
    threshold_words = quantity(unit, [threshold / 10]).value(threshold, language)
    counts = {"searched": box.searched, "known": int(facts["known"]), "draws": int(facts["draws"])}
    words = box_words(box, language)
    values = []
    for one in box.bounds:
        bound, again = bound_words(one, language), percent(one.again, language)
        values.append(request.say("alt_value", name=request.assumption_name(one.name), bound=bound, again=again))
    return request.story(
        title=title,
        subtitle=request.say(
            f"subtitle_{facts['side']}", **subject, year=int(facts["year"]), threshold=threshold_words
        ),
        notes=[
            request.say("scale"),
            words,
            request.say("note", **{name: number(count, language) for name, count in counts.items()}),
        ],
        run=(str(facts["policy"]), str(facts["scenario"])),
        alt=request.say("alt", title=title, box=words, values="; ".join(values) + "."),
        numbers=numbers(box),
    )


def numbers(box: FoundBox) -> dict[str, Any]:
    """Return the numbers drawn, as they are written beside the figure."""
    kept = ("policy", "scenario", "indicator", "year", "side", "threshold", "looked_for")
    shares = ("fails", "coverage", "density", "mass")
    facts = {name: box.facts[name].item() if hasattr(box.facts[name], "item") else box.facts[name] for name in kept}
    facts |= {name: six_digits(float(box.facts[name])) for name in shares}
    return {**facts, "draws": int(box.facts["draws"]), "bounds": {one.name: one.as_numbers() for one in box.bounds}}


CELL = 1.5
"""Height of a cell, in bars."""
BETWEEN = 0.24
"""Centimetres between two rows."""
PALEST = 0.06
"""Tint of a cell in which the policy never fails."""


@figure("discovery")
def draw(request: Request) -> HouseFigure:
    """Draw the assumptions on which it hangs whether a policy fails: how often it does, along the range of each."""
    box, size = box_of(request.dataset), request.size
    room = size.name_part * size.width
    names = [wrap(request.assumption_name(one.name), room, size.name) for one in box.bounds]
    labels = [wrap(_label(one, request.language), 0.26 * size.width, size.label) for one in box.bounds]
    left = max(measure(name, size.name)[0] for name in names) + GAP + EDGE
    right = max(measure(label, size.label)[0] for label in labels) + GAP + EDGE
    tall = [
        max(measure(name, size.name)[1], measure(label, size.label)[1], CELL * size.bar)
        for name, label in zip(names, labels, strict=True)
    ]
    head = measure(request.say("left"), size.label)[1] + BETWEEN / 2
    plot = sheet(story(request, box), size, left, right, head + sum(tall) + BETWEEN * len(tall), LITTLE_ROOM)
    blank(plot)
    plot.axes.set_xlim(0, 1)
    _name_ends(request, plot)
    top = plot.height - head
    for one, name, label, high in zip(box.bounds, names, labels, tall, strict=True):
        _paint(plot, one, top - high / 2, size)
        centre = plot.bottom + top - high / 2
        at = (plot.left - GAP, centre + measure(name, size.name)[1] / 2)
        write(plot.figure, name, at, size.name, INK, align="right")
        at = (plot.left + plot.width + GAP, centre + measure(label, size.label)[1] / 2)
        write(plot.figure, label, at, size.label, MUTED)
        top -= high + BETWEEN
    return plot.figure


def _name_ends(request: Request, plot: Plot) -> None:
    """Say above the cells which end of a range is low and which is high."""
    top, points = plot.bottom + plot.height, request.size.label
    write(plot.figure, request.say("left"), (plot.left, top), points, MUTED)
    write(plot.figure, request.say("right"), (plot.left + plot.width, top), points, MUTED, align="right")


def _paint(plot: Plot, one: Bound, middle: float, size: Size) -> None:
    """Draw the cells of an assumption, darker where the policy fails more often, and the frame of its bounds."""
    high, many = CELL * size.bar, len(one.rates)
    for place, rate in enumerate(one.rates):
        shade = tint(ORANGE.colour, PALEST + (1 - PALEST) * float(rate)) if np.isfinite(rate) else GRID
        looks: dict[str, Any] = {"facecolor": shade, "linewidth": 0, "gid": f"{one.name}.{place}"}
        plot.axes.add_patch(Rectangle((place / many, middle - high / 2), 1 / many, high, **looks))
    across, thick = one.high_share - one.low_share, 0.8 * size.line
    frame: dict[str, Any] = {"fill": False, "edgecolor": INK, "linewidth": thick, "gid": f"{one.name}.frame"}
    corner = (one.low_share, middle - high / 2)
    plot.axes.add_patch(Rectangle(corner, across, high, clip_on=False, zorder=4, **frame))


def _label(one: Bound, language: Language) -> str:
    return f"{bound_words(one, language)} ({percent(one.again, language)})"
