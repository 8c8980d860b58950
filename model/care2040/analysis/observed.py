"""Observed series: what was counted, and what the model makes of it."""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

Counts = dict[tuple[str, float], float]
"""Measure and year to what was counted."""


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


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of an observed series."""
    with (folder / "observed" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def observed(folder: Path, name: str) -> Counts:
    """Return measure and year, or quarter of a year, to value of an observed series."""
    return {(row["measure"], float(row["year"])): float(row["value"]) for row in rows_of(folder, name)}
