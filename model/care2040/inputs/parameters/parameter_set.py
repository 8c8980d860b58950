"""Parameters: read from YAML and tables, folded to a resolution, drawn from their ranges."""

import hashlib
import pickle
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from care2040.files import fingerprints
from care2040.files.memory import cache
from care2040.files.problems import InvalidInput, nearest
from care2040.inputs.parameters.correlations import Group
from care2040.inputs.parameters.distributions import Floats, stream
from care2040.inputs.parameters.parameter import Parameter, drawn_parts, law_choice
from care2040.inputs.parameters.reader import CALIBRATED, FolderReader
from care2040.inputs.parameters.resolution import DISTRICT, SAME, SUM, added_up, in_common, weighed
from care2040.language.axes import Resolution
from care2040.language.cities.here import the_city
from care2040.language.cities.layers import all_files, below, check_here, layers

NOT_READ = frozenset(
    {
        "build",
        "observed",
        "groups.yaml",
        "city_causes.yaml",
        "reality_checks.yaml",
        "plausible.yaml",
        "city.yaml",
        "cities",
        "tables_in",
    }
)
"""What stands beside the parameters and changes no result: what the tables were made from, and how; groups, reality
checks, and the bounds outside which a run is told of."""
FOR_NEW_CITIES = "nation_"
"""How tables begin that no parameter reads: a new city is made of them."""

_READ_BY = fingerprints.sources(("files", "language", "inputs"))
"""Everything that reads parameters, as it was loaded."""

__all__ = ["Parameter", "Parameters", "fingerprint", "load"]


class Parameters(Mapping[str, Parameter]):
    """All parameters by name, at one resolution.

    Parameters
    ----------
    parameters : iterable of Parameter
        In the order in which they were read.
    resolution : {"district", "city"}
        Whether the axis ``district`` has ten members or one.
    groups : iterable of Group
        Which of them are drawn together.

    Notes
    -----
    ``parameters["name.member"]`` is the one number that a member is where each member is drawn by itself; iterating
    gives whole parameters only.
    """

    def __init__(
        self, parameters: Iterable[Parameter], resolution: Resolution = "district", groups: Iterable[Group] = ()
    ) -> None:
        self._by_name = {parameter.name: parameter for parameter in parameters}
        self.drawn = drawn_parts(self._by_name.values())
        self._members = {name: part for name, part in self.drawn.items() if name not in self._by_name}
        self.resolution = resolution
        self.groups = tuple(groups)
        self._group_of = {name: group for group in self.groups for name in group.signs}

    def __getitem__(self, name: str) -> Parameter:
        found = self._by_name.get(name) or self._members.get(name)
        if found is None:
            near = nearest(name, [*self._by_name, *self._members])
            raise KeyError(f"{name}; did you mean {near}?" if near else name)
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._by_name or name in self._members

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def at(self, resolution: Resolution) -> "Parameters":
        """Return the parameters at a resolution.

        Parameters
        ----------
        resolution : {"district", "city"}
            "city" folds the districts into one member, as each parameter's ``fold`` says.

        Returns
        -------
        parameters : Parameters
            Itself when it is at that resolution.

        Raises
        ------
        ValueError
            When a city is to be unfolded into districts.
        """
        if resolution == self.resolution:
            return self
        if resolution == "district":
            raise ValueError(
                "a city that was folded cannot be unfolded into districts; start from the loaded parameters"
            )
        return Parameters((self._folded(parameter) for parameter in self.values()), resolution, self.groups)

    def with_laws(self, drawn: Mapping[str, Mapping[str, float]]) -> "Parameters":
        """Return the parameters with one more for each quantity whose law is drawn.

        Parameters
        ----------
        drawn : mapping of str to mapping of str to float
            Quantity to its laws, the model's own first, each with how often it is drawn against the others.
        """
        if not drawn:
            return self
        choices = (law_choice(quantity, chances) for quantity, chances in drawn.items())
        return Parameters((*self.values(), *choices), self.resolution, self.groups)

    def _folded(self, parameter: Parameter) -> Parameter:
        if DISTRICT not in parameter.axes:
            return parameter
        if parameter.fold == SUM:
            return replace(parameter, value=added_up(parameter.value))
        if parameter.fold == SAME:
            common = in_common(parameter.value)
            if common is None:
                raise ValueError(f"the districts of '{parameter.name}' are not the same, so they do not fold")
            return replace(parameter, value=common)
        weight = self[str(parameter.fold)]
        return replace(parameter, value=weighed(parameter.value, parameter.axes, weight.latest, weight.axes))

    def draw(self, count: int, seed: int, names: Collection[str] | None = None) -> dict[str, Floats]:
        """Draw from the ranges of the parameters.

        Parameters
        ----------
        count : int
            Number of draws; with 1 nothing is drawn and the central values are given.
        seed : int
            Seed of the experiment.
        names : collection of str, optional
            Parameters to draw, whole or ``parameter.member``; all that have a spread when left out.

        Returns
        -------
        dict of str to ndarray of shape (count,)
            For a parameter that is one number its value in each draw, in its unit; for one with axes or years a factor
            on all of it; where each member is drawn by itself, ``parameter.member`` with its value. Each comes from a
            stream of its own name, and those of a group share one more: draw k of a parameter is the same whatever the
            count and whichever other parameters there are.

        Raises
        ------
        ValueError
            When `count` is not at least 1.
        KeyError
            When a name is not that of a parameter.
        """
        if count < 1:
            raise ValueError(f"the number of draws is {count}; it must be at least 1")
        wanted = self.drawn
        if names is not None:
            wanted = {key: part for name in names for key, part in self[name].parts().items()}
        if count == 1:
            return {name: np.array([part.centre]) for name, part in wanted.items()}
        return {name: part.quantiles(self.shares(name, seed, count)) for name, part in wanted.items()}

    def shares(self, name: str, seed: int, count: int) -> Floats:
        """Return the cumulative probabilities at which `draw` takes what is drawn under a name, shape (count,)."""
        group = self._group_of.get(name)
        return stream(name, seed, count) if group is None else group.shares(name, seed, count)


