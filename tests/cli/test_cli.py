"""The command line: what each command tells, every exit code, and no traceback for anything a user can cause."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from rich.console import Console
from tools.refresh import refresh
from typer import Typer
from typer.testing import CliRunner, Result

from care2040.cli import app
from care2040.cli.views import progress, summary
from care2040.engine.simulation import simulate
from care2040.files import package_files
from care2040.language.dependencies import ModelError
from care2040.study.project import Project, open_project
from care2040.study.shipped import find_experiment, shipped_experiments

SMALL = """\
title: {en: Small, nl: Klein}
question: {en: Does it run?, nl: Loopt het?}
end: 2027
resolution: city
indicators: [care_share_needed, shortage, minors]
"""


@pytest.fixture(scope="session")
def project() -> Project:
    return open_project()


@pytest.fixture
def call(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Call a command in an empty folder; the parameters, which no test changes, are read once."""
    monkeypatch.chdir(tmp_path)
    for command in ("run", "explain"):
        monkeypatch.setattr(sys.modules[f"care2040.cli.{command}"], "open_project", lambda: project)

    def invoke(*words: object) -> Result:
        result = CliRunner().invoke(app.app, [str(word) for word in words])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        assert "Traceback" not in result.output
        return result

    return invoke


@pytest.fixture
def small(tmp_path: Path) -> Path:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL, encoding="utf-8")
    return file


# Run


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
    other.write_text(SMALL, encoding="utf-8")
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


def test_a_file_of_ones_own_comes_before_the_shipped_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one_in_four.yaml").write_text(SMALL, encoding="utf-8")
    assert find_experiment(Path("one_in_four.yaml")) == Path("one_in_four.yaml")


LAUGHS = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"

BAD: dict[str, tuple[str | bytes, int, str]] = {
    "an unknown key": (SMALL + "colour: blue\n", 6, "colour"),
    "an unknown key, nearly right": (SMALL.replace("end:", "eind:"), 3, "did you mean 'end'?"),
    "a key twice": (SMALL + "end: 2030\n", 6, "end"),
    "a wrong type": (SMALL + "draws: many\n", 6, "draws"),
    "no draws at all": (SMALL + "draws: 0\n", 6, "draws"),
    "an unknown resolution": (SMALL.replace("city", "street"), 4, "district"),
    "a missing key": (SMALL.replace("indicators", "figures"), 1, "indicators"),
    "a share over one": (SMALL + "policies: {more: {absorbed_share: {set: 1.5}}}\n", 6, "1.5"),
    "an effort over one": (SMALL + "policies: {more: {carer_respite: {effort: 2}}}\n", 6, "effort"),
    "a negative factor": (SMALL + "policies: {more: {absorbed_share: {multiply: -1}}}\n", 6, "multiply"),
    "an end before the start": (SMALL.replace("2027", "2020"), 3, "2020"),
    "a ramp that is full before it begins": (
        SMALL + "policies: {more: {carer_respite: {effort: 1, from: 2026, full_by: 2025}}}\n",
        6,
        "full_by",
    ),
    "an unknown parameter": (SMALL + "policies: {more: {absorbed_shar: {set: 0.5}}}\n", 6, "'absorbed_share'"),
    "an unknown lever": (SMALL + "policies: {more: {carer_respit: {effort: 0.5}}}\n", 6, "'carer_respite'"),
    "an unknown package": (SMALL + "policies: {more: {all_togethr: {effort: 0.5}}}\n", 6, "'all_together'"),
    "a lever twice": (
        SMALL + "policies: {more: {care_and_digital: {effort: 1}, all_together: {effort: 1}}}\n",
        6,
        "at the same time",
    ),
    "a lever for free": (SMALL + "policies: {more: {carer_respite_effort: {set: 1}}}\n", 6, "must be paid for"),
    "a spread without districts": (
        SMALL + "policies: {more: {carer_respite: {effort: 0.5, spread: by_need}}}\n",
        6,
        "no districts to spread over",
    ),
    "an unknown indicator": (SMALL.replace("minors", "minor"), 5, "'minors'"),
    "an unknown figure": (SMALL + "figures: [one_in_five]\n", 6, "'one_in_four'"),
    "not a number": (SMALL + "policies: {more: {absorbed_share: {set: .nan}}}\n", 6, "nan"),
    "infinity": (SMALL + "policies: {more: {absorbed_share: {set: .inf}}}\n", 6, "inf"),
    "a decimal comma": (SMALL + "policies:\n  more:\n    absorbed_share:\n      set: 0,12\n", 9, "0.12"),
    "an empty file": ("", 1, "empty"),
    "no YAML": ("title: [\n", 1, "YAML"),
    "a list": ("- one\n- two\n", 1, "list"),
    "a billion laughs": (LAUGHS, 1, "&"),
    "bytes that are no text": (b"\xff\xfe\x00title", 1, "UTF-8"),
}


