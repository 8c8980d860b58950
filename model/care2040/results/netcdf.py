"""A run as netCDF, with the attributes of the CF conventions."""

from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import xarray as xr

from care2040.results.manifest import maker

AT_ONCE = 2**26
"""Bytes of numbers that are held while they are written."""
COORDINATES = {
    "policy": ("policy, what is chosen", "1"),
    "scenario": ("scenario, what happens to the city", "1"),
    "draw": ("draw from the ranges of the parameters", "1"),
    "year": ("calendar year: stocks and ratios on its 1 January, flows over the year", "year"),
    "area": ("the city or one of its districts", "1"),
    "district": ("district of the city", "1"),
    "age": ("age on 1 January, the last is open", "year"),
    "worker_age": ("age of workers on 1 January, the last is open", "year"),
    "training_year": ("year of study", "1"),
}


def with_attributes(dataset: xr.Dataset, facts: Mapping[str, Any]) -> xr.Dataset:
    """Return a run with the attributes of the CF conventions; the values are shared, not copied."""
    out = dataset.copy()
    out.attrs = {
        **dataset.attrs,
        "Conventions": "CF-1.11",
        "source": maker(facts),
        "history": f"{facts['started']} {' '.join(facts['command'])}",
    }
    for name in out.coords:
        long_name, unit = COORDINATES.get(str(name), (str(name).replace("_", " "), "1"))
        out[name].attrs = {"long_name": long_name, "units": unit} | out[name].attrs
    return out


def write_netcdf(dataset: xr.Dataset, path: Path) -> None:
    """Write a run, with its attributes, as netCDF; ``dimensionless`` is written ``1``, as the CF conventions do."""
    out = dataset.copy()
    for values in out.variables.values():
        if values.attrs["units"] == "dimensionless":
            values.attrs["units"] = "1"
    packed = {"zlib": True, "complevel": 1, "shuffle": True}
    for part in _parts(out):
        numbers = [name for name in part if out.variables[name].dtype.kind != "U"]
        mode: Literal["w", "a"] = "a" if path.exists() else "w"
        out[part].to_netcdf(path, mode, engine="netcdf4", encoding=dict.fromkeys(numbers, packed))


def _parts(dataset: xr.Dataset) -> Iterator[list[Hashable]]:
    """Give the names of quantities in parts that fit in memory, however many draws there are."""
    part: list[Hashable] = []
    for name in dataset.data_vars:
        sizes = sum(dataset.variables[one].nbytes for one in (*part, name))
        if part and sizes > AT_ONCE:
            yield part
            part = []
        part.append(name)
    yield part
