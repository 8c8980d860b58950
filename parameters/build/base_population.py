"""Residents by district, single age and sex on 1 January 2021 and 2024, raked to what was counted.

Method
------
1. **Cohorts.** The yardstick is the national population by single age and sex (WPP 2022), with the births in the
   city itself for the cohorts born from 2014 on, so that the wave of 1946 and the many births of 2021 keep their
   size.
2. **City 2021.** Five-year groups by sex (CBS 83502NED) and the municipal age bands, both scaled to the CBS total
   of 359,370, are split so that the ratio to the yardstick is as smooth as it can be
   (:func:`smoothing.smooth_given_sums`): no steps at group borders, and the border of the bands at 18 keeps the
   rise of the students.
3. **Districts 2021.** The five-year groups of a district, split by the ratio to the city in the same way. The step
   from postcode to district misses borders, so district totals are the municipal count of 1 January 2022 less the
   growth that the postcodes show in 2020. Then raked.
4. **City 2024.** The ratio of 2021 stays with the age where people come and go (students, young adults) and moves
   up three years with the cohort where they stay; the share that moves is judged (``COHORT_SHARE``). A smooth
   correction makes it meet the bands of CBS and municipality.
5. **Districts 2024.** The share of a district in each age of the city is carried over from 2021 in the same way,
   corrected smoothly to the five broad bands of CBS 2024 and raked to districts by band, districts by sex, and the
   city's bands.

District figures are rounded to 5 by CBS and are scaled to the city: 374,238 in 2024. The municipal bands up to 44
are scaled to the CBS total of 0 to 44 (factor 0.9995); for 45-64 and 65 and older, where both counts exist, CBS is
used.
"""

import numpy as np
import pandas as pd
from common import AGES, CITY, DISTRICTS, SEXES, Floats, observed, one

from care2040.analysis.demography.cohorts import BROAD, EVERYONE, carried
from care2040.analysis.demography.raking import Margin, rake, residuals
from care2040.analysis.demography.smoothing import group_rows, smooth_given_sums

MUNICIPAL = ((0, 3), (4, 11), (12, 17), (18, 26), (27, 44), (45, 64), (65, 99))
FIVE = tuple((low, low + 4) for low in range(0, 100, 5))
DISTRICT_FIVE = (*FIVE[:17], (85, 99))
FIRST_BIRTHS = 2014


def yardstick(year: int) -> Floats:
    """Return the national population by age and sex with the city's own births for the youngest, shape (100, 2)."""
    rows = observed("national_population", year=year).pivot_table(index="age", columns="sex", values="value")
    people = rows[list(SEXES)].to_numpy(dtype=float)
    return with_own_births(np.vstack([people[:99], people[99:].sum(axis=0)]), year)


def with_own_births(people: Floats, year: int) -> Floats:
    """Return the national population, shape (100, 2), with the city's own births for the cohorts born from 2014 on."""
    people = people.copy()
    youngest = np.arange(year - FIRST_BIRTHS)
    births = np.array([one("population_history", measure="births", year=year - 1 - age) for age in youngest])
    level = people[youngest[-3:]].sum(axis=1).mean() / births[-3:].mean()
    sexes = people[youngest] / people[youngest].sum(axis=1, keepdims=True)
    people[youngest] = births[:, None] * level * sexes
    return people


def municipal_bands(year: int, total: float, older: Floats | None = None) -> Floats:
    """Return the seven municipal bands of a year, scaled to a city total; ``older`` replaces the last two."""
    rows = observed("age_bands", year=year).sort_values("age_from")
    bands = rows["value"].to_numpy(dtype=float)
    if older is None:
        return bands * total / bands.sum()
    return np.concatenate([bands[:5] * (total - older.sum()) / bands[:5].sum(), older])


def five_year_groups(table: pd.DataFrame) -> Floats:
    """Return sums by group of ``FIVE`` and sex, shape (20, 2), from rows with ``age_from``, ``sex`` and ``value``."""
    return table.pivot_table(index="age_from", columns="sex", values="value")[list(SEXES)].to_numpy(dtype=float)


def city_2021(total: float) -> Floats:
    """Return the residents of the city on 1 January 2021 by age and sex, shape (100, 2): step 2."""
    bands = municipal_bands(2021, total)
    groups = five_year_groups(observed("city_age_sex", year=2021)).copy()
    for first, last, wanted in ((0, 9, bands[:5].sum()), (9, 13, bands[5]), (13, 20, bands[6])):
        groups[first:last] *= wanted / groups[first:last].sum()
    reference = yardstick(2021)
    borders = ((0, 3), (0, 11), (0, 17), (0, 26))
    both = smooth_given_sums(
        reference.sum(axis=1), (*FIVE, *borders), np.concatenate([groups.sum(axis=1), np.cumsum(bands)[:4]])
    )
    return np.stack([smooth_given_sums(both, FIVE, groups[:, sex]) for sex in (0, 1)], axis=1)


