"""Hiring and leaving out of sample: fitted to the Netherlands of 2010 to 2017, shown for the years after.

It is fitted for the page of validation alone, in some ten seconds; no command of a user does. The budget of the later
years is given, so that how many work says most of the path; flows and open posts are what is foretold.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from care2040.analysis.least_squares import Fit
from care2040.analysis.netherlands.counted import (
    FLOWS,
    MEASURES,
    Counted,
    counted_care_work,
    counted_years,
    line_on_growth,
)
from care2040.analysis.netherlands.labour_fit import fit_labour
from care2040.analysis.netherlands.sector_alone import LEVEL, OPEN_LAST, START, SectorAlone, sectors_alone
from care2040.analysis.netherlands.workforce import Line, beside, level_fitted, told_by
from care2040.analysis.observed import Compared, rows_of
from care2040.files import package_files

UNTIL = 2017
"""The last year that is fitted to."""
SPANS = {"fitted to": (START, UNTIL), "foretold": (UNTIL + 1, OPEN_LAST)}
SHIPPED, FITTED = "as they ship", "fitted"
BY_GROWTH = f"growth of {START}-{UNTIL}"
BY_LAST_GROWTH = f"growth of {UNTIL}"
BY_AGE = "demography"
BY_LINE = "line, growth as counted"


@dataclass(frozen=True)
class Foretold(Compared):
    """A count that was not fitted to, and what the model makes of it, with the standard error of its numbers."""

    error: float


@dataclass(frozen=True)
class Span:
    """How near the laws come in some years: the furthest miss per measure, and the line of each flow on growth."""

    furthest: Mapping[str, float]
    lines: Mapping[str, Line]


@dataclass(frozen=True)
class PathAhead:
    """One path of the budget: the fit to the early years, the later years, and both spans with two sets of numbers.

    `spans` goes by set of numbers, `SHIPPED` or `FITTED`, and by span.
    """

    fit: Fit
    foretold: tuple[Foretold, ...]
    spans: Mapping[str, Mapping[str, Span]]


@dataclass(frozen=True)
class OutOfSample:
    """What the laws foretell along every path, what simple rules would have, and the lines as counted per span."""

    by_path: Mapping[str, PathAhead]
    yardsticks: Mapping[str, tuple[Compared, ...]]
    lines: Mapping[str, Mapping[str, Line]]


def out_of_sample(folder: Path | None = None) -> OutOfSample:
    """Fit hiring and leaving to the early years along every path of the budget, and run on."""
    folder = folder or package_files.package_folder("parameters")
    counted = counted_care_work(folder)
    return OutOfSample(
        {path: look_ahead(sector, counted) for path, sector in sectors_alone(folder).items()},
        {name: _later(told, counted) for name, told in yardsticks(counted, by_age(folder, counted)).items()},
        {span: _lines(counted, counted, *years) for span, years in SPANS.items()},
    )


def look_ahead(sector: SectorAlone, counted: Counted) -> PathAhead:
    """Fit along one path of the budget, and lay the later years beside what was counted."""
    fit = fit_labour(sector.run, counted, UNTIL)
    shipped = told_by(sector.run({LEVEL: np.array([level_fitted(sector, counted).level])}))
    fitted = {measure: dict(enumerate(values.tolist(), START)) for measure, values in fit.course.items()}
    foretold = tuple(
        Foretold(one.what, one.year, one.counted, one.model, float(fit.course_errors[measure][one.year - START]))
        for measure in MEASURES
        for one in beside(fitted, counted, measure, UNTIL + 1, sector.last)
    )
    spans = {
        name: {span: _span(told, counted, first, min(last, sector.last)) for span, (first, last) in SPANS.items()}
        for name, told in {SHIPPED: shipped, FITTED: fitted}.items()
    }
    return PathAhead(fit, foretold, spans)


def missed(one: Compared) -> float:
    """Return by how much a count is missed: of flows in parts of the workers, of all else as a part of the count."""
    return one.model - one.counted if one.what in FLOWS else one.difference


def yardsticks(counted: Counted, ages: Mapping[int, float]) -> dict[str, dict[str, dict[int, float]]]:
    """Return what simple rules make of the later years from what was counted until then: rule to measure to year.

    Flows are those of the line through the early years at the growth of the rule; open posts stay as they were first
    counted. The last rule is told how much care grew, which a law along a path is not.
    """
    workers = counted["workers"]
    later = [year for year in workers if year > UNTIL]
    lines = _lines(counted, counted, START, UNTIL)
    mean = float(np.log(workers[UNTIL] / workers[START])) / (UNTIL - START)
    growths = {
        BY_GROWTH: dict.fromkeys(later, mean),
        BY_LAST_GROWTH: dict.fromkeys(later, float(np.log(workers[UNTIL] / workers[UNTIL - 1]))),
        BY_AGE: {year: float(np.log(ages[year] / ages[year - 1])) for year in later},
    }
    told: dict[str, dict[str, dict[int, float]]] = {}
    for name, growth in growths.items():
        grown = np.cumsum([growth[year] for year in later])
        told[name] = {
            "workers": dict(zip(later, (workers[UNTIL] * np.exp(grown)).tolist(), strict=True)),
            **{flow: _on_line(lines[flow], growth) for flow in FLOWS},
            "open posts": {year: counted["open posts"][UNTIL] for year in counted["open posts"] if year > UNTIL},
        }
    both = counted_years(counted, UNTIL + 1, OPEN_LAST)
    as_counted = {year: counted["inflow"][year] - counted["outflow"][year] for year in both}
    return told | {BY_LINE: {flow: _on_line(lines[flow], as_counted) for flow in FLOWS}}


def by_age(folder: Path, counted: Counted) -> dict[int, float]:
    """Return the posts that care by age alone would ask for: those that were counted, less what grew beyond it."""
    over = {int(row["year"]): float(row["value"]) for row in rows_of(folder, "care_count_over_age_table")}
    known = [year for year in over if year in counted["workers"] and year in counted["open posts"]]
    return {year: (counted["workers"][year] + counted["open posts"][year]) / over[year] for year in known}


def _on_line(line: Line, growth: Mapping[int, float]) -> dict[int, float]:
    level, slope = line
    return {year: level + slope * value for year, value in growth.items()}


def _later(told: Mapping[str, Mapping[int, float]], counted: Counted) -> tuple[Compared, ...]:
    return tuple(
        one for measure, of_years in told.items() for one in beside(told, counted, measure, UNTIL + 1, max(of_years))
    )


def _span(told: Mapping[str, Mapping[int, float]], counted: Counted, first: int, last: int) -> Span:
    furthest = {
        measure: max((missed(one) for one in beside(told, counted, measure, first, last)), key=abs)
        for measure in MEASURES
    }
    return Span(furthest, _lines(told, counted, first, last))


def _lines(told: Mapping[str, Mapping[int, float]], counted: Counted, first: int, last: int) -> dict[str, Line]:
    """Return the line of each flow on growth in the years of a span in which both were counted."""
    both: Iterable[int] = counted_years(counted, first, last)
    return {flow: line_on_growth(told, flow, both) for flow in FLOWS}
