"""Write the golden numbers again: ``python tests/golden/refresh.py``, and say in ``CHANGELOG.md`` why they moved.

A golden table holds the indicators of the city that an experiment asks for, by policy and scenario, in a few years, to
six significant digits; where there is one policy only, every other indicator of the model too.
``tests/whole/test_golden.py`` compares with it what the model gives today.
"""

import csv
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import xarray as xr

from care2040.engine.simulation.simulate import run
from care2040.files.package_files import package_folder
from care2040.inputs.calibration_targets import TARGETS, read_plan
from care2040.inputs.experiments.experiment import load
from care2040.results.series import series
from care2040.study.project import open_project, shipped_experiments

FOLDER = Path(__file__).parent
EXPERIMENTS = tuple(sorted(shipped_experiments()))
YEARS = (2024, 2030, 2035, 2040)
DIGITS = 6
DRAWS = 3
"""Of an experiment with many draws the first ones: each is the same whatever their number."""
COMMAND = "python tests/golden/refresh.py"

Key = tuple[str, str, str]
Table = dict[Key, tuple[float, ...]]
"""Scenario (or policy and scenario), indicator and unit to the values in the years."""


def today(name: str) -> Table:
    """Return what the model gives for an experiment today: what it asks for, and every other indicator of the model."""
    house = open_project()
    experiment = load(shipped_experiments()[name], house.parameters, house.known)
    experiment = replace(experiment, draws=min(experiment.draws, DRAWS))
    carriers = read_plan(package_folder("parameters") / TARGETS, house.parameters).carriers
    more = house.model.indicators if len(experiment.policies) == 1 else ()
    asked = tuple(dict.fromkeys((*experiment.indicators, *more)))
    asking = replace(experiment, indicators=asked)
    return dict(_rows(run(house.model, asking, house.parameters, names=asked, carriers=carriers)))


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
    """Return the golden table of an experiment."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    return {(scenario, indicator, unit): tuple(map(float, values)) for scenario, indicator, unit, *values in rows}


def write(name: str, table: Table) -> None:
    """Write the golden table of an experiment."""
    with (FOLDER / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["scenario", "indicator", "unit", *YEARS])
        for key, values in sorted(table.items()):
            writer.writerow([*key, *(f"{value:.{DIGITS}g}" for value in values)])


def main() -> None:
    """Write every table, and say which numbers moved most."""
    for name in EXPERIMENTS:
        new = today(name)
        old = written(name) if (FOLDER / f"{name}.csv").is_file() else {}
        write(name, new)
        moved = {key: _largest_move(old[key], values) for key, values in new.items() if key in old}
        print(f"{name}: {len(new)} rows, {len(new.keys() - old.keys())} new, {len(old.keys() - new.keys())} gone")
        for key in sorted(moved, key=moved.__getitem__, reverse=True)[:10]:
            if moved[key] > 10.0 ** (1 - DIGITS):
                print(f"  {key[0]}, {key[1]}: moved by up to {moved[key]:.2%}")
    print("Say in CHANGELOG.md which results moved, when, by how much and why.")


def _largest_move(old: tuple[float, ...], new: tuple[float, ...]) -> float:
    return max(abs(a - b) / max(abs(a), abs(b), sys.float_info.min) for a, b in zip(old, new, strict=True))


if __name__ == "__main__":
    main()
