"""``care2040 check``: everything that is wrong, at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from care2040.commands.common import (
    INVALID,
    Form,
    exits,
    find_experiment,
    known_names,
    model_problems,
    screen,
    shipped_experiments,
    stop,
)

if TYPE_CHECKING:
    from care2040.experiments import Known
    from care2040.model import Model
    from care2040.parameters import Parameters
    from care2040.problems import Problem
    from care2040.reality_checks import RealityCheck

Found = TypeVar("Found")


def check(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Experiments to check.", show_default="all that are shipped")
    ] = None,
    reality: Annotated[
        bool, typer.Option("--reality", help="Run the model, and check what any sane model of a city must do.")
    ] = False,
    draws: Annotated[
        int | None, typer.Option(min=1, help="With --reality: draws in which it must hold.", show_default="32")
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="Problems as text or as JSON, for editors.")] = "text",
) -> None:
    """Check experiments, parameters, levers, units, equations and calibration, and say everything that is wrong."""
    with exits(form):
        if reality:
            if files:
                raise typer.BadParameter("--reality looks at the model, not at experiments")
            from care2040.commands.reality import check_reality

            check_reality(32 if draws is None else draws, form)
            return
        if draws is not None:
            raise typer.BadParameter("--draws goes with --reality")
        paths = files or list(shipped_experiments().values())
        problems: list[Problem] = []
        parameters = _collect(_parameters, problems)
        model = _collect(_model, problems)
        known, claims = None, None
        if parameters is not None and model is not None:
            _collect(lambda: _check_equations(model, parameters), problems)
            known = _collect(lambda: known_names(model, parameters), problems)
        if parameters is not None and model is not None and known is not None:
            claims = _collect(partial(_reality_checks, model, parameters, known), problems)
        problems += _calibration()
        for path in paths:
            _collect(partial(_check_experiment, path, known, parameters), problems)
        if any(problem.severity == "error" for problem in problems):
            raise stop(problems, form, INVALID)
        if problems or form == "json":
            stop(problems, form, 0)
        if form == "text" and model is not None and parameters is not None:
            what = f"{len(paths)} experiments, {len(parameters)} parameters, {len(model.equations)} equations"
            what += f", {len(claims or ())} reality checks"
            screen().print(f"Checked {what}: {'no errors' if problems else 'all is well'}.")


def _collect(look: Callable[[], Found], problems: list[Problem]) -> Found | None:
    """Return what `look` finds; when it refuses, add its problems and return None."""
    from care2040.graph import ModelError
    from care2040.problems import InvalidInput

    try:
        return look()
    except InvalidInput as error:
        problems += error.problems
    except ModelError as error:
        problems += model_problems(error)
    return None


def _parameters() -> Parameters:
    from care2040.parameters import load
    from care2040.rooms import room

    return load(room("parameters"))


def _model() -> Model:
    from care2040.model import load_model

    return load_model()


def _check_equations(model: Model, parameters: Parameters) -> None:
    """Check names, axes, units and circles at both resolutions."""
    from care2040.axes import axes_at
    from care2040.graph import check_names
    from care2040.system import Kind, build

    check_names(model.equations, parameters, model.alternatives)
    kinds = {name: Kind(parameter.axes, parameter.unit) for name, parameter in parameters.items()}
    build(model, axes_at("district"), kinds, frozenset())


def _check_experiment(path: Path, known: Known | None, parameters: Parameters | None) -> None:
    """Check an experiment; when model, parameters or levers are wrong, only that it is YAML."""
    from care2040 import experiments, yamlfile

    found = find_experiment(path)
    if known is None or parameters is None:
        yamlfile.read(found)
    else:
        experiments.load(found, parameters, known)


def _reality_checks(model: Model, parameters: Parameters, known: Known) -> tuple[RealityCheck, ...]:
    """Read the reality checks, without running them."""
    from care2040 import reality_checks
    from care2040.rooms import room

    return reality_checks.load(room("parameters") / reality_checks.FILE, model, parameters, known)


def _calibration() -> list[Problem]:
    """Return a warning when the calibration was made from other parameters than these."""
    from care2040.problems import InvalidInput
    from care2040.rooms import room
    from care2040.staleness import made_from
    from care2040.yamlfile import read

    file = room("parameters") / "calibrated.yaml"
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
