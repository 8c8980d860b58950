"""One lever and one package: what the city can do, when it works, what it promises and how sure that is."""

from collections.abc import Iterable
from dataclasses import dataclass

from care2040.inputs.parameters.schema import Standing
from care2040.inputs.policies.change import Change
from care2040.inputs.policies.lever_schema import Direction, Quality

BUDGET, EFFORT, PRICE = "_budget", "_effort", "_price"
"""Endings of the parameters of a lever: what is paid, what works, and what full effort costs."""


@dataclass(frozen=True)
class Evidence:
    """What is known of the effect of a lever."""

    source: tuple[str, ...]
    quality: Quality
    says: dict[str, str]


@dataclass(frozen=True)
class Lever:
    """Something the city can do, from not at all (effort 0) to as far as it can be taken (effort 1)."""

    name: str
    title: dict[str, str]
    about: dict[str, str]
    difference_maker: str
    aimed: bool
    need: str | None
    start: int
    ramp: float
    delay: float
    effects: tuple[str, ...]
    sign: dict[str, Direction]
    exception: dict[str, str] | None
    evidence: Evidence
    standing: Standing
    file: str
    line: int

    @property
    def effort(self) -> str:
        """Name of the parameter that says how much of it is at work."""
        return f"{self.name}{EFFORT}"

    @property
    def budget(self) -> str:
        """Name of the parameter that says how much of it is paid."""
        return f"{self.name}{BUDGET}"

    @property
    def price(self) -> str:
        """Name of the parameter that says what full effort costs, by payer."""
        return f"{self.name}{PRICE}"

    def changes(
        self, efforts: Iterable[tuple[dict[str, str], float]], start: float, full_by: float, until: float | None
    ) -> tuple[Change, ...]:
        """Return the budget over a period, and the effort it buys the delay later."""
        ends = None if until is None else until + self.delay
        found: list[Change] = []
        for members, effort in efforts:
            found.append(Change(self.budget, members, "set", effort, start, full_by, until))
            moments = (start + self.delay, full_by + self.delay, ends)
            found.append(Change(self.effort, members, "set", effort, *moments))
        return tuple(found)


@dataclass(frozen=True)
class Package:
    """Levers that are pulled together."""

    name: str
    title: dict[str, str]
    levers: tuple[str, ...]
    file: str
    line: int
