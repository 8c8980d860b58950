"""Reads a folder of parameters: every file, every problem."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import Field

from care2040.files import yaml_document
from care2040.files.problems import InvalidInput, Problem, did_you_mean
from care2040.files.schema import Strict, Text
from care2040.files.schema_problems import schema_problems
from care2040.files.yaml_document import Document
from care2040.inputs.parameters.checks import (
    PER_MEMBER,
    check_bounds,
    check_drawn,
    check_keys,
    check_name,
    check_parts,
    check_range,
    check_source,
    check_unit,
    out_of_bounds_in_draws,
)
from care2040.inputs.parameters.correlations import GROUPS, Group, read_groups
from care2040.inputs.parameters.for_each_lever import EACH, entries_for_each
from care2040.inputs.parameters.parameter import Parameter, ParameterInFile
from care2040.inputs.parameters.possible import out_of_bounds
from care2040.inputs.parameters.resolution import DISTRICT, SAME, SUM, in_common
from care2040.inputs.parameters.values import TableShelf, Values, read_values
from care2040.language.cities.city_file import CITIES
from care2040.language.cities.here import DEFAULT
from care2040.language.cities.layers import entries_of, layers, path_of, sources_of
from care2040.language.lever_lists import LEVERS

SOURCES = "sources.yaml"
CALIBRATED = "calibrated.yaml"
FUTURES = "futures.yaml"
TABLES = "tables"
NO_PARAMETERS = frozenset(
    {
        SOURCES,
        CALIBRATED,
        FUTURES,
        "targets.yaml",
        LEVERS,
        GROUPS,
        "groups.yaml",
        "city_causes.yaml",
        "reality_checks.yaml",
        "plausible.yaml",
        "city.yaml",
    }
)
"""Files of the folder that hold something else."""


class Calibration(Strict):
    """The file ``calibrated.yaml``: what the calibration found, and from which parameters it did so."""

    about: Text = Field(description="what was fitted, in a sentence")
    made_from: Text = Field(description="fingerprint of the parameters it was made from")
    values: dict[str, float] = Field(description="name of each fitted parameter and its value")
    paths: dict[str, dict[int, float]] = Field(
        default_factory=dict, description="name of each parameter by year that came out, and its values"
    )


@dataclass
class FolderReader:
    """Reads the parameters of a folder and gathers what is wrong."""

    folder: Path
    problems: list[Problem] = field(default_factory=list)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    _entries: dict[str, Document] = field(default_factory=dict)
    _values: dict[str, Values] = field(default_factory=dict)

    def read(self, calibrated: bool) -> None:
        """Read all files; put the values of ``calibrated.yaml`` in place when asked to."""
        if not self.folder.is_dir():
            there = self.folder.exists()
            message = "this is a file, not a folder" if there else "there is no such folder"
            self.problems.append(Problem(str(self.folder), 1, 1, "E020" if there else "E001", message))
            return
        sources = self._sources()
        shelf = TableShelf(self.folder)
        files = self._files()
        # the city's first: what it has an entry of is not read of the nation
        found: dict[Path, list[str]] = {}
        for path in sorted(files, key=self._is_national):
            document, before = self._document(path), {*self.parameters}
            if document is not None:
                for name in document.data:
                    self._read_one(document, name, sources, shelf)
            found[path] = [name for name in self.parameters if name not in before]
        self.parameters = {name: self.parameters[name] for path in files for name in found[path]}
        self._check_of_each_city()
        self.problems.extend(shelf.problems)
        for name, values in self._values.items():
            self._check_fold(name, values)
        if calibrated and path_of(self.folder, CALIBRATED).exists():
            self._calibrate(self._document(path_of(self.folder, CALIBRATED)))
        if not self.problems and path_of(self.folder, GROUPS).exists():
            document = self._document(path_of(self.folder, GROUPS))
            self.groups = () if document is None else read_groups(document, self.parameters, sources, self.problems)

    def _files(self) -> list[Path]:
        for path in entries_of(self.folder, "*.yml"):
            hint = f"rename it to {path.stem}.yaml"
            self.problems.append(Problem(str(path), 1, 1, "E213", "this file would not be read", hint))
        found = [path for path in entries_of(self.folder, "*.yaml") if path.name not in NO_PARAMETERS]
        if not found:
            message = "the folder holds no file with parameters"
            self.problems.append(Problem(str(self.folder), 1, 1, "E219", message, "their names end in .yaml"))
        return found

    def _is_national(self, path: Path) -> bool:
        """Whether a file holds what an entry of the city takes the place of."""
        found = layers(self.folder)
        return len(found) > 1 and path.parent == found[-1]

    def _check_of_each_city(self) -> None:
        """Tell what the first city has of its own, so that the nation has it not, and this city lacks."""
        found = layers(self.folder)
        first = found[-1].parent / CITIES / DEFAULT
        if len(found) < 2 or found[0] == first:
            return
        files = [path for path in sorted(first.glob("*.yaml")) if path.name not in NO_PARAMETERS]
        documents = [document for document in map(self._document, files) if document is not None]
        lacking = [str(name) for document in documents for name in document.data if name not in self._entries]
        if lacking:
            message = f"the city lacks what each city has of its own: {', '.join(lacking)}"
            again = f"build it again with 'care2040 city new' from its tables_in, or write what {first} has"
            self.problems.append(Problem(str(found[0]), 0, 0, "E232", message, again))

    def _sources(self) -> tuple[str, ...] | None:
        """Return the names of the sources; None when they cannot be read, which is told of once."""
        try:
            return tuple(map(str, sources_of(self.folder)))
        except InvalidInput as invalid:
            self.problems.extend(invalid.problems)
            return None

    def _document(self, path: Path) -> Document | None:
        try:
            return yaml_document.read(path)
        except InvalidInput as invalid:
            self.problems.extend(invalid.problems)
            return None

    def _read_one(
        self, document: Document, name: str | int, sources: tuple[str, ...] | None, shelf: TableShelf
    ) -> None:
        problems: list[Problem] = []
        check_name(document, name, problems)
        entry = document.data.get(name)
        if not isinstance(entry, dict):
            message = f"'{name}' must be a parameter with its keys, not a single value"
            hint = f"keys: {', '.join(ParameterInFile.model_fields)}"
            problems.append(document.problem((name,), "E103", message, hint, key=True))
        elif EACH in entry:
            for own, one in entries_for_each(document.part(name), self._levers, problems):
                self._read_entry(one, own, sources, shelf, problems)
        else:
            self._read_entry(document.part(name), str(name), sources, shelf, problems)
        self.problems.extend(problems)

    @cached_property
    def _levers(self) -> Document | None:
        return self._document(path_of(self.folder, LEVERS))

    def _read_entry(
        self, entry: Document, name: str, sources: tuple[str, ...] | None, shelf: TableShelf, problems: list[Problem]
    ) -> None:
        if name in self._entries:
            other = self._entries[name]
            if self._is_national(entry.path) and not self._is_national(other.path):
                if name in self.parameters:
                    self.parameters[name] = replace(self.parameters[name], instead_of=str(entry.path))
                return
            hint = f"first written in {other.path}, line {other.position((), key=True)[0]}; keep one of the two"
            problems.append(entry.problem((), "E202", f"the parameter '{name}' exists already", hint, key=True))
            return
        before = len(problems)
        self._entries[name] = entry
        check_keys(entry, problems)
        check_unit(entry, name, problems)
        if sources is not None:
            check_source(entry, list(sources), problems)
        values = read_values(entry, shelf, problems)
        if values is None:
            return
        self._values[name] = values
        check_bounds(entry, name, values, problems)
        check_parts(entry, name, values, problems)
        check_drawn(entry, name, values, problems)
        bounds = check_range(entry, name, values, problems)
        if len(problems) == before:
            self.parameters[name] = _built(entry, name, values, bounds)

    def _check_fold(self, name: str, values: Values) -> None:
        """Note a fold that lacks, has no district to fold, or cannot be done."""
        entry = self._entries[name]
        how = entry.data.get("fold")
        if DISTRICT not in values.axes:
            if how is not None:
                message = f"'{name}' has no district to fold"
                self._add_problem(entry, ("fold",), message, "leave 'fold' out", key=True)
        elif how is None:
            message = f"'{name}' has districts and does not say how they fold into the city"
            self._add_problem(
                entry, ("fold",), message, "add 'fold: sum', 'fold: same' or the parameter that weighs them"
            )
        elif not isinstance(how, str):
            return
        elif how == SAME and in_common(values.array) is None:
            hint = "write 'fold: sum' or the parameter that weighs them"
            self._add_problem(entry, ("fold",), f"the districts of '{name}' are not the same", hint)
        elif how not in (SUM, SAME):
            self._check_weight(entry, name, how)

    def _check_weight(self, entry: Document, name: str, weight: str) -> None:
        """Note a parameter that cannot weigh districts."""
        values = self._values.get(weight)
        if values is None and weight in self._entries:
            # What is wrong with the weight itself was told already.
            return
        if values is None or weight == name or DISTRICT not in values.axes:
            known = (other for other, has in self._values.items() if DISTRICT in has.axes and other != name)
            otherwise = "write sum, same, or a parameter with districts that weighs them"
            message = f"'{weight}' is no way to fold districts"
            self._add_problem(entry, ("fold",), message, did_you_mean(weight, (SUM, SAME, *known), otherwise))
        elif values.array.min() < 0 or values.array.sum() <= 0:
            self._add_problem(entry, ("fold",), f"'{weight}' is not above 0, so it cannot weigh districts")

    def _add_problem(
        self, entry: Document, keys: tuple[str | int, ...], message: str, hint: str = "", key: bool = False
    ) -> None:
        self.problems.append(entry.problem(keys, "E209", message, hint, key=key))

    def _calibrate(self, document: Document | None) -> None:
        """Put calibrated values in the place of those in the YAML of the parameter."""
        if document is None:
            return
        self.problems.extend(schema_problems(document, Calibration))
        values = document.data.get("values")
        for name, number in values.items() if isinstance(values, dict) else ():
            if isinstance(number, bool) or not isinstance(number, int | float):
                continue
            if name not in self._entries:
                hint = did_you_mean(name, tuple(self._entries), "run 'care2040 calibrate' again")
                message = f"unknown parameter '{name}'"
                self.problems.append(document.problem(("values", name), "E212", message, hint, key=True))
            elif name in self.parameters:
                before = self.parameters[name]
                wrong = _wrong_calibration(before, float(number))
                if wrong:
                    hint = f"run 'care2040 calibrate' again; the parameter stands in {before.file}, line {before.line}"
                    self.problems.append(document.problem(("values", name), "E218", wrong, hint))
                else:
                    self.parameters[name] = replace(before, value=np.full_like(before.value, number))
        paths = document.data.get("paths")
        for name, path in paths.items() if isinstance(paths, dict) else ():
            self._put_path(document, name, path)

    def _put_path(self, document: Document, name: str, path: Any) -> None:
        """Put the values by year that a calibration gave in the place of those in the YAML of the parameter."""
        numbers = path.values() if isinstance(path, dict) else ()
        if not numbers or any(isinstance(one, bool) or not isinstance(one, int | float) for one in numbers):
            return
        before, keys = self.parameters.get(name), ("paths", name)
        if name not in self._entries:
            hint = did_you_mean(name, tuple(self._entries), "run 'care2040 calibrate' again")
            self.problems.append(document.problem(keys, "E212", f"unknown parameter '{name}'", hint, key=True))
        elif before is not None:
            wrong = next((found for one in numbers if (found := out_of_bounds(name, before.unit, one))), "")
            wrong = wrong if before.years and not before.axes else "it is not a parameter by year"
            years = tuple(sorted(path))
            if wrong:
                hint = "run 'care2040 calibrate' again"
                self.problems.append(document.problem(keys, "E218", f"'{name}' has a wrong path: {wrong}", hint))
            else:
                value = np.array([float(path[year]) for year in years])
                self.parameters[name] = replace(before, years=years, value=value)


def _built(entry: Document, name: str, values: Values, bounds: tuple[float, float] | None) -> Parameter:
    data: Any = entry.data
    return Parameter(
        name=name,
        about=" ".join(data["about"].split()),
        unit=data["unit"],
        axes=values.axes,
        years=values.years,
        value=values.array,
        range=bounds,
        spread=data["spread"],
        year=data["year"],
        source=tuple(data["source"]),
        standing=data["standing"],
        fold=data.get("fold"),
        file=str(entry.path),
        line=entry.position((), key=True)[0],
        per_member=data.get("drawn") == PER_MEMBER,
    )


def _wrong_calibration(parameter: Parameter, number: float) -> str:
    """Return why a calibrated number cannot be the value of a parameter, or an empty text."""
    name = parameter.name
    if parameter.value.min() != parameter.value.max():
        return f"'{name}' is a table of different numbers; calibration gives one"
    wrong = out_of_bounds(name, parameter.unit, number)
    if wrong:
        return f"'{name}' is {number:g}; {wrong}"
    if parameter.range is None or parameter.is_factor:
        return ""
    low, high = parameter.range
    if not low <= number <= high:
        return f"'{name}' is {number:g}, outside its range from {low:g} to {high:g}"
    in_draws = out_of_bounds_in_draws(name, parameter.unit, parameter.spread, parameter.range, np.array(number), False)
    return in_draws[0] if in_draws else ""
