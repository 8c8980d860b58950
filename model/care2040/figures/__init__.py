"""Figures a policy adviser can take over: a function for each kind of figure there is.

In a notebook: ``care2040.figures.wedges(care2040.load("outputs/one_in_four"))``. Importing this package costs nothing:
matplotlib and xarray are loaded when a figure is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from care2040.figures.canvas.errors import CannotDrawError
from care2040.wording.language import LANGUAGES, WIDTHS, Language, Width

if TYPE_CHECKING:
    import xarray as xr

    from care2040.figures.canvas.layout import HouseFigure


__all__ = ["FIGURES", "LANGUAGES", "WIDTHS", "CannotDrawError", "draw", "write_all"]


class Draw(Protocol):
    """Draws one kind of figure from a result."""

    def __call__(
        self, dataset: xr.Dataset, language: Language = "nl", width: Width = "full", title: str | None = None
    ) -> HouseFigure:
        """Return the figure with its words and numbers; raise `CannotDrawError` when the result lacks any."""
        ...


def _kind(name: str, room: str = "outcomes") -> Draw:
    """Return the function that draws a kind of figure; its module is imported only when it draws."""

    def draw_kind(
        dataset: xr.Dataset, language: Language = "nl", width: Width = "full", title: str | None = None
    ) -> HouseFigure:
        from care2040.figures.titles import checked, given

        draw_now: Draw = import_module(f"{__name__}.{room}.{name}").draw
        return draw_now(dataset, language, width, checked(title or given(dataset, name, language)))

    draw_kind.__name__ = draw_kind.__qualname__ = name
    draw_kind.__doc__ = f"Draw the figure '{name}' of a result; see `draw`."
    return draw_kind


one_in_four = _kind("one_in_four")
wedges = _kind("wedges")
packages = _kind("packages")
levers = _kind("levers")
districts = _kind("districts")
district_map = _kind("district_map")
who_pays = _kind("who_pays")
loops_cut = _kind("loops_cut")
fan = _kind("fan", "uncertainty")
robustness = _kind("robustness", "uncertainty")
discovery = _kind("discovery", "uncertainty")
sobol = _kind("sobol", "uncertainty")
tornado = _kind("tornado", "uncertainty")
convergence = _kind("convergence", "uncertainty")
morris = _kind("morris", "uncertainty")

FIGURES: Mapping[str, Draw] = {
    "one_in_four": one_in_four,
    "wedges": wedges,
    "packages": packages,
    "levers": levers,
    "districts": districts,
    "district_map": district_map,
    "who_pays": who_pays,
    "loops_cut": loops_cut,
    "fan": fan,
    "robustness": robustness,
    "discovery": discovery,
    "sobol": sobol,
    "tornado": tornado,
    "convergence": convergence,
    "morris": morris,
}
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
        Replaces the message made from the numbers, and the title that the experiment gives.

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
    from care2040.figures.canvas.export import write

    spoken = tuple(languages)
    drawn = [(name, draw(name, dataset, language)) for name in names for language in spoken]
    return tuple(path for name, figure in drawn for path in write(figure, folder, name))
