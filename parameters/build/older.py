"""Who was 65 or older on 1 January 2016: how many had left the city for good on 1 January 2021, beside the schedules.

Nobody counts moves at these ages year by year, but the bands do it for a cohort: those of 70 and older in 2021 are
those of 65 and older in 2016, less who died and who moved away, plus who came. Deaths by age in the city are not
published either; of all deaths, the part at these ages is that of national rates on the residents of 2021. Three years
(2021 to 2023), with the moves after the first lockdown in them, are a short record for those who hardly move: these
five years stand beside them in the fit of the schedules.
"""

import numpy as np
from common import Floats, observed, one

YEARS = np.arange(2016, 2021)
FROM = 65


def at_start_and_end() -> tuple[float, float]:
    """Return how many the cohort counted on 1 January 2016 and on 1 January 2021."""
    before = one("age_bands", year=int(YEARS[0]), age_from=FROM)
    table = observed("city_age_sex", year=int(YEARS[-1]) + 1)
    old = table[table["age_from"] >= FROM]
    part = old.loc[old["age_from"] >= FROM + len(YEARS), "value"].sum() / old["value"].sum()
    return before, float(one("age_bands", year=int(YEARS[-1]) + 1, age_from=FROM) * part)


def counted_net(people: Floats, mortality: Floats) -> float:
    """Return who of the cohort left the city less who came to it in the five years, from the counts.

    Parameters
    ----------
    people, mortality : array, shape (100, 2)
        Residents on 1 January 2021 and death rates; they say which part of the deaths was at which age.
    """
    dying = (people * mortality).sum(axis=1)
    parts = np.array([dying[FROM + index :].sum() for index in range(len(YEARS))]) / dying.sum()
    deaths = np.array([one("population_history", measure="deaths", year=int(year)) for year in YEARS])
    before, after = at_start_and_end()
    return before - after - float((deaths * parts).sum())


def expected_net(people: Floats, departures: Floats, arrivals: Floats) -> float:
    """Return the same from schedules of departures and arrivals, each of shape (100,)."""
    ages = people.sum(axis=1)
    net = 0.0
    for year, stock in zip(YEARS, np.linspace(*at_start_and_end(), 2 * len(YEARS) + 1)[1::2], strict=True):
        old = slice(FROM + int(year - YEARS[0]), None)
        rate = (ages[old] * departures[old]).sum() / ages[old].sum()
        net += stock * rate - one("population_history", measure="arrivals", year=int(year)) * arrivals[old].sum()
    return net
