"""Limits, and by how much they are missed, with their unit: in notes, which are made in English and told again."""

import re

from care2040.wording.language import Language
from care2040.wording.names import unit_name, unit_words
from care2040.wording.numbers import figures_that_count, sized
from care2040.wording.quantities import MILLION, MONEY, written
from care2040.wording.texts import phrase, texts

TOLD = re.compile(r"(-?[\d,]+(?:\.\d+)?) (.+)")
"""A number in English, and its unit."""
PLAIN = ("dimensionless", "ratio")
"""Units of what is written as a percentage, or as a bare number."""
FINER = 10
"""A limit is written with one digit more than it needs."""
FIGURES = 3
"""That count: two mixes that both miss a limit are told apart."""


def difference(size: float, unit: str, language: Language) -> str:
    """Return the size of a difference with its unit: ``7.3 percentage points``; only what is 0 is written as 0."""
    if unit == "dimensionless":
        return f"{figures_that_count(100 * size, language, FIGURES)} {phrase(language, 'points')}"
    scale = MILLION if unit in MONEY else 1.0
    return f"{figures_that_count(size / scale, language, FIGURES)} {unit_name(unit, language)}"


def level(value: float, unit: str, language: Language) -> str:
    """Return a value with its unit and all its digits: ``6,000 persons``, ``12.5 million euro``."""
    plain = f"{value / MILLION if unit in MONEY else value:,.10g}"
    return f"{sized(plain, language)} {unit_name(unit, language)}"


def limit_words(indicator: str, unit: str, limit: float, language: Language) -> str:
    """Return a limit of an indicator as its values are written, with its unit: ``7,000 persons``, ``17.0%``."""
    how = written(indicator, unit, [limit / FINER])
    told = how.value(limit, language)
    return told if how.unit in PLAIN else f"{told} {unit_words(indicator, unit, language)}"


def told_again(text: str, language: Language) -> str:
    """Return a number with its unit that was told in English in another language; any other text as it is."""
    found = TOLD.fullmatch(text)
    if found is None:
        return text
    size, unit = found.groups()
    if unit == phrase("en", "points"):
        return f"{sized(size, language)} {phrase(language, 'points')}"
    known: dict[str, str] = texts("figures")["en"]["units"]
    keys = [key for key, words in known.items() if words == unit]
    return f"{sized(size, language)} {unit_name(keys[0], language)}" if keys else text
