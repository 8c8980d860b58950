"""The words of the pages in one language: those in ``texts.yaml``, and how units and numbers are written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from care2040.files.yaml_document import read
from care2040.wording.language import Language

HERE = Path(__file__).parent
DIMENSIONLESS = "dimensionless"


@lru_cache(maxsize=1)
def site_texts() -> Mapping[Any, Any]:
    """Return what the pages say beside what they take from the code."""
    return read(HERE / "texts.yaml").data


@dataclass(frozen=True)
class Words:
    """The words of the pages in a language."""

    language: Language = "en"

    def __getitem__(self, key: str) -> Any:
        """Return what stands under a key."""
        return site_texts()["words"][self.language][key]

    def say(self, key: str, **blanks: object) -> str:
        """Return a text with its blanks filled in."""
        return str(self[key]).format(**blanks)

    def called(self, group: str, word: str) -> str:
        """Return a word of a group, itself where it has no other."""
        return str(self[group].get(word, word))

    def sector(self, name: str) -> str:
        """Return the title of a sector."""
        return str(site_texts()["sectors"][name]["title"][self.language])

    def each(self, axes: Iterable[str]) -> str:
        """Return axes as a list."""
        return ", ".join(self.called("axes", axis) for axis in axes)

    def unit(self, unit: str) -> str:
        """Return a unit in words; in English as the model writes it."""
        if self.language == "en":
            return unit
        first, *rest = unit.split("/")
        counted = " x ".join(self.called("units", one) for one in first.split(" * "))
        return " per ".join([counted, *(self.called("per", one) for one in rest)]).removeprefix("1 ")

    def number(self, text: str) -> str:
        """Return a number that was written in English with the marks of the language, and a true minus."""
        return text.translate(str.maketrans(",.-", ".,−" if self.language == "nl" else ",.−"))
