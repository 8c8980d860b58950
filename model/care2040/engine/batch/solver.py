"""How the equations are solved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FIXED_STEP = "FixedStep"
"""Runge and Kutta's method of order four with one step, as `runge_kutta` has it."""


@dataclass(frozen=True)
class Solver:
    """How the equations are solved.

    Attributes
    ----------
    method : str or type
        A solver of ``scipy.integrate``, or its name there; `FIXED_STEP` is our own.
    options : mapping
        Its options: for `FixedStep` the longest sub-step in years.
    lanes : int
        Runs that machine code takes side by side with `FixedStep`: 0 is NumPy without a compiler, 1 machine code for
        any question, more of them machine code for this question alone, which pays for hundreds of runs.
    explains : bool
        Whether NumPy goes the way of a run that went wrong in machine code again, to say which flow is to blame; it
        takes as long as hundreds of runs in machine code.

    Raises
    ------
    ValueError
        When another method than `FixedStep` is to be compiled.
    """

    method: Any = FIXED_STEP
    options: Mapping[str, float] = field(default_factory=lambda: {"longest_step": 0.25})
    lanes: int = 0
    explains: bool = True

    def __post_init__(self) -> None:
        if self.lanes and self.method != FIXED_STEP:
            raise ValueError("only the steps of FixedStep are compiled")
