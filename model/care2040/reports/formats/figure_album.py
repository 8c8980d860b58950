"""All figures of a result in one Word document, each with its caption and alt text, to copy from Word to Word."""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from docx.enum.section import WD_SECTION

from care2040.figures.canvas.export import FigureWarning
from care2040.figures.canvas.layout import Story
from care2040.reports.formats import docx_document
from care2040.wording.texts import phrase

UPRIGHT, SIDEWAYS = (docx_document.TEXT_WIDTH, 22.0), (25.0, 15.5)
"""Centimetres across and up that figures may take on a page, with room for a caption."""
MUCH_SMALLER = 0.9
"""Part of its size below which the words of a figure become hard to read."""


@dataclass(frozen=True)
class Drawn:
    """A figure as it was written."""

    story: Story
    width: float
    height: float
    png: Path
    svg: Path

    @property
    def page(self) -> tuple[float, float]:
        """What the page it needs holds: a slide takes one on its side."""
        return SIDEWAYS if self.width > docx_document.TEXT_WIDTH else UPRIGHT


def figures_document(drawn: Sequence[Drawn], titles: Mapping[str, str]) -> bytes:
    """Return a Word document with figures: a chapter for each language, a section for each shape of page."""
    first = drawn[0].story.language
    document = docx_document.new_document(first, phrase(first, "document", "title", title=titles[first]))
    numbers = dict.fromkeys((one.story.language for one in drawn), 0)
    for (language, page), figures in groupby(drawn, lambda one: (one.story.language, one.page)):
        opened = any(numbers.values())
        section = document.add_section(WD_SECTION.NEW_PAGE) if opened else document.sections[0]
        docx_document.set_page(section, page[0])
        if numbers[language] == 0:
            title = phrase(language, "document", "title", title=titles[language])
            for text, style in ((title, "Title"), (phrase(language, "document", "how"), "Normal")):
                docx_document.say_language(document.add_paragraph(text, style=style), language)
        for one in figures:
            numbers[language] += 1
            _add(document, one, numbers[language])
    return docx_document.content(document)


def _add(document: Any, one: Drawn, number: int) -> None:
    """Add a figure and its caption; one that is taller than the page allows is made smaller."""
    story, fitting = one.story, min(1.0, one.page[1] / one.height)
    if fitting < MUCH_SMALLER:
        message = f"{one.png.stem} is taller than a page; in the document it is {fitting:.0%} of its size"
        warnings.warn(message, FigureWarning, stacklevel=2)
    width = one.width * fitting
    picture = docx_document.Picture(one.png, one.svg, story.alt, story.title, width)
    docx_document.add_picture(document.add_paragraph(style=docx_document.FIGURE), picture)
    caption = document.add_paragraph(style=docx_document.CAPTION)
    docx_document.add_caption(caption, phrase(story.language, "document", "label"), number, story.subtitle)
    docx_document.say_language(caption, story.language)
