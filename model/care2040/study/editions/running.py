"""Run an edition, or a mix of two, in a process of its own that sees its code alone."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from care2040.files.yaml_document import as_text
from care2040.language.axes import whole_city

WORKER = Path(__file__).with_name("worker.py")
TOLD = re.compile(r"error(?:\[\w+\])?: (.+)")
"""How the command line begins what is wrong."""
LINES = 3
"""Last lines of what a process said that are told on."""


class DoesNotRun(Exception):
    """An edition, or a mix, that gives no numbers: with what it said itself."""


@dataclass(frozen=True)
class Numbers:
    """What a run gave for the whole city.

    Attributes
    ----------
    values : dict of (str, int) to float
        Indicator and year to the value.
    units : dict of str to str
        Indicator to its unit.
    stale : bool
        Whether its calibration is older than what it was made from.
    """

    values: Mapping[tuple[str, int], float]
    units: Mapping[str, str]
    stale: bool = False


def run(place: Path, question: Mapping[str, Any]) -> Numbers:
    """Run a question in a checkout, with the code and the numbers that stand there.

    Raises
    ------
    DoesNotRun
        With what it said.
    """
    asked = place / "edition_question.yaml"
    asked.write_text(as_text(question, asked), encoding="utf-8")
    told = json.loads(_called(place, str(WORKER), str(place), str(asked)).strip().splitlines()[-1])
    if told.get("older"):
        return _typed(place, asked)
    if "fault" in told:
        raise DoesNotRun(told["fault"])
    values = {(name, int(year)): value for name, own in told["values"].items() for year, value in own.items()}
    return Numbers(values, told["units"], told["stale"])


def _typed(place: Path, asked: Path) -> Numbers:
    """Run a question by the command line, of an edition that could not be called from Python yet."""
    result = place / "edition_result"
    _called(place, "-m", "care2040", "run", str(asked), "--to", str(result), "--format", "json")
    values, units = {}, {}
    with (result / "indicators.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["district"] == whole_city() and row["value"]:
                values[row["indicator"], int(row["year"])] = float(row["value"])
                units[row["indicator"]] = row["unit"]
    return Numbers(values, units)


def calibrate(place: Path) -> None:
    """Fit the free parameters of a checkout anew, with its own code and targets.

    Raises
    ------
    DoesNotRun
        With what it said.
    """
    _called(place, "-m", "care2040", "calibrate")


def _called(place: Path, *words: str) -> str:
    # what is installed elsewhere comes after this path, and what stands beside a script (-P) does not come at all
    own = {"PYTHONPATH": str(place / "model"), "CARE2040_LANGUAGE": "en"}
    done = subprocess.run(
        [sys.executable, "-P", *words],
        cwd=place,
        env={**os.environ, **own},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise DoesNotRun(_why(done.stdout, done.stderr).replace(str(place), "").strip())
    return done.stdout


def _why(stdout: str, stderr: str) -> str:
    """Return what went wrong in a few words: the first problem that was told, else the last lines."""
    try:
        problems = [one for one in json.loads(stdout) if one.get("severity", "error") == "error"]
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        return f"{problems[0]['message']}{more}"
    except (ValueError, TypeError, AttributeError, LookupError):
        told = TOLD.search(stderr)
        if told:
            return told[1]
        last = 1 if "Traceback" in stderr else LINES
        return " / ".join((stderr or stdout).strip().splitlines()[-last:]) or "it ended without a word"
