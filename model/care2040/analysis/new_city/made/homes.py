"""Homes of a new city by district and tenure, and the households that live in them.

Method
------
- **Tenure.** Owner-occupied as the wijken have it. What is rented is divided as ``rent.csv`` says: social rent is
  what corporations let, mid rent 14/25 of other landlords, as in Utrecht, and market the rest. Without that table two
  thirds of what is rented is let by corporations, as in the nation (29 of 43 per cent of the homes in 2022).
- **Other years.** The homes of the city as counted where a series is given, else as residents; over districts as they
  are.
- **Households.** Of the table by position those of 25 and older are counted: who is younger is mostly a student. They
  are divided over districts as homes are. Without the table there are as many as homes.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from care2040.analysis.demography.table_files import round_to_total
from care2040.analysis.new_city.given.grouping import District
from care2040.analysis.new_city.given.tables_in import TablesIn
from care2040.analysis.new_city.made.population import YEARS, Population, share_of

Floats = npt.NDArray[np.float64]

MID_RENT_OF_OTHER_LANDLORDS = 14.0 / 25.0
CORPORATION_PART_OF_RENT = 29.0 / 43.0
"""Of the rented homes of the nation in 2022, those of corporations (CBS 82900NED)."""
SETTLED_FROM = 25
"""Age from which whoever has a household is not counted as a student."""


def of_districts(found: TablesIn, made: Sequence[District], column: str, weights: str) -> Floats:
    """Return a per cent of the wijken as a share by district, shape (districts,); empty cells follow their district."""
    values = np.array(found["wijken"].numbers(column)) / 100
    weight = np.nan_to_num(np.array(found["wijken"].numbers(weights)))
    city = share_of(values, weight)
    means = []
    for one in made:
        rows = list(one.wijken)
        own = share_of(values[rows], weight[rows])
        own = np.where(np.isnan(own), city[rows], own)
        means.append(np.average(own, weights=np.maximum(weight[rows], 1e-9)))
    return np.array(means)


def homes(found: TablesIn, made: Sequence[District], counted: float, people: Population) -> Floats:
    """Return homes by year, district and tenure, shape (years, districts, 3), whole numbers.

    Parameters
    ----------
    found : TablesIn
        Tables without problems.
    made : sequence of District
        Which wijken make which district.
    counted : float
        Homes of the municipality in the year of the wijken.
    people : Population
        Residents by year.
    """
    stock = np.nan_to_num(np.array(found["wijken"].numbers("homes")))
    own = np.array([stock[list(one.wijken)].sum() for one in made])
    own = own * counted / own.sum()
    tenure = own[:, None] * tenures(found, made)
    by_year = []
    for year, residents in zip(YEARS, people.by_year.sum(axis=(2, 3)), strict=True):
        moved = tenure * (residents / people.base.sum(axis=(1, 2)))[:, None]
        total = round(homes_of(found, year, counted, people))
        by_year.append(np.maximum(round_to_total(moved, total, 0), 1.0))
    return np.stack(by_year)


def homes_of(found: TablesIn, year: int, counted: float, people: Population) -> float:
    """Return the homes of the city on a 1 January: counted, or between counts, else as residents."""
    if year == people.year:
        return counted
    known = {people.year: counted}
    if "homes_by_year" in found:
        known |= found["homes_by_year"].by_year("homes")
    per_resident = {one: known[one] / people.of(one).sum() for one in sorted(known) if one in YEARS}
    return float(np.interp(year, list(per_resident), list(per_resident.values())) * people.of(year).sum())


def tenures(found: TablesIn, made: Sequence[District]) -> Floats:
    """Return the share of social rent, mid rent and market in the homes of each district, shape (districts, 3)."""
    owned = of_districts(found, made, "owner_occupied", "homes")
    rented = 1 - owned
    corporation = rented * CORPORATION_PART_OF_RENT
    if "rent" in found:
        place = {str(row["code"]): row for row in found["rent"].rows}
        codes = found["wijken"].texts("code")
        weight = np.nan_to_num(np.array(found["wijken"].numbers("homes")))
        let = np.array([float(place[code]["corporation"]) if code in place else np.nan for code in codes]) / 100
        let = share_of(let, weight)
        corporation = np.array(
            [np.average(let[list(one.wijken)], weights=np.maximum(weight[list(one.wijken)], 1e-9)) for one in made]
        )
        corporation = np.minimum(corporation, rented)
    mid = (rented - corporation) * MID_RENT_OF_OTHER_LANDLORDS
    return np.maximum(np.stack([corporation, mid, 1 - corporation - mid], axis=1), 1e-3)


def households(found: TablesIn, counted: float) -> float:
    """Return the households of the city without those of students.

    Parameters
    ----------
    found : TablesIn
        Tables without problems.
    counted : float
        Homes of the municipality.
    """
    if "households" not in found:
        return counted
    heads = {"alone": 1.0, "couple": 0.5, "single_parent": 1.0}
    return sum(
        float(row["persons"]) * heads.get(str(row["position"]), 0.0)
        for row in found["households"].rows
        if float(row["age_from"]) >= SETTLED_FROM
    )
