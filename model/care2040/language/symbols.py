"""Symbols that carry axes and a unit: an equation is called with them once, and what it did is written on a tape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from care2040.language.axes import Axes, ordered
from care2040.language.forms import Fold
from care2040.language.operations import ALONG_AXES, ELEMENTWISE
from care2040.language.unit_rules import TraceError
from care2040.language.units import written

if TYPE_CHECKING:
    import pint

    from care2040.language.unit_rules import Known


@dataclass(frozen=True)
class Given:
    """Of something that comes from outside: its name."""

    name: str


@dataclass(frozen=True)
class Number:
    """Of a plain number: what it is, and its unit as one writes it, for nought persons are not nought homes."""

    value: float
    unit: str


@dataclass(frozen=True)
class Along:
    """Of an operation along axes: which, in canonical order, and the place of the one member that is taken."""

    axes: tuple[str, ...]
    member: int | None = None


@dataclass(frozen=True)
class Node:
    """One step of a trace.

    Attributes
    ----------
    operation : str
        A name of `OPERATIONS`, or ``given``, ``number``, or ``spread``: repeated along axes that it did not have.
    arguments : tuple of int or float
        The nodes (int) and the numbers (float) that it takes.
    axes : tuple of str
        Axes of what comes out, in canonical order.
    unit : pint.Unit
        Its unit.
    detail : Given, Number, Along or None
        What else there is to know; nothing of elementwise operations and of ``spread``.
    """

    operation: str
    arguments: tuple[int | float, ...]
    axes: tuple[str, ...]
    unit: pint.Unit
    detail: Given | Number | Along | None = None

    @property
    def takes(self) -> tuple[int, ...]:
        """The nodes that it takes."""
        return tuple(argument for argument in self.arguments if isinstance(argument, int))

    @property
    def over(self) -> tuple[str, ...]:
        """The axes along which it works."""
        return self.detail.axes if isinstance(self.detail, Along) else ()

    @property
    def fold(self) -> Fold | None:
        """How it gathers along axes; None when it does not."""
        fold = ALONG_AXES[self.operation].fold if isinstance(self.detail, Along) else None
        return fold if isinstance(fold, Fold) else None


@dataclass
class Tape:
    """The operations in the order in which they were asked for; equal operations are written once.

    Attributes
    ----------
    axes : mapping of str to tuple
        Members of every axis.
    nodes : list of Node
        The operations.
    laws : list of str
        Of each the law that asked for it first, or the quantity that is given.
    law : str
        Which law is asking now.
    known : dict
        Where each operation stands.
    """

    axes: Axes
    nodes: list[Node] = field(default_factory=list)
    laws: list[str] = field(default_factory=list)
    law: str = ""
    known: dict[tuple[str, str, tuple[str, ...]], int] = field(default_factory=dict)

    def write(self, node: Node) -> Symbol:
        """Append an operation, or find it if it is there already."""
        # as text, because to Python the number 1.0 equals the place 1, and x + 1 would be x + y
        key = (node.operation, repr((node.arguments, node.detail)), node.axes)
        if key not in self.known:
            self.known[key] = len(self.nodes)
            self.nodes.append(node)
            self.laws.append(self.law)
        return Symbol(self, self.known[key])

    def number(self, value: float, of: pint.Unit) -> Symbol:
        """Return the symbol of a plain number in a unit."""
        return self.write(Node("number", (), (), of, Number(float(value), written(of))))

    def given(self, name: str, axes: tuple[str, ...], of: pint.Unit) -> Symbol:
        """Return the symbol of something that comes from outside: a parameter, a stock, a reference."""
        return self.write(Node("given", (), axes, of, Given(name)))


UFUNCS = frozenset(name for name, operation in ELEMENTWISE.items() if isinstance(operation.numpy, np.ufunc))
"""What a law calls by a sign of Python's or as a function of NumPy's."""


class Symbol(np.lib.mixins.NDArrayOperatorsMixin):
    """A value that knows its axes, its unit and how it was made; in a law it behaves as a ``DataArray`` does."""

    def __init__(self, tape: Tape, index: int) -> None:
        self.tape = tape
        self.index = index

    @property
    def node(self) -> Node:
        """The operation that made this symbol."""
        return self.tape.nodes[self.index]

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Symbol:
        if ufunc.__name__ not in UFUNCS or method != "__call__" or options:
            raise TraceError(
                f"the operation '{ufunc.__name__}' is not in the language; it has: {', '.join(sorted(UFUNCS))}"
            )
        return self._apply(ufunc.__name__, inputs)

    def __array_function__(self, function: Callable[..., Any], *_: Any) -> NoReturn:
        raise TraceError(f"'numpy.{function.__name__}' is not in the language; to choose by value, use equations.where")

    def choose(self, condition: Any, when_true: Any, when_false: Any) -> Symbol:
        """Write ``where(condition, when_true, when_false)``."""
        return self._apply("where", (condition, when_true, when_false))

    def sum(self, dim: str | tuple[str, ...]) -> Symbol:
        """Sum over one axis or several."""
        return self._fold("sum", dim)

    def max(self, dim: str | tuple[str, ...]) -> Symbol:
        """Return the largest along one axis or several."""
        return self._fold("max", dim)

    def min(self, dim: str | tuple[str, ...]) -> Symbol:
        """Return the smallest along one axis or several."""
        return self._fold("min", dim)

    def cumsum(self, dim: str) -> Symbol:
        """Sum up to and including each place along an axis."""
        self._has(dim)
        return self._along("cumsum", (dim,), self.node.axes)

    def shift(self, fill_value: float = 0, **by: int) -> Symbol:
        """Move everything one place up along an axis; zero comes in at the first place."""
        if list(by.values()) != [1] or fill_value != 0:
            raise TraceError("a shift goes one place up and brings in zero: shift(age=1, fill_value=0)")
        (axis,) = by
        self._has(axis)
        return self._along("shift", (axis,), self.node.axes)

    def sel(self, **which: Any) -> Symbol:
        """Take one member of an axis by its name."""
        symbol = self
        for axis, member in which.items():
            symbol._has(axis)
            members = self.tape.axes[axis]
            if member not in members:
                raise TraceError(f"'{member}' is not on the axis '{axis}'; it has: {', '.join(map(str, members))}")
            axes = tuple(name for name in symbol.node.axes if name != axis)
            symbol = symbol._along("sel", (axis,), axes, members.index(member))
        return symbol

    def spread(self, axes: tuple[str, ...]) -> Symbol:
        """Repeat the value along axes that it does not have."""
        return self if axes == self.node.axes else self.tape.write(Node("spread", (self.index,), axes, self.node.unit))

    def __bool__(self) -> NoReturn:
        raise TraceError(
            "a Python 'if', 'and', 'or' or 'max' asks for one truth value; use equations.where, np.maximum"
        )

    def __float__(self) -> NoReturn:
        raise TraceError("a symbol has no number yet; use NumPy functions, not those of 'math'")

    def __iter__(self) -> NoReturn:
        raise TraceError("a law does not loop over members; write it for the whole axis")

    __hash__ = None  # type: ignore[assignment]

    def _has(self, axis: str) -> None:
        if axis not in self.node.axes:
            raise TraceError(f"there is no axis '{axis}' here; there is: {', '.join(self.node.axes) or 'none'}")

    def _fold(self, operation: str, dim: str | tuple[str, ...]) -> Symbol:
        over = (dim,) if isinstance(dim, str) else tuple(dim)
        for axis in over:
            self._has(axis)
        if operation == "sum" and (taken_out := self._taken_out(over)) is not None:
            return taken_out
        axes = tuple(name for name in self.node.axes if name not in over)
        return self._along(operation, ordered(frozenset(over), self.tape.axes), axes)

    def _along(self, operation: str, over: tuple[str, ...], axes: tuple[str, ...], member: int | None = None) -> Symbol:
        return self.tape.write(Node(operation, (self.index,), axes, self.node.unit, Along(over, member)))

    def _taken_out(self, over: tuple[str, ...]) -> Symbol | None:
        """Sum a product whose one factor lacks the axes: the sum of the other factor, times that factor."""
        if self.node.operation != "multiply":
            return None
        left, right = (Symbol(self.tape, a) if isinstance(a, int) else a for a in self.node.arguments)
        for inner, outer in ((left, right), (right, left)):
            stays_inside = isinstance(outer, Symbol) and bool(set(over) & set(outer.node.axes))
            if isinstance(inner, Symbol) and set(over) <= set(inner.node.axes) and not stays_inside:
                taken_out: Symbol = inner.sum(over) * outer
                return taken_out
        return None

    def _apply(self, operation: str, inputs: tuple[Any, ...]) -> Symbol:
        of = ELEMENTWISE[operation].units(*(_unit_of(value) for value in inputs))
        axes: set[str] = set()
        arguments: list[int | float] = []
        for value in inputs:
            if isinstance(value, Symbol):
                axes |= set(value.node.axes)
                arguments.append(value.index)
            else:
                arguments.append(float(value))
        return self.tape.write(Node(operation, tuple(arguments), ordered(axes, self.tape.axes), of))


def _unit_of(value: Any) -> Known:
    if isinstance(value, Symbol):
        return value.node.unit
    if not isinstance(value, int | float | np.integer | np.floating):
        raise TraceError(f"a law works with numbers and with what it reads, not with {type(value).__name__}")
    return float(value)
