"""What matters, held in a result and as tables: Sobol' indices with their ranks, their convergence, tornado, Morris.

A result may hold many outcomes (policy, scenario, indicator); each is a `case`. The first is the one that figures draw.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from care2040.analysis.uncertainty.points import Array, Points, at, counted, points_of
from care2040.analysis.uncertainty.sensitivity import convergence, morris, ranks, sobol
from care2040.analysis.uncertainty.tornado import tornado
from care2040.results.data_frames import side_by_side
from care2040.results.valid_draws import MORRIS, SOBOL, CannotAnalyse
from care2040.results.variables import (
    CONVERGENCE,
    CONVERGENCE_INTERVAL,
    MORRIS_INTERVAL,
    MORRIS_MEAN,
    MORRIS_SIZE,
    MORRIS_SPREAD,
    SOBOL_FIRST,
    SOBOL_INTERVAL,
    SOBOL_TOTAL,
    TORNADO_HIGH,
    TORNADO_LOW,
)

ABOUT = {
    SOBOL_FIRST: "first-order index: part of the variance that goes when this assumption is known",
    "sobol_first_interval": "half the 95 % interval of the first-order index",
    SOBOL_TOTAL: "total-order index: part of the variance that stays when all other assumptions are known",
    SOBOL_INTERVAL: "half the 95 % interval of the total-order index",
    TORNADO_LOW: "mean of the indicator with this assumption at its 5th percentile, or the model's own law",
    TORNADO_HIGH: "mean of the indicator with this assumption at its 95th percentile, or the furthest law",
    MORRIS_MEAN: "mean elementary effect of this assumption over its whole range, in the unit of the indicator",
    MORRIS_SIZE: "mean size of the elementary effects of this assumption, in the unit of the indicator",
    MORRIS_INTERVAL: "half the 95 % interval of the mean size",
    MORRIS_SPREAD: "standard deviation of the elementary effects: how much they bend or hang on the others",
    "sobol_rank_best": "best rank by total order that the assumption may have, for the width of the intervals",
    "sobol_rank_worst": "worst rank by total order that the assumption may have",
    "morris_rank_best": "best rank by mean size that the assumption may have, for the width of the intervals",
    "morris_rank_worst": "worst rank by mean size that the assumption may have",
    CONVERGENCE: "total-order index from the first samples only",
    CONVERGENCE_INTERVAL: "half the 95 % interval of that total-order index",
    "convergence_first": "first-order index from the first samples only",
    "convergence_first_interval": "half the 95 % interval of that first-order index",
    "case_middle": "mean of the indicator over the points",
}
CASE = ("policy", "scenario", "indicator")
"""What makes a case."""
Columns = dict[str, Array]
Case = tuple[str, str, str]


def attach(dataset: xr.Dataset, indicators: Iterable[str], year: int) -> xr.Dataset:
    """Return a result that holds what matters in it; the values are shared, not copied."""
    points = points_of(dataset)
    if points.method not in (SOBOL, MORRIS):
        raise CannotAnalyse(f"sensitivity takes a {SOBOL} or {MORRIS} design; the result has {points.method}")
    outcomes = _outcomes(dataset, points, tuple(indicators), year)
    of_one = _of_sobol if points.method == SOBOL else _of_morris
    told = [of_one(points, values) for _, _, values in outcomes]
    facts = {"year": year, "samples": int(points.kept.sum()) // points.block, "method": points.method}
    facts |= {"failed": points.failed, "left_out": points.left_out, "runs": len(points.kept)}
    held: dict[str, tuple[tuple[str, ...], Array, dict[str, object]]] = {
        name: (("case", "input"), np.array([one[name] for one in told]), _attrs(name, facts)) for name in told[0]
    }
    middles = np.array([_middle(points, values) for *_, values in outcomes])
    held["case_middle"] = (("case",), middles, _attrs("case_middle", facts))
    cases = {f"case_{label}": ("case", [case[place] for case, *_ in outcomes]) for place, label in enumerate(CASE)}
    labels = {"input": list(points.names), **cases, "case_unit": ("case", [unit for _, unit, _ in outcomes])}
    found = dataset.assign_coords(labels).assign(held)
    return found if points.method == MORRIS else _with_convergence(found, points, outcomes[0][2], facts)


def _middle(points: Points, values: Array) -> float:
    """Return the mean of an indicator, of a Saltelli design over the points that do not hang together."""
    return tornado(points, values).middle if points.method == SOBOL else float(values.mean())


def _attrs(name: str, facts: dict[str, object]) -> dict[str, object]:
    return {"long_name": ABOUT[name], "units": "1", **facts}


def _outcomes(
    dataset: xr.Dataset, points: Points, indicators: tuple[str, ...], year: int
) -> list[tuple[Case, str, Array]]:
    """Return each outcome with its unit and its values, shape (point,)."""
    found = []
    for number, indicator in enumerate(indicators):
        whole = at(dataset, indicator, year)
        values = counted(whole, points.kept)
        for row, policy in enumerate(whole["policy"].values.tolist()):
            for column, scenario in enumerate(whole["scenario"].values.tolist()):
                if number == 0 or row == column == 0:
                    found.append(((policy, scenario, indicator), str(whole.attrs["units"]), values[row, column]))
    return found


def _of_sobol(points: Points, values: Array) -> Columns:
    found, ends = sobol(points, values), tornado(points, values)
    best, worst = ranks(found.total, found.total_interval)
    return {
        SOBOL_FIRST: found.first,
        "sobol_first_interval": found.first_interval,
        SOBOL_TOTAL: found.total,
        SOBOL_INTERVAL: found.total_interval,
        TORNADO_LOW: ends.low,
        TORNADO_HIGH: ends.high,
        "sobol_rank_best": best,
        "sobol_rank_worst": worst,
    }


def _of_morris(points: Points, values: Array) -> Columns:
    found = morris(points, values)
    best, worst = ranks(found.size, found.interval)
    return {
        MORRIS_MEAN: found.mean,
        MORRIS_SIZE: found.size,
        MORRIS_INTERVAL: found.interval,
        MORRIS_SPREAD: found.spread,
        "morris_rank_best": best,
        "morris_rank_worst": worst,
    }


def _with_convergence(dataset: xr.Dataset, points: Points, values: Array, facts: dict[str, object]) -> xr.Dataset:
    grown = convergence(points, values)
    columns = {
        CONVERGENCE: [step.total for step in grown],
        CONVERGENCE_INTERVAL: [step.total_interval for step in grown],
        "convergence_first": [step.first for step in grown],
        "convergence_first_interval": [step.first_interval for step in grown],
    }
    held = {name: (("samples", "input"), np.array(rows), _attrs(name, facts)) for name, rows in columns.items()}
    return dataset.assign_coords(samples=[step.samples for step in grown]).assign(held)


def sobol_table(dataset: xr.Dataset) -> pd.DataFrame:
    """Return the Sobol' indices that a result holds, largest total order first."""
    names = {"total": SOBOL_TOTAL, "total_interval": SOBOL_INTERVAL, "first": SOBOL_FIRST}
    names |= {"first_interval": "sobol_first_interval", "low": TORNADO_LOW, "high": TORNADO_HIGH}
    return _table(dataset, names, "total", "sobol")


