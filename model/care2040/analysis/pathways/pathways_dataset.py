"""Paths in a result, and as tables: tipping points, change-overs, signposts, and what waiting is worth."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from care2040.analysis.pathways.in_time import reach
from care2040.analysis.pathways.pathways import Paths
from care2040.analysis.pathways.signposts import MOST
from care2040.analysis.pathways.tipping import spread, tipping_of_chance, tipping_years
from care2040.analysis.pathways.waiting import OPTIONS
from care2040.results import variables

FUTURE, PATH, NEXT, WHEN = "future_of_paths", "path", "path_after", "decided_in"
"""Dims: a scenario, a policy, the policy that takes its place, and the year of the decision."""
YEAR, DRAW, PLACE, OPTION = "year_of_paths", "draw_of_paths", "signpost_place", "way_to_decide"
"""Dims: years and draws of paths, the first to the third signpost, and how one decides."""
OPEN = (variables.OPEN_UNTIL, variables.OPEN_LOW, variables.OPEN_HIGH)
AIM = ["indicator", "unit", "side", "threshold", "last_year"]
POLICIES = ["future", "policy", *AIM, "chance", "asked_chance", "below_from", "tips_10", "tips_50", "tips_90"]
POLICIES += ["never", "from_the_start", "cost", "draws"]
SWITCHES = ["future", "policy", "next", "year", "chance", "cost", "in_time", "open_until", "open_low", "open_high"]
SIGNPOSTS = ["future", "policy", "year", "place", "indicator", "side", "threshold", "unit", "hits", "false_alarms"]
SIGNPOSTS += ["counted"]
WAITING = ["future", "year", "way", "policy", "chance", "cost", "changed"]


def attach(dataset: xr.Dataset, paths: Paths) -> xr.Dataset:
    """Return a result that holds what paths say."""
    decide, years = sorted(paths.asked.decide), paths.years
    facts = {"asked": json.dumps(_facts(paths)), "draws": int(paths.whole.cost.shape[-1]), "failed": paths.failed}
    coords = {
        FUTURE: list(paths.futures),
        PATH: list(paths.policies),
        NEXT: list(paths.policies),
        WHEN: decide,
        YEAR: list(years),
        PLACE: list(range(1, MOST + 1)),
        OPTION: list(OPTIONS),
    }

    def held(dims: tuple[str, ...], values: Any, text: str, unit: str) -> tuple[tuple[str, ...], Any, dict[str, Any]]:
        return dims, values, {"long_name": text, "units": unit, **facts}

    kept = paths.whole.kept
    tips, over = tipping_years(kept, years), tipping_of_chance(kept, years, paths.asked.chance)
    chance = kept.mean(axis=2)
    return dataset.assign_coords(coords).assign(
        {
            variables.PATH_CHANCE: held((PATH, FUTURE, YEAR), chance, "part of the draws that keep the aim", "1"),
            variables.PATH_TIPS: held((PATH, FUTURE, DRAW), tips, "year from which the aim is no longer kept", "year"),
            variables.PATH_TIP: held((PATH, FUTURE), over, "year from which too few draws keep the aim", "year"),
            variables.PATH_COST: held((PATH, FUTURE, DRAW), paths.whole.cost, "spent on levers", "euro"),
            **{name: held(*one) for name, one in _switches(paths, decide).items()},
            **{name: held(*one) for name, one in _signposts(paths, decide).items()},
            **{name: held(*one) for name, one in _waiting(paths, decide).items()},
        }
    )


Held = dict[str, tuple[tuple[str, ...], Any, str, str]]


def _switches(paths: Paths, decide: list[int]) -> Held:
    many, futures = len(paths.policies), len(paths.futures)
    chance, cost = (np.full((many, many, futures, len(decide)), np.nan) for _ in range(2))
    until, low, high = (np.full((many, many, futures), np.nan) for _ in range(3))
    for one, first in enumerate(paths.policies):
        for other, then in enumerate(paths.policies):
            if one != other:
                until[one, other] = paths.open_until[first, then]
                low[one, other], high[one, other] = paths.open_between[first, then].T
            for place, year in enumerate(decide) if one != other else ():
                outcome = paths.switches[first, then, year]
                chance[one, other, :, place], cost[one, other, :, place] = outcome.chance()[0], outcome.cost[0].mean(-1)
    dims = (PATH, NEXT, FUTURE)
    return {
        variables.SWITCH_CHANCE: (
            (*dims, WHEN),
            chance,
            "part of the draws that keep the aim after a change-over",
            "1",
        ),
        variables.SWITCH_COST: ((*dims, WHEN), cost, "mean spent on levers with a change-over", "euro"),
        variables.OPEN_LOW: (dims, low, "the earliest that this may be, nine times in ten", "year"),
        variables.OPEN_HIGH: (dims, high, "the latest that this may be, nine times in ten", "year"),
        variables.OPEN_UNTIL: (dims, until, "last year in which a change-over is in time", "year"),
    }


def _signposts(paths: Paths, decide: list[int]) -> Held:
    shape = (len(paths.policies), len(paths.futures), len(decide), MOST)
    names, value = np.full(shape, "", dtype=object), np.full(shape, np.nan)
    above, hits, false, counted = (np.full(shape, np.nan) for _ in range(4))
    for one, policy in enumerate(paths.policies):
        for two, future in enumerate(paths.futures):
            for three, year in enumerate(decide):
                for place, sign in enumerate(paths.signposts[policy, future, year]):
                    at = (one, two, three, place)
                    names[at], value[at], above[at] = sign.name, sign.trigger.threshold, sign.trigger.above
                    hits[at], false[at], counted[at] = sign.hits, sign.false_alarms, sign.name in paths.counted
    dims = (PATH, FUTURE, WHEN, PLACE)
    return {
        variables.SIGN_NAME: (dims, names.astype(str), "what tells that a policy will fail", "1"),
        variables.SIGN_VALUE: (dims, value, "value from which it warns, in its own unit", "various"),
        variables.SIGN_ABOVE: (dims, above, "1: it warns above that value; 0: below it", "1"),
        variables.SIGN_HITS: (dims, hits, "part of what fails that it warns of", "1"),
        variables.SIGN_FALSE: (dims, false, "part of what does not fail that it warns of", "1"),
        variables.SIGN_COUNTED: (dims, counted, "whether it is counted already", "1"),
    }


def _waiting(paths: Paths, decide: list[int]) -> Held:
    told = [[[paths.waiting[future, year][way] for way in OPTIONS] for year in decide] for future in paths.futures]

    def of(key: str) -> np.ndarray:
        return np.array([[[getattr(one, key) for one in ways] for ways in years] for years in told])

    dims = (FUTURE, WHEN, OPTION)
    names = np.array(paths.policies, dtype=str)[of("policy")]
    return {
        variables.WAIT_CHANCE: (dims, of("chance"), "part of the draws in which the aim is kept", "1"),
        variables.WAIT_COST: (dims, of("cost"), "mean spent on levers", "euro"),
        variables.WAIT_POLICY: (dims, names, "the policy that is chosen most", "1"),
        variables.WAIT_PART: (dims, of("part"), "part of the draws in which another policy is chosen", "1"),
    }


def _facts(paths: Paths) -> dict[str, Any]:
    aim, units = paths.asked.aim, paths.units
    told = {"indicator": aim.indicator, "side": aim.side, "threshold": aim.threshold, "last_year": paths.years[-1]}
    off = reach(paths.asked.chance, paths.whole.cost.shape[-1])
    return told | {"unit": paths.unit, "chance": paths.asked.chance, "reach": off, "units": dict(units)}


def asked_of(dataset: xr.Dataset) -> dict[str, Any]:
    """Return what was asked of paths: the aim, with its unit, and the chance."""
    found: dict[str, Any] = json.loads(dataset[variables.PATH_CHANCE].attrs["asked"])
    return found


def policies(dataset: xr.Dataset) -> pd.DataFrame:
    """Return how long each policy keeps the aim: a row for each future and policy."""
    facts, tips = asked_of(dataset), dataset[variables.PATH_TIPS].transpose(FUTURE, PATH, DRAW)
    rows = []
    for place, future in enumerate(tips[FUTURE].values.tolist()):
        for number, policy in enumerate(tips[PATH].values.tolist()):
            at = {FUTURE: future, PATH: policy}
            own = tips.values[place, number]
            chance = float(dataset[variables.PATH_CHANCE].sel(at)[-1])
            over = float(dataset[variables.PATH_TIP].sel(at))
            never, start = float(np.isposinf(own).mean()), float(np.isneginf(own).mean())
            cost = float(dataset[variables.PATH_COST].sel(at).mean())
            told = [facts[key] for key in AIM]
            years = [in_words(one) for one in (over, *spread(own))]
            rows.append([future, policy, *told, chance, facts["chance"], *years, never, start, cost, own.size])
    return pd.DataFrame(rows, columns=POLICIES)


def in_words(year: float) -> str:
    """Return a year, or that there is none: it is kept to the end, or from the start not."""
    if np.isinf(year):
        return "never" if year > 0 else "from the start"
    return str(int(year))


def switches(dataset: xr.Dataset) -> pd.DataFrame:
    """Return every change-over: a row for each future, policy, next policy and year of decision."""
    chance, least = dataset[variables.SWITCH_CHANCE], asked_of(dataset)["chance"]
    rows = []
    for policy, then, future, year in _over(chance, PATH, NEXT, FUTURE, WHEN):
        if policy != then:
            at = {PATH: policy, NEXT: then, FUTURE: future}
            own, cost = (float(one.sel(at | {WHEN: year})) for one in (chance, dataset[variables.SWITCH_COST]))
            ends = (float(dataset[name].sel(at)) for name in OPEN)
            until = ["the end" if end == np.inf else "closed" if end == -np.inf else str(int(end)) for end in ends]
            rows.append([future, policy, then, year, own, cost, own >= least, *until])
    return pd.DataFrame(rows, columns=SWITCHES)


def signs(dataset: xr.Dataset) -> pd.DataFrame:
    """Return the signposts of every policy and year of decision, the best first; none that luck would give."""
    names, units = dataset[variables.SIGN_NAME], asked_of(dataset)["units"]
    rows = []
    for future, policy, year, place in _over(names, FUTURE, PATH, WHEN, PLACE):
        at = {FUTURE: future, PATH: policy, WHEN: year, PLACE: place}
        name = str(names.sel(at).item())
        if name:
            side = "above" if float(dataset[variables.SIGN_ABOVE].sel(at)) else "below"
            value, hits, false = (
                float(dataset[one].sel(at)) for one in (variables.SIGN_VALUE, variables.SIGN_HITS, variables.SIGN_FALSE)
            )
            counted = bool(dataset[variables.SIGN_COUNTED].sel(at))
            rows.append([future, policy, year, place, name, side, value, units[name], hits, false, counted])
    return pd.DataFrame(rows, columns=SIGNPOSTS)


def waiting(dataset: xr.Dataset) -> pd.DataFrame:
    """Return what each way to decide comes to: a row for each future, year of decision and way."""
    names = (variables.WAIT_POLICY, variables.WAIT_CHANCE, variables.WAIT_COST, variables.WAIT_PART)
    rows = []
    for future, year, way in _over(dataset[variables.WAIT_CHANCE], FUTURE, WHEN, OPTION):
        at = {FUTURE: future, WHEN: year, OPTION: way}
        rows.append([future, year, way, *(dataset[name].sel(at).item() for name in names)])
    return pd.DataFrame(rows, columns=WAITING)


def _over(values: xr.DataArray, *dims: str) -> Iterator[tuple[Any, ...]]:
    """Give the members of some dims, each with each."""
    whole = pd.MultiIndex.from_product([values[dim].values.tolist() for dim in dims])
    yield from whole
