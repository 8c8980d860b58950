"""What trying mixes says, held in a result and as tables."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from care2040.analysis.robust.failing import COLUMNS
from care2040.analysis.robust.keeping import ENDS, Kept, Tried
from care2040.analysis.robust.trial import NONE, Trial
from care2040.results.variables import (
    CHOSEN_NAMED,
    FAILING,
    FAILING_DENSITY,
    ROBUST,
    ROBUST_CHANCE,
    SEPARATOR,
    UNCHANGED,
)
from care2040.wording.amounts import level

MIX, FUTURE, DRAW, END, ROW = "tried_mix", "tried_in", "tried_draw", "tried_percentile", "failing_row"
"""Dims: a mix that was tried (0 is unchanged policy), a future or all of them, a draw, a percentile, a bound."""
ABOUT = {
    "chance": ("part of the draws in which the mix keeps the aim", ""),
    "low": ("lower end of the 95 % interval of that part, for the number of draws", ""),
    "high": ("upper end of the 95 % interval of that part, for the number of draws", ""),
    "missed": ("mean over the draws of the difference with the best mix in the same draw", "unit"),
    "missed_high": ("90th percentile over the draws of the difference with the best mix in the same draw", "unit"),
    "best": ("part of the draws in which no mix does better", ""),
    "avoidable": ("part of the draws in which it misses the aim and another mix keeps it", ""),
    "beyond": ("what it costs beyond the cheapest mix that keeps the aim, mean of the draws in which it does", "euro"),
    "cost": ("what its levers cost from the start to the year of the aim, mean of the draws", "euro"),
    "worst": ("the district that is worst off most often", ""),
    "worst_share": ("part of the draws in which that district is worst off", ""),
    "worst_gap": ("mean difference of that district with the city", "unit"),
    "draws": ("draws that count: those that every mix came through", ""),
    "failed": ("runs of the mix that went wrong", ""),
}
FACTS = ("indicator", "year", "unit", "side", "threshold")
TABLE = {
    "chance": "chance",
    "low": "chance_low",
    "high": "chance_high",
    "missed": "regret_mean",
    "missed_high": "regret_high",
    "best": "best_share",
    "avoidable": "avoidable_share",
    "beyond": "cost_beyond_cheapest",
    "cost": "cost",
    "worst": "worst_district",
    "worst_share": "worst_share",
    "worst_gap": "worst_gap",
    "draws": "draws",
    "failed": "failed",
}
"""What is held, and what the column of it is called."""
BANDS = dict(zip(ENDS, ("low_90", "median", "high_90"), strict=True))


def attach(
    dataset: xr.Dataset, trial: Trial, found: Tried, kept: Kept, failing: Sequence[dict[str, Any]] = ()
) -> xr.Dataset:
    """Return a result that holds what trying mixes says; the values are shared, not copied."""
    aim = trial.asked.aim
    facts = {
        "indicator": aim.indicator,
        "year": aim.year,
        "unit": found.unit,
        "side": aim.side,
        "threshold": aim.threshold,
        "laws_drawn": ", ".join(trial.experiment.drawn_laws),
        "asked_draws": trial.asked.draws,
    }
    dims = (MIX, FUTURE)

    def attrs(text: str, unit: str) -> dict[str, Any]:
        return {"long_name": text, "units": {"unit": found.unit, "": "dimensionless"}.get(unit, unit), **facts}

    held: dict[str, Any] = {
        f"{ROBUST}{name}": (dims, getattr(kept, name), attrs(*about)) for name, about in ABOUT.items()
    }
    worst = np.array(kept.worst, dtype=str)
    held[f"{ROBUST}worst"] = (dims, worst, attrs(*ABOUT["worst"]))
    held[f"{ROBUST}ends"] = ((*dims, END), kept.ends, attrs("percentiles of the indicator over the draws", "unit"))
    by_draw = ((MIX, "tried_future", DRAW), found.values, attrs("the indicator of the aim in every draw", "unit"))
    held[f"{ROBUST}draws_of_aim"] = by_draw
    labels = {MIX: list(trial.mixes), FUTURE: list(kept.futures), END: list(ENDS)}
    labels["tried_future"] = list(trial.experiment.scenarios)
    if failing:
        held |= {
            f"{FAILING}{name}": (ROW, np.array([row[name] for row in failing]), attrs("when mixes fail", "1"))
            for name in COLUMNS
        }
    return dataset.assign_coords(labels).assign(held)


def table(dataset: xr.Dataset) -> pd.DataFrame:
    """Return how sure each mix is, in each future the surest first; mix 0 is unchanged policy."""
    facts = dataset[ROBUST_CHANCE].attrs
    ends = dataset[f"{ROBUST}ends"]
    names, rows = names_of_mixes(dataset), []
    for future in dataset[FUTURE].values.tolist():
        for mix in dataset[MIX].values.tolist():
            own = {MIX: mix, FUTURE: future}
            told = {column: dataset[f"{ROBUST}{name}"].sel(own).item() for name, column in TABLE.items()}
            bands = {column: float(ends.sel({**own, END: end})) for end, column in BANDS.items()}
            first = {name: told.pop(name) for name in ("chance", "chance_low", "chance_high")}
            rows.append(
                {"mix": mix, "name": names.get(mix, ""), "future": future}
                | {name: facts[name] for name in FACTS}
                | {**first, **bands, **told}
            )
    found = pd.DataFrame(rows).astype({"draws": int, "failed": int})
    better = facts["side"] == "at_most"
    order = {future: place for place, future in enumerate(dataset[FUTURE].values.tolist())}
    found = found.assign(place=found["future"].map(order))
    found = found.sort_values(["place", "chance", "median"], ascending=[True, False, better], kind="stable")
    return found.drop(columns="place").reset_index(drop=True)


def names_of_mixes(dataset: xr.Dataset) -> dict[int, str]:
    """Return what mixes are called that have a name, all of it, by their number; 0 is unchanged policy."""
    found = {0: UNCHANGED}
    named = dataset[CHOSEN_NAMED].to_series() if CHOSEN_NAMED in dataset else pd.Series(dtype=int)
    for name, mix in named.items():
        if mix:
            found[int(mix)] = SEPARATOR.join(filter(None, (found.get(int(mix)), str(name))))
    return found


def failing_table(dataset: xr.Dataset) -> pd.DataFrame:
    """Return when each mix fails: a row for each bound of each box."""
    facts = dataset[FAILING_DENSITY].attrs
    columns = {name: dataset[f"{FAILING}{name}"].values for name in COLUMNS}
    rows = pd.DataFrame(columns).astype({"box": int})
    first = ["mix", "future"]
    rows = rows.assign(**{name: facts[name] for name in FACTS})
    return rows[[*first, *FACTS, *(name for name in columns if name not in first)]]


def notes(kept: Kept, trial: Trial, found: Tried) -> list[str]:
    """Return what to beware of: an aim that tells nothing of mixes, and runs that went wrong."""
    said = []
    aim = trial.asked.aim
    what = f"'{aim.indicator}' {aim.side.replace('_', ' ')} {_limit(aim.threshold, found.unit)} in {aim.year}"
    for place, future in enumerate(kept.futures):
        chances = kept.chance[:, place]
        if chances.max() == 0:
            said.append(f"no mix keeps {what} in any draw in '{future}': the aim tells nothing of mixes there")
        elif chances.min() == 1:
            said.append(f"every mix keeps {what} in every draw in '{future}', and so does unchanged policy")
    failed, runs = int(found.failed.sum()), found.failed.size
    if failed:
        out = int((~found.fair).sum(axis=1).max())
        some = f"{failed:,} of {runs:,} runs of the mixes went wrong"
        left = f"at most {out:,} of {trial.asked.draws:,} draws are left out in a future, for all mixes alike"
        said.append(f"{some}; {left}")
    if found.districts is None and trial.experiment.resolution == "district":
        said.append(f"'{aim.indicator}' is not known by district: no district is named as worst off")
    return said


def _limit(threshold: float, unit: str) -> str:
    """Return a limit with its unit, in English; a share as it is written in the experiment."""
    return f"{threshold:g}" if unit == "dimensionless" else level(threshold, unit, "en")


__all__ = ["NONE", "attach", "failing_table", "notes", "table"]
