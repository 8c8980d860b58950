"""The figures of a stored result, drawn again without running the model, and all of them in one Word document."""

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Self

import xarray as xr
from docx.enum.section import WD_SECTION

from care2040 import figures
from care2040.figures.canvas.errors import FigureWarning
from care2040.figures.canvas.export import stem, write
from care2040.figures.canvas.layout import HouseFigure, Story
from care2040.figures.canvas.theme import Theme, used
from care2040.inputs.experiments.written.asked_figure import AskedFigure
from care2040.reports.formats import docx_document
from care2040.wording.language import Language, Width
from care2040.wording.texts import phrase

DOCUMENT = "figures.docx"
UPRIGHT, SIDEWAYS = (docx_document.TEXT_WIDTH, 22.0), (25.0, 15.5)
"""Centimetres across and up that figures may take on a page, with room for a caption."""
MUCH_SMALLER = 0.9
"""Part of its size below which the words of a figure become hard to read."""


@dataclass(frozen=True)
class AlbumFigure:
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


def figures_document(drawn: Sequence[AlbumFigure], titles: Mapping[str, str]) -> bytes:
    """Return a Word document with figures: a chapter for each language, a section for each shape of page."""
    first = drawn[0].story.language
    document = docx_document.new_document(first, phrase(first, "document", "title", title=titles[first]))
    numbers = dict.fromkeys((one.story.language for one in drawn), 0)
    for (language, page), group in groupby(drawn, lambda one: (one.story.language, one.page)):
        opened = any(numbers.values())
        section = document.add_section(WD_SECTION.NEW_PAGE) if opened else document.sections[0]
        docx_document.set_page(section, page[0])
        if numbers[language] == 0:
            title = phrase(language, "document", "title", title=titles[language])
            for text, style in ((title, "Title"), (phrase(language, "document", "how"), "Normal")):
                docx_document.say_language(document.add_paragraph(text, style=style), language)
        for one in group:
            numbers[language] += 1
            _add(document, one, numbers[language])
    return docx_document.content(document)


def _add(document: Any, one: AlbumFigure, number: int) -> None:
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


@dataclass(frozen=True)
class FigureRequest:
    """Which figures are to be drawn."""

    asked: tuple[AskedFigure, ...]
    widths: tuple[Width, ...]
    languages: tuple[Language, ...]
    theme: Theme

    @classmethod
    def of(cls, asked: Iterable[AskedFigure], widths: Iterable[str], languages: Iterable[str], theme: Theme) -> Self:
        """Return what was asked for, each once and in the order of the house but for the names."""
        across = tuple(width for width in figures.WIDTHS if width in set(widths))
        spoken = tuple(language for language in figures.LANGUAGES if language in set(languages))
        return cls(tuple({one.stem: one for one in asked}.values()), across, spoken, theme)


def redraw(
    sources: Sequence[xr.Dataset],
    wanted: FigureRequest,
    folder: Path,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[int, dict[str, str]]:
    """Draw figures of a result and write each in every format, and all of them in one Word document.

    Returns how many were written and, by the name of its files, why one was left out.
    """
    drawn: list[tuple[int, AlbumFigure]] = []
    left_out: dict[str, str] = {}
    sets = [(language, width) for language in wanted.languages for width in wanted.widths]
    total = len(wanted.asked) * len(sets)
    with used(wanted.theme):
        for place, one in enumerate(wanted.asked):
            try:
                figures_of_it = _drawn_from(sources, one, sets)
            except figures.CannotDrawError as error:
                left_out[one.stem] = str(error)
                continue
            for count, figure in enumerate(figures_of_it):
                try:
                    drawn.append((count, _written(figure, folder, one.stem)))
                except figures.CannotDrawError as error:
                    left_out[stem(one.stem, figure.story)] = str(error)
                progress(place * len(sets) + count + 1, total)
    if drawn:
        ordered = [one for _, one in sorted(drawn, key=lambda pair: pair[0])]
        (folder / DOCUMENT).write_bytes(figures_document(ordered, _titles(sources[0])))
    return len(drawn), left_out


def _drawn_from(
    sources: Sequence[xr.Dataset], asked: AskedFigure, sets: Sequence[tuple[Language, Width]]
) -> list[HouseFigure]:
    """Return a figure in each language and width, from the first source that can feed it."""
    reasons = []
    for dataset in sources:
        try:
            return [figures.draw(asked.name, dataset, language, width, **asked.given) for language, width in sets]
        except figures.CannotDrawError as error:
            reasons.append(error)
    raise reasons[0]


def _written(figure: HouseFigure, folder: Path, name: str) -> AlbumFigure:
    png, _, svg, *_ = write(figure, folder, name)
    width, height = (float(inches) * 2.54 for inches in figure.get_size_inches())
    return AlbumFigure(figure.story, width, height, png, svg)


def _titles(dataset: xr.Dataset) -> dict[str, str]:
    facts = dataset.attrs
    return {language: str(facts.get(f"title_{language}", facts["experiment"])) for language in figures.LANGUAGES}
