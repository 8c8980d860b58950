"""Instructions for LLVM: loops, vectors of runs in memory, and the operations of the language on such vectors.

With the runs of a vector side by side nothing has to be recognised as parallel: one operation is one instruction.
"""

from collections.abc import Callable, Sequence

from llvmlite import ir

from care2040.language.operations import ELEMENTWISE

LANES = 16
"""Runs in a vector: two registers of the widest kind there is, so that one waits less for the other."""
NUMBER, PLACE = ir.DoubleType(), ir.IntType(64)
VECTOR = ir.VectorType(NUMBER, LANES)


def splat(number: float) -> ir.Constant:
    """Return a vector of one number."""
    return ir.Constant(VECTOR, [number] * LANES)


class Loops:
    """Writes instructions at the end of a function: loops, and vectors of runs in memory."""

    def __init__(self, module: ir.Module, name: str, kinds: Sequence[ir.Type]) -> None:
        self.module = module
        self.function = ir.Function(module, ir.FunctionType(ir.VoidType(), kinds), name)
        self.build = ir.IRBuilder(self.function.append_basic_block())
        for argument in self.function.args:
            if isinstance(argument.type, ir.PointerType):
                argument.add_attribute("noalias")

    def repeat(self, count: int | ir.Value, body: Callable[[ir.Value], None]) -> None:
        """Write `body` for every place from 0 to `count`."""
        if count == 1:
            body(PLACE(0))
            return
        before, head = self.build.block, self.function.append_basic_block()
        self.build.branch(head)
        self.build.position_at_end(head)
        place = self.build.phi(PLACE)
        body(place)
        following = self.build.add(place, PLACE(1))
        place.add_incoming(PLACE(0), before)
        place.add_incoming(following, self.build.block)
        end = self.function.append_basic_block()
        last = PLACE(count) if isinstance(count, int) else count
        self.build.cbranch(self.build.icmp_signed("<", following, last), head, end)
        self.build.position_at_end(end)

    def vector(self, base: ir.Value, place: ir.Value) -> ir.Value:
        """Return the address of the vector that begins `place` numbers after `base`."""
        return self.build.bitcast(self.build.gep(base, [place]), VECTOR.as_pointer())

    def load(self, base: ir.Value, place: ir.Value) -> ir.Value:
        """Read a vector."""
        return self.build.load(self.vector(base, place), align=8)

    def store(self, value: ir.Value, base: ir.Value, place: ir.Value) -> None:
        """Write a vector."""
        self.build.store(self.number(value), self.vector(base, place), align=8)

    def operation(self, name: str, values: Sequence[ir.Value]) -> ir.Value:
        """Write an operation of the language on vectors."""
        code = ELEMENTWISE[name].llvm
        if code.kind == "choice":
            condition, *chosen = values
            truth = self.build.fcmp_unordered("!=", condition, splat(0.0)) if condition.type == VECTOR else condition
            return self.build.select(truth, *(self.number(value) for value in chosen))
        numbers = [self.number(value) for value in values]
        if code.kind == "comparison":
            return self.build.fcmp_ordered(code.name, *numbers)
        if code.kind == "intrinsic":
            return self.build.call(self._known(f"llvm.{code.name}.v{LANES}f64", VECTOR, len(numbers)), numbers)
        return self._call(code.name, numbers) if code.kind == "library" else getattr(self.build, code.name)(*numbers)

    def number(self, value: ir.Value) -> ir.Value:
        """Let a truth count as one or zero, as in NumPy."""
        return value if value.type == VECTOR else self.build.uitofp(value, VECTOR)

    def _call(self, name: str, values: Sequence[ir.Value]) -> ir.Value:
        """Call a function of the C library for one run after the other."""
        function, result = self._known(name, NUMBER, len(values)), splat(0.0)
        for lane in map(ir.IntType(32), range(LANES)):
            alone = [self.build.extract_element(value, lane) for value in values]
            result = self.build.insert_element(result, self.build.call(function, alone), lane)
        return result

    def _known(self, name: str, result: ir.Type, count: int) -> ir.Function:
        """Return a function that LLVM or the C library has."""
        found = self.module.globals.get(name)
        return found or ir.Function(self.module, ir.FunctionType(result, [result] * count), name)
