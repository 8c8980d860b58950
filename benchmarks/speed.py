"""How fast the model is: run it on a quiet machine, and compare medians before and after a change."""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from care2040.inputs.experiments.experiment import Experiment
    from care2040.inputs.parameters.parameter_set import Parameters
    from care2040.language.axes import Resolution
    from care2040.language.model import Model

HERE = Path(__file__).resolve()
HELP_RUNS = 9
DRAWS = 256


def experiment(
    draws: int, resolution: Resolution, indicators: tuple[str, ...] = ("care_share_needed", "shortage")
) -> Experiment:
    from care2040.inputs.experiments.experiment import Experiment

    text = {"en": "benchmark", "nl": "benchmark"}
    return Experiment(
        "benchmark", text, text, {"evidence": ()}, {"as_is": ()}, draws, 1, 2024, 2041, resolution, indicators, ()
    )


def median_of(work: Callable[[], object], runs: int) -> float:
    """Return the median seconds of `work`, after one run that does not count."""
    work()
    seconds = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)


def model_and_parameters() -> tuple[Model, Parameters]:
    from care2040.files import package_files
    from care2040.inputs.parameters import parameter_set
    from care2040.sectors import load_model

    return load_model(), parameter_set.load(package_files.package_folder("parameters"))


def one_run(resolution: Resolution) -> float:
    from care2040.engine.batch.integrate import integrate
    from care2040.engine.simulation.simulate import system_of
    from care2040.inputs.policies.path_maker import paths

    model, parameter_set = model_and_parameters()
    parameter_set = parameter_set.at(resolution)
    central = replace(paths(parameter_set, (), 2024, 2040))
    system = system_of(model, resolution, parameter_set, frozenset(central.varying))
    return median_of(lambda: integrate(system, central), 9)


def batch(resolution: Resolution, draws: int) -> float:
    from care2040.engine.simulation.simulate import run

    model, parameter_set = model_and_parameters()
    question = experiment(draws, resolution)
    return median_of(lambda: run(model, question, parameter_set), 3)


def help_text() -> float:
    command = [sys.executable, "-m", "care2040", "--help"]
    return median_of(lambda: subprocess.run(command, check=True, capture_output=True), HELP_RUNS)


def peak_memory(draws: int) -> float:
    """Return the peak memory in GiB of a process that runs a batch of districts."""
    code = f"import runpy; m = runpy.run_path({str(HERE)!r}); m['batch_once']({draws})"
    subprocess.run([sys.executable, "-c", code], check=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2


def batch_once(draws: int) -> None:
    from care2040.engine.simulation.simulate import run

    model, parameter_set = model_and_parameters()
    run(model, experiment(draws, "district"), parameter_set)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--draws", type=int, default=DRAWS)
    draws = options.parse_args().draws
    print(f"care2040 --help                         {help_text():8.2f} s      aim under 0.5")
    print(f"peak memory, {draws} draws, districts       {peak_memory(draws):8.2f} GiB    aim under 2")
    print(f"one run of 16 years, districts          {one_run('district') * 1000:8.0f} ms     aim under 100")
    print(f"one run of 16 years, city               {one_run('city') * 1000:8.0f} ms")
    print(f"{draws} draws at city resolution, per run   {batch('city', draws) / draws * 1000:8.2f} ms     aim under 4")


if __name__ == "__main__":
    main()
