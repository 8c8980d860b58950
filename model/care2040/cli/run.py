"""``care2040 run``: run an experiment and write its results."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from care2040.cli.views.console import FAILED, STOPPED, Form, as_typed, exits, say_why
from care2040.language.axes import Resolution
from care2040.study.project import find_experiment, open_project


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
    from care2040.cli.views import summary
    from care2040.cli.views.watch import OnScreen
    from care2040.files import result_folder
    from care2040.results import manifest
    from care2040.study import run as study
    from care2040.study import sweep
    from care2040.study.work import Means

    if workers is not None and scheduler is not None:
        raise typer.BadParameter("--workers starts processes, --scheduler uses those of a cluster: give one of the two")
    with exits(form):
        path = find_experiment(file)
        project = open_project()
        experiment = project.experiment(path, draws=draws, resolution=resolution)
        asked = to or Path("outputs") / experiment.name
        folder = result_folder.check(asked, experiment.name, force)
        made = manifest.begin(path, as_typed())
        means, watch = Means(folder, workers, scheduler, force), OnScreen()
        with result_folder.alone(asked, folder), _going_on(sweep.place(folder, sweep.RUNS), experiment.many, form):
            outcome = study.compute(project, experiment, means, watch)
            with summary.figure_notes():
                study.write(outcome, means, made, watch)
            watch.print_notes()
            summary.print_summary(outcome.dataset, folder, form)


@contextmanager
def _going_on(store: Path, many: bool, form: Form) -> Iterator[None]:
    """Say, when the work on many runs stops, with which line it goes on."""
    from care2040.study.sweep import SweepStopped

    again = f"what is finished is kept; to go on: {shlex.join(as_typed())}"
    try:
        yield
    except KeyboardInterrupt:
        if not many:
            raise
        print(f"stopped; {again}" if store.exists() else "stopped; nothing was finished yet", file=sys.stderr)
        raise typer.Exit(STOPPED) from None
    except SweepStopped as error:
        hint = f"{error.hint}; {again}" if error.hint else again
        raise say_why(error.message, hint, form, FAILED) from None
