"""The texts of figures, tables, and documents, in both languages: one loader, one way to fill in blanks."""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from care2040.files.yaml_document import read
from care2040.wording.language import Language

Collection = Literal[
    "figures", "tables", "documents", "terminal", "help", "codes", "sheets", "definitions", "districts", "monitor"
]


@lru_cache(maxsize=10)
def texts(collection: Collection) -> dict[str | int, Any]:
    """Return a collection of texts as its YAML file holds it, by language."""
    return read(Path(__file__).parent / "texts" / f"{collection}.yaml").data


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


def first_that_fits(text: str, patterns: Sequence[Sequence[str]]) -> str:
    """Return a text that another part of the program made as it is said here, or as it is when no pattern fits."""
    for pattern, words in patterns:
        found = re.fullmatch(pattern, text, re.DOTALL)
        if found:
            return fill(words, found.groups())
    return text


def listed(names: Sequence[str], language: Language) -> str:
    """Return names as a list in a sentence: ``a, b and c``."""
    *first, last = names
    return phrase(language, "and", first=", ".join(first), last=last) if first else last
