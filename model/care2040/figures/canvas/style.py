"""The look of every figure: sizes, type, and text measured as it will be drawn; the colours are those of `colours`.

Matplotlib's global settings are left as they were: everything happens inside `house_style`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.textpath import text_to_path

from care2040.figures.canvas.colours import AXIS as AXIS
from care2040.figures.canvas.colours import GREY as GREY
from care2040.figures.canvas.colours import GREY_DASHED as GREY_DASHED
from care2040.figures.canvas.colours import GRID as GRID
from care2040.figures.canvas.colours import INK as INK
from care2040.figures.canvas.colours import MUTED as MUTED
from care2040.figures.canvas.colours import NAVY as NAVY
from care2040.figures.canvas.colours import ORANGE as ORANGE
from care2040.figures.canvas.colours import PAPER as PAPER
from care2040.figures.canvas.colours import PURPLE as PURPLE
from care2040.figures.canvas.colours import TEAL as TEAL
from care2040.figures.canvas.colours import Pen as Pen
from care2040.figures.canvas.colours import contrast as contrast
from care2040.figures.canvas.colours import tint as tint
from care2040.figures.canvas.theme import current
from care2040.wording.language import Width

Weight = Literal["normal", "bold"]

FONTS = Path(__file__).parents[1] / "fonts"
FAMILY = ["Noto Sans", "DejaVu Sans"]
DPI = 300
CENTIMETRE = 1 / 2.54
"""Inches."""

EDGE = 0.10
"""Centimetres kept free around everything."""
LINE_PITCH, ABOVE_BASE, BELOW_BASE = 1.25, 0.86, 0.24
"""Parts of the size of type: from line to line, and what letters take above and below their base line."""
SMALLEST = 7.0
"""Points; what still can be read on paper."""
BAND_TINTS = (0.16, 0.36, 0.60)


@dataclass(frozen=True)
class Size:
    """Measures of a figure for one use."""

    width: float
    plot_height: float
    title: float = 10.5
    text: float = 8.5
    label: float = 7.5
    small: float = 7.0
    line: float = 2.0
    ticks: int = 9
    levels: int = 7
    label_part: float = 0.26
    name_part: float = 0.3
    name: float = 8.5
    bar: float = 0.36
    columns: int = 3


SIZES: dict[Width, Size] = {
    "full": Size(16.0, 6.4),
    "half": Size(7.8, 5.2, label=7.0, ticks=3, label_part=0.3, name_part=0.36, name=7.0, bar=0.32, columns=1),
    "slide": Size(25.0, 8.6, title=18, text=13, label=11.5, small=10, line=3.0, name=12, bar=0.5, columns=4),
}

SETTINGS: dict[str, Any] = {
    "font.size": 8.5,
    "text.color": INK,
    "text.hinting": "none",
    "text.parse_math": False,
    "axes.unicode_minus": True,
    "axes.formatter.use_locale": False,
    "axes.edgecolor": AXIS,
    "axes.linewidth": 0.7,
    "axes.axisbelow": True,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "xtick.color": AXIS,
    "ytick.color": AXIS,
    "xtick.labelcolor": MUTED,
    "ytick.labelcolor": MUTED,
    "ytick.major.size": 0,
    "ytick.alignment": "center",
    "lines.solid_capstyle": "round",
    "lines.dash_capstyle": "butt",
    "figure.dpi": DPI,
    "savefig.dpi": DPI,
    "pdf.fonttype": 42,
    "svg.hashsalt": "care2040",
}


def families() -> list[str]:
    """Return the fonts of the theme that is used now, the first that is there wins."""
    own = current().family
    return [own, *FAMILY] if own else FAMILY


def register_fonts() -> None:
    """Put the bundled Noto Sans, and the font of the theme, before any other of that name on the machine."""
    _register(*sorted(FONTS.glob("*.ttf")))
    _register(*current().fonts)


@lru_cache(maxsize=8)
def _register(*paths: Path) -> None:
    theirs = len(paths) == 2  # regular and bold, whatever the files say of themselves
    for number, path in enumerate(paths):
        fontManager.addfont(path)
        entry = fontManager.ttflist.pop()
        if theirs:
            entry = replace(entry, name=current().family, style="normal", weight=(400, 700)[number], stretch="normal")
        fontManager.ttflist.insert(0, entry)


@contextmanager
def house_style(**settings: Any) -> Iterator[None]:
    """Draw in the style of the house, whatever a user's own settings are, and put those back afterwards."""
    register_fonts()
    with mpl.rc_context():
        mpl.rcdefaults()
        chosen: Any = (
            SETTINGS
            | {"font.family": families()}
            | {name.replace("__", "."): value for name, value in settings.items()}
        )
        mpl.rcParams.update(chosen)
        yield


def em(points: float) -> float:
    """Return a size of type in centimetres."""
    return points / 72 / CENTIMETRE


def line_width(line: str, points: float, weight: Weight = "normal") -> float:
    """Return the centimetres that one line of text takes, letters fitted to each other as when it is drawn."""
    return _line_width(line, points, weight, tuple(families()))


@lru_cache(maxsize=4096)
def _line_width(line: str, points: float, weight: Weight, fonts: tuple[str, ...]) -> float:
    register_fonts()
    letters = FontProperties(family=list(fonts), size=points, weight=weight)
    return float(text_to_path.get_text_width_height_descent(line, letters, ismath=False)[0]) / 72 / CENTIMETRE


def measure(text: str, points: float, weight: Weight = "normal") -> tuple[float, float]:
    """Return width and height in centimetres of a text with line breaks, as `layout.write` draws it."""
    lines = text.split("\n")
    height = em(points) * (ABOVE_BASE + BELOW_BASE + LINE_PITCH * (len(lines) - 1))
    return max(line_width(line, points, weight) for line in lines), height


def wrap(text: str, width: float, points: float, weight: Weight = "normal") -> str:
    """Return a text with line breaks so that no line is wider than a number of centimetres.

    A single word that is wider is broken where it must be.
    """
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if line_width(longer, points, weight) <= width:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        *full, rest = _pieces(word, width, points, weight)
        lines[-1:] = [*full, rest]
    return "\n".join(lines)


def _pieces(word: str, width: float, points: float, weight: Weight) -> list[str]:
    """Return a word in pieces that each fit; one piece for nearly every word."""
    if line_width(word, points, weight) <= width:
        return [word]
    pieces = [""]
    for letter in word:
        if pieces[-1] and line_width(pieces[-1] + letter, points, weight) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


Numbers = npt.NDArray[np.float64]
