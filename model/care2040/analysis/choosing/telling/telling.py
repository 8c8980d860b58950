"""What is told of a choice beyond its front: who has a name, what all cost, what levers do, what a budget is worth."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from care2040.analysis.choosing.choice import Choice, Chooser
from care2040.analysis.choosing.telling.named import (
    BEST,
    CHEAPEST,
    NAMES,
    Named,
    aim_kept,
    main_aim,
    named,
)
from care2040.analysis.choosing.telling.nearby import Effects, Nearby, Slopes
from care2040.analysis.choosing.telling.polish import polished
from care2040.analysis.choosing.telling.prices import Price, around_mix, price
from care2040.engine.compiler.trace import Array
from care2040.language.axes import AXES

PAYERS = tuple(map(str, AXES["payer"]))


@dataclass(frozen=True)
class Worth:
    """What one unit more of a limit is worth at the best mix within the budget, and what came of it when it was run.

    Parameters
    ----------
    price : Price
        By the linear program.
    promised, checked : float
        What as much more as its reach would change in the aim, and what a run of that gives; 0 where that is nothing.
    """

    price: Price
    promised: float
    checked: float


@dataclass(frozen=True)
class Telling:
    """What is told of a choice.

    Parameters
    ----------
    choice : Choice
        What was found.
    named : tuple of Named
        In the order of `NAMES`.
    none : ndarray of shape (objective,)
        What counts without any effort.
    costs : ndarray of shape (told, payer)
        What each mix that is told of costs, over all years.
    slopes : mapping of str to Slopes
        Of each mix with a name, what a little more of each lever does.
    effects : mapping of str to Effects
        Of each mix with a name, what each of its levers does.
    worth : mapping of str to Worth
        Of each limit, at the best mix within the budget; empty where there is none.
    tighter : float
        What one unit more of the aim costs at the cheapest mix that keeps it, in euros; NaN where there is none.
    already : bool
        Whether unchanged policy keeps the aim, and every other limit.
    """

    choice: Choice
    named: tuple[Named, ...]
    none: Array
    costs: Array
    slopes: Mapping[str, Slopes]
    effects: Mapping[str, Effects]
    worth: Mapping[str, Worth]
    tighter: float
    already: bool = False


def tell(chooser: Chooser, choice: Choice, progress: Callable[[int, None], None] = lambda done, total: None) -> Telling:
    """Run what lies beside the best mixes, and return what there is to tell of them.

    Parameters
    ----------
    chooser : Chooser
        That has searched.
    choice : Choice
        What it found.
    progress : callable
        Called with the mixes done and None.
    """
    beside = Nearby(chooser, progress)
    choice = polished(beside, choice)
    genes = choice.searched.genes
    costs = beside.measure(genes[choice.told]).costs
    nothing = beside.measure(chooser.space.corners()[:1])
    own = named(choice, costs.sum(axis=1))
    rows = {one.name: genes[one.place].tolist() for one in own if one.place is not None}
    slopes = {name: beside.slopes(row) for name, row in rows.items()}
    effects = {name: beside.effects(row, nothing) for name, row in rows.items()}
    places = {one.name: one.place for one in own if one.place is not None}
    worth, tighter = {}, float("nan")
    if BEST in places:
        worth = _worth(beside, choice, places[BEST], slopes[BEST])
    if CHEAPEST in places:
        tighter = _tighter(choice, places[CHEAPEST], slopes[CHEAPEST])
    none = chooser.objectives.values(nothing.found)[0]
    return Telling(choice, own, none, costs, slopes, effects, worth, tighter, _already(choice, nothing.missed[0]))


def _already(choice: Choice, missed: Array) -> bool:
    """Whether an aim and all other limits are kept without any effort, from by how much the least of it misses them."""
    least = choice.space.uses(choice.space.corners()[0].tolist())
    idle = all(use.effort == 0 for use in least.values())
    return idle and aim_kept(choice) is not None and bool((missed <= 0).all())


def sizes_of(choice: Choice) -> Array:
    """Return how large each limit is, shape (constraint,); 0 of one that has no size, such as worse nowhere."""
    limits = [
        (one.a_year, one.in_all, one.staff, one.effort, one.at_most, one.at_least)
        for one in choice.choose.constraints.values()
    ]
    return np.array([max((abs(each) for each in one if each), default=0.0) for one in limits])


def _worth(beside: Nearby, choice: Choice, place: int, slopes: Slopes) -> dict[str, Worth]:
    """Return what each limit is worth in the aim, and run what more of it would buy."""
    aim = main_aim(choice)
    assert aim is not None
    sign = float(beside.chooser.objectives.signs[aim])
    sizes, row = sizes_of(choice), choice.searched.genes[place]
    around = around_mix(choice.space, row, sign * slopes.aims[:, aim], slopes.missed, -choice.missed[place])
    found = {}
    for limit, name in enumerate(choice.choose.constraints):
        one = price(around, limit, sizes[limit]) if sizes[limit] else Price(0.0, 0.0, *[np.zeros(len(around.aim))] * 2)
        checked = _checked(beside, choice, place, one, aim) if one.reach else 0.0
        found[name] = Worth(one, -sign * one.each * one.reach, checked)
    return found


def _checked(beside: Nearby, choice: Choice, place: int, one: Price, aim: int) -> float:
    """Return what more of a limit changes in the aim, by runs of what it would buy, in hundredths of effort."""
    row = choice.searched.genes[place]
    rows = np.stack([row, row])
    uses = [*choice.space.uses(row.tolist()).values()]
    for lever, gene in beside.genes_of_effort.items():
        options = np.array(choice.space.chosen[lever].efforts)
        for way, added in enumerate((one.begun, one.begun + one.moved)):
            rows[way, gene] = int(np.abs(options - (uses[lever].effort + added[lever])).argmin())
    found = beside.measure(rows).found
    return float(beside.differences(found[1:], found[:1])[0, aim])


def _tighter(choice: Choice, place: int, slopes: Slopes) -> float:
    """Return what one unit more of the aim costs at the cheapest mix: what the last unit of it has cost."""
    aim = aim_kept(choice)
    limit = list(choice.choose.constraints).index(str(aim))
    size = sizes_of(choice)[limit] or 1.0
    row, left = choice.searched.genes[place], -choice.missed[place]
    return price(around_mix(choice.space, row, slopes.costs.sum(axis=1), slopes.missed, left), limit, size).each


__all__ = ["NAMES", "Telling", "Worth", "sizes_of", "tell"]
