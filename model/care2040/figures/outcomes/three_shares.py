"""Three shares: the need for care workers of the city, of its residents and of the Netherlands, side by side."""

from dataclasses import dataclass
from typing import Any

from care2040.figures.canvas.labels import EndLabel, label_ends
from care2040.figures.canvas.layout import HouseFigure, Plot, Story
from care2040.figures.canvas.placing import draw_end_bar
from care2040.figures.canvas.style import NAVY, ORANGE, Pen, Size, wrap
from care2040.figures.readings import band_numbers, bands_of, years_of
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.figures.yardsticks.lines import level_note, level_of
from care2040.figures.yardsticks.share_sheet import BESIDE_SHARES, Beside, beside, share_sheet, tall
from care2040.results.percentiles import Bands
from care2040.results.variables import BY_RESIDENTS, STANDARD
from care2040.wording.names import policy_words
from care2040.wording.numbers import sentence, share_percent


@dataclass(frozen=True)
class Three:
    """The numbers of the figure, under one policy in one scenario."""

    years: list[int]
    policy: str
    needed: Bands
    residents: Bands
    beside: Beside

    @property
    def own(self) -> tuple[tuple[str, Bands, Pen], ...]:
        """The shares that the model computes, with the name and the pen of each."""
        return ("needed", self.needed, ORANGE), ("residents", self.residents, NAVY)

    @property
    def top(self) -> float:
        """The highest that is drawn."""
        return max(float(self.needed.high.max()), float(self.residents.high.max()), self.beside.top)


def three_of(request: Request) -> Three:
    """Return the numbers of the figure from a result."""
    dataset, policy, scenario = request.dataset, request.policies[0], request.scenario
    needed, residents = (bands_of(dataset, name, policy, scenario) for name in (STANDARD, BY_RESIDENTS))
    return Three(years_of(dataset), policy, needed, residents, beside(request, policy, scenario))


@figure("three_shares", takes=("policy", "scenario", "year"), needs=(STANDARD, BY_RESIDENTS, *BESIDE_SHARES))
def draw(request: Request) -> HouseFigure:
    """Draw what care needs of all work in the city, what residents need of those who work, and the Netherlands.

    Where there are draws, bars behind the last year hold 90 % of them; the Netherlands has one always.
    """
    three, size = three_of(request), tall(request.size)
    labels = _end_labels(request, three, size)
    bars = 1 + 2 * bool(three.needed.intervals)
    plot = share_sheet(request, story(request, three), labels, three.top, bars)
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
    three.beside.paint(plot, three.years, size, place)


def _end_labels(request: Request, three: Three, size: Size) -> list[EndLabel]:
    """Return the label of each line: what it is of, and where it ends."""
    labels = []
    for name, drawn, pen in three.own:
        share = share_percent(float(drawn.middle[-1]), request.language)
        text = wrap(f"{request.say(name)} {share}", size.label_part * size.width, size.label, "bold")
        labels.append(EndLabel(float(drawn.middle[-1]), sentence(text), pen.text, size.label, "bold"))
    return [*labels, *three.beside.labels(request, size)]


def story(request: Request, three: Three) -> Story:
    """Return the words of the figure; the message follows the numbers unless a title is given."""
    language, (start, *_, end) = request.language, three.years
    level = level_of(three.years, three.needed.middle)
    title = request.title or message(request, three)
    values = []
    for name, drawn, _ in three.own:
        first, last = (share_percent(float(drawn.middle[at]), language) for at in (0, -1))
        values.append(request.say("alt_value", name=request.say(name), first=first, last=last))
    said = request.say("alt", title=title, start=start, end=end, values="; ".join(values))
    return request.story(
        title=title,
        subtitle=request.say("subtitle", start=start, end=end),
        notes=[
            request.say("note"),
            level_note(request, level) if level else "",
            *three.beside.notes(request),
            request.say("note_bars" if three.needed.intervals else "note_bar", end=end),
        ],
        run=(three.policy, request.scenario),
        alt=f"{said} {three.beside.alt(request)}",
        numbers={
            "policy": three.policy,
            "scenario": request.scenario,
            "draws": request.draws,
            "years": three.years,
            STANDARD: band_numbers(three.needed),
            BY_RESIDENTS: band_numbers(three.residents),
            **three.beside.as_numbers(),
        },
    )


def message(request: Request, three: Three) -> str:
    """Return where the three shares end."""
    ends = {
        "percent": three.needed.middle,
        "residents": three.residents.middle,
        "national": three.beside.national.middle,
    }
    said = {name: share_percent(float(line[-1]), request.language) for name, line in ends.items()}
    under = policy_words("title_policies", three.policy, request.language)
    return sentence(request.say("title", under=under, end=three.years[-1], **said))
