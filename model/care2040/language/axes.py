"""Every axis of the model, its members and their order: written down once."""

from collections.abc import Mapping
from typing import Literal

Member = str | int
Axes = Mapping[str, tuple[Member, ...]]
Resolution = Literal["district", "city"]

CITY = "utrecht"

RUN_IN = 2016
"""Every run begins on 1 January of this year; until `BASE_YEAR` residents and homes are what was counted."""
BASE_YEAR = 2024
"""The last year of the counts; what a run tells begins on its 1 January, or on an earlier one."""
HALF_WAY = 2032
"""The year in which the vision is looked back on half-way."""
HORIZON = 2040
"""The year that questions are about; a run ends on 1 January after it, unless it is asked to go on."""
FARTHEST = 2061
"""The last year in which a run may end; after `HORIZON` every value by year goes on by the rule that it states."""

AXES: Axes = {
    "district": (
        "west",
        "noordwest",
        "overvecht",
        "noordoost",
        "oost",
        "binnenstad",
        "zuid",
        "zuidwest",
        "leidsche_rijn",
        "vleuten_de_meern",
    ),
    "age": tuple(range(100)),
    "sex": ("male", "female"),
    "tenure": ("social_rent", "mid_rent", "market"),
    "seeker_group": ("regular", "vulnerable", "care_workers"),
    "domain": (
        "hospital_and_gp",
        "mental_health",
        "elderly_care",
        "disability_care",
        "youth_care",
        "social_support",
    ),
    "worker_age": tuple(range(16, 75)),
    "training_year": (1, 2, 3, 4),
    "relation": ("household", "children", "others"),
    "payer": ("municipality", "health_insurer", "long_term_care_act", "state", "residents"),
}

BETWEEN_DISTRICTS = "_gap"
"""How the name of an indicator ends that compares districts with each other; of a city as one there is none."""

DETAIL_AXES = frozenset({"age", "sex", "worker_age", "training_year"})
"""Axes summed out of a flow before it is counted over the year, and left out of results with many draws."""


def axes_at(resolution: Resolution) -> dict[str, tuple[Member, ...]]:
    """Return the members of every axis at a resolution.

    Parameters
    ----------
    resolution : {"district", "city"}
        "city" folds the ten districts into one member, ``utrecht``.

    Returns
    -------
    dict of str to tuple
        Axis name to members, in canonical order.
    """
    return {name: (CITY,) if name == "district" and resolution == "city" else members for name, members in AXES.items()}


def ordered(names: set[str] | frozenset[str], axes: Axes) -> tuple[str, ...]:
    """Return axis names in canonical order."""
    return tuple(name for name in axes if name in names)
