"""Check all that a run reads, and say everything that is wrong at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from care2040.files.problems import CareError
from care2040.language.cities.here import in_city, is_chosen, the_city
from care2040.study.shipped import find_experiment, known_names, shipped_experiments

if TYPE_CHECKING:
    from care2040.engine.compiler.system import System
    from care2040.files.problems import Problem
    from care2040.inputs.experiments.experiment import Experiment, Known
    from care2040.inputs.parameters.parameter_set import Parameters
    from care2040.language.cities.city import City
    from care2040.language.model import Model

Found = TypeVar("Found")


@dataclass(frozen=True)
class Checked:
    """What was looked at, and what is wrong with it.

    Attributes
    ----------
    problems : tuple of Problem
        Errors and warnings, by file and line.
    counts : dict of str to int
        What was looked at; what could not be read is not counted.
    """

    problems: tuple[Problem, ...]
    counts: dict[str, int]

    @property
    def errors(self) -> bool:
        """Whether anything stops a run."""
        return any(problem.severity == "error" for problem in self.problems)


def check(files: Sequence[Path] = (), folder: Path | None = None) -> Checked:
    """Check experiments, parameters, levers, units, equations, reality checks and the calibration.

    Parameters
    ----------
    files : sequence of Path
        Experiments; all that are shipped when none is given.
    folder : Path, optional
        The parameters; those that are shipped when left out.
    """
    from care2040.files.package_files import package_folder
    from care2040.files.problems import in_order

    place = folder or package_folder("parameters")
    paths = list(files) or list(shipped_experiments().values())
    problems: list[Problem] = []
    counts: dict[str, int] = {}
    for city, own in _by_city(paths).items():
        with in_city(city):
            counts = {**_check(place, own, problems), **counts}
    return Checked(in_order(problems), {"experiments": len(paths), **counts})


def _by_city(paths: Sequence[Path]) -> dict[City, list[Path]]:
    """Return cities with the experiments about each; all are about the one that somebody said it is about."""
    from care2040.files.problems import InvalidInput
    from care2040.inputs.experiments.of_a_city import city_of_file

    found: dict[City, list[Path]] = {}
    for path in paths:
        try:
            asked = None if is_chosen() else city_of_file(find_experiment(path))
        except InvalidInput:
            asked = None  # there is no such file, which is told when it is read
        found.setdefault(asked or the_city(), []).append(path)
    return found


def _check(place: Path, paths: Sequence[Path], problems: list[Problem]) -> dict[str, int]:
    """Check experiments about the present city with the numbers of that city, and return what was counted."""
    memory = _Memory(place)
    inputs, counts = _Inputs(place), memory.found_well("model")
    if counts is None:
        counts = _check_model(inputs, problems)
        if not problems:
            memory.remember("model", counts)
    for path in paths:
        if memory.found_well("experiment", path) is None:
            known, parameters = inputs.known(problems), inputs.parameters(problems)
            read = _collect(partial(_read_experiment, path, known, parameters), problems)
            problems += read.warnings if read else ()
            # points in a file of their own may change without it
            if read and not read.warnings and not (read.sweep and read.sweep.method == "file"):
                memory.remember("experiment", {}, path)
    return counts


class _Memory:
    """What was found well before, with the same files of the model, its parameters and the program."""

    def __init__(self, place: Path) -> None:
        from care2040.files.fingerprints import fingerprint
        from care2040.files.memory.program import installed
        from care2040.language.cities.layers import all_files

        try:
            files = all_files(place)
            self.seal = repr((installed(), str(place), the_city(), fingerprint(files)))
        except OSError:
            self.seal = ""

    def _key(self, what: str, path: Path | None) -> str:
        from care2040.files.fingerprints import sha256

        file = (str(path), sha256(find_experiment(path))) if path else ()
        return hashlib.sha256(repr((what, self.seal, file)).encode()).hexdigest()

    def found_well(self, what: str, path: Path | None = None) -> dict[str, int] | None:
        """Return what was counted then; None when it was never looked at, or something was wrong."""
        from care2040.files.memory import cache

        try:
            found = cache.find(self._key(what, path)) if self.seal else None
        except (OSError, CareError):
            return None
        counts: dict[str, int] | None = json.loads(found) if found else None
        return counts

    def remember(self, what: str, counts: Mapping[str, int], path: Path | None = None) -> None:
        """Remember that nothing was wrong."""
        from care2040.files.memory import cache

        if self.seal:
            cache.keep(self._key(what, path), json.dumps(counts).encode())


class _Inputs:
    """Parameters, model and all names, each read when it is first asked for; what is wrong with them is told once."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.read: dict[str, Any] = {}

    def _once(self, name: str, look: Callable[[], Any], problems: list[Problem]) -> Any:
        if name not in self.read:
            self.read[name] = _collect(look, problems)
        return self.read[name]

    def parameters(self, problems: list[Problem]) -> Parameters | None:
        from care2040.inputs.parameters.parameter_set import load

        found: Parameters | None = self._once("parameters", partial(load, self.place), problems)
        return found

    def model(self, problems: list[Problem]) -> Model | None:
        from care2040.sectors import load_model

        found: Model | None = self._once("model", partial(load_model, self.place), problems)
        return found

    def known(self, problems: list[Problem]) -> Known | None:
        parameters, model = self.parameters(problems), self.model(problems)
        if parameters is None or model is None:
            return None
        found: Known | None = self._once("known", partial(known_names, model, parameters, self.place), problems)
        return found


