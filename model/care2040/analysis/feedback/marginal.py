"""What a small change of each thing an equation reads does to what it gives: the trace of its law, run backwards."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from care2040.engine.compiler.numpy_code import Program, numpy_program
from care2040.engine.compiler.trace import Array, Computation, trace, trace_for_city
from care2040.language.axes import Axes
from care2040.language.equations import Equation
from care2040.language.operations import ALONG_AXES, ELEMENTWISE
from care2040.language.symbols import Along, Node, Tape
from care2040.language.units import unit

Values = Mapping[str, Array]
"""Name to an array (axes..., run)."""
Kinds = Mapping[str, tuple[tuple[str, ...], str]]
"""Name to axes and unit."""

NODES, WEIGHTS = np.polynomial.legendre.leggauss(12)
"""Where along the straight line from one state to the other the marginal effects are taken (Gauss and Legendre)."""
EXACT, ROUNDING = 1e-11, 1e-15
"""Part of a difference, and of the size of what differs, that need not be ascribed."""
HALVINGS = 64
"""Times a piece of the line is halved at most: after these a corner is found, and a jump has no slope at all."""
CHEAP = 100_000
"""Numbers that are worked out at a time."""


@dataclass(frozen=True)
class Traced:
    """One law, written out as the operations it does.

    Attributes
    ----------
    tape : Tape
        The operations.
    reads : dict of str to int
        What the law reads, and the nodes of it.
    result : int
        The node that it gives.
    program : Program
        From what it reads to the value of every node.
    """

    tape: Tape
    reads: dict[str, int]
    result: int
    program: Program

    def run(self, values: Values) -> list[Array]:
        """Return the value of every node, laid out (axes of the node..., run)."""
        found = self.program.evaluate(values, self.program.prepare(values))
        return [value.astype(np.float64) for value in found]

    def _laid_out(self, done: list[Array], argument: int | float, onto: Node) -> Array:
        """Return an operand as it broadcasts against a node."""
        if not isinstance(argument, int):
            return np.array([argument])
        axes = self.tape.nodes[argument].axes
        return done[argument][(*(slice(None) if axis in axes else None for axis in onto.axes), slice(None))]

    def _shares(self, node: Node, owed: Array, result: Array, done: list[Array]) -> list[Array | None]:
        """Return what a unit of each member of what a node takes counts for, laid out along the axes it has itself."""
        if isinstance(node.detail, Along):
            (inner,) = node.takes
            places = tuple(self.tape.nodes[inner].axes.index(axis) for axis in node.over)
            return [ALONG_AXES[node.operation].slope(owed, result, done[inner], places, node.detail.member)]
        wide = [self._laid_out(done, argument, node) for argument in node.arguments]
        shares = [owed] if node.operation == "spread" else ELEMENTWISE[node.operation].slope(owed, result, *wide)
        own = [self.tape.nodes[argument].axes if isinstance(argument, int) else () for argument in node.arguments]
        return [
            None if share is None else _gathered(share, node.axes, axes)
            for share, axes in zip(shares, own, strict=True)
        ]

    def marginal(self, values: Values, seed: Array) -> dict[str, Array]:
        """Return what the sum of `seed` times the result gains per unit of each member of what the law reads.

        Parameters
        ----------
        values : mapping of str to ndarray, shape (axes..., run)
            What the law reads.
        seed : ndarray, shape (axes of the result..., run)
            What a unit of each member of the result counts for.
        """
        done = self.run(values)
        owed: dict[int, Array] = {self.result: seed}
        for index in range(self.result, -1, -1):
            node = self.tape.nodes[index]
            if index not in owed or not node.takes:
                continue
            shares = self._shares(node, owed.pop(index), done[index], done)
            for argument, share in zip(node.arguments, shares, strict=True):
                if isinstance(argument, int) and share is not None:
                    owed[argument] = owed[argument] + share if argument in owed else share
        return {name: owed[index] for name, index in self.reads.items() if index in owed}

    def effects(self, before: Values, after: Values, seed: Array) -> dict[str, Array]:
        """Return what a unit of each member of what the law reads is worth, on the way from one state to another.

        The marginal effects are averaged along the straight line between the states (Aumann and Shapley), so that worth
        times difference, over everything read, adds up to the difference that it makes. Where a law has a corner on the
        way (a queue runs dry, a place is full) the line is halved until the corner lies in a piece too short to matter.
        """
        runs = np.arange(seed.shape[-1])
        low, high, left = np.zeros(runs.size), np.ones(runs.size), np.full(runs.size, HALVINGS)
        enough, total = np.zeros(runs.size), dict[str, Array]()
        while runs.size:
            pieces = _piece(before, after, low, runs), _piece(before, after, high, runs)
            own = seed[..., runs]
            found = self._on_nodes(*pieces, own)
            missed, noise = self._missed(*pieces, own, found)
            if not total:
                enough, total = noise, {name: np.zeros((*worth.shape[:-1], runs.size)) for name, worth in found.items()}
            split = (missed > enough[runs]) & (left > 0)
            done = ~split
            for name, worth in found.items():
                np.add.at(np.moveaxis(total[name], -1, 0), runs[done], np.moveaxis(worth * (high - low), -1, 0)[done])
            left = _left_after(left, split)[split].repeat(2)
            middle = (low[split] + high[split]) / 2
            low, high = (np.stack(ends, axis=1).reshape(-1) for ends in ((low[split], middle), (middle, high[split])))
            runs = runs[split].repeat(2)
        return total

    def _missed(self, before: Values, after: Values, seed: Array, found: Values) -> tuple[Array, Array]:
        """Return what of the difference of each run is not ascribed, and how much of that may be rounding."""
        first, last = (np.broadcast_to(self.run(values)[self.result], seed.shape) for values in (before, after))
        owed = _by_run(seed * (last - first))
        told, size = np.zeros_like(owed), _by_run(np.abs(seed * last))
        for name, worth in found.items():
            told = told + _by_run(worth * (after[name] - before[name]))
            size = size + _by_run(np.abs(worth * after[name]))
        return np.abs(owed - told), EXACT * np.abs(owed) + ROUNDING * size

    def _on_nodes(self, before: Values, after: Values, seed: Array) -> dict[str, Array]:
        """Return the weighed marginal effects at the places of Gauss and Legendre, as many at a time as are cheap."""
        runs = seed.shape[-1]
        largest = max(int(np.prod([len(self.tape.axes[axis]) for axis in node.axes])) for node in self.tape.nodes)
        pieces = -(-NODES.size // max(1, CHEAP // (largest * runs)))
        total: dict[str, Array] = {}
        parts = (np.array_split(values, pieces) for values in ((NODES + 1) / 2, WEIGHTS / 2))
        for places, weights in zip(*parts, strict=True):
            between = {
                name: _side_by_side(before[name], places, after[name] - before[name], runs) for name in self.reads
            }
            wide = (seed[..., None, :] * weights[:, None]).reshape(*seed.shape[:-1], -1)
            for name, worth in self.marginal(between, wide).items():
                each = worth.reshape(*worth.shape[:-1], places.size, runs).sum(axis=-2)
                total[name] = total[name] + each if name in total else each
        return total


def traced(equation: Equation, kinds: Kinds, axes: Axes, city: bool = False) -> Traced:
    """Write out a law; with `city` what it reads is first added up over the districts, as for the city's indicators."""
    tape = Tape(axes)
    given = {name: tape.given(name, kinds[name][0], unit(kinds[name][1])) for name in equation.reads}
    reads = {name: symbol.index for name, symbol in given.items()}
    if city:
        given[equation.name] = trace_for_city(equation, given, tape)
    else:
        trace([equation.name], {equation.name: equation}, given, tape)
    every = Computation(tape, frozenset(reads), tuple(range(len(tape.nodes))))
    return Traced(tape, reads, given[equation.name].index, numpy_program(every))


