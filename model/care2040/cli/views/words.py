"""The language in which the command line tells what it found, chosen once for a whole command."""

from __future__ import annotations

import re
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

    known: dict[str, Any] = texts("terminal")[chosen()]
    for part in group.split("."):
        known = known[part]
    return str(known.get(word, word))


def relabelled(text: str) -> str:
    """Return a hint with its labels in the language chosen: what is allowed, what was meant, which line."""
    from care2040.wording.texts import fill, texts

    for pattern, words in texts("terminal")[chosen()]["labels"]:
        for found in [*re.finditer(pattern, text)][::-1]:
            text = text[: found.start()] + fill(words, found.groups()) + text[found.end() :]
    return text


def noted(text: str) -> str:
    """Return a note in the language chosen, where it has other words for it."""
    from care2040.wording.amounts import told_again
    from care2040.wording.texts import first_that_fits, texts

    patterns = texts("terminal")[chosen()]["notes"]
    return first_that_fits(text, patterns, lambda part: told_again(part, chosen()))


def meaning(code: str | int) -> tuple[str, str]:
    """Return what an error code or an exit code means in the language chosen and what to do; nothing in English."""
    from care2040.wording.texts import texts

    if chosen() == "en":
        return "", ""
    known = texts("codes")["nl"]
    if not isinstance(code, str):
        return f"{re.split('[:;,]', known['exits'][int(code)])[0]}.", ""  # the rest is about problems with a place
    means, remedy = known[code]
    return str(means), str(remedy)


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
