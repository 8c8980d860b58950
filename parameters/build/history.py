"""Residents by district, age and sex and homes by district and tenure on each 1 January from 2016 to 2024.

Method
------
- **Residents.** 2021 and 2024 are those of `base_population`. The ratio to the national yardstick of each district,
  age and sex is carried back from 2021, and for 2022 and 2023 forward from 2021 and back from 2024, weighed by how
  near they are: with the cohort where people stay, with the age where they come and go. The city is bent smoothly to
  the seven municipal bands of each year, scaled to the CBS total, and raked to bands and districts; in 2023 also to
  districts by the five bands and by sex of CBS.
- **Yardstick.** The national population of WPP 2022; between its years a cohort changes along a straight line.
- **Districts.** 2021 to 2024 as counted or as `base_population` has them; 2020 is less by the growth that the
  postcodes show. Before 2020 **nobody counted districts as they are now**: the growth of the city is spread over the
  districts that grew from 2020 to 2024, in that proportion.
- **Students.** Those in a year of study began as many years before; the intake of nursing and caring stands for all of
  care and welfare, whose intake moves less (``STUDENTS_FOLLOW``, judged).
- **Homes.** The counted stock, with the residents per home of a district in its present proportion to those of the
  city, and the tenure of 2023. The series breaks in 2017; 2016 is 2017 less the net additions of that year.
"""

from functools import cache

import numpy as np
from base_population import (
    MUNICIPAL,
    district_margins,
    municipal_bands,
    with_own_births,
)
from common import DISTRICTS, Floats, observed, one, round_to_total

from care2040.analysis.demography.cohorts import BROAD, carried
from care2040.analysis.demography.raking import Margin, rake, residuals
from care2040.analysis.demography.smoothing import group_rows, smooth_given_sums

FIRST, LAST = 2016, 2024
YEARS = tuple(range(FIRST, LAST + 1))
BUILT = (2021, 2024)
HOMES_SINCE = 2017
OLDER = 65
STUDENTS_FOLLOW = 0.4


def yardstick(year: int) -> Floats:
    """Return the national population by age and sex with the city's own births for the youngest, shape (100, 2)."""
    return with_own_births(national_by_sex(year), year)


def national_by_sex(year: int) -> Floats:
    """Return the national population by age and sex, shape (100, 2); between stored years along a straight line."""
    known = [int(one) for one in sorted(observed("national_population")["year"].unique())]
    if year in known:
        return national(year)
    before = max(one for one in known if one < year)
    after = min(one for one in known if one > year)
    share = (year - before) / (after - before)
    born_before, later = along(national(before), year - before), along(national(after), year - after)
    people = (1 - share) * born_before + share * later
    people[: year - before] = later[: year - before]
    people[year - after :] = born_before[year - after :]
    return people


@cache
def national(year: int) -> Floats:
    """Return the national population by age and sex, shape (100, 2), the last age open."""
    rows = observed("national_population", year=year).pivot_table(index="age", columns="sex", values="value")
    people = rows[["male", "female"]].to_numpy(dtype=float)
    return np.vstack([people[:99], people[99:].sum(axis=0)])


def along(people: Floats, years: int) -> Floats:
    """Return a table by age some years later, or earlier, when nobody dies or moves; the ends repeat."""
    places = np.clip(np.arange(len(people)) - years, 0, len(people) - 1)
    return people[places]


def district_totals(year: int, built: dict[int, Floats]) -> Floats:
    """Return residents per district on 1 January, scaled to the city."""
    total = one("population_history", measure="residents_cbs", year=year)
    if year in built:
        return built[year].sum(axis=(1, 2))
    if year > BUILT[0]:
        group = {2022: "all_municipal", 2023: "all"}[year]
        people = _named(observed("district_residents", year=year, group=group).set_index("district")["value"])
    else:
        postcodes = observed("district_age_sex").groupby(["year", "district"])["value"].sum()
        grown = _named(postcodes[2021]) - _named(postcodes[2020])
        people = built[2021].sum(axis=(1, 2)) - grown
        people = people * one("population_history", measure="residents_cbs", year=2020) / people.sum()
        growing = np.maximum(built[2024].sum(axis=(1, 2)) - people, 0)
        people = people - (people.sum() - total) * growing / growing.sum()
    return people * total / people.sum()


def _named(values: object) -> Floats:
    return values.loc[list(DISTRICTS)].to_numpy(dtype=float)  # type: ignore[attr-defined]


