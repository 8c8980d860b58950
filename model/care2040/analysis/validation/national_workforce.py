"""Care work alone, on the Netherlands from 2010 to 2022: do its laws give workers, flows and open posts as counted?

The budget is given, along every path that was tried; it decides most of how many workers there are, so that hiring and
leaving are judged by the flows, the open posts and how both answer to growth. Need cannot be read from this.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from care2040.analysis.validation.hindcast import Compared, Counts, observed, rows_of
from care2040.engine.compiler.system import Kind, build
from care2040.engine.simulation.integrate import integrate
from care2040.engine.simulation.trajectories import Trajectories
from care2040.files import package_files
from care2040.inputs.parameters import parameter_set as reading
from care2040.inputs.parameters.distributions import Floats
from care2040.inputs.parameters.parameter import Parameter
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.path_maker import paths
from care2040.language.axes import AXES, axes_at
from care2040.language.model import Model
from care2040.sectors import load_model

START, LAST = 2010, 2022
"""The first and the last year that are compared."""
YEARS = tuple(range(START, LAST + 2))
SECTORS = ("funding", "posts", "workforce", "hiring", "training")
INFLOW, OUTFLOW = ("graduates_entering", "lateral_entry", "returns"), ("quits", "dismissals", "retirement")
KEPT = ("all_care_workers", "all_open_posts", *INFLOW, *OUTFLOW)
HELD = ("client_time_effect", "client_time_without_pressure", "relative_heavy_burden", "housing_scarcity")
"""What other sectors give, and is held as it was at the start."""
FED = ("growth_of_budget", "need_by_demography", "relative_pool")
"""Laws of these sectors in whose place counts and the path of a budget stand."""
MAIN = "C"
"""The path that is made of frames that were decided on."""
PATHS = ("A", "B", "C", "R")
LEVEL, TIMES = 0.01, 3
"""Posts over workers on 1 January 2010, less one, to begin with, and how often it is fitted: all that is fitted."""
NEED_GROWTH = 0.023
"""Growth of what is asked for in a year, demography and beyond; that the budget binds is all that it does."""
POOL_OF_HIRING = 2019
"""The year whose pool `hiring_rate` was fitted with."""


@dataclass(frozen=True)
class AlongPath:
    """What the laws make of one path of the budget.

    `level` is posts over workers at the start, less one; `slopes` has for inflow and outflow what it is without growth,
    and what it adds per growth of workers.
    """

    level: float
    workers: tuple[Compared, ...]
    inflow: tuple[Compared, ...]
    outflow: tuple[Compared, ...]
    open_posts: tuple[Compared, ...]
    slopes: Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class National:
    """What the laws of care work make of the years that were counted, along the main path and along each."""

    workers: tuple[Compared, ...]
    inflow: tuple[Compared, ...]
    outflow: tuple[Compared, ...]
    needed: dict[int, float]
    by_path: Mapping[str, AlongPath]


def national_workforce(folder: Path | None = None) -> National:
    """Run the sectors of care work on national starting values, along every path of the budget."""
    folder = folder or package_files.package_folder("parameters")
    counted = observed(folder, "care_workforce")
    by_path = {path: _level_fitted(folder, path) for path in PATHS}
    main = by_path[MAIN]
    return National(main.workers, main.inflow, main.outflow, _needed(counted), by_path)


def _level_fitted(folder: Path, path: str) -> AlongPath:
    """Return a path at the level at which workers are as far above the count as below it."""
    level = LEVEL
    for _ in range(TIMES):
        found = along(folder, path, level)
        away = [one.difference for one in found.workers]
        level -= (max(away) + min(away)) / 2
    return found


def along(folder: Path, path: str, level: float) -> AlongPath:
    """Run along one path of the budget, with as many posts per worker at the start."""
    counted = observed(folder, "care_workforce")
    model = sector_alone()
    given = _fed(model, reading.load(folder).at("city"), folder, path, level)
    base = paths(given, (), YEARS[0], YEARS[-1] + 1)
    kinds = {name: Kind(parameter.axes, parameter.unit) for name, parameter in given.items()}
    system = build(model, axes_at("city"), kinds, frozenset(base.varying))
    found = integrate(system, base, keep=lambda name, axes: name in KEPT)
    return _compared(found, counted, level)


def sector_alone() -> Model:
    """Return the model of care work: the laws of its sectors as they ship, without indicators and what is fed."""
    own = {name: law for name, law in load_model().equations.items() if law.sector in SECTORS and name not in FED}
    kept = {name: law for name, law in own.items() if law.kind != "indicator"}
    del kept["care_intensity_reference"]
    return Model(kept)


def _fed(model: Model, parameters: Parameters, folder: Path, path: str, level: float) -> dict[str, Parameter]:
    """Return the parameters of the sectors, with national starting values, and what others would give."""
    read = {name for law in model.equations.values() for name in law.reads}
    kept = {name: parameters[name] for name in parameters if name in read}
    counted = observed(folder, "care_workforce")
    spread = float(kept["spread_of_posts"].value)
    open_rate = spread * float(np.log1p(np.exp(level / spread)))
    working = (_working(counted, START - 1) + _working(counted, START)) / 2
    per_domain = working * (1 + open_rate) * float(kept["fte_per_worker"].value) / len(AXES["domain"])
    pool, entering = _pool(folder), _students(folder)
    matching = float(kept["open_post_elasticity_of_hires"].value)
    fed = {
        "need_in_domain": _series("need_in_domain", per_domain),
        "asked_in_domain": _series(
            "asked_in_domain", per_domain * np.exp(NEED_GROWTH * (np.array(YEARS) - START)), YEARS
        ),
        "need_by_demography": _series("need_by_demography", per_domain),
        "growth_of_budget": _series("growth_of_budget", _growth(folder, path), YEARS),
        "relative_pool": _series("relative_pool", pool / pool[0], YEARS),
        "residents_by_age": _series("residents_by_age", entering, YEARS),
        # the counts that the rates by age come from are those of a later pension age; that is not fed
        "retirement_rate_by_age": _series("retirement_rate_by_age", parameters["retirement_rate"].value),
        **{name: _series(name, 1.0) for name in HELD},
    }
    of_hiring = float(pool[YEARS.index(POOL_OF_HIRING)])
    national: dict[str, Floats | float] = {
        "shortage_share_at_start": np.full(len(AXES["domain"]), open_rate / (1 + open_rate)),
        "training_history": np.ones(len(AXES["training_year"])),
        "open_post_elasticity_of_training": 0.0,
        "worker_moving_rate": 0.0,
        "hiring_rate": kept["hiring_rate"].value * (pool[0] / of_hiring) ** (1 - matching),
        **(POSTS_THEMSELVES if path == "R" else {}),
    }
    return (
        kept | fed | {name: replace(kept[name], value=np.asarray(value), years=()) for name, value in national.items()}
    )


POSTS_THEMSELVES: Mapping[str, float] = {
    "staff_cost_share": 1.0,
    "budget_announcement_time": 0.01,
    "pay_elasticity_of_costs": 0.0,
}
"""The path that the count implies is one of posts, not of money."""


def _growth(folder: Path, path: str) -> Floats:
    """Return the growth of a path of the budget on each 1 January: half-way between two years."""
    rows = (row for row in rows_of(folder, "care_budget_paths") if row["path"] == path)
    return _at_new_year({int(row["year"]): float(row["value"]) for row in rows})


def _pool(folder: Path) -> Floats:
    """Return the people who are unemployed on each 1 January."""
    found = observed(folder, "national_unemployment")
    years = {int(year) for _, year in found}
    return _at_new_year({year: found["unemployed_share", year] * found["labour_force", year] for year in years})


def _students(folder: Path) -> Floats:
    """Return new students of nursing and caring on each 1 January, against the first count."""
    found: dict[int, float] = {}
    for row in rows_of(folder, "care_students"):
        found[int(row["year"])] = found.get(int(row["year"]), 0.0) + float(row["value"])
    first = found[min(found)]
    return np.array([found.get(year, first) for year in YEARS]) / first


def _needed(counted: Counts) -> dict[int, float]:
    """Return those who worked and the vacancies, per year; before 2017 the vacancies of 2017, the first known."""
    open_in = _vacancies(counted)
    first = open_in[min(open_in)]
    return {year: _working(counted, year) + open_in.get(year, first) for year in range(START - 1, LAST + 1)}


def _vacancies(counted: Counts) -> dict[int, float]:
    return {int(year): value for (measure, year), value in counted.items() if measure == "vacancies"}


def _working(counted: Counts, year: int) -> float:
    return counted["employees", year] + counted["self_employed", year]


def _at_new_year(per_year: Mapping[int, float]) -> Floats:
    """Return what an average over the year is on each 1 January: between two years, or that of the only one known."""
    first, last = min(per_year), max(per_year)
    at = {year: per_year[min(max(year, first), last)] for year in range(START - 1, YEARS[-1] + 1)}
    return np.array([(at[year - 1] + at[year]) / 2 for year in YEARS])


def _series(name: str, value: Floats | float, years: tuple[int, ...] = ()) -> Parameter:
    """Return a quantity of the model as a parameter: the same for all its members, per year where it moves."""
    law = load_model().equations[name]
    shape = (*(len(axes_at("city")[axis]) for axis in law.axes), *([len(years)] if years else []))
    filled = np.broadcast_to(np.asarray(value, dtype=float), shape).copy()
    return Parameter(
        name=name,
        about=law.about,
        unit=law.unit,
        axes=law.axes,
        years=years,
        value=filled,
        range=None,
        spread="none",
        year=START,
        source=("cbs_care_employment_2022",),
        standing="measured",
        fold=None,
        file=__file__,
        line=1,
    )


def _compared(found: Trajectories, counted: Counts, level: float) -> AlongPath:
    years = range(START, LAST + 1)
    average = {name: _averages(found, name, years) for name in ("all_care_workers", "all_open_posts")}
    working = average["all_care_workers"]
    workers = tuple(Compared("workers", year, _working(counted, year), working[year]) for year in years)
    moved = {
        measure: sum(found.values[name].reshape(len(found.years), -1).sum(axis=1) for name in flows)
        for measure, flows in {"inflow": INFLOW, "outflow": OUTFLOW}.items()
    }
    rates = {
        measure: {year: float(flow[found.years.index(year)]) / working[year] for year in years}
        for measure, flow in moved.items()
    }
    # what is counted at the first quarter of a year are the moves since a year before
    compared = {
        measure: tuple(
            Compared(measure, year, counted[measure, year + 1] / counted["employees", year], rate[year])
            for year in years
            if (measure, year + 1) in counted
        )
        for measure, rate in rates.items()
    }
    open_in = _vacancies(counted)
    open_posts = tuple(
        Compared("open posts", year, open_in[year], average["all_open_posts"][year])
        for year in years
        if year in open_in
    )
    slopes = {measure: _slope(rates, rates[measure].values()) for measure in rates}
    return AlongPath(level, workers, compared["inflow"], compared["outflow"], open_posts, slopes)


def _averages(found: Trajectories, name: str, years: Iterable[int]) -> dict[int, float]:
    on_1_january = dict(zip(found.years, found.values[name][:, 0], strict=True))
    return {year: float(on_1_january[year] + on_1_january[year + 1]) / 2 for year in years}


def _slope(rates: Mapping[str, Mapping[int, float]], told: Iterable[float]) -> tuple[float, float]:
    growth = [rates["inflow"][year] - rates["outflow"][year] for year in rates["inflow"]]
    slope, level = np.polyfit(growth, list(told), 1)
    return float(level), float(slope)
