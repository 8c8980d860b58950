"""Two cities beside each other: an experiment run for both, and for every mix of them that says why they differ."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from care2040.analysis.between_cities import causes as written_causes
from care2040.analysis.between_cities.causes import SIZE, Causes
from care2040.analysis.between_cities.comparison import COUNTED, Beside, CityCause, CityComparison, per_resident
from care2040.analysis.between_cities.mixed import CityPair
from care2040.analysis.levers.shapley import Array, chosen, exact
from care2040.engine.batch.failures import RunFailed
from care2040.engine.simulation.settings import RunSettings
from care2040.engine.simulation.simulate import run
from care2040.files.problems import InvalidInput, Problem, did_you_mean
from care2040.inputs.experiments.of_a_city import KEY
from care2040.language.axes import BETWEEN_DISTRICTS, HORIZON
from care2040.language.cities.city import City, Names
from care2040.language.cities.city_file import find_city, shipped_cities
from care2040.language.cities.here import in_city
from care2040.results.series import adds_up, of_quantity
from care2040.results.variables import STANDARD
from care2040.study.model_inputs import Given
from care2040.study.why import TYPED, changes_of

if TYPE_CHECKING:
    import xarray as xr

    from care2040.files.yaml_document import Document
    from care2040.inputs.experiments.experiment import Experiment
    from care2040.inputs.parameters.parameter_set import Parameters
    from care2040.study.project import Project

SHIPPED, RESIDENTS = "one_in_four", "residents"
"""The experiment that is asked when none is named, and the indicator that others are told for."""
PARTS = ("counted", "borrowed")
"""Two more causes, that lie across the others."""


@dataclass(frozen=True)
class _Asked:
    """An experiment of one city, of which one policy and one scenario are run."""

    project: Project
    experiment: Experiment
    policy: str
    scenario: str

    @cached_property
    def narrow(self) -> Experiment:
        changes = changes_of(self.project, self.experiment, self.policy)
        happens = self.experiment.scenarios[self.scenario]
        return replace(self.experiment, policies={self.policy: changes}, scenarios={self.scenario: happens})

    @property
    def parameters(self) -> Parameters:
        with in_city(self.project.city):
            return self.project.parameters.at("city")

    def run(self, names: Sequence[str], parameters: Parameters) -> xr.Dataset:
        with in_city(self.project.city):
            settings = RunSettings(names=tuple(names), threads=1)
            return run(self.project.model, self.narrow, parameters, settings=settings)


def compare_cities(
    cities: Sequence[str | os.PathLike[str] | City],
    given: Given = SHIPPED,
    *,
    indicator: str = STANDARD,
    year: int = HORIZON,
    policy: str = "",
    scenario: str = "",
    folder: str | os.PathLike[str] | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> CityComparison:
    """Run an experiment for two cities, lay them beside each other, and say why they differ.

    Parameters
    ----------
    cities : sequence of str, path or City
        Two: names of cities that are shipped, or paths of their folders.
    given : path, str or mapping
        An experiment that names no city: a file, the name of one that is shipped, or a mapping as in a file. Central
        values are run, for each city as one.
    indicator : str
        What is explained: one number for the city.
    year : int
        On its 1 January; of a flow the whole year.
    policy : str
        Of the experiment, or a lever or package at full effort; the one that changes nothing when left empty.
    scenario : str
        Of the experiment; its first when left empty.
    folder : path, optional
        A folder with parameters; those that are shipped when left out.
    progress : callable
        Called with how many mixed cities are run, of how many.

    Returns
    -------
    CityComparison
        Its `causes` add up to the difference. Counts and euros are told for each 1,000 residents. Its
        `as_dataset` is what ``care2040.figures.draw("cities", ...)`` draws.

    Raises
    ------
    InvalidInput
        With everything in the question that cannot be: the cities, the experiment, what is asked of it.
    RunFailed
        When one of the two, or a mixed city, does not run.
    """
    from care2040.study.project import open_project

    about = _two(cities)
    projects = [open_project(folder, city=city) for city in about]
    _check_names_no_city(projects[0]._document(given))
    experiments = [project.experiment(given, draws=1, resolution="city") for project in projects]
    policy, scenario = policy or experiments[0].unchanged, scenario or next(iter(experiments[0].scenarios))
    sides = [
        _Asked(project, experiment, policy, scenario)
        for project, experiment in zip(projects, experiments, strict=True)
    ]
    problems = [Problem(TYPED, 0, 0, *fault) for fault in _faults(sides[0], indicator, year)]
    if problems:
        raise InvalidInput(problems)
    with in_city(about[0]):
        causes = written_causes.load(projects[0].folder, projects[0].parameters)
    return _Comparing(sides[0], sides[1], causes, indicator, year, progress).told()


def _two(cities: Sequence[str | os.PathLike[str] | City]) -> tuple[City, City]:
    """Return two cities that are not the same."""
    if len(cities) != 2:
        message, known = f"{len(cities)} cities are named", ", ".join(shipped_cities())
        raise InvalidInput([Problem(TYPED, 0, 0, "E987", message, f"name two; there are: {known}")])
    first, second = (one if isinstance(one, City) else find_city(one) for one in cities)
    if first == second:
        hint = f"name another city beside it; there are: {', '.join(shipped_cities())}"
        raise InvalidInput([Problem(TYPED, 0, 0, "E987", f"'{first.name}' is named twice", hint)])
    return first, second


def _check_names_no_city(document: Document) -> None:
    """Refuse an experiment that says of which city it is."""
    if KEY in document.data:
        message, hint = "the experiment is about one city, and is asked of two", "leave 'city' out of the experiment"
        raise InvalidInput([document.problem((KEY,), "E451", message, hint, key=True)])


def _faults(asked: _Asked, indicator: str, year: int) -> Iterator[tuple[str, str, str]]:
    """Give what is wrong with a question and a hint, one by one."""
    project, experiment = asked.project, asked.experiment
    names = [*experiment.policies, *project.levers.names]
    if asked.policy not in names:
        known = f"policies of '{experiment.name}': {', '.join(experiment.policies)}; or a lever or package"
        yield "E402", f"there is no policy '{asked.policy}'", did_you_mean(asked.policy, names, known)
    if asked.scenario not in experiment.scenarios:
        hint = did_you_mean(asked.scenario, list(experiment.scenarios))
        yield "E402", f"there is no scenario '{asked.scenario}' in '{experiment.name}'", hint
    if not experiment.start <= year < experiment.end:
        hint = f"allowed: {experiment.start} to {experiment.end - 1}"
        yield "E409", f"the year {year} is not in the run", hint
    equation = project.model.equations.get(indicator)
    if equation is None or equation.kind == "reference":
        hint = did_you_mean(indicator, project.indicators, "indicators are in: care2040 list indicators")
        yield "E402", f"there is no indicator '{indicator}'", hint
    elif indicator.endswith(BETWEEN_DISTRICTS):
        hint = "name an indicator of the city, such as care_share_needed"
        yield "E988", f"'{indicator}' compares districts, and each city has its own", hint
    elif set(equation.axes) - {"district"} and not adds_up(equation.unit):
        yield "E988", f"'{indicator}' is not one number for the city", "name one that is, such as care_share_needed"


@dataclass(frozen=True)
class _Comparing:
    """Runs two cities and all that lies between them."""

    first: _Asked
    second: _Asked
    causes: Causes
    indicator: str
    year: int
    progress: Callable[[int, int], None]

    @cached_property
    def pair(self) -> CityPair:
        return CityPair(self.first.parameters, self.second.parameters)

    @cached_property
    def players(self) -> tuple[str, ...]:
        """The causes in which anything differs, and that of size, which all that is counted goes along with."""
        held = {self.causes.of[name] for name in self.pair.differing} | {SIZE}
        return tuple(cause for cause in self.causes.written if cause in held)

    def told(self) -> CityComparison:
        both = [self._beside(side) for side in (self.first, self.second)]
        rows = [
            replace(one, second=other.first)
            for name, one in both[0].items()
            if (other := both[1].get(name)) is not None
        ]
        adds, borrowed = self._shares()
        asked = self.first
        return CityComparison(
            experiment=asked.experiment.name,
            policy=asked.policy,
            scenario=asked.scenario,
            year=self.year,
            start=asked.experiment.start,
            cities=(asked.project.city, self.second.project.city),
            main=next(one for one in rows if one.name == self.indicator),
            causes=tuple(self._cause(name, adds[place]) for place, name in enumerate(self.players)),
            borrowed=tuple(borrowed.tolist()),
            rows=tuple(one for one in rows if one.name != self.indicator),
        )

    def _beside(self, side: _Asked) -> dict[str, Beside]:
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
        count, pair = len(self.players), self.pair
        borrowed = self.causes.resting_on(pair.borrowed, pair.differing)
        total = (1 << count) + (1 << len(PARTS))
        values, parts = [], []
        for coalition in range(1 << count):
            mixed = frozenset(chosen(self.players, coalition))
            values.append(self._mixed(lambda name, of=mixed: self.causes.of[name] in of, SIZE in mixed, mixed))
            self.progress(len(values), total)
        for coalition in range(1 << len(PARTS)):
            own = frozenset(chosen(PARTS, coalition))
            kinds = lambda name, of=own: PARTS[name in borrowed] in of  # noqa: E731
            parts.append(self._mixed(kinds, PARTS[0] in own, own))
            self.progress(len(values) + len(parts), total)
        return exact(np.array(values)), exact(np.array(parts))[1]

    def _mixed(self, of_second: Callable[[str], bool], large: bool, what: frozenset[str]) -> Array:
        """Return the indicator in a mixed city, by year; policy and scenario are those of the city it is as large as."""
        source = replace(self.first, experiment=(self.second if large else self.first).experiment)
        try:
            dataset = source.run((self.indicator, RESIDENTS), self.pair.mix(of_second, large))
        except RunFailed as error:
            names = " and ".join(sorted(what)) or "nothing"
            cities = [side.project.city.names.en for side in (self.second, self.first)]
            message = f"a city with {names} of {cities[0]} and the rest of {cities[1]} does not run: {error}"
            raise RunFailed(message, "it cannot be said why these two differ") from None
        with in_city(self.first.project.city):
            values, residents = _series(dataset, self.indicator), _series(dataset, RESIDENTS)
        assert values is not None and residents is not None
        unit = self.first.project.model.equations[self.indicator].unit
        counted = adds_up(unit) and self.indicator != RESIDENTS
        return np.array(per_resident(values, residents)) if counted else values

    def _cause(self, name: str, adds: Array) -> CityCause:
        title, holds = self.causes.written[name].title, self.causes.written[name].holds
        held = tuple(one for one in self.pair.differing if self.causes.of[one] == name)
        borrowed = tuple(one for one in held if one in self.pair.borrowed)
        called, about = Names(title.nl, title.en), Names(holds.nl, holds.en)
        return CityCause(name, called, about, tuple(adds.tolist()), held, borrowed)


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
