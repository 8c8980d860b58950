"""Wedges: the distance between unchanged policy and a policy, split over the levers of that policy."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from care2040.analysis.levers import shapley
from care2040.analysis.levers.evaluator import Array, Asker, Changes, asker, by_lever, lever_of
from care2040.analysis.levers.shapley import Coalitions
from care2040.inputs.experiments.experiment import Experiment, Wedges
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.language.axes import Resolution
from care2040.language.model import Model
from care2040.results.variables import FIRST_IN, LAST_IN, WEDGES, WEDGES_ERROR

MOST_EXACT = 12
"""Levers; more have too many combinations to run them all, and are estimated."""
PAIRS = 128
"""Pairs of orders of an estimate: about as many runs as twelve levers take."""
ABOUT = {
    WEDGES: "Shapley value: what the lever adds on average over every order in which the levers could come in",
    FIRST_IN: "what the lever does alone, against unchanged policy",
    LAST_IN: "what the lever adds when all the others are there already",
    WEDGES_ERROR: "standard error of the Shapley value, which is an estimate",
}


@dataclass(frozen=True)
class Attribution:
    """What each lever of a policy adds to what the policy does.

    Attributes
    ----------
    policy, scenario, indicator : str
        What is split.
    unit : str
        Of the indicator, and of every value here.
    year : int
        1 January of it; the whole year for a flow.
    resolution : {"district", "city"}
        Of the runs.
    runs : int
        How many combinations of levers were run.
    start, end : float
        Under unchanged policy, and under the policy.
    levers : tuple of str
        Its levers, and the parameters that it changes by hand.
    values : ndarray, shape (lever,)
        Shapley values; they add up to `end` less `start`.
    first_in, last_in : ndarray, shape (lever,)
        What each does alone, and what it adds when all the others are there.
    standard_errors : ndarray, shape (lever,), or None
        Where the Shapley values are an estimate.
    """

    policy: str
    scenario: str
    indicator: str
    unit: str
    year: int
    resolution: Resolution
    runs: int
    start: float
    end: float
    levers: tuple[str, ...]
    values: Array
    first_in: Array
    last_in: Array
    standard_errors: Array | None

    @property
    def whole(self) -> float:
        """What the policy does."""
        return self.end - self.start

    @property
    def interaction(self) -> float:
        """What the levers do one by one, added up, less what they do together.

        With the sign of the whole: the levers overlap. With the other sign: they make each other stronger.
        """
        return float(self.first_in.sum()) - self.whole


def wedges(
    model: Model,
    experiment: Experiment,
    parameters: Parameters,
    asked: Wedges,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Attribution:
    """Split the distance between unchanged policy and a policy over its levers, with central values of all
    parameters.
    """
    changes = experiment.policies[asked.policy]
    ask = asker(model, parameters, experiment, changes, asked.indicator, asked.scenario, asked.year, progress)
    levers = tuple(by_lever(changes))
    ones = [1 << number for number in range(len(levers))]
    everybody = sum(ones)
    if len(levers) <= MOST_EXACT:
        coalitions = np.arange(everybody + 1)
    else:
        orders = shapley.draw_orders(levers, PAIRS, experiment.seed)
        along = shapley.grow(orders)
        coalitions = np.unique([*along.ravel(), *ones, *(everybody - one for one in ones)])
    worth = _worth(ask, changes, levers, coalitions)

    def of(wanted: npt.ArrayLike) -> Array:
        return worth[np.searchsorted(coalitions, wanted)]

    errors = None
    if len(levers) <= MOST_EXACT:
        values = shapley.exact(worth)
    else:
        estimated = shapley.estimate(orders, of(along))
        values, errors = estimated.values, estimated.standard_errors
    start, end = of([0, everybody]).tolist()
    return Attribution(
        policy=asked.policy,
        scenario=asked.scenario,
        indicator=asked.indicator,
        unit=ask.unit,
        year=asked.year,
        resolution=ask.resolution,
        runs=len(coalitions),
        start=start,
        end=end,
        levers=levers,
        values=values,
        first_in=of(ones) - start,
        last_in=end - of([everybody - one for one in ones]),
        standard_errors=errors,
    )


def _worth(ask: Asker, changes: Changes, levers: tuple[str, ...], coalitions: Coalitions) -> Array:
    """Return the indicator under the part of a policy that each coalition of its levers makes, in the same order."""
    owners = [levers.index(lever_of(change)) for change in changes]
    owned = list(zip(owners, changes, strict=True))
    return ask.ask([tuple(one for owner, one in owned if each >> owner & 1) for each in coalitions.tolist()]).values


def attach(dataset: xr.Dataset, found: Attribution) -> xr.Dataset:
    """Return a result that holds an attribution, along the dim ``lever``; the values are shared, not copied."""
    facts = {
        "policy": found.policy,
        "scenario": found.scenario,
        "indicator": found.indicator,
        "year": found.year,
        "resolution": found.resolution,
        "runs": found.runs,
        "start": found.start,
        "end": found.end,
        "interaction": found.interaction,
    }
    columns = {
        WEDGES: found.values,
        FIRST_IN: found.first_in,
        LAST_IN: found.last_in,
        WEDGES_ERROR: found.standard_errors,
    }
    held = {
        name: xr.DataArray(values, dims="lever", attrs={"long_name": ABOUT[name], "units": found.unit, **facts})
        for name, values in columns.items()
        if values is not None
    }
    return dataset.assign_coords(lever=list(found.levers)).assign(held)


def table(dataset: xr.Dataset) -> pd.DataFrame:
    """Return the attribution that a result holds as a table, largest Shapley value in the direction of the whole
    first.
    """
    facts = dataset[WEDGES].attrs
    columns = {"value": WEDGES, "first_in": FIRST_IN, "last_in": LAST_IN, "standard_error": WEDGES_ERROR}
    whole = {name: facts[name] for name in ("policy", "scenario", "indicator", "year")}
    rows = pd.DataFrame(whole | {"unit": facts["units"], "start": facts["start"], "end": facts["end"]}, index=[0])
    rows = rows.loc[rows.index.repeat(dataset.sizes["lever"])].reset_index(drop=True)
    rows["lever"] = dataset["lever"].values
    for column, name in columns.items():
        rows[column] = dataset[name].values if name in dataset else np.nan
    for name in ("interaction", "resolution", "runs"):
        rows[name] = facts[name]
    rising = facts["end"] < facts["start"]
    return rows.sort_values("value", ascending=rising, kind="stable", ignore_index=True)
