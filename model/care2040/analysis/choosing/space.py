"""What can be chosen: of each lever an effort, and where it is asked its year, its ramp and its spread, step by step.

Efforts go by hundredths, years and ramps by whole years: so a mix is exactly what an experiment can write, and its
paths are those that a run of that experiment makes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import permutations
from typing import Any

import numpy as np

from care2040.analysis.choosing.search import Genes
from care2040.analysis.levers.evaluator import by_lever, is_lever
from care2040.engine.compiler.trace import Array
from care2040.inputs.experiments.choosing.schema import Choose, LeverInChoice
from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.policies.change import Change
from care2040.inputs.policies.levers import Levers
from care2040.inputs.policies.path_maker import PathMaker

STEPS = 100
"""Parts of full effort: a hundredth is the least that is chosen between."""


@dataclass(frozen=True)
class Use:
    """How a lever is used in a mix; year and ramp are those of its budget."""

    effort: float
    start: float
    full_by: float
    spread: str


@dataclass(frozen=True)
class Chosen:
    """One lever that may be used, and its options.

    Parameters
    ----------
    name : str
        The lever.
    efforts : tuple of float
        Of a policy: parts of what the policy gives it.
    starts, ramps : tuple of float
        Years in which its budget may begin, and until it is full; of a policy they are those of the policy.
    spreads : tuple of str
        How it may be spread over districts.
    given : tuple of Change
        Of a policy: what all of its effort changes.
    """

    name: str
    efforts: tuple[float, ...]
    starts: tuple[float, ...]
    ramps: tuple[float, ...]
    spreads: tuple[str, ...]
    given: tuple[Change, ...] = ()

    @property
    def options(self) -> tuple[int, int, int, int]:
        """How many options each choice has."""
        return len(self.efforts), len(self.starts), len(self.ramps), len(self.spreads)

    def use(self, places: Sequence[int]) -> Use:
        """Return how it is used with these options."""
        effort, start, ramp, spread = places
        begin = self.starts[start]
        return Use(self.efforts[effort], begin, begin + self.ramps[ramp], self.spreads[spread])

    def changes(self, use: Use, levers: Levers) -> tuple[Change, ...]:
        """Return what it changes when it is used so."""
        if self.given:
            return tuple(replace(one, value=one.value * use.effort) for one in self.given)
        spread: Any = use.spread
        return levers.changes(self.name, use.effort, use.start, use.full_by, None, spread)


@dataclass(frozen=True)
class Space:
    """All mixes that may be chosen.

    Parameters
    ----------
    chosen : tuple of Chosen
        The levers, in the order of their file.
    levers : Levers
        All levers and packages.
    always : tuple of Change
        What every mix changes: of a policy what it changes by hand.
    """

    chosen: tuple[Chosen, ...]
    levers: Levers
    always: tuple[Change, ...] = ()
    known: dict[tuple[Any, ...], dict[str, Array]] = field(default_factory=dict)

    @cached_property
    def free(self) -> tuple[tuple[int, int], ...]:
        """Lever and kind of each choice that there is: what has one option is not chosen."""
        return tuple((n, k) for n, one in enumerate(self.chosen) for k, many in enumerate(one.options) if many > 1)

    @property
    def options(self) -> tuple[int, ...]:
        """How many options each choice has."""
        return tuple(self.chosen[lever].options[kind] for lever, kind in self.free)

    def uses(self, row: Sequence[int]) -> dict[str, Use]:
        """Return how each lever is used in a mix."""
        places = np.zeros((len(self.chosen), 4), dtype=int)
        for gene, (lever, kind) in zip(row, self.free, strict=True):
            places[lever, kind] = gene
        return {one.name: one.use(own.tolist()) for one, own in zip(self.chosen, places, strict=True)}

    def changes(self, row: Sequence[int]) -> tuple[Change, ...]:
        """Return what a mix changes, as an experiment would write it."""
        used = self.uses(row)
        own = (change for one in self.chosen for change in one.changes(used[one.name], self.levers))
        return (*self.always, *own)

    def corners(self) -> Genes:
        """Return mixes to look at in any case: nothing, all of everything, and each lever alone."""
        full = np.array([many - 1 if kind == 0 else 0 for (_, kind), many in zip(self.free, self.options, strict=True)])
        alone = [np.where([lever == own for own, _ in self.free], full, 0) for lever in range(len(self.chosen))]
        return np.array([0 * full, full, *alone], dtype=np.int64)

    def ladders(self, values: Array) -> Genes:
        """Return mixes that use one lever more at each step, first what does most for one thing per loss in another.

        Parameters
        ----------
        values : ndarray of shape (corner, objective)
            What the corners come to; lower is better.
        """
        none, _, *alone = self.corners()
        loss = np.nan_to_num(values[2:] - values[0])
        found: list[np.ndarray] = []
        for gained, lost in permutations(range(values.shape[1]), 2):
            size = max(float(np.abs(loss[:, lost]).max()), 1e-12)
            worth = -loss[:, gained] / np.maximum(loss[:, lost], 1e-6 * size)
            helping = [place for place in np.argsort(-worth, kind="stable") if loss[place, gained] < 0]
            found += [np.max([alone[place] for place in helping[: n + 1]], axis=0) for n in range(len(helping))]
        return np.array(found, dtype=np.int64).reshape(-1, len(none))

    @cached_property
    def touched(self) -> frozenset[str]:
        """Every parameter that a mix may change."""
        changes = [*self.always, *(c for one in self.chosen for c in one.changes(one.use((0, 0, 0, 0)), self.levers))]
        return frozenset(change.parameter for change in changes)

    @cached_property
    def moments(self) -> frozenset[float]:
        """Years at which some mix begins or is full, which every run is cut at."""
        found: set[float] = set()
        for one in self.chosen:
            for start in range(len(one.starts)):
                for ramp in range(len(one.ramps)):
                    changes = one.changes(one.use((len(one.efforts) - 1, start, ramp, 0)), self.levers)
                    found |= _moments(changes)
        return frozenset(found | _moments(self.always))

    def paths(self, rows: Genes, maker: PathMaker) -> dict[str, Array]:
        """Return the path of every parameter that a mix may change: (segment, 2, axes..., mix) by name."""
        whole = [self._path(row, maker) for row in rows.tolist()]
        return {name: np.stack([one[name] for one in whole], axis=-1) for name in sorted(self.touched)}

    def _path(self, row: Sequence[int], maker: PathMaker) -> dict[str, Array]:
        found: dict[str, Array] = dict(self._made(("always",), self.always, maker))
        for name, use in self.uses(row).items():
            key = (name, use)
            if key not in self.known:
                one = next(one for one in self.chosen if one.name == name)
                self._made(key, one.changes(use, self.levers), maker)
            found |= self.known[key]
        return found

    def _made(self, key: tuple[Any, ...], changes: tuple[Change, ...], maker: PathMaker) -> dict[str, Array]:
        if key not in self.known:
            made = maker.paths(changes)
            moments = (len(made.breaks) - 1, 2)
            names = {change.parameter for change in changes}
            self.known[key] = {
                name: made.varying[name][..., 0]
                if name in made.varying
                else np.broadcast_to(made.constant[name][..., 0], (*moments, *made.constant[name].shape[:-1]))
                for name in names
            }
        return self.known[key]


def _moments(changes: Sequence[Change]) -> set[float]:
    return {float(at) for one in changes for at in (one.start, one.full_by, one.until) if at is not None}


def space_of(choose: Choose, experiment: Experiment, levers: Levers) -> Space:
    """Return what a question lets one choose from."""
    if choose.policy is not None:
        return _of_policy(experiment.policies[choose.policy], levers)
    asked: dict[str, LeverInChoice] = {}
    for name, one in choose.levers.items():
        for member in levers.members(name):
            # what is named itself has the last word
            if name == member or member not in choose.levers:
                asked[member] = one
    return Space(tuple(_of_lever(levers, name, asked[name]) for name in levers.levers if name in asked), levers)


def _of_policy(changes: tuple[Change, ...], levers: Levers) -> Space:
    own = by_lever(changes)
    pulled = {name: made for name, made in own.items() if is_lever(name, made)}
    by_hand = tuple(change for name, made in own.items() if name not in pulled for change in made)
    parts = tuple(np.linspace(0, 1, STEPS + 1).tolist())
    chosen = [Chosen(name, parts, (_begin(made),), (_ramp(made),), ("",), made) for name, made in pulled.items()]
    return Space(tuple(chosen), levers, by_hand)


def _begin(changes: Sequence[Change]) -> float:
    return min((one.start for one in changes if one.start is not None), default=0.0)


def _ramp(changes: Sequence[Change]) -> float:
    first = min(changes, key=lambda one: one.start or 0.0)
    return (first.full_by or 0.0) - (first.start or 0.0)


def _of_lever(levers: Levers, name: str, asked: LeverInChoice) -> Chosen:
    lever = levers.levers[name]
    spreads = asked.spread if lever.aimed else ("evenly",)
    low, high = asked.effort[0], asked.effort[-1]
    steps = round((high - low) * STEPS)
    efforts = tuple(round(low + (high - low) * step / max(1, steps), 6) for step in range(steps + 1))
    starts = _whole(asked.start) or (float(lever.start),)
    return Chosen(name, efforts, starts, _whole(asked.ramp) or (float(lever.ramp),), tuple(dict.fromkeys(spreads)))


def _whole(ends: Sequence[int]) -> tuple[float, ...]:
    return tuple(map(float, range(ends[0], ends[-1] + 1))) if ends else ()
