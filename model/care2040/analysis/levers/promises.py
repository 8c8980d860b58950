"""What levers promise (`sign` in ``levers.yaml``): that the laws lead there, and that full effort goes that way."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import xarray as xr

from care2040.engine.compiler.system import System
from care2040.engine.simulation.settings import RunSettings
from care2040.engine.simulation.simulate import run
from care2040.files.problems import InvalidInput, Problem
from care2040.files.yaml_document import Document, read
from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.experiments.schema import SEED
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.lever import Lever
from care2040.inputs.policies.levers import LEVERS, Levers
from care2040.language.axes import BASE_YEAR, HORIZON
from care2040.language.cities.layers import path_of
from care2040.language.dependencies import readers
from care2040.language.model import Model
from care2040.language.readings import city_reading
from care2040.results.series import of_quantity

UNCHANGED = "unchanged"
LEAST = 1e-6
"""Part of what it is under unchanged policy by which a lever must move what it promises; less is rounding."""


def check_ways(system: System, levers: Levers, folder: Path) -> None:
    """Check that each lever leads to all that it promises, and each of its effects to some of it.

    Raises
    ------
    InvalidInput
        With every promise that no law keeps, and every effect that nothing promised depends on.
    """
    document = read(path_of(folder, LEVERS))
    problems = [problem for lever in levers.levers.values() for problem in _without_way(system, lever, document)]
    if problems:
        raise InvalidInput(problems)


def moved_by(system: System, name: str) -> frozenset[str]:
    """Return all that a parameter moves once a run has begun: by what laws make of it, and by the stocks these move.

    What a law names and then makes no use of does not count, and what only starting values read does not either.
    """
    computation, model = system.look.computation, system.model
    given = frozenset({name})
    while True:
        depends = computation.depending(given)
        found = {one for one, node in zip(system.looked_at, computation.wanted, strict=True) if depends[node]}
        ends = {end for flow in model.flows.values() if flow.name in found for end in (flow.source, flow.sink) if end}
        ends |= {stock.name for stock in model.stocks.values() if stock.entering in given}
        if ends <= given:
            return given | found
        given |= ends


def _without_way(system: System, lever: Lever, document: Document) -> Iterator[Problem]:
    moved = moved_by(system, lever.effort)
    for promised in lever.sign:
        if promised not in moved:
            told = ", ".join(f"'{one}'" for one in readers(system.model.equations).get(lever.effort, ()))
            message = f"'{lever.name}' promises to move '{promised}', and no law leads there from '{lever.effort}'"
            hint = f"read by {told or 'no law in place'}; let '{promised}' follow, or take it out of 'sign'"
            yield document.problem(("levers", lever.name, "sign", promised), "E612", message, hint, key=True)
    for place, effect in enumerate(lever.effects):
        if not moved_by(system, effect) & {*lever.sign}:
            message = f"'{effect}' moves nothing that '{lever.name}' promises"
            hint = f"let a law on the way to {' or '.join(lever.sign)} read it, or take it out of 'effects'"
            yield document.problem(("levers", lever.name, "effects", place), "E613", message, hint)


def broken(levers: Levers, model: Model, parameters: Parameters, folder: Path) -> list[Problem]:
    """Run each lever at full effort with central values, for the city as one, and tell what does not go as promised.

    Returns
    -------
    list of Problem
        One for each promise that is not kept in `HORIZON`, at its place in ``levers.yaml``.
    """
    document, names = read(path_of(folder, LEVERS)), {one for lever in levers.levers.values() for one in lever.sign}
    text = {"en": "What levers promise"}
    policies = {UNCHANGED: (), **{name: levers.changes(name, 1) for name in levers.levers}}
    years = (BASE_YEAR, HORIZON + 1)
    experiment = Experiment("promises", text, text, {"middle": ()}, policies, 1, SEED, *years, "city", (), ())
    kept = {name for one in names for name in (one, city_reading(one))}
    dataset = run(model, experiment, parameters, settings=RunSettings(kept, years=(HORIZON,)))
    problems = []
    for lever in levers.levers.values():
        for promised, way in lever.sign.items():
            said = _said(dataset[promised], lever.name, way)
            if said:
                message = f"'{lever.name}' promises that '{promised}' goes {way}; at full effort it {said}"
                hint = "mend the law or the size of the effect, or promise what it does"
                place = ("levers", lever.name, "sign", promised)
                problems.append(document.problem(place, "E963", message, hint, key=True))
    return problems


def _said(values: xr.DataArray, lever: str, way: str) -> str:
    """Return what a lever does to a quantity when it is not what it promises, else an empty text."""
    city = next(of_quantity(values)).city.squeeze(drop=True)
    before, after = (float(city.sel(policy=policy)) for policy in (UNCHANGED, lever))
    change = after - before
    if not np.isfinite(change) or abs(change) <= LEAST * abs(before):
        return f"does not move it in {HORIZON}"
    if (change > 0) == (way == "up"):
        return ""
    return f"goes {'up' if change > 0 else 'down'} in {HORIZON}, from {before:.4g} to {after:.4g}"
