"""Work in a new city and in its region, and what care in the city serves of the region.

Method
------
- **Residents who work**: by age as in the nation, at the participation of the municipality against that of the nation
  in the same edition of the table (64.9 % in 2022; another measure than the survey of the labour force, so that only
  the ratio counts). In other years by age as in the nation, and at equal age as in Utrecht.
- **Jobs** as counted on 1 April, moved to 1 January, in a fixed proportion to the residents who work before and
  after. Without counts there are as many as residents who work, as in the nation.
- **Who does them**: residents for the share that Utrecht has; commuters for the rest, as a part of those who work in
  the rest of the province.
- **The rest of the province** has the five bands of its municipalities; ages within a band and growth by age as the
  nation.
- **Care in the city** as counted where ``care_jobs.csv`` is given. Without it the city serves of the region as much
  as its residents get elsewhere, net nothing, which holds for the nation as a whole and for no city by itself: a
  range says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from care2040.analysis.demography.cohorts import BROAD
from care2040.analysis.new_city.given.checks import of_the_region
from care2040.analysis.new_city.given.tables_in import TablesIn
from care2040.analysis.new_city.given.wanted import BANDS
from care2040.analysis.new_city.made.nation import Nation
from care2040.analysis.new_city.made.population import YEARS, Population
from care2040.language.axes import AXES, BASE_YEAR

Floats = npt.NDArray[np.float64]
WORKING_AGES = slice(15, 75)
WORKS_IN_CITY = 0.49
"""Part of the residents who work that does so in the city: that of Utrecht."""
EMPLOYMENT_OF_NATION = 0.649
"""Of those of 15 to 74, in the key figures of 2022: the mean over all municipalities, weighed by residents."""
COUNTED_AT = 0.25
"""A register of jobs counts on 1 April."""
SERVED = 0.25
"""How much of the need of its own residents a city may serve of its region, or leave to it, when nobody counted it."""
FTE_PER_WORKER = 0.696
FILLED = 0.965
"""Part of the posts that is filled."""


@dataclass(frozen=True)
class Work:
    """Work in the city by year, and care in it.

    Attributes
    ----------
    employed, jobs, commuting : array, shape (years of the nation,)
        Residents who work, jobs in the city, and commuters as a part of those who work in the rest of the province.
    region : array, shape (100, years of the nation)
        Residents of the rest of the province.
    need, of_region, posts : array, shape (domains,)
        Posts that residents need, that the region needs, and that are in the city, in the base year.
    """

    employed: Floats
    jobs: Floats
    commuting: Floats
    region: Floats
    need: Floats
    of_region: Floats
    posts: Floats

    @property
    def catchment(self) -> Floats:
        """What care in the city serves of the region, net, as a part of its need, shape (domains,)."""
        return (self.posts - self.need) / self.of_region


def work(
    found: TablesIn, people: Population, city: dict[str, float | str], nation: Nation, trend: Floats, intensity: Floats
) -> Work:
    """Return the work in the city.

    Parameters
    ----------
    found : TablesIn
        Tables without problems.
    people : Population
        Residents by year.
    city : dict
        Row of the municipality.
    nation : Nation
        What is known of the Netherlands.
    trend : array, shape (years,)
        Participation at equal age against 2024, of the donor.
    intensity : array, shape (domains, 100)
        Care by domain and age, fte a person.
    """
    region = _rest_of_the_province(found, city, people.year, nation)
    years = np.array(nation.years)
    last = int(np.searchsorted(years, BASE_YEAR))
    ages = np.stack([people.of(min(max(int(year), YEARS[0]), YEARS[-1])).sum(axis=(0, 2)) for year in years])
    potential = np.array([nation.working(one) for one in ages]) * trend
    employed = potential * _level(people, city, nation)
    jobs = employed * _jobs_per_employed(found, years, employed)
    working = np.array([nation.working(one) for one in region.T]) * trend
    commuting = np.maximum(jobs - WORKS_IN_CITY * employed, 0.05 * jobs) / working
    commuting[last + 1 :] = commuting[last]
    of_region = intensity @ region[:, last] / FTE_PER_WORKER
    need = intensity @ ages[last] / FTE_PER_WORKER
    return Work(employed, jobs, commuting, region, need, of_region, _posts(found, need))


def _level(people: Population, city: dict[str, float | str], nation: Nation) -> float:
    """Return participation in the city against that of the nation at equal age."""
    share = float(city.get("employment", np.nan))
    if np.isnan(share):
        return 1.0
    expected = [
        nation.working(ages) / ages[WORKING_AGES].sum()
        for ages in (people.base.sum(axis=(0, 2)), nation.residents(people.year).sum(axis=1))
    ]
    return float(share / 100 / EMPLOYMENT_OF_NATION * expected[1] / expected[0])


def _jobs_per_employed(found: TablesIn, years: Floats, employed: Floats) -> Floats:
    """Return the jobs in the city for each resident who works, shape (years,)."""
    if "jobs" not in found:
        return np.ones(len(years))
    counted = found["jobs"].by_year("jobs")
    moments = np.array(sorted(counted)) + COUNTED_AT
    ratio = np.array([counted[year] for year in sorted(counted)]) / np.interp(moments, years, employed)
    return np.asarray(np.interp(years, moments, ratio))


def _rest_of_the_province(found: TablesIn, city: Mapping[str, Any], year: int, nation: Nation) -> Floats:
    """Return the residents of the other municipalities of the province by age and year, shape (100, years)."""
    sums = np.zeros(len(BANDS))
    for row in of_the_region(found, city):
        bands = np.nan_to_num(np.array([float(row[band]) for band in BANDS]))
        sums += bands / bands.sum() * float(row["residents"])
    base = nation.residents(year).sum(axis=1)
    pattern = base.copy()
    for (first, last), total in zip(BROAD, sums, strict=True):
        pattern[first : last + 1] *= total / pattern[first : last + 1].sum()
    return np.stack([pattern * nation.residents(one).sum(axis=1) / base for one in nation.years], axis=1)


def _posts(found: TablesIn, need: Floats) -> Floats:
    """Return the posts in care in the city by domain, shape (domains,)."""
    if "care_jobs" not in found:
        return need.copy()
    rows = found["care_jobs"].rows
    last = max(int(row["year"]) for row in rows)
    counted = {str(row["domain"]): float(row["jobs"]) / FILLED for row in rows if int(row["year"]) == last}
    posts = np.array([counted.get(str(domain), np.nan) for domain in AXES["domain"]])
    rest = np.isnan(posts)
    if rest.any():
        left = max(counted.get("all", 0.0) - np.nansum(posts), 0.0) or float(need[rest].sum())
        posts[rest] = need[rest] / need[rest].sum() * left
    return posts
