"""What runs gave, with names: policies, scenarios, draws, years and places, and what became of each run."""

import json
from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from care2040.engine.batch.trajectories import coarse
from care2040.engine.compiler.trace import Array
from care2040.inputs.experiments.experiment import Experiment
from care2040.language.axes import axes_at, whole_city
from care2040.language.cities.of_result import KEY, written
from care2040.language.equations import Equation
from care2040.language.model import Model
from care2040.language.readings import city_reading, is_city_reading

RUN_DIMS = ("policy", "scenario", "draw")

WELL, FAILED, UNMATCHED = 0, 1, 2
"""What became of a run with draws, in ``status``."""


def status(experiment: Experiment, failed: Mapping[int, str], unmatched: Sequence[str]) -> dict[str, xr.DataArray]:
    """Return what became of each run, and why."""
    shape = (len(experiment.policies), len(experiment.scenarios), experiment.draws)
    reasons = np.broadcast_to(np.array(unmatched, dtype=object), shape).copy()
    codes = np.where(reasons == "", WELL, UNMATCHED).astype(np.int8)
    for place, reason in failed.items():
        codes.flat[place], reasons.flat[place] = FAILED, reason
    meant = {"long_name": "0 is well, 1 failed, 2 does not match the base year", "units": "1"}
    told = {"long_name": "What went wrong", "units": "1"}
    return {
        "status": xr.DataArray(codes, dims=RUN_DIMS, attrs=meant),
        "reason": xr.DataArray(reasons.astype(str), dims=RUN_DIMS, attrs=told),
    }


def labelled(gathered: Mapping[str, Array], model: Model, experiment: Experiment, years: Sequence[int]) -> xr.Dataset:
    """Return what runs gave in `years`, (year, axes..., run), with its names."""
    axes = dict(axes_at(experiment.resolution))
    districts = axes["district"] if experiment.resolution == "district" else ()
    shape = (len(experiment.policies), len(experiment.scenarios), experiment.draws)
    found: dict[str, xr.DataArray] = {}
    for name, values in gathered.items():
        if is_city_reading(name):
            continue
        equation = model.equations[name]
        whole = values.ndim == len(("year", *equation.axes, "run"))
        dims = list(equation.axes if whole else coarse(equation.axes))
        if (city := city_reading(name)) in gathered:
            values, dims = _with_city(values, gathered[city], dims, bool(districts))
        array = np.moveaxis(values, -1, 0).reshape(*shape, *values.shape[:-1])
        found[name] = xr.DataArray(array, dims=(*RUN_DIMS, "year", *dims), attrs=attributes(equation))
    coords = {
        "policy": list(experiment.policies),
        "scenario": list(experiment.scenarios),
        "draw": np.arange(experiment.draws),
        "year": list(years),
        "area": [whole_city(), *districts],
    }
    used = {dim for array in found.values() for dim in array.dims}
    coords |= {axis: list(members) for axis, members in axes.items() if axis in used}
    return xr.Dataset(found, coords={name: coords[name] for name in coords if name in used}, attrs=facts(experiment))


def in_order(found: xr.Dataset, model: Model) -> xr.Dataset:
    """Return a result with its variables as the model declares them, then the rest; its labels as `labelled` has them.

    A store gives its arrays in the order of the disk, and labels in that of a set: the same runs would make two files.
    """
    places = {
        name: place for place, name in enumerate((*model.equations, *RUN_DIMS, "year", "area", *axes_at("district")))
    }

    def place(name: str) -> tuple[int, str]:
        return places.get(name, len(places)), name

    data, labels = (sorted(map(str, names), key=place) for names in (found.data_vars, found.coords))
    held = found.variables
    return xr.Dataset({name: held[name] for name in data}, {name: held[name] for name in labels}, found.attrs)


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
        KEY: written(),
        "unchanged_policy": experiment.unchanged,
        "resolution": experiment.resolution,
        "seed": experiment.seed,
        "indicators": list(experiment.indicators),
        "figures": json.dumps({one.stem: one.as_facts() for one in experiment.figures}),
        "equations": json.dumps(experiment.equations),
        "drawn_laws": json.dumps(experiment.drawn_laws),
        "rules": json.dumps([one.facts() for one in experiment.rules]),
        "levers": json.dumps({policy: list(levers) for policy, levers in experiment.levers.items()}),
    }
