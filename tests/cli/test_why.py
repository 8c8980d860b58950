"""``care2040 why``: a tree to read, the same as data, held against a result, every wrong name told at once."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from care2040.analysis.feedback.difference_tree import CauseNode
from care2040.cli.causes import difference
from care2040.cli.views import console
from care2040.results import manifest
from care2040.study import why
from care2040.study.project import Project

pytestmark = pytest.mark.slow


@pytest.fixture
def ask(caller: Callable[..., Callable[..., Result]], brief: Path) -> Callable[..., Result]:
    return partial(caller(brief, "why"), "why")


def test_a_result_is_explained_down_to_the_lever(ask: Callable[..., Result]) -> None:
    told = ask("heavily_burdened_share", "--year", 2027, "--between", "as_is", "respite", "--result", "brief").stdout
    assert "carer_respite_effort" in told
    assert "relief" in told
    assert "nothing is left over but rounding" in told
    assert "has the same difference" in told


def test_the_same_as_data_adds_up(ask: Callable[..., Result]) -> None:
    words = ("heavily_burdened_share", "--year", 2027, "--between", "as_is", "respite", "--experiment", "brief.yaml")
    data = json.loads(ask(*words, "--depth", 2, "--format", "json").stdout)
    parts = sum(cause["effect"] for cause in data["tree"]["causes"]) + data["tree"]["left_out"]
    assert parts == pytest.approx(data["after"] - data["before"], rel=1e-9)
    assert data["difference"] < 0


def test_a_result_without_what_is_asked_is_told(ask: Callable[..., Result]) -> None:
    told = ask("absence", "--year", 2027, "--between", "as_is", "retention", "--result", "brief").stdout
    assert "does not hold 'absence' for both policies" in told


def test_a_lever_stands_for_its_full_effort(ask: Callable[..., Result]) -> None:
    told = ask("absence", "--year", 2028, "--between", "as_is", "retention", "--depth", 8).stdout
    assert "retention_budget" in told, "before it works it takes staff"


def test_everything_that_is_wrong_is_told_at_once(ask: Callable[..., Result]) -> None:
    words = ("shortge", "--between", "as_iz", "retentoin", "--year", 2060, "--scenario", "slump", "--area", "overvcht")
    result = ask(*words)
    assert result.exit_code == console.INVALID
    for named in ("'shortage'", "'as_is'", "'retention'", "2060", "'slump'", "'overvecht'"):
        assert named in result.stderr, named


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("jobs", "--between", "as_is", "retention", "--area", "oost"), "one number for the city"),
        (("minors", "--between", "as_is", "as_is"), "does not differ from itself"),
        (("minors", "--between", "as_is", "retention", "--area", "oost", "--resolution", "city"), "no district 'oost'"),
        (("poverty_gap", "--between", "as_is", "retention", "--resolution", "city"), "compares districts"),
        (("minors", "--between", "as_is", "retention", "--result", "nowhere"), "no such result"),
        (("minors", "--between", "as_is", "retention", "--experiment", "nowhere.yaml"), "no such file"),
    ],
)
def test_what_cannot_be_asked_is_refused(ask: Callable[..., Result], words: tuple[object, ...], said: str) -> None:
    result = ask(*words)
    assert result.exit_code == console.INVALID
    assert said in result.stderr


def test_a_chain_stands_on_one_line_and_a_fork_on_several(project: Project) -> None:
    leaf = CauseNode("quits", "flow", -4.0, 10, 6)
    other = CauseNode("absence", "stock", -1.0, 0.08, 0.07, round=("strain", "absence"))
    fork = CauseNode("strain", "variable", -5.0, 1, 0.9, (leaf, other), smaller=2, left_out=0.0)
    top = CauseNode("workload", "indicator", -5.0, 1.1, 1.0, (fork,))
    told = list(difference.tree_lines(top, difference.Scale(-5.0, 1), project))
    assert [line.split("  ")[-1] for line in told[1:]] == ["10 → 6", "round a loop of 2", "└─ 2 smaller"]
    assert "workload ← strain" in told[0]
    assert "−4.0" in told[1]
    assert "80%" in told[1]


def test_a_loop_with_a_name_is_named(project: Project) -> None:
    names = ("absence", "strain", "workload_adjustment", "perceived_workload", "perceived_strain", "indicated_absence")
    whole = (*names, "absence_adjustment", "fte_given_per_worker", "normal_capacity")
    assert why.loop_along(whole, project).startswith("R1")
    assert why.loop_along(names, project) == "a loop of 6"


def test_the_policies_are_found_where_they_stand(project: Project) -> None:
    question = why.Question("minors", ("as_is", "carer_respite"), 2028, experiment=Path("one_in_four"))
    answer = why.why(project, question, depth=1)
    assert answer.experiment == "one_in_four"
    assert answer.difference.tree.name == "minors"
    assert why.changes_of(project, project.experiment("one_in_four"), "carer_respite")


@pytest.mark.parametrize(
    ("indicator", "policies", "experiment", "year"),
    [
        # who left care flows back by age, and who is there to come back has no age
        ("former_care_workers", ("as_is", "put_off"), "funding_cliff_2026", 2034),
        ("poverty_gap", ("as_is", "put_off"), "funding_cliff_2026", 2031),
        ("shortage", ("as_is", "watching"), "review_2032", 2028),
        ("homeless_people", ("as_is", "housing_first"), "home_for_all_2030", 2027),
        ("shortage", ("as_is", "all_together"), "extremes", 2027),
    ],
)
def test_shipped_experiments_are_explained_at_the_resolution_that_they_take(
    ask: Callable[..., Result], indicator: str, policies: tuple[str, str], experiment: str, year: int
) -> None:
    words = (indicator, "--between", *policies, "--experiment", experiment, "--year", year, "--depth", 3)
    told = json.loads(ask(*words, "--format", "json").stdout)
    assert told["difference"] != 0
    assert abs(told["not_ascribed"]) < 1e-6 * abs(told["difference"])
    districts = indicator == "poverty_gap" or experiment in ("review_2032", "home_for_all_2030")
    assert ("the districts" if districts else "the city as one") in told["notes"][0]


@pytest.mark.parametrize(
    ("told", "area", "asked", "expected"),
    [
        ("district", "city", None, "district"),
        ("city", "city", None, "city"),
        ("district", "city", "city", "city"),
        ("city", "Overvecht", None, "city"),
    ],
)
def test_the_resolution_is_that_of_the_result(tmp_path: Path, told: str, area: str, asked: Any, expected: str) -> None:
    facts = {"experiment": {"name": "made_up", "resolution": told}, "version": manifest.version(), "files": {}}
    (tmp_path / "manifest.json").write_text(json.dumps(facts), encoding="utf-8")
    question = why.Question("minors", ("as_is", "more"), area=area, resolution=asked, result=tmp_path)
    assert why._resolution(question) == expected
