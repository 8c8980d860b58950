"""A change that would do nothing is refused: some parameters are felt at the start of the run only."""

from pathlib import Path

import pytest

from care2040.files.problems import InvalidInput
from care2040.inputs.experiments.experiment import load
from care2040.study.project import open_project

QUESTION = """title: {{en: Late, nl: Laat}}
question: {{en: "Does it do anything?", nl: "Doet het iets?"}}
policies:
  as_is: {{}}
  late: {{{change}}}
indicators: [care_share_needed]
"""


@pytest.fixture(scope="module")
def project():
    return open_project()


def question(folder: Path, change: str) -> Path:
    path = folder / "late.yaml"
    path.write_text(QUESTION.format(change=change), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["lateral_entry_rate", "shortage_share_at_start", "frailty_gradient"])
def test_a_change_after_the_start_is_refused_with_its_line(project, tmp_path: Path, name: str) -> None:
    path = question(tmp_path, f"{name}: {{multiply: 0.9, from: 2026}}")
    with pytest.raises(InvalidInput) as caught:
        load(path, project.parameters, project.known)
    (problem,) = caught.value.problems
    assert (problem.code, problem.line) == ("E412", 5)
    assert "felt at the start of the run only" in problem.message


@pytest.mark.parametrize("change", ["lateral_entry_rate: {multiply: 0.9}", "quit_rate: {multiply: 0.9, from: 2026}"])
def test_a_change_that_is_felt_is_taken(project, tmp_path: Path, change: str) -> None:
    experiment = load(question(tmp_path, change), project.parameters, project.known)
    assert len(experiment.policies["late"]) == 1


def test_what_laws_read_all_along_is_not_among_them(project) -> None:
    assert "quit_rate" not in project.known.at_start
    assert "residents_counted" in project.known.at_start
