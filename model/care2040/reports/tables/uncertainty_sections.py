"""Sections of the page on how sure a result is: robustness, the futures in which a policy fails, and what matters."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd
import xarray as xr

from care2040.analysis.uncertainty import robustness, sensitivity_dataset
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.uncertainty.discovery import bound_words, box_of, box_words
from care2040.reports.tables.page_texts import say, span, table
from care2040.results import variables
from care2040.wording.assumptions import assumption_name
from care2040.wording.language import Language
from care2040.wording.names import change_unit, indicator_words, name_of
from care2040.wording.numbers import number, percent, sentence
from care2040.wording.quantities import quantity, written

SHOWN = 12
"""Assumptions on the page; all of them are in the CSV."""
BANDS = (30, 60, 90)
FINER = 10
"""The largest effect is written with one digit more than it needs, so that small ones are seen."""
SMALLEST = 0.001
"""Chance below which it is only said that it is smaller."""


def sections(dataset: xr.Dataset, language: Language) -> Iterator[str]:
    """Give the paragraphs and tables of what a result holds; nothing of a result with one draw."""
    if variables.CHANCE in dataset:
        yield from _robustness(robustness.table(dataset), language)
    if variables.BOUNDS in dataset:
        yield from _discovery(dataset, language)
    if variables.SOBOL_TOTAL in dataset:
        yield from _sobol(sensitivity_dataset.sobol_table(dataset), language)
    if variables.MORRIS_SIZE in dataset:
        yield from _morris(sensitivity_dataset.morris_table(dataset), language)


def _asked(facts: Mapping[Any, Any], language: Language) -> dict[str, str]:
    """Return the words for an outcome, and maybe its threshold."""
    words = {
        "policy": sentence(name_of("policies", str(facts["policy"]), language)),
        "measure": indicator_words(str(facts["indicator"]), language)["subject"],
        "year": str(int(facts["year"])),
        "scenario": name_of("scenarios", str(facts["scenario"]), language),
    }
    if "side" in facts:
        threshold = float(facts["threshold"])
        how = written(str(facts["indicator"]), str(facts["unit"]), [threshold / FINER])
        words |= {"side": say(language, str(facts["side"])), "threshold": how.value(threshold, language)}
    return words


def _robustness(rows: pd.DataFrame, language: Language) -> Iterator[str]:
    first: dict[Any, Any] = rows.iloc[0].to_dict()
    yield "## " + say(language, "robust", **_asked(first, language))
    unit = change_unit(first["indicator"], first["unit"], language)
    heads = ["chance", "median", *(f"band {part}" for part in BANDS), "regret", "regret_high", "best"]
    head = [say(language, "policy"), *(_head(key, unit, language) for key in heads)]
    how = written(first["indicator"], first["unit"], (rows["high_90"] - rows["low_90"]).div(3).tolist())
    missed = quantity(how.unit, [float(rows["regret_high"].max()) / 3])
    for _, own in rows.groupby("scenario", sort=False):
        facts: dict[Any, Any] = own.iloc[0].to_dict()
        counts = {name: number(facts[name], language) for name in ("draws", "failed")}
        yield say(language, "robust_about", **_asked(facts, language), **counts)
        lines = []
        for row in own.to_dict("records"):
            chance = (
                f"{percent(row['chance'], language)} ({span(row['chance_low'], row['chance_high'], percent, language)})"
            )
            bands = [span(row[f"low_{part}"], row[f"high_{part}"], how.value, language) for part in BANDS]
            regrets = [missed.change(row[key], language).removeprefix("+") for key in ("regret_median", "regret_high")]
            name = sentence(name_of("policies", row["policy"], language))
            best = percent(row["best_share"], language)
            lines.append([name, chance, how.value(row["median"], language), *bands, *regrets, best])
        yield table(head, lines, 1)
    yield say(language, "robust_note")


def _head(key: str, unit: str, language: Language) -> str:
    name, _, part = key.partition(" ")
    return say(language, name, part=part, unit=unit)


def _discovery(dataset: xr.Dataset, language: Language) -> Iterator[str]:
    facts = dict(dataset[variables.BOUNDS].attrs)
    yield "## " + say(language, "discovery", **_asked(facts, language))
    about = say(language, "discovery_about", **_asked(facts, language))
    try:
        found = box_of(dataset)
    except CannotDrawError:
        yield f"{about} {say(language, 'no_box')}"
        return
    yield f"{about} {box_words(found, language)}"
    p_values = dataset["discovery_quasi_p"].to_series()
    lines = [
        [
            sentence(assumption_name(one.name, language)),
            bound_words(one, language),
            _chance(float(p_values[one.name]), language),
            percent(one.again, language),
        ]
        for one in found.bounds
    ]
    yield table([say(language, key) for key in ("assumption", "bound", "by_luck", "again")], lines, 2)
    counts = {name: number(int(facts[name]), language) for name in ("known", "draws")}
    yield say(language, "discovery_note", searched=number(found.searched, language), **counts)


def _chance(value: float, language: Language) -> str:
    return f"< {number(SMALLEST, language, 3)}" if value < SMALLEST else number(value, language, 3)


def _first(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the first outcome, as many as are shown."""
    keys = ["policy", "scenario", "indicator"]
    return rows[(rows[keys] == rows[keys].iloc[0]).all(axis=1)].head(SHOWN)


