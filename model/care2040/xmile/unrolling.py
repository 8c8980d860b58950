"""The nodes of a tape, member by member: every axis is written out, sums become sums of names."""

from collections.abc import Callable, Iterable
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from care2040.language.symbols import Node, Symbol, Tape
from care2040.xmile.scalars import Scalars

Members = npt.NDArray[np.int64]
"""Places of scalars, one for each combination of members: shape (axes...)."""


class Unroller:
    """Turns nodes of a tape into scalars."""

    def __init__(self, tape: Tape, scalars: Scalars, given: Callable[[str, tuple[str, ...]], Members]) -> None:
        self.tape, self.scalars, self.given = tape, scalars, given
        self.done: dict[int, Members] = {}

    def unroll(self, wanted: Iterable[Symbol]) -> None:
        """Write out symbols and all that they are made of."""
        for index in self._needed(wanted):
            self.done[index] = self._members(self.tape.nodes[index])

    def of(self, symbol: Symbol) -> Members:
        """Return the scalars of a symbol that was written out."""
        return self.done[symbol.index]

    def replace(self, symbol: Symbol, members: Members) -> None:
        """Let whoever reads a symbol read other scalars, such as the names that it was given."""
        self.done[symbol.index] = members

    def _needed(self, wanted: Iterable[Symbol]) -> list[int]:
        """Return the nodes that are not written out yet, each after what it takes."""
        queue, found = [symbol.index for symbol in wanted], set()
        while queue:
            index = queue.pop()
            if index not in found and index not in self.done:
                found.add(index)
                queue += [a for a in self.tape.nodes[index].arguments if isinstance(a, int)]
        return sorted(found)

    def _shape(self, axes: tuple[str, ...]) -> tuple[int, ...]:
        return tuple(len(self.tape.axes[axis]) for axis in axes)

    def _members(self, node: Node) -> Members:
        if node.operation == "given":
            return self.given(node.detail[0], node.axes)
        if node.operation == "number":
            return np.array(self.scalars.number(float(node.arguments[0])))
        if node.operation in ("sum", "max", "min", "cumsum", "take", "shift"):
            inner = int(node.arguments[0])
            return self._along(node, self.done[inner], self.tape.nodes[inner].axes)
        laid_out = [self._laid_out(argument, node.axes) for argument in node.arguments]
        if node.operation == "spread":
            return laid_out[0]
        return self._each(
            node.axes, lambda place: self.scalars.apply(node.operation, *(int(a[place]) for a in laid_out))
        )

    def _each(self, axes: tuple[str, ...], make: Callable[[tuple[int, ...]], int]) -> Members:
        shape = self._shape(axes)
        members = np.empty(shape, dtype=np.int64)
        for place in np.ndindex(shape):
            members[place] = make(place)
        return members

    def _laid_out(self, argument: int | float, axes: tuple[str, ...]) -> Members:
        """Return the scalars of an argument, repeated along the axes that it lacks."""
        if isinstance(argument, float):
            return np.full(self._shape(axes), self.scalars.number(argument))
        own = self.tape.nodes[argument].axes
        wide = self.done[argument].reshape([len(self.tape.axes[a]) if a in own else 1 for a in axes])
        return np.broadcast_to(wide, self._shape(axes))

    def _along(self, node: Node, inner: Members, axes: tuple[str, ...]) -> Members:
        """Write out what works along an axis."""
        if node.operation == "take":
            axis, position = node.detail
            return np.asarray(np.take(inner, position, axis=axes.index(axis)))
        if node.operation in ("shift", "cumsum"):
            lines = np.moveaxis(inner, axes.index(node.detail[0]), 0)
            moved = self._shifted(lines) if node.operation == "shift" else self._summed_up(lines)
            return np.moveaxis(moved, 0, axes.index(node.detail[0]))
        last = [axes.index(axis) for axis in node.detail]
        rows = np.moveaxis(inner, last, range(-len(last), 0)).reshape(*self._shape(node.axes), -1)
        return self._each(node.axes, lambda place: self._folded(node.operation, rows[place].tolist()))

    def _folded(self, operation: str, terms: list[int]) -> int:
        if operation == "sum":
            return self.scalars.total(terms)
        first, *others = terms
        for other in others:
            first = self.scalars.apply({"max": "maximum", "min": "minimum"}[operation], first, other)
        return first

    def _shifted(self, lines: Members) -> Members:
        zero = np.full_like(lines[:1], self.scalars.number(0.0))
        return np.concatenate([zero, lines[:-1]])

    def _summed_up(self, lines: Members) -> Members:
        total = lines.copy()
        for row, place in product(range(1, len(lines)), np.ndindex(lines.shape[1:])):
            total[(row, *place)] = self.scalars.total([int(total[(row - 1, *place)]), int(lines[(row, *place)])])
        return total


def constant(scalars: Scalars, values: Any) -> Members:
    """Return the scalars of an array of numbers."""
    array = np.asarray(values, dtype=np.float64)
    return np.array([scalars.number(value) for value in array.ravel().tolist()], dtype=np.int64).reshape(array.shape)
