"""What each policy does to each indicator in a few years, against unchanged policy."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import xarray as xr

from care2040.analysis.levers import costs
from care2040.language.axes import HORIZON
from care2040.results.percentiles import middle_and_range
from care2040.results.series import Series, series

YEARS = (2030, 2035, HORIZON)
"""Years to tell, as far as they are in the run; of a run without any of them the last."""
COLUMNS = ("policy", "against", "scenario", "indicator", "unit", "year")
NUMBERS = ("value", "low", "high", "change", "change_low", "change_high")


def compared_with(dataset: xr.Dataset) -> str:
    """Return the policy that the others of a result are compared with: the unchanged one, else the first."""
    return str(dataset.attrs.get("unchanged_policy", dataset["policy"].values[0]))


def years_told(dataset: xr.Dataset) -> list[int]:
    """Return the years of `YEARS` that a run has, or its last."""
    years = dataset["year"].values.tolist()
    return [year for year in YEARS if year in years] or years[-1:]


def summary(dataset: xr.Dataset, against: str) -> pd.DataFrame:
    """Return the value of each indicator for the city under each policy, and its change against one of them."""
    years = years_told(dataset)
    rows = pd.concat([_rows(part, years, against) for part in series(dataset)], ignore_index=True)
    rows["against"] = against
    order = {name: number for number, name in enumerate(dataset["scenario"].values.tolist())}
    rows = rows.sort_values("scenario", key=lambda names: names.map(order), kind="stable", ignore_index=True)
    return rows[[*COLUMNS, *NUMBERS]]


def _rows(part: Series, years: list[int], against: str) -> pd.DataFrame:
    values = part.city.sel(year=years)
    change = values - values.sel(policy=against, drop=True)
    told = dict(_named(values, "")) | dict(_named(change, "change"))
    rows = xr.Dataset(told).to_dataframe(["scenario", "policy", "year"]).reset_index()
    return rows.assign(indicator=part.name, unit=part.unit)


def _named(values: xr.DataArray, kind: str) -> Iterator[tuple[str, xr.DataArray]]:
    for end, told in middle_and_range(values).items():
        yield (kind if end == "value" else f"{kind}_{end}") if kind else end, told


ASKED = (("care_share_needed", "care share needed, % points"), ("shortage", "shortage of workers"))
"""Indicators whose change is told, and how they are called on the terminal."""


def changes(dataset: xr.Dataset) -> pd.DataFrame:
    """Return what each policy changes, by policy and scenario: need, shortage, money, workers; medians of the draws."""
    against, year = compared_with(dataset), costs.year_told(dataset)
    differences = costs.differences(dataset, against)
    kept = differences["discounted_net_benefit"].isel(year=-1).sel(payer=costs.EVERYBODY)
    found = {
        name: dataset[name].sel(year=year, policy=kept["policy"]) - dataset[name].sel(year=year, policy=against)
        for name, _ in ASKED
        if name in dataset
    }
    found |= {"discounted_net_benefit": kept, **costs.per_worker(dataset, against)}
    middles = {name: values.median("draw", skipna=False) for name, values in found.items()}
    whole = xr.Dataset({name: values.reset_coords(drop=True) for name, values in middles.items()})
    return whole.to_dataframe(["policy", "scenario"]).reset_index()
