"""The best mixes on the summary page: what they come to, how sure each is, and when it fails."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from care2040.analysis.robust.failing import NOTHING, TOO_FEW
from care2040.language.equations import LAW_OF
from care2040.reports.tables.page_parts import say, span, table
from care2040.results.variables import UNCHANGED
from care2040.wording.amounts import limit_words
from care2040.wording.assumptions import assumption_name
from care2040.wording.language import Language
from care2040.wording.names import area_name, change_unit, indicator_words, mix_names, name_of, unit_words
from care2040.wording.numbers import number, percent, sentence
from care2040.wording.quantities import Quantity, quantity, written
from care2040.wording.texts import listed

MILLION = 1e6
SHOWN = 12
"""Mixes in the table; all of them are in the CSV."""
FINER = 10
"""A threshold is written with one digit more than it needs."""


def best(rows: pd.DataFrame, language: Language) -> Iterator[str]:
    """Give what the best mixes come to in what counts."""
    yield "## " + say(language, "mixes")
    yield say(language, "mixes_about" if rows["reached"].all() else "mixes_nearest")
    heads, columns = [say(language, "mix")], [[str(mix) for mix in rows["mix"].unique()[:SHOWN]]]
    for _, own in rows.groupby("aim", sort=False):
        facts: dict[Any, Any] = own.iloc[0].to_dict()
        heads.append(_head(facts, language))
        how = written(str(facts["indicator"]), str(facts["unit"]), (own["value"] / 10).tolist())
        columns.append([_value(value, str(facts["wish"]), how, language) for value in own["value"].head(SHOWN)])
    yield table(heads, list(zip(*columns, strict=True)), 0)
    if (more := rows["mix"].nunique() - SHOWN) > 0:
        yield say(language, "mixes_more", count=more)


def _value(value: float, wish: str, how: Quantity, language: Language) -> str:
    if wish == "likely":
        return percent(value, language)
    return how.change(value, language).removeprefix("+") if wish == "regret" else how.value(value, language)


def _head(facts: dict[Any, Any], language: Language) -> str:
    """Return what counts, its unit, and which way: of a chance of what, where the result holds that."""
    name, unit, wish = str(facts["indicator"]), str(facts["unit"]), str(facts["wish"])
    told = change_unit(name, unit, language) if wish == "regret" else unit_words(name, unit, language)
    words = "" if unit == "dimensionless" and wish != "regret" else f", {told}"
    way = say(language, "wishes", wish)
    if facts.get("side"):
        limit = limit_words(name, str(facts["threshold_unit"]), float(facts["threshold"]), language)
        way = say(language, "chance_of", side=say(language, str(facts["side"])), limit=limit)
    return f"{indicator_words(name, language)['subject']} {facts['when']}{words} ({way})"


def sure(rows: pd.DataFrame, language: Language) -> Iterator[str]:
    """Give the chances of each mix by future, with what it misses, what it costs and which district is worst off."""
    facts: dict[Any, Any] = rows.iloc[0].to_dict()
    yield "## " + say(language, "tried")
    counts = {"draws": number(int(rows["draws"].min()), language), "failed": number(int(_failed(rows)), language)}
    yield say(language, "tried_about", **_aim(facts, language), **counts)
    futures = list(dict.fromkeys(rows["future"].tolist()))
    last = rows[rows["future"] == futures[-1]].sort_values(["chance", "cost"], ascending=[False, True], kind="stable")
    by_future = {(row["mix"], row["future"]): row for row in rows.to_dict("records")}
    unit = change_unit(facts["indicator"], facts["unit"], language)
    missed = quantity(str(facts["unit"]), [max(float(rows["regret_high"].max()) / 3, 1e-12)])
    heads = ["regret_of_mix", "regret_high_of_mix", "avoidable", "beyond"]
    head = [say(language, "mix"), say(language, "mix_cost"), *(_future(one, language) for one in futures)]
    head += [say(language, key, unit=unit) for key in heads]
    districts = bool(last["worst_district"].astype(bool).any())
    head += [say(language, "worst_district")] * districts
    lines = []
    for row in last.to_dict("records"):
        cells = [_called(row, language), number(row["cost"] / MILLION, language)]
        cells += [_chance(by_future[row["mix"], future], language) for future in futures]
        cells += [missed.change(row[key], language).removeprefix("+") for key in ("regret_mean", "regret_high")]
        beyond = row["cost_beyond_cheapest"]
        cells += [percent(row["avoidable_share"], language)]
        cells += [number(beyond / MILLION, language) if np.isfinite(beyond) else "\u2013"]
        if districts:
            share = percent(row["worst_share"], language)
            cells.append(f"{area_name(str(row['worst_district']))} ({share})")
        lines.append(cells)
    yield table(head, lines, 1)
    yield say(language, "tried_note")


def failing(rows: pd.DataFrame, language: Language) -> Iterator[str]:
    """Give a sentence for each box of each mix in each future; what cannot be told is said together."""
    facts: dict[Any, Any] = rows.iloc[0].to_dict()
    yield "## " + say(language, "failing")
    yield say(language, "failing_about", **_aim(facts, language))
    lines = []
    for _, own in rows[~rows["box"].isin((TOO_FEW, NOTHING))].groupby(["mix", "future", "box"], sort=False):
        lines.append(f"- {box_sentence(own, language)}")
    if lines:
        yield "\n".join(lines)
    for key, reason in (("failing_too_few", TOO_FEW), ("failing_nothing", NOTHING)):
        without = rows[rows["box"] == reason]
        if len(without):
            yield say(language, key, names=listed(_pairs(without, language), language))


def box_sentence(own: pd.DataFrame, language: Language) -> str:
    """Return in a sentence in what circumstances a mix fails, or holds where it mostly fails."""
    # who draws boxes is read only where there is one: it takes a while
    from care2040.figures.uncertainty.discovery import Bound, bound_words, side

    bounds = []
    for row in own.to_dict("records"):
        ends = {key: float(row[key]) for key in ("low", "high", "low_share", "high_share")}
        one = Bound(str(row["assumption"]), str(row["assumption_unit"]), **ends, again=0.0, rates=np.empty(0))
        where = bound_words(one, language)
        if not one.name.startswith(LAW_OF):
            where = f"{say(language, 'sides', side(one))} ({where})"
        bounds.append(f"\u2018{sentence(assumption_name(one.name, language))}\u2019 {where}")
    first: dict[Any, Any] = own.iloc[0].to_dict()
    shares = {key: percent(float(first[key]), language) for key in ("density", "coverage", "fails")}
    shares["holds"] = percent(1 - float(first["fails"]), language)
    names = {"mix": mix_name(int(first["mix"]), language), "future": _future(str(first["future"]), language)}
    return say(language, f"failing_{first['looked_for']}", **names, bounds=listed(bounds, language), **shares)


def mix_name(mix: int, language: Language) -> str:
    """Return what a mix is called; number 0 is unchanged policy."""
    return say(language, "mix_number", n=mix) if mix else sentence(name_of("policies", UNCHANGED, language))


def _called(row: dict[Any, Any], language: Language) -> str:
    """Return what a mix is called, with its names where it has any."""
    number_of, names = mix_name(int(row["mix"]), language), str(row["name"])
    if not row["mix"] or not names:
        return number_of
    return f"{mix_names(names, language)} ({number_of[:1].lower()}{number_of[1:]})"


def _pairs(rows: pd.DataFrame, language: Language) -> list[str]:
    """Return mixes with the future in which nothing is told of them."""
    pairs = dict.fromkeys(zip(rows["mix"].tolist(), rows["future"].tolist(), strict=True))
    return [f"{mix_name(int(mix), language)} ({_future(str(future), language)})" for mix, future in pairs]


def _failed(rows: pd.DataFrame) -> int:
    each = rows.groupby("future", sort=False)["failed"].sum()
    return int(each.max())


def _future(future: str, language: Language) -> str:
    return name_of("scenarios", future, language)


def _chance(row: dict[Any, Any], language: Language) -> str:
    ends = span(row["chance_low"], row["chance_high"], percent, language)
    return f"{percent(row['chance'], language)} ({ends})"


def _aim(facts: dict[Any, Any], language: Language) -> dict[str, str]:
    threshold = float(facts["threshold"])
    how = written(str(facts["indicator"]), str(facts["unit"]), [threshold / FINER])
    return {
        "measure": indicator_words(str(facts["indicator"]), language)["subject"],
        "year": str(int(facts["year"])),
        "side": say(language, str(facts["side"])),
        "threshold": how.value(threshold, language),
    }
