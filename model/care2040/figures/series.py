"""From a result to the series that a figure draws: one line, and bands when there are draws."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.style import Numbers
from care2040.files.package_files import package_folder
from care2040.language.axes import CITY
from care2040.wording.names import source_name

STANDARD = "care_share_needed"
"""The indicator of the question of the city: one in four."""
PLAIN = frozenset({"policy", "scenario", "draw", "year", "area"})
"""Dims of what is one number for the city in a year of a run."""


@dataclass(frozen=True)
class Series:
    """An indicator over the years.

    Attributes
    ----------
    middle : ndarray, shape (year,)
        The only draw, or the median of the draws.
    bands : tuple of (low, high), each ndarray of shape (year,)
        One for each of `style.BANDS`, widest first; none when there is one draw.
    """

    middle: Numbers
    bands: tuple[tuple[Numbers, Numbers], ...] = ()

    @property
    def low(self) -> Numbers:
        """Lowest value drawn in each year."""
        return self.bands[0][0] if self.bands else self.middle

    @property
    def high(self) -> Numbers:
        """Highest value drawn in each year."""
        return self.bands[0][1] if self.bands else self.middle

    def as_numbers(self) -> dict[str, object]:
        """Return what is drawn, to six digits, for the file beside the figure."""
        drawn: dict[str, object] = {"middle": tidy(self.middle)}
        if self.bands:
            pairs = zip(BANDS, self.bands, strict=True)
            drawn["bands"] = {f"{width}%": {"low": tidy(low), "high": tidy(high)} for width, (low, high) in pairs}
        return drawn


@dataclass(frozen=True)
class Observation:
    """A value that was counted, not computed."""

    year: int
    value: float
    source: str


def tidy(values: Numbers) -> list[float]:
    """Return numbers rounded to six significant digits."""
    return [float(f"{value:.6g}") for value in values]


def years_of(dataset: xr.Dataset) -> list[int]:
    """Return the years of a result, at least two."""
    years = [int(year) for year in dataset["year"].values]
    if len(years) < 2:
        raise CannotDrawError(f"a figure over time needs at least two years; this result has {len(years)}")
    return years


def members(dataset: xr.Dataset, axis: str) -> list[str]:
    """Return the names along an axis of the result, in the order of the experiment."""
    return [str(name) for name in dataset[axis].values]


def series(dataset: xr.Dataset, name: str, policy: str, scenario: str, area: str = CITY) -> Series:
    """Return an indicator of one policy, scenario and area over the years: the middle of its draws, and their bands."""
    values = runs(dataset, name, policy, scenario, area=area)
    if len(values) == 1:
        return Series(values[0])
    edges = [np.percentile(values, [50 - width / 2, 50 + width / 2], axis=0) for width in BANDS]
    return Series(np.median(values, axis=0), tuple((low, high) for low, high in edges))


def runs(dataset: xr.Dataset, name: str, policy: str, scenario: str, **others: str) -> Numbers:
    """Return every draw of a quantity over the years.

    Parameters
    ----------
    dataset : xarray.Dataset
        What a run gave.
    name : str
        Of the quantity.
    policy, scenario : str
        Which of each.
    **others : str
        A member of each other axis; one that the quantity does not have, such as the area of what is known for the
        city only, is left aside.

    Returns
    -------
    ndarray, shape (draw, year)
        In the unit of the quantity.

    Raises
    ------
    CannotDrawError
        When the result has no such quantity, or it holds something that is not a number.
    """
    if name not in dataset:
        raise CannotDrawError(f"this figure needs the indicator '{name}', which the result does not hold")
    wanted = {"policy": policy, "scenario": scenario, **others}
    chosen = dataset[name].sel({axis: member for axis, member in wanted.items() if axis in dataset[name].dims})
    values: Numbers = chosen.transpose("draw", "year").values.astype(float)
    if not np.isfinite(values).all():
        raise CannotDrawError(f"'{name}' holds values that are not numbers, under policy '{policy}' in '{scenario}'")
    return values


def unit_of(dataset: xr.Dataset, name: str) -> str:
    """Return the unit of a quantity as the model writes it; the CF conventions write ``dimensionless`` as 1."""
    unit = str(dataset[name].attrs["units"])
    return {"1": "dimensionless"}.get(unit, unit)


def headline(dataset: xr.Dataset, figure: str, indicator: str | None = None) -> str:
    """Return the indicator of the city that a figure is about."""
    asked = [str(name) for name in np.atleast_1d(dataset.attrs.get("indicators", []))]
    wanted = [indicator] if indicator else [*asked, STANDARD]
    found = [name for name in wanted if name in dataset and {"draw", "year"} <= set(dataset[name].dims) <= PLAIN]
    if not found:
        names = " or ".join(f"'{name}'" for name in dict.fromkeys(wanted))
        raise CannotDrawError(f"the figure '{figure}' needs {names} for the city, which the result does not hold")
    return found[0]


def observations(name: str) -> tuple[Observation, ...]:
    """Return what was observed of an indicator, from ``parameters/observed/care_share.csv``."""
    path = package_folder("parameters") / "observed" / "care_share.csv"
    if not path.is_file():
        return ()
    rows = pd.read_csv(path).query("measure == @name").to_dict("records")
    return tuple(Observation(int(row["year"]), float(row["value"]), source_name(str(row["source"]))) for row in rows)


BANDS = (90, 60, 30)
"""Per cent of the draws inside each band, widest first, as the CPB draws them."""
