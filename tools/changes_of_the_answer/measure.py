"""Run the first edition as the present model has it, and put the rows in: one after another, and each alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import xarray as xr

from care2040.analysis.validation.evidence import unchanged_policy
from care2040.analysis.validation.forecasts_of_the_old import INDICATORS as OLD
from care2040.analysis.validation.forecasts_of_the_old import TheOld, beside_forecasts
from care2040.analysis.validation.official_forecast import INDICATORS, OfficialForecast, beside_official
from care2040.engine.batch.integrate import integrate
from care2040.engine.simulation.settings import RunSettings
from care2040.engine.simulation.simulate import run, system_of
from care2040.files import package_files
from care2040.inputs.calibration_targets import TARGETS, read_plan
from care2040.inputs.futures import FUTURES, changes_of
from care2040.inputs.parameters import parameter_set as reading
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.path_maker import Change, paths
from care2040.language.axes import BASE_YEAR, HORIZON, RUN_IN
from care2040.language.cities.layers import path_of
from care2040.language.model import Model
from care2040.sectors import load_model
from tools.changes_of_the_answer import first_edition
from tools.changes_of_the_answer.plan import LIVES, NEEDED, ROWS
from tools.changes_of_the_answer.rows import Row, departures_of_the_old

DRAWS = 100
MAIN = "care_share_needed"
KEPT = ("workers_needed", "workers_asked", "all_care_workers", "working_in_city", "planned_jobs", *OLD)
TRIED = 1.06
"""Factor on the departures of the old that is tried, to find the one that gives as many of them as 0.1.0 had."""
FUTURES_TOLD = ("contained", "official_forecast", "evidence", "open_ended", "vision")
ILL_LATER = ("care_intensity_by_time_to_death", "care_intensity_dynamic_equilibrium")


@dataclass(frozen=True)
class Answer:
    """What a run says of unchanged policy at central values: shares needed in 2024 and 2040, and 2040 in persons."""

    before: float
    needed: float
    working: float
    shortage: float
    workers: float
    old: float


@dataclass(frozen=True)
class Step:
    """A row that is put in: the answer once it is, and the answer with it alone put into the first edition."""

    row: Row
    answer: Answer
    alone: Answer


@dataclass(frozen=True)
class Changes:
    """All that the page tells.

    Attributes
    ----------
    first, steps : Answer, tuple of Step
        The first edition as the present model has it, and the rows; the last of them is the model as it is.
    bands : dict of str to tuple of float
        Lower end, middle and upper end of the draws with the model's own laws, and with laws drawn.
    laws, futures : dict of str to float
        Need in 2040 with another law of illness, and in each future.
    over_plan : float
        Workers needed over the jobs of the plan instead of the people there will be.
    """

    first: Answer
    steps: tuple[Step, ...]
    bands: dict[str, tuple[float, float, float]]
    laws: dict[str, float]
    futures: dict[str, float]
    over_plan: float
    official: OfficialForecast
    old: TheOld


def measure(draws: int = DRAWS) -> Changes:
    """Make all runs; half a minute."""
    folder = package_files.package_folder("parameters")
    model, parameters = load_model(folder), reading.load(folder)
    runs = _Runs(model, parameters.at("city"))
    factor = runs.departures()
    first = runs.answer(ROWS, factor)
    steps = tuple(
        Step(row, runs.answer(ROWS[place + 1 :], factor), runs.answer([one for one in ROWS if one is not row], factor))
        for place, row in enumerate(ROWS)
    )
    as_is = run(
        model, unchanged_policy("city"), parameters, settings=RunSettings(names=(*OLD, *INDICATORS, *KEPT, MAIN))
    )
    last = as_is.sel(year=HORIZON).squeeze(drop=True)
    return Changes(
        first,
        steps,
        _bands(model, parameters, folder, draws),
        {law: runs.share(equations={"care_intensity_by_age": law}) for law in ILL_LATER},
        {name: runs.share(changes_of(path_of(folder, FUTURES), parameters, name)) for name in FUTURES_TOLD},
        float(last[NEEDED].sum() / runs.planned),
        beside_official(folder, as_is),
        beside_forecasts(folder, as_is),
    )


@dataclass(frozen=True)
class _Runs:
    """Runs of the city as one at central values."""

    model: Model
    parameters: Parameters

    @property
    def planned(self) -> float:
        """Jobs in the last year, as the plan has them."""
        one = self.parameters["planned_jobs"]
        return float(np.interp(HORIZON, one.years, one.value))

    def departures(self) -> float:
        """Return the factor on the departures of the old that gives as many of them as the first edition had."""
        none, some = (self.answer(ROWS, factor).old for factor in (1.0, TRIED))
        return 1 + (TRIED - 1) * (first_edition.OLD_PEOPLE - none) / (some - none)

    def answer(self, out: Sequence[Row], factor: float) -> Answer:
        """Return the answer with rows taken out again."""
        needed = next((row.needed for row in out if row.name.startswith("Need") and row.needed), None)
        counted = "workers_asked" if needed else NEEDED
        given = {name: values for row in out for name, values in row.given(self.parameters).items()}
        if any(row.name == LIVES for row in out):
            given["departure_rate"] = departures_of_the_old(self.parameters, factor)
        changes = tuple(one for row in out for one in row.changes)
        equations = {name: law for row in out for name, law in row.equations.items()}
        begin = next((row.begin for row in out if row.begin is not None), RUN_IN)
        found = self._found(changes, equations, given, begin)
        before, after = (found[year] for year in (BASE_YEAR, HORIZON))
        return Answer(
            before[counted] / before["working_in_city"],
            after[counted] / after["working_in_city"],
            after["all_care_workers"] / after["working_in_city"],
            after[counted] - after["all_care_workers"],
            after["all_care_workers"],
            after[OLD[0]],
        )

    def share(self, changes: Sequence[Change] = (), equations: Mapping[str, str] | None = None) -> float:
        """Return the part that is needed in the last year."""
        last = self._found(changes, equations or {}, {}, RUN_IN)[HORIZON]
        return last[NEEDED] / last["working_in_city"]

    def _found(
        self,
        changes: Sequence[Change],
        equations: Mapping[str, str],
        given: Mapping[str, npt.NDArray[np.float64]],
        begin: int,
    ) -> dict[int, dict[str, float]]:
        """Return what is kept, of the whole city, in the base year and the last."""
        every = (replace(one, value=given[name]) if name in given else one for name, one in self.parameters.items())
        parameters = Parameters(every, self.parameters.resolution, self.parameters.groups)
        base = paths(parameters, changes, begin, HORIZON + 1)
        system = system_of(self.model.with_laws(equations, {}), "city", parameters, frozenset(base.varying))
        found = integrate(system, base)
        return {
            year: {
                name: float(found.values[name][found.years.index(year)].sum()) for name in KEPT if name in found.values
            }
            for year in (BASE_YEAR, HORIZON)
        }


def _bands(model: Model, parameters: Parameters, folder: Path, draws: int) -> dict[str, tuple[float, float, float]]:
    """Return the spread of the need with the model's own laws, and with a law drawn wherever there is another."""
    carriers = read_plan(path_of(folder, TARGETS), parameters).carriers
    drawn = {quantity: dict.fromkeys(model.laws_of(quantity), 1.0) for quantity in model.other_laws}
    asked = replace(unchanged_policy("city"), draws=draws)
    return {
        name: _spread(run(model, one, parameters, settings=RunSettings(names=(MAIN,), carriers=carriers)))
        for name, one in (("own", asked), ("drawn", replace(asked, drawn_laws=drawn)))
    }


def _spread(found: xr.Dataset) -> tuple[float, float, float]:
    values = found[MAIN].sel(year=HORIZON).values.ravel()
    low, middle, high = np.nanquantile(values, (0.05, 0.5, 0.95))
    return float(low), float(middle), float(high)
