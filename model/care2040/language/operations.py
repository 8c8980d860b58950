"""What a law may do with numbers, and what each operation does to their units."""

from collections.abc import Callable, Mapping

import pint

from care2040.language.units import unit, written


class TraceError(Exception):
    """An operation on symbols that the model's language does not have, or whose axes or units do not fit."""


_NONE = unit("dimensionless")


Known = pint.Unit | float


def _plain(of: Known) -> pint.Unit:
    return _NONE if isinstance(of, float) else of


def _same(*units: Known) -> pint.Unit:
    """Zero has every unit; any other number is dimensionless."""
    carried = [_plain(of) for of in units if not (isinstance(of, float) and of in (0.0, float("inf"), float("-inf")))]
    for other in carried[1:]:
        if other != carried[0]:
            raise TraceError(f"'{written(carried[0])}' and '{written(other)}' are not the same unit")
    return carried[0] if carried else _NONE


def _truth(left: Known, right: Known) -> pint.Unit:
    _same(left, right)
    return _NONE


def _bare(*units: Known) -> pint.Unit:
    for of in units:
        if not _plain(of).dimensionless:
            raise TraceError(f"exp, log and powers take dimensionless values only, not '{written(_plain(of))}'")
    return _NONE


def _keep(of: Known) -> pint.Unit:
    return _plain(of)


RULES: Mapping[str, Callable[..., pint.Unit]] = {
    "add": _same,
    "subtract": _same,
    "minimum": _same,
    "maximum": _same,
    "multiply": lambda a, b: _plain(a) * _plain(b),
    "divide": lambda a, b: _plain(a) / _plain(b),
    "negative": _keep,
    "absolute": _keep,
    "exp": _bare,
    "expm1": _bare,
    "log": _bare,
    "log1p": _bare,
    "tanh": _bare,
    "power": _bare,
    "less": _truth,
    "less_equal": _truth,
    "greater": _truth,
    "greater_equal": _truth,
}
