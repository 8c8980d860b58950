"""What a web page needs to run policies by itself: where everything lies, and what becomes of every parameter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from care2040.engine.batch.solver import Solver
from care2040.engine.compiler.system import System
from care2040.engine.compiler.trace import Array
from care2040.engine.plan.run_plan import RunPlan
from care2040.engine.simulation.run_in import RunIn
from care2040.engine.web.memory import flat
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.change import Change
from care2040.inputs.policies.path_maker import ParameterPaths, PathMaker
from care2040.language.axes import RUN_IN
from care2040.language.model import Model
from care2040.language.readings import quantity_of

Policies = Mapping[str, Sequence[Change]]
"""For each policy everything that it changes, that of its scenario first."""


def manifest(
    system: System,
    plan: RunPlan,
    parameters: Parameters,
    policies: Policies,
    years: tuple[int, int],
    asked: Sequence[str],
) -> dict[str, Any]:
    """Return all that a driver of a module has to know.

    Parameters
    ----------
    system : System
        The model, in which any parameter may move.
    plan : RunPlan
        Its plan, of which the module was printed.
    parameters : Parameters
        At the resolution of the system.
    policies : mapping of str to sequence of Change
        What each policy changes.
    years : tuple of int
        The first 1 January that is told of, and the last.
    asked : sequence of str
        Quantities that are told of: readings and stocks on 1 January, and flows by what each year gathers.
    """
    paths = {name: _joined(system.model, parameters, changes, years) for name, changes in policies.items()}
    alike = _alike(list(paths.values()))
    return {
        **facts(system, plan, years, asked),
        "constant": {name: _list(values) for name, values in alike.items()},
        "policies": {name: _written(own, alike) for name, own in paths.items()},
    }


def facts(system: System, plan: RunPlan, years: tuple[int, int], asked: Sequence[str]) -> dict[str, Any]:
    """Return what a driver has to know of the model alone, whatever becomes of its parameters; as `manifest`."""
    begins, model = flat(plan).begins, system.model
    places = {
        kind: {
            name: {"first": begins[one.region] + one.base, "size": one.size, "axes": one.axes}
            for name, one in own.items()
        }
        for kind, own in plan.layout.places.items()
        if kind != "held"
    }
    readings = [name for name in system.looked_at if quantity_of(name) in asked and name not in model.flows]
    return {
        "start": years[0],
        "end": years[1],
        "longest_step": Solver().options["longest_step"],
        "axes": {axis: list(members) for axis, members in system.axes.items()},
        "units": {name: model.equations[quantity_of(name)].unit for name in (*readings, *model.stocks, *model.flows)},
        "stocks": list(system.stocks),
        "signed": [name for name in system.stocks if model.stocks[name].signed],
        "counted": {name: list(range(own[0], own[-1] + 1)) for name, own in system.counted.items() if own},
        "afresh": [name for name, stock in model.stocks.items() if stock.afresh],
        "readings": readings,
        "levels": [name for name in system.stocks if name in asked],
        "flows": [name for name in system.counts if name in asked],
        "places": places,
    }


def _joined(model: Model, parameters: Parameters, changes: Sequence[Change], years: tuple[int, int]) -> ParameterPaths:
    """Return what becomes of every parameter from the first day of all: before the start, and after it."""
    run_in = RunIn(model, parameters, years[0])
    run_in.add(changes)
    parts = [*run_in.cells.values(), PathMaker(parameters, max(years[0], RUN_IN), years[1]).paths(changes)]
    breaks = np.concatenate([parts[0].breaks, *(part.breaks[1:] for part in parts[1:])])
    constant: dict[str, Array] = {}
    varying: dict[str, Array] = {}
    for name in parameters:
        values = [part.constant.get(name) for part in parts]
        first = values[0]
        if first is not None and all(one is not None and np.array_equal(one, first) for one in values):
            constant[name] = first
        else:
            varying[name] = np.concatenate([_over_time(part, name) for part in parts])
    return ParameterPaths(1, breaks, constant, varying)


def _over_time(paths: ParameterPaths, name: str) -> Array:
    if name in paths.varying:
        return paths.varying[name]
    values = paths.constant[name]
    return np.broadcast_to(values, (len(paths.breaks) - 1, 2, *values.shape))


def _alike(paths: Sequence[ParameterPaths]) -> dict[str, Array]:
    """Return the parameters that keep one value, the same in every policy."""
    first, *others = paths
    return {
        name: values
        for name, values in first.constant.items()
        if all(name in one.constant and np.array_equal(one.constant[name], values) for one in others)
    }


def _written(paths: ParameterPaths, alike: Mapping[str, Array]) -> dict[str, Any]:
    return {
        "breaks": paths.breaks.tolist(),
        "constant": {name: _list(values) for name, values in paths.constant.items() if name not in alike},
        "varying": {
            name: [[_list(end) for end in segment] for segment in values] for name, values in paths.varying.items()
        },
    }


def _list(values: Array) -> list[float]:
    found: list[float] = np.ravel(values[..., 0]).tolist()
    return found
