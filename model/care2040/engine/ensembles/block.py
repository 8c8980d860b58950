"""One block of an ensemble: some points under every policy and scenario, run on one thread wherever it may be."""

import hashlib
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import scipy
import xarray as xr

from care2040.engine.batch.integrate import RunFailed
from care2040.engine.batch.solver import Solver
from care2040.engine.native import library
from care2040.engine.simulation import dataset, simulate
from care2040.engine.simulation.settings import RunSettings
from care2040.files.fingerprints import ENGINE, sources
from care2040.files.package_files import package_folder
from care2040.files.problems import CareError
from care2040.inputs.calibration_targets import Carriers
from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.parameters.distributions import Floats
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.parameters.parameter_set import load as load_parameters
from care2040.language.axes import Resolution
from care2040.language.cities.city import City
from care2040.language.cities.here import in_city, the_city
from care2040.language.model import Model
from care2040.sectors import load_model

BLOCK = {"district": 64, "city": 256}
"""Runs in a block, all policies and scenarios of its points together; small blocks are little work lost when a run is
killed, and large ones begin less often in the interpreter, which only one thread can use. NumPy wants what is computed
from a state to stay in the cache (in November 2026, 256 and 64 runs were within a twentieth of the best), and machine
code goes through a block a few runs at a time, so that its size hardly matters."""


class OtherModelError(CareError):
    """A worker holds other equations, numbers or packages than who asks it to run them."""


class Stopped(Exception):
    """Nobody wants the block any more: ends the work on it from inside, and never reaches a user."""


@dataclass(frozen=True)
class Work:
    """What every block of an ensemble has in common."""

    experiment: Experiment
    names: frozenset[str]
    years: tuple[int, ...]
    carriers: Carriers
    lanes: int
    made_from: str
    city: City


def points_per_block(work: Work) -> int:
    """Return how many points go in a block: it depends on nothing but what is run."""
    cells = len(work.experiment.policies) * len(work.experiment.scenarios)
    return max(1, BLOCK[work.experiment.resolution] // cells)


def compute(
    model: Model, parameters: Parameters, work: Work, drawn: Mapping[str, Floats], check: Callable[[], None]
) -> xr.Dataset:
    """Run a block.

    Parameters
    ----------
    model : Model
        The equations.
    parameters : Parameters
        At the resolution of the experiment.
    work : Work
        What is run.
    drawn : mapping of str to ndarray of shape (points,)
        The points of the block.
    check : callable
        Called after every year; may raise `Stopped`.

    Returns
    -------
    xarray.Dataset
        As `simulate.run` gives it, with the points along ``draw``.
    """

    def run(points: Mapping[str, Floats]) -> xr.Dataset:
        experiment = replace(work.experiment, draws=len(next(iter(points.values()))))
        solver, years = Solver(lanes=work.lanes), work.years or None
        settings = RunSettings(work.names, years, points, work.carriers, solver=solver, threads=1)
        return simulate.run(model, experiment, parameters, lambda done, total: check(), settings)

    try:
        return run(drawn)
    except RunFailed as error:
        # every run of the block went wrong at its start, so nothing says what a run looks like but the central one
        whole = parameters.with_laws(work.experiment.drawn_laws)
        central = {name: np.full(len(values), whole[name].centre) for name, values in drawn.items()}
        return _all_failed(run(central), str(error))


def _all_failed(template: xr.Dataset, reason: str) -> xr.Dataset:
    """Return a block of which every run failed."""
    numbers = {name: values * np.nan for name, values in template.items() if values.dtype.kind == "f"}
    told = {
        "status": xr.full_like(template["status"], dataset.FAILED),
        "reason": xr.full_like(template["reason"], reason, dtype=f"U{len(reason)}"),
    }
    return template.assign({**numbers, **told})


def remote(work: Work, drawn: Mapping[str, Floats]) -> xr.Dataset:
    """Run a block in another process, with the model and the parameters that are installed there."""
    with in_city(work.city):
        return _remote(work, drawn)


def _remote(work: Work, drawn: Mapping[str, Floats]) -> xr.Dataset:
    model, parameters, made_from = _installed(work.experiment.resolution, work.lanes, work.city)
    if made_from != work.made_from:
        raise OtherModelError(
            f"the worker on {platform.node()} has another version of the model, its numbers or its packages",
            "install the same version there",
        )
    return compute(model, parameters, work, drawn, lambda: None)


@lru_cache(maxsize=2)
def _installed(resolution: Resolution, lanes: int, city: City) -> tuple[Model, Parameters, str]:
    """Return the model and the parameters of a city in this process, read once, with their fingerprint."""
    parameters = load_parameters(package_folder("parameters"))
    return load_model(), parameters.at(resolution), made_from(parameters, lanes)


def made_from(parameters: Parameters, lanes: int) -> str:
    """Return the fingerprint of all that a number hangs on: engine, laws, NumPy, SciPy, districts and parameters."""
    packages = (np.__version__, scipy.__version__, library.available() if lanes else None)
    digest = hashlib.sha256(repr((packages, the_city().name, the_city().members)).encode())
    digest.update(sources(ENGINE).encode())
    for name, parameter in parameters.items():
        drawn = (parameter.range, parameter.spread, parameter.per_member)
        facts = (name, parameter.axes, parameter.years, *drawn, parameter.fold)
        digest.update(repr(facts).encode())
        digest.update(np.ascontiguousarray(parameter.value).tobytes())
    return digest.hexdigest()
