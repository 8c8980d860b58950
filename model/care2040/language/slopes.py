"""Slopes of operations, where they take more than a line: from what the result counts for to what operands count for.

Of operations on numbers all arrays are laid out along the axes of the result; of operations along axes ``owed`` and
``result`` have those of the result and ``value`` its own, ``axes`` are the axis numbers in ``value``.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def flat(owed: Any, result: Any, left: Any, right: Any) -> list[Any]:
    """Return the slope of a comparison: it goes by steps, and operands count for nothing."""
    return [None, None]


def power(owed: Any, result: Any, base: Any, exponent: Any) -> list[Any]:
    """Return the slope of a power; of a base of zero or below it is left out."""
    positive = np.where(base > 0, base, 1.0)
    slope = exponent * np.power(positive, exponent - 1)
    return [owed * np.where(base > 0, slope, 0.0), owed * result * np.log(positive)]


def summed(owed: Array, _: Array, value: Array, axes: tuple[int, ...], __: int | None) -> Array:
    """Return the slope of a sum: every member counts for what the sum does."""
    return np.broadcast_to(np.expand_dims(owed, axes), (*value.shape[:-1], owed.shape[-1]))


def outermost(owed: Array, result: Array, value: Array, axes: tuple[int, ...], _: int | None) -> Array:
    """Return the slope of the largest or the smallest: shared by all members that are as large or as small."""
    chosen = value == np.expand_dims(result, axes)
    slope: Array = np.expand_dims(owed, axes) * chosen / chosen.sum(axis=axes, keepdims=True)
    return slope


def running(owed: Array, _: Array, __: Array, axes: tuple[int, ...], ___: int | None) -> Array:
    """Return the slope of a sum so far: a member counts in its own place and all after it."""
    return np.flip(np.cumsum(np.flip(owed, axes[0]), axis=axes[0]), axes[0])


def shifted(owed: Array, _: Array, __: Array, axes: tuple[int, ...], ___: int | None) -> Array:
    """Return the slope of a shift: a member counts for what the next place does."""
    moved = np.moveaxis(owed, axes[0], 0)
    return np.moveaxis(np.concatenate([moved[1:], np.zeros_like(moved[:1])]), 0, axes[0])


def selected(owed: Array, _: Array, value: Array, axes: tuple[int, ...], member: int | None) -> Array:
    """Return the slope of one member that was taken: the others count for nothing."""
    whole = np.zeros((*value.shape[:-1], owed.shape[-1]))
    np.moveaxis(whole, axes[0], 0)[member] = owed
    return whole
