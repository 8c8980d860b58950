"""What is wrong with a figure before anyone pastes it: text off the canvas, on top of other things, or too small."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from matplotlib.colors import to_hex
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Bbox, BboxBase

from care2040.figures.canvas.layout import HouseFigure
from care2040.figures.canvas.placing import LEADER_DOT
from care2040.figures.canvas.style import DPI, LINE_PITCH, PAPER, SMALLEST, contrast, house_style
from care2040.figures.canvas.theme import used

LEAST_CONTRAST = 4.5
"""Of text with what is behind it (EN 301 549, 9.1.4.3)."""
Corners = tuple[float, float, float, float]
"""Left, bottom, right and top of a box, in pixels."""
TOLERANCE = 2.0
"""Pixels at 300 dpi that boxes of letters may touch: a box is a little larger than what is inked."""


def lint(figure: HouseFigure) -> list[str]:
    """Return what is wrong with a figure, one sentence each; nothing when it is clean."""
    with used(figure.theme), house_style():
        figure.draw_without_rendering()
        boxes = [(text, _box(text)) for text in _texts(figure)]
        tiles, lines = _tiles(figure), _lines(figure)
        found = [] if figure.story.alt.strip() else ["no alt text"]
        found += [f"smaller than {SMALLEST:g} pt: {_quote(text)}" for text, _ in boxes if _points(text) < SMALLEST]
        found += [f"off the canvas: {_quote(text)}" for text, box in boxes if _sticks_out(box, _corners(figure.bbox))]
        found += [f"overlap: {_quote(a)} and {_quote(b)}" for (a, x), (b, y) in combinations(boxes, 2) if _touch(x, y)]
        found += [f"too pale: {_quote(text)}" for text, box in boxes if _pale(text, box, tiles)]
        found += [f"line through text: {_quote(text)}" for text, box in boxes if _crossed(box, lines)]
    return found


def _texts(figure: HouseFigure) -> Iterator[Text]:
    """Yield every text that is drawn: those of ticks outside the limits are not."""
    hidden: set[Text] = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            span = 1e-9 * (high - low)
            for tick in axis.get_major_ticks():
                if not low - span <= tick.get_loc() <= high + span:
                    hidden |= {tick.label1, tick.label2}
    for text in figure.findobj(Text):
        if isinstance(text, Text) and text not in hidden and text.get_visible() and text.get_text().strip():
            yield text


def _quote(text: Text) -> str:
    return repr(" ".join(text.get_text().split()))


def _points(text: Text) -> float:
    return float(text.get_fontsize())


def _corners(box: BboxBase) -> Corners:
    x0, y0, x1, y1 = map(float, box.extents)
    return x0, y0, x1, y1


def _box(text: Text) -> Corners:
    """Return the box of what is inked: a box by the measures of the font has more air, most of it above."""
    x0, y0, x1, y1 = _corners(text.get_window_extent())
    lines = text.get_text().count("\n")
    air = max(y1 - y0 - _points(text) / 72 * DPI * (1 + LINE_PITCH * lines), 0.0)
    return x0, y0 + 0.2 * air, x1, y1 - 0.8 * air


def _inside(box: Corners, around: Corners) -> bool:
    return around[0] <= box[0] and around[1] <= box[1] and around[2] >= box[2] and around[3] >= box[3]


def _sticks_out(box: Corners, canvas: Corners) -> bool:
    return not _inside(box, canvas)


def _touch(one: Corners, other: Corners) -> bool:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return min(width, height) > TOLERANCE


def _tiles(figure: HouseFigure) -> list[tuple[Corners, str]]:
    """Return the bars and tiles that words can stand on, the uppermost last, with their colours."""
    patches = [patch for axes in figure.axes for patch in sorted(axes.patches, key=lambda one: one.get_zorder())]
    return [(_corners(patch.get_window_extent()), to_hex(patch.get_facecolor())) for patch in patches]


def _pale(text: Text, box: Corners, tiles: Sequence[tuple[Corners, str]]) -> bool:
    """Return whether words stand out too little from paper, or from the bar or tile that they stand on."""
    behind = [PAPER, *(colour for around, colour in tiles if _inside(box, around))][-1]
    return contrast(to_hex(text.get_color()), behind) < LEAST_CONTRAST


def _lines(figure: HouseFigure) -> list[Path]:
    """Return the lines of the plots, but for the thin ones that lead to a text: those may touch it."""
    lines = [line for axes in figure.axes for line in axes.lines if line.get_label() != LEADER_DOT]
    return [line.get_transform().transform_path(line.get_path()) for line in lines]


def _crossed(box: Corners, lines: Sequence[Path]) -> bool:
    inner = Bbox.from_extents(*box).padded(-TOLERANCE)
    return any(line.intersects_bbox(inner, filled=False) for line in lines)
