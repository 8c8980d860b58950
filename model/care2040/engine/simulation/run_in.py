"""The years before a run tells anything: from `RUN_IN` to its start, once for all policies and scenarios of a draw.

A policy or a scenario changes nothing before the start, but what is felt at the start of the run alone (a starting
value, the yardstick of an effect): that is changed from the first day of all.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TypeVar

import numpy as np

from care2040.engine.batch.integrate import arrive
from care2040.engine.batch.moment import Moment, beside
from care2040.engine.batch.solver import Solver
from care2040.engine.compiler.system import System
from care2040.engine.native.machine import Code
from care2040.inputs.parameters.distributions import Floats
from care2040.inputs.parameters.parameter import Parameter
from care2040.inputs.policies.change import Change, Key
from care2040.inputs.policies.path_maker import ParameterPaths, PathMaker, join, select
from care2040.language.axes import RUN_IN
from care2040.language.cities.here import carried
from care2040.language.model import Model

Item = TypeVar("Item")
Cell = tuple[Key, ...]
"""What tells a run-in from others: the keys of what changes it."""


@dataclass
class RunIn:
    """The run-ins of an experiment; each draw has one for every set of changes that is felt in it.

    Parameters
    ----------
    model : Model
        The equations.
    parameters : mapping of str to Parameter
        At the resolution of the run.
    start : int
        What is told begins on 1 January of this year.
    drawn : mapping of str to ndarray of shape (draws,), or None
        What was drawn; None is central values.
    cells : dict of tuple to ParameterPaths
        What is to be run, by what is changed in it.
    arrived : Moment or None
        Where all of them stand at the start, once they have been run.
    """

    model: Model
    parameters: Mapping[str, Parameter]
    start: int
    drawn: Mapping[str, Floats] | None = None
    cells: dict[Cell, ParameterPaths] = field(default_factory=dict)
    arrived: Moment | None = None

    def add(self, changes: Iterable[Change]) -> np.ndarray:
        """Return the places of the draws with these changes among all that is to be run."""
        felt = [replace(one, start=None, full_by=None, until=None) for one in changes if self._felt(one)]
        cell = tuple(one.key for one in felt)
        if cell not in self.cells and self.start > RUN_IN:
            self.cells[cell] = self._maker().paths(felt)
        first = list(self.cells).index(cell) * self._draws if self.cells else 0
        return np.arange(first, first + self._draws)

    def _felt(self, change: Change) -> bool:
        return change.parameter in self.model.felt_at_start and not change.neutral

    def _maker(self) -> PathMaker:
        return PathMaker(self.parameters, RUN_IN, self.start, self.drawn)

    @property
    def _draws(self) -> int:
        return 1 if not self.drawn else len(next(iter(self.drawn.values())))

    @property
    def varying(self) -> frozenset[str]:
        """Parameters that move in it."""
        return frozenset(name for paths in self.cells.values() for name in paths.varying)

    def years(self, size: int) -> int:
        """Return how many years its batches of `size` take together."""
        return (self.start - RUN_IN) * len(list(self._parts(size)))

    def _parts(self, size: int) -> Iterator[ParameterPaths]:
        for cells in evenly(list(self.cells.values()), max(1, size // self._draws)) if self.cells else ():
            whole = join(cells)
            for part in evenly(range(whole.runs), size):
                yield select(whole, np.asarray(part))

    def run(
        self,
        system: System,
        solver: Solver,
        size: int,
        tick: Callable[[], None] = lambda: None,
        forgiving: bool = False,
        threads: int | None = 1,
        code: Code | None = None,
    ) -> None:
        """Go from `RUN_IN` to the start, in batches beside each other.

        Raises
        ------
        RunFailed
            As `integrate` does.
        """

        def go(part: ParameterPaths) -> Moment:
            return arrive(system, part, solver, tick, forgiving, code)

        parts = list(self._parts(size))
        if not parts:
            return
        with ThreadPoolExecutor(min(threads or os.cpu_count() or 1, len(parts))) as pool:
            self.arrived = beside(list(pool.map(carried(go), parts)))

    def of(self, places: Sequence[int] | np.ndarray) -> Moment | None:
        """Return where the runs of a batch begin; None where it is `RUN_IN` itself."""
        return None if self.arrived is None else self.arrived.of(places)


def evenly(whole: Sequence[Item], most: int) -> Iterator[Sequence[Item]]:
    """Cut into the fewest parts of no more than `most`, as even as can be, so that all cores have as much to do."""
    parts = -(-len(whole) // most)
    cuts = [len(whole) * number // parts for number in range(parts + 1)]
    return (whole[begin:end] for begin, end in pairwise(cuts))
