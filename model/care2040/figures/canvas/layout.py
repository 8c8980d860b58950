"""Where everything in a figure goes: message above, source below, the plot between; all in centimetres."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Literal

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from care2040.figures.canvas.style import (
    ABOVE_BASE,
    CENTIMETRE,
    DPI,
    EDGE,
    INK,
    LINE_PITCH,
    MUTED,
    PAPER,
    Size,
    Weight,
    em,
    house_style,
    measure,
    wrap,
)
from care2040.figures.canvas.theme import Theme, current, used
from care2040.wording.language import Language, Width

Align = Literal["left", "right", "center"]
SCREEN = 130
"""Dots to the inch in a notebook."""

SHARE_BEFORE: dict[Align, float] = {"left": 0.0, "center": 0.5, "right": 1.0}
"""Part of words that stands before the place given for them."""
PAD = 0.05
"""Centimetres of paper beside words that have paper behind them."""
UNDER_TITLE = 0.12
"""Centimetres between title and subtitle."""
TICK_ROOM, LITTLE_ROOM = 3.2, 1.2
"""Sizes of type kept free below a plot: with years below it, and with nothing below it."""


@dataclass(frozen=True)
class Story:
    """The words and numbers that go with a figure."""

    language: Language
    width: Width
    title: str
    subtitle: str
    note: str
    source: str
    alt: str
    numbers: Mapping[str, Any]


class HouseFigure(Figure):
    """A matplotlib figure that carries its story and its theme, so that it can be written with alt text and numbers."""

    story: Story
    theme: Theme

    def _repr_png_(self) -> bytes:
        """Return the figure as a notebook shows it, in the style of the house whatever the notebook has set."""
        shown = BytesIO()
        with used(self.theme), house_style():
            self.savefig(shown, format="png", dpi=SCREEN, metadata={"Title": self.story.title})
        return shown.getvalue()


@dataclass(frozen=True)
class Plot:
    """The axes with their place on the sheet, so that words can be put down in centimetres."""

    figure: HouseFigure
    axes: Axes
    left: float
    bottom: float
    width: float
    height: float

    def x(self, value: float) -> float:
        """Return where a value of the horizontal axis lies, in centimetres from the left of the sheet."""
        low, high = self.axes.get_xlim()
        return self.left + self.width * (value - low) / (high - low)

    def y(self, value: float) -> float:
        """Return where a value of the vertical axis lies, in centimetres from the bottom of the sheet."""
        low, high = self.axes.get_ylim()
        return self.bottom + self.height * (value - low) / (high - low)


def write(
    figure: Figure,
    text: str,
    at: tuple[float, float],
    points: float,
    colour: str = INK,
    weight: Weight = "normal",
    align: Align = "left",
    backed: bool = False,
) -> None:
    """Write lines of text, one below the other at even distances."""
    across, up = (float(inches) / CENTIMETRE for inches in figure.get_size_inches())
    if backed:
        width, height = measure(text, points, weight)
        corner = ((at[0] - width * SHARE_BEFORE[align] - PAD) / across, (at[1] - height) / up)
        looks: dict[str, Any] = {"facecolor": PAPER, "linewidth": 0, "transform": figure.transFigure}
        figure.add_artist(Rectangle(corner, (width + 2 * PAD) / across, height / up, **looks))
    for count, line in enumerate(text.split("\n")):
        base = at[1] - em(points) * (ABOVE_BASE + LINE_PITCH * count)
        place: dict[str, Any] = {"x": at[0] / across, "y": base / up, "ha": align, "va": "baseline"}
        figure.text(s=line, fontsize=points, fontweight=weight, color=colour, **place)


def draw_leader(figure: Figure, start: tuple[float, float], end: tuple[float, float], colour: str = INK) -> None:
    """Draw a thin line between two points, in centimetres from the lower left corner of the sheet."""
    across, up = (float(inches) / CENTIMETRE for inches in figure.get_size_inches())
    xs, ys = (start[0] / across, end[0] / across), (start[1] / up, end[1] / up)
    figure.add_artist(Line2D(xs, ys, color=colour, linewidth=0.6, transform=figure.transFigure))


def sheet(story: Story, size: Size, left: float, right: float, plot_height: float, under: float = TICK_ROOM) -> Plot:
    """Return an empty plot with the words of its story around it."""
    full = size.width - 2 * EDGE
    title = wrap(story.title, full, size.title, "bold")
    subtitle = wrap(story.subtitle, full, size.text)
    foot = "\n".join(wrap(text, full, size.small) for text in (story.note, story.source) if text)
    title_height, foot_height = measure(title, size.title, "bold")[1], measure(foot, size.small)[1]
    above = EDGE + title_height + UNDER_TITLE + measure(subtitle, size.text)[1] + 1.1 * em(size.text)
    below = foot_height + EDGE + under * em(size.text)
    height = above + plot_height + below
    figure = HouseFigure(figsize=(size.width * CENTIMETRE, height * CENTIMETRE), dpi=DPI, facecolor=PAPER)
    FigureCanvasAgg(figure)
    figure.story, figure.theme = story, current()
    write(figure, title, (EDGE, height - EDGE), size.title, weight="bold")
    write(figure, subtitle, (EDGE, height - EDGE - title_height - UNDER_TITLE), size.text, MUTED)
    write(figure, foot, (EDGE, EDGE + foot_height), size.small, MUTED)
    width = size.width - left - right
    axes = figure.add_axes((left / size.width, below / height, width / size.width, plot_height / height))
    axes.tick_params(labelsize=size.text, pad=0.42 * size.text)
    return Plot(figure, axes, left, below, width, plot_height)


@dataclass(frozen=True)
class Heading:
    """A name in bold and what it comes to below it, above one plot of several; lines broken to their width."""

    name: str
    more: str

    @classmethod
    def within(cls, width: float, name: str, more: str, size: Size) -> Heading:
        """Return a heading of which no line is wider than a number of centimetres."""
        return cls(wrap(name, width, size.name, "bold"), wrap(more, width, size.label))

    def height(self, size: Size) -> float:
        """Return the centimetres that it takes."""
        return measure(self.name, size.name, "bold")[1] + measure(self.more, size.label)[1]

    def write(self, figure: Figure, at: tuple[float, float], size: Size) -> None:
        """Write it from its upper left corner down."""
        write(figure, self.name, at, size.name, INK, "bold")
        write(figure, self.more, (at[0], at[1] - measure(self.name, size.name, "bold")[1]), size.label, MUTED)


def blank(plot: Plot) -> None:
    """Take the marks and lines of its axes from a plot, and let upright count in centimetres from its bottom."""
    plot.axes.set_xticks([])
    plot.axes.set_yticks([])
    plot.axes.set_frame_on(False)
    plot.axes.set_ylim(0, plot.height)


def part(plot: Plot, left: float, bottom: float, width: float, height: float) -> Plot:
    """Return a plot on the sheet of another; its measures are centimetres from the lower left corner of the sheet."""
    across, up = (float(inches) / CENTIMETRE for inches in plot.figure.get_size_inches())
    axes = plot.figure.add_axes((left / across, bottom / up, width / across, height / up))
    return Plot(plot.figure, axes, left, bottom, width, height)