def residents(built: dict[int, Floats]) -> tuple[Floats, list[str]]:
    """Return residents, shape (year, 10, 100, 2), and lines on how well the margins are met.

    Parameters
    ----------
    built : dict of int to array, shape (10, 100, 2)
        Those of 2021 and 2024.
    """
    ratios = {year: people / yardstick(year) for year, people in built.items()}
    found, lines = [], []
    for year in YEARS:
        if year in built:
            found.append(built[year])
            continue
        people, more = _of_year(year, ratios, district_totals(year, built))
        found.append(round_to_total(people, round(people.sum()), 2))
        lines += [f"1 January {year}", *more]
    return np.stack(found), lines


def _of_year(year: int, ratios: dict[int, Floats], totals: Floats) -> tuple[Floats, list[str]]:
    nearness = np.clip((year - BUILT[0]) / (BUILT[1] - BUILT[0]), 0.0, 1.0)
    ratio = carried(ratios[BUILT[0]], year - BUILT[0])
    if nearness > 0:
        ratio = (1 - nearness) * ratio + nearness * carried(ratios[BUILT[1]], year - BUILT[1])
    seed = ratio * yardstick(year)
    counted = district_margins(year) if year == 2023 else None
    broad = None if counted is None else counted[1].sum(axis=0)
    bands = municipal_bands(year, totals.sum(), older=None if broad is None else broad[3:])
    ends = {last: value for (_, last), value in zip(MUNICIPAL, np.cumsum(bands), strict=True)}
    ends |= {} if broad is None else {last: v for (_, last), v in zip(BROAD, np.cumsum(broad), strict=True)}
    groups = [(0, last) for last in sorted(ends)]
    both = seed.sum(axis=(0, 2))
    bent = smooth_given_sums(both, groups, np.array([ends[last] for _, last in groups])) / both
    bent[OLDER:] = bent[OLDER]  # nothing says how the last band bends within itself
    seed = seed * bent[:, None]
    margins = [] if counted is None else counted[0]
    margins = margins or [Margin("districts", group_rows(((0, 99),), 100), (2,), totals[:, None, None])]
    margins = [
        *margins,
        Margin("city, seven municipal bands", group_rows(MUNICIPAL, 100), (0, 2), bands[None, :, None]),
    ]
    people = rake(seed, margins)
    return people, residuals(people, margins)


def homes(people: Floats, last: Floats) -> Floats:
    """Return homes, shape (year, 10, 3), whole numbers that sum to the counted stock.

    Parameters
    ----------
    people : array, shape (year, 10)
        Residents per district.
    last : array, shape (10, 3)
        Homes of 2024.
    """
    per_home = people[-1] / last.sum(axis=1)
    tenure = last / last.sum(axis=1, keepdims=True)
    found = []
    for year, own in zip(YEARS, people, strict=True):
        if year == LAST:
            found.append(last)
            continue
        found.append(round_to_total((own / per_home)[:, None] * tenure, counted_homes(year), 0))
    return np.stack(found)


def counted_homes(year: int) -> float:
    """Return the homes of the city on 1 January in the present series."""
    if year < HOMES_SINCE:
        since = one("dwellings_history", measure="homes", year=HOMES_SINCE)
        return since - one("dwellings_history", measure="net_change", year=HOMES_SINCE)
    return one("dwellings_history", measure="homes", year=year)


def training_history() -> Floats:
    """Return the intake that is in a year of study against that of 2023, shape (year, 4)."""
    intake = observed("care_students").groupby("year")["value"].sum()
    began = [[intake[year - study] for study in range(1, 5)] for year in YEARS]
    return (np.array(began) / intake[LAST - 1]) ** STUDENTS_FOLLOW


def before(trend: Floats, measure: str, expected: Floats) -> Floats:
    """Put what happened in the city from 2016 to 2023, relative to 2023, before a trend that begins in 2024.

    Parameters
    ----------
    trend : array, shape (years,)
        From 1 January 2024 on.
    measure : str
        Births or deaths, in ``population_history.csv``.
    expected : array, shape (8,)
        Numbers in 2016 to 2023 at constant rates.
    """
    level = np.array([one("population_history", measure=measure, year=year) for year in YEARS[:-1]]) / expected
    relative = level / level[-1]
    around = (relative + np.concatenate([relative[:1], relative[:-1]])) / 2
    return np.concatenate([around, trend])
