"""What is counted or could be counted, row by row, with what each policy foretells of it in both rhythms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import xarray as xr

from care2040.analysis.knowing.candidates import in_the_city, uncounted
from care2040.analysis.knowing.coming import Coming, foretell, together
from care2040.analysis.knowing.rhythm import YEARLY, coming_days, rhythm
from care2040.analysis.observations.expected import Expected, expected, has_place
from care2040.analysis.observations.register import Register, Series
from care2040.inputs.parameters.distributions import Floats

Kind = Literal["series", "country", "city", "new"]
Rhythm = Literal["present", "yearly"]
RHYTHMS: tuple[Rhythm, ...] = ("present", "yearly")
COUNTED = ("series", "country")
"""What the monitors count now."""


@dataclass(frozen=True)
class Row:
    """One thing to count.

    Attributes
    ----------
    kind : {"series", "country", "city", "new"}
        A series of the city or of the country that is counted now; one of the country that the city could count for
        itself; or an indicator that nobody counts.
    last : float
        Day of the last count, or the year before a new one can begin.
    every : int
        Years from one count to the next at the present rhythm; what is new is counted every year.
    """

    name: str
    kind: Kind
    series: Series
    last: float
    every: int

    def days(self, rhythm: Rhythm, end: float) -> Floats:
        """Return the days to come, up to the last 1 January that is run."""
        return coming_days(self.series, self.last, self.every if rhythm == "present" else YEARLY, end)


def rows_of(register: Register, dataset: xr.Dataset, error: float) -> tuple[Row, ...]:
    """Return everything that is counted, also what has no count within the run, and then what could be besides."""
    found: list[Row] = []
    for name, one in register.series.items():
        days = [each.year for each in register.of(one)]
        if days and one.name_of_quantity in dataset and has_place(dataset, one):
            kind: Kind = "country" if one.place == "netherlands" else "series"
            found.append(Row(name, kind, one, days[-1], rhythm(days)))
    groups: tuple[tuple[Kind, list[tuple[str, Series]]], ...] = (
        ("city", [pair for pair in in_the_city(register, error) if pair[1].name_of_quantity in dataset]),
        ("new", list(uncounted(register, dataset, error))),
    )
    found += [Row(name, kind, one, float(one.retrieved.year), YEARLY) for kind, new in groups for name, one in new]
    return tuple(found)


@dataclass(frozen=True)
class Side:
    """A policy in a future: what its draws make of what was counted, and foretell of what will be.

    Attributes
    ----------
    name : str
        Of the policy, or of the scenario when futures are compared.
    dataset : xarray.Dataset
        Its numbers: dims draw and year.
    of_the_country : xarray.Dataset
        Those that counts of the country follow: the country does not do what the city does.
    register : Register
        The counts.
    """

    name: str
    dataset: xr.Dataset
    of_the_country: xr.Dataset
    register: Register

    @cached_property
    def past(self) -> Mapping[str, Expected]:
        """What the draws make of every series that was counted within the run."""
        found = {one.name: one for one in expected(self.dataset, self.register)}
        if self.of_the_country is not self.dataset:
            country = {one.name: one for one in expected(self.of_the_country, self.register)}
            found |= {name: one for name, one in country.items() if one.series.place == "netherlands"}
        return found

    def foretold(self, row: Row, rhythm: Rhythm) -> Coming:
        """Return the counts of a row that are to come; worked out once."""
        if (row.name, rhythm) not in self._kept:
            self._kept[row.name, rhythm] = self._foretell(row, rhythm)
        return self._kept[row.name, rhythm]

    @cached_property
    def _kept(self) -> dict[tuple[str, Rhythm], Coming]:
        return {}

    def _foretell(self, row: Row, rhythm: Rhythm) -> Coming:
        if rhythm == "yearly" and row.every == YEARLY:
            return self.foretold(row, "present")
        dataset = self.of_the_country if row.kind == "country" else self.dataset
        past = self.past.get(row.name) if row.kind in COUNTED else None
        return foretell(dataset, row.series, row.days(rhythm, float(self.dataset["year"].values[-1])), past)

    def until(self, row: Row, by: int) -> Coming:
        """Return the counts of a row that come at the present rhythm until a year."""
        return self.foretold(row, "present").until(by)

    def everything(self, rows: tuple[Row, ...], rhythm: Rhythm) -> Coming:
        """Return the counts of several rows that are to come, as one."""
        return together(self.foretold(row, rhythm) for row in rows)

    def same_as(self, other: Side) -> bool:
        """Return whether two sides are the same to the last bit, in everything that either keeps over the years."""
        mine, others = self.dataset, other.dataset
        names = [name for name in mine.data_vars if "year" in mine[name].dims and mine[name].dtype.kind == "f"]
        return all(np.array_equal(mine[name].values, others[name].values, equal_nan=True) for name in names)
