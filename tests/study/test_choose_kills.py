"""A choice that is killed goes on with what it had looked at, to the same answer."""

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
indicators: [care_share_needed]
choose:
  levers: {care_and_digital: {}}
  objectives: {short: {minimise: shortage, year: 2030}, cost: {minimise: lever_cost, years: [2026, 2030]}}
  draws: 2
  mixes: 8
  evaluations: 160
"""


def begin(folder: Path, to: str) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "care2040", "run", str(folder / "mixes.yaml"), "--to", str(folder / to)]
    return subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_choice_that_is_killed_ends_the_same(tmp_path: Path) -> None:
    (tmp_path / "mixes.yaml").write_text(TEXT, encoding="utf-8")
    whole = begin(tmp_path, "whole")
    said = whole.communicate(timeout=300)
    assert whole.returncode == 0, said
    journal = tmp_path / ".stopped.choosing"
    killed = begin(tmp_path, "stopped")
    deadline = time.monotonic() + 300
    while len(list(journal.glob("generation_*"))) < 3 and killed.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert not (tmp_path / "stopped").exists()
    again = begin(tmp_path, "stopped")
    told = "".join(again.communicate(timeout=300))
    assert again.returncode == 0, told
    assert "generations of the search are there already" in told
    assert not journal.exists()
    for name in ("choose.csv", "choose_levers.csv", "choose_search.csv", "choose_named.csv"):
        assert (tmp_path / "stopped" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
