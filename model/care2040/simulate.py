"""From an experiment to one labelled Dataset: policies x scenarios x draws, run in batches."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from threading import Event, Lock

import numpy as np
import xarray as xr

from care2040.axes import CITY, Resolution, axes_at
from care2040.compiler import Array
from care2040.equations import Equation
from care2040.experiments import Experiment
from care2040.integrate import RunFailed, Settings, Trajectories, coarse, integrate, without_detail
from care2040.model import Model
from care2040.parameters import Parameters
from care2040.policies import ParameterPaths, PathMaker, join, select
from care2040.system import Kind, System, build

__all__ = ["RunFailed", "run"]

BLOCK = {"district": 32, "city": 256}
"""Runs in one batch: measured in benchmarks/, where larger blocks no longer fit the cache."""

RUN_DIMS = ("policy", "scenario", "draw")


@dataclass(frozen=True)
class Block:
    """A batch of runs and where they belong among policy x scenario x draw, flattened in that order."""

    paths: ParameterPaths
    places: np.ndarray


def run(
    model: Model,
    experiment: Experiment,
    parameters: Parameters,
    progress: Callable[[int, int], None] = lambda done, total: None,
    settings: Settings | None = None,
    names: Collection[str] | None = None,
    moments: Iterable[float] = (),
    threads: int | None = None,
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
    settings : Settings, optional
        Solver and step.
    names : collection of str, optional
        Keep only these quantities, for thousands of runs of which one number is wanted.
    moments : iterable of float
        Years at which every run is cut, besides those of its own policy: runs with the same cuts share a batch.
    threads : int, optional
        Batches that are run at the same time; as many as there are cores when left out. Changes no number.

    Returns
    -------
    xarray.Dataset
        Dims policy, scenario, draw, year and the axes of each quantity. With more than one draw nothing has an age or
        sex axis. Indicators per district have a dim ``area``: the city, then its districts.

    Raises
    ------
    RunFailed
        When a stock turns negative or is not a number.
    """
    parameters = parameters.at(experiment.resolution)
    blocks = list(_blocks(experiment, parameters, moments))
    varying = frozenset(name for block in blocks for name in block.paths.varying)
    system = system_of(model, experiment.resolution, parameters, varying)
    years = experiment.end - experiment.start

    def keep(name: str, axes: tuple[str, ...]) -> bool:
        if names is not None:
            return name.partition("@")[0] in names
        return experiment.draws == 1 or without_detail(name, axes)

    def work(block: Block, tick: Callable[[], None]) -> Trajectories:
        return integrate(system, block.paths, settings, keep, tick)

    runs = len(experiment.policies) * len(experiment.scenarios) * experiment.draws
    gathered: dict[str, Array] = {}
    steps = _Steps(years * len(blocks), progress)
    for block, batch in zip(blocks, _side_by_side(work, blocks, steps, threads), strict=True):
        _gather(gathered, batch, block.places, runs)
    return _labelled(gathered, model, experiment)


class _Steps:
    """Counts the years that batches have done, and tells a batch when the others have stopped."""

    def __init__(self, total: int, progress: Callable[[int, int], None]) -> None:
        self.total, self.progress, self.done = total, progress, 0
        self.lock, self.stopped = Lock(), Event()

    def tick(self) -> None:
        """Count a year.

        Raises
        ------
        RunFailed
            When another batch failed, or the user stopped the work.
        """
        if self.stopped.is_set():
            raise RunFailed("another batch of runs stopped")
        with self.lock:
            self.done += 1
            self.progress(self.done, self.total)


def _side_by_side(
    work: Callable[[Block, Callable[[], None]], Trajectories],
    blocks: Sequence[Block],
    steps: _Steps,
    threads: int | None,
) -> Iterator[Trajectories]:
    """Run the batches in as many threads as there are cores; NumPy lets go of the interpreter while it calculates."""
    workers = min(threads or os.cpu_count() or 1, len(blocks))
    if workers < 2:
        yield from (work(block, steps.tick) for block in blocks)
        return
    with ThreadPoolExecutor(workers) as pool:
        try:
            yield from pool.map(work, blocks, [steps.tick] * len(blocks))
        finally:
            steps.stopped.set()


def system_of(model: Model, resolution: Resolution, parameters: Parameters, varying: frozenset[str]) -> System:
    """Return the compiled model; the same question is compiled once in a process."""
    kinds = tuple((name, Kind(parameter.axes, parameter.unit)) for name, parameter in parameters.items())
    return _compiled(model, resolution, kinds, varying)


