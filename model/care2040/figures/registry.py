"""The figures there are: a file each, found by its name and imported when it draws, since that loads matplotlib."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Protocol

from care2040.figures.canvas.errors import CannotDrawError, one_figure
from care2040.wording.language import LANGUAGES, Language, Width

if TYPE_CHECKING:
    import xarray as xr

    from care2040.figures.canvas.layout import HouseFigure
    from care2040.figures.request import Request

PACKAGE = "care2040.figures"
WORDS = ("subtitle", "alt")
"""Texts without which there is no figure; most have more."""
DOCUMENTED = """Draw the figure '{name}' of a result.

Parameters
----------
dataset : xarray.Dataset
    What a run gave: dims policy, scenario, draw, year and, for indicators with a district, area.
language : {{"nl", "en"}}
    Language of every word and number in it.
width : {{"full", "half", "slide"}}
    Width of the text of an A4 page (16.0 cm), half of it (7.8 cm), or a slide (25 cm).
title : str, optional
    Replaces the message made from the numbers, and the title that the experiment gives.
indicator : str, optional
    What to draw in place of the first indicator that fits; only for figures that can draw several.

Returns
-------
HouseFigure
    A matplotlib figure that carries its words, alt text and numbers.

Raises
------
CannotDrawError
    When the result lacks what the figure needs.
"""
"""What all figures have in common, told once."""


class Draw(Protocol):
    """Draws one kind of figure from a result; what the parameters are stands in `DOCUMENTED`."""

    def __call__(
        self,
        dataset: xr.Dataset,
        language: Language = "nl",
        width: Width = "full",
        title: str | None = None,
        indicator: str | None = None,
    ) -> HouseFigure:
        """Return the figure with its words and numbers."""
        ...


Drawing = Callable[["Request"], "HouseFigure"]
_drawings: dict[str, tuple[Drawing, bool]] = {}
"""Figures whose file was imported: the function that draws each, and whether it can draw any indicator."""


def figure(name: str, any_indicator: bool = False) -> Callable[[Drawing], Drawing]:
    """Make a function draw the figure of a name: that of its file, and of its texts in ``texts/figures.yaml``."""

    def keep(drawing: Drawing) -> Drawing:
        _drawings[name] = drawing, any_indicator
        return drawing

    return keep


def figures_in(*folders: str) -> dict[str, Draw]:
    """Return the function that draws each figure whose file stands in some folders of this package, by its name."""
    paths = {folder: import_module(f"{PACKAGE}.{folder}").__path__ for folder in folders}
    return {file.name: _function(file.name, folder) for folder in folders for file in iter_modules(paths[folder])}


def _function(name: str, folder: str) -> Draw:
    def draw(
        dataset: xr.Dataset,
        language: Language = "nl",
        width: Width = "full",
        title: str | None = None,
        indicator: str | None = None,
    ) -> HouseFigure:
        from care2040.figures.canvas.style import house_style
        from care2040.figures.request import Request
        from care2040.figures.titles import checked, given

        drawing, any_indicator = _load(name, folder)
        if indicator and not any_indicator:
            raise CannotDrawError(f"the figure '{name}' takes no indicator: what it draws is always the same")
        said = checked(title or given(dataset, name, language))
        with one_figure(name), house_style():
            return drawing(Request(name, dataset, language, width, said, indicator))

    draw.__name__ = draw.__qualname__ = name
    draw.__doc__ = DOCUMENTED.format(name=name)
    return draw


def _load(name: str, folder: str) -> tuple[Drawing, bool]:
    """Return what a file says how to draw; refuse one that is not finished, with the place where to go on."""
    from care2040.wording.texts import texts

    import_module(f"{PACKAGE}.{folder}.{name}")
    if name not in _drawings:
        hint = f"put that above the function that draws it, in figures/{folder}/{name}.py"
        raise CannotDrawError(f"nothing draws the figure '{name}', as no function has @figure(\"{name}\"): {hint}")
    for language in LANGUAGES:
        # one of the forms of a text will do, such as subtitle_at_most
        held = {key.partition("_")[0] for key in texts("figures")[language].get(name, {})}
        lacking = [word for word in WORDS if word not in held]
        if lacking:
            place = f"write them below '{language}: {name}:' in wording/texts/figures.yaml"
            raise CannotDrawError(f"the figure '{name}' has no {' and no '.join(lacking)} in '{language}': {place}")
    return _drawings[name]
