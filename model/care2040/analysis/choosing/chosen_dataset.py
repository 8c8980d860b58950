"""The best mixes in a result, and as tables: what they come to, how they use each lever, and how the search went."""

import json
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from care2040.analysis.choosing.choice import Choice
from care2040.analysis.choosing.measures import is_low
from care2040.inputs.experiments.choosing.schema import Constraint, Objective
from care2040.results import variables

MIX, AIM, LIMIT, LEVER = variables.MIX, variables.AIM, variables.LIMIT, variables.CHOOSABLE
GENERATION = "generation"
"""Dims: a mix, what counts, what may not be passed, a lever that may be used, a generation of the search."""
FUTURE, DRAW = "future_of_choice", "draw_of_choice"
"""Dims: the futures and draws of the search, which are not those of the runs of the experiment."""
OF_AIM = ("wish", "indicator", "unit", "when")
VALUES = ["mix", "reached", "aim", *OF_AIM, "value", "side", "threshold", "threshold_unit"]
LEVERS = ["mix", "lever", "effort", "start", "full_by", "spread"]
SEARCH = ["generation", "looked_at", "hypervolume"]


def attach(dataset: xr.Dataset, choice: Choice) -> xr.Dataset:
    """Return a result that holds the best mixes, in the order of the first thing that counts."""
    told, searched = choice.told, choice.searched
    used = [choice.space.uses(row) for row in searched.genes[told].tolist()]
    names = [one.name for one in choice.space.chosen]
    facts = {"reached": int(choice.reached), "asked": json.dumps(_facts(choice)), "draws": choice.choose.draws}

    def about(text: str, unit: str) -> dict[str, Any]:
        return {"long_name": text, "units": unit, **facts}

    def of_levers(key: str) -> np.ndarray:
        return np.array([[getattr(own[name], key) for name in names] for own in used])

    dims, effort = (MIX, LEVER), about("effort of a lever, or part of what the policy gives it", "dimensionless")
    volume = about("part of the space between best and worst that the best mixes cover", "dimensionless")
    missed = about("by how much a constraint is missed, in its unit; 0 or less is kept", "various")
    found = choice.found[told]
    return dataset.assign_coords(
        {
            MIX: np.arange(1, len(told) + 1),
            AIM: list(choice.choose.objectives),
            LEVER: names,
            LIMIT: list(choice.choose.constraints),
            GENERATION: np.arange(len(searched.looked_at)),
            FUTURE: list(choice.futures),
        }
    ).assign(
        {
            variables.CHOSEN_VALUE: ((MIX, AIM), choice.values[told], about("what a mix comes to", "various")),
            variables.CHOSEN_MISSED: ((MIX, LIMIT), choice.missed[told], missed),
            variables.CHOSEN_EFFORT: (dims, of_levers("effort"), effort),
            variables.CHOSEN_START: (dims, of_levers("start"), about("its budget begins", "year")),
            variables.CHOSEN_FULL: (dims, of_levers("full_by"), about("its budget is full", "year")),
            variables.CHOSEN_SPREAD: (dims, of_levers("spread"), about("how it is spread over districts", "1")),
            variables.CHOSEN_DRAWS: ((MIX, AIM, FUTURE, DRAW), found, about("what counts, by draw", "various")),
            variables.SEARCH_VOLUME: (GENERATION, searched.hypervolumes(), volume),
            variables.SEARCH_LOOKED: (GENERATION, np.array(searched.looked_at), about("mixes looked at", "1")),
        }
    )


def _facts(choice: Choice) -> dict[str, Any]:
    """Return what is said of what counts and of what may not be passed, for whoever tells of them."""
    objectives = choice.choose.objectives
    return {
        "aims": {
            name: {"wish": wish(one), "indicator": one.indicator, "unit": unit, "when": when(one)} | _limit(one, of)
            for (name, one), unit, of in zip(objectives.items(), choice.units, choice.of_units, strict=True)
        },
        "limits": {
            name: one.model_dump(exclude_defaults=True, exclude_none=True)
            for name, one in choice.choose.constraints.items()
        },
        "visible": dict(zip(objectives, choice.searched.visible.tolist(), strict=True)),
        "futures": list(choice.futures),
        "looked_at": len(choice.searched.genes),
        "kept": int(choice.searched.looked.kept.sum()),
    }


def _limit(one: Objective, unit: str) -> dict[str, Any]:
    """Return of a chance the limit that it is the chance of."""
    return {"side": one.side, "threshold": one.threshold, "threshold_unit": unit} if one.chance_of else {}


def wish(one: Objective) -> str:
    """Return in one word whether a thing that counts is to be low, high or likely, or missed as little as can be."""
    if one.regret:
        return "regret"
    return "likely" if one.chance_of else ("low" if is_low(one) else "high")


def when(one: Objective | Constraint) -> str:
    """Return the year, or the years over which it is summed."""
    return str(one.year) if one.year is not None else "-".join(map(str, one.years))


def table(dataset: xr.Dataset) -> pd.DataFrame:
    """Return what each of the best mixes comes to, a row for each thing that counts."""
    values = dataset[variables.CHOSEN_VALUE]
    aims = json.loads(values.attrs["asked"])["aims"]
    reached = bool(values.attrs["reached"])
    limits = {
        name: (facts.get("side", ""), facts.get("threshold", np.nan), facts.get("threshold_unit", ""))
        for name, facts in aims.items()
    }
    rows = [
        [mix, reached, aim, *(aims[aim][key] for key in OF_AIM), float(values.sel({MIX: mix, AIM: aim})), *limits[aim]]
        for mix in values[MIX].values.tolist()
        for aim in values[AIM].values.tolist()
    ]
    return pd.DataFrame(rows, columns=VALUES)


def levers(dataset: xr.Dataset) -> pd.DataFrame:
    """Return how each of the best mixes uses each lever."""
    names = ("EFFORT", "START", "FULL", "SPREAD")
    parts = [dataset[getattr(variables, f"CHOSEN_{name}")].transpose(MIX, LEVER) for name in names]
    rows = [
        [mix, lever, *(part.values[row, column] for part in parts)]
        for row, mix in enumerate(parts[0][MIX].values.tolist())
        for column, lever in enumerate(parts[0][LEVER].values.tolist())
    ]
    return pd.DataFrame(rows, columns=LEVERS)


def convergence(dataset: xr.Dataset) -> pd.DataFrame:
    """Return how the search went: what the best mixes cover by each generation."""
    parts = [dataset[name].values.tolist() for name in (variables.SEARCH_LOOKED, variables.SEARCH_VOLUME)]
    rows = zip(dataset[GENERATION].values.tolist(), *parts, strict=True)
    return pd.DataFrame(list(rows), columns=SEARCH)
