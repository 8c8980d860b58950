"""What a Word document needs and python-docx does not give: vector pictures with alt text, captions, a language.

Every function works on any document, so also on a template in the house style of another, but for `new_document`.
"""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

Language = Literal["nl", "en"]

TAGS: dict[str, str] = {"nl": "nl-NL", "en": "en-GB"}
"""Language to what Word calls it."""
FONT, INSTEAD = "Noto Sans", "Arial"
"""Type of a document of our own, and what Word takes where that is not installed."""
INK, HEADING = RGBColor(0x1A, 0x1A, 0x1A), RGBColor(0x12, 0x43, 0x6D)
FIGURE, CAPTION, TABLE_TEXT = "Figure", "Caption", "Table Text"
"""Names of the styles in a document of our own."""
LOOKS = (
    *(("Normal", 10, 6), ("Title", 18, 10), ("Subtitle", 11, 8), (CAPTION, 8.5, 12)),
    *(("Heading 1", 13, 4), ("Heading 2", 11, 3), ("Heading 3", 10, 3)),
)
"""Style to size of type and room below it, in points."""
HEADINGS = ("Title", "Heading 1", "Heading 2", "Heading 3")
TEXT_WIDTH = 16.0
"""Centimetres of text on a page of A4; a wider figure gets a page on its side."""
LONG, SHORT = 29.7, 21.0
"""Centimetres of the sides of A4."""
SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
SVG_NAMESPACE = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
RULE = "8C8C8C"
TABLE_PROPERTIES = (
    *("tblStyle", "tblpPr", "tblOverlap", "bidiVisual", "tblStyleRowBandSize", "tblStyleColBandSize", "tblW", "jc"),
    *("tblCellSpacing", "tblInd", "tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook"),
    *("tblCaption", "tblDescription"),
)
"""The order that the schema wants; Word repairs a file that has another."""
NO_DATE = (1980, 1, 1, 0, 0, 0)
"""The time that stands with every part in the file, so that the same content gives the same bytes."""


@dataclass(frozen=True)
class Picture:
    """A picture for Word."""

    png: Path
    svg: Path | None
    alt: str
    title: str
    width: float


def new_document(language: Language, title: str, width: float = TEXT_WIDTH) -> Any:
    """Return an empty document in our own style, on A4, wide enough for text or a figure of some centimetres."""
    document = Document()
    drop_old_styles(document)
    set_page(document.sections[0], width)
    _dress(document)
    set_language(document, language)
    facts = document.core_properties
    facts.title, facts.author, facts.comments = title, "care2040", ""
    return document


def drop_old_styles(document: Any) -> None:
    """Leave out the copy of the styles for Word 2010, which nothing reads and which would no longer be the same."""
    for name, relation in list(document.part.rels.items()):
        if relation.reltype.endswith("/stylesWithEffects"):
            del document.part.rels[name]


def set_page(section: Any, width: float) -> None:
    """Give the pages of a section the size of A4, on its side where a figure is wider than text."""
    wide = width > TEXT_WIDTH
    across, up, margin = Cm(LONG if wide else SHORT), Cm(SHORT if wide else LONG), Cm(2)
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height, section.top_margin, section.bottom_margin = across, up, margin, margin
    section.left_margin = section.right_margin = int((across - Cm(max(width, TEXT_WIDTH))) / 2)


