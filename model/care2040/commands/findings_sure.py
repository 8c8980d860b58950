"""A few lines for the closing summary on how sure a result is: chances, where a policy fails, and what matters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from care2040.analysis import discovery_tables, robustness, sensitivity_tables
from care2040.figures.quantities import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    import xarray as xr

MOST = 5
"""Assumptions that are told; the files hold all."""
HELD = {
    "robustness": (robustness.CHANCE, robustness.table),
    "discovery": (discovery_tables.BOUNDS, discovery_tables.table),
    "sobol": (sensitivity_tables.TOTAL, sensitivity_tables.sobol_table),
    "morris": (sensitivity_tables.SIZE, sensitivity_tables.morris_table),
}


def are_there(dataset: xr.Dataset) -> bool:
    """Whether a result holds any of it."""
    return any(name in dataset for name, _ in HELD.values())


def frames(dataset: xr.Dataset) -> dict[str, pd.DataFrame]:
    """Return the tables that a result holds, for programs."""
    return {name: make(dataset) for name, (held, make) in HELD.items() if held in dataset}


def lines(dataset: xr.Dataset) -> Iterator[str]:
    """Give what is told on the terminal, a line each."""
    tellers = {"robustness": _robustness, "discovery": _discovery, "sobol": _sobol, "morris": _morris}
    for name, rows in frames(dataset).items():
        yield from tellers[name](rows)


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


def _place(row: dict[Any, Any]) -> str:
    best, worst = int(row["rank_best"]), int(row["rank_worst"])
    return str(best) if best == worst else f"{best}-{worst}"


def _first(rows: pd.DataFrame) -> list[dict[Any, Any]]:
    """Return the rows of the first outcome, as many as are told."""
    keys = ["policy", "scenario", "indicator"]
    return rows[(rows[keys] == rows[keys].iloc[0]).all(axis=1)].head(MOST).to_dict("records")


def _sobol(rows: pd.DataFrame) -> Iterator[str]:
    facts: dict[Any, Any] = rows.iloc[0].to_dict()
    about = f"{facts['indicator']} in {facts['year']}, policy {facts['policy']}"
    yield f"what matters: {about} (Sobol, {facts['samples']} samples; places that overlap cannot be told apart)"
    for row in _first(rows):
        total, first = (f"{row[key]:.0%} (+-{row[f'{key}_interval']:.0%})" for key in ("total", "first"))
        yield f"  {_place(row):<6}{row['parameter']:<42}in all {total}, alone {first}"


def _morris(rows: pd.DataFrame) -> Iterator[str]:
    facts: dict[Any, Any] = rows.iloc[0].to_dict()
    about = f"{facts['indicator']} in {facts['year']}, policy {facts['policy']}"
    yield f"what matters: {about} (Morris, {facts['samples']} trajectories; places that overlap cannot be told apart)"
    how = written(str(facts["indicator"]), str(facts["unit"]), [float(facts["size"]) / 10])
    for row in _first(rows):
        size, near = (how.change(row[key], "en").removeprefix("+") for key in ("size", "size_interval"))
        yield f"  {_place(row):<6}{row['parameter']:<42}{size} (+-{near}) over its range"
