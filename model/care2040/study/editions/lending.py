"""The numbers of one edition in the files of another: laws find every name they read, and what it can take is taken."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from care2040.files.yaml_document import read

YEARS = range(1900, 2200)
EDGES = ("value", "range", "spread")
"""What of a parameter is its number; the rest says what it is."""


@dataclass
class Lending:
    """Puts the numbers of one edition in place of those of another.

    Attributes
    ----------
    columns : dict of str to set of str
        Table to its columns, of the tables that will be there.
    lent : set of str
        What stayed as it was, for the other edition has no number that fits.
    """

    columns: Mapping[str, set[str]]
    lent: set[str] = field(default_factory=set)

    def parameters(self, own: Mapping[Any, Any], other: Mapping[Any, Any]) -> dict[Any, Any]:
        """Return the entries of a file of parameters with the numbers of another edition, wherever these stand."""
        return {name: self._entry(name, entry, other.get(name)) for name, entry in own.items()}

    def mapping(self, own: Any, other: Any, path: tuple[str, ...] = ()) -> Any:
        """Return levers, futures, correlations or targets with the numbers of another edition."""
        if isinstance(own, dict) and isinstance(other, dict) and not (_numbers(own) or _numbers(other)):
            return {
                key: self.mapping(value, other[key], (*path, str(key)))
                if key in other
                else self._keep(value, path, key)
                for key, value in own.items()
            }
        return other if _alike(own, other) else own

    def _keep(self, value: Any, path: tuple[str, ...], key: object) -> Any:
        if len(path) == 1:  # a lever, a future, a target
            self.lent.add(str(key))
        return value

    def _entry(self, name: str, own: Any, other: Any) -> Any:
        if not (isinstance(own, dict) and isinstance(other, dict)):
            self.lent.add(name)
            return own
        if "value" not in own and "value" not in other:  # one entry for each lever, whose numbers stand with the levers
            return own
        fits = own.get("unit") == other.get("unit") and _alike(own.get("value"), other.get("value"))
        if not fits or not self._is_there(other.get("value")):
            self.lent.add(name)
            return own
        return {key: other[key] if key in EDGES and key in other else value for key, value in own.items()}

    def _is_there(self, value: Any) -> bool:
        """Whether the column that a value is read from will be there."""
        if not isinstance(value, dict) or "table" not in value:
            return True
        return value.get("column") in self.columns.get(str(value["table"]), set())


def _value(entry: Any) -> Any:
    return entry["value"] if isinstance(entry, dict) and "value" in entry else entry


def _numbers(value: Mapping[Any, Any]) -> bool:
    """Whether a mapping holds nothing but numbers, so that it is one value."""
    return bool(value) and all(isinstance(one, int | float) and not isinstance(one, bool) for one in value.values())


def _alike(own: Any, other: Any) -> bool:
    """Whether one value can stand in the place of another: the same members, or a course in the place of a number."""
    if isinstance(own, dict) and isinstance(other, dict):
        return own.keys() == other.keys() or (_by_year(own) and _by_year(other))
    simple = (_by_year(own) or isinstance(own, int | float), _by_year(other) or isinstance(other, int | float))
    if all(simple):
        return True
    if isinstance(own, list) and isinstance(other, list):
        return all(isinstance(one, int | float) for one in (*own, *other))
    return False


def _by_year(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(key, int) and key in YEARS for key in value)


def entries(folder: Path, without: frozenset[str]) -> dict[Any, Any]:
    """Return every parameter of a folder by name, in whichever file it stands."""
    return {name: entry for _, data in files(folder, without) for name, entry in data.items()}


def files(folder: Path, without: frozenset[str]) -> Iterator[tuple[str, dict[Any, Any]]]:
    """Give the YAML files of a folder of parameters with what they hold."""
    for path in sorted(folder.glob("*.yaml")):
        if path.name not in without:
            yield path.name, read(path).data


def changed_entries(old: Mapping[Any, Any], new: Mapping[Any, Any]) -> tuple[str, ...]:
    """Return the parameters whose value is not the same, and those that one edition alone has, with a sign."""
    found = []
    for name in sorted({*map(str, old), *map(str, new)}):
        was, now = old.get(name), new.get(name)
        if was is None or now is None:
            found.append(f"{'+' if was is None else '-'}{name}")
        elif _value(was) != _value(now):
            found.append(name)
    return tuple(found)