def _dress(document: Any) -> None:
    """Give a document our own styles."""
    styles = document.styles
    for name, points, after in LOOKS:
        style = styles[name]
        _set_font(style, FONT)
        style.font.size, style.font.bold, style.font.italic = Pt(points), name in HEADINGS, False
        style.font.color.rgb = INK if name in ("Normal", CAPTION) else HEADING
        style.paragraph_format.space_after = Pt(after)
    for rule in styles["Title"].element.xpath(".//w:pBdr"):
        rule.getparent().remove(rule)
    for name, points, after in ((FIGURE, 10, 2), (TABLE_TEXT, 8.5, 1)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.font.size = styles["Normal"], Pt(points)
        style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(after), 1.0
    styles[FIGURE].paragraph_format.keep_with_next = True
    fonts = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    known = f'<w:font w:name="{FONT}"><w:altName w:val="{INSTEAD}"/></w:font></w:fonts>'
    fonts._blob = fonts.blob.replace(b"</w:fonts>", known.encode())


def _set_font(style: Any, name: str) -> None:
    """Let a style use a font for every script; without this the fonts of the theme win."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), name)


def set_language(document: Any, language: Language) -> None:
    """Say in which language a document is, for the spelling checker and for who listens to it."""
    tag, styles = TAGS[language], document.styles.element
    for said in styles.xpath("//w:style//w:lang"):
        said.set(qn("w:val"), tag)
    defaults = _child(_child(_child(styles, "docDefaults", True), "rPrDefault", True), "rPr", True)
    _child(defaults, "lang").set(qn("w:val"), tag)
    for said in document.settings.element.xpath("w:themeFontLang"):
        said.set(qn("w:val"), tag)
    document.core_properties.language = tag


def _child(node: Any, name: str, first: bool = False) -> Any:
    """Return the child of an element with a name; made where there is none, as the first or the last child."""
    found = node.find(qn(f"w:{name}"))
    if found is None:
        found = OxmlElement(f"w:{name}")
        node.insert(0 if first else len(node), found)
    return found


def say_language(paragraph: Any, language: Language) -> None:
    """Say in which language the words of one paragraph are, where it is not that of the document."""
    for run in paragraph.runs:
        _child(run._r.get_or_add_rPr(), "lang").set(qn("w:val"), TAGS[language])


def add_picture(paragraph: Any, picture: Picture) -> None:
    """Put a picture with its alt text at the end of a paragraph, as a vector picture where there is one."""
    run = paragraph.add_run()
    run.add_picture(str(picture.png), width=Cm(picture.width))
    inline = run._r.xpath(".//wp:inline")[-1]
    for side in ("distT", "distB", "distL", "distR"):  # without these LibreOffice keeps 3 mm free at each side
        inline.set(side, "0")
    for told in (inline.docPr, inline.xpath(".//pic:cNvPr")[0]):
        told.set("descr", picture.alt)
        told.set("title", picture.title)
        told.set("name", picture.png.name)
    if picture.svg is not None:
        package = paragraph.part.package
        name = package.next_partname("/word/media/drawing%d.svg")
        drawing = Part(name, "image/svg+xml", picture.svg.read_bytes(), package)
        relation = paragraph.part.relate_to(drawing, RELATIONSHIP_TYPE.IMAGE)
        inline.xpath(".//a:blip")[0].append(
            parse_xml(
                f'<a:extLst {nsdecls("a", "r")}><a:ext uri="{SVG_EXTENSION}">'
                f'<asvg:svgBlip xmlns:asvg="{SVG_NAMESPACE}" r:embed="{relation}"/></a:ext></a:extLst>'
            )
        )


def add_field(paragraph: Any, instruction: str, shown: str) -> None:
    """Put a field at the end of a paragraph, such as ``PAGE``, with what it shows until Word counts again."""
    for kind in ("begin", "instruction", "separate", "shown", "end"):
        run = paragraph.add_run(shown if kind == "shown" else "")
        if kind == "instruction":
            told = OxmlElement("w:instrText")
            told.set(qn("xml:space"), "preserve")
            told.text = f" {instruction} "
            run._r.append(told)
        elif kind != "shown":
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def add_caption(paragraph: Any, label: str, number: int, text: str) -> None:
    """Fill a paragraph with a caption whose number Word keeps right: ``Figuur 2  Wie betaalt wat``."""
    paragraph.add_run(f"{label} ")
    add_field(paragraph, f"SEQ {label} \\* ARABIC", str(number))
    paragraph.add_run(f"  {text}")


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


def content(document: Any) -> bytes:
    """Return a document as the bytes of a .docx file; the same document gives the same bytes."""
    written, fixed = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(zipfile.ZipInfo(part.filename, NO_DATE), old.read(part), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
