"""Which mixes are left when no other is visibly better: epsilon-dominance, and the hypervolume that they cover.

Of two mixes that nobody can tell apart one is kept (Laumanns, Thiele, Deb and Zitzler 2002): what counts is cut into
steps of the smallest difference that is visible, and a mix goes when another is in a better step in one thing, and in
none in a worse. Everything is as low as can be here; what is to be high is told with its sign turned.
"""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]


def front(values: Array, visible: Array) -> Places:
    """Return which mixes no other is visibly better than, in their order; one for each step in which there are any.

    Parameters
    ----------
    values : ndarray of shape (mix, objective)
        What each comes to; lower is better.
    visible : ndarray of shape (objective,)
        The smallest difference that counts, above 0.
    """
    if not len(values):
        return np.empty(0, dtype=np.intp)
    steps = np.floor(values / visible)
    within = ((values - steps * visible) / visible).sum(axis=1)
    # of one step the mix nearest to its best corner stays, and of two that are as near the first
    order = np.lexsort((np.arange(len(values)), within))
    _, firsts = np.unique(steps[order], axis=0, return_index=True)
    kept = np.sort(order[firsts])
    return kept[not_dominated(steps[kept])]


def not_dominated(values: Array) -> Places:
    """Return which rows no other row is better than: as low in everything, and lower in something."""
    from moocore import is_nondominated

    return np.flatnonzero(is_nondominated(values, keep_weakly=True)) if len(values) else np.empty(0, dtype=np.intp)


def hypervolume(values: Array, best: Array, worst: Array) -> float:
    """Return the part of the space between the best and the worst of each objective that mixes cover.

    Parameters
    ----------
    values : ndarray of shape (mix, objective)
        What each comes to; lower is better. What is beyond the worst in anything covers nothing.
    best, worst : ndarray of shape (objective,)
        The ends of the space.
    """
    from moocore import hypervolume as volume

    wide = np.where(worst > best, worst - best, 1.0)
    inside = (values - best) / wide
    inside = inside[(inside < 1).all(axis=1)]
    return float(volume(inside, ref=np.ones(len(best)))) if len(inside) else 0.0
