"""A memo as a Word document: in the pages, headers and styles of its template, or in those of our own."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape

from docx.enum.text import WD_COLOR_INDEX
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Cm, Emu, RGBColor

from care2040.reports.document.blocks import Block, Figure, Line, Memo, Pair, Paragraph, Table, plain, values
from care2040.reports.document.value_text import say
from care2040.reports.formats import docx_document
from care2040.reports.formats.docx_document import TABLE_PROPERTIES, add_table
from care2040.reports.formats.docx_document import Table as WordTable
from care2040.reports.formats.docx_styles import check_styles
from care2040.reports.formats.docx_unique import make_unique
from care2040.reports.templates.word_template import WordTemplate

FIRST_COLUMN = 0.26
"""Part of the width of a table for its first column, at least."""
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PROPERTIES = f"{RELATIONSHIPS}/customXmlProps"
PROPERTIES_NAME = "/customXml/itemProps%d.xml"
PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
ABOUT_VALUES = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml" ds:itemID="{name}">'
    '<ds:schemaRefs><ds:schemaRef ds:uri="{namespace}"/></ds:schemaRefs></ds:datastoreItem>'
)
NAMESPACE = "urn:care2040:values"
NO_MARGINS = '<w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
TWIPS, NARROWEST = 566.93, 2.0
"""Twips in a centimetre, and the centimetres that a figure gets at least."""
WARNING = RGBColor(0x8B, 0x1A, 0x1A)


def content(memo: Memo, template: WordTemplate | None, styles: Mapping[str, str]) -> bytes:
    """Return the bytes of the file."""
    document = docx_document.new_document(memo.language, memo.title) if template is None else template.document
    if template is not None:
        for child in template.children:
            document.element.body.remove(child)
        docx_document.drop_old_styles(document)
        docx_document.set_language(document, memo.language)
        document.core_properties.title = memo.title
    check_styles(document, styles, _roles(memo), str(template.path) if template else "")
    for block, room in zip(memo.blocks, _rooms(document, memo.blocks), strict=True):
        _add(document, block, memo, styles, room)
    if template is not None:
        make_unique(document.element.body, (part.root for part in template.parts))
    document.core_properties.keywords = "; ".join(memo.runs)[:255]
    _keep_values(document, memo)
    if memo.stale:
        _mark_pages(document, memo.stale)
    return docx_document.content(document)


def _roles(memo: Memo) -> set[str]:
    """Return the roles that need a style: of what does not come from the template as it is."""
    needed = set()
    for block in memo.blocks:
        if isinstance(block, (Figure, Pair)):
            needed |= {"figure", "caption"}
        elif isinstance(block, Table) and block.original is None:
            needed |= {"table_text"} | ({"caption"} if block.number else set())
        elif isinstance(block, Paragraph) and block.original is None:
            needed.add(str(block.role))
    return needed


def _add(document: Any, block: Block, memo: Memo, styles: Mapping[str, str], room: float) -> None:
    """Put a block at the end of the document."""
    if isinstance(block, Figure):
        paragraphs = document.add_paragraph(), document.add_paragraph()
        _draw(paragraphs, block, memo, styles, room)
    elif isinstance(block, Pair):
        _add_pair(document, block, memo, styles, room)
    elif block.original is not None:
        _append(document, block.original)
    elif isinstance(block, Table):
        _add_table(document, block, memo, styles, room)
    elif isinstance(block, Paragraph):
        write_line(document.add_paragraph(style=styles[block.role]), block.line)


def _draw(paragraphs: tuple[Any, Any], figure: Figure, memo: Memo, styles: Mapping[str, str], room: float) -> None:
    """Fill two paragraphs with a figure and its caption, no wider than there is room."""
    drawn, (above, below) = figure.drawn, paragraphs
    above.style, below.style = styles["figure"], styles["caption"]
    told = docx_document.Picture(drawn.png, drawn.word, drawn.alt, drawn.title, min(drawn.width, room))
    docx_document.add_picture(above, told)
    docx_document.add_caption(below, say(memo.language, "figure"), figure.number, figure.caption)


def _add_pair(document: Any, pair: Pair, memo: Memo, styles: Mapping[str, str], room: float) -> None:
    """Put two figures beside each other, in a table without lines."""
    table = document.add_table(rows=1, cols=len(pair.figures))
    table.autofit = False
    table._tbl.tblPr.append(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{NO_MARGINS}</w:tblCellMar>"))
    table._tbl.tblPr[:] = sorted(table._tbl.tblPr, key=lambda node: TABLE_PROPERTIES.index(node.tag.partition("}")[2]))
    for column, figure in zip(table.columns, pair.figures, strict=True):
        column.width = Cm(room / len(pair.figures))
        cell = column.cells[0]
        cell.width = column.width
        _draw((cell.paragraphs[0], cell.add_paragraph()), figure, memo, styles, room / len(pair.figures))


def _append(document: Any, element: Any) -> None:
    """Put an element at the end of the body, before the size of the page."""
    page = document.element.body.find(qn("w:sectPr"))
    if page is None:
        document.element.body.append(element)
    else:
        page.addprevious(element)


def _add_table(document: Any, table: Table, memo: Memo, styles: Mapping[str, str], width: float) -> None:
    if table.number:
        caption = document.add_paragraph(style=styles["caption"])
        docx_document.add_caption(caption, say(memo.language, "table"), table.number, table.caption)
        caption.paragraph_format.keep_with_next = True
    columns = len(table.head)
    first = max(FIRST_COLUMN, 1 / columns)
    alike = (first, *[(1 - first) / max(1, columns - 1)] * (columns - 1))
    widths = [width * share for share in table.shares or alike]
    rows = [[plain(line) for line in row] for row in table.rows]
    about = WordTable([plain(line) for line in table.head], rows, widths, table.caption, table.about)
    add_table(document, about, styles["table_text"])
    # Two tables without a paragraph between them would be one, and text would stick to the last row.
    document.add_paragraph(style=styles["table_text"])


def write_line(paragraph: Any, line: Line) -> None:
    """Put spans of text, with their looks, at the end of a paragraph."""
    for span in line:
        if span.link:
            _link(paragraph, span.text, span.link)
            continue
        run = paragraph.add_run(span.text)
        run.bold, run.italic = span.bold or None, span.italic or None


def _link(paragraph: Any, text: str, target: str) -> None:
    """Put a link at the end of a paragraph."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(text)
    run.font.underline = True
    link.append(run._r)
    paragraph._p.append(link)


