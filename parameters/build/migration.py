"""Departures and arrivals by age: national moving rates and the shape of the stock, fitted to bands of 2016 to 2024.

Method
------
- **Departures** start from the national rates of 2017 of moving between municipalities and emigrating, by single
  age. Beyond 73, where the publication stops, moves rise to 2 % a year at 90 (to nursing homes elsewhere; judged)
  and emigration fades.
- **Arrivals** start from what each age needs to keep the shape of the stock of 2024 (next year's people of x + 1
  less those who stay from x), smoothed, and scaled to the recommended shares by age group of the migration profile.
- **Fit.** National rates miss two things that Utrecht shows: students who already live in a university town do not
  leave home for one, and families leave for the suburbs. So both schedules get a smooth multiplier (straight lines
  of the logarithm between ``KNOTS``), found by penalised least squares on the share of the seven municipal bands on
  1 January 2022, 2023 and 2024 when the city is projected from 2021 with the births, deaths, arrivals and departures
  that were counted, administrative corrections among the departures; and on how many of 65 and older the city lost to
  moves from 2016 to 2021 (:mod:`older`).
- **Level.** Departures are scaled to those of 2023 on the mean residents of 2023.

Ages are ages on 1 January. Moves of children in the year of their birth are not followed; the fit puts them on age 0.
"""

from dataclasses import dataclass

import numpy as np
import older
from common import AGES, Floats, observed, one, one_january
from projection import Schedules, band_sums, hindcast

from care2040.analysis.demography.cohorts import newcomers, spread_arrivals
from care2040.analysis.demography.smoothing import whittaker

KNOTS = np.array([0, 3, 8, 14, 17, 19, 22, 25, 28, 32, 37, 45, 60, 99])
HATS = np.stack([np.interp(AGES, KNOTS, row) for row in np.eye(len(KNOTS))], axis=1)
SPREAD = 0.25
STEP_SPREAD = 0.15
BAND_SPREAD = np.array([0.015, 0.015, 0.003])
OLD_SPREAD = 100.0
YOUNG = (15, 29)
LITTLE_TRUST = (0.02, 1.0)
GROWTH = 0.017
OLD_MOVES = ((73, 80, 90), (None, 0.014, 0.020))
OLD_EMIGRATION = ((73, 85, 100), (None, 0.0005, 0.0003))


@dataclass(frozen=True)
class Migration:
    """Departure rates and the age profile of arrivals.

    Attributes
    ----------
    departures : array, shape (100,)
        Rate of leaving the city, 1/year.
    arrivals : array, shape (100,)
        Share of the arrivals of a year at each age, summing to one.
    """

    departures: Floats
    arrivals: Floats


def beyond(rates: Floats, knots: tuple[tuple[int, ...], tuple[float | None, ...]]) -> Floats:
    """Extend rates of ages 0 to 73 to 100 by straight lines through knots; the first knot is the last rate."""
    ages, values = knots
    heights = [rates[-1] if value is None else value for value in values]
    return np.concatenate([rates, np.interp(np.arange(74, 101), ages, heights)])


def national_departures() -> Floats:
    """Return national rates of leaving a municipality by age on 1 January, shape (100,), 1/year."""
    wide = observed("national_moving_rates").pivot_table(index="age", columns="measure", values="value")
    moves = beyond(wide["moved_between_municipalities"].to_numpy(dtype=float), OLD_MOVES)
    return one_january(moves + beyond(wide["emigration"].to_numpy(dtype=float), OLD_EMIGRATION))


def scaled_departures(rates: Floats, people: Floats) -> Floats:
    """Scale departure rates so that the mean residents of 2023, aged as ``people``, give the departures of 2023."""
    start, end = (one("population_history", measure="residents_cbs", year=year) for year in (2023, 2024))
    average = people * (start + end) / 2.0 / people.sum()
    return rates * one("population_history", measure="departures", year=2023) / (average * rates).sum()


