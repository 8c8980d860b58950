"""The texts of figures, tables, and documents, in both languages: one loader, one way to fill in blanks."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from care2040.files.yaml_document import read
from care2040.wording.language import Language

Collection = Literal["figures", "tables", "documents", "terminal", "sheets"]


@lru_cache(maxsize=5)
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


def listed(names: Sequence[str], language: Language) -> str:
    """Return names as a list in a sentence: ``a, b and c``."""
    *first, last = names
    return phrase(language, "and", first=", ".join(first), last=last) if first else last
