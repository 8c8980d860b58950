"""What counts are worth: how much less uncertain they make the need of 2040, and a choice between two policies.

Linear and normal: the need of 2040 is regressed on what would be counted, over all draws, with the errors of the counts
added to their covariance. Counts that there are already stand among them, so that what they tell is not told twice.
All draws count alike here: of a few dozen effective ones every further count would explain a per cent by chance.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from care2040.inputs.parameters.distributions import Floats

NODES = 64
"""Points at which the chance of a wrong choice is averaged."""


@dataclass(frozen=True)
class Choice:
    """A choice between two policies by what the second adds to an indicator of which less is better.

    Attributes
    ----------
    mean : float
        What the second adds, as is thought now.
    variance : float
        How uncertain that is now.
    """

    mean: float
    variance: float

    def chance_wrong(self, explained: float = 0.0) -> float:
        """Return the expected chance to choose the worse one, after counts that explain a part of the variance."""
        told, left = self._spreads(explained)
        if left <= 0:
            return 0.0
        points, shares = np.polynomial.hermite_e.hermegauss(NODES)
        means = np.abs(self.mean + told * points) / left
        return float(shares @ ndtr(-means) / shares.sum())

    def gain(self, explained: float) -> float:
        """Return by how much less the indicator is expected to be when counts are waited for before choosing."""
        told, _ = self._spreads(explained)
        if told <= 0:
            return 0.0
        away = abs(self.mean) / told
        return told * math.exp(-(away**2) / 2) / math.sqrt(2 * math.pi) - abs(self.mean) * float(ndtr(-away))

    def _spreads(self, explained: float) -> tuple[float, float]:
        return math.sqrt(self.variance * explained), math.sqrt(max(0.0, self.variance * (1 - explained)))


def left_over(targets: Floats, away: Floats, whole: Floats) -> Floats:
    """Return the variance of some targets that is left when something was counted.

    Parameters
    ----------
    targets : ndarray of shape (draws, targets)
        What one wants to know, in each draw.
    away : ndarray of shape (draws, counts)
        What each draw makes of the counts, less the mean over the draws.
    whole : ndarray of shape (counts, counts)
        Covariance of the counts: that over the draws and that of their errors.

    Returns
    -------
    ndarray of shape (targets,)
    """
    own = targets - targets.mean(axis=0)
    along = away.T @ own / len(own)
    found: Floats = (own**2).mean(axis=0) - (along * np.linalg.solve(whole, along)).sum(axis=0)
    return found


def explained_by_neighbours(target: Floats, counted: Floats, errors: Floats, spread: Floats) -> float:
    """Return the part of the variance that counts explain by no formula: what draws with nearly the same counts share.

    Parameters
    ----------
    target : ndarray of shape (draws,)
        What one wants to know.
    counted : ndarray of shape (draws, counts)
        What each draw makes of the counts.
    errors : ndarray of shape (draws, counts)
        An error drawn for each of them.
    spread : ndarray of shape (counts, counts)
        Covariance of the errors.

    Returns
    -------
    float
        Along the best straight line through the counts, draws are put in order and compared with the next one: half
        the mean square of the steps is what is left (Rice 1984).
    """
    away = counted - counted.mean(axis=0)
    own = target - target.mean()
    line = np.linalg.solve(away.T @ away / len(own) + spread, away.T @ own / len(own))
    steps = np.diff(own[np.argsort((counted + errors) @ line, kind="stable")])
    return 1.0 - float(steps @ steps) / 2 / len(steps) / float(own @ own / len(own))
