"""Pathways: a map of policies as lines that end where they tip, with stations where one may change over in time."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.colors import to_hex

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.layout import HouseFigure, Plot, Story, blank, sheet, write
from care2040.figures.canvas.style import EDGE, GRID, INK, MUTED, NAVY, ORANGE, PAPER, measure, tint, wrap
from care2040.figures.readings import members, six_digits
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.results import variables
from care2040.wording.numbers import OF_WORKERS, number, one_in, percent, sentence
from care2040.wording.quantities import quantity

GAP, BETWEEN, APART = 0.18, 0.2, 0.2
"""Centimetres between a name and its line, between two rows, and between change-overs to different policies."""
THICK, THIN = 3.4, 1.3
"""Points of a line, and of a change-over."""
BILLION = 1e9
MANY = 24
"""Change-overs that can be told apart; of more only those from the first policy are drawn."""
PALE = 0.3
"""Part of navy in the band of the draws."""
WIDE = {"chance": 0.115, "cost": 0.115, "open": 0.115}
COLUMNS = {"full": WIDE, "slide": WIDE, "half": {"chance": 0.125, "open": 0.2}}
"""Columns at the right in each width of a figure, each with its part of that width."""


@dataclass(frozen=True)
class Line:
    """A policy as a line of the map.

    Attributes
    ----------
    name : str
        The policy.
    tips : float
        The year from which its chance is too low; inf when it never is, -inf when it always is.
    band : tuple of float
        Years between which four fifths of the draws tip.
    chance, cost : float
        Chance to keep the aim in the last year, and mean euros spent on levers.
    open_until : float
        The last year in which one can change over to it from the first policy; nan for that itself.
    open_between : tuple of float
        Between which years that lies, nine times in ten, as far as the draws can say.
    """

    name: str
    tips: float
    band: tuple[float, float]
    chance: float
    cost: float
    open_until: float
    open_between: tuple[float, float]

    @property
    def timely(self) -> bool:
        """Whether it is sure that one can still change over to it for some years."""
        return self.open_until > -np.inf and self.open_between[0] > -np.inf


@dataclass(frozen=True)
class Map:
    """What is drawn: the lines in the order of the experiment, and the change-overs that are in time."""

    facts: dict[str, Any]
    start: int
    last: int
    decide: tuple[int, ...]
    lines: tuple[Line, ...]
    stations: tuple[tuple[int, int, int], ...]
    scenario: str
    draws: int

    def until(self, year: float) -> float:
        """Return where a line ends: at the year from which it tips, at the end of the map, or at its begin."""
        return float(np.clip(year, self.start, self.last + 1))


def map_of(request: Request) -> Map:
    """Return the map of a result, in the scenario that was asked for or the first."""
    dataset = request.dataset
    if variables.PATH_CHANCE not in dataset:
        hint = "it takes 'pathways: {aim: {indicator: ..., at_most: ...}, decide: [2028, 2032]}' in the experiment"
        raise CannotDrawError(f"the figure 'pathways' needs '{variables.PATH_CHANCE}', which is not there; {hint}")
    futures = members(dataset, "future_of_paths")
    asked = [one for one in request.asked.scenarios if one in futures]
    future = asked[0] if asked else futures[0]
    one = dataset.sel(future_of_paths=future)
    facts, names = dict(request.dataset[variables.PATH_CHANCE].attrs), members(dataset, "path")
    years = one["year_of_paths"].values
    lines = []
    for policy in names:
        tips = one[variables.PATH_TIPS].sel(path=policy).values
        low, high = np.quantile(tips, (0.1, 0.9), method="inverted_cdf")
        at = {"path": names[0], "path_after": policy}
        until, *ends = (
            float(one[name].sel(at)) for name in (variables.OPEN_UNTIL, variables.OPEN_LOW, variables.OPEN_HIGH)
        )
        chance = float(one[variables.PATH_CHANCE].sel(path=policy)[-1])
        over, cost = (
            float(one[variables.PATH_TIP].sel(path=policy)),
            float(one[variables.PATH_COST].sel(path=policy).mean()),
        )
        lines.append(Line(policy, over, (float(low), float(high)), chance, cost, until, (ends[0], ends[1])))
    decide = tuple(int(year) for year in one["decided_in"].values)
    return Map(
        facts=_asked(request) | {"draws": facts["draws"], "failed": facts["failed"]},
        start=int(years[0]),
        last=int(years[-1]),
        decide=decide,
        lines=tuple(lines),
        stations=tuple(_stations(one, names, decide, _asked(request)["chance"])),
        scenario=future,
        draws=int(facts["draws"]),
    )


def _asked(request: Request) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(request.dataset[variables.PATH_CHANCE].attrs["asked"])
    return found


def _stations(one: Any, names: list[str], decide: tuple[int, ...], least: float) -> list[tuple[int, int, int]]:
    """Return the change-overs that are in time, from, to and year, to policies that are surer than the one before."""
    chance, whole = one[variables.SWITCH_CHANCE], one[variables.PATH_CHANCE]
    found = [
        (first, then, year)
        for first, name in enumerate(names)
        for then, other in enumerate(names)
        for year in decide
        if first != then
        and float(chance.sel(path=name, path_after=other, decided_in=year)) >= least
        and float(whole.sel(path=name)[-1]) < least
    ]
    return found if len(found) <= MANY else [station for station in found if station[0] == 0]


@figure("pathways", takes=("scenario",), made_of="a run with `pathways`")
def draw(request: Request) -> HouseFigure:
    """Draw a line for each policy to the year in which it tips, and stations where a change-over is in time."""
    found, size = map_of(request), request.size
    wide = {key: part * size.width for key, part in COLUMNS[request.width].items()}
    room = size.name_part * size.width
    names = [wrap(request.policy_name(line.name), room, size.name) for line in found.lines]
    heads = [wrap(_head(request, key, found), room - GAP, size.label) for key, room in wide.items()]
    head = max(measure(one, size.label)[1] for one in heads) + GAP
    tall = [max(measure(name, size.name)[1], 2.2 * size.bar) + BETWEEN for name in names]
    left, right = max(measure(name, size.name)[0] for name in names) + GAP + 2 * EDGE, EDGE + sum(wide.values())
    plot = sheet(story(request, found), size, left, right, head + sum(tall), 2.2)
    blank(plot)
    plot.axes.set_xlim(found.start, found.last + 1)
    middles = [plot.height - head - sum(tall[:place]) - high / 2 for place, high in enumerate(tall)]
    _draw_years(plot, found, size.label, plot.height - head)
    for name, line, middle in zip(names, found.lines, middles, strict=True):
        _draw_line(plot, found, line, middle, size.bar)
        high = measure(name, size.name)[1]
        write(plot.figure, name, (plot.left - GAP, plot.bottom + middle + high / 2), size.name, INK, align="right")
    _draw_stations(plot, found, middles)
    across = plot.left + plot.width
    for (key, own), text in zip(wide.items(), heads, strict=True):
        across += own
        write(plot.figure, text, (across, plot.bottom + plot.height), size.label, MUTED, align="right")
        for line, middle in zip(found.lines, middles, strict=True):
            cell = wrap(_cell(request, key, line, found), own - GAP / 2, size.label)
            at = (across, plot.bottom + middle + measure(cell, size.label)[1] / 2)
            write(plot.figure, cell, at, size.label, INK, align="right")
    return plot.figure


def _draw_years(plot: Plot, found: Map, points: float, top: float) -> None:
    """Draw a thin line at the years of decision and the ends of the map, and write each year that there is room for."""
    ends: dict[int, tuple[Any, float]] = {found.start: ("left", 0.0), found.last: ("center", -0.5)}
    taken: list[tuple[float, float]] = []
    for year in (*found.decide, *ends):
        inside = year in found.decide
        plot.axes.plot([year, year], [0, top], color=GRID, lw=0.8 if inside else 0.5, zorder=0)
        align, share = ends.get(year, ("center", -0.5))
        wide = measure(str(year), points)[0]
        low = plot.x(year) + share * wide
        if all(low > end + GAP / 2 or low + wide < begin - GAP / 2 for begin, end in taken):
            taken.append((low, low + wide))
            write(plot.figure, str(year), (plot.x(year), plot.bottom - 0.1), points, MUTED, align=align)


def _draw_line(plot: Plot, found: Map, line: Line, middle: float, bar: float) -> None:
    """Draw a line to where it tips, a stop there, and the band of the draws around that."""
    axes, navy = plot.axes, NAVY.colour
    end, (low, high) = found.until(line.tips), (found.until(year) for year in line.band)
    looks: dict[str, Any] = {"solid_capstyle": "butt", "zorder": 2}
    axes.fill_between(
        [low, high], middle - bar / 2, middle + bar / 2, color=to_hex(tint(NAVY.colour, PALE)), lw=0, zorder=1
    )
    axes.plot([found.start, end], [middle, middle], color=navy, lw=THICK, **looks, gid=line.name)
    if line.tips <= found.last:
        axes.plot([end, end], [middle - 0.8 * bar, middle + 0.8 * bar], color=INK, lw=THIN + 0.6, **looks)
    else:
        axes.plot([end - 0.02], [middle], marker=">", ms=5, color=navy, clip_on=False, zorder=3)


def _draw_stations(plot: Plot, found: Map, middles: list[float]) -> None:
    """Draw one thin line for each policy that one may change over to in a year, through all that one may come from."""
    years = (found.last + 1 - found.start) / plot.width
    for year in found.decide:
        targets = sorted({then for _, then, at in found.stations if at == year})
        for place, then in enumerate(targets):
            sources = [first for first, other, at in found.stations if (other, at) == (then, year)]
            across = year + (place - (len(targets) - 1) / 2) * APART * years
            ends = [middles[one] for one in (*sources, then)]
            plot.axes.plot([across, across], [min(ends), max(ends)], color=ORANGE.colour, lw=THIN, zorder=4)
            for one, fill in [*((first, PAPER) for first in sources), (then, ORANGE.colour)]:
                looks: dict[str, Any] = {"color": ORANGE.colour, "mfc": fill, "mew": 1.2, "zorder": 5}
                plot.axes.plot([across], [middles[one]], marker="o", ms=4.6, **looks)


def _head(request: Request, key: str, found: Map) -> str:
    return request.say(f"head_{key}", last=found.last)


def _cell(request: Request, key: str, line: Line, found: Map) -> str:
    if key == "chance":
        return percent(line.chance, request.language)
    if key == "cost":
        return number(line.cost / BILLION, request.language, 1)
    return _open(request, line, found)


def _open(request: Request, line: Line, found: Map) -> str:
    """Return until when one can change over to a policy from the first; of one that never is enough, that it is not."""
    if np.isnan(line.open_until):
        return "\u2013"
    low, high = line.open_between
    if line.timely:
        until = request.say("open_always") if np.isinf(line.open_until) else str(int(line.open_until))
        return until if low == high == line.open_until else f"{until} ({_end(request, low)}\u2013{_end(request, high)})"
    asked, off = found.facts["chance"], found.facts["reach"]
    if high > -np.inf or asked - off <= line.chance < asked:
        return request.say("open_unsure")
    return request.say("open_too_late" if line.chance >= asked else "open_never")


def _end(request: Request, year: float) -> str:
    return request.say("open_end") if np.isinf(year) else str(int(year))


def threshold_words(request: Request, found: Map) -> str:
    """Return the threshold of the aim; of a share of all workers as one in so many, if that is fair."""
    facts = found.facts
    value, language = float(facts["threshold"]), request.language
    fraction = one_in(value, language) if facts["indicator"] in OF_WORKERS else None
    return fraction or quantity(str(facts["unit"]), [value / 10]).value(value, language)


def message(request: Request, found: Map) -> str:
    """Return what one may do and until when: the cheapest policy that is still in time, the later the better."""
    facts, first = found.facts, found.lines[0]
    blanks = {
        "measure": request.measure(str(facts["indicator"])),
        "threshold": threshold_words(request, found),
        "last": found.last,
        "first": request.policy_name(first.name),
        "chance": percent(first.chance, request.language),
        "asked": percent(float(facts["chance"]), request.language),
    }
    if first.chance >= facts["chance"]:
        return sentence(request.say(f"title_kept_{facts['side']}", **blanks))
    timely = [line for line in found.lines[1:] if line.timely]
    if not timely:
        best = max(found.lines, key=lambda line: line.chance)
        more = {"best": request.policy_name(best.name), "best_chance": percent(best.chance, request.language)}
        form = "title_now" if best.chance >= facts["chance"] else "title_none"
        return sentence(request.say(f"{form}_{facts['side']}", **blanks, **more))
    last = max(line.open_until for line in timely)
    best = min((line for line in timely if line.open_until == last), key=lambda line: line.cost)
    more = {"policy": request.policy_name(best.name)}
    if np.isinf(last):
        return sentence(request.say(f"title_always_{facts['side']}", **blanks, **more, decide=found.decide[-1]))
    return sentence(request.say(f"title_open_{facts['side']}", **blanks, **more, year=int(last)))


def story(request: Request, found: Map) -> Story:
    """Return the words of the figure."""
    title, facts = request.title or message(request, found), found.facts
    subject = request.subject(str(facts["indicator"]), str(facts["unit"]))
    blanks = {"threshold": threshold_words(request, found), "asked": percent(float(facts["chance"]), request.language)}
    values = "; ".join(_words(request, line, found) for line in found.lines)
    return request.story(
        title=title,
        subtitle=request.say(f"subtitle_{facts['side']}", **subject, **blanks),
        notes=[
            request.say("note_line", **blanks, last=found.last),
            request.say("note_band"),
            request.say("note_station" if found.stations else "note_no_station", **blanks),
            request.say("note_open", first=request.policy_name(found.lines[0].name)),
            request.say("note_cost", last=found.last) if request.width != "half" else "",
            request.say("note_draws", draws=request.count(found.draws), doubt=request.doubt),
        ],
        run=(None, found.scenario),
        alt=request.say("alt", title=title, values=values),
        numbers={
            **{key: facts[key] for key in ("indicator", "unit", "side", "threshold", "last_year")},
            "chance": facts["chance"],
            "scenario": found.scenario,
            "draws": found.draws,
            "policies": {line.name: _numbers(line) for line in found.lines},
            "in_time": [
                {"policy": found.lines[first].name, "next": found.lines[then].name, "year": year}
                for first, then, year in found.stations
            ],
        },
    )


def _numbers(line: Line) -> dict[str, Any]:
    return {
        "tips": _year(line.tips),
        "tips_10": _year(line.band[0]),
        "tips_90": _year(line.band[1]),
        "chance": six_digits(line.chance),
        "cost": six_digits(line.cost),
        "open_until": None if np.isnan(line.open_until) else _year(line.open_until),
        "open_low": None if np.isnan(line.open_between[0]) else _year(line.open_between[0]),
        "open_high": None if np.isnan(line.open_between[1]) else _year(line.open_between[1]),
    }


def _year(year: float) -> int | str:
    return int(year) if np.isfinite(year) else ("after the end" if year > 0 else "before the start")


def _words(request: Request, line: Line, found: Map) -> str:
    """Return a line of the map in words."""
    how = "tips" if np.isfinite(line.tips) else ("kept" if line.tips > 0 else "never_kept")
    blanks = {"policy": request.policy_name(line.name), "year": line.tips, "last": found.last}
    if np.isfinite(line.tips):
        blanks["year"] = str(int(line.tips))
    chance, until = percent(line.chance, request.language), _open(request, line, found)
    return request.say(f"alt_{how}", **blanks, chance=chance, open=until)
