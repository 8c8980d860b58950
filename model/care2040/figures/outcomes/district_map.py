"""District map: an indicator in the last year, or what a policy does to it, each district a tile about in its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.layout import LITTLE_ROOM, HouseFigure, Plot, Story, blank, sheet, write
from care2040.figures.canvas.style import (
    AXIS,
    EDGE,
    INK,
    NAVY,
    ORANGE,
    PAPER,
    SIZES,
    Size,
    contrast,
    measure,
    tint,
    wrap,
)
from care2040.figures.outcomes.districts import DEFAULTS, Slope, Slopes, areas_story, pair_words, slopes_of
from care2040.figures.outcomes.districts import message as change_of
from care2040.figures.readings import six_digits
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.language.cities.here import the_city
from care2040.wording.language import Language
from care2040.wording.names import area_name, change_unit, indicator_words
from care2040.wording.numbers import sentence
from care2040.wording.quantities import Quantity, quantity
from care2040.wording.texts import listed

SHAPE = 1.35
"""Centimetres: height of a tile at 8.5 points."""
STEPS = (0.08, 0.28, 0.5, 0.76, 1.0)
"""Part of navy in the colour of a tile, from the lowest values to the highest; each step is as wide as the others."""
BETWEEN = 0.08
"""Centimetres between two tiles."""
INSIDE = 0.06
"""Centimetres between the edge of a tile and its words."""
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Grid:
    """The tiles of a map: how many lines and columns, and the place without a district where the city is told of."""

    lines: int
    columns: int
    city: tuple[int, int]

    @classmethod
    def of(cls, tiles: Mapping[str, tuple[int, int]]) -> "Grid":
        """Return the smallest one; the city comes first in its last line, or in a line of its own."""
        taken = {*tiles.values()}
        lines, columns = (1 + max(tile[way] for tile in taken) for way in (0, 1))
        free = [(lines - 1, column) for column in range(columns) if (lines - 1, column) not in taken]
        return cls(lines, columns, free[0]) if free else cls(lines + 1, columns, (lines, 0))


@figure(
    "district_map",
    takes=("indicator", "policies", "scenario", "year", "districts"),
    needs=DEFAULTS,
    made_of="resolution district",
)
def draw(request: Request) -> HouseFigure:
    """Draw an indicator of each district in the last year on a map of tiles, or what a policy changes in it."""
    slopes, size = slopes_of(request), request.size
    tiles = the_city().tiles
    unplaced = [slope.area for slope in slopes.areas if slope.area not in tiles]
    if unplaced:
        raise CannotDrawError(f"the figure 'district_map' has no place for: {', '.join(unplaced)}")
    grid = Grid.of(tiles)
    tall = grid.lines * SHAPE * size.name / SIZES["full"].name
    plot = sheet(story(request, slopes), size, EDGE, EDGE, tall, LITTLE_ROOM)
    blank(plot)
    plot.axes.set_xlim(0, plot.width)
    for slope in slopes.areas:
        box, value = _box(plot, grid, tiles[slope.area]), _value(slopes, slope, request.language)
        fill = colours(STEPS[step_of(slopes, slope)], _hue(slopes, slope))
        _tile(plot, box, slope, fill[0])
        _words(plot, box, (area_name(slope.area, request.language), value), fill[1], size)
    if slopes.city:
        told = (area_name(slopes.city.area, request.language), _value(slopes, slopes.city, request.language))
        _words(plot, _box(plot, grid, grid.city), told, INK, size)
    return plot.figure


def _told(slopes: Slopes, slope: Slope) -> float:
    """Return what is told of an area: its value, or what a policy changes in it."""
    return slope.change if slopes.against else slope.last


def _hue(slopes: Slopes, slope: Slope) -> str:
    """Return the colour of which a tile has a tint: orange where a policy makes more of it."""
    return ORANGE.colour if slopes.against and slope.change > 0 else NAVY.colour


def _value(slopes: Slopes, slope: Slope, language: Language) -> str:
    value = _told(slopes, slope)
    return _written(slopes).small_change(value, language) if slopes.against else _written(slopes).value(value, language)


def _written(slopes: Slopes) -> Quantity:
    values = [_told(slopes, slope) for slope in slopes.areas]
    return quantity(slopes.unit, [max(map(abs, values)) if slopes.against else max(values) - min(values)])


def colours(part: float, hue: str = NAVY.colour) -> tuple[str, str]:
    """Return the colour of a tile and that of the words in it, the better to read of ink and paper."""
    fill = to_hex(tint(hue, part))
    return fill, max((INK, PAPER), key=lambda words: contrast(words, fill))


def step_of(slopes: Slopes, slope: Slope) -> int:
    """Return which of `STEPS` a district has; the middle one where all are written alike."""
    values = [_told(slopes, other) for other in slopes.areas]
    if slopes.against:
        largest = max(map(abs, values))
        return min(int(abs(slope.change) / largest * len(STEPS)), len(STEPS) - 1) if largest else 0
    low, high = min(values), max(values)
    if _written(slopes).is_nought(high - low):
        return len(STEPS) // 2
    return min(int((slope.last - low) / (high - low) * len(STEPS)), len(STEPS) - 1)


def _box(plot: Plot, grid: Grid, tile: tuple[int, int]) -> Box:
    """Return left, bottom, width and height of a tile, in centimetres from the lower left corner of the plot."""
    line, column = tile
    wide, tall = (plot.width + BETWEEN) / grid.columns, (plot.height + BETWEEN) / grid.lines
    return column * wide, (grid.lines - 1 - line) * tall, wide - BETWEEN, tall - BETWEEN


def _tile(plot: Plot, box: Box, slope: Slope, fill: str) -> None:
    left, bottom, wide, tall = box
    looks: dict[str, Any] = {"facecolor": fill, "edgecolor": AXIS, "linewidth": 0.7, "gid": slope.area}
    plot.axes.add_patch(Rectangle((left, bottom), wide, tall, clip_on=False, **looks))


def _words(plot: Plot, box: Box, told: tuple[str, str], ink: str, size: Size) -> None:
    """Write name and value in the middle of a tile."""
    (called, value), (left, bottom, wide, tall) = told, box
    name = wrap(called.replace("\u00a0", " "), wide - 2 * INSIDE, size.name)
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
    alike = [area_name(slope.area, language) for slope in slopes.areas if _written(slopes).alike(slope.last, value)]
    return listed(alike, language)


def story(request: Request, slopes: Slopes) -> Story:
    """Return the words of the figure; the message follows the numbers unless a title is given."""
    year = slopes.years[1]
    told = (change_of if slopes.against else message)(request, slopes)
    when: dict[str, object] = {"when": request.when(slopes.indicator, year=year)}
    if slopes.against:
        change = change_unit(slopes.indicator, slopes.unit, request.language)
        when |= pair_words(request, slopes) | {"unit": change}
    return areas_story(
        request,
        slopes,
        request.title or told,
        lambda slope: {"value": _value(slopes, slope, request.language)},
        {
            "year": year,
            "areas": {slope.area: six_digits(_told(slopes, slope)) for slope in slopes.drawn},
            "steps": {slope.area: step_of(slopes, slope) + 1 for slope in slopes.areas},
        },
        [request.say("note_against" if slopes.against else "note")],
        **when,
    )
