"""How long wedges over twelve levers take: 4,096 runs at city resolution, in one thread and in one for each core."""

from __future__ import annotations

import argparse
import os
import statistics
import time
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from care2040.inputs.experiments.experiment import Experiment, Wedges
    from care2040.study.project import Project

PACKAGES = ("financial_security", "affordable_roof", "promising_youth", "living_together_healthily", "care_and_digital")
AIM = 60.0


def question(levers: int) -> tuple[Project, Experiment, Wedges]:
    """Return the project, an experiment whose policy pulls so many levers, and what is asked of it."""
    from care2040.inputs.experiments.experiment import Experiment, Wedges
    from care2040.study.project import open_project

    project = open_project()
    names = list(dict.fromkeys(lever for package in PACKAGES for lever in project.levers.members(package)))
    chosen = tuple(change for lever in islice(names, levers) for change in project.levers.changes(lever, 1.0))
    text = {"en": "benchmark", "nl": "benchmark"}
    experiment = Experiment(
        "benchmark",
        text,
        text,
        {"evidence": ()},
        {"as_is": (), "all": chosen},
        1,
        1,
        2024,
        2041,
        "city",
        ("shortage",),
        (),
    )
    return project, experiment, Wedges(policy="all", indicator="care_share_needed", year=2040, scenario="evidence")


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    from care2040.analysis.levers import attribution
    from care2040.analysis.levers.evaluator import by_lever
    from care2040.analysis.levers.shapley import chosen
    from care2040.engine.simulation import batches, simulate
    from care2040.engine.simulation.run_in import RunIn
    from care2040.engine.simulation.settings import RunSettings

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--levers", type=int, default=12, help="at most 12")
    options.add_argument("--times", type=int, default=3)
    asked = options.parse_args()
    project, experiment, wedges = question(asked.levers)
    owned = by_lever(experiment.policies["all"])
    runs = 1 << len(owned)
    policies = {
        str(number): tuple(change for lever in chosen(tuple(owned), number) for change in owned[lever])
        for number in range(runs)
    }
    every = replace(experiment, policies=policies)
    city = project.parameters.at("city")
    size = simulate.BLOCK["city"]

    def put_together() -> None:
        list(batches.batches(every, city, None, (), size, RunIn(project.model, city, every.start)))

    def run(threads: int | None) -> Callable[[], None]:
        def work() -> None:
            settings = RunSettings(names=("care_share_needed",), threads=threads)
            simulate.run(project.model, every, project.parameters, settings=settings)

        return work

    def split() -> None:
        attribution.wedges(project.model, experiment, project.parameters, wedges)

    works = {
        f"paths and batches of {runs:,} policies": put_together,
        "all runs in one thread": run(1),
        f"all runs in {os.cpu_count()} threads": run(None),
        f"wedges over {len(owned)} levers, aim under {AIM:.0f} s": split,
    }
    found: dict[str, list[float]] = {name: [] for name in works}
    # in turn, so that whatever else the machine does falls on all alike
    for _ in range(asked.times):
        for name, work in works.items():
            found[name].append(seconds(work))
    for name, times in found.items():
        median = statistics.median(times)
        print(f"{name:<44}{median:8.2f} s  {1000 * median / runs:8.2f} ms a run")


if __name__ == "__main__":
    main()
