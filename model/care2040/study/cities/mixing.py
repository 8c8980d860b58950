"""Runs two cities and every mix of them, and splits what differs over causes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from care2040.analysis.between_cities.causes import SIZE, Causes
from care2040.analysis.between_cities.comparison import COUNTED, Beside, CityCause, CityComparison, per_resident
from care2040.analysis.between_cities.mixed import CityPair
from care2040.analysis.levers.shapley import Array, chosen, exact
from care2040.engine.batch.failures import RunFailed
from care2040.engine.simulation.settings import RunSettings
from care2040.engine.simulation.simulate import run
from care2040.files.problems import InvalidInput, Problem
from care2040.language.axes import BETWEEN_DISTRICTS
from care2040.language.cities.city import Names
from care2040.language.cities.here import in_city
from care2040.results.series import adds_up, of_quantity
from care2040.study.why import changes_of

if TYPE_CHECKING:
    import xarray as xr

    from care2040.files.schema import Bilingual
    from care2040.inputs.experiments.experiment import Experiment
    from care2040.inputs.parameters.parameter_set import Parameters
    from care2040.study.project import Project

RESIDENTS = "residents"
"""The indicator that counts and euros are told for."""
PARTS = ("counted", "borrowed")
"""Two more causes, that lie across the others."""


@dataclass(frozen=True)
class Side:
    """An experiment of one city, of which one policy and one scenario are run, for the city as one."""

    project: Project
    experiment: Experiment
    policy: str
    scenario: str

    @cached_property
    def narrow(self) -> Experiment:
        """The experiment with the one policy, maybe a lever at full effort, and the one scenario."""
        changes = changes_of(self.project, self.experiment, self.policy)
        happens = self.experiment.scenarios[self.scenario]
        return replace(self.experiment, policies={self.policy: changes}, scenarios={self.scenario: happens})

    @property
    def parameters(self) -> Parameters:
        """The parameters of the city as one."""
        with in_city(self.project.city):
            return self.project.parameters.at("city")

    def run(self, names: Sequence[str], parameters: Parameters) -> xr.Dataset:
        """Run it with parameters, its own or those of a mixed city, and keep some quantities."""
        with in_city(self.project.city):
            settings = RunSettings(names=tuple(names), threads=1)
            return run(self.project.model, self.narrow, parameters, settings=settings)


@dataclass(frozen=True)
class Comparing:
    """Runs two cities and all that lies between them."""

    first: Side
    second: Side
    causes: Causes
    indicator: str
    year: int
    progress: Callable[[int, int], None]

    @cached_property
    def pair(self) -> CityPair:
        """The parameters of both."""
        return CityPair(self.first.parameters, self.second.parameters)

    @cached_property
    def players(self) -> tuple[str, ...]:
        """The causes in which anything differs, and that of size, which all that is counted goes along with."""
        held = {self.causes.of[name] for name in self.pair.differing} | {SIZE}
        return tuple(cause for cause in self.causes.written if cause in held)

    def told(self) -> CityComparison:
        """Return all that differs."""
        both = [self._beside(side) for side in (self.first, self.second)]
        rows = [
            replace(one, second=other.first)
            for name, one in both[0].items()
            if (other := both[1].get(name)) is not None
        ]
        main = next((one for one in rows if one.name == self.indicator), None)
        if main is None:
            message = f"'{self.indicator}' is not one number for the city in every year"
            raise InvalidInput([Problem(self.indicator, 0, 0, "E988", message, "name one that is")])
        adds, borrowed = self._shares()
        asked = self.first
        return CityComparison(
            experiment=asked.experiment.name,
            policy=asked.policy,
            scenario=asked.scenario,
            year=self.year,
            start=asked.experiment.start,
            cities=(asked.project.city, self.second.project.city),
            main=main,
            causes=tuple(self._cause(name, adds[place]) for place, name in enumerate(self.players)),
            borrowed=tuple(borrowed.tolist()),
            rows=tuple(one for one in rows if one.name != self.indicator),
        )

    def _beside(self, side: Side) -> dict[str, Beside]:
        """Return what each indicator is in a city, where it is one number for the city."""
        names = [
            name
            for name in dict.fromkeys((self.indicator, RESIDENTS, *side.experiment.indicators))
            if not name.endswith(BETWEEN_DISTRICTS)
        ]
        with in_city(side.project.city):
            dataset = side.run(names, side.parameters)
            residents = _series(dataset, RESIDENTS)
            found = {name: _series(dataset, name) for name in names if name in dataset}
        told = {}
        for name, values in found.items():
            if values is None or residents is None or not np.isfinite(values).all():
                continue
            equation = side.project.model.equations[name]
            counted = adds_up(equation.unit) and name != RESIDENTS
            series = per_resident(values, residents) if counted else tuple(values.tolist())
            told[name] = Beside(name, equation.unit, equation.kind, COUNTED if counted else "", series, series)
        return told

    def _shares(self) -> tuple[Array, Array]:
        """Return what each cause adds, shape (cause, year), and what all that is borrowed adds, shape (year,)."""
        borrowed = self.causes.resting_on(self.pair.borrowed, self.pair.differing)
        across = {name: PARTS[name in borrowed] for name in self.pair.differing}
        total, done = (1 << len(self.players)) + (1 << len(PARTS)), 0
        self.progress(0, total)  # what went before, such as making the code, takes no time again
        shares = []
        for players, of, size in ((self.players, self.causes.of, SIZE), (PARTS, across, PARTS[0])):
            values = []
            for coalition in range(1 << len(players)):
                values.append(self._mixed(frozenset(chosen(players, coalition)), of, size))
                done += 1
                self.progress(done, total)
            shares.append(exact(np.array(values)))
        return shares[0], shares[1][1]

    def _mixed(self, mixed: frozenset[str], of: Mapping[str, str], size: str) -> Array:
        """Return the indicator by year in the first city, in which some causes are of the second.

        `of` says in which cause each parameter is; policy and scenario are those of the city that is as large.
        """
        large = size in mixed
        source = replace(self.first, experiment=(self.second if large else self.first).experiment)
        try:
            dataset = source.run((self.indicator, RESIDENTS), self.pair.mix(lambda name: of[name] in mixed, large))
        except RunFailed as error:
            names = " and ".join(sorted(mixed)) or "nothing"
            cities = [side.project.city.names.en for side in (self.second, self.first)]
            message = f"a city with {names} of {cities[0]} and the rest of {cities[1]} does not run: {error}"
            raise RunFailed(message, "it cannot be said why these two differ") from None
        with in_city(self.first.project.city):
            values, residents = _series(dataset, self.indicator), _series(dataset, RESIDENTS)
        assert values is not None
        assert residents is not None
        unit = self.first.project.model.equations[self.indicator].unit
        counted = adds_up(unit) and self.indicator != RESIDENTS
        return np.array(per_resident(values, residents)) if counted else values

    def _cause(self, name: str, adds: Array) -> CityCause:
        written = self.causes.written[name]
        held = tuple(one for one in self.pair.differing if self.causes.of[one] == name)
        borrowed = tuple(one for one in held if one in self.pair.borrowed)
        return CityCause(
            name=name,
            title=_names(written.title),
            holds=_names(written.holds),
            adds=tuple(adds.tolist()),
            parameters=held,
            borrowed=borrowed,
            caution=None if written.caution is None else _names(written.caution),
        )


def _names(text: Bilingual) -> Names:
    return Names(text.nl, text.en)


def _series(dataset: xr.Dataset, name: str) -> Array | None:
    """Return a quantity of the city by year; None where it is not one number."""
    try:
        found = next(of_quantity(dataset[name]))
    except ValueError:
        return None
    if found.name != name:
        return None
    values: Array = found.city.isel(policy=0, scenario=0, draw=0).values.astype(float)
    return values
