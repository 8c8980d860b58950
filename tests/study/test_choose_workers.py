"""A choice over processes of this machine: the same to the last bit, also when one of them is killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="kills by signal")]

TEXT = """\
title: {en: Which mix, nl: Welke mix}
question: {en: Which mix?, nl: Welke mix?}
resolution: city
end: 2031
scenarios: {evidence: {}, vision: {}}
indicators: [care_share_needed]
choose:
  levers: {care_and_digital: {}}
  objectives: {short: {minimise: shortage, year: 2030}, cost: {minimise: lever_cost, years: [2026, 2030]}}
  draws: 2
  mixes: 24
  evaluations: EVALUATIONS
  robust:
    aim: {indicator: shortage, at_most: 4000, year: 2030}
    draws: 24
    futures: [evidence, vision]
    laws: true
    mixes: 3
"""
TABLES = ("choose.csv", "choose_levers.csv", "choose_search.csv", "choose_robust.csv")


def begin(folder: Path, to: str, *more: str) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "care2040", "run", str(folder / "mixes.yaml"), "--to", str(folder / to), *more]
    return subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def written(folder: Path, evaluations: int) -> None:
    (folder / "mixes.yaml").write_text(TEXT.replace("EVALUATIONS", str(evaluations)), encoding="utf-8")


def same(folder: Path, one: str, other: str) -> None:
    for name in TABLES:
        assert (folder / one / name).read_bytes() == (folder / other / name).read_bytes(), name


def workers_of(parent: int) -> list[int]:
    """Return the processes that do work for a process: those below it that listen to a nanny."""
    found: dict[int, int] = {}
    words: dict[int, str] = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            found[int(path.name)] = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            words[int(path.name)] = (path / "cmdline").read_text()
        except OSError:
            continue
    below = [one for one, above in found.items() if above == parent]
    deeper = [one for one, above in found.items() if above in below]
    return [one for one in (*below, *deeper) if "spawn_main" in words[one] or "forkserver" in words[one]]


def test_two_workers_find_what_one_process_finds_and_a_stopped_one_goes_on(tmp_path: Path) -> None:
    written(tmp_path, 144)
    whole = begin(tmp_path, "whole")
    said = whole.communicate(timeout=600)
    assert whole.returncode == 0, said
    killed = begin(tmp_path, "spread", "--workers", "2")
    journal, deadline = tmp_path / ".spread.choosing", time.monotonic() + 600
    while len(list(journal.glob("generation_*"))) < 4 and killed.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    killed.send_signal(signal.SIGINT)
    told = killed.communicate(timeout=120)[1]
    assert killed.returncode == 130, told
    assert "to go on: care2040 run" in told
    assert "--so-far" in told
    # the best until now, from the journal alone
    best = begin(tmp_path, "spread", "--so-far")
    out, problem = best.communicate(timeout=120)
    assert best.returncode == 0, problem
    assert "best mixes:" in out
    assert (tmp_path / "spread.so_far" / "choose.csv").stat().st_size > 100
    assert not (tmp_path / "spread").exists()
    again = begin(tmp_path, "spread", "--workers", "2")
    out, problem = again.communicate(timeout=600)
    assert again.returncode == 0, problem
    assert "generations of the search are there already" in problem
    same(tmp_path, "whole", "spread")
    assert not journal.exists()
    assert not (tmp_path / ".spread.robust").exists()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
def test_what_a_worker_that_is_killed_had_is_given_to_another(tmp_path: Path) -> None:
    written(tmp_path, 240)
    whole = begin(tmp_path, "whole")
    said = whole.communicate(timeout=600)
    assert whole.returncode == 0, said
    spread = begin(tmp_path, "spread", "--workers", "2")
    journal, deadline = tmp_path / ".spread.choosing", time.monotonic() + 600
    while len(list(journal.glob("generation_*"))) < 3 and spread.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    workers = workers_of(spread.pid)
    assert workers, "no worker was found"
    os.kill(workers[-1], signal.SIGKILL)
    out, problem = spread.communicate(timeout=600)
    assert spread.returncode == 0, (out, problem)
    same(tmp_path, "whole", "spread")


def test_the_runs_of_mixes_that_were_tried_go_on_where_they_were_killed(tmp_path: Path) -> None:
    written(tmp_path, 48)
    whole = begin(tmp_path, "whole")
    said = whole.communicate(timeout=600)
    assert whole.returncode == 0, said
    killed = begin(tmp_path, "stopped")
    store, deadline = tmp_path / ".stopped.robust", time.monotonic() + 600
    while not store.exists() and killed.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    again = begin(tmp_path, "stopped")
    problem = again.communicate(timeout=600)[1]
    assert again.returncode == 0, problem
    same(tmp_path, "whole", "stopped")


def test_there_is_nothing_so_far_where_no_search_was_begun(tmp_path: Path) -> None:
    written(tmp_path, 48)
    best = begin(tmp_path, "nothing", "--so-far")
    problem = best.communicate(timeout=120)[1]
    assert best.returncode == 3
    assert "no search of 'mixes' is going on" in problem
    assert not (tmp_path / "nothing.so_far").exists()
