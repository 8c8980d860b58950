"""Processor time of the memo that ships beyond its figures, in each form, in a process of its own.

Processor time, for it is the same on a machine that other work runs on; a memo is made in one thread.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

AIM = 5.0
ENDINGS = ("docx", "html", "pdf", "md")


def seconds(ending: str, results: list[Path]) -> tuple[float, float]:
    """Return the seconds that a memo takes, packages loaded and all, and those of its figures within that."""
    start = time.process_time()
    from care2040.reports.document import drawn_figures
    from care2040.reports.memos import block_placeholders
    from care2040.reports.memos.memo import build

    drawn, draw = [0.0], drawn_figures.figure_of

    def timed(*given: Any) -> drawn_figures.DrawnFigure:
        began = time.process_time()
        try:
            return draw(*given)
        finally:
            drawn[0] += time.process_time() - began

    vars(block_placeholders)["figure_of"] = timed
    with tempfile.TemporaryDirectory() as folder:
        build(Path("een_op_vier.nl.docx"), results, Path(folder) / f"memo.{ending}", allow_stale=True)
    return time.process_time() - start, drawn[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", nargs="+", type=Path, help="folders that care2040 run wrote")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--one", choices=ENDINGS, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(*seconds(asked.one, asked.results))
        return
    for ending in ENDINGS:
        words = [sys.executable, __file__, *map(str, asked.results), "--one", ending]
        times = [
            tuple(map(float, subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()))
            for _ in range(asked.repeats)
        ]
        beyond = statistics.median(whole - drawn for whole, drawn in times)
        figures = statistics.median(drawn for _, drawn in times)
        print(f".{ending:<5} {beyond:5.2f} s beyond its figures (aim {AIM:g} s); the figures {figures:5.2f} s")


if __name__ == "__main__":
    main()