@pytest.mark.slow
@pytest.mark.parametrize("wrong", BAD)
def test_bad_input_is_told_with_its_place_and_nothing_is_written(
    call: Callable[..., Result], tmp_path: Path, wrong: str
) -> None:
    content, line, told = BAD[wrong]
    file = tmp_path / "bad.yaml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    for command in ("run", "check"):
        result = call(command, "bad.yaml")
        assert result.exit_code == 3, result.output
        assert f"bad.yaml:{line}:" in result.stderr or line == 1
        assert "bad.yaml:" in result.stderr
        assert told in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["bad.yaml"]


def test_every_problem_is_told_at_once(call: Callable[..., Result], tmp_path: Path) -> None:
    text = SMALL.replace("end: 2027", "eind: 2027").replace("city", "street") + "figures: [one_in_five]\n"
    (tmp_path / "bad.yaml").write_text(text, encoding="utf-8")
    problems = json.loads(call("run", "bad.yaml", "--format", "json").stdout)
    assert [problem["line"] for problem in problems] == [3, 4, 6]


@pytest.mark.parametrize("missing", ["nowhere.yaml", "nowhere/at_all.yaml", "."])
def test_a_missing_file_or_a_folder_is_told(call: Callable[..., Result], missing: str) -> None:
    for command in ("run", "check"):
        result = call(command, missing)
        assert result.exit_code == 3
        assert f"{missing}:1:1" in result.stderr


def test_an_output_folder_that_cannot_be_written_is_told_before_the_run(
    call: Callable[..., Result], small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulate, "run", lambda *_, **__: pytest.fail("it ran"))
    for folder in (small, small / "below", Path("."), Path("/")):
        result = call("run", small, "--to", folder)
        assert result.exit_code == 3
        assert "output folder" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["small.yaml"]


@pytest.mark.parametrize(
    "words",
    [
        ("run",),
        ("run", "small.yaml", "--draws", "0"),
        ("run", "small.yaml", "--draws", "few"),
        ("run", "small.yaml", "--resolution", "street"),
        ("run", "small.yaml", "--format", "xml"),
        ("run", "small.yaml", "--colour", "blue"),
        ("list",),
        ("list", "colours"),
        ("explain",),
        ("fly",),
    ],
)
def test_wrong_use_is_told_with_exit_code_two(call: Callable[..., Result], small: Path, words: tuple[str, ...]) -> None:
    result = call(*words)
    assert result.exit_code == 2
    assert "Usage" in result.stderr


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


# Check


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
    file = own_parameters / "technology.yaml"
    file.write_text(file.read_text("utf-8").replace("standing:", "standng:", 1), encoding="utf-8")
    (tmp_path / "bad.yaml").write_text("title: [", encoding="utf-8")
    result = call("check", "bad.yaml", tmp_path / "gone.yaml")
    assert result.exit_code == 3
    for told in ("did you mean 'standing'?", "bad.yaml:", "gone.yaml:1:1"):
        assert told in result.stderr


