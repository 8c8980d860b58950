"""What the need for care workers is laid beside: the ratios the vision names and its path, and the Netherlands."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from care2040.figures.canvas.labels import EndLabel
from care2040.figures.canvas.layout import Plot
from care2040.figures.canvas.placing import draw_end_bar
from care2040.figures.canvas.style import AXIS, BELOW_BASE, INK, TEAL, Numbers, Pen, Size, em, wrap
from care2040.figures.readings import bands_of, six_digits, tidy, years_of
from care2040.figures.request import Request
from care2040.files.package_files import package_folder
from care2040.language.cities.layers import path_of
from care2040.results.variables import NATIONAL, NATIONAL_HIGH, NATIONAL_LOW, STANDARD, VISION
from care2040.wording.language import Language
from care2040.wording.numbers import about_percent, number, one_in, percent, sentence, share_percent

NAMED = (1 / 6, 1 / 4)
"""The ratios that the vision names, both of the Netherlands."""
BASE_YEAR = 2024
"""The year of the accounts, from which on the path of the vision goes."""
VISION_FUTURE = "vision"
"""The future in which the need of unchanged policy is the path of the vision."""
COUNTED = 2022
"""The last year for which workers in the Netherlands were counted."""
VISION_PEN = Pen(INK, INK, (0, (7, 1.6, 1.2, 1.6, 1.2, 1.6)))
THIN = 0.45
"""Part of the width of a line that one has which is only laid beside it."""
CLEAR = 1.15
"""Heights of type between two marks of an axis that can still be told apart."""


def vision_path(request: Request) -> Numbers | None:
    """Return the path of the vision, not a number before it begins; None where the years end before that."""
    path = bands_of(request.dataset, VISION, request.policies[0], request.scenario).middle
    years = np.asarray(years_of(request.dataset))
    return np.where(years < BASE_YEAR, np.nan, path) if years[-1] >= BASE_YEAR else None


def vision_of(request: Request, indicator: str) -> Numbers | None:
    """Return the path of the vision beside the need of the city; nothing beside another, or where it is not held."""
    return vision_path(request) if indicator == STANDARD and VISION in request.dataset else None


def vision_label(request: Request, path: Numbers, size: Size) -> EndLabel:
    """Return the words at the end of the path of the vision."""
    said = request.common("yardsticks", "vision", share=share_percent(float(path[-1]), request.language))
    return EndLabel(float(path[-1]), wrap(said, size.label_part * size.width, size.label), INK, size.label)


def vision_note(request: Request, path: Numbers | None = None) -> str:
    """Return the sentence on the path of the vision; with where it ends, for a figure that has no words there."""
    if path is None:
        return request.common("yardsticks", "vision_note")
    ends = {"year": years_of(request.dataset)[-1], "share": share_percent(float(path[-1]), request.language)}
    return request.common("yardsticks", "vision_note_thin", **ends)


def vision_then(request: Request, indicator: str, year: int) -> str:
    """Return the sentence on where the path of the vision is in a year, for a figure of that year; maybe nothing."""
    path = vision_of(request, indicator)
    if path is None:
        return ""
    found = dict(zip(years_of(request.dataset), path.tolist(), strict=True)).get(year, np.nan)
    if np.isnan(found):
        return ""
    return request.common("yardsticks", "vision_then", year=year, share=share_percent(found, request.language))


def vision_numbers(path: Numbers) -> list[float | None]:
    """Return the path of the vision as it is written beside a figure."""
    return [None if np.isnan(share) else six_digits(float(share)) for share in path]


def spanned(path: Numbers | None) -> list[float]:
    """Return between which shares the path of the vision goes; nothing where it is not drawn."""
    return [] if path is None else [float(np.nanmin(path)), float(np.nanmax(path))]


def paint_vision(plot: Plot, years: list[int], path: Numbers, size: Size) -> None:
    """Draw the path of the vision as a thin line."""
    plot.axes.plot(
        years, path, color=VISION_PEN.colour, linestyle=VISION_PEN.style, lw=size.line * THIN, gid="vision", zorder=2.8
    )


@dataclass(frozen=True)
class National:
    """The share that care in the Netherlands needs, with nine in ten of its draws; nobody simulates it here."""

    middle: Numbers
    low: Numbers
    high: Numbers

    def as_numbers(self) -> dict[str, object]:
        """Return what is drawn, for the file beside the figure."""
        edges = {"low": tidy(self.low), "high": tidy(self.high)}
        return {"middle": tidy(self.middle), "bands": {"90%": edges}}


def national_of(dataset: xr.Dataset, policy: str, scenario: str) -> National:
    """Return the line of the Netherlands that a result holds."""
    lines = (bands_of(dataset, name, policy, scenario).middle for name in (NATIONAL, NATIONAL_LOW, NATIONAL_HIGH))
    return National(*lines)


def national_label(request: Request, national: National, size: Size) -> EndLabel:
    """Return the words at the end of the line of the Netherlands."""
    share, low, high = (float(edge[-1]) for edge in (national.middle, national.low, national.high))
    blanks = {"share": share_percent(share, request.language), "span": _span(low, high, request.language, 1)}
    said = request.common("yardsticks", "national", **blanks)
    return EndLabel(share, wrap(said, size.label_part * size.width, size.label), TEAL.text, size.label)


def paint_national(plot: Plot, years: list[int], national: National, size: Size, place: int = 0) -> None:
    """Draw the line of the Netherlands, and where it may end as a bar behind the last year."""
    looks: dict[str, Any] = {"linestyle": TEAL.style, "lw": size.line * 0.7, "gid": "national", "zorder": 2.6}
    plot.axes.plot(years, national.middle, color=TEAL.colour, **looks)
    draw_end_bar(plot, place, years[-1], (float(national.low[-1]), float(national.high[-1])), TEAL)


def named_words(language: Language) -> list[str]:
    """Return the ratios that the vision names, as they stand at an axis."""
    return [str(one_in(share, language, "digits")) for share in NAMED]


def paint_named(plot: Plot, ticks: list[float], language: Language, size: Size) -> None:
    """Draw the ratios that the vision names, each with its words at the axis in place of any percentage too near."""
    apart = CLEAR * em(size.text) * (1 + BELOW_BASE)
    far = [tick for tick in ticks if all(abs(plot.y(tick) - plot.y(share)) > apart for share in NAMED)]
    marks = dict(zip(NAMED, named_words(language), strict=True)) | {tick: percent(tick, language) for tick in far}
    plot.axes.set_yticks(sorted(marks), [marks[mark] for mark in sorted(marks)])
    for line, share in zip(plot.axes.get_ygridlines(), sorted(marks), strict=True):
        line.set_visible(share not in NAMED)
    low, high = plot.axes.get_xlim()
    plot.axes.hlines(NAMED, low, high, colors=AXIS, linewidth=0.9, linestyle=(0, (1, 2)), zorder=1.5, gid="named")


def named_note(request: Request, national: National) -> str:
    """Return the sentence on the ratios that the vision names, with what the Netherlands comes to as reckoned here."""
    table, language, first_last = _table("care_share_national"), request.language, named_words(request.language)
    blanks: dict[str, object] = dict(zip(("first", "last"), first_last, strict=True))
    if table is not None:
        blanks |= {"then": share_percent(table[COUNTED][STANDARD], language), "counted": COUNTED}
        blanks |= {"ahead": share_percent(float(national.middle[-1]), language), "end": years_of(request.dataset)[-1]}
    return request.common("yardsticks", "named" if table is None else "named_reckoned", **blanks)


@dataclass(frozen=True)
class Level:
    """The share in the year of the accounts, with the range that the accounts give it."""

    share: float
    low: float
    high: float

    def about(self, language: Language) -> str:
        """Return it as it is spoken of: ``just over 15%``."""
        return about_percent(self.share, language)

    def span(self, language: Language) -> str:
        """Return its range: ``14-16.6%``."""
        return _span(self.low, self.high, language, 1)


def level_of(years: list[int], needed: Numbers) -> Level | None:
    """Return the share in the year of the accounts with their range; None where a result is not about that level."""
    table = _table("care_share_of_city")
    if table is None or BASE_YEAR not in years:
        return None
    share, row = float(needed[years.index(BASE_YEAR)]), table[BASE_YEAR]
    low, high = row[f"{STANDARD}_low"], row[f"{STANDARD}_high"]
    return Level(share, low, high) if low <= share <= high else None


def level_note(request: Request, level: Level) -> str:
    """Return the sentence on the level of the year of the accounts, and how sure it is."""
    blanks = {"about": level.about(request.language), "span": level.span(request.language), "year": BASE_YEAR}
    return sentence(request.common("yardsticks", "level", **blanks))


def _span(low: float, high: float, language: Language, digits: int) -> str:
    """Return two shares as a span of percentages; a digit that is nought is not written."""
    ends = [number(100 * end, language, digits if round(100 * end, digits) % 1 else 0) for end in (low, high)]
    return f"{ends[0]}\u2013{ends[1]}%"


def _table(name: str) -> dict[int, dict[str, float]] | None:
    """Return the rows of a built table by year, from ``tables/`` of the city or the nation; None without it."""
    path = path_of(package_folder("parameters"), f"tables/{name}.csv")
    if not path.is_file():
        return None
    rows = pd.read_csv(path).to_dict("records")
    return {int(row["year"]): {str(column): float(value) for column, value in row.items()} for row in rows}
