"""Levers: what each does alone to an indicator in the last year, as bars from nought, the strongest first."""

from dataclasses import dataclass

import xarray as xr

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.layout import HouseFigure, Story
from care2040.figures.canvas.style import SIZES, house_style
from care2040.figures.effects import Effect, draw_effects, effect, effect_row, final, ordered, told
from care2040.figures.outcomes import wedges
from care2040.figures.policies import UNCHANGED, of_one_lever, unchanged
from care2040.figures.series import headline, members, unit_of
from care2040.wording.language import Language, Width
from care2040.wording.names import change_unit, indicator_words, measured, name_of, source_line
from care2040.wording.numbers import draws_note, moment, sentence
from care2040.wording.quantities import Quantity, quantity
from care2040.wording.texts import phrase


@dataclass(frozen=True)
class Alone:
    """The numbers of the figure: effects in the unit of the indicator, in the last year, the largest first."""

    indicator: str
    written: Quantity
    kind: str
    year: int
    scenario: str
    draws: int
    effects: tuple[Effect, ...]


def draw(
    dataset: xr.Dataset,
    language: Language = "nl",
    width: Width = "full",
    title: str | None = None,
    indicator: str | None = None,
) -> HouseFigure:
    """Draw the effect of each policy that pulls one lever, against unchanged policy, in the last year."""
    alone, size = find(dataset, indicator), SIZES[width]
    with house_style():
        story = tell(dataset, alone, language, width, title)
        rows = [effect_row(one, alone.written, _name(one.name, language), language) for one in alone.effects]
        return draw_effects(story, rows, size, language)


def find(dataset: xr.Dataset, indicator: str | None = None) -> Alone:
    """Return the numbers of the figure from a result."""
    policies = of_one_lever(dataset)
    if not policies and wedges.ALONE in dataset:
        return _of_split(dataset)
    if not policies:
        held = ", ".join(policy for policy in members(dataset, "policy") if policy != UNCHANGED) or "none but unchanged"
        raise CannotDrawError(f"the figure 'levers' needs policies that pull one lever each; there are: {held}")
    name = headline(dataset, "levers", indicator)
    base, scenario = unchanged(dataset, "levers"), members(dataset, "scenario")[0]
    start = final(dataset, name, base, scenario)
    found = [effect(policy, final(dataset, name, policy, scenario) - start) for policy in policies]
    return Alone(
        indicator=name,
        written=quantity(unit_of(dataset, name), [one.middle for one in found]),
        kind=str(dataset[name].attrs.get("kind", "")),
        year=int(dataset["year"].values[-1]),
        scenario=scenario,
        draws=dataset.sizes["draw"],
        effects=ordered(found),
    )


def _of_split(dataset: xr.Dataset) -> Alone:
    """Return the effects of the levers of a policy one by one, where the result holds these with its wedges."""
    split = wedges.find(dataset)
    levers, values = dataset[wedges.ALONE]["lever"].values, dataset[wedges.ALONE].values
    found = [Effect(str(lever), float(value)) for lever, value in zip(levers, values, strict=True)]
    written = quantity(split.written.unit, [one.middle for one in found])
    return Alone(split.indicator, written, split.kind, split.year, split.scenario, 1, ordered(found))


def _name(policy: str, language: Language) -> str:
    return name_of("policies", policy, language)


def message(alone: Alone, language: Language) -> str:
    """Return the message of the figure, made from the lever that does most."""
    most, written = alone.effects[0], alone.written
    measure = indicator_words(alone.indicator, language)["measure"]
    if written.is_nought(most.middle):
        return sentence(phrase(language, "levers", "title_none", measure=measure, year=alone.year))
    return sentence(
        phrase(
            language,
            "levers",
            "title_most" if len(alone.effects) > 1 else "title_only",
            lever=sentence(_name(most.name, language)),
            verb=phrase(language, "verbs", "raises" if most.middle > 0 else "lowers"),
            maybe="" if most.sure else phrase(language, "maybe"),
            measure=measure,
            year=alone.year,
            size=written.told_change(most.middle, language),
        )
    )


def tell(dataset: xr.Dataset, alone: Alone, language: Language, width: Width, title: str | None) -> Story:
    """Return the words of the figure; the message follows the numbers unless a title is given."""
    said = title or message(alone, language)
    blanks = measured(alone.indicator, alone.written.unit, language)
    when = moment(alone.kind, language, year=alone.year)
    unit = change_unit(alone.indicator, alone.written.unit, language)
    notes = [phrase(language, "levers", "note"), draws_note(alone.draws, language, "bars")]
    values = told(alone.effects, alone.written, lambda name: _name(name, language), language)
    return Story(
        language=language,
        width=width,
        title=said,
        subtitle=phrase(language, "levers", "subtitle", **blanks, when=when),
        note=" ".join(note for note in notes if note),
        source=source_line(dataset.attrs, None, alone.scenario, language),
        alt=phrase(language, "levers", "alt", title=said, unit=unit, values=values),
        numbers={
            "indicator": alone.indicator,
            "unit": alone.written.unit,
            "year": alone.year,
            "scenario": alone.scenario,
            "draws": alone.draws,
            "effects": {one.name: one.as_numbers() for one in alone.effects},
        },
    )
