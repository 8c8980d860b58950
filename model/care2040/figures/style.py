"""The look of every figure: sizes, type, colours, dashes, and text measured as it will be drawn.

Matplotlib's global settings are left as they were: everything happens inside `house_style`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.colors import to_rgb
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.textpath import text_to_path

from care2040.figures import Width

Weight = Literal["normal", "bold"]
Dash = tuple[float, tuple[float, ...]]

FONTS = Path(__file__).parent / "fonts"
FAMILY = ["Noto Sans", "DejaVu Sans"]
DPI = 300
CENTIMETRE = 1 / 2.54
"""Inches."""

INK, MUTED, GRID, AXIS, PAPER = "#1A1A1A", "#595959", "#E3E3E3", "#8C8C8C", "#FFFFFF"
EDGE = 0.10
"""Centimetres kept free around everything."""
LINE_PITCH, ABOVE_BASE, BELOW_BASE = 1.25, 0.86, 0.24
"""Parts of the size of type: from line to line, and what letters take above and below their base line."""
SMALLEST = 7.0
"""Points; what still can be read on paper."""
BANDS = (90, 60, 30)
"""Per cent of the draws inside each band, widest first, as the CPB draws them."""
BAND_TINTS = (0.16, 0.36, 0.60)


@dataclass(frozen=True)
class Pen:
    """How one line is drawn: told from the others by colour and, in print without colour, by dash.

    Attributes
    ----------
    colour : str
        Of the line; contrast with paper at least 3:1.
    text : str
        Of words about the line; contrast at least 4.5:1.
    dash : tuple
        Offset and lengths in line widths; empty lengths for a solid line.
    """

    colour: str
    text: str
    dash: Dash = (0, ())

    @property
    def style(self) -> str | Dash:
        """As matplotlib wants it."""
        return self.dash if self.dash[1] else "solid"


ORANGE = Pen("#F46A25", "#B84A10")
NAVY = Pen("#12436D", "#12436D", (0, (5, 1.4)))
TEAL = Pen("#28A197", "#1B7A72", (0, (1.2, 1.2)))
PURPLE = Pen("#A285D1", "#7A58B0", (0, (5, 1.4, 1.2, 1.4)))
GREY = Pen(AXIS, MUTED)
GREY_DASHED = Pen(AXIS, MUTED, (0, (4, 1.6)))


@dataclass(frozen=True)
class Size:
    """Measures of a figure for one use.

    Attributes
    ----------
    width, plot_height : float
        Centimetres.
    title, text, label, small, line : float
        Points: the message, words in the plot, names of grey lines, source and notes; width of the main lines.
    ticks, levels : int
        Most marks along the years and upright.
    label_part, name_part : float
        Part of the width that labels at the ends of lines may take, and names before bars.
    name, bar : float
        Points: names of bars and tiles, and their values. Centimetres: how thick a bar is.
    columns : int
        Most plots beside each other.
    """

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
    "slide": Size(25.0, 8.6, title=18, text=13, label=11.5, small=10, line=3.0, name=12, bar=0.5),
}

SETTINGS: dict[str, Any] = {
    "font.family": FAMILY,
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


@lru_cache(maxsize=1)
def register_fonts() -> None:
    """Put the bundled Noto Sans before any other of that name, so that a figure looks the same on every machine."""
    for path in sorted(FONTS.glob("*.ttf")):
        fontManager.addfont(path)
        fontManager.ttflist.insert(0, fontManager.ttflist.pop())


@contextmanager
def house_style(**settings: Any) -> Iterator[None]:
    """Draw in the style of the house, whatever a user's own settings are, and put those back afterwards.

    Parameters
    ----------
    **settings
        Settings of matplotlib on top of those of the house, with ``__`` for a point: ``svg__fonttype="path"``.
    """
    register_fonts()
    with mpl.rc_context():
        mpl.rcdefaults()
        chosen: Any = SETTINGS | {name.replace("__", "."): value for name, value in settings.items()}
        mpl.rcParams.update(chosen)
        yield


def tint(colour: str, part: float) -> tuple[float, float, float]:
    """Return an opaque mix of a colour with paper, since transparency is lost in old Word and in EMF.

    Parameters
    ----------
    colour : str
        What to mix.
    part : float
        0 gives paper, 1 the colour itself.
    """
    red, green, blue = (1 - part * (1 - channel) for channel in to_rgb(colour))
    return red, green, blue


def contrast(colour: str, other: str = PAPER) -> float:
    """Return the contrast of two colours, 1 to 21.

    References
    ----------
    W3C, Web Content Accessibility Guidelines 2.1, definitions of relative luminance and contrast ratio.
    """

    def luminance(name: str) -> float:
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(name)]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(colour), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def em(points: float) -> float:
    """Return a size of type in centimetres."""
    return points / 72 / CENTIMETRE


@lru_cache(maxsize=4096)
def line_width(line: str, points: float, weight: Weight = "normal") -> float:
    """Return the centimetres that one line of text takes, letters fitted to each other as when it is drawn."""
    register_fonts()
    letters = FontProperties(family=FAMILY, size=points, weight=weight)
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
