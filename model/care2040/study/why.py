"""Why an indicator differs between two policies: its causes, their causes, and what each adds, down the tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import xarray as xr

from care2040.analysis.feedback.difference_tree import DifferenceTree, TreeBuilder
from care2040.analysis.feedback.paired_runs import paired_runs
from care2040.engine.batch.failures import RunFailed
from care2040.files.problems import InvalidInput, Problem, did_you_mean
from care2040.files.yaml_document import read
from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.policies.change import Change
from care2040.language.axes import AXES, BETWEEN_DISTRICTS, Resolution, whole_city
from care2040.language.cities.here import the_city
from care2040.results import load
from care2040.results.series import of_quantity
from care2040.study.shipped import kinds_of, shipped_experiments
from care2040.wording.numbers import four_figures

if TYPE_CHECKING:
    from care2040.study.project import Project

TYPED = "command line"
HOW = (
    "A cause gets the mean of its marginal effects on the straight line from the one policy to the other (Aumann and "
    "Shapley). A stock is followed to what flowed since the policies parted. Behind a name stands what it is itself "
    "under both: added up over its members where it can be counted, else their mean."
)
SAME = 1e-3
"""Part of a difference within which that of a stored result is the same."""
ROUNDING = 1e-12
"""Part of the quantity itself below which nothing differs."""


@dataclass(frozen=True)
class Question:
    """What is asked: of which indicator, for when and where, between which policies.

    Parameters
    ----------
    indicator : str
        An indicator, a stock, a flow or a variable.
    between : tuple of str
        Two policies of the experiment; a lever or a package is one at full effort.
    year : int
        On its 1 January; of a flow the whole year.
    scenario : str
        Of the experiment; its first when left empty.
    area : str
        The city, or one of its districts.
    resolution : {"district", "city"} or None
        Ten districts, or the city as one; None is that of the result, or the city unless something asks for districts.
    experiment : Path or None
        Where the policies stand; None is that of the result, or one with both.
    result : Path or None
        A result to hold the answer against.
    """

    indicator: str
    between: tuple[str, str]
    year: int = 2040
    scenario: str = ""
    area: str = field(default_factory=whole_city)
    resolution: Resolution | None = None
    experiment: Path | None = None
    result: Path | None = None


@dataclass(frozen=True)
class Answer:
    """The difference and the tree of its causes, with what was run and how it lies beside a stored result."""

    question: Question
    experiment: str
    scenario: str
    difference: DifferenceTree
    notes: tuple[str, ...]

    def as_data(self) -> dict[str, Any]:
        """Return the answer as plain data."""
        found = self.difference
        return {
            "indicator": self.question.indicator,
            "unit": found.unit,
            "year": self.question.year,
            "area": self.question.area,
            "policies": list(self.question.between),
            "scenario": self.scenario,
            "before": found.before,
            "after": found.after,
            "difference": found.difference,
            "not_ascribed": found.rest,
            "notes": list(self.notes),
            "tree": asdict(found.tree),
        }


def why(
    project: Project,
    question: Question,
    depth: int = 4,
    least: float = 0.03,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Answer:
    """Say which causes make an indicator differ between two policies, and by how much.

    Parameters
    ----------
    project : Project
        Model, parameters and levers.
    question : Question
        What is asked.
    depth : int
        How many forks deep the tree goes.
    least : float
        Smallest part of the difference that is shown by itself.
    progress : callable
        Called when the two runs are done.

    Raises
    ------
    InvalidInput
        With everything in the question that the model, the experiment or the result does not have.
    RunFailed
        When there is nothing to compare.
    """
    resolution, experiment = _experiment(project, question)
    problems = [Problem(TYPED, 0, 0, *fault) for fault in _faults(project, question, experiment, resolution)]
    if problems:
        raise InvalidInput(problems)
    scenario = question.scenario or next(iter(experiment.scenarios))
    first, second = (
        (*experiment.scenarios[scenario], *changes_of(project, experiment, policy)) for policy in question.between
    )
    model, end = experiment.model_of(project.model), question.year + 1
    parameters = experiment.parameters_of(project.parameters.at(resolution), project.model)
    try:
        runs = paired_runs(model, parameters, resolution, (first, second), experiment.start, end)
    except RunFailed as error:
        raise RunFailed(f"the run failed: {error}", "there is nothing to compare") from None
    progress(1, 1)
    found = TreeBuilder(runs, question.year, depth, least).build(question.indicator, question.area)
    where = "the districts" if resolution == "district" else "the city as one"
    run = f"'{experiment.name}', scenario '{scenario}', {where}, central values."
    notes = [f"A result keeps 1 January and the years; both policies were run again for what lies between: {run}"]
    if question.result is not None:
        notes.append(_beside_result(question, scenario, question.result, found))
    return Answer(question, experiment.name, scenario, found, (*notes, HOW))


def changes_of(project: Project, experiment: Experiment, policy: str) -> tuple[Change, ...]:
    """Return what a policy of an experiment changes, or a lever or a package at full effort."""
    known = experiment.policies
    return known[policy] if policy in known else project.levers.changes(policy, 1.0)


def _experiment(project: Project, question: Question) -> tuple[Resolution, Experiment]:
    """Return the experiment and its resolution: the city as one, unless something asks for districts."""
    file, resolution = _experiment_file(project, question), _resolution(question)
    if resolution is not None:
        return resolution, project.experiment(file, resolution=resolution)
    try:
        return "city", project.experiment(file, resolution="city")
    except InvalidInput:  # its policies may be of districts; what else is wrong is told all the same
        return "district", project.experiment(file, resolution="district")


def _resolution(question: Question) -> Resolution | None:
    """Return the resolution that was asked for, else that of the result, else districts where one asks of them."""
    if question.resolution is not None:
        return question.resolution
    if question.result is not None:
        told = load.facts_of(load.folder_of(question.result))["experiment"].get("resolution")
        if told in get_args(Resolution):
            return "city" if told == "city" else "district"
    return "district" if question.area != whole_city() or question.indicator.endswith(BETWEEN_DISTRICTS) else None


def _experiment_file(project: Project, question: Question) -> Path:
    """Return the experiment that was named, that of the result, or the first that ships with both policies."""
    if question.experiment is not None:
        return question.experiment
    if question.result is not None:
        return load.experiment_of(load.folder_of(question.result))
    wanted = set(question.between) - set(project.levers.names)
    shipped = shipped_experiments()
    having = (path for path in shipped.values() if wanted <= set(read(path).data.get("policies", {})))
    return next(having, shipped["one_in_four"])


def _faults(
    project: Project, question: Question, experiment: Experiment, resolution: Resolution
) -> Iterator[tuple[str, str, str]]:
    """Give what is wrong with a question and a hint, one by one."""
    indicator, area = question.indicator, question.area
    equation = project.model.equations.get(indicator)
    if equation is None or equation.kind == "reference":
        names = [name for name, each in project.model.equations.items() if each.kind != "reference"]
        otherwise = "indicators are in: care2040 list indicators"
        kinds = kinds_of(project.model, project.parameters, project.levers)
        said = f"'{indicator}' is {kinds[indicator]}" if indicator in kinds else ""
        yield "E402", f"nothing that moves is called '{indicator}'", said or did_you_mean(indicator, names, otherwise)
    names = [*experiment.policies, *project.levers.names]
    for policy in question.between:
        if policy not in names:
            known = f"policies of '{experiment.name}': {', '.join(experiment.policies)}"
            hint = did_you_mean(policy, names, f"{known}; or a lever or package, at full effort")
            yield "E402", f"there is no policy '{policy}'", hint
    if question.between[0] == question.between[1]:
        yield "E931", f"'{question.between[0]}' does not differ from itself", "name two policies"
    if question.scenario and question.scenario not in experiment.scenarios:
        hint = did_you_mean(question.scenario, list(experiment.scenarios))
        yield "E402", f"there is no scenario '{question.scenario}' in '{experiment.name}'", hint
    if not experiment.start <= question.year < experiment.end:
        yield (
            "E409",
            f"the year {question.year} is not in the run",
            f"allowed: {experiment.start} to {experiment.end - 1}",
        )
    if area != whole_city() and area not in AXES["district"]:
        yield (
            "E405",
            f"there is no district '{area}' in {the_city().names.en}",
            did_you_mean(area, [whole_city(), *AXES["district"]]),
        )
    elif resolution == "city" and (area != whole_city() or indicator.endswith(BETWEEN_DISTRICTS)):
        hint = (
            "leave --resolution out" if question.resolution else "the result is of the city: add --resolution district"
        )
        compared = f"'{indicator}' compares districts, and the city is run as one"
        yield "E931", compared if area == whole_city() else f"the city as one has no district '{area}'", hint
    elif area != whole_city() and equation is not None and "district" not in equation.axes:
        yield "E931", f"'{indicator}' is one number for the city", "leave --area out"


def _beside_result(question: Question, scenario: str, result: Path, found: DifferenceTree) -> str:
    """Say how the answer lies beside a stored result."""
    stored = _stored_difference(load.load(load.folder_of(result)), question, scenario)
    if stored is None:
        return f"The result in {result} does not hold '{question.indicator}' for both policies, so it was not compared."
    if abs(stored - found.difference) <= SAME * abs(found.difference) + ROUNDING * abs(found.before):
        return f"The result in {result} has the same difference, {four_figures(stored)}."
    why = "it was made with other inputs, another resolution or the middle of many draws"
    return f"The result in {result} has {four_figures(stored)}: {why}."


def _stored_difference(dataset: xr.Dataset, question: Question, scenario: str) -> float | None:
    """Return the difference in a stored result, or None when it does not hold it."""
    wanted = {"policy": question.between, "scenario": (scenario,), "year": (question.year,)}
    if question.indicator not in dataset or not {*wanted, "draw"} <= {*map(str, dataset[question.indicator].dims)}:
        return None
    if any(not set(members) <= set(dataset[axis].values.tolist()) for axis, members in wanted.items()):
        return None
    try:
        series = next(of_quantity(dataset[question.indicator]))
    except ValueError:
        return None  # it has no one number for the place
    if series.name != question.indicator or question.area not in series.values["area"].values:
        return None
    stored = series.values.sel(area=question.area, scenario=scenario, year=question.year).median("draw")
    first, second = (float(stored.sel(policy=policy)) for policy in question.between)
    return second - first


def loop_along(names: tuple[str, ...], project: Project) -> str:
    """Return the name of the loop that runs along some names, or say that it has none."""
    from care2040.analysis.feedback.loop_registry import load_loops

    for loop in load_loops(project.model, project.parameters).values():
        if any(set(path) == set(names) for path in loop.paths):
            return f"{loop.name} ({loop.title['en']})"
    return f"a loop of {len(names)}"
