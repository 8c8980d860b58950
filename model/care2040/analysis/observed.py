"""Observed series: what was counted, and what the model makes of it."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import isfinite
from pathlib import Path

from care2040.files.problems import InvalidInput, Problem, did_you_mean
from care2040.files.yaml_document import text_of
from care2040.language.cities.layers import path_of

Counts = dict[tuple[str, float], float]
"""Measure and year to what was counted."""
NUMBERS = {"year": "E304", "value": "E305"}
"""Columns that hold numbers in every table that has them, with the code of a cell that does not."""


@dataclass(frozen=True)
class Compared:
    """A count and what the model makes of it."""

    what: str
    year: int
    counted: float
    model: float

    @property
    def difference(self) -> float:
        """Model over count, less one."""
        return self.model / self.counted - 1


def year_of(day: date) -> float:
    """Return a day as a year: 1 July 2021 is 2021.5."""
    first, last = date(day.year, 1, 1), date(day.year, 12, 31)
    return day.year + (day - first).days / ((last - first).days + 1)


def rows_of(folder: Path, name: str, columns: tuple[str, ...] = ("value",)) -> list[dict[str, str]]:
    """Return the rows of an observed series.

    Parameters
    ----------
    folder : Path
        The parameters.
    name : str
        Of the table, without its ending.
    columns : tuple of str
        What it must have, beside what else it has.

    Raises
    ------
    InvalidInput
        With every place where the table is no text, lacks a column, or a row has a cell too few or too many or one
        that is no number.
    """
    path = path_of(folder, f"observed/{name}.csv")
    lines = _lines(path)
    header = lines[0][1] if lines else []
    problems = [*_wrong_header(path, header, columns)]
    if not problems:
        problems += [one for line, cells in lines[1:] for one in _wrong_row(path, line, header, cells)]
    if problems:
        raise InvalidInput(problems)
    return [dict(zip(header, cells, strict=True)) for _, cells in lines[1:]]


def _lines(path: Path) -> list[tuple[int, list[str]]]:
    """Return line and cells of the header and each row; an empty line is passed over."""
    reader = csv.reader(io.StringIO(text_of(path), newline=""), strict=True)
    try:
        return [(reader.line_num, cells) for cells in reader if cells]
    except csv.Error as error:
        raise InvalidInput([Problem(str(path), reader.line_num, 1, "E301", f"this is not CSV: {error}")]) from None


def _wrong_header(path: Path, header: list[str], columns: tuple[str, ...]) -> Iterator[Problem]:
    if not header:
        yield Problem(str(path), 1, 1, "E307", "the table is empty", f"the header is {','.join(columns)}")
    elif len(header) == 1 and ";" in header[0]:
        hint = "use commas, and a point as decimal mark"
        yield Problem(str(path), 1, 1, "E301", "the columns are separated by ';'", hint)
    else:
        for place, column in enumerate(header):
            if column in header[:place]:
                message = f"the column '{column}' stands here for the second time"
                yield Problem(str(path), 1, _start(header, place), "E303", message, "keep one of the two", len(column))
        for column in columns:
            if column not in header:
                others = [one for one in header if one not in columns]
                hint = did_you_mean(column, others, f"the header needs {', '.join(columns)}")
                yield Problem(str(path), 1, 1, "E214", f"the table has no column '{column}'", hint)


def _wrong_row(path: Path, line: int, header: list[str], cells: list[str]) -> Iterator[Problem]:
    wide = len(header)
    if len(cells) != wide:
        hint = "is there a decimal comma? use a point" if len(cells) > wide else f"the columns are {', '.join(header)}"
        column = _start(cells, min(wide, len(cells)) - 1)
        yield Problem(str(path), line, column, "E302", f"this row has {len(cells)} cells, the header has {wide}", hint)
        return
    for place, (name, cell) in enumerate(zip(header, cells, strict=True)):
        if name in NUMBERS and not _number(cell, finite=name == "year"):
            message = f"the {name} '{cell}' is no number"
            hint = "write a number with a point as decimal mark"
            yield Problem(str(path), line, _start(cells, place), NUMBERS[name], message, hint, max(1, len(cell)))


def _start(cells: list[str], place: int) -> int:
    """Return the column of the line at which a cell starts, where none has quotes."""
    return 1 + sum(len(cell) + 1 for cell in cells[:place])


def _number(cell: str, finite: bool) -> bool:
    try:
        return isfinite(float(cell)) or not finite
    except ValueError:
        return False


def observed(folder: Path, name: str) -> Counts:
    """Return measure and year, or quarter of a year, to value of an observed series."""
    return {(row["measure"], float(row["year"])): float(row["value"]) for row in rows_of(folder, name)}
