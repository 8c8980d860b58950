"""How the answer of ``care2040 know`` is told: the sentence for a council, and which rows there is something to say of."""

from __future__ import annotations

from care2040.figures import known
from care2040.study.knowing.know import Answer
from care2040.wording.language import Language

LEAST = 0.6
"""Chance in the last year that a count must give for at least one policy to be shown."""


def council(answer: Answer, language: Language) -> str:
    """Return what can be seen in the year that is looked at and what not yet, in two sentences."""
    return known.council(answer.found, language)


def rows_told(answer: Answer) -> list[str]:
    """Return the rows to show: all counts together, the single ones, and what could be counted besides."""
    found = answer.found
    groups = ((("all_counts",), 0.0), (("series", "country"), LEAST), (("city", "new"), LEAST), (("all_and_new",), 0.0))
    return [row for kinds, least in groups for row in known.rows_by(found, kinds, least)]


def name_of_row(answer: Answer, row: str, language: Language) -> str:
    """Return how a row is called."""
    return known.title_of(answer.found, row, language)
