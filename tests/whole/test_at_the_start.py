"""A change that would do nothing is refused: some parameters are felt at the start of the run only."""

from pathlib import Path

import pytest

from care2040.files.problems import InvalidInput
from care2040.inputs.experiments.experiment import load
from care2040.study.project import open_project

QUESTION = """\
title: {{en: Late, nl: Laat}}
question: {{en: "?", nl: "?"}}
policies: {{as_is: {{}}, late: {{{policy}}}}}
scenarios: {{evidence: {{}}, other: {{{scenario}}}}}
indicators: [care_share_needed, absence]
resolution: city
"""
HARMLESS = "quit_rate: {multiply: 0.9, from: 2026}"


@pytest.fixture(scope="module")
def project():
    return open_project()


def question(folder: Path, policy: str = HARMLESS, scenario: str = HARMLESS) -> Path:
    path = folder / "late.yaml"
    path.write_text(QUESTION.format(policy=policy, scenario=scenario), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["lateral_entry_rate", "shortage_share_at_start", "frailty_gradient"])
def test_a_change_after_the_start_is_refused_with_its_line(project, tmp_path: Path, name: str) -> None:
    path = question(tmp_path, scenario=f"{name}: {{multiply: 0.9, from: 2026}}")
    with pytest.raises(InvalidInput) as caught:
        load(path, project.parameters, project.known)
    (problem,) = caught.value.problems
    assert (problem.code, problem.line) == ("E412", 4)
    assert "felt at the start of the run only" in problem.message


@pytest.mark.parametrize("name", ["lateral_entry_rate", "shortage_share_at_start", "frailty_gradient"])
@pytest.mark.parametrize("moment", ["", ", from: 2026"])
def test_a_policy_that_would_change_how_the_city_was_is_refused(
    project, tmp_path: Path, name: str, moment: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        load(question(tmp_path, f"{name}: {{multiply: 0.9{moment}}}"), project.parameters, project.known)
    (problem,) = caught.value.problems
    assert (problem.code, problem.line) == ("E441", 3)
    assert "in 2016, before any policy" in problem.message
    assert "under 'scenarios'" in problem.hint


@pytest.mark.parametrize("place", ["policy", "scenario"])
@pytest.mark.parametrize("name", ["residents_counted", "homes_counted", "training_history"])
def test_nobody_changes_what_was_counted(project, tmp_path: Path, name: str, place: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        load(question(tmp_path, **{place: f"{name}: {{multiply: 2}}"}), project.parameters, project.known)
    (problem,) = caught.value.problems
    assert (problem.code, problem.line) == ("E442", 3 if place == "policy" else 4)


@pytest.mark.parametrize("change", ["lateral_entry_rate: {multiply: 0.9}", HARMLESS])
def test_a_change_that_is_felt_is_taken(project, tmp_path: Path, change: str) -> None:
    experiment = load(question(tmp_path, scenario=change), project.parameters, project.known)
    assert len(experiment.scenarios["other"]) == 1


def test_what_counts_at_the_start_and_later_leaves_the_years_before_a_policy_as_they_were(project, tmp_path) -> None:
    found = project.run(question(tmp_path, "absence_at_start: {multiply: 0.5}"), progress=False)["absence"]
    as_is, late = (found.sel(policy=policy, scenario="evidence").squeeze(drop=True) for policy in ("as_is", "late"))
    assert float(late.sel(year=2024)) == float(as_is.sel(year=2024))
    assert float(late.sel(year=2030)) < float(as_is.sel(year=2030))
