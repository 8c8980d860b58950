"""What the sections of the page share: its words, its tables and its intervals."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from care2040.figures import Language
from care2040.figures.words import phrase
from care2040.yamlfile import read


@lru_cache(maxsize=1)
def texts() -> dict[str | int, Any]:
    """Return the content of ``texts.yaml``."""
    return read(Path(__file__).parent / "texts.yaml").data


def say(language: Language, key: str, **blanks: object) -> str:
    """Return a text of the page with its blanks filled in."""
    return str(texts()[language][key]).format(**blanks)


def table(head: Sequence[str], rows: Sequence[Sequence[str]], texts: int) -> str:
    """Return a table whose first columns are text, to the left, and the others numbers, to the right."""
    marks = [":--"] * texts + ["--:"] * (len(head) - texts)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, marks, *rows))


def span(low: float, high: float, write: Callable[[float, Language], str], language: Language) -> str:
    """Return the words for an interval, its ends written in some way."""
    return phrase(language, "span", low=write(low, language), high=write(high, language))
