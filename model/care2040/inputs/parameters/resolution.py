"""How the districts fold into one city: adding up, taking what all have in common, or weighing."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

DISTRICT = "district"
SUM, SAME = "sum", "same"


def added_up(value: Floats) -> Floats:
    """Return the sum over the first axis, which stays with length 1."""
    total: Floats = value.sum(axis=0, keepdims=True)
    return total


def in_common(value: Floats) -> Floats | None:
    """Return what all along the first axis have in common, with length 1; None when they differ."""
    return value[:1].copy() if bool(np.all(value == value[:1])) else None


def weighed(value: Floats, axes: Sequence[str], weight: Floats, weight_axes: Sequence[str]) -> Floats:
    """Return the weighted mean over the districts.

    Parameters
    ----------
    value : ndarray of shape (axes..., [years])
        The district is the first axis.
    axes : sequence of str
        Axes of `value`.
    weight : ndarray of shape (weight_axes...)
        Not below 0. Axes that `value` lacks are added up first: residents by district, age and sex weigh a value by
        district with all residents, and a value by district and age with the residents of each age.
    weight_axes : sequence of str
        Axes of `weight`; the district is the first.

    Returns
    -------
    ndarray of shape (1, other axes..., [years])
        Where no district has any weight (nobody of that age) the plain mean, so that a value stays a value.
    """
    further = tuple(place for place, axis in enumerate(weight_axes) if axis not in axes)
    kept = [axis for axis in weight_axes if axis in axes]
    summed = weight.sum(axis=further)
    shape = [summed.shape[kept.index(axis)] if axis in kept else 1 for axis in axes]
    weights = summed.reshape(shape + [1] * (value.ndim - len(axes)))
    total = weights.sum(axis=0, keepdims=True)
    weights = np.where(total > 0, weights, 1.0)
    mean: Floats = (value * weights).sum(axis=0, keepdims=True) / weights.sum(axis=0, keepdims=True)
    return mean
