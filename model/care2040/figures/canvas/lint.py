"""What is wrong with a figure before anyone pastes it: text off the canvas, on top of other things, or too small."""

from collections.abc import Iterator
from itertools import combinations

from matplotlib.colors import to_hex
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from care2040.figures.canvas.layout import HouseFigure
from care2040.figures.canvas.placing import LEADER_DOT
from care2040.figures.canvas.style import DPI, PAPER, SMALLEST, contrast, house_style
from care2040.figures.canvas.theme import used

LEAST_CONTRAST = 4.5
"""Of text with what is behind it (EN 301 549, 9.1.4.3)."""
TOLERANCE = 2.0
"""Pixels at 300 dpi that boxes of letters may touch: a box is a little larger than what is inked."""


def lint(figure: HouseFigure) -> list[str]:
    """Return what is wrong with a figure, one sentence each; nothing when it is clean."""
    with used(figure.theme), house_style():
        figure.draw_without_rendering()
        boxes = [(text, _box(text)) for text in _texts(figure)]
        found = [] if figure.story.alt.strip() else ["no alt text"]
        found += [f"smaller than {SMALLEST:g} pt: {_quote(text)}" for text, _ in boxes if _points(text) < SMALLEST]
        found += [f"off the canvas: {_quote(text)}" for text, box in boxes if _sticks_out(box, figure.bbox.frozen())]
        found += [f"overlap: {_quote(a)} and {_quote(b)}" for (a, x), (b, y) in combinations(boxes, 2) if _touch(x, y)]
        found += [f"too pale: {_quote(text)}" for text, box in boxes if _pale(text, box, figure)]
        found += [f"line through text: {_quote(text)}" for text, box in boxes if _crossed(box, figure)]
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


def _box(text: Text) -> Bbox:
    """Return the box of what is inked: a box by the measures of the font has more air, most of it above."""
    box = text.get_window_extent().frozen()
    air = max(box.height - _points(text) / 72 * DPI, 0.0)
    return Bbox.from_extents(box.x0, box.y0 + 0.2 * air, box.x1, box.y1 - 0.8 * air)


def _sticks_out(box: Bbox, canvas: Bbox) -> bool:
    return bool(box.x0 < canvas.x0 or box.y0 < canvas.y0 or box.x1 > canvas.x1 or box.y1 > canvas.y1)


def _touch(one: Bbox, other: Bbox) -> bool:
    common = Bbox.intersection(one, other)
    return common is not None and min(common.width, common.height) > TOLERANCE


def _pale(text: Text, box: Bbox, figure: HouseFigure) -> bool:
    """Return whether words stand out too little from paper, or from the bar or tile that they stand on."""
    behind = PAPER
    for axes in figure.axes:
        for patch in sorted(axes.patches, key=lambda one: one.get_zorder()):
            around = patch.get_window_extent()
            if around.x0 <= box.x0 and around.x1 >= box.x1 and around.y0 <= box.y0 and around.y1 >= box.y1:
                behind = to_hex(patch.get_facecolor())
    return contrast(to_hex(text.get_color()), behind) < LEAST_CONTRAST


def _crossed(box: Bbox, figure: HouseFigure) -> bool:
    """Return whether a line of a plot runs through a text; the thin line that leads to it may touch it."""
    lines = [line for axes in figure.axes for line in axes.lines if line.get_label() != LEADER_DOT]
    paths = [line.get_transform().transform_path(line.get_path()) for line in lines]
    return any(path.intersects_bbox(box.padded(-TOLERANCE), filled=False) for path in paths)
