"""A plan as a WebAssembly module: no compiler and no linker, two numbers at a time where they lie side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from care2040.engine.plan.schedule import Made, Schedule
from care2040.engine.web.memory import Flat, flat
from care2040.engine.web.wasm_code import TYPES, Function, Kind, Local, pair_instruction, section, text, unsigned
from care2040.language.dependencies import ModelError
from care2040.language.forms import Missing, WebCode
from care2040.language.operations import ELEMENTWISE

if TYPE_CHECKING:
    from care2040.engine.plan.nests import Load, Nest
    from care2040.engine.plan.run_plan import RunPlan

CALLS = {"pow": 2, "exp": 1, "expm1": 1, "log": 1, "log1p": 1, "tanh": 1}
"""Functions of ``Math`` that a module imports, and how many numbers each takes."""
NESTS = 24
"""Nests in a function: a browser compiles short ones at once, and long ones late."""
WRITTEN_OUT = 8
"""Places of a loop that are written out one by one instead of gone through."""
PAGE = 65_536
NUMBER: Kind = "number"
PAIR: Kind = "pair"
SPLAT, FIRST_OF_PAIR, SECOND_INTO_PAIR = b"\xfd\x14", b"\xfd\x21", b"\xfd\x22\x01"
LOAD, STORE, LOAD_PAIR, STORE_PAIR = b"\x2b\x03", b"\x39\x03", b"\xfd\x00\x03", b"\xfd\x0b\x03"


def module(plan: RunPlan) -> bytes:
    """Return a module with its memory, and a function for each program; a blank in a name is a line below."""
    memory = flat(plan)
    bodies: list[bytes] = []
    exports = [text("memory") + b"\x02\x00"]
    for name, nests in plan.programs.items():
        parts = []
        for begin in range(0, len(nests), NESTS):
            code = Function()
            for nest in nests[begin : begin + NESTS]:
                _NestCode(nest, code, memory).write(0)
            parts.append(len(CALLS) + len(bodies))
            bodies.append(code.closed())
        code = Function()
        code.do(*(b"\x10" + unsigned(part) for part in parts))
        exports.append(text(name.replace(" ", "_")) + b"\x00" + unsigned(len(CALLS) + len(bodies)))
        bodies.append(code.closed())
    types = [b"\x60\x00\x00", b"\x60\x01\x7c\x01\x7c", b"\x60\x02\x7c\x7c\x01\x7c"]
    imports = [text("math") + text(name) + b"\x00" + unsigned(takes) for name, takes in CALLS.items()]
    pages = unsigned(8 * memory.size // PAGE + 1)
    return b"\0asm\x01\0\0\0" + b"".join(
        (
            section(1, types),
            section(2, imports),
            section(3, [b"\x00"] * len(bodies)),
            section(5, [b"\x00" + pages]),
            section(7, exports),
            section(10, bodies),
        )
    )


class _NestCode:
    """One nest on its way into a function."""

    def __init__(self, nest: Nest, code: Function, memory: Flat) -> None:
        self.nest, self.code, self.memory = nest, code, memory
        self.schedule = Schedule(nest)
        self.depth = len(nest.loops)
        self.used: dict[Kind, int] = dict.fromkeys(TYPES, 0)
        self.variables = [self._new("whole") for _ in range(self.depth)]
        self.moving: dict[tuple[tuple[int, int], ...], Local] = {}
        self.to_move: list[list[tuple[Local, Local | None, int, int]]] = [[] for _ in range(self.depth + 1)]
        for load in (*self._loads(), nest.into):
            self._moved(self._strides(load))
        self.values: dict[int, Local] = {}
        self.kinds: dict[int, Kind] = {}
        self.pairs = self._side_by_side()
        fold = nest.fold
        self.outer = self.depth if not fold else self.depth - 1 if fold.running else nest.stored_in
        if fold:
            self.gathered = self._new(NUMBER)
            self.gathered_pair = self._new(PAIR) if self.pairs and not fold.running else None

    def _loads(self) -> list[Load]:
        return [made for level in self.schedule.levels for _, made in level if not isinstance(made, Made)]

    def _new(self, kind: Kind) -> Local:
        self.used[kind] += 1
        return self.code.local(kind, self.used[kind] - 1)

    def _side_by_side(self) -> bool:
        """Whether all that the innermost loop reads and writes lies side by side."""
        fold = self.nest.fold
        if not self.depth or self.nest.loops[-1].length < 2 or (fold and fold.running):
            return False
        axis = self.schedule.names[-1]
        for _, made in self.schedule.levels[-1]:
            if not isinstance(made, Made) and (dict(made.strides)[axis] != 1 or made.shift == axis):
                return False
        return fold is not None or dict(self.nest.into.strides).get(axis) == 1

    # addresses, in bytes; the variable of a loop counts bytes too

    def _strides(self, load: Load) -> tuple[tuple[int, int], ...]:
        return tuple(sorted((self.schedule.names.index(name), stride) for name, stride in load.strides))

    def _moved(self, strides: tuple[tuple[int, int], ...]) -> Local | None:
        """Return the local value with what loops move an address; it is computed in the innermost of them."""
        if not strides:
            return None
        *before, (loop, stride) = strides
        if not before and stride == 1:
            return self.variables[loop]
        if strides not in self.moving:
            rest = self._moved(tuple(before))
            self.moving[strides] = self._new("whole")
            self.to_move[loop + 1].append((self.moving[strides], rest, loop, stride))
        return self.moving[strides]

    def _push_address(self, load: Load) -> None:
        moved = self._moved(self._strides(load))
        self.code.whole(0) if moved is None else self.code.get(moved)

    def _push_load(self, load: Load, instruction: bytes) -> None:
        """Put a number, or two, on the stack; nought where a shift has nothing before it."""
        self._push_address(load)
        self.code.do(instruction + unsigned(8 * self.memory.of(load)))
        if load.shift:
            self.code.number(0.0)
            if instruction == LOAD_PAIR:
                self.code.do(SPLAT)
            self.code.get(self.variables[self.schedule.names.index(load.shift)])
            self.code.do(b"\x1b" if instruction == LOAD else b"\x1c\x01\x7b")

    def _store(self, instruction: bytes) -> None:
        self.code.do(instruction + unsigned(8 * self.memory.of(self.nest.into)))

    # loops

    def write(self, level: int) -> None:
        """Write what belongs inside so many loops, and the loops within."""
        self._enter(level)
        for number, made in self.schedule.levels[level]:
            self._one(number, made)
        fold = self.nest.fold
        if fold and level == self.outer:
            self.code.number(fold.start)
            self.code.set(self.gathered)
            if self.gathered_pair:
                self.code.number(fold.start)
                self.code.do(SPLAT)
                self.code.set(self.gathered_pair)
        if level == self.depth:
            self._finish()
            return
        length = self.nest.loops[level].length
        if level == self.depth - 1 and self.pairs:
            self._loop(level, self._pair_body, 0, length - length % 2, 2)
            if length % 2:
                self._loop(level, lambda: self.write(level + 1), length - 1, length, 1)
        else:
            self._loop(level, lambda: self.write(level + 1), 0, length, 1)
        if fold and not fold.running and level == self.outer:
            self._push_address(self.nest.into)
            self._push_total(fold.combine)
            self._store(STORE)

    def _enter(self, level: int) -> None:
        """Compute what the innermost loop so far moves."""
        for target, before, loop, stride in self.to_move[level]:
            self.code.get(self.variables[loop])
            if stride != 1:
                self.code.whole(stride)
                self.code.do(b"\x6c")
            if before:
                self.code.get(before)
                self.code.do(b"\x6a")
            self.code.set(target)

    def _loop(self, level: int, body: Callable[[], None], begin: int, end: int, step: int) -> None:
        variable, places = self.variables[level], range(begin, end, step)
        few = level == self.depth - 1 and len(places) <= WRITTEN_OUT // step
        if len(places) == 1 or few:
            for at in places:
                self.code.whole(8 * at)
                self.code.set(variable)
                body()
            return
        self.code.whole(8 * begin)
        self.code.set(variable)
        self.code.do(b"\x03\x40")
        body()
        self.code.get(variable)
        self.code.whole(8 * step)
        self.code.do(b"\x6a")
        self.code.set(variable)
        self.code.get(variable)
        self.code.whole(8 * end)
        self.code.do(b"\x48\x0d\x00\x0b")

    def _finish(self) -> None:
        fold = self.nest.fold
        if fold:
            self.code.get(self.gathered)
            self._push(self.schedule.result)
            self._instruct(fold.combine)
            self.code.set(self.gathered)
        if fold is None or fold.running:
            self._push_address(self.nest.into)
            if fold:
                self.code.get(self.gathered)
            else:
                self._push(self.schedule.result)
            self._store(STORE)

    def _push_total(self, combine: str) -> None:
        self.code.get(self.gathered)
        if self.gathered_pair:
            for half in (b"\x00", b"\x01"):
                self.code.get(self.gathered_pair)
                self.code.do(FIRST_OF_PAIR + half)
                self._instruct(combine)

    # one number at a time

    def _form(self, name: str) -> WebCode:
        form = ELEMENTWISE[name].wasm
        if isinstance(form, Missing):
            raise ModelError(f"'{self.nest.law}' uses '{name}': {form.reason}; write it with other operations")
        return form

    def _instruct(self, name: str) -> None:
        self.code.do(bytes([self._form(name).one]))

    def _keep(self, number: int, kind: Kind) -> None:
        if number not in self.values or self.kinds[number] != kind:
            self.values[number], self.kinds[number] = self._new(kind), kind
        self.code.set(self.values[number])

    def _push(self, value: int | float) -> None:
        """Put a value on the stack as a number: a truth is one or nought."""
        if isinstance(value, float):
            self.code.number(value)
            return
        self.code.get(self.values[value])
        if self.kinds[value] == "truth":
            self.code.do(b"\xb8")

    def _push_truth(self, value: int | float) -> None:
        if isinstance(value, int) and self.kinds[value] == "truth":
            self.code.get(self.values[value])
            return
        self._push(value)
        self.code.number(0.0)
        self.code.do(b"\x62")

    def _one(self, number: int, made: Load | Made) -> None:
        if not isinstance(made, Made):
            self._push_load(made, LOAD)
            self._keep(number, NUMBER)
            return
        form = self._form(made.name)
        if form.kind == "choice":
            condition, yes, no = made.takes
            self._push(yes)
            self._push(no)
            self._push_truth(condition)
            self.code.do(b"\x1b")
        else:
            for taken in made.takes:
                self._push(taken)
            self.code.do(b"\x10" + unsigned([*CALLS].index(form.name)) if form.kind == "call" else bytes([form.one]))
        self._keep(number, "truth" if form.kind == "comparison" else NUMBER)

    # two numbers at a time

    def _pair_body(self) -> None:
        one_by_one = dict(self.values), dict(self.kinds)
        self._enter(self.depth)
        masks = set[int]()
        for number, made in self.schedule.levels[self.depth]:
            if isinstance(made, Made):
                self._pair(made, masks)
                if self._form(made.name).kind == "comparison":
                    masks.add(number)
            else:
                self._push_load(made, LOAD_PAIR)
            self._keep(number, PAIR)
        fold = self.nest.fold
        if fold and self.gathered_pair:
            self.code.get(self.gathered_pair)
            self._push_pair(self.schedule.result, masks)
            self.code.do(pair_instruction(self._form(fold.combine).pair))
            self.code.set(self.gathered_pair)
        else:
            self._push_address(self.nest.into)
            self._push_pair(self.schedule.result, masks)
            self._store(STORE_PAIR)
        self.values, self.kinds = one_by_one

    def _pair(self, made: Made, masks: set[int]) -> None:
        form = self._form(made.name)
        if form.kind == "choice":
            condition, yes, no = made.takes
            self._push_pair(yes, masks)
            self._push_pair(no, masks)
            self._push_mask(condition, masks)
            self.code.do(pair_instruction(0x52))
        elif form.kind == "call":
            self._pair_call(form.name, made.takes, masks)
        else:
            for taken in made.takes:
                self._push_pair(taken, masks)
            self.code.do(pair_instruction(form.pair))

    def _pair_call(self, name: str, takes: Sequence[int | float], masks: set[int]) -> None:
        for half in (b"\x00", b"\x01"):
            for taken in takes:
                self._push_pair(taken, masks)
                self.code.do(FIRST_OF_PAIR + half)
            self.code.do(b"\x10" + unsigned([*CALLS].index(name)))
            self.code.do(SPLAT if half == b"\x00" else SECOND_INTO_PAIR)

    def _push_pair(self, value: int | float, masks: set[int]) -> None:
        if isinstance(value, int) and self.kinds[value] == PAIR:
            self.code.get(self.values[value])
            if value in masks:
                self.code.number(1.0)
                self.code.do(SPLAT, pair_instruction(0x4E))
            return
        self._push(value)
        self.code.do(SPLAT)

    def _push_mask(self, value: int | float, masks: set[int]) -> None:
        if isinstance(value, int) and value in masks:
            self.code.get(self.values[value])
            return
        self._push_pair(value, masks)
        self.code.number(0.0)
        self.code.do(SPLAT, pair_instruction(0x48))
