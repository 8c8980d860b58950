"""What ``care2040 explain --result`` shows: the course of a quantity in a result, as numbers and as a small line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from care2040.study.project import Project

if TYPE_CHECKING:
    import xarray as xr

BARS = "▁▂▃▄▅▆▇█"
SHOWN = 4
"""Years that are told in numbers."""


def course(name: str, result: Path, project: Project) -> Iterator[tuple[str, str]]:
    """Give a line for each policy and scenario of a result: a small line of bars, and the value in a few years."""
    from care2040.files.problems import InvalidInput, Problem
    from care2040.results import load

    folder = load.folder_of(result)
    dataset = load.load(folder)
    if name not in dataset:
        kind = project.model.equations[name].kind if name in project.model.equations else "parameter"
        message = f"the result does not hold '{name}', a {kind}"
        hint = "run the experiment again without --indicator or a sweep: a run keeps every quantity but those by age"
        if kind in ("parameter", "reference"):
            hint = "a result holds what moves: stocks, flows, variables and indicators"
        raise InvalidInput([Problem(str(folder), 1, 1, "E932", message, hint)])
    values, how = together(dataset[name])
    yield f"in {result}", f"{how}; {dataset['year'].values[0]} to {dataset['year'].values[-1]}"
    years = dataset["year"].values
    chosen = [
        int(years[place]) for place in sorted({*(round(k * (len(years) - 1) / (SHOWN - 1)) for k in range(SHOWN))})
    ]
    for policy in values["policy"].values:
        for scenario in values["scenario"].values:
            series = values.sel(policy=policy, scenario=scenario)
            numbers = ", ".join(f"{year} {_number(float(series.sel(year=year)))}" for year in chosen)
            label = str(policy) if values.sizes["scenario"] == 1 else f"{policy}, {scenario}"
            yield label, f"{bars(series.values.tolist())}  {numbers}"


def together(values: xr.DataArray) -> tuple[xr.DataArray, str]:
    """Return a quantity with dims policy, scenario and year, and how its members and draws were taken together."""
    from care2040.language.axes import CITY
    from care2040.results.series import adds_up

    said = []
    if "area" in values.dims:
        values = values.sel(area=CITY)
    others = [str(dim) for dim in values.dims if dim not in ("policy", "scenario", "draw", "year")]
    if others:
        counted = adds_up(values.attrs["units"])
        said.append(f"{'added up' if counted else 'the mean'} over {', '.join(others)}")
        values = values.sum(others) if counted else values.mean(others)
    if values.sizes["draw"] > 1:
        said.append(f"median of {values.sizes['draw']} draws")
    return values.median("draw"), ", ".join(said) or "the city"


def bars(numbers: list[float]) -> str:
    """Return numbers as a row of bars, the lowest as the smallest; one that is not there as a blank."""
    known = [number for number in numbers if number == number]
    low, high = min(known, default=0.0), max(known, default=0.0)
    width = (high - low) or 1.0
    steps = len(BARS) - 1
    return "".join(BARS[round((number - low) / width * steps)] if number == number else " " for number in numbers)


def _number(value: float) -> str:
    text = f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.4g}"
    return text.replace("-", "−")
