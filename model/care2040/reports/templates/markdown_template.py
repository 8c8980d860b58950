"""A template in Markdown: its text, and the blocks that it becomes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from care2040.files.problems import InvalidInput, Problem
from care2040.reports.document.blocks import Block, Line, Paragraph, Role, Span, Table, safe_link
from care2040.reports.document.value_text import ValueText
from care2040.reports.templates.filler import MARKED, FilledTemplate, Spot
from care2040.reports.templates.tags import replaced, tags
from care2040.reports.templates.word_paragraphs import Mixed, blocks_of, nth, pieces

PICTURE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
HTML = re.compile(r"</?[A-Za-z][^<>]*>")
HEADINGS: dict[str, Role] = {"h1": "title", "h2": "heading_1", "h3": "heading_2"}
MIXED = "E716", "a figure, a table or a list stands in a paragraph of its own", "put an empty line before and after it"
IN_ADDRESS = re.compile(r"\]\([^()\s]*$")
"""The beginning of the address of a link, before a placeholder."""


@dataclass(frozen=True)
class MarkdownTemplate:
    """A template in Markdown."""

    path: Path
    source: str

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the template."""
        return self.source.split("\n")

    def faults(self) -> Iterator[Problem]:
        """Give what is wrong before anything is filled in: pictures from elsewhere, HTML."""
        for start, _ in tags(self.source):
            if IN_ADDRESS.search(self.source, self.source.rfind("\n", 0, start) + 1, start):
                message = "a placeholder cannot stand in the address of a link"
                yield self.place(
                    self.source.count("\n", 0, start) + 1, "](", "E715", message, "write the address itself"
                )
        # What stands inside a placeholder is no Markdown; letters keep their places.
        outside = replaced(self.source, lambda tag: re.sub(r"[^\n]", " ", tag))
        for number, line in enumerate(outside.split("\n"), 1):
            for found in PICTURE.finditer(line):
                message = "a picture of its own is not taken over: figures come from results"
                yield self.place(number, found[0], "E717", message, "{{ figure('one_in_four') }}")
            for found in HTML.finditer(line):
                message = "HTML in a template is not taken over"
                yield self.place(number, found[0], "E717", message, "write it in Markdown")

    def place(self, line: int, word: str, code: str, message: str, hint: str, before: int = 0) -> Problem:
        """Return a problem at a word in a line."""
        text = self.lines[line - 1]
        at = max(0, nth(text, word, before))
        return Problem(str(self.path), line, at + 1, code, message, hint, max(1, len(word)) if word in text else 1)

    def blocks(self, filled: FilledTemplate) -> tuple[Block, ...]:
        """Return the filled template as blocks."""
        tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(filled.text)
        reader = _Reader(filled.made)
        found = tuple(reader.read(tokens))
        problems = [self._problem(filled.spots[number], *told) for number, told in reader.faults.items()]
        if problems:
            raise InvalidInput(problems)
        return found

    def _problem(self, spot: Spot, code: str, message: str, hint: str) -> Problem:
        line, name, before = spot
        return self.place(line, name or "{{", code, message, hint, before)


class _Reader:
    """Turns the tokens of Markdown into blocks."""

    def __init__(self, made: Sequence[Any]) -> None:
        self.made = made
        self.faults: dict[int, tuple[str, str, str]] = {}
        self.around: list[Literal["bullet", "number", "quote"]] = []
        self.heading: Role | None = None

    def read(self, tokens: Sequence[Token]) -> Iterator[Block]:
        lists: dict[str, Any] = {"bullet_list": "bullet", "ordered_list": "number", "blockquote": "quote"}
        rows: list[tuple[Line, ...]] | None = None
        cells: list[Line] = []
        for token in tokens:
            kind, _, edge = token.type.rpartition("_")
            if kind in lists:
                self.around = [*self.around, lists[kind]] if edge == "open" else self.around[:-1]
            elif token.type == "heading_open":
                self.heading = HEADINGS.get(token.tag, "heading_3")
            elif token.type == "heading_close":
                self.heading = None
            elif token.type == "table_open":
                rows = []
            elif token.type == "tr_close" and rows is not None:
                rows.append(tuple(cells))
                cells = []
            elif token.type == "table_close" and rows is not None:
                yield Table(rows[0], tuple(rows[1:]))
                rows = None
            elif token.type == "inline" and rows is not None:
                cells.append(tuple(self._line(token.children or ())))
            elif token.type == "inline":
                yield from self._paragraph(token)
            elif token.type in ("fence", "code_block"):
                yield Paragraph(tuple(self._spans(token.content.strip(), {})))

    def _paragraph(self, token: Token) -> Iterator[Block]:
        try:
            blocks = blocks_of(token.content, self.made)
        except Mixed as mixed:
            self.faults[mixed.number] = MIXED
            return
        if blocks is not None:
            yield from blocks
            return
        role: Role = self.heading or (self.around[-1] if self.around else "body")
        yield Paragraph(tuple(self._line(token.children or ())), role)

    def _line(self, children: Sequence[Token]) -> Iterator[Span]:
        look: dict[str, Any] = {}
        flags = {"strong": "bold", "em": "italic"}
        for child in children:
            kind, _, edge = child.type.rpartition("_")
            if kind in flags:
                look[flags[kind]] = edge == "open"
            elif kind == "link":
                look["link"] = safe_link(str(child.attrGet("href") or "")) if edge == "open" else ""
            elif child.type == "softbreak":
                yield Span(" ", **look)
            elif child.type == "hardbreak":
                yield Span("\n", **look)
            else:
                yield from self._spans(child.content, look)

    def _spans(self, text: str, look: dict[str, Any]) -> Iterator[Span]:
        self.faults |= {
            number: MIXED for number in map(int, MARKED.findall(text)) if isinstance(self.made[number], tuple)
        }
        for piece in pieces(text, self.made):
            if not isinstance(piece, tuple):
                yield Span(str(piece), **look, value=piece if isinstance(piece, ValueText) else None)
