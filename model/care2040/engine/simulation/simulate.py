"""From an experiment to one labelled Dataset: policies x scenarios x draws, run in batches."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from threading import Lock

import numpy as np
import xarray as xr

from care2040.engine.batch.integrate import RunFailed, integrate
from care2040.engine.batch.moment import Moment
from care2040.engine.batch.solver import Solver
from care2040.engine.batch.trajectories import Trajectories, coarse, without_detail
from care2040.engine.compiler.system import Kind, System, build
from care2040.engine.compiler.trace import Array
from care2040.engine.native import library
from care2040.engine.native.kernels import code_of
from care2040.engine.native.machine import Code
from care2040.engine.simulation import base_year
from care2040.engine.simulation.batches import Block, Steps, batches, side_by_side
from care2040.engine.simulation.dataset import labelled, status
from care2040.engine.simulation.run_in import RunIn
from care2040.engine.simulation.settings import EVERYTHING, RunSettings
from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.change import Change
from care2040.inputs.policies.parameter_paths import ParameterPaths
from care2040.language.axes import Member, Resolution, axes_at
from care2040.language.model import Model
from care2040.language.readings import city_reading, quantity_of

__all__ = ["RunFailed", "run"]

BLOCK = {"district": 64, "city": 512}
"""Most runs in one batch: smaller ones lose more time in the interpreter, which only one thread can use at a time."""

SIDE_BY_SIDE = 8
"""Runs in a vector of machine code that is made for one question."""

SIDE_BY_SIDE_FROM = {"district": 96, "city": 384}
"""Runs from which such code pays: it takes a second to compile, and a run a quarter of the time."""

BUILDING = Lock()
"""Two threads that ask the same question have it made into programs once."""


def run(
    model: Model,
    experiment: Experiment,
    parameters: Parameters,
    progress: Callable[[int, int], None] = lambda done, total: None,
    settings: RunSettings = EVERYTHING,
) -> xr.Dataset:
    """Run an experiment.

    Parameters
    ----------
    model : Model
        The equations.
    experiment : Experiment
        Policies, scenarios, draws, horizon, resolution.
    parameters : Parameters
        At district resolution; folded here if the experiment asks for it.
    progress : callable
        Called with the years done and the years to do.
    settings : RunSettings
        What is kept, which draws, and how it is solved.

    Returns
    -------
    xarray.Dataset
        Dims policy, scenario, draw, year and the axes of each quantity. Indicators per district have a dim ``area``:
        the city, then its districts. With draws nothing has an age or sex axis, and ``status`` and ``reason`` (policy,
        scenario, draw) say which runs went wrong: 0 is well; 1 failed, and has no numbers; 2 does not match the base
        year.

    Raises
    ------
    RunFailed
        When a stock turns negative or is not a number, in a run that is not one of many draws.
    """
    many = experiment.draws > 1 or settings.drawn is not None
    laws = experiment.drawn_laws if many else {}  # a central run has the model's own laws
    parameters = experiment.parameters_of(parameters.at(experiment.resolution), model, laws)
    model = experiment.model_of(model, laws)
    drawn, unmatched = drawn_of(model, experiment, parameters, settings)
    size, run_in = BLOCK[experiment.resolution], RunIn(model, parameters, experiment.start, drawn)
    blocks = list(batches(experiment, parameters, drawn, settings.moments, size, run_in))
    keep = keeping(settings, drawn is not None)
    runs = len(experiment.policies) * len(experiment.scenarios) * experiment.draws
    solver = settings.solver or Solver(lanes=lanes_for(experiment.resolution, runs))
    varying = run_in.varying.union(*(block.paths.varying for block in blocks))
    if solver.lanes > 1:
        system, code = _for_this_run(model, experiment, parameters, seen_of(model, keep), solver.lanes, drawn)
    elif solver.lanes:
        system, code = for_any_run(model, experiment.resolution, parameters, varying)
    else:
        system, code = system_of(model, experiment.resolution, parameters, varying, seen_of(model, keep)), None

    def work(block: Block, tick: Callable[[], None]) -> Trajectories:
        begin = run_in.of(block.begins)
        return integrate(system, block.paths, solver, keep, tick, drawn is not None, settings.years, begin, code)

    gathered: dict[str, Array] = {}
    failed: dict[int, str] = {}
    kept: tuple[int, ...] = ()
    steps = Steps((experiment.end - experiment.start) * len(blocks) + run_in.years(size), progress)
    progress(0, steps.total)  # from here on time goes to runs, not to making the code
    run_in.run(system, solver, size, steps.tick, drawn is not None, settings.threads, code)
    for block, batch in zip(blocks, side_by_side(work, blocks, steps, settings.threads), strict=True):
        _gather(gathered, batch, block.places, runs)
        kept = batch.years
        failed |= {int(block.places[run]): reason for run, reason in batch.failed.items()}
    dataset = labelled(gathered, model, experiment, kept)
    return dataset if drawn is None else dataset.assign(status(experiment, failed, unmatched))


def keeping(settings: RunSettings, drawn: bool) -> Callable[[str, tuple[str, ...]], bool]:
    """Return what says whether a quantity is kept, by name and axes."""

    def keep(name: str, axes: tuple[str, ...]) -> bool:
        wanted = settings.names is None or quantity_of(name) in settings.names
        return wanted and (not drawn or without_detail(name, axes))

    return keep


def drawn_of(
    model: Model, experiment: Experiment, parameters: Parameters, settings: RunSettings
) -> tuple[Mapping[str, Array] | None, Sequence[str]]:
    """Return what is drawn, with the carriers of the base year fitted anew, and why a draw does not match it."""
    drawn = settings.drawn
    if drawn is None and experiment.draws > 1:
        drawn = parameters.draw(experiment.draws, experiment.seed)
    if drawn is None or not settings.carriers:
        return drawn, ("",) * experiment.draws
    matched = base_year.match(model, parameters, drawn, settings.carriers)
    return {**drawn, **matched.values}, matched.reasons


def lanes_for(resolution: Resolution, runs: int) -> int:
    """Return how many runs machine code takes side by side, of so many; 0 where there is no compiler."""
    if library.available() is None:
        return 0
    return SIDE_BY_SIDE if runs >= SIDE_BY_SIDE_FROM[resolution] else 1


def _for_this_run(
    model: Model,
    experiment: Experiment,
    parameters: Parameters,
    seen: frozenset[str],
    lanes: int,
    drawn: Mapping[str, Array] | None,
) -> tuple[System, Code | None]:
    """Return the model with machine code for one question: what no policy touches and nobody draws is read once."""
    cells = (*experiment.policies.values(), *experiment.scenarios.values())
    touched = {change.parameter for changes in cells for change in changes}
    by_year = {name for name, parameter in parameters.items() if parameter.years}
    system = system_of(model, experiment.resolution, parameters, frozenset(touched | by_year), seen)
    own = {name for name, parameter in parameters.items() if drawn and drawn.keys() & parameter.parts().keys()}
    return system, code_of(system, lanes, touched | own)


def seen_of(model: Model, keep: Callable[[str, tuple[str, ...]], bool]) -> frozenset[str]:
    """Return what is kept of variables, indicators and flows, so that nothing else is looked at or counted."""
    asked = {**model.variables, **model.indicators}
    names = [(name, equation.axes) for own, equation in asked.items() for name in (own, city_reading(own))]
    names += [(name, coarse(flow.axes)) for name, flow in model.flows.items()]
    return frozenset(name for name, axes in names if keep(name, axes))


def system_of(
    model: Model,
    resolution: Resolution,
    parameters: Parameters,
    varying: frozenset[str],
    seen: frozenset[str] | None = None,
) -> System:
    """Return the model as programs; the same question is made into programs once in a process.

    Parameters
    ----------
    model : Model
        The equations.
    resolution : {"district", "city"}
        The districts of the city, or one.
    parameters : Parameters
        At that resolution.
    varying : frozenset of str
        Parameters that change in time.
    seen : frozenset of str, optional
        What is looked at on 1 January; everything when left out.
    """
    kinds = tuple(
        (name, Kind(parameter.axes, parameter.unit, parameter.years)) for name, parameter in parameters.items()
    )
    with BUILDING:
        return _built(model, tuple(axes_at(resolution).items()), kinds, varying, seen)


def for_any_run(
    model: Model, resolution: Resolution, parameters: Parameters, varying: frozenset[str]
) -> tuple[System, Code | None]:
    """Return what `system_of` does with machine code for every question, or where there is no compiler without."""
    if not lanes_for(resolution, 1):
        return system_of(model, resolution, parameters, varying), None
    system = system_of(model, resolution, parameters, frozenset(parameters))
    return system, code_of(system, 1, parameters)


def on_the_first_day(
    model: Model, parameters: Parameters, made: ParameterPaths, changes: Sequence[Change]
) -> tuple[System, Moment | None]:
    """Return the model as programs, and where one run stands on the first day that it tells of; None is `RUN_IN`.

    Parameters
    ----------
    model : Model
        The equations, with the laws that are in place.
    parameters : Parameters
        At the resolution of the run.
    made : ParameterPaths
        What becomes of them from that day on.
    changes : sequence of Change
        What makes them so.
    """
    run_in = RunIn(model, parameters, int(made.breaks[0]))
    places = run_in.add(changes)
    varying = run_in.varying.union(made.varying)
    whole, code = for_any_run(model, parameters.resolution, parameters, varying)
    run_in.run(whole, Solver(), 1, code=code)
    return system_of(model, parameters.resolution, parameters, varying), run_in.of(places)


@lru_cache(maxsize=16)
def _built(
    model: Model,
    axes: tuple[tuple[str, tuple[Member, ...]], ...],
    kinds: tuple[tuple[str, Kind], ...],
    varying: frozenset[str],
    seen: frozenset[str] | None,
) -> System:
    return build(model, dict(axes), dict(kinds), varying, seen)


def _gather(gathered: dict[str, Array], batch: Trajectories, places: np.ndarray, runs: int) -> None:
    for name, values in batch.values.items():
        if name not in gathered:
            gathered[name] = np.empty((*values.shape[:-1], runs))
        gathered[name][..., places] = values
