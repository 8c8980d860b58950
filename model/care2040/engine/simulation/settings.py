"""How an experiment is run, and what of it is kept."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from care2040.engine.batch.solver import Solver
from care2040.engine.compiler.trace import Array
from care2040.inputs.calibration_targets import Carriers


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
