"""Three shares: the need for care workers of the city, of its residents and of the Netherlands, side by side."""

from dataclasses import dataclass, replace
from typing import Any

from care2040.figures.canvas.labels import EndLabel, label_ends, lines_sheet
from care2040.figures.canvas.layout import HouseFigure, Plot, Story
from care2040.figures.canvas.placing import draw_end_bar, percent_ticks, scale_percent, scale_years
from care2040.figures.canvas.style import NAVY, ORANGE, Numbers, Pen, Size, wrap
from care2040.figures.readings import band_numbers, bands_of, tidy, years_of
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.figures.yardsticks import (
    NAMED,
    National,
    level_note,
    level_of,
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
    vision_of,
)
from care2040.results.percentiles import Bands
from care2040.results.variables import BY_RESIDENTS, NATIONAL, NATIONAL_HIGH, NATIONAL_LOW, STANDARD, VISION
from care2040.wording.names import policy_words
from care2040.wording.numbers import percent, sentence

NEEDS = (STANDARD, BY_RESIDENTS, NATIONAL, NATIONAL_LOW, NATIONAL_HIGH, VISION)
TALL = 1.25
"""Height of the plot against that of other figures, as in the figure ``one_in_four``."""


@dataclass(frozen=True)
class Three:
    """The numbers of the figure, under one policy in one scenario."""

    years: list[int]
    policy: str
    needed: Bands
    residents: Bands
    national: National
    vision: Numbers | None

    @property
    def own(self) -> tuple[tuple[str, Bands, Pen], ...]:
        """The shares that the model computes, with the name and the pen of each."""
        return ("needed", self.needed, ORANGE), ("residents", self.residents, NAVY)

    @property
    def top(self) -> float:
        """The highest that is drawn."""
        highest = max(float(one.high.max()) for one in (self.needed, self.residents))
        return max(highest, float(self.national.high[-1]), *spanned(self.vision), *NAMED)


def three_of(request: Request) -> Three:
    """Return the numbers of the figure from a result."""
    dataset, policy, scenario = request.dataset, request.policies[0], request.scenario
    needed, residents = (bands_of(dataset, name, policy, scenario) for name in (STANDARD, BY_RESIDENTS))
    national, vision = national_of(dataset, policy, scenario), vision_of(request, STANDARD)
    return Three(years_of(dataset), policy, needed, residents, national, vision)


@figure("three_shares", takes=("policy", "scenario", "year"), needs=NEEDS)
def draw(request: Request) -> HouseFigure:
    """Draw what care needs of all work in the city, what residents need of those who work, and the Netherlands.

    Where there are draws, bars behind the last year hold 90 % of them; the Netherlands has one always.
    """
    three, language = three_of(request), request.language
    size = replace(request.size, plot_height=request.size.plot_height * TALL)
    ticks = percent_ticks(three.top, size.levels)
    labels = _end_labels(request, three, size)
    written = [*(percent(tick, language) for tick in ticks), *named_words(language)]
    plot = lines_sheet(story(request, three), size, written, labels)
    scale_years(plot, three.years, size.ticks, bars=1 + 2 * bool(three.needed.intervals))
    scale_percent(plot, ticks, language)
    paint_named(plot, ticks, language, size)
    _paint(plot, three, size)
    label_ends(plot, labels)
    return plot.figure


def _paint(plot: Plot, three: Three, size: Size) -> None:
    place = 0
    for name, drawn, pen in three.own:
        looks: dict[str, Any] = {"linestyle": pen.style, "lw": size.line, "gid": name, "clip_on": False, "zorder": 3}
        plot.axes.plot(three.years, drawn.middle, color=pen.colour, **looks)
        for low, high in drawn.intervals[:1]:
            draw_end_bar(plot, place, three.years[-1], (float(low[-1]), float(high[-1])), pen)
            place += 1
    paint_national(plot, three.years, three.national, size, place)
    if three.vision is not None:
        paint_vision(plot, three.years, three.vision, size)


def _end_labels(request: Request, three: Three, size: Size) -> list[EndLabel]:
    """Return the label of each line: what it is of, and where it ends."""
    labels = []
    for name, drawn, pen in three.own:
        share = percent(float(drawn.middle[-1]), request.language)
        text = wrap(f"{request.say(name)} {share}", size.label_part * size.width, size.label, "bold")
        labels.append(EndLabel(float(drawn.middle[-1]), sentence(text), pen.text, size.label, "bold"))
    labels.append(national_label(request, three.national, size))
    return labels if three.vision is None else [*labels, vision_label(request, three.vision, size)]


def story(request: Request, three: Three) -> Story:
    """Return the words of the figure; the message follows the numbers unless a title is given."""
    language, (start, *_, end) = request.language, three.years
    level = level_of(three.years, three.needed.middle)
    title = request.title or message(request, three)
    lines = [(request.say(name), drawn.middle) for name, drawn, _ in three.own]
    values = [
        request.say("alt_value", name=name, first=percent(float(line[0]), language), last=percent(float(line[-1]), language))
        for name, line in lines
    ]
    ends = {name: percent(float(line[-1]), language) for name, line in _beside(three).items()}
    beside = request.common("yardsticks", "alt", end=end, **ends)
    return request.story(
        title=title,
        subtitle=request.say("subtitle", start=start, end=end),
        notes=[
            request.say("note"),
            level_note(request, level) if level else "",
            named_note(request, three.national),
            vision_note(request) if three.vision is not None else "",
            request.say("note_bars" if three.needed.intervals else "note_bar", end=end),
        ],
        run=(three.policy, request.scenario),
        alt=f"{request.say('alt', title=title, start=start, end=end, values='; '.join(values))} {beside}",
        numbers={
            "policy": three.policy,
            "scenario": request.scenario,
            "draws": request.draws,
            "years": three.years,
            STANDARD: band_numbers(three.needed),
            BY_RESIDENTS: band_numbers(three.residents),
            NATIONAL: three.national.as_numbers(),
            VISION: None if three.vision is None else vision_numbers(three.vision),
            "named_by_the_vision": tidy(NAMED),
        },
    )


def _beside(three: Three) -> dict[str, Numbers]:
    return {"national": three.national.middle, "low": three.national.low, "high": three.national.high} | (
        {} if three.vision is None else {"vision": three.vision}
    )


def message(request: Request, three: Three) -> str:
    """Return where the three shares end."""
    ends = {"percent": three.needed.middle, "residents": three.residents.middle, "national": three.national.middle}
    said = {name: percent(float(line[-1]), request.language) for name, line in ends.items()}
    under = policy_words("title_policies", three.policy, request.language)
    return sentence(request.say("title", under=under, end=three.years[-1], **said))
