"""Which policies a figure compares: unchanged policy, those that pull one lever, and those that pull more."""

import json

import xarray as xr

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.readings import members
from care2040.figures.request import Request
from care2040.results.variables import UNCHANGED
from care2040.wording.names import lever_titles

MOST_TOGETHER = 8
"""Policies besides that which a reader can still tell apart in one figure."""


def unchanged(request: Request) -> str:
    """Return the name of unchanged policy, that others are compared with."""
    policies = members(request.dataset, "policy")
    if UNCHANGED not in policies or len(policies) < 2:
        needs = f"compares policies with '{UNCHANGED}': name that and one more under 'policies:'"
        raise CannotDrawError(f"the figure '{request.name}' {needs} (this result has: {', '.join(policies)})")
    return UNCHANGED


def of_one_lever(dataset: xr.Dataset) -> list[str]:
    """Return the policies that pull one lever, in the order of the experiment."""
    policies = members(dataset, "policy")
    if "levers" not in dataset.attrs:
        return [policy for policy in policies if policy in lever_titles("en", "levers")]
    pulled: dict[str, list[str]] = json.loads(str(dataset.attrs["levers"]))
    return [policy for policy in policies if len(pulled.get(policy, ())) == 1]


def lever_of(dataset: xr.Dataset, policy: str) -> str:
    """Return the lever that a policy of one lever pulls; a policy of which nothing is known is its own."""
    pulled: dict[str, list[str]] = json.loads(str(dataset.attrs.get("levers", "{}")))
    return (pulled.get(policy) or [policy])[0]


def of_packages(request: Request) -> tuple[list[str], bool]:
    """Return the policies to compare with unchanged policy, and whether those of one lever were left out.

    Policies of one lever are left out where there are more than `MOST_TOGETHER`: the figure ``levers`` compares them.
    """
    base, single = unchanged(request), of_one_lever(request.dataset)
    others = [policy for policy in request.policies if policy != base]
    if not others:
        raise CannotDrawError(f"the figure '{request.name}' compares policies with '{base}': name another one")
    if request.asked.policies:
        return others, False
    packages = [policy for policy in others if policy not in single] if len(others) > MOST_TOGETHER else others
    return packages or others, 0 < len(packages) < len(others)
