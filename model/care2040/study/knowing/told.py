"""How the answer of ``care2040 know`` is told: the sentence for a council, and of which counts to speak."""

from __future__ import annotations

from care2040.figures import known
from care2040.figures.known import LEAST as LEAST
from care2040.figures.known import chance_words as chance_words
from care2040.study.knowing.know import Answer
from care2040.wording.language import Language


def council(answer: Answer, language: Language) -> str:
    """Return what can be seen in the year that is looked at and what not yet, in two sentences."""
    return known.council(answer.found, language)


def rows_told(answer: Answer) -> list[str]:
    """Return the rows to show: all counts together, the single ones, and what could be counted besides."""
    return [row for kinds in known.GROUPS for row in known.rows_by(answer.found, kinds)]


def name_of_row(answer: Answer, row: str, language: Language) -> str:
    """Return how a row is called."""
    return known.title_of(answer.found, row, language)
