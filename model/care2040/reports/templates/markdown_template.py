"""A template in Markdown: its text, and the blocks that it becomes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from care2040.files.problems import InvalidInput, Problem
from care2040.reports.document.blocks import Block, Line, Paragraph, Role, Span, Table
from care2040.reports.document.value_text import ValueText
from care2040.reports.templates.filler import TAG, FilledTemplate
from care2040.reports.templates.word_paragraphs import Mixed, blocks_of, nth, pieces

PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
HTML = re.compile(r"</?[A-Za-z][^>]*>")
HEADINGS: dict[str, Role] = {"h1": "title", "h2": "heading_1", "h3": "heading_2"}
OURS = re.compile("[\ue000-\ue013]")
"""Letters that no text has, which mark what placeholders became."""


@dataclass(frozen=True)
class MarkdownTemplate:
    """A template in Markdown."""

    path: Path
    source: str

    def faults(self) -> Iterator[Problem]:
        """Give what is wrong before anything is filled in: pictures from elsewhere, HTML, letters that are none."""
        # What stands inside a placeholder is no Markdown; letters keep their places.
        outside = TAG.sub(lambda tag: re.sub(r"[^\n]", " ", tag[0]), self.source)
        for number, line in enumerate(outside.split("\n"), 1):
            for found in PICTURE.finditer(line):
                message = "a picture of its own is not taken over: figures come from results"
                yield self.place(number, found[0], "E717", message, "{{ figure('one_in_four') }}")
            for found in HTML.finditer(line):
                message = "HTML in a template is not taken over"
                yield self.place(number, found[0], "E717", message, "write it in Markdown")
            broken = OURS.search(line)
            if broken:
                message = f"the letter U+{ord(broken[0]):04X} cannot stand in a text"
                yield self.place(number, broken[0], "E718", message, "take it out")

    def place(self, line: int, word: str, code: str, message: str, hint: str, before: int = 0) -> Problem:
        """Return a problem at a word in a line."""
        text = self.source.split("\n")[line - 1]
        at = max(0, nth(text, word, before))
        return Problem(str(self.path), line, at + 1, code, message, hint, max(1, len(word)) if word in text else 1)

    def blocks(self, filled: FilledTemplate) -> tuple[Block, ...]:
        """Return the filled template as blocks."""
        tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(filled.text)
        reader = _Reader(filled.made)
        found = tuple(reader.read(tokens))
        if reader.mixed:
            number = next(number for number, line in enumerate(self.source.split("\n"), 1) if self._mixes(line))
            message = "a figure, a table or a list stands in a paragraph of its own"
            raise InvalidInput([self.place(number, "{{", "E716", message, "put an empty line before and after it")])
        return found

    def _mixes(self, line: str) -> bool:
        """Whether a line holds a placeholder for a block, as far as one can tell; the first line will do if none."""
        return bool(re.search(r"\{\{-?\s*(figure|table|sources)\b", line)) or line == self.source.split("\n")[-1]


class _Reader:
    """Turns the tokens of Markdown into blocks."""

    def __init__(self, made: Sequence[Any]) -> None:
        self.made = made
        self.mixed = False
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
        except Mixed:
            self.mixed = True
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
                look["link"] = str(child.attrGet("href") or "") if edge == "open" else ""
            elif child.type == "softbreak":
                yield Span(" ", **look)
            elif child.type == "hardbreak":
                yield Span("\n", **look)
            else:
                yield from self._spans(child.content, look)

    def _spans(self, text: str, look: dict[str, Any]) -> Iterator[Span]:
        for piece in pieces(text, self.made):
            value = piece if isinstance(piece, ValueText) else None
            self.mixed = self.mixed or isinstance(piece, tuple)
            if not isinstance(piece, tuple):
                yield Span(str(piece), **look, value=value)
