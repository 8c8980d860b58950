"""What a template may ask of a comparison with an earlier edition of the model."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from care2040.analysis.editions import telling
from care2040.analysis.editions.comparison import Comparison
from care2040.reports.document.blocks import Block, Paragraph, Span, Table
from care2040.reports.document.value_text import Unfillable, ValueText, say
from care2040.reports.memos.selection import check_option
from care2040.wording.language import Language
from care2040.wording.numbers import sentence

SENTENCES: Mapping[str, Callable[[Comparison, Language], str]] = {
    "asked": telling.asked_words,
    "headline": telling.headline,
    "moved": telling.count_words,
    "how": lambda told, language: telling.say(language, "how"),
}
FIRST, NARROW = 0.27, 7
"""Part of the width of the table for the names of results, and the letters that any other column has room for."""
LISTS: Mapping[str, Callable[[Comparison, Language], list[str]]] = {
    "differs": telling.brief_changed_lines,
    "beware": lambda told, language: [
        f"{sentence(line)}." for line in telling.caution_lines(told, language, names=False)
    ],
}


@dataclass(frozen=True)
class EditionPlaceholders:
    """Placeholders on an earlier edition; without a comparison only ``has_edition`` answers."""

    told: Comparison | None
    language: Language

    def functions(self) -> Mapping[str, Callable[..., Any]]:
        """Return the placeholders by name."""
        return {
            "has_edition": self.has_edition,
            "edition": self.edition,
            "edition_table": self.table,
            "edition_list": self.list,
        }

    def has_edition(self) -> bool:
        """Return whether a comparison of editions was given."""
        return self.told is not None

    def edition(self, what: str) -> ValueText:
        """Return a sentence: ``asked``, ``headline``, ``moved`` or ``how``."""
        check_option("what", what, tuple(SENTENCES))
        return ValueText(SENTENCES[what](self._given(), self.language), asked=f"edition {what}")

    def list(self, what: str) -> tuple[Block, ...]:
        """Return a list: what ``differs`` between the editions, or what to ``beware`` of."""
        check_option("what", what, tuple(LISTS))
        return tuple(Paragraph((Span(line),), "bullet") for line in LISTS[what](self._given(), self.language))

    def table(self, year: int = 2040, rows: int = 8, caption: str | None = None) -> tuple[Block, ...]:
        """Return a table of what moved most by one year, and what each cause adds."""
        told = self._given()
        years = sorted({one.year for one in told.moves})
        if year not in years:
            raise Unfillable("E727", f"the comparison has no year {year}", f"it has {', '.join(map(str, years))}")
        if not isinstance(rows, int) or rows < 1:
            raise Unfillable("E714", f"rows={rows!r} is not known", "allowed: 1 and more")
        named = telling.in_year(told, self.language, year, rows)
        if not named:
            return (Paragraph((Span(telling.count_words(told, self.language)),)),)
        head = telling.heads_of_year(told, self.language)
        words = (caption or "").strip() or telling.say(self.language, "caption", old=told.old, year=year)
        about = say(self.language, "about_table", caption=words, columns=", ".join(head))
        cells = tuple(tuple((Span(cell),) for cell in row) for row in named)
        return (Table(tuple((Span(name),) for name in head), cells, words, about, shares=_shares(head)),)

    def _given(self) -> Comparison:
        if self.told is None:
            hint = "give one with --edition FILE.json, or ask {% if has_edition() %} first"
            raise Unfillable("E736", "no comparison with an earlier edition was given", hint)
        return self.told


def _shares(head: Sequence[str]) -> tuple[float, ...]:
    """Return the parts of the width of columns: that of the names, and others by the length of their head."""
    letters = [max(NARROW, len(name)) for name in head[1:]]
    return (FIRST, *((1 - FIRST) * own / sum(letters) for own in letters))
