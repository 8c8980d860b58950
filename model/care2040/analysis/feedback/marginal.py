"""What a small change of each thing an equation reads does to what it gives: the trace of its law, run backwards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from care2040.engine.compiler.trace import Array, trace
from care2040.language.axes import Axes
from care2040.language.equations import Equation
from care2040.language.symbols import Node, Symbol, Tape
from care2040.language.units import unit

Values = Mapping[str, Array]
"""Name to an array (axes..., run)."""
Kinds = Mapping[str, tuple[tuple[str, ...], str]]
"""Name to axes and unit."""

NODES, WEIGHTS = np.polynomial.legendre.leggauss(12)
"""Where along the straight line from one state to the other the marginal effects are taken (Gauss and Legendre)."""


@dataclass(frozen=True)
class Traced:
    """One law, written out as the operations it does."""

    tape: Tape
    reads: dict[str, int]
    result: int

    def run(self, values: Values) -> list[Array]:
        """Return the value of every operation, laid out (axes of the operation..., run)."""
        done: list[Array] = []
        for node in self.tape.nodes:
            taken = [self._laid_out(done, argument, node) for argument in node.arguments]
            done.append(_forward(node, taken, values, self.tape))
        return done

    def _laid_out(self, done: list[Array], argument: int | float, onto: Node) -> Array:
        if not isinstance(argument, int):
            return np.array([argument])
        inner = self.tape.nodes[argument]
        if onto.operation in FOLDS:
            return done[argument]
        place = tuple(slice(None) if axis in inner.axes else None for axis in onto.axes)
        return done[argument][(*place, slice(None))]

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
            if index not in owed or not any(isinstance(argument, int) for argument in node.arguments):
                continue
            taken = [self._laid_out(done, argument, node) for argument in node.arguments]
            shares = _backward(node, taken, done[index], owed.pop(index), self.tape)
            for argument, share in zip(node.arguments, shares, strict=True):
                if isinstance(argument, int) and share is not None:
                    inner = self.tape.nodes[argument]
                    own = share if node.operation in FOLDS else _gathered(share, node.axes, inner.axes)
                    owed[argument] = owed[argument] + own if argument in owed else own
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
        given = {
            name: symbol.sum("district") if "district" in symbol.node.axes else symbol for name, symbol in given.items()
        }
    trace([equation.name], {equation.name: equation}, given, tape)
    return Traced(tape, reads, given[equation.name].index)


FOLDS = frozenset({"sum", "max", "min", "cumsum", "take", "shift"})
"""Operations along an axis: what they take has axes of its own."""


def _forward(node: Node, taken: list[Array], values: Values, tape: Tape) -> Array:
    if node.operation == "given":
        return values[node.detail[0]]
    if node.operation == "number":
        return np.array([float(node.arguments[0])])
    if node.operation == "spread":
        shape = tuple(len(tape.axes[axis]) for axis in node.axes)
        return np.broadcast_to(taken[0], (*shape, taken[0].shape[-1]))
    if node.operation == "where":
        return np.where(*taken)
    if node.operation not in FOLDS:
        done: Array = getattr(np, node.operation)(*taken).astype(np.float64)
        return done
    return _folded(node, taken[0], _places(node, tape))


def _folded(node: Node, value: Array, places: tuple[int, ...]) -> Array:
    if node.operation == "take":
        taken: Array = np.take(value, node.detail[1], axis=places[0])
        return taken
    if node.operation == "cumsum":
        return np.cumsum(value, axis=places[0])
    if node.operation == "shift":
        moved = np.moveaxis(value, places[0], 0)
        return np.moveaxis(np.concatenate([np.zeros_like(moved[:1]), moved[:-1]]), 0, places[0])
    ufunc: Any = {"sum": np.add, "max": np.maximum, "min": np.minimum}[node.operation]
    folded: Array = ufunc.reduce(value, axis=places)
    return folded


def _places(node: Node, tape: Tape) -> tuple[int, ...]:
    inner = Symbol(tape, int(node.arguments[0])).node
    names = node.detail[:1] if node.operation == "take" else node.detail
    return tuple(inner.axes.index(name) for name in names)


def _backward(node: Node, taken: list[Array], result: Array, owed: Array, tape: Tape) -> list[Array | None]:
    if node.operation == "spread":
        return [owed]
    if node.operation not in FOLDS:
        shares: list[Array | None] = SLOPES[node.operation](owed, result, *taken)
        return shares
    places, value = _places(node, tape), taken[0]
    runs = owed.shape[-1]
    if node.operation == "take":
        whole = np.zeros((*value.shape[:-1], runs))
        np.moveaxis(whole, places[0], 0)[node.detail[1]] = owed
        return [whole]
    if node.operation == "cumsum":
        return [np.flip(np.cumsum(np.flip(owed, places[0]), axis=places[0]), places[0])]
    if node.operation == "shift":
        moved = np.moveaxis(owed, places[0], 0)
        return [np.moveaxis(np.concatenate([moved[1:], np.zeros_like(moved[:1])]), 0, places[0])]
    wide = np.expand_dims(owed, places)
    if node.operation == "sum":
        return [np.broadcast_to(wide, (*value.shape[:-1], runs))]
    chosen = value == np.expand_dims(result, places)
    return [wide * chosen / chosen.sum(axis=places, keepdims=True)]


def _gathered(share: Array, axes: tuple[str, ...], onto: tuple[str, ...]) -> Array:
    """Add up over the axes that the operand does not have."""
    extra = tuple(place for place, axis in enumerate(axes) if axis not in onto)
    return share.sum(axis=extra) if extra else share


def _power(owed: Array, result: Array, base: Array, exponent: Array) -> list[Array]:
    positive = np.where(base > 0, base, 1.0)
    slope = exponent * np.power(positive, exponent - 1)
    return [owed * np.where(base > 0, slope, 0.0), owed * result * np.log(positive)]


SLOPES: Mapping[str, Callable[..., list[Any]]] = {
    "add": lambda o, r, a, b: [o + 0 * r, o + 0 * r],
    "subtract": lambda o, r, a, b: [o + 0 * r, -o + 0 * r],
    "multiply": lambda o, r, a, b: [o * b, o * a],
    "divide": lambda o, r, a, b: [o / b, -o * r / b],
    "minimum": lambda o, r, a, b: [o * (a <= b), o * (b < a)],
    "maximum": lambda o, r, a, b: [o * (a >= b), o * (b > a)],
    "power": _power,
    "negative": lambda o, r, a: [-o],
    "absolute": lambda o, r, a: [o * np.sign(a)],
    "exp": lambda o, r, a: [o * r],
    "expm1": lambda o, r, a: [o * (r + 1)],
    "log": lambda o, r, a: [o / a],
    "log1p": lambda o, r, a: [o / (1 + a)],
    "tanh": lambda o, r, a: [o * (1 - r * r)],
    "where": lambda o, r, c, a, b: [None, o * (c != 0), o * (c == 0)],
    **{name: lambda o, r, a, b: [None, None] for name in ("less", "less_equal", "greater", "greater_equal")},
}
"""Operation to the share of what is owed for each operand; of what is owed, the result and the operands."""
