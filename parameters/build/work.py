"""Work in the city by who does it, on 1 January of 2016 to 2041.

Residents work in the city for a fixed share (``WORKS_IN_CITY``, from the accounts of 2024); what is left of the jobs
that were counted is done by commuters, who are a share of those who work in the rest of the province. Both move with
one trend of participation at equal age: until 2024 such that as many residents work as were counted, then women who
kept working grow older (retiring later is a law of the model).

Jobs are counted on 1 April and working residents over the year, so both are joined by straight lines to 1 January.
The working residents of 2018 and 2019 were counted in different ways: part of the step between them is no change in
work.

Who had no work and looked for it is the part of the labour force that was counted, and stays as it was last.
"""

import numpy as np
from accounts import BASE_YEAR, region_employed
from balance import Balanced
from common import Floats, observed
from national import YEARS

WORKS_IN_CITY = 0.49
LATER_BIRTHS = 1.005
JOBS_AT, EMPLOYED_AT = 0.25, 0.5
COUNTED = YEARS[YEARS <= BASE_YEAR]


def on_1_january(measure: str, at: float, base: float) -> Floats:
    """Return a yearly count of ``labour.csv`` on 1 January of 2016 to 2024, the last of which is given."""
    rows = observed("labour", measure=measure).sort_values("year")
    moments = np.append(rows["year"].to_numpy(dtype=float) + at, BASE_YEAR)
    values = np.append(rows["value"].to_numpy(dtype=float), base)
    return np.interp(COUNTED, moments, values)


def jobs_counted(found: Balanced) -> Floats:
    """Return who works in the city on 1 January of 2016 to 2024, shape (9,)."""
    return on_1_january("jobs", JOBS_AT, found["jobs"])


def employed_counted(found: Balanced) -> Floats:
    """Return the residents who work on 1 January of 2016 to 2024, shape (9,)."""
    return on_1_january("employed_residents", EMPLOYED_AT, found["employed_residents"])


def unemployment_counted() -> tuple[Floats, Floats]:
    """Return the years, and the part of the labour force of the city that had no work, as counted over each year."""
    rows = observed("labour", measure="unemployment_share").sort_values("year")
    return rows["year"].to_numpy(dtype=float) + EMPLOYED_AT, rows["value"].to_numpy(dtype=float)


def work_in_the_city(found: Balanced, past: Floats, region: Floats) -> dict[str, Floats]:
    """Return the columns of ``work_in_the_city.csv``, each of shape (years,).

    Parameters
    ----------
    found : Balanced
        Accounts of 1 January 2024.
    past : array, shape (9, 100)
        Residents of the city on 1 January of 2016 to 2024, as `history` has them.
    region : array, shape (100, years)
        Residents of the rest of the province.
    """
    employed = employed_counted(found)
    potential = np.array([region_employed(ages) for ages in past])
    level = employed / potential
    ahead = np.interp(YEARS[len(COUNTED) :], (BASE_YEAR, YEARS[-1]), (1.0, LATER_BIRTHS))
    trend = np.append(level / level[-1], ahead)
    unemployed = np.interp(COUNTED, *unemployment_counted())
    commuters = jobs_counted(found) - WORKS_IN_CITY * employed
    working = np.array([region_employed(ages) for ages in region.T]) * trend
    share = commuters / working[: len(COUNTED)]
    return {
        "commuting_share": np.append(share, np.full(len(ahead), share[-1])),
        "participation_trend": trend,
        "unemployed_share": np.append(unemployed, np.full(len(ahead), unemployed[-1])),
    }
