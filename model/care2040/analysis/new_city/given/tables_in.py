"""Reads the folder with public tables, and says everything that is wrong with it at once."""

import csv
import io
import math
from dataclasses import dataclass, field
from pathlib import Path

from care2040.analysis.new_city.given.unasked import GROUPS_FILE, SOURCES, unasked_columns, unasked_files
from care2040.analysis.new_city.given.wanted import ALIASES, GROUPS, SHARES, TABLES, Wanted
from care2040.files import yaml_document
from care2040.files.problems import InvalidInput, Problem, did_you_mean
from care2040.files.yaml_document import text_of
from care2040.language.axes import AXES, BASE_YEAR, RUN_IN

LARGEST = 5_000_000  # bytes
Cell = str | float


@dataclass(frozen=True)
class Rows:
    """A table that was read: each row as column to text or number, NaN where the cell is empty."""

    path: Path
    rows: tuple[dict[str, Cell], ...]
    lines: tuple[int, ...]

    @property
    def year(self) -> int:
        """The year of the table: that of its first row."""
        return int(self.rows[0]["year"])

    def numbers(self, column: str) -> list[float]:
        """Return a column of numbers, NaN where a cell is empty or the column is not there."""
        return [float(row.get(column, math.nan)) for row in self.rows]

    def texts(self, column: str) -> list[str]:
        """Return a column of texts."""
        return [str(row[column]) for row in self.rows]

    def by_year(self, column: str) -> dict[int, float]:
        """Return a number by year."""
        return {int(row["year"]): float(row[column]) for row in self.rows}


