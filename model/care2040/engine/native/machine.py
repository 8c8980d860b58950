"""The memory of a batch of runs, and the machine code that works on it."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable, Mapping

import numpy as np
import numpy.typing as npt

from care2040.engine.compiler.trace import Array
from care2040.engine.native.library import Library
from care2040.engine.native.module import symbol
from care2040.engine.plan.layout import Layout
from care2040.engine.plan.nests import Place

ALIGNED = 64
"""Bytes: where vectors may begin in memory."""
MOMENTS = 3
"""Of a step: its begin, its middle and its end."""


class Code:
    """Machine code of a run's plan, in the memory of this process.

    Parameters
    ----------
    layout : Layout
        Where everything lies.
    lanes : int
        Runs in a vector.
    code : bytes
        The object file.
    """

    def __init__(self, layout: Layout, lanes: int, code: bytes) -> None:
        self.layout, self.lanes = layout, lanes
        self.library = Library(code)
        self.found: dict[str, Callable[..., None]] = {}

    def program(self, name: str, arguments: int) -> Callable[..., None]:
        """Return a function that takes so many addresses, and a count of vectors unless it works on what is shared."""
        if name not in self.found:
            counts = () if name.endswith("shared") else (ctypes.c_int64,)
            self.found[name] = self.library.function(symbol(name), *(ctypes.c_void_p,) * arguments, *counts)
        return self.found[name]


class Machine:
    """A batch of runs in memory: (chunk of runs, place, lane) for each, and what they share for each moment of a step.

    Parameters
    ----------
    code : Code
        What works on it.
    runs : int
        How many runs there are; the last chunk is filled up with the last run.
    """

    def __init__(self, code: Code, runs: int) -> None:
        self.code, self.layout, self.runs = code, code.layout, runs
        size = self.layout.size
        self.chunks = -(-runs // code.lanes)
        self.own = _aligned((self.chunks, size["own"] + size["scratch"], code.lanes))
        self.address = self.own.ctypes.data
        self.shared = [_aligned((size["shared"],)) for _ in range(MOMENTS)]
        self.lanes_of = np.minimum(np.arange(self.chunks * code.lanes), runs - 1)

    def put(self, place: Place, values: Array, moment: int | None = None) -> None:
        """Fill a place with an array (axes..., runs or 1); what is shared at one moment of a step, or at all."""
        flat = np.asarray(values, dtype=np.float64).reshape(place.size, -1)
        here = slice(place.base, place.base + place.size)
        if place.region == "shared":
            for shared in self.shared if moment is None else [self.shared[moment]]:
                shared[here] = flat[:, 0]
        elif flat.shape[1] == 1:
            self.own[:, here, :] = flat
        else:
            self.own[:, here, :] = flat[:, self.lanes_of].reshape(place.size, self.chunks, -1).swapaxes(0, 1)

    def put_numbers(self, numbers: npt.NDArray[np.intp], values: Array) -> None:
        """Fill some numbers of every run with values of shape (number, run)."""
        self.own[:, numbers, :] = values[:, self.lanes_of].reshape(len(numbers), self.chunks, -1).swapaxes(0, 1)

    def fill(self, places: Mapping[str, Place], values: Mapping[str, Array]) -> None:
        """Fill the places of some names; what is the same in all runs goes in at once, which is most of it."""
        alike = [name for name in places if name in values and values[name].shape[-1] == 1]
        own = [name for name in alike if places[name].region == "own"]
        if own:
            self.own[:, numbers_of(places[name] for name in own), :] = np.concatenate(
                [values[name].ravel() for name in own]
            )[:, None]
        for name in values.keys() & places.keys() - {*own}:
            self.put(places[name], values[name])

    def get(self, place: Place) -> Array:
        """Return an array (axes..., runs), or (axes..., 1) of what all runs share."""
        if place.region == "shared":
            return self.shared[0][place.base : place.base + place.size].reshape(*place.shape, 1).copy()
        flat = self.own[:, place.base : place.base + place.size, :].swapaxes(0, 1).reshape(place.size, -1)
        return np.array(flat[:, : self.runs]).reshape(*place.shape, self.runs)

    def lengths(self, moment: int, **values: float) -> None:
        """Fill in plain numbers of a moment."""
        for name, value in values.items():
            self.shared[moment][self.layout.places["length"][name].base] = value

    def call(self, name: str, moment: int = 0) -> None:
        """Run a program for every run."""
        self.code.program(name, 2)(self.address, self.shared[moment].ctypes.data, self.chunks)

    def call_shared(self, name: str, moment: int = 0) -> None:
        """Run a program on what all runs share."""
        self.code.program(f"{name} shared", 1)(self.shared[moment].ctypes.data)

    def step(self) -> None:
        """Take a step; its lengths, and what is shared at each of its moments, are there."""
        self.code.program("step", 4)(self.address, *(one.ctypes.data for one in self.shared), self.chunks)


def numbers_of(places: Iterable[Place]) -> npt.NDArray[np.intp]:
    """Return where all numbers of some places are, one place after the other."""
    numbers = [np.arange(one.base, one.base + one.size) for one in places]
    return np.concatenate(numbers) if numbers else np.empty(0, dtype=np.intp)


def _aligned(shape: tuple[int, ...]) -> Array:
    """Return zeros that begin where a vector may begin."""
    size = int(np.prod(shape))
    raw = np.zeros(size + ALIGNED // 8)
    first = (-raw.ctypes.data % ALIGNED) // 8
    return raw[first : first + size].reshape(shape)
