"""What operations do to units, and which units they refuse."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from care2040.language.units import unit, written

if TYPE_CHECKING:
    import pint

    Known = pint.Unit | float
    """The unit of an operand, or the plain number that it is."""


def none() -> pint.Unit:
    """Return the unit of what has none."""
    return unit("dimensionless")


class TraceError(Exception):
    """An operation on symbols that the model's language does not have, or whose axes or units do not fit."""


def plain(of: Known) -> pint.Unit:
    """Return the unit of an operand; a number has none."""
    return none() if isinstance(of, float) else of


def same_unit(*units: Known) -> pint.Unit:
    """Return the unit that all have; zero and infinity have every unit, any other number is dimensionless."""
    carried = [plain(of) for of in units if not (isinstance(of, float) and of in (0.0, inf, -inf))]
    for other in carried[1:]:
        if other != carried[0]:
            raise TraceError(f"'{written(carried[0])}' and '{written(other)}' are not the same unit")
    return carried[0] if carried else none()


def compared(left: Known, right: Known) -> pint.Unit:
    """Return the unit of a comparison, which has none."""
    same_unit(left, right)
    return none()


def bare(*units: Known) -> pint.Unit:
    """Return the unit of what takes values without a unit only."""
    for of in units:
        if not plain(of).dimensionless:
            raise TraceError(f"exp, log and powers take dimensionless values only, not '{written(plain(of))}'")
    return none()


def chosen(_: Known, when_true: Known, when_false: Known) -> pint.Unit:
    """Return the unit that both choices have."""
    return same_unit(when_true, when_false)
