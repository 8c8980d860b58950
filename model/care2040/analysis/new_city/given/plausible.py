"""What numbers in the tables of a city cannot be: fractions for per cents, more jobs than it holds, a past forecast.

A table that is read in another unit is no error to a computer, and makes a city that is wrong throughout.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

from care2040.analysis.new_city.given.tables_in import Cell, Rows, TablesIn
from care2040.analysis.new_city.given.wanted import SHARES

LARGEST_AREA = 2000.0
"""Of a municipality, km2; the largest, with its water, is smaller."""
DEAREST = 5000.0
"""Mean value of the homes of a wijk, thousand euros."""
JOBS = (0.05, 3.0)
"""Jobs for each resident."""
BIRTHS_OR_DEATHS = 0.05
"""In a year, for each resident."""
GROWTH = (0.5, 2.0)
"""Residents of a forecast for each resident now."""
ROOM_OF_HOUSEHOLDS = 0.1
ROUNDED = 101.0
"""What two per cents that are rounded may add up to."""


def plausible(found: TablesIn, residents: float) -> None:
    """Note every number that cannot be, beside the residents of the city."""
    for name in ("wijken", "municipalities", "rent"):
        if name in found:
            _per_cents(found, name)
            _home_values(found, name)
    _area(found)
    _rent(found)
    _jobs(found, residents)
    _births_and_deaths(found, residents)
    _forecast(found, residents)
    _households(found, residents)


def _lines(found: TablesIn, name: str) -> Sequence[tuple[dict[str, Cell], int]]:
    """Return the rows of a table with their lines; none when it is not there."""
    return list(zip(found[name].rows, found[name].lines, strict=True)) if name in found else []


def _known(table: Rows, column: str) -> list[float]:
    return [value for value in table.numbers(column) if not math.isnan(value)]


def _per_cents(found: TablesIn, name: str) -> None:
    for column in SHARES:
        values = _known(found[name], column)
        if values and 0 < max(values) <= 1:
            message = f"no {column} is above {max(values):g}: these are fractions"
            found.add(name, 1, "E329", message, "write them in per cents, such as 65")


def _home_values(found: TablesIn, name: str) -> None:
    values = _known(found[name], "home_value")
    if values and max(values) > DEAREST:
        message = f"a home_value is {max(values):,.0f} thousand euros"
        found.add(name, 1, "E329", message, "write it in thousands of euros, such as 312")


def _area(found: TablesIn) -> None:
    total = math.fsum(_known(found["wijken"], "area"))
    if not 0 < total <= LARGEST_AREA:
        message = f"the wijken have {total:,.0f} km2 in all; it must be above 0 and at most {LARGEST_AREA:,.0f}"
        found.add("wijken", 1, "E329", message, "area is in km2; 100 hectares are 1 km2")


def _rent(found: TablesIn) -> None:
    for row, line in _lines(found, "rent"):
        total = float(row["corporation"]) + float(row["other_landlord"])
        if total > ROUNDED:
            message = f"corporation and other_landlord of {row['code']} add up to {total:g} per cent of the homes"
            found.add("rent", line, "E329", message, "they are per cents of all homes, 100 at most together")


def _jobs(found: TablesIn, residents: float) -> None:
    least, most = (part * residents for part in JOBS)
    for row, line in _lines(found, "jobs"):
        jobs = float(row["jobs"])
        if jobs < least or jobs > most:
            message = f"{jobs:,.0f} jobs do not fit {residents:,.0f} residents; {least:,.0f} to {most:,.0f} can be"
            found.add("jobs", line, "E326", message, "write jobs, not thousands of jobs, of this municipality")


def _births_and_deaths(found: TablesIn, residents: float) -> None:
    most = BIRTHS_OR_DEATHS * residents
    for row, line in _lines(found, "births_and_deaths"):
        for column in ("births", "deaths"):
            if float(row[column]) > most:
                message = f"{float(row[column]):,.0f} {column} in a year do not fit {residents:,.0f} residents"
                found.add("births_and_deaths", line, "E326", message, f"{most:,.0f} at most can be")


def _forecast(found: TablesIn, residents: float) -> None:
    least, most = (part * residents for part in GROWTH)
    for row, line in _lines(found, "forecast"):
        year, people = float(row["year"]), float(row["residents"])
        if year <= found["wijken"].year:
            message = f"a forecast of {year:.0f} is of the past: the wijken are of {found['wijken'].year}"
            found.add("forecast", line, "E329", message, "leave out years that are past")
        if people < least or people > most:
            message = f"a forecast of {people:,.0f} residents does not fit the {residents:,.0f} of now"
            found.add("forecast", line, "E326", message, f"{least:,.0f} to {most:,.0f} can be; write persons")


def _households(found: TablesIn, residents: float) -> None:
    """Note persons in households that are not the residents, or ages that overlap."""
    if "households" not in found:
        return
    total = math.fsum(_known(found["households"], "persons"))
    if abs(total - residents) > ROOM_OF_HOUSEHOLDS * residents:
        message = f"the households have {total:,.0f} persons, the municipality {residents:,.0f}"
        found.add("households", 1, "E326", message, "see whether a row is there twice, or is a total, or missing")
    spans: dict[str, list[tuple[float, float]]] = {}
    for row, _ in _lines(found, "households"):
        spans.setdefault(str(row["position"]), []).append((float(row["age_from"]), float(row["age_to"])))
    for position, ranges in spans.items():
        ordered = sorted(ranges)
        if any(first <= end for (_, end), (first, _) in pairwise(ordered)):
            message = f"the ages of '{position}' overlap"
            found.add("households", 1, "E326", message, "age_to is the last age of a row: 0-4, 5-9, ... 95-99")
