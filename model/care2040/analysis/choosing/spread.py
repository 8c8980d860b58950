"""A generation cut in parts over workers: processes of this machine, or a cluster that is there.

In machine code a run is what it is whatever stands beside it, and NumPy is given as many mixes at a time whoever asks:
so the parts together are what one process gives, to the last bit. A worker makes ready what all mixes share once, and
keeps it for the parts that come after.
"""

import platform
from collections.abc import Callable
from concurrent.futures import Future, as_completed
from dataclasses import dataclass, replace

import numpy as np

from care2040.analysis.choosing.choice import PART, Chooser, Elsewhere, World
from care2040.analysis.choosing.journal import Journal
from care2040.analysis.choosing.search import Genes
from care2040.engine.compiler.trace import Array
from care2040.engine.ensembles.block import OtherModelError, made_from
from care2040.engine.ensembles.workers import Pool
from care2040.engine.native import library
from care2040.engine.simulation.simulate import SIDE_BY_SIDE
from care2040.files.package_files import package_folder
from care2040.inputs.calibration_targets import Carriers
from care2040.inputs.experiments.choosing.schema import Choose
from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.parameters.parameter_set import load as load_parameters
from care2040.inputs.policies.levers import LEVERS
from care2040.inputs.policies.levers import load as load_levers
from care2040.language.cities.city import City
from care2040.language.cities.here import in_city, the_city
from care2040.language.cities.layers import path_of
from care2040.sectors import load_model

Found = dict[str, Array]


@dataclass(frozen=True)
class Task:
    """What every part of a search has in common."""

    fingerprint: str
    experiment: Experiment
    choose: Choose
    carriers: Carriers | None
    made_from: str
    city: City


def task_of(chooser: Chooser) -> Task:
    """Return what is sent to workers: no figures, and nothing that is asked beside the search."""
    world = chooser.world
    alone = replace(world.experiment, sweep=None, wedges=None, choose=None, optimise=None, pathways=None, figures=())
    made = made_from(world.parameters, SIDE_BY_SIDE)
    return Task(chooser.fingerprint, alone, chooser.choose, world.carriers, made, the_city())


_ready: dict[str, Chooser] = {}
"""What this process has made ready, by fingerprint: that of the last search."""


def remote(task: Task, genes: Genes) -> Found:
    """Run some mixes in another process, with the model and the parameters that are installed there."""
    with in_city(task.city):
        if task.fingerprint not in _ready:
            _ready.clear()
            _ready[task.fingerprint] = _runner(task)
        return _ready[task.fingerprint].run_here(genes)


def _runner(task: Task) -> Chooser:
    folder = package_folder("parameters")
    parameters: Parameters = load_parameters(folder)
    if made_from(parameters, SIDE_BY_SIDE) != task.made_from:
        raise OtherModelError(
            f"the worker on {platform.node()} has another version of the model, its numbers or its packages",
            "install the same version there",
        )
    model = load_model()
    levers = load_levers(path_of(folder, LEVERS), parameters, model.askable)
    world = World(model, parameters, task.experiment, levers, task.carriers)
    return Chooser(world, task.choose, Journal(None), threads=1)


def over(pool: Pool) -> Elsewhere:
    """Return what runs generations in parts by a pool of workers."""

    def run(chooser: Chooser, genes: Genes, told: Callable[[int], None]) -> Found:
        size = max(SIDE_BY_SIDE, -(-len(genes) // (pool.most * SIDE_BY_SIDE)) * SIDE_BY_SIDE)
        size = PART if library.available() is None else size
        parts = [genes[low : low + size] for low in range(0, len(genes), size)]
        task = task_of(chooser)
        going: dict[Future[Found], int] = {pool.submit(remote, task, part): n for n, part in enumerate(parts)}
        found: dict[int, Found] = {}
        try:
            for future in as_completed(going):
                found[going[future]] = future.result()
                told(sum(len(parts[number]) for number in found))
        finally:
            for future in going:
                future.cancel()
        whole = [found[number] for number in range(len(parts))]
        together = {name: np.concatenate([one[name] for one in whole]) for name in ("found", "missed")}
        return {**together, "sizes": whole[0]["sizes"]}

    return run
