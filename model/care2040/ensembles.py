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

from care2040 import ensemble_layout, ensemble_store
from care2040.designs import Design, design_of
from care2040.ensemble_store import Store
from care2040.ensemble_work import Work, compute, made_from, points_per_block
from care2040.experiments import Experiment
from care2040.model import Model
from care2040.parameters import Parameters
from care2040.spreads import Floats

Submit = Callable[[Work, dict[str, Floats]], "Future[xr.Dataset]"]


@dataclass(frozen=True)
class Ensemble:
    """What is to be run, and what it takes.

    Parameters
    ----------
    model : Model
        The equations.
    parameters : Parameters
        At the resolution of the experiment.
    design : Design
        The points.
    work : Work
        What every block has in common.
    """

    model: Model
    parameters: Parameters
    design: Design
    work: Work

    @property
    def block(self) -> int:
        """Points in a block."""
        return points_per_block(self.work.experiment)

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
        facts = (asked.policies, asked.scenarios, horizon, sorted(asked.equations.items()))
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
    carriers: dict[str, str],
    design: Design | None = None,
) -> Ensemble:
    """Return what an experiment with draws or a sweep takes.

    Parameters
    ----------
    model : Model
        The equations.
    experiment : Experiment
        Policies, scenarios, horizon, resolution, draws or sweep.
    parameters : Parameters
        At district resolution.
    names : frozenset of str
        Quantities to keep.
    carriers : dict of str to str
        Parameters that are fitted anew at every point, each to the quantity of the base year that it carries.
    design : Design, optional
        The points; those of the experiment when left out.
    """
    points = design or design_of(experiment, parameters)
    years = experiment.sweep.years if experiment.sweep else ()
    # neither the points nor what is asked of the result make a block, so they are not sent to workers
    alone = replace(experiment, sweep=None, wedges=None, optimise=None, figures=())
    work = Work(alone, names, years, carriers, made_from(parameters))
    return Ensemble(model, parameters.at(experiment.resolution), points, work)


def fill(
    wanted: Ensemble,
    path: Path,
    submit: Submit,
    most: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Store:
    """Run every block that a store does not hold yet.

    Parameters
    ----------
    wanted : Ensemble
        What is run.
    path : Path
        Folder of the store; need not exist.
    submit : callable
        Starts a block somewhere and returns what it will give.
    most : int
        Blocks that are on their way at most.
    progress : callable
        Told the runs done and to do, of those that the store did not hold yet.

    Returns
    -------
    Store
        Whole.

    Raises
    ------
    ForeignStore
        When the store holds the runs of another design.
    OSError
        When the disk is full; what is done stays done.
    """
    size, points = wanted.block, wanted.design.points
    store, missing = None, list(range(-(-points // size)))
    if path.exists():
        store = ensemble_store.resume(path, wanted.design, size, wanted.fingerprint)
        done = store.done()
        missing = [number for number in missing if number not in done]
    bounds = {number: (number * size, min((number + 1) * size, points)) for number in missing}
    total = sum(high - low for low, high in bounds.values())
    finished = 0
    for number, found in _as_done(wanted, bounds, submit, most):
        if store is None:
            store = ensemble_layout.create(path, found, wanted.design, size, wanted.fingerprint)
        store.write(number, found)
        finished += bounds[number][1] - bounds[number][0]
        progress(finished * wanted.runs_per_point, total * wanted.runs_per_point)
    assert store is not None, "a design has at least one point"
    return store


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
        return pool.submit(compute, wanted.model, wanted.parameters, work, drawn, check)

    return submit
