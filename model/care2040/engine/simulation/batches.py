"""Which runs go together in a batch, and batches that run side by side, a thread for each core."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from threading import Event, Lock
from typing import TypeVar

import numpy as np

from care2040.engine.simulation.integrate import RunFailed
from care2040.engine.simulation.trajectories import Trajectories
from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.parameters.distributions import Floats
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.path_maker import ParameterPaths, PathMaker, join, select

Item = TypeVar("Item")


@dataclass(frozen=True)
class Block:
    """A batch of runs and where they belong among policy x scenario x draw, flattened in that order."""

    paths: ParameterPaths
    places: np.ndarray


def batches(
    experiment: Experiment,
    parameters: Parameters,
    drawn: Mapping[str, Floats] | None,
    moments: Iterable[float],
    size: int,
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
            cell = maker.paths((*scenario, *policy))
            places = np.arange(place, place + experiment.draws)
            alike.setdefault(tuple(cell.breaks), []).append(Block(cell, places))
            place += experiment.draws
    for cells in alike.values():
        for group in evenly(cells, max(1, size // experiment.draws)):
            whole = join([cell.paths for cell in group])
            places = np.concatenate([cell.places for cell in group])
            for part in evenly(range(whole.runs), size):
                runs = np.asarray(part)
                yield Block(select(whole, runs), places[runs])


def evenly(whole: Sequence[Item], most: int) -> Iterator[Sequence[Item]]:
    """Cut into the fewest parts of no more than `most`, as even as can be, so that all cores have as much to do."""
    parts = -(-len(whole) // most)
    cuts = [len(whole) * number // parts for number in range(parts + 1)]
    return (whole[begin:end] for begin, end in pairwise(cuts))


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
    work: Callable[[Block, Callable[[], None]], Trajectories],
    blocks: Sequence[Block],
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
            yield from pool.map(work, blocks, [steps.tick] * len(blocks))
        finally:
            steps.stopped.set()
            pool.shutdown(wait=False, cancel_futures=True)
