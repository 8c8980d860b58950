"""Sweeps that are killed, spread over processes, or given to a cluster: the same store at the end."""

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from typer.testing import CliRunner, Result

from care2040.cli import app

PATIENCE = 120.0
"""Seconds, on a machine that is busy with other things."""
SLUMPS = "".join(f"  s{n}: {{construction_capacity: {{multiply: 0.{n}}}}}\n" for n in range(7, 10))
SWEPT = f"""\
title: {{en: Small, nl: Klein}}
question: {{en: Does it run?, nl: Loopt het?}}
end: 2028
resolution: city
scenarios:
  evidence: {{}}
{SLUMPS}indicators: [care_share_needed, shortage]
sweep: {{method: latin_hypercube, samples: 512, parameters: [quit_rate, "*_elasticity_of_quits"]}}
"""
"""Four runs per point and so many that they are compiled: 64 points make a block, and 512 eight of them."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals like these"),
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kills")
    (folder / "swept.yaml").write_text(SWEPT, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def undisturbed(place: Path) -> dict[str, str]:
    result = call("run", place / "swept.yaml", "--to", place / "undisturbed")
    assert result.exit_code == 0, result.output
    return files(place / "undisturbed" / "runs.zarr")


def call(*words: object) -> Result:
    result = CliRunner().invoke(app.app, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def files(path: Path) -> dict[str, str]:
    found = {file.relative_to(path).as_posix(): file for file in path.rglob("*") if file.is_file()}
    return {name: hashlib.sha256(file.read_bytes()).hexdigest() for name, file in found.items()}


def until(holds: Callable[[], object], alive: subprocess.Popen[str] | None = None) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert alive is None or alive.poll() is None, alive.communicate()
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.02)


def done(store: Path) -> list[Path]:
    return sorted((store / "ledger" / "c").glob("*/0"))


def test_a_sweep_outlives_a_killed_worker_and_goes_on_after_its_driver_was_killed(
    place: Path, undisturbed: dict[str, str]
) -> None:
    words = [sys.executable, "-m", "care2040", "run", "swept.yaml", "--to", "out", "--workers", "2"]
    store = place / ".out.runs"
    with subprocess.Popen(words, cwd=place, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as driver:
        until(lambda: done(store), driver)
        children = psutil.Process(driver.pid).children(recursive=True)
        hands = [child for child in children if any("spawn_main" in word for word in child.cmdline())]
        assert len(hands) == 2
        hands[0].kill()
        before = len(done(store))
        until(lambda: len(done(store)) > before, driver)
        children = psutil.Process(driver.pid).children(recursive=True)
        driver.kill()
        _, alive = psutil.wait_procs(children, timeout=PATIENCE)
        assert not alive, "workers outlive the driver"
    kept = {entry: entry.stat().st_mtime_ns for entry in done(store)}
    assert 2 <= len(kept) < 8
    result = call("run", place / "swept.yaml", "--to", place / "out")
    assert result.exit_code == 0, result.output
    assert f"{256 * len(kept)} of 2048 runs are there already" in result.stderr
    assert not store.exists()
    now = {path: place / "out" / "runs.zarr" / path.relative_to(store) for path in kept}
    assert {path: now[path].stat().st_mtime_ns for path in kept} == kept, "something was run again"
    assert files(place / "out" / "runs.zarr") == undisturbed


def written(path: Path) -> str:
    """Return what stands in a file once it has been written to its end; nothing before."""
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return text if text.rstrip().endswith("}") else ""


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[str]:
    """Start ``dask scheduler`` and two ``dask worker`` on the loopback address."""
    told = tmp_path / "scheduler.json"
    base = [sys.executable, "-m", "dask"]
    common = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    quiet = {**os.environ, "DASK_DISTRIBUTED__SCHEDULER__DASHBOARD__STATUS__TASK_STREAM_LENGTH": "10"}
    words = [*base, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(told)]
    started = [subprocess.Popen(words, env=quiet, **common)]
    try:
        until(lambda: bool(written(told)))  # it is there before it is written
        address = str(json.loads(written(told))["address"])
        worker = [*base, "worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny"]
        started += [subprocess.Popen(worker, env=quiet, **common) for _ in range(2)]
        yield address
    finally:
        # a worker that is asked to end first waits for its scheduler, which may be gone
        for process in reversed(started):
            process.kill()
            process.wait(timeout=PATIENCE)


def test_a_scheduler_with_two_workers_gives_the_same_store(
    place: Path, undisturbed: dict[str, str], cluster: str
) -> None:
    result = call("run", place / "swept.yaml", "--to", place / "shared", "--scheduler", cluster)
    assert result.exit_code == 0, result.output
    assert files(place / "shared" / "runs.zarr") == undisturbed
