"""Our engines beside those of others on one model, the city as one, and where ours stands: writes a part of a page.

`python benchmarks/engines.py` exports ``one_in_four`` as it is, runs it in simlin, in PySD with ``--pysd`` (which takes
minutes to translate it) and as C that SDEverywhere's compiler generates (npm, node and a C compiler), and in our own
engines: NumPy under SciPy, machine code for one run and for eight side by side, WebAssembly and JavaScript in node.
Then it writes what it measured between two marks of ``docs/performance.md``, with the machine and the day.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "performance.md"
BEGIN, END = "<!-- engines: begin -->", "<!-- engines: end -->"
EXPERIMENT, POLICY = "one_in_four", "as_is"
EULER, YEARS_TOLD, YEARS = 4, 17, 25
"""Steps a year of the exported file, its years, and the years of our own runs, which begin in 2016."""
RUNGE_KUTTA = 16
"""Evaluations a year of our own method."""


@dataclass(frozen=True)
class Row:
    """One engine: what it is, milliseconds of a run, how often it evaluated the model, and what it takes first."""

    name: str
    milliseconds: float
    evaluations: int
    first: str = ""

    def cells(self, numbers: int) -> tuple[str, ...]:
        """Return it as a row of the table."""
        each = self.milliseconds * 1e6 / self.evaluations / numbers
        return (
            self.name,
            f"{self.milliseconds:,.{2 if self.milliseconds < 10 else 0}f} ms",
            str(self.evaluations),
            f"**{each:,.2f} ns**",
            self.first,
        )


def median_of(work: Callable[[], object], times: int = 9) -> float:
    """Return the median milliseconds of `work`, after one time that does not count."""
    work()
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        spent.append((time.perf_counter() - begun) * 1e3)
    return statistics.median(spent)


def ours(folder: Path) -> list[Row]:
    """Measure our own engines."""
    from limits import batch

    from care2040.engine.native.library import available

    evaluations = YEARS * RUNGE_KUTTA
    rows = [Row("ours, NumPy under SciPy, one run", median_of(lambda: batch("city", 1).run(no), 3), evaluations)]
    if available():
        begun = time.perf_counter()
        one, many = batch("city", 1, 1), batch("city", 256, 8)
        made = f"{time.perf_counter() - begun:.1f} s to trace, plan and compile both, once"
        single = median_of(lambda: again(one))
        rows.append(Row("ours, machine code, one run", single, evaluations, made))
        rows.append(Row("ours, machine code, 256 runs, each", median_of(lambda: again(many)) / 256, evaluations))
    for form, name in (("wasm", "WebAssembly"), ("js", "JavaScript")):
        if node := shutil.which("node"):
            begun = time.perf_counter()
            size = export(folder, form)
            took = f"{time.perf_counter() - begun:.1f} s to export, {size / 1024:.0f} kB"
            told = called(node, HERE / "others" / "page.mjs", folder, form)
            rows.append(Row(f"ours, {name} in node, one run", float(told), evaluations, took))
    return rows


def no() -> None:
    """Do nothing."""


def again(batch: Any) -> None:
    """Run a batch from its start once more."""
    fresh = type(batch)(batch.system, batch.code, batch.paths, batch.longest, batch.keep, batch.years, None)
    fresh.run(no)


def export(folder: Path, form: Any) -> int:
    """Export the model for a page; return the bytes of the module."""
    from care2040.study.export.web import export_web
    from care2040.study.project import open_project

    return export_web(open_project(), Path(EXPERIMENT), form, folder, (POLICY,), resolution="city").size


def called(*words: object, where: Path | None = None) -> str:
    """Return what a command says."""
    done = subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True, cwd=where)
    return done.stdout


def others(folder: Path, pysd: bool) -> tuple[list[Row], int, list[str]]:
    """Measure the tools of others on the exported file; return also how many numbers it has, and what was left out."""
    from care2040.study.export.xmile import export_xmile
    from care2040.study.project import open_project

    file = folder / "model.xmile"
    flat = export_xmile(open_project(), Path(EXPERIMENT), POLICY, file)
    numbers = len(flat.stocks) + len(flat.flows) + len(flat.auxiliaries)
    rows, left_out = list[Row](), list[str]()
    for measure in (_simlin, _sdeverywhere, *([_pysd] if pysd else [])):
        try:
            rows.append(measure(file, folder))
        except (ImportError, OSError, subprocess.CalledProcessError) as error:
            left_out.append(f"{measure.__name__.strip('_')} ({type(error).__name__})")
    return rows, numbers, left_out


def _simlin(file: Path, folder: Path) -> Row:
    import simlin

    begun = time.perf_counter()
    model = simlin.load(str(file))
    model.run(analyze_loops=False)
    took = f"{time.perf_counter() - begun:.1f} s to load and run first"
    spent = median_of(lambda: model.run(analyze_loops=False))
    return Row("simlin (Rust), the exported file, one run", spent, YEARS_TOLD * EULER, took)


def _sdeverywhere(file: Path, folder: Path) -> Row:
    node, npm, compiler = (shutil.which(name) or "" for name in ("node", "npm", "cc"))
    if not (node and npm and compiler):
        raise OSError("node, npm or a C compiler is not installed")
    stub = folder / "xlsx"  # it reads Excel with a package that no registry has, and we have no Excel
    stub.mkdir()
    (stub / "package.json").write_text('{"name": "xlsx", "version": "0.0.1", "main": "index.js"}')
    (stub / "index.js").write_text("module.exports = { set_fs() {} };")
    facts = {
        "type": "module",
        "dependencies": {"@sdeverywhere/compile": "0.7.28"},
        "overrides": {"xlsx": "file:./xlsx"},
    }
    (folder / "package.json").write_text(json.dumps(facts))
    called(npm, "install", "--silent", where=folder)
    for name in ("generate.mjs", "sde.h", "main.c"):
        shutil.copy(HERE / "others" / name, folder)
    begun = time.perf_counter()
    called(node, "generate.mjs", file, folder, where=folder)
    called(compiler, "-O2", "-w", "-o", folder / "generated", "main.c", "-lm", where=folder)
    took = f"{time.perf_counter() - begun:.0f} s to generate and compile"
    milliseconds, _ = called(folder / "generated", 201).split()
    return Row("SDEverywhere, C generated from it, cc -O2, one run", float(milliseconds), YEARS_TOLD * EULER, took)


def _pysd(file: Path, folder: Path) -> Row:
    import pysd

    begun = time.perf_counter()
    model = pysd.read_xmile(str(file))
    took = f"{time.perf_counter() - begun:.0f} s to translate"
    spent = median_of(lambda: model.run(return_columns=["care_share_needed"]), 1)
    return Row("PySD (Python), the exported file, one run", spent, YEARS_TOLD * EULER, took)


def limits() -> list[str]:
    """Return how far machine code is from what the machine can do."""
    from limits import CACHED, COPIED, bandwidth, batch, median_of, traffic

    lines = []
    with np.errstate(all="ignore"):
        cached, memory = bandwidth(CACHED), bandwidth(COPIED)
        for resolution in ("city", "district"):
            plain = batch(resolution, 128)
            plain._change(2024.1, plain.state.ravel())
            moved = traffic(plain)[1] / 128
            seconds = median_of(batch(resolution, 128, 8).machine.step, 15) / RUNGE_KUTTA * 4 / 128
            best = moved * 8 / (cached * 1e9)
            lines.append(
                f"- {resolution}: an evaluation with its part of the step takes {seconds * 1e6:.2f} microseconds a "
                f"run, eight side by side; to move its {moved:,.0f} numbers within the cache alone would take "
                f"{best * 1e6:.2f} (a copy moves {cached:.0f} GB/s there, {memory:.0f} from memory): "
                f"{seconds / best:.1f} times that."
            )
    return lines


def processor() -> str:
    """Return what the processor is called."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.partition(": ")[2] for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def page(rows: list[Row], numbers: int, far: list[str], left_out: list[str]) -> str:
    """Return the part of the page."""
    heads = ("engine", "a run", "evaluations", "a number and evaluation", "before the first run")
    told = [
        BEGIN,
        f"`python benchmarks/engines.py`, {date.today().isoformat()}: {processor()}, {os.cpu_count()} cores; Python "
        f"{platform.python_version()}, NumPy {np.__version__}. `{EXPERIMENT}`, {POLICY}, the city as one: {numbers:,} "
        "numbers (stocks, flows and auxiliaries of the exported file). Medians. Others run 17 years by Euler, ours "
        "25 years by Runge and Kutta, so that only the time for each number and evaluation compares.",
        "",
        f"| {' | '.join(heads)} |",
        f"|{'---|' * len(heads)}",
        *(f"| {' | '.join(row.cells(numbers))} |" for row in rows),
        "",
        *far,
        *([f"- Not measured here: {', '.join(left_out)}."] if left_out else []),
        END,
    ]
    return "\n".join(told)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pysd", action="store_true", help="also translate the file for PySD, which takes minutes")
    parser.add_argument("--print", action="store_true", help="print instead of writing the page")
    arguments = parser.parse_args()
    sys.path.insert(0, str(HERE))
    with tempfile.TemporaryDirectory() as name:
        rows, numbers, left_out = others(Path(name), arguments.pysd)
        rows += ours(Path(name))
    told = page(rows, numbers, limits(), left_out)
    if arguments.print:
        print(told)
        return
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    PAGE.write_text(f"{head}{told}{rest.partition(END)[2]}", encoding="utf-8")
    print(f"wrote {PAGE}")


if __name__ == "__main__":
    main()
