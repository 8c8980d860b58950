"""A memo as a list of blocks: what every form of output is written from, whatever the template was."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from care2040.reports.document.drawn_figures import Drawn
from care2040.reports.document.value_text import Told
from care2040.wording.language import Language

Role = Literal["title", "subtitle", "heading_1", "heading_2", "heading_3", "body", "bullet", "number", "quote"]
"""What a paragraph is; every form of output has a look for each."""


@dataclass(frozen=True)
class Words:
    """A stretch of text of one look."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""
    told: Told | None = None


Line = tuple[Words, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, a heading, or an item of a list."""

    line: Line
    role: Role = "body"
    original: Any = field(default=None, compare=False)


@dataclass(frozen=True)
class Figure:
    """A figure with its caption; `number` counts the figures of a memo from 1."""

    drawn: Drawn
    caption: str
    number: int = 0


@dataclass(frozen=True)
class Pair:
    """Two narrow figures beside each other."""

    figures: tuple[Figure, Figure]


@dataclass(frozen=True)
class Table:
    """A table with its caption; `number` counts the tables of a memo from 1."""

    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]
    caption: str = ""
    about: str = ""
    number: int = 0
    original: Any = field(default=None, compare=False)


@dataclass(frozen=True)
class Kept:
    """Something of a Word template that is no paragraph and no table; other forms show the text in it."""

    original: Any
    paragraphs: tuple[Paragraph, ...]


Shown = Paragraph | Figure | Pair | Table
Block = Shown | Kept


@dataclass(frozen=True)
class Memo:
    """A whole memo."""

    title: str
    language: Language
    blocks: tuple[Block, ...]
    stale: str = ""
    runs: tuple[str, ...] = ()


def plain(line: Iterable[Words]) -> str:
    """Return the text of a line without its looks."""
    return "".join(words.text for words in line)


def figures(blocks: Iterable[Block]) -> Iterator[Figure]:
    """Give every figure, in order."""
    for block in blocks:
        if isinstance(block, Figure):
            yield block
        elif isinstance(block, Pair):
            yield from block.figures


def flat(blocks: Iterable[Block]) -> Iterator[Shown]:
    """Give the blocks for a form of output that does not know Word: in place of what was kept, the text in it."""
    for block in blocks:
        if isinstance(block, Kept):
            yield from (paragraph for paragraph in block.paragraphs if plain(paragraph.line).strip())
        elif not isinstance(block, Paragraph) or plain(block.line).strip():
            yield block


def values(memo: Memo) -> Iterator[Told]:
    """Give every value that stands in a memo, in order."""
    for block in memo.blocks:
        lines: Iterable[Line] = ()
        if isinstance(block, Paragraph):
            lines = (block.line,)
        elif isinstance(block, Kept):
            lines = (paragraph.line for paragraph in block.paragraphs)
        elif isinstance(block, Table):
            lines = (line for row in (block.head, *block.rows) for line in row)
        yield from (words.told for line in lines for words in line if words.told is not None and words.told.run)
