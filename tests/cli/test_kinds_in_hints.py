"""A hint says what kind of thing a name is, where another kind was asked for."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from care2040.cli import app

pytestmark = pytest.mark.slow

SMALL = "title: {en: a, nl: b}\nquestion: {en: a, nl: b}\nindicators: [shortage]\n"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("quit_rate", "'quit_rate' is a parameter: change it under scenarios, policies or sweep"),
        ("housing_first", "'housing_first' is a lever: pull it under policies"),
        ("all_together", "'all_together' is a package of levers"),
        ("one_in_four", "'one_in_four' is a figure: write it under 'figures'"),
        ("quit_effect_threshold", "'quit_effect_threshold' is another law: choose it under equations"),
        ("workers_needed", "'workers_needed' is a variable for each domain that is no indicator yet"),
        ("shortag", "did you mean 'shortage'?"),
    ],
)
def test_what_was_asked_for_as_an_indicator_is_told_by_its_kind(
    name: str, hint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own.yaml").write_text(SMALL.replace("shortage", name), encoding="utf-8")
    result = CliRunner().invoke(app.app, ["check", "own.yaml", "--format", "json"])
    assert result.exit_code == 3
    problems = {one["code"]: one["hint"] for one in json.loads(result.stdout)}
    assert hint in problems["E402"]


def test_an_indicator_among_the_figures_is_told_by_its_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own.yaml").write_text(SMALL + "figures: [homes]\n", encoding="utf-8")
    result = CliRunner().invoke(app.app, ["check", "own.yaml", "--format", "json"])
    assert "'homes' is an indicator: write it under 'indicators'" in result.stdout


def test_why_says_that_a_parameter_does_not_move() -> None:
    result = CliRunner().invoke(app.app, ["why", "quit_rate", "--between", "as_is", "all_together"])
    assert result.exit_code == 3
    assert "'quit_rate' is a parameter" in result.stderr
