"""Run an experiment: compute what it asks for, answer its questions about levers, and write the result."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from care2040.study import sweep
from care2040.study.work import Means, Outcome, Watch

if TYPE_CHECKING:
    from care2040.inputs.experiments.experiment import Experiment
    from care2040.results.manifest import Made
    from care2040.study.project import Project


def compute(project: Project, experiment: Experiment, means: Means, watch: Watch) -> Outcome:
    """Run what an experiment asks for, and answer its questions about levers.

    Parameters
    ----------
    project : Project
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
            least = least_effort.least_effort(
                project.model, experiment, project.parameters, experiment.optimise, lambda done: progress(done, None)
            )
        dataset = least_effort.attach(dataset, least)
    return replace(outcome, dataset=dataset)


def write(outcome: Outcome, means: Means, made: Made, watch: Watch) -> None:
    """Write what came out to its folder, with the store of many runs.

    Raises
    ------
    InvalidInput
        When the folder cannot be written; the old result stays.
    """
    from care2040.reports.tables import write_result

    with watch.stage("writing") as progress:
        left_out = write_result.write(
            outcome.dataset, outcome.experiment, means.folder, made, progress, first=outcome.first
        )
    for line in left_out:
        watch.note(line)
    _keep_stores(means.folder)


def _keep_stores(folder: Path) -> None:
    """Move the stores of many runs into the result, once it stands."""
    from care2040.files import result_folder

    for part, name in zip(sweep.PARTS, result_folder.STORES, strict=True):
        store = result_folder.beside(folder, part)
        if store.exists():
            if (folder / name).exists():
                shutil.rmtree(folder / name)
            store.rename(folder / name)
