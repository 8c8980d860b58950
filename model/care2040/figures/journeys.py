"""What a result says about policies over the years, and how to say it: the numbers and the words of that figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xarray as xr

from care2040.axes import CITY
from care2040.figures import Language, Width
from care2040.figures.choices import of_packages, unchanged
from care2040.figures.layout import Story
from care2040.figures.names import indicator_words, name_of, source_line, unit_words
from care2040.figures.quantities import Quantity, quantity
from care2040.figures.series import (
    Numbers,
    Series,
    headline,
    members,
    series,
    tidy,
    unit_of,
    years_of,
)
from care2040.figures.words import draws_note, from_to, moment, phrase, sentence


@dataclass(frozen=True)
class Journey:
    """An indicator under one policy over the years; the median where there are draws."""

    policy: str
    middle: Numbers


@dataclass(frozen=True)
class Journeys:
    """The numbers of the figure.

    Attributes
    ----------
    indicator : str
        What is drawn.
    written : Quantity
        How its values at the end are written.
    kind : str
        Whether it is a flow.
    years : list of int
        Of every line.
    scenario : str
        The first of the experiment.
    draws : int
        How many runs each line is made of.
    unchanged : str
        Name of unchanged policy.
    base : Series
        The indicator under unchanged policy, with bands where there are draws.
    others : tuple of Journey
        Under each other policy, in the order of the experiment.
    left_out : bool
        Whether policies of one lever are not among them.
    """

    indicator: str
    written: Quantity
    kind: str
    years: list[int]
    scenario: str
    draws: int
    unchanged: str
    base: Series
    others: tuple[Journey, ...]
    left_out: bool

    @property
    def grey(self) -> Journey:
        """The line of unchanged policy."""
        return Journey(self.unchanged, self.base.middle)

    def change(self, journey: Journey) -> float:
        """Return the difference with unchanged policy in the last year."""
        return float(journey.middle[-1] - self.base.middle[-1])

    @property
    def ranked(self) -> list[Journey]:
        """The other policies, those that change most in the last year first."""
        return sorted(self.others, key=lambda journey: -abs(self.change(journey)))


def find(dataset: xr.Dataset, indicator: str | None = None) -> Journeys:
    """Return the numbers of the figure from a result.

    Raises
    ------
    CannotDrawError
        When the result lacks the indicator, unchanged policy or any other.
    """
    name, base = headline(dataset, "packages", indicator), unchanged(dataset, "packages")
    years, scenario = years_of(dataset), members(dataset, "scenario")[0]
    grey = series(dataset, name, base, scenario, CITY)
    policies, left_out = of_packages(dataset, "packages")
    others = tuple(Journey(policy, series(dataset, name, policy, scenario, CITY).middle) for policy in policies)
    return Journeys(
        indicator=name,
        written=quantity(unit_of(dataset, name), [other.middle[-1] - grey.middle[-1] for other in others]),
        kind=str(dataset[name].attrs.get("kind", "")),
        years=years,
        scenario=scenario,
        draws=dataset.sizes["draw"],
        unchanged=base,
        base=grey,
        others=others,
        left_out=left_out,
    )


def message(journeys: Journeys, language: Language) -> str:
    """Return the message of the figure, made from the policy that changes most in the last year."""
    most, year = journeys.ranked[0], journeys.years[-1]
    measure = indicator_words(journeys.indicator, language)["measure"]
    ends = float(journeys.base.middle[-1]), float(most.middle[-1])
    if journeys.written.alike(*ends):
        key = "title_none" if len(journeys.others) > 1 else "title_none_only"
        policy = sentence(name_of("policies", most.policy, language))
        return sentence(phrase(language, "packages", key, measure=measure, year=year, policy=policy))
    return sentence(
        phrase(
            language,
            "packages",
            "title",
            policy=sentence(name_of("policies", most.policy, language)),
            verb=phrase(language, "verbs", "raises" if journeys.change(most) > 0 else "lowers"),
            measure=measure,
            year=year,
            most=phrase(language, "packages", "most") if len(journeys.others) > 1 else "",
            from_to=from_to(journeys.indicator, ends, journeys.written.value, language),
        )
    )


def tell(
    dataset: xr.Dataset, journeys: Journeys, language: Language, width: Width, title: str | None, cut: bool
) -> Story:
    """Return the words of the figure; `cut` says that its upright axis does not begin at nought."""
    said = title or message(journeys, language)
    words = indicator_words(journeys.indicator, language)
    blanks = {"subject": words["subject"], "unit": unit_words(journeys.indicator, journeys.written.unit, language)}
    when = moment(journeys.kind, language, start=journeys.years[0], end=journeys.years[-1])
    left_out = phrase(language, "notes", "left_out") if journeys.left_out else ""
    notes = [left_out, phrase(language, "notes", "cut") if cut else "", draws_note(journeys.draws, language, "lines")]
    return Story(
        language=language,
        width=width,
        title=said,
        subtitle=phrase(language, "packages", "subtitle", **blanks, when=when),
        note=" ".join(note for note in notes if note),
        source=source_line(dataset.attrs, None, journeys.scenario, language),
        alt=alt(journeys, language, said),
        numbers=numbers(journeys),
    )


def alt(journeys: Journeys, language: Language, title: str) -> str:
    """Return what the figure shows in words: the message, then where each policy ends, the highest first."""
    first = journeys.written.value(float(journeys.base.middle[0]), language)
    ends = [journeys.grey, *journeys.others]
    values = _ends(sorted(ends, key=lambda one: -float(one.middle[-1])), journeys.written, language)
    start, end = journeys.years[0], journeys.years[-1]
    return phrase(language, "packages", "alt", title=title, start=start, end=end, first=first, values=values)


def _ends(lines: Sequence[Journey], written: Quantity, language: Language) -> str:
    return "; ".join(
        phrase(
            language,
            "packages",
            "alt_value",
            policy=sentence(name_of("policies", line.policy, language)),
            value=written.value(float(line.middle[-1]), language),
        )
        for line in lines
    )


def numbers(journeys: Journeys) -> dict[str, Any]:
    """Return the numbers drawn, as they are written beside the figure."""
    drawn: dict[str, Any] = {
        "indicator": journeys.indicator,
        "unit": journeys.written.unit,
        "scenario": journeys.scenario,
        "draws": journeys.draws,
        "years": journeys.years,
        "policies": {one.policy: tidy(one.middle) for one in (journeys.grey, *journeys.others)},
    }
    if journeys.base.bands:
        low, high = journeys.base.bands[0]
        drawn["band_of_unchanged_policy"] = {"90%": {"low": tidy(low), "high": tidy(high)}}
    return drawn
