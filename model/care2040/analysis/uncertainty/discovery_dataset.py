"""What scenario discovery found, held in a result and as tables: the boxes, and the steps that the first was peeled by.

The first box lies along the assumptions, as it does where there is no other. Further ones, which hold what the first
leaves, stand beside it, and only where there are any.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from care2040.analysis.uncertainty.prim import Array
from care2040.analysis.uncertainty.scenario_discovery import (
    DiscoveredBox,
    DiscoveryProblem,
    cover,
    discovery_problem,
    nowhere,
)
from care2040.inputs.experiments.experiment import Discovery, Robustness
from care2040.language.equations import LAW_OF
from care2040.results.valid_draws import CannotAnalyse, came_through
from care2040.results.variables import BOUNDS, DISCOVERY, FURTHER

FEWEST = 20
"""Cases of the rarer outcome below which nothing is searched."""
TENTHS = 10
RATES = f"{DISCOVERY}rates"
ABOUT = {
    "low": "lower bound of the assumption in the box, in its own unit or as a factor; none where it is open",
    "high": "upper bound of the assumption in the box, in its own unit or as a factor; none where it is open",
    "low_share": "lower bound as a cumulative probability; 0 where it is open",
    "high_share": "upper bound as a cumulative probability; 1 where it is open",
    "quasi_p": "chance that the box would be as dense by chance if this bound did nothing",
    "found_again": "part of the random halves of the draws in which the assumption is bounded as well",
    "correlation": "rank correlation of the assumption with the indicator",
}
STEP_ABOUT = {
    "coverage": "part of all cases that lie in the box",
    "density": "part of the draws in the box that are cases",
    "mass": "part of all draws that lie in the box",
    "bounds": "assumptions that are bounded",
}
FACTS = (
    *("policy", "scenario", "indicator", "year", "unit", "side", "threshold"),
    *("looked_for", "fails", "draws", "failed"),
)
INSIDE = ("coverage", "density", "mass")


def attach(dataset: xr.Dataset, asked: Discovery, kept: Robustness, units: Mapping[str, str]) -> xr.Dataset:
    """Return a result that holds the futures in which a policy fails; the values are shared, not copied."""
    problem = discovery_problem(dataset, asked, kept)
    cases, total = int(problem.cases.sum()), len(problem.fails)
    if cases < FEWEST:
        message = f"the policy '{asked.policy}' {problem.looked_for} in {cases} of {total} draws"
        raise CannotAnalyse(f"{message}: fewer than {FEWEST} are too few to say where")
    boxes = cover(problem.units, problem.cases)
    found = boxes[0] if boxes else nowhere(problem.units, problem.cases)
    columns = {**bounds_of(problem, found), "correlation": problem.correlations}
    facts = {
        "policy": asked.policy,
        "scenario": asked.scenario,
        "indicator": kept.indicator,
        "year": kept.year,
        "unit": str(dataset[kept.indicator].attrs["units"]),
        "side": kept.side,
        "threshold": kept.threshold,
        "looked_for": problem.looked_for,
        "fails": float(problem.fails.mean()),
        "draws": total,
        "failed": int((~came_through(dataset)).sum()),
        "known": problem.known,
        "chosen": found.chosen,
    } | {name: float(getattr(found.box, name)) for name in INSIDE}
    steps = {name: [getattr(box, name) for box in found.peeled] for name in INSIDE}
    steps["bounds"] = [float(len(box.restricted)) for box in found.peeled]
    labels = {
        "assumption": list(problem.names),
        "assumption_unit": ("assumption", [units.get(name, "1") for name in problem.names]),
        "peel": np.arange(len(found.peeled)),
        "tenth": np.arange(TENTHS),
    }
    held = {
        f"{DISCOVERY}{name}": ("assumption", values, _attrs(ABOUT[name], facts)) for name, values in columns.items()
    }
    held |= {f"{DISCOVERY}{name}": ("peel", np.array(steps[name]), _attrs(about)) for name, about in STEP_ABOUT.items()}
    about = "part of the draws in which the policy fails, by tenth of the range of the assumption"
    rates = (("assumption", "tenth"), _rates(problem), _attrs(about))
    return _with_further(dataset.assign_coords(labels).assign({**held, RATES: rates}), problem, boxes[1:])


def _with_further(dataset: xr.Dataset, problem: DiscoveryProblem, boxes: Sequence[DiscoveredBox]) -> xr.Dataset:
    """Return a result that holds the boxes after the first, where there are any."""
    if not boxes:
        return dataset
    each = [bounds_of(problem, one) for one in boxes]
    held = {
        f"{FURTHER}{name}": (("box", "assumption"), np.stack([one[name] for one in each]), _attrs(ABOUT[name]))
        for name in each[0]
    }
    adds = {
        f"{FURTHER}{name}": ("box", np.array([getattr(one.box, name) for one in boxes]), _attrs(f"{text}, added by it"))
        for name, text in STEP_ABOUT.items()
        if name in INSIDE
    }
    return dataset.assign_coords(box=np.arange(2, 2 + len(boxes))).assign({**held, **adds})


def bounds_of(problem: DiscoveryProblem, found: DiscoveredBox) -> dict[str, Array]:
    """Return the bounds of a box in every assumption that was searched, and how sure each is."""
    return {
        "low": _in_unit(problem, found.box.low, np.ceil),
        "high": _in_unit(problem, found.box.high, np.floor),
        "low_share": np.clip(found.box.low, 0.0, 1.0),
        "high_share": np.clip(found.box.high, 0.0, 1.0),
        "quasi_p": np.array([found.p_values.get(place, np.nan) for place in range(len(problem.names))]),
        "found_again": found.found_again,
    }


def _attrs(about: str, facts: Mapping[str, object] = MappingProxyType({})) -> dict[str, object]:
    return {"long_name": about, "units": "1", **facts}


def _in_unit(problem: DiscoveryProblem, bounds: Array, inward: Callable[[Array], Array]) -> Array:
    """Return bounds, given as cumulative probabilities, in the units of the draws; of laws the outermost inside."""
    found = np.full(len(bounds), np.nan)
    for place in np.flatnonzero(np.isfinite(bounds)):
        order = np.argsort(problem.units[:, place])
        found[place] = np.interp(bounds[place], problem.units[order, place], problem.drawn[order, place])
        if problem.names[place].startswith(LAW_OF):
            found[place] = inward(found[place])
    return found


def _rates(problem: DiscoveryProblem) -> Array:
    """Return how often the policy fails in each tenth of each range, shape (assumption, tenth)."""
    tenths = np.clip((problem.units * TENTHS).astype(int), 0, TENTHS - 1)
    rates = np.full((len(problem.names), TENTHS), np.nan)
    for place in range(len(problem.names)):
        for tenth in np.unique(tenths[:, place]):
            rates[place, tenth] = problem.fails[tenths[:, place] == tenth].mean()
    return rates


def table(dataset: xr.Dataset) -> pd.DataFrame:
    """Return the boxes that a result holds as a table: bounded assumptions of each first, the surest of them first."""
    facts = dataset[BOUNDS].attrs
    labels = {name: dataset[name].values for name in ("assumption", "assumption_unit")}
    columns = {name: dataset[f"{DISCOVERY}{name}"].values for name in ABOUT}
    parts = [_rows({name: facts[name] for name in (*FACTS, *INSIDE)}, 1, labels, columns)]
    for place, box in enumerate(dataset["box"].values.tolist() if f"{FURTHER}low" in dataset else ()):
        own = dataset[[name for name in dataset if str(name).startswith(FURTHER)]].isel(box=place)
        whole = {name: facts[name] for name in FACTS} | {name: float(own[f"{FURTHER}{name}"]) for name in INSIDE}
        further = {name: own[f"{FURTHER}{name}"].values for name in ABOUT if f"{FURTHER}{name}" in own}
        parts.append(_rows(whole, box, labels, columns | further))
    return pd.concat(parts, ignore_index=True)


def _rows(
    whole: Mapping[str, Any], box: int, labels: Mapping[str, np.ndarray], columns: Mapping[str, np.ndarray]
) -> pd.DataFrame:
    rows = pd.DataFrame({**labels, **columns}).assign(**whole, box=box)
    rows = rows[[*(name for name in whole if name not in INSIDE), "box", *INSIDE, *labels, *columns]]
    return rows.sort_values("quasi_p", kind="stable", na_position="last", ignore_index=True)


def steps(dataset: xr.Dataset) -> pd.DataFrame:
    """Return the steps of the peeling of the first box: step, coverage, density, mass, bounds, and which was chosen."""
    columns = {name: dataset[f"{DISCOVERY}{name}"].values for name in STEP_ABOUT}
    rows = pd.DataFrame({"step": dataset["peel"].values, **columns})
    return rows.assign(chosen=rows["step"] == dataset[BOUNDS].attrs["chosen"])
