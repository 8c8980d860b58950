"""What levers promise: a lever that leads nowhere, or the other way, is told at its place in ``levers.yaml``."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from care2040.analysis.levers.promises import broken, check_ways
from care2040.engine.compiler.system import Kind, System, build
from care2040.files.package_files import package_folder
from care2040.files.problems import InvalidInput, Problem
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.language.axes import axes_at
from care2040.language.equations import reference
from care2040.language.model import Model

FOLDER = package_folder("parameters")
PROMISED = ["shortage", "care_share_working"]
"""What retention promises."""


@reference("dimensionless")
def effort_at_the_start(retention_effort):
    """What nothing reads once a run has begun."""
    return retention_effort


def with_argument(model: Model, quantity: str, name: str, made: Callable[[Any], Any]) -> Model:
    """Return the model in which the law of a quantity takes something else for one of the names it reads."""
    equation = model.equations[quantity]

    def law(*values: Any) -> Any:
        return equation.law(
            *(made(value) if one == name else value for one, value in zip(equation.reads, values, strict=True))
        )

    return replace(model, equations={**model.equations, quantity: replace(equation, law=law)})


def system_of(model: Model, whole: Any) -> System:
    kinds = {name: Kind(one.axes, one.unit) for name, one in whole.parameters.items()}
    return build(model, axes_at("city"), kinds, frozenset())


def told(model: Model, whole: Any) -> tuple[Problem, ...]:
    with pytest.raises(InvalidInput) as caught:
        check_ways(system_of(model, whole), whole.project.levers, FOLDER)
    return caught.value.problems


def quoted(problem: Problem) -> str:
    """Return what a problem points at."""
    line = Path(problem.file).read_text("utf-8").splitlines()[problem.line - 1]
    return line[problem.column - 1 : problem.column - 1 + problem.length]


def test_every_lever_that_ships_leads_to_what_it_promises(whole: Any) -> None:
    check_ways(system_of(whole.model, whole), whole.project.levers, FOLDER)


def test_a_law_that_names_the_effort_and_makes_nothing_of_it_is_told_with_file_and_name(whole: Any) -> None:
    problems = told(with_argument(whole.model, "retention_working", "retention_effort", lambda _: 1.0), whole)
    assert [(one.code, Path(one.file).name, quoted(one)) for one in problems] == [
        ("E612", "levers.yaml", promised) for promised in PROMISED
    ]
    for promised, problem in zip(PROMISED, problems, strict=True):
        message = f"'retention' promises to move '{promised}', and no law leads there from 'retention_effort'"
        assert problem.message == message
        assert "read by 'retention_working'" in problem.hint


def test_what_only_the_start_reads_moves_nothing(whole: Any) -> None:
    deaf = with_argument(whole.model, "retention_working", "retention_effort", lambda _: 1.0)
    early = effort_at_the_start.equation  # type: ignore[attr-defined]
    model = replace(deaf, equations={**deaf.equations, early.name: early})
    assert {one.code for one in told(model, whole)} == {"E612"}


def test_an_effect_that_no_promise_depends_on_is_told(whole: Any) -> None:
    (problem,) = told(with_argument(whole.model, "quit_effect", "retention_reduction", lambda _: 0.3), whole)
    assert (problem.code, quoted(problem)) == ("E613", "retention_reduction")
    assert problem.message == "'retention_reduction' moves nothing that 'retention' promises"


@pytest.mark.slow
def test_every_lever_that_ships_goes_the_way_it_promises(whole: Any) -> None:
    assert broken(whole.project.levers, whole.model, whole.parameters, FOLDER) == []


@pytest.mark.slow
@pytest.mark.parametrize(("made", "said"), [(lambda effort: -effort, "goes "), (lambda effort: 0 * effort, "does not")])
def test_a_lever_that_goes_the_other_way_or_nowhere_is_told(whole: Any, made: Callable[[Any], Any], said: str) -> None:
    wrong = with_argument(whole.model, "quit_effect", "retention_in_force", made)
    idle = {"retention_staff": replace(whole.parameters["retention_staff"], value=np.array(0.0))}
    parameters = Parameters({**whole.parameters, **idle}.values())
    problems = broken(whole.project.levers, wrong, parameters, FOLDER)
    assert [(one.code, quoted(one)) for one in problems] == [("E963", promised) for promised in PROMISED]
    for problem, way in zip(problems, ("down", "up"), strict=True):
        assert f"goes {way}; at full effort it {said}" in problem.message
