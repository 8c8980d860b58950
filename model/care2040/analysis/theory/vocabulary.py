"""Which quantities a chain may tell of, in which row they stand, and which the city counts."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from care2040.analysis.observations.register import Register
from care2040.analysis.theory.chain import ROWS, Row
from care2040.files.yaml_document import read
from care2040.language.axes import whole_city
from care2040.language.equations import Equation
from care2040.language.model import Model
from care2040.wording.language import LANGUAGES
from care2040.wording.texts import texts

LAST = "workers_needed"
"""What one in four is made of: it stays in a chain whatever else says the same."""
HERE = Path(__file__).parent


@lru_cache(maxsize=1)
def rows() -> Mapping[str, Row]:
    """Return sector to row."""
    held = read(HERE / "quadrants.yaml").data
    return {str(sector): row for row in ROWS for sector in held[row]}


def told(model: Model) -> frozenset[str]:
    """Return the quantities that a chain may tell of.

    Stocks, variables that can be counted, and shares with a unit in words: those that are called something in Dutch.
    """
    words = texts("figures")["nl"]["indicators"]
    named = {name: equation for name, equation in model.equations.items() if name in words}
    return frozenset(name for name, equation in named.items() if _plain(equation, words[name]))


def _plain(equation: Equation, words: Mapping[str, str]) -> bool:
    if equation.kind == "stock":
        return "euro" not in equation.unit
    share = equation.unit == "dimensionless" and "unit" in words
    return equation.kind == "variable" and (equation.unit in ("person", "household", "dwelling", "fte") or share)


def short(name: str) -> dict[str, str]:
    """Return what a quantity is called in a chain, by language: shorter than elsewhere where it has such words."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        said = texts("figures")[language]
        plain = said["indicators"].get(name, {}).get("subject") or name.replace("_", " ").capitalize()
        found[language] = said["theory_of_change"]["steps"].get(name, plain)
    return found


def counted_by(model: Model, register: Register) -> dict[str, tuple[str, ...]]:
    """Return quantity to the series of the city that count it, itself or as an indicator that reads it."""
    found: dict[str, tuple[str, ...]] = {}
    for name, series in register.series.items():
        if series.place != whole_city():
            continue
        law = model.equations[series.name_of_quantity]
        for quantity in (law.name, *(law.reads if law.kind == "indicator" else ())):
            found[quantity] = (*found.get(quantity, ()), name)
    return found
