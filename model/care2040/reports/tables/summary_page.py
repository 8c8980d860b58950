"""The analysis as a page to take over into a memo: Markdown, in Dutch and in English, numbers as each writes them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pandas as pd
import xarray as xr

from care2040.analysis.levers import comparison, costs
from care2040.analysis.tables import Analysed
from care2040.analysis.uncertainty import discovery_dataset
from care2040.analysis.uncertainty.sensitivity_dataset import first_case, place_range
from care2040.language.axes import BETWEEN_DISTRICTS
from care2040.reports.tables import mixes_tried
from care2040.reports.tables.page_parts import say, span, table
from care2040.reports.tables.paths_page import paths
from care2040.results import variables
from care2040.results.valid_draws import is_sample
from care2040.wording import texts
from care2040.wording.assumptions import assumption_name
from care2040.wording.language import Language
from care2040.wording.names import change_unit, indicator_words, name_of, part_name, unit_words
from care2040.wording.numbers import number, percent, rounded, sentence
from care2040.wording.quantities import Quantity, quantity, written

FILES: Mapping[Language, str] = {"en": "summary.md", "nl": "summary_nl.md"}
THOUSAND, MILLION = 1e3, 1e6
EACH = {"avoided": "avoided_care_workers", "each": "net_cost_per_avoided_care_worker"}
"""Last columns of the table of costs: their heading, and the item of `costs.PER_WORKER` that stands in them."""
FINER = 10
"""The largest wedge or effect is written with one digit more than it needs, so that small ones are seen."""
NOTHING = "\u2013"
"""Stands where there is no number, and between the ends of a range of places."""
SHOWN = 12
"""Assumptions on the page; all of them are in the CSV."""
BANDS = (30, 60, 90)
SMALLEST = 0.001
"""Chance below which it is only said that it is smaller."""


def page(source: Analysed, language: Language, others: Iterable[Analysed] = ()) -> str:
    """Return the whole page."""
    dataset = source.dataset
    facts = dataset.attrs
    parts = [str(facts.get(f"{text}_{language}", facts.get(text, ""))) for text in ("title", "question", "reading")]
    # What somebody wrote is text, not HTML.
    parts = [part.replace("<", "\\<") for part in parts]
    parts = [f"# {parts[0]}", *filter(None, parts[1:])]
    against = comparison.compared_with(dataset)
    if "summary" in source.tables:
        parts += _policies(source, against, language)
    parts += _stored({"wedges": _wedges, "least_effort": _least_effort, "choose": mixes_tried.best}, source, language)
    if variables.CHOSEN_NAMED in dataset:
        parts += _told_of_mixes(dataset, language)
    parts += _stored({"choose_robust": mixes_tried.sure, "choose_failing": mixes_tried.failing}, source, language)
    parts += paths(source.tables, language)
    if "costs" in source.tables:
        parts += _costs(source, against, language)
    for each in (source, *others):
        parts += _stored({"robustness": _robustness}, each, language)
        if variables.BOUNDS in each.dataset:
            parts += _discovery(each.dataset, language)
        parts += _stored({"sobol": _sobol, "morris": _morris}, each, language)
    return "\n\n".join(parts) + "\n"


def _stored(
    sections: Mapping[str, Callable[[pd.DataFrame, Language], Iterator[str]]], source: Analysed, language: Language
) -> Iterator[str]:
    """Give the paragraphs and tables of those sections whose table a result holds."""
    for name, section in sections.items():
        if name in source.tables:
            yield from section(source.tables[name], language)


def _policies(source: Analysed, against: str, language: Language) -> Iterator[str]:
    dataset, rows = source.dataset, source.tables["summary"]
    draws = dataset.sizes["draw"]
    whole = rows["indicator"].str.partition(".")[0]
    rows = rows[(rows["indicator"] == whole) | ~whole.isin(rows["indicator"])]
    if dataset.attrs.get("resolution") == "city":
        rows = rows[~rows["indicator"].str.endswith(BETWEEN_DISTRICTS)]
    for scenario, told in rows.groupby("scenario", sort=False):
        yield "## " + say(language, "scenario", scenario=name_of("scenarios", str(scenario), language))
        years = list(dict.fromkeys(told["year"].tolist()))
        head = [say(language, "indicator"), say(language, "policy"), *map(str, years)]
        lines = [line for _, each in told.groupby("indicator", sort=False) for line in _indicator(each, language)]
        yield table(head, lines, 2)
    notes = [say(language, "brackets", against=name_of("policies", against, language)), say(language, "moments")]
    if draws > 1:
        notes.append(say(language, "range" if is_sample(dataset) else "levels", draws=number(draws, language)))
    yield " ".join(notes)


def _indicator(rows: pd.DataFrame, language: Language) -> Iterator[list[str]]:
    """Give a line per policy; the name of the indicator stands on the first."""
    name, unit = str(rows["indicator"].iloc[0]), str(rows["unit"].iloc[0])
    how = written(name, unit, rows["change"].tolist())
    called = _called(name, unit, how, language)
    for policy, own in rows.groupby("policy", sort=False):
        cells = [_cell(row, how, language) for row in own.to_dict("records")]
        yield [called, sentence(name_of("policies", str(policy), language)), *cells]
        called = ""


def _called(name: str, unit: str, how: Quantity, language: Language) -> str:
    """Return the name of an indicator, or of a part of it, with its unit where its numbers do not say it."""
    plain, _, part = name.partition(".")
    subject = indicator_words(plain, language)["subject"] + (f", {part_name(part, language)}" if part else "")
    return subject if how.unit in ("dimensionless", "ratio") else f"{subject} ({unit_words(plain, unit, language)})"


def _cell(row: Mapping[Any, Any], how: Quantity, language: Language) -> str:
    value = how.value(row["value"], language)
    if row["policy"] == row["against"]:
        return value + (f" ({span(row['low'], row['high'], how.value, language)})" if row["low"] == row["low"] else "")
    change = how.change(row["change"], language)
    ends = (row["change_low"], row["change_high"])
    if ends[0] == ends[0] and not all(map(how.is_nought, ends)):
        change += f"; {span(row['change_low'], row['change_high'], how.change, language)}"
    return f"{value} ({change})"


def _outcome(facts: Mapping[Any, Any], language: Language) -> dict[str, str]:
    """Return the words for an outcome, and for its threshold where it has one."""
    words = {
        "policy": sentence(name_of("policies", str(facts["policy"]), language)),
        "measure": indicator_words(str(facts["indicator"]), language)["subject"],
        "year": str(int(facts["year"])),
        "scenario": name_of("scenarios", str(facts["scenario"]), language),
    }
    if "threshold" in facts:
        threshold = float(facts["threshold"])
        how = written(str(facts["indicator"]), str(facts["unit"]), [threshold / FINER])
        words |= {"side": say(language, str(facts["side"])), "threshold": how.value(threshold, language)}
    return words


def _wedges(rows: pd.DataFrame, language: Language) -> Iterator[str]:
    facts: dict[Any, Any] = rows.iloc[0].to_dict()
    how = written(facts["indicator"], facts["unit"], (rows["value"] / FINER).tolist())
    ends = {end: how.value(facts[end], language) for end in ("start", "end")}
    blanks = _outcome(facts, language) | ends
    yield "## " + say(language, "wedges", **blanks)
    yield say(language, "wedges_about", unit=change_unit(facts["indicator"], facts["unit"], language), **blanks)
    columns = {"value": "adds", "first_in": "alone", "last_in": "last"}
    if rows["standard_error"].notna().all():
        columns["standard_error"] = "error"
    lines = [
        [
            sentence(name_of("policies", row["lever"], language)),
            *(how.change(row[column], language) for column in columns),
        ]
        for row in rows.to_dict("records")
    ]
    whole = how.change(facts["end"] - facts["start"], language)
    alone = how.change(rows["first_in"].sum(), language)
    lines.append([say(language, "together"), whole, alone, *[""] * (len(columns) - 2)])
    yield table([say(language, key) for key in ("lever", *columns.values())], lines, 1)
    yield f"{say(language, 'interaction', alone=alone, whole=whole)} {say(language, facts['resolution'])}"


def _least_effort(rows: pd.DataFrame, language: Language) -> Iterator[str]:
    facts: dict[Any, Any] = rows.iloc[0].to_dict()
    ways = {str(way): own for way, own in rows.groupby("way", sort=False)}
    how = written(facts["indicator"], facts["unit"], [own["value"].iloc[0] - facts["target"] for own in ways.values()])
    values = {way: how.value(own["value"].iloc[0], language) for way, own in ways.items()}
    target = {"side": say(language, facts["side"]), "target": how.value(facts["target"], language)}
    chance = {"chance": percent(facts["chance"], language), "draws": facts["draws"]}
    target["draws"] = say(language, "in_draws", **chance) if facts["chance"] else ""
    blanks = _outcome(facts, language)
    yield "## " + say(language, "least", **blanks)
    told = say(language, "reached" if "cheapest" in ways else "not_reached", **values)
    told = say(language, "already") if ways["none"]["reached"].all() else told
    yield f"{say(language, 'least_about', **blanks, **target)} {told}"
    spent = [number(own["cost"].iloc[0] / MILLION, language) for own in ways.values()]
    lines = [
        [say(language, "value"), *values.values()],
        [say(language, "cost", **blanks), *spent],
    ]
    for lever in rows["lever"].unique().tolist():
        parts = [float(own.loc[own["lever"] == lever, "part"].iloc[0]) for own in ways.values()]
        name = sentence(name_of("policies", lever, language))
        lines.append([name, *(percent(part, language) for part in parts)])
    yield table([say(language, "way"), *(say(language, way) for way in ways)], lines, 1)
    yield say(language, facts["resolution"])


def _told_of_mixes(dataset: xr.Dataset, language: Language) -> Iterator[str]:
    """Give what a council reads of a choice: sentences in lists, mixes with a name, and what levers do for money."""
    from care2040.figures.chosen.mixes import mixes_of
    from care2040.figures.chosen.tables import lever_rows, named_rows
    from care2040.figures.chosen.words import council

    mixes = mixes_of(dataset, "mixes")
    told = council(mixes, language)
    for part, rows in (("common", None), ("named", named_rows), ("next", lever_rows), ("worth", None)):
        if told[part]:
            yield "### " + texts.say("tables", language, "of_mixes", part)
            yield "\n".join(f"- {line}" for line in told[part])
        if rows is not None and mixes.first is not None:
            yield table(*rows(mixes, language), 1)


def _costs(source: Analysed, against: str, language: Language) -> Iterator[str]:
    dataset, rows = source.dataset, source.tables["costs"]
    years = dataset["year"].values.tolist()
    year = costs.costs_year(dataset)
    yield "## " + say(language, "costs")
    for scenario, told in rows.groupby("scenario", sort=False):
        blanks = {"start": years[0], "last": years[-1], "against": name_of("policies", against, language)}
        yield say(language, "costs_about", scenario=name_of("scenarios", str(scenario), language), **blanks)
        payers = list(dict.fromkeys(told["payer"].tolist()))
        head = [say(language, "policy"), *(_payer(payer, language) for payer in payers)]
        extra = [key for key, item in EACH.items() if item in set(told["item"])]
        lines = []
        for policy, own in told.groupby("policy", sort=False):
            last = own[(own["item"] == "discounted_net_benefit") & (own["year"] == years[-1])].set_index("payer")[
                "value"
            ]
            cells = [change_of_money(float(last[payer]), language) for payer in payers]
            each = own.set_index("item")["value"]
            cells += [_each(key, float(each[EACH[key]]), language) for key in extra]
            lines.append([sentence(name_of("policies", str(policy), language)), *cells])
        yield table([*head, *(say(language, key, year=year) for key in extra)], lines, 1)


def _payer(payer: str, language: Language) -> str:
    everybody = payer == costs.EVERYBODY
    return say(language, "everybody") if everybody else sentence(name_of("payers", payer, language))


def change_of_money(euros: float, language: Language) -> str:
    """Return a difference in millions of euros with its sign."""
    return quantity("euro", [20 * MILLION]).change(euros, language)


def _each(key: str, value: float, language: Language) -> str:
    """Return workers in tens or hundreds, or thousands of euros; a dash where nobody is avoided."""
    if value != value:
        return NOTHING
    return number(rounded(value) if key == "avoided" else value / THOUSAND, language)


def _robustness(rows: pd.DataFrame, language: Language) -> Iterator[str]:
    first: dict[Any, Any] = rows.iloc[0].to_dict()
    yield "## " + say(language, "robust", **_outcome(first, language))
    unit = change_unit(first["indicator"], first["unit"], language)
    heads = ["chance", "median", *(f"band {part}" for part in BANDS), "regret", "regret_high", "best"]
    head = [say(language, "policy"), *(_head(key, unit, language) for key in heads)]
    how = written(first["indicator"], first["unit"], (rows["high_90"] - rows["low_90"]).div(3).tolist())
    missed = quantity(how.unit, [float(rows["regret_high"].max()) / 3])
    for _, own in rows.groupby("scenario", sort=False):
        facts: dict[Any, Any] = own.iloc[0].to_dict()
        counts = {name: number(facts[name], language) for name in ("draws", "failed")}
        yield say(language, "robust_about", **_outcome(facts, language), **counts)
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
    # who draws it is read only where there is a box: it takes a while
    from care2040.figures.canvas.errors import CannotDrawError
    from care2040.figures.uncertainty.discovery import bound_words, box_of, box_words, corner_words

    facts = dict(dataset[variables.BOUNDS].attrs)
    yield "## " + say(language, "discovery", **_outcome(facts, language))
    about = say(language, "discovery_about", **_outcome(facts, language))
    try:
        found = box_of(dataset)
    except CannotDrawError:
        yield f"{about} {say(language, 'no_box')}"
        return
    yield f"{about} {box_words(found, language)}"
    rows = discovery_dataset.table(dataset).set_index(["box", "assumption"])["quasi_p"]
    for place, own in enumerate(found.corners):
        if found.further:
            yield corner_words(found, place, language)
        lines = [
            [
                sentence(assumption_name(one.name, language)),
                bound_words(one, language),
                _chance(float(rows[place + 1, one.name]), language),
                percent(one.again, language),
            ]
            for one in own.bounds
        ]
        yield table([say(language, key) for key in ("assumption", "bound", "by_luck", "again")], lines, 2)
    counts = {name: number(int(facts[name]), language) for name in ("known", "draws")}
    yield say(language, "discovery_note", searched=number(found.searched, language), **counts)


def _chance(value: float, language: Language) -> str:
    return f"< {number(SMALLEST, language, 3)}" if value < SMALLEST else number(value, language, 3)


def _sobol(rows: pd.DataFrame, language: Language) -> Iterator[str]:
    own = first_case(rows, SHOWN)
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
    own = first_case(rows, SHOWN)
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
    blanks = _outcome(facts, language) | {"samples": number(facts["samples"], language)}
    blanks["unit"] = change_unit(facts["indicator"], facts["unit"], language)
    yield "## " + say(language, method, **blanks)
    yield say(language, f"{method}_about", **blanks)
    lines = [
        [place_range(row, NOTHING), sentence(assumption_name(row["parameter"], language)), *cells(row)]
        for row in rows.to_dict("records")
    ]
    yield table([say(language, key) for key in ("place", "assumption", *columns)], lines, 2)
    counts = {name: number(facts[name], language) for name in ("failed", "left_out")}
    left_out = " " + say(language, "left_out", **counts) if facts["left_out"] else ""
    yield say(language, f"{method}_note") + left_out
