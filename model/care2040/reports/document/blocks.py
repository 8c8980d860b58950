"""A memo as a list of blocks: what every form of output is written from, whatever the template was."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, Literal

from care2040.reports.document.drawn_figures import DrawnFigure
from care2040.reports.document.value_text import ValueText
from care2040.wording.language import Language

Role = Literal["title", "subtitle", "heading_1", "heading_2", "heading_3", "body", "bullet", "number", "quote"]
"""What a paragraph is; every form of output has a look for each."""


HEADINGS: tuple[Role, ...] = ("title", "heading_1", "heading_2", "heading_3")
"""From the highest."""


@dataclass(frozen=True)
class Span:
    """A stretch of text of one look."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""
    value: ValueText | None = None


Line = tuple[Span, ...]
LINKS = re.compile(r"(https?://|mailto:|tel:|#|[\w.%-]+($|[/?#]))", re.IGNORECASE)
"""Where a link of a memo may lead: to a page, a person, a place in the memo or a file beside it; never to code."""


def safe_link(address: str) -> str:
    """Return an address to link to, or nothing for one that could do something where it is opened."""
    return address if LINKS.match(address) and address.isprintable() else ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, a heading, or an item of a list."""

    line: Line
    role: Role = "body"
    original: Any = field(default=None, compare=False)


@dataclass(frozen=True)
class Figure:
    """A figure with its caption; `number` counts the figures of a memo from 1."""

    drawn: DrawnFigure
    caption: str
    number: int = 0


@dataclass(frozen=True)
class Pair:
    """Two narrow figures beside each other."""

    figures: tuple[Figure, Figure]


@dataclass(frozen=True)
class Table:
    """A table with its caption; `number` counts the tables of a memo from 1.

    `shares` are the parts of the width that columns get in Word; without them the first is wide and the others alike.
    """

    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]
    caption: str = ""
    about: str = ""
    number: int = 0
    shares: tuple[float, ...] = ()
    original: Any = field(default=None, compare=False)


@dataclass(frozen=True)
class OtherElement:
    """Something of a Word template that is no paragraph and no table; other forms show the text in it.

    Without an original it is for the other forms only: the notes at the foot of pages that Word keeps by itself.
    """

    original: Any
    paragraphs: tuple[Paragraph, ...]


Shown = Paragraph | Figure | Pair | Table
Block = Shown | OtherElement


@dataclass(frozen=True)
class Memo:
    """A whole memo; header and footer are what its template has above and below every page."""

    title: str
    language: Language
    blocks: tuple[Block, ...]
    stale: str = ""
    runs: tuple[str, ...] = ()
    header: tuple[Paragraph, ...] = ()
    footer: tuple[Paragraph, ...] = ()


def plain(line: Iterable[Span]) -> str:
    """Return the text of a line without its looks."""
    return "".join(span.text for span in line)


def figures(blocks: Iterable[Block]) -> Iterator[Figure]:
    """Give every figure, in order."""
    for block in blocks:
        if isinstance(block, Figure):
            yield block
        elif isinstance(block, Pair):
            yield from block.figures


def groups(blocks: Iterable[Block]) -> Iterator[tuple[Role | None, Iterator[Shown]]]:
    """Give the blocks for a form that does not know Word, with paragraphs that follow each other in one role together.

    In place of what only Word can hold comes the text in it.
    """
    return groupby(_flat(blocks), lambda block: block.role if isinstance(block, Paragraph) else None)


def _flat(blocks: Iterable[Block]) -> Iterator[Shown]:
    for block in blocks:
        if isinstance(block, OtherElement):
            yield from (paragraph for paragraph in block.paragraphs if plain(paragraph.line).strip())
        elif not isinstance(block, Paragraph) or plain(block.line).strip():
            yield block


def levelled(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks with headings that begin at the first level and leave none out, as every reader needs them."""
    before, found = 0, list[Block]()

    def fitted(paragraph: Paragraph) -> Paragraph:
        nonlocal before
        if paragraph.role not in HEADINGS or not plain(paragraph.line).strip():
            return paragraph
        before = min(HEADINGS.index(paragraph.role) + 1, before + 1)
        return replace(paragraph, role=HEADINGS[before - 1])

    for block in blocks:
        if isinstance(block, OtherElement):
            found.append(replace(block, paragraphs=tuple(map(fitted, block.paragraphs))))
        else:
            found.append(fitted(block) if isinstance(block, Paragraph) else block)
    return tuple(found)


def lines(memo: Memo) -> Iterator[Line]:
    """Give every line of words in a memo, in order."""
    for block in (*memo.header, *memo.blocks, *memo.footer):
        if isinstance(block, Paragraph):
            yield block.line
        elif isinstance(block, OtherElement):
            yield from (paragraph.line for paragraph in block.paragraphs)
        elif isinstance(block, Table):
            yield (Span(block.caption),)
            yield from (line for row in (block.head, *block.rows) for line in row)
        else:
            yield from ((Span(figure.caption),) for figure in figures((block,)))


def values(memo: Memo) -> Iterator[ValueText]:
    """Give every value that stands in a memo, in order."""
    yield from (span.value for line in lines(memo) for span in line if span.value is not None and span.value.run)
