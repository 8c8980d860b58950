"""A quantity over the years as a small line chart in SVG, a line for each policy and scenario."""

from dataclasses import dataclass
from html import escape

import numpy as np
import numpy.typing as npt
import xarray as xr

from care2040.language.axes import whole_city
from care2040.reports.site.words import Words
from care2040.results.series import adds_up
from care2040.wording.names import Kind, name_of

WIDE, TALL, LEFT, RIGHT, TOP, BOTTOM = 298.0, 120.0, 6.0, 112.0, 14.0, 16.0
COLOURS = ("#12436D", "#B84A10", "#1B7A72", "#7A5FA8", "#6B6B6B")
DASHES = ("", "5 2", "2 2", "6 2 1 2", "1 2")
MOST_LINES = len(COLOURS)
LONGEST = 20
"""Letters of a label."""
APART = 10.0
"""Least distance between two labels."""

ENGLISH = Words()
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Chart:
    """A drawn chart."""

    name: str
    unit: str
    how: str
    svg: str


def of_city(values: xr.DataArray) -> tuple[xr.DataArray, list[str], bool]:
    """Return a quantity of the city, dims (policy, scenario, draw, year), over which dims, and whether it adds up."""
    if "area" in values.dims:
        values = values.sel(area=whole_city())
    others = [str(dim) for dim in values.dims if dim not in ("policy", "scenario", "draw", "year")]
    counted = adds_up(str(values.attrs["units"]))
    if others:
        values = values.sum(others) if counted else values.mean(others)
    return values, others, counted


def chart(values: xr.DataArray, words: Words = ENGLISH) -> Chart:
    """Draw a quantity of a result."""
    unit, name = str(values.attrs["units"]), str(values.name)
    values, others, counted = of_city(values)
    over = words.say("all_over" if counted else "mean_over", axes=words.each(others)) if others else ""
    middle = values.median("draw").stack(run=("policy", "scenario")).transpose("run", "year")
    names = [_called(values, policy, scenario, words) for policy, scenario in middle["run"].values][:MOST_LINES]
    years = values["year"].values.astype(np.float64)
    return Chart(name, words.unit(unit), over, _svg(name, years, middle.values[:MOST_LINES], names, words))


def _called(values: xr.DataArray, policy: str, scenario: str, words: Words) -> str:
    several = []
    kinds: tuple[tuple[str, str, Kind], ...] = ((policy, "policy", "policies"), (scenario, "scenario", "scenarios"))
    for name, dim, kind in kinds:
        if values.sizes[dim] > 1:
            several.append(name.replace("_", " ") if words.language == "en" else name_of(kind, name, words.language))
    return " ".join(several)


def _svg(name: str, years: Floats, lines: Floats, names: list[str], words: Words) -> str:
    low, high = float(np.nanmin(lines)), float(np.nanmax(lines))
    low = min(low, 0.0) if low >= 0 and low < 0.35 * high else low
    if high - low < 1e-9 * max(abs(high), 1.0):
        low, high = low - max(abs(low), 1.0) / 10, high + max(abs(high), 1.0) / 10
    x = LEFT + (years - years[0]) / max(years[-1] - years[0], 1) * (WIDE - LEFT - RIGHT)
    y = TOP + (high - lines) / (high - low) * (TALL - TOP - BOTTOM)
    parts = [f'<line x1="{LEFT}" x2="{WIDE - RIGHT}" y1="{TALL - BOTTOM}" y2="{TALL - BOTTOM}" stroke="#8C8C8C"/>']
    parts += [_line(x, row, COLOURS[number], DASHES[number]) for number, row in enumerate(y)]
    parts.append(f'<text x="{LEFT}" y="{TALL - 4}" fill="#555">{years[0]:.0f}</text>')
    parts.append(f'<text x="{WIDE - RIGHT}" y="{TALL - 4}" text-anchor="end" fill="#555">{years[-1]:.0f}</text>')
    start = number_of(float(lines[0, 0]), words)
    parts.append(f'<text x="{LEFT}" y="{max(y[0, 0] - 5, 9):.1f}" fill="#222">{start}</text>')
    parts += _labels(y[:, -1], lines[:, -1], names, words)
    alt = "; ".join(
        words.say(
            "from_to", name=told or words["course"], first=number_of(row[0], words), last=number_of(row[-1], words)
        )
        for told, row in zip(names, lines, strict=True)
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE:.0f} {TALL:.0f}" role="img" font-size="9">'
    return f"{head}<title>{escape(name)}</title><desc>{escape(alt)}</desc>{''.join(parts)}</svg>"


def _line(x: Floats, y: Floats, colour: str, dash: str) -> str:
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True) if np.isfinite(b))
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.6"{dashed}/>'


def _labels(ends: Floats, values: Floats, names: list[str], words: Words) -> list[str]:
    """Label the lines at their right ends, apart from one another; where all end alike one label stands for all."""
    alike = len({number_of(float(value), words) for value in values}) == 1
    order = np.argsort(ends)[:1] if alike else np.argsort(ends)
    drawn, last = [], -APART
    for place in order:
        at = max(float(ends[place]), last + APART, TOP)
        last = at
        told = number_of(float(values[place]), words)
        told += "" if alike or not names[place] else f" {names[place][:LONGEST]}"
        colour = "#222" if alike else COLOURS[int(place)]
        drawn.append(
            f'<text x="{WIDE - RIGHT + 3}" y="{at + 3:.1f}" fill="{colour}" font-size="7.5">{escape(told)}</text>'
        )
    return drawn


def number_of(value: float, words: Words = ENGLISH) -> str:
    """Return a number in a chart, short."""
    for size, letters in zip((1e9, 1e6), words["sizes"], strict=True):
        if abs(value) >= size:
            return words.number(f"{value / size:.3g}") + str(letters)
    return words.number(f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}")
