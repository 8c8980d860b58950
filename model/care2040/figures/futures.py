"""What a result says about the futures in which a policy fails, and how to say it: numbers and words of that figure."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from care2040.figures import CannotDrawError, Language, Width
from care2040.figures.assumptions import assumption_name, assumption_value
from care2040.figures.layout import Story
from care2040.figures.names import indicator_words, name_of, source_line
from care2040.figures.quantities import quantity
from care2040.figures.ranking import quoted
from care2040.figures.series import Numbers
from care2040.figures.words import number, percent, phrase, sentence

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
    """Return the numbers of the figure from a result.

    Raises
    ------
    CannotDrawError
        When the result holds no discovery, or no assumption is bounded.
    """
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
