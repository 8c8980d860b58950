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
from care2040.cli.views.words import as_typed, called, chosen, named, say
from care2040.language.equations import LAW_OF
from care2040.reports.tables.paths_page import threshold_words, until_words
from care2040.reports.tables.summary_page import change_of_money
from care2040.wording.assumptions import assumption_name, laws_of
from care2040.wording.names import unit_words
from care2040.wording.numbers import number, percent
from care2040.wording.quantities import written

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from rich.console import Console
    from rich.table import Table

BILLION = 1e9
LATER = ("later", "wait_and_look", "perfect_knowledge")
"""Ways to decide that are told of each year; those of now stand in the lines of the policies."""
MOST = 5
"""Assumptions that are told; the files hold all."""
SHOWN = (
    "wedges",
    "least_effort",
    "choose",
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
        cells += [_number(avoided), _number(each) if np.isfinite(each) else say("none_avoided")]
        lines.append((*(named({"policy": "policies", "scenario": "scenarios"}[key], row[key]) for key in keys), *cells))
    heads = [say("cost_heads", name) for name in COSTS]
    against = named("policies", comparison.compared_with(dataset))
    title = say("costs", year=year, against=against)
    return table((*(say("cost_heads", key) for key in keys), *heads), lines, heads, title, fold=True)


def _number(value: float) -> str:
    return plain(number(value, chosen()))


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
    said = [way for way in ("common", "cheapest") if way in ways] if "cheapest" in ways else ["closest"]
    for way in (*said, "full"):
        own = ways[way]
        value, cost = how.value(float(own["value"].iloc[0]), chosen()), float(own["cost"].iloc[0]) / 1e6
        yield f"  {say('ways', way):<24}" + say("way", value=value, cost=_number(cost), efforts=_efforts(own))


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


def _mixes(rows: pd.DataFrame) -> Iterator[str]:
    mixes = rows["mix"].unique().tolist()
    yield say("mixes", count=len(mixes)) if rows["reached"].all() else say("mixes_nearest")
    written_as = {
        str(aim): written(str(own["indicator"].iloc[0]), str(own["unit"].iloc[0]), (own["value"] / 10).tolist())
        for aim, own in rows.groupby("aim", sort=False)
    }
    # in the order of the first thing that counts, so that these lie as far from each other as can be
    shown = dict.fromkeys(mixes[round(place)] for place in np.linspace(0, len(mixes) - 1, min(MOST, len(mixes))))
    for mix in shown:
        told = []
        for row in rows[rows["mix"] == mix].to_dict("records"):
            value = written_as[row["aim"]].value(float(row["value"]), chosen())
            if row["wish"] == "likely":
                value = say("likely", value=percent(float(row["value"]), chosen()))
            elif row["wish"] == "regret":
                value = say("regret", value=value)
            unit = "" if row["unit"] == "dimensionless" else f" {unit_words(row['indicator'], row['unit'], chosen())}"
            told.append(f"{called(str(row['indicator']))} {row['when']} {value}{unit}")
        yield f"  {say('mix', mix=mix):<10}" + plain(", ".join(told))


def _lever(name: str) -> str:
    """Return a lever as it is typed in an experiment; in Dutch by its title."""
    return as_typed("policies", name)


def _value(facts: dict[Any, Any], value: float) -> str:
    how = written(str(facts["indicator"]), str(facts["unit"]), [float(facts["threshold"]) / 10])
    return how.value(value, chosen())


def _target(facts: dict[Any, Any]) -> str:
    threshold = _value(facts, float(facts["threshold"]))
    about = {"indicator": called(str(facts["indicator"])), "year": facts["year"]}
    return say("target", **about, side=say(str(facts["side"])), threshold=threshold)


def _robustness(rows: pd.DataFrame) -> Iterator[str]:
    facts: dict[Any, Any] = rows.iloc[0].to_dict()
    yield say("robustness", target=_target(facts), draws=facts["draws"])
    several = rows["scenario"].nunique() > 1
    for row in rows.to_dict("records"):
        policy, scenario = (as_typed(kind, str(row[key])) for kind, key in KINDS)
        chances = {name: percent(row[key], chosen()) for name, key in CHANCES.items()}
        band = say("to", low=_value(row, row["low_90"]), high=_value(row, row["high_90"]))
        told = say("chance", **chances, median=_value(row, row["median"]), band=band)
        yield f"  {f'{policy}, {scenario}' if several else policy:<28}{told}"


KINDS = (("policies", "policy"), ("scenarios", "scenario"))
CHANCES = {"chance": "chance", "low": "chance_low", "high": "chance_high"}


def _discovery(rows: pd.DataFrame) -> Iterator[str]:
    facts: dict[Any, Any] = rows.iloc[0].to_dict()
    fails, policy = percent(facts["fails"], chosen()), as_typed("policies", str(facts["policy"]))
    yield say("discovery", policy=policy, target=_target(facts), fails=fails, draws=facts["draws"])
    bounded = rows[rows["quasi_p"].notna()]
    if bounded.empty:
        yield "  " + say("discovery_none")
        return
    inside = {name: percent(facts[name], chosen()) for name in ("density", "coverage")}
    yield "  " + say(str(facts["looked_for"]), **inside)
    for row in bounded.to_dict("records"):
        ends = [f"{sign} {row[end]:.3g}" for sign, end in ((">", "low"), ("<", "high")) if row[end] == row[end]]
        if str(row["assumption"]).startswith(LAW_OF):
            laws = laws_of(str(row["assumption_unit"]))
            ends = [law for place, law in enumerate(laws) if not (place < row["low"] or place > row["high"])]
            row = {**row, "assumption_unit": "1"}
        unit = "" if row["assumption_unit"] in ("1", "dimensionless") else f" {row['assumption_unit']}"
        again, bounds = percent(row["found_again"], chosen()), say("and").join(ends)
        yield "  " + say("bound", assumption=_assumption(row["assumption"]), ends=bounds, unit=unit, again=again)


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


def _tipping(rows: pd.DataFrame) -> Iterator[str]:
    """Give a line for each policy: from which year it tips, its chance in the end, and its cost."""
    facts: dict[Any, Any] = rows.iloc[0].to_dict()
    threshold = float(facts["threshold"])
    how = written(str(facts["indicator"]), str(facts["unit"]), [threshold / 10])
    words = {"indicator": called(str(facts["indicator"])), "side": say(str(facts["side"])), "last": facts["last_year"]}
    asked = percent(float(facts["asked_chance"]), chosen())
    yield say("paths", **words, threshold=how.value(threshold, chosen()), asked=asked, draws=facts["draws"])
    for row in rows.to_dict("records"):
        name = _in_future(as_typed("policies", str(row["policy"])), row, rows)
        told = say("path_years", str(row["below_from"])) if not str(row["below_from"]).isdigit() else row["below_from"]
        chance, cost = percent(float(row["chance"]), chosen()), number(float(row["cost"]) / BILLION, chosen(), 1)
        yield f"  {name:<34}" + plain(say("path", tips=told, chance=chance, cost=cost, last=facts["last_year"]))


def _in_time(rows: pd.DataFrame) -> Iterator[str]:
    """Give a line for each policy that one can change over to in time: from which policy, and until when."""
    timely = rows[rows["open_high"] != "closed"].drop_duplicates(["future", "policy", "next"])
    yield say("paths_in_time") if len(timely) else say("paths_none_in_time")
    for (_, then), own in timely.groupby(["future", "next"], sort=False):
        name = _in_future(as_typed("policies", str(then)), own.iloc[0].to_dict(), rows)
        told = [
            say("path_from", policy=as_typed("policies", str(row["policy"])), year=until_words(row, chosen()))
            for row in own.to_dict("records")
        ]
        yield f"  {name:<34}" + plain(", ".join(told))


def _signs(rows: pd.DataFrame) -> Iterator[str]:
    """Give a line for the best signpost of each year of decision, of the first policy."""
    yield say("paths_signposts") if len(rows) else say("paths_no_signpost")
    first = rows[rows["policy"] == rows["policy"].iloc[0]] if len(rows) else rows
    for row in first.drop_duplicates(["future", "year"]).to_dict("records"):
        told = {key: percent(float(row[key]), chosen()) for key in ("hits", "false_alarms")}
        what = {"indicator": called(str(row["indicator"])), "side": say(f"path_{row['side']}")}
        words = say("path_sign", **what, threshold=threshold_words(row, chosen()), **told)
        policy = _in_future(as_typed("policies", str(row["policy"])), row, rows)
        yield f"  {policy + ', ' + str(row['year']):<34}" + plain(words)


def _waiting(rows: pd.DataFrame) -> Iterator[str]:
    """Give a line for each year of decision: not looking, looking first, and knowing how it will go."""
    yield say("paths_waiting")
    for (_, year), own in rows.groupby(["future", "year"], sort=False):
        told = []
        for row in own[own["way"].isin(LATER)].to_dict("records"):
            chance, cost = percent(float(row["chance"]), chosen()), number(float(row["cost"]) / BILLION, chosen(), 1)
            told.append(say("path_ways", str(row["way"]), chance=chance, cost=cost))
        yield f"  {_in_future(str(year), own.iloc[0].to_dict(), rows):<34}" + plain(", ".join(told))


def _in_future(name: str, row: dict[Any, Any], rows: pd.DataFrame) -> str:
    """Return a name with its scenario where there are several."""
    return f"{name}, {as_typed('scenarios', str(row['future']))}" if rows["future"].nunique() > 1 else name


LINES: dict[str, Callable[[pd.DataFrame], Iterator[str]]] = {
    "least_effort": _least,
    "choose": _mixes,
    "pathways": _tipping,
    "pathways_switches": _in_time,
    "pathways_signposts": _signs,
    "pathways_waiting": _waiting,
    "robustness": _robustness,
    "discovery": _discovery,
    "sobol": _sobol,
    "morris": _morris,
}
"""Table to what gives the lines that tell of it."""
