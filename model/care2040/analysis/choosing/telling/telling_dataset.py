"""What is told of a choice, in a result and as tables: mixes with a name, what levers do, what limits are worth."""

import json
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from care2040.analysis.choosing.chosen_dataset import AIM, LEVER, LIMIT, MIX
from care2040.analysis.choosing.measures import is_low
from care2040.analysis.choosing.telling.named import BEST, NAMES, is_budget, main_aim
from care2040.analysis.choosing.telling.nearby import PAYERS
from care2040.analysis.choosing.telling.telling import Telling
from care2040.inputs.experiments.choosing.schema import Constraint
from care2040.results import variables

NAME, PAYER = variables.NAME_OF_MIX, variables.PAYER_OF_CHOICE
NAMED = ["name", "mix", "why", "aim", "indicator", "unit", "when", "value", "unchanged", *PAYERS, "all"]
DOES = [
    "name",
    "mix",
    "lever",
    "effort",
    "aim",
    "unit",
    "next_million",
    "company",
    "company_cost",
    "alone",
    "alone_cost",
]
WORTH = ["limit", "kind", "payer", "size", "left", "aim", "unit", "worth", "per", "holds_to", "promised", "checked"]
MONEY = ("a_year", "in_all")
UNITS = {"staff": "fte", "package": "effort"}
MILLION = 1e6


def attach(dataset: xr.Dataset, telling: Telling) -> xr.Dataset:
    """Return a result that holds what is told of its best mixes, which it holds already."""
    places = {int(place): number for number, place in enumerate(telling.choice.told, 1)}
    mixes = np.array([places.get(-1 if one.place is None else one.place, 0) for one in telling.named])
    about = {**_about("which mix has the name; 0 is none", "1"), "told": json.dumps(_facts(telling))}
    parts = {
        variables.CHOSEN_NAMED: (NAME, mixes, about),
        variables.CHOSEN_COST: ((MIX, PAYER), telling.costs, _about("cost of the levers over all years", "euro")),
        variables.CHOSEN_NONE: (AIM, telling.none, _about("what counts without any effort", "various")),
    }
    whole = parts | _of_levers(telling) | _of_limits(telling)
    return dataset.assign_coords({NAME: list(NAMES), PAYER: list(PAYERS)}).assign(whole)


def _of_levers(telling: Telling) -> dict[str, Any]:
    """Return what each lever of each mix with a name does, and what that costs."""
    levers, aims = len(telling.choice.space.chosen), len(telling.none)

    def of_names(kept: Any, key: str, *more: int) -> np.ndarray:
        lacking = np.full((levers, *more), np.nan)
        return np.stack([getattr(kept[name], key) if name in kept else lacking for name in NAMES])

    slopes, effects = telling.slopes, telling.effects
    more, alone, company = "of one more unit of effort", "of the lever from unchanged policy", "beside the other levers"
    return {
        variables.CHOSEN_SLOPE: ((NAME, LEVER, AIM), of_names(slopes, "aims", aims), _about(more, "various")),
        variables.CHOSEN_SLOPE_COST: (
            (NAME, LEVER, PAYER),
            of_names(slopes, "costs", len(PAYERS)),
            _about(more, "euro"),
        ),
        variables.CHOSEN_ALONE: ((NAME, LEVER, AIM), of_names(effects, "alone", aims), _about(alone, "various")),
        variables.CHOSEN_COMPANY: ((NAME, LEVER, AIM), of_names(effects, "company", aims), _about(company, "various")),
        variables.CHOSEN_ALONE_COST: ((NAME, LEVER), of_names(effects, "alone_costs"), _about(alone, "euro")),
        variables.CHOSEN_COMPANY_COST: ((NAME, LEVER), of_names(effects, "company_costs"), _about(company, "euro")),
    }


def _of_limits(telling: Telling) -> dict[str, Any]:
    """Return what more of each limit is worth, where there is a best mix within the budget."""
    limits, levers = telling.choice.choose.constraints, len(telling.choice.space.chosen)
    worth = [telling.worth.get(name) for name in limits]
    lacking = np.full(levers, np.nan)
    buys = np.array([lacking if one is None else one.price.moved for one in worth]).reshape(len(limits), levers)
    each = np.array([np.nan if one is None else _sign(telling) * -one.price.each for one in worth])
    reach = np.array([np.nan if one is None else one.price.reach for one in worth])
    checked = np.array([np.nan if one is None else one.checked for one in worth])
    return {
        variables.CHOSEN_WORTH: (LIMIT, each, _about("what one unit more of a limit changes in the aim", "various")),
        variables.CHOSEN_REACH: (LIMIT, reach, _about("units of a limit for which that holds", "various")),
        variables.CHOSEN_CHECKED: (LIMIT, checked, _about("what a run of as much more changes in the aim", "various")),
        variables.CHOSEN_BUYS: ((LIMIT, LEVER), buys, _about("effort that it adds to each lever", "dimensionless")),
    }


def _sign(telling: Telling) -> float:
    """Return 1 where the aim is to be low, and -1 where it is to be high."""
    aim = telling.choice.choose.objectives[str(_facts(telling)["aim"])]
    return 1.0 if is_low(aim) else -1.0


def _about(text: str, unit: str) -> dict[str, str]:
    return {"long_name": text, "units": unit}


