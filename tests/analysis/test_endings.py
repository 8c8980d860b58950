"""What the ending of a name promises of a quantity: a unit and a range, or a reason why not."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from care2040.analysis.validation import endings
from care2040.analysis.validation.endings import RANGE_OTHERWISE, UNIT_OTHERWISE, check_units, outside
from care2040.inputs.policies.change import Change
from care2040.language.dependencies import ModelError
from care2040.language.equations import flow, indicator, stock, variable
from care2040.language.model import Model
from care2040.language.units import broken_promise


@variable("person")
def leaving_rate(all_care_workers):
    """What calls itself a rate and counts persons."""
    return all_care_workers


@stock("1/year")
def waiting_time():
    """What calls itself a time and is none."""
    return 0


@flow("person/year", sink="homeless")
def moving_cost(homeless):
    """What calls itself a cost and moves persons."""
    return homeless


@indicator("dimensionless")
def helper_share(all_care_workers):
    """What calls itself a share, and is far above one."""
    return all_care_workers / all_care_workers + 1


def with_law(model: Model, law: Callable[..., Any]) -> Model:
    equation = law.equation  # type: ignore[attr-defined]
    return replace(model, equations={**model.equations, equation.name: equation})


@pytest.mark.parametrize("law", [leaving_rate, waiting_time, moving_cost])
def test_the_ending_of_a_name_promises_the_unit_of_a_law_as_well(whole: Any, law: Callable[..., Any]) -> None:
    with pytest.raises(ModelError) as caught:
        check_units(with_law(whole.model, law))
    (problem,) = caught.value.problems
    assert (problem.code, Path(problem.file).name) == ("E205", "test_endings.py")
    assert problem.message.startswith(f"the unit of '{law.__name__}' is")
    assert law.__name__ in Path(problem.file).read_text("utf-8").splitlines()[problem.line]


@pytest.mark.slow
def test_every_exception_is_still_one_and_has_a_reason(whole: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    check_units(whole.model)
    for name, reason in UNIT_OTHERWISE.items():
        assert broken_promise(name, whole.model.equations[name].unit)
        assert len(reason) > 20
    monkeypatch.setattr(endings, "RANGE_OTHERWISE", {})
    levers = whole.project.levers
    strongest = tuple(change for name in levers.levers for change in levers.changes(name, 1))
    halved = (Change("care_intensity", {}, "multiply", 0.5, 2027, None, None),)
    told = outside(whole.model, whole.parameters, 32, {"strongest": strongest, "need halved": halved})
    assert {problem.message.split("'")[1] for problem in told} == {*RANGE_OTHERWISE}


def test_a_share_that_leaves_its_range_is_told_at_its_law(whole: Any) -> None:
    (one,) = outside(with_law(whole.model, helper_share), whole.parameters, 1, {"as_is": ()})
    assert (one.code, Path(one.file).name) == ("E964", "test_endings.py")
    assert one.message == "'helper_share' comes to 2; a share lies between 0 and 1"
