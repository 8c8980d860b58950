"""``care2040 run``: run an experiment and write its results."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from care2040.axes import Resolution
from care2040.commands import many
from care2040.commands.common import FAILED, Form, House, as_typed, exits, find_experiment, open_house, say_why
from care2040.commands.progress import Progress

if TYPE_CHECKING:
    from care2040.experiments import Experiment


def run(
    file: Annotated[Path, typer.Argument(help="The experiment: a YAML file, or the name of one that is shipped.")],
    to: Annotated[
        Path | None, typer.Option(help="Folder for the results.", show_default="outputs/NAME of the experiment")
    ] = None,
    draws: Annotated[int | None, typer.Option(min=1, help="Runs per policy and scenario; 1 is central values.")] = None,
    resolution: Annotated[Resolution | None, typer.Option(help="Ten districts, or the city as one.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a result of another experiment.")] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes for draws and sweeps.", show_default="a thread for each core")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A dask scheduler that runs already, for draws and sweeps.")
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="Summary and problems as text or as JSON.")] = "text",
) -> None:
    """Run an experiment and write numbers, figures and how they were made to a folder."""
    from care2040 import experiments, files, manifest, results
    from care2040.commands import summary

    if workers is not None and scheduler is not None:
        raise typer.BadParameter("--workers starts processes, --scheduler uses those of a cluster: give one of the two")
    with exits(form):
        path = find_experiment(file)
        house = open_house()
        experiment = experiments.load(path, house.parameters, house.known, draws=draws, resolution=resolution)
        asked = to or Path("outputs") / experiment.name
        folder = files.check(asked, experiment.name, force)
        made = manifest.begin(path, as_typed())
        with files.alone(asked, folder):
            means = many.Means(folder, workers, scheduler, force, form)
            found = _computed(house, experiment, means)
            with Progress("writing") as progress, summary.figure_notes():
                left_out = results.write(
                    found.dataset, found.experiment, folder, made, progress=progress, first=found.first
                )
            summary.note((*found.notes, *left_out))
            summary.tell(found.dataset, folder, form)
            many.keep(folder, means)


def _computed(house: House, experiment: Experiment, means: many.Means) -> many.Many:
    """Run what an experiment asks for, and answer its questions about levers; tell and leave when it fails."""
    from care2040 import simulate
    from care2040.analysis import attribution, least_effort

    try:
        if experiment.many:
            found = many.run(house, experiment, means)
        else:
            with Progress("running") as progress:
                dataset = simulate.run(house.model, experiment, house.parameters, progress=progress)
            found = many.Many(experiment, dataset, None, ())
        experiment, dataset = found.experiment, found.dataset
        if experiment.wedges:
            with Progress("splitting over levers") as progress:
                wedges = attribution.wedges(house.model, experiment, house.parameters, experiment.wedges, progress)
            dataset = attribution.attach(dataset, wedges)
        if experiment.optimise:
            with Progress("looking for the least effort") as progress:
                least = least_effort.least_effort(
                    house.model, experiment, house.parameters, experiment.optimise, progress.count
                )
            dataset = least_effort.attach(dataset, least)
    except simulate.RunFailed as error:
        raise say_why(f"the run failed: {error}", "nothing was written", means.form, FAILED) from None
    return replace(found, dataset=dataset)
