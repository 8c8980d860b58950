"""What was counted of care work in the Netherlands: workers, who came and who left, and posts that stood open."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from care2040.analysis.observed import observed

Counted = Mapping[str, Mapping[int, float]]
"""Measure to year to what was counted: persons, and for inflow and outflow a part of the employees."""

TABLE = "care_workforce"
"""The observed series."""
MEASURES = ("workers", "inflow", "outflow", "open posts")
FLOWS = ("inflow", "outflow")


def counted_care_work(folder: Path) -> Counted:
    """Return what was counted, per measure and year; workers are employees and self-employed."""
    found = observed(folder, TABLE)
    employees = {int(year): value for (measure, year), value in found.items() if measure == "employees"}
    # what is counted at the first quarter of a year are the moves since a year before
    flows = {
        measure: {
            year: found[measure, year + 1] / part for year, part in employees.items() if (measure, year + 1) in found
        }
        for measure in FLOWS
    }
    vacant = {int(year): value for (measure, year), value in found.items() if measure == "vacancies"}
    workers = {year: value + found["self_employed", year] for year, value in employees.items()}
    return {"workers": workers, **flows, "open posts": dict(sorted(vacant.items()))}


def counted_needed(counted: Counted, years: Iterable[int]) -> dict[int, float]:
    """Return those who worked and the open posts; before these were counted those of the first count."""
    vacant = counted["open posts"]
    return {year: counted["workers"][year] + vacant.get(year, vacant[min(vacant)]) for year in years}


def line_on_growth(told: Mapping[str, Mapping[int, float]], measure: str, years: Iterable[int]) -> tuple[float, float]:
    """Return what a flow is without growth of workers, and what it adds per growth: a line through some years."""
    among = [*years]
    growth = [told["inflow"][year] - told["outflow"][year] for year in among]
    slope, level = np.polyfit(growth, [told[measure][year] for year in among], 1)
    return float(level), float(slope)


def counted_years(counted: Counted, first: int, last: int) -> list[int]:
    """Return the years in which both flows were counted."""
    return [year for year in range(first, last + 1) if all(year in counted[measure] for measure in FLOWS)]
