"""A policy or a scenario is a path of parameter values over time; laws never know one.

Between two breaks every value is a straight line. Breaks are the start and the end of the horizon, every 1 January
(so also every kink of a table by year, for those count whole years) and every moment a change begins, is in full force
or ends. Where a ramp multiplies a table that moves too, the value is exact at the breaks and straight between them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from care2040.changes import Change, Floats, apply, changes_that_matter
from care2040.parameter import Parameter

__all__ = ["Change", "ParameterPaths", "join", "paths", "select"]


@dataclass(frozen=True)
class ParameterPaths:
    """The value of every parameter over the horizon, for a number of runs; the run axis is last.

    Parameters
    ----------
    runs : int
        How many runs there are.
    breaks : ndarray, shape (segments + 1,)
        Years, strictly increasing, from the start of the horizon to its end.
    constant : dict of str to ndarray, shape (axes..., runs or 1)
        Parameters that keep one value over the whole horizon.
    varying : dict of str to ndarray, shape (segments, 2, axes..., runs or 1)
        The other ones: value just after break k and just before break k + 1, a straight line between them.
    """

    runs: int
    breaks: Floats
    constant: dict[str, Floats]
    varying: dict[str, Floats]


def paths(
    parameters: Mapping[str, Parameter],
    changes: Sequence[Change],
    start: float,
    end: float,
    drawn: Mapping[str, Floats] | None = None,
) -> ParameterPaths:
    """Give the value of every parameter over the horizon.

    A table by year is a straight line between its years, and keeps its first value before them and its last
    value after them. A change that alters nothing (an effort of 0 where it was 0) leaves no trace, not even a break.

    Parameters
    ----------
    parameters : mapping of str to Parameter
        All parameters, at the resolution of the run.
    changes : sequence of Change
        Applied in this order, each to what the ones before it made: a scenario first, then a policy.
    start, end : float
        Horizon in years, start before end.
    drawn : mapping of str to ndarray of shape (runs,), or None
        Per draw the value of a parameter that is one number, or the factor on one with axes or years; None is one run
        with central values.

    Returns
    -------
    ParameterPaths
        One run per draw.

    Raises
    ------
    ValueError
        When the horizon is empty, a change names an unknown parameter or member, or the draws do not fit.
    """
    if not start < end:
        raise ValueError(f"the horizon must start before it ends, not run from {start} to {end}")
    drawn = drawn or {}
    runs = _count_runs(drawn, parameters)
    values = {name: _values_per_run(parameter, drawn.get(name)) for name, parameter in parameters.items()}
    changes = changes_that_matter(changes, parameters, values)
    breaks = _all_breaks(start, end, changes)
    constant: dict[str, Floats] = {}
    varying: dict[str, Floats] = {}
    for name, parameter in parameters.items():
        own_changes = [change for change in changes if change.parameter == name]
        if not own_changes and not parameter.years:
            constant[name] = _read_only(values[name])
            continue
        segments = _unchanged(parameter, values[name], breaks)
        for change in own_changes:
            apply(change, parameter, segments, breaks)
        if np.array_equal(segments, np.broadcast_to(segments[0, 0], segments.shape)):
            constant[name] = _read_only(segments[0, 0].copy())
        else:
            varying[name] = _read_only(segments)
    return ParameterPaths(runs, _read_only(breaks), constant, varying)


def join(parts: Sequence[ParameterPaths]) -> ParameterPaths:
    """Put the runs of several paths beside each other in one batch.

    Parameters
    ----------
    parts : sequence of ParameterPaths
        At least one, all with the same parameters and the same breaks.

    Returns
    -------
    ParameterPaths
        The runs of the first part, then of the second and so on. A parameter that varies in one part varies
        in all.

    Raises
    ------
    ValueError
        When there is nothing to join, or breaks or parameters differ.
    """
    _check_alike(parts)
    constant: dict[str, Floats] = {}
    varying: dict[str, Floats] = {}
    for name in [*parts[0].constant, *parts[0].varying]:
        if any(name in part.varying for part in parts):
            varying[name] = _beside([_as_varying(part, name) for part in parts], parts)
        else:
            constant[name] = _beside([part.constant[name] for part in parts], parts)
    return ParameterPaths(sum(part.runs for part in parts), parts[0].breaks, constant, varying)


def select(whole: ParameterPaths, runs: npt.NDArray[np.intp]) -> ParameterPaths:
    """Take some of the runs.

    Parameters
    ----------
    whole : ParameterPaths
        All runs.
    runs : ndarray of int
        The places of those that are wanted.

    Returns
    -------
    ParameterPaths
        Those runs, in that order.
    """

    def taken(array: Floats) -> Floats:
        return array if array.shape[-1] == 1 else _read_only(np.ascontiguousarray(array[..., runs]))

    constant = {name: taken(array) for name, array in whole.constant.items()}
    varying = {name: taken(array) for name, array in whole.varying.items()}
    return ParameterPaths(len(runs), whole.breaks, constant, varying)


def _read_only(array: Floats) -> Floats:
    """Give a view that nobody can write to, so that no run leaks into the next."""
    view = array.view()
    view.flags.writeable = False
    return view


def _count_runs(drawn: Mapping[str, Floats], parameters: Mapping[str, Parameter]) -> int:
    for name, values in drawn.items():
        if name not in parameters:
            raise ValueError(f"values were drawn for {name}, which is not a parameter")
        if values.ndim != 1 or values.size == 0:
            raise ValueError(f"the draws of {name} have shape {values.shape}; one number per run is needed")
    counts = {values.size for values in drawn.values()}
    if len(counts) > 1:
        raise ValueError(f"parameters were drawn a different number of times: {sorted(counts)}")
    return counts.pop() if counts else 1


def _values_per_run(parameter: Parameter, drawn: Floats | None) -> Floats:
    """Give the values with the run axis last: (axes..., [years], runs or 1)."""
    values = np.asarray(parameter.value, dtype=np.float64)[..., np.newaxis]
    if drawn is None:
        return values
    if parameter.axes or parameter.years:
        return values * drawn
    return np.array(drawn, dtype=np.float64)


def _all_breaks(start: float, end: float, changes: Iterable[Change]) -> Floats:
    moments = {moment for change in changes for moment in (change.start, change.full_by, change.until)}
    first_of_january = range(int(np.ceil(start)), int(np.floor(end)) + 1)
    inside = {float(moment) for moment in {*moments, *first_of_january} if moment is not None and start < moment < end}
    return np.array([start, *sorted(inside), end], dtype=np.float64)


def _unchanged(parameter: Parameter, values: Floats, breaks: Floats) -> Floats:
    """Give what the parameter would do without changes: (segments, 2, axes..., runs or 1), free to write to."""
    if not parameter.years:
        return np.broadcast_to(values, (len(breaks) - 1, 2, *values.shape)).copy()
    by_year = np.moveaxis(values, -2, 0)
    years = np.asarray(parameter.years, dtype=np.float64)
    position = np.interp(breaks, years, np.arange(len(years), dtype=np.float64))
    before = np.floor(position).astype(np.intp)
    after = np.minimum(before + 1, len(years) - 1)
    share = (position - before).reshape(-1, *(1,) * (by_year.ndim - 1))
    at_breaks = (1 - share) * by_year[before] + share * by_year[after]
    return np.stack([at_breaks[:-1], at_breaks[1:]], axis=1)


def _check_alike(parts: Sequence[ParameterPaths]) -> None:
    if not parts:
        raise ValueError("there are no paths to join")
    first = parts[0]
    for part in parts[1:]:
        if not np.array_equal(part.breaks, first.breaks):
            raise ValueError("only paths with the same breaks can be joined")
        if {*part.constant, *part.varying} != {*first.constant, *first.varying}:
            raise ValueError("only paths of the same parameters can be joined")


def _as_varying(part: ParameterPaths, name: str) -> Floats:
    if name in part.varying:
        return part.varying[name]
    values = part.constant[name]
    return np.broadcast_to(values, (len(part.breaks) - 1, 2, *values.shape))


def _beside(arrays: Sequence[Floats], parts: Sequence[ParameterPaths]) -> Floats:
    """Concatenate along the run axis, or keep one value where all runs share it."""
    if all(array.shape[-1] == 1 and np.array_equal(array, arrays[0]) for array in arrays):
        return _read_only(arrays[0])
    widened = [
        np.broadcast_to(array, (*array.shape[:-1], part.runs)) for array, part in zip(arrays, parts, strict=True)
    ]
    return _read_only(np.concatenate(widened, axis=-1))
