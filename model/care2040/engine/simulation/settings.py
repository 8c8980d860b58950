"""How the equations are solved, and how an experiment is run."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from care2040.engine.compiler.trace import Array
from care2040.engine.simulation.runge_kutta import FixedStep
from care2040.inputs.calibration_targets import Carriers


@dataclass(frozen=True)
class Solver:
    """How the equations are solved.

    Attributes
    ----------
    method : str or type
        A solver of ``scipy.integrate``, or its name there.
    options : mapping
        Its options: for `FixedStep` the longest sub-step in years.
    compiled : bool
        Whether compiled code takes the steps of `FixedStep` (`llvm_kernel`): worth its compilation for some hundred
        runs.

    Raises
    ------
    ValueError
        When another method than `FixedStep` is to be compiled.
    """

    method: Any = FixedStep
    options: Mapping[str, float] = field(default_factory=lambda: {"longest_step": 0.25})
    compiled: bool = False

    def __post_init__(self) -> None:
        if self.compiled and not (isinstance(self.method, type) and issubclass(self.method, FixedStep)):
            raise ValueError("only the steps of FixedStep are compiled")


@dataclass(frozen=True)
class RunSettings:
    """How an experiment is run and what of it is kept; left out, everything is, as the experiment says.

    Attributes
    ----------
    names : collection of str, optional
        Keep only these quantities, for thousands of runs of which one number is wanted.
    years : collection of int, optional
        Keep only these years.
    drawn : mapping of str to ndarray of shape (draws,), optional
        Per draw the value of a parameter that is one number, or the factor on one with axes or years. When left out,
        everything with a spread is drawn if the experiment has more than one draw.
    carriers : mapping of str to Counted, optional
        Parameters that are fitted anew in every draw, each to a quantity and the year in which it was counted.
    moments : collection of float
        Years at which every run is cut, besides those of its own policy: runs with the same cuts share a batch.
    solver : Solver, optional
        Method and step; many runs are compiled when left out.
    threads : int, optional
        Batches that are run at the same time; as many as there are cores when left out. Changes no number.
    """

    names: Collection[str] | None = None
    years: Collection[int] | None = None
    drawn: Mapping[str, Array] | None = None
    carriers: Carriers | None = None
    moments: Collection[float] = ()
    solver: Solver | None = None
    threads: int | None = None


EVERYTHING = RunSettings()
"""All quantities in all years."""
