"""A rule: levers that are pulled as far as what a monitor shows asks for, some time after it shows it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from care2040.inputs.parameters.distributions import Floats
from care2040.inputs.parameters.parameter import Parameter
from care2040.inputs.policies.change import Change
from care2040.language.axes import Axes
from care2040.language.units import DIMENSIONLESS

Place = Literal["city", "district"]
"""What is looked at: the city as a whole, or each district by itself."""
STAGES = ("noted", "weighed", "decided")
"""What is asked for goes through, each a like part of the delay: so its mean is the delay, and little comes at once."""
HALF_OF_A_RAMP = 0.5
"""A straight ramp lags half its length behind."""
FASTEST = 0.25
"""Years below which no time constant goes: the longest step of the solver."""
SHORTEST = len(STAGES) * FASTEST
"""Years below which no rule decides."""
FOREVER = 1e6
"""Years in which what stays is given up again."""


@dataclass(frozen=True)
class RuleLever:
    """A lever that a rule pulls: how far in each district (or everywhere, with no member), its ramp and its delay."""

    name: str
    aimed: bool
    efforts: tuple[tuple[tuple[tuple[str, str], ...], float], ...]
    ramp: float
    delay: float

    @property
    def lags(self) -> tuple[tuple[str, str, float], ...]:
        """What lags behind what is decided: what is paid and what works, its time and how many years; in that order."""
        both = (("paid", "ramp_time", HALF_OF_A_RAMP * self.ramp), ("works", "delay_time", self.delay))
        return tuple((part, time, max(years, FASTEST)) for part, time, years in both if years > 0)


@dataclass(frozen=True)
class Rule:
    """What is looked at, from which value on, and what is done then.

    Attributes
    ----------
    name : str
        Such as ``rule_1``: what its quantities in a result begin with.
    policy : str
        The policy that it belongs to; in others nothing of it is in force.
    reads : str
        The indicator, flow, stock or variable that is looked at.
    member : str
        Of the axis that it has beside the district; empty when it has none.
    place : {"city", "district"}
        What is looked at.
    threshold, full_at : float
        From which value on something is done, and at which all of it, in the unit of `reads`; when `full_at` is the
        lower of the two, it is done where the value falls below `threshold`.
    delay : float
        Years from looking to deciding, in the mean.
    looks : tuple of (float, float)
        Spans in which it is looked.
    stays : bool
        Whether what was decided stays when the value comes back.
    levers : tuple of RuleLever
        What is pulled.
    """

    name: str
    policy: str
    reads: str
    member: str
    place: Place
    threshold: float
    full_at: float
    delay: float
    looks: tuple[tuple[float, float], ...]
    stays: bool
    levers: tuple[RuleLever, ...]

    def called(self, what: str, lever: str = "") -> str:
        """Return the name of something that the rule has, or that it has of a lever."""
        return "_".join(part for part in (self.name, lever, what) if part)

    @property
    def above(self) -> bool:
        """Whether something is done when the value is high."""
        return self.full_at >= self.threshold

    def facts(self) -> dict[str, object]:
        """Return what a result tells of the rule."""
        reads = ".".join(part for part in (self.reads, self.member) if part)
        levers = [lever.name for lever in self.levers]
        told = {"name": self.name, "policy": self.policy, "reads": reads, "place": self.place, "above": self.above}
        return told | {"threshold": self.threshold, "full_at": self.full_at, "stays": self.stays, "levers": levers}

    def changes(self) -> tuple[Change, ...]:
        """Return what puts the rule in force in its policy."""
        looking = (Change(self.called("looks"), {}, "set", 1.0, *span(one)) for one in self.looks)
        pulled = (
            Change(self.called("full", lever.name), dict(members), "set", effort, None, None, None)
            for lever in self.levers
            for members, effort in lever.efforts
        )
        return *looking, *pulled

    def parameters(self, unit: str, axes: Axes) -> Iterator[Parameter]:
        """Give the parameters that the laws of the rule read; nothing is in force before `changes`.

        Parameters
        ----------
        unit : str
            Of what is looked at.
        axes : mapping of str to tuple
            Members of every axis at the resolution of the run.
        """
        stage = self.delay / len(STAGES)
        yield _parameter(self.called("looks"), DIMENSIONLESS, 0.0)
        yield _parameter(self.called("threshold"), unit, self.threshold)
        yield _parameter(self.called("full_at"), unit, self.full_at)
        yield _parameter(self.called("stage_time"), "year", stage)
        yield _parameter(self.called("falling_time"), "year", FOREVER if self.stays else stage)
        for lever in self.levers:
            wide = any(members for members, _ in lever.efforts)
            districts = len(axes["district"])
            whole = np.zeros(districts) if wide else np.array(0.0)
            yield _parameter(self.called("full", lever.name), DIMENSIONLESS, whole, ("district",) if wide else ())
            for _, time, years in lever.lags:
                yield _parameter(self.called(time, lever.name), "year", years)


def span(years: tuple[float, float]) -> tuple[float, None, float]:
    """Return the moments of a change that is whole from one moment to another."""
    begin, end = years
    return begin, None, end


def _parameter(name: str, unit: str, value: Floats | float, axes: tuple[str, ...] = ()) -> Parameter:
    return Parameter.unwritten(name, unit, value, axes, about="Of a rule of the experiment.", file="when")
