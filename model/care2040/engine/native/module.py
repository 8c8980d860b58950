"""A whole run as a module for LLVM: a function for every program of its plan, and one for a step of all runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from care2040.engine.native import functions
from care2040.engine.native.printer import WIDE, NestPrinter
from care2040.engine.native.text import Function, Term, place
from care2040.engine.plan.nests import Nest
from care2040.engine.plan.run_plan import RunPlan

NESTS = 32
"""Nests in a function: a compiler takes longer than in proportion for long ones."""

STEP = (
    (0, ("begin", "rates", "first")),
    (1, ("moment", "follow", "rates", "second", "rates", "third")),
    (2, ("moment", "follow", "rates", "leave", "check")),
)
"""The programs of a step, and at which of its moments they are: its begin, its middle and its end."""
ONCE = ("start", "still", "still shared", "again")
"""Programs that a run calls once or once a year: they are compiled in a hurry, for that takes longer than they do. What
is looked at takes a run alone little time too, and thousands of runs a fifth of theirs."""
INSIDE = ("begin", "rates", "first", "second", "third", "leave")
"""Programs that are never called but in a step."""


def symbol(program: str) -> str:
    """Return the name of a program's function."""
    return program.replace(" ", "_")


def module(plan: RunPlan, lanes: int) -> str:
    """Return the code of a plan for vectors of so many runs.

    Every function takes the memory of runs, the memory that they share, and how many vectors of runs there are; those
    that fill what is shared take only that. ``step`` takes the shared memory at the begin, the middle and the end.
    """
    return _Module(plan, lanes).text()


class _Module:
    def __init__(self, plan: RunPlan, lanes: int) -> None:
        self.plan, self.lanes = plan, lanes
        self.vector = lanes if lanes > 1 else WIDE
        self.scratch = plan.layout.size["own"]
        self.apart = (plan.layout.size["own"] + plan.layout.size["scratch"]) * lanes
        self.code: list[str] = []
        self.parts: dict[str, list[str]] = {}
        self.calls: set[tuple[str, str, tuple[str, ...]]] = set()

    def text(self) -> str:
        """Return the module."""
        for name, nests in self.plan.programs.items():
            self._parts(name, nests)
        for name in self.plan.programs:
            if name.endswith(" shared"):
                self._shared(name)
            elif name not in INSIDE:
                self._chunked(name)
        if "rates" in self.plan.programs:
            self._step()
        self.code += functions.functions(self.vector)
        return "\n\n".join([*self.code, *self._declared()]) + "\n"

    def _parts(self, name: str, nests: Sequence[Nest]) -> None:
        self.parts[name] = []
        for number, begin in enumerate(range(0, len(nests), NESTS)):
            function = Function(f"{symbol(name)}_{number}", ("ptr", "ptr"), "void", self.lanes, "internal")
            printer = NestPrinter(function, self.scratch)
            for nest in nests[begin : begin + NESTS]:
                printer.write(nest)
            self._add(function, "optnone noinline" if name in ONCE or (name == "look" and self.lanes == 1) else "")
            self.parts[name].append(function.name)

    def _add(self, function: Function, attributes: str) -> None:
        self.code.append(function.close(attributes=attributes))
        self.calls |= function.calls

    def _call(self, function: Function, name: str, own: Term, shared: Term) -> None:
        for part in self.parts[name]:
            function.do(f"call void @{part}(ptr {own}, ptr {shared})")

    def _chunked(self, name: str) -> None:
        function = Function(symbol(name), ("ptr", "ptr", "i64"), "void", self.lanes)
        own, shared, chunks = function.arguments
        function.repeat(0, chunks, 1, lambda at: self._call(function, name, self._chunk(function, own, at), shared))
        self.code.append(function.close())

    def _shared(self, name: str) -> None:
        function = Function(symbol(name), ("ptr",), "void", self.lanes)
        (shared,) = function.arguments
        self._call(function, name, Term("null", "ptr"), shared)
        self.code.append(function.close())

    def _chunk(self, function: Function, own: Term, at: Term) -> Term:
        numbers = function.two("mul", at, place(self.apart))
        return function.let("ptr", f"getelementptr double, ptr {own}, i64 {numbers}")

    def _step(self) -> None:
        function = Function("step", ("ptr", "ptr", "ptr", "ptr", "i64"), "void", self.lanes)
        own, *moments, chunks = function.arguments

        def chunk(at: Term) -> None:
            here = self._chunk(function, own, at)
            for moment, names in STEP:
                for name in names:
                    self._call(function, name, here, moments[moment])

        function.repeat(0, chunks, 1, chunk)
        self.code.append(function.close())

    def _declared(self) -> Iterable[str]:
        """Return what is called and stands nowhere in the module."""
        calls = set(self.calls)
        suffix, vector = f"v{self.vector}f64", f"<{self.vector} x double>"
        calls |= {(f"llvm.{name}.{suffix}", vector, (vector,)) for name in ("fabs", "rint")}
        calls |= {(f"llvm.copysign.{suffix}", vector, (vector,) * 2), (f"llvm.fma.{suffix}", vector, (vector,) * 3)}
        for name, gives, takes in sorted(calls):
            if not name.startswith("vector_"):
                yield f"declare {gives} @{name}({', '.join(takes)})"
