"""Check all that a run reads, and say everything that is wrong at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from care2040.study.shipped import find_experiment, known_names, shipped_experiments

if TYPE_CHECKING:
    from care2040.engine.compiler.system import System
    from care2040.files.problems import Problem
    from care2040.inputs.experiments.experiment import Known
    from care2040.inputs.parameters.parameter_set import Parameters
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
    from care2040.analysis.feedback.loop_registry import load_loops
    from care2040.analysis.levers.promises import check_ways
    from care2040.analysis.uncertainty import assumption_groups
    from care2040.analysis.validation import endings, plausible
    from care2040.files.package_files import package_folder
    from care2040.files.problems import in_order
    from care2040.inputs.calibration_targets import TARGETS, read_plan
    from care2040.inputs.parameters.parameter_set import load
    from care2040.sectors import load_model

    place = folder or package_folder("parameters")
    paths = list(files) or list(shipped_experiments().values())
    problems: list[Problem] = []
    counts = {"experiments": len(paths)}
    known: Known | None = None
    parameters, model = _collect(partial(load, place), problems), _collect(partial(load_model, place), problems)
    if parameters is not None and model is not None:
        system = _collect(partial(_check_equations, model, parameters), problems)
        _collect(partial(endings.check_units, model), problems)
        known = _collect(partial(known_names, model, parameters, place), problems)
        counts |= {"parameters": len(parameters), "equations": len(model.equations)}
        if known is not None:
            counts["reality checks"] = _collect(partial(_claims, place, model, parameters, known), problems) or 0
            if system is not None:
                _collect(partial(check_ways, system, known.levers, place), problems)
        _collect(partial(plausible.load, place, model), problems)
        _collect(partial(assumption_groups.load, place, parameters), problems)
        _collect(partial(read_plan, place / TARGETS, parameters), problems)
        _collect(partial(load_loops, model, parameters), problems)
    problems += _calibration(place)
    for path in paths:
        problems += _collect(partial(_check_experiment, path, known, parameters), problems) or ()
    return Checked(in_order(problems), counts)


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


def _check_experiment(path: Path, known: Known | None, parameters: Parameters | None) -> tuple[Problem, ...]:
    """Return what there is to warn of in an experiment; only that it is YAML is checked when the model is wrong."""
    from care2040.files import yaml_document
    from care2040.inputs.experiments import experiment

    found = find_experiment(path)
    if known is None or parameters is None:
        yaml_document.read(found)
        return ()
    return experiment.load(found, parameters, known).warnings


def _claims(folder: Path, model: Model, parameters: Parameters, known: Known) -> int:
    """Return how many reality checks there are; they are read, not run."""
    from care2040.analysis.reality import reality_checks

    return len(reality_checks.load(folder / reality_checks.FILE, model, parameters, known))


def _calibration(folder: Path) -> list[Problem]:
    """Return a warning when the calibration was made from other parameters than these."""
    from care2040.analysis.validation.calibration import made_from
    from care2040.files.problems import InvalidInput
    from care2040.files.yaml_document import read
    from care2040.inputs.parameters.reader import CALIBRATED

    file = folder / CALIBRATED
    if not file.is_file():
        return []
    try:
        document = read(file)
    except InvalidInput:
        return []  # said already, by whoever read the parameters
    if document.data.get("made_from") == made_from(file.parent):
        return []
    message = "the calibration is stale: parameters or equations changed after it was made"
    return [document.problem(("made_from",), "E803", message, "run: care2040 calibrate", severity="warning")]
