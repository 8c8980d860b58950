"""The texts of figures, tables, and documents, in both languages: one loader, one way to fill in blanks."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from care2040.files.yaml_document import read
from care2040.language.cities.city import City
from care2040.language.cities.here import the_city
from care2040.wording.language import Language

COUNTED = (
    ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    ("geen", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf"),
)
"""Numbers up to twelve are written in words, in English and in Dutch."""
Collection = Literal[
    "figures",
    "tables",
    "documents",
    "terminal",
    "help",
    "codes",
    "sheets",
    "definitions",
    "districts",
    "monitor",
    "new_city",
    "cities",
]


def texts(collection: Collection) -> dict[str | int, Any]:
    """Return a collection of texts as its YAML file holds it, by language, with the names of the city filled in."""
    return _of_city(collection, the_city())


@lru_cache(maxsize=30)
def _of_city(collection: Collection, city: City) -> dict[str | int, Any]:
    """Return a collection in which ``<city>``, ``<region>`` and the like are what they are called in its language."""
    held = _as_written(collection)
    return {language: _named(part, names_in(city, str(language))) for language, part in held.items()}


@lru_cache(maxsize=10)
def _as_written(collection: Collection) -> dict[str | int, Any]:
    return read(Path(__file__).parent / "texts" / f"{collection}.yaml").data


def names_in(city: City, language: str) -> dict[str, str]:
    """Return what stands in the place of each mark in a text, in a language."""
    count = len(city.districts)
    words = COUNTED[language == "nl"]
    return {
        "<city>": city.names.of(language),
        "<region>": city.region.of(language),
        "<province>": city.province.of(language),
        "<city_name>": city.name,
        "<number_of_districts>": words[count] if count < len(words) else str(count),
    }


def _named(part: Any, names: Mapping[str, str]) -> Any:
    """Return a text, or what holds texts, with its marks filled in."""
    if isinstance(part, dict):
        return {key: _named(value, names) for key, value in part.items()}
    if isinstance(part, list):
        return [_named(value, names) for value in part]
    if isinstance(part, str) and "<" in part:
        for mark, name in names.items():
            part = part.replace(mark, name)
    return part


def say(collection: Collection, language: Language, *keys: str, **blanks: object) -> str:
    """Return a text with its blanks filled in."""
    found = texts(collection)[language]
    for key in keys:
        found = found[key]
    return str(found).format(**blanks)


def phrase(language: Language, *keys: str, **blanks: object) -> str:
    """Return a text of the figures, which other documents use too; see `say`."""
    return say("figures", language, *keys, **blanks)


MAY_LACK = re.compile(r"\[([^\[\]]*\{(\d)\}[^\[\]]*)\]")
"""A part of a text, in square brackets, that is left out when there is nothing to fill its blank with."""


def fill(text: str, parts: Sequence[str | None]) -> str:
    """Return a text with numbered blanks filled in, without the parts in brackets that there is nothing for."""
    whole = MAY_LACK.sub(lambda found: found[1] if parts[int(found[2])] else "", text)
    return whole.format(*(part or "" for part in parts))


def first_that_fits(
    text: str, patterns: Sequence[Sequence[str]], part: Callable[[str], str] = lambda found: found
) -> str:
    """Return a text that another part of the program made as it is said here, or as it is when no pattern fits.

    What stands in the place of a blank goes through `part`.
    """
    for pattern, words in patterns:
        found = re.fullmatch(pattern, text, re.DOTALL)
        if found:
            return fill(words, [one if one is None else part(one) for one in found.groups()])
    return text


def listed(names: Sequence[str], language: Language) -> str:
    """Return names as a list in a sentence: ``a, b and c``."""
    *first, last = names
    return phrase(language, "and", first=", ".join(first), last=last) if first else last
