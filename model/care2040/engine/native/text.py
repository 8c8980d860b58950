"""Instructions as LLVM writes them, on vectors of runs or on plain numbers."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """A value in the code: how it is written, and its type."""

    text: str
    type: str

    def __str__(self) -> str:
        return self.text


PLACE = "i64"


def place(number: int) -> Term:
    """Return a whole number: a place, or a count."""
    return Term(str(number), PLACE)


def written(number: float) -> str:
    """Return a plain number, bit by bit."""
    return f"0x{struct.unpack('<Q', struct.pack('<d', number))[0]:016X}"


class Function:
    """Writes one function, instruction by instruction, at its end.

    Parameters
    ----------
    name : str
        Its name in the module.
    takes : sequence of str
        Types of its arguments.
    gives : str
        Type of what it returns.
    lanes : int
        Runs in a vector; with one, vectors are plain numbers.
    kind : str
        What stands before its type, such as ``internal``.
    """

    def __init__(self, name: str, takes: Sequence[str], gives: str, lanes: int, kind: str = "") -> None:
        self.name, self.gives, self.lanes, self.kind = name, gives, lanes, kind
        self.arguments = [Term(f"%a{number}", own) for number, own in enumerate(takes)]
        self.entry: list[str] = []
        self.lines: list[str] = []
        self.count = 0
        self.block = "begin"
        self.calls: set[tuple[str, str, tuple[str, ...]]] = set()

    @property
    def number(self) -> str:
        """The type of a vector of numbers."""
        return "double" if self.lanes == 1 else f"<{self.lanes} x double>"

    @property
    def whole(self) -> str:
        """The type of a vector of whole numbers."""
        return PLACE if self.lanes == 1 else f"<{self.lanes} x i64>"

    @property
    def truth(self) -> str:
        """The type of a vector of truths."""
        return "i1" if self.lanes == 1 else f"<{self.lanes} x i1>"

    def fresh(self, prefix: str = "v") -> str:
        """Return a name that is not taken."""
        self.count += 1
        return f"%{prefix}{self.count}"

    def let(self, type_of: str, text: str) -> Term:
        """Write an instruction that gives a value."""
        term = Term(self.fresh(), type_of)
        self.lines.append(f"  {term} = {text}")
        return term

    def do(self, text: str) -> None:
        """Write an instruction that gives nothing."""
        self.lines.append(f"  {text}")

    def two(self, name: str, left: Term, right: Term) -> Term:
        """Write an instruction on two values of one type."""
        return self.let(left.type, f"{name} {left.type} {left}, {right}")

    def compare(self, name: str, left: Term, right: Term) -> Term:
        """Compare two values: ``fcmp olt`` and the like."""
        truth = self.truth if left.type.startswith("<") or self.lanes == 1 else "i1"
        return self.let(truth, f"{name} {left.type} {left}, {right}")

    def select(self, truth: Term, yes: Term, no: Term) -> Term:
        """Choose by a truth, in each lane."""
        return self.let(yes.type, f"select {truth.type} {truth}, {yes.type} {yes}, {no.type} {no}")

    def cast(self, name: str, value: Term, to: str) -> Term:
        """Give a value another type."""
        return self.let(to, f"{name} {value.type} {value} to {to}")

    def call(self, name: str, gives: str, *values: Term) -> Term:
        """Call a function by its name; it is declared where the module does not define it."""
        self.calls.add((name, gives, tuple(value.type for value in values)))
        return self.let(gives, f"call {gives} @{name}({', '.join(f'{value.type} {value}' for value in values)})")

    def intrinsic(self, name: str, *values: Term) -> Term:
        """Call a function of LLVM's own on numbers, plain ones or vectors."""
        kind = values[0].type
        suffix = "f64" if kind == "double" else f"v{kind[1:].partition(' ')[0]}f64"
        return self.call(f"llvm.{name}.{suffix}", kind, *values)

    def plain(self, number: float) -> Term:
        """Return a plain number."""
        return Term(written(number), "double")

    def constant(self, number: float) -> Term:
        """Return a number in every lane."""
        return self._everywhere(self.number, f"double {written(number)}")

    def whole_constant(self, number: int) -> Term:
        """Return a whole number in every lane."""
        return self._everywhere(self.whole, f"i64 {number}")

    def _everywhere(self, type_of: str, one: str) -> Term:
        if self.lanes == 1:
            return Term(one.partition(" ")[2], type_of)
        return Term(f"<{', '.join([one] * self.lanes)}>", type_of)

    def spread(self, value: Term) -> Term:
        """Return a plain number in every lane."""
        if value.type == self.number:
            return value
        if value.text.startswith("0x"):
            return Term(f"<{', '.join([f'double {value}'] * self.lanes)}>", self.number)
        first = self.let(self.number, f"insertelement {self.number} poison, double {value}, i64 0")
        zeros = f"<{self.lanes} x i32> zeroinitializer"
        return self.let(self.number, f"shufflevector {self.number} {first}, {self.number} poison, {zeros}")

    def room(self, type_of: str) -> Term:
        """Return the address of a value on the stack."""
        name = self.fresh("r")
        self.entry.append(f"  {name} = alloca {type_of}, align 64")
        return Term(name, "ptr")

    def repeat(self, begin: int, end: Term | int, step: int, body: Callable[[Term], None], note: str = "") -> None:
        """Write `body` for every place from `begin` up to `end`; `end` is more than `begin`."""
        before, head, after = self.block, self.fresh("l")[1:], self.fresh("l")[1:]
        variable, following = Term(self.fresh("i"), PLACE), Term(self.fresh("i"), PLACE)
        self.do(f"br label %{head}")
        self.label(head)
        mark = len(self.lines)
        body(variable)
        phi = f"  {variable} = phi i64 [ {begin}, %{before} ], [ {following}, %{self.block} ]"
        self.lines.insert(mark, phi)
        self.do(f"{following} = add nuw nsw i64 {variable}, {step}")
        go_on = self.let("i1", f"icmp slt i64 {following}, {end}")
        self.do(f"br i1 {go_on}, label %{head}, label %{after}{note}")
        self.label(after)

    def label(self, name: str) -> None:
        """Begin a block."""
        self.lines.append(f"{name}:")
        self.block = name

    def close(self, result: Term | None = None, attributes: str = "") -> str:
        """Return the whole function; `attributes` say how it is to be compiled."""
        self.do(f"ret {result.type} {result}" if result else "ret void")
        takes = ", ".join(f"{one.type}{' noalias' if one.type == 'ptr' else ''} {one}" for one in self.arguments)
        ending = f" {attributes}" if attributes else ""
        head = f"define {self.kind + ' ' if self.kind else ''}{self.gives} @{self.name}({takes}){ending} {{"
        return "\n".join([head, "begin:", *self.entry, *self.lines, "}"])
