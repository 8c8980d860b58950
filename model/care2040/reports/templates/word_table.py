"""A table of a Word template as rows of lines, for the forms of output that do not know Word."""

from collections.abc import Iterator, Mapping
from typing import Any

from docx.oxml.ns import qn

from care2040.reports.document.blocks import Line, Span, Table

AROUND = (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins"), qn("w:moveTo"), qn("w:smartTag"))
"""What may stand around a row, a cell or a paragraph without being one."""


def table_of(made: Any, said: Mapping[Any, Line]) -> Table:
    """Return a table; a merged cell stands once, and a table in a cell once, within that cell."""
    rows = [tuple(_cell(cell, said) for cell in _inside(row, "w:tc")) for row in _inside(made, "w:tr")]
    width = max((len(row) for row in rows), default=0)
    even = [row + ((),) * (width - len(row)) for row in rows]
    return Table(even[0] if even else (), tuple(even[1:]), original=made)


def _inside(element: Any, name: str) -> Iterator[Any]:
    """Give the members of an element, also where a content control stands around them."""
    for child in element:
        if child.tag == qn(name):
            yield child
        elif child.tag in AROUND:
            yield from _inside(child, name)


def _cell(cell: Any, said: Mapping[Any, Line]) -> Line:
    """Return the lines of a cell behind one another, a table in it with each row on a line."""
    lines = list(filter(None, _lines(cell, said)))
    return tuple(span for number, line in enumerate(lines) for span in ((Span("\n"), *line) if number else line))


def _lines(cell: Any, said: Mapping[Any, Line]) -> Iterator[Line]:
    for child in cell:
        if child.tag == qn("w:p"):
            yield from (said[each] for each in child.iter(qn("w:p")) if each in said)
        elif child.tag == qn("w:tbl"):
            for row in _inside(child, "w:tr"):
                cells = [_cell(each, said) for each in _inside(row, "w:tc")]
                yield tuple(
                    span for number, one in enumerate(cells) for span in ((Span(" | "), *one) if number else one)
                )
        elif child.tag in AROUND:
            yield from _lines(child, said)
