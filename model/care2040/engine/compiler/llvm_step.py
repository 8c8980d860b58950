"""One step of Runge and Kutta's method as code for LLVM, for one vector of runs after the other.

The state of a vector of runs and what is computed from it stay in the cache of a core during the whole step.
"""

from collections.abc import Mapping
from typing import NamedTuple

from llvmlite import ir

from care2040.engine.compiler.llvm_loops import LANES, NUMBER, PLACE, Loops, splat
from care2040.engine.compiler.llvm_rates import COLUMNS, RatesCode
from care2040.engine.compiler.trace import Computation


class StepCode(NamedTuple):
    """Code of a step.

    Attributes
    ----------
    text : str
        The module, as LLVM reads it.
    inputs : dict of int to int
        Node to its row in a table of inputs; there is one for the begin, the middle and the end of the step.
    space : int
        Numbers of working memory that it takes.
    """

    text: str
    inputs: dict[int, int]
    space: int


def step_code(computation: Computation, places: Mapping[str, int], size: int) -> StepCode:
    """Write ``step(before, after, inputs, space, runs, length)`` for a computation, as `llvm_kernel.Kernel` has it."""
    module = ir.Module("care2040")
    rates = RatesCode(module, computation, places)
    step = _StepWriter(module, rates, size)
    return StepCode(str(module), rates.inputs, step.space)


class _StepWriter(Loops):
    """Writes the step around the rates."""

    def __init__(self, module: ir.Module, rates: RatesCode, size: int) -> None:
        pointer = NUMBER.as_pointer()
        super().__init__(module, "step", [pointer, pointer, PLACE.as_pointer(), pointer, PLACE, NUMBER])
        self.before, self.after, self.table, self.memory, self.runs, length = self.function.args
        self.rates, self.size = rates, size
        self.space = (rates.space + 4 * size) * LANES
        self.state, self.there, self.change, self.total = (
            self.build.gep(self.memory, [PLACE((rates.space + number * size) * LANES)]) for number in range(4)
        )
        self.half, self.whole, self.sixth = (self._spread(length, part) for part in (1 / 2, 1.0, 1 / 6))
        chunks = self.build.sdiv(self.build.add(self.runs, PLACE(LANES - 1)), PLACE(LANES))
        self.repeat(chunks, self._chunk)
        self.build.ret_void()

    def _spread(self, length: ir.Value, part: float) -> ir.Value:
        number = self.build.fmul(length, NUMBER(part))
        vector, places = splat(0.0), ir.VectorType(ir.IntType(32), LANES)
        return self.build.shuffle_vector(
            self.build.insert_element(vector, number, PLACE(0)), vector, ir.Constant(places, [0] * LANES)
        )

    def _chunk(self, number: ir.Value) -> None:
        """Write the step of one vector of runs; the last one begins earlier when it would not be full."""
        begin, last = self.build.mul(number, PLACE(LANES)), self.build.sub(self.runs, PLACE(LANES))
        first = self.build.select(self.build.icmp_signed("<", begin, last), begin, last)

        def enter(place: ir.Value) -> None:
            outside = self.build.add(self.build.mul(place, self.runs), first)
            self.store(self.load(self.before, outside), self.state, self.build.mul(place, PLACE(LANES)))

        def leave(place: ir.Value) -> None:
            outside = self.build.add(self.build.mul(place, self.runs), first)
            state, slope, total = self._read(place, self.state, self.change, self.total)
            moved = self.build.fmul(self.build.fadd(total, slope), self.sixth)
            self.store(self.build.fadd(state, moved), self.after, outside)

        self.repeat(self.size, enter)
        self._slope(self.state, 0, first)
        self._go(self.half, 1.0, begins=True)
        self._slope(self.there, 1, first)
        self._go(self.half, 2.0)
        self._slope(self.there, 1, first)
        self._go(self.whole, 2.0)
        self._slope(self.there, 2, first)
        self.repeat(self.size, leave)

    def _read(self, place: ir.Value, *vectors: ir.Value) -> list[ir.Value]:
        return [self.load(vector, self.build.mul(place, PLACE(LANES))) for vector in vectors]

    def _slope(self, state: ir.Value, stage: int, first: ir.Value) -> None:
        table = self.build.gep(self.table, [PLACE(COLUMNS * stage * len(self.rates.inputs))])
        self.build.call(self.rates.function, [state, self.change, table, self.memory, first])

    def _go(self, length: ir.Value, weight: float, begins: bool = False) -> None:
        """Add the slope to the total, and go along it from the begin of the step."""

        def go(place: ir.Value) -> None:
            at = self.build.mul(place, PLACE(LANES))
            state, slope, total = self._read(place, self.state, self.change, self.total)
            weighed = self.build.fmul(slope, splat(weight))
            self.store(weighed if begins else self.build.fadd(total, weighed), self.total, at)
            self.store(self.build.fadd(state, self.build.fmul(slope, length)), self.there, at)

        self.repeat(self.size, go)
