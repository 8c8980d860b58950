"""``care2040 run``: run an experiment and write its results."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from care2040.cli.cities.about import city_of_experiment
from care2040.cli.views import completion
from care2040.cli.views.console import FAILED, STOPPED, Form, as_typed, exits, say_why
from care2040.cli.views.words import meaning, say
from care2040.language.axes import Resolution
from care2040.study.hands import hands
from care2040.study.project import open_project
from care2040.study.shipped import find_experiment

if TYPE_CHECKING:
    import xarray as xr


def run(
    file: Annotated[
        Path,
        typer.Argument(
            autocompletion=completion.experiments,
            help="The experiment: a YAML file, or the name of one that is shipped.",
        ),
    ],
    to: Annotated[
        Path | None, typer.Option(help="Folder for the results.", show_default="outputs/NAME of the experiment")
    ] = None,
    draws: Annotated[int | None, typer.Option(min=1, help="Runs per policy and scenario; 1 is central values.")] = None,
    resolution: Annotated[Resolution | None, typer.Option(help="Districts, or the city as one.")] = None,
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
    from care2040.study.work import Means

    if workers is not None and scheduler is not None:
        raise typer.BadParameter(say("one_of_two"))
    with exits(form, "run"), ExitStack() as about:
        path = find_experiment(file)
        about.enter_context(city_of_experiment(path))
        project = open_project()
        experiment = project.experiment(path, draws=draws, resolution=resolution)
        folder = to or Path("outputs") / experiment.name
        with hands(len(experiment.figures)) as draw, _going_on(folder, experiment.many, form):
            # read after whoever draws has begun to
            from care2040.cli.views import summary
            from care2040.cli.views.watch import OnScreen
            from care2040.study.run import run as run_experiment

            watch = OnScreen()
            means = Means(folder, workers, scheduler, force, draw)

            def answered(dataset: xr.Dataset) -> None:
                watch.print_notes()
                summary.print_answer(dataset, form)

            with summary.figure_notes():
                result = run_experiment(project, experiment, path, means, watch, as_typed(), answered)
            watch.print_notes()
            summary.print_files(result.dataset, folder.resolve(), form)


@contextmanager
def _going_on(folder: Path, many: bool, form: Form) -> Iterator[None]:
    """Say, when the work on many runs stops, with which line it goes on."""
    from care2040.study.sweep import RUNS, SweepStopped, place

    again = say("go_on", command=shlex.join(as_typed()))
    try:
        yield
    except KeyboardInterrupt:
        if not many:
            raise
        kept = place(folder.resolve(), RUNS).exists()
        print(say("stopped_again", again=again) if kept else say("stopped_empty"), file=sys.stderr)
        raise typer.Exit(STOPPED) from None
    except SweepStopped as error:
        hint = f"{error.hint}; {again}" if error.hint else again
        raise say_why(error.message, hint, form, FAILED, meaning(FAILED)[0]) from None
