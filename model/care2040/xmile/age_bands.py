"""Ages in bands, for what is too large with single years: parameters folded, and growing older as a steady flow.

In a band of ten years a tenth of its people moves on to the next in a year, whatever their age in it (an ageing chain,
Sterman 2000, ch. 12). That smears a peak; nothing that is published is computed with it but which loops matter.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from care2040.engine.batch.moment import Moment
from care2040.engine.compiler.system import Kind, System, build
from care2040.inputs.policies.change import Floats
from care2040.inputs.policies.parameter_paths import ParameterPaths
from care2040.language.axes import DETAIL_AXES, Axes, Member
from care2040.xmile.flat_model import FlatModel
from care2040.xmile.new_year import Move, moves

BANDS: Mapping[str, tuple[Member, ...]] = {
    "age": (*range(0, 60, 5), *range(60, 100, 2)),
    "worker_age": (16, *range(20, 60, 5), *range(60, 72, 2)),
}
"""Axis to the first year of every band, by which the band is called."""

WEIGHTS = {"age": "residents_counted", "worker_age": "worker_age_share"}
"""Axis to the parameter that weighs its members in a band."""

TIME_AS_NEWBORN = 0.5
"""Years that a child counts as born this year, on average over the year."""


def banded_moment(begin: Moment, system: System) -> Moment:
    """Return where a run stands, with everyone of a band together.

    What is held from the start for each year of age is that of the residents of the band.
    """
    stocks = {}
    for name, values in begin.stocks.items():
        axes = system.model.stocks[name].axes
        for place, axis in enumerate(axes):
            if axis in BANDS:
                starts = [system.axes[axis].index(first) for first in BANDS[axis]]
                values = np.add.reduceat(values, starts, axis=place)
        stocks[name] = values
    references = {name: _banded_reference(name, values, begin, system) for name, values in begin.references.items()}
    return replace(begin, stocks=stocks, references=references)


def _banded_reference(name: str, values: Floats, begin: Moment, system: System) -> Floats:
    axes = system.model.equations[name].axes
    if "age" not in axes:
        return values
    place = axes.index("age")
    starts = [system.axes["age"].index(first) for first in BANDS["age"]]
    people = begin.stocks["residents"]
    others = tuple(at for at, axis in enumerate(system.model.stocks["residents"].axes) if axis != "age")
    weights = people.sum(axis=others).reshape(
        [-1 if at == place else 1 for at in range(len(axes))] + [people.shape[-1]]
    )
    whole = np.add.reduceat(weights, starts, axis=place)
    found: Floats = np.add.reduceat(values * weights, starts, axis=place) / whole
    return found


def banded(system: System, kinds: Mapping[str, Kind], paths: ParameterPaths) -> tuple[System, ParameterPaths]:
    """Return the model and its parameters with ages in bands."""
    axes = {axis: BANDS.get(axis, members) for axis, members in system.axes.items()}
    folding = _Folding(kinds, system.axes, paths)
    constant = {name: folding.folded(name, values) for name, values in paths.constant.items()}
    varying = {name: folding.folded_in_time(name, values) for name, values in paths.varying.items()}
    return build(system.model, axes, kinds, frozenset(varying)), replace(paths, constant=constant, varying=varying)


class _Folding:
    """Puts the values of single years together."""

    def __init__(self, kinds: Mapping[str, Kind], axes: Axes, paths: ParameterPaths) -> None:
        self.kinds, self.axes, self.paths = kinds, axes, paths

    def folded_in_time(self, name: str, values: Floats) -> Floats:
        """Return the values of a parameter that moves, by band; shape (segments, 2, axes..., run)."""
        if not set(self.kinds[name].axes) & set(BANDS):
            return values
        return np.stack([np.stack([self.folded(name, moment) for moment in segment]) for segment in values])

    def folded(self, name: str, values: Floats) -> Floats:
        """Return the values of a parameter by band; shape (axes..., run)."""
        axes = self.kinds[name].axes
        for axis in (one for one in axes if one in BANDS):
            place = axes.index(axis)
            starts = [self.axes[axis].index(first) for first in BANDS[axis]]
            detail = tuple(at for at, one in enumerate(axes) if one in DETAIL_AXES)
            if self.kinds[name].unit == "person" or np.allclose(values.sum(axis=detail), 1):
                values = np.add.reduceat(values, starts, axis=place)
                continue
            weights = self._weights(axis, axes)
            total = np.add.reduceat(weights, starts, axis=place)
            values = np.add.reduceat(values * weights, starts, axis=place) / total
        return values

    def _weights(self, axis: str, onto: tuple[str, ...]) -> Floats:
        """Return what weighs an axis, laid out for values with other axes."""
        name = WEIGHTS[axis]
        own, weights = self.kinds[name].axes, self.paths.constant[name]
        weights = weights.sum(axis=tuple(at for at, one in enumerate(own) if one not in onto))
        laid_out: Floats = weights.reshape([len(self.axes[one]) if one in own else 1 for one in onto] + [-1])
        return laid_out


def add_ageing(flat: FlatModel, system: System) -> None:
    """Let everyone grow older steadily, a part of each band a year; stocks that restart on 1 January stand still."""
    for move in list(moves(flat, system)):
        if move.sink is None:
            for name in flat.stocks[move.source].inflows:
                flat.flows.pop(name)
            flat.stocks[move.source].inflows.clear()
            continue
        years = TIME_AS_NEWBORN if move.member is None else _length(move, flat)
        leaving = flat.scalars.apply("divide", flat.scalars.named(move.source), flat.scalars.number(years))
        flat.add_flow(move.name, "Who moves on to the next band.", leaving, move.source, move.sink)


def _length(move: Move, flat: FlatModel) -> float:
    """Return the years from the first of a band to the first of the next."""
    here, there = (set(flat.origin[str(end)]) for end in (move.source, move.sink))
    return float(int(*(there - here)) - int(*(here - there)))
