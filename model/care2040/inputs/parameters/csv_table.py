"""Tables with an axis: CSV files whose header names axes (and ``year``), then columns of numbers."""

import csv
import io
import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from care2040.files.problems import LONGEST_LIST, InvalidInput, Problem, did_you_mean
from care2040.files.yaml_document import text_of
from care2040.files.yaml_scalars import number_hint
from care2040.language.axes import AXES, ordered

LARGEST_TABLE = 20_000_000  # bytes
YEAR = "year"
NAMED = (*AXES, YEAR)
"""Column names that stand for an axis or the year."""
_A_YEAR = re.compile("[12][0-9]{3}")
MOST_PROBLEMS = 10
"""Problems shown of one table; the rest is counted."""

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]
Members = dict[str, Sequence[str | int]]


@dataclass(frozen=True, eq=False)
class Table:
    """A table that was read.

    Parameters
    ----------
    path : Path
        The file.
    axes : tuple of str
        Axes of the header, in canonical order.
    years : tuple of int
        Years in the table, increasing; empty when it has no column ``year``.
    columns : dict of str to ndarray
        Each column of numbers, shape (axes..., [years]).
    """

    path: Path
    axes: tuple[str, ...]
    years: tuple[int, ...]
    columns: dict[str, Floats]


def read(path: Path) -> Table:
    """Read a table: comma between columns, point as decimal mark, every combination of members once, in any order."""
    reader = Reader.opened(path)
    reader.read_header()
    return reader.table()


