"""Two cities beside each other: what is asked of both, checked, and the answer."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from care2040.analysis.between_cities import causes as written_causes
from care2040.analysis.between_cities.comparison import CityComparison
from care2040.files.problems import InvalidInput, Problem, did_you_mean
from care2040.inputs.experiments.of_a_city import KEY
from care2040.language.axes import BETWEEN_DISTRICTS, HORIZON
from care2040.language.cities.city import City
from care2040.language.cities.city_file import find_city, shipped_cities
from care2040.language.cities.here import in_city
from care2040.results.series import adds_up
from care2040.results.variables import STANDARD
from care2040.study.cities.mixing import Comparing, Side
from care2040.study.model_inputs import Given
from care2040.study.why import TYPED

if TYPE_CHECKING:
    from care2040.files.yaml_document import Document
    from care2040.inputs.experiments.experiment import Experiment
    from care2040.study.project import Project

SHIPPED = "one_in_four"
"""The experiment that is asked when none is named."""


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
    experiments = [_as_one(project, given) for project in projects]
    policy, scenario = policy or experiments[0].unchanged, scenario or next(iter(experiments[0].scenarios))
    sides = [
        Side(project, experiment, policy, scenario) for project, experiment in zip(projects, experiments, strict=True)
    ]
    problems = [Problem(TYPED, 0, 0, *fault) for fault in _faults(sides[0], indicator, year)]
    if problems:
        raise InvalidInput(problems)
    with in_city(about[0]):
        causes = written_causes.load(projects[0].folder, projects[0].parameters)
    if causes is None:
        message, hint = f"there is no {written_causes.FILE}, which says what makes cities differ", "add it"
        raise InvalidInput([Problem(str(projects[0].folder), 0, 0, "E001", message, hint)])
    return Comparing(sides[0], sides[1], causes, indicator, year, progress).told()


def _two(cities: Sequence[str | os.PathLike[str] | City]) -> tuple[City, City]:
    """Return two cities that are not the same."""
    if len(cities) != 2:
        message, known = f"two cities are compared, and {len(cities)} named", ", ".join(shipped_cities())
        raise InvalidInput([Problem(TYPED, 0, 0, "E987", message, f"say --city twice; there are: {known}")])
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


def _as_one(project: Project, given: Given) -> Experiment:
    """Read an experiment for the city as one; say so of one that is right by district only."""
    try:
        return project.experiment(given, draws=1, resolution="city")
    except InvalidInput as invalid:
        try:
            project.experiment(given, draws=1, resolution="district")
        except InvalidInput:
            raise invalid from None  # it is wrong whatever it is asked of
        message, hint = "the experiment asks for districts, and each city has its own", "cities are compared as one"
        own = [replace(one, hint="leave it out to compare cities") for one in invalid.problems]
        where = str(project._document(given).path)
        raise InvalidInput([Problem(where, 0, 0, "E988", message, hint), *own]) from None


def _faults(asked: Side, indicator: str, year: int) -> Iterator[tuple[str, str, str]]:
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
