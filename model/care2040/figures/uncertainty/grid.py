"""Grid: an indicator at every combination of two swept parameters, as a map of tiles."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.layout import LITTLE_ROOM, HouseFigure, Plot, Story, blank, sheet, write
from care2040.figures.canvas.style import (
    EDGE,
    INK,
    MUTED,
    NAVY,
    PAPER,
    Numbers,
    Size,
    contrast,
    em,
    measure,
    tint,
    wrap,
)
from care2040.figures.readings import tidy, unit_of
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.figures.swept import level_words, parameters_of, points_of
from care2040.results.valid_draws import GRID, method_of
from care2040.wording.numbers import sentence
from care2040.wording.quantities import Quantity, written

STEPS = (0.06, 0.24, 0.45, 0.72, 1.0)
"""Part of navy in the colour of a tile, from the lowest values to the highest; each step is as wide as the others."""
GAP = 0.2
"""Centimetres between words and tiles."""
TALLEST = 1.1
"""Centimetres of a tile."""


@dataclass(frozen=True)
class Grid:
    """The numbers of the figure: values by level of the second parameter (up) and of the first (across)."""

    indicator: str
    written: Quantity
    year: int
    policy: str
    names: tuple[str, str]
    across: list[float]
    up: list[float]
    values: Numbers
    others: int

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest value and the highest."""
        return float(np.nanmin(self.values)), float(np.nanmax(self.values))

    @property
    def stronger(self) -> str:
        """The parameter over whose levels the mean moves most."""
        reach = [float(np.ptp(np.nanmean(self.values, axis=axis))) for axis in (0, 1)]
        return self.names[int(reach[1] > reach[0])]

    def step(self, value: float) -> int:
        """Return which of `STEPS` a value has; the middle one where all are written alike."""
        low, high = self.ends
        if self.written.is_nought(high - low):
            return len(STEPS) // 2
        return min(int((value - low) / (high - low) * len(STEPS)), len(STEPS) - 1)


@figure("grid", takes=("indicator", "policy", "scenario", "parameters", "year"), made_of="sweep: {method: grid, ...}")
def draw(request: Request) -> HouseFigure:
    """Draw an indicator in one year at every combination of two parameters of a grid, as a map of tiles."""
    grid, size, language = grid_of(request), request.size, request.language
    across, up = (
        level_words(levels, name, language) for levels, name in zip((grid.across, grid.up), grid.names, strict=True)
    )
    left = max(measure(one, size.text)[0] for one in up) + GAP + EDGE
    room = {"across": size.width - left - EDGE, "up": size.width - 2 * EDGE}
    heads = [
        wrap(request.say(way, name=request.assumption_name(name)), wide, size.text)
        for (way, wide), name in zip(room.items(), grid.names, strict=True)
    ]
    above = measure(heads[1], size.text)[1] + GAP
    below = em(size.text) * 1.6 + measure(heads[0], size.text)[1]
    tall = max(size.plot_height, len(up) * 1.5 * em(size.text)) if len(up) > 4 else len(up) * TALLEST
    plot = sheet(story(request, grid), size, left, EDGE, tall + above + below, LITTLE_ROOM)
    blank(plot)
    plot.axes.set_xlim(0, plot.width)
    write(plot.figure, heads[1], (EDGE, plot.bottom + plot.height), size.text, MUTED)
    write(plot.figure, heads[0], (plot.left, plot.bottom + measure(heads[0], size.text)[1]), size.text, MUTED)
    _tiles(request, plot, grid, below, tall)
    wide, high = plot.width / len(across), tall / len(up)
    for place, words in _few(across, wide, size):
        at = plot.left + (place + 0.5) * wide, plot.bottom + below - 0.2 * em(size.text)
        write(plot.figure, words, at, size.text, MUTED, align="center")
    for place, words in enumerate(up):
        middle = plot.bottom + below + (place + 0.5) * high + em(size.text) * 0.5
        write(plot.figure, words, (plot.left - GAP, middle), size.text, MUTED, align="right")
    return plot.figure


def _few(words: list[str], wide: float, size: Size) -> list[tuple[int, str]]:
    """Return the words below the tiles, at even steps, so that none touches the next."""
    widest = max(measure(one, size.text)[0] for one in words) + GAP
    step = max(1, int(np.ceil(widest / wide)))
    return [(place, one) for place, one in enumerate(words) if place % step == 0]


