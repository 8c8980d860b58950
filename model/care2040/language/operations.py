"""Every operation of the language, once, in all its forms: units, NumPy, machine code, web page, slope, XMILE, formula.

A law works with these and nothing else. Whoever writes a trace out, runs it or draws it reads the form it needs here,
so that a new operation on numbers is one entry. `Elementwise` operations work number by number; those `AlongAxes` also
have a method of `language.symbols.Symbol` by the same name.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np

from care2040.language.forms import Drawn, Fold, MachineCode, Missing, Phrase, Tightness, WebCode
from care2040.language.slopes import Array, flat, outermost, power, running, selected, shifted, summed
from care2040.language.unit_rules import bare, chosen, compared, plain, same_unit

if TYPE_CHECKING:
    import pint

BRACKETS, TRUTH, SUM, SUM_OVER = Tightness.BRACKETS, Tightness.TRUTH, Tightness.SUM, Tightness.SUM_OVER
PRODUCT, POWER, ATOM = Tightness.PRODUCT, Tightness.POWER, Tightness.ATOM


@dataclass(frozen=True)
class Elementwise:
    """An operation on numbers, member by member.

    Attributes
    ----------
    units : callable
        From units, or plain numbers, of the operands to the unit of the result; raises `TraceError`.
    numpy : callable
        The function of NumPy's that does it.
    llvm : MachineCode
        What LLVM calls it.
    wasm : WebCode or Missing
        What WebAssembly has for it.
    javascript : Phrase or Missing
        What JavaScript calls it.
    slope : callable
        From what a unit of each member of the result counts for, the result, and the operands, to what a unit of each
        operand counts for; None for an operand that counts for nothing. All are laid out along the axes of the result.
    xmile : Phrase or Missing
        What XMILE calls it.
    drawn : Drawn
        How mathematics draws it.
    python : type of ast.AST, optional
        Python's own sign for it, where a law need not call it by name.
    """

    units: Callable[..., pint.Unit]
    numpy: Callable[..., Any]
    llvm: MachineCode
    wasm: WebCode | Missing
    javascript: Phrase | Missing
    slope: Callable[..., list[Any]]
    xmile: Phrase | Missing
    drawn: Drawn
    python: type[ast.AST] | None = None

    @property
    def truth(self) -> bool:
        """Whether it gives truths instead of numbers."""
        return self.llvm.kind == "comparison"


@dataclass(frozen=True)
class AlongAxes:
    """An operation on all members of one axis or several; it keeps the unit.

    Attributes
    ----------
    numpy : str
        The code: of ``{value}`` along the axis number ``{axis}``, or with the member that ``{index}`` says.
    fold : Fold or Missing
        How machine code and XMILE gather it, where it is not just another member that is read.
    slope : callable
        From what a unit of each member of the result counts for, the result, the operand, the axis numbers, and the
        place of the member that is taken, to what a unit of each member of the operand counts for.
    drawn : Drawn
        How mathematics draws it.
    view : bool
        Whether NumPy gives a look at the operand's own memory.
    """

    numpy: str
    fold: Fold | Missing
    slope: Callable[[Array, Array, Array, tuple[int, ...], int | None], Array]
    drawn: Drawn
    view: bool = False


def _called(name: str, operands: int = 1) -> Phrase:
    return Phrase(f"{name}({', '.join(['{}'] * operands)})", ATOM, (SUM,) * operands)


def _comparison(sign: str) -> Phrase:
    return Phrase(f"{{}} {sign} {{}}", TRUTH, (SUM, SUM))


_NEXT_TO = (BRACKETS, BRACKETS)
"""Operands that never need brackets."""

ELEMENTWISE: Mapping[str, Elementwise] = {
    "add": Elementwise(
        units=same_unit,
        numpy=np.add,
        llvm=MachineCode("instruction", "fadd"),
        wasm=WebCode("instruction", 0xA0, 0xF0),
        javascript=Phrase("{} + {}", SUM, (SUM, PRODUCT)),
        slope=lambda owed, result, left, right: [owed + 0 * result, owed + 0 * result],
        xmile=Phrase("{} + {}", SUM, (SUM, SUM)),
        drawn=Drawn("between", "+", SUM, (SUM, SUM)),
        python=ast.Add,
    ),
    "subtract": Elementwise(
        units=same_unit,
        numpy=np.subtract,
        llvm=MachineCode("instruction", "fsub"),
        wasm=WebCode("instruction", 0xA1, 0xF1),
        javascript=Phrase("{} - {}", SUM, (SUM, PRODUCT)),
        slope=lambda owed, result, left, right: [owed + 0 * result, -owed + 0 * result],
        xmile=Phrase("{} - {}", SUM, (SUM, PRODUCT)),
        drawn=Drawn("between", "−", SUM, (SUM, SUM_OVER)),
        python=ast.Sub,
    ),
    "multiply": Elementwise(
        units=lambda left, right: plain(left) * plain(right),
        numpy=np.multiply,
        llvm=MachineCode("instruction", "fmul"),
        wasm=WebCode("instruction", 0xA2, 0xF2),
        javascript=Phrase("{} * {}", PRODUCT, (PRODUCT, POWER)),
        slope=lambda owed, result, left, right: [owed * right, owed * left],
        xmile=Phrase("{} * {}", PRODUCT, (PRODUCT, PRODUCT)),
        drawn=Drawn("between", "·", PRODUCT, (PRODUCT, PRODUCT)),
        python=ast.Mult,
    ),
    "divide": Elementwise(
        units=lambda left, right: plain(left) / plain(right),
        numpy=np.divide,
        llvm=MachineCode("instruction", "fdiv"),
        wasm=WebCode("instruction", 0xA3, 0xF3),
        javascript=Phrase("{} / {}", PRODUCT, (PRODUCT, POWER)),
        slope=lambda owed, result, left, right: [owed / right, -owed * result / right],
        xmile=Phrase("{} / {}", PRODUCT, (PRODUCT, POWER)),
        drawn=Drawn("fraction"),
        python=ast.Div,
    ),
    "power": Elementwise(
        units=bare,
        numpy=np.power,
        llvm=MachineCode("vector", "pow"),
        wasm=WebCode("call", name="pow"),
        javascript=_called("Math.pow", 2),
        slope=power,
        xmile=Phrase("{} ^ {}", POWER, (ATOM, ATOM)),
        drawn=Drawn("raised", holds=POWER),
        python=ast.Pow,
    ),
    "negative": Elementwise(
        units=plain,
        numpy=np.negative,
        llvm=MachineCode("instruction", "fneg"),
        wasm=WebCode("instruction", 0x9A, 0xED),
        javascript=Phrase("-{}", POWER, (ATOM,)),
        slope=lambda owed, result, value: [-owed],
        xmile=Phrase("0.0 - {}", SUM, (PRODUCT,)),  # a sign before a power is read in two ways
        drawn=Drawn("before", "−", SUM, (PRODUCT,)),
        python=ast.USub,
    ),
    "absolute": Elementwise(
        units=plain,
        numpy=np.absolute,
        llvm=MachineCode("intrinsic", "fabs"),
        wasm=WebCode("instruction", 0x99, 0xEC),
        javascript=_called("Math.abs"),
        slope=lambda owed, result, value: [owed * np.sign(value)],
        xmile=_called("ABS"),
        drawn=Drawn("call", "abs"),
    ),
    "minimum": Elementwise(
        units=same_unit,
        numpy=np.minimum,
        llvm=MachineCode("intrinsic", "minimum"),
        wasm=WebCode("instruction", 0xA4, 0xF4),
        javascript=_called("Math.min", 2),
        slope=lambda owed, result, left, right: [owed * (left <= right), owed * (right < left)],
        xmile=_called("MIN", 2),
        drawn=Drawn("call", "min"),
    ),
    "maximum": Elementwise(
        units=same_unit,
        numpy=np.maximum,
        llvm=MachineCode("intrinsic", "maximum"),
        wasm=WebCode("instruction", 0xA5, 0xF5),
        javascript=_called("Math.max", 2),
        slope=lambda owed, result, left, right: [owed * (left >= right), owed * (right > left)],
        xmile=_called("MAX", 2),
        drawn=Drawn("call", "max"),
    ),
    "exp": Elementwise(
        units=bare,
        numpy=np.exp,
        llvm=MachineCode("vector", "exp"),
        wasm=WebCode("call", name="exp"),
        javascript=_called("Math.exp"),
        slope=lambda owed, result, value: [owed * result],
        xmile=_called("EXP"),
        drawn=Drawn("call", "exp"),
    ),
    "expm1": Elementwise(
        units=bare,
        numpy=np.expm1,
        llvm=MachineCode("library", "expm1"),
        wasm=WebCode("call", name="expm1"),
        javascript=_called("Math.expm1"),
        slope=lambda owed, result, value: [owed * (result + 1)],
        xmile=Phrase("EXP({}) - 1.0", SUM, (SUM,)),
        drawn=Drawn("call", "expm1"),
    ),
    "log": Elementwise(
        units=bare,
        numpy=np.log,
        llvm=MachineCode("vector", "log"),
        wasm=WebCode("call", name="log"),
        javascript=_called("Math.log"),
        slope=lambda owed, result, value: [owed / value],
        xmile=_called("LN"),
        drawn=Drawn("call", "ln"),
    ),
    "log1p": Elementwise(
        units=bare,
        numpy=np.log1p,
        llvm=MachineCode("library", "log1p"),
        wasm=WebCode("call", name="log1p"),
        javascript=_called("Math.log1p"),
        slope=lambda owed, result, value: [owed / (1 + value)],
        xmile=Phrase("LN(1.0 + {})", ATOM, (SUM,)),
        drawn=Drawn("call", "log1p"),
    ),
    "tanh": Elementwise(
        units=bare,
        numpy=np.tanh,
        llvm=MachineCode("library", "tanh"),
        wasm=WebCode("call", name="tanh"),
        javascript=_called("Math.tanh"),
        slope=lambda owed, result, value: [owed * (1 - result * result)],
        xmile=Missing("XMILE 1.0 has no hyperbolic functions"),
        drawn=Drawn("call", "tanh"),
    ),
    "less": Elementwise(
        units=compared,
        numpy=np.less,
        llvm=MachineCode("comparison", "<"),
        wasm=WebCode("comparison", 0x63, 0x49),
        javascript=_comparison("<"),
        slope=flat,
        xmile=_comparison("<"),
        drawn=Drawn("between", "<", SUM, _NEXT_TO),
        python=ast.Lt,
    ),
    "less_equal": Elementwise(
        units=compared,
        numpy=np.less_equal,
        llvm=MachineCode("comparison", "<="),
        wasm=WebCode("comparison", 0x65, 0x4B),
        javascript=_comparison("<="),
        slope=flat,
        xmile=_comparison("<="),
        drawn=Drawn("between", "≤", SUM, _NEXT_TO),
        python=ast.LtE,
    ),
    "greater": Elementwise(
        units=compared,
        numpy=np.greater,
        llvm=MachineCode("comparison", ">"),
        wasm=WebCode("comparison", 0x64, 0x4A),
        javascript=_comparison(">"),
        slope=flat,
        xmile=_comparison(">"),
        drawn=Drawn("between", ">", SUM, _NEXT_TO),
        python=ast.Gt,
    ),
    "greater_equal": Elementwise(
        units=compared,
        numpy=np.greater_equal,
        llvm=MachineCode("comparison", ">="),
        wasm=WebCode("comparison", 0x66, 0x4C),
        javascript=_comparison(">="),
        slope=flat,
        xmile=_comparison(">="),
        drawn=Drawn("between", "≥", SUM, _NEXT_TO),
        python=ast.GtE,
    ),
    "where": Elementwise(
        units=chosen,
        numpy=np.where,
        llvm=MachineCode("choice"),
        wasm=WebCode("choice"),
        javascript=Phrase("({} ? {} : {})", ATOM, (TRUTH, SUM, SUM)),
        slope=lambda owed, result, condition, yes, no: [None, owed * (condition != 0), owed * (condition == 0)],
        xmile=Phrase("(IF {} THEN {} ELSE {})", ATOM, (TRUTH, SUM, SUM)),
        drawn=Drawn("call", "where"),
    ),
}

_ANOTHER = Missing("nothing is gathered: whoever reads it reads another member")

ALONG_AXES: Mapping[str, AlongAxes] = {
    "sum": AlongAxes(
        numpy="np.add.reduce({value}, axis={axis})",
        fold=Fold("add", 0.0),
        slope=summed,
        drawn=Drawn("along", "Σ", SUM_OVER, (PRODUCT,)),
    ),
    "max": AlongAxes(
        numpy="np.maximum.reduce({value}, axis={axis})",
        fold=Fold("maximum", -inf),
        slope=outermost,
        drawn=Drawn("along", "max", ATOM, (PRODUCT,)),
    ),
    "min": AlongAxes(
        numpy="np.minimum.reduce({value}, axis={axis})",
        fold=Fold("minimum", inf),
        slope=outermost,
        drawn=Drawn("along", "min", ATOM, (PRODUCT,)),
    ),
    "cumsum": AlongAxes(
        numpy="np.cumsum({value}, axis={axis})",
        fold=Fold("add", 0.0, running=True),
        slope=running,
        drawn=Drawn("along", "Σ", SUM_OVER, (PRODUCT,), after=" up to here"),
    ),
    "shift": AlongAxes(
        numpy="shifted({value}, {axis})",
        fold=_ANOTHER,
        slope=shifted,
        drawn=Drawn("index", needs=(ATOM,)),
    ),
    "sel": AlongAxes(
        numpy="{value}[{index}]",
        fold=_ANOTHER,
        slope=selected,
        drawn=Drawn("index", needs=(ATOM,)),
        view=True,
    ),
}

OPERATIONS: Mapping[str, Elementwise | AlongAxes] = {**ELEMENTWISE, **ALONG_AXES}
"""By the name that a law calls it by; the elementwise ones but ``where`` by that of NumPy's function."""
