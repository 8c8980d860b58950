"""When the rules of an experiment acted, as its result tells: the first 1 January on which something was decided."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

RULES = "rules"
"""Attribute of a result: its rules as a list of what each looks at and pulls."""
ACTS = 0.05
"""Part of what can be decided from which a rule is said to act."""


@dataclass(frozen=True)
class Acted:
    """What a rule did in a scenario.

    Attributes
    ----------
    rule : dict
        Name, policy, what is looked at and what is pulled.
    scenario : str
        In which it ran.
    part : float
        Part of the draws in which it acted; 0 or 1 where there is one run.
    year : int or None
        The first 1 January on which it acted, the middle of the draws in which it did; None when it never did.
    """

    rule: dict[str, Any]
    scenario: str
    part: float
    year: int | None


def acted(dataset: xr.Dataset) -> Iterator[Acted]:
    """Give what each rule did in each scenario; nothing for a result that does not hold what was decided."""
    for rule in json.loads(str(dataset.attrs.get(RULES, "[]"))):
        name = f"{rule['name']}_decided"
        if name not in dataset:
            continue
        decided = dataset[name].sel(policy=rule["policy"])
        far = decided.max("district") if "district" in decided.dims else decided
        for scenario in map(str, dataset["scenario"].values):
            own = far.sel(scenario=scenario).transpose("draw", "year")
            acts = own.values >= ACTS
            years = dataset["year"].values[acts.argmax(axis=1)][acts.any(axis=1)]
            yield Acted(rule, scenario, float(acts.any(axis=1).mean()), int(np.median(years)) if years.size else None)


def rule_notes(dataset: xr.Dataset) -> Iterator[str]:
    """Give a line for each policy and scenario: from which year on its rules act, and which never do."""
    many = dataset.sizes.get("draw", 1) > 1
    found: dict[tuple[str, str], dict[int | None, list[str]]] = {}
    for one in acted(dataset):
        levers = ", ".join(one.rule["levers"]) + (f" {one.part:.0%}" if many and one.part else "")
        found.setdefault((one.rule["policy"], one.scenario), {}).setdefault(one.year, []).append(levers)
    for (policy, scenario), years in found.items():
        acts = [f"{year} ({', '.join(levers)})" for year, levers in sorted((y, own) for y, own in years.items() if y)]
        parts = [f"from {', '.join(acts)}"] if acts else []
        parts += [f"never ({', '.join(years[None])})"] if None in years else []
        half = ", in so many draws, half of these by then" if many else ""
        yield f"the rules of {policy} act in scenario {scenario}{half}: {'; '.join(parts)}"


def year_of_acting(dataset: xr.Dataset, policy: str, scenario: str) -> tuple[int, ...]:
    """Return the years from which the rules of a policy act in a scenario, each once."""
    found = (one.year for one in acted(dataset) if one.rule["policy"] == policy and one.scenario == scenario)
    return tuple(sorted({year for year in found if year is not None}))
