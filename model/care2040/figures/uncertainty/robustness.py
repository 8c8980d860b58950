"""Robustness: the bands of each policy in one year against a threshold, the chance to keep it, and what it misses."""

from dataclasses import dataclass
from typing import Any

import xarray as xr
from matplotlib.colors import to_hex

from care2040.figures.canvas.bars import Bar, Label, Row, stem
from care2040.figures.canvas.beside import beside
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.layout import TICK_ROOM, HouseFigure, Plot, Story
from care2040.figures.canvas.placing import round_ticks
from care2040.figures.canvas.style import BAND_TINTS, INK, MUTED, NAVY, ORANGE, PAPER, SIZES, Size, house_style, tint
from care2040.figures.series import members
from care2040.wording.language import Language, Width
from care2040.wording.names import change_unit, indicator_words, name_of, source_line, unit_words
from care2040.wording.numbers import OF_WORKERS, moment, number, one_in, percent, sentence
from care2040.wording.quantities import Quantity, quantity, tick_words
from care2040.wording.texts import phrase

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
    """Return the numbers of the figure from a result."""
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


SECOND = 0.3
"""Part of the width that regret takes."""


def draw(
    dataset: xr.Dataset, language: Language = "nl", width: Width = "full", title: str | None = None
) -> HouseFigure:
    """Draw the bands of each policy in one year against the threshold, for the first scenario, with regret beside
    them.
    """
    robust, size = find(dataset), SIZES[width]
    written = quantity(robust.unit, [min(one.edges[95] - one.edges[5] for one in robust.policies) / 3])
    missed = quantity(robust.unit, [max(one.large for one in robust.policies) / 3])
    several = len(robust.policies) > 1 and size.columns > 1
    with house_style():
        story = tell(dataset, robust, (written, missed), language, width, title, several)
        rows = [_row(one, written, language) for one in robust.policies]
        head = Row("", (Bar(0.0, 0.0, PAPER),), right=Label(phrase(language, "robustness", "regret"), colour=MUTED))
        second = [head, *(_regret(one, missed, language) for one in robust.policies)]
        first = [_heads(robust, written, language), *rows]
        plot, other, middles = beside(story, first, second, size, SECOND if several else 0.0, TICK_ROOM)
        _scale(plot, robust, size, language)
        stem(plot, middles[1] + size.bar, robust.threshold)
        if other:
            stem(other, middles[1] + size.bar)
    return plot.figure


def _heads(robust: Robust, written: Quantity, language: Language) -> Row:
    """Return the row above the bands: which side of the threshold is right."""
    right = Label(phrase(language, "robustness", "right"), colour=NAVY.text)
    wrong = Label(phrase(language, "robustness", "wrong"), colour=ORANGE.text)
    sides = (right, wrong) if robust.side == "at_most" else (wrong, right)
    line = phrase(language, "robustness", "line", threshold=written.value(robust.threshold, language))
    return Row(line, (Bar(robust.threshold, robust.threshold, PAPER),), *sides)


def _row(one: Policy, written: Quantity, language: Language) -> Row:
    bands = [
        Bar(one.edges[low], one.edges[high], to_hex(tint(NAVY.colour, shade)), f"{one.name}.{high - low}")
        for (low, high), shade in zip(BANDS, BAND_TINTS, strict=True)
    ]
    mark = Bar(one.middle, one.middle, INK, f"{one.name}.median", INK)
    chance = phrase(language, "robustness", "chance", chance=percent(one.chance, language))
    told = phrase(language, "robustness", "middle", middle=written.value(one.middle, language))
    return Row(sentence(name_of("policies", one.name, language)), (*bands, mark), right=Label(chance, told))


def _scale(plot: Plot, robust: Robust, size: Size, language: Language) -> None:
    """Put marks below the bands, as far as these go."""
    edges = [edge for one in robust.policies for edge in (one.edges[5], one.edges[95], robust.threshold)]
    low, high = min(edges), max(edges)
    ticks = [tick for tick in round_ticks(low, high, size.ticks) if low <= tick <= high]
    if len(ticks) > 1:
        plot.axes.set_xticks(ticks, tick_words(ticks, robust.unit, language))
        plot.axes.tick_params(axis="x", length=0, pad=1, labelsize=size.label)


def _regret(one: Policy, missed: Quantity, language: Language) -> Row:
    bar = Bar(0.0, one.regret, ORANGE.colour, f"{one.name}.regret")
    label = Label(missed.change(one.regret, language).removeprefix("+"))
    return Row("", (bar,), right=label, span=(one.regret, one.large))
