"""What every draw makes of the counts of a register: the quantity on the day, or over the year, of each count."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import xarray as xr

from care2040.analysis.observations.register import Observation, Register, Series
from care2040.inputs.parameters.distributions import Floats
from care2040.language.axes import AXES
from care2040.results.valid_draws import CannotAnalyse


@dataclass(frozen=True)
class Expected:
    """A series with what the draws make of it.

    Attributes
    ----------
    name : str
        Of the series, in the register.
    series : Series
        What was counted.
    observations : tuple of Observation
        The counts within the run, by year; those that are held out too.
    values : ndarray of shape (draws, observations)
        What each draw makes of them, in the unit of the quantity; not a number where the run failed.
    """

    name: str
    series: Series
    observations: tuple[Observation, ...]
    values: Floats

    @property
    def years(self) -> Floats:
        """When was counted, shape (observations,)."""
        return np.array([one.year for one in self.observations])

    @property
    def counts(self) -> Floats:
        """What was counted, shape (observations,)."""
        return np.array([one.value for one in self.observations])

    @property
    def held_out(self) -> np.ndarray:
        """Which counts nothing is weighed by, shape (observations,)."""
        return np.array([one.held_out for one in self.observations], dtype=bool)


def expected(dataset: xr.Dataset, register: Register) -> tuple[Expected, ...]:
    """Return what the draws of one policy in one scenario make of every series that was counted within the run.

    Parameters
    ----------
    dataset : xarray.Dataset
        With dims draw and year, and those of each quantity; one policy and one scenario.
    register : Register
        The counts.

    Raises
    ------
    CannotAnalyse
        When the run leaves years out, no count lies within it, or it did not keep a quantity that was counted. Counts
        of a district are left out where the city is run as one.
    """
    years = dataset["year"].values.astype(float)
    if len(years) < 2 or not np.allclose(np.diff(years), 1.0):
        raise CannotAnalyse("the result leaves years out, and counts lie between them", "ask for it without 'years'")
    within = {
        name: tuple(one for one in register.of(series) if _inside(series, one.year, years))
        for name, series in register.series.items()
        if has_place(dataset, series)
    }
    lost = sorted(
        {
            register.series[name].name_of_quantity
            for name, counts in within.items()
            if counts and register.series[name].name_of_quantity not in dataset
        }
    )
    if lost:
        raise CannotAnalyse(
            f"the run did not keep {', '.join(lost)}, which was counted",
            "put 'monitor: true' in the experiment and run it again",
        )
    found = tuple(
        Expected(name, register.series[name], counts, on_days(dataset, register.series[name], [o.year for o in counts]))
        for name, counts in within.items()
        if counts
    )
    if not found:
        raise CannotAnalyse(
            f"nothing was counted from {years[0]:.0f} to {years[-1]:.0f}", "let the experiment start earlier"
        )
    return found


def has_place(dataset: xr.Dataset, series: Series) -> bool:
    """Whether a run tells of the place of a series: of a district not where the city is run as one."""
    places = {str(one) for axis in ("area", "district") if axis in dataset.coords for one in dataset[axis].values}
    return not series.district or series.district in places


def on_days(dataset: xr.Dataset, series: Series, days: list[float]) -> Floats:
    """Return what the draws make of a series on some days, or over some years, shape (draws, days).

    Parameters
    ----------
    dataset : xarray.Dataset
        As for `expected`.
    series : Series
        Which quantity of which place.
    days : list of float
        Days such as 2021.5, or calendar years where the series is counted over these.
    """
    years, along = dataset["year"].values.astype(float), of_the_place(dataset, series)
    if series.day == "year":
        # the reading of 1 January before and after
        return np.stack([(_at(years, along, day) + _at(years, along, day + 1)) / 2 for day in days], axis=1)
    return np.stack([_at(years, along, day) for day in days], axis=1)


def of_the_place(dataset: xr.Dataset, series: Series) -> Floats:
    """Return the quantity of a series for its district, or for the whole city, shape (draws, years)."""
    values = dataset[series.name_of_quantity]
    if "area" in values.dims:
        values = values.sel(area=series.district) if series.district else values.isel(area=0)
    elif series.district:
        values = values.sel(district=series.district)
    if series.member:
        (axis,) = (axis for axis in _axes(values) if series.member in map(str, AXES[axis]))
        values = values.sel({axis: series.member})
    rest = [dim for dim in values.dims if dim not in ("draw", "year")]
    found: Floats = values.sum(rest).transpose("draw", "year").values
    return found


def _axes(values: xr.DataArray) -> Iterator[str]:
    return (str(dim) for dim in values.dims if dim in AXES)


def _inside(series: Series, year: float, years: Floats) -> bool:
    last = year + 1 if series.day == "year" else year
    return bool(years[0] <= year and last <= years[-1])


def _at(years: Floats, along: Floats, day: float) -> Floats:
    """Return the values on a day, between the 1 Januaries around it."""
    place = min(int(day - years[0]), len(years) - 2)
    part = day - years[place]
    found: Floats = along[:, place] * (1 - part) + along[:, place + 1] * part
    return found
