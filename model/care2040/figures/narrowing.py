"""A result as a figure sees it: with the scenario asked for in front, and up to the year asked for."""

import xarray as xr

from care2040.figures.canvas.errors import CannotDrawError
from care2040.files.problems import did_you_mean
from care2040.inputs.experiments.written.asked_figure import SINGULARS, AskedFigure

AXES_ASKED = {"policies": "policy", "scenarios": "scenario", "districts": "area", "parameters": "parameter"}
"""Option to the dim along which its names stand."""


def narrowed(dataset: xr.Dataset, asked: AskedFigure) -> xr.Dataset:
    """Return a result up to the year asked for, the scenarios asked for in front of the others.

    Raises
    ------
    CannotDrawError
        When the result lacks a name or the year that is asked for, with the nearest name.
    """
    for option, dim in AXES_ASKED.items():
        held = list(map(str, dataset[dim].values)) if dim in dataset.dims else []
        for name in getattr(asked, option):
            if name not in held:
                nearest = did_you_mean(name, held) if held else "run at resolution district" if dim == "area" else ""
                lacks = f"the result holds no {SINGULARS[option]} '{name}'"
                raise CannotDrawError(f"{lacks}; {nearest}" if nearest else lacks)
    for name in asked.indicators:
        if name not in dataset:
            known = [str(known) for known in dataset.data_vars]
            raise CannotDrawError(f"the result holds no indicator '{name}'; {did_you_mean(name, known)}")
    if asked.year is not None:
        years = [int(year) for year in dataset["year"].values]
        if asked.year not in years:
            raise CannotDrawError(f"the result holds no year {asked.year}; it has {years[0]} to {years[-1]}")
        dataset = dataset.sel(year=years[: years.index(asked.year) + 1])
    if asked.scenarios:
        others = [name for name in map(str, dataset["scenario"].values) if name not in asked.scenarios]
        dataset = dataset.sel(scenario=[*asked.scenarios, *others])
    return dataset
