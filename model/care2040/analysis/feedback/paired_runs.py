"""Two policies run side by side, with everything the solver looked at on the way kept."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from care2040.engine.batch.integrate import integrate
from care2040.engine.batch.moment import Moment
from care2040.engine.batch.runge_kutta import FixedStep
from care2040.engine.batch.solver import Solver
from care2040.engine.compiler.system import System
from care2040.engine.compiler.trace import Array
from care2040.engine.simulation.run_in import RunIn
from care2040.engine.simulation.simulate import for_any_run, system_of
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.change import Change
from care2040.inputs.policies.path_maker import ParameterPaths, PathMaker, join
from care2040.language.axes import Resolution, axes_at
from care2040.language.equations import Equation
from care2040.language.model import Model

ASIDE = (0.0, 0.5, 0.5, 1.0)
"""Part of the step at which each stage of the Runge-Kutta method looks."""
COUNTS = (1 / 6, 1 / 3, 1 / 3, 1 / 6)
"""Part that each stage has in the step."""
STAGES = len(ASIDE)


@dataclass(frozen=True)
class PairedRuns:
    """Policy A and policy B at every stage of every step.

    Attributes
    ----------
    model : Model
        The equations.
    resolution : {"district", "city"}
        Ten districts, or the city as one.
    kinds : dict of str to (axes, unit)
        Of every parameter and every quantity.
    times : ndarray, shape (stage,)
        Moments; four in a row are one step.
    lengths : ndarray, shape (step,)
        Years that each step takes.
    before, after : dict of str to ndarray, shape (axes..., stage)
        The value of everything under A and under B; a parameter that does not move in time has one stage.
    """

    model: Model
    resolution: Resolution
    kinds: dict[str, tuple[tuple[str, ...], str]]
    times: Array
    lengths: Array
    before: dict[str, Array]
    after: dict[str, Array]

    @property
    def axes(self) -> dict[str, tuple[str | int, ...]]:
        """Members of every axis."""
        return axes_at(self.resolution)

    def stage_of(self, year: float) -> int:
        """Return the stage at which the state of 1 January of a year was looked at."""
        return int(np.flatnonzero(np.isclose(self.times, year) & (np.arange(self.times.size) % STAGES == 0))[0])

    def steps_in(self, year: int) -> range:
        """Return the steps of a calendar year."""
        begins = self.times[::STAGES]
        inside = np.flatnonzero((begins > year - 1e-9) & (begins < year + 1 - 1e-9))
        return range(int(inside[0]), int(inside[-1]) + 1)

    def turns_after(self, step: int) -> bool:
        """Whether everyone turns a year older right after a step."""
        end = self.times[STAGES * step] + self.lengths[step]
        return bool(np.isclose(end, np.round(end)))

    def difference(self, name: str) -> Array:
        """Return what B has more than A: (axes..., stage)."""
        shape = (*self.before[name].shape[:-1], self.times.size)
        return np.broadcast_to(self.after[name] - self.before[name], shape)


def paired_runs(
    model: Model,
    parameters: Parameters,
    resolution: Resolution,
    policies: tuple[tuple[Change, ...], tuple[Change, ...]],
    start: int,
    end: int,
) -> PairedRuns:
    """Run two policies with the steps of a run, and look at everything at every stage."""
    folded = parameters.at(resolution)
    apart = [PathMaker(folded, start, end).paths(policy).breaks for policy in policies]
    maker = PathMaker(folded, start, end, moments=np.union1d(*apart))
    paths = join([maker.paths(policy) for policy in policies])
    run_in = RunIn(model, folded, start)
    places = np.concatenate([run_in.add(policy) for policy in policies])
    varying = run_in.varying.union(paths.varying)
    before, code = for_any_run(model, resolution, folded, varying)
    run_in.run(before, Solver(), len(policies), code=code)
    system = system_of(model, resolution, folded, varying)
    begin = run_in.of(places)
    seen: list[tuple[float, Array]] = []
    integrate(system, paths, Solver(_recording(seen)), keep=lambda name, axes: False, begin=begin)
    times = np.array([time for time, _ in seen])
    states = np.stack([state.reshape(-1, 2) for _, state in seen], axis=-1)
    lengths = times[STAGES - 1 :: STAGES] - times[::STAGES]
    moments = _Moments(system, paths, begin, times, states)
    kinds = {name: (parameter.axes, parameter.unit) for name, parameter in folded.items()}
    kinds |= {name: (equation.axes, equation.unit) for name, equation in model.equations.items()}
    return PairedRuns(model, resolution, kinds, times, lengths, moments.of(0), moments.of(1))


def _recording(seen: list[tuple[float, Array]]) -> type[FixedStep]:
    """Return the solver that also notes at which states it asked for the rates of change."""

    class Recording(FixedStep):
        def __init__(self, fun: Any, *arguments: Any, **options: Any) -> None:
            def noted(time: float, state: Array) -> Any:
                seen.append((time, state.copy()))
                return fun(time, state)

            super().__init__(noted, *arguments, **options)

    return Recording


@dataclass(frozen=True)
class _Moments:
    """Looks at everything at all stages at once."""

    system: System
    paths: ParameterPaths
    begin: Moment | None
    times: Array
    states: Array

    def of(self, run: int) -> dict[str, Array]:
        """Return the value of everything of one run: (axes..., stage)."""
        given = self._parameters(run)
        first = {name: values[..., :1] for name, values in given.items()}
        system = self.system
        found = system.at_start(first) if self.begin is None else self.begin.of([run]).references
        given |= {name: found[name] for name in system.references}
        for name, slot in system.stocks.items():
            given[name] = slot.view(self.states[:, run, :])
        looked = system.look.evaluate(given, system.look.prepare(given))
        return given | dict(zip(system.looked_at, looked, strict=True))

    def _parameters(self, run: int) -> dict[str, Array]:
        given = {name: _run(values, run) for name, values in self.paths.constant.items()}
        breaks = self.paths.breaks
        begins = np.repeat(self.times[::STAGES], STAGES)
        segment = np.searchsorted(breaks, begins + 1e-9, side="right") - 1
        part = (self.times - breaks[segment]) / (breaks[segment + 1] - breaks[segment])
        for name, values in self.paths.varying.items():
            ends = np.moveaxis(_run(values, run)[..., 0][segment], 0, -1)
            given[name] = ends[0] + (ends[1] - ends[0]) * part
        return given


def _run(values: Array, run: int) -> Array:
    return values if values.shape[-1] == 1 else values[..., run : run + 1]


def rolled_back(runs: PairedRuns, stock: str, own: Array, drain: Array) -> tuple[dict[str, Array], Array]:
    """Say what flowed before is worth, from what a unit of the stock is worth at each stage.

    Parameters
    ----------
    runs : PairedRuns
        The steps.
    stock : str
        Its name.
    own : ndarray, shape (axes..., stage)
        What a unit of it is worth at each stage.
    drain : ndarray, shape (axes..., stage)
        What each member of the stock adds to its own rate of change per unit of itself; nought to leave that out.

    Returns
    -------
    rates : dict of str to ndarray, shape (axes..., stage)
        What a unit a year into the stock, and into the stock that enters it on 1 January, is worth at each stage.
    left : ndarray, shape (axes...)
        What a unit of the stock at the start is worth.
    """
    declared = runs.model.stocks[stock]
    place = declared.axes.index(declared.cohort) if declared.cohort else 0
    carried = np.zeros(own.shape[:-1])
    rates = {stock: np.zeros_like(own)}
    if declared.entering:
        young = np.zeros_like(np.take(carried, 0, axis=place))
        rates[declared.entering] = np.zeros((*young.shape, own.shape[-1]))
    for step in range(runs.lengths.size - 1, -1, -1):
        length, first = runs.lengths[step], STAGES * step
        if runs.turns_after(step):
            young = np.take(carried, 0, axis=place) if declared.cohort else carried
            carried = before_new_year(runs.model, declared, carried, place)
        gained, following = carried, np.zeros_like(carried)
        for stage in range(STAGES - 1, -1, -1):
            rate = length * COUNTS[stage] * carried
            if stage + 1 < STAGES:
                rate = rate + length * ASIDE[stage + 1] * following
            if declared.entering:
                rates[declared.entering][..., first + stage] = length * COUNTS[stage] * young
            following = own[..., first + stage] + drain[..., first + stage] * rate
            gained = gained + following
            rates[stock][..., first + stage] = rate
        carried = gained
    return rates, carried


def before_new_year(model: Model, stock: Equation, worth: Array, place: int) -> Array:
    """Return what a unit of a stock is worth just before 1 January, from what it is worth just after."""
    if stock.restarts or any(other.entering == stock.name for other in model.stocks.values()):
        return np.zeros_like(worth)
    if not stock.cohort:
        return worth
    by_age = np.moveaxis(worth, place, 0)
    return np.moveaxis(np.concatenate([by_age[1:], by_age[-1:]]), 0, place)
