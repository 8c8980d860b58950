"""Levers and packages of levers: what the city can choose, what it promises, and the changes it comes down to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import numpy as np

from care2040.axes import AXES
from care2040.changes import Change
from care2040.folding import SUM
from care2040.lever_checks import RESIDENTS, cross_checks
from care2040.lever_schema import Direction, LeverInFile, LeversInFile, Quality
from care2040.lever_spread import Floats, by_need
from care2040.parameter import Parameter
from care2040.parameter_schema import Standing
from care2040.problems import InvalidInput
from care2040.schema_problems import schema_problems
from care2040.yamlfile import Document, read

LEVERS = "levers.yaml"
"""Name of the file, beside the parameters."""
Spread = Literal["evenly", "by_need"]

__all__ = ["LEVERS", "Evidence", "Lever", "Levers", "Package", "Spread", "load"]


@dataclass(frozen=True)
class Evidence:
    """What is known of the effect of a lever.

    Parameters
    ----------
    source : tuple of str
        Keys of ``sources.yaml``.
    quality : {"A", "B", "C"}
        A is randomised or quasi-experimental, B followed over time or matched, C a cross-section, an expert or the press.
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
            found.append(Change(f"{self.name}_budget", members, "set", effort, start, full_by, until))
            moments = (start + self.delay, full_by + self.delay, ends)
            found.append(Change(f"{self.name}_effort", members, "set", effort, *moments))
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


@dataclass(frozen=True)
class Levers:
    """All levers and packages, and where each lever is needed most.

    Parameters
    ----------
    levers : mapping of str to Lever
        In the order of the file.
    packages : mapping of str to Package
        In the order of the file.
    needs : mapping of str to ndarray of shape (district,)
        Of each lever that can be aimed: its need per resident.
    residents : ndarray of shape (district,)
        Residents at the start.
    """

    levers: Mapping[str, Lever] = field(default_factory=lambda: MappingProxyType({}))
    packages: Mapping[str, Package] = field(default_factory=lambda: MappingProxyType({}))
    needs: Mapping[str, Floats] = field(default_factory=lambda: MappingProxyType({}))
    residents: Floats = field(default_factory=lambda: np.empty(0))

    @property
    def names(self) -> tuple[str, ...]:
        """Every name an experiment may give an effort: levers, then packages."""
        return (*self.levers, *self.packages)

    def members(self, name: str) -> tuple[str, ...]:
        """Return the levers that a name stands for, each once, in the order of the file.

        Raises
        ------
        ValueError
            When there is no such lever or package.
        """
        if name in self.levers:
            return (name,)
        if name not in self.packages:
            raise ValueError(f"there is no lever or package '{name}'")
        inside = {lever for part in self.packages[name].levers for lever in self.members(part)}
        return tuple(lever for lever in self.levers if lever in inside)

    def changes(
        self,
        name: str,
        effort: float,
        start: float | None = None,
        full_by: float | None = None,
        until: float | None = None,
        spread: Spread = "evenly",
        weights: Floats | None = None,
        district: str | None = None,
    ) -> tuple[Change, ...]:
        """Return what a lever or a package does to the parameters: what is paid, and what works.

        Parameters
        ----------
        name : str
            A lever or a package.
        effort : float
            0 to 1.
        start : float, optional
            Year it begins; by default that of each lever.
        full_by : float, optional
            Year its budget is full; by default the ramp of each lever after `start`.
        until : float, optional
            Year from which nothing is paid; what was paid for works on for the delay of the lever.
        spread : {"evenly", "by_need"}
            The same effort in each district, or more where it is needed most, for the same money. Levers that cannot
            be aimed are for the city as a whole either way. By need takes ten districts: at city resolution there is
            nothing to spread.
        weights : ndarray of shape (district,), optional
            Need per resident, above 0, in the place of that of the lever.
        district : str, optional
            Aim at this district alone.

        Returns
        -------
        tuple of Change
            Two or, by need, two per district, for each lever in the order of the file.

        Raises
        ------
        ValueError
            When there is no such lever or package, the effort is not 0 to 1, or a district is given for what
            cannot be aimed.
        """
        if not 0 <= effort <= 1:
            raise ValueError(f"the effort of '{name}' is {effort:g}; it lies between 0 and 1")
        found: list[Change] = []
        for lever in (self.levers[each] for each in self.members(name)):
            begin = lever.start if start is None else start
            full = begin + lever.ramp if full_by is None else full_by
            efforts = self._efforts(lever, effort, spread, weights, district)
            found += lever.changes(efforts, float(begin), float(full), None if until is None else float(until))
        return tuple(found)

    def _efforts(
        self, lever: Lever, effort: float, spread: Spread, weights: Floats | None, district: str | None
    ) -> list[tuple[dict[str, str], float]]:
        if district is not None:
            if not lever.aimed:
                raise ValueError(f"'{lever.name}' cannot be aimed at districts")
            return [({"district": district}, float(effort))]
        if spread == "evenly" or not lever.aimed:
            return [({}, float(effort))]
        need = self.needs[lever.name] if weights is None else weights
        spread_out = by_need(effort, need, self.residents)
        return [({"district": str(name)}, float(e)) for name, e in zip(AXES["district"], spread_out, strict=True)]


