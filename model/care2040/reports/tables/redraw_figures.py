"""The figures of a stored result, drawn again without running the model, and all of them in one Word document."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import xarray as xr

from care2040 import figures
from care2040.figures import titles
from care2040.figures.canvas.export import write
from care2040.figures.canvas.layout import HouseFigure
from care2040.figures.canvas.theme import Theme, used
from care2040.reports.formats.figure_album import Drawn, figures_document
from care2040.wording.language import Language, Width

DOCUMENT = "figures.docx"


@dataclass(frozen=True)
class Wanted:
    """Which figures are to be drawn."""

    names: tuple[str, ...]
    widths: tuple[Width, ...]
    languages: tuple[Language, ...]
    theme: Theme

    @classmethod
    def of(cls, names: Iterable[str], widths: Iterable[str], languages: Iterable[str], theme: Theme) -> Self:
        """Return what was asked for, each once and in the order of the house but for the names."""
        across = tuple(width for width in figures.WIDTHS if width in set(widths))
        spoken = tuple(language for language in figures.LANGUAGES if language in set(languages))
        return cls(tuple(dict.fromkeys(names)), across, spoken, theme)


def names_of(dataset: xr.Dataset) -> tuple[str, ...]:
    """Return the figures that the experiment of a result asks for, in its order."""
    return tuple(titles.asked(dataset))


def draw_again(
    sources: Sequence[xr.Dataset],
    wanted: Wanted,
    folder: Path,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[int, dict[str, str]]:
    """Draw figures of a result and write each in every format, and all of them in one Word document."""
    drawn: list[tuple[int, Drawn]] = []
    left_out: dict[str, str] = {}
    sets = [(language, width) for language in wanted.languages for width in wanted.widths]
    total = len(wanted.names) * len(sets)
    with used(wanted.theme):
        for place, name in enumerate(wanted.names):
            try:
                figures_of_it = _drawn_from(sources, name, sets)
            except figures.CannotDrawError as error:
                left_out[name] = str(error)
                continue
            for count, figure in enumerate(figures_of_it):
                drawn.append((count, _written(figure, folder, name)))
                progress(place * len(sets) + count + 1, total)
    if drawn:
        ordered = [one for _, one in sorted(drawn, key=lambda pair: pair[0])]
        (folder / DOCUMENT).write_bytes(figures_document(ordered, _titles(sources[0])))
    return len(drawn), left_out


def _drawn_from(sources: Sequence[xr.Dataset], name: str, sets: Sequence[tuple[Language, Width]]) -> list[HouseFigure]:
    """Return a figure in each language and width, from the first source that can feed it."""
    reasons = []
    for dataset in sources:
        try:
            return [figures.draw(name, dataset, language, width) for language, width in sets]
        except figures.CannotDrawError as error:
            reasons.append(error)
    raise reasons[0]


def _written(figure: HouseFigure, folder: Path, name: str) -> Drawn:
    png, _, svg, *_ = write(figure, folder, name)
    width, height = (float(inches) * 2.54 for inches in figure.get_size_inches())
    return Drawn(figure.story, width, height, png, svg)


def _titles(dataset: xr.Dataset) -> dict[str, str]:
    facts = dataset.attrs
    return {language: str(facts.get(f"title_{language}", facts["experiment"])) for language in figures.LANGUAGES}
