"""Write a figure for every use: PNG, SVG, SVG for Word, PDF, and its words and numbers as JSON.

The same result gives the same bytes: no time of day, no random names.
"""

import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.sax.saxutils import escape

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.layout import HouseFigure, Story
from care2040.figures.canvas.lint import lint
from care2040.figures.canvas.style import DPI, FAMILY, house_style
from care2040.figures.canvas.theme import used

CREATOR = "care2040"
INSTEAD = "'Noto Sans', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
"""Type for text as text: where there is no Noto Sans, first what is no wider than it."""


def stem(name: str, story: Story) -> str:
    """Return the name of a figure's files without ending: ``name.nl``, or ``name.half.nl`` when not of full width."""
    return f"{name}.{story.language}" if story.width == "full" else f"{name}.{story.width}.{story.language}"


def write(figure: HouseFigure, folder: Path, name: str) -> tuple[Path, ...]:
    """Write a figure in every format; refuse one that would be hard to read."""
    refuse_unclean(figure, name)
    return save(figure, folder, name)


def refuse_unclean(figure: HouseFigure, name: str) -> None:
    """Refuse a figure that has no alt text or in which something cannot be read, with what that is."""
    story = figure.story
    if not story.alt.strip():
        raise CannotDrawError(f"figure '{name}' has no alt text: who cannot see it would learn nothing")
    unclean = lint(figure)
    if unclean:
        hint = "ask for less in it, for a shorter title, or for another width"
        raise CannotDrawError(f"figure {stem(name, story)} would be hard to read: {'; '.join(unclean)}; {hint}")


def save(figure: HouseFigure, folder: Path, name: str) -> tuple[Path, ...]:
    """Write a figure that was found to be clean in every format."""
    story = figure.story
    folder.mkdir(parents=True, exist_ok=True)
    paths = {ending: folder / f"{stem(name, story)}.{ending}" for ending in ("png", "svg", "word.svg", "pdf", "json")}
    described = {"Title": story.title, "Description": story.alt, "Software": CREATOR}
    _save(figure, paths["png"], described, dpi=DPI)
    _save_svg(figure, paths["svg"], "none")
    _save_svg(figure, paths["word.svg"], "path")
    subject = {"Title": story.title, "Subject": story.alt, "Creator": CREATOR, "Producer": None, "CreationDate": None}
    _save(figure, paths["pdf"], subject)
    paths["json"].write_text(as_json(figure), encoding="utf-8", newline="\n")
    return tuple(paths.values())


def svg(figure: HouseFigure, name: str) -> str:
    """Return a figure as SVG with its letters as paths, for a page; refuse one that would be hard to read."""
    refuse_unclean(figure, name)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{stem(name, figure.story)}.svg"
        _save_svg(figure, path, "path")
        return path.read_text(encoding="utf-8")


def as_json(figure: HouseFigure) -> str:
    """Return the words of a figure, its size in centimetres and the numbers drawn."""
    story = figure.story
    width, height = (round(float(inches) * 2.54, 2) for inches in figure.get_size_inches())
    content = {
        "title": story.title,
        "subtitle": story.subtitle,
        "note": story.note,
        "source": story.source,
        "alt": story.alt,
        "language": story.language,
        "width_cm": width,
        "height_cm": height,
        "numbers": story.numbers,
    }
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _save(figure: HouseFigure, path: Path, metadata: dict[str, Any], **options: Any) -> None:
    with used(figure.theme), house_style():
        figure.savefig(path, metadata=metadata, **options)


def _save_svg(figure: HouseFigure, path: Path, text: str) -> None:
    """Write an SVG with text as text ("none") or as paths ("path"), named and described for screen readers."""
    story = figure.story
    with used(figure.theme), house_style(svg__fonttype=text):
        figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    drawn = path.read_text(encoding="utf-8")
    opening = re.search(r"<svg\b[^>]*", drawn)
    if opening is None:
        raise CannotDrawError(f"{path.name} has no <svg> element")
    title, description = (f"{path.name.partition('.')[0]}-{part}" for part in ("title", "description"))
    names = (
        f' role="img" lang="{story.language}" xml:lang="{story.language}" aria-labelledby="{title} {description}">\n'
        f' <title id="{title}">{escape(story.title)}</title>\n <desc id="{description}">{escape(story.alt)}</desc>'
    )
    described = drawn[: opening.end()] + names + drawn[opening.end() + 1 :]
    own = f"'{figure.theme.family}', " if figure.theme.family else ""
    drawn_with = own + ", ".join(f"'{family}'" for family in FAMILY)
    path.write_text(described.replace(drawn_with, own + INSTEAD), encoding="utf-8", newline="\n")