def test_a_stale_calibration_is_a_warning(call: Callable[..., Result], own_parameters: Path) -> None:
    calibrated = "about: made up\nmade_from: something else\nvalues: {}\n"
    (own_parameters / "calibrated.yaml").write_text(calibrated, encoding="utf-8")
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
    (own_parameters / "weather.yaml").write_text(extra, encoding="utf-8")
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
    file = own_parameters / "levers.yaml"
    text = file.read_text("utf-8").replace("levers: [early_years]", "levers: [early_years, all_together]")
    file.write_text(text, encoding="utf-8")
    result = call("check")
    assert result.exit_code == 3
    line = text.splitlines().index("    levers: [early_years, all_together]") + 1
    assert f"levers.yaml:{line}:" in result.stderr
    assert "the package 'promising_youth' names itself by way of all_together" in result.stderr


# List and explain


@pytest.mark.parametrize(
    ("kind", "name", "unit"),
    [
        ("experiments", "one_in_four", "2024-2041"),
        ("parameters", "absorbed_share", "dimensionless"),
        ("indicators", "waiting_time_social_rent", "year"),
        ("levers", "carer_respite", "10.0 million"),
        ("packages", "all_together", "care_and_digital"),
    ],
)
def test_lists_name_everything_with_its_unit(call: Callable[..., Result], kind: str, name: str, unit: str) -> None:
    result = call("list", kind)
    assert result.exit_code == 0, result.output
    (row,) = [line for line in result.stdout.splitlines() if line.split()[:1] == [name]]
    assert unit in row
    assert row == row.rstrip()


def test_the_list_of_parameters_is_complete(call: Callable[..., Result], project: Project) -> None:
    listed = {line.split()[0] for line in call("list", "parameters").stdout.splitlines() if line.strip()}
    assert set(project.parameters) <= listed


def test_an_equation_is_explained_with_what_it_reads_and_who_reads_it(call: Callable[..., Result]) -> None:
    told = call("explain", "shortage").stdout
    for part in ("indicator", "person", "reads", "workers_needed", "def shortage(", "workforce.py:"):
        assert part in told


def test_a_flow_is_explained_with_both_its_ends(call: Callable[..., Result]) -> None:
    told = " ".join(call("explain", "deaths").stdout.split())
    assert "from residents" in told
    assert "to outside the model" in told
    assert "moved by" in call("explain", "residents").stdout


def test_the_list_of_levers_tells_when_what_it_costs_and_how_sure_it_is(call: Callable[..., Result]) -> None:
    rows = {line.split()[0]: line for line in call("list", "levers").stdout.splitlines() if line.strip()}
    assert len(rows) == 16 + 2, "a head and a line under it"
    for part in (
        "affordable roof",
        "city",
        "2026, full in 4",
        " 1 ",
        "8.0 million",
        " B ",
        "measured",
        "Housing First",
    ):
        assert part in rows["housing_first"]
    assert "district" in rows["prevention"]


def test_a_lever_is_explained_in_full(call: Callable[..., Result]) -> None:
    told = call("explain", "housing_first").stdout
    for part in (
        "Some 150 homeless people a year more",
        "affordable_roof, all_together",
        "works 1 year after it is paid",
        "housing_first_success_share: 0.83, range 0.7 to 0.9, measured",
        "homeless_people down",
        "municipality 7.0 million, health insurer 1.0 million",
        "B, measured: 83 %",
        "Trimbos",
        "Eerst een Thuis",
        "levers.yaml:",
    ):
        assert part in told, part
    assert "by need: as poor_households_at_start" in call("explain", "prevention").stdout


def test_a_package_is_explained_with_its_levers_and_what_they_cost(call: Callable[..., Result]) -> None:
    told = call("explain", "financial_security").stdout
    for part in ("package of 2 levers", "debt_prevention: Debt prevention", "20.0 million euros", "Bestaanszekerheid"):
        assert part in told, part


def test_a_parameter_is_explained_with_value_range_and_source(call: Callable[..., Result]) -> None:
    told = call("explain", "absorbed_share").stdout
    for part in ("parameter", "dimensionless", "value", "range", "source", "technology.yaml:", "read by"):
        assert part in told


@pytest.mark.slow
def test_names_of_every_kind_can_be_explained(project: Project, call: Callable[..., Result]) -> None:
    names = sorted([*project.parameters, *project.model.equations])
    for name in names[::9]:
        assert call("explain", name).exit_code == 0, name


