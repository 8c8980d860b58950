"""What of a nest is computed in which loop: each value as far outside as it can be, and equal ones once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from care2040.engine.plan.nests import Load, Nest, Value


@dataclass(frozen=True)
class Made:
    """An operation on values that were computed before, by their numbers, or on plain numbers."""

    name: str
    takes: tuple[int | float, ...]


Step = tuple[int, Load | Made]
"""The number of a value, and how it comes about."""


class Schedule:
    """The values of a nest in the order in which they are computed.

    Parameters
    ----------
    nest : Nest
        What is computed.

    Attributes
    ----------
    levels : list of list of Step
        For each depth, from none to all loops: what is computed inside so many loops and no more.
    result : int or float
        The value that is stored or gathered: its number, or a plain number.
    """

    def __init__(self, nest: Nest) -> None:
        self.nest = nest
        self.names = [loop.name for loop in nest.loops]
        self.levels: list[list[Step]] = [[] for _ in range(len(nest.loops) + 1)]
        self._numbers: dict[str, int] = {}
        self.level_of: list[int] = []
        self.shared: list[bool] = []
        self.result = self._place(nest.value)

    def _place(self, value: Value) -> int | float:
        if isinstance(value, float):
            return value
        if isinstance(value, Load):
            moved = (name for name, _ in value.strides)
            level = max((self.names.index(name) + 1 for name in moved), default=0)
            return self._number(value, level, value.region == "shared")
        takes = tuple(self._place(taken) for taken in value.takes)
        inner = [taken for taken in takes if isinstance(taken, int)]
        level = max((self.level_of[taken] for taken in inner), default=0)
        return self._number(Made(value.name, takes), level, all(self.shared[taken] for taken in inner))

    def _number(self, made: Load | Made, level: int, shared: bool) -> int:
        # as text: to Python the plain number 1.0 equals the value number 1
        key = repr(made)
        if key not in self._numbers:
            number = self._numbers[key] = len(self.level_of)
            self.level_of.append(level)
            self.shared.append(shared)
            self.levels[level].append((number, made))
        return self._numbers[key]

    @cached_property
    def depth(self) -> int:
        """How many loops there are."""
        return len(self.names)
