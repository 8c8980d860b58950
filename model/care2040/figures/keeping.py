"""What a result says about how surely policies keep a threshold, and how to say it: numbers and words of a figure."""

from dataclasses import dataclass
from typing import Any

import xarray as xr

from care2040.figures import CannotDrawError, Language, Width
from care2040.figures.layout import Story
from care2040.figures.names import change_unit, indicator_words, name_of, source_line, unit_words
from care2040.figures.quantities import Quantity
from care2040.figures.series import members
from care2040.figures.words import OF_WORKERS, moment, number, one_in, percent, phrase, sentence

CHANCE, EDGES, REGRET, LARGE = "robust_chance", "robust_edges", "robust_regret", "robust_regret_high"
BANDS = ((5, 95), (20, 80), (35, 65))
"""Percentiles of the bands of 90, 60 and 30 %, widest first."""
SELDOM = 0.05
"""Chance below which no policy is named for keeping the threshold."""


@dataclass(frozen=True)
class Policy:
    """How one policy does: percentile to value, chance to keep the threshold, median and 95th percentile of regret."""

    name: str
    edges: dict[int, float]
    chance: float
    regret: float
    large: float

    @property
    def middle(self) -> float:
        """The median."""
        return self.edges[50]


@dataclass(frozen=True)
class Robust:
    """The numbers of the figure, the policy that keeps the threshold most often first."""

    indicator: str
    unit: str
    year: int
    threshold: float
    side: str
    scenario: str
    draws: int
    failed: int
    kind: str
    policies: tuple[Policy, ...]


def find(dataset: xr.Dataset) -> Robust:
    """Return the numbers of the figure from a result.

    Raises
    ------
    CannotDrawError
        When the result holds no robustness.
    """
    if CHANCE not in dataset:
        hint = "it takes more than one draw, and 'robustness: {indicator: ..., year: ..., at_most: ...}'"
        raise CannotDrawError(f"the figure 'robustness' needs '{CHANCE}', which the result does not hold; {hint}")
    scenario, facts = members(dataset, "scenario")[0], dataset[CHANCE].attrs
    one = dataset[[CHANCE, EDGES, REGRET, LARGE]].sel(scenario=scenario)
    percentiles = [int(each) for each in one["percentile"].values]
    found = []
    for policy in members(dataset, "policy"):
        own = one.sel(policy=policy)
        edges = dict(zip(percentiles, own[EDGES].values.tolist(), strict=True))
        found.append(Policy(policy, edges, *(float(own[name]) for name in (CHANCE, REGRET, LARGE))))
    indicator = str(facts["indicator"])
    unit = str(dataset[EDGES].attrs["units"])
    better = 1 if facts["side"] == "at_most" else -1
    return Robust(
        indicator,
        {"1": "dimensionless"}.get(unit, unit),
        int(facts["year"]),
        float(facts["threshold"]),
        str(facts["side"]),
        scenario,
        int(facts["draws"]),
        int(facts["failed"]),
        str(dataset[indicator].attrs.get("kind", "")) if indicator in dataset else "",
        tuple(sorted(found, key=lambda each: (-each.chance, better * each.middle))),
    )


def tell(
    dataset: xr.Dataset,
    robust: Robust,
    written: tuple[Quantity, Quantity],
    language: Language,
    width: Width,
    title: str | None,
    several: bool,
) -> Story:
    """Return the words of the figure; `several` says that regret is drawn as well."""
    said = title or message(robust, written[0], language)
    words = indicator_words(robust.indicator, language)
    when = moment(robust.kind, language, year=robust.year)
    threshold = written[0].value(robust.threshold, language)
    blanks = {"draws": number(robust.draws, language), "threshold": threshold}
    notes = [phrase(language, "robustness", "note", **blanks)]
    if several:
        unit = change_unit(robust.indicator, robust.unit, language)
        notes.append(phrase(language, "robustness", "note_regret", change=unit))
    if robust.failed:
        notes.append(phrase(language, "robustness", "note_left_out", failed=number(robust.failed, language)))
    notes.append(phrase(language, "robustness", "note_inputs"))
    change = change_unit(robust.indicator, robust.unit, language) if len(robust.policies) > 1 else ""
    values = "; ".join(_told(one, written, language, change) for one in robust.policies)
    unit = unit_words(robust.indicator, robust.unit, language)
    return Story(
        language=language,
        width=width,
        title=said,
        subtitle=phrase(language, "robustness", "subtitle", subject=words["subject"], unit=unit, when=when),
        note=" ".join(notes),
        source=source_line(dataset.attrs, None, robust.scenario, language),
        alt=phrase(language, "robustness", "alt", title=said, values=values),
        numbers=numbers(robust),
    )


def message(robust: Robust, written: Quantity, language: Language) -> str:
    """Return which policy keeps the threshold most often, and how often."""
    best, *others = robust.policies
    fraction = one_in(robust.threshold, language) if robust.indicator in OF_WORKERS else None
    blanks = {
        "policy": sentence(name_of("policies", best.name, language)),
        "measure": indicator_words(robust.indicator, language)["measure"],
        "threshold": fraction or written.value(robust.threshold, language),
        "chance": percent(best.chance, language),
        "year": robust.year,
    }
    if best.chance < SELDOM:
        return sentence(phrase(language, "robustness", "title_none", **blanks))
    more = bool(others) and percent(others[0].chance, language) != blanks["chance"]
    said = phrase(language, "robustness", f"title_{robust.side}", **blanks)
    return sentence(said + (phrase(language, "robustness", "best") if more else ""))


def _told(one: Policy, written: tuple[Quantity, Quantity], language: Language, unit: str) -> str:
    low, high = (written[0].value(one.edges[edge], language) for edge in BANDS[0])
    regret, high_regret = (written[1].change(each, language).removeprefix("+") for each in (one.regret, one.large))
    missed = {"regret": regret, "high": high_regret, "unit": unit}
    return phrase(
        language,
        "robustness",
        "alt_value",
        policy=sentence(name_of("policies", one.name, language)),
        middle=written[0].value(one.middle, language),
        span=phrase(language, "span", low=low, high=high),
        chance=percent(one.chance, language),
        regret=phrase(language, "robustness", "alt_regret", **missed) if unit else "",
    )


def numbers(robust: Robust) -> dict[str, Any]:
    """Return the numbers drawn, as they are written beside the figure."""
    return {
        "indicator": robust.indicator,
        "unit": robust.unit,
        "year": robust.year,
        "threshold": robust.threshold,
        "side": robust.side,
        "scenario": robust.scenario,
        "draws": robust.draws,
        "failed": robust.failed,
        "policies": {
            one.name: {
                "chance": float(f"{one.chance:.6g}"),
                "percentiles": {str(key): float(f"{value:.6g}") for key, value in one.edges.items()},
                "regret_median": float(f"{one.regret:.6g}"),
                "regret_95": float(f"{one.large:.6g}"),
            }
            for one in robust.policies
        },
    }
