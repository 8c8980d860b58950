"""What is told of many draws: the middle of them, and the intervals that hold a part of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

Floats = npt.NDArray[np.float64]

PERCENTILES = {"low": 5.0, "median": 50.0, "high": 95.0}
"""The middle, and the interval that holds 90 % of the draws."""
LEVELS = {"lowest": 0.0, "middle": 50.0, "highest": 100.0}
"""The same of points that lie on levels: they are no sample, so only their ends and their middle say anything."""
WIDTHS = (90, 60, 30)
"""Per cent of the draws inside each band, widest first, as the CPB draws them."""
EDGES = (5, 20, 35, 50, 65, 80, 95)
"""Percentiles: the median, and the ends of those bands."""


@dataclass(frozen=True)
class Bands:
    """A quantity over its draws.

    Attributes
    ----------
    middle : ndarray
        The only draw, or the median of the draws.
    intervals : tuple of (low, high), each ndarray of the same shape
        One for each of `WIDTHS`; none when there is one draw.
    """

    middle: Floats
    intervals: tuple[tuple[Floats, Floats], ...] = ()

    @property
    def low(self) -> Floats:
        """Lower edge of the widest band; the value itself of one draw."""
        return self.intervals[0][0] if self.intervals else self.middle

    @property
    def high(self) -> Floats:
        """Upper edge of the widest band; the value itself of one draw."""
        return self.intervals[0][1] if self.intervals else self.middle


def bands(values: Floats) -> Bands:
    """Return the middle and the bands of draws that lie along the first axis."""
    if len(values) == 1:
        return Bands(values[0])
    return Bands(np.median(values, axis=0), tuple(interval(values, width) for width in WIDTHS))


def interval(values: Floats, width: float = WIDTHS[0]) -> tuple[Floats, Floats]:
    """Return the ends between which so many per cent of the draws lie, draws along the first axis."""
    low, high = np.percentile(values, [50 - width / 2, 50 + width / 2], axis=0)
    return low, high


def at_percentiles(values: Floats, wanted: Sequence[float], axis: int) -> Floats:
    """Return percentiles of the draws, in the place of the axis along which these lay."""
    return np.moveaxis(np.percentile(values, wanted, axis=axis), 0, axis)


def weighed_percentiles(values: Floats, weights: Floats, wanted: Sequence[float]) -> Floats:
    """Return percentiles of draws that do not all count for as much.

    Parameters
    ----------
    values : ndarray of shape (draws, ...)
        Draws along the first axis.
    weights : ndarray of shape (draws,)
        They add up to one; with equal ones the answer is that of `numpy.percentile`.
    wanted : sequence of float
        Percentiles.

    Returns
    -------
    ndarray of shape (wanted, ...)
    """
    counting = weights > 0
    kept, own = values[counting], weights[counting]
    order = np.argsort(kept, axis=0, kind="stable")
    sorted_values = np.take_along_axis(kept, order, axis=0)
    sorted_weights = own[order]
    middle = np.cumsum(sorted_weights, axis=0) - sorted_weights / 2
    first, last = middle[:1], middle[-1:]
    if len(kept) == 1:
        return np.repeat(kept, len(wanted), axis=0)
    places = (middle - first) / (last - first)
    columns = zip(places.reshape(len(kept), -1).T, sorted_values.reshape(len(kept), -1).T, strict=True)
    found = [np.interp(np.array(wanted) / 100, place, value) for place, value in columns]
    return np.stack(found, axis=1).reshape(len(wanted), *values.shape[1:])


def over_draws(values: xr.DataArray, sample: bool) -> dict[str, xr.DataArray]:
    """Return what is told of the draws: the value itself of one draw, else low, median and high.

    Parameters
    ----------
    values : xarray.DataArray
        With a dim ``draw``, which is gone from what is returned.
    sample : bool
        Whether the draws stand for chances; of others the lowest, the middle and the highest are told.
    """
    template = values.isel(draw=0, drop=True)
    if values.sizes["draw"] == 1:
        return {"value": template}
    wanted = told_of(sample)
    found = np.percentile(values.values, list(wanted.values()), axis=values.get_axis_num("draw"))
    return {name: template.copy(data=part) for name, part in zip(wanted, found, strict=True)}


def told_of(sample: bool) -> dict[str, float]:
    """Return what is told of several draws, and the percentile that it is."""
    return PERCENTILES if sample else LEVELS


def middle_and_range(values: xr.DataArray, sample: bool) -> dict[str, xr.DataArray]:
    """Return what is told of the draws in three columns, however many there are.

    Parameters
    ----------
    values : xarray.DataArray
        With a dim ``draw``, which is gone from what is returned.
    sample : bool
        As for `over_draws`.

    Returns
    -------
    dict of str to DataArray
        ``value`` (the median of many draws), ``low`` and ``high``, which are not there (NaN) of one draw, and the
        lowest and highest of draws that are no sample.
    """
    found = over_draws(values, sample)
    if "value" in found:
        return found | dict.fromkeys(("low", "high"), xr.full_like(found["value"], np.nan))
    low, middle, high = found.values()
    return {"value": middle, "low": low, "high": high}
