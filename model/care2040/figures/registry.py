"""The figures there are: a file each, found by its name and imported when it draws, since that loads matplotlib."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Protocol, Unpack

from care2040.figures.canvas.errors import CannotDrawError, one_figure
from care2040.files.memory import cache
from care2040.files.memory.program import installed
from care2040.inputs.experiments.written.asked_figure import AskedFigure, Options, option_words, surplus
from care2040.language.cities.here import in_city
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
**options
    What to draw: ``indicator``, ``policy``, ``scenario``, ``district`` and ``parameter`` take a name, and in the plural
    a list of names; ``year`` takes a year. ``care2040 list figures`` says which of them a figure takes; what is left
    out the figure chooses.

Returns
-------
HouseFigure
    A matplotlib figure that carries its words, alt text and numbers.

Raises
------
CannotDrawError
    When the result lacks what the figure needs, or the figure cannot take what is asked.
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
        **options: Unpack[Options],
    ) -> HouseFigure:
        """Return the figure with its words and numbers."""
        ...


Drawing = Callable[["Request"], "HouseFigure"]


@dataclass(frozen=True)
class Kind:
    """A kind of figure: what draws it, which options it takes, which quantities it always reads, of what result."""

    draw: Drawing
    takes: frozenset[str]
    needs: frozenset[str]
    made_of: str


_kinds: dict[str, Kind] = {}
"""Figures whose file was imported."""


def figure(
    name: str, takes: Iterable[str] = (), needs: Iterable[str] = (), made_of: str = "any run"
) -> Callable[[Drawing], Drawing]:
    """Make a function draw the figure of a name: that of its file, and of its texts in ``texts/figures.yaml``.

    Parameters
    ----------
    name : str
        That of the file.
    takes : iterable of str
        Which `Options` can be asked of it; a plural takes one as well.
    needs : iterable of str
        Quantities that it reads besides the indicators that are asked of it: a sweep keeps these too.
    made_of : str
        What has to be in a result, as ``care2040 list figures`` says it.
    """

    def keep(drawing: Drawing) -> Drawing:
        _kinds[name] = Kind(drawing, frozenset(takes), frozenset(needs), made_of)
        return drawing

    return keep


def figures_in(*folders: str) -> dict[str, Draw]:
    """Return the function that draws each figure whose file stands in some folders of this package, by its name."""
    paths = {folder: import_module(f"{PACKAGE}.{folder}").__path__ for folder in folders}
    found = {file.name: folder for folder in folders for file in iter_modules(paths[folder])}
    _folders.update(found)
    return {name: _function(name) for name in found}


_folders: dict[str, str] = {}
"""Figure to the folder in which its file stands."""


def kind_of(name: str) -> Kind:
    """Return what is known of a kind of figure; this imports the file that draws it."""
    return _load(name, _folders[name])


def takes_of(name: str) -> frozenset[str]:
    """Return which options can be asked of a figure; what draws it is imported once for each version of the program."""
    if name in _kinds:
        return _kinds[name].takes
    key = hashlib.sha256(repr(("options of a figure", name, installed())).encode()).hexdigest()
    kept = cache.find(key)
    if kept is not None:
        return frozenset(json.loads(kept))
    takes = kind_of(name).takes
    cache.keep(key, json.dumps(sorted(takes)).encode())
    return takes


def quantities(asked: Iterable[AskedFigure]) -> frozenset[str]:
    """Return the quantities that some figures read."""
    return frozenset(name for one in asked for name in (*one.indicators, *kind_of(one.name).needs))


def _function(name: str) -> Draw:
    def draw(
        dataset: xr.Dataset,
        language: Language = "nl",
        width: Width = "full",
        title: str | None = None,
        **options: Unpack[Options],
    ) -> HouseFigure:
        from care2040.figures.canvas.style import house_style
        from care2040.figures.narrowing import narrowed
        from care2040.figures.request import Request
        from care2040.figures.titles import checked, given
        from care2040.language.cities.of_result import city_of

        kind, asked = kind_of(name), AskedFigure.of(name, options)
        too_much = [*surplus(asked, kind.takes), *(set(options) - Options.__optional_keys__)]
        if too_much:
            takes = f"it takes: {option_words(kind.takes)}"
            raise CannotDrawError(f"the figure '{name}' cannot take this for {' and '.join(too_much)}; {takes}")
        said = checked(title or given(dataset, asked.stem, language))
        with one_figure(name), in_city(city_of(dataset.attrs)), house_style():
            return kind.draw(Request(name, narrowed(dataset, asked), language, width, said, asked))

    draw.__name__ = draw.__qualname__ = name
    draw.__doc__ = DOCUMENTED.format(name=name)
    return draw


def _load(name: str, folder: str) -> Kind:
    """Return what a file says how to draw; refuse one that is not finished, with the place where to go on."""
    from care2040.wording.texts import texts

    import_module(f"{PACKAGE}.{folder}.{name}")
    if name not in _kinds:
        hint = f"put that above the function that draws it, in figures/{folder}/{name}.py"
        raise CannotDrawError(f"nothing draws the figure '{name}', as no function has @figure(\"{name}\"): {hint}")
    for language in LANGUAGES:
        # one of the forms of a text will do, such as subtitle_at_most
        held = {key.partition("_")[0] for key in texts("figures")[language].get(name, {})}
        lacking = [word for word in WORDS if word not in held]
        if lacking:
            place = f"write them below '{language}: {name}:' in wording/texts/figures.yaml"
            raise CannotDrawError(f"the figure '{name}' has no {' and no '.join(lacking)} in '{language}': {place}")
    return _kinds[name]
