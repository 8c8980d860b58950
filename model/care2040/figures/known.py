"""When counts tell policies apart, as ``care2040 know`` found it: first years, chances, a sentence for a council."""

from collections.abc import Sequence
from math import floor

import numpy as np
import xarray as xr

from care2040.figures.canvas.errors import CannotDrawError
from care2040.results.variables import CHANCE_BY_SAMPLE, CHANCE_RIGHT
from care2040.wording.language import Language
from care2040.wording.names import Kind, name_of
from care2040.wording.numbers import percent, sentence
from care2040.wording.texts import listed, phrase

ALL = "all_counts"
"""The row of all counts together."""
LEAST = 0.6
"""Chance in the last year that a count must give for at least one policy to be shown."""
NOTHING = 0.55
"""Chance below which counts tell nothing: a half is a guess."""
HAIR = 1e-9
"""Per cent by which a whole number may be missed in computing."""
GROUPS = ((ALL,), ("series", "country"), ("city", "new"), ("all_and_new",))
"""Kinds of rows in the order in which they are shown."""


def needed(dataset: xr.Dataset) -> None:
    """Refuse a dataset that is not what the command computes."""
    if CHANCE_RIGHT not in dataset:
        raise CannotDrawError("the result does not say when counts tell policies apart: care2040 know makes that")


def first_year(dataset: xr.Dataset, pair: int, row: str, rhythm: str) -> int | None:
    """Return the first year with enough confidence for a pair; None when it has not come by the last year."""
    chances = dataset[CHANCE_RIGHT].isel(pair=pair).sel(row=row, rhythm=rhythm).values
    there = np.flatnonzero(chances >= float(dataset.attrs["enough"]))
    return int(dataset["year"].values[there[0]]) if len(there) else None


def chance(dataset: xr.Dataset, pair: int, row: str, rhythm: str) -> float:
    """Return the chance that counts point at the right one of a pair in the year that is looked at."""
    one = dataset[CHANCE_RIGHT].isel(pair=pair).sel(row=row, rhythm=rhythm, year=int(dataset.attrs["by"]))
    return float(one)


def chance_words(share: float, language: Language) -> str:
    """Return a chance in whole per cents, never rounded up: what is not enough does not look as if it were."""
    return percent(floor(100 * share + HAIR) / 100, language)


def sampled_more(dataset: xr.Dataset) -> int:
    """Return by how many percentage points at most a plain sample is surer of a single count than the formula."""
    formula = dataset[CHANCE_RIGHT].sel(rhythm="present", year=int(dataset.attrs["by"]))
    apart = (dataset[CHANCE_BY_SAMPLE] - formula).values
    return max(0, round(100 * float(np.nanmax(apart, initial=0.0))))


def called(dataset: xr.Dataset, name: str, language: Language) -> str:
    """Return how a policy or a scenario that is compared is called."""
    kind: Kind = "policies" if dataset.attrs["compared"] == "policies" else "scenarios"
    return sentence(name_of(kind, name, language))


def seconds(dataset: xr.Dataset, language: Language) -> list[str]:
    """Return the names of what is told apart from the first, in quotes."""
    return [f"‘{called(dataset, str(name), language)}’" for name in dataset["second"].values]


def headline(dataset: xr.Dataset, language: Language) -> str:
    """Return what can be seen in the year that is looked at, in a sentence."""
    names, by = seconds(dataset, language), int(dataset.attrs["by"])
    years = [first_year(dataset, pair, ALL, "present") for pair in range(len(names))]
    seen = [name for name, year in zip(names, years, strict=True) if year is not None and year <= by]
    blanks = {"by": by, "enough": percent(float(dataset.attrs["enough"]), language)}
    blanks["first"] = first_called(dataset, language)
    if seen:
        key = "title_all" if len(seen) == len(names) else "title_some"
        return sentence(phrase(language, "knowing", key, names=listed(seen, language), **blanks))
    chances = [chance(dataset, pair, ALL, "present") for pair in range(len(names))]
    nearest = int(np.argmax(chances))
    if chances[nearest] < NOTHING:
        best = percent(chances[nearest], language)
        return sentence(phrase(language, "knowing", "title_nothing", chance=best, **blanks))
    near = {"name": names[nearest], "chance": chance_words(chances[nearest], language)}
    key = "title_one" if len(names) == 1 else f"title_none_{dataset.attrs['compared']}"
    return sentence(phrase(language, "knowing", key, **near, **blanks))


def later(dataset: xr.Dataset, language: Language) -> str:
    """Return in which year each can be seen at the earliest, and which not before the last year."""
    names = seconds(dataset, language)
    years = [first_year(dataset, pair, ALL, "present") for pair in range(len(names))]
    last = int(dataset["year"].values[-1])
    told = [
        phrase(language, "knowing", "from_year", name=name, year=year)
        for name, year in sorted(zip(names, years, strict=True), key=lambda one: one[1] or last + 1)
        if year is not None
    ]
    never = [name for name, year in zip(names, years, strict=True) if year is None]
    if never:
        told.append(phrase(language, "knowing", "not_before", names=listed(never, language), last=last))
    return sentence(phrase(language, "knowing", "later", told="; ".join(told)))


def council(dataset: xr.Dataset, language: Language) -> str:
    """Return the answer for a council: what can be seen in the year that is looked at, and what not yet."""
    return f"{headline(dataset, language)}. {later(dataset, language)}"


def title_of(dataset: xr.Dataset, row: str, language: Language) -> str:
    """Return how a row is called."""
    return sentence(str(dataset[f"title_{language}"].sel(row=row).item()))


def first_called(dataset: xr.Dataset, language: Language) -> str:
    """Return how what the others are told apart from is called in a sentence."""
    name = str(dataset["first"].values[0])
    unchanged = dataset.attrs["compared"] == "policies" and name == dataset.attrs.get("unchanged_policy")
    return phrase(language, "knowing", "unchanged") if unchanged else f"‘{called(dataset, name, language)}’"


def rows_by(dataset: xr.Dataset, kinds: Sequence[str]) -> list[str]:
    """Return rows of some kinds that tell at least one pair apart a little, best first; always all counts together."""
    found = dataset[CHANCE_RIGHT].isel(year=-1).sel(rhythm="yearly").max("pair")
    wanted = [
        (float(found.sel(row=row)), str(row))
        for row, kind, weighs in zip(
            dataset["row"].values, dataset["kind"].values, dataset["weighs"].values, strict=True
        )
        if kind in kinds and weighs
    ]
    ordered = sorted(wanted, key=lambda one: -one[0])
    return [row for value, row in ordered if value >= LEAST or row.startswith("all_")]
