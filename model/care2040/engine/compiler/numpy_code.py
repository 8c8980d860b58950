"""The nodes of a tape as two straight-line Python functions: what can be computed beforehand, and the rest."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from care2040.engine.compiler.trace import Array, Program
from care2040.language.axes import DETAIL_AXES
from care2040.language.symbols import Node, Symbol, Tape

NAME = re.compile(r"\bv\d+")
VIEW = re.compile(r" = (v\w+\[|np\.broadcast_to\()")
ELEMENTWISE = frozenset(
    {"add", "subtract", "multiply", "divide", "minimum", "maximum", "power", "negative", "exp", "log", "absolute"}
)


class Writer:
    """Writes the nodes of a tape that are needed for the wanted symbols as two Python functions.

    Parameters
    ----------
    tape : Tape
        The operations.
    moving : frozenset of str
        What is given anew at every moment: stocks, and parameters that change in time.
    states : frozenset of str
        Those of them that always have every run along their last axis: what is computed from them may be overwritten
        once it is not needed any more.
    """

    def __init__(self, tape: Tape, moving: frozenset[str], states: frozenset[str] = frozenset()) -> None:
        self.tape = tape
        self.moves = _depending(tape, moving)
        self.full = _depending(tape, states)
        self.lines: tuple[list[str], list[str]] = ([], [])
        self.own: dict[str, tuple[str, ...]] = {}
        self.done: set[tuple[str, bool]] = set()
        self.handed: dict[str, int] = {}

    def program(self, wanted: list[Symbol]) -> Program:
        """Return the compiled functions that compute `wanted`, in that order."""
        results = [self.name(symbol.index, symbol.node.axes, True) for symbol in wanted]
        still, live = self.lines[0], economical(self.lines[1], self.own, results)
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
        operations = sum("(" in line for line in live)
        nodes = tuple(symbol.index for symbol in wanted)
        return Program(space["prepare"], space["evaluate"], source, operations, self.tape, self.moves, nodes)

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
            node = self.tape.nodes[index]
            self._line(f"v{index}", self._code(node, live), live)
            if live and self.full[index] and node.operation in ELEMENTWISE:
                self.own[f"v{index}"] = node.axes

    def _code(self, node: Node, live: bool) -> str:
        if node.operation == "given":
            return f"given[{node.detail[0]!r}]"
        if node.operation == "number":
            return f"np.array([{node.arguments[0]!r}])"
        if weighed := self._weighed(node):
            weights, moving = (self.name(index, self.tape.nodes[index].axes, live) for index in weighed)
            turned = self.tape.nodes[weighed[0]].axes[-1:] != node.detail
            return f"weigh({f'{weights}.swapaxes(0, 1)' if turned else weights}, {moving})"
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
        if self.tape.nodes[product].operation != "multiply":
            return None
        weights, *others = sorted((a for a in factors if isinstance(a, int)), key=lambda a: self.moves[a])
        values = others[0] if others else weights
        if self.moves[weights] or not self.moves[values]:
            return None
        outer, inner = self.tape.nodes[weights].axes, self.tape.nodes[values].axes
        extra = tuple(axis for axis in outer if axis not in inner)
        layouts = ((*extra, *node.detail), (*node.detail, *extra))
        fits = outer in layouts and inner[-1:] == node.detail and node.axes == (*inner[:-1], *extra)
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


def _depending(tape: Tape, on: frozenset[str]) -> list[bool]:
    """Return for each node whether it is computed from anything in `on`."""
    depends: list[bool] = []
    for node in tape.nodes:
        inner = any(depends[a] for a in node.arguments if isinstance(a, int))
        depends.append(node.detail[0] in on if node.operation == "given" else inner)
    return depends


def economical(lines: Sequence[str], own: dict[str, tuple[str, ...]], results: Iterable[str]) -> list[str]:
    """Let an operation write into an operand that nobody needs after it, and drop large arrays after their last use.

    Memory that was just used is still in the cache; new memory is not.

    Parameters
    ----------
    lines : sequence of str
        ``name = code``, in order.
    own : dict of str to tuple of str
        Axes of the arrays that an elementwise operation made, and that have every run.
    results : iterable of str
        Names that are returned.
    """
    last: dict[str, int] = {}
    seen: dict[str, str] = {}
    for number, line in enumerate(lines):
        names = NAME.findall(line)
        if VIEW.search(line):
            seen[names[0]] = seen.get(names[1], names[1])
        # whoever needs a view needs the array that it looks at
        last.update(dict.fromkeys([*names, *(seen.get(name, name) for name in names)], number))
    returned = [NAME.findall(name)[0] for name in results]
    kept = {*returned, *(seen.get(name, name) for name in returned)}
    out = []
    for number, line in enumerate(lines):
        name, code = line.split(" = ", 1)
        ends = [v for v in dict.fromkeys(NAME.findall(code)) if last[v] == number and v in own and v not in kept]
        spare = [v for v in ends if name in own and own[v] == own[name] and re.search(rf"[(, ]{v}[,)]", code)]
        out.append(f"{line[:-1]}, out={spare[0]})" if spare else line)
        if large := [v for v in ends if DETAIL_AXES & set(own[v])]:
            out.append(f"del {', '.join(large)}")
    return out


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
