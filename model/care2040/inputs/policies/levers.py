"""Levers and packages of levers: what the city can choose, and the changes it comes down to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt

from care2040.files.problems import InvalidInput
from care2040.files.schema import named
from care2040.files.schema_problems import schema_problems
from care2040.files.yaml_document import read
from care2040.inputs.parameters.parameter import Parameter
from care2040.inputs.parameters.resolution import SUM
from care2040.inputs.policies.change import Change
from care2040.inputs.policies.lever import Evidence, Lever, LeversFile, Package
from care2040.inputs.policies.lever_checks import RESIDENTS, Shelf, cross_checks
from care2040.language.axes import AXES
from care2040.language.cities.layers import around, sources_of
from care2040.language.lever_lists import LEVERS

Floats = npt.NDArray[np.float64]
Spread = Literal["evenly", "by_need", "limited"]
"""The same effort everywhere; more where it is needed most, for the same money; or less where it is needed less."""


def by_need(effort: float, need: Floats, residents: Floats) -> Floats:
    """Spread an effort in proportion to need, for the same money as the same effort everywhere.

    What a district cannot take, because its effort is full, goes to the others in proportion to their need.

    Parameters
    ----------
    effort : float
        Effort of the city as a whole, 0 to 1.
    need : ndarray of shape (district,)
        Need per resident, above 0, in any unit.
    residents : ndarray of shape (district,)
        Residents, of which only the shares matter: a district costs in proportion to them.

    Returns
    -------
    ndarray of shape (district,)
        Effort in each district, 0 to 1; weighed by residents it is `effort`.
    """
    share = residents / residents.sum()
    full = np.zeros(need.shape, dtype=bool)
    while not full.all():
        scale = (effort - share[full].sum()) / (share @ np.where(full, 0.0, need))
        wanted = np.where(full, 1.0, scale * need)
        if (wanted <= 1).all():
            return np.asarray(wanted, dtype=np.float64)
        full |= wanted > 1
    return np.ones_like(share)


def limited(effort: float, need: Floats) -> Floats:
    """Give the district in most need the whole effort, and others less in proportion: unequal also at full effort.

    Parameters
    ----------
    effort : float
        Effort where the need is greatest, 0 to 1.
    need : ndarray of shape (district,)
        Need per resident, above 0, in any unit.

    Returns
    -------
    ndarray of shape (district,)
        Effort in each district; it costs less than the same effort everywhere.
    """
    return np.asarray(effort * need / need.max(), dtype=np.float64)


__all__ = ["LEVERS", "Evidence", "Lever", "Levers", "Package", "Spread", "load"]


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
        """Return the levers that a name stands for, each once, in the order of the file."""
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
        spread : {"evenly", "by_need", "limited"}
            The same effort in each district; more where it is needed most, for the same money; or that effort where it
            is needed most and less elsewhere, for less. Levers that cannot be aimed are for the city as a whole. At
            city resolution there is nothing to spread.
        weights : ndarray of shape (district,), optional
            Need per resident, above 0, in the place of that of the lever.
        district : str, optional
            Aim at this district alone.

        Returns
        -------
        tuple of Change
            Two or, when it is spread, two per district, for each lever in the order of the file.

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
        if spread == "evenly" or not lever.aimed or (spread == "by_need" and effort == 1):
            return [({}, float(effort))]
        need = self.needs[lever.name] if weights is None else weights
        spread_out = limited(effort, need) if spread == "limited" else by_need(effort, need, self.residents)
        return [({"district": str(name)}, float(e)) for name, e in zip(AXES["district"], spread_out, strict=True)]


def load(path: Path, parameters: Mapping[str, Parameter], indicators: Iterable[str] | None = None) -> Levers:
    """Read the levers and the packages."""
    document = read(path)
    sources = tuple(str(key) for key in sources_of(around(path)))
    shelf = Shelf(parameters, sources, None if indicators is None else tuple(indicators))
    problems = [*schema_problems(document, LeversFile), *cross_checks(document, shelf)]
    if problems:
        raise InvalidInput(problems)
    written = LeversFile.model_validate(document.data)
    levers = named(written.levers, document, "levers")
    packages = named(written.packages, document, "packages")
    residents = _per_district(parameters[RESIDENTS]) if RESIDENTS in parameters else np.empty(0)
    needs = {name: _per_resident(parameters[one.need], residents) for name, one in levers.items() if one.need}
    return Levers(levers, packages, needs, residents)


def _per_district(parameter: Parameter) -> Floats:
    total: Floats = np.asarray(parameter.latest, dtype=np.float64).reshape(len(AXES["district"]), -1).sum(axis=1)
    return total


def _per_resident(parameter: Parameter, residents: Floats) -> Floats:
    """Return the need per resident: what the districts add up to is a number of something, the rest a share."""
    value = np.asarray(parameter.value, dtype=np.float64)
    return value / residents if parameter.fold == SUM else value