@dataclass
class Reader:
    """Holds what is known of a table while it is read."""

    path: Path
    problems: list[Problem] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    header: list[str] = field(default_factory=list)

    @classmethod
    def opened(cls, path: Path) -> "Reader":
        """Return a reader of a table, split in a header and rows."""
        reader = cls(path)
        reader._read_rows(text_of(path, LARGEST_TABLE))
        return reader

    def stop_at_problems(self) -> None:
        """Raise what was noted."""
        if self.problems:
            raise InvalidInput(self.problems)

    def note(self, row: int, column: int, code: str, message: str, hint: str = "") -> None:
        """Note a problem in a cell; row -1 is the header."""
        cells = self.rows[row] if row >= 0 else self.header
        start = 1 + sum(len(cell) + 1 for cell in cells[:column])
        length = max(1, len(cells[column]) if column < len(cells) else 1)
        line = self.lines[row + 1]
        self.problems.append(Problem(str(self.path), line, start, code, message, hint, length))

    def note_first(self, found: Sequence[tuple[int, int, str, str]], code: str) -> None:
        """Note the first problems of a kind and count the rest."""
        for row, column, message, hint in found[:MOST_PROBLEMS]:
            self.note(row, column, code, message, hint)
        if len(found) > MOST_PROBLEMS:
            row, column, message, _ = found[MOST_PROBLEMS]
            rest = len(found) - MOST_PROBLEMS - 1
            self.note(row, column, code, message, f"{rest} more like this are not shown" if rest else "")

    def _read_rows(self, text: str) -> None:
        """Split the text in a header and rows of equal width."""
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            # An empty line has no cells and is passed over.
            numbered = [(reader.line_num, cells) for cells in reader if cells]
        except csv.Error as error:
            message = f"this is not CSV: {error}"
            raise InvalidInput([Problem(str(self.path), reader.line_num, 1, "E301", message)]) from None
        if len(numbered) < 2:
            message = "the table has a header and no rows" if numbered else "the table is empty"
            raise InvalidInput([Problem(str(self.path), 1, 1, "E307", message)])
        self.lines = [line for line, _ in numbered]
        self.header, *self.rows = [cells for _, cells in numbered]
        if len(self.header) == 1 and ";" in self.header[0]:
            self.note(-1, 0, "E301", "the columns are separated by ';'", "use commas, and a point as decimal mark")
        else:
            self._check_widths(len(self.header))
        self.stop_at_problems()

    def _check_widths(self, wide: int) -> None:
        message, hint = "this row has {} cells, the header has {}", "is there a decimal comma? use a point"
        found = [
            (row, min(wide, len(cells)) - 1, message.format(len(cells), wide), hint if len(cells) > wide else "")
            for row, cells in enumerate(self.rows)
            if len(cells) != wide
        ]
        self.note_first(found, "E302")

    def read_header(self) -> None:
        """Check the names in the header: axes first, each once, at least one column of numbers."""
        names = [cell.strip() for cell in self.header]
        after_numbers = False
        for column, name in enumerate(names):
            if not name:
                self.note(-1, column, "E303", "this column has no name")
            elif name in names[:column]:
                self.note(-1, column, "E303", f"the column '{name}' stands here for the second time")
            elif name in NAMED:
                if after_numbers:
                    self.note(-1, column, "E303", f"the axis '{name}' must come before the columns of numbers")
            elif any(_number(row[column]) is not None for row in self.rows):
                after_numbers = True
            else:
                message = f"the column '{name}' is no axis and holds no numbers"
                self.note(-1, column, "E303", message, did_you_mean(name, NAMED))
        if not any(name in NAMED for name in names):
            hint = did_you_mean(names[0], NAMED)
            self.note(-1, 0, "E303", "the header names no axis", hint)
        if all(name in NAMED for name in names):
            self.note(-1, len(names) - 1, "E303", "the table has axes and no column of numbers")
        self.stop_at_problems()

    def table(self) -> Table:
        """Return the table, its cells put in canonical order; what is wrong with cells is noted."""
        cells = dict(zip((cell.strip() for cell in self.header), zip(*self.rows, strict=True), strict=True))
        columns = {name: column for column, name in enumerate(cells)}
        axes = ordered(set(cells) & set(AXES), AXES)
        years = self._years(cells.get(YEAR, ()), columns.get(YEAR, 0))
        members: Members = {axis: AXES[axis] for axis in axes}
        if years:
            members[YEAR] = years
        places = [self._places(cells[axis], columns[axis], axis, members[axis]) for axis in members]
        numbers = {name: self.numbers(cells[name], columns[name]) for name in cells if name not in NAMED}
        self.stop_at_problems()
        shape = tuple(len(of) for of in members.values())
        self._check_complete(flat := np.ravel_multi_index(places, shape), members, shape)
        self.stop_at_problems()
        # Every place is there once, so sorting the rows by their place gives the array.
        order = np.argsort(flat)
        return Table(self.path, axes, years, {name: column[order].reshape(shape) for name, column in numbers.items()})

    def _years(self, cells: Sequence[str], column: int) -> tuple[int, ...]:
        different = set(cells)
        wrong = {cell for cell in different if not _A_YEAR.fullmatch(cell.strip())}
        found = [
            (row, column, f"'{cell.strip()}' is not a year", "write a year such as 2024")
            for row, cell in enumerate(cells if wrong else ())
            if cell in wrong
        ]
        self.note_first(found, "E304")
        return () if found else tuple(sorted({int(cell) for cell in different}))

    def _places(self, cells: Sequence[str], column: int, axis: str, members: Sequence[str | int]) -> Indices:
        index = {str(member): place for place, member in enumerate(members)}
        place_of = {cell: index.get(cell.strip(), -1) for cell in set(cells)}
        places = [place_of[cell] for cell in cells]
        found = [
            (row, column, f"'{cell.strip()}' is not a member of the axis '{axis}'", _members_hint(cell, axis))
            for row, (cell, place) in enumerate(zip(cells, places, strict=True))
            if place < 0
        ]
        self.note_first(found, "E304")
        return np.array(places, dtype=np.intp)

    def numbers(self, cells: Sequence[str], column: int) -> Floats:
        """Return the numbers of a column; note cells that hold none."""
        numbers = [_number(cell) for cell in cells]
        found = [
            (row, column, f"'{cells[row].strip()}' is not a finite number", number_hint(cells[row]))
            for row, number in enumerate(numbers)
            if number is None
        ]
        self.note_first(found, "E305")
        return np.array([0.0 if number is None else number for number in numbers])

    def _check_complete(self, flat: Indices, members: Members, shape: tuple[int, ...]) -> None:
        """Note every combination of members that stands twice, and those that are missing."""
        first: dict[int, int] = {}
        twice = []
        for row, place in enumerate(flat.tolist()):
            before = first.setdefault(place, row)
            if before != row:
                message = f"{_combination(place, members, shape)} stands here for the second time"
                twice.append((row, 0, message, f"first written on line {self.lines[before + 1]}"))
        self.note_first(twice, "E306")
        missing = math.prod(shape) - len(first)
        if missing:
            # The shape may be far larger than the table, so only the first few missing places are looked up.
            places = itertools.islice((place for place in range(math.prod(shape)) if place not in first), 3)
            some = "; ".join(_combination(place, members, shape) for place in places) + ("; ..." if missing > 3 else "")
            hint = "write every combination of members once"
            self.note(-1, 0, "E306", f"{missing} of {math.prod(shape)} combinations are missing: {some}", hint)


def _combination(place: int, members: Members, shape: tuple[int, ...]) -> str:
    """Return the members at a place of the flattened table: ``district west, age 3``."""
    indices = np.unravel_index(place, shape)
    return ", ".join(f"{axis} {of[int(index)]}" for (axis, of), index in zip(members.items(), indices, strict=True))


def _number(cell: str) -> float | None:
    """Return the finite number in a cell, or None; Python would also read ``1_000``."""
    try:
        number = float(cell)
    except ValueError:
        return None
    return number if math.isfinite(number) and "_" not in cell else None


def _members_hint(cell: str, axis: str) -> str:
    members = AXES[axis]
    many = len(members) > LONGEST_LIST
    return f"allowed: {members[0]} to {members[-1]}" if many else did_you_mean(cell.strip(), members)
