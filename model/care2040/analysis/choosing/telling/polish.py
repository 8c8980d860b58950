"""The last steps to a mix with a name: a search by chance comes near, and straight programs go on from there.

Around a mix, what counts and what may not be passed are taken as straight; the best of that within some distance is
run, and taken where it keeps every limit and is better. So a mix with a name is one that a little more of this and a
little less of that does not make better. What is best in one thing may still waste another: all else that counts weighs
a little.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from care2040.analysis.choosing.choice import FAILED, Choice
from care2040.analysis.choosing.search import HUNDREDTH, Genes, Looked
from care2040.analysis.choosing.telling.named import CHEAPEST, Named, named
from care2040.analysis.choosing.telling.nearby import Measured, Nearby
from care2040.analysis.choosing.telling.prices import around_mix, best_within
from care2040.engine.compiler.trace import Array

DISTANCES = (0.5, 0.2, 0.1, 0.05, 0.02)
"""Effort that every lever may move at most in a step; all are tried at once."""
MOST_STEPS = 8
"""Steps for each mix with a name."""
OTHERS = 0.05
"""How much a visible difference in anything else weighs beside one in what the mix has its name by."""
ROUNDING = 1e-9
"""Effort."""
ENOUGH = 0.02
"""Visible differences that a step has to bring for another one to be made."""


@dataclass(frozen=True)
class Goal:
    """What is to be low: what counts, limits and all that is spent, in visible differences, each with its weight."""

    aims: Array
    missed: Array
    euros: float

    def of(self, aims: Array, missed: Array, costs: Array) -> Array:
        """Return what it comes to, of values (.., objective), misses (.., constraint) and costs (.., payer)."""
        found: Array = aims @ self.aims + missed @ self.missed + self.euros * costs.sum(axis=-1)
        return found


def polished(beside: Nearby, choice: Choice) -> Choice:
    """Return a choice that has looked at more: where the last steps to each mix with a name ended.

    Parameters
    ----------
    beside : Nearby
        Runs mixes in the draws of the search.
    choice : Choice
        What the search found.
    """
    if not choice.reached:
        return choice
    costs = beside.measure(choice.searched.genes[choice.told]).costs.sum(axis=1)
    ends = [_end(beside, choice, one, _goal(beside, choice, one, costs)) for one in named(choice, costs) if one.there]
    better = [end for end in ends if end is not None]
    return _with(beside, choice, better) if better else choice


def _goal(beside: Nearby, choice: Choice, one: Named, costs: Array) -> Goal:
    """Return what a mix has its name by, with a little of all else that counts."""
    aims, limits = list(choice.choose.objectives), list(choice.choose.constraints)
    sizes = beside.chooser.constraints.sizes * HUNDREDTH
    weights, missed = OTHERS * beside.chooser.objectives.signs / choice.searched.visible, np.zeros(len(limits))
    euros = 1 / max(HUNDREDTH * float(np.ptp(costs)), HUNDREDTH * float(np.max(costs)), 1.0)
    if one.name != CHEAPEST and one.why in aims:
        weights[aims.index(one.why)] /= OTHERS
    elif one.name != CHEAPEST:
        missed[limits.index(one.why)] = 1 / sizes[limits.index(one.why)]
    return Goal(weights, missed, euros if one.name == CHEAPEST else OTHERS * euros)


def _end(beside: Nearby, choice: Choice, one: Named, goal: Goal) -> tuple[Genes, Measured] | None:
    """Return where steps from a mix end, with what that comes to; None where no step makes it better."""
    row = choice.searched.genes[one.place].copy()
    found, moved = beside.measure(row[None]), False
    for _ in range(MOST_STEPS):
        slopes = beside.slopes(row.tolist())
        aim = goal.of(slopes.aims, slopes.missed, slopes.costs)
        around = around_mix(choice.space, row, aim, slopes.missed, -found.missed[0])
        tried = _rounded(beside, row, [best_within(around, distance)[0] for distance in DISTANCES])
        looked = beside.measure(tried)
        fits = (looked.missed <= 0).all(axis=1) & (np.isnan(looked.found[:, 0]).mean(axis=(1, 2)) <= FAILED)
        gained = np.where(fits, [_gained(beside, goal, found, looked, place) for place in range(len(tried))], -np.inf)
        best = int(np.argmax(gained))
        if not gained[best] > 0:
            break
        row, found, moved = tried[best], looked.one(best), True
        if gained[best] < ENOUGH:
            break
    return (row, found) if moved else None


def _gained(beside: Nearby, goal: Goal, old: Measured, new: Measured, place: int) -> float:
    """Return by how much a mix is better than another, in draws that both have."""
    aims = beside.differences(old.found, new.found[place : place + 1])[0]
    missed, costs = old.missed[0] - new.missed[place], old.costs[0] - new.costs[place]
    return float(goal.of(aims, missed, costs))


def _rounded(beside: Nearby, row: Genes, moves: Sequence[Array]) -> Genes:
    """Return mixes with efforts that were moved: to the nearest that can be written, and to those below and above it.

    Those below keep a budget that the nearest may pass, and those above an aim.
    """
    space, found = beside.chooser.space, []
    uses = [*space.uses(row.tolist()).values()]
    for moved in moves:
        for side in (0, -1, 1):
            new = row.copy()
            for lever, gene in beside.genes_of_effort.items():
                efforts, wanted = np.array(space.chosen[lever].efforts), uses[lever].effort + moved[lever]
                near = int(np.abs(efforts - wanted).argmin())
                other_side = side * (efforts[near] - wanted) < -ROUNDING
                new[gene] = int(np.clip(near + side * other_side, 0, len(efforts) - 1))
            found.append(new)
    return np.stack(found)


def _with(beside: Nearby, choice: Choice, ends: Sequence[tuple[Genes, Measured]]) -> Choice:
    """Return a choice that has looked at some mixes more."""
    genes = np.stack([row for row, _ in ends])
    found, missed = (np.concatenate([getattr(one, key) for _, one in ends]) for key in ("found", "missed"))
    objectives, old = beside.chooser.objectives, choice.searched
    values = objectives.values(found)
    looked = Looked(
        np.concatenate([old.looked.values, values * objectives.signs]),
        np.concatenate([old.looked.missed, missed / beside.chooser.constraints.sizes]),
    )
    whole = np.concatenate([old.genes, genes])
    searched = replace(old, genes=whole, looked=looked, looked_at=[*old.looked_at, len(whole)])
    return replace(
        choice,
        searched=searched,
        values=np.concatenate([choice.values, values]),
        missed=np.concatenate([choice.missed, missed]),
        found=np.concatenate([choice.found, found]),
        ends=tuple(range(len(old.genes), len(whole))),
    )