@lru_cache(maxsize=16)
def _compiled(
    model: Model, resolution: Resolution, kinds: tuple[tuple[str, Kind], ...], varying: frozenset[str]
) -> System:
    return build(model, axes_at(resolution), dict(kinds), varying)


def _blocks(experiment: Experiment, parameters: Parameters, moments: Iterable[float]) -> Iterator[Block]:
    """Put runs with the same breaks in batches, so that no run's steps depend on those of another."""
    drawn = parameters.draw(experiment.draws, experiment.seed) if experiment.draws > 1 else None
    maker = PathMaker(parameters, experiment.start, experiment.end, drawn, moments)
    alike: dict[tuple[float, ...], list[Block]] = {}
    place = 0
    for policy in experiment.policies.values():
        for scenario in experiment.scenarios.values():
            cell = maker.paths((*scenario, *policy))
            places = np.arange(place, place + experiment.draws)
            alike.setdefault(tuple(cell.breaks), []).append(Block(cell, places))
            place += experiment.draws
    size = BLOCK[experiment.resolution]
    for cells in alike.values():
        for first in range(0, len(cells), size):
            group = cells[first : first + size]
            whole = join([cell.paths for cell in group])
            places = np.concatenate([cell.places for cell in group])
            for start in range(0, whole.runs, size):
                part = np.arange(start, min(start + size, whole.runs))
                yield Block(select(whole, part), places[part])


def _gather(gathered: dict[str, Array], batch: Trajectories, places: np.ndarray, runs: int) -> None:
    for name, values in batch.values.items():
        if name not in gathered:
            gathered[name] = np.empty((*values.shape[:-1], runs))
        gathered[name][..., places] = values


def _labelled(gathered: Mapping[str, Array], model: Model, experiment: Experiment) -> xr.Dataset:
    axes = dict(axes_at(experiment.resolution))
    districts = axes["district"] if experiment.resolution == "district" else ()
    shape = (len(experiment.policies), len(experiment.scenarios), experiment.draws)
    found: dict[str, xr.DataArray] = {}
    for name, values in gathered.items():
        equation = model.equations[name.partition("@")[0]]
        if "@" in name:
            continue
        whole = values.ndim == len(("year", *equation.axes, "run"))
        dims = list(equation.axes if whole else coarse(equation.axes))
        if f"{name}@city" in gathered:
            values, dims = _with_city(values, gathered[f"{name}@city"], dims, bool(districts))
        array = np.moveaxis(values, -1, 0).reshape(*shape, *values.shape[:-1])
        found[name] = xr.DataArray(array, dims=(*RUN_DIMS, "year", *dims), attrs=attributes(equation))
    coords = {
        "policy": list(experiment.policies),
        "scenario": list(experiment.scenarios),
        "draw": np.arange(experiment.draws),
        "year": np.arange(experiment.start, experiment.end),
        "area": [CITY, *districts],
    }
    used = {dim for array in found.values() for dim in array.dims}
    coords |= {axis: list(members) for axis, members in axes.items() if axis in used}
    return xr.Dataset(found, coords={name: coords[name] for name in coords if name in used}, attrs=_facts(experiment))


def _with_city(values: Array, city: Array, dims: list[str], districts: bool) -> tuple[Array, list[str]]:
    """Put the value of the city before those of the districts, along the dim ``area``."""
    place = dims.index("district") + 1
    whole = np.expand_dims(city, place)
    values = np.concatenate([whole, values], axis=place) if districts else whole
    return values, ["area" if dim == "district" else dim for dim in dims]


def attributes(equation: Equation) -> dict[str, str]:
    """Return what is written beside a quantity: what it is, its unit and its kind."""
    first = equation.about.split("\n\n")[0].replace("\n", " ")
    return {"long_name": first, "units": equation.unit, "kind": equation.kind}


def _facts(experiment: Experiment) -> dict[str, object]:
    texts = {f"title_{language}": text for language, text in experiment.title.items()}
    texts |= {f"question_{language}": text for language, text in experiment.question.items()}
    return {
        "title": experiment.title["en"],
        "question": experiment.question["en"],
        **texts,
        "experiment": experiment.name,
        "resolution": experiment.resolution,
        "seed": experiment.seed,
        "indicators": list(experiment.indicators),
    }
