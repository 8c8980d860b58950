"""Paths on the page of tables: tipping points, change-overs in time, signposts, and what waiting is worth."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from care2040.reports.tables.page_parts import say, table
from care2040.wording.language import Language
from care2040.wording.names import indicator_words, name_of, part_name, unit_words
from care2040.wording.numbers import number, percent, sentence
from care2040.wording.quantities import written

MILLION = 1e6
FINER = 10


def paths(tables: Mapping[str, pd.DataFrame], language: Language) -> Iterator[str]:
    """Give the paragraphs and tables of paths, for each scenario by itself; nothing where a result has none."""
    if "pathways" not in tables:
        return
    for future, rows in tables["pathways"].groupby("future", sort=False):
        own = {name: found[found["future"] == future] for name, found in tables.items() if name.startswith("pathways")}
        yield from _tipping(rows, str(future), language)
        yield from _switches(own["pathways_switches"], rows, language)
        yield from _signposts(own["pathways_signposts"], rows, language)
        yield from _waiting(own["pathways_waiting"], rows, language)


def aim_words(facts: Mapping[Any, Any], language: Language) -> dict[str, str]:
    """Return the words for what should be kept: the indicator, its side and threshold, and with which chance."""
    threshold = float(facts["threshold"])
    how = written(str(facts["indicator"]), str(facts["unit"]), [threshold / FINER])
    return {
        "measure": indicator_words(str(facts["indicator"]), language)["subject"],
        "side": say(language, str(facts["side"])),
        "threshold": how.value(threshold, language),
        "last": str(facts["last_year"]),
        "asked": percent(float(facts["asked_chance"]), language),
        "draws": number(int(facts["draws"]), language),
    }


def year_words(year: str, language: Language) -> str:
    """Return a year, or the words for one that is not there."""
    return {"never": say(language, "paths_never"), "from the start": say(language, "paths_from_start")}.get(year, year)


def _policy(name: str, language: Language) -> str:
    return sentence(name_of("policies", name, language))


def _tipping(rows: pd.DataFrame, future: str, language: Language) -> Iterator[str]:
    facts: dict[Any, Any] = rows.iloc[0].to_dict()
    words = aim_words(facts, language) | {"scenario": name_of("scenarios", future, language)}
    yield "## " + say(language, "paths")
    yield say(language, "paths_about", **words)
    lines = []
    for row in rows.to_dict("records"):
        first, half, last = (year_words(str(row[f"tips_{part}"]), language) for part in (10, 50, 90))
        over, chance = year_words(str(row["below_from"]), language), percent(row["chance"], language)
        cost = number(row["cost"] / MILLION, language)
        lines.append([_policy(row["policy"], language), over, first, half, last, chance, cost])
    heads = ("policy", "paths_below", "paths_first", "paths_half", "paths_last", "paths_chance", "paths_cost")
    yield table([say(language, key, **words) for key in heads], lines, 1)


def _switches(rows: pd.DataFrame, whole: pd.DataFrame, language: Language) -> Iterator[str]:
    words = aim_words(whole.iloc[0].to_dict(), language)
    timely = rows[rows["open_high"] != "closed"]
    yield "### " + say(language, "paths_over")
    if timely.empty:
        yield say(language, "paths_none_in_time", **words)
        return
    yield say(language, "paths_over_about", **words)
    years = sorted(int(year) for year in rows["year"].unique())
    lines = []
    for (policy, then), own in timely.groupby(["policy", "next"], sort=False):
        chances = [percent(float(own.loc[own["year"] == year, "chance"].iloc[0]), language) for year in years]
        until = until_words(own.iloc[0].to_dict(), language)
        lines.append([_policy(str(policy), language), _policy(str(then), language), *chances, until])
    heads = [say(language, "paths_from"), say(language, "paths_to"), *map(str, years), say(language, "paths_until")]
    yield table(heads, lines, 2)


def until_words(row: Mapping[Any, Any], language: Language) -> str:
    """Return until when a change-over is in time, and between which years that lies as far as the draws can say."""
    words = {"closed": say(language, "paths_closed"), "the end": say(language, "paths_the_end")}
    until, low, high = (words.get(str(row[key]), str(row[key])) for key in ("open_until", "open_low", "open_high"))
    return until if low == high == until else f"{until} ({low} \u2013 {high})"


def _signposts(rows: pd.DataFrame, whole: pd.DataFrame, language: Language) -> Iterator[str]:
    first = str(whole["policy"].iloc[0])
    own = rows[rows["policy"] == first]
    words = {"policy": name_of("policies", first, language)}
    yield "### " + say(language, "paths_signposts", **words)
    if own.empty:
        yield say(language, "paths_no_signpost", **words)
        return
    yield say(language, "paths_signposts_about", **words)
    lines = []
    for row in own.to_dict("records"):
        name, _, part = str(row["indicator"]).partition(".")
        subject = indicator_words(name, language)["subject"] + (f", {part_name(part, language)}" if part else "")
        trigger = f"{say(language, str(row['side']))} {threshold_words(row, language)}"
        shares = [percent(row[key], language) for key in ("hits", "false_alarms")]
        counted = say(language, "paths_counted" if row["counted"] else "paths_not_counted")
        lines.append([str(row["year"]), subject, trigger, counted, *shares])
    heads = ("year", "paths_signpost", "paths_trigger", "paths_is_counted", "paths_hits", "paths_false")
    yield table([say(language, key) for key in heads], lines, 4)


def threshold_words(row: Mapping[Any, Any], language: Language) -> str:
    """Return a trigger as it is written, with its unit where the number does not say it."""
    name, unit = str(row["indicator"]).partition(".")[0], str(row["unit"])
    how = written(name, unit, [float(row["threshold"]) / FINER])
    words = "" if how.unit in ("dimensionless", "ratio") else f" {unit_words(name, unit, language)}"
    return how.value(float(row["threshold"]), language) + words


def _waiting(rows: pd.DataFrame, whole: pd.DataFrame, language: Language) -> Iterator[str]:
    facts = whole.iloc[0].to_dict()
    words = aim_words(facts, language) | {"first": name_of("policies", str(facts["policy"]), language)}
    yield "### " + say(language, "paths_waiting")
    yield say(language, "paths_waiting_about", **words)
    lines = []
    now = {"nothing", "sure_enough", "surest"}
    first_year = rows["year"].min()
    for row in rows[(rows["year"] == first_year) | ~rows["way"].isin(now)].to_dict("records"):
        way = str(row["way"])
        year = say(language, "paths_now") if way in now else str(row["year"])
        chosen = _policy(row["policy"], language) if row["changed"] else "\u2013"
        cells = (percent(row["changed"], language), percent(row["chance"], language))
        lines.append(
            [year, say(language, f"paths_{way}", **words), chosen, *cells, number(row["cost"] / MILLION, language)]
        )
    heads = ("paths_when", "paths_way", "paths_chosen", "paths_changed", "paths_chance", "paths_cost")
    yield table([say(language, key, **words) for key in heads], lines, 3)
