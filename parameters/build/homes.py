"""Dwellings by district and tenure on 1 January 2021 and 2024, and where the new homes until 2040 come.

Method
------
- **Stock.** Dwellings and tenure shares per district of 2023 (CBS, whole per cents). The change of the city's stock
  from 1 January 2023 is spread over the districts in proportion to the growth of their residents, where they grew;
  tenure shares are kept.
- **Tenure.** Social rent is what corporations let; mid rent is 14/25 of other landlords (the share of mid rent, 14
  %, over that of other landlords, 25 %, in the city); market is the rest, owner-occupied or let at higher rents.
- **New homes.** A district needs its residents of 2040 (municipal forecast 2022, scaled to the 472,800 of the
  edition of 2023) over its present residents per dwelling, lowered by one factor for all districts such that the
  city needs 55,300 more (222,450 in all).
"""

import numpy as np
from common import DISTRICTS, Floats, observed, one, per_district, round_to_total

FORECAST_EDITION = 2022
FORECAST_YEAR = 2040
HOMES_IN_2040 = 222_450.0
MID_RENT_OF_OTHER_LANDLORDS = 14.0 / 25.0
LEAST_SHARE = 0.002


def tenure_shares() -> Floats:
    """Return the share of social rent, mid rent and market in the homes of each district, shape (10, 3)."""
    social = per_district("corporation_share", 2023)
    mid = per_district("other_landlord_share", 2023) * MID_RENT_OF_OTHER_LANDLORDS
    return np.stack([social, mid, 1.0 - social - mid], axis=1)


def residents_2023() -> Floats:
    """Return residents per district on 1 January 2023, scaled to the city."""
    table = observed("district_residents", year=2023, group="all").set_index("district")["value"]
    people = table.loc[list(DISTRICTS)].to_numpy(dtype=float)
    return people * table["utrecht"] / people.sum()


def homes(year: int, people: Floats) -> Floats:
    """Return dwellings on 1 January, shape (10, 3), whole numbers that sum to the counted stock.

    Parameters
    ----------
    year : int
        2021 or 2024.
    people : array, shape (10,)
        Residents per district on that day.
    """
    total = one("dwellings_history", measure="homes", year=year)
    counted = per_district("homes", 2023)
    counted = counted * one("dwellings_history", measure="homes", year=2023) / counted.sum()
    growth = np.maximum((people - residents_2023()) * np.sign(year - 2023), 0.0)
    per_home = people.sum() / total
    stock = counted + (total - counted.sum()) * (growth / per_home) / (growth / per_home).sum()
    return round_to_total(stock[:, None] * tenure_shares(), total, 0)


def new_homes_share(people: Floats, stock: Floats) -> tuple[Floats, float]:
    """Return the share of each district in the net new dwellings of 2024 to 2040, and the common factor on occupancy.

    Parameters
    ----------
    people : array, shape (10,)
        Residents per district on 1 January 2024.
    stock : array, shape (10, 3)
        Dwellings on 1 January 2024.
    """
    rows = observed("forecasts", edition=FORECAST_EDITION, year=FORECAST_YEAR).set_index("district")["value"]
    forecast = rows.loc[list(DISTRICTS)].to_numpy(dtype=float)
    forecast = forecast * one("forecasts", edition=2023, year=FORECAST_YEAR, district="utrecht") / forecast.sum()
    there = stock.sum(axis=1)
    alike = forecast / (people / there)
    factor = alike.sum() / HOMES_IN_2040
    share = np.maximum((alike / factor - there) / (HOMES_IN_2040 - there.sum()), LEAST_SHARE)
    return share / share.sum(), float(factor)