def _facts(telling: Telling) -> dict[str, Any]:
    choice, aim = telling.choice, main_aim(telling.choice)
    aims = list(choice.choose.objectives)
    return {
        "why": {one.name: one.why for one in telling.named},
        "aim": None if aim is None else aims[aim],
        "already": telling.already,
        "tighter": None if np.isnan(telling.tighter) else telling.tighter,
        "free": [one.name for one in choice.space.chosen if len(one.efforts) > 1],
        "most": {one.name: max(one.efforts) for one in choice.space.chosen},
        "kinds": {name: kind_of(one) for name, one in choice.choose.constraints.items()},
    }


def kind_of(one: Constraint) -> str:
    """Return of which kind a limit is: the key that says it in an experiment."""
    if is_budget(one):
        return "a_year" if one.a_year is not None else "in_all"
    kinds = ("staff", "package", "worse_nowhere", "indicator")
    return next(kind for kind in kinds if getattr(one, kind) is not None)


def told_of(dataset: xr.Dataset) -> dict[str, Any]:
    """Return the facts that are kept with the names: why, for what, and what kind each limit is of."""
    found: dict[str, Any] = json.loads(dataset[variables.CHOSEN_NAMED].attrs["told"])
    return found


def asked_of(dataset: xr.Dataset) -> dict[str, Any]:
    """Return the facts that are kept with the front: what counts and what may not be passed."""
    found: dict[str, Any] = json.loads(dataset[variables.CHOSEN_VALUE].attrs["asked"])
    return found


def named_table(dataset: xr.Dataset) -> pd.DataFrame:
    """Return the mixes with a name, a row for each thing that counts; one without a mix says why there is none."""
    told, aims = told_of(dataset), asked_of(dataset)["aims"]
    rows: list[list[Any]] = []
    for name, mix in zip(NAMES, dataset[variables.CHOSEN_NAMED].values.tolist(), strict=True):
        if not mix:
            rows.append([name, 0, told["why"][name], "", "", "", "", *[np.nan] * (len(PAYERS) + 3)])
            continue
        costs = dataset[variables.CHOSEN_COST].sel({MIX: mix}).values.tolist()
        for aim, facts in aims.items():
            own = (facts["indicator"], facts["unit"], facts["when"])
            value = float(dataset[variables.CHOSEN_VALUE].sel({MIX: mix, AIM: aim}))
            none = float(dataset[variables.CHOSEN_NONE].sel({AIM: aim}))
            rows.append([name, mix, told["why"][name], aim, *own, value, none, *costs, sum(costs)])
    return pd.DataFrame(rows, columns=NAMED)


def does_table(dataset: xr.Dataset) -> pd.DataFrame:
    """Return what each lever does in each mix with a name: the next million, in company and alone, by what counts."""
    aims, rows = asked_of(dataset)["aims"], []
    spent = dataset[variables.CHOSEN_SLOPE_COST].sum(PAYER)
    million = dataset[variables.CHOSEN_SLOPE] / spent.where(spent > 0) * MILLION
    together, by_itself = dataset[variables.CHOSEN_COMPANY], dataset[variables.CHOSEN_ALONE]
    for name, mix in zip(NAMES, dataset[variables.CHOSEN_NAMED].values.tolist(), strict=True):
        for lever in dataset[LEVER].values.tolist() if mix else ():
            effort = float(dataset[variables.CHOSEN_EFFORT].sel({MIX: mix, LEVER: lever}))
            own = {NAME: name, LEVER: lever}
            company_cost = float(dataset[variables.CHOSEN_COMPANY_COST].sel(own))
            alone_cost = float(dataset[variables.CHOSEN_ALONE_COST].sel(own))
            for aim, facts in aims.items():
                at = own | {AIM: aim}
                company, alone = float(together.sel(at)), float(by_itself.sel(at))
                does = (float(million.sel(at)), company, company_cost, alone, alone_cost)
                rows.append([name, mix, lever, effort, aim, facts["unit"], *does])
    return pd.DataFrame(rows, columns=DOES)


def worth_table(dataset: xr.Dataset) -> pd.DataFrame:
    """Return what more of each limit is worth at the best mix within the budget; nothing where there is none."""
    told, asked = told_of(dataset), asked_of(dataset)
    mix = dict(zip(NAMES, dataset[variables.CHOSEN_NAMED].values.tolist(), strict=True))[BEST]
    rows = []
    for limit in dataset[LIMIT].values.tolist() if mix else ():
        kind, own = told["kinds"][limit], asked["limits"][limit]
        left = -float(dataset[variables.CHOSEN_MISSED].sel({MIX: mix, LIMIT: limit}))
        each, reach, checked = (
            float(dataset[one].sel({LIMIT: limit}))
            for one in (variables.CHOSEN_WORTH, variables.CHOSEN_REACH, variables.CHOSEN_CHECKED)
        )
        per, unit = (MILLION, "million euro") if kind in MONEY else (1.0, UNITS.get(kind, "unit"))
        # a price is told of no amount for which it does not hold
        price = each * per if each == 0 or kind not in MONEY or reach >= per else np.nan
        facts = [told["aim"], asked["aims"][told["aim"]]["unit"], price, unit]
        rows.append([limit, kind, own.get("payer", ""), _size(kind, own), left, *facts, reach, each * reach, checked])
    return pd.DataFrame(rows, columns=WORTH)


def _size(kind: str, own: dict[str, Any]) -> float | None:
    """Return a limit as it was written; nothing of one that has no number."""
    keys = {"package": ("effort",), "indicator": ("at_most", "at_least")}.get(kind, (kind,))
    found = [own[key] for key in keys if isinstance(own.get(key), int | float)]
    return float(found[0]) if found else None
