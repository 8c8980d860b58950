"""What can be read in the year of a decision: something that is counted, as known then, with its error."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

from care2040.engine.compiler.trace import Array
from care2040.language.axes import whole_city
from care2040.results.series import of_quantity

MONEY = "euro"
TINY = 1e-9


@dataclass(frozen=True)
class Count:
    """Something that can be read.

    Attributes
    ----------
    name : str
        A quantity, with its member after a dot.
    quantity : str
        The quantity alone.
    error : float
        Standard error of a count, as a part of it.
    counted : bool
        Whether the register has counts of it; what is not counted yet could be begun.
    """

    name: str
    quantity: str
    error: float
    counted: bool


def readings(
    dataset: xr.Dataset, counts: tuple[Count, ...], policy: str, scenario: str, year: int, seed: int
) -> Mapping[str, Array]:
    """Return what is read on 1 January of a year in each draw, by name: a flow is that of the year that is over.

    Every count has its error, which differs from draw to draw. What is the same in all draws, or money, tells nothing.
    """
    found = {}
    for one in counts:
        for values, kind in _series(dataset, one):
            at = year - 1 if kind == "flow" else year
            if at < int(values["year"][0]):
                continue
            read = np.asarray(values.sel(policy=policy, scenario=scenario, year=at).values, dtype=np.float64)
            size = float(np.abs(read).max())
            if np.isfinite(read).all() and np.ptp(read) > TINY * size:
                random = np.random.default_rng([seed, year, *one.name.encode()])
                found[one.name] = read * np.exp(one.error * random.standard_normal(read.size))
    return found


def _series(dataset: xr.Dataset, one: Count) -> Iterator[tuple[xr.DataArray, str]]:
    """Give the city's values of something by (policy, scenario, draw, year), with its kind."""
    if one.quantity not in dataset:
        return
    values = dataset[one.quantity]
    if MONEY in str(values.attrs["units"]):
        return
    for series in of_quantity(values):
        if series.name == one.name:
            yield series.values.sel(area=whole_city()), str(values.attrs["kind"])
