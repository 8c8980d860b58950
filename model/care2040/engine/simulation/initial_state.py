"""Everything in the model at the first moment that it tells of: stocks, references, variables and flows, by name."""

from collections.abc import Iterable, Mapping

import xarray as xr

from care2040.engine.compiler.trace import Array
from care2040.engine.simulation.simulate import on_the_first_day
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.change import Change
from care2040.inputs.policies.path_maker import paths
from care2040.language.axes import BASE_YEAR, Resolution, axes_at
from care2040.language.dependencies import order
from care2040.language.model import Model

SHAKE, FIRM = 1e-12, 1e-4
"""Part by which what is read is shaken, and part that a number may change by it."""


def at_start(
    model: Model,
    parameters: Parameters,
    resolution: Resolution,
    changes: Iterable[Change] = (),
    start: int = BASE_YEAR,
) -> dict[str, xr.DataArray]:
    """Return the value of every parameter and every quantity on 1 January of the first year that is told of."""
    folded, changes = parameters.at(resolution), tuple(changes)
    made = paths(folded, changes, start, start + 1)
    given = dict(made.constant) | {name: values[0, 0] for name, values in made.varying.items()}
    system, begin = on_the_first_day(model, folded, made, changes)
    given |= system.at_start(given) if begin is None else begin.values
    given |= dict(zip(system.looked_at, system.look.evaluate(given, system.look.prepare(given)), strict=True))
    axes = {name: parameter.axes for name, parameter in folded.items()}
    axes |= {name: equation.axes for name, equation in model.equations.items()}
    return {name: _labelled(values, axes[name], resolution) for name, values in given.items() if name in axes}


def without_noise(model: Model, values: Mapping[str, xr.DataArray]) -> dict[str, xr.DataArray]:
    """Return values with nought for what is nought but for rounding, such as the difference of two equal sums.

    Rounding has a sign that differs between machines. It is known by what a change of 1e-12 in what an equation reads
    makes of it: nearly nothing of a number, and something else altogether of rounding.
    """
    equations = {**model.moving, **model.indicators}
    known = dict(values)
    for name in order(equations, equations):
        if not bool((known[name] != 0).any()):
            continue
        reads = equations[name].reads
        nudged = {read: known[read] * (1 + SHAKE * (-1) ** place) for place, read in enumerate(reads)}
        noise = abs(value_of(known | nudged, model, name) - known[name]) > FIRM * abs(known[name])
        if bool(noise.any()):
            known[name] = known[name].where(~noise, 0.0)
    return known


def _labelled(values: Array, axes: tuple[str, ...], resolution: Resolution) -> xr.DataArray:
    members = axes_at(resolution)
    return xr.DataArray(values[..., 0], coords={axis: list(members[axis]) for axis in axes}, dims=axes)


def value_of(values: Mapping[str, xr.DataArray], model: Model, name: str) -> xr.DataArray:
    """Return what the law of an equation makes of some values of what it reads."""
    equation = model.equations[name]
    found = equation.of(values)
    return found if isinstance(found, xr.DataArray) else xr.DataArray(float(found))
