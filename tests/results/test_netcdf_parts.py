"""A result of many draws is written a part at a time, and is the same result."""

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
    made = xr.Dataset(found, coords, {"title": "Small", "indicators": "city"})
    return netcdf.with_attributes(made, {"started": "now", "command": ["care2040"], "version": "0", "commit": None})


@pytest.mark.parametrize("at_once", [1, 400, 10**9])
def test_parts_make_the_same_file(dataset, tmp_path, monkeypatch, at_once):
    monkeypatch.setattr(netcdf, "AT_ONCE", at_once)
    parts = [*netcdf._parts(dataset)]
    assert [name for part in parts for name in part] == [*dataset.data_vars]
    assert (len(parts) == 1) == (at_once == 10**9)
    netcdf.write_netcdf(dataset, tmp_path / "run.nc")
    with xr.open_dataset(tmp_path / "run.nc") as written:
        xr.testing.assert_identical(written.load(), dataset)
