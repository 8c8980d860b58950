"""A template in Word: its paragraphs as lines to fill in, and the blocks that they become."""

import copy
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from care2040.files.problems import InvalidInput, Problem
from care2040.reports.document.blocks import Block, Line, OtherElement, Paragraph, Role, Span, Table
from care2040.reports.templates.filler import TAG, FilledTemplate
from care2040.reports.templates.word_paragraphs import (
    Mixed,
    blocks_of,
    fill_paragraph,
    line_of,
    nth,
    text_nodes,
    with_whole_tags,
)

LINE_MARK = re.compile("\ue012(\\d+)\ue013")
EXCERPT = 60
PARTS = (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER)
NOT_A_ROLE = ("figure", "caption", "table_text")
LARGEST, LARGEST_UNPACKED = 50_000_000, 500_000_000
"""Bytes; a template in house style is far smaller."""
TYPES = "[Content_Types].xml"
OLE = b"\xd0\xcf\x11\xe0"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}.main+xml"
MAIN, AS_TEMPLATE = KIND.format(kind="document"), KIND.format(kind="template")


def open_word(path: Path) -> Any:
    """Return a Word document; one saved as a template (.dotx) too."""
    try:
        if path.stat().st_size > LARGEST:
            raise InvalidInput([Problem(str(path), 1, 1, "E004", f"the file is larger than {LARGEST / 1e6:g} MB")])
        content = path.read_bytes()
    except OSError as error:
        raise InvalidInput([Problem(str(path), 1, 1, "E003", f"the file cannot be read: {error.strerror}")]) from None
    hint = "open it in Word and save it as .docx"
    if content.startswith(OLE):
        message = "this is an old .doc, or it has a password, not a Word document (.docx)"
        raise InvalidInput([Problem(str(path), 1, 1, "E701", message, hint)])
    try:
        return Document(io.BytesIO(_as_document(content)))
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError, AttributeError, NotImplementedError):
        raise InvalidInput([Problem(str(path), 1, 1, "E701", "this is no Word document (.docx)", hint)]) from None


