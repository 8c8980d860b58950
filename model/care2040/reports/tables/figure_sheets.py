"""The numbers of each figure as a sheet of the spreadsheet: exactly those that stand in the file beside the figure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from care2040.wording.language import Language
from care2040.wording.texts import say

Cell = str | int | float
BIG = 1000
"""Numbers from here on are shown without decimals; the cell holds all there are."""
UNNAMED = ("value", "low", "high")
"""Columns that do not say of what their numbers are."""
SHARES = ("_share", "observed", "absence", "chance", "total", "first")
"""Names of numbers that are parts of a whole."""
HEAD = ("title", "subtitle", "note", "source")
LONGEST = 31
"""Letters in the name of a sheet."""
YEARS = "years"
BETWEEN = " / "
"""Stands between the names on the way to a number."""


@dataclass(frozen=True)
class FigureSheet:
    """The numbers of a figure."""

    name: str
    about: str
    words: tuple[tuple[str, Cell], ...]
    tables: tuple["Table", ...]

    def code(self, cell: Cell, head: str) -> str:
        """Return the format of a number, below the head of its table and of its column: shares as a percentage."""
        if not isinstance(cell, float):
            return "General"
        facts = dict(self.words)
        *_, column = head.split(" ")
        whole = " ".join(name for table in self.tables for name in table.head) if column in UNNAMED else ""
        named = f"{head} {whole} {facts.get('indicator', '')}"
        if abs(cell) >= BIG:
            return "#,##0"
        if any(word in named for word in SHARES) and facts.get("unit", "dimensionless") == "dimensionless":
            return "0.0%" if abs(cell) <= 1 else "General"
        return "#,##0.00"


@dataclass(frozen=True)
class Table:
    """Numbers with a head: what stands in a column, and what in a row."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell | None, ...], ...]


def figure_sheets(folder: Path, language: Language = "en") -> Iterator[FigureSheet]:
    """Give a sheet for each figure in a folder."""
    taken: dict[str, int] = {}
    for path in sorted(folder.glob(f"*.{language}.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        name = path.name.removesuffix(f".{language}.json")
        numbers: dict[str, Any] = told["numbers"]
        words = [(word, told[word]) for word in HEAD if told[word]]
        facts = [(fact, value) for fact, value in numbers.items() if not isinstance(value, dict | list)]
        tables = tuple(_tables({fact: value for fact, value in numbers.items() if isinstance(value, dict | list)}))
        label = say("sheets", language, "sheets", "figure", name=name)
        yield FigureSheet(_sheet_name(label, taken), told["title"], (*words, *facts), tables)


def _sheet_name(label: str, taken: dict[str, int]) -> str:
    """Return a name that a spreadsheet holds; figures whose names begin the same are counted."""
    short = label[:LONGEST]
    taken[short] = taken.get(short, 0) + 1
    many = f" {taken[short]}" if taken[short] > 1 else ""
    return short[: LONGEST - len(many)] + many


def _tables(numbers: Mapping[str, Any]) -> Iterator[Table]:
    """Give what was drawn over the years as one table, and whatever else was drawn as tables of its own."""
    years = numbers.get(YEARS, [])
    leaves = [leaf for name, value in numbers.items() for leaf in _leaves(value, (name,))]
    lines = {path: leaf for path, leaf in leaves if _is_line(leaf, len(years)) and path != (YEARS,)}
    if lines:
        head = (YEARS[:-1], *(BETWEEN.join(path) for path in lines))
        yield Table(head, tuple(zip(years, *lines.values(), strict=True)))
    others = [(path, leaf) for path, leaf in leaves if path not in lines and (path != (YEARS,) or not lines)]
    for name in dict.fromkeys(path[0] for path, _ in others):
        own = [(path[1:], leaf) for path, leaf in others if path[0] == name]
        told = [(path, leaf) for path, leaf in own if not isinstance(leaf, list)]
        if told:
            yield _members(name, told)
        for path, leaf in own:
            if isinstance(leaf, list) and leaf:
                yield _listed(BETWEEN.join((name, *path)), leaf)


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Give what a mapping of mappings holds at its ends, with the way to it."""
    if not isinstance(value, dict):
        yield path, value
        return
    for key, below in value.items():
        yield from _leaves(below, (*path, key))


def _is_line(leaf: Any, years: int) -> bool:
    return isinstance(leaf, list) and len(leaf) == years > 0 and not any(isinstance(one, dict | list) for one in leaf)


def _members(name: str, leaves: Sequence[tuple[tuple[str, ...], Cell]]) -> Table:
    """Return a table with members down, and across what is told of each."""
    rows: dict[str, dict[str, Cell]] = {}
    for path, leaf in leaves:
        way, last = (path[:-1], path[-1]) if len(path) > 1 else (path, "value")
        rows.setdefault(BETWEEN.join(way), {})[last] = leaf
    return _filled([{name: member, **cells} for member, cells in rows.items()])


def _listed(name: str, members: Sequence[Any]) -> Table:
    """Return a table with the members of a list down."""
    if not isinstance(members[0], list):
        return _filled([one if isinstance(one, dict) else {name: one} for one in members])
    return Table((name,), tuple(tuple(one) for one in members))


def _filled(rows: Sequence[Mapping[str, Any]]) -> Table:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return Table(tuple(columns), tuple(tuple(row.get(column) for column in columns) for row in rows))
