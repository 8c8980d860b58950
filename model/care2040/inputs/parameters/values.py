"""The value of a parameter as it stands in YAML: a number, numbers by member or by year, or a column of a table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from care2040.files.problems import InvalidInput, Problem, did_you_mean
from care2040.files.yaml_document import Document
from care2040.files.yaml_scalars import number_hint
from care2040.inputs.parameters import csv_table
from care2040.inputs.parameters.csv_table import Floats, Table
from care2040.language.axes import AXES, FARTHEST, ordered
from care2040.language.cities.layers import files_of, layers, path_of

FORMS = "write a number, {member: number, ...}, {2024: number, 2040: number} or {table: file.csv, column: name}"
TABLES = "tables"
YEARS = (1900, 2200)
"""A whole number between these is a year."""
TREND = "trend"
TREND_YEARS = 10
"""The last years of a value by year, whose change a trend carries on."""


@dataclass(frozen=True, eq=False)
class Values:
    """A value with its axes."""

    axes: tuple[str, ...]
    years: tuple[int, ...]
    array: Floats


@dataclass
class TableShelf:
    """The tables of a city and its nation, each read once, however many parameters take a column of it."""

    folder: Path
    problems: list[Problem] = field(default_factory=list)
    _read: dict[str, Table | None] = field(default_factory=dict)

    @property
    def places(self) -> str:
        """The folders with tables, the city's first."""
        return ", ".join(str(layer / TABLES) for layer in layers(self.folder))

    def names(self) -> list[str]:
        """Return the names of the files."""
        return [path.name for path in files_of(self.folder, f"{TABLES}/*.csv")]

    def table(self, name: str) -> Table | None:
        """Return a table, or None when something is wrong with it (told once, in ``problems``)."""
        if name not in self._read:
            try:
                self._read[name] = csv_table.read(path_of(self.folder, f"{TABLES}/{name}"))
            except InvalidInput as invalid:
                self._read[name] = None
                self.problems.extend(invalid.problems)
        return self._read[name]


def read_values(entry: Document, shelf: TableShelf, problems: list[Problem]) -> Values | None:
    """Return the value of a parameter, or None when it cannot be read."""
    raw = entry.data.get("value")
    if isinstance(raw, dict) and ("table" in raw or "column" in raw):
        values = _from_table(entry, raw, shelf, problems)
    elif isinstance(raw, dict) and raw:
        values = _from_mapping(entry, raw, problems)
    else:
        number = _number(entry, ("value",), raw, problems, FORMS)
        values = None if number is None else Values((), (), np.array(number))
    return _extended(entry, _spread(entry, values, problems), problems)


