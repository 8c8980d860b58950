"""A computation as two straight-line NumPy functions: what can be computed beforehand, and the rest.

Each node is an array ``v17``, laid out (axes..., run) so that one run and a thousand take the same code; ``v17_an`` is
the same array seen with an axis more, so that it broadcasts. What is needed once more is computed once.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from care2040.engine.compiler.trace import Array, Computation
from care2040.language.axes import DETAIL_AXES
from care2040.language.operations import ALONG_AXES, ELEMENTWISE
from care2040.language.symbols import Along, Given, Node, Number


@dataclass(frozen=True)
class Program:
    """A computation as functions that run.

    Attributes
    ----------
    prepare : callable
        From the given arrays (axes..., run) to the tuple of arrays that do not move.
    evaluate : callable
        From the given arrays and that tuple to the list of wanted arrays.
    source : str
        The code, to be read by a sceptic.
    operations : int
        Number of array operations in `evaluate`.
    computation : Computation
        What they were made from.
    """

    prepare: Callable[[Mapping[str, Array]], tuple[Array, ...]]
    evaluate: Callable[[Mapping[str, Array], tuple[Array, ...]], list[Array]]
    source: str
    operations: int
    computation: Computation


def numpy_program(computation: Computation, states: frozenset[str] = frozenset()) -> Program:
    """Return a computation as NumPy code.

    What is computed from `states`, which always have every run along their last axis, may be written over once it is
    not needed any more.
    """
    writer = _Writer(computation)
    results = [writer.name(index, computation.axes(index), True) for index in computation.wanted]
    before, during = writer.lines
    spare = Spare(computation, during, states, results)
    handed = ", ".join(map(str, writer.handed)) + ("," if writer.handed else "")
    text = [
        "def prepare(given):",
        *(f"    {line.code()}" for line in before),
        f"    return ({handed})",
        "def evaluate(given, static):",
        *([f"    ({handed}) = static"] if handed else []),
        *(f"    {code}" for number, line in enumerate(during) for code in spare.codes(number, line)),
        f"    return [{', '.join(map(str, results))}]",
    ]
    source = "\n".join(text) + "\n"
    space: dict[str, Any] = {"np": np, "weigh": weigh, "shifted": shifted, "inf": np.inf}
    exec(compile(source, "<equations>", "exec"), space)
    operations = sum(line.computes for line in during)
    return Program(space["prepare"], space["evaluate"], source, operations, computation)


class Name(NamedTuple):
    """The name of a node's array; `layout` has an ``n`` for every axis that it is given to broadcast, else an ``a``."""

    node: int
    layout: str = ""

    def __str__(self) -> str:
        return f"v{self.node}_{self.layout}" if self.layout else f"v{self.node}"


@dataclass(frozen=True)
class Line:
    """One line of the code."""

    makes: Name
    text: str
    """Its right side, with ``{}`` for every array and number that it takes."""
    takes: tuple[Name | float, ...] = ()
    computes: bool = False
    """Whether it computes anything, rather than just name what is there or look at it in another way."""
    view: bool = False
    """Whether it gives a look at the memory of the first array that it takes."""

    @property
    def names(self) -> list[Name]:
        """The arrays that it takes, each once."""
        return [taken for taken in dict.fromkeys(self.takes) if isinstance(taken, Name)]

    def code(self, into: Name | None = None) -> str:
        """Return the line as code; with `into` it writes its result in that array."""
        right = self.text.format(*self.takes)
        return f"{self.makes} = {right}" if into is None else f"{self.makes} = {right[:-1]}, out={into})"


