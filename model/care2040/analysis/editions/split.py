"""What each cause adds to a difference between editions, from runs of mixes of the two.

A mix has some causes from the new edition and the others from the old. Which cause comes in first matters when they
act on each other, so what each adds is averaged over all orders (the Shapley value), and the parts add up to the whole.
Where some mixes cannot run, causes are put together until all mixes that it takes did run.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from care2040.analysis.editions.comparison import CAUSES
from care2040.analysis.levers.shapley import Array, exact

Mix = frozenset[str]
"""Causes that come from the new edition."""
JOIN = "+"


@dataclass(frozen=True)
class Split:
    """What each cause adds.

    Attributes
    ----------
    parts : dict of str to ndarray
        Cause, or causes that are not told apart joined by ``+``, to what it adds; the shape is that of the results.
    together : tuple of Mix
        Causes that are not told apart.
    """

    parts: Mapping[str, Array]
    together: tuple[Mix, ...]


def mixes(causes: Sequence[str]) -> tuple[Mix, ...]:
    """Return every set of causes, from none to all."""
    return tuple(
        frozenset(one for place, one in enumerate(causes) if coalition >> place & 1)
        for coalition in range(1 << len(causes))
    )


def split(causes: Sequence[str], results: Mapping[Mix, Array]) -> Split:
    """Return what each cause adds, in the finest way that the mixes which ran allow.

    Parameters
    ----------
    causes : sequence of str
        What differs between the editions.
    results : mapping of Mix to ndarray
        What the mixes that ran give; that of no cause and that of all are always among them.
    """
    for groups in partitions(causes):
        wanted = [frozenset[str]().union(*one) for one in _coalitions(groups)]
        if all(mix in results for mix in wanted):
            shares = exact(np.array([results[mix] for mix in wanted]))
            parts = {JOIN.join(sorted(own, key=CAUSES.index)): share for own, share in zip(groups, shares, strict=True)}
            return Split(parts, tuple(own for own in groups if len(own) > 1))
    raise ValueError("the two editions themselves are among the mixes")


def _coalitions(groups: Sequence[Mix]) -> list[tuple[Mix, ...]]:
    return [
        tuple(own for place, own in enumerate(groups) if coalition >> place & 1)
        for coalition in range(1 << len(groups))
    ]


def partitions(causes: Sequence[str]) -> Iterator[tuple[Mix, ...]]:
    """Give the ways to put up to three causes together: each by itself first, all together last.

    Of the ways with one pair, that which leaves the data by itself comes first, and that of data with laws last.
    """
    every = frozenset(causes)
    yield tuple(frozenset({one}) for one in causes)
    if len(causes) == len(CAUSES):
        for alone in CAUSES:
            yield tuple(sorted((frozenset({alone}), every - {alone}), key=lambda own: min(map(CAUSES.index, own))))
    if len(causes) > 1:
        yield (every,)
