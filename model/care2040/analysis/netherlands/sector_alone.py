"""Care work alone, in the Netherlands: the laws of its sectors as they ship, from 2010 on along a path of the budget.

What other sectors give is held or fed, so that a run takes a tenth of a second, and many of them hardly more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from care2040.analysis.least_squares import Course
from care2040.analysis.netherlands.counted import counted_care_work
from care2040.analysis.observed import observed, rows_of
from care2040.engine.batch.integrate import integrate
from care2040.engine.batch.trajectories import Trajectories
from care2040.engine.compiler.system import Kind, System, build
from care2040.engine.native.kernels import code_of
from care2040.engine.native.library import available
from care2040.engine.native.machine import Code
from care2040.inputs.parameters import parameter_set as reading
from care2040.inputs.parameters.distributions import Floats
from care2040.inputs.parameters.parameter import Parameter
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.path_maker import paths
from care2040.language.axes import AXES, axes_at
from care2040.language.equations import Equation
from care2040.language.model import Model
from care2040.sectors import load_model

START, LAST = 2010, 2022
"""The first and the last year whose workers were counted."""
OPEN_LAST = 2024
"""The last year whose open posts were counted."""
YEARS = tuple(range(START, OPEN_LAST + 2))
SECTORS = ("funding", "posts", "workforce", "hiring", "training", "hours", "clients", "waiting")
MADE_OF = {
    "inflow": ("graduates_entering", "lateral_entry", "returns"),
    "outflow": ("quits", "dismissals", "retirement"),
}
STOCKS = {"workers": "all_care_workers", "open posts": "all_open_posts"}
PER_POST = ("need_in_domain", "asked_in_domain", "need_by_demography")
"""What is given at one post per worker, and grows with the posts that stand open on the first day."""
KEPT = (*STOCKS.values(), *MADE_OF["inflow"], *MADE_OF["outflow"])
HELD = {
    "client_time_effect": 1.0,
    "client_time_without_pressure": 1.0,
    "relative_heavy_burden": 1.0,
    "housing_scarcity": 1.0,
    "relative_house_price": 1.0,
    "care_workers_in_key_homes": 0.0,
    "part_in_key_homes_reference": 0.0,
    "care_norm": 1.0,
    "technology_relief": 0.0,
    "working_on_levers": 0.0,
    "placements_in_care": 0.0,
}
"""What other sectors and levers give, and is held as it was at the start."""
FED = ("growth_of_budget", "need_by_demography", "relative_pool", "working_on_levers")
"""Laws of these sectors in whose place counts, the path of a budget, or nothing stands."""
PATHS = ("A", "B", "C", "R")
CIRCULAR = "R"
"""The path that the count of workers itself implies: one of posts, not of money."""
POSTS_THEMSELVES: Mapping[str, float] = {
    "staff_cost_share": 1.0,
    "budget_announcement_time": 0.01,
    "pay_elasticity_of_costs": 0.0,
}
LEVEL = "level of posts"
"""What is no parameter of the model: posts over workers on 1 January 2010, less one."""
ORDINARY_LEVEL = 0.01
NEED_GROWTH = 0.023
"""Growth of what is asked for in a year, demography and beyond; that the budget binds is all that it does."""
POOL_OF_HIRING = 2019
"""The year whose pool `hiring_rate` was fitted with."""


@dataclass(frozen=True)
class SectorAlone:
    """The sectors of care work along one path of the budget, ready to be run for many values at once.

    `code` is its machine code where there is a compiler, `given` has the parameters at one post per worker, `last` is
    the last year for which the path is known, and `pool_at_hiring` the people without work of the first day against
    those that `hiring_rate` was fitted with.
    """

    path: str
    last: int
    system: System
    code: Code | None
    given: Mapping[str, Parameter]
    pool_at_hiring: float

    def run(self, values: Mapping[str, Floats]) -> Course:
        """Run with other values of `LEVEL`, or of parameters that are one number, each of shape (run,)."""
        batch = paths(self.given, (), YEARS[0], YEARS[-1] + 1, self._drawn(values))
        return _course(integrate(self.system, batch, keep=lambda name, axes: name in KEPT, code=self.code))

    def _drawn(self, values: Mapping[str, Floats]) -> dict[str, Floats]:
        """Return the values with what hangs together with them on the first day: posts that stand open, and hires."""

        def of(name: str) -> Floats:
            return np.asarray(values[name] if name in values else self.given[name].value, dtype=float)

        level = np.asarray(values.get(LEVEL, np.array([ORDINARY_LEVEL])), dtype=float)
        spread = of("spread_of_posts")
        open_rate = spread * np.log1p(np.exp(level / spread))
        own = {name: value for name, value in values.items() if name != LEVEL}
        together = {
            **dict.fromkeys(PER_POST, 1 + open_rate),
            "shortage_share_at_start": open_rate / (1 + open_rate),
            "pool_at_start": np.array([self.pool_at_hiring]),
        }
        runs = np.broadcast_shapes(*(value.shape for value in (*own.values(), *together.values())))
        return {name: np.broadcast_to(value, runs) for name, value in (own | together).items()}


def sectors_alone(folder: Path) -> dict[str, SectorAlone]:
    """Make the sectors ready along every path of the budget."""
    model, parameters = sector_alone(), reading.load(folder).at("city")
    return {path: _along(model, parameters, folder, path) for path in PATHS}


def sector_alone() -> Model:
    """Return the model of care work: the laws of its sectors as they ship, without indicators and what is fed."""
    own = {name: law for name, law in load_model().equations.items() if law.sector in SECTORS and name not in FED}
    kept = {name: law for name, law in own.items() if law.kind != "indicator"}
    del kept["care_intensity_reference"]
    return Model(kept)


def _along(model: Model, parameters: Parameters, folder: Path, path: str) -> SectorAlone:
    growth, pool = _growth(folder, path), _pool(folder)
    given = _given(model, parameters, folder, path, _at_new_year(growth), pool)
    kinds = {name: Kind(parameter.axes, parameter.unit) for name, parameter in given.items()}
    moving = frozenset(paths(given, (), YEARS[0], YEARS[-1] + 1).varying)
    compiled = available() is not None
    system = build(model, axes_at("city"), kinds, frozenset(given) if compiled else moving)
    code = code_of(system, 1, given) if compiled else None
    at_hiring = float(pool[0] / pool[YEARS.index(POOL_OF_HIRING)])
    return SectorAlone(path, max(growth), system, code, given, at_hiring)


def _given(
    model: Model, parameters: Parameters, folder: Path, path: str, growth: Floats, pool: Floats
) -> dict[str, Parameter]:
    """Return the parameters of the sectors, with national starting values, and what others would give."""
    read = {name for law in model.equations.values() for name in law.reads}
    kept = {name: parameters[name] for name in parameters if name in read}
    workers = counted_care_work(folder)["workers"]
    working = (workers[START - 1] + workers[START]) / 2
    per_domain = working * float(kept["fte_per_worker"].value) / len(AXES["domain"])
    asked = per_domain * np.exp(NEED_GROWTH * (np.array(YEARS) - START))
    laws = load_model().equations
    fed = {
        "need_in_domain": _series(laws["need_in_domain"], per_domain),
        "asked_in_domain": _series(laws["asked_in_domain"], asked, YEARS),
        "need_by_demography": _series(laws["need_by_demography"], per_domain),
        "growth_of_budget": _series(laws["growth_of_budget"], growth, YEARS),
        "relative_pool": _series(laws["relative_pool"], pool / pool[0], YEARS),
        "residents_by_age": _series(laws["residents_by_age"], _students(folder), YEARS),
        # the counts that the rates by age come from are those of a later pension age; that is not fed
        "retirement_rate_by_age": _series(laws["retirement_rate_by_age"], parameters["retirement_rate"].value),
        **{name: _series(laws[name], value) for name, value in HELD.items()},
    }
    national: dict[str, Floats | float] = {
        "shortage_share_at_start": np.ones(len(AXES["domain"])),
        "training_history": np.ones(len(AXES["training_year"])),
        "open_post_elasticity_of_training": 0.0,
        "worker_moving_rate": 0.0,
        **(POSTS_THEMSELVES if path == CIRCULAR else {}),
    }
    return (
        kept | fed | {name: replace(kept[name], value=np.asarray(value), years=()) for name, value in national.items()}
    )


def _growth(folder: Path, path: str) -> dict[int, float]:
    """Return the growth of a path of the budget per year."""
    rows = (row for row in rows_of(folder, "care_budget_paths") if row["path"] == path)
    return {int(row["year"]): float(row["value"]) for row in rows}


def money_alone(folder: Path, path: str) -> dict[int, float]:
    """Return what a path alone, as growth on the year before, comes to in each year against the first."""
    growth = _growth(folder, path)
    grown = np.cumsum([0.0, *(growth[year] for year in range(START + 1, LAST + 1))])
    return dict(zip(range(START, LAST + 1), np.exp(grown).tolist(), strict=True))


def _pool(folder: Path) -> Floats:
    """Return the people who are unemployed on each 1 January."""
    found = observed(folder, "national_unemployment")
    years = {int(year) for _, year in found}
    return _at_new_year({year: found["unemployed_share", year] * found["labour_force", year] for year in years})


def _students(folder: Path) -> Floats:
    """Return new students of nursing and caring on each 1 January, against the first count, and as in the last."""
    found: dict[int, float] = {}
    for row in rows_of(folder, "care_students"):
        found[int(row["year"])] = found.get(int(row["year"]), 0.0) + float(row["value"])
    first, last = min(found), max(found)
    return np.array([found[min(max(year, first), last)] for year in YEARS]) / found[first]


def _at_new_year(per_year: Mapping[int, float]) -> Floats:
    """Return what an average over the year is on each 1 January: between two years, or that of the only one known."""
    first, last = min(per_year), max(per_year)
    at = {year: per_year[min(max(year, first), last)] for year in range(START - 1, YEARS[-1] + 1)}
    return np.array([(at[year - 1] + at[year]) / 2 for year in YEARS])


def _series(law: Equation, value: Floats | float, years: tuple[int, ...] = ()) -> Parameter:
    """Return a quantity of the model as a parameter: the same for all its members, per year where it moves."""
    shape = (*(len(axes_at("city")[axis]) for axis in law.axes), *([len(years)] if years else []))
    filled = np.broadcast_to(np.asarray(value, dtype=float), shape)
    return Parameter.unwritten(
        law.name,
        law.unit,
        filled,
        law.axes,
        about=law.about,
        years=years,
        year=START,
        source=("cbs_care_employment_2022",),
        standing="measured",
        file=__file__,
    )


def _course(found: Trajectories) -> Course:
    """Return per measure and year what a batch of runs gives; a stock is the mean of two 1 Januaries."""
    total = {
        name: values.reshape(len(found.years), -1, values.shape[-1]).sum(axis=1)
        for name, values in found.values.items()
    }
    stocks = {measure: (total[name][:-1] + total[name][1:]) / 2 for measure, name in STOCKS.items()}
    flows = {measure: sum(total[name][:-1] for name in names) / stocks["workers"] for measure, names in MADE_OF.items()}
    return {**stocks, **flows}
