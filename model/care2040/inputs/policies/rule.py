"""A rule: levers that are pulled as far as what a monitor shows asks for, some time after it shows it."""

from collections.abc import Iterator, Mapping
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
How = Literal["all", "any"]
"""How conditions go together: every one of them is asked for, or one is enough."""
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
class Condition:
    """One thing that is looked at, and from which value on it asks for something.

    Attributes
    ----------
    label : str
        What its quantities have in their names, such as ``condition_2``; empty when its rule asks for nothing else.
    reads : str
        The indicator, flow, stock or variable that is looked at.
    member : str
        Of the axis that it has beside the district; empty when it has none.
    threshold, full_at : float
        From which value on something is done, and at which all of it, in the unit of `reads`; when `full_at` is the
        lower of the two, it is done where the value falls below `threshold`.
    """

    label: str
    reads: str
    member: str
    threshold: float
    full_at: float

    @property
    def above(self) -> bool:
        """Whether something is done when the value is high."""
        return self.full_at >= self.threshold

    def facts(self) -> dict[str, object]:
        """Return what a result tells of it."""
        reads = ".".join(part for part in (self.reads, self.member) if part)
        return {"reads": reads, "above": self.above, "threshold": self.threshold, "full_at": self.full_at}


@dataclass(frozen=True)
class Combined:
    """Conditions that go together, and within them once more others that do.

    Attributes
    ----------
    how : {"all", "any"}
        Every one of them is asked for, or one is enough.
    parts : tuple of Condition or Combined
        Two or more.
    """

    how: How
    parts: tuple["Condition | Combined", ...]

    def facts(self) -> dict[str, object]:
        """Return what a result tells of it."""
        return {self.how: [part.facts() for part in self.parts]}


def conditions_in(seen: Condition | Combined | None) -> tuple[Condition, ...]:
    """Return all conditions of a rule, in the order in which they were written."""
    if isinstance(seen, Combined):
        return tuple(one for part in seen.parts for one in conditions_in(part))
    return () if seen is None else (seen,)


@dataclass(frozen=True)
class Step:
    """Another line of the policy, which a rule waits for or takes the place of.

    Attributes
    ----------
    name : str
        As the line is written: a lever or a package.
    rule : str
        Its rule; empty when its years are written.
    levers : tuple of (str, bool, float)
        What it pulls: the lever, whether it can be aimed, and its delay in years.
    full : tuple of (float, float, float or None)
        Without a rule: when its last lever begins, is paid in full, and ends.
    """

    name: str
    rule: str
    levers: tuple[tuple[str, bool, float], ...]
    full: tuple[float, float, float | None] = (0.0, 0.0, None)