def grid_of(request: Request) -> Grid:
    """Return the numbers of the figure from a grid; over what else was swept a tile is the mean."""
    swept = parameters_of(request)
    if method_of(request.dataset) != GRID or len(swept) < 2:
        raise CannotDrawError("the figure 'grid' takes a sweep of the method grid over two parameters or more")
    asked = request.asked.parameters or swept[:2]
    if len(asked) != 2 or not set(asked) <= set(swept):
        raise CannotDrawError(f"the figure 'grid' takes two parameters of the sweep: {', '.join(swept)}")
    indicator, policy = request.headline(), request.policies[0]
    drawn, values = points_of(request, indicator, policy)
    (across, column), (up, line) = (np.unique(drawn[name], return_inverse=True) for name in asked)
    total, count = np.zeros((len(up), len(across))), np.zeros((len(up), len(across)))
    np.add.at(total, (line, column), values)
    np.add.at(count, (line, column), 1)
    means = np.divide(total, count, out=np.full_like(total, np.nan), where=count > 0)
    spread = float(np.nanmax(means) - np.nanmin(means))
    how = written(indicator, unit_of(request.dataset, indicator), [spread / 3])
    names = str(asked[0]), str(asked[1])
    return Grid(
        indicator=indicator,
        written=how,
        year=request.last_year,
        policy=policy,
        names=names,
        across=across.tolist(),
        up=up.tolist(),
        values=means,
        others=len(swept) - 2,
    )


def _tiles(request: Request, plot: Plot, grid: Grid, below: float, tall: float) -> None:
    """Draw the tiles, each with its value where all values fit."""
    size, (lines, columns) = request.size, grid.values.shape
    wide, high = plot.width / columns, tall / lines
    words = [[grid.written.value(value, request.language) for value in line] for line in grid.values]
    room = max(measure(one, size.label)[0] for line in words for one in line) + 0.1
    fits = room <= wide and em(size.label) * 1.2 <= high
    for line, column in np.argwhere(np.isfinite(grid.values)).tolist():
        fill = to_hex(tint(NAVY.colour, STEPS[grid.step(float(grid.values[line, column]))]))
        looks: dict[str, Any] = {"facecolor": fill, "edgecolor": PAPER, "linewidth": 0.7, "gid": f"{line}.{column}"}
        corner = (column * wide, below + line * high)
        plot.axes.add_patch(Rectangle(corner, wide, high, clip_on=False, **looks))
        if fits:
            ink = max((INK, PAPER), key=lambda one: contrast(one, fill))
            at = plot.left + corner[0] + wide / 2, plot.bottom + corner[1] + high / 2 + em(size.label) * 0.55
            write(plot.figure, words[line][column], at, size.label, ink, align="center")


def story(request: Request, grid: Grid) -> Story:
    """Return the words of the figure; the message follows the numbers unless a title is given."""
    title, language = request.title or message(request, grid), request.language
    low, high = (grid.written.value(end, language) for end in grid.ends)
    names = [request.assumption_name(name) for name in grid.names]
    corners = [
        request.say(
            "alt_value",
            across=level_words(grid.across, grid.names[0], language)[column],
            up=level_words(grid.up, grid.names[1], language)[line],
            value=grid.written.value(float(grid.values[line, column]), language),
        )
        for line in (0, -1)
        for column in (0, -1)
        if np.isfinite(grid.values[line, column])
    ]
    when = request.when(grid.indicator, year=grid.year)
    return request.story(
        title=title,
        subtitle=request.say("subtitle", **request.subject(grid.indicator, grid.written.unit), when=when),
        notes=[
            request.say("note", low=low, high=high),
            request.say("note_others", many=request.count(grid.others)) if grid.others else "",
        ],
        run=(grid.policy, request.scenario),
        alt=request.say("alt", title=title, first=names[0], second=names[1], values="; ".join(corners)),
        numbers={
            "indicator": grid.indicator,
            "unit": grid.written.unit,
            "year": grid.year,
            "policy": grid.policy,
            "scenario": request.scenario,
            "across": {"parameter": grid.names[0], "levels": tidy(grid.across)},
            "up": {"parameter": grid.names[1], "levels": tidy(grid.up)},
            "values": [[value if np.isfinite(value) else None for value in tidy(line)] for line in grid.values],
        },
    )


def message(request: Request, grid: Grid) -> str:
    """Return between which values the tiles lie, and which of the two parameters moves them most."""
    low, high = grid.ends
    blanks = {"measure": request.measure(grid.indicator), "year": grid.year}
    if not grid.written.tells(high - low, high):
        return sentence(request.say("title_same", **blanks))
    ends = {"low": grid.written.value(low, request.language), "high": grid.written.value(high, request.language)}
    name = f"‘{request.assumption_name(grid.stronger)}’"
    return sentence(request.say("title", first=name, **ends, **blanks))
