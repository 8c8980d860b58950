"""Mortality and fertility by age, and how they change in time.

Every rate applies, over a calendar year, to people who were aged x on 1 January: half of that year they are x, half
x + 1 on average, so it is the mean of the rates at x and x + 1 (:func:`common.one_january`). A trend is the value
at the instant of 1 January, to be joined by straight lines: a yearly figure belongs to the middle of its year.
"""

import numpy as np
from common import SEXES, Floats, observed, one, one_january

from care2040.analysis.demography.smoothing import whittaker

OLDEST = 120
KANNISTO_FIT = (80, 95)
KANNISTO_BLEND = (85, 95)
YOUNG_STIFFNESS, OLD_STIFFNESS = 3e3, 1e6
STIFFER = (40, 50)
YEARS = np.arange(2021, 2042)
BASE_YEAR = 2024
FERTILITY_YEAR = 2023
OBSERVED_YEARS = (2021, 2022, 2023)


def graduated(rates: Floats, people: Floats) -> Floats:
    """Return smooth death rates of one sex, ages 0 to 120: Whittaker below 85, a logistic (Kannisto) curve above 95.

    The published rates were ungrouped from five-year groups; cohorts such as that of 1946 leave steps in them that are
    no mortality, so ages from 50 on are smoothed harder. Age 0 is kept as it is.

    Parameters
    ----------
    rates : array, shape (101,)
        Death rates as published, 1/year.
    people : array, shape (101,)
        National residents; with the rates they weigh each age.
    """
    logs, deaths = np.log(rates[:96]), (people * rates)[:96]
    smooth = np.concatenate([logs[:1], whittaker(logs[1:], deaths[1:], YOUNG_STIFFNESS)])
    older = slice(STIFFER[0], 96)
    stiffer = np.interp(np.arange(*older.indices(96)), STIFFER, [0.0, 1.0])
    smooth[older] += stiffer * (whittaker(logs[older], deaths[older], OLD_STIFFNESS) - smooth[older])
    ages = np.arange(KANNISTO_FIT[0], KANNISTO_FIT[1] + 1)
    logit = np.log(rates[ages] / (1.0 - rates[ages]))
    slope, level = np.polyfit(ages, logit, 1, w=np.sqrt(people[ages] * rates[ages]))
    everyone = np.arange(OLDEST + 1)
    kannisto = 1.0 / (1.0 + np.exp(-(level + slope * everyone)))
    weight = np.interp(everyone, KANNISTO_BLEND, [0.0, 1.0])
    extended = np.concatenate([smooth, np.log(kannisto[96:])])
    return np.exp((1.0 - weight) * extended + weight * np.log(kannisto))


def open_ended(rates: Floats) -> Floats:
    """Return rates for ages 0 to 99 from ages 0 to 119: the last is the mean of those who live to 99 and beyond."""
    alive = np.exp(-np.concatenate([[0.0], np.cumsum(rates[99:-1])]))
    return np.concatenate([rates[:99], [(rates[99:] * alive).sum() / alive.sum()]])


def mortality() -> Floats:
    """Return national death rates of 2021-22 for people by age on 1 January, shape (100, 2), 1/year."""
    columns = []
    for sex in SEXES:
        rates = observed("national_mortality", sex=sex).sort_values("age")["value"].to_numpy(dtype=float)
        people = observed("national_population", sex=sex, year=2021).sort_values("age")["value"].to_numpy(dtype=float)
        columns.append(open_ended(one_january(graduated(rates, people))))
    return np.stack(columns, axis=1)


def mortality_change(instants: Floats) -> Floats:
    """Return death rates by age and sex relative to 1 January 2024, shape (instants, 100, 2).

    The five-year rates of WPP 2024 stand at the middle of their period and are joined log-linearly.

    Parameters
    ----------
    instants : array, shape (instants,)
        Moments, in years.
    """
    moments = np.append(instants, BASE_YEAR).astype(float)
    change = np.empty((len(moments), 100, len(SEXES)))
    for sex, name in enumerate(SEXES):
        wide = observed("national_mortality_projection", sex=name).pivot_table(
            index="year_from", columns="age_from", values="value"
        )
        middles = wide.index.to_numpy(dtype=float) + 2.5
        group = np.searchsorted(wide.columns.to_numpy(), np.arange(100), side="right") - 1
        logs = np.log(wide.to_numpy(dtype=float))
        curves = np.stack([np.interp(moments, middles, logs[:, column]) for column in range(logs.shape[1])], axis=1)
        change[:, :, sex] = np.exp(curves - curves[-1])[:, group]
    return change[:-1]


def mortality_trend(deaths: Floats) -> Floats:
    """Return death rates relative to 1 January 2024 for ``YEARS``, one factor over all ages.

    The factor is the mean change by age and sex, weighted by the deaths in the city.

    Parameters
    ----------
    deaths : array, shape (100, 2)
        Deaths expected in the city in the base year, the weights.
    """
    return (mortality_change(YEARS) * deaths).sum(axis=(1, 2)) / deaths.sum()


def fertility() -> Floats:
    """Return births per woman by age on 1 January, shape (100,), 1/year: the WPP 2022 pattern at the total of 2023."""
    rates = np.zeros(101)
    rows = observed("national_fertility", year=FERTILITY_YEAR).set_index("age")["value"]
    rates[rows.index.to_numpy(dtype=int)] = rows.to_numpy(dtype=float)
    pattern = one_january(rates)
    pattern[:15] = 0.0
    return pattern * one("national_indicators", measure="total_fertility", year=FERTILITY_YEAR) / pattern.sum()


def fertility_trend() -> Floats:
    """Return total fertility relative to 2023 on 1 January of ``YEARS``: the mean of the years before and after."""
    totals = observed("national_indicators", measure="total_fertility").set_index("year")["value"]
    around = [(totals[year - 1] + totals[year]) / 2.0 for year in YEARS]
    return np.array(around) / totals[FERTILITY_YEAR]
