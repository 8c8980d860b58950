"""Figures a policy adviser can take over: a function for each kind of figure there is.

In a notebook: ``care2040.figures.wedges(care2040.load("outputs/one_in_four"))``. Importing this package costs nothing:
matplotlib and xarray are loaded when a figure is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from care2040.figures.canvas.errors import CannotDrawError, one_figure
from care2040.figures.registry import Draw, figures_in
from care2040.inputs.experiments.written.asked_figure import AskedFigure, Options
from care2040.wording.language import LANGUAGES, WIDTHS, Language, Width

if TYPE_CHECKING:
    import xarray as xr

    from care2040.figures.canvas.layout import HouseFigure


__all__ = ["FIGURES", "LANGUAGES", "WIDTHS", "CannotDrawError", "draw", "write_all"]

FIGURES: Mapping[str, Draw] = figures_in("outcomes", "uncertainty", "choosing")
"""Name of a figure, as an experiment asks for it, to the function that draws it."""
OF_LOOPS: Mapping[str, Draw] = figures_in("feedback")
"""The figures of what ``care2040 loops`` computes."""
OF_MONITOR: Mapping[str, Draw] = figures_in("monitoring")
"""The figures of what ``care2040 monitor`` finds."""
OF_KNOWING: Mapping[str, Draw] = figures_in("knowing")
"""The figures of what ``care2040 know`` computes."""
OF_CITIES: Mapping[str, Draw] = figures_in("between")
"""The figures of what ``care2040 compare cities`` computes."""


def __getattr__(name: str) -> Draw:
    """Return the function of a figure: ``care2040.figures.wedges``."""
    if name in FIGURES:
        return FIGURES[name]
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")


def __dir__() -> list[str]:
    """Return what a notebook completes."""
    return [*__all__, *FIGURES]


def draw(
    name: str,
    dataset: xr.Dataset,
    language: Language = "nl",
    width: Width = "full",
    title: str | None = None,
    **options: Unpack[Options],
) -> HouseFigure:
    """Draw a figure of a result: one of `FIGURES`, or of those that another command than ``run`` makes.

    Raises
    ------
    CannotDrawError
        When there is no figure of that name, or the result lacks what it needs.
    """
    every = (FIGURES, OF_LOOPS, OF_MONITOR, OF_KNOWING, OF_CITIES)
    function = next((kind[name] for kind in every if name in kind), None)
    if function is None:
        raise CannotDrawError(f"there is no figure '{name}'; there are: {', '.join(FIGURES)}")
    return function(dataset, language, width, title, **options)


def write_all(
    names: Iterable[str | AskedFigure],
    dataset: xr.Dataset,
    folder: Path,
    languages: Iterable[Language] = LANGUAGES,
) -> tuple[Path, ...]:
    """Draw figures of a result in several languages and write each in every format of `export.write`.

    Parameters
    ----------
    names : iterable of str or AskedFigure
        Names of `FIGURES`, or such a figure with what is asked of it.
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
        When a figure does not exist, the result lacks what it needs, or it would be hard to read.
    """
    from care2040.figures.canvas.export import refuse_unclean, save

    spoken = tuple(languages)
    asked = [name if isinstance(name, AskedFigure) else AskedFigure(name) for name in names]
    drawn = [(one.stem, draw(one.name, dataset, language, **one.given)) for one in asked for language in spoken]
    for stem, figure in drawn:
        with one_figure(stem):
            refuse_unclean(figure, stem)
    written: list[Path] = []
    for stem, figure in drawn:
        with one_figure(stem):
            written += save(figure, folder, stem)
    return tuple(written)
