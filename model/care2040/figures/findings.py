"""What a result says about one in four, and how to say it: the numbers and the words of that figure."""

from dataclasses import dataclass
from typing import Any

import xarray as xr

from care2040.figures import Language, Width
from care2040.figures.layout import Story
from care2040.figures.names import name_of, policy_words, source_line
from care2040.figures.series import Observation, Series, members, observations, series, years_of
from care2040.figures.words import number, one_in, percent, phrase, rounded, sentence


@dataclass(frozen=True)
class Other:
    """Another scenario of the same policy, drawn in grey."""

    scenario: str
    needed: Series
    working: Series


@dataclass(frozen=True)
class Findings:
    """The numbers of the figure.

    Attributes
    ----------
    years : list of int
        1 January of each.
    policy, scenario : str
        Those drawn in colour: the first of the experiment.
    draws : int
        How many runs the bands are made of; 1 when there are none.
    needed, working : Series
        Share of the employed residents (dimensionless).
    shortage : Series
        Persons.
    others : tuple of Other
        Other scenarios, in the order of the experiment; the median where there are draws.
    observed : tuple of Observation
        Share observed as working, within the years drawn.
    """

    years: list[int]
    policy: str
    scenario: str
    draws: int
    needed: Series
    working: Series
    shortage: Series
    others: tuple[Other, ...]
    observed: tuple[Observation, ...]

    @property
    def short(self) -> bool:
        """Whether workers are missing at the end."""
        return bool(rounded(self.shortage.middle[-1]) > 0)

    @property
    def mixed(self) -> bool:
        """Whether, at the end, less is needed in one scenario than works in another."""
        needed = [self.needed, *(other.needed for other in self.others)]
        working = [self.working, *(other.working for other in self.others)]
        return bool(min(drawn.middle[-1] for drawn in needed) <= max(drawn.middle[-1] for drawn in working))


def find(dataset: xr.Dataset) -> Findings:
    """Return the numbers of the figure from a result.

    Raises
    ------
    CannotDrawError
        When the result lacks an indicator, or one is not a number somewhere.
    """
    years = years_of(dataset)
    policy, (scenario, *rest) = members(dataset, "policy")[0], members(dataset, "scenario")

    def middle(name: str, other: str) -> Series:
        return Series(series(dataset, name, policy, other).middle)

    others = (Other(name, middle("care_share_needed", name), middle("care_share_working", name)) for name in rest)
    return Findings(
        years=years,
        policy=policy,
        scenario=scenario,
        draws=dataset.sizes["draw"],
        needed=series(dataset, "care_share_needed", policy, scenario),
        working=series(dataset, "care_share_working", policy, scenario),
        shortage=series(dataset, "shortage", policy, scenario),
        others=tuple(others),
        observed=tuple(seen for seen in observations("care_share_working") if years[0] <= seen.year <= years[-1]),
    )


def tell(dataset: xr.Dataset, findings: Findings, language: Language, width: Width, title: str | None) -> Story:
    """Return the words of the figure; the message follows the numbers unless a title is given."""
    said = title or message(findings, language)
    start, end = findings.years[0], findings.years[-1]
    note = [phrase(language, "one_in_four", "note", start=start)]
    if findings.others:
        scenario = name_of("scenarios", findings.scenario, language)
        note.append(phrase(language, "one_in_four", "note_others", scenario=scenario))
    if findings.draws > 1:
        note.append(phrase(language, "draws", draws=number(findings.draws, language)))
    return Story(
        language=language,
        width=width,
        title=said,
        subtitle=phrase(language, "one_in_four", "subtitle", start=start, end=end),
        note=" ".join(note),
        source=source(dataset, findings, language),
        alt=alt(findings, language, said),
        numbers=numbers(findings),
    )


def message(findings: Findings, language: Language) -> str:
    """Return the message of the figure, made from the share needed at the end."""
    share = float(findings.needed.middle[-1])
    fraction = one_in(share, language)
    under = policy_words("title_policies", findings.policy, language)
    key = "title_fraction" if fraction else "title_percent"
    blanks = {"under": under, "end": findings.years[-1], "fraction": fraction, "percent": percent(share, language)}
    return sentence(phrase(language, "one_in_four", key, **blanks))


def source(dataset: xr.Dataset, findings: Findings, language: Language) -> str:
    """Return the line that says which model, experiment, policy and scenario the figure comes from."""
    line = source_line(dataset.attrs, findings.policy, findings.scenario, language)
    observers = dict.fromkeys(seen.source for seen in findings.observed)
    if observers:
        line += " " + phrase(language, "one_in_four", "observed_source", source=", ".join(observers))
    return line


def alt(findings: Findings, language: Language, title: str) -> str:
    """Return what the figure shows in words: the message, then the numbers."""

    def ends(name: str, drawn: Series) -> dict[str, str]:
        first, last = (percent(float(drawn.middle[at]), language) for at in (0, -1))
        return {f"{name}_start": first, f"{name}_end": last}

    start, end = findings.years[0], findings.years[-1]
    shares = ends("needed", findings.needed) | ends("working", findings.working)
    said = [phrase(language, "one_in_four", "alt", title=title, start=start, end=end, **shares)]
    if findings.short:
        persons = number(rounded(findings.shortage.middle[-1]), language)
        said.append(phrase(language, "one_in_four", "alt_shortage", end=end, persons=persons))
    for seen in findings.observed:
        share = percent(seen.value, language)
        fraction = one_in(seen.value, language) or share
        said.append(phrase(language, "one_in_four", "alt_observed", year=seen.year, percent=share, fraction=fraction))
    for other in findings.others:
        shares = {name: percent(getattr(other, name).middle[-1], language) for name in ("needed", "working")}
        scenario = name_of("scenarios", other.scenario, language)
        said.append(phrase(language, "one_in_four", "alt_other", scenario=scenario, end=end, **shares))
    return " ".join(said)


def numbers(findings: Findings) -> dict[str, Any]:
    """Return the numbers drawn, as they are written beside the figure."""
    return {
        "policy": findings.policy,
        "scenario": findings.scenario,
        "draws": findings.draws,
        "years": findings.years,
        "care_share_needed": findings.needed.as_numbers(),
        "care_share_working": findings.working.as_numbers(),
        "shortage": findings.shortage.as_numbers(),
        "observed": [{"year": seen.year, "value": seen.value, "source": seen.source} for seen in findings.observed],
        "other_scenarios": {
            other.scenario: {
                "care_share_needed": other.needed.as_numbers(),
                "care_share_working": other.working.as_numbers(),
            }
            for other in findings.others
        },
    }
