"""Care work alone, on the Netherlands from 2010 to 2022: do its laws give workers, flows and open posts as counted?

The budget is given, along every path that was tried; it decides most of how many workers there are, so that hiring and
leaving are judged by the flows, the open posts and how both answer to growth. Need cannot be read from this.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from care2040.analysis.least_squares import Course
from care2040.analysis.netherlands.counted import (
    FLOWS,
    Counted,
    counted_care_work,
    counted_needed,
    counted_years,
    line_on_growth,
)
from care2040.analysis.netherlands.sector_alone import (
    CIRCULAR,
    LAST,
    LEVEL,
    ORDINARY_LEVEL,
    START,
    SectorAlone,
    money_alone,
    sectors_alone,
)
from care2040.analysis.observed import Compared
from care2040.files import package_files

MAIN = "C"
"""The path that is made of frames that were decided on."""
TIMES = 3
"""How often the posts of the first day are fitted: all that is fitted here."""

Line = tuple[float, float]
"""A flow without growth of workers, and what it adds per growth."""


@dataclass(frozen=True)
class AlongPath:
    """What the laws make of one path of the budget.

    `level` is posts over workers at the start, less one; `slopes` has the line of inflow and of outflow on growth, in
    the years in which both were counted.
    """

    level: float
    workers: tuple[Compared, ...]
    inflow: tuple[Compared, ...]
    outflow: tuple[Compared, ...]
    open_posts: tuple[Compared, ...]
    slopes: Mapping[str, Line]


@dataclass(frozen=True)
class National:
    """What the laws of care work make of the years that were counted, along the main path and along each.

    `money` has, per path, how far workers that only follow it, with no law at all, are furthest from the count.
    """

    workers: tuple[Compared, ...]
    inflow: tuple[Compared, ...]
    outflow: tuple[Compared, ...]
    needed: dict[int, float]
    by_path: Mapping[str, AlongPath]
    slopes: Mapping[str, Line]
    money: Mapping[str, float]


def national_workforce(folder: Path | None = None) -> National:
    """Run the sectors of care work on national starting values, along every path of the budget."""
    folder = folder or package_files.package_folder("parameters")
    counted = counted_care_work(folder)
    by_path = {path: level_fitted(sector, counted) for path, sector in sectors_alone(folder).items()}
    main = by_path[MAIN]
    both = counted_years(counted, START, LAST)
    return National(
        main.workers,
        main.inflow,
        main.outflow,
        counted_needed(counted, range(START, LAST + 1)),
        by_path,
        {flow: line_on_growth(counted, flow, both) for flow in FLOWS},
        {path: _by_money_alone(money_alone(folder, path), counted) for path in by_path if path != CIRCULAR},
    )


def level_fitted(sector: SectorAlone, counted: Counted) -> AlongPath:
    """Return a path at the level at which workers are as far above the count as below it."""
    level = ORDINARY_LEVEL
    for _ in range(TIMES):
        found = along(sector, counted, level)
        away = [one.difference for one in found.workers]
        level -= (max(away) + min(away)) / 2
    return found


def along(sector: SectorAlone, counted: Counted, level: float) -> AlongPath:
    """Run along one path of the budget, with as many posts per worker at the start."""
    told = told_by(sector.run({LEVEL: np.array([level])}))
    compared = {measure: tuple(beside(told, counted, measure, START, sector.last)) for measure in told}
    both = counted_years(counted, START, LAST)
    slopes = {flow: line_on_growth(told, flow, both) for flow in FLOWS}
    return AlongPath(
        level, compared["workers"], compared["inflow"], compared["outflow"], compared["open posts"], slopes
    )


def told_by(course: Course, run: int = 0) -> dict[str, dict[int, float]]:
    """Return what one run gives, per measure and year."""
    return {measure: dict(enumerate(values[:, run].tolist(), START)) for measure, values in course.items()}


def beside(
    told: Mapping[str, Mapping[int, float]], counted: Counted, measure: str, first: int, last: int
) -> Iterable[Compared]:
    """Lay what was told of a measure beside every year in which it was counted."""
    for year, value in counted[measure].items():
        if first <= year <= last:
            yield Compared(measure, year, value, told[measure][year])


def _by_money_alone(money: Mapping[int, float], counted: Counted) -> float:
    """Return how far workers that only follow the money are furthest from the count, at the best level."""
    away = np.array([value / counted["workers"][year] for year, value in money.items()])
    return float((away.max() - away.min()) / (away.max() + away.min()))
