"""District map: an indicator in the last year, each district a tile about where it lies in the city."""

from typing import Any

import numpy as np
import xarray as xr
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.layout import LITTLE_ROOM, HouseFigure, Plot, Story, blank, sheet, write
from care2040.figures.canvas.style import (
    AXIS,
    EDGE,
    INK,
    NAVY,
    PAPER,
    SIZES,
    Size,
    contrast,
    house_style,
    measure,
    tint,
    wrap,
)
from care2040.figures.outcomes.districts import Slope, Slopes, find
from care2040.figures.series import tidy
from care2040.wording.language import Language, Width
from care2040.wording.names import area_name, indicator_words, source_line, unit_words
from care2040.wording.numbers import moment, sentence
from care2040.wording.quantities import Quantity, quantity
from care2040.wording.texts import phrase

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


def draw(
    dataset: xr.Dataset,
    language: Language = "nl",
    width: Width = "full",
    title: str | None = None,
    indicator: str | None = None,
) -> HouseFigure:
    """Draw an indicator of each district in the last year on a map of tiles, for the first policy and scenario."""
    slopes, size = find(dataset, indicator, "district_map"), SIZES[width]
    unplaced = [slope.area for slope in slopes.areas if slope.area not in TILES]
    if unplaced:
        raise CannotDrawError(f"the figure 'district_map' has no place for: {', '.join(unplaced)}")
    with house_style():
        story = tell(dataset, slopes, language, width, title)
        tall = LINES * SHAPE * size.name / SIZES["full"].name
        plot = sheet(story, size, EDGE, EDGE, tall, LITTLE_ROOM)
        blank(plot)
        plot.axes.set_xlim(0, plot.width)
        written = _written(slopes)
        for slope in slopes.areas:
            _tile(plot, slope, STEPS[step_of(slopes, slope)], written, language, size)
        if slopes.city:
            _city(plot, slopes.city, written, language, size)
    return plot.figure


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


def _place(plot: Plot, tile: tuple[int, int]) -> tuple[float, float, float, float]:
    """Return left, bottom, width and height of a tile, in centimetres from the lower left corner of the plot."""
    line, column = tile
    wide, tall = (plot.width + BETWEEN) / COLUMNS, (plot.height + BETWEEN) / LINES
    return column * wide, (LINES - 1 - line) * tall, wide - BETWEEN, tall - BETWEEN


def _tile(plot: Plot, slope: Slope, part: float, written: Quantity, language: Language, size: Size) -> None:
    left, bottom, wide, tall = _place(plot, TILES[slope.area])
    fill, ink = colours(part)
    looks: dict[str, Any] = {"facecolor": fill, "edgecolor": AXIS, "linewidth": 0.7, "gid": slope.area}
    plot.axes.add_patch(Rectangle((left, bottom), wide, tall, clip_on=False, **looks))
    _words(plot, (left, bottom, wide, tall), slope, written.value(slope.last, language), ink, size)


def _city(plot: Plot, city: Slope, written: Quantity, language: Language, size: Size) -> None:
    _words(plot, _place(plot, CITY_TILE), city, written.value(city.last, language), INK, size)


def _words(plot: Plot, box: tuple[float, float, float, float], slope: Slope, value: str, ink: str, size: Size) -> None:
    """Write name and value in the middle of a tile."""
    left, bottom, wide, tall = box
    name = wrap(area_name(slope.area).replace("\u00a0", " "), wide - 2 * INSIDE, size.name)
    above, below = measure(name, size.name)[1], measure(value, size.text, "bold")[1]
    top = plot.bottom + bottom + (tall + above + below) / 2
    middle = plot.left + left + wide / 2
    write(plot.figure, name, (middle, top), size.name, ink, "normal", "center")
    write(plot.figure, value, (middle, top - above), size.text, ink, "bold", "center")


def message(slopes: Slopes, language: Language) -> str:
    """Return the message of the figure, made from the districts with the highest and the lowest value."""
    highest, lowest = (pick(slope.last for slope in slopes.areas) for pick in (max, min))
    key = "title_same" if _written(slopes).is_nought(highest - lowest) else "title"
    names = {"highest": _named(slopes, highest, language), "lowest": _named(slopes, lowest, language)}
    blanks = indicator_words(slopes.indicator, language) | names
    return sentence(phrase(language, "district_map", key, **blanks, year=slopes.years[1]))


def _named(slopes: Slopes, value: float, language: Language) -> str:
    """Return the districts whose value is written as this one, as a list in a sentence."""
    *first, last = (area_name(slope.area) for slope in slopes.areas if _written(slopes).alike(slope.last, value))
    return phrase(language, "and", first=", ".join(first), last=last) if first else last


def tell(dataset: xr.Dataset, slopes: Slopes, language: Language, width: Width, title: str | None) -> Story:
    """Return the words of the figure; the message follows the numbers unless a title is given."""
    said = title or message(slopes, language)
    subject = indicator_words(slopes.indicator, language)["subject"]
    when = moment(str(dataset[slopes.indicator].attrs.get("kind", "")), language, year=slopes.years[1])
    unit = unit_words(slopes.indicator, slopes.unit, language)
    return Story(
        language=language,
        width=width,
        title=said,
        subtitle=phrase(language, "district_map", "subtitle", subject=subject, unit=unit, when=when),
        note=phrase(language, "district_map", "note"),
        source=source_line(dataset.attrs, slopes.policy, slopes.scenario, language),
        alt=alt(slopes, language, said),
        numbers=numbers(slopes),
    )


def alt(slopes: Slopes, language: Language, title: str) -> str:
    """Return what the figure shows in words: the message, then every area from the highest down."""
    values = [
        phrase(
            language,
            "district_map",
            "alt_value",
            area=area_name(slope.area),
            value=_written(slopes).value(slope.last, language),
        )
        for slope in sorted(slopes.drawn, key=lambda slope: -slope.last)
    ]
    return phrase(language, "district_map", "alt", title=title, values="; ".join(values))


def numbers(slopes: Slopes) -> dict[str, Any]:
    """Return the numbers drawn, as they are written beside the figure, and the step of colour of each tile."""
    last = {slope.area: tidy(np.array([slope.last]))[0] for slope in slopes.drawn}
    return {
        "indicator": slopes.indicator,
        "unit": slopes.unit,
        "policy": slopes.policy,
        "scenario": slopes.scenario,
        "year": slopes.years[1],
        "areas": last,
        "steps": {slope.area: step_of(slopes, slope) + 1 for slope in slopes.areas},
    }
