"""Tables for a memo: a row for each policy, scenario, year or lever, a column for each indicator."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from care2040.reports.document.blocks import Line, Span, Table
from care2040.reports.document.stored_results import Result
from care2040.reports.document.value_text import ValueText, say, writer
from care2040.reports.memos.selection import Query, default_policy, default_scenario, one_result
from care2040.reports.memos.value_placeholders import ValuePlaceholders
from care2040.wording.language import Language
from care2040.wording.names import change_unit, indicator_words, name_of, part_name, policy_words, unit_words
from care2040.wording.numbers import moment, sentence

AXES = {"policies": "policy", "scenarios": "scenario", "years": "year"}
ROWS = (*AXES, "levers")
FINER = 10
"""The largest step is written with one digit more than it needs, so that small ones are seen."""
Cell = str | ValueText


@dataclass(frozen=True)
class Rows:
    """What a table asks for."""

    rows: str
    indicators: tuple[str, ...]
    members: tuple[Any, ...] = ()
    year: int | None = None
    policy: str | None = None
    scenario: str | None = None
    experiment: str | None = None

    @property
    def axis(self) -> str:
        """Of the rows."""
        return AXES[self.rows]


def of_members(values: ValuePlaceholders, asked: Rows, caption: str) -> Table:
    """Return a table of the values of some indicators."""
    result, language = _holder(values, asked), values.language
    shown = asked.members or tuple(result.members(asked.axis))
    columns = [_column(values, asked, result, name, shown) for name in asked.indicators]
    head = [say(language, "rows", asked.rows), *(_head(result, name, language) for name in asked.indicators)]
    names = [_called(asked.axis, member, language) for member in shown]
    cells = [[name, *row] for name, *row in zip(names, *columns, strict=True)]
    return _table(caption or _caption(result, asked, language), head, cells, language)


def _holder(values: ValuePlaceholders, asked: Rows) -> Result:
    """Return the one result that has every indicator and every row; what is wrong is told as for a single value."""
    fixed = {"policy": asked.policy, "scenario": asked.scenario, "year": asked.year}

    def fits(result: Result) -> bool:
        wanted = [(asked.axis, member) for member in asked.members]
        wanted += [(axis, member) for axis, member in fixed.items() if member is not None]
        there = all(member in result.members(axis) for axis, member in wanted)
        return there and all(result.series(name) for name in asked.indicators)

    if not any(map(fits, values.results)):
        for name in asked.indicators:
            for member in asked.members or (None,):
                told = fixed | ({asked.axis: member} if member is not None else {})
                year = told.pop("year") or values.results[0].members("year")[0]
                values.look_up(Query(name, int(str(year)), experiment=asked.experiment, **told))
    return one_result(values.results, asked.experiment, "a table of " + ", ".join(asked.indicators), fits)


def _column(values: ValuePlaceholders, asked: Rows, result: Result, name: str, shown: Sequence[Any]) -> list[ValueText]:
    """Return the values of an indicator, with digits that let one see their differences."""
    base = Query(name, asked.year or 0, asked.policy, asked.scenario, experiment=result.name)
    found = [values.look_up(replace(base, **{asked.axis: member})) for member in shown]
    middles = [each.middle for each in found]
    how = writer(name, found[0].unit, [max(middles) - min(middles)], values.language).how
    return [ValueText(how.value(one.middle, values.language), result.run, one.where, (one.middle,)) for one in found]


def _caption(result: Result, asked: Rows, language: Language) -> str:
    kinds = {str(result.dataset[name.partition(".")[0]].attrs.get("kind", "")) for name in asked.indicators}
    # With flows and stocks in one table the year says enough.
    when = moment(kinds.pop(), language, year=asked.year) if len(kinds) == 1 and asked.year else str(asked.year)
    scenario = name_of("scenarios", default_scenario(result, asked.scenario), language)
    policy = policy_words("source_policies", default_policy(result, asked.policy), language)
    policy = policy if asked.rows == "scenarios" else sentence(policy)
    return say(language, f"table_of_{asked.rows}", when=when, scenario=scenario, policy=policy)


def _head(result: Result, name: str, language: Language) -> str:
    """Return the name of an indicator, as the head of a column, with its unit where the cells do not say it."""
    whole, _, part = name.partition(".")
    unit = result.dataset[whole].attrs["units"]
    words = indicator_words(whole, language)
    called = words["subject"] + (f", {part_name(part, language)}" if part else "")
    return called if unit == "dimensionless" else f"{called} ({unit_words(whole, unit, language)})"


def _called(axis: str, member: Any, language: Language) -> str:
    if axis == "year":
        return str(member)
    return sentence(name_of("policies" if axis == "policy" else "scenarios", str(member), language))


def of_levers(values: ValuePlaceholders, experiment: str | None, caption: str) -> Table:
    """Return the wedges of a result as a table: what each lever adds, and what it does alone."""
    from care2040.analysis.levers import attribution
    from care2040.results import variables

    language = values.language
    result = one_result(values.results, experiment, "wedges", lambda one: variables.WEDGES in one.dataset)
    values.used[result.name] = result
    found = attribution.table(result.dataset)
    facts: dict[Any, Any] = found.iloc[0].to_dict()
    indicator, unit = str(facts["indicator"]), str(facts["unit"])
    how = writer(indicator, unit, [float(found["value"].abs().max()) / FINER], language).how
    rows: list[list[Cell]] = []
    for row in found.to_dict("records"):
        told: list[Cell] = [
            ValueText(how.change(row[key], language), result.run, f"wedges, {row['lever']}, {key}", (float(row[key]),))
            for key in ("value", "first_in")
        ]
        rows.append([sentence(name_of("policies", str(row["lever"]), language)), *told])
    blanks = {
        "policy": name_of("policies", str(facts["policy"]), language),
        "measure": indicator_words(indicator, language)["measure"],
        "unit": change_unit(indicator, unit, language),
    }
    head = [say(language, "rows", "levers"), say(language, "adds"), say(language, "alone")]
    return _table(caption or say(language, "table_of_levers", year=facts["year"], **blanks), head, rows, language)


def _table(caption: str, head: Sequence[str], rows: Sequence[Sequence[Cell]], language: Language) -> Table:
    def line(cell: Cell) -> Line:
        return (Span(str(cell), value=cell if isinstance(cell, ValueText) else None),)

    about = say(language, "about_table", caption=caption, columns=", ".join(head))
    return Table(tuple(map(line, head)), tuple(tuple(map(line, row)) for row in rows), caption, about)
