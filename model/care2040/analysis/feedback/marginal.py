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
        times difference, over everything read, adds up to the difference that it makes.
        """
        total: dict[str, Array] = {}
        for place, weight in zip((NODES + 1) / 2, WEIGHTS / 2, strict=True):
            between = {name: before[name] + place * (after[name] - before[name]) for name in self.reads}
            for name, worth in self.marginal(between, seed).items():
                total[name] = total[name] + weight * worth if name in total else weight * worth
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


def _gathered(share: Array, axes: tuple[str, ...], onto: tuple[str, ...]) -> Array:
    """Add up over the axes that the operand does not have."""
    extra = tuple(place for place, axis in enumerate(axes) if axis not in onto)
    return share.sum(axis=extra) if extra else share
