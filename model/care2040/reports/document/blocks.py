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
    """A stretch of text of one look.

    Attributes
    ----------
    text : str
        May hold line breaks.
    bold, italic : bool
        Its look.
    link : str
        Where it leads; empty for nowhere.
    told : Told or None
        The value of a result that it is, with the run it comes from.
    """

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""
    told: Told | None = None


Line = tuple[Words, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, a heading, or an item of a list.

    Attributes
    ----------
    line : tuple of Words
        What it says.
    role : str
        What it is.
    original : lxml element or None
        The paragraph of a Word template, filled in, that a Word memo takes as it is.
    """

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
    """A table with its caption; `number` counts the tables of a memo from 1.

    Attributes
    ----------
    head : tuple of Line
        Of the columns.
    rows : tuple of tuple of Line
        Columns after the first hold numbers, against the right edge, unless the template drew the table.
    caption, about : str
        What it shows, and that with its columns for who cannot see it; a table of the template has neither.
    number : int
        0 for a table of the template.
    original : lxml element or None
        As for a paragraph.
    """

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
    """A whole memo.

    Attributes
    ----------
    title : str
        For the window and for who listens.
    language : {"nl", "en"}
        Of its text.
    blocks : tuple
        From top to bottom.
    stale : str
        What stands on every page when results have changed inputs; empty when they have not.
    runs : tuple of str
        Experiment, version and hash of each result it tells of.
    """

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
