"""Ensembles: thousands of runs in blocks, on threads, on processes or on other machines, into a store on disk.

Whoever does the work, each block is the same call on one thread, and one process alone writes the store. No more blocks
are on their way than the workers need, so memory does not grow with the number of runs.
"""

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, replace
from pathlib import Path

import xarray as xr

from care2040.engine.ensembles import store as stores
from care2040.engine.ensembles.block import Work, compute, made_from, points_per_block
from care2040.engine.ensembles.designs import Design, design_of
from care2040.engine.ensembles.store import Store
from care2040.engine.simulation import simulate
from care2040.inputs.calibration_targets import Carriers
from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.parameters.distributions import Floats
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.language.cities.here import carried, the_city
from care2040.language.model import Model

Submit = Callable[[Work, dict[str, Floats]], "Future[xr.Dataset]"]


@dataclass(frozen=True)
class Ensemble:
    """What is to be run, and what it takes."""

    model: Model
    parameters: Parameters
    design: Design
    work: Work

    @property
    def block(self) -> int:
        """Points in a block."""
        return points_per_block(self.work)

    @property
    def runs_per_point(self) -> int:
        """Policies times scenarios."""
        return len(self.work.experiment.policies) * len(self.work.experiment.scenarios)

    @property
    def runs(self) -> int:
        """How many runs there are in all."""
        return self.design.points * self.runs_per_point

    @property
    def fingerprint(self) -> str:
        """Says to which question, with which numbers, a store belongs; texts and figures do not count."""
        asked = self.work.experiment
        horizon = (asked.start, asked.end, asked.resolution)
        laws = (sorted(asked.equations.items()), sorted(asked.drawn_laws.items()))
        facts = (asked.policies, asked.scenarios, horizon, laws)
        kept = (sorted(self.work.names), self.work.years, sorted(self.work.carriers.items()), self.work.made_from)
        digest = hashlib.sha256(repr((facts, kept, self.design.method, self.design.parameters, self.block)).encode())
        for name in self.design.parameters:
            digest.update(self.design.drawn[name].tobytes())
        return digest.hexdigest()


def ensemble(
    model: Model,
    experiment: Experiment,
    parameters: Parameters,
    names: frozenset[str],
    carriers: Carriers,
    design: Design | None = None,
    kept_years: tuple[int, ...] = (),
) -> Ensemble:
    """Return what an experiment with draws or a sweep takes; without years that are kept those of the sweep, or all."""
    points = design or design_of(experiment, parameters.with_laws(experiment.drawn_laws))
    years = kept_years or (experiment.sweep.years if experiment.sweep else ())
    # neither the points nor what is asked of the result make a block, so they are not sent to workers
    alone = replace(experiment, sweep=None, wedges=None, choose=None, optimise=None, pathways=None, figures=())
    runs = points.points * len(experiment.policies) * len(experiment.scenarios)
    lanes = simulate.lanes_for(experiment.resolution, runs)
    work = Work(alone, names, years, carriers, lanes, made_from(parameters, lanes), the_city())
    return Ensemble(model, parameters.at(experiment.resolution), points, work)


@dataclass(frozen=True)
class Filling:
    """A store, what it does not hold yet, and which blocks it held that were changed since."""

    path: Path
    store: Store | None
    missing: dict[int, tuple[int, int]]
    points: int
    damaged: tuple[int, ...] = ()

    @property
    def to_do(self) -> int:
        """Points that the store does not hold yet."""
        return sum(high - low for low, high in self.missing.values())


def begin(wanted: Ensemble, path: Path) -> Filling:
    """Look what a store holds already, and clear away what was left half written."""
    size, points = wanted.block, wanted.design.points
    store, done, damaged = None, frozenset[int](), list[int]()
    if path.exists():
        store = stores.resume(path, wanted.design, size, wanted.fingerprint)
        done = store.done()
        damaged = store.damaged()
    blocks = (number for number in range(-(-points // size)) if number not in done)
    missing = {number: (number * size, min((number + 1) * size, points)) for number in blocks}
    return Filling(path, store, missing, points, tuple(damaged))


def fill(
    wanted: Ensemble,
    begun: Filling,
    submit: Submit,
    most: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Run every block that a store does not hold yet."""
    store, finished = begun.store, 0
    for number, found in _as_done(wanted, begun.missing, submit, most):
        if store is None:
            design = wanted.design
            store = stores.create(begun.path, found, design, wanted.block, wanted.fingerprint)
        store.write(number, found)
        low, high = begun.missing[number]
        finished += high - low
        progress(finished * wanted.runs_per_point, begun.to_do * wanted.runs_per_point)


def _as_done(
    wanted: Ensemble, bounds: dict[int, tuple[int, int]], submit: Submit, most: int
) -> Iterator[tuple[int, xr.Dataset]]:
    """Give blocks in the order in which they are done, with no more than `most` on their way."""
    waiting = iter(bounds.items())
    going: dict[Future[xr.Dataset], int] = {}
    try:
        while True:
            for number, (low, high) in waiting:
                going[submit(wanted.work, wanted.design.part(low, high).drawn)] = number
                if len(going) >= most:
                    break
            if not going:
                return
            for future in wait(going, return_when=FIRST_COMPLETED).done:
                yield going.pop(future), future.result()
    finally:
        for future in going:
            future.cancel()


def here(wanted: Ensemble, pool: Executor, check: Callable[[], None]) -> Submit:
    """Return how a block is started on a thread of this process."""

    def submit(work: Work, drawn: dict[str, Floats]) -> "Future[xr.Dataset]":
        return pool.submit(carried(compute), wanted.model, wanted.parameters, work, drawn, check)

    return submit
