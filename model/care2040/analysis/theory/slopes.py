"""What a unit of each quantity is worth to what it reads, at every stage of two runs side by side."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from graphlib import TopologicalSorter

import numpy as np

from care2040.analysis.feedback.marginal import Traced, traced
from care2040.analysis.feedback.paired_runs import PairedRuns
from care2040.engine.compiler.trace import Array

SMALL = 16
"""Most members of a quantity whose slopes are written out for all stages at once; of others they are made if asked."""


def moving_flows(runs: PairedRuns, stock: str) -> dict[str, int]:
    """Return the flows of a stock: 1 into it, -1 out of it."""
    flows = runs.model.flows.items()
    return {name: 1 if flow.sink == stock else -1 for name, flow in flows if stock in (flow.source, flow.sink)}


@dataclass
class Slopes:
    """Slopes between everything that differs between two runs and leads to an outcome.

    In an equation each thing it reads gets the mean of its marginal effects on the straight line from the one run to
    the other (Aumann and Shapley), so that slope times difference, over all it reads, is its own difference.

    Attributes
    ----------
    runs : PairedRuns
        The two runs.
    outcome : str
        An indicator, variable or stock.
    among : frozenset of str
        Nothing else is followed; everything when it is empty.
    """

    runs: PairedRuns
    outcome: str
    among: frozenset[str] = frozenset()
    known: dict[str, Traced] = field(default_factory=dict)
    written: dict[str, dict[str, Array]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find what counts, in the order in which worth goes back through it."""
        self.names = self._relevant()
        model = self.runs.model
        self.stocks = [name for name in self.names if name in model.stocks]
        self.flows = {stock: self._flows(stock) for stock in self.stocks}
        laws = {name for name in self.names if name in model.equations and name not in model.stocks}
        laws = {name for name in laws if model.equations[name].kind != "reference"}
        reads = {name: [read for read in self.reads(name) if read in laws] for name in laws}
        self.order = [*TopologicalSorter(reads).static_order()][::-1]
        self.moved = {name: self.runs.difference(name).reshape(-1, self.runs.times.size) for name in self.names}

    def narrowed(self, names: frozenset[str]) -> "Slopes":
        """Return the same slopes among some names only."""
        known = {name: slopes for name, slopes in self.written.items() if name in names}
        kept = {name: {read: each for read, each in slopes.items() if read in names} for name, slopes in known.items()}
        return Slopes(self.runs, self.outcome, names, self.known, kept)

    @property
    def leaves(self) -> list[str]:
        """The parameters that are other in the one run than in the other."""
        return [name for name in self.names if name not in self.runs.model.equations]

    def reads(self, name: str) -> list[str]:
        """Return what an equation reads and that counts."""
        return [read for read in self.runs.model.equations[name].reads if read in self.names]

    def differs(self, name: str) -> bool:
        """Whether anything of a quantity is other in the one run than in the other."""
        return bool(np.any(self.runs.before[name] != self.runs.after[name]))

    def back(self, name: str, stage: int, worth: Array) -> Iterator[tuple[str, Array]]:
        """Give what everything that an equation reads is worth, from what it is worth itself: (members, channel)."""
        if name not in self.written and worth.shape[0] <= SMALL:
            self.written[name] = dict(self._written_out(name))
        if name in self.written:
            for read, slopes in self.written[name].items():
                yield read, slopes[stage] @ worth
            return
        shape = tuple(len(self.runs.axes[axis]) for axis in self.runs.model.equations[name].axes)
        before, after = (
            {read: self._at(values[read], stage) for read in self.runs.model.equations[name].reads}
            for values in (self.runs.before, self.runs.after)
        )
        found = self._traced(name).effects(before, after, worth.reshape(*shape, -1))
        for read in self.reads(name):
            if read in found:
                yield read, found[read].reshape(-1, worth.shape[-1])

    def _written_out(self, name: str) -> Iterator[tuple[str, Array]]:
        """Give the slopes of all stages of each thing that an equation reads: (stage, members read, members)."""
        runs = self.runs
        shape = tuple(len(runs.axes[axis]) for axis in runs.model.equations[name].axes)
        members, stages = int(np.prod(shape)), runs.times.size
        seed = np.repeat(np.eye(members), stages, axis=-1).reshape(*shape, members * stages)
        before, after = (
            {read: _tiled(values[read], members, stages) for read in runs.model.equations[name].reads}
            for values in (runs.before, runs.after)
        )
        found = self._traced(name).effects(before, after, seed)
        for read in self.reads(name):
            if read in found:
                yield read, found[read].reshape(-1, members, stages).transpose(2, 0, 1).copy()

    def _traced(self, name: str) -> Traced:
        if name not in self.known:
            self.known[name] = traced(self.runs.model.equations[name], self.runs.kinds, self.runs.axes)
        return self.known[name]

    def _at(self, values: Array, stage: int) -> Array:
        return values[..., min(stage, values.shape[-1] - 1), None]

    def _flows(self, stock: str) -> dict[str, int]:
        return {flow: turns for flow, turns in moving_flows(self.runs, stock).items() if flow in self.names}

    def _relevant(self) -> frozenset[str]:
        """Return everything that differs and that leads to the outcome along what differs."""
        found: set[str] = set()
        waiting, model = [self.outcome], self.runs.model
        entering = {name: stock.entering for name, stock in model.stocks.items() if stock.entering}
        while waiting:
            name = waiting.pop()
            if name in found or (self.among and name not in self.among) or not self.differs(name):
                continue
            found.add(name)
            if name in model.stocks:
                waiting += moving_flows(self.runs, name)
                waiting += [entering[name]] if name in entering else []
            elif name in model.equations:
                waiting += model.equations[name].reads
        return frozenset(found)


def _tiled(values: Array, members: int, stages: int) -> Array:
    whole = np.broadcast_to(values, (*values.shape[:-1], stages))
    return np.tile(whole, (*(1 for _ in values.shape[:-1]), members))
