"""The rows, in the order in which they are put in; each says how the present model is switched back to 0.1.0."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.path_maker import Change
from care2040.language.axes import BASE_YEAR
from tools.changes_of_the_answer import first_edition

Floats = npt.NDArray[np.float64]
Given = Callable[[Parameters], dict[str, Floats]]
LATER = 2041
ZERO = (
    "growth_by_epidemiology",
    "growth_by_income_and_technology",
    "growth_by_policy",
    "growth_of_productivity",
)
"""Parts of growth that 0.1.0 did not tell apart."""


@dataclass(frozen=True)
class Row:
    """A row of the plan, and what takes it out again.

    Attributes
    ----------
    number, name : str
        As the plan of the second edition has them.
    expected, why : str
        What the trials made of it before it was built, and what there is to say now.
    changes : tuple of Change
        What switches it back.
    equations : dict of str to str
        Quantity to the law that stood in its place.
    given : callable
        From the parameters to those that are other arrays.
    needed : str
        The workers that count as needed without it.
    begin : int or None
        The year in which runs began without it.
    """

    number: str
    name: str
    expected: str
    why: str
    changes: tuple[Change, ...] = ()
    equations: dict[str, str] = field(default_factory=dict)
    given: Given = lambda parameters: {}
    needed: str | None = None
    begin: int | None = None


def change(name: str, value: float, operation: str = "set", start: float | None = None, **members: str) -> Change:
    """Return a change for good."""
    return Change(name, members, operation, value, start, None, None)  # type: ignore[arg-type]


def level() -> tuple[Change, ...]:
    """Return the care by age of 0.1.0, which met one in six of the residents who work."""
    return tuple(
        change("care_intensity", first_edition.LEVEL / factor, "multiply", domain=domain)
        for domain, factor in first_edition.NATIONAL.items()
    )


def growth() -> tuple[Change, ...]:
    """Return one growth for all domains, in force from the first day."""
    parts = tuple(change(name, 0.0) for name in ZERO)
    whole = change("growth_in_common", first_edition.GROWTH)
    at_once = change("future_growth_share", 1.0, start=BASE_YEAR), change("growth_as_counted", 0.0, start=BASE_YEAR)
    return (*parts, whole, *at_once)


def start() -> tuple[Change, ...]:
    """Return a start on 1 January 2024, at the vacancies and the absence that were counted then."""
    short = (
        change("shortage_share_at_start", part, domain=domain) for domain, part in first_edition.SHORT_AT_START.items()
    )
    return (*short, change("absence_at_start", first_edition.ABSENCE))


def participation(parameters: Parameters) -> dict[str, Floats]:
    """Return a change of participation that stands for later retirement too, straight from 2024 on."""
    one = parameters["participation_trend"]
    first, last = first_edition.PARTICIPATION
    years = np.array(one.years, dtype=float)
    passed = np.clip((years - BASE_YEAR) / (LATER - BASE_YEAR), 0, 1)
    return {one.name: np.where(years <= BASE_YEAR, one.value, first + (last - first) * passed)}


def departures_of_the_old(parameters: Parameters, factor: float, first: int = 50) -> Floats:
    """Return departures that are a factor higher from an age on."""
    one = parameters["departure_rate"]
    values = one.value.copy()
    place = [slice(None)] * values.ndim
    place[one.axes.index("age")] = slice(first, None)
    values[tuple(place)] *= factor
    return np.asarray(values)
