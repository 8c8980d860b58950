"""District map: an indicator in the last year, each district a tile about where it lies in the city."""

from typing import Any

from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.layout import LITTLE_ROOM, HouseFigure, Plot, Story, blank, sheet, write
from care2040.figures.canvas.style import AXIS, EDGE, INK, NAVY, PAPER, SIZES, Size, contrast, measure, tint, wrap
from care2040.figures.outcomes.districts import Slope, Slopes, areas_story, slopes_of
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.figures.series import six_digits
from care2040.wording.language import Language
from care2040.wording.names import area_name, indicator_words
from care2040.wording.numbers import sentence
from care2040.wording.quantities import Quantity, quantity
from care2040.wording.texts import listed

TILES = {
    "noordwest": (0, 2),
    "overvecht": (0, 3),
    "noordoost": (0, 4),
    "vleuten_de_meern": (1, 0),
    "leidsche_rijn": (1, 1),
    "west": (1, 2),
    "binnenstad": (1, 3),
    "oost": (1, 4),
    "zuidwest": (2, 2),
    "zuid": (2, 3),
}
"""Row from the north and column from the west of each district."""
CITY_TILE = (2, 0)
"""Where the city as a whole is told: a place without a district."""
LINES, COLUMNS = 3, 5
SHAPE = 1.35
"""Centimetres: height of a tile at 8.5 points."""
STEPS = (0.08, 0.28, 0.5, 0.76, 1.0)
"""Part of navy in the colour of a tile, from the lowest values to the highest; each step is as wide as the others."""
BETWEEN = 0.08
"""Centimetres between two tiles."""
INSIDE = 0.06
"""Centimetres between the edge of a tile and its words."""
Box = tuple[float, float, float, float]


@figure("district_map", any_indicator=True)
def draw(request: Request) -> HouseFigure:
    """Draw an indicator of each district in the last year on a map of tiles, for the first policy and scenario."""
    slopes, size = slopes_of(request), request.size
    unplaced = [slope.area for slope in slopes.areas if slope.area not in TILES]
    if unplaced:
        raise CannotDrawError(f"the figure 'district_map' has no place for: {', '.join(unplaced)}")
    tall = LINES * SHAPE * size.name / SIZES["full"].name
    plot = sheet(story(request, slopes), size, EDGE, EDGE, tall, LITTLE_ROOM)
    blank(plot)
    plot.axes.set_xlim(0, plot.width)
    for slope in slopes.areas:
        box, value = _box(plot, TILES[slope.area]), _value(slopes, slope, request.language)
        _words(plot, box, slope, value, _tile(plot, box, slope, STEPS[step_of(slopes, slope)]), size)
    if slopes.city:
        _words(plot, _box(plot, CITY_TILE), slopes.city, _value(slopes, slopes.city, request.language), INK, size)
    return plot.figure


def _value(slopes: Slopes, slope: Slope, language: Language) -> str:
    return _written(slopes).value(slope.last, language)


def _written(slopes: Slopes) -> Quantity:
    values = [slope.last for slope in slopes.areas]
    return quantity(slopes.unit, [max(values) - min(values)])


def colours(part: float) -> tuple[str, str]:
    """Return the colour of a tile and that of the words in it, the better to read of ink and paper."""
    fill = to_hex(tint(NAVY.colour, part))
    return fill, max((INK, PAPER), key=lambda words: contrast(words, fill))


def step_of(slopes: Slopes, slope: Slope) -> int:
    """Return which of `STEPS` a district has; the middle one where all are written alike."""
    values = [other.last for other in slopes.areas]
    low, high = min(values), max(values)
    if _written(slopes).is_nought(high - low):
        return len(STEPS) // 2
    return min(int((slope.last - low) / (high - low) * len(STEPS)), len(STEPS) - 1)


def _box(plot: Plot, tile: tuple[int, int]) -> Box:
    """Return left, bottom, width and height of a tile, in centimetres from the lower left corner of the plot."""
    line, column = tile
    wide, tall = (plot.width + BETWEEN) / COLUMNS, (plot.height + BETWEEN) / LINES
    return column * wide, (LINES - 1 - line) * tall, wide - BETWEEN, tall - BETWEEN


def _tile(plot: Plot, box: Box, slope: Slope, part: float) -> str:
    """Draw a tile, and return the colour of the words in it."""
    left, bottom, wide, tall = box
    fill, ink = colours(part)
    looks: dict[str, Any] = {"facecolor": fill, "edgecolor": AXIS, "linewidth": 0.7, "gid": slope.area}
    plot.axes.add_patch(Rectangle((left, bottom), wide, tall, clip_on=False, **looks))
    return ink


def _words(plot: Plot, box: Box, slope: Slope, value: str, ink: str, size: Size) -> None:
    """Write name and value in the middle of a tile."""
    left, bottom, wide, tall = box
    name = wrap(area_name(slope.area).replace("\u00a0", " "), wide - 2 * INSIDE, size.name)
    above, below = measure(name, size.name)[1], measure(value, size.text, "bold")[1]
    top = plot.bottom + bottom + (tall + above + below) / 2
    middle = plot.left + left + wide / 2
    write(plot.figure, name, (middle, top), size.name, ink, "normal", "center")
    write(plot.figure, value, (middle, top - above), size.text, ink, "bold", "center")


def message(request: Request, slopes: Slopes) -> str:
    """Return the message of the figure, made from the districts with the highest and the lowest value."""
    values, language = [slope.last for slope in slopes.areas], request.language
    highest, lowest = max(values), min(values)
    key = "title_same" if _written(slopes).is_nought(highest - lowest) else "title"
    names = {"highest": _named(slopes, highest, language), "lowest": _named(slopes, lowest, language)}
    blanks = indicator_words(slopes.indicator, language) | names
    return sentence(request.say(key, **blanks, year=slopes.years[1]))


def _named(slopes: Slopes, value: float, language: Language) -> str:
    """Return the districts whose value is written as this one, as a list in a sentence."""
    alike = [area_name(slope.area) for slope in slopes.areas if _written(slopes).alike(slope.last, value)]
    return listed(alike, language)


def story(request: Request, slopes: Slopes) -> Story:
    """Return the words of the figure; the message follows the numbers unless a title is given."""
    year = slopes.years[1]
    return areas_story(
        request,
        slopes,
        request.title or message(request, slopes),
        lambda slope: {"value": _value(slopes, slope, request.language)},
        {
            "year": year,
            "areas": {slope.area: six_digits(slope.last) for slope in slopes.drawn},
            "steps": {slope.area: step_of(slopes, slope) + 1 for slope in slopes.areas},
        },
        when=request.when(slopes.indicator, year=year),
    )
