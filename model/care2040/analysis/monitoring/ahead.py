"""What the counts change of the years ahead: indicators before and after weighing, and the chance of one in four."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from care2040.analysis.monitoring.counts import Span
from care2040.analysis.observations.weighing import effective
from care2040.inputs.parameters.distributions import Floats
from care2040.language.axes import HORIZON
from care2040.results.percentiles import PERCENTILES, weighed_percentiles
from care2040.results.series import of_quantity
from care2040.results.variables import SHORTAGE, STANDARD, WORKING

HALF_WAY = 2032
ONE_IN_FOUR = 0.25
SURE = 2.0
"""Standard errors beyond which a shift is more than the draws would make of it by chance."""


@dataclass(frozen=True)
class Ahead:
    """An indicator of the city in a year ahead, before and after weighing.

    Attributes
    ----------
    scenario, name, unit : str
        Of which indicator, where.
    year : int
        On its 1 January; of a flow the whole year.
    before, after : Span
        In the unit.
    beyond_chance : bool
        Whether the middle shifts by more than the draws that are left would make of it by chance.
    reaches : tuple of float or None
        Chance before and after that at least one in four is needed; of the share that is needed only.
    """

    scenario: str
    name: str
    unit: str
    year: int
    before: Span
    after: Span
    beyond_chance: bool
    reaches: tuple[float, float] | None


def ahead(dataset: xr.Dataset, scenario: str, weights: Floats) -> tuple[Ahead, ...]:
    """Return the indicators of the city half-way and in 2040, or in the last year of a shorter run.

    Parameters
    ----------
    dataset : xarray.Dataset
        Dims draw and year, and those of each quantity; one policy and one scenario.
    scenario : str
        What it is called.
    weights : ndarray of shape (draws,)
        They add up to one.
    """
    last = int(dataset["year"].max())
    known = {int(year) for year in dataset["year"].values}
    years = [year for year in (HALF_WAY, HORIZON) if year in known] or [last]
    asked = [str(name) for name in np.atleast_1d(dataset.attrs["indicators"]).tolist()]
    names = dict.fromkeys([STANDARD, WORKING, SHORTAGE, *asked])
    return tuple(one for name in names if name in dataset for one in _of(dataset, name, scenario, years, weights))


def _of(dataset: xr.Dataset, name: str, scenario: str, years: Sequence[int], weights: Floats) -> Iterator[Ahead]:
    # of a quantity that one policy and one scenario were chosen of, with both as dims again, as `of_quantity` wants it
    whole = dataset[name].expand_dims(policy=[""], scenario=[scenario])
    try:
        found = next(of_quantity(whole))
    except ValueError:
        return  # it has no one number for the city
    if found.name != name:
        return
    along = found.city.sel(policy="", scenario=scenario).transpose("draw", "year")
    wanted = list(PERCENTILES.values())
    for year in years:
        values = along.sel(year=year).values.astype(float)
        if not np.isfinite(values).all():
            continue
        before, after = np.percentile(values, wanted), weighed_percentiles(values, weights, wanted)
        reaches = None
        if name == STANDARD:
            over = values >= ONE_IN_FOUR
            reaches = float(over.mean()), float(weights[over].sum())
        unit = {"1": "dimensionless"}.get(found.unit, found.unit)
        told = bool(abs(after[1] - before[1]) > SURE * _error_of_middle(values, weights))
        yield Ahead(scenario, name, unit, year, Span(*before.tolist()), Span(*after.tolist()), told, reaches)


def _error_of_middle(values: Floats, weights: Floats) -> float:
    """Return the standard error with which weighed draws give a median, as of a normal distribution."""
    spread = float(np.sqrt(weights @ (values - weights @ values) ** 2))
    noise = max(1 / effective(weights) - 1 / len(weights), 0.0)
    return spread * float(np.sqrt(np.pi / 2 * noise))
