"""How long counts take to weigh many stored draws, and how long what `care2040 monitor` tells and writes takes."""

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np

from care2040.analysis.observations.expected import Expected
from care2040.analysis.observations.register import Observation, Series
from care2040.analysis.observations.weighing import weigh

DRAWS, SERIES, COUNTS = 10_000, 20, 10
AIM_WEIGHING, AIM_PAGE = 2.0, 10.0
EXPERIMENT = """\
title: {{en: benchmark, nl: benchmark}}
question: {{en: How fast?, nl: Hoe snel?}}
resolution: city
start: 2016
monitor: true
draws: {draws}
indicators: [care_share_needed, shortage]
"""


def made_up(seed: int = 1) -> list[Expected]:
    """Return series of made-up counts, with draws that lie around them."""
    random = np.random.default_rng(seed)
    named = {"table": "none", "measure": "none", "quantity": "absence", "place": "utrecht", "day": "date"}
    errors = {"sampling": 0.1, "definition": 0.05, "model": 0.05}
    kept = {"licence": "ours", "updated_by": "us", "retrieved": date(2026, 7, 1)}
    title = {"title": {"en": "made up", "nl": "verzonnen"}}
    found = []
    for place in range(SERIES):
        series = Series.model_validate({**title, **named, **errors, **kept})
        counts = tuple(
            Observation(series, 2016.0 + at, value, 0.0, "", False)
            for at, value in enumerate(random.lognormal(0, 0.1, COUNTS).tolist())
        )
        found.append(Expected(f"series_{place}", series, counts, random.lognormal(0, 0.1, (DRAWS, COUNTS))))
    return found


def seconds_to_weigh(runs: int) -> float:
    """Return the median seconds in which the draws are weighed by all counts."""
    series, taken = made_up(), []
    for _ in range(runs):
        begun = time.perf_counter()
        weigh(series, enough=1.0)
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def command(*words: str, folder: Path) -> tuple[float, float]:
    """Return the seconds that one command takes from start to end, on the clock and of the processor."""
    begun, busy = time.perf_counter(), processor_of_commands()
    subprocess.run([sys.executable, "-m", "care2040", *words], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun, processor_of_commands() - busy


def processor_of_commands() -> float:
    """Return the seconds that the processor gave to all commands so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def row(what: str, taken: list[tuple[float, float]], aim: str = "") -> str:
    """Return a line with the medians."""
    clock, processor = (statistics.median(one) for one in zip(*taken, strict=True))
    return f"{what:<60}{clock:>6.1f} s{processor:>10.1f} s   {aim}"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("result", nargs="?", type=Path, help="folder of a result; without it one is run, for a minute")
    options.add_argument("--draws", type=int, default=1000, help="draws of the result that is run")
    options.add_argument("--runs", type=int, default=3)
    given = options.parse_args()
    seconds = seconds_to_weigh(given.runs)
    print(f"{DRAWS:,} draws weighed by {SERIES * COUNTS} counts: {seconds:.2f} s (aim under {AIM_WEIGHING:.0f})")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        result = given.result.resolve() if given.result else folder / "back"
        if given.result is None:
            (folder / "back.yaml").write_text(EXPERIMENT.format(draws=given.draws), encoding="utf-8")
            command("run", "back.yaml", "--to", "back", folder=folder)
        ask = ("monitor", str(result), "--temper")
        print(f"{'':60}{'clock':>8}{'processor':>12}")
        print(row("care2040 monitor", [command(*ask, folder=folder) for _ in range(given.runs)]))
        whole = [command(*ask, "--to", "told", folder=folder) for _ in range(given.runs)]
        print(row("with tables, words and figures in two languages", whole, f"aim under {AIM_PAGE:.0f}"))


if __name__ == "__main__":
    main()
