"""What the parts of the page of tables share: its texts, tables in Markdown, and intervals in words."""

from collections.abc import Callable, Iterable, Sequence

from care2040.wording import texts
from care2040.wording.language import Language
from care2040.wording.texts import phrase


def say(language: Language, key: str, **blanks: object) -> str:
    """Return a text of the tables with its blanks filled in."""
    return texts.say("tables", language, key, **blanks)


def table(head: Sequence[str], rows: Iterable[Sequence[str]], left: int) -> str:
    """Return a table whose first columns are text, to the left, and the others numbers, to the right."""
    marks = [":--"] * left + ["--:"] * (len(head) - left)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, marks, *rows))


def span(low: float, high: float, write: Callable[[float, Language], str], language: Language) -> str:
    """Return the words for an interval, its ends written in some way."""
    return phrase(language, "span", low=write(low, language), high=write(high, language))
