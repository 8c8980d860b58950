"""What of the difference in an outcome passes through which quantities: worth taken back through the whole model.

Two runs are followed from the outcome back to the start, stage by stage. What a quantity is worth is known when all
that read it has been seen, so that feedback is counted in full, and every difference is shared out over its causes.
"""

from dataclasses import dataclass, field

import numpy as np

from care2040.analysis.feedback.paired_runs import ASIDE, COUNTS, STAGES, PairedRuns, before_new_year
from care2040.analysis.theory.slopes import Slopes
from care2040.engine.compiler.trace import Array


@dataclass(frozen=True)
class Passages:
    """The difference in an outcome, split over the nodes of a chain and over what lies outside both runs.

    Attributes
    ----------
    whole : float
        The difference in the outcome.
    nodes : tuple of str
        Quantities that stand on their own; the outcome itself comes before them.
    edges : dict of (str, str) to float
        From a node or a parameter to the node that it reaches next: the part of the effect that passes there.
    through : dict of str to float
        The part of the effect that would not be there if a node stayed as it is in the first run.
    rest : dict of str to float
        Of the outcome and of each node what is not ascribed to any cause.
    """

    whole: float
    nodes: tuple[str, ...]
    edges: dict[tuple[str, str], float]
    through: dict[str, float]
    rest: dict[str, float]

    def into(self, node: str) -> float:
        """Return what reaches a node or the outcome from all others."""
        return sum(size for (cause, reached), size in self.edges.items() if reached == node != cause)

    def out_of(self, node: str) -> float:
        """Return what goes on from a node to the others that it reaches next."""
        return sum(size for (cause, reached), size in self.edges.items() if cause == node != reached)


