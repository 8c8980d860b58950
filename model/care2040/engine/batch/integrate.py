"""Run the model from 1 January to 1 January, for a batch of runs at a time: with SciPy, or in machine code."""

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from care2040.engine.batch.compiled_batch import CompiledBatch
from care2040.engine.batch.failures import Failures, RunFailed
from care2040.engine.batch.moment import Moment
from care2040.engine.batch.solver import Solver
from care2040.engine.batch.trajectories import Trajectories, coarse
from care2040.engine.compiler.system import System
from care2040.engine.compiler.trace import Array
from care2040.engine.native.machine import Code
from care2040.inputs.policies.path_maker import ParameterPaths, select
from care2040.language.axes import DETAIL_AXES
from care2040.language.readings import quantity_of

__all__ = ["RunFailed", "arrive", "integrate"]


def integrate(
    system: System,
    paths: ParameterPaths,
    solver: Solver | None = None,
    keep: Callable[[str, tuple[str, ...]], bool] = lambda name, axes: True,
    tick: Callable[[], None] = lambda: None,
    forgiving: bool = False,
    years: Collection[int] | None = None,
    begin: Moment | None = None,
    code: Code | None = None,
) -> Trajectories:
    """Run a batch over its horizon.

    Parameters
    ----------
    system : System
        The compiled model; it must count those that vary in `paths` among its varying parameters.
    paths : ParameterPaths
        The value of every parameter over time, run axis last.
    solver : Solver, optional
        Method and step.
    keep : callable
        Whether to keep a quantity, by name and axes.
    tick : callable
        Called after every year.
    forgiving : bool
        Whether a run that goes wrong leaves the others alone, and is only noted.
    years : collection of int, optional
        Years that are kept; all when left out.
    begin : Moment, optional
        Where the runs stand on the first day; left out, they begin as the laws of their stocks say.
    code : Code, optional
        The machine code of the system, which then takes the steps instead of NumPy.

    Returns
    -------
    Trajectories

    Raises
    ------
    RunFailed
        When a stock turns negative or is not a number any more; with `forgiving` only when all do at the start.
    ValueError
        When the horizon does not run from 1 January to 1 January.
    """
    first, last = paths.breaks[[0, -1]]
    if not (float(first).is_integer() and float(last).is_integer()):
        raise ValueError(f"a run goes from 1 January to 1 January, not from {first} to {last}")
    kept = tuple(year for year in range(int(first), int(last)) if years is None or year in years)
    solver = solver or Solver()
    if code is not None:
        made = CompiledBatch(system, code, paths, solver.options["longest_step"], keep, kept, begin)
        made.run(tick)
        failures = _what_went_wrong(made, solver, forgiving)
        return Trajectories(kept, {n: failures.blank(values) for n, values in made.found().items()}, failures.reasons)
    batch = _Batch(system, paths, solver, keep, Failures(system, forgiving), kept, begin)
    batch.run(tick)
    return batch.found()


def arrive(
    system: System,
    paths: ParameterPaths,
    solver: Solver | None = None,
    tick: Callable[[], None] = lambda: None,
    forgiving: bool = False,
    code: Code | None = None,
) -> Moment:
    """Run a batch over its horizon, and return where it stands at the end; it raises what `integrate` raises."""
    solver = solver or Solver()
    if code is not None:
        made = CompiledBatch(system, code, paths, solver.options["longest_step"], _nothing, (), None)
        made.run(tick)
        return replace(made.moment(), failed=_what_went_wrong(made, solver, forgiving).reasons)
    batch = _Batch(system, paths, solver, _nothing, Failures(system, forgiving), (), None)
    batch.run(tick)
    return batch.moment()


def _nothing(name: str, axes: tuple[str, ...]) -> bool:
    """Keep nothing."""
    return False


def _what_went_wrong(made: CompiledBatch, solver: Solver, forgiving: bool) -> Failures:
    """Return what went wrong in machine code: NumPy goes that way again, and says which flow is to blame."""
    failures = Failures(made.system, forgiving)
    failures.reasons |= {} if made.start is None else made.start.failed
    told = {run: why for run, why in made.reasons.items() if run not in failures.reasons}
    if not told or (forgiving and not solver.explains):
        failures.reasons |= told
        return failures
    everyone = range(made.paths.runs)
    sound = [run for run in everyone if run not in told and run not in failures.reasons]
    lost_at_start = made.wrong_at_start | {*failures.reasons} == {*everyone}
    # a run that is sound goes along, for whoever goes wrong at the start borrows its state
    runs = np.array([*everyone] if lost_at_start or not forgiving else [*told, *sound[:1]], dtype=np.intp)
    again = Failures(made.system, forgiving)
    begin = made.start and made.start.of(runs)
    _Batch(made.system, select(made.paths, runs), solver, _nothing, again, (), begin).run(lambda: None)
    if not forgiving:  # it went well by a hair where machine code did not
        raise RunFailed(next(iter(told.values())))
    failures.reasons |= told | {int(runs[place]): why for place, why in again.reasons.items()}
    return failures


