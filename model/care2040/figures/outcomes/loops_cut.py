"""Loops cut: how much of the shortage each feedback makes, as the difference when it is switched off."""

from dataclasses import dataclass

import numpy as np
import xarray as xr

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.layout import HouseFigure, Story
from care2040.figures.canvas.style import SIZES, house_style
from care2040.figures.effects import Effect, draw_effects, effect, effect_row, final, ordered, told
from care2040.figures.policies import UNCHANGED
from care2040.figures.series import headline, members, tidy, unit_of
from care2040.wording.language import Language, Width
from care2040.wording.names import change_unit, indicator_words, measured, name_of, source_line
from care2040.wording.numbers import draws_note, moment, percent, sentence
from care2040.wording.quantities import Quantity, quantity
from care2040.wording.texts import phrase

SHOWN = "shortage"
"""What is drawn when nothing else is asked for: the gap between the workers needed and working."""
LEAST_PART = 0.005
"""Of the whole; what is less would be written as 0%."""
PREFIXES = ("without_", "no_", "cut_")
"""What a name may begin with, before that of the loop that is cut."""


@dataclass(frozen=True)
class Cuts:
    """The numbers of the figure, in the unit of the indicator, in the last year."""

    indicator: str
    written: Quantity
    kind: str
    year: int
    policy: str
    scenario: str
    draws: int
    base: float
    effects: tuple[Effect, ...]


def draw(
    dataset: xr.Dataset,
    language: Language = "nl",
    width: Width = "full",
    title: str | None = None,
    indicator: str | None = None,
) -> HouseFigure:
    """Draw how much of an indicator each loop makes in the last year."""
    cuts, size = find(dataset, indicator), SIZES[width]
    with house_style():
        story = tell(dataset, cuts, language, width, title)
        rows = [
            effect_row(one, cuts.written, _name(one.name, language), language, _part(cuts, one, language))
            for one in cuts.effects
        ]
        return draw_effects(story, rows, size, language)


def find(dataset: xr.Dataset, indicator: str | None = None) -> Cuts:
    """Return the numbers of the figure from a result."""
    name = headline(dataset, "loops_cut", indicator or SHOWN)
    runs = _runs(dataset)
    (policy, scenario), *cut = runs
    whole = final(dataset, name, policy, scenario)
    along = 0 if len({run[0] for run in runs}) > 1 else 1
    found = [effect(run[along], whole - final(dataset, name, *run)) for run in cut]
    base = float(np.median(whole))
    return Cuts(
        indicator=name,
        written=quantity(unit_of(dataset, name), [one.middle for one in found]),
        kind=str(dataset[name].attrs.get("kind", "")),
        year=int(dataset["year"].values[-1]),
        policy=policy,
        scenario=scenario,
        draws=dataset.sizes["draw"],
        base=base,
        effects=ordered(found),
    )


def _runs(dataset: xr.Dataset) -> list[tuple[str, str]]:
    """Return policy and scenario of the run with every loop at work, and of each without one."""
    policies, scenarios = members(dataset, "policy"), members(dataset, "scenario")
    if (len(policies) > 1) == (len(scenarios) > 1):
        raise CannotDrawError(
            "the figure 'loops_cut' needs a run with every loop at work and one for each loop that is switched off, as "
            f"policies or as scenarios but not both; there are {len(policies)} policies and {len(scenarios)} scenarios"
        )
    policies.sort(key=lambda policy: policy != UNCHANGED)
    return [(policy, scenario) for policy in policies for scenario in scenarios]


def _name(run: str, language: Language) -> str:
    loop = next((run.removeprefix(prefix) for prefix in PREFIXES if run.startswith(prefix)), run)
    return name_of("loops", loop, language)


def _part(cuts: Cuts, one: Effect, language: Language) -> str:
    """Return an effect as a part of the whole; nothing where there is no whole to speak of, or no part."""
    part = one.middle / cuts.base if cuts.base > 0 else 0.0
    return percent(part, language) if abs(part) >= LEAST_PART else ""


def message(cuts: Cuts, language: Language) -> str:
    """Return the message of the figure, made from the loop that adds most; else from the one that takes off most."""
    measure = indicator_words(cuts.indicator, language)["measure"]
    most = max(cuts.effects, key=lambda one: one.middle)
    if cuts.written.is_nought(most.middle) or most.middle < 0:
        least = cuts.effects[0].middle
        key = "title_none" if cuts.written.is_nought(least) else "title_smaller"
        return sentence(phrase(language, "loops_cut", key, measure=measure, year=cuts.year))
    whole = LEAST_PART * cuts.base <= most.middle <= cuts.base
    return sentence(
        phrase(
            language,
            "loops_cut",
            "title_part" if whole else "title_size",
            loop=sentence(_name(most.name, language)),
            maybe="" if most.sure else phrase(language, "maybe"),
            most=phrase(language, "loops_cut", "most") if len(cuts.effects) > 1 else "",
            measure=measure,
            year=cuts.year,
            part=percent(most.middle / cuts.base, language) if whole else "",
            size=cuts.written.told_change(most.middle, language),
        )
    )


def tell(dataset: xr.Dataset, cuts: Cuts, language: Language, width: Width, title: str | None) -> Story:
    """Return the words of the figure; the message follows the numbers unless a title is given."""
    said = title or message(cuts, language)
    blanks = measured(cuts.indicator, cuts.written.unit, language)
    unit = change_unit(cuts.indicator, cuts.written.unit, language)
    when, base = moment(cuts.kind, language, year=cuts.year), cuts.written.value(cuts.base, language)
    notes = [phrase(language, "loops_cut", "note"), draws_note(cuts.draws, language, "bars")]
    return Story(
        language=language,
        width=width,
        title=said,
        subtitle=phrase(language, "loops_cut", "subtitle", **blanks, when=when, base=base),
        note=" ".join(note for note in notes if note),
        source=source_line(dataset.attrs, cuts.policy, cuts.scenario, language),
        alt=phrase(
            language,
            "loops_cut",
            "alt",
            title=said,
            base=base,
            unit=unit,
            values=told(cuts.effects, cuts.written, lambda run: _name(run, language), language),
        ),
        numbers=numbers(cuts),
    )


def numbers(cuts: Cuts) -> dict[str, object]:
    """Return the numbers drawn, as they are written beside the figure."""
    return {
        "indicator": cuts.indicator,
        "unit": cuts.written.unit,
        "year": cuts.year,
        "policy": cuts.policy,
        "scenario": cuts.scenario,
        "draws": cuts.draws,
        "with_every_loop": tidy(np.array([cuts.base]))[0],
        "effects": {one.name: one.as_numbers() for one in cuts.effects},
    }
