"""One number by district of a new city: scores, households, poverty, weights, new homes, and who comes to live there.

Method
------
- **Socio-economic score**: not in the tables; 1.327 less 0.0362 for each per cent of households with a low income,
  the line through the ten districts of Utrecht (R2 0.87).
- **Poor households of 2016**: 14.5 % of the households, as in Utrecht, by the share of low incomes against Utrecht's
  36.5 % to the power 2.5 (between 2.2 and 2.8 over its districts, R2 0.5 and 0.8 without students). No city counted
  it so.
- **Loneliness, willing to help neighbours**: as in Utrecht, tilted by the score.
- **New homes**: as ``new_homes.csv`` says, but at least 0.2 % for each district; else where homes are.
- **Arrivals**: what each district needs to stay as it is; above 55 as many as leave, by age as in the nation.
- **Births and deaths** by district were not given: one for all.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from care2040.analysis.demography.cohorts import AGES, MOVING_AGES, newcomers, spread_arrivals
from care2040.analysis.demography.table_files import round_to_total
from care2040.analysis.demography.tilts import lonely_share, willing_share
from care2040.analysis.new_city.given.grouping import District
from care2040.analysis.new_city.given.tables_in import TablesIn
from care2040.analysis.new_city.made.homes import of_districts
from care2040.analysis.new_city.made.nation import Nation
from care2040.analysis.new_city.made.population import YEARS, Population
from care2040.language.axes import BASE_YEAR, RUN_IN

Floats = npt.NDArray[np.float64]

SCORE_AT_NONE, SCORE_PER_SHARE = 1.327, -3.62
POOR_SHARE, LOW_INCOME_OF_DONOR, POVERTY_POWER = 0.145, 0.365, 2.5
LEAST_NEW_HOMES = 0.002
ADULT = 18


def arrivals(people: Population, nation: Nation) -> tuple[Floats, Floats]:
    """Return who arrives by district, age and sex, each district summing to one, and the share of each district."""
    base = people.of(BASE_YEAR)
    both = base.sum(axis=2)
    growth = (people.of(BASE_YEAR).sum() / people.of(RUN_IN).sum()) ** (1 / (len(YEARS) - 1)) - 1
    stay = np.exp(-nation.departures - (base * nation.mortality).sum(axis=(0, 2)) / both.sum(axis=0))
    city = both.sum(axis=0)
    needed = np.zeros_like(city)
    needed[:-1] = city[1:] * (1 + growth) - city[:-1] * stay[:-1]
    needed[1:] = (needed[1:] + needed[:-1]) / 2
    leaving = city * nation.departures
    moving = np.interp(AGES, *MOVING_AGES)
    # At least a quarter of those who leave at an age come at it too: nobody's moves go one way only.
    coming = moving * np.maximum(needed, leaving / 4) + (1 - moving) * leaving
    profile, shares = spread_arrivals(base, coming / coming.sum(), newcomers(both, nation.departures, growth))
    rounded = np.stack([round_to_total(one, 1.0, 7) for one in profile])
    return rounded, round_to_total(shares, 1.0, 6)


def columns(
    found: TablesIn, made: Sequence[District], people: Population, stock: Floats, settled: float, nation: Nation
) -> dict[str, Floats]:
    """Return the columns of ``districts.csv`` but for those of arrivals, each of shape (districts,).

    Parameters
    ----------
    found : TablesIn
        Tables without problems.
    made : sequence of District
        Which wijken make which district.
    people : Population
        Residents by year.
    stock : array, shape (districts,)
        Homes in the base year.
    settled : float
        Households without those of students, in the year of the wijken.
    nation : Nation
        What is known of the Netherlands.
    """
    area = np.nan_to_num(np.array(found["wijken"].numbers("area")))
    first, last = people.of(RUN_IN), people.of(BASE_YEAR)
    adults, total = first[:, ADULT:].sum(axis=(1, 2)), last.sum(axis=(1, 2))
    low = of_districts(found, made, "low_income", "homes")
    low = np.where(np.isnan(low), LOW_INCOME_OF_DONOR, low)
    score = SCORE_AT_NONE + SCORE_PER_SHARE * low
    households = settled * stock / stock.sum()
    poor = np.minimum(POOR_SHARE * (low / LOW_INCOME_OF_DONOR) ** POVERTY_POWER, 0.6)
    at_start = households * first.sum(axis=(1, 2)) / people.base.sum(axis=(1, 2))
    return {
        "total_area": np.array([max(area[list(one.wijken)].sum(), 0.01) for one in made]),
        "ses_score": score,
        "expected_births": (last[:, :, 1] * nation.fertility).sum(axis=1),
        "resident_share": round_to_total(total, 1.0, 6),
        "adults": adults,
        "fertility_factor": np.ones(len(made)),
        "households_per_resident": households / people.base.sum(axis=(1, 2)),
        "poor_households": at_start * poor,
        "lonely_share": lonely_share(adults, score),
        "willing_share": willing_share(adults, score),
        "new_homes_share": round_to_total(new_homes(found, made, stock), 1.0, 6),
    }


def new_homes(found: TablesIn, made: Sequence[District], stock: Floats) -> Floats:
    """Return the part of the new homes that each district gets, shape (districts,)."""
    if "new_homes" not in found:
        return np.asarray(stock / stock.sum())
    shares = np.maximum(_given_shares(found, made), LEAST_NEW_HOMES)
    return np.asarray(shares / shares.sum())


def given_the_least(found: TablesIn, made: Sequence[District]) -> tuple[int, ...]:
    """Return the places of districts that get new homes though ``new_homes.csv`` gives them none, or next to none."""
    if "new_homes" not in found:
        return ()
    return tuple(np.flatnonzero(_given_shares(found, made) < LEAST_NEW_HOMES).tolist())


def _given_shares(found: TablesIn, made: Sequence[District]) -> Floats:
    """Return parts of the whole as they were given, whether as parts or per cents; 0 for what was left out."""
    given = {str(row["district"]): float(row["share"]) for row in found["new_homes"].rows}
    shares = np.nan_to_num(np.array([given.get(one.name, 0.0) for one in made]))
    return np.asarray(shares / (shares.sum() or 1.0))
