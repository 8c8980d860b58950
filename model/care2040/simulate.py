"""From an experiment to one labelled Dataset: policies x scenarios x draws, run in batches."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
import xarray as xr

from care2040 import base_year
from care2040.axes import CITY, Resolution, axes_at
from care2040.batches import Block, Steps, batches, side_by_side
from care2040.compiler import Array
from care2040.equations import Equation
from care2040.experiments import Experiment
from care2040.integrate import RunFailed, Settings, Trajectories, coarse, integrate, without_detail
from care2040.model import Model
from care2040.parameters import Parameters
from care2040.system import Kind, System, build

__all__ = ["RunFailed", "run"]

BLOCK = {"district": 64, "city": 512}
"""Most runs in one batch: smaller ones lose more time in the interpreter, which only one thread can use at a time."""

RUN_DIMS = ("policy", "scenario", "draw")

WELL, FAILED, UNMATCHED = 0, 1, 2
"""What became of a run with draws, in ``status``."""


def run(
    model: Model,
    experiment: Experiment,
    parameters: Parameters,
    progress: Callable[[int, int], None] = lambda done, total: None,
    settings: Settings | None = None,
    names: Collection[str] | None = None,
    moments: Iterable[float] = (),
    threads: int | None = None,
    drawn: Mapping[str, Array] | None = None,
    carriers: Mapping[str, str] | None = None,
) -> xr.Dataset:
    """Run an experiment.

    Parameters
    ----------
    model : Model
        The equations.
    experiment : Experiment
        Policies, scenarios, draws, horizon, resolution.
    parameters : Parameters
        At district resolution; folded here if the experiment asks for it.
    progress : callable
        Called with the years done and the years to do.
    settings : Settings, optional
        Solver and step.
    names : collection of str, optional
        Keep only these quantities, for thousands of runs of which one number is wanted.
    moments : iterable of float
        Years at which every run is cut, besides those of its own policy: runs with the same cuts share a batch.
    threads : int, optional
        Batches that are run at the same time; as many as there are cores when left out. Changes no number.
    drawn : mapping of str to ndarray of shape (draws,), optional
        Per draw the value of a parameter that is one number, or the factor on one with axes or years. When left out,
        everything with a spread is drawn if the experiment has more than one draw.
    carriers : mapping of str to str, optional
        Parameters that are fitted anew in every draw, each to the quantity of the base year that it carries.

    Returns
    -------
    xarray.Dataset
        Dims policy, scenario, draw, year and the axes of each quantity. Indicators per district have a dim ``area``:
        the city, then its districts. With draws nothing has an age or sex axis, and ``status`` and ``reason`` (policy,
        scenario, draw) say which runs went wrong: 0 is well; 1 failed, and has no numbers; 2 does not match the base
        year.

    Raises
    ------
    RunFailed
        When a stock turns negative or is not a number, in a run that is not one of many draws.
    """
    model = model.with_laws(experiment.equations)
    parameters = parameters.at(experiment.resolution)
    if drawn is None and experiment.draws > 1:
        drawn = parameters.draw(experiment.draws, experiment.seed)
    unmatched = ("",) * experiment.draws
    if drawn is not None and carriers:
        matched = base_year.match(model, parameters, drawn, carriers, experiment.start)
        drawn, unmatched = {**drawn, **matched.values}, matched.reasons
    blocks = list(batches(experiment, parameters, drawn, moments, BLOCK[experiment.resolution]))
    varying = frozenset(name for block in blocks for name in block.paths.varying)
    years = experiment.end - experiment.start

    def keep(name: str, axes: tuple[str, ...]) -> bool:
        wanted = names is None or name.partition("@")[0] in names
        return wanted and (drawn is None or without_detail(name, axes))

    system = system_of(model, experiment.resolution, parameters, varying, _seen(model, keep))

    def work(block: Block, tick: Callable[[], None]) -> Trajectories:
        return integrate(system, block.paths, settings, keep, tick, forgiving=drawn is not None)

    runs = len(experiment.policies) * len(experiment.scenarios) * experiment.draws
    gathered: dict[str, Array] = {}
    failed: dict[int, str] = {}
    steps = Steps(years * len(blocks), progress)
    for block, batch in zip(blocks, side_by_side(work, blocks, steps, threads), strict=True):
        _gather(gathered, batch, block.places, runs)
        failed |= {int(block.places[run]): reason for run, reason in batch.failed.items()}
    labelled = _labelled(gathered, model, experiment)
    return labelled if drawn is None else labelled.assign(_status(experiment, failed, unmatched))


def _seen(model: Model, keep: Callable[[str, tuple[str, ...]], bool]) -> frozenset[str]:
    """Return what is kept of variables, indicators and flows, so that nothing else is looked at or counted."""
    asked = {**model.variables, **model.indicators}
    names = [(name, equation.axes) for own, equation in asked.items() for name in (own, f"{own}@city")]
    names += [(name, coarse(flow.axes)) for name, flow in model.flows.items()]
    return frozenset(name for name, axes in names if keep(name, axes))


def system_of(
    model: Model,
    resolution: Resolution,
    parameters: Parameters,
    varying: frozenset[str],
    seen: frozenset[str] | None = None,
) -> System:
    """Return the compiled model; the same question is compiled once in a process.

    Parameters
    ----------
    model : Model
        The equations.
    resolution : {"district", "city"}
        Ten districts, or one.
    parameters : Parameters
        At that resolution.
    varying : frozenset of str
        Parameters that change in time.
    seen : frozenset of str, optional
        What is looked at on 1 January; everything when left out.
    """
    kinds = tuple((name, Kind(parameter.axes, parameter.unit)) for name, parameter in parameters.items())
    return _compiled(model, resolution, kinds, varying, seen)


@lru_cache(maxsize=16)
def _compiled(
    model: Model,
    resolution: Resolution,
    kinds: tuple[tuple[str, Kind], ...],
    varying: frozenset[str],
    seen: frozenset[str] | None,
) -> System:
    return build(model, axes_at(resolution), dict(kinds), varying, seen)


def _gather(gathered: dict[str, Array], batch: Trajectories, places: np.ndarray, runs: int) -> None:
    for name, values in batch.values.items():
        if name not in gathered:
            gathered[name] = np.empty((*values.shape[:-1], runs))
        gathered[name][..., places] = values


def _status(experiment: Experiment, failed: Mapping[int, str], unmatched: Sequence[str]) -> dict[str, xr.DataArray]:
    """Return what became of each run, and why."""
    shape = (len(experiment.policies), len(experiment.scenarios), experiment.draws)
    reasons = np.broadcast_to(np.array(unmatched, dtype=object), shape).copy()
    status = np.where(reasons == "", WELL, UNMATCHED).astype(np.int8)
    for place, reason in failed.items():
        status.flat[place], reasons.flat[place] = FAILED, reason
    codes = {"long_name": "0 is well, 1 failed, 2 does not match the base year", "units": "1"}
    told = {"long_name": "What went wrong", "units": "1"}
    return {
        "status": xr.DataArray(status, dims=RUN_DIMS, attrs=codes),
        "reason": xr.DataArray(reasons.astype(str), dims=RUN_DIMS, attrs=told),
    }


def _labelled(gathered: Mapping[str, Array], model: Model, experiment: Experiment) -> xr.Dataset:
    axes = dict(axes_at(experiment.resolution))
    districts = axes["district"] if experiment.resolution == "district" else ()
    shape = (len(experiment.policies), len(experiment.scenarios), experiment.draws)
    found: dict[str, xr.DataArray] = {}
    for name, values in gathered.items():
        equation = model.equations[name.partition("@")[0]]
        if "@" in name:
            continue
        whole = values.ndim == len(("year", *equation.axes, "run"))
        dims = list(equation.axes if whole else coarse(equation.axes))
        if f"{name}@city" in gathered:
            values, dims = _with_city(values, gathered[f"{name}@city"], dims, bool(districts))
        array = np.moveaxis(values, -1, 0).reshape(*shape, *values.shape[:-1])
        found[name] = xr.DataArray(array, dims=(*RUN_DIMS, "year", *dims), attrs=attributes(equation))
    coords = {
        "policy": list(experiment.policies),
        "scenario": list(experiment.scenarios),
        "draw": np.arange(experiment.draws),
        "year": np.arange(experiment.start, experiment.end),
        "area": [CITY, *districts],
    }
    used = {dim for array in found.values() for dim in array.dims}
    coords |= {axis: list(members) for axis, members in axes.items() if axis in used}
    return xr.Dataset(found, coords={name: coords[name] for name in coords if name in used}, attrs=facts(experiment))


def _with_city(values: Array, city: Array, dims: list[str], districts: bool) -> tuple[Array, list[str]]:
    """Put the value of the city before those of the districts, along the dim ``area``."""
    place = dims.index("district") + 1
    whole = np.expand_dims(city, place)
    values = np.concatenate([whole, values], axis=place) if districts else whole
    return values, ["area" if dim == "district" else dim for dim in dims]


def attributes(equation: Equation) -> dict[str, str]:
    """Return what is written beside a quantity: what it is, its unit and its kind."""
    first = equation.about.split("\n\n")[0].replace("\n", " ")
    return {"long_name": first, "units": equation.unit, "kind": equation.kind}


def facts(experiment: Experiment) -> dict[str, object]:
    """Return what a result tells of its experiment."""
    texts = {f"title_{language}": text for language, text in experiment.title.items()}
    texts |= {f"question_{language}": text for language, text in experiment.question.items()}
    texts |= {f"reading_{language}": text for language, text in (experiment.reading or {}).items()}
    return {
        "title": experiment.title["en"],
        "question": experiment.question["en"],
        **texts,
        "experiment": experiment.name,
        "unchanged_policy": experiment.unchanged,
        "resolution": experiment.resolution,
        "seed": experiment.seed,
        "indicators": list(experiment.indicators),
        "figures": json.dumps({name: experiment.figure_titles.get(name, {}) for name in experiment.figures}),
        "equations": json.dumps(experiment.equations),
        "levers": json.dumps({policy: list(levers) for policy, levers in experiment.levers.items()}),
    }
