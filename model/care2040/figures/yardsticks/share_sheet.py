"""The sheet of a figure of shares of all who work, and what lies beside: the Netherlands, the vision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from care2040.figures.canvas.labels import EndLabel, lines_sheet
from care2040.figures.canvas.layout import Plot, Story
from care2040.figures.canvas.placing import percent_ticks, scale_percent, scale_years
from care2040.figures.canvas.style import Numbers, Size
from care2040.figures.readings import tidy, years_of
from care2040.figures.request import Request
from care2040.figures.yardsticks.lines import (
    NAMED,
    National,
    named_note,
    named_words,
    national_label,
    national_of,
    paint_named,
    paint_national,
    paint_vision,
    spanned,
    vision_label,
    vision_note,
    vision_numbers,
    vision_path,
)
from care2040.results.variables import NATIONAL, NATIONAL_HIGH, NATIONAL_LOW, VISION
from care2040.wording.numbers import percent, share_percent

TALL = 1.25
"""Height of the plot against that of other figures: it holds more lines."""
WIDEST_PAGE = 20.0
"""Centimetres; what is wider stands on a slide."""
BESIDE_SHARES = (VISION, NATIONAL, NATIONAL_LOW, NATIONAL_HIGH)
"""What a result must hold for what lies beside."""


@dataclass(frozen=True)
class Beside:
    """What shares of the city are laid beside; the path of the vision is None where the years end before it begins."""

    national: National
    vision: Numbers | None

    @property
    def top(self) -> float:
        """The highest that is drawn of it, the ratios that the vision names with it."""
        national = max(float(self.national.middle.max()), float(self.national.high[-1]))
        return max(national, *spanned(self.vision), *NAMED)

    def labels(self, request: Request, size: Size) -> list[EndLabel]:
        """Return the words at the end of its lines."""
        national = national_label(request, self.national, size)
        return [national] if self.vision is None else [national, vision_label(request, self.vision, size)]

    def paint(self, plot: Plot, years: list[int], size: Size, place: int = 0) -> None:
        """Draw its lines, and where the Netherlands may end as a bar behind the last year, in a place of its own."""
        paint_national(plot, years, self.national, size, place)
        if self.vision is not None:
            paint_vision(plot, years, self.vision, size)

    def notes(self, request: Request) -> list[str]:
        """Return the sentences on what it is."""
        return [named_note(request, self.national), vision_note(request) if self.vision is not None else ""]

    def alt(self, request: Request) -> str:
        """Return where its lines end, for those who cannot see them."""
        ends = {"national": self.national.middle, "low": self.national.low, "high": self.national.high}
        ends |= {} if self.vision is None else {"vision": self.vision}
        shares = {name: share_percent(float(line[-1]), request.language) for name, line in ends.items()}
        form = "alt_alone" if self.vision is None else "alt"
        return request.common("yardsticks", form, end=years_of(request.dataset)[-1], **shares)

    def as_numbers(self) -> dict[str, Any]:
        """Return what is drawn, for the file beside the figure."""
        return {
            NATIONAL: self.national.as_numbers(),
            VISION: None if self.vision is None else vision_numbers(self.vision),
            "named_by_the_vision": tidy(NAMED),
        }


def beside(request: Request, policy: str, scenario: str) -> Beside:
    """Return what shares of the city are laid beside, from a result."""
    return Beside(national_of(request.dataset, policy, scenario), vision_path(request))


def tall(size: Size) -> Size:
    """Return the size of a figure of shares: as wide as others and higher, but for a slide, which has no room."""
    return replace(size, plot_height=size.plot_height * (1 if size.width > WIDEST_PAGE else TALL))


def share_sheet(request: Request, story: Story, labels: Sequence[EndLabel], top: float, bars: int) -> Plot:
    """Return an empty plot of shares over the years, with room for labels and for bars behind the last year."""
    size, language, years = tall(request.size), request.language, years_of(request.dataset)
    ticks = percent_ticks(top, size.levels)
    plot = lines_sheet(story, size, [*(percent(tick, language) for tick in ticks), *named_words(language)], labels)
    scale_years(plot, years, size.ticks, request.common("assumed"), size.text, bars)
    scale_percent(plot, ticks, language)
    paint_named(plot, ticks, language, size)
    return plot
