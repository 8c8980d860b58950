"""The nodes of a tape, member by member: every axis is written out, sums become sums of names."""

from collections.abc import Callable, Iterable
from functools import partial, reduce
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from care2040.language.forms import Fold
from care2040.language.symbols import Along, Given, Node, Number, Symbol, Tape
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

    def _needed(self, wanted: Iterable[Symbol]) -> list[int]:
        """Return the nodes that are not written out yet, each after what it takes."""
        queue, found = [symbol.index for symbol in wanted], set()
        while queue:
            index = queue.pop()
            if index not in found and index not in self.done:
                found.add(index)
                queue += self.tape.nodes[index].takes
        return sorted(found)

    def _shape(self, axes: tuple[str, ...]) -> tuple[int, ...]:
        return tuple(len(self.tape.axes[axis]) for axis in axes)

    def _members(self, node: Node) -> Members:
        match node.detail:
            case Given(name):
                return self.given(name, node.axes)
            case Number(value):
                return np.array(self.scalars.number(value))
            case Along():
                (inner,) = node.takes
                return self._along(node, node.detail, self.done[inner], self.tape.nodes[inner].axes)
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

    def _along(self, node: Node, along: Along, inner: Members, axes: tuple[str, ...]) -> Members:
        """Write out what works along axes."""
        fold, places = node.fold, [axes.index(axis) for axis in along.axes]
        if along.member is not None:
            return np.asarray(np.take(inner, along.member, axis=places[0]))
        if fold is None or fold.running:
            lines = np.moveaxis(inner, places[0], 0)
            moved = self._shifted(lines) if fold is None else self._so_far(fold, lines)
            return np.moveaxis(moved, 0, places[0])
        rows = np.moveaxis(inner, places, range(-len(places), 0)).reshape(*self._shape(node.axes), -1)
        return self._each(node.axes, lambda place: self._gathered(fold, rows[place].tolist()))

    def _gathered(self, fold: Fold, terms: list[int]) -> int:
        if fold.combine == "add":  # a sum of many terms has a form of its own
            return self.scalars.total(terms)
        return reduce(partial(self.scalars.apply, fold.combine), terms)

    def _shifted(self, lines: Members) -> Members:
        zero = np.full_like(lines[:1], self.scalars.number(0.0))
        return np.concatenate([zero, lines[:-1]])

    def _so_far(self, fold: Fold, lines: Members) -> Members:
        so_far = lines.copy()
        for row, place in product(range(1, len(lines)), np.ndindex(lines.shape[1:])):
            so_far[(row, *place)] = self._gathered(fold, [int(so_far[(row - 1, *place)]), int(lines[(row, *place)])])
        return so_far


def constant(scalars: Scalars, values: Any) -> Members:
    """Return the scalars of an array of numbers."""
    array = np.asarray(values, dtype=np.float64)
    return np.array([scalars.number(value) for value in array.ravel().tolist()], dtype=np.int64).reshape(array.shape)
