"""Checking what ships and what is of one's own: everything that is wrong, at once."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from care2040.files import package_files
from care2040.language.dependencies import ModelError
from care2040.study.shipped import shipped_experiments


def test_everything_that_is_shipped_is_well(call: Callable[..., Result]) -> None:
    result = call("check")
    assert result.exit_code == 0, result.stderr
    assert f"Checked {len(shipped_experiments())} experiments" in result.stdout
    assert json.loads(call("check", "--format", "json").stdout) == []


@pytest.fixture
def own_parameters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the package read a copy of the parameters that a test can spoil."""
    folder = tmp_path / "parameters"
    shutil.copytree(package_files.package_folder("parameters"), folder)
    real = package_files.package_folder
    monkeypatch.setattr(package_files, "package_folder", lambda name: folder if name == "parameters" else real(name))
    return folder


def test_problems_of_parameters_and_experiments_are_told_together(
    call: Callable[..., Result], own_parameters: Path, tmp_path: Path
) -> None:
    file = own_parameters / "national" / "technology.yaml"
    file.write_text(file.read_text("utf-8").replace("standing:", "standng:", 1), encoding="utf-8")
    (tmp_path / "bad.yaml").write_text("title: [", encoding="utf-8")
    result = call("check", "bad.yaml", tmp_path / "gone.yaml")
    assert result.exit_code == 3
    for told in ("did you mean 'standing'?", "bad.yaml:", "gone.yaml:1:1"):
        assert told in result.stderr


def test_a_stale_calibration_is_a_warning(call: Callable[..., Result], own_parameters: Path) -> None:
    calibrated = "about: made up\nmade_from: something else\nvalues: {}\n"
    (own_parameters / "cities" / "utrecht" / "calibrated.yaml").write_text(calibrated, encoding="utf-8")
    result = call("check")
    assert "warning" in result.stderr
    assert "calibrated.yaml:2:" in result.stderr
    assert "care2040 calibrate" in result.stderr
    assert result.exit_code == 0, result.stderr


def test_a_parameter_that_nobody_reads_is_told(call: Callable[..., Result], own_parameters: Path) -> None:
    extra = """\
colour_of_the_sky_share:
  about: How blue it is.
  unit: dimensionless
  value: 0.5
  range: [0.4, 0.6]
  spread: uniform
  year: 2024
  source: [judgement]
  standing: judged
"""
    (own_parameters / "national" / "weather.yaml").write_text(extra, encoding="utf-8")
    result = call("check")
    assert result.exit_code == 3
    assert "nobody reads the parameter 'colour_of_the_sky_share'" in result.stderr


def test_a_fault_in_the_equations_is_told_at_its_file_and_line() -> None:
    fault = ("'a' reads 'b', which nobody defines", "model/law.py:12")
    error = ModelError("nobody reads the parameter 'c'", fault)
    assert str(error) == "nobody reads the parameter 'c'\n'a' reads 'b', which nobody defines (model/law.py:12)"
    whole, placed = error.problems
    assert (placed.file, placed.line, placed.message) == ("model/law.py", 12, fault[0])
    assert whole.message == "nobody reads the parameter 'c'"


def test_a_package_that_names_itself_is_told_with_its_place(call: Callable[..., Result], own_parameters: Path) -> None:
    file = own_parameters / "national" / "levers.yaml"
    text = file.read_text("utf-8").replace(
        "levers: [early_years, children_in_context]", "levers: [early_years, all_together]"
    )
    file.write_text(text, encoding="utf-8")
    result = call("check")
    assert result.exit_code == 3
    line = text.splitlines().index("    levers: [early_years, all_together]") + 1
    assert f"levers.yaml:{line}:" in result.stderr
    assert "the package 'promising_youth' names itself by way of all_together" in result.stderr
