"""The points of an ensemble: by what design they were laid, which of them count, and what an indicator is at each.

A point counts when its run came through under every policy and scenario, so that all are compared on the same points.
Designs whose points belong together (the blocks of Saltelli, the trajectories of Morris) lose all of such a group.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from care2040.files.problems import did_you_mean
from care2040.results.series import of_quantity
from care2040.results.valid_draws import (
    CannotAnalyse,
    Mask,
    block_size,
    came_through,
    design_of,
    refuse_many,
    swept_in,
    whole_blocks,
)

Array = npt.NDArray[np.float64]

MORRIS_LEVELS = 4
"""Levels of a Morris design that does not say how many it has."""


@dataclass(frozen=True)
class Points:
    """The points of an ensemble that count."""

    method: str  # sobol, morris, grid, latin_hypercube, monte_carlo or file
    names: tuple[str, ...]  # parameters that differ between points
    units: Array  # (point, parameter), of those that count: cumulative probabilities
    drawn: Array  # (point, parameter), of those that count: values, or factors on a table
    kept: Mask  # (draw,): which points of the result these are
    failed: int  # points whose run failed under some policy or scenario
    seed: int
    levels: int

    @property
    def left_out(self) -> int:
        """Points that do not count: those that failed, and those that belong with them."""
        return int((~self.kept).sum())

    @property
    def block(self) -> int:
        """How many points in a row belong together."""
        return block_size(self.method, len(self.names))


def points_of(dataset: xr.Dataset) -> Points:
    """Return the points of a result that count."""
    if "units" not in dataset or "drawn" not in dataset:
        raise CannotAnalyse("the result does not hold 'units' and 'drawn', the points at which it was run")
    design = design_of(dataset)
    names = swept_in(dataset)
    method, total = str(design["method"]), dataset.sizes["draw"]
    block = block_size(method, len(names))
    if not names or total % block:
        wanted = f"groups of {block} points, one for each of {len(names)} parameters and what belongs with them"
        raise CannotAnalyse(f"{total} points are no {method} design: it comes in {wanted}")
    good = came_through(dataset)
    refuse_many(good)
    kept = whole_blocks(good, block)
    where = {"draw": np.flatnonzero(kept)}
    arrays = [dataset[name].transpose("draw", "parameter").sel(parameter=list(names)) for name in ("units", "drawn")]
    units, drawn = (values.isel(where).values.astype(float) for values in arrays)
    levels = design.get("levels", MORRIS_LEVELS)
    seed = design.get("seed", dataset.attrs.get("seed", 0))
    return Points(method, names, units, drawn, kept, int((~good).sum()), int(str(seed)), int(str(levels)))


def at(dataset: xr.Dataset, indicator: str, year: int) -> xr.DataArray:
    """Return an indicator of the city in a year, dims (policy, scenario, draw); failed points included."""
    if indicator not in dataset:
        hint = did_you_mean(indicator, [str(name) for name in dataset.data_vars], "")
        raise CannotAnalyse(f"the result does not hold '{indicator}'{f'; {hint}' if hint else ''}")
    years = dataset["year"].values.tolist()
    if year not in years:
        raise CannotAnalyse(f"the result does not hold the year {year}; it has {', '.join(map(str, years))}")
    whole = next(of_quantity(dataset[indicator]))
    if whole.name != indicator:
        raise CannotAnalyse(f"'{indicator}' is no one number for the city")
    return whole.city.sel(year=year, drop=True).transpose("policy", "scenario", "draw").assign_attrs(units=whole.unit)


def counted(values: xr.DataArray, kept: Mask) -> Array:
    """Return an indicator at the points that count, shape (policy, scenario, point); all of them have to be numbers."""
    told: Array = values.isel(draw=np.flatnonzero(kept)).values.astype(float)
    if not np.isfinite(told).all():
        raise CannotAnalyse(f"'{values.name}' holds values that are not numbers in runs that came through")
    return told
