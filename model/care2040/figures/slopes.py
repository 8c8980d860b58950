"""What a result says about the districts, and how to say it: the numbers and the words of that figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from care2040.axes import CITY
from care2040.figures import CannotDrawError, Language, Width
from care2040.figures.layout import Story
from care2040.figures.names import area_name, indicator_words, source_line, unit_words
from care2040.figures.quantities import quantity
from care2040.figures.series import members, series, tidy, unit_of, years_of
from care2040.figures.words import phrase, sentence

DEFAULTS = ("unmet_need_share", "overburdened_share", "residents_75_plus")
"""Indicators to draw when none is asked for: the first that goes another way in one district than in another."""
ALIKE = 0.1
"""Changes that differ less, as a part of the largest, are called the same: the labour market is one for the city."""


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
    def telling(self) -> bool:
        """Whether districts change differently enough to speak of it."""
        largest = max(abs(self.riser.change), abs(self.faller.change))
        return self.riser.change - self.faller.change > ALIKE * largest

    @property
    def drawn(self) -> tuple[Slope, ...]:
        """Everything drawn."""
        return self.areas if self.city is None else (*self.areas, self.city)


def find(dataset: xr.Dataset, indicator: str | None = None, figure: str = "districts") -> Slopes:
    """Return the numbers of a figure of districts from a result.

    Raises
    ------
    CannotDrawError
        When the result does not hold the indicator per district.
    """
    wanted = (indicator,) if indicator else DEFAULTS
    areas = members(dataset, "area") if "area" in dataset.dims else []
    held = [name for name in wanted if name in dataset and "area" in dataset[name].dims and len(areas) > 2]
    if not held:
        asked = " or ".join(f"'{name}'" for name in wanted)
        raise CannotDrawError(f"the figure '{figure}' needs {asked} per district: run at resolution district")
    found = [_slopes(dataset, name, areas) for name in held]
    return next((slopes for slopes in found if slopes.telling), found[0])


def _slopes(dataset: xr.Dataset, name: str, areas: Sequence[str]) -> Slopes:
    years = years_of(dataset)
    policy, scenario = members(dataset, "policy")[0], members(dataset, "scenario")[0]

    def slope(area: str) -> Slope:
        values = series(dataset, name, policy, scenario, area).middle
        return Slope(area, float(values[0]), float(values[-1]))

    unit = unit_of(dataset, name)
    city = slope(CITY) if unit == "dimensionless" and CITY in areas else None
    districts = tuple(slope(area) for area in areas if area != CITY)
    return Slopes(name, unit, (years[0], years[-1]), policy, scenario, districts, city)


def written(slopes: Slopes, value: float, language: Language) -> str:
    """Return a value as it is written: with a decimal where districts could not be told apart without."""
    values = [end for slope in slopes.drawn for end in (slope.first, slope.last)]
    return quantity(slopes.unit, [max(values) - min(values)]).value(value, language)


def message(slopes: Slopes, language: Language) -> str:
    """Return the message of the figure, made from the districts that change most and least."""
    riser, faller = slopes.riser, slopes.faller
    key = "title_rise" if faller.change >= 0 else "title_fall" if riser.change <= 0 else "title_both"
    names = {"riser": area_name(riser.area), "faller": area_name(faller.area)}
    blanks = names | indicator_words(slopes.indicator, language)
    return sentence(phrase(language, "districts", key if slopes.telling else "title_same", **blanks))


def tell(dataset: xr.Dataset, slopes: Slopes, language: Language, width: Width, title: str | None) -> Story:
    """Return the words of the figure; the message follows the numbers unless a title is given."""
    said = title or message(slopes, language)
    subject = indicator_words(slopes.indicator, language)["subject"]
    blanks = {"subject": subject, "unit": unit_words(slopes.indicator, slopes.unit, language)}
    start, end = slopes.years
    return Story(
        language=language,
        width=width,
        title=said,
        subtitle=phrase(language, "districts", "subtitle", **blanks, start=start, end=end),
        note=phrase(language, "districts", "note"),
        source=source_line(dataset.attrs, slopes.policy, slopes.scenario, language),
        alt=alt(slopes, language, said),
        numbers=numbers(slopes),
    )


def alt(slopes: Slopes, language: Language, title: str) -> str:
    """Return what the figure shows in words: the message, then every area from the highest at the end down."""
    values = []
    for slope in sorted(slopes.drawn, key=lambda slope: -slope.last):
        ends = {"first": written(slopes, slope.first, language), "last": written(slopes, slope.last, language)}
        values.append(phrase(language, "districts", "alt_value", area=area_name(slope.area), **ends))
    return phrase(language, "districts", "alt", title=title, values="; ".join(values))


def numbers(slopes: Slopes) -> dict[str, Any]:
    """Return the numbers drawn, as they are written beside the figure."""
    return {
        "indicator": slopes.indicator,
        "unit": slopes.unit,
        "policy": slopes.policy,
        "scenario": slopes.scenario,
        "years": list(slopes.years),
        "areas": {slope.area: tidy(np.array([slope.first, slope.last])) for slope in slopes.drawn},
    }
