"""What was observed weighs: every draw counts for as much as it makes the counts likely.

Importance weights. Where too few draws are left to say anything, they are refused with what to do; or, when that is
asked for, the counts are made to weigh less (tempered) until enough draws are left, and that is told.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from care2040.analysis.observations.errors import log_likelihood
from care2040.analysis.observations.expected import Expected
from care2040.inputs.parameters.distributions import Floats
from care2040.results.valid_draws import CannotAnalyse

ENOUGH = 50
"""Effective draws below which a band of nine in ten rests on two draws at either end."""
LEAST = 0.05
"""Counts that weigh for less than this part of what they say are not weighed."""


class TooFewLeft(CannotAnalyse):
    """The counts leave too few draws to say anything."""


@dataclass(frozen=True)
class Weights:
    """For how much each draw counts.

    Attributes
    ----------
    values : ndarray of shape (draws,)
        They add up to one.
    by_series : dict of str to ndarray of shape (draws,)
        Series to its log-likelihood.
    tempered : float
        Part of what they say for which the counts weigh; one when they weigh in full.
    evidence : float
        Logarithm of how likely all counts are over all draws, but for a constant that hangs on the counts alone.
    """

    values: Floats
    by_series: Mapping[str, Floats]
    tempered: float
    evidence: float

    @property
    def effective(self) -> float:
        """How many equal draws would say as much."""
        return effective(self.values)

    def evidence_at(self, part: float) -> float:
        """Return the evidence when counts weigh for a part of what they say; that of all of it is `evidence`."""
        return mean_likelihood(part * _whole(self.by_series))


def weigh(series: Sequence[Expected], temper: bool = False, held_out: bool = False, enough: float = ENOUGH) -> Weights:
    """Weigh draws by what was counted.

    Parameters
    ----------
    series : sequence of Expected
        What the draws make of the counts; those that say they do not weigh are left out.
    temper : bool
        Let counts weigh less where too few draws are left, instead of refusing.
    held_out : bool
        Let counts that are held out weigh too.
    enough : float
        Effective draws below which nothing is told.

    Returns
    -------
    Weights
        The weight of a draw against another hangs on these two alone.

    Raises
    ------
    TooFewLeft
        When too few draws are left, with how many it takes, or no draw makes the counts possible.
    CannotAnalyse
        When no count weighs.
    """
    used = {one.name: one.series.weighs & (held_out | ~one.held_out) for one in series}
    weighing = [one for one in series if used[one.name].any()]
    if not weighing:
        raise CannotAnalyse("no count within the run weighs", "all are held out, or told by another series too")
    found = {one.name: log_likelihood(one, used[one.name]) for one in weighing}
    whole = _whole(found)
    if not np.isfinite(whole.max()):
        impossible = [name for name, own in found.items() if not np.isfinite(own.max())] or list(found)
        raise TooFewLeft(
            f"no draw makes the counts of {', '.join(impossible)} possible: all draws would weigh nothing",
            "look at 'care2040 observe check', and at what the runs make of them",
        )
    evidence = mean_likelihood(whole)
    values, part = weights(whole), 1.0
    if effective(values) < enough:
        part = exponent(whole, enough) if temper else 0.0
        if part < LEAST:
            raise _too_few(values, enough, temper)
        values = weights(part * whole)
    return Weights(values, found, part, evidence)


def _whole(by_series: Mapping[str, Floats]) -> Floats:
    """Return the log-likelihood of each draw over all series, the same in whatever order these stand."""
    return np.array([math.fsum(parts) for parts in zip(*by_series.values(), strict=True)])


def mean_likelihood(logarithms: Floats) -> float:
    """Return the logarithm of the mean of likelihoods that are given as logarithms."""
    highest = float(logarithms.max())
    return highest + math.log(math.fsum(np.exp(logarithms - highest)) / len(logarithms))


def weights(logarithms: Floats) -> Floats:
    """Return weights that add up to one, whatever the order of the draws."""
    found = np.exp(logarithms - logarithms.max())
    weighed: Floats = found / math.fsum(found)
    return weighed


def effective(values: Floats) -> float:
    """Return how many equal draws would say as much (Kish)."""
    return 1.0 / math.fsum(values**2)


def exponent(logarithms: Floats, enough: float) -> float:
    """Return the largest part of what counts say at which enough draws are left; nought when there are none."""
    low, high = 0.0, 1.0
    finite = np.isfinite(logarithms)
    if finite.sum() < enough:
        return 0.0
    own = logarithms[finite]
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if effective(weights(middle * own)) >= enough else (low, middle)
    return low


def _too_few(values: Floats, enough: float, temper: bool) -> TooFewLeft:
    left, draws = effective(values), len(values)
    wanted = 2 if left <= 1.5 else 1
    needed = math.ceil(draws * enough / left * wanted / 100) * 100
    told = f"the counts leave {left:.0f} of {draws} draws, and it takes {enough:.0f} to say anything"
    more = f"ask for some {needed} draws"
    return TooFewLeft(told, more if temper else f"{more}, or let the counts weigh less with --temper")