@dataclass
class Walk:
    """Takes worth back through a model; the last axis of every array of worth holds the channels.

    The first channels say which node was passed last (the outcome before any), the others what is left of the worth
    when one of the nodes is kept as it is. `size` is what passed through each quantity, up and down added together.
    """

    slopes: Slopes
    year: int
    nodes: tuple[str, ...] = ()
    size: dict[str, float] = field(default_factory=dict)
    edges: dict[str, Array] = field(default_factory=dict)
    carried: dict[str, Array] = field(default_factory=dict)
    blocked: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Lay out the channels."""
        self.runs: PairedRuns = self.slopes.runs
        self.channels = 1 + 2 * len(self.nodes)

    def go(self) -> Passages:
        """Walk from the outcome back to the start, and say what passed where."""
        slopes, last = self.slopes, self.runs.stage_of(self.year)
        whole = float(slopes.moved[slopes.outcome][:, last].sum())
        seed = np.ones((slopes.moved[slopes.outcome].shape[0], self.channels))
        seed[:, 1 : 1 + len(self.nodes)] = 0.0
        self.carried = self._look(last, {slopes.outcome: seed})
        for step in range(last // STAGES - 1, -1, -1):
            self._step(step)
        for stock, worth in self.carried.items():
            self._note("start", worth, slopes.moved[stock][:, 0])
        return self._told(whole)

    def _told(self, whole: float) -> Passages:
        names = (self.slopes.outcome, *self.nodes)
        edges = {
            (cause, reached): float(sizes[place])
            for cause, sizes in self.edges.items()
            for place, reached in enumerate(names)
            if sizes[place]
        }
        owed = dict.fromkeys(names, 0.0) | {self.slopes.outcome: whole}
        owed |= {node: float(self.edges[node][: len(names)].sum()) for node in self.nodes if node in self.edges}
        came = {name: sum(size for (_, reached), size in edges.items() if reached == name) for name in names}
        rest = {name: owed[name] - came[name] for name in names}
        return Passages(whole, self.nodes, edges, {node: self.blocked.get(node, 0.0) for node in self.nodes}, rest)

    def _step(self, step: int) -> None:
        runs, slopes = self.runs, self.slopes
        length = runs.lengths[step]
        if runs.turns_after(step):
            self.carried = self._before_new_year()
        gained = {stock: worth.copy() for stock, worth in self.carried.items()}
        following: dict[str, Array] = {}
        for stage in range(STAGES - 1, -1, -1):
            waiting: dict[str, Array] = {}
            for stock in slopes.stocks:
                rate = self._rate(stock, length, stage, following)
                if rate is None:
                    continue
                for flow, turns in slopes.flows[stock].items():
                    _add(waiting, flow, turns * self._onto(rate, stock, flow))
            following = self._look(STAGES * step + stage, waiting)
            for stock, worth in following.items():
                _add(gained, stock, worth)
        self.carried = gained

    def _rate(self, stock: str, length: float, stage: int, following: dict[str, Array]) -> Array | None:
        """Return what a unit a year into a stock is worth at a stage, or nothing."""
        parts = [length * COUNTS[stage] * self.carried[stock]] if stock in self.carried else []
        if stage + 1 < STAGES and stock in following:
            parts.append(length * ASIDE[stage + 1] * following[stock])
        return sum(parts[1:], parts[0]) if parts else None

    def _look(self, stage: int, waiting: dict[str, Array]) -> dict[str, Array]:
        """Take worth back through the equations of one stage, and return what it makes of the stocks."""
        slopes = self.slopes
        for name in slopes.order:
            worth = waiting.pop(name, None)
            if worth is None:
                continue
            worth = self._pass(name, worth, slopes.moved[name][:, stage])
            for read, each in slopes.back(name, stage, worth):
                _add(waiting, read, each)
        stocks = {}
        for name, worth in waiting.items():
            moved = slopes.moved[name][:, stage]
            if name in slopes.flows:
                stocks[name] = self._pass(name, worth, moved)
            else:
                self._note(name, worth, moved)
        return stocks

    def _pass(self, name: str, worth: Array, moved: Array) -> Array:
        """Note what passes through a quantity, and return its worth in the channels behind it."""
        size = moved @ worth
        self.size[name] = self.size.get(name, 0.0) + abs(float(size[: 1 + len(self.nodes)].sum()))
        if name not in self.nodes:
            return worth
        place, count = self.nodes.index(name) + 1, len(self.nodes)
        self.edges[name] = self.edges.get(name, np.zeros(self.channels)) + size
        self.blocked[name] = self.blocked.get(name, 0.0) + float(size[count + place])
        behind = worth.copy()
        behind[:, : count + 1] = 0.0
        behind[:, place] = worth[:, : count + 1].sum(axis=-1)
        behind[:, count + place] = 0.0
        return behind

    def _note(self, leaf: str, worth: Array, moved: Array) -> None:
        self.edges[leaf] = self.edges.get(leaf, np.zeros(self.channels)) + moved @ worth

    def _onto(self, worth: Array, stock: str, flow: str) -> Array:
        """Lay the worth of a stock out along the axes of a flow."""
        model, axes = self.runs.model, self.runs.axes
        own, onto = model.stocks[stock].axes, model.flows[flow].axes
        if own == onto:
            return worth
        shaped = worth.reshape(*(len(axes[axis]) for axis in own), -1)
        wide = shaped[(*(slice(None) if axis in own else None for axis in onto), slice(None))]
        whole = np.broadcast_to(wide, (*(len(axes[axis]) for axis in onto), worth.shape[-1]))
        return whole.reshape(-1, worth.shape[-1])

    def _before_new_year(self) -> dict[str, Array]:
        """Return what a unit of each stock is worth just before everyone turns a year older."""
        model, axes = self.runs.model, self.runs.axes
        found: dict[str, Array] = {}
        for stock, worth in self.carried.items():
            declared = model.stocks[stock]
            shaped = worth.reshape(*(len(axes[axis]) for axis in declared.axes), -1)
            place = declared.axes.index(declared.cohort) if declared.cohort else 0
            if declared.entering and declared.entering in self.slopes.names:
                young = np.take(shaped, 0, axis=place) if declared.cohort else shaped
                _add(found, declared.entering, young.reshape(-1, self.channels))
            _add(found, stock, before_new_year(model, declared, shaped, place).reshape(-1, self.channels))
        return found


def _add(found: dict[str, Array], name: str, worth: Array) -> None:
    found[name] = found[name] + worth if name in found else worth
