"""A template in Word: its paragraphs as lines to fill in, and the blocks that they become."""

import copy
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

from docx.oxml.ns import qn

from care2040.files.problems import InvalidInput, Problem
from care2040.reports.document.blocks import Block, Line, OtherElement, Paragraph, Role
from care2040.reports.templates.filler import FilledTemplate
from care2040.reports.templates.tags import has_tag, replaced
from care2040.reports.templates.word_margins import WordNotes, running
from care2040.reports.templates.word_paragraphs import (
    Mixed,
    blocks_of,
    fill_paragraph,
    line_of,
    nth,
    text_nodes,
    with_whole_tags,
)
from care2040.reports.templates.word_parts import (
    WordPart,
    live_paragraphs,
    parts_of,
    repeat_in_fallback,
    unbind,
    unfillable,
)
from care2040.reports.templates.word_table import table_of

LINE_MARK = re.compile("\x05(\\d+)\x06")
EXCERPT = 60
NOT_A_ROLE = ("figure", "caption", "table_text")
DEEP_HEADING = re.compile(r"heading [4-9]", re.IGNORECASE)


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
    def parts(self) -> tuple[WordPart, ...]:
        """Headers, footers, notes, comments and properties."""
        return parts_of(self.document)

    @cached_property
    def notes(self) -> WordNotes:
        """Footnotes and endnotes, for the forms that show them below."""
        return WordNotes({part.kind: part.root for part in self.parts}, {part.kind: part.links for part in self.parts})

    @cached_property
    def paragraphs(self) -> list[tuple[Any, int]]:
        """Every paragraph, and the number of the child it stands in; those of other parts have -1, -2 and so on."""
        inside = [(each, number) for number, child in enumerate(self.children) for each in live_paragraphs(child)]
        return inside + [(each, -number) for number, part in enumerate(self.parts, 1) for each in part.holders()]

    @property
    def source(self) -> str:
        """The template for Jinja: a line for each paragraph, with marks for it and for its stretches of text."""
        lines = (
            f"\x05{number}\x06{with_whole_tags(each)}".replace("\n", " ")
            for number, (each, _) in enumerate(self.paragraphs)
        )
        return "\n".join(lines)

    def faults(self) -> Iterator[Problem]:
        """Give what is wrong before anything is filled in: a placeholder that goes on in the next paragraph."""
        for number, (each, _) in enumerate(self.paragraphs, 1):
            text = replaced("".join(node.text or "" for node in text_nodes(each)))
            mark = next((mark for mark in ("{{", "{%", "}}", "%}") if mark in text), None)
            if mark:
                message = f"'{mark}' has no counterpart in the same paragraph"
                yield self.place(number, mark, "E711", message, "write a placeholder in one paragraph")
        filled = {node for each, _ in self.paragraphs for node in text_nodes(each)}
        for place, text in unfillable(self.document, filled):
            message = f"{place} holds “{text[:EXCERPT]}”, where nothing can be filled in"
            yield Problem(str(self.path), 1, 1, "E711", message, "write it in a paragraph, a note or a text box")

    def place(self, line: int, word: str, code: str, message: str, hint: str, before: int = 0) -> Problem:
        """Return a problem with the number of the paragraph and its text, around the word."""
        text = "".join(node.text or "" for node in text_nodes(self.paragraphs[line - 1][0])).strip()
        start = max(0, nth(text, word, before) - EXCERPT // 3)
        part = text[start : start + EXCERPT]
        shown = ("…" if start else "") + part + ("…" if start + EXCERPT < len(text) else "")
        child = self.paragraphs[line - 1][1]
        where = "paragraph" if child >= 0 else f"paragraph ({self.parts[-child - 1].kind})"
        return Problem(str(self.path), line, 1, code, f"{where} {line} “{shown}”: {message}", hint)

    def blocks(self, filled: FilledTemplate) -> tuple[Block, ...]:
        """Return the filled template as blocks, each with the piece of Word that it was."""
        parts = LINE_MARK.split(filled.text)
        entries = [(int(number), text.rstrip("\n")) for number, text in zip(parts[1::2], parts[2::2], strict=True)]
        problems: list[Problem] = []
        found: list[Block] = []
        beside: list[tuple[int, str]] = []
        for child, lines in self._by_child(entries):
            if child < 0:
                self._alone(lines, filled, problems, False)
                self.notes.lines.update({self.paragraphs[number][0]: (text, filled.made) for number, text in lines})
                beside += lines
            else:
                found += self._block(child, lines, filled, problems)
        problems += self._not_once(beside)
        if problems:
            raise InvalidInput(problems)
        below = self.notes.below()
        for number, text in beside:
            fill_paragraph(self.paragraphs[number][0], text, filled.made)
        for part in self.parts:
            repeat_in_fallback(part.root)
            part.keep()
        return (*found, OtherElement(None, below)) if below else tuple(found)

    def _not_once(self, beside: list[tuple[int, str]]) -> Iterator[Problem]:
        """Give the paragraphs beside the body that a choice takes away or a loop repeats: they stay where they are."""
        told = Counter(number for number, _ in beside)
        for number, (_, child) in enumerate(self.paragraphs):
            if child < 0 and told[number] != 1:
                what = "repeats" if told[number] else "takes away"
                message = f"an {{% if %}} or {{% for %}} {what} this paragraph, which is possible in the body only"
                hint = "write it in one paragraph: {% if ... %}words{% else %}other words{% endif %}"
                yield self.place(number + 1, "{", "E716", message, hint)

    def margins(self) -> tuple[tuple[Paragraph, ...], tuple[Paragraph, ...]]:
        """Return what stands above and below the pages of the filled template."""
        above, below = (
            running(self.document, side, self.notes.lines, self.notes.mark) for side in ("header", "footer")
        )
        return above, below

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
        paragraphs = list(live_paragraphs(made))
        alone = self._alone(lines, filled, problems, original.tag == qn("w:p") and len(lines) == 1)
        if alone is not None:
            yield from alone
            return
        texts = [text for _, text in lines]
        for paragraph, text in zip(paragraphs, texts, strict=True):
            if has_tag("".join(node.text or "" for node in text_nodes(paragraph))):
                unbind(paragraph)
            fill_paragraph(paragraph, text, filled.made)
        repeat_in_fallback(made)
        said: dict[Any, Line] = {
            paragraph: line_of(paragraph, text, filled.made, self.document.part.rels, self.notes.mark)
            for paragraph, text in zip(paragraphs, texts, strict=True)
        }
        if original.tag == qn("w:p") and len(lines) == 1:
            if not self._is_spent(original, texts[0]):
                yield Paragraph(said[made], self._role(original), made)
        elif original.tag == qn("w:tbl"):
            yield table_of(made, said)
        else:
            inside = tuple(Paragraph(line, self._role(paragraph)) for paragraph, line in said.items())
            yield OtherElement(made, inside)

    def _alone(
        self, lines: list[tuple[int, str]], filled: FilledTemplate, problems: list[Problem], in_body: bool
    ) -> tuple[Block, ...] | None:
        """Return the blocks that a paragraph is, when a placeholder for a block stands in it and nothing else."""
        found = None
        for number, text in lines:
            try:
                found = blocks_of(text, filled.made)
                if found is not None and not in_body:
                    raise Mixed(0)
            except Mixed:
                message = "a figure, a table or a list stands in a paragraph of its own in the body, not in a table, a "
                message += "text box, a content control, a header or a note"
                problems.append(
                    self.place(number + 1, "{{", "E716", message, "give it a paragraph of its own in the body")
                )
        return found

    @staticmethod
    def _is_spent(original: Any, text: str) -> bool:
        """Whether a paragraph held only {% if %} and the like, so that nothing of it should be left."""
        said = "".join(node.text or "" for node in text_nodes(original))
        empty = not re.sub("\x03\\d+\x04", "", text).strip()
        holds_more = (
            original.find(f".//{qn('w:drawing')}") is not None or original.find(f".//{qn('w:sectPr')}") is not None
        )
        return has_tag(said) and empty and not holds_more

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
            if DEEP_HEADING.fullmatch(str(style.name)):
                role = "heading_3"
                break
            style = style.base_style
        numbered = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        return "bullet" if role == "body" and numbered is not None else role