def arrivals_of_stock(people: Floats, rates: Floats, deaths: Floats) -> Floats:
    """Return arrivals by age that keep the shape of the stock, in the shares by age group that were found for 2020.

    Parameters
    ----------
    people : array, shape (100,)
        Residents of the city by age, 1 January 2024.
    rates, deaths : array, shape (100,)
        Departure and death rates, 1/year.
    """
    needed = people[1:] * (1.0 + GROWTH) - people[:-1] * np.exp(-rates - deaths)[:-1]
    shares = np.empty(len(AGES))
    table = observed("migration_profile", measure="arrival_share")
    for first, last, share in zip(table["age_from"], table["age_to"], table["value"], strict=True):
        ages = slice(first, last + 1)
        young = YOUNG[0] <= first and last <= YOUNG[1]
        shape = needed[ages] if young else np.ones(last + 1 - first)
        shares[ages] = share * shape / shape.sum()
    trust = np.interp(AGES, [YOUNG[0] - 2, YOUNG[0], YOUNG[1], YOUNG[1] + 4], [*LITTLE_TRUST, *LITTLE_TRUST[::-1]])
    profile = np.exp(whittaker(np.log(shares), trust, 1.0, order=2))
    return profile / profile.sum()


def misses(logs: Floats, start: Migration, schedules: Schedules, targets: Floats) -> Floats:
    """Return what the fit wants small: misses of the band shares, and multipliers that stray or jump."""
    changed = multiplied(start, logs, schedules.end)
    bands = np.stack([band_sums(people) for people in hindcast(schedules, changed.departures, changed.arrivals)[1:]])
    shares = bands / bands.sum(axis=1, keepdims=True)
    wrong = (shares / targets - 1.0) / BAND_SPREAD[:, None]
    old = older.expected_net(schedules.start, changed.departures, changed.arrivals)
    old -= older.counted_net(schedules.start, schedules.mortality)
    leaving, coming = np.split(logs, 2)
    steps = np.concatenate([np.diff(leaving), np.diff(coming)]) / STEP_SPREAD
    return np.concatenate([wrong.ravel(), [old / OLD_SPREAD], logs / SPREAD, steps])


def multiplied(start: Migration, logs: Floats, people: Floats) -> Migration:
    """Apply log multipliers at the knots (departures first, then arrivals) and restore the levels."""
    leaving, coming = np.split(logs, 2)
    arrivals = start.arrivals * np.exp(HATS @ coming)
    return Migration(
        scaled_departures(start.departures * np.exp(HATS @ leaving), people.sum(axis=1)), arrivals / arrivals.sum()
    )


def fitted(start: Migration, schedules: Schedules, rounds: int = 25, step: float = 1e-3) -> tuple[Migration, Floats]:
    """Fit the multipliers by Gauss-Newton with central differences and return the schedules and the multipliers.

    Raises
    ------
    ArithmeticError
        When it has not come to rest after ``rounds``.
    """
    table = observed("age_bands").pivot_table(index="year", columns="age_from", values="value").loc[[2022, 2023, 2024]]
    targets = table.to_numpy(dtype=float)
    targets = targets / targets.sum(axis=1, keepdims=True)
    logs = np.zeros(2 * len(KNOTS))
    move = np.ones_like(logs)
    for _ in range(rounds):
        slopes = [
            (misses(logs + bump, start, schedules, targets) - misses(logs - bump, start, schedules, targets))
            / (2 * step)
            for bump in step * np.eye(len(logs))
        ]
        jacobian = np.stack(slopes, axis=1)
        move = np.linalg.solve(jacobian.T @ jacobian, -jacobian.T @ misses(logs, start, schedules, targets))
        logs = logs + move
        if np.abs(move).max() < 1e-11:
            return multiplied(start, logs, schedules.end), np.exp(logs).reshape(2, -1)
    raise ArithmeticError(f"the fit of the migration schedules still moves by {np.abs(move).max():.1e}")


def arrival_profile(people: Floats, migration: Migration) -> tuple[Floats, Floats]:
    """Spread the city's arrivals by age over districts (:func:`newcomers`), and over men and women as the stock is.

    Parameters
    ----------
    people : array, shape (10, 100, 2)
        Residents on 1 January 2024.
    migration : Migration
        The city's schedules.

    Returns
    -------
    array, shape (10, 100, 2)
        Share of the arrivals of a district at each age and sex, summing to one per district.
    array, shape (10,)
        Share of the city's arrivals that goes to each district when these profiles add up to the city's.
    """
    coming = newcomers(people.sum(axis=2), migration.departures, GROWTH)
    return spread_arrivals(people, migration.arrivals, coming)
