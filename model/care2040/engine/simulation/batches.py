"""Which runs go together in a batch, and batches that run side by side, a thread for each core."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event, Lock
from typing import TypeVar

import numpy as np

from care2040.engine.batch.integrate import RunFailed
from care2040.engine.batch.trajectories import Trajectories
from care2040.engine.simulation.run_in import RunIn, evenly
from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.parameters.distributions import Floats
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.path_maker import ParameterPaths, PathMaker, join, select
from care2040.language.cities.here import carried

Piece = TypeVar("Piece")
"""A batch, or what it is made from when its turn comes."""


@dataclass(frozen=True)
class Block:
    """A batch of runs, where they belong among policy x scenario x draw, flattened in that order, and whence they come.

    `begins` are their places among the runs of the run-in.
    """

    paths: ParameterPaths
    places: np.ndarray
    begins: np.ndarray


def batches(
    experiment: Experiment,
    parameters: Parameters,
    drawn: Mapping[str, Floats] | None,
    moments: Iterable[float],
    size: int,
    run_in: RunIn,
) -> Iterator[Block]:
    """Put runs with the same breaks in batches, so that no run's steps depend on those of another.

    Parameters
    ----------
    experiment : Experiment
        Policies, scenarios, draws, horizon.
    parameters : Parameters
        At the resolution of the experiment.
    drawn : mapping of str to ndarray of shape (draws,), or None
        What was drawn; None is central values.
    moments : iterable of float
        Years at which every run is cut, besides those of its own policy.
    size : int
        Most runs in a batch.
    run_in : RunIn
        Is told what it has to run.

    Yields
    ------
    Block
        As even as can be.
    """
    maker = PathMaker(parameters, experiment.start, experiment.end, drawn, moments)
    alike: dict[tuple[float, ...], list[Block]] = {}
    place = 0
    for policy in experiment.policies.values():
        for scenario in experiment.scenarios.values():
            changes = (*scenario, *policy)
            cell = maker.paths(changes)
            places = np.arange(place, place + experiment.draws)
            alike.setdefault(tuple(cell.breaks), []).append(Block(cell, places, run_in.add(changes)))
            place += experiment.draws
    for cells in alike.values():
        for group in evenly(cells, max(1, size // experiment.draws)):
            whole = join([cell.paths for cell in group])
            places, begins = (
                np.concatenate(of) for of in zip(*[(one.places, one.begins) for one in group], strict=True)
            )
            for part in evenly(range(whole.runs), size):
                runs = np.asarray(part)
                yield Block(select(whole, runs), places[runs], begins[runs])


class Steps:
    """Counts the years that batches have done, and tells a batch when the others have stopped."""

    def __init__(self, total: int, progress: Callable[[int, int], None]) -> None:
        self.total, self.progress, self.done = total, progress, 0
        self.lock, self.stopped = Lock(), Event()

    def tick(self) -> None:
        """Count a year."""
        if self.stopped.is_set():
            raise RunFailed("another batch of runs stopped")
        with self.lock:
            self.done += 1
            self.progress(self.done, self.total)


def side_by_side(
    work: Callable[[Piece, Callable[[], None]], Trajectories],
    blocks: Sequence[Piece],
    steps: Steps,
    threads: int | None,
) -> Iterator[Trajectories]:
    """Run batches in threads; NumPy lets go of the interpreter while it calculates."""
    workers = min(threads or os.cpu_count() or 1, len(blocks))
    if workers < 2:
        yield from (work(block, steps.tick) for block in blocks)
        return
    with ThreadPoolExecutor(workers) as pool:
        try:
            yield from pool.map(carried(work), blocks, [steps.tick] * len(blocks))
        finally:
            steps.stopped.set()
            pool.shutdown(wait=False, cancel_futures=True)
