"""In which forms an operation is written: NumPy, machine code, a web page, a file, mathematics; or why in none."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal


class Tightness(IntEnum):
    """How tightly what is written holds together; the operand of something tighter gets brackets."""

    TRUTH = 0
    BRACKETS = 1
    SUM = 2
    SUM_OVER = 3
    PRODUCT = 4
    POWER = 5
    ATOM = 6


@dataclass(frozen=True)
class Missing:
    """A form that an operation does not have, and why."""

    reason: str


@dataclass(frozen=True)
class MachineCode:
    """What LLVM calls an operation on numbers: its own instruction or comparison, or a function that is called.

    A function is one of LLVM's (intrinsic), of the C library, or has a form for whole vectors too (vector).
    """

    kind: Literal["instruction", "comparison", "intrinsic", "vector", "library", "choice"]
    name: str = ""


@dataclass(frozen=True)
class WebCode:
    """What a WebAssembly module has for an operation on numbers: an instruction for one and for two, or a call.

    Attributes
    ----------
    kind : str
        An instruction on numbers, a comparison that gives truths, a choice by truth, or a function of JavaScript's
        ``Math``, called for one number at a time.
    one, pair : int
        The instruction on one number, and on two at once.
    name : str
        The function.
    """

    kind: Literal["instruction", "comparison", "choice", "call"]
    one: int = 0
    pair: int = 0
    name: str = ""


@dataclass(frozen=True)
class Fold:
    """How an operation gathers numbers along axes, one after the other.

    Attributes
    ----------
    combine : str
        The operation that takes what was gathered so far and the next number.
    start : float
        What it begins with.
    running : bool
        Whether what was gathered so far is given at every place, instead of the whole at the end.
    """

    combine: str
    start: float
    running: bool = False


@dataclass(frozen=True)
class Phrase:
    """How a file of equations, such as XMILE, says an operation.

    Attributes
    ----------
    text : str
        With ``{}`` for every operand.
    holds : Tightness
        How tightly it holds together; TRUTH when it gives no number.
    needs : tuple of Tightness
        How tightly each operand has to.
    """

    text: str
    holds: Tightness
    needs: tuple[Tightness, ...]


@dataclass(frozen=True)
class Drawn:
    """How mathematics draws an operation.

    Attributes
    ----------
    shape : str
        Its sign between or before operands, a fraction, a power, a call by name, a sign along axes, or an index.
    sign : str
        The sign, or the name.
    holds : Tightness
        How tightly it holds together.
    needs : tuple of Tightness
        How tightly each operand has to, where the shape leaves that open.
    after : str
        What is said after the axes.
    """

    shape: Literal["between", "before", "fraction", "raised", "call", "along", "index"]
    sign: str = ""
    holds: Tightness = Tightness.ATOM
    needs: tuple[Tightness, ...] = ()
    after: str = ""