def _as_document(content: bytes) -> bytes:
    """Return the bytes of a document, of which a template differs by one word."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        if sum(part.file_size for part in old.infolist()) > LARGEST_UNPACKED:
            raise ValueError("it unpacks to far more than a document")
        if AS_TEMPLATE.encode() not in old.read(TYPES):
            return content
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
            for part in old.infolist():
                told = old.read(part)
                new.writestr(
                    part, told.replace(AS_TEMPLATE.encode(), MAIN.encode()) if part.filename == TYPES else told
                )
        return made.getvalue()


@dataclass(frozen=True)
class WordTemplate:
    """A template in Word."""

    path: Path
    document: Any
    styles: Mapping[str, str]

    @cached_property
    def children(self) -> list[Any]:
        """What stands in the body, from top to bottom, but for the size of the page."""
        return [child for child in self.document.element.body if child.tag != qn("w:sectPr")]

    @cached_property
    def edges(self) -> list[Any]:
        """Headers and footers."""
        relations = self.document.part.rels.values()
        found = [relation.target_part.element for relation in relations if relation.reltype in PARTS]
        return list(dict.fromkeys(found))

    @cached_property
    def paragraphs(self) -> list[tuple[Any, int]]:
        """Every paragraph, and the number of the child it stands in; those of headers and footers have -1."""
        inside = [(each, number) for number, child in enumerate(self.children) for each in child.iter(qn("w:p"))]
        return inside + [(each, -1) for edge in self.edges for each in edge.iter(qn("w:p"))]

    @property
    def source(self) -> str:
        """The template for Jinja: a line for each paragraph, with marks for it and for its stretches of text."""
        lines = (
            f"\ue012{number}\ue013{with_whole_tags(each)}".replace("\n", " ")
            for number, (each, _) in enumerate(self.paragraphs)
        )
        return "\n".join(lines)

    def faults(self) -> Iterator[Problem]:
        """Give what is wrong before anything is filled in: a placeholder that goes on in the next paragraph."""
        for number, (each, _) in enumerate(self.paragraphs, 1):
            text = TAG.sub("", "".join(node.text or "" for node in text_nodes(each)))
            mark = next((mark for mark in ("{{", "{%", "}}", "%}") if mark in text), None)
            if mark:
                message = f"'{mark}' has no counterpart in the same paragraph"
                yield self.place(number, mark, "E711", message, "write a placeholder in one paragraph")

    def place(self, line: int, word: str, code: str, message: str, hint: str, before: int = 0) -> Problem:
        """Return a problem with the number of the paragraph and its text, around the word."""
        text = "".join(node.text or "" for node in text_nodes(self.paragraphs[line - 1][0])).strip()
        start = max(0, nth(text, word, before) - EXCERPT // 3)
        part = text[start : start + EXCERPT]
        shown = ("…" if start else "") + part + ("…" if start + EXCERPT < len(text) else "")
        where = "paragraph" if self.paragraphs[line - 1][1] >= 0 else "paragraph (header or footer)"
        return Problem(str(self.path), line, 1, code, f"{where} {line} “{shown}”: {message}", hint)

    def blocks(self, filled: FilledTemplate) -> tuple[Block, ...]:
        """Return the filled template as blocks, each with the piece of Word that it was."""
        parts = LINE_MARK.split(filled.text)
        entries = [(int(number), text.rstrip("\n")) for number, text in zip(parts[1::2], parts[2::2], strict=True)]
        problems: list[Problem] = []
        found: list[Block] = []
        for child, lines in self._by_child(entries):
            if child == -1:
                for number, text in lines:
                    fill_paragraph(self.paragraphs[number][0], text, filled.made)
            else:
                found += self._block(child, lines, filled, problems)
        if problems:
            raise InvalidInput(problems)
        return tuple(found)

    def _by_child(self, entries: list[tuple[int, str]]) -> Iterator[tuple[int, list[tuple[int, str]]]]:
        """Give the lines of one child of the body together; a child that a loop repeats comes again."""
        turn, last = 0, (-2, -1)
        numbered = []
        for number, text in entries:
            child = self.paragraphs[number][1]
            if child != last[0] or number <= last[1]:
                turn += 1
            last = child, number
            numbered.append((turn, child, number, text))
        for (_, child), group in groupby(numbered, key=lambda each: each[:2]):
            yield child, [(number, text) for _, _, number, text in group]

    def _block(
        self, child: int, lines: list[tuple[int, str]], filled: FilledTemplate, problems: list[Problem]
    ) -> Iterator[Block]:
        original = self.children[child]
        own = [number for number, (_, place) in enumerate(self.paragraphs) if place == child]
        if own != [number for number, _ in lines]:
            message = "an {% if %} or {% for %} begins in this table and ends outside a cell of it"
            problems.append(self.place(lines[0][0] + 1, "{%", "E716", message, "put it around the whole table"))
            return
        made = copy.deepcopy(original)
        paragraphs = list(made.iter(qn("w:p")))
        alone = self._alone(lines, filled, problems, original.tag == qn("w:p") and len(lines) == 1)
        if alone is not None:
            yield from alone
            return
        for paragraph, (_, text) in zip(paragraphs, lines, strict=True):
            fill_paragraph(paragraph, text, filled.made)
        if original.tag == qn("w:p"):
            if not self._is_spent(original, lines[0][1]):
                yield Paragraph(line_of(made, lines[0][1], filled.made, self.document), self._role(original), made)
        elif original.tag == qn("w:tbl"):
            yield _table(made, paragraphs, [text for _, text in lines], filled, self.document)
        else:
            inside = [
                Paragraph(line_of(paragraph, text, filled.made, self.document), self._role(paragraph))
                for paragraph, (_, text) in zip(paragraphs, lines, strict=True)
            ]
            yield OtherElement(made, tuple(inside))

    def _alone(
        self, lines: list[tuple[int, str]], filled: FilledTemplate, problems: list[Problem], in_body: bool
    ) -> tuple[Block, ...] | None:
        """Return the blocks that a paragraph is, when a placeholder for a block stands in it and nothing else."""
        found = None
        for number, text in lines:
            try:
                found = blocks_of(text, filled.made)
                if found is not None and not in_body:
                    raise Mixed
            except Mixed:
                message = "a figure, a table or a list stands in a paragraph of its own, outside tables"
                problems.append(self.place(number + 1, "{{", "E716", message, "put an Enter before and after it"))
        return found

    @staticmethod
    def _is_spent(original: Any, text: str) -> bool:
        """Whether a paragraph held only {% if %} and the like, so that nothing of it should be left."""
        said = "".join(node.text or "" for node in text_nodes(original))
        empty = not re.sub("\ue010\\d+\ue011", "", text).strip()
        holds_more = (
            original.find(f".//{qn('w:drawing')}") is not None or original.find(f".//{qn('w:sectPr')}") is not None
        )
        return bool(TAG.search(said)) and empty and not holds_more

    def _role(self, paragraph: Any) -> Role:
        """Return what a paragraph is, by its style or the styles that is based on, or by its bullet."""
        roles: dict[str, Any] = {name: role for role, name in self.styles.items() if role not in NOT_A_ROLE}
        named = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        known = {style.style_id: style for style in self.document.styles}
        style = known.get(named.get(qn("w:val"))) if named is not None else None
        role: Role = "body"
        while style is not None:
            if style.name in roles:
                role = roles[style.name]
                break
            style = style.base_style
        numbered = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        return "bullet" if role == "body" and numbered is not None else role


def _table(made: Any, paragraphs: list[Any], texts: list[str], filled: FilledTemplate, document: Any) -> Table:
    """Return a table of the template as rows of lines; a merged cell stands once."""
    said = dict(zip(paragraphs, texts, strict=True))
    rows: list[tuple[Line, ...]] = []
    for row in made.iter(qn("w:tr")):
        cells = []
        for cell in row.iter(qn("w:tc")):
            lines = [line_of(each, said[each], filled.made, document) for each in cell.iter(qn("w:p"))]
            between = [(*line, Span(" ")) for line in lines[:-1]]
            cells.append(tuple(span for line in (*between, *lines[-1:]) for span in line))
        rows.append(tuple(cells))
    width = max((len(row) for row in rows), default=0)
    even = [row + ((),) * (width - len(row)) for row in rows]
    return Table(even[0] if even else (), tuple(even[1:]), original=made)
