"""How long all figures of a stored result take, in both languages and every format, with the Word document of them."""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

EXPERIMENT = "all_together"
AIM = 15


def stored_result(given: Path | None, folder: Path) -> Path:
    """Return the result to draw from; without one, an experiment with five figures is run, which takes a while."""
    if given is not None:
        return given
    command = [sys.executable, "-m", "care2040", "run", EXPERIMENT, "--to", str(folder / EXPERIMENT)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder / EXPERIMENT


def timed(work: Callable[[], object], runs: int) -> tuple[float, float]:
    """Return the median seconds of `work` on the clock, and of the processor."""
    clock, processor = [], []
    for _ in range(runs):
        begun, busy = time.perf_counter(), time.process_time()
        work()
        clock.append(time.perf_counter() - begun)
        processor.append(time.process_time() - busy)
    return statistics.median(clock), statistics.median(processor)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("result", nargs="?", type=Path, help=f"folder of a result; without it {EXPERIMENT} is run")
    options.add_argument("--runs", type=int, default=3)
    given = options.parse_args()

    from care2040.figures.canvas.theme import HOUSE
    from care2040.figures.titles import asked
    from care2040.reports.formats.figure_album import FigureRequest, redraw
    from care2040.results import load
    from care2040.wording.language import LANGUAGES, WIDTHS

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        result = stored_result(given.result, folder)
        loaded = load.load(result)
        names = asked(loaded)
        print(f"{'':44}{'clock':>8}{'processor':>12}")
        row = "{:<44}{:>6.1f} s{:>10.1f} s"
        print(
            row.format(f"load the result ({loaded.nbytes / 1e6:.0f} MB)", *timed(lambda: load.load(result), given.runs))
        )
        for widths in (WIDTHS[:1], WIDTHS):
            wanted = FigureRequest.of(names, widths, LANGUAGES, HOUSE)
            seconds = timed(partial(redraw, [loaded], wanted, folder / "figures"), given.runs)
            what = f"{len(names)} figures, 2 languages, {len(widths)} width{'s' * (len(widths) > 1)}"
            print(row.format(what, *seconds) + (f"   aim under {AIM}" if len(widths) == 1 else ""))


if __name__ == "__main__":
    main()
