"""A few lines of the analysis for the closing summary: policies side by side, who adds what, and the least effort."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from care2040.analysis import attribution, costs, least_effort, tables
from care2040.analysis.pages import change_of_money
from care2040.commands import findings_sure
from care2040.commands.common import show
from care2040.figures.quantities import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    import xarray as xr
    from rich.console import Console

ASKED = (("care_share_needed", "care share needed, % points"), ("shortage", "shortage of workers"))
"""Indicators whose change is told, and how they are called on the terminal."""
FILES = (("summary.md, summary_nl.md", "tables for a memo; each is a CSV as well: summary, costs, ..."),)
"""Names and what is in them, as the closing summary lists them."""
WAYS = {
    "common": "least, alike for all",
    "cheapest": "cheapest mix found",
    "closest": "closest to the target",
    "full": "full effort",
}
PART = 0.005
"""A lever with less of its effort is not named."""


def are_there(dataset: xr.Dataset) -> bool:
    """Whether there is anything beyond the indicators: policies to compare, wedges, least effort, or how sure it is."""
    asked = attribution.WEDGES in dataset or least_effort.LEAST in dataset
    return dataset.sizes["policy"] > 1 or asked or findings_sure.are_there(dataset)


def tell(dataset: xr.Dataset, console: Console) -> None:
    """Print what the analysis found, if there is anything to tell."""
    if costs.can_be_told(dataset) and costs.NEEDED in dataset:
        _policies(dataset, console)
    if attribution.WEDGES in dataset:
        _wedges(attribution.table(dataset), console)
    if least_effort.LEAST in dataset:
        for line in _least(least_effort.table(dataset)):
            console.print(line, markup=False)
    for line in findings_sure.lines(dataset):
        console.print(line, markup=False)


def as_data(dataset: xr.Dataset) -> dict[str, Any]:
    """Return what the analysis found, for programs; what is not a number is null."""
    found: dict[str, Any] = {}
    if costs.can_be_told(dataset) and costs.NEEDED in dataset:
        found["against"] = tables.compared_with(dataset)
        found["changes"] = _records(changes(dataset))
    if attribution.WEDGES in dataset:
        found["wedges"] = _records(attribution.table(dataset))
    if least_effort.LEAST in dataset:
        found["least_effort"] = _records(least_effort.table(dataset))
    return found | {name: _records(rows) for name, rows in findings_sure.frames(dataset).items()}


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    records = rows.astype(object).where(rows.notna(), None).to_dict("records")
    return [{str(key): value for key, value in record.items()} for record in records]


def changes(dataset: xr.Dataset) -> pd.DataFrame:
    """Return what each policy changes, by policy and scenario: need, shortage, money, workers; medians of the draws.

    Parameters
    ----------
    dataset : xarray.Dataset
        What a run gave, with more than one policy.
    """
    import xarray as xr

    against, year = tables.compared_with(dataset), costs.year_told(dataset)
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


def _policies(dataset: xr.Dataset, console: Console) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    rows, year = changes(dataset), costs.year_told(dataset)
    title = f"against {tables.compared_with(dataset)}, {year}"
    table = Table(box=SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False)
    several = rows["scenario"].nunique() > 1
    for name in ("policy", "scenario") if several else ("policy",):
        table.add_column(name, no_wrap=True)
    told = [(name, label) for name, label in ASKED if name in rows]
    labels = [label for _, label in told]
    for label in (*labels, "net benefit since the start, million euros", "care workers not needed", "euros for each"):
        table.add_column(label, justify="right")
    units = {name: dataset[name].attrs["units"] for name, _ in told}
    how = {name: written(name, units[name], rows[name].tolist()) for name, _ in told}
    for row in rows.to_dict("records"):
        cells = [how[name].change(row[name], "en") for name, _ in told]
        cells += [change_of_money(row["discounted_net_benefit"], "en"), f"{row['avoided_care_workers']:,.0f}"]
        each = row["net_cost_per_avoided_care_worker"]
        cells.append(f"{each:,.0f}" if np.isfinite(each) else "none avoided")
        keys = [row["policy"], row["scenario"]] if several else [row["policy"]]
        table.add_row(*keys, *(cell.replace("\u2212", "-") for cell in cells))
    show(console, table)


def _wedges(rows: pd.DataFrame, console: Console) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    facts: dict[Any, Any] = rows.iloc[0].to_dict()
    how = written(facts["indicator"], facts["unit"], (rows["value"] / 10).tolist())
    start, end = (how.value(facts[name], "en") for name in ("start", "end"))
    title = f"what each lever of {facts['policy']} adds: {facts['indicator']} in {facts['year']}, {start} to {end}"
    table = Table(box=SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False)
    table.add_column("lever", no_wrap=True)
    columns = {"value": "adds", "first_in": "alone", "last_in": "as the last"}
    if rows["standard_error"].notna().all():
        columns["standard_error"] = "standard error"
    for label in columns.values():
        table.add_column(label, justify="right")
    for row in rows.to_dict("records"):
        table.add_row(row["lever"], *(_plain(how.change(row[name], "en")) for name in columns))
    alone, whole = (_plain(how.change(each, "en")) for each in (rows["first_in"].sum(), facts["end"] - facts["start"]))
    table.add_row("together", whole, alone)
    show(console, table)


def _plain(text: str) -> str:
    """Return a number with the minus of a keyboard, which programs can read."""
    return text.replace("\u2212", "-")


def _least(rows: pd.DataFrame) -> Iterator[str]:
    facts: dict[Any, Any] = rows.iloc[0].to_dict()
    ways = {str(way): own for way, own in rows.groupby("way", sort=False)}
    how = written(facts["indicator"], facts["unit"], [own["value"].iloc[0] - facts["target"] for own in ways.values()])
    target = f"{facts['indicator']} {facts['side'].replace('_', ' ')} {how.value(facts['target'], 'en')}"
    told = "can be reached" if "cheapest" in ways else "cannot be reached"
    yield f"least effort: {target} in {facts['year']} {told} with {facts['policy']}"
    said = [way for way in ("common", "cheapest") if way in ways] if "cheapest" in ways else ["closest"]
    for way in (*said, "full"):
        own = ways[way]
        value, cost = how.value(float(own["value"].iloc[0]), "en"), float(own["cost"].iloc[0]) / 1e6
        yield f"  {WAYS[way]:<24}{value}, {cost:,.0f} million euros: {_efforts(own)}"


def _efforts(rows: pd.DataFrame) -> str:
    """Return the levers of a mix with their part of the effort; one that is the same for all is said once."""
    parts = rows["part"].tolist()
    if max(parts) - min(parts) < PART:
        return f"every lever {parts[0]:.0%}"
    none = [lever for lever, part in zip(rows["lever"], parts, strict=True) if part < PART]
    if len(none) < len(parts) / 2 and all(part < PART or part > 1 - PART for part in parts):
        return f"every lever 100%, but not {', '.join(none)}"
    named = (f"{lever} {part:.0%}" for lever, part in zip(rows["lever"], parts, strict=True) if part >= PART)
    return ", ".join(named)
