"""From a result to the series that a figure draws: one line, and bands when there are draws."""

import re
from collections.abc import Iterable

import numpy as np
import xarray as xr

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.style import Numbers
from care2040.language.axes import whole_city
from care2040.results.percentiles import WIDTHS, Bands, bands
from care2040.results.series import of_quantity
from care2040.results.variables import STANDARD, WORKING

SHARES, OLD_SHARE = (STANDARD, WORKING), "over employed residents"
"""Shares of all who work in the city, and what 0.1.0 says that it has them over."""


def six_digits(value: float) -> float:
    """Return a number rounded to six significant digits, as it is written beside a figure."""
    return float(f"{value:.6g}")


def tidy(values: Iterable[float]) -> list[float]:
    """Return numbers rounded to six significant digits."""
    return [six_digits(value) for value in values]


def band_numbers(drawn: Bands) -> dict[str, object]:
    """Return what is drawn of a line and its bands, for the file beside the figure."""
    edges = {f"{width}%": pair for width, pair in zip(WIDTHS, drawn.intervals, strict=False)}
    written = {width: {"low": tidy(low), "high": tidy(high)} for width, (low, high) in edges.items()}
    return {"middle": tidy(drawn.middle)} | ({"bands": written} if written else {})


def years_of(dataset: xr.Dataset) -> list[int]:
    """Return the years of a result, at least two."""
    years = [int(year) for year in dataset["year"].values]
    if len(years) < 2:
        raise CannotDrawError(f"a figure over time needs at least two years; this result has {len(years)}")
    return years


def members(dataset: xr.Dataset, axis: str) -> list[str]:
    """Return the names along an axis of the result, in the order of the experiment."""
    return [str(name) for name in dataset[axis].values]


def bands_of(dataset: xr.Dataset, name: str, policy: str, scenario: str, area: str = "") -> Bands:
    """Return an indicator of one policy, scenario and area (the city without one): the middle of draws, and bands."""
    return bands(runs(dataset, name, policy, scenario, area=area or whole_city()))


def _check_held(dataset: xr.Dataset, name: str, needs: str) -> None:
    """Refuse what a result lacks, or holds in the meaning of an earlier version; say what to do with that."""
    about = str(dataset[name].attrs.get("long_name", "")) if name in dataset else ""
    old = name in SHARES and OLD_SHARE in about
    if name in dataset and not old:
        return
    lacks = "which this result has over employed residents" if old else "which the result does not hold"
    maker = re.match(r"care2040 (\d+(\.\d+)*)", str(dataset.attrs.get("source", "")))
    if not maker:
        raise CannotDrawError(f"{needs}, {lacks}")
    again = f"run '{dataset.attrs.get('experiment', '')}' again"
    raise CannotDrawError(f"{needs}, {lacks}; {again}, or open it with what made it (git checkout v{maker[1]})")


def runs(dataset: xr.Dataset, name: str, policy: str, scenario: str, **others: str) -> Numbers:
    """Return every draw of a quantity over the years, shape (draw, year), in its unit.

    `others` is a member of each other axis; one that the quantity does not have, such as the area of what is known for
    the city only, is left aside.
    """
    _check_held(dataset, name, f"this figure needs the indicator '{name}'")
    wanted = {"policy": policy, "scenario": scenario, **others}
    chosen = dataset[name].sel({axis: member for axis, member in wanted.items() if axis in dataset[name].dims})
    values: Numbers = chosen.transpose("draw", "year").values.astype(float)
    if not np.isfinite(values).all():
        raise CannotDrawError(f"'{name}' holds values that are not numbers, under policy '{policy}' in '{scenario}'")
    return values


def whole_of(dataset: xr.Dataset, name: str, figure: str) -> xr.DataArray:
    """Return a quantity with dims policy, scenario, draw, area and year, added up over what else it is known for."""
    _check_held(dataset, name, f"the figure '{figure}' needs '{name}'")
    values = dataset[name]
    if not {"policy", "scenario", "draw", "year"} <= set(values.dims):
        raise CannotDrawError(f"'{name}' is nothing that a run computes over the years")
    described = values.assign_attrs({"long_name": "", **values.attrs})
    try:
        found = next(of_quantity(described))
    except ValueError as error:
        raise CannotDrawError(str(error)) from None
    if found.name != name:
        raise CannotDrawError(
            f"'{name}' is not one number: it is known for {found.name.removeprefix(name)[1:]} and more"
        )
    unit = {"1": "dimensionless"}.get(found.unit, found.unit)
    return found.values.assign_attrs(values.attrs | {"units": unit})


def bands_at(whole: xr.DataArray, policy: str, scenario: str, area: str) -> Bands:
    """Return the middle of the draws and their bands over the years, of what `whole_of` gave."""
    if area not in whole["area"].values:
        raise CannotDrawError(f"'{whole.name}' is not known for '{area}'")
    values = whole.sel(policy=policy, scenario=scenario, area=area).transpose("draw", "year").values.astype(float)
    if not np.isfinite(values).all():
        raise CannotDrawError(f"'{whole.name}' holds values that are not numbers, under '{policy}' in '{scenario}'")
    return bands(values)


def unit_of(dataset: xr.Dataset, name: str, attribute: str = "units") -> str:
    """Return the unit of a quantity as the model writes it; the CF conventions write ``dimensionless`` as 1."""
    unit = str(dataset[name].attrs[attribute])
    return {"1": "dimensionless"}.get(unit, unit)