def _number(
    entry: Document, keys: tuple[str | int, ...], raw: Any, problems: list[Problem], otherwise: str = ""
) -> float | None:
    """Return a number, or None after saying why it is none; a missing value was told of before."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return float(raw)
    if raw is None:
        return None
    hint = (number_hint(raw) if isinstance(raw, str) else "") or otherwise
    given = f"the text '{raw}'" if isinstance(raw, str) else "true or false" if isinstance(raw, bool) else "a list"
    given = "keys with values" if isinstance(raw, dict) else given
    problems.append(entry.problem(keys, "E103", f"'{keys[-1]}' must be a number, not {given}", hint))
    return None


def _from_table(entry: Document, raw: dict[Any, Any], shelf: TableShelf, problems: list[Problem]) -> Values | None:
    before = len(problems)
    for key in raw.keys() - {"table", "column"}:
        hint = did_you_mean(key, ("table", "column"))
        problems.append(entry.problem(("value", key), "E101", f"unknown key '{key}'", hint, key=True))
    for key in ("table", "column"):
        if key not in raw:
            problems.append(entry.problem(("value", key), "E102", f"the key '{key}' is missing", FORMS))
        elif not isinstance(raw[key], str):
            problems.append(entry.problem(("value", key), "E103", f"'{key}' must be a text"))
    if len(problems) > before:
        return None
    name, column = raw["table"], raw["column"]
    if name not in shelf.names():
        hint = did_you_mean(name, shelf.names(), f"tables stand in {shelf.places}")
        problems.append(entry.problem(("value", "table"), "E214", f"there is no table '{name}'", hint))
        return None
    table = shelf.table(name)
    if table is None:
        return None
    if column not in table.columns:
        hint = did_you_mean(column, tuple(table.columns))
        problems.append(entry.problem(("value", "column"), "E214", f"'{name}' has no column '{column}'", hint))
        return None
    return Values(table.axes, table.years, table.columns[column])


def _from_mapping(entry: Document, raw: dict[Any, Any], problems: list[Problem]) -> Values | None:
    """Read numbers by year or by member of the axis that the keys fit best (of several the shortest)."""
    before = len(problems)
    numbers = {key: _number(entry, ("value", key), of, problems) for key, of in raw.items()}
    by_year = [isinstance(key, int) and YEARS[0] <= key <= YEARS[1] for key in raw]
    axis = "" if any(by_year) else max(AXES, key=lambda name: (len(set(AXES[name]) & set(raw)), -len(AXES[name])))
    if axis and not set(AXES[axis]) & set(raw):
        known = [f"{name} ({AXES[name][0]} ... {AXES[name][-1]})" for name in AXES]
        message = "the keys are neither years nor members of an axis"
        problems.append(entry.problem(("value",), "E206", message, f"axes: {', '.join(known)}"))
        return None
    members: Sequence[str | int] = AXES[axis] if axis else sorted(key for key in raw if isinstance(key, int))
    allowed = set(members) if axis else {key for key, is_year in zip(raw, by_year, strict=True) if is_year}
    for key in raw:
        if key not in allowed:
            message = f"'{key}' is not {f'a member of the axis {axis!r}' if axis else 'a year'}"
            hint = did_you_mean(key, members) if axis else "years and members do not go together: use a table"
            problems.append(entry.problem(("value", key), "E206", message, hint, key=True))
    _check_members(entry, axis, [member for member in members if member not in raw], len(raw), problems)
    if len(problems) > before or any(number is None for number in numbers.values()):
        return None
    array = np.array([numbers[member] for member in members], dtype=np.float64)
    return Values((axis,), (), array) if axis else Values((), tuple(int(year) for year in members), array)


def _check_members(
    entry: Document, axis: str, missing: Sequence[str | int], given: int, problems: list[Problem]
) -> None:
    if missing:
        some = ", ".join(str(member) for member in missing[:6]) + (", ..." if len(missing) > 6 else "")
        message = f"the axis '{axis}' has members without a number: {some}"
        problems.append(entry.problem(("value",), "E215", message, "give every member a number", key=True))
    if not axis and given < 2:
        hint = "write a plain number for a value that does not change"
        problems.append(entry.problem(("value",), "E216", "values by year need at least two years", hint))


def _spread(entry: Document, values: Values | None, problems: list[Problem]) -> Values | None:
    """Spread one number (or one a year) over the axes that ``axes`` names."""
    names = entry.data.get("axes")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return values
    before = len(problems)
    for place, name in enumerate(names):
        if name not in AXES:
            hint = did_you_mean(name, tuple(AXES))
            problems.append(entry.problem(("axes", place), "E210", f"unknown axis '{name}'", hint))
        elif name in names[:place]:
            problems.append(
                entry.problem(("axes", place), "E210", f"the axis '{name}' stands here for the second time")
            )
    if values is not None and values.axes:
        hint = f"leave 'axes' out; the value has the axes {', '.join(values.axes)} of its own"
        problems.append(entry.problem(("axes",), "E211", "'axes' only spreads a single number", hint, key=True))
    if values is None or len(problems) > before:
        return None
    axes = ordered(set(names), AXES)
    shape = (*(len(AXES[axis]) for axis in axes), *values.array.shape)
    return Values(axes, values.years, np.broadcast_to(values.array, shape).copy())


def _extended(entry: Document, values: Values | None, problems: list[Problem]) -> Values | None:
    """Carry a value by year on to `FARTHEST` where it says so; held at its last value, it needs no years more.

    A trend is the same part a year as over the last ten years. What a run up to the last year of the value reads stays
    what it was, to the last bit.
    """
    if values is None or entry.data.get("after") != TREND:
        return values
    begin = values.years[-1] - TREND_YEARS if values.years else None
    if begin not in values.years or values.array.min() <= 0:
        hint = f"give the years {TREND_YEARS} apart at its end, all above 0; or leave 'after' out, and it is held"
        problems.append(entry.problem(("after",), "E223", "this value has no trend to carry on", hint))
        return None
    last = values.array[..., -1]
    yearly = (last / values.array[..., values.years.index(begin)]) ** (1 / TREND_YEARS)
    more = range(values.years[-1] + 1, FARTHEST + 1)
    after = np.stack([last * yearly ** (year - values.years[-1]) for year in more], axis=-1)
    return Values(values.axes, (*values.years, *more), np.concatenate([values.array, after], axis=-1))
