"""Discovery: in which futures a policy fails, as rows of cells with a frame around the box that was found."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.patches import Rectangle

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.labels import GAP
from care2040.figures.canvas.layout import LITTLE_ROOM, HouseFigure, Plot, Story, blank, sheet, write
from care2040.figures.canvas.style import (
    EDGE,
    GRID,
    INK,
    MUTED,
    ORANGE,
    SIZES,
    Numbers,
    Size,
    house_style,
    measure,
    tint,
    wrap,
)
from care2040.figures.ranking import quoted
from care2040.wording.assumptions import assumption_name, assumption_value
from care2040.wording.language import Language, Width
from care2040.wording.names import indicator_words, name_of, source_line
from care2040.wording.numbers import number, percent, sentence
from care2040.wording.quantities import quantity
from care2040.wording.texts import phrase

LOW = "discovery_low"
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


@dataclass(frozen=True)
class Found:
    """The numbers of the figure: the box, the surest bound first, and the facts that go with it."""

    facts: dict[str, Any]
    searched: int
    bounds: tuple[Bound, ...]

    @property
    def fails(self) -> bool:
        """Whether the box holds futures in which the policy fails, and not those in which it holds."""
        return str(self.facts["looked_for"]) == "fails"


def find(dataset: xr.Dataset) -> Found:
    """Return the numbers of the figure from a result."""
    if LOW not in dataset:
        hint = "it takes some hundreds of draws, and 'discovery: {policy: ...}' in the experiment"
        raise CannotDrawError(f"the figure 'discovery' needs '{LOW}', which the result does not hold; {hint}")
    columns = ("low", "high", "low_share", "high_share", "found_again", "quasi_p")
    told = {name: dataset[f"discovery_{name}"].values for name in columns}
    bounded = np.flatnonzero((told["low_share"] > 0) | (told["high_share"] < 1))
    order = sorted(map(int, bounded), key=lambda place: told["quasi_p"][place])[:MOST]
    facts = dict(dataset[LOW].attrs)
    if not order:
        raise CannotDrawError(
            f"on no assumption it hangs whether the policy '{facts['policy']}' fails: no box was found"
        )
    return Found(facts, dataset.sizes["assumption"], tuple(_bound(dataset, told, place) for place in order))


def _bound(dataset: xr.Dataset, told: dict[str, Numbers], place: int) -> Bound:
    return Bound(
        name=str(dataset["assumption"].values[place]),
        unit=str(dataset["assumption_unit"].values[place]),
        low=float(told["low"][place]),
        high=float(told["high"][place]),
        low_share=float(told["low_share"][place]),
        high_share=float(told["high_share"][place]),
        again=float(told["found_again"][place]),
        rates=dataset["discovery_rates"].values[place],
    )


def bound_words(one: Bound, language: Language) -> str:
    """Return the bounds of an assumption in its own unit."""
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


def message(found: Found, language: Language) -> str:
    """Return on which assumptions it hangs most whether the policy fails."""
    parts = [phrase(language, "discovery", side(one), name=quoted(one.name, language)) for one in found.bounds[:2]]
    names = parts[0] if len(parts) == 1 else phrase(language, "and", first=parts[0], last=parts[1])
    policy = sentence(name_of("policies", str(found.facts["policy"]), language))
    key = "title_fails" if found.fails else "title_holds"
    return sentence(phrase(language, "discovery", key, policy=policy, names=names))


def box_words(found: Found, language: Language) -> str:
    """Return how much the box covers, how dense it is, and how often the policy fails or holds at all."""
    shares = {name: percent(float(found.facts[name]), language) for name in ("coverage", "density", "fails")}
    shares["holds"] = percent(1 - float(found.facts["fails"]), language)
    return phrase(language, "discovery", "box_fails" if found.fails else "box_holds", **shares)


def tell(dataset: xr.Dataset, found: Found, language: Language, width: Width, title: str | None) -> Story:
    """Return the words of the figure; the message follows the numbers unless a title is given."""
    said, facts = title or message(found, language), found.facts
    indicator = str(facts["indicator"])
    unit = str(facts["unit"])
    written = quantity({"1": "dimensionless"}.get(unit, unit), [float(facts["threshold"]) / 10])
    blanks = {"subject": indicator_words(indicator, language)["subject"], "year": int(facts["year"])}
    threshold = written.value(float(facts["threshold"]), language)
    searched = {"searched": number(found.searched, language), "known": number(int(facts["known"]), language)}
    note = phrase(language, "discovery", "note", **searched, draws=number(int(facts["draws"]), language))
    box = box_words(found, language)
    values = "; ".join(_told(one, language) for one in found.bounds) + "."
    return Story(
        language=language,
        width=width,
        title=said,
        subtitle=phrase(language, "discovery", f"subtitle_{facts['side']}", **blanks, threshold=threshold),
        note=" ".join([phrase(language, "discovery", "scale"), box, note]),
        source=source_line(dataset.attrs, str(facts["policy"]), str(facts["scenario"]), language),
        alt=phrase(language, "discovery", "alt", title=said, box=box, values=values),
        numbers=numbers(found),
    )


def _told(one: Bound, language: Language) -> str:
    name = sentence(assumption_name(one.name, language))
    again = percent(one.again, language)
    return phrase(language, "discovery", "alt_value", name=name, bound=bound_words(one, language), again=again)


def numbers(found: Found) -> dict[str, Any]:
    """Return the numbers drawn, as they are written beside the figure."""
    kept = ("policy", "scenario", "indicator", "year", "side", "threshold", "looked_for")
    shares = ("fails", "coverage", "density", "mass")
    facts = {
        name: found.facts[name].item() if hasattr(found.facts[name], "item") else found.facts[name] for name in kept
    }
    facts |= {name: float(f"{float(found.facts[name]):.6g}") for name in shares}
    bounds = {
        one.name: {
            "low": float(f"{one.low:.6g}") if np.isfinite(one.low) else None,
            "high": float(f"{one.high:.6g}") if np.isfinite(one.high) else None,
            "unit": one.unit,
            "found_again": one.again,
            "fails_by_tenth": [float(f"{rate:.4g}") if np.isfinite(rate) else None for rate in one.rates],
        }
        for one in found.bounds
    }
    return {**facts, "draws": int(found.facts["draws"]), "bounds": bounds}


CELL = 1.5
"""Height of a cell, in bars."""
BETWEEN = 0.24
"""Centimetres between two rows."""
PALEST = 0.06
"""Tint of a cell in which the policy never fails."""


def draw(
    dataset: xr.Dataset, language: Language = "nl", width: Width = "full", title: str | None = None
) -> HouseFigure:
    """Draw the assumptions on which it hangs whether a policy fails: how often it does, along the range of each."""
    found, size = find(dataset), SIZES[width]
    with house_style():
        story = tell(dataset, found, language, width, title)
        room = size.name_part * size.width
        names = [wrap(sentence(assumption_name(one.name, language)), room, size.name) for one in found.bounds]
        labels = [_label(one, language) for one in found.bounds]
        labels = [wrap(label, 0.26 * size.width, size.label) for label in labels]
        left = max(measure(name, size.name)[0] for name in names) + GAP + EDGE
        right = max(measure(label, size.label)[0] for label in labels) + GAP + EDGE
        pairs = zip(names, labels, strict=True)
        tall = [
            max(measure(name, size.name)[1], measure(label, size.label)[1], CELL * size.bar) for name, label in pairs
        ]
        head = measure(phrase(language, "discovery", "left"), size.label)[1] + BETWEEN / 2
        plot = sheet(story, size, left, right, head + sum(tall) + BETWEEN * len(tall), LITTLE_ROOM)
        blank(plot)
        plot.axes.set_xlim(0, 1)
        _name_ends(plot, size, language)
        top = plot.height - head
        for one, name, label, high in zip(found.bounds, names, labels, tall, strict=True):
            _paint(plot, one, top - high / 2, size)
            centre = plot.bottom + top - high / 2
            at = (plot.left - GAP, centre + measure(name, size.name)[1] / 2)
            write(plot.figure, name, at, size.name, INK, align="right")
            at = (plot.left + plot.width + GAP, centre + measure(label, size.label)[1] / 2)
            write(plot.figure, label, at, size.label, MUTED)
            top -= high + BETWEEN
    return plot.figure


def _name_ends(plot: Plot, size: Size, language: Language) -> None:
    """Say above the cells which end of a range is low and which is high."""
    top = plot.bottom + plot.height
    write(plot.figure, phrase(language, "discovery", "left"), (plot.left, top), size.label, MUTED)
    at = (plot.left + plot.width, top)
    write(plot.figure, phrase(language, "discovery", "right"), at, size.label, MUTED, align="right")


def _paint(plot: Plot, one: Bound, middle: float, size: Size) -> None:
    """Draw the cells of an assumption, darker where the policy fails more often, and the frame of its bounds."""
    high, many = CELL * size.bar, len(one.rates)
    for place, rate in enumerate(one.rates):
        shade = tint(ORANGE.colour, PALEST + (1 - PALEST) * float(rate)) if np.isfinite(rate) else GRID
        looks: dict[str, Any] = {"facecolor": shade, "linewidth": 0, "gid": f"{one.name}.{place}"}
        plot.axes.add_patch(Rectangle((place / many, middle - high / 2), 1 / many, high, **looks))
    frame: dict[str, Any] = {
        "fill": False,
        "edgecolor": INK,
        "linewidth": 0.8 * size.line,
        "clip_on": False,
        "zorder": 4,
    }
    across = one.high_share - one.low_share
    plot.axes.add_patch(Rectangle((one.low_share, middle - high / 2), across, high, gid=f"{one.name}.frame", **frame))


def _label(one: Bound, language: Language) -> str:
    return f"{bound_words(one, language)} ({percent(one.again, language)})"
