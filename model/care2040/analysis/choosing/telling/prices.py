"""Shadow prices: what one more euro of a payer would move, by the duals of a linear program around a mix.

Around a mix everything is taken as straight: what a little more of each lever does to what counts, to every limit and
to every payer was found by runs. What is best within `REACH` of the efforts of the mix is then a linear program, and
the dual of a limit says what one unit more of it is worth. A limit that does not hold anything back is worth nothing.
How far that goes is found by asking the same with more of it, and is run again to see what comes of it.
"""

from dataclasses import dataclass

import numpy as np

from care2040.analysis.choosing.search import Genes
from care2040.analysis.choosing.space import Space
from care2040.engine.compiler.trace import Array

REACH = 0.1
"""Effort that each lever may move to both sides: as far as its effect is taken as straight."""
PARTS = (0.01, 0.02, 0.05, 0.1, 0.2)
"""Parts of a limit that are tried, to see how far its price holds."""
STRAIGHT = 0.9
"""Part of what its price promises that more of a limit has to bring for the price to hold."""
TINY = 1e-9


@dataclass(frozen=True)
class Around:
    """A mix and what is straight around it.

    Parameters
    ----------
    efforts, least, most : ndarray of shape (lever,)
        What it uses of each lever, and what may be chosen.
    aim : ndarray of shape (lever,)
        What one more unit of effort does to what is to be low.
    limits : ndarray of shape (lever, constraint)
        What it does to by how much each limit is missed.
    left : ndarray of shape (constraint,)
        What is left to each limit; 0 or more.
    """

    efforts: Array
    least: Array
    most: Array
    aim: Array
    limits: Array
    left: Array


@dataclass(frozen=True)
class Price:
    """What one unit more of a limit is worth.

    Parameters
    ----------
    each : float
        What it takes off what is to be low, for each unit of the limit; 0 or more.
    reach : float
        How many units that goes for; 0 where it is worth nothing.
    moved : ndarray of shape (lever,)
        Effort that so many units more add to each lever, beyond what is best with what there is.
    begun : ndarray of shape (lever,)
        Effort that is added by what is best with what there is.
    """

    each: float
    reach: float
    moved: Array
    begun: Array


def around_mix(space: Space, row: Genes, aim: Array, limits: Array, left: Array) -> Around:
    """Return what is straight around a mix, from what one more unit of each effort does; see `Around`."""
    efforts = np.array([use.effort for use in space.uses(row.tolist()).values()])
    least, most = (np.array([end(one.efforts) for one in space.chosen]) for end in (min, max))
    return Around(efforts, least, most, aim, limits, left)


def price(around: Around, limit: int, size: float) -> Price:
    """Return what one unit more of a limit is worth, and as far as what part of its size.

    Parameters
    ----------
    around : Around
        A mix.
    limit : int
        Which limit.
    size : float
        The limit itself, above 0.
    """
    begun, value, duals = best_within(around, REACH)
    each, none = float(duals[limit]), np.zeros_like(begun)
    # what a whole limit more would not visibly change is nothing
    if each * size <= TINY * max(1.0, abs(value)):
        return Price(0.0, 0.0, none, begun)
    reach, moved = 0.0, none
    for part in PARTS:
        more, better, _ = best_within(around, REACH, limit, part * size)
        if value - better < STRAIGHT * each * part * size:
            break
        reach, moved = part * size, more - begun
    return Price(each, reach, moved, begun)


def best_within(around: Around, distance: float, limit: int = 0, more: float = 0.0) -> tuple[Array, float, Array]:
    """Return what is best to add to each effort, what that does to the aim, and what one unit of each limit is worth.

    Parameters
    ----------
    around : Around
        A mix.
    distance : float
        Effort that every lever may move at most.
    limit, more : int and float
        A limit of which there is so much more.
    """
    from scipy.optimize import linprog

    known = np.isfinite(around.aim) & np.isfinite(around.limits).all(axis=1)
    down = np.where(known, np.maximum(-distance, around.least - around.efforts), 0.0)
    up = np.where(known, np.minimum(distance, around.most - around.efforts), 0.0)
    aim, limits = np.where(known, around.aim, 0.0), np.where(known[:, None], around.limits, 0.0)
    left = np.maximum(around.left, 0.0)
    left[limit : limit + 1] += more
    # euros and shares in one program: each in parts of what moving every lever could do
    sizes = np.maximum(np.abs(limits).sum(axis=0) * distance, TINY)
    scale = max(float(np.abs(aim).max(initial=0.0)), TINY)
    ends = list(zip(down, up, strict=True))
    found = linprog(aim / scale, (limits / sizes).T, left / sizes, bounds=ends, method="highs")
    if not found.success:
        return np.zeros_like(aim), 0.0, np.zeros(len(left))
    return found.x, float(found.fun) * scale, -found.ineqlin.marginals * scale / sizes