def _method(method: Any) -> Any:
    """Return a solver of ours or of SciPy, which takes a while to be read and is not needed by machine code."""
    if not isinstance(method, str):
        return method
    from care2040.engine.batch import runge_kutta

    if hasattr(runge_kutta, method):
        return getattr(runge_kutta, method)
    import scipy.integrate

    return getattr(scipy.integrate, method)


class _Batch:
    """One batch on its way through the years."""

    def __init__(
        self,
        system: System,
        paths: ParameterPaths,
        solver: Solver,
        keep: Callable[[str, tuple[str, ...]], bool],
        failures: Failures,
        years: tuple[int, ...],
        begin: Moment | None,
    ) -> None:
        self.system, self.paths, self.solver = system, paths, solver
        self.keep, self.failures, self.years, self.begin = keep, failures, years, begin
        self.method = _method(solver.method)
        self.kept: dict[str, list[Array]] = {}
        self.state = np.zeros((system.size, paths.runs))
        self.held = dict(paths.constant)
        self.segment = 0

    def run(self, tick: Callable[[], None]) -> None:
        """Go through the years."""
        breaks = self.paths.breaks
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            self._begin()
            for self.segment in range(len(breaks) - 1):
                if breaks[self.segment] in self.years:
                    self._look(breaks[self.segment])
                self._advance(breaks[self.segment], breaks[self.segment + 1])
                if float(breaks[self.segment + 1]).is_integer():
                    self._turn_of_the_year()
                    tick()

    def found(self) -> Trajectories:
        """Return what was kept."""
        kept = {name: self.failures.blank(np.stack(values)) for name, values in self.kept.items()}
        return Trajectories(self.years, kept, self.failures.reasons)

    def moment(self) -> Moment:
        """Return where the runs stand, with what begins afresh there."""
        self._again([name for name, stock in self.system.model.stocks.items() if stock.afresh])
        stocks = {name: slot.view(self.state).copy() for name, slot in self.system.stocks.items()}
        references = {name: self.held[name] for name in self.system.references}
        return Moment(int(self.paths.breaks[-1]), stocks, references, dict(self.failures.reasons))

    def _given(self, time: float) -> dict[str, Array]:
        """Return every parameter, and what is held from the start, at a moment of the present segment."""
        begin, end = self.paths.breaks[self.segment], self.paths.breaks[self.segment + 1]
        part = (time - begin) / (end - begin)
        moments = {name: values[self.segment] for name, values in self.paths.varying.items()}
        return self.held | {name: before + (after - before) * part for name, (before, after) in moments.items()}

    def _begin(self) -> None:
        """Compute stocks and references at the start, and whatever will not change in time."""
        system = self.system
        given = self._given(self.paths.breaks[0])
        found = system.at_start(given) if self.begin is None else self.begin.values
        self.failures.reasons |= {} if self.begin is None else self.begin.failed
        for name, slot in system.stocks.items():
            slot.view(self.state)[...] = found[name]
        for name in system.references:
            self.held[name] = found[name]
        given |= {name: found[name] for name in system.references}
        self.options: dict[str, Any] = dict(self.solver.options)
        self.still_rates = system.rates.prepare(given)
        self.still_look = system.look.prepare(given)
        self.failures.check(self.state, f"at the start, {self.paths.breaks[0]:.2f}", dict)
        if self.failures.reasons:
            self.failures.borrow_sound_state(self.state)

    def _full(self, value: Array) -> Array:
        runs = self.paths.runs
        return value if value.shape[-1] == runs else np.broadcast_to(value, (*value.shape[:-1], runs))

    def _change(self, time: float, flat: Array) -> Array:
        runs = self.paths.runs
        parts = self._rates(time, flat.reshape(-1, runs))
        return np.concatenate([self._full(part).reshape(-1, runs) for part in parts]).ravel()

    def _rates(self, time: float, state: Array) -> list[Array]:
        """Return the change of every stock, then every flow as it is counted."""
        given = self._given(time) | {name: slot.view(state) for name, slot in self.system.stocks.items()}
        return self.system.rates.evaluate(given, self.still_rates)

    def _flows(self, state: Array, time: float) -> dict[str, Array]:
        """Return every flow as it is counted, also those that nobody keeps, to say which is to blame."""
        whole = self.system.whole
        given = self._given(time) | {name: slot.view(state) for name, slot in whole.stocks.items()}
        parts = whole.rates.evaluate(given, whole.rates.prepare(given))
        return dict(zip(whole.counts, parts[len(whole.stocks) :], strict=True))

    def _advance(self, begin: float, end: float) -> None:
        solver = self.method(self._change, begin, self.state.ravel(), end, **self.options)
        before = self.state
        while solver.status == "running":
            message = solver.step()
            if solver.status == "failed":
                raise RunFailed(f"the solver stopped in {solver.t:.2f}: {message}{self._blame_all(before)}")
            step = solver.y.reshape(self.state.shape)  # the same memory: who is put back goes on from there
            self.failures.check(step, f"in {solver.t:.2f}", partial(self._flows, before, solver.t))
            self.failures.put_back(step, before)
            before = step
        self.state = before

    def _blame_all(self, before: Array) -> str:
        flows = self._flows(before, self.paths.breaks[self.segment])
        wrong = [name for name in self.system.model.flows if not np.isfinite(flows[name]).all()]
        return f"; not finite: {', '.join(wrong)}" if wrong else ""

    def _look(self, time: float) -> None:
        """Keep stocks, variables and indicators as they are on this 1 January."""
        system, model = self.system, self.system.model
        stocks = {name: slot.view(self.state) for name, slot in system.stocks.items()}
        found = system.look.evaluate({**self._given(time), **stocks}, self.still_look)
        seen = {name: value for name, value in zip(system.looked_at, found, strict=True) if name not in model.flows}
        seen |= {name: value.copy() for name, value in stocks.items()}
        for name, value in seen.items():
            axes = model.equations[quantity_of(name)].axes
            if self.keep(name, axes):
                self.kept.setdefault(name, []).append(self._full(value))
            elif name in model.stocks and self.keep(name, coarse(axes)):
                detail = tuple(place for place, axis in enumerate(axes) if axis in DETAIL_AXES)
                self.kept.setdefault(name, []).append(value.sum(axis=detail))

    def _turn_of_the_year(self) -> None:
        """Keep what the flows gathered, set the counts to zero, and let everyone turn a year older."""
        wanted = self.paths.breaks[self.segment + 1] - 1 in self.years
        for name, slot in self.system.counts.items():
            if wanted and self.keep(name, slot.axes):
                self.kept.setdefault(name, []).append(slot.view(self.state).copy())
            slot.view(self.state)[...] = 0.0
        for name, slot in self.system.stocks.items():
            stock = self.system.model.stocks[name]
            if stock.restarts:
                slot.view(self.state)[...] = 0.0
            if stock.cohort:
                self._grow_older(slot, stock.axes.index(stock.cohort), stock.entering)
        self._count()

    def _count(self) -> None:
        """Let stocks that were counted on this 1 January be what was counted."""
        self._again(self.system.counted_in(int(self.paths.breaks[self.segment + 1])))

    def _again(self, names: Collection[str]) -> None:
        """Give some stocks what their laws have, with the parameters at the end of the segment."""
        if not names:
            return
        # what was counted is a straight line between years, so the end of a segment is the begin of the next
        given = self.held | {name: values[self.segment, 1] for name, values in self.paths.varying.items()}
        program = self.system.recount
        found = dict(zip(self.system.counted, program.evaluate(given, program.prepare(given)), strict=True))
        for name in names:
            self.system.stocks[name].view(self.state)[...] = found[name]

    def _grow_older(self, slot: Any, axis: int, entering: str | None) -> None:
        values = np.moveaxis(slot.view(self.state), axis, 0)
        oldest = values[-1] + values[-2] if len(values) > 1 else values[-1].copy()
        if len(values) > 1:
            values[1:-1] = values[:-2].copy()
            values[0] = 0.0
        values[-1] = oldest
        if entering:
            young = self.system.stocks[entering].view(self.state)
            values[0] += young
            young[...] = 0.0
