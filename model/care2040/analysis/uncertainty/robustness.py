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


def asked_of(dataset: xr.Dataset, asked: Robustness | None) -> Robustness | None:
    """Return what to ask: what the experiment says, else one in five where a result holds that indicator."""
    if asked is not None:
        return asked
    last = int(dataset["year"].max())
    year = min(STANDARD.year, last)
    return STANDARD.model_copy(update={"year": year}) if _holds(dataset) else None


def _holds(dataset: xr.Dataset) -> bool:
    return STANDARD.indicator in dataset and dataset.sizes["draw"] > 1


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
    }
    unit = str(whole.attrs["units"])
    held = {
        name: (("policy", "scenario"), told, {"long_name": ABOUT[name], "units": _unit(name, unit), **facts})
        for name, told in columns.items()
    }
    edges = at_percentiles(values, EDGES, -1)
    found = dataset.assign_coords(percentile=list(EDGES)).assign(held)
    about = {"long_name": ABOUT[POLICY_EDGES], "units": unit, **facts}
    return found.assign({POLICY_EDGES: (("policy", "scenario", "percentile"), edges, about)})


def _unit(name: str, unit: str) -> str:
    return unit if name in (REGRET, LARGE_REGRET) else "dimensionless"


def regret(values: Array, side: str) -> Array:
    """Return what each policy misses against the best in the same draw.

    Parameters
    ----------
    values : ndarray, shape (policy, scenario, draw)
        The indicator.
    side : {"at_most", "at_least"}
        Whether less is better, or more.

    Returns
    -------
    ndarray, shape (policy, scenario, draw)
        0 or more, in the unit of the indicator.
    """
    missed: Array = values - values.min(axis=0) if side == "at_most" else values.max(axis=0) - values
    return missed


def wilson(shares: Array, count: int) -> tuple[Array, Array]:
    """Return the ends of the 95 % interval of shares that were counted among so many independent draws.

    References
    ----------
    Wilson 1927, Journal of the American Statistical Association 22, 209-212.
    """
    odd = SURE**2 / count
    middle = (shares + odd / 2) / (1 + odd)
    reach = math.sqrt(odd) * np.sqrt(shares * (1 - shares) + odd / 4) / (1 + odd)
    return np.maximum(middle - reach, 0.0), np.minimum(middle + reach, 1.0)


def table(dataset: xr.Dataset) -> pd.DataFrame:
    """Return the robustness that a result holds as a table, by scenario the surest policy first."""
    facts = dataset[CHANCE].attrs
    names = {"chance": CHANCE, "chance_low": LEAST, "chance_high": MOST}
    regrets = {"regret_median": REGRET, "regret_high": LARGE_REGRET, "best_share": BEST}
    bands = {5: "low_90", 20: "low_60", 35: "low_30", 50: "median", 65: "high_30", 80: "high_60", 95: "high_90"}
    edges = {
        column: dataset[POLICY_EDGES].sel(percentile=percentile, drop=True) for percentile, column in bands.items()
    }
    told = {column: dataset[name] for column, name in names.items()} | edges
    told |= {column: dataset[name] for column, name in regrets.items()}
    whole = xr.Dataset({column: values.reset_coords(drop=True) for column, values in told.items()})
    rows = whole.to_dataframe(["scenario", "policy"]).reset_index()
    order = {name: number for number, name in enumerate(dataset["scenario"].values.tolist())}
    rows["place"] = rows["scenario"].map(order)
    better = facts["side"] == "at_most"
    rows = rows.sort_values(["place", "chance", "median"], ascending=[True, False, better], kind="stable")
    rows = rows.assign(unit=dataset[POLICY_EDGES].attrs["units"], **{name: facts[name] for name in _FACTS})
    first = ["policy", "scenario", "indicator", "year", "unit", "side", "threshold"]
    return rows[[*first, *told, "draws", "failed"]].reset_index(drop=True)


_FACTS = ("indicator", "year", "side", "threshold", "draws", "failed")
