"""Figures a policy adviser can take over: registry of the kinds of figure there are.

Importing this package costs nothing: matplotlib and xarray are loaded when a figure is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    import xarray as xr

    from care2040.figures.layout import HouseFigure

Language = Literal["nl", "en"]
Width = Literal["full", "half", "slide"]

LANGUAGES: tuple[Language, ...] = ("nl", "en")


class CannotDrawError(ValueError):
    """A result lacks what a figure needs; the message says what."""


class Draw(Protocol):
    """Draws one kind of figure from a result."""

    def __call__(
        self, dataset: xr.Dataset, language: Language = "nl", width: Width = "full", title: str | None = None
    ) -> HouseFigure:
        """Return the figure with its words and numbers; raise `CannotDrawError` when the result lacks any."""
        ...


def _late(module: str) -> Draw:
    """Return a function that imports the module of a figure only when it is drawn."""

    def draw_late(
        dataset: xr.Dataset, language: Language = "nl", width: Width = "full", title: str | None = None
    ) -> HouseFigure:
        draw_now: Draw = import_module(f"{__name__}.{module}").draw
        return draw_now(dataset, language, width, title)

    return draw_late


NAMES = ("one_in_four", "wedges", "packages", "levers", "districts", "district_map", "who_pays", "loops_cut")
FIGURES: Mapping[str, Draw] = {name: _late(name) for name in NAMES}
"""Name of a figure, as an experiment asks for it, to the function that draws it."""


def draw(
    name: str, dataset: xr.Dataset, language: Language = "nl", width: Width = "full", title: str | None = None
) -> HouseFigure:
    """Draw a figure of a result.

    Parameters
    ----------
    name : str
        One of `FIGURES`.
    dataset : xarray.Dataset
        What a run gave: dims policy, scenario, draw, year and, for indicators with a district, area.
    language : {"nl", "en"}
        Language of every word and number in it.
    width : {"full", "half", "slide"}
        Width of the text of an A4 page (16.0 cm), half of it (7.8 cm), or a slide (25 cm).
    title : str, optional
        Replaces the message made from the numbers.

    Returns
    -------
    HouseFigure
        A matplotlib figure that carries its words, alt text and numbers.

    Raises
    ------
    CannotDrawError
        When there is no figure of that name, or the result lacks what it needs.
    """
    if name not in FIGURES:
        raise CannotDrawError(f"there is no figure '{name}'; there are: {', '.join(FIGURES)}")
    return FIGURES[name](dataset, language, width, title)


def write_all(
    names: Iterable[str], dataset: xr.Dataset, folder: Path, languages: Iterable[Language] = LANGUAGES
) -> tuple[Path, ...]:
    """Draw figures of a result in several languages and write each in every format of `export.write`.

    Parameters
    ----------
    names : iterable of str
        Names of `FIGURES`.
    dataset : xarray.Dataset
        What a run gave.
    folder : Path
        Where to; made if it does not exist.
    languages : iterable of {"nl", "en"}
        One set of files for each.

    Returns
    -------
    tuple of Path
        Every file written.

    Raises
    ------
    CannotDrawError
        When a figure does not exist or the result lacks what it needs.
    """
    from care2040.figures.export import write

    spoken = tuple(languages)
    drawn = [(name, draw(name, dataset, language)) for name in names for language in spoken]
    return tuple(path for name, figure in drawn for path in write(figure, folder, name))
