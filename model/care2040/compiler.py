"""From equations to straight-line NumPy: each law is called once with symbols, and what it did is written out as code.

Axes are aligned, sums get their axis number, common parts are computed once, and whatever does not change in time is
computed before the run starts. The run axis is last, so that one run and a thousand take the same code.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from care2040.axes import Axes, ordered
from care2040.equations import Equation
from care2040.graph import ModelError
from care2040.symbols import Node, Symbol, Tape, TraceError
from care2040.units import unit, written

Array = npt.NDArray[np.float64]
Environment = dict[str, Symbol]


def trace(names: Iterable[str], equations: Mapping[str, Equation], known: Environment, tape: Tape) -> None:
    """Call the laws `names`, in that order, with symbols; put what they return into `known`.

    Raises
    ------
    ModelError
        When a unit or an axis does not fit, or a law does what the language does not have; with name and file.
    """
    for name in names:
        equation = equations[name]
        try:
            known[name] = result_of(equation, equation.law(*(known[other] for other in equation.reads)), tape)
        except (TraceError, TypeError, AttributeError) as error:
            # the last two are what Python says of x.mean(), x[0] or len(x)
            raise ModelError(f"'{name}': {error} ({equation.place})") from error


def result_of(equation: Equation, result: Any, tape: Tape) -> Symbol:
    """Check the axes and the unit of what a law returned, and give it the axes it is declared with.

    Raises
    ------
    TraceError
        When they are not what the equation declares.
    """
    declared = unit(equation.unit)
    if not isinstance(result, Symbol | int | float):
        raise TraceError(f"the law gives {type(result).__name__}, not a number or something made of what it reads")
    symbol = result if isinstance(result, Symbol) else tape.number(result, declared if result == 0 else unit("dimensionless"))
    if symbol.node.unit != declared:
        raise TraceError(f"the law gives '{written(symbol.node.unit)}', but is declared in '{equation.unit}'")
    extra = [axis for axis in symbol.node.axes if axis not in equation.axes]
    if extra:
        raise TraceError(f"the law gives the axis '{extra[0]}', which is not declared; declared: {equation.axes}")
    return symbol.spread(equation.axes)


@dataclass(frozen=True)
class Program:
    """Two functions of one trace: what can be computed beforehand, and the rest.

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
    """

    prepare: Callable[[Mapping[str, Array]], tuple[Array, ...]]
    evaluate: Callable[[Mapping[str, Array], tuple[Array, ...]], list[Array]]
    source: str
    operations: int


class Writer:
    """Writes the nodes of a tape that are needed for the wanted symbols as two Python functions."""

    def __init__(self, tape: Tape, moving: frozenset[str]) -> None:
        self.tape = tape
        self.moves: list[bool] = []
        for node in tape.nodes:
            inner = any(self.moves[a] for a in node.arguments if isinstance(a, int))
            self.moves.append(node.detail[0] in moving if node.operation == "given" else inner)
        self.uses = Counter(a for node in tape.nodes for a in node.arguments if isinstance(a, int))
        self.lines: tuple[list[str], list[str]] = ([], [])
        self.done: set[tuple[str, bool]] = set()
        self.handed: dict[str, int] = {}

    def program(self, wanted: list[Symbol]) -> Program:
        """Return the compiled functions that compute `wanted`, in that order."""
        results = [self.name(symbol.index, symbol.node.axes, True) for symbol in wanted]
        still, live = self.lines
        handed = ", ".join(self.handed) + ("," if self.handed else "")
        text = [
            "def prepare(given):",
            *(f"    {line}" for line in still),
            f"    return ({handed})",
            "def evaluate(given, static):",
            *([f"    ({handed}) = static"] if self.handed else []),
            *(f"    {line}" for line in live),
            f"    return [{', '.join(results)}]",
        ]
        source = "\n".join(text) + "\n"
        space: dict[str, Any] = {"np": np, "weigh": weigh, "shifted": shifted, "inf": np.inf}
        exec(compile(source, "<equations>", "exec"), space)
        return Program(space["prepare"], space["evaluate"], source, sum("(" in line for line in live))

    def name(self, index: int, axes: tuple[str, ...], live: bool) -> str:
        """Return the name of a node's array, laid out so that it broadcasts against `axes`, writing what it takes."""
        node = self.tape.nodes[index]
        live_here = live and self.moves[index]
        self._write(index, live_here)
        text = f"v{index}"
        missing = [axis not in node.axes for axis in axes]
        leading = missing.index(False) if False in missing else len(missing)
        if any(missing[leading:]):
            inside = ", ".join("None" if gone else ":" for gone in missing[leading:])
            text = f"v{index}_{''.join('n' if gone else 'a' for gone in missing[leading:])}"
            self._line(text, f"v{index}[{inside}]", live_here)
        if live and not live_here:
            self.handed.setdefault(text, len(self.handed))
        return text

    def _line(self, name: str, code: str, live: bool) -> None:
        if (name, live) not in self.done:
            self.done.add((name, live))
            self.lines[live].append(f"{name} = {code}")

    def _write(self, index: int, live: bool) -> None:
        if (f"v{index}", live) not in self.done:
            self._line(f"v{index}", self._code(self.tape.nodes[index], live), live)

    def _code(self, node: Node, live: bool) -> str:
        if node.operation == "given":
            return f"given[{node.detail[0]!r}]"
        if node.operation == "number":
            return f"np.array([{node.arguments[0]!r}])"
        if weighed := self._weighed(node):
            weights, values = (self.name(index, self.tape.nodes[index].axes, live) for index in weighed)
            turned = self.tape.nodes[weighed[0]].axes[-1:] != node.detail
            return f"weigh({f'{weights}.swapaxes(0, 1)' if turned else weights}, {values})"
        if node.operation in ("sum", "max", "min", "cumsum", "take", "shift"):
            inner = self.tape.nodes[int(node.arguments[0])]
            return self._fold(node, inner, self.name(int(node.arguments[0]), inner.axes, live))
        values = [repr(a) if isinstance(a, float) else self.name(a, node.axes, live) for a in node.arguments]
        if node.operation == "spread":
            lengths = "".join(f"{len(self.tape.axes[axis])}, " for axis in node.axes)
            return f"np.broadcast_to({values[0]}, ({lengths}{values[0]}.shape[-1]))"
        return f"np.{node.operation}({', '.join(values)})"

    def _weighed(self, node: Node) -> tuple[int, int] | None:
        """Return weights and values when a sum is one of values times weights that do not move: a matrix product."""
        if node.operation != "sum" or len(node.detail) != 1:
            return None
        product = int(node.arguments[0])
        factors = self.tape.nodes[product].arguments
        if self.tape.nodes[product].operation != "multiply" or self.uses[product] > 1:
            return None
        weights, *others = sorted((a for a in factors if isinstance(a, int)), key=lambda a: self.moves[a])
        values = others[0] if others else weights
        if self.moves[weights] or not self.moves[values]:
            return None
        outer, inner = self.tape.nodes[weights].axes, self.tape.nodes[values].axes
        extra = tuple(axis for axis in outer if axis not in inner)
        fits = outer in ((*extra, *node.detail), (*node.detail, *extra)) and inner[-1:] == node.detail and node.axes == (*inner[:-1], *extra)
        return (weights, values) if fits and len(extra) < 2 else None

    def _fold(self, node: Node, inner: Node, value: str) -> str:
        if node.operation == "take":
            axis, position = node.detail
            return f"{value}[{', '.join(str(position) if name == axis else ':' for name in inner.axes)}]"
        if node.operation == "shift":
            return f"shifted({value}, {inner.axes.index(node.detail[0])})"
        if node.operation == "cumsum":
            return f"np.cumsum({value}, axis={inner.axes.index(node.detail[0])})"
        places = tuple(inner.axes.index(axis) for axis in node.detail)
        ufunc = {"sum": "add", "max": "maximum", "min": "minimum"}[node.operation]
        return f"np.{ufunc}.reduce({value}, axis={places[0] if len(places) == 1 else places})"


def weigh(weights: Array, values: Array) -> Array:
    """Return the sum over the last axis before the run axis of weights (extra, axis, run) times values (..., axis, run)."""
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


def fold_onto(symbol: Symbol, axes: Iterable[str], among: Axes) -> Symbol:
    """Sum away the axes of a symbol that are not in `axes`."""
    extra = ordered(frozenset(symbol.node.axes) - frozenset(axes), among)
    return symbol.sum(extra) if extra else symbol
