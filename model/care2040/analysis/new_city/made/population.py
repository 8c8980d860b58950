"""Residents of a new city by district, age and sex, raked to one count, and carried to the other years of the run-in.

Method
------
1. **City.** The count by sex and five-year age is split so that the ratio to the nation is as smooth as can be; one
   that is a year older than the wijken goes on with the cohort where people stay. All is scaled to the municipality.
2. **Districts.** The five bands of the wijken, summed, are laid on the residents of each district and the bands of
   the city; within a band the ratio to the city is as smooth as can be. Then raked to the city by age and sex, and to
   districts by band. Nothing says how men and women divide over districts: as in the city at that age.
3. **Other years.** The ratio to the nation of each district, age and sex is carried on, and back, with the cohort
   where people stay and with the age where they come and go. Residents of the city as counted where a series is
   given, else as the nation grew; each district keeps its part of the city. **None of those years was counted by
   district.**
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from care2040.analysis.demography.cohorts import AGES, BROAD, EVERYONE, carried
from care2040.analysis.demography.raking import Margin, rake
from care2040.analysis.demography.smoothing import group_rows, smooth_given_sums
from care2040.analysis.demography.table_files import round_to_total
from care2040.analysis.new_city.given.grouping import District
from care2040.analysis.new_city.given.tables_in import Rows, TablesIn, sexes
from care2040.analysis.new_city.given.wanted import BANDS
from care2040.analysis.new_city.made.nation import Nation
from care2040.language.axes import BASE_YEAR, RUN_IN

Floats = npt.NDArray[np.float64]
YEARS = tuple(range(RUN_IN, BASE_YEAR + 1))
OLDEST = len(AGES) - 1


@dataclass(frozen=True)
class Population:
    """Residents of a city.

    Attributes
    ----------
    year : int
        The 1 January on which it was counted.
    base : array, shape (districts, 100, 2)
        Residents on that day.
    by_year : array, shape (years, districts, 100, 2)
        Residents on each 1 January of the run-in.
    bands : array, shape (districts, 5)
        What the wijken have by band, before anything is fitted.
    totals : array, shape (districts,)
        Residents that the wijken have.
    """

    year: int
    base: Floats
    by_year: Floats
    bands: Floats
    totals: Floats

    def of(self, year: int) -> Floats:
        """Return the residents of a 1 January, shape (districts, 100, 2)."""
        found: Floats = self.by_year[YEARS.index(year)]
        return found


def population(found: TablesIn, made: Sequence[District], residents: float, nation: Nation) -> Population:
    """Return the residents of a city by district, age and sex in every year of the run-in.

    Parameters
    ----------
    found : TablesIn
        Tables without problems.
    made : sequence of District
        Which wijken make which district.
    residents : float
        Residents of the municipality.
    nation : Nation
        What is known of the Netherlands.
    """
    year = found["wijken"].year
    totals, bands = _of_districts(found["wijken"], made)
    city = _city(found["age_sex"], year, residents, nation)
    base = _districts(city, totals * residents / totals.sum(), bands)
    base = round_to_total(base, round(base.sum()), 2)
    ratio = base / nation.residents(year)
    by_year = []
    for one in YEARS:
        if one == year:
            by_year.append(base)
            continue
        total = total_of(found, one, residents, nation)
        seed = carried(ratio, one - year) * nation.residents(one)
        wanted = (base.sum(axis=(1, 2)) * total / base.sum())[:, None, None]
        people = rake(seed, [Margin("districts", group_rows(EVERYONE, len(AGES)), (2,), wanted)])
        by_year.append(round_to_total(people, round(total), 2))
    return Population(year, base, np.stack(by_year), bands, totals)


def total_of(found: TablesIn, year: int, residents: float, nation: Nation) -> float:
    """Return the residents of the city in a year: counted, else between counts, else as the nation grew."""
    base = found["wijken"].year
    counted = found["residents_by_year"].by_year("residents") if "residents_by_year" in found else {}
    known = {**counted, base: residents}
    grown = {one: nation.residents(one).sum() for one in (*known, year)}
    levels = {one: known[one] / grown[one] for one in sorted(known)}
    return float(np.interp(year, list(levels), list(levels.values())) * grown[year])


def _of_districts(wijken: Rows, made: Sequence[District]) -> tuple[Floats, Floats]:
    """Return residents, shape (districts,), and residents by band, shape (districts, 5), as the wijken have them."""
    people = np.nan_to_num(np.array(wijken.numbers("residents")))
    bands = np.nan_to_num(np.array([wijken.numbers(band) for band in BANDS])).T
    sums = bands.sum(axis=1)
    # Per cents and persons alike: what the bands say is how the residents divide.
    share = bands / np.where(sums > 0, sums, 1.0)[:, None]
    by_wijk = share * people[:, None]
    totals = np.array([people[list(one.wijken)].sum() for one in made])
    summed = np.array([by_wijk[list(one.wijken)].sum(axis=0) for one in made])
    return totals, summed * (totals / summed.sum(axis=1))[:, None]


def _city(table: Rows, year: int, residents: float, nation: Nation) -> Floats:
    """Return the city by age and sex, shape (100, 2), scaled to its residents: step 1."""
    found = []
    yardstick = nation.residents(table.year)
    for number, sex in enumerate(sexes()):
        rows = sorted(
            (int(row["age_from"]), min(int(row["age_to"]), OLDEST), float(row["residents"]))
            for row in table.rows
            if row["sex"] == sex and float(row["age_from"]) <= OLDEST
        )
        groups = [(first, last) for first, last, _ in rows]
        groups[-1] = (groups[-1][0], OLDEST)
        sums = np.array([max(value, 0.5) for *_, value in rows])
        found.append(_split(yardstick[:, number], groups, sums))
    people = np.stack(found, axis=1)
    if table.year < year:
        people = carried(people / yardstick, year - table.year) * nation.residents(year)
    return np.asarray(people * residents / people.sum())


def _split(reference: Floats, groups: Sequence[tuple[int, int]], sums: Floats) -> Floats:
    """Return a curve with the sums of groups: smooth against the reference, else in its proportions within a group."""
    try:
        return smooth_given_sums(reference, groups, sums)
    except ValueError:
        curve = reference.copy()
        for (first, last), total in zip(groups, sums, strict=True):
            curve[first : last + 1] *= total / curve[first : last + 1].sum()
        return curve


def _districts(city: Floats, totals: Floats, bands: Floats) -> Floats:
    """Return residents by district, age and sex, shape (districts, 100, 2): step 2."""
    wanted = np.maximum(bands, 0.5)
    of_city = np.array([city[first : last + 1].sum() for first, last in BROAD])
    for _ in range(500):
        wanted = wanted * (totals / wanted.sum(axis=1))[:, None]
        wanted = wanted * of_city / wanted.sum(axis=0)
    both = city.sum(axis=1)
    seed = np.stack([_split(both, BROAD, row) for row in wanted])
    seed = np.maximum(seed, 1e-3 * both)[:, :, None] * (city / both[:, None])
    return rake(
        seed,
        [
            Margin("city, age by sex", np.eye(len(AGES)), (0,), city[None]),
            Margin("districts by five broad bands", group_rows(BROAD, len(AGES)), (2,), wanted[:, :, None]),
        ],
        tolerance=1e-10,
    )


def share_of(values: Floats, weights: Floats) -> Floats:
    """Return values with what is not a number replaced by the mean of the others, weighed."""
    there = ~np.isnan(values)
    if not there.any():
        return np.full(len(values), math.nan)
    return np.where(there, values, np.average(values[there], weights=np.maximum(weights[there], 1e-9)))
