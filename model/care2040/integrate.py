"""Run the model from 1 January to 1 January with SciPy, for a batch of runs at a time."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp

from care2040.axes import DETAIL_AXES
from care2040.compiler import Array
from care2040.failures import Failures, RunFailed
from care2040.policies import ParameterPaths
from care2040.solver import FixedStep
from care2040.system import System

__all__ = ["RunFailed", "Settings", "Trajectories", "integrate", "without_detail"]


@dataclass(frozen=True)
class Settings:
    """How the equations are solved.

    Attributes
    ----------
    method : str or type
        A method of ``scipy.integrate.solve_ivp``.
    options : mapping
        Its options: for `FixedStep` the longest sub-step in years.
    """

    method: Any = FixedStep
    options: Mapping[str, float] = field(default_factory=lambda: {"longest_step": 0.25})


@dataclass(frozen=True)
class Trajectories:
    """What a batch of runs gave.

    Attributes
    ----------
    years : tuple of int
        Years of the horizon; stocks and ratios are those of 1 January, flows what the year gathered.
    values : dict of str to ndarray, shape (year, axes..., run)
        Stocks, variables, indicators (``name@city`` for the whole city) and, for flows, amounts per calendar year.
    failed : dict of int to str
        Runs that went wrong and were forgiven, and why; their values are not a number.
    """

    years: tuple[int, ...]
    values: dict[str, Array]
    failed: dict[int, str] = field(default_factory=dict)


def integrate(
    system: System,
    paths: ParameterPaths,
    settings: Settings | None = None,
    keep: Callable[[str, tuple[str, ...]], bool] = lambda name, axes: True,
    tick: Callable[[], None] = lambda: None,
    forgiving: bool = False,
) -> Trajectories:
    """Run a batch over its horizon.

    Parameters
    ----------
    system : System
        The compiled model; it must count those that vary in `paths` among its varying parameters.
    paths : ParameterPaths
        The value of every parameter over time, run axis last.
    settings : Settings, optional
        Solver and step.
    keep : callable
        Whether to keep a quantity, by name and axes.
    tick : callable
        Called after every year.
    forgiving : bool
        Whether a run that goes wrong leaves the others alone, and is only noted.

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
    begin, end = paths.breaks[[0, -1]]
    if not (float(begin).is_integer() and float(end).is_integer()):
        raise ValueError(f"a run goes from 1 January to 1 January, not from {begin} to {end}")
    return _Batch(system, paths, settings or Settings(), keep, Failures(system, forgiving)).run(tick)


class _Batch:
    """One batch on its way through the years."""

    def __init__(
        self,
        system: System,
        paths: ParameterPaths,
        settings: Settings,
        keep: Callable[[str, tuple[str, ...]], bool],
        failures: Failures,
    ) -> None:
        self.system, self.paths, self.settings = system, paths, settings
        self.keep, self.failures = keep, failures
        self.kept: dict[str, list[Array]] = {}
        self.state = np.zeros((system.size, paths.runs))
        self.held = dict(paths.constant)
        self.segment = 0

    def run(self, tick: Callable[[], None]) -> Trajectories:
        breaks = self.paths.breaks
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            self._begin()
            for self.segment in range(len(breaks) - 1):
                if float(breaks[self.segment]).is_integer():
                    self._look(breaks[self.segment])
                self._advance(breaks[self.segment], breaks[self.segment + 1])
                if float(breaks[self.segment + 1]).is_integer():
                    self._turn_of_the_year()
                    tick()
        years = tuple(range(math.ceil(breaks[0]), math.ceil(breaks[-1])))
        found = {name: self.failures.blank(np.stack(values)) for name, values in self.kept.items()}
        return Trajectories(years, found, self.failures.reasons)

    def _given(self, time: float) -> dict[str, Array]:
        """Return every parameter, and what is held from the start, at a moment of the present segment."""
        begin, end = self.paths.breaks[self.segment], self.paths.breaks[self.segment + 1]
        part = (time - begin) / (end - begin)
        given = dict(self.held)
        for name, values in self.paths.varying.items():
            before, after = values[self.segment]
            given[name] = before + (after - before) * part
        return given

    def _begin(self) -> None:
        """Compute stocks and references at the start, and whatever will not change in time."""
        system = self.system
        given = self._given(self.paths.breaks[0])
        start = system.start
        names = (*system.stocks, *system.references)
        found = dict(zip(names, start.evaluate(given, start.prepare(given)), strict=True))
        for name, slot in system.stocks.items():
            slot.view(self.state)[...] = found[name]
        for name in system.references:
            self.held[name] = found[name]
        given |= {name: found[name] for name in system.references}
        self.still_rates = system.rates.prepare(given)
        self.still_look = system.look.prepare(given)
        self.failures.check(self.state, f"at the start, {self.paths.breaks[0]:.2f}", dict)
        if self.failures.reasons:
            self.failures.start_elsewhere(self.state)

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
        whole = self.system.whole()
        given = self._given(time) | {name: slot.view(state) for name, slot in whole.stocks.items()}
        parts = whole.rates.evaluate(given, whole.rates.prepare(given))
        return dict(zip(whole.counts, parts[len(whole.stocks) :], strict=True))

    def _advance(self, begin: float, end: float) -> None:
        result = solve_ivp(
            self._change, (begin, end), self.state.ravel(), method=self.settings.method, **self.settings.options
        )
        steps = result.y.T.reshape(-1, *self.state.shape)  # one step after the other in memory
        before = self.state
        for time, step in zip(result.t[1:], steps[1:], strict=True):
            self.failures.check(step, f"in {time:.2f}", partial(self._flows, before, time))
            self.failures.put_back(step, before)
            before = step
        if not result.success:
            raise RunFailed(f"the solver stopped in {result.t[-1]:.2f}: {result.message}{self._blame_all(before)}")
        self.state = np.ascontiguousarray(before)

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
            axes = model.equations[name.partition("@")[0]].axes
            if self.keep(name, axes):
                self.kept.setdefault(name, []).append(self._full(value))
            elif name in model.stocks and self.keep(name, coarse(axes)):
                detail = tuple(place for place, axis in enumerate(axes) if axis in DETAIL_AXES)
                self.kept.setdefault(name, []).append(value.sum(axis=detail))

    def _turn_of_the_year(self) -> None:
        """Keep what the flows gathered, set the counts to zero, and let everyone turn a year older."""
        for name, slot in self.system.counts.items():
            if self.keep(name, self.system.count_axes[name]):
                self.kept.setdefault(name, []).append(slot.view(self.state).copy())
            slot.view(self.state)[...] = 0.0
        for name, slot in self.system.stocks.items():
            stock = self.system.model.stocks[name]
            if stock.restarts:
                slot.view(self.state)[...] = 0.0
            if stock.cohort:
                self._grow_older(slot, stock.axes.index(stock.cohort), stock.entering)

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


def coarse(axes: Sequence[str]) -> tuple[str, ...]:
    """Return the axes without age, sex and the like."""
    return tuple(axis for axis in axes if axis not in DETAIL_AXES)


def without_detail(name: str, axes: Sequence[str]) -> bool:
    """Keep what has no age, sex or the like: for results with many draws."""
    return not DETAIL_AXES & set(axes)
