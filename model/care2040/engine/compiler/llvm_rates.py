"""A computation as code for LLVM: a loop for every array that is kept, each number a vector of runs.

What is used once, in a loop over the same axes, is computed where it is used and never stored.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import prod

from llvmlite import ir

from care2040.engine.compiler.llvm_loops import LANES, NUMBER, PLACE, Loops, splat
from care2040.engine.compiler.trace import Computation
from care2040.language.forms import Fold
from care2040.language.symbols import Along, Given, Node, Number

COLUMNS = 3
"""Numbers in a row of the table of inputs."""
Index = Mapping[str, ir.Value]
"""The place on every axis, inside the loops."""


class RatesCode(Loops):
    """Writes a computation as ``rates(state, change, inputs, space, first)`` for one vector of runs.

    Parameters
    ----------
    module : llvmlite.ir.Module
        The function is put there.
    computation : Computation
        What is to be computed.
    places : mapping of str to int
        Place of the first number of every stock in the state.

    Attributes
    ----------
    inputs : dict of int to int
        Node to its row in the table of inputs: parameters that move, and whatever does not move. A row has the address
        of an array (axes..., run), how many numbers lie between two members, and 1 if it has all runs, 0 if one vector.
    space : int
        Vectors that `rates` keeps.
    """

    def __init__(self, module: ir.Module, computation: Computation, places: Mapping[str, int]) -> None:
        pointer = NUMBER.as_pointer()
        super().__init__(module, "rates", [pointer, pointer, PLACE.as_pointer(), pointer, PLACE])
        self.function.linkage = "internal"
        self.state, self.change, self.table, self.memory, self.first = self.function.args
        self.computation, self.places = computation, places
        self.wanted = [self._through(index) for index in computation.wanted]
        self.inputs: dict[int, int] = {}
        self.kept: dict[int, int] = {}
        self.space = 0
        self._write(self._worth_keeping())

    def _node(self, index: int) -> Node:
        return self.computation.tape.nodes[index]

    def _length(self, axes: Sequence[str]) -> int:
        return prod(len(self.computation.tape.axes[axis]) for axis in axes)

    def _through(self, index: int) -> int:
        """Return the node that others only spread over more axes."""
        while self._node(index).operation == "spread":
            index = self._node(index).takes[0]
        return index

    def _reads(self, index: int) -> set[int]:
        """Return what has to be computed for a node: nothing for what is given, or does not move."""
        moves = self.computation.moves[index]
        return {self._through(taken) for taken in self._node(index).takes} if moves else set()

    def _worth_keeping(self) -> list[int]:
        """Return what is computed once and kept, in order: sums, what is read twice, or in a loop over more axes."""
        needed, waiting = set[int](), list(self.wanted)
        uses: dict[int, int] = defaultdict(int)
        while waiting:
            index = waiting.pop()
            if index in needed:
                continue
            needed.add(index)
            node = self._node(index)
            over = {*node.axes, *(node.over if node.fold else ())}
            for read in self._reads(index):
                uses[read] += 2 if over - set(self._node(read).axes) or node.operation == "shift" else 1
                waiting.append(read)
        made = {index for index in needed if self._reads(index) and self._node(index).operation != "sel"}
        return sorted(index for index in made if uses[index] > 1 or self._node(index).fold)

    def _write(self, kept: Sequence[int]) -> None:
        for index in kept:
            node = self._node(index)
            compute = partial(self._folded, node.fold) if node.fold else self._computed
            self._fill(self.memory, self.space, node.axes, partial(compute, index))
            self.kept[index] = self.space
            self.space += self._length(node.axes)
        at = 0
        for index, own in zip(self.computation.wanted, self.wanted, strict=True):
            axes = self._node(index).axes
            self._fill(self.change, at, axes, partial(self._value, own))
            at += self._length(axes)
        self.build.ret_void()

    def _fill(self, base: ir.Value, first: int, axes: Sequence[str], compute: Callable[[Index], ir.Value]) -> None:
        """Write an array: what `compute` gives for each member."""
        self._over(axes, {}, lambda where: self.store(compute(where), base, self._place(axes, where, first)))

    def _over(self, axes: Sequence[str], where: Index, body: Callable[[Index], None]) -> None:
        """Write `body` in a loop over every axis."""
        if not axes:
            body(where)
            return
        axis, *rest = axes
        self.repeat(len(self.computation.tape.axes[axis]), lambda at: self._over(rest, {**where, axis: at}, body))

    def _place(self, axes: Sequence[str], where: Index, first: int) -> ir.Value:
        """Return where the vector of a member lies, in numbers."""
        return self.build.mul(self.build.add(self._member(axes, where), PLACE(first)), PLACE(LANES))

    def _member(self, axes: Sequence[str], where: Index) -> ir.Value:
        place = PLACE(0)
        for axis in axes:
            place = self.build.add(self.build.mul(place, PLACE(len(self.computation.tape.axes[axis]))), where[axis])
        return place

    def _folded(self, fold: Fold, index: int, where: Index) -> ir.Value:
        """Write a sum, or the largest or smallest, over some axes; or a sum so far."""
        node, inner = self._node(index), self._through(self._node(index).takes[0])
        start = splat(fold.start)
        with self.build.goto_entry_block():
            total = self.build.alloca(start.type)
        self.build.store(start, total)

        def gather(inside: Index) -> None:
            value = self._value(inner, inside)
            self.build.store(self.operation(fold.combine, [self.build.load(total), value]), total)

        if fold.running:
            (axis,) = node.over
            self.repeat(self.build.add(where[axis], PLACE(1)), lambda at: gather({**where, axis: at}))
        else:
            self._over(node.over, where, gather)
        return self.build.load(total)

    def _value(self, index: int, where: Index) -> ir.Value:
        """Write the value of a node for one member: read it, or compute it here."""
        index = self._through(index)
        node = self._node(index)
        if isinstance(node.detail, Number):
            return splat(node.detail.value)
        if index in self.kept:
            return self.load(self.memory, self._place(node.axes, where, self.kept[index]))
        if isinstance(node.detail, Given) and node.detail.name in self.places:
            return self.load(self.state, self._place(node.axes, where, self.places[node.detail.name]))
        return self._computed(index, where) if self._reads(index) else self._input(index, where)

    def _input(self, index: int, where: Index) -> ir.Value:
        """Read what was given, or computed beforehand."""
        row = COLUMNS * self.inputs.setdefault(index, len(self.inputs))
        address, apart, has_runs = (
            self.build.load(self.build.gep(self.table, [PLACE(row + column)])) for column in range(COLUMNS)
        )
        base = self.build.inttoptr(address, NUMBER.as_pointer())
        member = self.build.mul(self._member(self._node(index).axes, where), apart)
        return self.load(base, self.build.add(member, self.build.mul(has_runs, self.first)))

    def _computed(self, index: int, where: Index) -> ir.Value:
        """Write the operation of a node for one member."""
        node = self._node(index)
        match node.detail:
            case Along((axis,), int(member)):
                return self._value(node.takes[0], {**where, axis: PLACE(member)})
            case Along((axis,)):
                is_first = self.build.icmp_signed("==", where[axis], PLACE(0))
                before = self.build.select(is_first, PLACE(0), self.build.sub(where[axis], PLACE(1)))
                value = self._value(node.takes[0], {**where, axis: before})
                return self.build.select(is_first, splat(0.0), self.number(value))
        values = [splat(a) if isinstance(a, float) else self._value(a, where) for a in node.arguments]
        return self.operation(node.operation, values)
