"""What mixes come to: the numbers that count, by draw and future, and by how much they miss what may not be passed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from care2040.engine.compiler.trace import Array
from care2040.inputs.experiments.choosing.schema import EVERYBODY, LEVER_COST, Choose, Constraint, Measured, Objective
from care2040.language.axes import whole_city
from care2040.results.series import of_quantity

STAFF = ("staff_of_aimed_levers", "staff_of_citywide_levers")
"""Care staff that levers take, in fte."""
TINY = 1e-9
"""Part of a number below which a difference is rounding."""
WORST = 1
"""Axis of the scenarios in (mix, scenario)."""


def names_of(choose: Choose) -> frozenset[str]:
    """Return the quantities that a question looks at."""
    found = {one.indicator for one in choose.objectives.values()}
    for one in choose.constraints.values():
        found |= {name for name in (one.indicator, one.worse_nowhere) if name}
        found |= {LEVER_COST} if _is_budget(one) else set()
        found |= set(STAFF) if one.staff is not None else set()
    return frozenset(found | {LEVER_COST})


def years_of(choose: Choose, start: int, end: int) -> range:
    """Return the years that a run must go through: to the last that anybody asks for."""
    asked = [*choose.objectives.values(), *choose.constraints.values()]
    years = [year for one in asked for year in (one.year, *one.years) if year is not None]
    whole = any(_over_all_years(one) for one in choose.constraints.values())
    return range(start, end if whole else max(years, default=end - 1) + 1)


def _over_all_years(one: Constraint) -> bool:
    return (_is_budget(one) or one.staff is not None) and not one.years


def _is_budget(one: Constraint) -> bool:
    return one.a_year is not None or one.in_all is not None


def series_of(dataset: xr.Dataset, name: str, payer: str = EVERYBODY) -> xr.DataArray:
    """Return one quantity by (policy, scenario, draw, area, year); of what goes by payer that of one, or of all."""
    wanted = name if payer in (EVERYBODY, "") else f"{name}.{payer}"
    return next(one for one in of_quantity(dataset[name]) if one.name == wanted).values


def raw(dataset: xr.Dataset, asked: Measured, name: str) -> Array:
    """Return what is asked of every run, (mix, scenario, draw): a year, or the sum of some."""
    city = series_of(dataset, name, asked.payer).sel(area=whole_city()).transpose("policy", "scenario", "draw", "year")
    return np.asarray(_in_years(city, asked).values, dtype=np.float64)


def _in_years(values: xr.DataArray, asked: Measured) -> xr.DataArray:
    if asked.year is not None:
        return values.sel(year=asked.year, drop=True)
    first, last = asked.years
    return values.sel(year=slice(first, last)).sum("year", skipna=False)


def is_low(one: Objective) -> bool:
    """Whether lower is better."""
    return one.regret or one.minimise is not None


@dataclass(frozen=True)
class Objectives:
    """Makes one number of the runs of each mix, for each thing that counts.

    Parameters
    ----------
    asked : mapping of str to Objective
        What counts.
    best : ndarray of shape (objective, scenario, draw), or None
        The best of the mixes looked at first in each future and draw, which regret is counted from.
    """

    asked: Mapping[str, Objective]
    best: Array | None = None

    def beginning(self, found: Array) -> "Objectives":
        """Return the same with the best of some runs, (mix, objective, scenario, draw), to count regret from."""
        with np.errstate(all="ignore"):
            best = [
                np.nanmax(found[:, place], axis=0) if one.maximise else np.nanmin(found[:, place], axis=0)
                for place, one in enumerate(self.asked.values())
            ]
        return Objectives(self.asked, np.stack(best))

    def values(self, found: Array) -> Array:
        """Return what each mix comes to, (mix, objective), in its own unit, from runs (mix, objective, scenario, draw).

        Draws are one number by their mean, a quantile or a chance; of several futures the worst counts.
        """
        return np.stack([self._value(place, one, found[:, place]) for place, one in enumerate(self.asked.values())], 1)

    def _value(self, place: int, one: Objective, found: Array) -> Array:
        if one.chance_of is not None:
            right = found <= one.threshold if one.side == "at_most" else found >= one.threshold
            return _worst(np.where(np.isfinite(found), right, np.nan), None, low=False)
        if one.regret and self.best is not None:
            found = found - self.best[place] if one.minimise else self.best[place] - found
        return _worst(found, one.quantile, is_low(one))

    @property
    def signs(self) -> Array:
        """1 where lower is better, and -1 where higher is, shape (objective,)."""
        return np.array([1.0 if is_low(one) else -1.0 for one in self.asked.values()])


def _worst(found: Array, quantile: float | None, low: bool) -> Array:
    """Return one number of (mix, scenario, draw): a quantile or the mean of the draws, of the worst future."""
    with np.errstate(all="ignore"):
        each = np.nanmean(found, axis=-1) if quantile is None else np.nanquantile(found, quantile, axis=-1)
    worst: Array = each.max(axis=WORST) if low else each.min(axis=WORST)
    return worst


@dataclass(frozen=True)
class Constraints:
    """Says by how much each mix misses each constraint, in its own unit; 0 or less is kept.

    Parameters
    ----------
    asked : mapping of str to Constraint
        What may not be passed.
    unchanged : xarray.Dataset
        Runs of no effort at all, in the same draws and futures, for districts that may not be worse off.
    members : mapping of str to sequence of int
        Of each package its places among the levers that may be used.
    """

    asked: Mapping[str, Constraint]
    unchanged: xr.Dataset
    members: Mapping[str, Sequence[int]]

    def missed(self, dataset: xr.Dataset, efforts: Array) -> Array:
        """Return by how much, (mix, constraint), from runs and the efforts of (mix, lever)."""
        found = [self._missed(one, dataset, efforts) for one in self.asked.values()]
        return np.stack(found, axis=1) if found else np.empty((len(efforts), 0))

    def _missed(self, one: Constraint, dataset: xr.Dataset, efforts: Array) -> Array:
        if _is_budget(one):
            return self._budget(one, dataset)
        if one.staff is not None:
            aimed, citywide = (series_of(dataset, name).sel(area=whole_city()) for name in STAFF)
            return _highest_year(aimed + citywide, one, None) - one.staff
        if one.package is not None:
            own = efforts[:, list(self.members[one.package])]
            return (own.mean(axis=1) if own.shape[1] else np.zeros(len(own))) - (one.effort or 0.0)
        if one.worse_nowhere is not None:
            return self._worse(one, dataset)
        missed = raw(dataset, one, one.indicator or "") - one.threshold
        missed = missed if one.side == "at_most" else -missed
        return _worst(missed, one.quantile if one.chance is None else one.chance, low=True)

    def _budget(self, one: Constraint, dataset: xr.Dataset) -> Array:
        costs = series_of(dataset, LEVER_COST, one.payer).sel(area=whole_city())
        if one.a_year is not None:
            return _highest_year(costs, one, one.quantile) - one.a_year
        low, high = one.years or (int(costs["year"].min()), int(costs["year"].max()))
        spent = costs.sel(year=slice(low, high)).sum("year", skipna=False).transpose("policy", "scenario", "draw")
        return _worst(np.asarray(spent.values), one.quantile, low=True) - (one.in_all or 0.0)

    def _worse(self, one: Constraint, dataset: xr.Dataset) -> Array:
        """Return how much worse off the district is that is worst off, beside unchanged policy in the same draw."""
        dims = ("policy", "scenario", "draw", "area")
        name = one.worse_nowhere or ""
        now, then = (series_of(found, name).sel(year=one.year).transpose(*dims) for found in (dataset, self.unchanged))
        change = np.asarray(now.values[..., 1:] - then.values[..., 1:])
        change = change if one.better == "lower" else -change
        each = np.stack([_worst(change[..., area], one.quantile, low=True) for area in range(change.shape[-1])])
        worst: Array = each.max(axis=0) - TINY * float(np.nanmax(np.abs(then.values)))
        return worst

    @property
    def sizes(self) -> Array:
        """What a miss is laid beside, so that misses of euros and of shares count alike, shape (constraint,)."""
        return np.array([self._size(one) for one in self.asked.values()])

    def _size(self, one: Constraint) -> float:
        if one.worse_nowhere is not None:
            values = series_of(self.unchanged, one.worse_nowhere).sel(year=one.year).values
            return max(float(np.nanmean(np.abs(values))), TINY)
        limits = (one.a_year, one.in_all, one.staff, one.effort, one.at_most, one.at_least)
        return max((abs(limit) for limit in limits if limit), default=1.0)


def _highest_year(values: xr.DataArray, one: Constraint, quantile: float | None) -> Array:
    """Return the highest year of each mix, once the draws are one number."""
    if one.years:
        values = values.sel(year=slice(*one.years))
    by_year = np.moveaxis(np.asarray(values.transpose("policy", "scenario", "draw", "year").values), -1, 0)
    highest: Array = np.stack([_worst(each, quantile, low=True) for each in by_year]).max(axis=0)
    return highest
