"""From equations to straight-line NumPy: each law is called once with symbols, and what it did is written out as code.

Axes are aligned, sums get their axis number, common parts are computed once, and whatever does not change in time is
computed before the run starts. The run axis is last, so that one run and a thousand take the same code.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from care2040.language.axes import Axes, ordered
from care2040.language.dependencies import ModelError, order
from care2040.language.equations import Equation
from care2040.language.operations import TraceError
from care2040.language.symbols import Symbol, Tape
from care2040.language.units import unit, written

Array = npt.NDArray[np.float64]
Environment = dict[str, Symbol]


def trace(names: Iterable[str], equations: Mapping[str, Equation], known: Environment, tape: Tape) -> None:
    """Call the laws `names`, in that order, with symbols; put what they return into `known`.

    Raises
    ------
    ModelError
        When a unit or an axis does not fit, or a law does what the language does not have; with name and file.
    """
    for name in names:
        equation = equations[name]
        try:
            known[name] = result_of(equation, equation.of(known), tape)
        except (TraceError, TypeError, AttributeError) as error:
            # the last two are what Python says of x.mean(), x[0] or len(x)
            raise ModelError((f"'{name}': {error}", equation.place)) from error


def check_alternatives(
    laws: Iterable[Equation], moving: Mapping[str, Equation], known: Environment, tape: Tape
) -> None:
    """Check laws that stand ready as if each had its place among the equations `moving`.

    Raises
    ------
    ModelError
        When one of them closes a circle, or is refused by `trace`.
    """
    for law in laws:
        order([law.name], {**moving, law.name: law})
        trace([law.name], {law.name: law}, dict(known), tape)


def result_of(equation: Equation, result: Any, tape: Tape) -> Symbol:
    """Check the axes and the unit of what a law returned, and give it the axes it is declared with.

    Raises
    ------
    TraceError
        When they are not what the equation declares.
    """
    declared = unit(equation.unit)
    if not isinstance(result, Symbol | int | float):
        raise TraceError(f"the law gives {type(result).__name__}, not a number or something made of what it reads")
    symbol = (
        result
        if isinstance(result, Symbol)
        else tape.number(result, declared if result == 0 else unit("dimensionless"))
    )
    if symbol.node.unit != declared:
        raise TraceError(f"the law gives '{written(symbol.node.unit)}', but is declared in '{equation.unit}'")
    extra = [axis for axis in symbol.node.axes if axis not in equation.axes]
    if extra:
        raise TraceError(f"the law gives the axis '{extra[0]}', which is not declared; declared: {equation.axes}")
    return symbol.spread(equation.axes)


@dataclass(frozen=True)
class Program:
    """Two functions of one trace: what can be computed beforehand, and the rest.

    Attributes
    ----------
    prepare : callable
        From the given arrays (axes..., run) to the tuple of arrays that do not move.
    evaluate : callable
        From the given arrays and that tuple to the list of wanted arrays.
    source : str
        The code, to be read by a sceptic.
    operations : int
        Number of array operations in `evaluate`.
    tape, moves, wanted
        The trace that it was made from, for each node whether it changes in time, and the nodes that are wanted.
    """

    prepare: Callable[[Mapping[str, Array]], tuple[Array, ...]]
    evaluate: Callable[[Mapping[str, Array], tuple[Array, ...]], list[Array]]
    source: str
    operations: int
    tape: Tape
    moves: Sequence[bool]
    wanted: tuple[int, ...]


def fold_onto(symbol: Symbol, axes: Iterable[str], among: Axes) -> Symbol:
    """Sum away the axes of a symbol that are not in `axes`."""
    extra = ordered(frozenset(symbol.node.axes) - frozenset(axes), among)
    return symbol.sum(extra) if extra else symbol
