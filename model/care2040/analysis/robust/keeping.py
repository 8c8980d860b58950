"""What trying mixes says of each: how often it keeps the aim, what it misses against the best, who is worst off.

A draw counts in a future when every mix came through it there, so that all are compared in the same draws. Over all
futures the chance is the mean of theirs, for futures have no chances of their own.
"""

from dataclasses import dataclass

import numpy as np
import xarray as xr

from care2040.analysis.choosing.measures import series_of
from care2040.analysis.robust.trial import Trial
from care2040.analysis.uncertainty.robustness import regret, wilson
from care2040.engine.compiler.trace import Array
from care2040.inputs.experiments.choosing.schema import LEVER_COST
from care2040.language.axes import whole_city
from care2040.results.valid_draws import CannotAnalyse

OVERALL = "all_futures"
"""Name of all futures together."""
LARGE = 90
"""Percentile of what is missed that is told beside its mean."""
FEWEST = 2
"""Draws that have to come through in a future."""
ENDS = (5, 50, 95)
"""Percentiles of the indicator that are told."""


@dataclass(frozen=True)
class Tried:
    """What came of trying mixes, before anything is told of it.

    Parameters
    ----------
    values : ndarray of shape (mix, future, draw)
        The indicator of the aim for the city; not a number where a run failed.
    districts : ndarray of shape (mix, future, draw, district), or None
        The same by district, where there are any.
    names : tuple of str
        Of the districts.
    costs : ndarray of shape (mix, future, draw)
        What levers cost from the start to the year of the aim, in euros.
    failed : ndarray of bool, shape (mix, future, draw)
        Runs that went wrong.
    unit : str
        Of the indicator.
    """

    values: Array
    districts: Array | None
    names: tuple[str, ...]
    costs: Array
    failed: np.ndarray
    unit: str

    @property
    def fair(self) -> np.ndarray:
        """Which draws count in a future, (future, draw): those that every mix came through."""
        return np.asarray(~self.failed.any(axis=0))


def tried(dataset: xr.Dataset, trial: Trial) -> Tried:
    """Return what the runs of a trial say, which may lie on a disk: numbers are read when they are asked for."""
    aim = trial.asked.aim
    dims = ("policy", "scenario", "draw", "area")
    of_aim = series_of(dataset, aim.indicator).sel(year=aim.year).transpose(*dims)
    values = np.asarray(of_aim.values, dtype=np.float64)
    areas = [str(area) for area in of_aim["area"].values]
    costs = series_of(dataset, LEVER_COST).sel(area=whole_city()).sum("year").transpose(*dims[:3])
    failed = np.asarray((dataset["status"] != 0).transpose(*dims[:3]).values)
    several = len(areas) > 2 and bool(np.isfinite(values[..., 1:]).any())
    return Tried(
        values[..., areas.index(whole_city())],
        values[..., 1:] if several else None,
        tuple(areas[1:]) if several else (),
        np.asarray(costs.values, dtype=np.float64),
        failed,
        str(dataset[aim.indicator].attrs["units"]),
    )


@dataclass(frozen=True)
class Kept:
    """What is told of each mix in each future, and in all of them together where there are several.

    Every array has shape (mix, future); `ends` has (mix, future, percentile).
    """

    futures: tuple[str, ...]
    chance: Array
    low: Array
    high: Array
    ends: Array
    missed: Array
    missed_high: Array
    best: Array
    avoidable: Array
    beyond: Array
    cost: Array
    worst: np.ndarray
    worst_share: Array
    worst_gap: Array
    draws: Array
    failed: Array


def kept(found: Tried, trial: Trial) -> Kept:
    """Return what is told of mixes that were tried.

    Raises
    ------
    CannotAnalyse
        When hardly any draw came through in some future.
    """
    futures = tuple(trial.experiment.scenarios)
    for name, fair in zip(futures, found.fair, strict=True):
        if fair.sum() < FEWEST:
            message = f"the mixes cannot be compared in '{name}': only {int(fair.sum())} draws came through with each"
            raise CannotAnalyse(message)
    columns = [_in_future(found, trial, place) for place in range(len(futures))]
    if len(futures) > 1:
        columns.append(_over_all(found, columns, trial.asked.aim.side))
    names = (*futures, OVERALL) if len(futures) > 1 else futures
    return Kept(names, **{name: np.stack([one[name] for one in columns], axis=1) for name in columns[0]})


