"""Arithmetic on single numbers: equal operations are written once, and what is known is worked out at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from care2040.language.operations import ELEMENTWISE

Places = tuple[int, ...]


@dataclass(frozen=True)
class Scalar:
    """One operation on numbers."""

    operation: str
    arguments: Places = ()
    value: float = 0.0
    name: str = ""


@dataclass
class Scalars:
    """Operations on single numbers, each after what it takes; their place is how they are referred to."""

    all: list[Scalar] = field(default_factory=list)
    known: dict[Scalar, int] = field(default_factory=dict)

    def write(self, scalar: Scalar) -> int:
        """Return the place of an operation; it is appended when it is new."""
        if scalar not in self.known:
            self.known[scalar] = len(self.all)
            self.all.append(scalar)
        return self.known[scalar]

    def number(self, value: float) -> int:
        """Return the place of a number."""
        return self.write(Scalar("number", value=float(value) + 0.0))

    def named(self, name: str) -> int:
        """Return the place of something that has a name of its own."""
        return self.write(Scalar("name", name=name))

    def value(self, place: int) -> float | None:
        """Return the number that stands at a place, or None when it is not a plain number."""
        scalar = self.all[place]
        return scalar.value if scalar.operation == "number" else None

    def apply(self, operation: str, *arguments: int) -> int:
        """Return the place of an operation on others; what is known beforehand is worked out."""
        values = [self.value(argument) for argument in arguments]
        if all(value is not None for value in values):
            return self.number(worked_out(operation, values))
        shorter = self._shorter(operation, arguments, values)
        return self.write(Scalar(operation, arguments)) if shorter is None else shorter

    def total(self, terms: Sequence[int]) -> int:
        """Return the place of a sum; numbers are added up, and nothing is left of a zero."""
        moving = [term for term in terms if self.value(term) is None]
        still = sum(value for value in map(self.value, terms) if value is not None)
        kept = [*moving, self.number(still)] if still or not moving else moving
        return kept[0] if len(kept) == 1 else self.write(Scalar("sum", tuple(kept)))

    def _shorter(self, operation: str, arguments: Places, values: list[float | None]) -> int | None:
        """Return what it comes to when a 0 or a 1 decides it."""
        if operation in ("add", "multiply") and values[1] is not None:
            arguments, values = arguments[::-1], values[::-1]
        left, right = (*values, None)[:2]
        if (operation, left) in (("multiply", 0), ("divide", 0)):
            return arguments[0]
        if (operation, left) in (("add", 0), ("multiply", 1)):
            return arguments[1]
        if (operation, left) == ("subtract", 0):
            return self.apply("negative", arguments[1])
        if (operation, right) == ("power", 0):
            return self.number(1.0)
        return arguments[0] if (operation, right) in (("subtract", 0), ("divide", 1), ("power", 1)) else None


def worked_out(operation: str, values: Sequence[Any]) -> float:
    """Return what NumPy makes of an operation on numbers."""
    with np.errstate(all="ignore"):
        return float(ELEMENTWISE[operation].numpy(*values))
