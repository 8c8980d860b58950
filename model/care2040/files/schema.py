"""What the schemas of all files share: types, and models that are what a file says and what the program works with."""

from collections.abc import Mapping
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from care2040.files.yaml_document import Document

Item = TypeVar("Item")
Text = Annotated[str, Field(pattern=r"\S")]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Several = Annotated[tuple[Item, ...], Field(strict=False)]
"""A list in a file, which nothing can be put into once it is read; YAML has no tuples, so a list is taken for one."""


class Strict(BaseModel):
    """A part of a file: it takes no other key, turns no text into a number, and nothing is written to it once read."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Bilingual(Strict):
    """One text in both languages."""

    en: Text = Field(description="in English")
    nl: Text = Field(description="in plain Dutch")

    def __getitem__(self, language: str) -> str:
        """Return the text in a language."""
        return {"en": self.en, "nl": self.nl}[language]


class Named(Strict):
    """A part of a file that stands under a name of its own; the name and the place are told by `named`."""

    _name: str = PrivateAttr("")
    _file: str = PrivateAttr("")
    _line: int = PrivateAttr(1)

    @property
    def name(self) -> str:
        """The key it stands under."""
        return self._name

    @property
    def file(self) -> str:
        """Where it is written."""
        return self._file

    @property
    def line(self) -> int:
        """Line of its name."""
        return self._line


One = TypeVar("One", bound=Named)


def named(entries: Mapping[str, One], document: Document, group: str) -> dict[str, One]:
    """Tell the entries of a group under which name, in which file and on which line they stand."""
    for name, entry in entries.items():
        entry._name, entry._file = name, str(document.path)
        entry._line = document.position((group, name), key=True)[0]
    return dict(entries)
