"""A longer look back: from 1 January 2016, as far as data allow, to 1 January 2024."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from care2040 import rooms
from care2040.hindcast import END, MOVES, TOTALS, Hindcast, as_in_the_past, bands_on, column, observed, rows_of, wholes
from care2040.hindcast import START as KNOWN_WHOLE
from care2040.integrate import integrate
from care2040.model import load_model
from care2040.parameter import Parameter
from care2040.parameters import Parameters
from care2040.policies import paths
from care2040.simulate import system_of
from care2040.spreads import Floats

START = 2016
HOMES_SINCE = 2017
"""The first year of the present series of homes."""


def hindcast_longer(folder: Path | None = None) -> Hindcast:
    """Run the model from 2016, and lay what was counted beside it.

    Put in are: the residents of 2021, of each district, age and sex, scaled to the seven municipal age bands of 2016,
    for nothing finer was found; the homes of 2021 scaled to those of 2016, which are the homes of 2017 less the net
    additions of that year, because the series breaks there; homes built at an even pace; mortality before 2021 at the
    level of 2021 without its excess, fertility before 2021 as that of the Netherlands moved.

    Parameters
    ----------
    folder : Path, optional
        The parameters; those of the package or the checkout when left out.
    """
    folder = folder or rooms.room("parameters")
    past = _as_in_2016(folder)
    base = paths(past, (), START, END + 1)
    system = system_of(load_model(), "district", past, frozenset(base.varying))
    wanted = sum([*MOVES.values(), *TOTALS.values()], ())
    found = integrate(system, base, keep=lambda name, axes: name in wanted)
    counted = {**observed(folder, "population_history"), **observed(folder, "dwellings_history")}
    days = range(START, END + 1)
    bands = [band for year in days for band in bands_on(folder, found, year, counted["residents_cbs", year])]
    residents = wholes(found, counted, {"residents_cbs": TOTALS["residents_cbs"]}, days)
    homes = wholes(found, counted, {"homes": TOTALS["homes"]}, range(HOMES_SINCE, END + 1))
    years = [year for year in days if all((measure, year) in counted for measure in MOVES)]
    return Hindcast(tuple(bands), wholes(found, counted, MOVES, years), residents + homes)


def _as_in_2016(folder: Path) -> Parameters:
    past = as_in_the_past(folder)
    counted = observed(folder, "dwellings_history")
    first = counted["homes", HOMES_SINCE] - counted["net_change", HOMES_SINCE]
    built = (counted["homes", END] - first) / (END - START)
    built += float(past["withdrawal_rate"].value) * (first + counted["homes", END]) / 2
    path = past["construction_capacity_path"]
    births = observed(folder, "national_indicators")
    born = {year: births["total_fertility", year] for year in range(START, KNOWN_WHOLE + 1)}
    known = {
        "residents_at_start": _scaled_to_bands(folder, past["residents_at_start"].value),
        "homes_at_start": past["homes_at_start"].value * first / counted["homes", KNOWN_WHOLE],
        "construction_capacity_path": np.full_like(path.value, built / float(past["construction_capacity"].value)),
    }
    changed = {name: replace(past[name], value=value) for name, value in known.items()}
    calm = float(column(folder, "mortality_trend", "mortality_trend")[0])
    changed["mortality_trend"] = _since_2016(past["mortality_trend"], np.full(KNOWN_WHOLE - START, calm))
    rates = np.array([born[year] / born[KNOWN_WHOLE] for year in range(START, KNOWN_WHOLE)])
    fertility = past["fertility_trend"]
    changed["fertility_trend"] = _since_2016(fertility, rates * fertility.value[0])
    return Parameters(changed.get(name, parameter) for name, parameter in past.items())


def _since_2016(parameter: Parameter, before: Floats) -> Parameter:
    """Return a trend that begins in 2016."""
    years = (*range(START, KNOWN_WHOLE), *parameter.years)
    return replace(parameter, years=years, value=np.concatenate([before, parameter.value]))


def _scaled_to_bands(folder: Path, residents: Floats) -> Floats:
    """Return residents (district, age, sex) scaled to the municipal age bands of 2016, and these to the CBS total."""
    rows = [row for row in rows_of(folder, "age_bands") if int(row["year"]) == START]
    whole = observed(folder, "population_history")["residents_cbs", START] / sum(float(row["value"]) for row in rows)
    scaled = residents.copy()
    for row in rows:
        ages = slice(int(row["age_from"]), int(row["age_to"]) + 1)
        scaled[:, ages] *= float(row["value"]) * whole / residents[:, ages].sum()
    return scaled
