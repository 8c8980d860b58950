"""Run an experiment: compute what it asks for, answer its questions about levers, and write the result."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from care2040.study import sweep
from care2040.study.mixes import searching, trying
from care2040.study.result import Result
from care2040.study.work import Means, Outcome, Silent, Watch

if TYPE_CHECKING:
    from concurrent.futures import Executor

    import xarray as xr

    from care2040.engine.ensembles.ensemble import Ensemble
    from care2040.inputs.experiments.experiment import Experiment
    from care2040.results.manifest import Made
    from care2040.study.model_inputs import ModelInputs


def run(
    project: ModelInputs,
    experiment: Experiment,
    source: Path | str,
    means: Means,
    watch: Silent,
    command: Sequence[str],
    answered: Callable[[xr.Dataset], None] = lambda dataset: None,
) -> Result:
    """Run an experiment, and write its result to a folder where one is given.

    Parameters
    ----------
    project : ModelInputs
        Model and parameters.
    experiment : Experiment
        What to run.
    source : Path or str
        Its file, or its text where it stands in none.
    means : Means
        Who does the work, and where the result goes.
    watch : Silent
        Told how far it is; keeps the notes.
    command : sequence of str
        What was typed, for the manifest.
    answered : callable
        Called with the result before its files are written, which takes longer than a small question does.

    Raises
    ------
    CareError
        Whatever a user can mend: see `compute` and `write`.
    """
    from care2040.files import result_folder
    from care2040.language.cities.here import the_city
    from care2040.results import manifest
    from care2040.results.series import where_defined

    if means.folder is None:
        with TemporaryDirectory() as aside:
            outcome = compute(project, experiment, replace(means, folder=Path(aside) / experiment.name), watch)
            return Result(where_defined(outcome.dataset).load(), tuple(watch.notes), None, outcome.first)
    asked = means.folder
    folder = result_folder.check(asked, experiment.name, means.force, the_city().name)
    made = manifest.begin(source, command, project.folder)
    with result_folder.alone(asked, folder):
        outcome = compute(project, experiment, replace(means, folder=folder), watch)
        outcome = replace(outcome, dataset=where_defined(outcome.dataset))
        answered(outcome.dataset)
        write(outcome, folder, made, watch, means.draw)
    return Result(outcome.dataset, tuple(watch.notes), folder, outcome.first)


def compute(project: ModelInputs, experiment: Experiment, means: Means, watch: Watch) -> Outcome:
    """Run what an experiment asks for, and answer its questions about levers.

    Parameters
    ----------
    project : ModelInputs
        Model and parameters.
    experiment : Experiment
        What to run.
    means : Means
        Who does the work, and where many runs are kept.
    watch : Watch
        Told how far it is.

    Raises
    ------
    RunFailed
        When a stock turns negative or is not a number, in a run that is not one of many draws.
    SweepStopped
        When the work on many runs cannot go on; what is finished is kept.
    TooManyFailed
        When so many of the draws failed that the rest says nothing.
    ForeignResult
        When an unfinished store holds the runs of another design.
    """
    from care2040.analysis.levers import attribution, least_effort
    from care2040.engine.simulation import simulate

    if experiment.many:
        outcome = sweep.run(project, experiment, means, watch)
    else:
        with watch.stage("running") as progress:
            outcome = Outcome(experiment, simulate.run(project.model, experiment, project.parameters, progress))
    experiment, dataset = outcome.experiment, outcome.dataset
    if experiment.wedges:
        with watch.stage("splitting over levers") as progress:
            wedges = attribution.wedges(project.model, experiment, project.parameters, experiment.wedges, progress)
        dataset = attribution.attach(dataset, wedges)
    if experiment.optimise:
        with watch.stage("looking for the least effort") as progress:
            asked = (project.model, experiment, project.parameters, experiment.optimise)
            least = least_effort.least_effort(*asked, lambda done: progress(done, None), project.carriers)
        dataset = least_effort.attach(dataset, least)
    elif experiment.choose:
        dataset = _with_mixes(project, experiment, dataset, means, watch)
    if experiment.pathways:
        dataset = _with_paths(project, experiment, dataset, watch)
    return replace(outcome, dataset=_with_notes(project, experiment, dataset, watch))


def _with_mixes(
    project: ModelInputs, experiment: Experiment, dataset: xr.Dataset, means: Means, watch: Watch
) -> xr.Dataset:
    """Look for the best mixes, or go on where the search stopped, and return a result that holds them."""
    from care2040.analysis.choosing.chosen_dataset import attach
    from care2040.analysis.choosing.telling import telling_dataset

    def fill(wanted: Ensemble, tried: Experiment) -> xr.Dataset:
        return sweep.filled(wanted, tried, means, sweep.TRIED, watch)

    with sweep.resumable("the search"):
        telling = searching.searched(project, experiment, means, watch)
    choice = telling.choice
    for line in choice.notes():
        watch.note(line)
    dataset = telling_dataset.attach(attach(dataset, choice), telling)
    return dataset if choice.choose.robust is None else trying.tried(project, experiment, dataset, choice, fill, watch)


def _with_paths(project: ModelInputs, experiment: Experiment, dataset: xr.Dataset, watch: Watch) -> xr.Dataset:
    """Run the paths between policies, and return a result that holds what they say."""
    from care2040.analysis.choosing.choice import World
    from care2040.analysis.knowing.readable import counts_of
    from care2040.analysis.observations import register
    from care2040.analysis.pathways.pathways import Pathfinder
    from care2040.analysis.pathways.pathways_dataset import attach

    assert experiment.pathways is not None
    world = World(project.model, project.parameters, experiment, project.levers, project.carriers)
    counts = counts_of(register.load(project.folder, project.model), experiment.indicators)
    with watch.stage("following paths") as progress:
        paths = Pathfinder(world, experiment.pathways, counts).find(progress)
    if paths.failed:
        watch.note(f"{paths.failed} of {experiment.pathways.draws} draws went wrong on a path and do not count")
    return attach(dataset, paths)


def _with_notes(project: ModelInputs, experiment: Experiment, dataset: xr.Dataset, watch: Watch) -> xr.Dataset:
    """Tell, and keep in the result, what to beware of: warnings of the experiment, and where runs leave all data."""
    from care2040.analysis.observations import learnt
    from care2040.analysis.validation import plausible
    from care2040.language.axes import BETWEEN_DISTRICTS
    from care2040.results.notes import with_notes
    from care2040.results.rules import rule_notes
    from care2040.results.valid_draws import learnt_in

    found = plausible.excesses(dataset, plausible.load(project.folder, project.model))
    lines = [f"{one.message} ({one.hint})" for one in experiment.warnings] + [*map(str, found)]
    gaps = [name for name in experiment.indicators if name.endswith(BETWEEN_DISTRICTS)]
    if gaps and experiment.resolution == "city":
        lines.append(f"{', '.join(gaps)}: left empty, for this compares districts and the city was run as one")
    lines += (*rule_notes(dataset), *learnt.notes(learnt_in(dataset.attrs)))
    for line in lines:
        watch.note(line)
    return with_notes(plausible.with_excesses(dataset, found), lines)


def write(outcome: Outcome, folder: Path, made: Made, watch: Watch, pool: Executor | None = None) -> None:
    """Write what came out to its folder, with the store of many runs.

    Raises
    ------
    InvalidInput
        When the folder cannot be written; the old result stays.
    """
    from care2040.reports.tables import write_result

    with watch.stage("writing") as progress:
        asked = (outcome.dataset, outcome.experiment, folder, made, progress, outcome.first, pool)
        left_out = write_result.write(*asked)
    for line in left_out:
        watch.note(line)
    _keep_stores(folder)
    searching.journal(folder).clear()
    if (runs := sweep.place(folder, sweep.TRIED)).exists():
        shutil.rmtree(runs)


def _keep_stores(folder: Path) -> None:
    """Move the stores of many runs into the result, once it stands."""
    from care2040.files import result_folder

    for part, name in zip(sweep.PARTS, result_folder.STORES, strict=True):
        store = result_folder.beside(folder, part)
        if store.exists():
            if (folder / name).exists():
                shutil.rmtree(folder / name)
            store.rename(folder / name)
