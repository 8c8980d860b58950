"""How each policy does over all draws: its bands, the chance to stay on the right side of a threshold, and its regret.

Regret is what a policy misses against the policy that is best in the same draw and scenario: nought where it is the
best itself. It tells of choices what a band does not, since all policies share their draws.
"""

import math

import numpy as np
import pandas as pd
import xarray as xr

from care2040.analysis.uncertainty.points import Array, at, counted
from care2040.inputs.experiments.experiment import Robustness
from care2040.language.axes import HORIZON
from care2040.results.data_frames import by_scenario, side_by_side
from care2040.results.percentiles import EDGES, at_percentiles
from care2040.results.valid_draws import CannotAnalyse, came_through, fair_draws
from care2040.results.variables import CHANCE, LARGE_REGRET, POLICY_EDGES, REGRET
from care2040.results.variables import STANDARD as NEEDED

STANDARD = Robustness(indicator=NEEDED, year=HORIZON, at_most=0.2)
"""What is asked of an experiment that does not say: one in five, in 2040 or the last year of a shorter run."""
HIGH_REGRET = 95
"""Percentile of the regret that is told beside its median."""
SURE = 1.96
"""Standard errors on both sides that hold 95 %."""
LEAST, MOST, BEST = "robust_chance_low", "robust_chance_high", "robust_best_share"
ABOUT = {
    CHANCE: "part of the draws in which the policy stays on the right side of the threshold",
    LEAST: "lower end of the 95 % interval of that part, for the number of draws",
    MOST: "upper end of the 95 % interval of that part, for the number of draws",
    POLICY_EDGES: "percentiles of the indicator over the draws",
    REGRET: "median over the draws of the difference with the best policy in the same draw",
    LARGE_REGRET: "95th percentile over the draws of the difference with the best policy in the same draw",
    BEST: "part of the draws in which no policy does better",
}


def question_of(dataset: xr.Dataset, asked: Robustness | None) -> Robustness | None:
    """Return what to ask: what the experiment says, else one in five where a result holds that indicator."""
    if asked is not None:
        return asked
    if STANDARD.indicator not in dataset or dataset.sizes["draw"] < 2:
        return None
    return STANDARD.model_copy(update={"year": min(STANDARD.year, int(dataset["year"].max()))})


def attach(dataset: xr.Dataset, asked: Robustness) -> xr.Dataset:
    """Return a result that holds the robustness of its policies; the values are shared, not copied."""
    if dataset.sizes["draw"] < 2:
        raise CannotAnalyse("robustness takes more than one draw: ask for them with 'draws' or '--draws'")
    fair = fair_draws(dataset)
    whole = at(dataset, asked.indicator, asked.year)
    values = counted(whole, fair)
    facts = {
        "indicator": asked.indicator,
        "year": asked.year,
        "threshold": asked.threshold,
        "side": asked.side,
        "draws": int(fair.sum()),
        "failed": int((~came_through(dataset)).sum()),
    }
    right = values <= asked.threshold if asked.side == "at_most" else values >= asked.threshold
    chance = right.mean(axis=-1)
    least, most = wilson(chance, values.shape[-1])
    missed = regret(values, asked.side)
    columns: dict[str, Array] = {
        CHANCE: chance,
        LEAST: least,
        MOST: most,
        REGRET: np.median(missed, axis=-1),
        LARGE_REGRET: np.percentile(missed, HIGH_REGRET, axis=-1),
        BEST: (missed == 0).mean(axis=-1),
        POLICY_EDGES: at_percentiles(values, EDGES, -1),
    }
    dims = {POLICY_EDGES: ("policy", "scenario", "percentile")}
    units = dict.fromkeys((REGRET, LARGE_REGRET, POLICY_EDGES), str(whole.attrs["units"]))
    held = {
        name: (
            dims.get(name, ("policy", "scenario")),
            of_policies,
            {"long_name": ABOUT[name], "units": units.get(name, "dimensionless"), **facts},
        )
        for name, of_policies in columns.items()
    }
    return dataset.assign_coords(percentile=list(EDGES)).assign(held)


def regret(values: Array, side: str) -> Array:
    """Return what each policy misses against the best in the same draw: 0 or more, shape (policy, scenario, draw)."""
    missed: Array = values - values.min(axis=0) if side == "at_most" else values.max(axis=0) - values
    return missed


def wilson(shares: Array, count: int) -> tuple[Array, Array]:
    """Return the ends of the 95 % interval of shares counted among so many independent draws (Wilson 1927)."""
    odd = SURE**2 / count
    middle = (shares + odd / 2) / (1 + odd)
    reach = math.sqrt(odd) * np.sqrt(shares * (1 - shares) + odd / 4) / (1 + odd)
    return np.maximum(middle - reach, 0.0), np.minimum(middle + reach, 1.0)


def table(dataset: xr.Dataset) -> pd.DataFrame:
    """Return the robustness that a result holds as a table, by scenario the surest policy first."""
    facts = dataset[CHANCE].attrs
    bands = {5: "low_90", 20: "low_60", 35: "low_30", 50: "median", 65: "high_30", 80: "high_60", 95: "high_90"}
    columns = {"chance": dataset[CHANCE], "chance_low": dataset[LEAST], "chance_high": dataset[MOST]}
    columns |= {column: dataset[POLICY_EDGES].sel(percentile=percentile) for percentile, column in bands.items()}
    columns |= {"regret_median": dataset[REGRET], "regret_high": dataset[LARGE_REGRET], "best_share": dataset[BEST]}
    before, behind = ("indicator", "year", "unit", "side", "threshold"), ("draws", "failed")
    whole = {**facts, "unit": dataset[POLICY_EDGES].attrs["units"]}
    rows = side_by_side(columns, ["scenario", "policy"])
    rows = rows.assign(**{name: whole[name] for name in (*before, *behind)})
    better = facts["side"] == "at_most"
    rows = rows.sort_values(["chance", "median"], ascending=[False, better], kind="stable")
    return by_scenario(rows, dataset)[["policy", "scenario", *before, *columns, *behind]]
