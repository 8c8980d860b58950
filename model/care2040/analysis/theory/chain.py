"""The chain of a difference maker: efforts, the quantities between, one in four, and what goes from each to each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from care2040.analysis.feedback.paired_runs import PairedRuns
from care2040.analysis.theory.passages import Passages
from care2040.results.series import adds_up

HALF = 0.5
"""Part of a change that must be there for it to be seen."""
Row = Literal["lives", "services"]
Column = Literal["seen", "later"]
ROWS: tuple[Row, ...] = ("lives", "services")
"""In the lives of residents, and in care and the services of the city."""
COLUMNS: tuple[Column, ...] = ("seen", "later")
"""To be seen by the review half-way, and only later."""
Changes = tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Step:
    """A quantity between the efforts and the outcome.

    Attributes
    ----------
    name, unit : str
        The quantity, and its unit; what can be counted is added up over its members, of the rest it is the mean.
    effect : float
        The part of the difference in the outcome that would not be there if this stayed as it is.
    before : float
        Its value with unchanged policy, in the last year.
    changes : tuple of (int, float)
        Its change against unchanged policy on each 1 January.
    delay : int
        Years from the start of the effort to the first 1 January from which on half of its last change is there.
    row, column : str
        Its quadrant.
    counted : tuple of str
        Series of the monitors of the city that count it.
    """

    name: str
    unit: str
    effect: float
    before: float
    changes: Changes
    delay: int
    row: Row
    column: Column
    counted: tuple[str, ...]

    def change(self, year: int) -> float:
        """Return its change against unchanged policy on 1 January of a year."""
        return dict(self.changes)[year]


@dataclass(frozen=True)
class Link:
    """What goes straight from a lever or a quantity to the next: the part of the effect, and the sign between them.

    The sign is 1 when more of the cause means more of what it reaches, and -1 when it means less.
    """

    cause: str
    reached: str
    effect: float
    sign: int


@dataclass(frozen=True)
class Chain:
    """What a policy does to an outcome, from its efforts on.

    Attributes
    ----------
    maker, outcome, unit : str
        The policy, the quantity that it is about, and its unit.
    start, review, year : int
        When the efforts begin, the city looks back, and the outcome is told of.
    before, after : float
        The outcome with unchanged policy and with this one.
    efforts : tuple of (str, float)
        Levers, and what starts from each; the largest in front.
    steps : tuple of Step
        From the efforts to the outcome.
    links : tuple of Link
        All of them, the largest in front.
    rest : mapping of str to float
        Of the outcome and of each step what is not ascribed to any cause.
    """

    maker: str
    outcome: str
    unit: str
    start: int
    review: int
    year: int
    before: float
    after: float
    efforts: tuple[tuple[str, float], ...]
    steps: tuple[Step, ...]
    links: tuple[Link, ...]
    rest: Mapping[str, float]

    @property
    def whole(self) -> float:
        """What the policy changes in the outcome."""
        return self.after - self.before

    def part(self, effect: float) -> float:
        """Return an effect as a part of the whole."""
        return effect / self.whole if self.whole else 0.0

    def shown(self, least: float) -> Iterator[Link]:
        """Give the links that carry at least such a part of the whole, and the largest of all that carries as much."""
        sizes = dict(self.efforts) | {step.name: step.effect for step in self.steps}
        seen: set[str] = set()
        for link in self.links:
            first = link.cause not in seen and abs(self.part(sizes.get(link.cause, 0.0))) >= least
            seen.add(link.cause)
            if first or abs(self.part(link.effect)) >= least:
                yield link

    def other_ways(self, least: float) -> float:
        """Return what reaches the outcome along links that are not shown, with what is not ascribed to any cause."""
        shown = sum(link.effect for link in self.shown(least) if link.reached == self.outcome)
        return self.whole - shown


@dataclass(frozen=True)
class Reading:
    """What must be known to tell of two runs as a chain.

    Attributes
    ----------
    maker, outcome : str
        As in `Chain`.
    review, year : int
        As in `Chain`.
    levers : tuple of str
        The levers there are.
    rows : mapping of str to {"lives", "services"}
        Sector to the row of its quantities.
    counted : mapping of str to tuple of str
        Quantity to the series that count it.
    """

    maker: str
    outcome: str
    review: int
    year: int
    levers: tuple[str, ...]
    rows: Mapping[str, Row]
    counted: Mapping[str, tuple[str, ...]]

    def chain(self, runs: PairedRuns, found: Passages, leaves: Iterable[str]) -> Chain:
        """Return two runs, and what passes where between them, as a chain."""
        starts = [_first(runs, leaf) for leaf in leaves]
        start = min(starts, default=int(runs.times[0]))
        steps = {name: self._step(runs, name, found.through[name], start) for name in found.nodes}
        sizes: dict[tuple[str, str], float] = {}
        for (cause, reached), effect in found.edges.items():
            if cause != reached:
                key = (cause if cause in steps else self._lever(cause), reached)
                sizes[key] = sizes.get(key, 0.0) + effect
        before, after = (float(values[self.outcome][..., runs.stage_of(self.year)].sum()) for values in _both(runs))
        turns = {name: _sign(step.effect) * _sign(step.change(self.year)) for name, step in steps.items()}
        turns[self.outcome] = 1
        links = [
            Link(cause, reached, effect, self._sign(runs, steps, cause, effect * turns[reached]))
            for (cause, reached), effect in sizes.items()
        ]
        starting = {cause for cause, _ in sizes} - set(steps)
        efforts = {cause: sum(size for (one, _), size in sizes.items() if one == cause) for cause in starting}
        return Chain(
            self.maker,
            self.outcome,
            runs.model.equations[self.outcome].unit,
            start,
            self.review,
            self.year,
            before,
            after,
            tuple(sorted(efforts.items(), key=lambda item: -abs(item[1]))),
            tuple(steps[name] for name in _in_order(sizes, [*steps], self.outcome)),
            tuple(sorted(links, key=lambda link: -abs(link.effect))),
            found.rest,
        )

    def _step(self, runs: PairedRuns, name: str, effect: float, start: int) -> Step:
        equation = runs.model.equations[name]
        years = range(int(runs.times[0]), self.year + 1)
        changes = tuple((year, _city(runs.difference(name), equation.unit, runs.stage_of(year))) for year in years)
        seen = dict(changes)
        late = seen[self.year]
        half = [year for year in years if seen[year] * _sign(late) < HALF * abs(late)]
        column: Column = "seen" if seen[self.review] * _sign(late) >= HALF * abs(late) else "later"
        delay = max(half, default=start - 1) + 1 - start
        before = _city(runs.before[name], equation.unit, runs.stage_of(self.year))
        row = self.rows[equation.sector]
        return Step(name, equation.unit, effect, before, changes, delay, row, column, self.counted.get(name, ()))

    def _lever(self, leaf: str) -> str:
        """Return the lever that a parameter belongs to, else the parameter."""
        return next((name for name in self.levers if leaf.removeprefix(name) in ("_effort", "_budget")), leaf)

    def _sign(self, runs: PairedRuns, steps: Mapping[str, Step], cause: str, pushed: float) -> int:
        """Return whether more of a cause pushes what it reaches up, from how far it is pushed and which way it went."""
        moved = steps[cause].change(self.year) if cause in steps else 1.0
        return _sign(pushed) * _sign(moved)


def _both(runs: PairedRuns) -> tuple[Mapping[str, np.ndarray], Mapping[str, np.ndarray]]:
    return runs.before, runs.after


def _city(values: np.ndarray, unit: str, stage: int) -> float:
    """Return what a quantity is for the city at a stage: added up where it can be counted, else the mean."""
    seen = values[..., min(stage, values.shape[-1] - 1)]
    return float(seen.sum() if adds_up(unit) else seen.mean())


def _first(runs: PairedRuns, leaf: str) -> int:
    """Return the year in which a parameter is first other."""
    differs = np.abs(runs.difference(leaf)).reshape(-1, runs.times.size).any(axis=0)
    return int(runs.times[int(np.flatnonzero(differs)[0])] + 1e-9)


def _sign(value: float) -> int:
    return 1 if value > 0 else -1 if value < 0 else 0


def _in_order(sizes: Mapping[tuple[str, str], float], names: list[str], outcome: str) -> list[str]:
    """Return quantities from the efforts to the outcome: by how many links lie between on the average."""
    places = {name: place for place, name in enumerate(names)}
    onward = np.zeros((len(names), len(names)))
    out = np.zeros(len(names))
    for (cause, reached), size in sizes.items():
        if cause in places:
            out[places[cause]] += abs(size)
            if reached in places:
                onward[places[cause], places[reached]] += abs(size)
    parts = onward / np.where(out > 0, out, 1.0)[:, None]
    away = np.linalg.solve(np.eye(len(names)) - parts, np.ones(len(names)))
    return sorted(names, key=lambda name: (-away[places[name]], name))
