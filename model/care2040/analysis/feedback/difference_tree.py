"""Why an indicator differs between two policies: which of its causes moved it and by how much, down the tree.

The difference is followed back through the equations and through time. In an equation each thing it reads gets the
average of its marginal effects on the straight line from policy A to policy B (the value of Aumann and Shapley, which
needs no order of substitution and adds up). A stock is followed to what flowed into it and out of it since the policies
parted, at every stage of every step of the solver, and with everyone a year older on each 1 January. Parameters are the
leaves. Where a flow out of a stock follows its size, what is gained drains away again: that is counted in the worth of
the other flows, so that a tree does not go round in a circle of one stock. Where it comes back to a name that is above
it already it has gone round a loop, and stops there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from care2040.analysis.feedback.marginal import Traced, traced
from care2040.analysis.feedback.paired_runs import COUNTS, STAGES, PairedRuns, rolled_back
from care2040.engine.compiler.trace import Array
from care2040.language.axes import whole_city
from care2040.language.equations import Equation
from care2040.language.readings import city_reading
from care2040.results.series import adds_up

WHOLE = 0.999
"""Part of an effect that a single cause must have for the two to be told on one line."""


@dataclass(frozen=True)
class CauseNode:
    """One cause of the difference, and its own causes."""

    name: str
    kind: str
    effect: float
    before: float
    after: float
    causes: tuple["CauseNode", ...] = ()
    smaller: int = 0
    left_out: float = 0.0
    rest: float = 0.0
    round: tuple[str, ...] = ()

    @property
    def only(self) -> "CauseNode | None":
        """The one cause that makes nearly all of the effect, if there is one."""
        alone = len(self.causes) == 1 and abs(self.causes[0].effect - self.effect) <= (1 - WHOLE) * abs(self.effect)
        return self.causes[0] if alone else None

    def walk(self) -> Iterator["CauseNode"]:
        """Give the cause and everything below it."""
        yield self
        for cause in self.causes:
            yield from cause.walk()


@dataclass(frozen=True)
class DifferenceTree:
    """The difference of one quantity between two policies, and the tree of its causes."""

    unit: str
    before: float
    after: float
    tree: CauseNode

    @property
    def difference(self) -> float:
        """What B has more than A."""
        return self.after - self.before

    @property
    def rest(self) -> float:
        """What is not ascribed to any cause, over the whole tree."""
        return sum(cause.rest for cause in self.tree.walk())


LEAVES = frozenset({"parameter", "reference", "start"})
ROUNDING = 1e-12
"""Part of the difference that is no cause."""

Stages = npt.NDArray[np.intp]
Owner = tuple[Array, float]
"""What a cause is worth at every stage, and its effect."""


@dataclass
class TreeBuilder:
    """Makes the tree of causes."""

    runs: PairedRuns
    year: int
    depth: int = 4
    least: float = 0.02
    total: float = 0.0
    area: str = field(default_factory=whole_city)
    known: dict[str, Traced] = field(default_factory=dict)
    drained: dict[tuple[str, str], Array | None] = field(default_factory=dict)

    def build(self, name: str, area: str = "") -> DifferenceTree:
        """Return why a quantity differs, for the city or for a district."""
        self.area = area = area or whole_city()
        runs, equation = self.runs, self.runs.model.equations[name]
        flat = equation.kind == "indicator" and "district" in equation.axes and area == whole_city()
        if flat:
            equation = replace(equation, axes=tuple(axis for axis in equation.axes if axis != "district"))
            self.known[name] = traced(equation, runs.kinds, runs.axes, city=True)
        worth = self._weights(equation, area)
        key = city_reading(name) if flat else name
        before, after = (float((values[key] * worth).sum()) for values in (runs.before, runs.after))
        self.total = after - before
        top = self._cause(name, worth, self.total, (), 0)
        return DifferenceTree(equation.unit, before, after, replace(top, before=before, after=after))

    def _weights(self, equation: Equation, area: str) -> Array:
        """Return what a unit of the quantity counts for at every stage."""
        runs, axes = self.runs, equation.axes
        worth = np.zeros((*(len(runs.axes[axis]) for axis in axes), runs.times.size))
        if equation.kind == "flow":
            for step in runs.steps_in(self.year):
                worth[..., STAGES * step : STAGES * (step + 1)] = runs.lengths[step] * np.array(COUNTS)
        else:
            worth[..., runs.stage_of(self.year)] = 1.0
        if area != whole_city() and "district" in axes:
            here = worth[self._member(axes)].copy()
            worth[...] = 0.0
            worth[self._member(axes)] = here
        return worth

    def _member(self, axes: tuple[str, ...]) -> tuple[slice | int, ...]:
        """Return where the district that is asked about lies, along the first axis; everything for the city."""
        if self.area == whole_city() or "district" not in axes:
            return (slice(None),)
        return (self.runs.axes["district"].index(self.area),)

    def _cause(self, name: str, worth: Array, effect: float, above: tuple[str, ...], deep: int) -> CauseNode:
        here = CauseNode(name, self._kind(name), effect, *self._values(name))
        if name in above:
            return replace(here, round=above[above.index(name) :])
        if here.kind in LEAVES or deep >= self.depth:
            return here
        started, owners = self._owners(name, worth, above[-1] if above else "")
        gains = {other: gain for other, (_, gain) in owners.items()}
        order = sorted(
            (other for other in gains if abs(gains[other]) > ROUNDING * abs(self.total)),
            key=lambda other: -abs(gains[other]),
        )
        shown = [other for other in order if abs(gains[other]) >= self.least * abs(self.total)]
        alone = len(shown) == 1 and abs(gains[shown[0]] - effect) <= (1 - WHOLE) * abs(effect)
        below = deep if alone else deep + 1
        causes = [self._cause(other, owners[other][0], gains[other], (*above, name), below) for other in shown]
        causes += [CauseNode(name, "start", started, 0.0, 0.0)] if started else []
        small = [gains[other] for other in order if other not in shown]
        rest = effect - sum(cause.effect for cause in causes) - sum(small)
        return replace(here, causes=tuple(causes), smaller=len(small), left_out=sum(small), rest=rest)

    def _kind(self, name: str) -> str:
        equation = self.runs.model.equations.get(name)
        return equation.kind if equation else "parameter"

    def _values(self, name: str) -> tuple[float, float]:
        axes, unit = self.runs.kinds[name]
        place = self._member(axes)
        stage = self.runs.stage_of(self.year)
        seen = (
            values[name][place][..., min(stage, values[name].shape[-1] - 1)]
            for values in (self.runs.before, self.runs.after)
        )
        before, after = (float(value.sum() if adds_up(unit) else value.mean()) for value in seen)
        return before, after

    def _owners(self, name: str, worth: Array, reader: str) -> tuple[float, dict[str, Owner]]:
        """Return what was other from the start, and of each cause of a quantity its worth and its effect."""
        if self._kind(name) == "stock":
            return self._flows(name, worth)
        found = self._worths(name, worth)
        if reader in found and self._kind(reader) == "stock" and self._drain(name, reader) is not None:
            del found[reader]
        return 0.0, {read: (own, float((own * self.runs.difference(read)).sum())) for read, own in found.items()}

    def _worths(self, name: str, worth: Array) -> dict[str, Array]:
        """Return what everything that an equation reads, and that differs, is worth at every stage."""
        runs, equation = self.runs, self.runs.model.equations[name]
        if name not in self.known:
            self.known[name] = traced(equation, runs.kinds, runs.axes)
        active = np.flatnonzero(np.abs(worth).reshape(-1, worth.shape[-1]).any(axis=0))
        before, after = (
            {read: _at(values[read], active) for read in equation.reads} for values in (runs.before, runs.after)
        )
        found = self.known[name].effects(before, after, worth[..., active])
        moved = [read for read in equation.reads if read in found and self._differs(read)]
        return {read: _spread_out(found[read], active, worth.shape[-1]) for read in moved}

    def _differs(self, name: str) -> bool:
        return bool(np.any(self.runs.before[name] != self.runs.after[name]))

    def _flows(self, name: str, worth: Array) -> tuple[float, dict[str, Owner]]:
        """Follow a stock to its flows; what follows its own size is taken off each."""
        runs = self.runs
        own = {flow: turns for flow, turns in self._moving(name).items() if self._differs(flow)}
        drains = {flow: each for flow in own if (each := self._drain(flow, name)) is not None}
        whole = sum((own[flow] * each for flow, each in drains.items()), np.zeros_like(worth))
        rates, left = rolled_back(runs, name, worth, whole)
        owners: dict[str, Owner] = {}
        for stock, rate in rates.items():
            for flow, turns in self._moving(stock).items():
                moved = runs.difference(flow)
                each = turns * _onto(rate, runs.model.stocks[stock].axes, runs.model.flows[flow].axes, moved.shape)
                gain = float((each * moved).sum())
                if stock == name and flow in drains:
                    gain -= float((turns * rate * drains[flow] * runs.difference(name)).sum())
                owners[flow] = (each, gain)
        return float((left * runs.difference(name)[..., 0]).sum()), owners

    def _moving(self, stock: str) -> dict[str, int]:
        """Return the flows of a stock: 1 into it, -1 out of it."""
        flows = self.runs.model.flows.items()
        return {name: 1 if flow.sink == stock else -1 for name, flow in flows if stock in (flow.source, flow.sink)}

    def _drain(self, flow: str, stock: str) -> Array | None:
        """Return by how much a flow rises per unit of its stock, if it follows the stock member by member."""
        if (flow, stock) not in self.drained:
            runs, axes = self.runs, self.runs.model.flows[flow].axes
            ones = np.ones((*(len(runs.axes[axis]) for axis in axes), runs.times.size))
            mixed = np.random.default_rng(1).uniform(1, 2, runs.before[stock].shape[:-1])[..., None]
            own = self._worths(flow, ones).get(stock)
            apart = _onto(mixed, runs.model.stocks[stock].axes, axes, ones.shape)
            other = self._worths(flow, apart).get(stock)
            alike = own is not None and other is not None and np.allclose(other, own * mixed, rtol=1e-9, atol=0)
            self.drained[flow, stock] = own if alike else None
        return self.drained[flow, stock]


def _at(values: Array, stages: Stages) -> Array:
    return values if values.shape[-1] == 1 else values[..., stages]


def _spread_out(values: Array, stages: Stages, count: int) -> Array:
    whole = np.zeros((*values.shape[:-1], count))
    whole[..., stages] = values
    return whole


def _onto(values: Array, axes: tuple[str, ...], onto: tuple[str, ...], shape: tuple[int, ...]) -> Array:
    """Give every member of a flow the value of its stock, which may have fewer axes."""
    return np.broadcast_to(values[(*(slice(None) if axis in axes else None for axis in onto), slice(None))], shape)