def load(folder: Path, calibrated: bool = True) -> Parameters:
    """Read every parameter of a folder.

    Parameters
    ----------
    folder : Path
        Holds one YAML file a sector, ``sources.yaml``, ``tables/`` and, once calibrated, ``calibrated.yaml``.
    calibrated : bool
        Put the values of ``calibrated.yaml`` in the place of those in the YAML of the sectors.

    Returns
    -------
    parameters : Parameters
        At district resolution.

    Raises
    ------
    InvalidInput
        With every problem in every file.
    """
    check_here()
    key = _key(folder, calibrated)
    kept = cache.find(key) if key else None
    if kept:
        found: Parameters = pickle.loads(kept)
        return found
    reader = FolderReader(folder)
    reader.read(calibrated)
    if reader.problems:
        raise InvalidInput(reader.problems)
    read = Parameters(reader.parameters.values(), groups=reader.groups)
    if key:
        cache.keep(key, pickle.dumps(read))
    return read


def _key(folder: Path, calibrated: bool) -> str:
    """Return what tells parameters that were read from any others: what stands in the files, and who read them."""
    try:
        facts = (
            fingerprints.fingerprint(all_files(folder)),
            repr(the_city()),
            str(folder),
            calibrated,
            _READ_BY,
            np.__version__,
            sys.version,
        )
    except OSError:
        return ""
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def fingerprint(folder: Path) -> str:
    """Return the SHA-256 over names and content of all that parameters are read from: YAML, units and tables.

    Parameters
    ----------
    folder : Path
        The folder with the parameters. Hidden files are passed over, and line ends count as one character: a
        checkout on Windows has the same fingerprint.
    """
    found: dict[str, Path] = {}
    for layer in reversed(layers(folder)):
        for name, path in below(layer).items():
            if _is_read(Path(name)):
                # of what both have the entries of both count
                found[f"{layer.name}/{name}" if name in found else name] = path
    return fingerprints.fingerprint(found)


def _is_read(name: Path) -> bool:
    hidden = any(part.startswith(".") for part in name.parts)
    passed_over = name == Path(CALIBRATED) or name.parts[0] in NOT_READ or name.name.startswith(FOR_NEW_CITIES)
    return not hidden and not passed_over and name.suffix in (".yaml", ".csv", ".txt")
