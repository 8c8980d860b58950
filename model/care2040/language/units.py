"""The units of the model: one registry with clean names and no prefixes to trip over."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from care2040.files.package_files import package_folder
from care2040.language.cities.layers import path_of

if TYPE_CHECKING:
    import pint

DIMENSIONLESS = "dimensionless"
UNIT_OF = {
    "_rate": "1/year",
    "_time": "year",
    "_share": "dimensionless",
    "_effect": "dimensionless",
    "_elasticity": "dimensionless",
    "_effort": "dimensionless",
    "_cost": "euro/year",
}
"""The ending of a name promises a unit."""


@lru_cache(maxsize=1)
def registry() -> pint.UnitRegistry[float]:
    """Return the registry that reads ``units.txt``."""
    import pint  # a tenth of a second, and machine code that was made before needs no units

    units: pint.UnitRegistry[float] = pint.UnitRegistry(
        str(path_of(package_folder("parameters"), "units.txt")), cache_folder=None
    )
    return units


@lru_cache(maxsize=512)
def unit(text: str) -> pint.Unit:
    """Return the unit that a text such as ``person/year`` names.

    Raises
    ------
    ValueError
        When the text names a unit that ``units.txt`` does not define.
    """
    import pint

    try:
        return registry().parse_units("" if text == DIMENSIONLESS else text)
    except (pint.UndefinedUnitError, pint.DefinitionSyntaxError, TypeError, ValueError) as error:
        known = ", ".join(sorted(str(name) for name in registry()._units if name))
        raise ValueError(f"unknown unit '{text}'; known units: {known}") from error


def broken_promise(name: str, text: str) -> str:
    """Return what is wrong when the unit `text` is not the one that the ending of a name promises, else nothing."""
    for ending, promised in UNIT_OF.items():
        if name.endswith(ending) and unit(text) != unit(promised):
            return f"the unit of '{name}' is '{text}', but names that end in {ending} promise '{promised}'"
    return ""


def written(of: pint.Unit) -> str:
    """Return a unit as one writes it: ``person/year``, ``1/year``, ``dimensionless``."""
    if of.dimensionless:
        return DIMENSIONLESS
    powers = {name: float(str(power)) for name, power in of._units.items()}
    above = [_power(name, power) for name, power in powers.items() if power > 0]
    below = [_power(name, -power) for name, power in powers.items() if power < 0]
    return "/".join(["*".join(sorted(above)) or "1", *sorted(below)])


def _power(name: str, power: float) -> str:
    return name if power == 1 else f"{name}**{power:g}"
