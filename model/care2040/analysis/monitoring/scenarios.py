"""Which scenarios the counts leave: their chance when all were as likely at the start."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from care2040.analysis.observations.expected import Expected
from care2040.analysis.observations.weighing import LEAST, TooFewLeft, Weights, weigh

DEAD = 0.01
"""Chance below which a scenario has died."""
PARTED = 1e-6
"""Difference of the logarithms of likelihood within which scenarios have not parted yet."""


@dataclass(frozen=True)
class ScenarioChance:
    """A scenario after the counts.

    Attributes
    ----------
    name : str
        Of the scenario.
    chance : float
        After weighing, when every scenario was as likely at the start.
    effective : float
        Draws that are left of it, as equal draws; 0 where none makes the counts possible.
    enough : bool
        Whether these are enough to tell what it holds.
    """

    name: str
    chance: float
    effective: float
    enough: bool

    @property
    def died(self) -> bool:
        """Whether the counts leave it less than one chance in a hundred."""
        return self.chance < DEAD


@dataclass(frozen=True)
class Weighed:
    """The scenarios of a policy, with the weights of the draws in those that have enough of them left.

    Attributes
    ----------
    weights : mapping of str to Weights
        Scenario to its weights.
    chances : tuple of ScenarioChance
        In the order of the result.
    parted : bool
        Whether the counts that weigh tell the scenarios apart at all.
    tempered : float
        Part of what they say for which counts weigh in every scenario; one when they weigh in full.
    """

    weights: Mapping[str, Weights]
    chances: tuple[ScenarioChance, ...]
    parted: bool
    tempered: float


def weigh_scenarios(
    series: Mapping[str, Sequence[Expected]], main: str, temper: bool = False, held_out: bool = False
) -> Weighed:
    """Weigh the draws in each scenario, and the scenarios against each other.

    Parameters
    ----------
    series : mapping of str to sequence of Expected
        Scenario to what its draws make of the counts.
    main : str
        The scenario that most is told of; it must have enough draws left.
    temper, held_out : bool
        As for `weigh`.

    Raises
    ------
    TooFewLeft
        When too few draws are left in the main scenario.
    CannotAnalyse
        When no count weighs.
    """
    weights = {main: weigh(series[main], temper, held_out)}
    plain: dict[str, Weights | None] = {}
    for name, own in series.items():
        try:
            plain[name] = weigh(own, held_out=held_out, enough=0.0)
            weights.setdefault(name, weigh(own, temper, held_out))
        except TooFewLeft:
            plain.setdefault(name, None)
    part = max(LEAST, min(one.tempered for one in weights.values()))
    evidence = {name: -math.inf if one is None else one.evidence_at(part) for name, one in plain.items()}
    told = [value for value in evidence.values() if math.isfinite(value)]
    parted = len(told) < len(evidence) or max(told) - min(told) > PARTED
    raw = {name: math.exp(value - max(told)) for name, value in evidence.items()}
    chances = tuple(
        ScenarioChance(name, raw[name] / math.fsum(raw.values()), _left(weights.get(name) or one), name in weights)
        for name, one in plain.items()
    )
    return Weighed({name: weights[name] for name in series if name in weights}, chances, parted, part)


def _left(one: Weights | None) -> float:
    return 0.0 if one is None else float(np.float64(one.effective))
