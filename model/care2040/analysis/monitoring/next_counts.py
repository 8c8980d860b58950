"""What to watch: the next count of each series, and between which values it is foretold from all that was counted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import nan

import numpy as np
import xarray as xr

from care2040.analysis.monitoring.counts import Span, yardstick
from care2040.analysis.observations.expected import Expected, on_days
from care2040.analysis.observations.foretelling import foretold
from care2040.analysis.observations.register import Observation
from care2040.inputs.parameters.distributions import Floats
from care2040.results.percentiles import PERCENTILES, weighed_percentiles


@dataclass(frozen=True)
class NextCount:
    """The next count of a series.

    Attributes
    ----------
    name : str
        Of the series, in the register.
    year : float
        When it comes if the series goes on at the pace that it had: the day, or the calendar year.
    span : Span
        Between which values it is foretold, in the unit of its quantity; of an index as a part of its first count.
    """

    name: str
    year: float
    span: Span


def next_counts(series: Sequence[Expected], dataset: xr.Dataset, weights: Floats, seed: int) -> Iterator[NextCount]:
    """Give the next count of each series that lies within the run.

    Parameters
    ----------
    series : sequence of Expected
        What was counted, with what the draws make of it.
    dataset : xarray.Dataset
        Dims draw and year, and those of each quantity; one policy and one scenario.
    weights : ndarray of shape (draws,)
        They add up to one.
    seed : int
        Of the errors that counts are foretold with.
    """
    last = float(dataset["year"].max())
    for one in series:
        year = float(one.years[-1]) + _pace(one.years)
        if year + (one.series.day == "year") <= last:
            yield NextCount(one.name, year, _foretold(one, on_days(dataset, one.series, [year]), year, weights, seed))


def _pace(years: Floats) -> int:
    """Return the years between counts: one where there is one count only."""
    return max(1, round(float(np.median(np.diff(years))))) if len(years) > 1 else 1


def _foretold(one: Expected, values: Floats, year: float, weights: Floats, seed: int) -> Span:
    """Return what is foretold of a count that has not come, given every count that has; errors of a count included."""
    ahead = Observation(one.series, year, nan, nan, "", False)
    whole = replace(one, observations=(*one.observations, ahead), values=np.hstack([one.values, values]))
    asked = np.append(np.zeros(len(one.observations), dtype=bool), True)
    kept = np.isfinite(whole.values).all(axis=1) & (whole.values > 0).all(axis=1)
    told = foretold(replace(whole, values=whole.values[kept]), ~asked, asked, seed) / yardstick(one)[1]
    own = weights[kept] / weights[kept].sum()
    return Span(*weighed_percentiles(told[:, 0], own, list(PERCENTILES.values())).tolist())