def district_totals_2021(total: float) -> Floats:
    """Return residents per district on 1 January 2021: the municipal count of 2022 less the growth seen in 2020."""
    counted = observed("district_residents", year=2022, group="all_municipal").set_index("district")["value"]
    postcodes = observed("district_age_sex").groupby(["year", "district"])["value"].sum()
    names = list(DISTRICTS)
    people = (counted.loc[names] - (postcodes[2021] - postcodes[2020]).loc[names]).to_numpy(dtype=float)
    return people * total / people.sum()


def residents_2021() -> tuple[Floats, list[str]]:
    """Return residents on 1 January 2021, shape (10, 100, 2), and lines on how well the margins are met."""
    total = one("population_history", measure="residents_cbs", year=2021)
    city = city_2021(total)
    seed = np.empty((len(DISTRICTS), len(AGES), len(SEXES)))
    for district, name in enumerate(DISTRICTS):
        groups = five_year_groups(observed("district_age_sex", year=2021, district=name))
        groups = np.vstack([groups[:17], groups[17:].sum(axis=0)])
        for sex in (0, 1):
            seed[district, :, sex] = smooth_given_sums(city[:, sex], DISTRICT_FIVE, groups[:, sex])
    margins = [
        Margin("city, age by sex (split of 5-year groups)", np.eye(len(AGES)), (0,), city[None]),
        Margin("districts", group_rows(EVERYONE, 100), (2,), district_totals_2021(total)[:, None, None]),
    ]
    people = rake(seed, margins)
    bands = municipal_bands(2021, total)[None, :, None]
    checks = [*margins, Margin("city, seven municipal bands", group_rows(MUNICIPAL, 100), (0, 2), bands)]
    return people, residuals(people, checks)


def district_margins(year: int) -> tuple[list[Margin], Floats]:
    """Return what residents of 2023 or 2024 sum to by CBS, and the district by broad band sums, shape (10, 5)."""
    table = observed("district_residents", year=year).pivot_table(index="district", columns="group", values="value")
    names = ["0_14", "15_24", "25_44", "45_64", "65_99"]
    city = table.loc[CITY]
    bands = table.loc[list(DISTRICTS), names].to_numpy(dtype=float)
    bands = bands * city[names].to_numpy(dtype=float) / bands.sum(axis=0)
    sexes = table.loc[list(DISTRICTS), list(SEXES)].to_numpy(dtype=float)
    for _ in range(200):
        sexes = sexes * (bands.sum(axis=1) / sexes.sum(axis=1))[:, None]
        sexes = sexes * city[list(SEXES)].to_numpy(dtype=float) / sexes.sum(axis=0)
    return [
        Margin(f"districts by five broad bands (CBS {year})", group_rows(BROAD, 100), (2,), bands[:, :, None]),
        Margin(f"districts by sex (CBS {year})", group_rows(EVERYONE, 100), (), sexes[:, None, :]),
    ], bands


def margins_2024() -> tuple[list[Margin], Floats]:
    """Return what the residents of 2024 must sum to, and the district by broad band sums, shape (10, 5)."""
    margins, bands = district_margins(2024)
    municipal = municipal_bands(2024, bands.sum(), older=bands.sum(axis=0)[3:])
    city = Margin("city, seven municipal bands 2024", group_rows(MUNICIPAL, 100), (0, 2), municipal[None, :, None])
    return [*margins, city], bands


def city_2024(people: Floats, broad: Floats, municipal: Floats) -> Floats:
    """Return the city on 1 January 2024 by age and sex before raking, shape (100, 2): step 4."""
    seed = carried(people.sum(axis=0) / yardstick(2021)) * yardstick(2024)
    ends = {last: value for (_, last), value in zip(BROAD, np.cumsum(broad), strict=True)}
    ends |= {last: value for (_, last), value in zip(MUNICIPAL, np.cumsum(municipal), strict=True)}
    groups = [(0, last) for last in sorted(ends)]
    both = smooth_given_sums(seed.sum(axis=1), groups, np.array([ends[last] for last in sorted(ends)]))
    return seed * (both / seed.sum(axis=1))[:, None]


def residents_2024(people_2021: Floats) -> tuple[Floats, list[str]]:
    """Return residents on 1 January 2024, shape (10, 100, 2), and lines on how well the margins are met."""
    margins, bands = margins_2024()
    city = city_2024(people_2021, bands.sum(axis=0), margins[2].target[0, :, 0])
    shares = carried(people_2021 / people_2021.sum(axis=0))
    seed = shares / shares.sum(axis=0) * city
    for district in range(len(DISTRICTS)):
        both = seed[district].sum(axis=1)
        seed[district] *= (smooth_given_sums(both, BROAD, bands[district]) / both)[:, None]
    people = rake(seed, margins)
    return people, residuals(people, margins)
