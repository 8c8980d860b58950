"""Yearly cohort steps for the city as a whole: the hindcast that the schedules are fitted to, and a look ahead as a
check.
"""

from dataclasses import dataclass

import numpy as np
from base_population import MUNICIPAL
from common import Floats, one
from rates import BASE_YEAR, OBSERVED_YEARS, YEARS

from care2040.analysis.demography.smoothing import group_rows

BOYS = 0.512
NEWBORN_SURVIVAL = 0.997
LAST_YEAR = 2040
ROUNDS = 6


@dataclass(frozen=True)
class Schedules:
    """What a projection of the city needs besides migration.

    Attributes
    ----------
    start, end : array, shape (100, 2)
        Residents on 1 January 2021 and 2024.
    mortality : array, shape (100, 2)
        Death rates, 1/year.
    fertility : array, shape (100,)
        Births per woman, 1/year.
    mortality_trend, fertility_trend : array, shape (21,)
        Factors on 1 January of ``rates.YEARS``.
    """

    start: Floats
    end: Floats
    mortality: Floats
    fertility: Floats
    mortality_trend: Floats
    fertility_trend: Floats

    def middles(self) -> list[Floats]:
        """Return residents half-way 2021, 2022 and 2023, on the straight line between start and end."""
        return [self.start + (self.end - self.start) * (index + 0.5) / 3.0 for index in range(3)]

    def expected_deaths(self) -> Floats:
        """Return deaths in 2021, 2022, 2023 at national rates without a trend, shape (3,)."""
        return np.array([(people * self.mortality).sum() for people in self.middles()])

    def expected_births(self) -> Floats:
        """Return births in 2021, 2022, 2023 at national rates of 2023 without a trend, shape (3,)."""
        return np.array([(people[:, 1] * self.fertility).sum() for people in self.middles()])


def counted(measure: str) -> Floats:
    """Return a yearly flow of the city in 2021, 2022 and 2023."""
    return np.array([one("population_history", measure=measure, year=year) for year in OBSERVED_YEARS])


def band_sums(people: Floats) -> Floats:
    """Return residents (100, 2) in the seven municipal bands."""
    return group_rows(MUNICIPAL, 100) @ people.sum(axis=1)


def step(people: Floats, leaving: Floats, arrivals: Floats, births: float) -> Floats:
    """Return residents a year later: hazards and even arrivals through the year, then everyone a year older.

    Parameters
    ----------
    people, leaving, arrivals : array, shape (100, 2)
        Residents on 1 January, death plus departure rates, arrivals over the year by age on 1 January.
    births : float
        Births over the year.
    """
    stay = np.exp(-leaving)
    later = people * stay + arrivals * (1.0 - stay) / leaving
    older = np.empty_like(later)
    older[1:] = later[:-1]
    older[-1] += later[-1]
    older[0] = births * NEWBORN_SURVIVAL * np.array([BOYS, 1.0 - BOYS])
    return older


def mean_through_year(people: Floats, leaving: Floats, arrivals: Floats) -> Floats:
    """Return the residents of whom some die or leave, on average over the year of :func:`step`."""
    stayed = (1.0 - np.exp(-leaving)) / leaving
    return people * stayed + arrivals * (1.0 - stayed) / leaving


def counted_departures() -> Floats:
    """Return who left the city in 2021, 2022 and 2023, administrative corrections included: they close the count."""
    residents = np.array(
        [one("population_history", measure="residents_cbs", year=year) for year in (*OBSERVED_YEARS, BASE_YEAR)]
    )
    return counted("births") + counted("arrivals") - counted("deaths") - np.diff(residents)


def as_counted(people: Floats, rates: tuple[Floats, Floats], arrivals: Floats, wanted: tuple[float, float]) -> Floats:
    """Return by how much death and departure rates are multiplied to give what was counted in a year, shape (2,).

    Parameters
    ----------
    people, arrivals : array, shape (100, 2)
        As in :func:`step`.
    rates : tuple of array, shape (100, 2)
        Death and departure rates.
    wanted : tuple of float
        Deaths and departures of those who were there on 1 January or came since.
    """
    levels = np.ones(2)
    for _ in range(ROUNDS):
        mean = mean_through_year(people, levels[0] * rates[0] + levels[1] * rates[1], arrivals)
        levels = np.array([goal / (rate * mean).sum() for rate, goal in zip(rates, wanted, strict=True)])
    return levels


def by_sex(profile: Floats, people: Floats) -> Floats:
    """Split a profile by age over the sexes as people are split, shape (100, 2)."""
    return profile[:, None] * people / people.sum(axis=1, keepdims=True)


def hindcast(schedules: Schedules, departures: Floats, arrivals: Floats) -> list[Floats]:
    """Return residents on 1 January 2021 to 2024 with the births, deaths, arrivals and departures of those years.

    Deaths are met among the residents who are there through the year. When they were laid on the residents of
    1 January, who grow fewer, one in twenty was missing, and the fit made up for them by sending the old away.
    """
    return [schedules.start, *(people for people, _ in _years(schedules, departures, arrivals))]


def death_levels(schedules: Schedules, departures: Floats, arrivals: Floats) -> Floats:
    """Return deaths in 2021, 2022 and 2023 over those that national rates give, shape (3,)."""
    return np.array([level for _, level in _years(schedules, departures, arrivals)])


def _years(schedules: Schedules, departures: Floats, arrivals: Floats) -> list[tuple[Floats, float]]:
    """Return residents at the end of 2021, 2022 and 2023, and the level of the deaths in each."""
    people, found = schedules.start, []
    rates = (schedules.mortality, np.repeat(departures[:, None], 2, axis=1))
    coming = by_sex(arrivals, schedules.end)
    flows = zip(counted("births"), counted("deaths"), counted("arrivals"), counted_departures(), strict=True)
    for births, deaths, arriving, departing in flows:
        came = arriving * coming
        older = (float(deaths - births * (1.0 - NEWBORN_SURVIVAL)), float(departing))
        dying, leaving = as_counted(people, rates, came, older)
        people = step(people, dying * rates[0] + leaving * rates[1], came, float(births))
        found.append((people, float(dying)))
    return found


def look_ahead(schedules: Schedules, departures: Floats, arrivals: Floats, total: float) -> list[Floats]:
    """Return residents on 1 January 2024 to 2040: even arrivals, births and deaths at the level of 2023."""
    people = [schedules.end]
    deaths = death_levels(schedules, departures, arrivals)[-1] / schedules.mortality_trend[2:4].mean()
    births = counted("births")[-1] / schedules.expected_births()[-1]
    coming = total * by_sex(arrivals, schedules.end)
    for year in range(int(OBSERVED_YEARS[-1]) + 1, LAST_YEAR):
        index = year - int(YEARS[0])
        trend = schedules.mortality_trend[index : index + 2].mean()
        leaving = schedules.mortality * deaths * trend + departures[:, None]
        mothers = (people[-1][:, 1] * schedules.fertility).sum() * births
        people.append(step(people[-1], leaving, coming, mothers * schedules.fertility_trend[index : index + 2].mean()))
    return people
