"""A policy or a scenario is a path of parameter values over time; laws never know one.

Between two breaks every value is a straight line. Breaks are the start and the end of the horizon, every 1 January
(so also every kink of a table by year, for those count whole years) and every moment a change begins, is in full force
or ends. Where a ramp multiplies a table that moves too, the value is exact at the breaks and straight between them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from care2040.inputs.parameters.parameter import Parameter
from care2040.inputs.policies.change import Change, Floats, Key, alters, apply
from care2040.inputs.policies.parameter_paths import ParameterPaths, join, read_only, select

__all__ = ["Change", "ParameterPaths", "PathMaker", "join", "paths", "select"]

Breaks = tuple[float, ...]
"""Years, strictly increasing, from the start of the horizon to its end."""


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
    return PathMaker(parameters, start, end, drawn).paths(changes)


@dataclass(frozen=True)
class Path:
    """The path of one parameter: one value (axes..., runs or 1), or (segments, 2, axes..., runs or 1) if it moves."""

    moves: bool
    values: Floats


class PathMaker:
    """Makes the paths of many policies over one horizon; whatever two of them share is made once, and is one array."""

    def __init__(
        self,
        parameters: Mapping[str, Parameter],
        start: float,
        end: float,
        drawn: Mapping[str, Floats] | None = None,
        moments: Iterable[float] = (),
    ) -> None:
        if not start < end:
            raise ValueError(f"the horizon must start before it ends, not run from {start} to {end}")
        drawn = drawn or {}
        self.parameters, self.start, self.end, self.moments = parameters, start, end, tuple(moments)
        self.runs = _count_runs(drawn, parameters)
        self.values = {name: _values_per_run(parameter, drawn) for name, parameter in parameters.items()}
        self.altering: dict[Key, bool] = {}
        self.unchanged: dict[Breaks, dict[str, Path]] = {}
        self.changed: dict[tuple[Breaks, tuple[Key, ...]], Path] = {}

    def paths(self, changes: Sequence[Change]) -> ParameterPaths:
        """Give the value of every parameter under some changes, applied in this order."""
        by_parameter = self._that_matter(changes)
        breaks = _all_breaks(self.start, self.end, self.moments, by_parameter.values())
        if breaks not in self.unchanged:
            self.unchanged[breaks] = {name: self._path(name, (), breaks) for name in self.parameters}
        made = self.unchanged[breaks] | {name: self._under(name, own, breaks) for name, own in by_parameter.items()}
        constant = {name: path.values for name, path in made.items() if not path.moves}
        varying = {name: path.values for name, path in made.items() if path.moves}
        return ParameterPaths(self.runs, read_only(np.array(breaks)), constant, varying)

    def _that_matter(self, changes: Iterable[Change]) -> dict[str, list[Change]]:
        """Give the changes per parameter, without those that alter nothing, such as an effort of 0 where it was 0."""
        kept: dict[str, list[Change]] = {}
        for change in changes:
            if change.parameter not in self.parameters:
                raise ValueError(f"a change names {change.parameter}, which is not a parameter")
            if change.key not in self.altering:
                values = self.values[change.parameter]
                self.altering[change.key] = alters(change, self.parameters[change.parameter], values)
            if not change.neutral and (change.parameter in kept or self.altering[change.key]):
                kept.setdefault(change.parameter, []).append(change)
        return kept

    def _under(self, name: str, changes: Sequence[Change], breaks: Breaks) -> Path:
        key = breaks, tuple(change.key for change in changes)
        if key not in self.changed:
            self.changed[key] = self._path(name, changes, breaks)
        return self.changed[key]

    def _path(self, name: str, changes: Sequence[Change], breaks: Breaks) -> Path:
        parameter, values = self.parameters[name], self.values[name]
        if not changes and not parameter.years:
            return Path(False, read_only(values))
        moments = np.array(breaks)
        segments = _unchanged(parameter, values, moments)
        for change in changes:
            apply(change, parameter, segments, moments)
        if np.array_equal(segments, np.broadcast_to(segments[0, 0], segments.shape)):
            return Path(False, read_only(segments[0, 0].copy()))
        return Path(True, read_only(segments))


def _count_runs(drawn: Mapping[str, Floats], parameters: Mapping[str, Parameter]) -> int:
    known = {name for parameter in parameters.values() if drawn for name in parameter.parts()}
    for name, values in drawn.items():
        if name not in known:
            raise ValueError(f"values were drawn for {name}, which is not a parameter")
        if values.ndim != 1 or values.size == 0:
            raise ValueError(f"the draws of {name} have shape {values.shape}; one number per run is needed")
    counts = {values.size for values in drawn.values()}
    if len(counts) > 1:
        raise ValueError(f"parameters were drawn a different number of times: {sorted(counts)}")
    return counts.pop() if counts else 1


def _values_per_run(parameter: Parameter, drawn: Mapping[str, Floats]) -> Floats:
    """Give the values with the run axis last: (axes..., [years], runs or 1)."""
    values = np.asarray(parameter.value, dtype=np.float64)[..., np.newaxis]
    if parameter.per_member:
        members = [drawn.get(name, part.value[np.newaxis]) for name, part in parameter.parts().items()]
        return np.stack(np.broadcast_arrays(*members)).astype(np.float64)
    if parameter.name not in drawn:
        return values
    if parameter.axes or parameter.years:
        return values * drawn[parameter.name]
    return np.array(drawn[parameter.name], dtype=np.float64)


def _all_breaks(start: float, end: float, others: Iterable[float], changes: Iterable[Iterable[Change]]) -> Breaks:
    own = (moment for some in changes for one in some for moment in (one.start, one.full_by, one.until))
    first_of_january = range(int(np.ceil(start)), int(np.floor(end)) + 1)
    moments = {float(moment) for moment in {*own, *others, *first_of_january} if moment is not None}
    return float(start), *sorted(moment for moment in moments if start < moment < end), float(end)


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
