"""Figures for a memo: those that a result holds where they fit, else drawn from it."""

import json
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from care2040.figures import FIGURES, draw
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.theme import HOUSE, current
from care2040.files.fingerprints import sha256
from care2040.reports.document.stored_results import Result
from care2040.wording.language import Language, Width

ENDINGS = {"png": "png", "svg": "svg", "word": "word.svg", "story": "json"}
"""Use to the ending of the file."""
PNG = b"\x89PNG\r\n\x1a\n"
NO_PICTURE = ("script", "foreignobject", "iframe", "animate", "set", "handler")
WIDEST = 100.0
"""Centimetres."""


@dataclass(frozen=True)
class DrawnFigure:
    """A figure as files, with its words."""

    name: str
    experiment: str
    png: Path
    svg: Path
    word: Path
    title: str
    subtitle: str
    alt: str
    width: float


def stem(name: str, language: Language, width: Width) -> str:
    """Return the name of a figure's files without ending."""
    return f"{name}.{language}" if width == "full" else f"{name}.{width}.{language}"


def holds_figure(result: Result, name: str) -> bool:
    """Whether a result was written with a figure, in any language."""
    return any(file.startswith(f"figures/{name}.") for file in result.manifest["files"])


def figure_of(
    result: Result, name: str, language: Language, width: Width, title: str | None, folder: Path
) -> tuple[DrawnFigure, tuple[str, ...]]:
    """Return a figure of a result, and what its lint found."""
    own = result.folder / "figures"
    files = _files(own, name, language, width)
    if title is None and current() == HOUSE and all(_as_written(result, path) for path in files.values()):
        kept = _kept(result, name, files)
        if kept is not None:
            return kept, ()
    from care2040.figures.canvas.export import FigureWarning, write

    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always", FigureWarning)
        # Not under the name of the experiment: a result folder comes from outside, and its name could lead anywhere.
        place = folder / "drawn"
        write(draw(name, result.dataset, language, width, title), place, name)
    notes = tuple(str(each.message) for each in found if issubclass(each.category, FigureWarning))
    return _drawn(result, name, _files(place, name, language, width)), notes


def why_not_drawable(result: Result, name: str, language: Language) -> str:
    """Return why a figure cannot be drawn from a result; empty when it can."""
    try:
        draw(name, result.dataset, language)
    except CannotDrawError as error:
        return str(error)
    return ""


def _files(folder: Path, name: str, language: Language, width: Width) -> dict[str, Path]:
    return {use: folder / f"{stem(name, language, width)}.{ending}" for use, ending in ENDINGS.items()}


def _as_written(result: Result, path: Path) -> bool:
    """Whether a file in a result is there, and is the one that its run wrote."""
    known = result.manifest["files"].get(path.relative_to(result.folder).as_posix())
    return known is not None and path.is_file() and sha256(path) == known


def _kept(result: Result, name: str, files: dict[str, Path]) -> DrawnFigure | None:
    """Return a figure that a result holds; None where its files are no picture, or more than one, so it is drawn."""
    try:
        if not files["png"].read_bytes().startswith(PNG):
            return None
        if not all(is_plain_picture(files[use].read_bytes()) for use in ("svg", "word")):
            return None
        return _drawn(result, name, files)
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def is_plain_picture(content: bytes) -> bool:
    """Whether an SVG is a picture and nothing more: no script, no page in it, nothing that is fetched."""
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError:
        return False
    if b"<!ENTITY" in content or not root.tag.endswith("}svg"):
        return False
    for node in root.iter():
        if str(node.tag).rpartition("}")[2].lower() in NO_PICTURE:
            return False
        for key, told in node.attrib.items():
            bare = key.rpartition("}")[2].lower()
            if bare.startswith("on") or (bare == "href" and not told.startswith(("#", "data:image/png"))):
                return False
    return True


def _drawn(result: Result, name: str, files: dict[str, Path]) -> DrawnFigure:
    story: dict[str, Any] = json.loads(files["story"].read_text(encoding="utf-8"))
    words = {key: str(story[key]) for key in ("title", "subtitle", "alt")}
    width = float(story["width_cm"])
    if not 1 <= width <= WIDEST:
        raise ValueError(f"a figure of {width} cm")
    return DrawnFigure(name, result.name, files["png"], files["svg"], files["word"], width=width, **words)


def names_nearby(results: tuple[Result, ...]) -> Iterator[str]:
    """Give the figures that some results hold, else every kind there is."""
    held = [name for name in FIGURES if any(holds_figure(result, name) for result in results)]
    yield from held or FIGURES
