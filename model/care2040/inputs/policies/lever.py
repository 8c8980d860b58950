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
    """What is known of the effect of a lever.

    Parameters
    ----------
    source : tuple of str
        Keys of ``sources.yaml``.
    quality : {"A", "B", "C"}
        A is randomised or quasi-experimental, B followed over time or matched, C a cross-section, experts or the press.
    says : dict of str to str
        Language to what was found and how far it carries.
    """

    source: tuple[str, ...]
    quality: Quality
    says: dict[str, str]


@dataclass(frozen=True)
class Lever:
    """Something the city can do, from not at all (effort 0) to as far as it can be taken (effort 1).

    Parameters
    ----------
    name : str
        Its effort, budget and price are the parameters ``<name>_effort``, ``<name>_budget`` and ``<name>_price``.
    title, about : dict of str to str
        Language to what it is called, and to what the city does at effort 1.
    difference_maker : str
        The package of the vision it belongs to.
    aimed : bool
        Whether its effort can differ by district.
    need : str or None
        Parameter by district that says where it is needed most; only where it can be aimed.
    start : int
        Year in which it begins when nobody says otherwise.
    ramp : float
        Years from there until it is in full force.
    delay : float
        Years between paying and working.
    effects : tuple of str
        Parameters that say how strongly it works, each with its range.
    sign : dict of str to {"up", "down"}
        What it promises: indicator to the way it moves.
    exception : dict of str to str, or None
        Language to where it works against what one would hope.
    evidence : Evidence
        What is known of it.
    standing : {"measured", "derived", "calibrated", "judged"}
        What its effect rests on.
    file, line
        Where it is written.
    """

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
        """Return the budget over a period, and the effort it buys the delay later.

        Parameters
        ----------
        efforts : iterable of (dict of str to str, float)
            Members (none for the whole) and their effort, 0 to 1.
        start, full_by : float
            Years between which the budget grows in a straight line.
        until : float or None
            Year from which nothing is paid; None is the end of the run.
        """
        ends = None if until is None else until + self.delay
        found: list[Change] = []
        for members, effort in efforts:
            found.append(Change(self.budget, members, "set", effort, start, full_by, until))
            moments = (start + self.delay, full_by + self.delay, ends)
            found.append(Change(self.effort, members, "set", effort, *moments))
        return tuple(found)


@dataclass(frozen=True)
class Package:
    """Levers that are pulled together.

    Parameters
    ----------
    name : str
        What experiments call it.
    title : dict of str to str
        Language to what it is called in a figure.
    levers : tuple of str
        Levers and packages, as written.
    file, line
        Where it is written.
    """

    name: str
    title: dict[str, str]
    levers: tuple[str, ...]
    file: str
    line: int
