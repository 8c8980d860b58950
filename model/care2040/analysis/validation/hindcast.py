"""A look back: a run from 1 January 2016 laid beside what was counted until 2024.

Residents and homes are what was counted on each 1 January of those years; how far a year of the model's own flows is
from the next count is the size of its miss. All else is simulated. Residents are also left to the model alone, from
2016 and from 2021 on, with homes as counted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from care2040.analysis.observations.register import Register, Series, day_of, load
from care2040.analysis.observed import Compared, Counts, observed, rows_of
from care2040.engine.batch.integrate import integrate
from care2040.engine.batch.trajectories import Trajectories
from care2040.engine.simulation.simulate import for_any_run
from care2040.files import package_files
from care2040.inputs.parameters import parameter_set as reading
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.path_maker import paths
from care2040.language.axes import AXES, BASE_YEAR, RUN_IN
from care2040.language.readings import city_reading
from care2040.sectors import load_model

START, END = RUN_IN, BASE_YEAR
SHORTER = 2021
"""From this year on residents are left alone a second time: the schedules of moving were fitted to the years after."""
RESIDENTS = "residents_counted"
MOVES = {
    "births": ("births",),
    "deaths": ("deaths", "newborn_deaths"),
    "arrivals": ("arrivals",),
    "departures": ("departures",),
}
TOTALS = {"residents_cbs": ("residents",), "homes": ("homes",)}
"""What is counted in the city to the quantities of the model that make it up."""
GAINS = {"residents": ("births", "arrivals"), "homes": ("completions",)}
LOSSES = {"residents": ("deaths", "newborn_deaths", "departures"), "homes": ("withdrawals",)}
"""Counted stock to the flows that come in and go out."""


@dataclass(frozen=True)
class Alone:
    """What the model makes of residents by itself from a year on."""

    since: int
    bands: tuple[Compared, ...]
    moves: tuple[Compared, ...]
    totals: tuple[Compared, ...]


@dataclass(frozen=True)
class Hindcast:
    """What the model makes of the years that were counted.

    Attributes
    ----------
    simulated : tuple of Compared
        What nothing forces: the series of the register, in every year in which they were counted.
    moves : tuple of Compared
        Births, deaths and moves, from the residents that were counted.
    misses : tuple of Compared
        Residents and homes at the end of a year of the model's own flows, and as counted: what the count corrects.
    longer, shorter : Alone
        Residents by the model alone.
    breaks : mapping of str to int
        What is simulated to the year from which it was counted another way.
    """

    simulated: tuple[Compared, ...]
    moves: tuple[Compared, ...]
    misses: tuple[Compared, ...]
    longer: Alone
    shorter: Alone
    breaks: Mapping[str, int]


def hindcast(folder: Path | None = None) -> Hindcast:
    """Run the model over the years that were counted, and lay the count beside it."""
    folder = folder or package_files.package_folder("parameters")
    run = LookingBack(folder, END)
    counted = {(TOTALS[name][0], year): value for (name, year), value in run.counted.items() if name in TOTALS}
    misses = tuple(
        Compared(name, year, counted[name, year], run.without_count(name, year))
        for name in GAINS
        for year in range(START + 1, END + 1)
        if (name, year) in counted
    )
    simulated = tuple(one for series in run.simulated for one in run.beside(series))
    alone = (LookingBack(folder, START).alone(), LookingBack(folder, SHORTER).alone())
    breaks = {one.title.en: one.breaks[0].year for one in run.register.series.values() if one.breaks}
    return Hindcast(simulated, run.moves(), misses, *alone, breaks)


def beside_count(folder: Path, name: str, year: float) -> tuple[Compared, float] | None:
    """Return a count of a series, what unchanged policy makes of it and by how many standard errors that is more.

    Nothing when it was counted before the run, or is nought.
    """
    run = LookingBack(folder, END, max(END, int(year)))
    series = run.register.series[name]
    found = run.by_count(series).get(day_of(series, year))
    return (found, found.difference / series.error) if found and found.counted else None


@dataclass(frozen=True)
class LookingBack:
    """A run from 2016 to a last year in which residents are counted until a year, and left alone from then on."""

    folder: Path
    until: int
    last: int = END

    @cached_property
    def found(self) -> Trajectories:
        """All quantities of the run."""
        given = counted_until(reading.load(self.folder), self.until)
        base = paths(given, (), START, self.last + 2)
        system, code = for_any_run(load_model(self.folder), "district", given, frozenset(base.varying))
        return integrate(system, base, code=code)

    @cached_property
    def counted(self) -> Counts:
        """Residents and homes as counted."""
        names = ("population_history", "dwellings_history")
        return {key: value for name in names for key, value in observed(self.folder, name).items()}

    @cached_property
    def register(self) -> Register:
        """The series that are laid beside the run."""
        return load(self.folder, load_model(self.folder))

    @property
    def simulated(self) -> list[Series]:
        """The series of the register but for residents, homes and moves, which are told of apart."""
        return [one for one in self.register.series.values() if one.measure not in {*MOVES, *TOTALS}]

    def of_the_city(self, name: str, year: int) -> float:
        """Return a quantity of the whole city on 1 January, or a flow over the year."""
        city = city_reading(name)
        values = self.found.values[city if city in self.found.values else name]
        return float(values[self.found.years.index(year)].sum())

    def without_count(self, name: str, year: int) -> float:
        """Return what the flows of the year before made of a stock that is counted."""
        before = self.of_the_city(name, year - 1)
        gained, lost = (sum(self.of_the_city(one, year - 1) for one in ends[name]) for ends in (GAINS, LOSSES))
        return before + gained - lost

    def of_series(self, series: Series, year: int) -> float:
        """Return what the run makes of a series on a 1 January, in its district or the city, of its member or whole."""
        if not series.member and not series.district:
            return self.of_the_city(series.name_of_quantity, year)
        axes = load_model(self.folder).askable[series.name_of_quantity].axes
        names = {series.member, series.district} - {""}
        members = [[str(one) for one in AXES[axis]] for axis in axes]
        place = tuple(next((own.index(one) for one in names if one in own), slice(None)) for own in members)
        return float(self.found.values[series.name_of_quantity][self.found.years.index(year)][place].sum())

    def beside(self, series: Series) -> list[Compared]:
        """Lay a series beside the run on every day on which, or in every year over which, it was counted."""
        return [*self.by_count(series).values()]

    def by_count(self, series: Series) -> dict[float, Compared]:
        """Return the day or year of each count that lies in the run to what the run makes of it."""
        found = {}
        for one in self.register.of(series):
            year = int(one.year)
            if not START <= one.year < self.last + 1:
                continue
            part = 0.5 if series.day == "year" else one.year - year
            before, after = (self.of_series(series, day) for day in (year, year + 1))
            found[one.year] = Compared(series.title.en, year, one.value, before * (1 - part) + after * part)
        if series.index and found:
            first = next(iter(found.values()))
            found = {
                day: replace(one, counted=one.counted / first.counted, model=one.model / first.model)
                for day, one in found.items()
            }
        return found

    def moves(self) -> tuple[Compared, ...]:
        """Lay births, deaths and moves beside what was counted, each in the years of its counts."""
        return wholes(self.found, self.counted, MOVES, range(START, END))

    def alone(self) -> Alone:
        """Return what the model makes of residents since it was left alone."""
        days = [day for day in range(self.until, END + 1) if ("residents_cbs", day) in self.counted]
        bands = [
            band
            for year in days
            for band in bands_on(self.folder, self.found, year, self.counted["residents_cbs", year])
        ]
        moves = tuple(one for one in self.moves() if one.year >= self.until)
        totals = wholes(self.found, self.counted, {"residents_cbs": TOTALS["residents_cbs"]}, days)
        return Alone(self.until, tuple(bands), moves, totals)


def counted_until(parameters: Parameters, year: int) -> Parameters:
    """Return the parameters with residents counted no longer than a year."""
    whole = parameters[RESIDENTS]
    kept = tuple(one for one in whole.years if one <= year)
    cut = replace(whole, years=kept, value=np.array(whole.value[..., : len(kept)]))
    return Parameters(cut if name == RESIDENTS else one for name, one in parameters.items())


def bands_on(folder: Path, found: Trajectories, year: int, residents: float) -> list[Compared]:
    """Compare the municipal age bands on 1 January, scaled so that they add up to `residents`, with the model."""
    rows = [row for row in rows_of(folder, "age_bands") if int(row["year"]) == year]
    if not rows:
        return []
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
        if (measure, year) in counted
    )
