"""How an age moves: who stays goes on with the cohort; newcomers are what a district needs to keep its shape."""

import numpy as np
import numpy.typing as npt

from care2040.language.axes import AXES

Floats = npt.NDArray[np.float64]

AGES = np.arange(len(AXES["age"]))
BROAD = ((0, 14), (15, 24), (25, 44), (45, 64), (65, 99))
"""The five bands by which districts are counted: first and last age."""
EVERYONE = ((0, 99),)
COHORT_SHARE = np.interp(AGES, [0, 9, 12, 17, 18, 30, 50, 99], [0.0, 0.0, 0.5, 0.5, 0.0, 0.0, 1.0, 1.0])
"""Part of the ratio to the nation, by age, that goes on with the cohort and not with the age (judged)."""
LEAST_NEWCOMERS = 0.02
NEWCOMERS_WIDTH = 1.5
MOVING_AGES = ((50, 65), (1.0, 0.0))


def carried(shares: Floats, years: int = 3) -> Floats:
    """Carry shares by age (axis -2) some years on or, below zero, back.

    They go with the cohort where people stay, and with the age where they move.
    """
    moved = shares[..., np.clip(AGES - years, 0, AGES[-1]), :]
    stay = COHORT_SHARE[:, None]
    return stay * moved + (1.0 - stay) * shares


def newcomers(people: Floats, rates: Floats, growth: float) -> Floats:
    """Return how arrivals of each age spread over the districts, shape (districts, 100), each age summing to one.

    Each district draws what it needs to keep its shape: next year's people of x + 1 less those who stay from x, at
    least ``LEAST_NEWCOMERS`` of its residents. So students go where students live and families where families live,
    but not to where most of that age grew up. Above 55, where few move, they follow the residents of that age.

    Parameters
    ----------
    people : array, shape (districts, 100)
        Residents by district and age.
    rates : array, shape (100,)
        Departure rates, 1/year.
    growth : float
        Yearly growth of the residents of the city.
    """
    needed = np.zeros_like(people)
    needed[:, :-1] = people[:, 1:] * (1.0 + growth) - people[:, :-1] * np.exp(-rates[:-1])
    needed = np.maximum(needed, LEAST_NEWCOMERS * people)
    nearness = np.exp(-0.5 * ((AGES[:, None] - AGES[None, :]) / NEWCOMERS_WIDTH) ** 2)
    needed = needed @ (nearness / nearness.sum(axis=0))
    moving = np.interp(AGES, *MOVING_AGES)
    found: Floats = moving * needed / needed.sum(axis=0) + (1.0 - moving) * people / people.sum(axis=0)
    return found


def spread_arrivals(people: Floats, arrivals: Floats, newcomers: Floats) -> tuple[Floats, Floats]:
    """Spread the city's arrivals by age over districts, and over men and women as the stock is.

    Parameters
    ----------
    people : array, shape (districts, 100, 2)
        Residents by district, age and sex.
    arrivals : array, shape (100,)
        Share of the arrivals of a year at each age.
    newcomers : array, shape (districts, 100)
        Part of the arrivals of an age that comes to each district, as `newcomers` gives it.

    Returns
    -------
    array, shape (districts, 100, 2)
        Share of the arrivals of a district at each age and sex, summing to one per district.
    array, shape (districts,)
        Share of the city's arrivals that goes to each district when these profiles add up to the city's.
    """
    coming = arrivals * newcomers
    weight = (coming / people.sum(axis=2))[:, :, None] * people
    districts = coming.sum(axis=1)
    return weight / districts[:, None, None], districts / districts.sum()
