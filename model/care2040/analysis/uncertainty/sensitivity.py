"""Which assumptions an outcome hangs on: Sobol' indices and how they converge, and the screening of Morris; by SALib.

A first-order index is the part of the variance that goes when one assumption is known; a total-order index the part
that stays when all others are. Intervals hold 95 %, from a bootstrap with the seed of the design. Two assumptions whose
intervals overlap have no order between them, so every rank comes with the best and the worst that it may be.
"""

from dataclasses import dataclass

import numpy as np
import xarray as xr

from care2040.analysis.uncertainty.points import Array, Points, at, counted, points_of
from care2040.inputs.experiments.sweep import FEWEST_OF_SOBOL
from care2040.results.valid_draws import MORRIS, SOBOL, CannotAnalyse

RESAMPLES = 200
"""Bootstrap samples; their spread gives an interval to within some five per cent of its width."""


@dataclass(frozen=True)
class Sobol:
    """Sobol' indices, parts of the variance, each of shape (parameter,); small ones may be estimated below 0."""

    first: Array
    first_interval: Array  # half the width of the interval that holds 95 %
    total: Array
    total_interval: Array  # half the width of the interval that holds 95 %
    samples: int  # blocks that they were computed from


@dataclass(frozen=True)
class Morris:
    """Elementary effects, each of shape (parameter,), in the unit of the indicator per whole range of the parameter."""

    mean: Array  # of the effects (mu)
    size: Array  # mean of their sizes (mu star)
    interval: Array  # half the width of the interval of the size that holds 95 %
    spread: Array  # of the effects (sigma): large where one bends, or hangs on the others
    trajectories: int  # that they were computed from


def sobol(points: Points, values: Array) -> Sobol:
    """Return Sobol' indices of an indicator, shape (point,), from the blocks of a Saltelli design.

    References
    ----------
    Saltelli et al. 2010, Computer Physics Communications 181, 259-270; Jansen 1999 for the total order.
    """
    _refuse_other(points, SOBOL, FEWEST_OF_SOBOL)
    return _sobol(points, values, len(values) // points.block)


def convergence(points: Points, values: Array) -> tuple[Sobol, ...]:
    """Return Sobol' indices of the first blocks: a few, then twice as many each time, up to all of them."""
    _refuse_other(points, SOBOL, FEWEST_OF_SOBOL)
    sizes = [len(values) // points.block]
    while sizes[0] // 2 >= FEWEST_OF_SOBOL:
        sizes.insert(0, sizes[0] // 2)
    return tuple(_sobol(points, values[: size * points.block], size) for size in sizes)


def _sobol(points: Points, values: Array, samples: int) -> Sobol:
    if np.ptp(values) == 0:
        nothing = np.zeros(len(points.names))
        return Sobol(nothing, nothing, nothing, nothing, samples)
    from SALib.analyze import sobol as salib

    # SALib takes a seed of 0 for no seed at all
    seed = points.seed + 1
    found = salib.analyze(_problem(points), values, calc_second_order=False, num_resamples=RESAMPLES, seed=seed)
    first, total, near, wide = (np.asarray(found[name]) for name in ("S1", "ST", "S1_conf", "ST_conf"))
    return Sobol(first, near, total, wide, samples)


def morris(points: Points, values: Array) -> Morris:
    """Return the elementary effects of every parameter on an indicator, shape (point,), from trajectories of Morris.

    References
    ----------
    Morris 1991, Technometrics 33, 161-174; Campolongo et al. 2007, Environmental Modelling & Software 22, 1509-1518.
    """
    _refuse_other(points, MORRIS, 2)
    from SALib.analyze import morris as salib

    seed = points.seed + 1
    found = salib.analyze(
        _problem(points), points.units, values, num_resamples=RESAMPLES, num_levels=points.levels, seed=seed
    )
    # SALib divides by the step of its own design; here by the step that was taken
    steps = np.abs(np.diff(points.units.reshape(-1, points.block, len(points.names)), axis=1)).max(axis=1)
    scale = points.levels / (2 * (points.levels - 1)) / np.median(steps)
    columns = (np.asarray(found[name], dtype=float) for name in ("mu", "mu_star", "mu_star_conf", "sigma"))
    mean, size, interval, spread = (scale * column for column in columns)
    return Morris(mean, size, interval, spread, len(values) // points.block)


def ranks(values: Array, intervals: Array) -> tuple[Array, Array]:
    """Return the best and the worst rank that each may have, 1 for the largest; intervals are half their width."""
    low, high = values - intervals, values + intervals
    surely_larger = (low[:, None] > high[None, :]).sum(axis=0)
    surely_smaller = (high[:, None] < low[None, :]).sum(axis=0)
    return 1 + surely_larger, len(values) - surely_smaller


def most_important(dataset: xr.Dataset, indicator: str, year: int, count: int) -> tuple[str, ...]:
    """Return the parameters with the largest elementary effects, largest first."""
    points = points_of(dataset)
    told = counted(at(dataset, indicator, year), points.kept)
    sizes = np.max([morris(points, values).size for values in told.reshape(-1, told.shape[-1])], axis=0)
    order = np.argsort(-sizes, kind="stable")[:count]
    return tuple(points.names[place] for place in order if sizes[place] > 0)


def _refuse_other(points: Points, method: str, fewest: int) -> None:
    if points.method != method:
        raise CannotAnalyse(f"this takes a {method} design; the result has {points.method}")
    groups = int(points.kept.sum()) // points.block
    if groups < fewest:
        raise CannotAnalyse(f"this takes {fewest} samples or more; the result has {groups} that count")


def _problem(points: Points) -> dict[str, object]:
    many = len(points.names)
    return {"num_vars": many, "names": list(points.names), "bounds": [[0.0, 1.0]] * many}
