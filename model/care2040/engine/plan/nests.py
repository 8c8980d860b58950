"""Loops over numbers at fixed places in memory: what every compiled back end prints, and nothing of any of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import Literal

from care2040.language.forms import Fold

Region = Literal["own", "scratch", "shared"]
"""Memory that each run has for itself, what a program forgets when it ends, and what all runs of a batch share."""


@dataclass(frozen=True)
class Loop:
    """A loop over the members of an axis, or of several that lie next to each other."""

    name: str
    length: int


@dataclass(frozen=True)
class Load:
    """A number in memory, which moves along with loops.

    Attributes
    ----------
    region : {"own", "scratch", "shared"}
        In which memory it is.
    base : int
        Where it is when every loop is at its first place.
    strides : tuple of (str, int)
        By how many numbers it moves for each step of a loop; loops that do not move it are left out.
    shift : str or None
        A loop at whose first place it is nought instead.
    """

    region: Region
    base: int
    strides: tuple[tuple[str, int], ...] = ()
    shift: str | None = None


@dataclass(frozen=True)
class Operation:
    """An operation of the language on values, by its name in `ELEMENTWISE`."""

    name: str
    takes: tuple[Value, ...]


Value = Load | Operation | float


@dataclass(frozen=True)
class Nest:
    """One array that is computed, or a part of one.

    Attributes
    ----------
    loops : tuple of Loop
        Outermost first.
    gathered : int
        So many of the innermost loops are gathered into one number.
    fold : Fold or None
        How; a running fold is stored at every place of its one loop.
    value : Load, Operation or float
        What is computed inside all loops.
    into : Load
        Where it is stored.
    law : str
        The law that asked for it first; for a reader.
    """

    loops: tuple[Loop, ...]
    gathered: int
    fold: Fold | None
    value: Value
    into: Load
    law: str = ""

    @property
    def stored_in(self) -> int:
        """How many loops are around the store."""
        running = self.fold is not None and self.fold.running
        return len(self.loops) if running or self.fold is None else len(self.loops) - self.gathered

    @property
    def loads(self) -> Iterator[Load]:
        """Everything that is read."""
        return _loads(self.value)


def _loads(value: Value) -> Iterator[Load]:
    if isinstance(value, Load):
        yield value
    elif isinstance(value, Operation):
        for taken in value.takes:
            yield from _loads(taken)


@dataclass(frozen=True)
class Place:
    """Where an array lies in memory, row by row.

    Attributes
    ----------
    region : {"own", "scratch", "shared"}
        In which memory.
    base : int
        Its first number.
    axes : tuple of str
        Its axes, the last one closest together.
    shape : tuple of int
        Their lengths.
    """

    region: Region
    base: int
    axes: tuple[str, ...]
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many numbers it has."""
        return prod(self.shape)

    def load(self, looped: frozenset[str], at: dict[str, int] | None = None) -> Load:
        """Return its number inside loops over the axes `looped`, with members `at` fixed for others."""
        base, strides, apart = self.base, list[tuple[str, int]](), 1
        fixed = at or {}
        for axis, length in zip(reversed(self.axes), reversed(self.shape), strict=True):
            if axis in fixed:
                base += apart * fixed[axis]
            elif axis in looped:
                strides.append((axis, apart))
            apart *= length
        return Load(self.region, base, tuple(reversed(strides)))


class Memory:
    """Gives out places; every array begins at an even number, so that two numbers at a time can be read."""

    def __init__(self) -> None:
        self.size: dict[Region, int] = {"own": 0, "scratch": 0, "shared": 0}

    def take(self, region: Region, axes: tuple[str, ...], shape: tuple[int, ...]) -> Place:
        """Return room for an array."""
        place = Place(region, self.size[region], axes, shape)
        self.size[region] += place.size + place.size % 2
        return place
