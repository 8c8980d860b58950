"""From laws to a computation: each law is called once with symbols, and what it did stands on a tape."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from care2040.language.axes import Axes, ordered
from care2040.language.dependencies import ModelError, order
from care2040.language.equations import Equation
from care2040.language.symbols import Given, Symbol, Tape
from care2040.language.unit_rules import TraceError
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
        equation, tape.law = equations[name], name
        try:
            known[name] = result_of(equation, equation.of(known), tape)
        except (TraceError, TypeError, AttributeError) as error:
            # the last two are what Python says of x.mean(), x[0] or len(x)
            raise ModelError((f"'{name}': {error}", equation.place)) from error


def trace_for_city(equation: Equation, known: Environment, tape: Tape) -> Symbol:
    """Return the law of an indicator on the sums over the districts of what it reads."""
    summed = {name: fold_onto(known[name], frozenset(tape.axes) - {"district"}, tape.axes) for name in equation.reads}
    city = replace(equation, axes=tuple(axis for axis in equation.axes if axis != "district"))
    trace([equation.name], {equation.name: city}, summed, tape)
    return summed[equation.name]


def check_alternatives(
    laws: Iterable[Equation], moving: Mapping[str, Equation], known: Environment, tape: Tape
) -> None:
    """Check laws that stand ready as if each had its place among the equations `moving`: no circle, and it traces."""
    for law in laws:
        order([law.name], {**moving, law.name: law})
        trace([law.name], {law.name: law}, dict(known), tape)


def result_of(equation: Equation, result: Any, tape: Tape) -> Symbol:
    """Return what a law gave along the axes it is declared with; other axes or another unit are a `TraceError`."""
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
class Computation:
    """What is to be computed: all that a back end, such as `numpy_code` or the loop plan, has to know.

    Attributes
    ----------
    tape : Tape
        The operations.
    moving : frozenset of str
        What is given anew at every moment: stocks, and parameters that change in time.
    wanted : tuple of int
        The nodes that are wanted, in order.
    """

    tape: Tape
    moving: frozenset[str]
    wanted: tuple[int, ...]

    @classmethod
    def of(cls, wanted: Iterable[Symbol], tape: Tape, moving: Iterable[str] = ()) -> "Computation":
        """Return the computation of some symbols."""
        return cls(tape, frozenset(moving), tuple(symbol.index for symbol in wanted))

    @cached_property
    def moves(self) -> tuple[bool, ...]:
        """Of each node whether it changes in time; what does not is computed before a run starts."""
        return self.depending(self.moving)

    @cached_property
    def _origins(self) -> tuple[dict[str, int], list[int]]:
        """Return a bit for each name that is given, and of each node the bits of all that it is computed from."""
        bits: dict[str, int] = {}
        origins: list[int] = []
        for node in self.tape.nodes:
            own = 0
            if isinstance(node.detail, Given):
                own = bits.setdefault(node.detail.name, 1 << len(bits))
            for index in node.takes:
                own |= origins[index]
            origins.append(own)
        return bits, origins

    def depending(self, on: frozenset[str]) -> tuple[bool, ...]:
        """Return for each node whether it is computed from anything in `on`."""
        bits, origins = self._origins
        asked = 0
        for name in on & bits.keys():
            asked |= bits[name]
        return tuple(bool(own & asked) for own in origins)

    def axes(self, index: int) -> tuple[str, ...]:
        """Return the axes of a node."""
        return self.tape.nodes[index].axes


def fold_onto(symbol: Symbol, axes: Iterable[str], among: Axes) -> Symbol:
    """Sum away the axes of a symbol that are not in `axes`."""
    extra = ordered(frozenset(symbol.node.axes) - frozenset(axes), among)
    return symbol.sum(extra) if extra else symbol
