"""What a batch of runs gave, and what of it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from care2040.engine.compiler.trace import Array
from care2040.language.axes import DETAIL_AXES


@dataclass(frozen=True)
class Trajectories:
    """What a batch of runs gave.

    Attributes
    ----------
    years : tuple of int
        Years of the horizon; stocks and ratios are those of 1 January, flows what the year gathered.
    values : dict of str to ndarray, shape (year, axes..., run)
        Stocks, variables, indicators (``name@city`` for the whole city) and, for flows, amounts per calendar year.
    failed : dict of int to str
        Runs that went wrong and were forgiven, and why; their values are not a number.
    """

    years: tuple[int, ...]
    values: dict[str, Array]
    failed: dict[int, str] = field(default_factory=dict)


def coarse(axes: Sequence[str]) -> tuple[str, ...]:
    """Return the axes without age, sex and the like."""
    return tuple(axis for axis in axes if axis not in DETAIL_AXES)


def without_detail(name: str, axes: Sequence[str]) -> bool:
    """Keep what has no age, sex or the like: for results with many draws."""
    return not DETAIL_AXES & set(axes)
