"""Running on the command line: what it tells, where it writes, and every exit code."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from care2040.cli import app
from care2040.engine.simulation import simulate
from care2040.files import package_files
from care2040.study.project import Project
from care2040.study.shipped import find_experiment


def test_a_run_writes_its_results_and_tells_the_answer(call: Callable[..., Result], small: Path) -> None:
    result = call("run", small)
    assert result.exit_code == 0, result.output
    folder = small.parent / "outputs" / "small"
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "run.nc",
        "indicators.csv",
        "indicators_nl.csv",
        "indicators.xlsx",
        "indicators_nl.xlsx",
        "manifest.json",
    }
    assert "Small" in result.stdout
    assert "Care workers needed" in result.stdout
    assert str(Path("outputs") / "small") in result.stdout
    assert "figures/" not in result.stdout, "none were asked for"
    facts = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert facts["experiment"]["resolution"] == "city"


def test_options_override_the_experiment_and_choose_the_folder(
    call: Callable[..., Result], small: Path, tmp_path: Path
) -> None:
    result = call("run", small, "--draws", 3, "--resolution", "district", "--to", tmp_path / "there")
    assert result.exit_code == 0, result.output
    facts = json.loads((tmp_path / "there" / "manifest.json").read_text(encoding="utf-8"))
    assert facts["experiment"]["draws"] == 3
    assert facts["experiment"]["resolution"] == "district"
    assert not (tmp_path / "outputs").exists()
    assert "90% of 3 draws" in result.stdout


@pytest.mark.slow
def test_the_summary_as_json_is_nothing_but_json(call: Callable[..., Result], small: Path, tmp_path: Path) -> None:
    result = call("run", small, "--format", "json")
    told = json.loads(result.stdout)
    assert Path(told["folder"]) == (tmp_path / "outputs" / "small").resolve()
    first = told["numbers"][0]
    assert first["indicator"] == "care_share_needed"
    assert first["year"] == 2024
    assert 0.1 < first["value"] < 0.3


@pytest.mark.slow
def test_the_same_experiment_may_run_again_and_another_needs_force(
    call: Callable[..., Result], small: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(small.read_text(encoding="utf-8"), encoding="utf-8")
    assert call("run", small, "--to", "out").exit_code == 0
    assert call("run", small, "--to", "out").exit_code == 0
    refused = call("run", other, "--to", "out")
    assert refused.exit_code == 4
    assert "'small'" in refused.stderr
    assert "--force" in refused.stderr
    assert call("run", other, "--to", "out", "--force").exit_code == 0
    assert json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))["experiment"]["name"] == "other"


def test_files_that_no_run_wrote_are_not_overwritten(call: Callable[..., Result], small: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("ten years", encoding="utf-8")
    result = call("run", small, "--to", "out", "--format", "json")
    assert result.exit_code == 4
    assert json.loads(result.stdout)[0]["severity"] == "error"
    assert (tmp_path / "out" / "thesis.txt").read_text(encoding="utf-8") == "ten years"


def test_a_shipped_experiment_is_found_by_name_from_any_folder(call: Callable[..., Result], tmp_path: Path) -> None:
    for given in ("one_in_four", "one_in_four.yaml", "experiments/one_in_four.yaml"):
        assert find_experiment(Path(given)) == package_files.package_folder("experiments") / "one_in_four.yaml"
    wrong = call("run", tmp_path / "one_in_four.yaml")
    assert wrong.exit_code == 3
    near = call("run", "one_in_fuor")
    assert near.exit_code == 3
    assert "did you mean 'one_in_four'?" in near.stderr


def test_a_file_of_ones_own_comes_before_the_shipped_one(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one_in_four.yaml").write_text(small.read_text(encoding="utf-8"), encoding="utf-8")
    assert find_experiment(Path("one_in_four.yaml")) == Path("one_in_four.yaml")


def test_an_output_folder_that_cannot_be_written_is_told_before_the_run(
    call: Callable[..., Result], small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulate, "run", lambda *_, **__: pytest.fail("it ran"))
    for folder in (small, small / "below", Path("."), Path("/")):
        result = call("run", small, "--to", folder)
        assert result.exit_code == 3
        assert re.search(r"E90[1-6]", result.stderr)
    assert [path.name for path in tmp_path.iterdir()] == ["small.yaml"]


def test_a_run_that_fails_names_what_is_to_blame_and_writes_nothing(
    call: Callable[..., Result], small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise simulate.RunFailed("'homes' is -3 in 2031.25; the flow to blame is 'withdrawals'")

    monkeypatch.setattr(simulate, "run", fail)
    result = call("run", small)
    assert result.exit_code == 1
    assert "'homes' is -3 in 2031.25; the flow to blame is 'withdrawals'" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["small.yaml"]


def test_too_little_memory_is_told(call: Callable[..., Result], small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(simulate, "run", fail)
    result = call("run", small)
    assert result.exit_code == 1
    assert "--draws" in result.stderr


def test_a_fault_of_the_program_keeps_its_traceback(
    project: Project, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(small.parent)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(simulate, "run", fail)
    with pytest.raises(RuntimeError, match="a fault of ours"):
        CliRunner().invoke(app.app, ["run", str(small)], catch_exceptions=False)


def program() -> str:
    """Return the installed program."""
    found = shutil.which("care2040", path=str(Path(sys.executable).parent))
    assert found, "the tests run against the installed package: pip install '.[test]'"
    return found


@pytest.mark.slow
def test_the_main_experiment_runs_with_draws_too(call: Callable[..., Result], tmp_path: Path) -> None:
    result = call("run", "one_in_four", "--draws", 3, "--resolution", "city")
    assert result.exit_code == 0, result.output
    table = (tmp_path / "outputs" / "one_in_four" / "indicators.csv").read_text(encoding="utf-8")
    asked = {line.split(",")[5].partition(".")[0] for line in table.splitlines()[1:]}
    assert {"residents", "homes", "care_share_needed"} <= asked
    assert "the figure 'districts' was left out" in result.stderr


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal like that")
def test_ctrl_c_stops_a_run_with_exit_code_130_and_the_line_that_goes_on_with_it(tmp_path: Path) -> None:
    words = [program(), "run", "one_in_four", "--draws", "500", "--to", "out"]
    with subprocess.Popen(words, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        assert running.stderr.readline().startswith("running: ")
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=120)
        assert running.returncode == 130
    assert "Traceback" not in told
    assert "to go on: care2040 run one_in_four --draws 500 --to out" in told
    assert [path.name for path in tmp_path.iterdir()] == [".out.runs"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "code"),
    [(("--version",), 0), (("explain", "nothing_like_it"), 3), (("run",), 2), (("run", "no.yaml"), 3)],
)
def test_the_installed_program_gives_the_same_exit_codes(tmp_path: Path, words: tuple[str, ...], code: int) -> None:
    done = subprocess.run([program(), *words], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipe that breaks like that")
def test_a_reader_that_leaves_early_causes_no_traceback(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [program(), "list", "parameters"], stdout=writer, stderr=subprocess.PIPE, text=True, check=False, cwd=tmp_path
    )
    os.close(writer)
    assert "Traceback" not in done.stderr
