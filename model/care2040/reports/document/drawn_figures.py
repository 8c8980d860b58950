"""Figures for a memo: those that a result holds where they fit, else drawn from it."""

import re
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
from care2040.files.library_errors import UNREADABLE
from care2040.files.manifest_file import UnreadableError, is_text, read_json
from care2040.inputs.experiments.written.asked_figure import AskedFigure
from care2040.reports.document.stored_results import Result
from care2040.wording.language import Language, Width

ENDINGS = {"png": "png", "svg": "svg", "word": "word.svg", "story": "json"}
"""Use to the ending of the file."""
WIDEST = 60
"""Centimetres; a slide is 25."""
LARGEST_DRAWING = 20_000_000
"""Bytes of an SVG."""
SVG = "{http://www.w3.org/2000/svg}"
SHAPES = ("path", "rect", "circle", "line", "polygon", "polyline", "ellipse", "text", "tspan", "image", "use", "g")
HELD = ("svg", "title", "desc", "metadata", "defs", "style", "clipPath", "mask", "symbol", "marker", "pattern", "stop")
PARTS = frozenset((*SHAPES, *HELD, "linearGradient", "radialGradient"))
"""Elements that draw; a script, a link, an animation or HTML inside is none."""
LIVE = re.compile(rb"@import|javascript:|url\((?!\s*['\"]?#)|expression\(", re.IGNORECASE)
"""What fetches from elsewhere, or runs, in styles and attributes."""


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


def _stem(name: str, language: Language, width: Width) -> str:
    return f"{name}.{language}" if width == "full" else f"{name}.{width}.{language}"


def holds_figure(result: Result, stem: str) -> bool:
    """Whether a result was written with a figure, in any language."""
    return any(file.startswith(f"figures/{stem}.") for file in result.manifest["files"])


def figure_of(
    result: Result, asked: AskedFigure, language: Language, width: Width, title: str | None, folder: Path
) -> DrawnFigure:
    """Return a figure of a result: as it was written with it, else drawn from it."""
    own, name = result.folder / "figures", asked.stem
    files = _files(own, name, language, width)
    as_kept = title is None and current() == HOUSE
    if as_kept and all(_as_written(result, path) for path in files.values()) and _usable(files):
        return _drawn(result.name, name, files)
    from care2040.figures.canvas.export import write

    # Not under the name of the experiment: a result folder comes from outside, and its name could lead anywhere.
    place = folder / "drawn"
    write(draw(asked.name, result.dataset, language, width, title, **asked.given), place, name)
    return _drawn(result.name, name, _files(place, name, language, width))


def why_not_drawable(result: Result, asked: AskedFigure, language: Language) -> str:
    """Return why a figure cannot be drawn from a result; empty when it can."""
    try:
        draw(asked.name, result.dataset, language, **asked.given)
    except CannotDrawError as error:
        return str(error)
    return ""


def _files(folder: Path, name: str, language: Language, width: Width) -> dict[str, Path]:
    return {use: folder / f"{_stem(name, language, width)}.{ending}" for use, ending in ENDINGS.items()}


def _as_written(result: Result, path: Path) -> bool:
    """Whether a file in a result is there, and is the one that its run wrote."""
    known = result.manifest["files"].get(path.relative_to(result.folder).as_posix())
    return known is not None and path.is_file() and sha256(path) == known


def _usable(files: dict[str, Path]) -> bool:
    """Whether files of a figure are what we write: anybody may have written them, and the hashes in the manifest too.

    What is not usable is drawn anew from the numbers.
    """
    try:
        story = read_json(files["story"])
    except UnreadableError:
        return False
    if not isinstance(story, dict) or not all(is_text(story.get(key)) for key in ("title", "subtitle", "alt")):
        return False
    width = story.get("width_cm")
    fits = isinstance(width, int | float) and 1 <= width <= WIDEST
    return fits and _is_picture(files["png"]) and all(is_drawing(files[use].read_bytes()) for use in ("svg", "word"))


def _is_picture(path: Path) -> bool:
    """Whether a PNG can be read to its end."""
    from PIL import Image

    try:
        with warnings.catch_warnings(), Image.open(path, formats=["PNG"]) as picture:
            warnings.simplefilter("error")  # a picture that unfolds to gigabytes
            picture.verify()
    except (*UNREADABLE, EOFError, Warning, Image.DecompressionBombError):
        return False
    return True


def is_drawing(drawn: bytes) -> bool:
    """Whether an SVG is drawn, and no more: no script, nothing from elsewhere, no entities that unfold."""
    if len(drawn) > LARGEST_DRAWING or b"<!ENTITY" in drawn or LIVE.search(drawn):
        return False
    try:
        root = ElementTree.fromstring(drawn)
    except (ElementTree.ParseError, *UNREADABLE):
        return False
    return root.tag == f"{SVG}svg" and all(map(_is_drawn, root.iter()))


def _is_drawn(part: ElementTree.Element) -> bool:
    if part.tag.startswith(SVG) and part.tag.removeprefix(SVG) not in PARTS:
        return False
    links = [value for key, value in part.attrib.items() if key.rpartition("}")[2] in ("href", "src")]
    return not any(key.lower().startswith("on") for key in part.attrib) and all(
        link.startswith(("#", "data:image/png;base64,")) for link in links
    )


def drawn_files(name: str, experiment: str, folder: Path, stem: str, language: Language, width: Width) -> DrawnFigure:
    """Return a figure that was drawn from a run in memory and written to a folder under a stem."""
    return _drawn(experiment, name, _files(folder, stem, language, width))


def _drawn(experiment: str, name: str, files: dict[str, Path]) -> DrawnFigure:
    story: dict[str, Any] = read_json(files["story"])
    words = {key: str(story[key]) for key in ("title", "subtitle", "alt")}
    width = float(story["width_cm"])
    if not 1 <= width <= WIDEST:
        raise ValueError(f"a figure of {width} cm")
    return DrawnFigure(name, experiment, files["png"], files["svg"], files["word"], width=width, **words)


def names_nearby(results: tuple[Result, ...]) -> Iterator[str]:
    """Give the figures that some results hold, else every kind there is."""
    held = [name for name in FIGURES if any(holds_figure(result, name) for result in results)]
    yield from held or FIGURES