def _by_run(values: Array) -> Array:
    """Add up over everything but the runs."""
    found: Array = values.reshape(-1, values.shape[-1]).sum(axis=0)
    return found


def _piece(before: Values, after: Values, places: Array, runs: np.ndarray) -> dict[str, Array]:
    """Return the states at a place on the way of each run; what is the same in all stands there once."""
    found = {}
    for name, values in before.items():
        begin, end = (each if each.shape[-1] == 1 else each[..., runs] for each in (values, after[name]))
        found[name] = begin + places * (end - begin) if np.any(begin != end) else begin
    return found


def _left_after(left: np.ndarray, split: np.ndarray) -> np.ndarray:
    """Return how often pieces may still be halved: less soon where both halves are uneven, as noise is."""
    if left[0] < HALVINGS:
        both = split.reshape(-1, 2).all(axis=1).repeat(2)
        left = np.where(both, left // 2, left)
    return left - 1


def _side_by_side(before: Array, places: Array, step: Array, runs: int) -> Array:
    """Return the states at some places on the way, place after place along the axis of the runs."""
    wide = before[..., None, :] + places[:, None] * step[..., None, :]
    return np.broadcast_to(wide, (*wide.shape[:-1], runs)).reshape(*wide.shape[:-2], -1)


def _gathered(share: Array, axes: tuple[str, ...], onto: tuple[str, ...]) -> Array:
    """Add up over the axes that the operand does not have."""
    extra = tuple(place for place, axis in enumerate(axes) if axis not in onto)
    return share.sum(axis=extra) if extra else share
