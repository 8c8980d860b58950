"""What a template may ask of a choice: its sentences, as text or as a list, and its tables."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from care2040.figures.canvas.errors import CannotDrawError, one_figure
from care2040.figures.chosen.mixes import Mixes, mixes_of
from care2040.figures.chosen.tables import Rows, lever_rows, named_rows
from care2040.figures.chosen.words import council
from care2040.reports.document.blocks import Block, Paragraph, Span, Table
from care2040.reports.document.stored_results import Result
from care2040.reports.document.value_text import Unfillable, ValueText, say
from care2040.reports.memos.selection import by_experiment, check_option, one_result
from care2040.reports.memos.value_placeholders import ValuePlaceholders
from care2040.results.variables import CHOSEN_NAMED

PARTS = ("common", "named", "next", "worth")
"""Sentences on what good mixes have in common, on mixes with a name, on where more money goes, and on budgets."""
TABLES = ("named", "levers")
LEAST_LETTERS = 13
"""Letters that any column but the first has room for."""


@dataclass(frozen=True)
class ChoicePlaceholders:
    """Placeholders on the best mixes of a choice."""

    values: ValuePlaceholders

    def functions(self) -> Mapping[str, Callable[..., Any]]:
        """Return the placeholders by name."""
        return {"choice": self.choice, "choice_list": self.bullets, "choice_table": self.table, "has_choice": self.has}

    def choice(self, part: str, experiment: str | None = None) -> ValueText:
        """Return sentences: ``common``, ``named``, ``next`` or ``worth``."""
        result, lines = self._lines(part, experiment)
        return ValueText(" ".join(lines), result.run, f"choice {part}")

    def bullets(self, part: str, experiment: str | None = None) -> tuple[Block, ...]:
        """Return the same sentences as a list."""
        result, lines = self._lines(part, experiment)
        told = (Span(line, value=ValueText(line, result.run, f"choice {part}")) for line in lines)
        return tuple(Paragraph((one,), "bullet") for one in told)

    def table(
        self, what: str, rows: int = 12, experiment: str | None = None, caption: str | None = None
    ) -> tuple[Block, ...]:
        """Return a table: ``named`` (mixes with a name beside each other) or ``levers`` (what each does for money)."""
        check_option("what", what, TABLES)
        if not isinstance(rows, int) or rows < 1:
            raise Unfillable("E714", f"rows={rows!r} is not known", "allowed: 1 and more")
        result, mixes = self._mixes(experiment)
        language = self.values.language
        if mixes.first is None:
            hint = "no mix keeps every limit, or none is set"
            raise Unfillable("E737", f"no mix of '{result.name}' has a name", hint)
        with _readable(result):
            found = named_rows(mixes, language) if what == "named" else lever_rows(mixes, language, rows)
        words = (caption or "").strip() or say(language, "choice_captions", what)
        return (_table(found, words, say(language, "about_table", caption=words, columns=", ".join(found[0])), result),)

    def has(self, part: str, experiment: str | None = None) -> bool:
        """Return whether a result has sentences of a part, or a mix of a name."""
        check_option("part", part, (*PARTS, "cheapest", "best", "fairest"))
        results = [one for one in by_experiment(self.values.results, experiment) if _holds(one)]
        if len(results) != 1:
            return False
        mixes = mixes_of(results[0].dataset, "mixes")
        with _readable(results[0]):
            return self._there(mixes, part)

    def _there(self, mixes: Mixes, part: str) -> bool:
        return bool(council(mixes, self.values.language)[part]) if part in PARTS else part in mixes.named

    def _lines(self, part: str, experiment: str | None) -> tuple[Result, list[str]]:
        check_option("part", part, PARTS)
        result, mixes = self._mixes(experiment)
        with _readable(result):
            lines = council(mixes, self.values.language)[part]
        if not lines:
            hint = "leave it out, or ask {% if has_choice('" + part + "') %} first"
            raise Unfillable("E737", f"the choice of '{result.name}' has nothing to tell of '{part}'", hint)
        return result, lines

    def _mixes(self, experiment: str | None) -> tuple[Result, Mixes]:
        """Return the one result that holds a choice; why none does is told."""
        results = by_experiment(self.values.results, experiment)
        if not any(map(_holds, results)):
            told = "; ".join(f"{one.name}: {_why_not(one)}" for one in results)
            raise Unfillable("E737", "no result holds the best mixes of a choice", told)
        result = one_result(results, None, "the best mixes of a choice", _holds)
        self.values.used[result.name] = result
        return result, mixes_of(result.dataset, "mixes")


@contextmanager
def _readable(result: Result) -> Iterator[None]:
    """Refuse a choice that cannot be read: anybody may have written the result."""
    try:
        with one_figure("mixes"):
            yield
    except CannotDrawError:
        hint = "the result is damaged: run the experiment again"
        raise Unfillable("E737", f"the choice in '{result.name}' cannot be read", hint) from None


def _holds(result: Result) -> bool:
    return CHOSEN_NAMED in result.dataset


def _why_not(result: Result) -> str:
    try:
        mixes_of(result.dataset, "mixes")
    except CannotDrawError as error:
        return str(error).rpartition("; ")[2]
    return ""


def _table(found: Rows, caption: str, about: str, result: Result) -> Table:
    head, rows = found
    letters = [max(LEAST_LETTERS, max(len(row[column]) for row in rows)) for column in range(len(head))]
    letters[0] = min(letters[0], 34)

    def cell(text: str) -> tuple[Span, ...]:
        return (Span(text, value=ValueText(text, result.run, "choice")),)

    cells = tuple(tuple(map(cell, row)) for row in rows)
    shares = tuple(one / sum(letters) for one in letters)
    return Table(tuple((Span(name),) for name in head), cells, caption, about, shares=shares)
