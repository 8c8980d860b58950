"""Robust mixes: how often each of the best mixes keeps the aim in each future, beside what it misses."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.colors import to_hex

from care2040.figures.canvas.bars import Bar, Label, Row, heads, stem
from care2040.figures.canvas.beside import beside
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.layout import HouseFigure, Story
from care2040.figures.canvas.style import MUTED, NAVY, ORANGE, tint
from care2040.figures.readings import six_digits, unit_of
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.results.variables import CHOSEN_NAMED, ROBUST, ROBUST_CHANCE, UNCHANGED
from care2040.wording.names import area_name, change_unit, name_of
from care2040.wording.numbers import OF_WORKERS, number, one_in, percent, sentence
from care2040.wording.quantities import Quantity, quantity, written
from care2040.wording.texts import listed

MOST_ROWS = 24
"""Bars that are drawn: with more, some mixes are left to the table."""
SELDOM = 0.05
"""Chance below which no mix is named for keeping the aim."""
SECOND = 0.3
"""Part of the width that regret takes."""
ALIKE = 0.1
"""Difference between futures below which the title names none of them."""
SHADES = (1.0, 0.55, 0.3, 0.75)
"""Part of navy in the bars of the first future and of those after it."""
MILLION = 1e6


@dataclass(frozen=True)
class InFuture:
    """How a mix does in one future."""

    future: str
    chance: float
    low: float
    high: float
    missed: float
    large: float
    worst: str
    worst_share: float
    worst_gap: float


@dataclass(frozen=True)
class TriedMix:
    """One mix, or unchanged policy as number 0: what its levers cost, and how it does in each future."""

    number: int
    cost: float
    futures: tuple[InFuture, ...]
    name: str = ""

    @property
    def chance(self) -> float:
        """The mean over the futures."""
        return float(np.mean([one.chance for one in self.futures]))


@dataclass(frozen=True)
class TriedMixes:
    """The numbers of the figure: the surest mix first."""

    facts: dict[str, Any]
    unit: str
    mixes: tuple[TriedMix, ...]
    futures: tuple[str, ...]
    left_out: int
    draws: int
    failed: int

    @property
    def indicator(self) -> str:
        """What is kept."""
        return str(self.facts["indicator"])

    @property
    def regrets(self) -> Quantity:
        """How regret is written."""
        return quantity(self.unit, [max(own.large for one in self.mixes for own in one.futures) / 3])


def mixes_of(dataset: xr.Dataset) -> TriedMixes:
    """Return how sure the mixes of a result are."""
    if ROBUST_CHANCE not in dataset:
        hint = "it takes 'choose: {robust: {aim: ..., draws: ...}}' in the experiment"
        raise CannotDrawError(f"the figure 'robust_mixes' needs '{ROBUST_CHANCE}', which the result lacks; {hint}")
    futures = tuple(map(str, dataset["tried_future"].values))
    numbers = [int(mix) for mix in dataset["tried_mix"].values]
    found = [_mix(dataset, mix, futures) for mix in numbers]
    surest = sorted(found, key=lambda one: (-one.chance, one.cost))
    most = max(2, MOST_ROWS // len(futures))
    shown = surest
    if len(surest) > most:
        # unchanged policy stays, and of the mixes those that lie apart in how sure they are
        mixes = [one for one in surest if one.number]
        places = dict.fromkeys(round(place) for place in np.linspace(0, len(mixes) - 1, most - 1))
        kept = {mixes[place].number for place in places} | {0}
        shown = [one for one in surest if one.number in kept]
    whole = dataset[f"{ROBUST}draws"].values, dataset[f"{ROBUST}failed"].sel(tried_in=list(futures)).values
    return TriedMixes(
        facts=dict(dataset[ROBUST_CHANCE].attrs),
        unit=unit_of(dataset, ROBUST_CHANCE, "unit"),
        mixes=tuple(shown),
        futures=futures,
        left_out=len(surest) - len(shown),
        draws=int(whole[0].min()),
        failed=int(whole[1].sum()),
    )


def _mix(dataset: xr.Dataset, mix: int, futures: tuple[str, ...]) -> TriedMix:
    own = dataset.sel(tried_mix=mix)
    columns = ("chance", "low", "high", "missed", "missed_high", "worst", "worst_share", "worst_gap")
    each = [
        InFuture(future, *(own[f"{ROBUST}{name}"].sel(tried_in=future).item() for name in columns))
        for future in futures
    ]
    cost = float(own[f"{ROBUST}cost"].sel(tried_in=list(futures)).mean())
    return TriedMix(mix, cost, tuple(each), _name(dataset, mix))


def _name(dataset: xr.Dataset, mix: int) -> str:
    """Return the first name that a mix has, or nothing."""
    if not mix or CHOSEN_NAMED not in dataset:
        return ""
    named = dataset[CHOSEN_NAMED].to_series()
    return next((str(name) for name, own in named.items() if own == mix), "")


def mix_name(request: Request, one: TriedMix) -> str:
    """Return what a mix is called, with what its levers cost in all."""
    if not one.number:
        return request.policy_name(UNCHANGED)
    told = {"n": one.number, "cost": number(one.cost / MILLION, request.language)}
    if one.name:
        return request.say("mix_of_name", name=request.common("choosing", "short_names", one.name), **told)
    return request.say("mix", **told)


def message(request: Request, tried: TriedMixes) -> str:
    """Return which mix keeps the aim most often, and how often; of several futures also where it does least often."""
    best, language, facts = tried.mixes[0], request.language, tried.facts
    threshold = float(facts["threshold"])
    fraction = one_in(threshold, language) if tried.indicator in OF_WORKERS else None
    how = written(tried.indicator, tried.unit, [threshold / 10])
    surest = max(best.futures, key=lambda one: one.chance)
    least = min(best.futures, key=lambda one: one.chance)
    blanks = {
        "mix": request.policy_name(UNCHANGED) if not best.number else request.say("named", n=best.number),
        "measure": request.measure(tried.indicator),
        "threshold": fraction or how.value(threshold, language),
        "year": int(facts["year"]),
        "chance": percent(surest.chance, language),
        "future": name_of("scenarios", surest.future, language),
    }
    if surest.chance < SELDOM:
        return sentence(request.say("title_none", **blanks))
    alike = surest.chance - least.chance < ALIKE
    if alike and percent(least.chance, language) != blanks["chance"]:
        blanks["chance"] = request.common("span", low=percent(least.chance, language), high=blanks["chance"])
    title = request.say(f"title_{facts['side']}", **blanks)
    if not alike:
        other = {"future": name_of("scenarios", least.future, language), "chance": percent(least.chance, language)}
        title = request.say(f"title_{facts['side']}_in", **blanks) + request.say("least", **other)
    return sentence(title)


def story(request: Request, tried: TriedMixes, several: bool) -> Story:
    """Return the words of the figure; `several` says that regret is drawn as well."""
    language, facts = request.language, tried.facts
    title = request.title or message(request, tried)
    change = change_unit(tried.indicator, tried.unit, language)
    laws = [name for name in str(facts["laws_drawn"]).split(", ") if name]
    futures = listed([name_of("scenarios", one, language) for one in tried.futures], language)
    subject, year = request.subject(tried.indicator, tried.unit), int(facts["year"])
    threshold = float(facts["threshold"])
    limit = written(tried.indicator, tried.unit, [threshold / 10]).value(threshold, language)
    values = "; ".join(_words(request, tried, one, change) for one in tried.mixes)
    return request.story(
        title=title,
        subtitle=request.say(f"subtitle_{facts['side']}", **subject, year=year, threshold=limit),
        notes=[
            request.say("note", draws=request.count(tried.draws), year=year),
            request.say("note_laws", count=len(laws)) if laws else "",
            request.say("note_regret", change=change) if several else "",
            *_worst(request, tried),
            request.say("note_failed", failed=request.count(tried.failed)) if tried.failed else "",
            request.say("note_more", count=tried.left_out) if tried.left_out else "",
        ],
        run=(None, futures),
        alt=request.say("alt", title=title, values=values),
        numbers=_numbers(tried),
    )


def _numbers(tried: TriedMixes) -> dict[str, Any]:
    """Return the numbers drawn, as they are written beside the figure."""
    facts = {name: tried.facts[name] for name in ("indicator", "year", "side", "threshold")}
    facts = {name: value.item() if hasattr(value, "item") else value for name, value in facts.items()}
    mixes = {
        str(one.number): {
            own.future: {
                "chance": six_digits(own.chance),
                "chance_low": six_digits(own.low),
                "chance_high": six_digits(own.high),
                "regret_mean": six_digits(own.missed),
                "regret_90": six_digits(own.large),
                "cost": six_digits(one.cost),
                **({"worst_district": own.worst, "worst_share": six_digits(own.worst_share)} if own.worst else {}),
            }
            for own in one.futures
        }
        for one in tried.mixes
    }
    return {**facts, "unit": tried.unit, "draws": tried.draws, "failed": tried.failed, "mixes": mixes}


def _words(request: Request, tried: TriedMixes, one: TriedMix, unit: str) -> str:
    """Return a mix in words, for who cannot see the figure."""
    language = request.language
    each = [
        request.say(
            "alt_future",
            future=name_of("scenarios", own.future, language),
            chance=percent(own.chance, language),
            regret=_regret_words(tried, own.missed, request),
            unit=unit,
        )
        for own in one.futures
    ]
    return request.say("alt_value", mix=mix_name(request, one), futures=", ".join(each))


def _worst(request: Request, tried: TriedMixes) -> list[str]:
    """Return a sentence for each district that is worst off most often: of which mixes, how often, and how far off."""
    own = [(one, each) for one in tried.mixes for each in one.futures if each.worst]
    found = []
    for district in dict.fromkeys(each.worst for _, each in own):
        shares = [each.worst_share for _, each in own if each.worst == district]
        gaps = [each.worst_gap for _, each in own if each.worst == district]
        low, high = (percent(end(shares), request.language) for end in (min, max))
        how = quantity(tried.unit, [float(np.mean(np.abs(gaps)))])
        gap = how.change(float(np.mean(gaps)), request.language)
        share = high if low == high else request.common("span", low=low, high=high)
        key = "note_worst" if len(shares) == len(own) else "note_worst_of_some"
        unit = change_unit(tried.indicator, tried.unit, request.language)
        found.append(request.say(key, district=area_name(district), share=share, gap=gap, unit=unit))
    return found


def _regret_words(tried: TriedMixes, regret: float, request: Request) -> str:
    return tried.regrets.change(regret, request.language).removeprefix("+")


@figure("robust_mixes", made_of="choose: {robust: ...}")
def draw(request: Request) -> HouseFigure:
    """Draw how often each of the best mixes keeps the aim, in each future, beside what it misses against the best."""
    tried, size = mixes_of(request.dataset), request.size
    several = size.columns > 1
    first, second = [], []
    if several:
        head = heads(None, Label(request.say("regret"), colour=MUTED))
        first.append(heads(None, Label(request.say("chance"), colour=MUTED)))
        second.append(head)
    for one in tried.mixes:
        for place, own in enumerate(one.futures):
            name = mix_name(request, one) if place == 0 else ""
            first.append(_chance(request, tried, name, one, place))
            bar = Bar(0.0, own.missed, ORANGE.colour, f"{one.number}.{own.future}.regret")
            label = Label(_regret_words(tried, own.missed, request))
            second.append(Row("", (bar,), right=label, span=(own.missed, own.large)))
    plot, other, middles = beside(story(request, tried, several), first, second, size, SECOND if several else 0.0)
    top = middles[1] + size.bar if several else middles[0] + size.bar
    stem(plot, top)
    if other:
        stem(other, top)
    return plot.figure


def _chance(request: Request, tried: TriedMixes, name: str, one: TriedMix, place: int) -> Row:
    own = one.futures[place]
    colour = to_hex(tint(NAVY.colour, SHADES[place % len(SHADES)]))
    bar = Bar(0.0, own.chance, colour, f"{one.number}.{own.future}")
    more = name_of("scenarios", own.future, request.language) if len(tried.futures) > 1 else ""
    label = Label(percent(own.chance, request.language), more)
    return Row(name, (bar,), right=label, span=(own.low, own.high), weight="normal")
