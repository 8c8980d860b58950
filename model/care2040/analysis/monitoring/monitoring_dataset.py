"""What the monitor found as a dataset: what the figures `monitor` and `moved` are drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from care2040.analysis.monitoring.counts import yardstick
from care2040.analysis.observations.expected import Expected, of_the_place
from care2040.analysis.observations.register import Series
from care2040.inputs.parameters.distributions import Floats
from care2040.results import variables
from care2040.results.percentiles import PERCENTILES, weighed_percentiles

if TYPE_CHECKING:
    from care2040.analysis.monitoring.monitoring import Monitoring

NINE_IN_TEN = 1.6449
"""Standard errors on either side that hold nine in ten of a normal distribution."""
INDEX = 1.0
"""What the first count of an index is drawn as."""
OF_INDEX = "index"
"""Unit of what is drawn of an index."""
HALF = 0.5
"""A count over a calendar year is drawn in the middle of it."""
KEPT = ("experiment", "source", "equations", "drawn_laws", "title_nl", "title_en")


def as_dataset(found: Monitoring) -> xr.Dataset:
    """Return what is drawn.

    Returns
    -------
    xarray.Dataset
        Bands by series, percentile and year; counts by series and place, not a number where a series has fewer; shifts
        by parameter (``moved``) and chances by law (``choice``). Attributes say the rest.
    """
    drawn = [one for one in found.expected if one.series.weighs]
    last = max(ceil(one.years.max()) for one in drawn) + 1
    years = [int(year) for year in found.dataset["year"].values if year <= last]
    edges = list(PERCENTILES.values())
    bands = [_bands(found, one, years, edges) for one in drawn]
    most = max(len(one.observations) for one in drawn)
    points = np.stack([_points(one, most, found.held_out) for one in drawn])
    names = (
        variables.MONITOR_WHEN,
        variables.MONITOR_COUNTED,
        variables.MONITOR_LOW,
        variables.MONITOR_HIGH,
        variables.MONITOR_APART,
    )
    three = ("series", "percentile", "year")
    variables_of = {
        variables.MONITOR_BEFORE: (three, np.stack([before for before, _ in bands])),
        variables.MONITOR_AFTER: (three, np.stack([after for _, after in bands])),
        **{name: (("series", "place"), points[:, at]) for at, name in enumerate(names)},
        "monitor_unit": ("series", [_unit(found, one.series) for one in drawn]),
        "monitor_title_nl": ("series", [one.series.title.nl for one in drawn]),
        "monitor_title_en": ("series", [one.series.title.en for one in drawn]),
        "monitor_base": ("series", [int(one.years[0]) for one in drawn]),
        "monitor_percentile": ("series", [_last_percentile(found, one.name) for one in drawn]),
        "monitor_quantity": ("series", [one.series.name_of_quantity for one in drawn]),
    }
    coordinates = {"series": [one.name for one in drawn], "percentile": edges, "year": years}
    return _with_moved(xr.Dataset(variables_of, coordinates, _facts(found)), found)


def _facts(found: Monitoring) -> dict[str, object]:
    held = found.together
    own = {key: found.dataset.attrs[key] for key in KEPT if key in found.dataset.attrs}
    return own | {
        "policy": found.policy,
        "scenario": found.scenario,
        "draws": found.draws,
        "effective": found.effective,
        "tempered": found.tempered,
        "held": held.counts,
        "held_before": held.before,
        "held_after": held.after,
        "limit": found.limit,
    }


def _bands(found: Monitoring, one: Expected, years: Sequence[int], edges: Sequence[float]) -> tuple[Floats, Floats]:
    """Return percentiles of the quantity before and after weighing, each (percentile, year)."""
    own = found.dataset.sel(scenario=found.scenario, year=years)
    along = of_the_place(own, one.series)
    base, _ = yardstick(one)
    if base.any():
        along = INDEX * along / one.values[:, base]
    kept = np.isfinite(along).all(axis=1)
    weights = found.weights[kept] / found.weights[kept].sum()
    return np.percentile(along[kept], list(edges), axis=0), weighed_percentiles(along[kept], weights, edges)


def _points(one: Expected, most: int, held_out: bool) -> Floats:
    """Return when, value, low, high and whether it is kept apart of each count, shape (5, most)."""
    base, scale = yardstick(one)
    values = one.counts / scale * (INDEX if base.any() else 1.0)
    spread = NINE_IN_TEN * (_error_of_index(one.series) if base.any() else _error(one.series))
    error = np.where(base, 0.0, spread)
    when = one.years + (HALF if one.series.day == "year" else 0.0)
    apart = one.held_out & (not held_out)
    found = np.full((5, most), np.nan)
    found[:, : len(values)] = when, values, values * np.exp(-error), values * np.exp(error), apart
    return found


def _error(series: Series) -> float:
    """Return how far a count may lie from what a draw makes of it."""
    return float(np.hypot(series.error, series.model))


def _error_of_index(series: Series) -> float:
    """Return the same of a count against the first one: what was asked is the same in both."""
    return float(np.hypot(2**0.5 * series.sampling, series.model))


def _last_percentile(found: Monitoring, name: str) -> float:
    """Return where the last count of a series stands; in the middle where it is only the yardstick of others."""
    return next((one.percentile for one in reversed(found.counts) if one.name == name), 50.0)


def _unit(found: Monitoring, series: Series) -> str:
    if series.index:
        return OF_INDEX
    unit = str(found.dataset[series.name_of_quantity].attrs.get("units", ""))
    return {"1": "dimensionless"}.get(unit, unit)


def _with_moved(dataset: xr.Dataset, found: Monitoring) -> xr.Dataset:
    """Return a dataset that also holds what counts did to parameters and laws."""
    return dataset.assign_coords(moved=[one.name for one in found.moved]).assign(
        {
            variables.MOVED_SHIFT: ("moved", [one.shift for one in found.moved]),
            variables.MOVED_LEFT: ("moved", [one.left for one in found.moved]),
            variables.MOVED_BEYOND: ("moved", [one.beyond_chance for one in found.moved]),
            variables.MOVED_NARROWED: ("moved", [one.narrowed for one in found.moved]),
            "law_of": ("choice", [one.quantity for one in found.laws]),
            "law_name": ("choice", [one.law for one in found.laws]),
            variables.LAW_BEFORE: ("choice", [one.before for one in found.laws]),
            variables.LAW_AFTER: ("choice", [one.after for one in found.laws]),
            variables.LAW_BEYOND: ("choice", [one.beyond_chance for one in found.laws]),
        }
    )
