"""A run as netCDF, with the attributes of the CF conventions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xarray as xr
from xarray.conventions import encode_cf_variable, encode_dataset_coordinates

from care2040.results.manifest import maker

if TYPE_CHECKING:
    import netCDF4

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
    """Write a run, with its attributes, as netCDF; ``dimensionless`` is written ``1``, as the CF conventions do.

    Everything is declared before the first number is written: after each number the library writes anew what is
    declared, which for hundreds of quantities takes four times as long as the numbers do.
    """
    import netCDF4

    variables, attributes = encode_dataset_coordinates(dataset)
    with netCDF4.Dataset(path, "w") as file:
        file.setncatts(attributes)
        for name, size in dataset.sizes.items():
            file.createDimension(str(name), size)
        places = {name: _declared(file, str(name), variable) for name, variable in variables.items()}
        for name, place in places.items():
            place.set_auto_mask(False)
            place[...] = variables[name].values.astype(object if _is_text(variables[name]) else place.dtype)


def _declared(file: netCDF4.Dataset, name: str, variable: xr.Variable) -> netCDF4.Variable[Any]:
    """Declare a quantity, and none of its numbers: those may be more than memory holds for all of them."""
    none = encode_cf_variable(variable.isel(dict.fromkeys(variable.dims, slice(0, 0))).drop_encoding(), name=name)
    fill = none.attrs.pop("_FillValue", None)
    unit = none.attrs.get("units")
    attributes = none.attrs | ({"units": "1"} if unit == "dimensionless" else {})
    dims = [str(dim) for dim in variable.dims]
    if _is_text(variable):
        place = file.createVariable(name, str, dims)
    else:
        kind = none.dtype.newbyteorder("=")
        place = file.createVariable(name, kind, dims, zlib=bool(dims), complevel=1, shuffle=True, fill_value=fill)
    place.setncatts(attributes)
    return place


def _is_text(variable: xr.Variable) -> bool:
    return variable.dtype.kind in "OU"
