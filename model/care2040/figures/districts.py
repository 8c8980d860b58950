"""Districts: where an indicator rises or falls most from the first year to the last, as sloping lines."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from care2040.axes import CITY
from care2040.figures import CannotDrawError, Language, Width
from care2040.figures.labels import EndLabel, label_ends, room_beside, room_upright
from care2040.figures.layout import HouseFigure, Plot, Story, sheet
from care2040.figures.series import maker, members, series, tidy, years_of
from care2040.figures.style import EDGE, GREY, INK, NAVY, ORANGE, SIZES, Pen, Size, house_style
from care2040.figures.words import area_name, indicator_words, name_of, number, percent, phrase, rounded, sentence

DEFAULTS = ("unmet_need_share", "residents_75_plus")
"""Indicators to draw when none is asked for: the first that the result holds per district."""
CITY_PEN = Pen(INK, INK, (0, (1.5, 1.5)))
CLOSE = 0.15
"""Shares within so small a range are written with a decimal."""
MARGIN = 0.06
"""Part of the range kept free above and below."""


@dataclass(frozen=True)
class Slope:
    """One area from the first year to the last, in the unit of the indicator (median where there are draws)."""

    area: str
    first: float
    last: float

    @property
    def change(self) -> float:
        """Of the last year on the first."""
        return self.last - self.first


@dataclass(frozen=True)
class Slopes:
    """The numbers of the figure.

    Attributes
    ----------
    indicator, unit : str
        What is drawn.
    years : tuple of int
        First and last.
    policy, scenario : str
        The first of each in the experiment.
    areas : tuple of Slope
        The districts, in the order of the result.
    city : Slope or None
        The city as a whole, for a share; its total would dwarf the districts.
    """

    indicator: str
    unit: str
    years: tuple[int, int]
    policy: str
    scenario: str
    areas: tuple[Slope, ...]
    city: Slope | None

    @property
    def riser(self) -> Slope:
        """The district that rises most, or falls least."""
        return max(self.areas, key=lambda slope: slope.change)

    @property
    def faller(self) -> Slope:
        """The district that falls most, or rises least."""
        return min(self.areas, key=lambda slope: slope.change)

    @property
    def drawn(self) -> tuple[Slope, ...]:
        """Everything drawn."""
        return self.areas if self.city is None else (*self.areas, self.city)


def draw(
    dataset: xr.Dataset,
    language: Language = "nl",
    width: Width = "full",
    title: str | None = None,
    indicator: str | None = None,
) -> HouseFigure:
    """Draw an indicator per district in the first year and the last, for the first policy and scenario.

    Parameters
    ----------
    dataset : xarray.Dataset
        Holds the indicator with dims policy, scenario, draw, year, area.
    language : {"nl", "en"}
        Of every word and number.
    width : {"full", "half", "slide"}
        16.0, 7.8 or 25 cm.
    title : str, optional
        Replaces the message made from the numbers.
    indicator : str, optional
        What to draw; by default the first of `DEFAULTS` that is there.

    Returns
    -------
    HouseFigure
        With its words, alt text and numbers.

    Raises
    ------
    CannotDrawError
        When the result does not hold the indicator per district.
    """
    slopes, size = find(dataset, indicator), SIZES[width]
    with house_style():
        left = [_label(slopes, slope, slope.first, language, size, named=False) for slope in slopes.drawn]
        right = [_label(slopes, slope, slope.last, language, size, named=True) for slope in slopes.drawn]
        height = max(size.plot_height, room_upright(left), room_upright(right))
        story = _tell(dataset, slopes, language, width, title)
        plot = sheet(story, size, room_beside(left) + EDGE, room_beside(right), height)
        _paint(plot, slopes, size)
        label_ends(plot, left, "left")
        label_ends(plot, right, "right")
    return plot.figure


def find(dataset: xr.Dataset, indicator: str | None = None) -> Slopes:
    """Return the numbers of the figure from a result.

    Raises
    ------
    CannotDrawError
        When the result does not hold the indicator per district.
    """
    wanted = (indicator,) if indicator else DEFAULTS
    name = next((name for name in wanted if name in dataset and "area" in dataset[name].dims), None)
    districts = [area for area in members(dataset, "area") if area != CITY] if name and "area" in dataset.dims else []
    if name is None or len(districts) < 2:
        asked = " or ".join(f"'{name}'" for name in wanted)
        raise CannotDrawError(f"the figure 'districts' needs {asked} per district: run at resolution district")
    years = years_of(dataset)
    policy, scenario = members(dataset, "policy")[0], members(dataset, "scenario")[0]

    def slope(area: str) -> Slope:
        values = series(dataset, name, policy, scenario, area).middle
        return Slope(area, float(values[0]), float(values[-1]))

    unit = str(dataset[name].attrs["units"]).replace("1", "dimensionless")  # CF writes 1
    city = slope(CITY) if unit == "dimensionless" and CITY in members(dataset, "area") else None
    areas = tuple(slope(area) for area in districts)
    return Slopes(name, unit, (years[0], years[-1]), policy, scenario, areas, city)


def _pen(slopes: Slopes, slope: Slope) -> Pen:
    marked = {slopes.riser.area: ORANGE, slopes.faller.area: NAVY, CITY: CITY_PEN}
    return marked.get(slope.area, GREY)


def _written(slopes: Slopes, value: float, language: Language) -> str:
    """Return a value as it is written, with a decimal where districts could not be told apart without."""
    if slopes.unit == "dimensionless":
        values = [end for slope in slopes.drawn for end in (slope.first, slope.last)]
        return percent(value, language, digits=int(max(values) - min(values) < CLOSE))
    return number(rounded(value), language)


def _label(slopes: Slopes, slope: Slope, value: float, language: Language, size: Size, named: bool) -> EndLabel:
    pen = _pen(slopes, slope)
    words = _written(slopes, value, language) + (f" {area_name(slope.area)}" if named else "")
    return EndLabel(value, words, pen.text, size.label, "normal" if pen == GREY else "bold")


def _paint(plot: Plot, slopes: Slopes, size: Size) -> None:
    axes = plot.axes
    values = [value for slope in slopes.drawn for value in (slope.first, slope.last)]
    low, high = min(values), max(values)
    margin = MARGIN * ((high - low) or abs(high) or 1.0)
    axes.set_xlim(*slopes.years)
    axes.set_ylim(low - margin, high + margin)
    axes.set_xticks(list(slopes.years), [str(year) for year in slopes.years])
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="x", length=0)
    for year in slopes.years:
        axes.axvline(year, color=GREY.colour, lw=0.7, zorder=1, gid="year", clip_on=False)
    for slope in sorted(slopes.drawn, key=lambda slope: _pen(slopes, slope) != GREY):
        pen = _pen(slopes, slope)
        thick = size.line / (2 if pen == GREY else 1)
        looks: dict[str, Any] = {
            "linestyle": pen.style,
            "marker": "o",
            "markersize": 2.2 * thick,
            "clip_on": False,
            "gid": slope.area,
        }
        axes.plot(slopes.years, [slope.first, slope.last], color=pen.colour, lw=thick, zorder=3, **looks)


def _message(slopes: Slopes, language: Language) -> str:
    riser, faller = slopes.riser, slopes.faller
    key = "title_rise" if faller.change >= 0 else "title_fall" if riser.change <= 0 else "title_both"
    names = {"riser": area_name(riser.area), "faller": area_name(faller.area)}
    return sentence(phrase(language, "districts", key, **names, **indicator_words(slopes.indicator, language)))


def _tell(dataset: xr.Dataset, slopes: Slopes, language: Language, width: Width, title: str | None) -> Story:
    start, end = slopes.years
    said = title or _message(slopes, language)
    unit = phrase(language, "units", slopes.unit)
    subject = indicator_words(slopes.indicator, language)["subject"]
    values = "; ".join(
        phrase(
            language,
            "districts",
            "alt_value",
            area=area_name(slope.area),
            first=_written(slopes, slope.first, language),
            last=_written(slopes, slope.last, language),
        )
        for slope in sorted(slopes.drawn, key=lambda slope: -slope.last)
    )
    return Story(
        language=language,
        width=width,
        title=said,
        subtitle=phrase(language, "districts", "subtitle", subject=subject, unit=unit, start=start, end=end),
        note=phrase(language, "districts", "note"),
        source=phrase(
            language,
            "source",
            maker=maker(dataset.attrs),
            experiment=dataset.attrs["experiment"],
            policy=name_of("policies", slopes.policy, language),
            scenario=name_of("scenarios", slopes.scenario, language),
        ),
        alt=phrase(language, "districts", "alt", title=said, values=values),
        numbers={
            "indicator": slopes.indicator,
            "unit": slopes.unit,
            "policy": slopes.policy,
            "scenario": slopes.scenario,
            "years": list(slopes.years),
            "areas": {slope.area: tidy(np.array([slope.first, slope.last])) for slope in slopes.drawn},
        },
    )
