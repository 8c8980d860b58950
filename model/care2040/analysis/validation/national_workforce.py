"""The workforce sector alone, on the Netherlands from 2010 to 2022: do its laws give the workers who were counted?"""

from collections.abc import Mapping
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
SECTOR = "workforce"
INFLOW, OUTFLOW = ("graduates_entering", "lateral_entry", "returns"), ("quits", "retirement")
KEPT = ("all_care_workers", *INFLOW, *OUTFLOW)
HELD = (
    "client_time_effect",
    "client_time_without_pressure",
    "labour_pool",
    "relative_overburdening",
    "tightness",
    "housing_scarcity",
)
"""What other sectors give, and is held as it was at the start."""


@dataclass(frozen=True)
class National:
    """What the workforce sector makes of the years that were counted."""

    workers: tuple[Compared, ...]
    inflow: tuple[Compared, ...]
    outflow: tuple[Compared, ...]
    needed: dict[int, float]


def national_workforce(folder: Path | None = None) -> National:
    """Run the workforce sector on national starting values, with the need and the new students as they were."""
    folder = folder or package_files.package_folder("parameters")
    counted = observed(folder, "care_workforce")
    model = sector_alone()
    given = _fed(model, reading.load(folder).at("city"), counted, _students(folder))
    base = paths(given, (), YEARS[0], YEARS[-1] + 1)
    kinds = {name: Kind(parameter.axes, parameter.unit) for name, parameter in given.items()}
    system = build(model, axes_at("city"), kinds, frozenset(base.varying))
    found = integrate(system, base, keep=lambda name, axes: name in KEPT)
    return _compared(found, counted)


def sector_alone() -> Model:
    """Return the model of the workforce sector: its own laws as they ship, without the indicators."""
    own = {name: law for name, law in load_model().equations.items() if law.sector == SECTOR}
    return Model({name: law for name, law in own.items() if law.kind != "indicator"})


def _students(folder: Path) -> dict[int, float]:
    """Return new students of nursing and caring per year in which they began."""
    found: dict[int, float] = {}
    for row in rows_of(folder, "care_students"):
        found[int(row["year"])] = found.get(int(row["year"]), 0.0) + float(row["value"])
    return found


def _needed(counted: Counts) -> dict[int, float]:
    """Return those who worked and the vacancies, per year; before 2017 the vacancies of 2017, the first known."""
    open_in = {int(year): value for (measure, year), value in counted.items() if measure == "vacancies"}
    first = open_in[min(open_in)]
    return {year: _working(counted, year) + open_in.get(year, first) for year in range(START - 1, LAST + 1)}


def _working(counted: Counts, year: int) -> float:
    return counted["employees", year] + counted["self_employed", year]


def _at_new_year(per_year: Mapping[int, float]) -> Floats:
    """Return what an average over the year is on 1 January of `START` to `LAST` and a year more: between two years."""
    known = {**per_year, LAST + 1: per_year[LAST]}
    return np.array([(known.get(year - 1, known[year]) + known[year]) / 2 for year in YEARS])


def _fed(model: Model, parameters: Parameters, counted: Counts, students: Mapping[int, float]) -> dict[str, Parameter]:
    """Return the parameters of the sector, with national starting values, and what the other sectors would give."""
    read = {name for law in model.equations.values() for name in law.reads}
    kept = {name: parameters[name] for name in parameters if name in read}
    needed = _at_new_year(_needed(counted))
    working = (_working(counted, START - 1) + _working(counted, START)) / 2
    per_domain = needed * float(kept["fte_per_worker"].value) / len(AXES["domain"])
    first = students[min(students)]
    entering = np.array([students.get(year, first) for year in YEARS]) / first
    fed = {
        "need_in_domain": _series("need_in_domain", per_domain[0]),
        "asked_in_domain": _series("asked_in_domain", per_domain, YEARS),
        "residents_by_age": _series("residents_by_age", entering, YEARS),
        # the counts that the rates by age come from are those of a later pension age; that is not fed
        "retirement_rate_by_age": _series("retirement_rate_by_age", parameters["retirement_rate"].value),
        **{name: _series(name, 1.0) for name in HELD},
    }
    national: dict[str, Floats | float] = {
        "shortage_share_at_start": np.full(len(AXES["domain"]), 1 - working / needed[0]),
        "training_history": np.ones(len(AXES["training_year"])),
        "vacancy_elasticity_of_training": 0.0,
        "worker_moving_rate": 0.0,
        "lateral_entry_rate": kept["lateral_entry_rate"].value - kept["worker_moving_rate"].value,
    }
    return (
        kept | fed | {name: replace(kept[name], value=np.asarray(value), years=()) for name, value in national.items()}
    )


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


def _compared(found: Trajectories, counted: Counts) -> National:
    on_1_january = dict(zip(found.years, found.values["all_care_workers"][:, 0], strict=True))
    years = range(START, LAST + 1)
    average = {year: float(on_1_january[year] + on_1_january[year + 1]) / 2 for year in years}
    workers = tuple(Compared("workers", year, _working(counted, year), average[year]) for year in years)
    rates = {}
    for measure, flows in {"inflow": INFLOW, "outflow": OUTFLOW}.items():
        moved = sum(found.values[name].reshape(len(found.years), -1).sum(axis=1) for name in flows)
        # what is counted at the first quarter of a year are the moves since a year before
        known = [year for year in years if (measure, year + 1) in counted]
        rates[measure] = tuple(
            Compared(
                measure,
                year,
                counted[measure, year + 1] / counted["employees", year],
                float(moved[found.years.index(year)]) / average[year],
            )
            for year in known
        )
    return National(workers, rates["inflow"], rates["outflow"], _needed(counted))
