"""What a generation of a choice costs: so many mixes in so many draws, at city resolution, and 100 generations."""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from care2040.analysis.choosing.choice import Chooser
    from care2040.study.project import Project

AIM = 25.0
"""Minutes for 100 generations on two cores."""
GENERATIONS = 100
EXPERIMENT = """\
title: {{en: benchmark, nl: benchmark}}
question: {{en: Which mix?, nl: Welke mix?}}
resolution: city
indicators: [shortage]
choose:
  levers: {{all_together: {{}}}}
  objectives:
    short: {{minimise: shortage, year: 2040}}
    cost: {{minimise: lever_cost, years: [2026, 2040]}}
    sure: {{chance_of: shortage, at_most: 6000, year: 2040}}
  constraints: {{purse: {{payer: municipality, a_year: 80000000}}}}
  draws: {draws}
  mixes: {mixes}
  evaluations: {evaluations}
"""


def question(project: Project, draws: int, mixes: int, generations: int, threads: int) -> Chooser:
    from care2040.analysis.choosing.choice import Chooser, World
    from care2040.analysis.choosing.journal import Journal
    from care2040.files.yaml_document import parsed
    from care2040.inputs.experiments.experiment import load

    text = EXPERIMENT.format(draws=draws, mixes=mixes, evaluations=mixes * generations)
    experiment = load(parsed(text, Path("benchmark.yaml")), project.parameters, project.known)
    assert experiment.choose is not None
    world = World(project.model, project.parameters, experiment, project.levers, project.carriers)
    return Chooser(world, experiment.choose, Journal(None), threads)


def main() -> None:
    from care2040.study.project import open_project

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mixes", type=int, default=200)
    parser.add_argument("--draws", type=int, default=100)
    parser.add_argument(
        "--generations", type=int, default=4, help="how many are measured, the first with what is shared"
    )
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    chooser = question(open_project(), asked.draws, asked.mixes, asked.generations, asked.threads)
    marks = [(time.perf_counter(), time.process_time())]
    chooser.choose_from_all(lambda done, total: marks.append((time.perf_counter(), time.process_time())))
    wall, processor = ([after[k] - before[k] for before, after in pairwise(marks)] for k in (0, 1))
    first, each, cpu = wall[0], statistics.median(wall[1:]), statistics.median(processor[1:])
    runs = asked.mixes * asked.draws
    print(f"the first generation, with what all share: {first:.1f} s on the clock, {processor[0]:.1f} s of processor")
    print(f"each after it, {runs:,} runs: {each:.1f} s on the clock, {cpu:.1f} s of processor")
    minutes = (first + each * (GENERATIONS - 1)) / 60
    idle = cpu * GENERATIONS / asked.threads / 60
    print(f"{GENERATIONS} generations: {minutes:.0f} min now (aim {AIM:.0f}), {idle:.0f} if the cores were free")
    print(f"a run: {1e3 * cpu / runs:.2f} ms of processor")
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB")


if __name__ == "__main__":
    main()
