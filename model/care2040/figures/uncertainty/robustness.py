"""Robustness: the bands of each policy in one year against a threshold, the chance to keep it, and what it misses."""

from dataclasses import dataclass
from typing import Any

from matplotlib.colors import to_hex

from care2040.figures.canvas.bars import Bar, Label, Row, heads, stem
from care2040.figures.canvas.beside import beside
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.layout import TICK_ROOM, HouseFigure, Plot, Story
from care2040.figures.canvas.placing import round_ticks
from care2040.figures.canvas.style import BAND_TINTS, INK, MUTED, NAVY, ORANGE, tint
from care2040.figures.readings import six_digits, tidy, unit_of
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.figures.yardsticks.lines import vision_then
from care2040.results.percentiles import WIDTHS
from care2040.results.variables import CHANCE, LARGE_REGRET, POLICY_EDGES, REGRET
from care2040.wording.names import change_unit
from care2040.wording.numbers import OF_WORKERS, one_in, percent, sentence
from care2040.wording.quantities import Quantity, quantity, tick_words

SELDOM = 0.05
"""Chance below which no policy is named for keeping the threshold."""
SECOND = 0.3
"""Part of the width that regret takes."""


@dataclass(frozen=True)
class Policy:
    """How one policy does: percentile to value, chance to keep the threshold, median and 95th percentile of regret."""

    name: str
    edges: dict[int, float]
    chance: float
    regret: float
    large: float

    @property
    def middle(self) -> float:
        """The median."""
        return self.edges[50]

    @property
    def bands(self) -> list[tuple[float, float]]:
        """The ends of the bands, widest first."""
        return [(self.edges[(100 - width) // 2], self.edges[(100 + width) // 2]) for width in WIDTHS]

    def as_numbers(self) -> dict[str, Any]:
        """Return what is drawn, to six digits."""
        return {
            "chance": six_digits(self.chance),
            "percentiles": dict(zip(map(str, self.edges), tidy(self.edges.values()), strict=True)),
            "regret_median": six_digits(self.regret),
            "regret_95": six_digits(self.large),
        }


@dataclass(frozen=True)
class Robust:
    """The numbers of the figure, the policy that keeps the threshold most often first."""

    indicator: str
    unit: str
    year: int
    threshold: float
    side: str
    draws: int
    failed: int
    policies: tuple[Policy, ...]

    @property
    def written(self) -> Quantity:
        """How values are written: so that the narrowest band is seen."""
        return quantity(self.unit, [min(high - low for (low, high), *_ in (one.bands for one in self.policies)) / 3])

    @property
    def regrets(self) -> Quantity:
        """How regret is written."""
        return quantity(self.unit, [max(one.large for one in self.policies) / 3])


def robust_of(request: Request) -> Robust:
    """Return how the policies of a result do against its threshold, in the first scenario."""
    dataset = request.dataset
    if CHANCE not in dataset:
        hint = "it takes more than one draw, and 'robustness: {indicator: ..., year: ..., at_most: ...}'"
        raise CannotDrawError(f"the figure 'robustness' needs '{CHANCE}', which the result does not hold; {hint}")
    facts = dataset[CHANCE].attrs
    one = dataset[[CHANCE, POLICY_EDGES, REGRET, LARGE_REGRET]].sel(scenario=request.scenario)
    percentiles = [int(each) for each in one["percentile"].values]
    found = []
    for policy in request.policies:
        own = one.sel(policy=policy)
        edges = dict(zip(percentiles, own[POLICY_EDGES].values.tolist(), strict=True))
        found.append(Policy(policy, edges, *(float(own[name]) for name in (CHANCE, REGRET, LARGE_REGRET))))
    better = 1 if facts["side"] == "at_most" else -1
    return Robust(
        indicator=str(facts["indicator"]),
        unit=unit_of(dataset, POLICY_EDGES),
        year=int(facts["year"]),
        threshold=float(facts["threshold"]),
        side=str(facts["side"]),
        draws=int(facts["draws"]),
        failed=int(facts["failed"]),
        policies=tuple(sorted(found, key=lambda each: (-each.chance, better * each.middle))),
    )


def story(request: Request, robust: Robust, several: bool) -> Story:
    """Return the words of the figure; `several` says that regret is drawn as well."""
    title, language = request.title or message(request, robust), request.language
    subject = request.subject(robust.indicator, robust.unit)
    threshold = robust.written.value(robust.threshold, language)
    change = change_unit(robust.indicator, robust.unit, language)
    values = [_words(request, one, robust, change if len(robust.policies) > 1 else "") for one in robust.policies]
    return request.story(
        title=title,
        subtitle=request.say("subtitle", **subject, when=request.when(robust.indicator, year=robust.year)),
        notes=[
            request.say("note", draws=request.count(robust.draws), threshold=threshold),
            request.say("note_regret", change=change) if several else "",
            vision_then(request, robust.indicator, robust.year),
            request.say("note_left_out", failed=request.count(robust.failed)) if robust.failed else "",
            request.say("note_inputs", doubt=request.doubt),
        ],
        run=(None, request.scenario),
        alt=request.say("alt", title=title, values="; ".join(values)),
        numbers={
            "indicator": robust.indicator,
            "unit": robust.unit,
            "year": robust.year,
            "threshold": robust.threshold,
            "side": robust.side,
            "scenario": request.scenario,
            "draws": robust.draws,
            "failed": robust.failed,
            "policies": {one.name: one.as_numbers() for one in robust.policies},
        },
    )


def message(request: Request, robust: Robust) -> str:
    """Return which policy keeps the threshold most often, and how often."""
    (best, *others), language = robust.policies, request.language
    fraction = one_in(robust.threshold, language) if robust.indicator in OF_WORKERS else None
    blanks = {
        "policy": request.policy_name(best.name),
        "measure": request.measure(robust.indicator),
        "threshold": fraction or robust.written.value(robust.threshold, language),
        "chance": percent(best.chance, language),
        "year": robust.year,
    }
    if best.chance < SELDOM:
        return sentence(request.say("title_none", **blanks))
    more = bool(others) and percent(others[0].chance, language) != blanks["chance"]
    return sentence(request.say(f"title_{robust.side}", **blanks) + (request.say("best") if more else ""))


def _words(request: Request, one: Policy, robust: Robust, unit: str) -> str:
    language, written = request.language, robust.written
    low, high = (written.value(edge, language) for edge in one.bands[0])
    regret, large = (_regret_words(request, robust, each) for each in (one.regret, one.large))
    return request.say(
        "alt_value",
        policy=request.policy_name(one.name),
        middle=written.value(one.middle, language),
        span=request.common("span", low=low, high=high),
        chance=percent(one.chance, language),
        regret=request.say("alt_regret", regret=regret, high=large, unit=unit) if unit else "",
    )


def _regret_words(request: Request, robust: Robust, regret: float) -> str:
    return robust.regrets.change(regret, request.language).removeprefix("+")


@figure("robustness", takes=("policies", "scenario"), made_of="more than one draw")
def draw(request: Request) -> HouseFigure:
    """Draw the bands of each policy in one year against the threshold, for the first scenario, beside its regret."""
    robust, size = robust_of(request), request.size
    several = len(robust.policies) > 1 and size.columns > 1
    head = heads(None, Label(request.say("regret"), colour=MUTED))
    first = [_heads(request, robust), *(_row(request, one, robust.written) for one in robust.policies)]
    second = [head, *(_regret(request, one, robust) for one in robust.policies)]
    words = story(request, robust, several)
    plot, other, middles = beside(words, first, second, size, SECOND if several else 0.0, TICK_ROOM)
    _scale(request, plot, robust)
    stem(plot, middles[1] + size.bar, robust.threshold)
    if other:
        stem(other, middles[1] + size.bar)
    return plot.figure


def _heads(request: Request, robust: Robust) -> Row:
    """Return the row above the bands: which side of the threshold is right."""
    right = Label(request.say("right"), colour=NAVY.text)
    wrong = Label(request.say("wrong"), colour=ORANGE.text)
    sides = (right, wrong) if robust.side == "at_most" else (wrong, right)
    line = request.say("line", threshold=robust.written.value(robust.threshold, request.language))
    return heads(*sides, at=robust.threshold, name=line)


def _row(request: Request, one: Policy, written: Quantity) -> Row:
    bands = [
        Bar(low, high, to_hex(tint(NAVY.colour, shade)), f"{one.name}.{width}")
        for (low, high), shade, width in zip(one.bands, BAND_TINTS, WIDTHS, strict=True)
    ]
    mark = Bar(one.middle, one.middle, INK, f"{one.name}.median", INK)
    chance = request.say("chance", chance=percent(one.chance, request.language))
    middle = request.say("middle", middle=written.value(one.middle, request.language))
    return Row(request.policy_name(one.name), (*bands, mark), right=Label(chance, middle))


def _scale(request: Request, plot: Plot, robust: Robust) -> None:
    """Put marks below the bands, as far as these go."""
    edges = [edge for one in robust.policies for edge in (*one.bands[0], robust.threshold)]
    low, high = min(edges), max(edges)
    ticks = [tick for tick in round_ticks(low, high, request.size.ticks) if low <= tick <= high]
    if len(ticks) > 1:
        plot.axes.set_xticks(ticks, tick_words(ticks, robust.unit, request.language))
        plot.axes.tick_params(axis="x", length=0, pad=1, labelsize=request.size.label)


def _regret(request: Request, one: Policy, robust: Robust) -> Row:
    bar = Bar(0.0, one.regret, ORANGE.colour, f"{one.name}.regret")
    label = Label(_regret_words(request, robust, one.regret))
    return Row("", (bar,), right=label, span=(one.regret, one.large))
