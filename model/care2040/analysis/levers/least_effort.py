"""The least effort with which a policy keeps an indicator on the right side of a target, or how close it comes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
import xarray as xr

from care2040.analysis.levers.effort_search import EffortMix, EffortSearch
from care2040.analysis.levers.evaluator import Array, Changes, Evaluator, by_lever, is_lever, lever_of
from care2040.inputs.calibration_targets import Carriers
from care2040.inputs.experiments.experiment import Experiment, Optimise
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.language.axes import Resolution
from care2040.language.model import Model
from care2040.results.variables import LEAST_EFFORT

Way = Literal["none", "full", "closest", "common", "cheapest"]
ABOUT: dict[Way, str] = {
    "none": "unchanged effort of all levers: none",
    "full": "all the effort of the policy",
    "closest": "each lever in full or not at all, whichever brings the indicator closest to the target, or beyond",
    "common": "the least part of all efforts alike that is enough",
    "cheapest": "the cheapest mix that was found to be enough",
}
PRECISE = {False: 1e-6, True: 1e-4}
"""How precisely a cost is sought, of central values and of a part of the draws, which jumps from draw to draw."""
SIGNS = {"at_most": 1.0, "at_least": -1.0}
COLUMNS = ["policy", "scenario", "indicator", "unit", "year", "side", "target"]
COLUMNS += ["chance", "draws", "way", "reached", "value", "cost", "lever", "part", "resolution"]
LEAST, VALUE, LEAST_COST = LEAST_EFFORT, "least_effort_value", "least_effort_cost"
"""Names in a result."""


@dataclass(frozen=True)
class LeastEffort:
    """What it takes to reach a target."""

    question: Optimise
    unit: str
    resolution: Resolution
    runs: int
    levers: tuple[str, ...]
    mixes: dict[Way, EffortMix]

    @property
    def reached(self) -> bool:
        """Whether any mix is enough."""
        return "cheapest" in self.mixes

    def value(self, mix: EffortMix) -> float:
        """Return the indicator under a mix, in its unit; the value that has the chance where one is asked for."""
        return self.question.target + SIGNS[self.question.side] * mix.excess


def least_effort(
    model: Model,
    experiment: Experiment,
    parameters: Parameters,
    question: Optimise,
    progress: Callable[[int], None] = lambda batches: None,
    carriers: Carriers | None = None,
) -> LeastEffort:
    """Find the least effort with which a policy reaches a target, with central values or in a part of the draws."""
    changes = experiment.policies[question.policy]
    levers = tuple(name for name, own in by_lever(changes).items() if is_lever(name, own))
    evaluator = Evaluator(model, parameters, experiment, question, carriers=carriers)

    def missed(points: Array) -> tuple[Array, Array]:
        progress(search.batches)
        found = evaluator.evaluate([scaled(changes, levers, parts) for parts in points])
        missed = SIGNS[question.side] * (found.values - question.target)
        return np.nanquantile(missed, question.chance or 0.0, axis=1), found.costs

    search = EffortSearch(missed, len(levers), PRECISE[question.chance is not None])
    mixes = _ways(search)
    return LeastEffort(question, evaluator.unit, evaluator.resolution, search.runs, levers, mixes)


def _ways(search: EffortSearch) -> dict[Way, EffortMix]:
    none, full = search.evaluate(np.array([np.zeros(search.levers), np.ones(search.levers)]))
    found: dict[Way, EffortMix] = {"none": none, "full": full, "closest": search.closest()}
    if (common := search.common()) is not None:
        found["common"] = common
    if found["closest"].enough:
        found["cheapest"] = search.cheapest(found["closest"])
    return found


def scaled(changes: Changes, levers: tuple[str, ...], parts: Array) -> Changes:
    """Return a policy with a part of the effort, and of the budget, of each lever; the rest of it as it was."""
    part_of = dict(zip(levers, parts.tolist(), strict=True))
    return tuple(replace(one, value=one.value * part_of.get(lever_of(one), 1.0)) for one in changes)


def attach(dataset: xr.Dataset, found: LeastEffort) -> xr.Dataset:
    """Return a result that holds the least effort, along the dims ``way`` and ``pulled``; the rest is shared."""
    question, mixes = found.question, list(found.mixes.values())
    facts = {
        "policy": question.policy,
        "scenario": question.scenario,
        "indicator": question.indicator,
        "indicator_unit": found.unit,
        "year": question.year,
        "target": question.target,
        "side": question.side,
        "resolution": found.resolution,
        "runs": found.runs,
        "chance": question.chance or 0.0,
        "draws": question.draws if question.chance else 1,
    }

    def about(text: str, unit: str) -> dict[str, object]:
        return {"long_name": text, "units": unit, **facts}

    parts = about("part of the effort that the policy gives a lever", "dimensionless")
    values = about("the indicator under a mix of efforts", found.unit)
    costs = about("spent on levers from the start to the end of the year", "euro")
    return dataset.assign_coords(way=list(found.mixes), pulled=list(found.levers)).assign(
        {
            LEAST: (("way", "pulled"), np.array([mix.parts for mix in mixes]), parts),
            VALUE: ("way", [found.value(mix) for mix in mixes], values),
            LEAST_COST: ("way", [mix.cost for mix in mixes], costs),
        }
    )


def table(dataset: xr.Dataset) -> pd.DataFrame:
    """Return the least effort that a result holds as a table."""
    facts = dataset[LEAST].attrs
    whole = [facts[key] for key in ("policy", "scenario", "indicator", "indicator_unit", "year", "side", "target")]
    whole += [facts.get("chance", 0.0), facts.get("draws", 1)]
    rows = []
    for way in dataset["way"].values.tolist():
        value, cost = (float(dataset[name].sel(way=way)) for name in (VALUE, LEAST_COST))
        reached = SIGNS[facts["side"]] * (value - facts["target"]) <= 0
        for lever in dataset["pulled"].values.tolist():
            part = float(dataset[LEAST].sel(way=way, pulled=lever))
            rows.append([*whole, way, reached, value, cost, lever, part, facts["resolution"]])
    return pd.DataFrame(rows, columns=COLUMNS)
