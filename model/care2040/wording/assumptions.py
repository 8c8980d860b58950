"""What the assumptions that differ between draws are called, and how their values are written."""

from functools import lru_cache
from math import floor, log10
from pathlib import Path
from typing import Any

from care2040.files.yaml_document import read
from care2040.language.equations import LAW_OF
from care2040.wording.language import Language
from care2040.wording.laws import law_name
from care2040.wording.names import ELLIPSIS, LONGEST_NAME, lever_titles, part_name
from care2040.wording.numbers import number, percent
from care2040.wording.texts import phrase

OF_LEVERS = {"_price": "price", "_staff": "staff"}
"""Endings of what full effort on a lever costs, in money and in care staff, and the phrase for it."""
FIGURES = 2
"""Significant digits of a bound: more would say that it is surer than it is."""


@lru_cache(maxsize=1)
def _called() -> dict[str | int, Any]:
    return read(Path(__file__).parent / "assumptions.yaml").data


def assumption_name(name: str, language: Language) -> str:
    """Return how a parameter is called: as in ``assumptions.yaml``, price and staff by their lever, or just its name.

    A member that is drawn by itself is called as the parameter, with the member behind it.
    """
    name, _, member = name.partition(".")
    if name.startswith(LAW_OF):
        return phrase(language, "assumptions", "law", quantity=law_name(name.removeprefix(LAW_OF), language))
    otherwise = name.replace("_", " ")
    for ending, what in OF_LEVERS.items():
        lever = lever_titles(language, "levers").get(name.removesuffix(ending)) if name.endswith(ending) else None
        otherwise = phrase(language, "assumptions", what, lever=lever) if lever else otherwise
    called = str(_called().get(name, {}).get(language, otherwise))
    called += f": {part_name(member, language)}" if member else ""
    return called if len(called) <= LONGEST_NAME else called[: LONGEST_NAME - 1].rstrip() + ELLIPSIS


def assumption_value(value: float, name: str, unit: str, language: Language) -> str:
    """Return a value of a parameter with its unit in words; a factor on a table as a percentage of the table."""
    if unit == "factor":
        return phrase(language, "assumptions", "factor", value=percent(value, language))
    if unit == "1/year":
        return phrase(language, "assumptions", "rate", value=percent(value, language, _digits(100 * value)))
    if "_share" in name:
        return percent(value, language, _digits(100 * value))
    written = number(value, language, _digits(value))
    return phrase(language, "assumptions", "years", value=written) if unit == "year" else written


def laws_of(unit: str) -> list[str]:
    """Return the laws that are numbered in the unit of a choice of laws, such as ``0 quit_effect, 1 another``."""
    return [part.rpartition(" ")[2] for part in unit.split(", ")]


def _digits(value: float) -> int:
    """Return the digits behind the decimal mark that show some significant digits."""
    return max(0, FIGURES - 1 - floor(log10(abs(value)))) if value else 0
