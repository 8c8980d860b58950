"""What stands beside the text of a Word template, for the forms that do not know its pages.

Footnotes and endnotes become paragraphs at the end; headers and footers are told once.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from docx.oxml.ns import qn

from care2040.reports.document.blocks import Line, Paragraph, Span, plain
from care2040.reports.templates.word_paragraphs import NODE_MARK, NoteMark, is_of, line_of, text_nodes
from care2040.reports.templates.word_parts import live_paragraphs

Side = Literal["header", "footer"]
PAGE = re.compile(r"\s*(PAGE|NUMPAGES|SECTION|SECTIONPAGES)\b", re.IGNORECASE)
"""A field that counts pages, which other forms do not have, or number by themselves."""
TABS = (qn("w:tab"), qn("w:ptab"))
PAGE_WORDS = 3
"""Words at most that stand around a page number and mean nothing without it: Page 2 of 3."""


@dataclass(frozen=True)
class WordNotes:
    """The notes of a document, by kind, numbered in the order in which the text refers to them."""

    roots: Mapping[str, Any]
    links: Mapping[str, Mapping[str, Any]]
    lines: dict[Any, tuple[str, Any]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def mark(self, kind: str, name: str) -> str:
        """Return the number of a note, and keep that it was referred to."""
        if (kind, name) not in self.asked:
            self.asked.append((kind, name))
        return str(self.asked.index((kind, name)) + 1)

    def below(self) -> tuple[Paragraph, ...]:
        """Return the notes that were referred to."""
        found = []
        for number, (kind, name) in enumerate(self.asked, 1):
            notes = self.roots[kind].iter(qn(f"w:{kind}")) if kind in self.roots else ()
            note = next((each for each in notes if each.get(qn("w:id")) == name), None)
            spans = [Span(f"[{number}]")]
            for paragraph in live_paragraphs(note) if note is not None else ():
                text, made = self.lines.get(paragraph, ("", ()))
                spans += (*line_of(paragraph, text, made, self.links.get(kind, {}), self.mark), Span(" "))
            found.append(Paragraph(tuple(spans[:-1]) if len(spans) > 1 else tuple(spans)))
        return tuple(found)


def running(document: Any, side: Side, lines: Mapping[Any, tuple[str, Any]], mark: NoteMark) -> tuple[Paragraph, ...]:
    """Return what stands above or below the pages: each paragraph once, however many kinds of page there are."""
    found: dict[str, Paragraph] = {}
    for edge in _edges(document, side):
        for paragraph in live_paragraphs(edge.part.element):
            text, made = lines.get(paragraph, ("", ()))
            line = _trimmed(line_of(paragraph, _unpaged(paragraph, text), made, edge.part.rels, mark))
            if line:
                found.setdefault(plain(line), Paragraph(line))
    return tuple(found.values())


def _edges(document: Any, side: Side) -> Iterator[Any]:
    """Give the headers or footers that are shown, from the first page on."""
    uneven = document.settings.odd_and_even_pages_header_footer
    for section in document.sections:
        first = section.different_first_page_header_footer
        for kind, shown in ((f"first_page_{side}", first), (side, True), (f"even_page_{side}", uneven)):
            edge = getattr(section, kind)
            if shown and not edge.is_linked_to_previous:
                yield edge


def _trimmed(line: Line) -> Line:
    """Return a line without what is empty at its ends."""
    spans = list(line)
    for end in (0, -1):
        while spans and not spans[end].text.strip():
            spans.pop(end)
    return tuple(spans)


def _unpaged(paragraph: Any, text: str) -> str:
    """Return the filled-in text of a paragraph without page numbers, nor the words around them up to the next tab."""
    counted, stretches = _page_fields(paragraph)
    parts = NODE_MARK.split(text)
    marks, told = list(map(int, parts[1::2])), parts[2::2]
    left = set[int]()
    for stretch in stretches:
        if counted & stretch:
            around = "".join(said for mark, said in zip(marks, told, strict=True) if mark in stretch - counted)
            left |= stretch if len(around.split()) <= PAGE_WORDS else counted & stretch
    return "".join(f"\x03{mark}\x04{'' if mark in left else said}" for mark, said in zip(marks, told, strict=True))


def _page_fields(paragraph: Any) -> tuple[set[int], list[set[int]]]:
    """Return which texts of a paragraph are page numbers, and which stand together between two tabs."""
    places = {node: number for number, node in enumerate(text_nodes(paragraph))}
    counted, stretches = set[int](), [set[int]()]
    told: list[str] = []
    for node in paragraph.iter():
        if node in places:
            stretches[-1].add(places[node])
            simple = [each.get(qn("w:instr")) or "" for each in node.iterancestors(qn("w:fldSimple"))]
            if any(map(PAGE.match, (*told, *simple))):
                counted.add(places[node])
        elif node.tag in TABS and node.getparent().tag == qn("w:r") and is_of(node, paragraph):
            stretches.append(set())
        elif node.tag == qn("w:instrText") and told:
            told[-1] += node.text or ""
        elif node.tag == qn("w:fldChar"):
            kind = node.get(qn("w:fldCharType"))
            if kind == "begin":
                told.append("")
            elif kind == "end" and told:
                told.pop()
    return counted, stretches
