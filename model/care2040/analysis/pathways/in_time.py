"""Until when a change-over is in time, as far as a chance that is counted among draws can say it."""

import math
from collections.abc import Mapping

from care2040.analysis.pathways.tipping import NEVER

SURE = 1.645
"""Standard errors on either side of a chance that hold it nine times in ten."""


def reach(chance: float, draws: int) -> float:
    """Return by how much a chance, counted among so many draws, may be off either way nine times in ten."""
    return SURE * math.sqrt(chance * (1 - chance) / draws)


def last_year(chances: Mapping[int, float], level: float) -> float:
    """Return the last whole year in which a chance is at some level, straight between the years in which it was run.

    Parameters
    ----------
    chances : mapping of int to float
        Chance to keep the aim, by the year of the change-over.
    level : float
        The chance that is enough.

    Returns
    -------
    float
        A year; -inf when it is enough in none of them, +inf when it is in the last.
    """
    years = sorted(chances)
    timely = [year for year in years if chances[year] >= level]
    if not timely:
        return -NEVER
    last = timely[-1]
    later = [year for year in years if year > last]
    if not later:
        return NEVER
    part = (chances[last] - level) / (chances[last] - chances[later[0]])
    return float(math.floor(last + part * (later[0] - last)))


def between(chances: Mapping[int, float], chance: float, draws: int) -> tuple[float, float]:
    """Return between which years the last year in time lies, nine times in ten; see `last_year`."""
    off = reach(chance, draws)
    return last_year(chances, chance + off), last_year(chances, chance - off)
