"""The language in which the command line tells what it found, chosen once for a whole command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from care2040.wording.language import Language


@dataclass
class _Choice:
    language: Language = "en"


_choice = _Choice()


def choose(language: Language) -> None:
    """Tell in this language from now on."""
    _choice.language = language


def chosen() -> Language:
    """Return the language in which to tell."""
    return _choice.language


def say(*keys: str, **blanks: object) -> str:
    """Return a text of the terminal with its blanks filled in."""
    from care2040.wording import texts

    return texts.say("terminal", chosen(), *keys, **blanks)


def translated(group: str, word: str) -> str:
    """Return a word of a group, such as the head of a column, in the language chosen; itself where it has no other."""
    from care2040.wording.texts import texts

    known: dict[str, Any] = texts("terminal")[chosen()][group]
    return str(known.get(word, word))


def called(name: str) -> str:
    """Return how an indicator is called; in English by its own name, which other commands take."""
    from care2040.wording.names import indicator_words

    return name if chosen() == "en" else indicator_words(name, chosen())["subject"]


def named(kind: str, name: str) -> str:
    """Return how a policy or scenario is called; in English by its own name, with spaces."""
    from care2040.wording.names import name_of

    return name.replace("_", " ") if chosen() == "en" else name_of(kind, name, chosen())  # type: ignore[arg-type]


def as_typed(kind: str, name: str) -> str:
    """Return how a policy or scenario is called in a sentence; in English as it is typed in an experiment."""
    return name if chosen() == "en" else named(kind, name)