class _Writer:
    """Collects the lines for the nodes that are asked for: those that can be computed beforehand, and the others."""

    def __init__(self, computation: Computation) -> None:
        self.computation, self.nodes = computation, computation.tape.nodes
        self.lines: tuple[list[Line], list[Line]] = ([], [])
        self.written: set[tuple[Name, bool]] = set()
        self.handed: dict[Name, None] = {}

    def name(self, index: int, axes: tuple[str, ...], live: bool) -> Name:
        """Return the name of a node's array, laid out so that it broadcasts against `axes`, writing what it takes.

        In `evaluate` (`live`), what does not move is handed over by `prepare`.
        """
        moves = live and self.computation.moves[index]
        if (Name(index), moves) not in self.written:
            self._write(self._line(index, moves), moves)
        name = self._laid_out(index, axes, moves)
        if live and not moves:
            self.handed[name] = None
        return name

    def _write(self, line: Line, live: bool) -> None:
        if (line.makes, live) not in self.written:
            self.written.add((line.makes, live))
            self.lines[live].append(line)

    def _laid_out(self, index: int, axes: tuple[str, ...], live: bool) -> Name:
        """Return the name of an array that broadcasts against `axes`; axes before its first come by themselves."""
        own = self.nodes[index].axes
        layout = "".join("a" if axis in own else "n" for axis in axes).lstrip("n")
        if "n" not in layout:
            return Name(index)
        places = ", ".join(":" if place == "a" else "None" for place in layout)
        line = Line(Name(index, layout), f"{{}}[{places}]", (Name(index),), view=True)
        self._write(line, live)
        return line.makes

    def _line(self, index: int, live: bool) -> Line:
        node, name = self.nodes[index], Name(index)
        if isinstance(node.detail, Given):
            return Line(name, f"given[{node.detail.name!r}]")
        if isinstance(node.detail, Number):
            return Line(name, "np.array([{!r}])", (node.detail.value,), computes=True)
        if isinstance(node.detail, Along):
            return self._along(name, node, node.detail, live)
        takes = tuple(a if isinstance(a, float) else self.name(a, node.axes, live) for a in node.arguments)
        if node.operation == "spread":
            lengths = "".join(f"{len(self.computation.tape.axes[axis])}, " for axis in node.axes)
            return Line(name, f"np.broadcast_to({{0}}, ({lengths}{{0}}.shape[-1]))", takes, computes=True, view=True)
        function = ELEMENTWISE[node.operation].numpy.__name__
        return Line(name, f"np.{function}({', '.join(['{}'] * len(takes))})", takes, computes=True)

    def _along(self, name: Name, node: Node, along: Along, live: bool) -> Line:
        (inner,) = node.takes
        if weighed := self._weighed(node, along):
            weights, values = (self.name(each, self.nodes[each].axes, live) for each in weighed)
            turned = ".swapaxes(0, 1)" if self.nodes[weights.node].axes[-1:] != along.axes else ""
            return Line(name, f"weigh({{}}{turned}, {{}})", (weights, values), computes=True)
        form, axes = ALONG_AXES[node.operation], self.nodes[inner].axes
        places = tuple(axes.index(axis) for axis in along.axes)
        index = ", ".join(str(along.member) if axis in along.axes else ":" for axis in axes)
        text = form.numpy.format(value="{}", axis=places[0] if len(places) == 1 else places, index=index)
        return Line(name, text, (self.name(inner, axes, live),), computes=not form.view, view=form.view)

    def _weighed(self, node: Node, along: Along) -> tuple[int, int] | None:
        """Return weights and values when a sum is one of values times weights that do not move: a matrix product."""
        product, moves = self.nodes[node.takes[0]], self.computation.moves
        if node.operation != "sum" or len(along.axes) != 1 or product.operation != "multiply":
            return None
        weights, *others = sorted(product.takes, key=lambda index: moves[index])
        values = others[0] if others else weights
        if moves[weights] or not moves[values]:
            return None
        outer, inner = self.nodes[weights].axes, self.nodes[values].axes
        extra = tuple(axis for axis in outer if axis not in inner)
        layouts = ((*extra, *along.axes), (*along.axes, *extra))
        fits = outer in layouts and inner[-1:] == along.axes and node.axes == (*inner[:-1], *extra)
        return (weights, values) if fits and len(extra) < 2 else None


class Spare:
    """Which arrays nobody needs any more after a line: they are written over, or dropped when they are large.

    Memory that was just used is still in the cache; new memory is not. What is returned is left alone, and so is what
    may lack the runs: whatever is not computed from `states`.
    """

    def __init__(
        self, computation: Computation, lines: Sequence[Line], states: frozenset[str], results: Collection[Name]
    ) -> None:
        full, self.nodes = computation.depending(states), computation.tape.nodes
        self.owner: dict[int, int] = {}
        self.last: dict[int, int] = {}
        for number, line in enumerate(lines):
            if line.view and line.makes.node != line.names[0].node:
                self.owner[line.makes.node] = self._owner(line.names[0].node)
            # whoever needs a view needs the array that it looks at
            for name in line.names:
                self.last[name.node] = self.last[self._owner(name.node)] = number
        returned = {node for name in results for node in (name.node, self._owner(name.node))}
        made = {line.makes.node for line in lines}
        self.reusable = {index for index in made - returned if full[index] and self._is_new(self.nodes[index])}

    def _owner(self, node: int) -> int:
        """Return the node whose memory an array is."""
        return self.owner.get(node, node)

    def _is_new(self, node: Node) -> bool:
        """Whether a node's array is numbers in memory of its own, which `out=` can be told to write."""
        form = ELEMENTWISE.get(node.operation)
        return form is not None and isinstance(form.numpy, np.ufunc) and not form.truth

    def codes(self, number: int, line: Line) -> list[str]:
        """Return the code of a line, and of what is dropped after it."""
        ending = [name for name in line.names if name.node in self.reusable and self.last[name.node] == number]
        made = line.makes.node
        alike = [one for one in ending if not one.layout and self.nodes[one.node].axes == self.nodes[made].axes]
        into = alike[0] if alike and self._is_new(self.nodes[made]) else None
        large = dict.fromkeys(Name(one.node) for one in ending if DETAIL_AXES & {*self.nodes[one.node].axes})
        return [line.code(into), *([f"del {', '.join(map(str, large))}"] if large else [])]


def weigh(weights: Array, values: Array) -> Array:
    """Return weights (extra, axis, run) times values (..., axis, run), summed over the axis before the run axis."""
    if weights.shape[-1] == 1:
        product: Array = np.matmul(weights[..., 0], values)
        return product
    wide = values if weights.ndim == 2 else values[..., None, :, :]
    summed: Array = np.add.reduce(weights * wide, axis=-2)
    return summed


def shifted(values: Array, axis: int) -> Array:
    """Return the values one place up along an axis, with zero in the first place."""
    moved = np.zeros_like(values)
    before: tuple[slice, ...] = (slice(None),) * axis
    moved[(*before, slice(1, None))] = values[(*before, slice(None, -1))]
    return moved
