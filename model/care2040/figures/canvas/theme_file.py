"""A theme as a municipality writes it, in YAML, checked before anything is drawn."""

import os
import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from matplotlib.font_manager import FontEntry, ttfFontProperty
from matplotlib.ft2font import FT2Font
from pydantic import BaseModel, ConfigDict, Field, StrictStr

from care2040.figures.canvas.colours import contrast, darkened
from care2040.figures.canvas.theme import ROLES, Theme
from care2040.files.problems import InvalidInput, Problem, nearest
from care2040.files.schema_problems import schema_problems
from care2040.files.yaml_document import Document, read

LINE, TEXT, APART = 3.0, 4.5, 3.0
"""Contrast of lines and of text with paper (EN 301 549, 9.1.4), and of two colours told apart without colour."""
LETTERS = "abcxyzABCXYZ0123456789.,:;%()&'+\u2212\u2013\u2026\u00a0éëïóüÉ€"
"""What figures in Dutch and English hold; a font without one of these would show boxes."""
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ColoursInFile(_Part):
    """A colour for each role."""

    first: StrictStr | None = Field(None, description="Need, and more: the line that stands out most.")
    second: StrictStr | None = Field(None, description="Supply, and less.")
    third: StrictStr | None = Field(None, description="A third line.")
    fourth: StrictStr | None = Field(None, description="A fourth line.")


class FontInFile(_Part):
    """A font in two weights."""

    regular: StrictStr = Field(description="A .ttf or .otf file, from the folder of the theme.")
    bold: StrictStr = Field(description="The same in bold.")


class ThemeInFile(_Part):
    """The colours and the font of a municipality."""

    name: StrictStr = Field(description="Whose theme it is.")
    colours: ColoursInFile = Field(ColoursInFile(), description="Of lines and bars, as #RRGGBB.")
    texts: ColoursInFile = Field(ColoursInFile(), description="Of words about them; made from 'colours' when left out.")
    font: FontInFile | None = Field(None, description="Without it: Noto Sans.")


def load(path: Path) -> tuple[Theme, tuple[Problem, ...]]:
    """Read a theme and check all of it."""
    document = read(path)
    found = [
        *schema_problems(document, ThemeInFile),
        *_wrong_colours(document),
        *_pale(document),
        *_wrong_fonts(document),
    ]
    warnings = tuple(_alike(document))
    if found:
        raise InvalidInput([*found, *warnings])
    written = ThemeInFile.model_validate(document.data)
    colours = written.colours.model_dump(exclude_none=True)
    texts = {role: darkened(colour, TEXT) for role, colour in colours.items()}
    texts |= written.texts.model_dump(exclude_none=True)
    if written.font is None:
        return Theme(written.name, colours, texts), warnings
    fonts = tuple((path.parent / name).resolve() for name in (written.font.regular, written.font.bold))
    return Theme(written.name, colours, texts, fonts, _read_font(fonts[0]).name), warnings


def _colours(document: Document, group: str) -> dict[str, str]:
    """Return the colours of a group that are written as they should."""
    written = document.data.get(group)
    found = written.items() if isinstance(written, dict) else ()
    return {str(role): colour for role, colour in found if role in ROLES and COLOUR.fullmatch(str(colour))}


def _wrong_colours(document: Document) -> Iterator[Problem]:
    for group in ("colours", "texts"):
        written = document.data.get(group)
        for role, colour in written.items() if isinstance(written, dict) else ():
            if role in ROLES and isinstance(colour, str) and not COLOUR.fullmatch(colour):
                hint = "write it as #RRGGBB, in quotes: '#12436D'"
                yield document.problem((group, role), "E506", f"'{colour}' is no colour", hint)


def _pale(document: Document) -> Iterator[Problem]:
    for group, least, what in (("colours", LINE, "a line needs"), ("texts", TEXT, "text needs")):
        for role, colour in _colours(document, group).items():
            if contrast(colour) < least:
                message = f"{colour} on white has a contrast of {contrast(colour):.1f}; {what} {least:g}"
                yield document.problem((group, role), "E501", message, f"{darkened(colour, least)} is dark enough")


def _alike(document: Document) -> Iterator[Problem]:
    """Warn of colours that are one grey in print; each line has a dash of its own, bars have only their side."""
    colours = _colours(document, "colours")
    for one, other in combinations([role for role in ("first", "second") if role in colours], 2):
        between = contrast(colours[one], colours[other])
        if between < APART:
            message = f"'{one}' and '{other}' have a contrast of {between:.1f}: without colour they look alike"
            hint = f"make '{one}' lighter or '{other}' darker, to a contrast of {APART:g}"
            yield document.problem(("colours", other), "E502", message, hint, severity="warning")


def _wrong_fonts(document: Document) -> Iterator[Problem]:
    font = document.data.get("font")
    for weight, name in font.items() if isinstance(font, dict) else ():
        if weight not in ("regular", "bold") or not isinstance(name, str):
            continue
        path = document.path.parent / name
        if not os.path.isfile(path):  # also of a name that no disk can hold
            yield document.problem(("font", str(weight)), "E503", f"there is no font file '{path}'", _neighbour(path))
            continue
        try:
            known = set(_font_of(path).get_charmap())
        except (OSError, RuntimeError, ValueError):
            hint = "name a .ttf or .otf file"
            yield document.problem(("font", str(weight)), "E504", f"'{path}' is not a font that can be read", hint)
            continue
        if missing := [letter for letter in LETTERS if ord(letter) not in known]:
            shown = " ".join(f"'{letter}'" if letter.isprintable() else f"U+{ord(letter):04X}" for letter in missing)
            message = f"the font has no {shown}, which figures in Dutch or English need"
            yield document.problem(("font", str(weight)), "E505", message, "take a font with all letters of Dutch")


def _neighbour(path: Path) -> str:
    if not os.path.isdir(path.parent):
        return f"there is no folder '{path.parent}' either"
    fonts = sorted(each.name for each in path.parent.iterdir() if each.suffix.lower() in (".ttf", ".otf"))
    near = nearest(path.name, fonts)
    return f"did you mean '{near}'?" if near else f"fonts in that folder: {', '.join(fonts) or 'none'}"


def _font_of(path: Path) -> FT2Font:
    return FT2Font(str(path))


def _read_font(path: Path) -> FontEntry:
    return ttfFontProperty(_font_of(path))