def test_an_unknown_name_is_told_with_the_nearest(call: Callable[..., Result]) -> None:
    result = call("explain", "shortge")
    assert result.exit_code == 3
    assert "did you mean 'shortage'?" in result.stderr


@pytest.mark.parametrize("words", [("--help",), ("run", "--help"), ("check", "-h"), ("list", "-h"), ("explain", "-h")])
def test_every_command_has_help(call: Callable[..., Result], words: tuple[str, ...]) -> None:
    result = call(*words)
    assert result.exit_code == 0
    assert "Usage" in result.stdout


# Refresh


def test_stale_files_are_told_and_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyproject.toml").write_text("", encoding="utf-8")
    (tmp_path / "page.md").write_text("old", encoding="utf-8")
    (tmp_path / "slow.md").write_text("of yesterday", encoding="utf-8")
    monkeypatch.setattr(refresh, "GENERATED", {"page.md": lambda: "new"})
    monkeypatch.setattr(refresh, "SLOW", {"slow.md": (lambda text: text.endswith("today"), lambda: "of today")})
    monkeypatch.setattr(refresh, "__file__", str(tmp_path / "tools" / "refresh" / "refresh.py"))
    own = Typer()
    own.command()(refresh.refresh)
    call = partial(CliRunner().invoke, own)
    stale = call(["--check"])
    assert stale.exit_code == 1
    assert "page.md, slow.md" in stale.stderr
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == "old"
    assert call([]).exit_code == 0
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == "new"
    assert (tmp_path / "slow.md").read_text(encoding="utf-8") == "of today"
    assert call(["--check"]).exit_code == 0


# Progress and summary


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def told_by(console: Console, until: float, steps: int) -> str:
    """Return what is told of a job of that many seconds in equal steps."""
    clock = Clock()
    with console.capture() as captured, progress.Progress("running", console, clock) as report:
        for done in range(1, steps + 1):
            clock.now = until * done / steps
            report(done, steps)
    return captured.get()


def test_a_short_job_tells_nothing() -> None:
    assert told_by(Console(force_terminal=False), 1.9, 10) == ""


def test_a_long_job_tells_now_and_then_in_plain_lines_how_long_it_takes() -> None:
    lines = told_by(Console(force_terminal=False, width=200), 20, 20).splitlines()
    assert lines == [f"running: {done} of 20, {20 - done} s left" for done in (2, 7, 12, 17)]


def test_on_a_terminal_there_is_a_bar_with_the_time_left() -> None:
    told = told_by(Console(force_terminal=True, width=100), 120, 10)
    assert "5/10" in told
    assert "1 min left" in told


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "1 s"), (59.4, "59 s"), (90, "2 min"), (3600, "1 h 0 min"), (7500, "2 h 5 min")]
)
def test_durations_are_told_as_people_say_them(seconds: float, text: str) -> None:
    assert progress.duration(seconds) == text


def made_up(draws: int = 1) -> xr.Dataset:
    years = np.arange(2024, 2041)
    dims = ("policy", "scenario", "draw", "year")
    growth = np.linspace(0, 1, len(years)) * np.ones((1, 2, draws, 1)) + np.linspace(0, 0.1, draws)[:, None]
    texts = {"long_name": "x", "kind": "indicator"}
    values = {
        "care_share_needed": (dims, 1 / 6 + growth / 12, texts | {"units": "dimensionless"}),
        "shortage": (dims, growth * 20_000, texts | {"units": "person"}),
        "waiting_time_social_rent": (dims, 11.1 + growth, texts | {"units": "year"}),
    }
    coords = {"policy": ["as_is"], "scenario": ["middle", "slump"], "draw": range(draws), "year": years}
    return xr.Dataset(values, coords, {"title": "Made up", "indicators": [*values]})


def drawn(dataset: xr.Dataset) -> str:
    """Return the summary as a terminal of eighty columns shows it."""
    console = Console(width=80, highlight=False)
    with console.capture() as captured:
        for table in summary.tables(summary.answers(dataset), dataset):
            console.print(table, markup=False)
    return captured.get()


