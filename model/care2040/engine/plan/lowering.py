"""From the operations of a computation to nests: what is used once is computed where it is used, and never stored."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from care2040.engine.plan.merging import merged
from care2040.engine.plan.nests import Load, Loop, Memory, Nest, Operation, Place, Region, Value
from care2040.language.symbols import Along, Node, Number, Tape

Known = Callable[[int], Place | None]
"""Where the array of a node is, when it is in memory before the program begins."""
At = Mapping[str, int]
"""Members that were taken of an axis, by their place."""


def lower(
    tape: Tape,
    wanted: Iterable[tuple[int, Place]],
    known: Known,
    memory: Memory,
    region: Region = "scratch",
) -> tuple[Nest, ...]:
    """Return the nests that compute some nodes of a tape.

    Parameters
    ----------
    tape : Tape
        The operations.
    wanted : iterable of (int, Place)
        The nodes, and where each is put.
    known : callable
        Says of a node where it is, when nothing has to be computed for it.
    memory : Memory
        Gives room for what is kept on the way.
    region : {"own", "scratch", "shared"}
        Where that is.

    Returns
    -------
    tuple of Nest
        In an order in which they can be computed.
    """
    return _Lowering(tape, known).nests(tuple(wanted), memory, region)


def through(tape: Tape, index: int) -> int:
    """Return the node that others only spread over more axes."""
    while tape.nodes[index].operation == "spread":
        index = tape.nodes[index].takes[0]
    return index


class _Lowering:
    def __init__(self, tape: Tape, known: Known) -> None:
        self.tape, self.known = tape, known
        self.kept: dict[int, Place] = {}
        self.found: dict[int, Place | None] = {}

    def nests(self, wanted: tuple[tuple[int, Place], ...], memory: Memory, region: Region) -> tuple[Nest, ...]:
        nests = []
        for index in self._worth_keeping([through(self.tape, index) for index, _ in wanted]):
            axes = self._node(index).axes
            place = memory.take(region, axes, tuple(self._length(axis) for axis in axes))
            nests.append(self._nest(index, place))
            self.kept[index] = place
        nests += [self._nest(through(self.tape, index), place) for index, place in wanted]
        return tuple(nests)

    def _node(self, index: int) -> Node:
        return self.tape.nodes[index]

    def _length(self, axis: str) -> int:
        return len(self.tape.axes[axis])

    def _place(self, index: int) -> Place | None:
        if index in self.kept:
            return self.kept[index]
        if index not in self.found:
            self.found[index] = self.known(index)
        return self.found[index]

    def _reads(self, index: int) -> set[int]:
        """Return what has to be known to compute a node: nothing for what is in memory already."""
        if self._place(index) is not None:
            return set()
        return {through(self.tape, taken) for taken in self._node(index).takes}

    def _worth_keeping(self, wanted: list[int]) -> list[int]:
        """Return what is computed once and kept, in order: folds, what is read twice, or in a loop over more axes."""
        needed, waiting = set[int](), wanted
        uses: dict[int, int] = defaultdict(int)
        shifted = set[int]()
        while waiting:
            index = waiting.pop()
            if index in needed:
                continue
            needed.add(index)
            node = self._node(index)
            over = {axis for axis in (*node.axes, *(node.over if node.fold else ())) if self._length(axis) > 1}
            for read in self._reads(index):
                uses[read] += 2 if over - {*self._node(read).axes} else 1
                waiting.append(read)
                if node.operation == "shift" and self._place(read) is None:
                    shifted.add(read)  # its neighbour is read, which has to be in memory
        made = {index for index in needed if self._reads(index) and self._node(index).operation != "sel"}
        return sorted(shifted | {index for index in made if uses[index] > 1 or self._node(index).fold})

    def _nest(self, index: int, place: Place) -> Nest:
        """Return what computes a node along the axes of its place."""
        node, fold, over, inner = self._node(index), None, tuple[str, ...](), index
        if self._place(index) is None and node.fold is not None:
            fold, over, inner = node.fold, node.over, through(self.tape, node.takes[0])
        running = fold is not None and fold.running
        order = [axis for axis in place.axes if not (running and axis in over)] + [*over]
        loops = tuple(Loop(axis, self._length(axis)) for axis in order if self._length(axis) > 1)
        looped = frozenset(loop.name for loop in loops)
        gathered = len(looped & {*over})
        into = place.load(looped)
        # over one member there is nothing to gather
        return merged(
            Nest(
                loops, gathered, fold if gathered else None, self._value(inner, looped, {}), into, self.tape.laws[index]
            )
        )

    def _value(self, index: int, looped: frozenset[str], at: At) -> Value:
        index = through(self.tape, index)
        node, place = self._node(index), self._place(index)
        if place is not None:
            return place.load(looped, dict(at))
        match node.detail:
            case Number(value):
                return float(value)
            case Along((axis,), int(member)):
                return self._value(node.takes[0], looped, {**at, axis: member})
            case Along((axis,)) if node.operation == "shift":
                return self._shifted(node.takes[0], axis, looped, at)
        takes = (taken if isinstance(taken, float) else self._value(taken, looped, at) for taken in node.arguments)
        return Operation(node.operation, tuple(takes))

    def _shifted(self, index: int, axis: str, looped: frozenset[str], at: At) -> Value:
        """Return what lies one place before, and nought at the first place."""
        if axis in at or axis not in looped:  # one member was taken, or there is but one
            member = at.get(axis, 0)
            return self._value(index, looped, {**at, axis: member - 1}) if member else 0.0
        whole = self._value(index, looped, at)
        if not isinstance(whole, Load):
            raise AssertionError(f"what is shifted along {axis} is not in memory")
        stride = dict(whole.strides).get(axis, 0)
        return replace(whole, base=whole.base - stride, shift=axis)
