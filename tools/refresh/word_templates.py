"""A template in Word made from one in Markdown, placeholders and all: how the templates that ship are made."""

import re
from pathlib import Path
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from care2040.reports.document.blocks import Paragraph, plain
from care2040.reports.document.value_text import ValueText
from care2040.reports.formats import docx_document
from care2040.reports.formats.docx_styles import load_styles
from care2040.reports.formats.to_word import write_line
from care2040.reports.templates.filler import CLOSE, OPEN, FilledTemplate
from care2040.reports.templates.markdown_template import MarkdownTemplate
from care2040.reports.templates.tags import replaced
from care2040.wording.language import Language

ALONE = re.compile(r"^(\{%.*?%\})$", re.MULTILINE)
MARGIN, AROUND_HEADING = Cm(1.9), Pt(9)


def word_template(path: Path, language: Language) -> bytes:
    """Return a template in Word that says what one in Markdown says.

    Parameters
    ----------
    path : Path
        The template in Markdown; without tables of its own.
    language : {"nl", "en"}
        Of its text.

    Returns
    -------
    bytes
        Of a .docx file: the same for the same text.
    """
    source = ALONE.sub(r"\n\1\n", path.read_text(encoding="utf-8"))
    tags: list[Any] = []

    def keep(tag: str) -> str:
        tags.append(ValueText(tag))
        return f"{OPEN}{len(tags) - 1}{CLOSE}"

    marked = replaced(source, keep)
    blocks = MarkdownTemplate(path, source).blocks(FilledTemplate(marked, tags))
    styles, document = load_styles(None), docx_document.new_document(language, path.stem)
    for block in blocks:
        if not isinstance(block, Paragraph):
            raise ValueError(f"{path.name} holds a {type(block).__name__}, which is not carried over to Word")
        tag_only = ALONE.match(plain(block.line))
        write_line(document.add_paragraph(style=styles["body" if tag_only else block.role]), block.line)
    _set_up(document)
    return docx_document.content(document)


def _set_up(document: Any) -> None:
    """Fit two pages, with the number of the page at the foot."""
    page = document.sections[0]
    page.top_margin = page.bottom_margin = MARGIN
    for name in ("Heading 1", "Heading 2"):
        document.styles[name].paragraph_format.space_before = AROUND_HEADING
    body = document.styles["Normal"]
    body.font.size, body.paragraph_format.space_after, body.paragraph_format.line_spacing = Pt(9.5), Pt(4), 1.0
    document.styles["Title"].font.size = Pt(16)
    document.styles[docx_document.CAPTION].paragraph_format.space_after = Pt(6)
    foot = page.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    docx_document.add_field(foot, "PAGE", "1")