def _rooms(document: Any, blocks: Sequence[Block]) -> list[float]:
    """Return the centimetres that there are for each block: of the section it stands in, whose size follows it."""
    room, found = _width_of(document.sections[-1]._sectPr), []
    for block in reversed(blocks):
        original = None if isinstance(block, (Figure, Pair)) else block.original
        size = original.find(f".//{qn('w:sectPr')}") if original is not None else None
        room = room if size is None else _width_of(size)
        found.append(room)
    return found[::-1]


def _width_of(size: Any) -> float:
    """Return the centimetres of a column of a section."""
    page = Section(size, None)  # type: ignore[arg-type]
    width = float(
        Emu((page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0) - (page.gutter or 0)).cm
    )
    columns = size.find(qn("w:cols"))
    own = [float(one.get(qn("w:w"))) for one in size.iter(qn("w:col")) if one.get(qn("w:w"))]
    if own:
        width = min(own) / TWIPS
    elif columns is not None and int(columns.get(qn("w:num"), "1")) > 1:
        many, between = int(columns.get(qn("w:num"))), float(columns.get(qn("w:space"), "720")) / TWIPS
        width = (width - between * (many - 1)) / many
    return max(width, NARROWEST)


def _keep_values(document: Any, memo: Memo) -> None:
    """Keep with the document every value in it, unrounded, and the hash of its run."""
    told = [asdict(each) for each in values(memo)]
    if not told:
        return
    text = escape(json.dumps(told, ensure_ascii=False))
    xml = f'<?xml version="1.0" encoding="UTF-8"?>\n<values xmlns="{NAMESPACE}">{text}</values>'
    package, name = document.part.package, f"{{{uuid5(NAMESPACE_URL, text)}}}".upper()
    part = Part(package.next_partname("/customXml/item%d.xml"), "application/xml", xml.encode(), package)
    about, place = ABOUT_VALUES.format(name=name, namespace=NAMESPACE), package.next_partname(PROPERTIES_NAME)
    part.relate_to(Part(place, PROPERTIES_TYPE, about.encode(), package), PROPERTIES)
    document.part.relate_to(part, f"{RELATIONSHIPS}/customXml")


def _mark_pages(document: Any, text: str) -> None:
    """Put a warning at the top of every page, whatever headers a document has."""
    uneven = document.settings.odd_and_even_pages_header_footer
    for number, section in enumerate(document.sections):
        headers = [section.header]
        headers += [section.first_page_header] if section.different_first_page_header_footer else []
        headers += [section.even_page_header] if uneven else []
        for header in headers:
            if number and header.is_linked_to_previous:
                continue
            header.is_linked_to_previous = False
            first = header.paragraphs[0] if header.paragraphs else header.add_paragraph()
            run = first.insert_paragraph_before().add_run(text)
            run.bold, run.font.color.rgb, run.font.highlight_color = True, WARNING, WD_COLOR_INDEX.YELLOW