@dataclass
class TablesIn:
    """The tables of a city, as they were found, what is wrong, and the names of files that were not read."""

    folder: Path
    tables: dict[str, Rows] = field(default_factory=dict)
    groups: Rows | None = None
    sources: dict[str, dict[str, object]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    foreign: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Rows:
        return self.tables[name]

    def __contains__(self, name: str) -> bool:
        return name in self.tables

    def add(self, name: str, line: int, code: str, message: str, hint: str = "") -> None:
        """Note what is wrong with a table."""
        path = self.tables[name].path if name in self.tables else self.folder / f"{name}.csv"
        self.problems.append(Problem(str(path), line, 1 if line else 0, code, message, hint))


def read_folder(folder: Path, groups: Path | None = None) -> TablesIn:
    """Read every table of a folder.

    Parameters
    ----------
    folder : Path
        Holds one CSV file for each table of `TABLES`; those that are required must be there.
    groups : Path, optional
        The table that says in which district each wijk is; ``groups.csv`` in the folder when left out.

    Returns
    -------
    TablesIn
        With what is wrong in `problems`, which may be many.
    """
    found = TablesIn(folder)
    if not folder.is_dir():
        there = folder.exists()
        message = "this is a file, not a folder" if there else "there is no such folder"
        found.problems.append(Problem(str(folder), 0, 0, "E020" if there else "E001", message, "see --tables"))
        return found
    unasked, found.foreign = unasked_files(folder, groups)
    found.problems.extend(unasked)
    for name, wanted in TABLES.items():
        path = folder / f"{name}.csv"
        if path.is_file():
            _keep(found, name, _read(path, wanted, found.problems))
        elif wanted.required:
            hint = f"columns: {', '.join(('year', *wanted.texts, *wanted.numbers[1:]))}; from {wanted.where}"
            found.problems.append(Problem(str(path), 0, 0, "E321", f"the table '{name}' is missing", hint))
    of_groups = groups or folder / GROUPS_FILE
    if groups is not None or of_groups.is_file():
        found.groups = _read(of_groups, GROUPS, found.problems)
    if (folder / SOURCES).is_file():
        _read_sources(found)
    return found


def _keep(found: TablesIn, name: str, rows: Rows | None) -> None:
    if rows is None:
        return
    found.tables[name] = rows
    years = [int(year) for year in rows.numbers("year") if not math.isnan(year)] if "year" in rows.rows[0] else []
    wrong = sorted({year for year in years if not 1990 <= year <= 2100})
    if wrong:
        found.add(name, 1, "E323", f"{', '.join(map(str, wrong))} is no year of a count", "write the year in full")


def _read_sources(found: TablesIn) -> None:
    try:
        document = yaml_document.read(found.folder / SOURCES)
    except InvalidInput as invalid:
        found.problems.extend(invalid.problems)
        return
    keys = ("title", "publisher", "year", "where", "confidence", "note")
    for name, entry in document.data.items():
        if name not in TABLES:
            hint = did_you_mean(name, tuple(TABLES))
            found.problems.append(document.problem((name,), "E101", f"'{name}' is no table of a city", hint, key=True))
        elif not isinstance(entry, dict) or set(entry) != set(keys):
            message = f"the source of '{name}' must have the keys {', '.join(keys)}"
            found.problems.append(document.problem((name,), "E102", message))
        else:
            found.sources[str(name)] = entry


def _read(path: Path, wanted: Wanted, problems: list[Problem]) -> Rows | None:
    """Return a table, or None with what is wrong added to the problems."""
    try:
        text = text_of(path, LARGEST)
    except InvalidInput as invalid:
        problems.extend(invalid.problems)
        return None
    lines = [(number, row) for number, row in enumerate(csv.reader(io.StringIO(text)), start=1) if any(row)]
    if len(lines) < 2:
        problems.append(Problem(str(path), 1, 1, "E307", "the table has no rows", "write a header and then a row each"))
        return None
    written = [name.strip() for name in lines[0][1]]
    problems.extend(unasked_columns(path, lines[0][0], text.splitlines()[lines[0][0] - 1], written, wanted))
    header = [ALIASES.get(name, name) for name in written]
    missing = [name for name in (*wanted.texts, *wanted.numbers) if name not in header]
    if missing:
        hint = f"columns found: {', '.join(header)}; from {wanted.where}"
        word = "column" if len(missing) == 1 else "columns"
        message = f"the {word} {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing"
        problems.append(Problem(str(path), lines[0][0], 1, "E322", message, hint))
        return None
    before = len(problems)
    rows = [_row(path, number, header, cells, wanted, problems) for number, cells in lines[1:]]
    if len(problems) > before:
        return None
    return Rows(path, tuple(rows), tuple(number for number, _ in lines[1:]))


def _row(
    path: Path, line: int, header: list[str], cells: list[str], wanted: Wanted, problems: list[Problem]
) -> dict[str, Cell]:
    if len(cells) != len(header):
        message = f"this row has {len(cells)} cells, the header {len(header)}"
        problems.append(Problem(str(path), line, 1, "E302", message, "see whether there is a decimal comma"))
        return {}
    row: dict[str, Cell] = {}
    for name, cell in zip(header, (cell.strip() for cell in cells), strict=True):
        if name in wanted.texts or name in wanted.may_texts:
            row[name] = cell
        elif name in wanted.numbers or name in wanted.may:
            row[name] = _number(path, line, name, cell, problems)
    return row


def _number(path: Path, line: int, name: str, cell: str, problems: list[Problem]) -> float:
    if cell in ("", "."):
        return math.nan
    try:
        value = float(cell)
    except ValueError:
        value = math.inf
    if not math.isfinite(value):
        hint = "write a number with a point as decimal mark, or leave the cell empty when it is not published"
        problems.append(Problem(str(path), line, 1, "E305", f"'{cell}' in the column {name} is no number", hint))
    elif value < 0 or (name in SHARES and value > 100):
        wanted = "a per cent from 0 to 100" if name in SHARES else "0 or more"
        problems.append(Problem(str(path), line, 1, "E329", f"{name} is {cell}; it must be {wanted}"))
    return value


def allowed_years() -> range:
    """Return the years of which a city may be counted."""
    return range(RUN_IN, BASE_YEAR + 1)


def sexes() -> tuple[str, ...]:
    """Return how men and women are called."""
    return tuple(str(member) for member in AXES["sex"])
