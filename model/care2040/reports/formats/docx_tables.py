"""Tables for Word: header row marked, widths that every program follows, words for who cannot see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm

from care2040.reports.formats.docx_document import TABLE_TEXT

RULE = "8C8C8C"
TABLE_PROPERTIES = (
    *("tblStyle", "tblpPr", "tblOverlap", "bidiVisual", "tblStyleRowBandSize", "tblStyleColBandSize", "tblW", "jc"),
    *("tblCellSpacing", "tblInd", "tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook"),
    *("tblCaption", "tblDescription"),
)
"""The order that the schema wants; Word repairs a file that has another."""


@dataclass(frozen=True)
class Table:
    """A table for Word."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    title: str
    alt: str


def add_table(document: Any, table: Table, style: str = TABLE_TEXT) -> Any:
    """Put a table at the end of a document (move ``._tbl`` to have it elsewhere); its first row is marked as header."""
    made = document.add_table(rows=0, cols=len(table.header))
    made.autofit = False
    for place, cells in enumerate((table.header, *table.rows)):
        row = made.add_row()
        flags = ("w:cantSplit", "w:tblHeader") if place == 0 else ("w:cantSplit",)
        row._tr.get_or_add_trPr().extend(OxmlElement(flag) for flag in flags)
        for column, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
            cell.width = Cm(table.widths[column])
            paragraph = cell.paragraphs[0]
            paragraph.style = style
            paragraph.add_run(text).bold = True if place == 0 else None
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if column else WD_ALIGN_PARAGRAPH.LEFT
            paragraph.paragraph_format.keep_with_next = place < len(table.rows)
    for column, width in zip(made.columns, table.widths, strict=True):  # also in the grid: Word and others disagree
        column.width = Cm(width)
    _describe(made, table)
    return made


def _describe(made: Any, table: Table) -> None:
    """Give a table its rules, its margins and its words for who cannot see it, in the order of the schema."""
    properties = made._tbl.tblPr
    line = f'w:val="single" w:space="0" w:color="{RULE}"'
    rules = "".join(f'<w:{side} {line} w:sz="{size}"/>' for side, size in (("top", 8), ("bottom", 8), ("insideH", 4)))
    margins = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in (("left", 0), ("right", 60)))
    for tag, inside in (("tblBorders", rules), ("tblCellMar", margins)):
        properties.append(parse_xml(f"<w:{tag} {nsdecls('w')}>{inside}</w:{tag}>"))
    for tag, text in (("w:tblCaption", table.title), ("w:tblDescription", table.alt)):
        told = OxmlElement(tag)
        told.set(qn("w:val"), text)
        properties.append(told)
    properties[:] = sorted(properties, key=lambda node: TABLE_PROPERTIES.index(node.tag.partition("}")[2]))
