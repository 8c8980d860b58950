"""What is raised when a figure cannot be drawn; apart from what draws, which loads matplotlib."""

from collections.abc import Iterator
from contextlib import contextmanager

from care2040.files.problems import CareError

FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What a mistake in the code of a figure raises; what the system, memory or Ctrl-C raises goes on."""


class CannotDrawError(CareError):
    """A result lacks what a figure needs; the message says what."""


class FigureWarning(UserWarning):
    """A figure was written, and there is something to know about it."""


@contextmanager
def one_figure(name: str) -> Iterator[None]:
    """Let a fault in the code of one figure cost that figure only: the numbers were computed, and stand."""
    try:
        yield
    except FAULTS as error:
        told = f"drawing it failed ({type(error).__name__}: {error}), a fault of the program in the figure '{name}'"
        raise CannotDrawError(told) from error
