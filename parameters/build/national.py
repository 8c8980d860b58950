"""Residents of the Netherlands and of the rest of the province, by age, on 1 January of 2015 to 2041.

Method
------
1. **2022.** Ages within five broad bands as in WPP 2022, the bands summed over all municipalities (CBS), which are
   whole per cents of each, the total that of CBS.
2. **Before.** As WPP 2022 has it against its own 2022. It was stored for 2015 and from 2020 on; in between each
   cohort goes in even steps from one to the other.
3. **2023 and 2024.** Those of 65 and older follow WPP 2022; migration nobody foresaw sits below, so that the total is
   that of CBS.
4. **From 2024 on.** Cohorts by sex: death rates of 2021-22 at the deaths that were counted in 2022, and fertility of
   2023, both moved as in WPP 2024, and its net migration by age.
5. **The rest of the province** (without the city) has the bands of its municipalities in 2022; its ages within bands,
   and its growth by age in every other year, are those of the Netherlands.
"""

from functools import cache

import numpy as np
from common import SEXES, Floats, observed, one
from projection import by_sex, step
from rates import FERTILITY_YEAR, fertility, mortality, mortality_change

from care2040.analysis.demography.cohorts import BROAD

YEARS = np.arange(2016, 2042)
BAND_YEAR = 2022
BASE_YEAR = 2024
COHORTS = (2015, 2020)
OLDEST = 99


def frozen(values: Floats) -> Floats:
    """Return an array that nobody can change, so that it can be kept."""
    values.setflags(write=False)
    return values


@cache
def _wpp(year: int) -> Floats:
    """Return the national residents of a year that WPP 2022 was stored of, shape (100,)."""
    people = observed("national_population", year=year).groupby("age")["value"].sum().to_numpy(dtype=float)
    return frozen(np.append(people[:OLDEST], people[OLDEST:].sum()))


@cache
def wpp(year: int) -> Floats:
    """Return the national residents of WPP 2022 by age, 2015 to 2024, shape (100,): steps 1 and 2."""
    first, last = COHORTS
    if not first < year < last:
        return _wpp(year)
    start, end, passed, ahead = _wpp(first), _wpp(last), year - first, last - year
    people = np.empty(OLDEST + 1)
    # Who was not born in 2015 is taken as counted in 2020: few children die.
    people[:passed] = end[ahead : ahead + passed]
    ages = np.arange(passed, OLDEST + 1 - ahead)
    weight = passed / (last - first)
    people[ages] = (1.0 - weight) * start[ages - passed] + weight * end[ages + ahead]
    # Those above 94 are in the open group in 2020: by age instead of by cohort.
    oldest = np.arange(OLDEST - ahead, OLDEST + 1)
    people[oldest] = (1.0 - weight) * start[oldest] + weight * end[oldest]
    return frozen(people)


def raked(pattern: Floats, area: str) -> Floats:
    """Return ages as in a pattern with the five broad bands of an area in 2022."""
    people = pattern.copy()
    for first, last in BROAD:
        total = one("region_age_bands", year=BAND_YEAR, area=area, age_from=first, age_to=last)
        people[first : last + 1] *= total / people[first : last + 1].sum()
    return people


def total(year: int) -> float:
    """Return the residents of the Netherlands that CBS counted."""
    return one("region_age_bands", year=year, area="netherlands", age_from=0, age_to=OLDEST)


@cache
def _counted(year: int) -> Floats:
    """Return the residents of the Netherlands by age up to 2024, shape (100,): steps 1 to 3."""
    base = raked(wpp(BAND_YEAR), "netherlands")
    base *= total(BAND_YEAR) / base.sum()
    people = base * wpp(year) / wpp(BAND_YEAR)
    if year > BAND_YEAR:
        people[:65] *= (total(year) - people[65:].sum()) / people[:65].sum()
    return frozen(people)


@cache
def _ahead() -> dict[int, Floats]:
    """Return the residents of the Netherlands by age and sex from 2024 on, each of shape (100, 2): step 4."""
    sexes = observed("national_population", year=BASE_YEAR).pivot_table(index="age", columns="sex", values="value")
    split = sexes[list(SEXES)].to_numpy(dtype=float)[: OLDEST + 1]
    split = split / split.sum(axis=1, keepdims=True)
    people = {BASE_YEAR: _counted(BASE_YEAR)[:, None] * split}
    women, change = fertility(), mortality_change(YEARS)
    then = int(np.searchsorted(YEARS, BAND_YEAR))
    rates = mortality() / change[then : then + 2].mean(axis=0)
    died = one("national_indicators", measure="deaths", year=BAND_YEAR)
    rates *= died / (mortality() * split * netherlands_in_the_middle_of(BAND_YEAR)[:, None]).sum()
    fertile = one("national_indicators", measure="total_fertility", year=FERTILITY_YEAR)
    for year in range(BASE_YEAR, int(YEARS[-1])):
        now, place = people[year], int(np.searchsorted(YEARS, year))
        dying = rates * change[place : place + 2].mean(axis=0)
        moved = observed("national_net_migration", year=year).sort_values("age")["value"].to_numpy(dtype=float)
        level = one("national_indicators", measure="total_fertility", year=year) / fertile
        births = float((now[:, 1] * women).sum() * level)
        people[year + 1] = step(now, dying, by_sex(moved, now), births)
    return people


def netherlands(year: int) -> Floats:
    """Return the residents of the Netherlands by age on 1 January of 2015 to 2041, shape (100,)."""
    return _counted(year) if year <= BASE_YEAR else _ahead()[year].sum(axis=1)


def netherlands_in_the_middle_of(year: int) -> Floats:
    """Return the residents of the Netherlands by age in the middle of a year, shape (100,)."""
    return (netherlands(year) + netherlands(year + 1)) / 2.0


def area(name: str, year: int) -> Floats:
    """Return the residents by age of the rest of the province or of Midden-Utrecht, shape (100,): step 5."""
    base = _counted(BAND_YEAR)
    return raked(base, name) * netherlands(year) / base


def region_residents() -> Floats:
    """Return the residents of the rest of the province by age and year, shape (100, years)."""
    return np.stack([area("rest_of_province", int(year)) for year in YEARS], axis=1)
