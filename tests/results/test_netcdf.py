"""A result that is written as netCDF is the same result, and its numbers are read one quantity at a time."""

import numpy as np
import pytest
import xarray as xr

from care2040.results import netcdf


@pytest.fixture
def dataset():
    numbers = np.random.default_rng(2)
    dims = {"draw": 7, "year": 3, "district": 2}
    attrs = {"units": "person", "long_name": "Persons", "kind": "stock"}
    coords = {"draw": np.arange(7), "year": [2024, 2030, 2040], "district": ["west", "oost"]}
    found = {f"stock_{place}": (tuple(dims), numbers.random(tuple(dims.values())), attrs) for place in range(5)}
    found["city"] = (("draw", "year"), numbers.random((7, 3)), attrs)
    found["reason"] = (("draw",), np.array(["", "why", *[""] * 5]), {**attrs, "units": "1"})
    found["whole"] = ((), np.float64(3.0), attrs)
    found["foreign"] = (("year",), np.arange(3, dtype=">f8"), attrs)
    found["yes"] = (("year",), np.array([True, False, True]), {**attrs, "units": "1"})
    made = xr.Dataset(found, coords, {"title": "Small", "indicators": "city"})
    return netcdf.with_attributes(made, {"started": "now", "command": ["care2040"], "version": "0", "commit": None})


def test_what_is_written_is_the_same_result(dataset, tmp_path):
    netcdf.write_netcdf(dataset, tmp_path / "run.nc")
    with xr.open_dataset(tmp_path / "run.nc") as written:
        xr.testing.assert_identical(written.load(), dataset)
        assert written["yes"].dtype == bool


def test_what_has_no_unit_is_written_as_the_conventions_do_and_stays_as_it_was_here(dataset, tmp_path):
    dataset["city"].attrs["units"] = "dimensionless"
    netcdf.write_netcdf(dataset, tmp_path / "run.nc")
    assert dataset["city"].attrs["units"] == "dimensionless"
    with xr.open_dataset(tmp_path / "run.nc") as written:
        assert written["city"].attrs["units"] == "1"


def test_everything_is_declared_before_a_number_is_read(dataset, tmp_path, monkeypatch):
    order = []
    declared, values = netcdf._declared, xr.Variable.values

    def told(file, name, variable):
        order.append("declared")
        return declared(file, name, variable)

    def read(variable):
        order.append("read")
        return values.fget(variable)

    dataset.to_netcdf(tmp_path / "lazy.nc")
    with xr.open_dataset(tmp_path / "lazy.nc", cache=False) as lazy:
        monkeypatch.setattr(netcdf, "_declared", told)
        monkeypatch.setattr(xr.Variable, "values", property(read))
        netcdf.write_netcdf(lazy, tmp_path / "run.nc")
        assert order.index("read") > max(place for place, what in enumerate(order) if what == "declared")
    monkeypatch.undo()
    with xr.open_dataset(tmp_path / "run.nc") as written:
        xr.testing.assert_identical(written.load(), dataset)
