"""Wedges: the distance between unchanged policy and a policy, split over the levers of that policy."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from care2040.analysis.levers import shapley
from care2040.analysis.levers.evaluator import Array, Changes, Evaluator, by_lever, lever_of
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

FACTS = ("policy", "scenario", "indicator", "year", "resolution", "runs", "start", "end", "interaction")
"""What a result says of the whole."""
COLUMNS = ["policy", "scenario", "indicator", "year", "unit", "start", "end", "lever"]
COLUMNS += ["value", "first_in", "last_in", "standard_error", "interaction", "resolution", "runs"]


@dataclass(frozen=True)
class Attribution:
    """What each lever of a policy adds to what the policy does, in the unit of the indicator."""

    policy: str
    scenario: str
    indicator: str
    unit: str
    year: int
    resolution: Resolution
    runs: int
    start: float
    end: float
    levers: tuple[str, ...]  # its levers, and the parameters that it changes by hand
    values: Array  # (lever,): Shapley values, which add up to the end less the start
    first_in: Array  # (lever,)
    last_in: Array  # (lever,)
    standard_errors: Array | None  # (lever,), where the Shapley values are an estimate

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
    question: Wedges,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Attribution:
    """Split the distance between unchanged policy and a policy over its levers, with central values of parameters."""
    changes = experiment.policies[question.policy]
    evaluator = Evaluator(model, parameters, experiment, question, progress)
    levers = tuple(by_lever(changes))
    ones = [1 << number for number in range(len(levers))]
    everybody = sum(ones)
    is_exact = len(levers) <= MOST_EXACT
    if is_exact:
        coalitions = np.arange(everybody + 1)
    else:
        orders = shapley.draw_orders(levers, PAIRS, experiment.seed)
        along = shapley.grow(orders)
        coalitions = np.unique([*along.ravel(), *ones, *(everybody - one for one in ones)])
    worth = _worth(evaluator, changes, levers, coalitions)

    def of(wanted: npt.ArrayLike) -> Array:
        return worth[np.searchsorted(coalitions, wanted)]

    values, errors = (shapley.exact(worth), None) if is_exact else shapley.estimate(orders, of(along))
    start, end = of([0, everybody]).tolist()
    return Attribution(
        policy=question.policy,
        scenario=question.scenario,
        indicator=question.indicator,
        unit=evaluator.unit,
        year=question.year,
        resolution=evaluator.resolution,
        runs=len(coalitions),
        start=start,
        end=end,
        levers=levers,
        values=values,
        first_in=of(ones) - start,
        last_in=end - of([everybody - one for one in ones]),
        standard_errors=errors,
    )


def _worth(evaluator: Evaluator, changes: Changes, levers: tuple[str, ...], coalitions: Coalitions) -> Array:
    """Return the indicator under the part of a policy that each coalition of its levers makes, in the same order."""
    owners = [levers.index(lever_of(change)) for change in changes]
    owned = list(zip(owners, changes, strict=True))
    parts = [tuple(one for owner, one in owned if each >> owner & 1) for each in coalitions.tolist()]
    return evaluator.evaluate(parts).values[:, 0]


def attach(dataset: xr.Dataset, found: Attribution) -> xr.Dataset:
    """Return a result that holds an attribution, along the dim ``lever``; the values are shared, not copied."""
    facts = {name: getattr(found, name) for name in FACTS}
    columns = {
        WEDGES: found.values,
        FIRST_IN: found.first_in,
        LAST_IN: found.last_in,
        WEDGES_ERROR: found.standard_errors,
    }
    held = {
        name: ("lever", values, {"long_name": ABOUT[name], "units": found.unit, **facts})
        for name, values in columns.items()
        if values is not None
    }
    return dataset.assign_coords(lever=list(found.levers)).assign(held)


def table(dataset: xr.Dataset) -> pd.DataFrame:
    """Return the attribution that a result holds as a table; first what adds most in the direction of the whole."""
    facts = dataset[WEDGES].attrs
    rows = pd.DataFrame({"lever": dataset["lever"].values})
    for column, name in {
        "value": WEDGES,
        "first_in": FIRST_IN,
        "last_in": LAST_IN,
        "standard_error": WEDGES_ERROR,
    }.items():
        rows[column] = dataset[name].values if name in dataset else np.nan
    rows = rows.assign(unit=facts["units"], **{name: facts[name] for name in FACTS})
    rising = facts["end"] < facts["start"]
    return rows.sort_values("value", ascending=rising, kind="stable", ignore_index=True)[COLUMNS]
