"""One indicator over policies, scenarios, draws, areas and years: what tables and sheets are made of."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from care2040.language.axes import BETWEEN_DISTRICTS, DETAIL_AXES, whole_city

if TYPE_CHECKING:
    import xarray as xr

ORDER = ("policy", "scenario", "draw", "area", "year")
COUNTED = ("person", "fte", "dwelling", "household", "place", "hour", "euro")
"""Units of things that can be counted."""


@dataclass(frozen=True)
class Series:
    """An indicator, or the part of it for one payer or domain.

    Parameters
    ----------
    name : str
        Its name; a part is written ``care_cost.municipality``.
    unit : str
        Its unit.
    about : str
        One sentence: what it is.
    values : xarray.DataArray, dims (policy, scenario, draw, area, year)
        Its values; the area with the name of the city is the whole of it.
    """

    name: str
    unit: str
    about: str
    values: xr.DataArray

    @property
    def city(self) -> xr.DataArray:
        """Values for the whole city, dims (policy, scenario, draw, year)."""
        return self.values.sel(area=whole_city(), drop=True)


def adds_up(unit: str) -> bool:
    """Whether numbers with this unit are counts, so that parts of the city add up to the city."""
    return unit.removesuffix("/year") in COUNTED


def has_total(kind: str, unit: str, axes: Collection[str]) -> bool:
    """Whether there is one number for the city: of what can be counted, and of indicators that have one of their own.

    Parameters
    ----------
    kind, unit : str
        Of the quantity.
    axes : collection of str
        As the model declares them.
    """
    return adds_up(unit) or not set(axes) - ({"district"} if kind == "indicator" else set())


def series(dataset: xr.Dataset) -> Iterator[Series]:
    """Give the indicators that the experiment asks for, one by one: the whole, then its parts (payer, domain) apart.

    Parameters
    ----------
    dataset : xarray.Dataset
        What a run gave; ``attrs["indicators"]`` names the indicators.

    Yields
    ------
    Series
        With values of shape (policy, scenario, draw, area, year); views, not copies, where that can be.

    Raises
    ------
    ValueError
        When a share or the like is known for parts of the city only: parts of it do not add up.
    """
    for name in np.atleast_1d(dataset.attrs["indicators"]).tolist():
        yield from of_quantity(dataset[name])


def where_defined(dataset: xr.Dataset) -> xr.Dataset:
    """Return a result in which what compares districts is no number where the city was run as one: it has none."""
    if dataset.attrs.get("resolution") != "city":
        return dataset
    undefined = [name for name in dataset.data_vars if str(name).endswith(BETWEEN_DISTRICTS)]
    return dataset.assign({name: dataset[name].copy(data=np.full(dataset[name].shape, np.nan)) for name in undefined})


def of_quantity(values: xr.DataArray) -> Iterator[Series]:
    """Give one quantity: its total where it has one, then its parts; see `series`."""
    attributes, name = values.attrs, str(values.name)
    whole = _by_area(_without(values, [dim for dim in values.dims if dim in DETAIL_AXES]))
    others = [str(dim) for dim in whole.dims if dim not in ORDER]
    if others and adds_up(attributes["units"]):
        total = whole.sum(others).transpose(*ORDER)
        yield Series(name, attributes["units"], attributes["long_name"], total)
    for members in product(*(whole[dim].values.tolist() for dim in others)):
        part = whole.sel(dict(zip(others, members, strict=True)), drop=True)
        own_name = ".".join([name, *map(str, members)])
        yield Series(own_name, attributes["units"], attributes["long_name"], part.transpose(*ORDER))


def _by_area(values: xr.DataArray) -> xr.DataArray:
    """Return a quantity with the dimension ``area``: the city first, then the districts it is known for."""
    if "area" in values.dims:
        return values
    if "district" not in values.dims:
        return values.expand_dims(area=[whole_city()])
    districts = values.rename(district="area")
    if values.sizes["district"] == 1:
        return districts
    city = _without(values, ["district"]).expand_dims(area=[whole_city()])
    import xarray as xr

    return xr.concat([city, districts], "area")


def _without(values: xr.DataArray, dims: list[str]) -> xr.DataArray:
    """Return a quantity added up over dims."""
    if dims and not adds_up(values.attrs["units"]):
        raise ValueError(f"'{values.name}' ({values.attrs['units']}) cannot be added up over {', '.join(dims)}")
    return values.sum(dims).assign_attrs(values.attrs) if dims else values
