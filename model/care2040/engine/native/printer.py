"""Nests as instructions for LLVM: a loop is a loop, a number that differs between runs a vector of runs.

Of one run, the numbers of an innermost loop that lie side by side are taken as a vector instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from care2040.engine.native.text import PLACE, Function, Term, place
from care2040.engine.plan.nests import Load, Nest, Region
from care2040.engine.plan.schedule import Made, Schedule
from care2040.language.dependencies import ModelError
from care2040.language.forms import Fold
from care2040.language.operations import ELEMENTWISE

COMPARISONS = {"<": "fcmp olt", "<=": "fcmp ole", ">": "fcmp ogt", ">=": "fcmp oge"}
AT_ONCE = 4
"""Vectors gathered side by side, so that one addition does not wait for the other."""
WIDE = 4
"""Numbers of one run that are taken as a vector."""


class NestPrinter:
    """Writes nests in a function whose arguments are the memory of some runs and the memory that all share.

    Parameters
    ----------
    function : Function
        Takes the address of what runs have for themselves, and of what they share.
    scratch : int
        Where among what runs have for themselves the region begins that a program forgets.
    """

    def __init__(self, function: Function, scratch: int) -> None:
        self.function, self.scratch = function, scratch
        own, shared = function.arguments[:2]
        self.memory: Mapping[Region, Term] = {"own": own, "scratch": own, "shared": shared}

    def write(self, nest: Nest) -> None:
        """Write a nest."""
        _Writer(self, nest).write_level(0)


class _Writer:
    """One nest on its way into a function."""

    def __init__(self, printer: NestPrinter, nest: Nest) -> None:
        self.printer, self.nest, self.code = printer, nest, printer.function
        self.schedule = Schedule(nest)
        self.variables: list[Term] = []
        self.values: dict[int, Term] = {}
        self.moving: dict[tuple[tuple[int, int], ...], Term] = {}
        self.gathered: list[Term] = []
        self.rest: list[Term] = []
        self.outer = nest.stored_in if nest.fold and not nest.fold.running else len(nest.loops)
        if nest.fold and nest.fold.running:
            self.outer = len(nest.loops) - 1
        self.uniform = nest.into.region == "shared"
        self.element = self.code.number
        self.wide = WIDE if self.code.lanes == 1 and self._side_by_side() else 1

    @property
    def type(self) -> str:
        """The type of what is stored or gathered."""
        return "double" if self.uniform else self.code.number

    def _side_by_side(self) -> bool:
        """Whether all that the innermost loop reads and writes lies side by side, and fills a vector."""
        fold = self.nest.fold
        if not self.nest.loops or self.nest.loops[-1].length < WIDE or (fold and fold.running):
            return False
        axis = self.schedule.names[-1]
        for _, made in self.schedule.levels[-1]:
            if isinstance(made, Load) and (dict(made.strides)[axis] != 1 or made.shift == axis):
                return False
        return fold is not None or dict(self.nest.into.strides).get(axis) == 1

    def write_level(self, level: int) -> None:
        """Write what belongs inside so many loops, and the loops within."""
        if level == self.nest.stored_in:
            self._address(self.nest.into)  # here, so that it is known after an inner loop as well
        for number, made in self.schedule.levels[level]:
            self.values[number] = self._load(made) if isinstance(made, Load) else self._made(made)
        fold = self.nest.fold
        if fold and level == self.outer:
            self._begin_fold(fold)
        if level == len(self.nest.loops):
            self._finish()
        elif level == len(self.nest.loops) - 1:
            self._innermost(level)
        else:
            self._loop(level, 0, self.nest.loops[level].length, 1)
        if fold and not fold.running and level == self.outer:
            self._store(self._total(fold))

    def _loop(self, level: int, begin: int, end: int, step: int, accumulators: Sequence[Term] = ()) -> None:
        """Write a loop; with accumulators, its body once for each, at following places."""
        apart = step // max(1, len(accumulators))

        def body(variable: Term) -> None:
            for number in range(max(1, len(accumulators))):
                at = self.code.two("add", variable, place(number * apart)) if number else variable
                self._inside(level, at, accumulators[number] if accumulators else None)

        if end - begin <= step:
            body(place(begin))
            return
        self.code.repeat(begin, end, step, body)

    def _inside(self, level: int, variable: Term, accumulator: Term | None) -> None:
        moving, values, gathered = dict(self.moving), dict(self.values), self.gathered
        self.variables.append(variable)
        if accumulator is not None:
            self.gathered = [accumulator]
        self.write_level(level + 1)
        self.variables.pop()
        self.moving, self.values, self.gathered = moving, values, gathered

    def _innermost(self, level: int) -> None:
        """Write the innermost loop: as vectors as far as it goes, gathered in several places, and then the rest."""
        length = self.nest.loops[level].length
        folds = self.nest.fold is not None and not self.nest.fold.running
        step = self.wide * (len(self.gathered) if folds else 1)
        whole = length - length % step
        rooms = self.gathered
        self.code.lanes *= self.wide
        self._loop(level, 0, whole, step, rooms if folds else ())
        if step > self.wide and length - whole >= self.wide:
            more = whole + (length - whole) // self.wide * self.wide
            self._loop(level, whole, more, self.wide, rooms[:1])
            whole = more
        self.code.lanes //= self.wide
        if whole < length:
            self.gathered = self.rest
            self._loop(level, whole, length, 1)
            self.gathered = rooms

    def _begin_fold(self, fold: Fold) -> None:
        length = self.nest.loops[-1].length
        many = AT_ONCE if not fold.running and length >= 2 * AT_ONCE * self.wide else 1
        self.rest = [self._room(fold)]
        self.code.lanes *= self.wide
        self.gathered = [self._room(fold) for _ in range(many)] if many * self.wide > 1 else self.rest
        self.code.lanes //= self.wide

    def _room(self, fold: Fold) -> Term:
        room, start = self.code.room(self.type), self._constant(fold.start)
        self.code.do(f"store {start.type} {start}, ptr {room}")
        return room

    def _total(self, fold: Fold) -> Term:
        """Return all that was gathered, as one vector of runs."""
        self.code.lanes *= self.wide
        parts = [self.code.let(self.type, f"load {self.type}, ptr {room}") for room in self.gathered]
        while len(parts) > 1:
            parts = [self._operation(fold.combine, parts[at : at + 2]) for at in range(0, len(parts), 2)]
        self.code.lanes //= self.wide
        if self.gathered == self.rest:
            return parts[0]
        if self.wide > 1:
            (vector,) = parts
            parts = [
                self.code.let("double", f"extractelement {vector.type} {vector}, i64 {lane}")
                for lane in range(self.wide)
            ]
        for room in self.rest:
            parts.append(self.code.let(self.type, f"load {self.type}, ptr {room}"))
        total, *others = parts
        for part in others:
            total = self._operation(fold.combine, [total, part])
        return total

    def _finish(self) -> None:
        value = self._as(self._value(self.schedule.result), self.type)
        if self.nest.fold is None:
            self._store(value)
            return
        (room, *_) = self.gathered
        before = self.code.let(self.type, f"load {self.type}, ptr {room}")
        total = self._operation(self.nest.fold.combine, [before, value])
        self.code.do(f"store {total.type} {total}, ptr {room}")
        if self.nest.fold.running:
            self._store(total)

    def _constant(self, number: float) -> Term:
        return self.code.plain(number) if self.uniform else self.code.constant(number)

    def _as(self, value: Term, wanted: str) -> Term:
        """Return a value as a number of the type that is wanted: a truth counts as one or nought."""
        if value.type in ("i1", self.code.truth) and value.type != wanted:
            value = self.code.cast("uitofp", value, "double" if value.type == "i1" else self.code.number)
        return value if value.type == wanted else self.code.spread(value)

    # addresses

    def _moved(self, strides: tuple[tuple[int, int], ...]) -> Term | None:
        """Return by how much loops have moved: a sum over (loop, stride)."""
        if not strides:
            return None
        if strides not in self.moving:
            *before, (loop, stride) = strides
            part = self.variables[loop]
            if stride != 1:
                part = self.code.let(PLACE, f"mul nuw nsw i64 {part}, {stride}")
            rest = self._moved(tuple(before))
            self.moving[strides] = self.code.let(PLACE, f"add i64 {rest}, {part}") if rest else part
        return self.moving[strides]

    def _address(self, load: Load) -> Term:
        names = self.schedule.names
        strides = tuple(sorted((names.index(name), stride) for name, stride in load.strides))
        base = load.base + (self.printer.scratch if load.region == "scratch" else 0)
        element = "double" if load.region == "shared" else self.element
        at, memory = self._moved(strides), self.printer.memory[load.region]
        if at is not None:
            memory = self.code.let("ptr", f"getelementptr {element}, ptr {memory}, i64 {at}")
        return self.code.let("ptr", f"getelementptr {element}, ptr {memory}, i64 {base}")

    def _load(self, load: Load) -> Term:
        element = "double" if load.region == "shared" else self.code.number
        align = 8 if load.region == "shared" or self.wide > 1 else 8 * self.code.lanes
        if load.shift is None:
            return self.code.let(element, f"load {element}, ptr {self._address(load)}, align {align}")
        # at the first place the number before is read and thrown away: it lies in the same memory
        variable = self.variables[self.schedule.names.index(load.shift)]
        first = self.code.let("i1", f"icmp eq i64 {variable}, 0")
        back = Load(load.region, load.base + dict(load.strides).get(load.shift, 0), load.strides)
        address = self.code.select(first, self._address(back), self._address(load))
        found = self.code.let(element, f"load {element}, ptr {address}, align {align}")
        nought = self.code.plain(0.0) if element == "double" else self.code.constant(0.0)
        return self.code.select(first, nought, found)

    def _store(self, value: Term) -> None:
        value = self._as(value, self.type)
        align = 8 if self.uniform or self.wide > 1 else 8 * self.code.lanes
        self.code.do(f"store {value.type} {value}, ptr {self._address(self.nest.into)}, align {align}")

    # operations

    def _value(self, value: int | float) -> Term:
        return self.code.plain(value) if isinstance(value, float) else self.values[value]

    def _made(self, made: Made) -> Term:
        return self._operation(made.name, [self._value(taken) for taken in made.takes])

    def _operation(self, name: str, values: Sequence[Term]) -> Term:
        """Write an operation of the language; on plain numbers where all are."""
        plain = all(value.type in ("double", "i1") for value in values)
        number = "double" if plain else self.code.number
        form = ELEMENTWISE[name].llvm
        if form.kind == "choice":
            return self._choice(values, number)
        numbers = [self._as(value, number) for value in values]
        match form.kind:
            case "comparison":
                left, right = numbers
                truth = "i1" if plain else self.code.truth
                return self.code.let(truth, f"{COMPARISONS[form.name]} {number} {left}, {right}")
            case "instruction":
                operands = ", ".join(map(str, numbers))
                return self.code.let(number, f"{form.name} {number} {operands}")
            case "intrinsic":
                return self.code.intrinsic(form.name, *numbers)
            case "vector" if number != "double":
                return self.code.call(f"vector_{form.name}", number, *numbers)
            case "vector" | "library":
                return self._one_by_one(form.name, numbers)
        raise ModelError(f"'{self.nest.law}' uses '{name}', which has no machine code; write it with other operations")

    def _choice(self, values: Sequence[Term], number: str) -> Term:
        condition, *chosen = values
        if condition.type in ("double", self.code.number) and condition.type not in ("i1", self.code.truth):
            nought = self.code.plain(0.0) if condition.type == "double" else self.code.constant(0.0)
            truth = "i1" if condition.type == "double" else self.code.truth
            condition = self.code.let(truth, f"fcmp une {condition.type} {condition}, {nought}")
        return self.code.select(condition, *(self._as(value, number) for value in chosen))

    def _one_by_one(self, name: str, values: Sequence[Term]) -> Term:
        """Call a function of the C library for one run after the other."""
        if values[0].type == "double":
            return self.code.call(name, "double", *values)
        result = Term("poison", self.code.number)
        for lane in range(self.code.lanes):
            alone = [self.code.let("double", f"extractelement {one.type} {one}, i64 {lane}") for one in values]
            found = self.code.call(name, "double", *alone)
            result = self.code.let(result.type, f"insertelement {result.type} {result}, double {found}, i64 {lane}")
        return result