def _in_future(found: Tried, trial: Trial, place: int) -> dict[str, np.ndarray]:
    """Return what is told of every mix in one future."""
    aim, fair = trial.asked.aim, found.fair[place]
    values = found.values[:, place, fair]
    mixes, draws = values.shape
    right = values <= aim.threshold if aim.side == "at_most" else values >= aim.threshold
    chance = right.mean(axis=-1)
    low, high = wilson(chance, draws)
    missed, costs = regret(values, aim.side), found.costs[:, place, fair]
    told = _against_the_cheapest(right, costs) | {
        "chance": chance,
        "low": low,
        "high": high,
        "ends": np.percentile(values, ENDS, axis=-1).T,
        "missed": missed.mean(axis=-1),
        "missed_high": np.percentile(missed, LARGE, axis=-1),
        "best": (missed == 0).mean(axis=-1),
        "cost": costs.mean(axis=-1),
        "draws": np.full(mixes, float(draws)),
        "failed": found.failed[:, place].sum(axis=-1).astype(float),
    }
    runs = np.zeros_like(found.fair)
    runs[place] = fair
    return told | _worst_district(found, runs, aim.side)


def _against_the_cheapest(right: np.ndarray, costs: Array) -> dict[str, np.ndarray]:
    """Return how often a mix misses what another keeps, and what it costs beyond the cheapest that keeps it, in euros.

    The second is the mean of the draws in which the mix keeps the aim, and no number where it never does.
    """
    cheapest = np.where(right, costs, np.inf).min(axis=0)
    beyond = np.where(right, costs - cheapest, 0.0).sum(axis=-1)
    times = right.sum(axis=-1)
    return {
        "avoidable": (~right & right.any(axis=0)).mean(axis=-1),
        "beyond": np.where(times > 0, beyond / np.maximum(times, 1), np.nan),
    }


def _worst_district(found: Tried, runs: np.ndarray, side: str) -> dict[str, np.ndarray]:
    """Return which district is worst off most often over some runs, how often, and how far it lies from the city.

    `runs` says which, shape (future, draw).
    """
    mixes = len(found.values)
    if found.districts is None:
        none = np.full(mixes, np.nan)
        return {"worst": np.full(mixes, "", dtype=object), "worst_share": none, "worst_gap": none}
    districts = found.districts[:, runs]
    worst = districts.argmax(axis=-1) if side == "at_most" else districts.argmin(axis=-1)
    often = np.stack([(worst == number).mean(axis=-1) for number in range(districts.shape[-1])], axis=-1)
    most = often.argmax(axis=-1)
    own = np.take_along_axis(districts, most[:, None, None], axis=-1)[..., 0]
    gap = (own - found.values[:, runs]).mean(axis=-1)
    names = np.array(found.names, dtype=object)[most]
    return {"worst": names, "worst_share": often.max(axis=-1), "worst_gap": gap}


def _over_all(found: Tried, columns: list[dict[str, np.ndarray]], side: str) -> dict[str, np.ndarray]:
    """Return what is told of all futures together: means of what is told of each, and the district worst off in most.

    Draws are the same in every future, so that the interval is that of so many draws and not of so many runs.
    """
    many = {name: np.stack([one[name] for one in columns], axis=1) for name in columns[0]}
    known = np.isfinite(many["beyond"])
    beyond = np.where(known, many["beyond"], 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    apart = ("beyond", "worst", "worst_share", "worst_gap", "draws", "failed")
    means = {name: values.mean(axis=1) for name, values in many.items() if name not in apart}
    draws = many["draws"].min(axis=1)
    low, high = wilson(means["chance"], int(draws.min()))
    facts = {
        "beyond": np.where(known.any(axis=1), beyond, np.nan),
        "draws": draws,
        "failed": many["failed"].sum(axis=1),
    }
    return means | {"low": low, "high": high} | facts | _worst_district(found, found.fair, side)
