"""Draws and sweeps from the command line: what goes on, what is refused, what is left out, and with which exit code."""

import errno
import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from typer.testing import CliRunner, Result

from care2040.cli import app
from care2040.engine.ensembles import ensemble
from care2040.engine.ensembles import store as ensemble_store
from care2040.engine.native import library
from care2040.engine.simulation import simulate
from care2040.files import result_folder
from care2040.study.project import Project, open_project

pytestmark = pytest.mark.slow

HEAD = """\
title: {en: Small, nl: Klein}
question: {en: Does it run?, nl: Loopt het?}
end: 2026
resolution: city
indicators: [care_share_needed, shortage]
"""
FILE = "sweep: {method: file, file: points.csv}\n"


@pytest.fixture(scope="module")
def project() -> Project:
    return open_project()


@pytest.fixture
def run(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Write an experiment and run it in an empty folder; the parameters are read once."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys.modules["care2040.cli.run"], "open_project", lambda: project)

    def invoke(text: str, *words: str, quits: tuple[float, ...] = ()) -> Result:
        Path("small.yaml").write_text(HEAD + text, encoding="utf-8")
        Path("points.csv").write_text("\n".join(["quit_rate", *map(str, quits)]) + "\n", encoding="utf-8")
        result = CliRunner().invoke(app.app, ["run", "small.yaml", *words])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        assert "Traceback" not in result.output
        return result

    return invoke


def store() -> xr.Dataset:
    return ensemble_store.open_lazily(Path("outputs/small/runs.zarr"))


def forbidden(*_: object) -> None:
    raise AssertionError("nothing was to be run")


def test_draws_become_a_store_in_the_result_and_are_not_run_again(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("draws: 5\n").exit_code == 0
    assert {path.name for path in Path("outputs").iterdir()} == {"small"}
    assert store().sizes["draw"] == 5
    whole = xr.open_dataset("outputs/small/run.nc", engine="netcdf4")
    np.testing.assert_array_equal(whole["shortage"], store()["shortage"])
    whole.close()
    monkeypatch.setattr(ensemble, "fill", forbidden)
    again = run("draws: 5\n")
    assert again.exit_code == 0
    assert store().sizes["draw"] == 5


def test_another_number_of_draws_replaces_a_result_and_a_central_run_has_no_store(run: Callable[..., Result]) -> None:
    assert run("draws: 5\n").exit_code == 0
    assert run("draws: 4\n").exit_code == 0
    assert store().sizes["draw"] == 4
    assert run("").exit_code == 0
    assert not Path("outputs/small/runs.zarr").exists()


def test_a_point_that_failed_is_left_out_of_everything_and_told(run: Callable[..., Result], project: Project) -> None:
    result = run(FILE, quits=(50.0, *[0.1] * 110))
    assert result.exit_code == 0, result.output
    assert "1 of 111 points failed and are left out" in result.stderr
    assert int((store()["status"] > 0).sum()) == 1
    assert "is not a number" in store()["reason"].values[0, 0, 0]
    with xr.open_dataset("outputs/small/run.nc", engine="netcdf4") as whole:
        assert whole.sizes["draw"] == 110
        assert 0 not in whole["draw"].values
        assert whole.attrs["left_out"] == 1
        declared = [name for name in project.model.equations if name in whole.data_vars]
        assert list(whole.data_vars)[: len(declared)] == declared


def test_too_many_failed_points_are_refused_with_their_reasons_and_kept(run: Callable[..., Result]) -> None:
    result = run(FILE, "--format", "json", quits=(50.0, 0.1, 0.1))
    assert result.exit_code == 1
    (told,) = json.loads(result.stdout)
    assert "1 of 3 points failed, more than 1%" in told["message"]
    assert "1 x 'social_rent_seekers' is not a number in 2016.25" in told["hint"]
    assert [path.name for path in Path("outputs").iterdir()] == [".small.runs"]


def test_an_unfinished_store_of_another_design_is_refused_unless_forced(run: Callable[..., Result]) -> None:
    assert run(FILE, quits=(50.0, 0.1)).exit_code == 1
    refused = run(FILE, quits=(0.2, 0.1))
    assert refused.exit_code == 4
    assert "'outputs/.small.runs' holds runs of another design" in refused.stderr.replace("\\", "/")
    assert "--force" in refused.stderr
    assert run(FILE, "--force", quits=(0.2, 0.1)).exit_code == 0
    assert store()["drawn"].values.ravel().tolist() == [0.2, 0.1]


def test_a_full_disk_is_told_with_the_line_that_goes_on(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(ensemble_store, "to_disk", full)
    result = run("draws: 3\n")
    assert result.exit_code == 1
    assert "the disk is full" in result.stderr
    assert "to go on: care2040" in result.stderr
    monkeypatch.undo()


def test_many_runs_are_compiled_and_without_the_compiler_they_are_another_design(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("llvmlite", reason="llvmlite has no wheel for this platform")
    monkeypatch.setattr(simulate, "SIDE_BY_SIDE_FROM", {"city": 3})
    refused = run(FILE, quits=(50.0, 0.1, 0.1))
    assert refused.exit_code == 1
    assert "llvmlite" not in refused.stderr
    monkeypatch.setattr(library, "find_spec", lambda name: None)
    other = run(FILE, quits=(50.0, 0.1, 0.1))
    assert other.exit_code == 4
    assert "packages" in other.stderr
    slow = run(FILE, "--force", quits=(0.2, 0.1, 0.1))
    assert slow.exit_code == 0
    assert "3 runs take less time where llvmlite is installed, see docs/sweeps.md" in slow.stderr


def test_two_runs_at_once_do_not_write_to_one_folder(run: Callable[..., Result]) -> None:
    folder = Path("outputs/small")
    with result_folder.alone(folder, folder.resolve()):
        refused = run("draws: 3\n")
        assert refused.exit_code == 3
        assert "--> outputs/small\n" in refused.stderr.replace("\\", "/")
        assert "another run is writing to the output folder at this moment" in refused.stderr
        assert "--to DIR" in refused.stderr
    assert run("draws: 3\n").exit_code == 0
    assert [path.name for path in Path("outputs").iterdir()] == ["small"]


def test_a_file_system_without_locks_stops_nobody(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    def without(*_: object, **__: object) -> None:
        raise NotImplementedError("FileSystem does not appear to support flock")

    monkeypatch.setattr(result_folder.FileLock, "acquire", without)
    assert run("draws: 3\n").exit_code == 0
    assert [path.name for path in Path("outputs").iterdir()] == ["small"]


def test_two_sweeps_in_a_row_give_both_stores(run: Callable[..., Result]) -> None:
    then = "then: {method: sobol, samples: 4, most_important: 2, indicator: shortage, year: 2025}"
    names = "[quit_rate, lateral_entry_rate, settling_time]"
    result = run(f"sweep: {{method: morris, samples: 2, parameters: {names}, years: [2025], {then}}}\n")
    assert result.exit_code == 0, result.output
    assert "3 parameters were screened; on to 2:" in result.stderr
    first = ensemble_store.open_lazily(Path("outputs/small/screening.zarr"))
    assert (first.sizes["draw"], first.sizes["parameter"]) == (8, 3)
    assert (store().sizes["draw"], store().sizes["parameter"], store().sizes["year"]) == (16, 2, 1)
    assert {path.name for path in Path("outputs").iterdir()} == {"small"}


def test_only_the_wanted_indicators_of_a_sweep_are_told(run: Callable[..., Result]) -> None:
    sweep = "sweep: {method: grid, samples: 2, parameters: [quit_rate], indicators: [shortage]}\n"
    assert run(sweep).exit_code == 0
    lines = Path("outputs/small/indicators.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert {line.split(",")[5] for line in lines} == {"shortage"}


def test_processes_and_a_cluster_together_are_wrong_use(run: Callable[..., Result]) -> None:
    assert run("draws: 3\n", "--workers", "2", "--scheduler", "tcp://127.0.0.1:1").exit_code == 2


def test_a_scheduler_that_does_not_answer_is_invalid_input(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("care2040.engine.ensembles.workers.ANSWER_WITHIN", 0.5)
    result = run("draws: 3\n", "--scheduler", "tcp://127.0.0.1:1")
    assert result.exit_code == 3
    assert "the scheduler tcp://127.0.0.1:1 does not answer" in result.stderr
    assert not Path("outputs").exists()
