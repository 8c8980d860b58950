"""A few lines of paths for the closing summary: until when an aim is kept, what is in time, what waiting costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from care2040.cli.views.console import plain
from care2040.cli.views.words import as_typed, called, chosen, say
from care2040.reports.tables.paths_page import threshold_words
from care2040.wording.numbers import number, percent
from care2040.wording.quantities import written

if TYPE_CHECKING:
    import pandas as pd

BILLION = 1e9
LATER = ("later", "wait_and_look", "perfect_knowledge")
"""Ways to decide that are told of each year; those of now stand in the lines of the policies."""


def tipping(rows: pd.DataFrame) -> Iterator[str]:
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


def in_time(rows: pd.DataFrame) -> Iterator[str]:
    """Give a line for each policy that one can change over to in time: from which policy, and until when."""
    timely = rows[rows["open_until"] != "closed"].drop_duplicates(["future", "policy", "next"])
    yield say("paths_in_time") if len(timely) else say("paths_none_in_time")
    for (_, then), own in timely.groupby(["future", "next"], sort=False):
        name = _in_future(as_typed("policies", str(then)), own.iloc[0].to_dict(), rows)
        told = [
            say(
                "path_from",
                policy=as_typed("policies", str(row["policy"])),
                year=say("path_the_end") if row["open_until"] == "the end" else row["open_until"],
            )
            for row in own.to_dict("records")
        ]
        yield f"  {name:<34}" + plain(", ".join(told))


def signs(rows: pd.DataFrame) -> Iterator[str]:
    """Give a line for the best signpost of each year of decision, of the first policy."""
    yield say("paths_signposts") if len(rows) else say("paths_no_signpost")
    first = rows[rows["policy"] == rows["policy"].iloc[0]] if len(rows) else rows
    for row in first.drop_duplicates(["future", "year"]).to_dict("records"):
        told = {key: percent(float(row[key]), chosen()) for key in ("hits", "false_alarms")}
        what = {"indicator": called(str(row["indicator"])), "side": say(f"path_{row['side']}")}
        words = say("path_sign", **what, threshold=threshold_words(row, chosen()), **told)
        policy = _in_future(as_typed("policies", str(row["policy"])), row, rows)
        yield f"  {policy + ', ' + str(row['year']):<34}" + plain(words)


def waiting(rows: pd.DataFrame) -> Iterator[str]:
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
