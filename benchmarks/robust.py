"""What it costs to try mixes again: so many mixes in so many draws, two futures and all laws, at city resolution."""

from __future__ import annotations

import argparse
import os
import resource
import time
from pathlib import Path
from tempfile import TemporaryDirectory

EXPERIMENT = """\
title: {{en: benchmark, nl: benchmark}}
question: {{en: Which mix?, nl: Welke mix?}}
resolution: {resolution}
scenarios: {{evidence: {{}}, vision: {{}}}}
indicators: [care_share_needed]
choose:
  levers: {{all_together: {{}}}}
  objectives:
    need: {{minimise: care_share_needed, year: 2040}}
    cost: {{minimise: lever_cost, years: [2026, 2040]}}
  mixes: 24
  evaluations: 240
  robust:
    aim: {{indicator: care_share_needed, at_most: 0.195, year: 2040}}
    draws: {draws}
    futures: [evidence, vision]
    laws: true
    mixes: {mixes}
    discovery: {discovery}
"""


def main() -> None:
    import xarray as xr

    from care2040.files.yaml_document import parsed
    from care2040.inputs.experiments.experiment import load
    from care2040.study import sweep, work
    from care2040.study.mixes import searching, trying
    from care2040.study.project import open_project

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mixes", type=int, default=8)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--resolution", choices=["city", "district"], default="city")
    parser.add_argument("--discovery", action="store_true", help="look when each fails as well")
    parser.add_argument("--workers", type=int, help="processes; a thread for each core without it")
    asked = parser.parse_args()
    project = open_project()
    text = EXPERIMENT.format(**{**vars(asked), "discovery": str(asked.discovery).lower()})
    experiment = load(parsed(text, Path("benchmark.yaml")), project.parameters, project.known)
    with TemporaryDirectory() as aside:
        means = work.Means(folder=Path(aside) / "benchmark", workers=asked.workers)
        choice = searching.searched(project, experiment, means, work.Silent()).choice
        clock, processor = time.perf_counter(), sum(os.times()[:4])
        found = trying.tried(
            project,
            experiment,
            xr.Dataset(),
            choice,
            lambda wanted, tried: sweep.filled(wanted, tried, means, sweep.TRIED, work.Silent()),
            work.Silent(),
        )
        clock, processor = time.perf_counter() - clock, sum(os.times()[:4]) - processor
        store = sum(path.stat().st_size for path in Path(aside).rglob("*") if path.is_file())
    tried = found.sizes["tried_mix"]
    runs = tried * asked.draws * 2
    print(f"{tried} mixes, unchanged policy with them, {asked.draws:,} draws, 2 futures: {runs:,} runs")
    print(f"{clock:.0f} s on the clock, {processor:.0f} s of processor: {1e3 * processor / runs:.2f} ms a run")
    print(
        f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB; store: {store / 2**20:.0f} MiB"
    )


if __name__ == "__main__":
    main()
