"""Which assumptions matter, as a result holds it: ranked, with what cannot be told apart, and how to say it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import xarray as xr

from care2040.figures.canvas.errors import CannotDrawError
from care2040.wording.assumptions import assumption_name
from care2040.wording.language import Language
from care2040.wording.names import indicator_words
from care2040.wording.numbers import number, sentence
from care2040.wording.texts import phrase

SHOWN = 12
"""Assumptions that are drawn; the rest matters less."""


@dataclass(frozen=True)
class Assumption:
    """One assumption of a ranking."""

    name: str
    value: float
    interval: float
    best: int
    worst: int
    more: Mapping[str, float]

    @property
    def span(self) -> tuple[float, float]:
        """The interval, from nought up."""
        return max(0.0, self.value - self.interval), self.value + self.interval


@dataclass(frozen=True)
class Ranking:
    """Assumptions by what they do to one outcome, largest first; at most `SHOWN` of them are drawn."""

    policy: str
    scenario: str
    indicator: str
    unit: str
    year: int
    samples: int
    failed: int
    left_out: int
    middle: float
    assumptions: tuple[Assumption, ...]

    @property
    def shown(self) -> tuple[Assumption, ...]:
        """Those that are drawn: what matters at all, or else the first."""
        return tuple(one for one in self.assumptions[:SHOWN] if one.value > 0) or self.assumptions[:1]

    @property
    def leaders(self) -> tuple[Assumption, ...]:
        """Those that may be the first."""
        return tuple(one for one in self.assumptions if one.best == 1)


def find(dataset: xr.Dataset, figure: str, method: str, by: str, interval: str, more: Sequence[str] = ()) -> Ranking:
    """Return the ranking of the first outcome that a result holds."""
    if by not in dataset:
        hint = f"it takes a sweep: write 'sweep: {{method: {method}, ...}}' in the experiment"
        raise CannotDrawError(f"the figure '{figure}' needs '{by}', which the result does not hold; {hint}")
    one, facts = dataset.isel(case=0), dataset[by].attrs
    columns = {name: one[name].values for name in (by, interval, *more)}
    ends = [one[f"{method}_rank_{end}"].values for end in ("best", "worst")]
    found = [
        Assumption(
            str(name),
            float(columns[by][place]),
            float(columns[interval][place]),
            int(ends[0][place]),
            int(ends[1][place]),
            {key: float(columns[key][place]) for key in more},
        )
        for place, name in enumerate(dataset["input"].values)
    ]
    return Ranking(
        policy=str(one["case_policy"].item()),
        scenario=str(one["case_scenario"].item()),
        indicator=str(one["case_indicator"].item()),
        unit=str(one["case_unit"].item()),
        year=int(facts["year"]),
        samples=int(facts["samples"]),
        failed=int(facts["failed"]),
        left_out=int(facts["left_out"]),
        middle=float(one["case_middle"]),
        assumptions=tuple(sorted(found, key=lambda each: -each.value)),
    )


def message(ranking: Ranking, language: Language) -> str:
    """Return who matters most, or that several cannot be told apart."""
    leaders = ranking.leaders
    names = [quoted(one.name, language) for one in leaders]
    blanks: dict[str, object] = {"measure": indicator_words(ranking.indicator, language)["measure"]}
    blanks |= {"year": ranking.year, "first": names[0], "second": names[-1], "many": number(len(names), language)}
    if ranking.assumptions[0].value <= 0:
        return sentence(phrase(language, "ranking", "title_none", **blanks))
    key = "title_one" if len(names) == 1 else "title_two" if len(names) == 2 else "title_many"
    return sentence(phrase(language, "ranking", key, **blanks))


def quoted(name: str, language: Language) -> str:
    """Return the name of an assumption in quotes, for a sentence."""
    return f"‘{sentence(assumption_name(name, language))}’"


def place_words(one: Assumption, language: Language) -> str:
    """Return the place of an assumption: one number, or from one to another where intervals overlap."""
    key = "place" if one.best == one.worst else "places"
    return phrase(language, "ranking", key, best=one.best, worst=one.worst)


def notes(ranking: Ranking, language: Language, runs: int) -> list[str]:
    """Return what to know: what a place means, what is not drawn, and how many runs were left out."""
    said = []
    if any(one.best != one.worst for one in ranking.shown):
        said.append(phrase(language, "ranking", "note_places"))
    hidden = len(ranking.assumptions) - len(ranking.shown)
    if hidden:
        said.append(phrase(language, "ranking", "note_hidden", many=number(hidden, language)))
    said.append(phrase(language, "ranking", "note_runs", runs=number(runs, language)))
    if ranking.left_out:
        blanks = {"failed": number(ranking.failed, language), "left_out": number(ranking.left_out, language)}
        said.append(phrase(language, "ranking", "note_left_out", **blanks))
    said.append(phrase(language, "ranking", "note_inputs"))
    return said
