"""A few lines of the analysis for the closing summary: policies side by side, who adds what, and the least effort."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from care2040.analysis.levers import comparison, costs
from care2040.analysis.levers.comparison import changes
from care2040.analysis.tables import stored_table
from care2040.analysis.uncertainty.sensitivity_dataset import first_case, place_range
from care2040.cli.views.console import plain, show, table
from care2040.cli.views.mix_findings import (
    MOST,
    failing,
    in_time,
    mixes,
    signs,
    target_words,
    thousands,
    tipping,
    tried,
    value_words,
    waiting,
)
from care2040.cli.views.words import as_typed, called, chosen, named, say
from care2040.language.equations import LAW_OF
from care2040.reports.tables.summary_page import change_of_money
from care2040.results.variables import CHOSEN_NAMED
from care2040.wording.assumptions import assumption_name, laws_of
from care2040.wording.numbers import percent
from care2040.wording.quantities import written

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from rich.console import Console
    from rich.table import Table

SHOWN = (
    "wedges",
    "least_effort",
    "choose",
    "choose_named",
    "choose_worth",
    "choose_robust",
    "choose_failing",
    "pathways",
    "pathways_switches",
    "pathways_signposts",
    "pathways_waiting",
    "robustness",
    "discovery",
    "sobol",
    "morris",
)
"""Tables that the terminal tells of."""
FILES = (("summary.md, summary_nl.md", "pages"),)
"""Names, and the text that says what is in them, as the closing summary lists them."""
PART = 0.005
"""A lever with less of its effort is not named."""


def has_findings(dataset: xr.Dataset) -> bool:
    """Whether there is anything beyond the indicators: policies to compare, wedges, least effort, or how sure it is."""
    return dataset.sizes["policy"] > 1 or bool(_tables(dataset))


def _told_of_mixes(dataset: xr.Dataset) -> Iterator[str]:
    """Give what a council reads of a choice."""
    from care2040.figures.chosen.mixes import mixes_of
    from care2040.figures.chosen.words import council

    for lines in council(mixes_of(dataset, "mixes"), chosen()).values():
        yield from (f"  {plain(line)}" for line in lines)


def print_findings(dataset: xr.Dataset, console: Console) -> None:
    """Print what the analysis found, if there is anything to tell."""
    if costs.has_costs(dataset) and costs.NEEDED in dataset:
        show(console, _policies(dataset))
    print_stored(dataset, console)


def print_stored(dataset: xr.Dataset, console: Console) -> None:
    """Print what stands in a result of its analysis, also where no run does."""
    for name, rows in _tables(dataset).items():
        if name == "wedges":
            show(console, _wedges(rows))
        elif name in LINES:
            for line in LINES[name](rows):
                console.print(line, markup=False)
        if name == "choose" and CHOSEN_NAMED in dataset:
            for line in _told_of_mixes(dataset):
                console.print(line, markup=False)


def as_data(dataset: xr.Dataset) -> dict[str, Any]:
    """Return what the analysis found, for programs; what is not a number is null."""
    found: dict[str, Any] = {}
    if costs.has_costs(dataset) and costs.NEEDED in dataset:
        found["against"] = comparison.compared_with(dataset)
        found["changes"] = _records(changes(dataset))
    return found | stored(dataset)


def stored(dataset: xr.Dataset) -> dict[str, Any]:
    """Return the tables of the analysis that a result holds, for programs."""
    return {name: _records(rows) for name, rows in _tables(dataset).items()}


def _tables(dataset: xr.Dataset) -> dict[str, pd.DataFrame]:
    tables = {name: stored_table(dataset, name) for name in SHOWN}
    return {name: rows for name, rows in tables.items() if rows is not None}


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    records = rows.astype(object).where(rows.notna(), None).to_dict("records")
    return [{str(key): value for key, value in record.items()} for record in records]


MONEY = ("lever_cost", "net_cost")
COSTS = (*MONEY, "avoided_care_workers", "net_cost_per_avoided_care_worker")
"""What the table of costs tells of, all in the same year: the third times the last is the second."""


def _policies(dataset: xr.Dataset) -> Table:
    rows, year = changes(dataset), costs.costs_year(dataset)
    keys = ("policy", "scenario") if rows["scenario"].nunique() > 1 else ("policy",)
    lines = []
    for row in rows.to_dict("records"):
        cells = [plain(change_of_money(row[name], chosen())) for name in MONEY]
        avoided, each = (row[name] for name in COSTS[2:])
        cells += [thousands(avoided), thousands(each) if np.isfinite(each) else say("none_avoided")]
        lines.append((*(named({"policy": "policies", "scenario": "scenarios"}[key], row[key]) for key in keys), *cells))
    heads = [say("cost_heads", name) for name in COSTS]
    against = named("policies", comparison.compared_with(dataset))
    title = say("costs", year=year, against=against)
    return table((*(say("cost_heads", key) for key in keys), *heads), lines, heads, title, fold=True)


def _wedges(rows: pd.DataFrame) -> Table:
    facts: dict[Any, Any] = rows.iloc[0].to_dict()
    how = written(facts["indicator"], facts["unit"], (rows["value"] / 10).tolist())
    start, end = (how.value(facts[name], chosen()) for name in ("start", "end"))
    title = say("wedges", **_about(facts), start=start, end=end)
    shown = ["value", "first_in", "last_in"]
    if rows["standard_error"].notna().all():
        shown.append("standard_error")
    lines = [
        (named("policies", str(row["lever"])), *(plain(how.change(row[name], chosen())) for name in shown))
        for row in rows.to_dict("records")
    ]
    totals = (facts["end"] - facts["start"], rows["first_in"].sum())
    whole, alone = (plain(how.change(each, chosen())) for each in totals)
    heads = tuple(say("wedge_heads", name) for name in shown)
    last = (say("together"), whole, alone, *("" for _ in shown[2:]))
    return table((say("wedge_heads", "lever"), *heads), [*lines, last], heads, title, fold=True)


def _about(facts: dict[Any, Any]) -> dict[str, Any]:
    """Return what most headings name: the indicator, the year and the policy."""
    policy = as_typed("policies", str(facts["policy"]))
    return {"indicator": called(str(facts["indicator"])), "year": facts["year"], "policy": policy}


def _least(rows: pd.DataFrame) -> Iterator[str]:
    facts: dict[Any, Any] = rows.iloc[0].to_dict()
    ways = {str(way): own for way, own in rows.groupby("way", sort=False)}
    how = written(facts["indicator"], facts["unit"], [own["value"].iloc[0] - facts["target"] for own in ways.values()])
    told = say("reached" if "cheapest" in ways else "not_reached")
    target = how.value(facts["target"], chosen())
    chance = percent(facts["chance"], chosen())
    draws = say("in_draws", chance=chance, draws=facts["draws"]) if facts["chance"] else ""
    yield say("least", **_about(facts), side=say(facts["side"]), target=target, draws=draws, told=told)
    if ways["none"]["reached"].all():
        yield f"  {say('already')}"
    said = [way for way in ("common", "cheapest") if way in ways] if "cheapest" in ways else ["closest"]
    for way in (*said, "full"):
        own = ways[way]
        value, cost = how.value(float(own["value"].iloc[0]), chosen()), float(own["cost"].iloc[0]) / 1e6
        yield f"  {say('ways', way):<24}" + say("way", value=value, cost=thousands(cost), efforts=_efforts(own))


def _efforts(rows: pd.DataFrame) -> str:
    """Return the levers of a mix with their part of the effort; one that is the same for all is said once."""
    parts = rows["part"].tolist()
    if max(parts) - min(parts) < PART:
        return say("every_lever", part=percent(parts[0], chosen()))
    none = [_lever(lever) for lever, part in zip(rows["lever"], parts, strict=True) if part < PART]
    if len(none) < len(parts) / 2 and all(part < PART or part > 1 - PART for part in parts):
        return say("every_lever_but", names=", ".join(none))
    pairs = zip(rows["lever"], parts, strict=True)
    return ", ".join(f"{_lever(lever)} {percent(part, chosen())}" for lever, part in pairs if part >= PART)


def _lever(name: str) -> str:
    """Return a lever as it is typed in an experiment; in Dutch by its title."""
    return as_typed("policies", name)


def _robustness(rows: pd.DataFrame) -> Iterator[str]:
    facts: dict[Any, Any] = rows.iloc[0].to_dict()
    yield say("robustness", target=target_words(facts), draws=facts["draws"])
    several = rows["scenario"].nunique() > 1
    for row in rows.to_dict("records"):
        policy, scenario = (as_typed(kind, str(row[key])) for kind, key in KINDS)
        chances = {name: percent(row[key], chosen()) for name, key in CHANCES.items()}
        band = say("to", low=value_words(row, row["low_90"]), high=value_words(row, row["high_90"]))
        told = say("chance", **chances, median=value_words(row, row["median"]), band=band)
        yield f"  {f'{policy}, {scenario}' if several else policy:<28}{told}"


KINDS = (("policies", "policy"), ("scenarios", "scenario"))
CHANCES = {"chance": "chance", "low": "chance_low", "high": "chance_high"}


def _discovery(rows: pd.DataFrame) -> Iterator[str]:
    facts: dict[Any, Any] = rows.iloc[0].to_dict()
    fails, policy = percent(facts["fails"], chosen()), as_typed("policies", str(facts["policy"]))
    yield say("discovery", policy=policy, target=target_words(facts), fails=fails, draws=facts["draws"])
    bounded = rows[rows["quasi_p"].notna()]
    if bounded.empty:
        yield "  " + say("discovery_none")
        return
    several = rows["box"].nunique() > 1
    for box, own in bounded.groupby("box", sort=False):
        inside = {name: percent(float(own[name].iloc[0]), chosen()) for name in ("density", "coverage")}
        yield "  " + (f"{box}. " if several else "") + say(str(facts["looked_for"]), **inside)
        for row in own.to_dict("records"):
            yield "  " + _bound(row)
    if several:
        yield "  " + say("boxes_add_up")


def _bound(row: dict[Any, Any]) -> str:
    """Return between which values one assumption of a box lies, and how often that comes back."""
    ends = [f"{sign} {row[end]:.3g}" for sign, end in ((">", "low"), ("<", "high")) if row[end] == row[end]]
    if str(row["assumption"]).startswith(LAW_OF):
        laws = laws_of(str(row["assumption_unit"]))
        ends = [law for place, law in enumerate(laws) if not (place < row["low"] or place > row["high"])]
        row = {**row, "assumption_unit": "1"}
    unit = "" if row["assumption_unit"] in ("1", "dimensionless") else f" {row['assumption_unit']}"
    again, bounds = percent(row["found_again"], chosen()), say("and").join(ends)
    return say("bound", assumption=_assumption(row["assumption"]), ends=bounds, unit=unit, again=again)


def _assumption(name: str) -> str:
    return name if chosen() == "en" else assumption_name(name, chosen())


def _sobol(rows: pd.DataFrame) -> Iterator[str]:
    facts: dict[Any, Any] = rows.iloc[0].to_dict()
    yield say("sobol", **_about(facts), samples=facts["samples"])
    for row in first_case(rows, MOST).to_dict("records"):
        told = {
            key: f"{percent(row[key], chosen())} (+-{percent(row[f'{key}_interval'], chosen())})"
            for key in ("total", "first")
        }
        yield f"  {place_range(row, '-'):<6}{_assumption(row['parameter']):<42}" + plain(say("sobol_line", **told))


def _morris(rows: pd.DataFrame) -> Iterator[str]:
    facts: dict[Any, Any] = rows.iloc[0].to_dict()
    yield say("morris", **_about(facts), samples=facts["samples"])
    how = written(str(facts["indicator"]), str(facts["unit"]), [float(facts["size"]) / 10])
    for row in first_case(rows, MOST).to_dict("records"):
        size, near = (how.change(row[key], chosen()).removeprefix("+") for key in ("size", "size_interval"))
        told = say("morris_line", size=size, near=near)
        yield f"  {place_range(row, '-'):<6}{_assumption(row['parameter']):<42}{told}"


LINES: dict[str, Callable[[pd.DataFrame], Iterator[str]]] = {
    "least_effort": _least,
    "choose": mixes,
    "choose_robust": tried,
    "choose_failing": failing,
    "pathways": tipping,
    "pathways_switches": in_time,
    "pathways_signposts": signs,
    "pathways_waiting": waiting,
    "robustness": _robustness,
    "discovery": _discovery,
    "sobol": _sobol,
    "morris": _morris,
}
"""Table to what gives the lines that tell of it."""
