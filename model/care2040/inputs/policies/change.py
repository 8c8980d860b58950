"""A change: one parameter, or one member of it, that is set, multiplied or added to for a while."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from care2040.inputs.parameters.parameter import Parameter
from care2040.language.axes import AXES, axes_at

Operation = Literal["set", "multiply", "add"]
Floats = NDArray[np.float64]
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Change:
    """One parameter that follows another path for a while."""

    parameter: str
    members: dict[str, str]
    operation: Operation
    value: float
    start: float | None
    full_by: float | None
    until: float | None

    @cached_property
    def key(self) -> Key:
        """What tells it from other changes, for use in a dictionary."""
        moments = (self.start, self.full_by, self.until)
        return self.parameter, tuple(sorted(self.members.items())), self.operation, self.value, *moments

    @property
    def neutral(self) -> bool:
        """Whether it alters nothing, whatever the value was."""
        return (self.operation, self.value) in {("multiply", 1), ("add", 0)}


def members_of(parameter: Parameter) -> dict[str, tuple[str, ...]]:
    """Give the members of each axis of a parameter, as text."""
    city = axes_at("city")
    return {
        axis: tuple(str(member) for member in (AXES[axis] if length == len(AXES[axis]) else city[axis]))
        for axis, length in zip(parameter.axes, parameter.value.shape, strict=False)  # the years come after the axes
    }


def alters(change: Change, parameter: Parameter, values: Floats) -> bool:
    """Say whether a change alters values, such as an effort that is set to what it was does not.

    Parameters
    ----------
    change : Change
        When it is in force does not matter.
    parameter : Parameter
        The one it changes.
    values : ndarray, shape (axes..., [years], runs or 1)
        What it is without the change.

    Raises
    ------
    ValueError
        When the parameter has no such member.
    """
    part = values[_selection(change, parameter)]
    return not np.array_equal(_at_strength(change, part, np.ones(1)), part)


def at_full_strength(change: Change, parameter: Parameter) -> Floats:
    """Give the central values a change makes of the members it touches, in full force.

    Parameters
    ----------
    change : Change
        When it is in force does not matter.
    parameter : Parameter
        The one it changes.

    Returns
    -------
    ndarray, shape (axes..., [years])
        A changed axis has length 1; in the unit of the parameter.

    Raises
    ------
    ValueError
        When the parameter has no such member.
    """
    part = np.asarray(parameter.value, dtype=np.float64)[_selection(change, parameter)]
    return _at_strength(change, part, np.ones(1))


def apply(change: Change, parameter: Parameter, segments: Floats, breaks: Floats) -> None:
    """Write a change into the segments where it is in force; no other bit moves.

    Parameters
    ----------
    change : Change
        All its moments inside the horizon are breaks.
    parameter : Parameter
        The one it changes.
    segments : ndarray, shape (segments, 2, axes..., runs or 1)
        Written in place.
    breaks : ndarray, shape (segments + 1,)
        Years.

    Raises
    ------
    ValueError
        When the parameter has no such member.
    """
    begin = breaks[0] if change.start is None else change.start
    until = breaks[-1] if change.until is None else change.until
    # it begins and ends at a break, so it is in force over the whole of a segment or not at all
    first, last = np.searchsorted(breaks, [begin, min(until, breaks[-1])])
    part = segments[(slice(first, last), slice(None), *_selection(change, parameter))]
    ends = np.stack([breaks[first:last], breaks[first + 1 : last + 1]], axis=1)
    strength = np.ones_like(ends)
    if change.full_by is not None and change.full_by > begin:
        strength = np.clip((ends - begin) / (change.full_by - begin), 0, 1)
    part[...] = _at_strength(change, part, strength.reshape(*ends.shape, *(1,) * (part.ndim - 2)))


def _at_strength(change: Change, values: Floats, strength: Floats) -> Floats:
    """Give the changed values; written so that strength 0 gives the old and 1 the new ones to the last bit."""
    if change.operation == "set":
        return (1 - strength) * values + strength * change.value
    if change.operation == "multiply":
        return values * ((1 - strength) + strength * change.value)
    return values + strength * change.value


def places_of(change: Change, parameter: Parameter) -> list[int]:
    """Return which of the numbers of a parameter a change touches, years apart, in the order in which they lie.

    Raises
    ------
    ValueError
        When the parameter has no such member.
    """
    shape = parameter.value.shape[: len(parameter.axes)]
    places = np.arange(parameter.value[..., 0].size if parameter.years else parameter.value.size).reshape(shape)
    found: list[int] = places[_selection(change, parameter)].ravel().tolist()
    return found


def _selection(change: Change, parameter: Parameter) -> tuple[slice, ...]:
    """Give one slice per axis of the parameter: a member, or all of them."""
    members = members_of(parameter)
    for axis, member in change.members.items():
        if member not in members.get(axis, ()):
            raise ValueError(f"{parameter.name} has no {axis} {member}")
    positions = {axis: members[axis].index(member) for axis, member in change.members.items()}
    return tuple(
        slice(positions[axis], positions[axis] + 1) if axis in positions else slice(None) for axis in parameter.axes
    )
