"""A look back: the model from 1 January 2021 to 1 January 2024, beside what was counted in those years."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from care2040.engine.simulation.integrate import integrate
from care2040.engine.simulation.simulate import system_of
from care2040.engine.simulation.trajectories import Trajectories
from care2040.files import package_files
from care2040.inputs.parameters import csv_table
from care2040.inputs.parameters import parameter_set as reading
from care2040.inputs.parameters.distributions import Floats
from care2040.inputs.parameters.parameter import Parameter
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.path_maker import paths
from care2040.sectors import load_model

Counts = dict[tuple[str, float], float]
"""Measure and year to what was counted."""

START, END = 2021, 2024
MOVES = {
    "births": ("births",),
    "deaths": ("deaths", "newborn_deaths"),
    "arrivals": ("arrivals",),
    "departures": ("departures",),
}
TOTALS = {"residents_cbs": ("residents",), "homes": ("homes",)}
"""What is counted in the city to the quantities of the model that make it up."""


@dataclass(frozen=True)
class Compared:
    """A count and what the model makes of it."""

    what: str
    year: int
    counted: float
    model: float

    @property
    def difference(self) -> float:
        """Model over count, less one."""
        return self.model / self.counted - 1


@dataclass(frozen=True)
class Hindcast:
    """What the model makes of the years that were counted."""

    bands: tuple[Compared, ...]
    moves: tuple[Compared, ...]
    totals: tuple[Compared, ...]


def hindcast(folder: Path | None = None) -> Hindcast:
    """Run the model over the years that were counted, and lay the count beside it."""
    folder = folder or package_files.package_folder("parameters")
    found, counted, bands = _run(folder, as_in_the_past(folder), START)
    days = range(START, END + 1)
    return Hindcast(bands, wholes(found, counted, MOVES, days[:-1]), wholes(found, counted, TOTALS, days))


def _run(folder: Path, past: Parameters, start: int) -> tuple[Trajectories, Counts, tuple[Compared, ...]]:
    """Return a run from a year on, what was counted in those years, and the age bands of both beside each other."""
    base = paths(past, (), start, END + 1)
    system = system_of(load_model(), "district", past, frozenset(base.varying))
    wanted = sum([*MOVES.values(), *TOTALS.values()], ())
    found = integrate(system, base, keep=lambda name, axes: name in wanted)
    counted = {**observed(folder, "population_history"), **observed(folder, "dwellings_history")}
    days = range(start, END + 1)
    bands = [band for year in days for band in bands_on(folder, found, year, counted["residents_cbs", year])]
    return found, counted, tuple(bands)


def as_in_the_past(folder: Path) -> Parameters:
    """Return the shipped parameters with what is known of 2021 to 2024 in their place.

    Those are residents and homes at the start, the trends of mortality and fertility, and homes built at an even pace
    that gives the net additions of the three years together.
    """
    shipped = reading.load(folder)
    counted = observed(folder, "dwellings_history")
    first, last = counted["homes", START], counted["homes", END]
    built = (last - first) / (END - START) + float(shipped["withdrawal_rate"].value) * (first + last) / 2
    path, capacity = shipped["construction_capacity_path"].value, float(shipped["construction_capacity"].value)
    known = {"construction_capacity_path": np.full_like(path, built / capacity)}
    known |= {f"{name}_at_start": column(folder, f"{name}_{START}", name) for name in ("residents", "homes")}
    known |= {name: column(folder, name, f"{name}_observed") for name in ("mortality_trend", "fertility_trend")}
    return Parameters(replace(each, value=known.get(each.name, each.value)) for each in shipped.values())


def column(folder: Path, table: str, name: str) -> csv_table.Floats:
    """Return a column of a table of the parameters."""
    return csv_table.read(folder / "tables" / f"{table}.csv").columns[name]


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of an observed series."""
    with (folder / "observed" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def observed(folder: Path, name: str) -> Counts:
    """Return measure and year, or quarter of a year, to value of an observed series."""
    return {(row["measure"], float(row["year"])): float(row["value"]) for row in rows_of(folder, name)}


def bands_on(folder: Path, found: Trajectories, year: int, residents: float) -> list[Compared]:
    """Compare the municipal age bands on 1 January, scaled so that they add up to `residents`, with the model."""
    rows = [row for row in rows_of(folder, "age_bands") if int(row["year"]) == year]
    scale = residents / sum(float(row["value"]) for row in rows)
    by_age = found.values["residents"][found.years.index(year)].sum(axis=(0, 2, 3))
    return [
        Compared(f"{first}-{last}", year, float(row["value"]) * scale, float(by_age[first : last + 1].sum()))
        for row in rows
        for first, last in [(int(row["age_from"]), int(row["age_to"]))]
    ]


def _whole(found: Trajectories, name: str, year: int) -> float:
    return float(found.values[name][found.years.index(year)].sum())


def wholes(
    found: Trajectories,
    counted: Counts,
    made_of: Mapping[str, tuple[str, ...]],
    years: Iterable[int],
) -> tuple[Compared, ...]:
    """Compare what is counted of the whole city with the quantities that make it up; the first of them names it."""
    return tuple(
        Compared(names[0], year, counted[measure, year], sum(_whole(found, name, year) for name in names))
        for measure, names in made_of.items()
        for year in years
    )


LONGER_START = 2016
HOMES_SINCE = 2017
"""The first year of the present series of homes."""


def hindcast_longer(folder: Path | None = None) -> Hindcast:
    """Run the model from 2016, and lay what was counted beside it.

    Put in are: the residents of 2021, of each district, age and sex, scaled to the seven municipal age bands of 2016,
    for nothing finer was found; the homes of 2021 scaled to those of 2016, which are the homes of 2017 less the net
    additions of that year, because the series breaks there; homes built at an even pace; mortality before 2021 at the
    level of 2021 without its excess, fertility before 2021 as that of the Netherlands moved.
    """
    folder = folder or package_files.package_folder("parameters")
    found, counted, bands = _run(folder, _as_in_2016(folder), LONGER_START)
    days = range(LONGER_START, END + 1)
    residents = wholes(found, counted, {"residents_cbs": TOTALS["residents_cbs"]}, days)
    homes = wholes(found, counted, {"homes": TOTALS["homes"]}, range(HOMES_SINCE, END + 1))
    years = [year for year in days if all((measure, year) in counted for measure in MOVES)]
    return Hindcast(bands, wholes(found, counted, MOVES, years), residents + homes)


def _as_in_2016(folder: Path) -> Parameters:
    past = as_in_the_past(folder)
    counted = observed(folder, "dwellings_history")
    first = counted["homes", HOMES_SINCE] - counted["net_change", HOMES_SINCE]
    built = (counted["homes", END] - first) / (END - LONGER_START)
    built += float(past["withdrawal_rate"].value) * (first + counted["homes", END]) / 2
    path = past["construction_capacity_path"]
    births = observed(folder, "national_indicators")
    born = {year: births["total_fertility", year] for year in range(LONGER_START, START + 1)}
    known = {
        "residents_at_start": _scaled_to_bands(folder, past["residents_at_start"].value),
        "homes_at_start": past["homes_at_start"].value * first / counted["homes", START],
        "construction_capacity_path": np.full_like(path.value, built / float(past["construction_capacity"].value)),
    }
    changed = {name: replace(past[name], value=value) for name, value in known.items()}
    calm = float(column(folder, "mortality_trend", "mortality_trend")[0])
    changed["mortality_trend"] = _since_2016(past["mortality_trend"], np.full(START - LONGER_START, calm))
    rates = np.array([born[year] / born[START] for year in range(LONGER_START, START)])
    fertility = past["fertility_trend"]
    changed["fertility_trend"] = _since_2016(fertility, rates * fertility.value[0])
    return Parameters(changed.get(name, parameter) for name, parameter in past.items())


def _since_2016(parameter: Parameter, before: Floats) -> Parameter:
    """Return a trend that begins in 2016."""
    years = (*range(LONGER_START, START), *parameter.years)
    return replace(parameter, years=years, value=np.concatenate([before, parameter.value]))


def _scaled_to_bands(folder: Path, residents: Floats) -> Floats:
    """Return residents (district, age, sex) scaled to the municipal age bands of 2016, and these to the CBS total."""
    rows = [row for row in rows_of(folder, "age_bands") if int(row["year"]) == LONGER_START]
    whole = observed(folder, "population_history")["residents_cbs", LONGER_START] / sum(
        float(row["value"]) for row in rows
    )
    scaled = residents.copy()
    for row in rows:
        ages = slice(int(row["age_from"]), int(row["age_to"]) + 1)
        scaled[:, ages] *= float(row["value"]) * whole / residents[:, ages].sum()
    return scaled
