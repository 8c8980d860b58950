"""Figures for a memo: those that a result holds where they fit, else drawn from it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from care2040.figures import FIGURES, draw
from care2040.figures.canvas.errors import CannotDrawError
from care2040.files.fingerprints import sha256
from care2040.inputs.experiments.asked_figure import AskedFigure
from care2040.reports.document.stored_results import Result
from care2040.wording.language import Language, Width

ENDINGS = {"png": "png", "svg": "svg", "word": "word.svg", "story": "json"}
"""Use to the ending of the file."""


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
    if title is None and all(_as_written(result, path) for path in files.values()):
        return _drawn(result, name, files)
    from care2040.figures.canvas.export import write

    place = folder / result.name
    write(draw(asked.name, result.dataset, language, width, title, **asked.given), place, name)
    return _drawn(result, name, _files(place, name, language, width))


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


def _drawn(result: Result, name: str, files: dict[str, Path]) -> DrawnFigure:
    story: dict[str, Any] = json.loads(files["story"].read_text(encoding="utf-8"))
    words = {key: str(story[key]) for key in ("title", "subtitle", "alt")}
    return DrawnFigure(name, result.name, files["png"], files["svg"], files["word"], width=story["width_cm"], **words)


def names_nearby(results: tuple[Result, ...]) -> Iterator[str]:
    """Give the figures that some results hold, else every kind there is."""
    held = [name for name in FIGURES if any(holds_figure(result, name) for result in results)]
    yield from held or FIGURES