def morris_table(dataset: xr.Dataset) -> pd.DataFrame:
    """Return the elementary effects that a result holds, largest mean size first."""
    names = {"size": MORRIS_SIZE, "size_interval": MORRIS_INTERVAL, "mean": MORRIS_MEAN, "spread": MORRIS_SPREAD}
    return _table(dataset, names, "size", "morris")


def _table(dataset: xr.Dataset, names: dict[str, str], by: str, method: str) -> pd.DataFrame:
    facts = dataset[names[by]].attrs
    parts = []
    for case in range(dataset.sizes["case"]):
        one = dataset.isel(case=case)
        rows = pd.DataFrame({"parameter": one["input"].values} | {key: one[name].values for key, name in names.items()})
        for end in ("best", "worst"):
            rows[f"rank_{end}"] = one[f"{method}_rank_{end}"].values.astype(int)
        rows["middle"] = float(one["case_middle"])
        rows = rows.sort_values(by, ascending=False, kind="stable", ignore_index=True)
        rows["rank"] = np.arange(1, len(rows) + 1)
        parts.append(rows.assign(**{label: str(one[f"case_{label}"].item()) for label in (*CASE, "unit")}))
    counts = ("samples", "failed", "left_out")
    whole = pd.concat(parts, ignore_index=True).assign(**{key: facts[key] for key in ("year", *counts)})
    return whole[[*CASE, "year", "unit", "rank", "rank_best", "rank_worst", "parameter", *names, "middle", *counts]]


def first_case(rows: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the rows of the first case of a table, the most important of them."""
    keys = list(CASE)
    return rows[(rows[keys] == rows[keys].iloc[0]).all(axis=1)].head(most)


def place_range(row: Mapping[Any, Any], dash: str) -> str:
    """Return the place that an assumption has, from the best to the worst where it cannot be told from others."""
    best, worst = int(row["rank_best"]), int(row["rank_worst"])
    return str(best) if best == worst else f"{best}{dash}{worst}"


def convergence_table(dataset: xr.Dataset) -> pd.DataFrame:
    """Return the indices of the first case by the number of samples: samples, parameter, total, first, intervals."""
    names = {"total": CONVERGENCE, "total_interval": CONVERGENCE_INTERVAL}
    names |= {"first": "convergence_first", "first_interval": "convergence_first_interval"}
    columns = {key: dataset[name] for key, name in names.items()}
    return side_by_side(columns, ["samples", "input"]).rename(columns={"input": "parameter"})