def load(path: Path, parameters: Mapping[str, Parameter], indicators: Iterable[str] | None = None) -> Levers:
    """Read the levers and the packages.

    Parameters
    ----------
    path : Path
        ``levers.yaml``; ``sources.yaml`` lies beside it.
    parameters : mapping of str to Parameter
        All parameters, at district resolution.
    indicators : iterable of str, optional
        What a lever may promise; without it promises are not checked.

    Returns
    -------
    Levers

    Raises
    ------
    InvalidInput
        With every problem found: file, line, what is allowed and the nearest name.
    """
    document = read(path)
    sources = read(path.parent / "sources.yaml").data
    names = None if indicators is None else tuple(indicators)
    problems = [*schema_problems(document, LeversInFile)]
    problems += cross_checks(document, parameters, tuple(str(key) for key in sources), names)
    if problems:
        raise InvalidInput(problems)
    written = LeversInFile.model_validate(document.data)
    levers = {name: _lever(document, name, entry) for name, entry in written.levers.items()}
    packages = {
        name: Package(name, entry.title.model_dump(), tuple(entry.levers), *_place(document, "packages", name))
        for name, entry in written.packages.items()
    }
    residents = _per_district(parameters[RESIDENTS]) if RESIDENTS in parameters else np.empty(0)
    needs = {
        name: _per_resident(parameters[lever.need], residents) for name, lever in levers.items() if lever.need is not None
    }
    return Levers(levers, packages, needs, residents)


def _lever(document: Document, name: str, entry: LeverInFile) -> Lever:
    evidence = Evidence(tuple(entry.evidence.source), entry.evidence.quality, entry.evidence.says.model_dump())
    return Lever(
        name=name,
        title=entry.title.model_dump(),
        about=entry.about.model_dump(),
        difference_maker=entry.difference_maker,
        aimed=entry.aimed,
        need=entry.need,
        start=entry.start,
        ramp=entry.ramp,
        delay=entry.delay,
        effects=tuple(entry.effects),
        sign=dict(entry.sign),
        exception=None if entry.exception is None else entry.exception.model_dump(),
        evidence=evidence,
        standing=entry.standing,
        **dict(zip(("file", "line"), _place(document, "levers", name), strict=True)),
    )


def _place(document: Document, group: str, name: str) -> tuple[str, int]:
    return str(document.path), document.position((group, name), key=True)[0]


def _per_district(parameter: Parameter) -> Floats:
    return np.asarray(parameter.value, dtype=np.float64).reshape(len(AXES["district"]), -1).sum(axis=1)


def _per_resident(parameter: Parameter, residents: Floats) -> Floats:
    """Return the need per resident: what the districts add up to is a number of something, the rest a share."""
    value = np.asarray(parameter.value, dtype=np.float64)
    return value / residents if parameter.fold == SUM else value
