"""In which futures a policy fails: a box of assumptions in which it misses its threshold, found by PRIM.

The dozen assumptions that go most with the outcome are searched (rank correlation, which does not see what is worst
in the middle of a range). The box that goes best with the outcome (phi) is taken from the peeling. Assumptions whose
bound chance would explain are left out, one by one, and the others peeled again; then the box is pasted. Where a policy
fails more often than not, the box is one in which it holds: the rarer of the two says more.

What lies in a box is taken out, and it is looked for again in what is left, as long as a box adds to what is covered.
A box is told only when it goes better with the outcome than any does with the same outcomes dealt out at random.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt
import xarray as xr

from care2040.analysis.uncertainty.points import at, counted
from care2040.analysis.uncertainty.prim import Array, Box, Mask, paste, peel, quasi_p
from care2040.inputs.experiments.experiment import Discovery, Robustness
from care2040.inputs.experiments.schema import SEED
from care2040.language.equations import LAW_OF
from care2040.results.valid_draws import CannotAnalyse, fair_draws

MOST = 12
"""Assumptions that are searched."""
BY_LUCK = 0.05
"""Quasi-p value above which a bound is dropped."""
HALVES = 20
"""Random halves of the points on which the search is done again."""
SHUFFLES = 39
"""Times outcomes are dealt out at random: a box that beats them all is chance one time in forty."""
MOST_BOXES = 4
"""Boxes at most."""
LEAST_ADDED = 0.1
"""Part of all cases that a further box adds at least."""
DENSER = 1.5
"""Times as dense as cases lie anywhere a further box is at least: only above that it says something to a reader."""


@dataclass(frozen=True)
class DiscoveredBox:
    """A box in cumulative probabilities, and how it came about."""

    box: Box
    peeled: tuple[Box, ...]  # every step of the peeling, from the whole space inward
    chosen: int  # the step that the box grew out of
    p_values: dict[int, float]  # bounded dimension to its quasi-p value
    found_again: Array  # (dimension,): part of the random halves in which it is bounded as well


def search(points: Array, cases: Mask) -> DiscoveredBox:
    """Return the box in which cases, shape (point,), are dense; points, shape (point, dimension), are from 0 to 1."""
    box, peeled, chosen = _simplest(points, cases)
    p_values = {place: quasi_p(points, cases, box, place) for place in box.restricted}
    again = np.zeros(points.shape[1])
    for number in range(HALVES):
        half = np.random.default_rng([SEED, number]).permutation(len(points))[: len(points) // 2]
        if cases[half].any():
            again[_simplest(points[half], cases[half])[0].restricted] += 1
    return DiscoveredBox(box, tuple(peeled), chosen, p_values, again / HALVES)


def cover(points: Array, cases: Mask) -> list[DiscoveredBox]:
    """Return boxes that cover cases together, the first as `search` finds it; none where it could be chance.

    What a further box holds is counted without what lies in earlier ones: its coverage and mass are what it adds, and
    its density is that of what it adds. It adds a tenth of all cases or more, and is half as dense again as everywhere.

    Parameters
    ----------
    points : ndarray of shape (point, dimension)
        From 0 to 1.
    cases : ndarray of bool, shape (point,)
        Which points are cases, of which there are some.
    """
    found: list[DiscoveredBox] = []
    left, least = np.ones(len(points), dtype=bool), LEAST_ADDED * float(cases.sum())
    while len(found) < MOST_BOXES and 0 < least <= int(cases[left].sum()) < int(left.sum()):
        own = search(points[left], cases[left])
        if not own.box.restricted or _is_chance(points[left], cases[left]):
            break
        if found:
            own = replace(own, box=_added(own.box, points, cases, left))
            if own.box.coverage < LEAST_ADDED or own.box.density < DENSER * cases.mean():
                break
        found.append(own)
        left &= ~own.box.holds(points)
    return found


def nowhere(points: Array, cases: Mask) -> DiscoveredBox:
    """Return what is told where no box sets cases apart: the peeling of `search`, and everything in one open box."""
    found = search(points, cases)
    return replace(found, box=found.peeled[0], chosen=0, p_values={})


def _added(box: Box, points: Array, cases: Mask, left: Mask) -> Box:
    """Return a box with what it adds to those before it, as parts of all cases and of all points."""
    inside = box.holds(points) & left
    caught = int((inside & cases).sum())
    return replace(
        box, coverage=caught / int(cases.sum()), density=caught / max(1, int(inside.sum())), mass=float(inside.mean())
    )


def _is_chance(points: Array, cases: Mask) -> bool:
    """Whether peeling sets cases apart as well where they are dealt out at random."""
    best = _most_telling(points, cases)
    streams = (np.random.default_rng([SEED, HALVES + number]) for number in range(SHUFFLES))
    return any(_most_telling(points, stream.permutation(cases)) >= best for stream in streams)


def _most_telling(points: Array, cases: Mask) -> float:
    return max(box.telling for box in peel(points, cases))


def _simplest(points: Array, cases: Mask) -> tuple[Box, list[Box], int]:
    """Return the box whose every bound is more than chance, pasted; the peeling it comes from, and the step chosen.

    A dimension that chance explains is left out, and the others are peeled again: what was taken off there is theirs.
    """
    free = list(range(points.shape[1]))
    while True:
        peeled = [_widened(box, free, points.shape[1]) for box in peel(points[:, free], cases)]
        chosen = max(range(len(peeled)), key=lambda step: peeled[step].telling)
        bounded = {place: quasi_p(points, cases, peeled[chosen], place) for place in peeled[chosen].restricted}
        worst = max(bounded, key=lambda place: bounded[place], default=None)
        if worst is None or bounded[worst] <= BY_LUCK:
            return paste(points, cases, peeled[chosen]), peeled, chosen
        free = [place for place in bounded if place != worst]


def _widened(box: Box, places: list[int], dimensions: int) -> Box:
    """Return a box in some dimensions as one in all of them, open in the others."""
    low, high = np.full(dimensions, -np.inf), np.full(dimensions, np.inf)
    low[places], high[places] = box.low, box.high
    return replace(box, low=low, high=high)


@dataclass(frozen=True)
class DiscoveryProblem:
    """What is searched: the points, which of them are cases, and what these are."""

    names: tuple[str, ...]  # assumptions searched, those that go most with the outcome first
    correlations: Array  # (assumption,): rank correlation with the indicator
    units: Array  # (point, assumption): cumulative probabilities
    drawn: Array  # (point, assumption): the values themselves
    fails: Mask  # (point,): where the policy misses its threshold
    known: int  # assumptions that are drawn, searched or not

    @property
    def looked_for(self) -> str:
        """The rarer outcome: ``fails`` or ``holds``."""
        return "fails" if self.fails.mean() <= 0.5 else "holds"

    @property
    def cases(self) -> Mask:
        """Where it is."""
        return self.fails if self.looked_for == "fails" else ~self.fails


def _by_law(shares: Array, drawn: Array, names: list[str]) -> Array:
    """Return shares in which all points with one law lie together: a box holds a law, or does not."""
    together = shares.copy()
    for place in (place for place, name in enumerate(names) if name.startswith(LAW_OF)):
        for law in np.unique(drawn[:, place]):
            alike = drawn[:, place] == law
            together[alike, place] = shares[alike, place].mean()
    return together


def discovery_problem(dataset: xr.Dataset, asked: Discovery, kept: Robustness) -> DiscoveryProblem:
    """Return what is to be searched."""
    if "drawn" not in dataset:
        raise CannotAnalyse("the result does not hold 'drawn', the values at which it was run")
    fair = fair_draws(dataset)
    whole = at(dataset, kept.indicator, kept.year).sel(policy=[asked.policy], scenario=[asked.scenario])
    values = counted(whole, fair)[0, 0]
    where = {"draw": np.flatnonzero(fair)}
    drawn = dataset["drawn"].transpose("draw", "parameter").isel(where).values.astype(float)
    units = dataset["units"].transpose("draw", "parameter").isel(where).values if "units" in dataset else None
    shares = (_ranks(drawn) + 0.5) / len(drawn) if units is None else units.astype(float)
    return problem_of([str(name) for name in dataset["parameter"].values], shares, drawn, values, kept)


class Threshold(Protocol):
    """What is kept: a number, and its right side."""

    @property
    def side(self) -> str:
        """``at_most`` or ``at_least``."""
        ...

    @property
    def threshold(self) -> float:
        """In the unit of what is kept."""
        ...


def problem_of(names: Sequence[str], shares: Array, drawn: Array, values: Array, kept: Threshold) -> DiscoveryProblem:
    """Return what is to be searched, from assumptions and an outcome.

    Parameters
    ----------
    names : sequence of str
        The assumptions.
    shares, drawn : ndarray of shape (point, assumption)
        Cumulative probabilities, and the values themselves.
    values : ndarray of shape (point,)
        The outcome.
    kept : Threshold
        What it should keep.
    """
    varied = np.flatnonzero(np.ptp(drawn, axis=0) > 0)
    if not len(varied):
        raise CannotAnalyse("no assumption differs between the draws")
    ranks = _ranks(drawn)
    outcome = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    found = np.array([np.corrcoef(ranks[:, place], outcome)[0, 1] for place in varied])
    most = np.argsort(-np.abs(found), kind="stable")[:MOST]
    places = varied[most]
    searched = tuple(names[place] for place in places)
    shares = _by_law(shares[:, places], drawn[:, places], list(searched))
    fails: Mask = values > kept.threshold if kept.side == "at_most" else values < kept.threshold
    return DiscoveryProblem(searched, found[most], shares, drawn[:, places], fails, len(varied))


def _ranks(drawn: Array) -> npt.NDArray[np.intp]:
    return np.argsort(np.argsort(drawn, axis=0, kind="stable"), axis=0, kind="stable")
