"""The golden tables: what the model gave, what it gives today, and what moved between the two.

A golden table holds the indicators of the city that an experiment asks for, by policy and scenario, in a few years, to
six significant digits; where there is one policy only, every other indicator of the model too.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import xarray as xr

from care2040.engine.simulation.settings import RunSettings
from care2040.engine.simulation.simulate import run
from care2040.files.package_files import package_folder
from care2040.inputs.calibration_targets import TARGETS, read_plan
from care2040.inputs.experiments.experiment import load
from care2040.language.cities.layers import path_of
from care2040.results.series import series
from care2040.study.project import open_project
from care2040.study.shipped import shipped_experiments

FOLDER = Path(__file__).parents[2] / "tests" / "golden"
EXPERIMENTS = tuple(sorted(shipped_experiments()))
YEARS = (2024, 2030, 2035, 2040)
DIGITS = 6
DRAWS = 3
"""Of an experiment with many draws the first ones: each is the same whatever their number."""
CLOSE = 1e-5
"""Relative: half a unit of the sixth digit, and nothing that anyone computes differently."""
NOTHING = 1e-9
"""As a part of the largest value of the row: what is zero but for rounding."""

Key = tuple[str, str, str]
Table = dict[Key, tuple[float, ...]]
"""Scenario (or policy and scenario), indicator and unit to the values in the years."""


@dataclass(frozen=True)
class Moved:
    """A number that is not the golden one any more."""

    scenario: str
    indicator: str
    unit: str
    year: int
    old: float
    new: float

    @property
    def size(self) -> float:
        """The difference as a part of the larger of the two."""
        return abs(self.new - self.old) / max(abs(self.new), abs(self.old))

    @property
    def difference(self) -> str:
        """The difference as a percentage of what it was."""
        return f"{self.new / self.old - 1:+.3%}" if self.old else "from zero"

    def __str__(self) -> str:
        was, now = f"{self.old:.{DIGITS}g}", f"{self.new:.{DIGITS}g}"
        return f"{self.scenario}, {self.indicator} in {self.year}: {was} -> {now} {self.unit} ({self.difference})"


def moved(golden: Table, found: Table) -> list[Moved]:
    """Return every number that is not the golden one, of the rows that both tables have."""
    return [
        Moved(*key, year, was, now)
        for key in sorted(golden.keys() & found.keys())
        for year, was, now in zip(YEARS, golden[key], found[key], strict=True)
        if abs(now - was) > CLOSE * abs(was) + NOTHING * max(map(abs, golden[key]))
    ]


def today(name: str) -> Table:
    """Return what the model gives for an experiment today: what it asks for, and every other indicator of the model."""
    house = open_project()
    experiment = load(shipped_experiments()[name], house.parameters, house.known)
    experiment = replace(experiment, draws=min(experiment.draws, DRAWS))
    carriers = read_plan(path_of(package_folder("parameters"), TARGETS), house.parameters).carriers
    more = house.model.indicators if len(experiment.policies) == 1 else ()
    asked = tuple(dict.fromkeys((*experiment.indicators, *more)))
    asking = replace(experiment, indicators=asked)
    return dict(_rows(run(house.model, asking, house.parameters, settings=RunSettings(names=asked, carriers=carriers))))


def _rows(dataset: xr.Dataset) -> Iterator[tuple[Key, tuple[float, ...]]]:
    for part in series(dataset):
        city = part.city.sel(year=list(YEARS))
        for policy in city["policy"].values.tolist():
            for scenario in city["scenario"].values.tolist():
                for draw in city["draw"].values.tolist():
                    parts = [policy] * (city.sizes["policy"] > 1) + [scenario]
                    parts += [f"draw {draw + 1}"] * (city.sizes["draw"] > 1)
                    values = city.sel(policy=policy, scenario=scenario, draw=draw).transpose("year").values.tolist()
                    yield (" / ".join(parts), part.name, part.unit), tuple(values)


def written(name: str) -> Table:
    """Return the golden table of an experiment; an empty one when there is none yet."""
    path = FOLDER / f"{name}.csv"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    return {(scenario, indicator, unit): tuple(map(float, values)) for scenario, indicator, unit, *values in rows}


def write(name: str, table: Table) -> None:
    """Write the golden table of an experiment."""
    with (FOLDER / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["scenario", "indicator", "unit", *YEARS])
        for key, values in sorted(table.items()):
            writer.writerow([*key, *(f"{value:.{DIGITS}g}" for value in values)])
