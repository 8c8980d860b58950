"""A few lines of the analysis for the closing summary: policies side by side, who adds what, and the least effort."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from care2040.analysis.levers import comparison, costs
from care2040.analysis.levers.comparison import CHANGES, changes
from care2040.analysis.tables import stored_table
from care2040.analysis.uncertainty.sensitivity_dataset import first_case, place_range
from care2040.cli.views.console import show, table
from care2040.reports.tables.summary_page import change_of_money
from care2040.wording.quantities import written

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from rich.console import Console
    from rich.table import Table

MOST = 5
"""Assumptions that are told; the files hold all."""
SHOWN = ("wedges", "least_effort", "robustness", "discovery", "sobol", "morris")
"""Tables that the terminal tells of."""
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


def has_findings(dataset: xr.Dataset) -> bool:
    """Whether there is anything beyond the indicators: policies to compare, wedges, least effort, or how sure it is."""
    return dataset.sizes["policy"] > 1 or bool(_tables(dataset))


def print_findings(dataset: xr.Dataset, console: Console) -> None:
    """Print what the analysis found, if there is anything to tell."""
    if costs.has_costs(dataset) and costs.NEEDED in dataset:
        show(console, _policies(dataset))
    for name, rows in _tables(dataset).items():
        if name == "wedges":
            show(console, _wedges(rows))
        else:
            for line in LINES[name](rows):
                console.print(line, markup=False)


def as_data(dataset: xr.Dataset) -> dict[str, Any]:
    """Return what the analysis found, for programs; what is not a number is null."""
    found: dict[str, Any] = {}
    if costs.has_costs(dataset) and costs.NEEDED in dataset:
        found["against"] = comparison.compared_with(dataset)
        found["changes"] = _records(changes(dataset))
    return found | {name: _records(rows) for name, rows in _tables(dataset).items()}


def _tables(dataset: xr.Dataset) -> dict[str, pd.DataFrame]:
    tables = {name: stored_table(dataset, name) for name in SHOWN}
    return {name: rows for name, rows in tables.items() if rows is not None}


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    records = rows.astype(object).where(rows.notna(), None).to_dict("records")
    return [{str(key): value for key, value in record.items()} for record in records]


def _policies(dataset: xr.Dataset) -> Table:
    rows, year = changes(dataset), costs.costs_year(dataset)
    several = rows["scenario"].nunique() > 1
    keys = ("policy", "scenario") if several else ("policy",)
    shown = {name: label for name, label in CHANGES if name in rows}
    numbers = (*shown.values(), "net benefit since the start, million euros", "care workers not needed")
    how = {name: written(name, dataset[name].attrs["units"], rows[name].tolist()) for name in shown}
    lines = []
    for row in rows.to_dict("records"):
        cells = [how[name].change(row[name], "en") for name in shown]
        cells += [change_of_money(row["discounted_net_benefit"], "en"), f"{row['avoided_care_workers']:,.0f}"]
        each = row["net_cost_per_avoided_care_worker"]
        cells.append(f"{each:,.0f}" if np.isfinite(each) else "none avoided")
        lines.append((*(str(row[key]) for key in keys), *map(_plain, cells)))
    heads = (*numbers, "euros for each")
    return table((*keys, *heads), lines, heads, f"against {comparison.compared_with(dataset)}, {year}")


def _wedges(rows: pd.DataFrame) -> Table:
    facts: dict[Any, Any] = rows.iloc[0].to_dict()
    how = written(facts["indicator"], facts["unit"], (rows["value"] / 10).tolist())
    start, end = (how.value(facts[name], "en") for name in ("start", "end"))
    title = f"what each lever of {facts['policy']} adds: {facts['indicator']} in {facts['year']}, {start} to {end}"
    columns = {"value": "adds", "first_in": "alone", "last_in": "as the last"}
    if rows["standard_error"].notna().all():
        columns["standard_error"] = "standard error"
    lines = [
        (str(row["lever"]), *(_plain(how.change(row[name], "en")) for name in columns))
        for row in rows.to_dict("records")
    ]
    alone, whole = (_plain(how.change(each, "en")) for each in (rows["first_in"].sum(), facts["end"] - facts["start"]))
    heads = tuple(columns.values())
    return table(("lever", *heads), [*lines, ("together", whole, alone)], heads, title)


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


def _value(facts: dict[Any, Any], value: float) -> str:
    how = written(str(facts["indicator"]), str(facts["unit"]), [float(facts["threshold"]) / 10])
    return how.value(value, "en")


def _target(facts: dict[Any, Any]) -> str:
    side = str(facts["side"]).replace("_", " ")
    return f"{facts['indicator']} {side} {_value(facts, float(facts['threshold']))} in {facts['year']}"


def _robustness(rows: pd.DataFrame) -> Iterator[str]:
    facts: dict[Any, Any] = rows.iloc[0].to_dict()
    yield f"how sure: {_target(facts)}, over {facts['draws']} draws"
    several = rows["scenario"].nunique() > 1
    for row in rows.to_dict("records"):
        name = f"{row['policy']}, {row['scenario']}" if several else str(row["policy"])
        chance = f"{row['chance']:.0%} of the draws ({row['chance_low']:.0%} to {row['chance_high']:.0%})"
        band = f"{_value(row, row['low_90'])} to {_value(row, row['high_90'])}"
        yield f"  {name:<28}{chance}; median {_value(row, row['median'])}, 90 % {band}"


def _discovery(rows: pd.DataFrame) -> Iterator[str]:
    facts: dict[Any, Any] = rows.iloc[0].to_dict()
    yield f"when {facts['policy']} fails: not {_target(facts)}; {facts['fails']:.0%} of {facts['draws']} draws"
    bounded = rows[rows["quasi_p"].notna()]
    if bounded.empty:
        yield "  no assumption sets these draws apart"
        return
    inside = f"{facts['density']:.0%} of a box with {facts['coverage']:.0%} of all draws in which it does"
    yield f"  it {facts['looked_for']} in {inside}:"
    for row in bounded.to_dict("records"):
        ends = [f"{sign} {row[end]:.3g}" for sign, end in ((">", "low"), ("<", "high")) if row[end] == row[end]]
        unit = "" if row["assumption_unit"] in ("1", "dimensionless") else f" {row['assumption_unit']}"
        again = f"comes back in {row['found_again']:.0%} of random halves"
        yield f"  {row['assumption']} {' and '.join(ends)}{unit} ({again})"


def _sobol(rows: pd.DataFrame) -> Iterator[str]:
    facts: dict[Any, Any] = rows.iloc[0].to_dict()
    about = f"{facts['indicator']} in {facts['year']}, policy {facts['policy']}"
    yield f"what matters: {about} (Sobol, {facts['samples']} samples; places that overlap cannot be told apart)"
    for row in first_case(rows, MOST).to_dict("records"):
        total, first = (f"{row[key]:.0%} (+-{row[f'{key}_interval']:.0%})" for key in ("total", "first"))
        yield f"  {place_range(row, '-'):<6}{row['parameter']:<42}in all {total}, alone {first}"


def _morris(rows: pd.DataFrame) -> Iterator[str]:
    facts: dict[Any, Any] = rows.iloc[0].to_dict()
    about = f"{facts['indicator']} in {facts['year']}, policy {facts['policy']}"
    yield f"what matters: {about} (Morris, {facts['samples']} trajectories; places that overlap cannot be told apart)"
    how = written(str(facts["indicator"]), str(facts["unit"]), [float(facts["size"]) / 10])
    for row in first_case(rows, MOST).to_dict("records"):
        size, near = (how.change(row[key], "en").removeprefix("+") for key in ("size", "size_interval"))
        yield f"  {place_range(row, '-'):<6}{row['parameter']:<42}{size} (+-{near}) over its range"


LINES: dict[str, Callable[[pd.DataFrame], Iterator[str]]] = {
    "least_effort": _least,
    "robustness": _robustness,
    "discovery": _discovery,
    "sobol": _sobol,
    "morris": _morris,
}
"""Table to what gives the lines that tell of it."""