def with_policies(*names: str) -> xr.Dataset:
    """Return a result in which each policy after the first lowers the share by one more percentage point."""
    policies = [made_up().assign_coords(policy=[name]) for name in names]
    lowered = [one.assign(care_share_needed=one["care_share_needed"] - n / 100) for n, one in enumerate(policies)]
    return xr.concat(lowered, "policy", combine_attrs="override").assign_attrs(made_up().attrs)


def test_the_summary_tells_the_indicators_that_the_experiment_asks_for() -> None:
    asked = made_up().assign_attrs(indicators=["waiting_time_social_rent", "shortage"])
    told = drawn(asked)
    assert "Care workers needed" not in told
    assert told.index("Waiting time for social rent (years)") < told.index("Shortage of care workers (persons)")
    assert re.search(r"social rent \(years\) +11.1 +12.1 +12.1 ", told)
    assert re.search(r"care workers +16.7% +25.0%", drawn(made_up())) is None
    assert re.search(r"Care workers needed +16.7% +25.0% +25.0%", drawn(made_up()))
    assert "1 in 6" in drawn(made_up())


def test_each_policy_is_told_against_the_first_and_what_does_not_differ_by_name() -> None:
    told = drawn(with_policies("as_is", "more_homes", "both"))
    assert "difference with as is in 2040, scenario slump" in told
    assert re.search(r"Care workers needed +-1.0 +-2.0", told)
    assert "no difference that shows: Shortage of care workers (persons), Waiting time" in told.replace("\n", " ")
    assert "in the same scenario, year and draw; of shares in percentage points" in " ".join(told.split())
    (change,) = [
        a.change["value"]
        for a in summary.answers(with_policies("as_is", "b"))
        if (a.policy, a.scenario, a.indicator, a.year) == ("b", "middle", "care_share_needed", 2040)
    ]
    assert change == pytest.approx(-0.01)


def test_of_draws_the_summary_gives_the_middle_and_the_range() -> None:
    told = drawn(made_up(draws=11))
    assert "21,000" in told
    assert "20,100 to 21,900" in told
    assert "90% of 11 draws" in told


def test_points_on_a_grid_are_told_without_a_chance() -> None:
    told = drawn(made_up(draws=11).assign_attrs(design='{"method": "grid", "parameters": ["a"]}'))
    assert "20,000 to 22,000" in told
    assert "90%" not in told
    assert "Lowest to highest of the 11 points" in told


def test_the_summary_fits_a_terminal_of_eighty_columns() -> None:
    dataset = xr.concat(
        [made_up().assign_coords(scenario=["building_slump", "tight_labour_market"]), made_up()],
        "scenario",
        combine_attrs="override",
    )
    for told in (drawn(dataset), drawn(with_policies("as_is", *(f"policy_number_{n}" for n in range(7))))):
        assert re.search(r"17% .* 25%|16.7% .* 25.0%", told)
        assert "…" not in told
        assert max(len(line) for line in told.splitlines()) <= 80


def test_the_summary_speaks_dutch(call: Callable[..., Result], small: Path) -> None:
    told = call("--language", "nl", "run", small).stdout
    assert told.startswith("Klein\nbeleid: ongewijzigd beleid")
    assert re.search(r"Inwoners jonger dan 18 jaar \(personen\) +70\.\d00", told)
    assert "Aandeel in de zorg: medewerkers" in told
    assert "Resultaten:" in told
    assert call("run", small).stdout.startswith("Small\n"), "a language holds for one command"


def test_titles_and_folders_are_told_as_they_are(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    summary.print_summary(made_up().assign_attrs(title="More [bold]money[/]"), tmp_path / "[draft]", "text")
    told = capsys.readouterr().out
    assert "More [bold]money[/]" in told
    assert "[draft]" in told


def test_a_run_that_ends_early_is_summed_up_to_where_it_goes() -> None:
    years = {a.year for a in summary.answers(made_up().sel(year=slice(2024, 2032)))}
    assert years == {2024, 2032}
