"""Monitor: what was counted over the bands of what was foretold, before and after the draws are weighed by it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.labels import room_for_ticks
from care2040.figures.canvas.layout import Heading, HouseFigure, Plot, Story, blank, part, sheet, write
from care2040.figures.canvas.placing import round_ticks, scale_values, year_ticks
from care2040.figures.canvas.style import EDGE, GREY, INK, NAVY, PAPER, Numbers, Size, em, line_width, tint
from care2040.figures.readings import members, six_digits, tidy, years_of
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.results import variables
from care2040.wording.language import Width
from care2040.wording.names import unit_words
from care2040.wording.numbers import sentence
from care2040.wording.quantities import tick_words, written

PANELS: dict[Width, tuple[int, int, float]] = {"full": (4, 5, 1.9), "half": (2, 3, 1.7), "slide": (4, 2, 3.0)}
"""Columns, rows at most, and centimetres of height of each plot."""
GUTTER, UNDER_YEARS, ABOVE = 0.25, 1.0, 0.26
"""Centimetres between two panels; below a plot for its years; between heading and plot."""
LEVELS = 4
INDEX = "index"
LEGEND = 0.62
"""Centimetres of the line that says what is what."""
SWATCH, AFTER_SWATCH, BETWEEN = 0.5, 0.12, 0.45
"""Centimetres: a patch of colour, between it and its words, between two of them."""
EARLIER, LATER = 0.32, 0.38
"""Tints of the band before weighing and after it."""


@dataclass(frozen=True)
class Panel:
    """One series: bands by percentile (low, middle, high) and year, and counts with the ends of their error bars."""

    name: str
    title: str
    unit: str
    quantity: str
    base: int
    before: Numbers
    after: Numbers
    when: Numbers
    counted: Numbers
    low: Numbers
    high: Numbers
    apart: np.ndarray
    first: int
    percentile: float

    @property
    def reaches(self) -> tuple[float, float]:
        """The lowest and the highest that is drawn; from nought where that is near."""
        drawn = [self.before, self.after, self.low, self.high]
        low, high = min(float(one.min()) for one in drawn), max(float(one.max()) for one in drawn)
        return (0.0 if low < 0.5 * high else low), high


@figure("monitor", made_of="what care2040 monitor finds")
def draw(request: Request) -> HouseFigure:
    """Draw a small plot for each series that draws are weighed by, all of them where there is room."""
    size, (columns, rows, tall) = request.size, PANELS[request.width]
    every = panels_of(request)
    shown = sorted(sorted(every, key=lambda one: -abs(one.percentile - 50))[: columns * rows], key=every.index)
    columns = min(columns, len(shown))
    across = (size.width - 2 * EDGE - GUTTER * (columns - 1)) / columns
    heads = [Heading.within(across, sentence(one.title), _unit(request, one), size) for one in shown]
    lines = [shown[begin : begin + columns] for begin in range(0, len(shown), columns)]
    high = [
        max(head.height(size) for head in heads[at * columns : (at + 1) * columns]) + ABOVE for at in range(len(lines))
    ]
    legends = _legend_lines(request)
    whole = sum(high) + len(lines) * (tall + UNDER_YEARS) + LEGEND * len(legends)
    plot = sheet(story(request, shown, len(every) - len(shown)), size, EDGE, EDGE, whole, 0.0)
    blank(plot)
    plot.axes.set_xlim(0, plot.width)
    for at, legend in enumerate(legends):
        _paint_legend(plot, legend, size, plot.height - LEGEND * at - em(size.label) * 0.7)
    top = plot.bottom + plot.height - LEGEND * len(legends)
    for line, above in zip(lines, high, strict=True):
        for place, one in enumerate(line):
            begin = plot.left + place * (across + GUTTER)
            head = heads[shown.index(one)]
            head.write(plot.figure, (begin, top), size)
            _paint(request, plot, one, (begin, top - above - tall, across, tall))
        top -= above + tall + UNDER_YEARS
    return plot.figure


def panels_of(request: Request) -> list[Panel]:
    """Return the series from what ``care2040 monitor`` found."""
    dataset = request.dataset
    if variables.MONITOR_BEFORE not in dataset:
        raise CannotDrawError("the result holds no counts beside its bands: care2040 monitor lays them there")
    titles = members(dataset, f"monitor_title_{request.language}")
    first = years_of(dataset)[0]
    return [
        _panel(dataset.isel(series=at), name, titles[at], first) for at, name in enumerate(members(dataset, "series"))
    ]


def _panel(own: xr.Dataset, name: str, title: str, first: int) -> Panel:
    there = np.isfinite(own[variables.MONITOR_COUNTED].values)
    before, after = (
        own[key].transpose("percentile", "year").values for key in (variables.MONITOR_BEFORE, variables.MONITOR_AFTER)
    )
    return Panel(
        name=name,
        title=title,
        unit=str(own["monitor_unit"].item()),
        quantity=str(own["monitor_quantity"].item()),
        base=int(own["monitor_base"]),
        before=before,
        after=after,
        when=own[variables.MONITOR_WHEN].values[there],
        counted=own[variables.MONITOR_COUNTED].values[there],
        low=own[variables.MONITOR_LOW].values[there],
        high=own[variables.MONITOR_HIGH].values[there],
        apart=own[variables.MONITOR_APART].values[there] > 0,
        first=first,
        percentile=float(own["monitor_percentile"]),
    )


def _unit(request: Request, one: Panel) -> str:
    if one.unit == INDEX:
        return request.say("index", year=one.base)
    return unit_words(one.quantity, one.unit, request.language)


def _legend_lines(request: Request) -> list[list[tuple[str, str]]]:
    """Return what each mark means, on as many lines as it takes."""
    size = request.size
    keys = ("before", "after", "weighs") + (("apart",) if request.dataset.attrs["held"] else ())
    lines: list[list[tuple[str, str]]] = [[]]
    room = 0.0
    for key in keys:
        words = request.say(f"legend_{key}")
        wide = SWATCH + AFTER_SWATCH + line_width(words, size.label) + BETWEEN
        if lines[-1] and room + wide - BETWEEN > size.width - 2 * EDGE:
            lines.append([])
            room = 0.0
        lines[-1].append((key, words))
        room += wide
    return lines


def _paint_legend(plot: Plot, legend: list[tuple[str, str]], size: Size, middle: float) -> None:
    begin = 0.0
    for key, words in legend:
        if key in ("before", "after"):
            pen, shade = (GREY, EARLIER) if key == "before" else (NAVY, LATER)
            corner, high = (begin, middle - 0.12), 0.24
            looks: dict[str, Any] = {"facecolor": tint(pen.colour, shade), "linewidth": 0, "zorder": 2}
            plot.axes.add_patch(Rectangle(corner, SWATCH, high, **looks))
            style = (0, (2.5, 1.5)) if key == "before" else "-"
            plot.axes.add_line(
                Line2D([begin, begin + SWATCH], [middle] * 2, color=pen.colour, lw=1.2, ls=style, zorder=3)
            )
        else:
            _dots(plot, np.array([begin + SWATCH / 2]), np.array([middle]), key == "apart", size)
        at = (plot.left + begin + SWATCH + AFTER_SWATCH, plot.bottom + middle + em(size.label) * 0.6)
        write(plot.figure, words, at, size.label)
        begin += SWATCH + AFTER_SWATCH + line_width(words, size.label) + BETWEEN


def _paint(request: Request, sheet_of: Plot, one: Panel, box: tuple[float, float, float, float]) -> None:
    size, years = request.size, years_of(request.dataset)
    begin, bottom, across, tall = box
    ticks = round_ticks(*one.reaches, LEVELS)
    unit = "ratio" if one.unit == INDEX else one.unit
    marked = tick_words(ticks, unit, request.language)
    left = room_for_ticks(marked, size)
    panel = part(sheet_of, begin + left, bottom, across - left - 0.1, tall)
    panel.axes.set_gid(one.name)
    panel.axes.tick_params(labelsize=size.label, pad=0.35 * size.label)
    for values, pen, shade, style in ((one.before, GREY, EARLIER, (0, (2.5, 1.5))), (one.after, NAVY, LATER, "-")):
        low, middle, high = values
        panel.axes.fill_between(
            years, low, high, color=tint(pen.colour, shade), linewidth=0, zorder=2, gid="band", alpha=0.85
        )
        panel.axes.plot(years, middle, color=pen.colour, lw=0.6 * size.line, ls=style, zorder=3, gid="middle")
    looks: dict[str, Any] = {"color": INK, "lw": 0.8, "zorder": 4, "clip_on": False, "gid": "error"}
    panel.axes.vlines(one.when, one.low, one.high, **looks)
    for apart in (False, True):
        chosen = one.apart == apart
        _dots(panel, one.when[chosen], one.counted[chosen], apart, size)
    scale_values(panel, ticks, marked)
    panel.axes.set_xlim(years[0], years[-1])
    marks = year_ticks(years[0], years[-1], 3)
    panel.axes.set_xticks(marks, [str(year) for year in marks])
    labels = panel.axes.get_xticklabels()
    labels[0].set_horizontalalignment("left")
    labels[-1].set_horizontalalignment("right")


def _dots(plot: Plot, when: Numbers, values: Numbers, apart: bool, size: Size) -> None:
    inside = PAPER if apart else INK
    looks: dict[str, Any] = {"markersize": 1.8 * size.line, "markeredgewidth": 0.8, "clip_on": False, "zorder": 5}
    plot.axes.plot(when, values, "o", color=INK, markerfacecolor=inside, gid="apart" if apart else "counted", **looks)


def story(request: Request, shown: list[Panel], hidden: int) -> Story:
    """Return the words of the figure; the message follows the counts that were kept apart, unless a title is given."""
    facts = request.dataset.attrs
    held, before, after = (int(facts[key]) for key in ("held", "held_before", "held_after"))
    counts = sum(len(one.when) for one in panels_of(request))
    blanks = {"held": held, "before": before, "after": after, "counts": counts, "series": len(shown) + hidden}
    title = request.title or request.say("title" if held else "title_all", **blanks)
    years = years_of(request.dataset)
    draws = {"draws": request.count(facts["draws"]), "effective": request.count(facts["effective"])}
    values = [_words(request, one) for one in shown]
    return request.story(
        title=title,
        subtitle=request.say("subtitle", start=years[0], end=years[-1]),
        notes=[
            request.say("note", **draws),
            request.say("note_held", **blanks) if held else "",
            request.say("note_tempered", part=request.count(100 * facts["tempered"])) if facts["tempered"] < 1 else "",
            request.say("note_hidden", many=hidden) if hidden else "",
        ],
        run=(str(facts["policy"]), str(facts["scenario"])),
        alt=request.say("alt", title=title, many=len(shown), values="; ".join(values)),
        numbers={
            "years": years,
            "draws": int(facts["draws"]),
            "effective": six_digits(float(facts["effective"])),
            "held_out": {"counts": held, "before": before, "after": after},
            "series": {one.name: _numbers(one) for one in shown},
        },
    )


def _words(request: Request, one: Panel) -> str:
    low, high = band_at(one)
    unit = "ratio" if one.unit == INDEX else one.unit
    how = written(one.quantity, unit, [(high - low) / 3])
    errors = {"least": float(one.low[-1]), "most": float(one.high[-1])}
    values = {"counted": float(one.counted[-1]), "low": low, "high": high, **errors}
    told = {key: how.value(value, request.language) for key, value in values.items()}
    return request.say("alt_value", series=one.title, when=str(int(one.when[-1])), **told)


def band_at(one: Panel) -> tuple[float, float]:
    """Return the ends of the band beforehand on the day of the last count, between the 1 Januaries around it."""
    years = one.first + np.arange(one.before.shape[1])
    low, _, high = (float(np.interp(one.when[-1], years, along)) for along in one.before)
    return low, high


def _numbers(one: Panel) -> dict[str, Any]:
    return {
        "unit": one.unit,
        **{
            key: dict(zip(("low", "middle", "high"), map(tidy, band.tolist()), strict=True))
            for key, band in (("before", one.before), ("after", one.after))
        },
        "when": tidy(one.when),
        "counted": tidy(one.counted),
        "low": tidy(one.low),
        "high": tidy(one.high),
        "held_out": one.apart.tolist(),
    }
