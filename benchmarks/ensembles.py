"""How fast ensembles go: the whole command, with its store and its files, on threads and on processes."""

import argparse
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SWEPT = (
    "growth_of_productivity",
    "construction_capacity",
    "fertility_recovery",
    "household_thinning_rate",
    "frailty_elasticity_of_need",
    "need_elasticity_of_informal_care",
    "worsening_per_year_waited",
    "giving_up_rate",
    "full_places_elasticity_of_need",
    "crowding_elasticity_of_departures",
    "quit_rate",
    "lateral_entry_rate",
    "return_rate",
    "enrolment_share",
    "workload_elasticity_of_absence",
    "workload_elasticity_of_quits",
    "open_post_elasticity_of_hires",
    "pay_elasticity_of_hires",
    "absorbed_share",
    "imitation_rate",
)
AIM = 60.0
EXPERIMENT = """\
title: {{en: benchmark, nl: benchmark}}
question: {{en: How fast?, nl: Hoe snel?}}
resolution: {resolution}
sweep: {{method: {method}, samples: {samples}, parameters: [{parameters}], years: [2024, 2030, 2040]}}
indicators: [care_share_needed, shortage]
"""


def command(folder: Path, method: str, samples: int, resolution: str, *more: str) -> float:
    """Return the seconds that one command takes from start to end, in a fresh folder."""
    path = folder / f"{method}_{samples}_{resolution}_{len(list(folder.iterdir()))}.yaml"
    path.write_text(
        EXPERIMENT.format(resolution=resolution, method=method, samples=samples, parameters=", ".join(SWEPT)),
        encoding="utf-8",
    )
    begun = time.perf_counter()
    words = [sys.executable, "-m", "care2040", "run", str(path), "--to", str(path.with_suffix("")), *more]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(re.sub(r"\s+", " ", done.stderr))
    return time.perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=3, help="how often each is measured")
    parser.add_argument("--sobol", type=int, default=1024, help="base points of the large sweep over 20 parameters")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for resolution, counts in (("city", (128, 512, 2048)), ("district", (64, 128))):
            for samples in counts:
                for label, more in (("a thread for each core", ()), ("2 processes", ("--workers", "2"))):
                    each = [command(folder, "monte_carlo", samples, resolution, *more) for _ in range(arguments.times)]
                    seconds = statistics.median(each)
                    print(
                        f"{resolution}, {samples} runs, {label}: {seconds:.1f} s, {samples / seconds:.0f} a second",
                        flush=True,
                    )
        runs = arguments.sobol * (len(SWEPT) + 2)
        for label, more in (("a thread for each core", ()), ("2 processes", ("--workers", "2"))):
            seconds = command(folder, "sobol", arguments.sobol, "city", *more)
            print(
                f"Sobol', {runs:,} runs, {label}: {seconds:.0f} s (aim {AIM:.0f}), {seconds / runs * 1e3:.2f} ms a run"
            )
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
        print(f"most memory of one process: {peak:.2f} GiB")


if __name__ == "__main__":
    main()