def _check_model(inputs: _Inputs, problems: list[Problem]) -> dict[str, int]:
    """Check all but the experiments, and return what was counted."""
    from care2040.analysis.between_cities import causes as city_causes
    from care2040.analysis.feedback.loop_registry import load_loops
    from care2040.analysis.levers.promises import check_ways
    from care2040.analysis.observations import register
    from care2040.analysis.uncertainty import assumption_groups
    from care2040.analysis.validation import endings, plausible
    from care2040.inputs.calibration_targets import TARGETS, read_plan
    from care2040.language.cities.layers import path_of

    place, counts = inputs.place, dict[str, int]()
    parameters, model = inputs.parameters(problems), inputs.model(problems)
    if parameters is not None and model is not None:
        system = _collect(partial(_check_equations, model, parameters), problems)
        _collect(partial(endings.check_units, model), problems)
        known = inputs.known(problems)
        counts |= {"parameters": len(parameters), "equations": len(model.equations)}
        if known is not None:
            counts["reality checks"] = _collect(partial(_claims, place, model, parameters, known), problems) or 0
            if system is not None:
                _collect(partial(check_ways, system, known.levers, place), problems)
        if path_of(place, register.FILE).is_file():  # whoever gives parameters of their own may have no counts
            observed = _collect(partial(register.load, place, model), problems)
            problems += observed.problems if observed else ()
        _collect(partial(plausible.load, place, model), problems)
        _collect(partial(assumption_groups.load, place, parameters), problems)
        _collect(partial(city_causes.load, place, parameters), problems)
        if path_of(place, TARGETS).is_file():
            _collect(partial(read_plan, path_of(place, TARGETS), parameters), problems)
        _collect(partial(load_loops, model, parameters), problems)
    problems += (*_lacking(place), *_calibration(place))
    return counts


def _lacking(place: Path) -> Iterator[Problem]:
    """Give what every city has of its own, and this one lacks."""
    from care2040.files.problems import Problem
    from care2040.inputs.calibration_targets import TARGETS
    from care2040.language.cities.layers import path_of

    path = path_of(place, TARGETS)
    if not path.is_file():
        hint = "each city is fitted to its own counts; docs/another_city.md says what the folder of one holds"
        yield Problem(str(path), 1, 1, "E001", "there is no such file", hint)


def _collect(look: Callable[[], Found], problems: list[Problem]) -> Found | None:
    """Return what `look` finds; when it refuses, add its problems and return None."""
    from care2040.files.problems import InvalidInput
    from care2040.language.dependencies import ModelError

    try:
        return look()
    except (InvalidInput, ModelError) as error:
        problems += error.problems
    return None


def _check_equations(model: Model, parameters: Parameters) -> System:
    """Check names, axes, units and circles, and return the model as it is compiled at district resolution."""
    from care2040.engine.compiler.system import Kind, build
    from care2040.language.axes import axes_at
    from care2040.language.dependencies import check_names
    from care2040.language.model import check_moved

    places = {name: f"{parameter.file}:{parameter.line}" for name, parameter in parameters.items()}
    check_names(model.equations, parameters, model.alternatives, places)
    check_moved(model)
    kinds = {name: Kind(parameter.axes, parameter.unit, parameter.years) for name, parameter in parameters.items()}
    return build(model, axes_at("district"), kinds, frozenset()).checked()


def _read_experiment(path: Path, known: Known | None, parameters: Parameters | None) -> Experiment | None:
    """Return an experiment; only that it is YAML is checked when the model is wrong."""
    from care2040.files import yaml_document
    from care2040.inputs.experiments import experiment

    found = find_experiment(path)
    if known is None or parameters is None:
        yaml_document.read(found)
        return None
    return experiment.load(found, parameters, known)


def _claims(folder: Path, model: Model, parameters: Parameters, known: Known) -> int:
    """Return how many reality checks there are; they are read, not run."""
    from care2040.analysis.reality import reality_checks
    from care2040.language.cities.layers import path_of

    return len(reality_checks.load(path_of(folder, reality_checks.FILE), model, parameters, known))


def _calibration(folder: Path) -> list[Problem]:
    """Return a warning when the calibration was made from other parameters than these."""
    from care2040.analysis.validation.calibration import made_from
    from care2040.files.problems import InvalidInput
    from care2040.files.yaml_document import read
    from care2040.inputs.parameters.reader import CALIBRATED
    from care2040.language.cities.city_file import shipped_cities
    from care2040.language.cities.layers import path_of

    file = path_of(folder, CALIBRATED)
    if not file.is_file():
        return []
    try:
        document = read(file)
    except InvalidInput:
        return []  # said already, by whoever read the parameters
    if document.data.get("made_from") == made_from(folder):
        return []
    message = "the calibration is stale: parameters or equations changed after it was made"
    own = f" --city {the_city().name}" if the_city().name in shipped_cities() else f" --city {the_city().folder}"
    hint = f"run: care2040 calibrate{own if is_chosen() else ''}"
    return [document.problem(("made_from",), "E803", message, hint, severity="warning")]