@dataclass(frozen=True)
class Rule:
    """What is looked at, from which value on, and what is done then.

    Attributes
    ----------
    name : str
        Such as ``rule_1``: what its quantities in a result begin with.
    policy : str
        The policy that it belongs to; in others nothing of it is in force.
    seen : Condition, Combined or None
        What is looked at; None when it only waits for another line.
    place : {"city", "district"}
        What is looked at.
    delay : float
        Years from looking to deciding, in the mean.
    looks : tuple of (float, float)
        Spans in which it is looked.
    stays : bool
        Whether what was decided stays when the value comes back.
    levers : tuple of RuleLever
        What is pulled.
    after : Step or None
        The line that has to be paid before this one is asked for.
    wait : float
        Years between the two.
    instead_of : Step or None
        The line that goes out as far as this one comes in.
    """

    name: str
    policy: str
    seen: Condition | Combined | None
    place: Place
    delay: float
    looks: tuple[tuple[float, float], ...]
    stays: bool
    levers: tuple[RuleLever, ...]
    after: Step | None = None
    wait: float = 0.0
    instead_of: Step | None = None

    def called(self, what: str, lever: str = "") -> str:
        """Return the name of something that the rule has, or that it has of a lever."""
        return "_".join(part for part in (self.name, lever, what) if part)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All that it looks at, in the order in which it was written."""
        return conditions_in(self.seen)

    @property
    def slowest(self) -> RuleLever:
        """The lever whose budget grows the longest: when that is paid, all is."""
        return max(self.levers, key=lambda lever: lever.ramp)

    def part_of(self, lever: RuleLever, part: str) -> str:
        """Return what says how much of a lever is paid or at work: the last stock up to there."""
        upto = [one for one, _, _ in lever.lags if part == "works" or one == "paid"]
        return self.called(upto[-1], lever.name) if upto else self.called("decided")

    def facts(self) -> dict[str, object]:
        """Return what a result tells of the rule."""
        told: dict[str, object] = {"name": self.name, "policy": self.policy, "place": self.place, "stays": self.stays}
        told |= {} if self.seen is None else self.seen.facts()
        told |= {"after": self.after.name, "wait": self.wait} if self.after else {}
        told |= {"instead_of": self.instead_of.name} if self.instead_of else {}
        return told | {"levers": [lever.name for lever in self.levers]}

    def changes(self) -> tuple[Change, ...]:
        """Return what puts the rule in force in its policy."""
        looking = (Change(self.called("looks"), {}, "set", 1.0, *span(one)) for one in self.looks)
        pulled = (
            Change(self.called("full", lever.name), dict(members), "set", effort, None, None, None)
            for lever in self.levers
            for members, effort in lever.efforts
        )
        return *looking, *pulled, *self._follows()

    def _follows(self) -> Iterator[Change]:
        """Give how far the line that it waits for is paid, where the years of that line are written."""
        if self.after is not None and not self.after.rule:
            begin, full, until = self.after.full
            moments = (begin + self.wait, full + self.wait, until)
            if until is None or until > moments[0]:
                yield Change(self.called("follows"), {}, "set", 1.0, *moments)

    def parameters(self, units: Mapping[str, str], axes: Axes) -> Iterator[Parameter]:
        """Give the parameters that the laws of the rule read; nothing is in force before `changes`.

        Parameters
        ----------
        units : mapping of str to str
            Unit of everything that is looked at.
        axes : mapping of str to tuple
            Members of every axis at the resolution of the run.
        """
        stage = self.delay / len(STAGES)
        yield _parameter(self.called("looks"), DIMENSIONLESS, 0.0)
        for one in self.conditions:
            yield _parameter(self.called("threshold", one.label), units[one.reads], one.threshold)
            yield _parameter(self.called("full_at", one.label), units[one.reads], one.full_at)
        yield _parameter(self.called("stage_time"), "year", stage)
        yield _parameter(self.called("falling_time"), "year", FOREVER if self.stays else stage)
        for lever in self.levers:
            wide = any(members for members, _ in lever.efforts)
            districts = len(axes["district"])
            whole = np.zeros(districts) if wide else np.array(0.0)
            yield _parameter(self.called("full", lever.name), DIMENSIONLESS, whole, ("district",) if wide else ())
            for _, time, years in lever.lags:
                yield _parameter(self.called(time, lever.name), "year", years)
        yield from self._between_lines()

    def _between_lines(self) -> Iterator[Parameter]:
        """Give the parameters of what comes before this rule, and of what it takes the place of."""
        if self.after is not None and not self.after.rule:
            yield _parameter(self.called("follows"), DIMENSIONLESS, 0.0)
        if self.waits:
            yield _parameter(self.called("wait_time"), "year", self.wait / len(STAGES))
        for name, _, delay in self.instead_of.levers if self.instead_of else ():
            if delay > 0:
                yield _parameter(self.called("gone_time", name), "year", max(delay, FASTEST))

    @property
    def waits(self) -> bool:
        """Whether years pass between another rule and this one; where that line has years, these are shifted."""
        return self.after is not None and bool(self.after.rule) and self.wait > 0


def span(years: tuple[float, float]) -> tuple[float, None, float]:
    """Return the moments of a change that is whole from one moment to another."""
    begin, end = years
    return begin, None, end


def _parameter(name: str, unit: str, value: Floats | float, axes: tuple[str, ...] = ()) -> Parameter:
    return Parameter.unwritten(name, unit, value, axes, about="Of a rule of the experiment.", file="when")
