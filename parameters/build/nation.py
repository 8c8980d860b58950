"""What a new city takes from the nation: residents by age and sex, moving rates, and trends of births and deaths.

Deaths follow the five-year rates of WPP 2024 over all years, before 2024 too: no wave of the pandemic is in them.
"""

from pathlib import Path

import history
import migration
import national
import numpy as np
import rates
from common import AGES, SEXES, Floats, observed, write_table


def sexes(year: int) -> Floats:
    """Return the part of an age that are men and women, shape (100, 2); after 2024 as it was then."""
    people = history.national_by_sex(min(year, history.LAST))
    return people / people.sum(axis=1, keepdims=True)


def residents() -> Floats:
    """Return the residents of the nation by age, year and sex, shape (100, years, 2)."""
    return np.stack([national.netherlands(int(year))[:, None] * sexes(int(year)) for year in national.YEARS], axis=1)


def fertility_trend() -> Floats:
    """Return total fertility relative to 2023 on each 1 January: the mean of the years before and after."""
    totals = observed("national_indicators", measure="total_fertility").set_index("year")["value"]
    curve = totals.loc[national.YEARS[0] - 1 : national.YEARS[-1]].to_numpy(dtype=float)
    return (curve[:-1] + curve[1:]) / 2.0 / float(totals[rates.FERTILITY_YEAR])


def write(folder: Path) -> None:
    """Write the three tables of the nation."""
    people = residents()
    years, ages = {"year": national.YEARS.tolist()}, {"age": AGES.tolist()}
    write_table(folder, "nation_residents", ages | years | {"sex": SEXES}, {"residents": people}, 0)
    write_table(folder, "nation_departures", ages, {"departure_rate": migration.national_departures()}, 6)
    place = int(np.searchsorted(national.YEARS, national.BASE_YEAR))
    dying = people[:, place] * rates.mortality()
    change = (rates.mortality_change(national.YEARS) * dying).sum(axis=(1, 2)) / dying.sum()
    trends = {"mortality_trend": change, "fertility_trend": fertility_trend()}
    write_table(folder, "nation_trends", years, trends, 5)
