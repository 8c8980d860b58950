"""Two cities side by side: what an indicator is in each, what else differs, and what each cause adds."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from care2040.language.cities.city import City, Names
from care2040.language.cities.city import from_facts as city_of_facts
from care2040.results.variables import CITY_CAUSES
from care2040.wording.language import LANGUAGES

PER = 1000
"""Residents that counts and euros are told for."""
COUNTED = "1,000 residents"
"""What a number is told for, in tables and data; empty for what is told as it is."""


@dataclass(frozen=True)
class Beside:
    """A quantity in two cities, by year.

    Parameters
    ----------
    name, unit, kind : str
        As the model has them.
    per : str
        "1,000 residents" for counts and euros, else empty.
    first, second : tuple of float
        In each city, by year; in `unit`, or in `unit` per 1,000 residents.
    """

    name: str
    unit: str
    kind: str
    per: str
    first: tuple[float, ...]
    second: tuple[float, ...]


@dataclass(frozen=True)
class CityCause:
    """What a cause adds to the difference between two cities.

    Parameters
    ----------
    name : str
        As in ``city_causes.yaml``.
    title, holds : Names
        What it is called, and what is in it, within a sentence.
    adds : tuple of float
        By year, in the unit of the indicator.
    parameters, borrowed : tuple of str
        What differs in it, and what of that one of the cities borrowed.
    caution : Names or None
        A sentence on what it cannot tell.
    """

    name: str
    title: Names
    holds: Names
    adds: tuple[float, ...]
    parameters: tuple[str, ...]
    borrowed: tuple[str, ...]
    caution: Names | None = None


@dataclass(frozen=True)
class CityComparison:
    """Two cities side by side.

    Attributes
    ----------
    experiment, policy, scenario : str
        What both were asked.
    year, start : int
        The year that causes are told of, and the first year.
    cities : tuple of City
        The first, and the second that is laid beside it.
    main : Beside
        The indicator that is explained.
    causes : tuple of CityCause
        What each adds from the first to the second, exactly: they add up to the difference.
    borrowed : tuple of float
        By year, what all parameters add that one of the cities borrowed.
    rows : tuple of Beside
        The other indicators.
    """

    experiment: str
    policy: str
    scenario: str
    year: int
    start: int
    cities: tuple[City, City]
    main: Beside
    causes: tuple[CityCause, ...]
    borrowed: tuple[float, ...]
    rows: tuple[Beside, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """Every year that is known."""
        return tuple(range(self.start, self.start + len(self.main.first)))

    def at(self, values: tuple[float, ...], year: int | None = None) -> float:
        """Return what a series by year is in a year; in the one that causes are told of when left out."""
        return values[(self.year if year is None else year) - self.start]

    @property
    def difference(self) -> float:
        """What the second city has more of the indicator than the first, in the year told of."""
        return self.at(self.main.second) - self.at(self.main.first)

    @property
    def neutral(self) -> City:
        """A city that stands for either: texts that name the city say 'the city'."""
        names = {"names": vars(Names("de stad", "the city")), "region": vars(Names("de regio", "the region"))}
        return city_of_facts(self.cities[0].facts() | names | {"province": vars(Names("de provincie", "the province"))})

    def cautions(self, language: str) -> list[str]:
        """Return what the causes cannot tell, a sentence each."""
        return [one.caution.of(language) for one in self.causes if one.caution is not None]

    def to_dataframe(self) -> pd.DataFrame:
        """Return a row for each indicator and year: in both cities, and the difference."""
        first, second = (city.name for city in self.cities)
        rows = [
            {
                "indicator": one.name,
                "unit": one.unit,
                "per": one.per,
                "year": year,
                first: one.first[place],
                second: one.second[place],
                "difference": one.second[place] - one.first[place],
            }
            for one in (self.main, *self.rows)
            for place, year in enumerate(self.years)
        ]
        return pd.DataFrame(rows)

    def causes_to_dataframe(self) -> pd.DataFrame:
        """Return a row for each cause and year: what it adds, and how many of its parameters differ and are borrowed.

        The last of each year, ``borrowed``, is a part of the causes before it, and not one more.
        """
        rows = [
            {
                "cause": one.name,
                "year": year,
                "adds": one.adds[place],
                "parameters": len(one.parameters),
                "of_which_borrowed": len(one.borrowed),
            }
            for place, year in enumerate(self.years)
            for one in (*self.causes, self._all_borrowed)
        ]
        return pd.DataFrame(rows).assign(indicator=self.main.name, unit=self.main.unit, per=self.main.per)

    @property
    def _all_borrowed(self) -> CityCause:
        names = tuple(name for one in self.causes for name in one.borrowed)
        called = Names("geleend", "borrowed")
        return CityCause("borrowed", called, called, self.borrowed, names, names)

    def as_dataset(self) -> xr.Dataset:
        """Return the comparison as ``care2040.figures.draw("cities", ...)`` takes it: dim cause."""
        main = self.main
        facts = {
            **{name: getattr(self, name) for name in ("experiment", "policy", "scenario", "year")},
            "indicator": main.name,
            "units": main.unit,
            "kind": main.kind,
            "per": main.per,
            "first_year": self.start,
            "first": self.at(main.first),
            "second": self.at(main.second),
            "borrowed_adds": self.at(self.borrowed),
            "city": json.dumps(self.neutral.facts(), ensure_ascii=False),
        }
        for side, city in zip(("first", "second"), self.cities, strict=True):
            facts |= {f"{side}_nl": city.names.nl, f"{side}_en": city.names.en}
        facts |= {f"caution_{language}": " ".join(self.cautions(language)) for language in LANGUAGES}
        arrays = {
            CITY_CAUSES: ("cause", np.array([self.at(one.adds) for one in self.causes])),
            "at_start": ("cause", np.array([one.adds[0] for one in self.causes])),
        }
        for language in LANGUAGES:
            called = np.array([one.title.of(language) for one in self.causes], dtype=object)
            arrays[f"title_{language}"] = ("cause", called)
        return xr.Dataset(arrays, coords={"cause": [one.name for one in self.causes]}, attrs=facts)

    def as_data(self) -> dict[str, Any]:
        """Return the comparison as plain data."""
        causes = [
            {
                "name": one.name,
                "title": vars(one.title),
                "adds": self.at(one.adds),
                "by_year": dict(zip(map(str, self.years), one.adds, strict=True)),
                "parameters": list(one.parameters),
                "borrowed": list(one.borrowed),
                "caution": None if one.caution is None else vars(one.caution),
            }
            for one in self.causes
        ]
        return {
            "experiment": self.experiment,
            "policy": self.policy,
            "scenario": self.scenario,
            "cities": [city.name for city in self.cities],
            "indicator": self.main.name,
            "unit": self.main.unit,
            "per": self.main.per,
            "year": self.year,
            "first": self.at(self.main.first),
            "second": self.at(self.main.second),
            "difference": self.difference,
            "causes": causes,
            "borrowed_adds": self.at(self.borrowed),
            "years": list(self.years),
            "indicators": [{**vars(one)} for one in (self.main, *self.rows)],
        }


def per_resident(values: np.ndarray, residents: np.ndarray) -> tuple[float, ...]:
    """Return numbers by year for each 1,000 residents."""
    return tuple((PER * values / residents).tolist())
