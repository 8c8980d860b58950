"""What each policy does to each indicator in a few years, against unchanged policy."""

from __future__ import annotations

import pandas as pd
import xarray as xr

from care2040.analysis.levers import costs
from care2040.language.axes import HORIZON
from care2040.results.data_frames import by_scenario, side_by_side
from care2040.results.percentiles import middle_and_range
from care2040.results.series import Series, series
from care2040.results.valid_draws import is_sample

YEARS = (2030, 2035, HORIZON)
"""Years to tell, as far as they are in the run; of a run without any of them the last."""
COLUMNS = ("policy", "against", "scenario", "indicator", "unit", "year")
NUMBERS = ("value", "low", "high", "change", "change_low", "change_high")


def compared_with(dataset: xr.Dataset) -> str:
    """Return the policy that the others of a result are compared with: the unchanged one, else the first."""
    return str(dataset.attrs.get("unchanged_policy", dataset["policy"].values[0]))


def shown_years(dataset: xr.Dataset) -> list[int]:
    """Return the years of `YEARS` that a run has, or its last."""
    years = dataset["year"].values.tolist()
    return [year for year in YEARS if year in years] or years[-1:]


def summary(dataset: xr.Dataset, against: str) -> pd.DataFrame:
    """Return the value of each indicator for the city under each policy, and its change against one of them."""
    years = shown_years(dataset)
    rows = pd.concat([_rows(part, years, against, is_sample(dataset)) for part in series(dataset)], ignore_index=True)
    return by_scenario(rows.assign(against=against), dataset)[[*COLUMNS, *NUMBERS]]


def _rows(part: Series, years: list[int], against: str, sample: bool) -> pd.DataFrame:
    values = part.city.sel(year=years)
    change = middle_and_range(values - values.sel(policy=against, drop=True), sample)
    columns = middle_and_range(values, sample) | {"change": change["value"]}
    columns |= {f"change_{end}": change[end] for end in ("low", "high")}
    rows = side_by_side(columns, ["scenario", "policy", "year"])
    return rows.assign(indicator=part.name, unit=part.unit)


CHANGES = ("care_share_needed", "shortage")
"""Indicators whose change is told beside the money."""


def changes(dataset: xr.Dataset) -> pd.DataFrame:
    """Return what each policy changes, by policy and scenario: need, shortage, money, workers; medians of the draws."""
    against, year = compared_with(dataset), costs.costs_year(dataset)
    differences = costs.differences(dataset, against)
    kept = differences["discounted_net_benefit"].isel(year=-1).sel(payer=costs.EVERYBODY)
    found = {
        name: dataset[name].sel(year=year, policy=kept["policy"]) - dataset[name].sel(year=year, policy=against)
        for name in CHANGES
        if name in dataset
    }
    in_year = {item: each.sel(year=year, payer=costs.EVERYBODY, drop=True) for item, each in differences.items()}
    found |= {"lever_cost": in_year["lever_cost"], "net_cost": -in_year["net_benefit"], "discounted_net_benefit": kept}
    found |= costs.per_worker(dataset, against)
    middles = {name: values.median("draw", skipna=False) for name, values in found.items()}
    return side_by_side(middles, ["policy", "scenario"])