def _place(row: Mapping[Any, Any]) -> str:
    best, worst = int(row["rank_best"]), int(row["rank_worst"])
    return str(best) if best == worst else f"{best}\u2013{worst}"


def _sobol(rows: pd.DataFrame, language: Language) -> Iterator[str]:
    own = _first(rows)
    facts: dict[Any, Any] = own.iloc[0].to_dict()
    how = written(facts["indicator"], facts["unit"], (own["high"] - own["low"]).div(2).tolist())

    def cells(row: Mapping[Any, Any]) -> list[str]:
        shares = [
            f"{percent(row[key], language)} (±{percent(row[f'{key}_interval'], language)})"
            for key in ("total", "first")
        ]
        return [*shares, how.value(row["low"], language), how.value(row["high"], language)]

    yield from _ranked("sobol", ("total", "first", "low", "high"), own, cells, language)


def _morris(rows: pd.DataFrame, language: Language) -> Iterator[str]:
    own = _first(rows)
    facts: dict[Any, Any] = own.iloc[0].to_dict()
    how = written(facts["indicator"], facts["unit"], (own["size"] / FINER).tolist())

    def cells(row: Mapping[Any, Any]) -> list[str]:
        size, near, spread = (
            how.change(row[key], language).removeprefix("+") for key in ("size", "size_interval", "spread")
        )
        return [f"{size} (±{near})", how.change(row["mean"], language), spread]

    yield from _ranked("morris", ("size", "mean", "spread"), own, cells, language)


def _ranked(
    method: str,
    columns: tuple[str, ...],
    rows: pd.DataFrame,
    cells: Callable[[Mapping[Any, Any]], list[str]],
    language: Language,
) -> Iterator[str]:
    facts: dict[Any, Any] = rows.iloc[0].to_dict()
    blanks = _asked(facts, language) | {"samples": number(facts["samples"], language)}
    blanks["unit"] = change_unit(facts["indicator"], facts["unit"], language)
    yield "## " + say(language, method, **blanks)
    yield say(language, f"{method}_about", **blanks)
    lines = [
        [_place(row), sentence(assumption_name(row["parameter"], language)), *cells(row)]
        for row in rows.to_dict("records")
    ]
    yield table([say(language, key) for key in ("place", "assumption", *columns)], lines, 2)
    counts = {name: number(facts[name], language) for name in ("failed", "left_out")}
    left_out = " " + say(language, "left_out", **counts) if facts["left_out"] else ""
    yield say(language, f"{method}_note") + left_out
