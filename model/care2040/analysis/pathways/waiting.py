"""What waiting is worth: deciding now, beside looking first and deciding then, beside knowing all by then.

Two numbers of each, the chance to keep the aim and the mean cost; no weight makes one of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from care2040.analysis.pathways.signposts import Mask, halves, ranked
from care2040.engine.compiler.trace import Array

NOTHING, ENOUGH, SUREST = "nothing", "sure_enough", "surest"
"""Nothing at all; now the cheapest that is sure enough; now what is surest."""
LATER, LOOKING, KNOWING = "later", "wait_and_look", "perfect_knowledge"
"""In the year of the decision: what is best then, without looking; only on a warning; and knowing how it will go."""
HALF = 0.5
OPTIONS = (NOTHING, ENOUGH, SUREST, LATER, LOOKING, KNOWING)


@dataclass(frozen=True)
class Ways:
    """What policies come to, begun now and begun later, in the same draws.

    Attributes
    ----------
    kept_now, cost_now : ndarray of shape (policy, draw)
        Whether the aim is kept in the end, and what the policy costs; the first policy goes on while one waits.
    kept_then, cost_then : ndarray of shape (policy, draw)
        The same when it is changed over to from the first in the year of the decision; of the first it is the same.
    """

    kept_now: Mask
    cost_now: Array
    kept_then: Mask
    cost_then: Array


@dataclass(frozen=True)
class Told:
    """What one way to decide comes to.

    Attributes
    ----------
    chance, cost : float
        In which part of the draws the aim is kept, and the mean cost.
    policy : int
        Place of the policy that is chosen; of looking and of knowing that which is changed over to most, 0 for none.
    part : float
        Part of the draws in which another policy than the first is chosen.
    """

    chance: float
    cost: float
    policy: int
    part: float


def best(kept: Mask, cost: Array, chance: float) -> int:
    """Return the place of the cheapest that keeps the aim often enough; when none does, of what does most often."""
    chances, costs = kept.mean(axis=-1), cost.mean(axis=-1)
    enough = np.flatnonzero(chances >= chance)
    if enough.size:
        return int(enough[costs[enough].argmin()])
    return surest(kept, cost)


def surest(kept: Mask, cost: Array) -> int:
    """Return the place of what keeps the aim most often, the cheapest of those."""
    chances, costs = kept.mean(axis=-1), cost.mean(axis=-1)
    most = np.flatnonzero(chances == chances.max())
    return int(most[costs[most].argmin()])


def ways_to_decide(ways: Ways, counted: Mapping[str, Array], chance: float) -> dict[str, Told]:
    """Return what each way to decide comes to.

    Parameters
    ----------
    ways : Ways
        What policies come to, now and then.
    counted : mapping of str to ndarray of shape (draw,)
        What is known in the year of the decision while the first policy goes on.
    chance : float
        From which chance on a policy is sure enough.
    """

    def now(place: int) -> Told:
        kept, cost = ways.kept_now[place], ways.cost_now[place]
        return Told(float(kept.mean()), float(cost.mean()), place, float(place != 0))

    return {
        NOTHING: now(0),
        ENOUGH: now(best(ways.kept_now, ways.cost_now, chance)),
        SUREST: now(surest(ways.kept_now, ways.cost_now)),
        LATER: told(ways, np.full(ways.kept_now.shape[1], best(ways.kept_then, ways.cost_then, chance))),
        LOOKING: told(ways, look(ways, counted, chance)),
        KNOWING: told(ways, know(ways)),
    }


def told(ways: Ways, chosen: np.ndarray) -> Told:
    """Return what a choice by draw, the place of a policy in each, comes to."""
    draws = np.arange(chosen.size)
    others = chosen[chosen != 0]
    policy = int(np.bincount(others).argmax()) if others.size else 0
    kept, cost = ways.kept_then[chosen, draws], ways.cost_then[chosen, draws]
    return Told(float(kept.mean()), float(cost.mean()), policy, float((chosen != 0).mean()))


def know(ways: Ways) -> np.ndarray:
    """Return, by draw, the cheapest that keeps the aim there; where none does, the cheapest of all."""
    costs = np.where(ways.kept_then, ways.cost_then, np.inf)
    cheapest = ways.cost_then.argmin(axis=0)
    return np.asarray(np.where(ways.kept_then.any(axis=0), costs.argmin(axis=0), cheapest))


def look(ways: Ways, counted: Mapping[str, Array], chance: float) -> np.ndarray:
    """Return, by draw, what is chosen by the best signpost, found in the other half of the draws with what to do then.

    On a warning one changes over to the policy with which that is sure enough for the least money, or else the surest;
    without a warning the first policy goes on. Where nothing that is counted tells anything, a warning stands when most
    draws fail.
    """
    fails, draws = ~ways.kept_now[0], ways.kept_now.shape[1]
    chosen, each = np.zeros(draws, dtype=int), np.arange(draws)
    for swap in (False, True):
        find, use = halves(draws)[::-1] if swap else halves(draws)
        found = ranked(counted, fails, find)
        always = np.full(draws, bool(fails[find].mean() > HALF))
        warned = found[0].trigger.warns(counted[found[0].name]) if found else always
        plans = np.where(warned, np.arange(len(ways.kept_then))[:, None], 0)
        kept, cost = ways.kept_then[plans, each], ways.cost_then[plans, each]
        chosen[use] = plans[best(kept[:, find], cost[:, find], chance)][use]
    return chosen
