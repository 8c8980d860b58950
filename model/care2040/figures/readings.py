"""From a result to the series that a figure draws: one line, and bands when there are draws."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.style import Numbers
from care2040.files.package_files import package_folder
from care2040.language.axes import CITY
from care2040.results.percentiles import WIDTHS, Bands, bands
from care2040.results.series import of_quantity
from care2040.wording.names import source_name


@dataclass(frozen=True)
class Observation:
    """A value that was counted, not computed."""

    year: int
    value: float
    source: str


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


def bands_of(dataset: xr.Dataset, name: str, policy: str, scenario: str, area: str = CITY) -> Bands:
    """Return an indicator of one policy, scenario and area over the years: the middle of its draws, and their bands."""
    return bands(runs(dataset, name, policy, scenario, area=area))


def runs(dataset: xr.Dataset, name: str, policy: str, scenario: str, **others: str) -> Numbers:
    """Return every draw of a quantity over the years, shape (draw, year), in its unit.

    `others` is a member of each other axis; one that the quantity does not have, such as the area of what is known for
    the city only, is left aside.
    """
    if name not in dataset:
        raise CannotDrawError(f"this figure needs the indicator '{name}', which the result does not hold")
    wanted = {"policy": policy, "scenario": scenario, **others}
    chosen = dataset[name].sel({axis: member for axis, member in wanted.items() if axis in dataset[name].dims})
    values: Numbers = chosen.transpose("draw", "year").values.astype(float)
    if not np.isfinite(values).all():
        raise CannotDrawError(f"'{name}' holds values that are not numbers, under policy '{policy}' in '{scenario}'")
    return values


def whole_of(dataset: xr.Dataset, name: str, figure: str) -> xr.DataArray:
    """Return a quantity with dims policy, scenario, draw, area and year, added up over what else it is known for."""
    if name not in dataset:
        raise CannotDrawError(f"the figure '{figure}' needs '{name}', which the result does not hold")
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


def observations(name: str) -> tuple[Observation, ...]:
    """Return what was observed of an indicator, from ``parameters/observed/care_share.csv``."""
    path = package_folder("parameters") / "observed" / "care_share.csv"
    if not path.is_file():
        return ()
    rows = pd.read_csv(path).query("measure == @name").to_dict("records")
    return tuple(Observation(int(row["year"]), float(row["value"]), source_name(str(row["source"]))) for row in rows)
