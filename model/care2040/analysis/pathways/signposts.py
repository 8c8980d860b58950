"""Signposts: what is counted, and from which value on it says that a policy will fail.

A trigger is found in half of the draws and judged in the other half, by how often it warns of what fails (hits) and
of what does not (false alarms). What does no better than chance would there is no signpost.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from care2040.engine.compiler.trace import Array

Mask = npt.NDArray[np.bool_]
MOST = 3
"""Signposts that are told of each policy and year."""
FEWEST = 5
"""Draws that fail, and draws that do not, without which nothing can be found in either half."""
BY_LUCK = 0.05
"""Chance that anything at all is found where there is nothing: for each of many signposts that much less."""


@dataclass(frozen=True)
class Trigger:
    """A value beyond which a policy is expected to fail."""

    threshold: float
    above: bool

    def warns(self, values: Array) -> Mask:
        """Return in which draws it warns."""
        found: Mask = values > self.threshold if self.above else values < self.threshold
        return found


@dataclass(frozen=True)
class Signpost:
    """Something that is counted, with its trigger, and how good that is in draws it was not found in.

    Attributes
    ----------
    name : str
        What is counted.
    trigger : Trigger
        From which value on it warns.
    hits, false_alarms : float
        Part of the draws that fail in which it warns, and of those that do not.
    by_luck : float
        Chance of as many hits when it told nothing.
    """

    name: str
    trigger: Trigger
    hits: float
    false_alarms: float
    by_luck: float


def halves(draws: int) -> tuple[Mask, Mask]:
    """Return the draws in which triggers are found, and those in which they are judged: by turns."""
    first = np.arange(draws) % 2 == 0
    return first, ~first


def trigger_of(values: Array, fails: Mask) -> tuple[Trigger, float]:
    """Return the trigger with the most hits less false alarms, and what that is.

    Parameters
    ----------
    values : ndarray of shape (draw,)
        What is counted.
    fails : ndarray of bool, shape (draw,)
        Whether the policy fails in the end; some do and some do not.
    """
    order = np.argsort(values, kind="stable")
    ordered, bad = values[order], fails[order]
    # below each cut between two draws: how many of those that fail, and of those that do not
    below = np.cumsum(bad)[:-1] / bad.sum()
    fine = np.cumsum(~bad)[:-1] / (~bad).sum()
    gain = np.where(np.diff(ordered) > 0, below - fine, 0.0)
    place = int(np.abs(gain).argmax())
    threshold = float((ordered[place] + ordered[place + 1]) / 2)
    return Trigger(threshold, bool(gain[place] < 0)), float(abs(gain[place]))


def judged(name: str, trigger: Trigger, values: Array, fails: Mask) -> Signpost:
    """Return how good a trigger is in draws that it was not found in."""
    from scipy.stats import hypergeom

    warned = trigger.warns(values)
    hits, false = int((warned & fails).sum()), int((warned & ~fails).sum())
    by_luck = float(hypergeom.sf(hits - 1, fails.size, int(fails.sum()), hits + false))
    return Signpost(name, trigger, hits / int(fails.sum()), false / int((~fails).sum()), by_luck)


def can_be_told(fails: Mask) -> bool:
    """Whether there are enough draws that fail, and enough that do not, in both halves."""
    counts = [int(part.sum()) for half in halves(fails.size) for part in (fails[half], ~fails[half])]
    return min(counts) >= FEWEST


@dataclass(frozen=True)
class Found:
    """A trigger with what it is of, and its hits less its false alarms in the draws in which it was found."""

    name: str
    trigger: Trigger
    gain: float


def ranked(counted: Mapping[str, Array], fails: Mask, find: Mask) -> list[Found]:
    """Return the trigger of everything that is counted, found in some of the draws, the best first.

    Parameters
    ----------
    counted : mapping of str to ndarray of shape (draw,)
        What is counted, by its name.
    fails, find : ndarray of bool, shape (draw,)
        Whether the policy fails in the end, and in which draws triggers are found.
    """
    if fails[find].all() or not fails[find].any():
        return []
    triggers = ((name, *trigger_of(values[find], fails[find])) for name, values in counted.items())
    return sorted((Found(*one) for one in triggers if one[-1] > 0), key=lambda one: -one.gain)


def signposts(counted: Mapping[str, Array], fails: Mask) -> list[Signpost]:
    """Return the best signposts, the best in the half in which they were found first; none that luck would give."""
    if not can_be_told(fails):
        return []
    find, judge = halves(fails.size)
    found = (
        judged(one.name, one.trigger, counted[one.name][judge], fails[judge]) for one in ranked(counted, fails, find)
    )
    return [one for one in found if one.by_luck < BY_LUCK / len(counted)][:MOST]
