"""Every axis of the model, its members and their order: written down once; the districts are those of the city."""

from collections.abc import Iterator, Mapping
from typing import Literal

from care2040.language.cities.here import the_city

Member = str | int
Axes = Mapping[str, tuple[Member, ...]]
Resolution = Literal["district", "city"]

DISTRICT = "district"

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

_OF_EVERY_CITY: Axes = {
    DISTRICT: (),
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


class _AxesOfTheCity(Mapping[str, tuple[Member, ...]]):
    """The axes; what the districts are is asked of the city each time, so that nothing here is of one city."""

    def __getitem__(self, axis: str) -> tuple[Member, ...]:
        return the_city().members if axis == DISTRICT else _OF_EVERY_CITY[axis]

    def __iter__(self) -> Iterator[str]:
        return iter(_OF_EVERY_CITY)

    def __len__(self) -> int:
        return len(_OF_EVERY_CITY)


AXES: Axes = _AxesOfTheCity()


def whole_city() -> str:
    """Return the name of the area that is the city as a whole: of a result its first area, of a fold its only one."""
    return the_city().name


BETWEEN_DISTRICTS = "_gap"
"""How the name of an indicator ends that compares districts with each other; of a city as one there is none."""

DETAIL_AXES = frozenset({"age", "sex", "worker_age", "training_year"})
"""Axes summed out of a flow before it is counted over the year, and left out of results with many draws."""


def axes_at(resolution: Resolution) -> dict[str, tuple[Member, ...]]:
    """Return the members of every axis at a resolution.

    Parameters
    ----------
    resolution : {"district", "city"}
        "city" folds the districts into one member, the name of the city.

    Returns
    -------
    dict of str to tuple
        Axis name to members, in canonical order.
    """
    return {
        name: (whole_city(),) if name == DISTRICT and resolution == "city" else members
        for name, members in AXES.items()
    }


def ordered(names: set[str] | frozenset[str], axes: Axes) -> tuple[str, ...]:
    """Return axis names in canonical order."""
    return tuple(name for name in axes if name in names)
