"""Discovery: in which futures a policy fails, as rows of cells with a frame around each box that was found."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
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
from care2040.results.variables import BOUNDS, DISCOVERY, FURTHER
from care2040.wording.assumptions import assumption_value, laws_of
from care2040.wording.language import Language
from care2040.wording.numbers import number, percent, sentence
from care2040.wording.quantities import quantity
from care2040.wording.texts import listed, phrase

MOST, MOST_OF_SEVERAL = 6, 3
"""Assumptions that are drawn of the only box, and of each of several."""
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
class Corner:
    """A box after the first: its bounds, and what it adds to those before it."""

    coverage: float
    density: float
    bounds: tuple[Bound, ...]


@dataclass(frozen=True)
class FoundBox:
    """The numbers of the figure: the box, the surest bound first, and the facts that go with it; and further boxes."""

    facts: dict[str, Any]
    searched: int
    bounds: tuple[Bound, ...]
    further: tuple[Corner, ...] = ()

    @property
    def fails(self) -> bool:
        """Whether the box holds futures in which the policy fails, and not those in which it holds."""
        return str(self.facts["looked_for"]) == "fails"

    @property
    def corners(self) -> tuple[Corner, ...]:
        """All boxes; of each of several the surest bounds."""
        first = Corner(float(self.facts["coverage"]), float(self.facts["density"]), self.bounds)
        if not self.further:
            return (first,)
        return tuple(replace(one, bounds=one.bounds[:MOST_OF_SEVERAL]) for one in (first, *self.further))


def box_of(dataset: xr.Dataset) -> FoundBox:
    """Return the box of futures in which a policy fails, from a result, with the boxes after it."""
    if BOUNDS not in dataset:
        hint = "it takes some hundreds of draws, and 'discovery: {policy: ...}' in the experiment"
        raise CannotDrawError(f"the figure 'discovery' needs '{BOUNDS}', which the result does not hold; {hint}")
    facts = dict(dataset[BOUNDS].attrs)
    bounds = _bounds(dataset, dataset, DISCOVERY)
    if not bounds:
        raise CannotDrawError(
            f"on no assumption it hangs whether the policy '{facts['policy']}' fails: no box was found"
        )
    boxes = [dataset.isel(box=place) for place in range(dataset.sizes["box"])] if f"{FURTHER}low" in dataset else []
    further = tuple(
        Corner(float(own[f"{FURTHER}coverage"]), float(own[f"{FURTHER}density"]), _bounds(dataset, own, FURTHER))
        for own in boxes
    )
    return FoundBox(facts, dataset.sizes["assumption"], bounds, further)


def _bounds(dataset: xr.Dataset, own: xr.Dataset, prefix: str) -> tuple[Bound, ...]:
    """Return the bounds of one box, whose numbers have names that begin alike, the surest first."""
    columns = ("low", "high", "low_share", "high_share", "found_again", "quasi_p")
    values = {name: own[f"{prefix}{name}"].values for name in columns}
    bounded = np.flatnonzero((values["low_share"] > 0) | (values["high_share"] < 1))
    order = sorted(map(int, bounded), key=lambda place: values["quasi_p"][place])[:MOST]
    return tuple(
        Bound(
            name=str(dataset["assumption"].values[place]),
            unit=str(dataset["assumption_unit"].values[place]),
            again=float(values["found_again"][place]),
            rates=dataset[f"{DISCOVERY}rates"].values[place],
            **{name: float(values[name][place]) for name in ("low", "high", "low_share", "high_share")},
        )
        for place in order
    )


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
    """Return on which assumptions it hangs most whether the policy fails; of several boxes what is surest of each."""
    most = 1 if box.further else 2
    each = [
        listed([request.say(side(one), name=quoted(request, one.name)) for one in own.bounds[:most]], request.language)
        for own in box.corners
    ]
    names = request.say("or").join(dict.fromkeys(each[:2]))
    policy = request.policy_name(str(box.facts["policy"]))
    return sentence(request.say("title_fails" if box.fails else "title_holds", policy=policy, names=names))


def box_words(box: FoundBox, language: Language) -> str:
    """Return how much the box covers, how dense it is, and how often the policy fails or holds at all."""
    shares = {name: percent(float(box.facts[name]), language) for name in ("coverage", "density", "fails")}
    shares["holds"] = percent(1 - float(box.facts["fails"]), language)
    which = "fails" if box.fails else "holds"
    if not box.further:
        return phrase(language, "discovery", f"box_{which}", **shares)
    covered = percent(sum(one.coverage for one in box.corners), language)
    return phrase(language, "discovery", f"boxes_{which}", count=len(box.corners), **{**shares, "coverage": covered})


def corner_words(box: FoundBox, place: int, language: Language) -> str:
    """Return what is told above one of several boxes: how dense it is, and how much it adds."""
    one = box.corners[place]
    shares = {"density": percent(one.density, language), "coverage": percent(one.coverage, language)}
    return phrase(language, "discovery", "corner_fails" if box.fails else "corner_holds", n=place + 1, **shares)


def story(request: Request, box: FoundBox) -> Story:
    """Return the words of the figure; the message follows the numbers unless a title is given."""
    title, facts, language = request.title or message(request, box), box.facts, request.language
    unit, threshold = unit_of(request.dataset, BOUNDS, "unit"), float(facts["threshold"])
    subject = request.subject(str(facts["indicator"]), unit)
    threshold_words = quantity(unit, [threshold / 10]).value(threshold, language)
    counts = {"searched": box.searched, "known": int(facts["known"]), "draws": int(facts["draws"])}
    words, about = box_words(box, language), "note_several" if box.further else "note"
    values = []
    for place, one in ((place, one) for place, own in enumerate(box.corners) for one in own.bounds):
        bound, again = bound_words(one, language), percent(one.again, language)
        key, blanks = ("alt_of_several", {"n": place + 1}) if box.further else ("alt_value", {"again": again})
        values.append(request.say(key, name=request.assumption_name(one.name), bound=bound, **blanks))
    return request.story(
        title=title,
        subtitle=request.say(
            f"subtitle_{facts['side']}", **subject, year=int(facts["year"]), threshold=threshold_words
        ),
        notes=[
            request.say("scale"),
            words,
            request.say(about, **{name: number(count, language) for name, count in counts.items()}),
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
    further: dict[str, Any] = {
        str(place): {
            "coverage": six_digits(one.coverage),
            "density": six_digits(one.density),
            **{bound.name: bound.as_numbers() for bound in one.bounds},
        }
        for place, one in enumerate(box.further, 2)
    }
    told = {**facts, "draws": int(box.facts["draws"]), "bounds": {one.name: one.as_numbers() for one in box.bounds}}
    return {**told, "further": further} if further else told


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
    lines = list(_lines(request, box))
    names = [wrap(request.assumption_name(one.name) if one else "", room, size.name) for _, one in lines]
    labels = [
        wrap(_label(one, box, request.language) if one else "", 0.26 * size.width, size.label) for _, one in lines
    ]
    left = max(measure(name, size.name)[0] for name in names) + GAP + EDGE
    right = max(measure(label, size.label)[0] for label in labels) + GAP + EDGE
    heads = [wrap(head, size.width - 2 * EDGE, size.label) for head, _ in lines]
    tall = [
        max(measure(name, size.name)[1], measure(label, size.label)[1], CELL * size.bar)
        if one
        else measure(head, size.label)[1]
        for (_, one), head, name, label in zip(lines, heads, names, labels, strict=True)
    ]
    above = measure(request.say("left"), size.label)[1] + BETWEEN / 2
    plot = sheet(story(request, box), size, left, right, above + sum(tall) + BETWEEN * len(tall), LITTLE_ROOM)
    blank(plot)
    plot.axes.set_xlim(0, 1)
    _name_ends(request, plot)
    top = plot.height - above
    for (_, one), head, name, label, high in zip(lines, heads, names, labels, tall, strict=True):
        if one is None:
            write(plot.figure, head, (EDGE, plot.bottom + top), size.label, INK)
        else:
            _paint(plot, one, top - high / 2, size)
            centre = plot.bottom + top - high / 2
            at = (plot.left - GAP, centre + measure(name, size.name)[1] / 2)
            write(plot.figure, name, at, size.name, INK, align="right")
            at = (plot.left + plot.width + GAP, centre + measure(label, size.label)[1] / 2)
            write(plot.figure, label, at, size.label, MUTED)
        top -= high + BETWEEN
    return plot.figure


def _lines(request: Request, box: FoundBox) -> Iterator[tuple[str, Bound | None]]:
    """Give the lines from the top down: of several boxes what is told of each, then its bounds."""
    for place, own in enumerate(box.corners):
        if box.further:
            yield corner_words(box, place, request.language), None
        yield from (("", one) for one in own.bounds)


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


def _label(one: Bound, box: FoundBox, language: Language) -> str:
    """Return the bounds, and how often they come back; halves find one of several boxes first, now this, now that."""
    words = bound_words(one, language)
    return words if box.further else f"{words} ({percent(one.again, language)})"
