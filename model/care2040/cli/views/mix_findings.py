"""Lines that tell of mixes and paths: what the best come to, how sure they are, and until when one can change over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from care2040.cli.views.console import plain
from care2040.cli.views.words import as_typed, called, chosen, say
from care2040.reports.tables.mixes_tried import box_sentence
from care2040.reports.tables.paths_page import threshold_words, until_words
from care2040.results.variables import UNCHANGED
from care2040.wording.amounts import limit_words
from care2040.wording.names import area_name, change_unit, unit_words
from care2040.wording.numbers import number, percent
from care2040.wording.quantities import Quantity, written

if TYPE_CHECKING:
    import pandas as pd

BILLION = 1e9
MOST = 5
"""Assumptions that are told; the files hold all."""
LATER = ("later", "wait_and_look", "perfect_knowledge")
"""Ways to decide that are told of each year; those of now stand in the lines of the policies."""


def thousands(value: float) -> str:
    """Return a whole number as the language writes it."""
    return plain(number(value, chosen()))


def value_words(facts: dict[Any, Any], value: float) -> str:
    """Return a value as it stands beside the threshold of what was asked."""
    how = written(str(facts["indicator"]), str(facts["unit"]), [float(facts["threshold"]) / 10])
    return how.value(value, chosen())


def target_words(facts: dict[Any, Any]) -> str:
    """Return what should be kept, in words."""
    threshold = limit_words(str(facts["indicator"]), str(facts["unit"]), float(facts["threshold"]), chosen())
    about = {"indicator": called(str(facts["indicator"])), "year": facts["year"]}
    return say("target", **about, side=say(str(facts["side"])), threshold=threshold)


def mixes(rows: pd.DataFrame) -> Iterator[str]:
    """Give a line for some of the best mixes, far from each other."""
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
            unit = "" if row["unit"] == "dimensionless" else f" {unit_words(row['indicator'], row['unit'], chosen())}"
            if row["wish"] == "likely":
                value = _chance(row)
            elif row["wish"] == "regret":
                value, unit = say("regret", value=_size(written_as[row["aim"]], row)), ""
            told.append(f"{called(str(row['indicator']))} {row['when']} {value}{unit}")
        yield f"  {say('mix', mix=mix):<10}" + plain(", ".join(told))


def _chance(row: dict[Any, Any]) -> str:
    """Return a chance with the limit that it is the chance of, which results of before do not hold."""
    chance = percent(float(row["value"]), chosen())
    if not row.get("side"):
        return say("likely", value=chance)
    about = str(row["indicator"]), str(row["threshold_unit"]), float(row["threshold"])
    return say("likely_of", value=chance, side=say(str(row["side"])), limit=limit_words(*about, chosen()))


def _size(how: Quantity, row: dict[Any, Any]) -> str:
    """Return the size of what is missed, with its unit."""
    size = how.change(float(row["value"]), chosen()).removeprefix("+")
    return f"{size} {change_unit(str(row['indicator']), str(row['unit']), chosen())}"


def tried(rows: pd.DataFrame) -> Iterator[str]:
    """Give a line for each mix that was tried, the surest over all futures first."""
    facts: dict[Any, Any] = rows.iloc[0].to_dict()
    yield say("tried", target=target_words(facts), draws=thousands(int(rows["draws"].min())))
    futures = list(dict.fromkeys(rows["future"].tolist()))
    missed = written(str(facts["indicator"]), str(facts["unit"]), [max(float(rows["regret_high"].max()) / 3, 1e-12)])
    for row in rows[rows["future"] == futures[-1]].to_dict("records"):
        own = rows[rows["mix"] == row["mix"]].set_index("future")["chance"]
        chances = ", ".join(f"{as_typed('scenarios', str(one))} {percent(own[one], chosen())}" for one in futures)
        regret, cost = _size(missed, {**facts, "value": row["regret_mean"]}), row["cost"] / 1e6
        name = say("mix", mix=row["mix"]) if row["mix"] else as_typed("policies", UNCHANGED)
        told = say("tried_mix", chances=chances, regret=regret, cost=thousands(cost))
        worst = ""
        if row["worst_district"]:
            share = percent(row["worst_share"], chosen())
            worst = say("tried_worst", district=area_name(row["worst_district"]), share=share)
        yield f"  {name:<20}" + plain(told + worst)


def failing(rows: pd.DataFrame) -> Iterator[str]:
    """Give the surest of what was found of when mixes fail, and where the rest is."""
    found = rows[rows["box"] > 0]
    boxes = [own for _, own in found.groupby(["mix", "future", "box"], sort=False)]
    yield say("failing") if boxes else say("failing_none")
    for own in sorted(boxes, key=lambda one: -float(one["density"].iloc[0]))[:MOST]:
        yield "  " + plain(box_sentence(own, chosen()))


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
    timely = rows[rows["open_high"] != "closed"].drop_duplicates(["future", "policy", "next"])
    yield say("paths_in_time") if len(timely) else say("paths_none_in_time")
    for (_, then), own in timely.groupby(["future", "next"], sort=False):
        name = _in_future(as_typed("policies", str(then)), own.iloc[0].to_dict(), rows)
        told = [
            say("path_from", policy=as_typed("policies", str(row["policy"])), year=until_words(row, chosen()))
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
