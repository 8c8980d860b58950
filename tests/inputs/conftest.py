"""What the tests of experiments share: one with policies, a scenario and questions, and a way to read another."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from care2040.files.problems import InvalidInput, Problem
from care2040.inputs.experiments.experiment import Experiment, load

GOOD = """\
title: {en: Who does what, nl: Wie doet wat}
question: {en: Who does what?, nl: Wie doet wat?}
scenarios: {evidence: {}, slump: {construction_capacity: {multiply: 0.7}}}
policies:
  as_is: {}
  by_hand: {construction_time: {multiply: 0.9}}
  together: {care_and_digital: {effort: 1}}
indicators: [care_share_needed]
wedges: {policy: together, indicator: care_share_needed, year: 2040}
"""
GOOD += "choose: {policy: together, objectives: {cost: {minimise: lever_cost, years: [2024, 2040]}}, "
GOOD += "constraints: {target: {indicator: care_share_needed, at_most: 0.1667, year: 2040}}}\n"


@pytest.fixture(scope="session")
def good() -> str:
    """Return the text of an experiment that asks two questions, and that a test adds to or spoils."""
    return GOOD


@pytest.fixture
def read(whole: Any, tmp_path: Path) -> Callable[[str], Experiment]:
    """Return what reads the text of an experiment against the project as it ships."""

    def reading(text: str) -> Experiment:
        path = tmp_path / "question.yaml"
        path.write_text(text, encoding="utf-8")
        return load(path, whole.parameters, whole.project.known)

    return reading


@pytest.fixture
def problems_of(read: Callable[[str], Experiment]) -> Callable[[str], tuple[Problem, ...]]:
    """Return what gives the problems for which the text of an experiment is refused."""

    def problems(text: str) -> tuple[Problem, ...]:
        with pytest.raises(InvalidInput) as caught:
            read(text)
        return caught.value.problems

    return problems
