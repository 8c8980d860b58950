"""Footnotes and endnotes of a Word template, as paragraphs at the end for the forms that do not know pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from care2040.reports.document.blocks import Paragraph, Span
from care2040.reports.templates.word_paragraphs import line_of
from care2040.reports.templates.word_parts import live_paragraphs


@dataclass(frozen=True)
class WordNotes:
    """The notes of a document, by kind, numbered in the order in which the text refers to them."""

    roots: Mapping[str, Any]
    lines: dict[Any, tuple[str, Any]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def mark(self, kind: str, name: str) -> str:
        """Return the number of a note, and keep that it was referred to."""
        if (kind, name) not in self.asked:
            self.asked.append((kind, name))
        return str(self.asked.index((kind, name)) + 1)

    def below(self, document: Any) -> tuple[Paragraph, ...]:
        """Return the notes that were referred to."""
        found = []
        for number, (kind, name) in enumerate(self.asked, 1):
            notes = self.roots[kind].iter(qn(f"w:{kind}")) if kind in self.roots else ()
            note = next((each for each in notes if each.get(qn("w:id")) == name), None)
            spans = [Span(f"[{number}]")]
            for paragraph in live_paragraphs(note) if note is not None else ():
                text, made = self.lines.get(paragraph, ("", ()))
                spans += (*line_of(paragraph, text, made, document, self.mark), Span(" "))
            found.append(Paragraph(tuple(spans[:-1]) if len(spans) > 1 else tuple(spans)))
        return tuple(found)
