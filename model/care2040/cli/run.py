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

    from care2040.inputs.experiments.experiment import Experiment
    from care2040.study.project import Project


def run(
    file: Annotated[
        Path,
        typer.Argument(
            autocompletion=completion.experiments,
            help="The experiment: a YAML file, or the name of one that is shipped.",
        ),
    ],
    to: Annotated[
        Path | None,
        typer.Option(help="Folder for the results.", show_default="outputs/NAME; outputs/CITY/NAME of another city"),
    ] = None,
    draws: Annotated[int | None, typer.Option(min=1, help="Runs per policy and scenario; 1 is central values.")] = None,
    resolution: Annotated[Resolution | None, typer.Option(help="Districts, or the city as one.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a result of another experiment.")] = False,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Processes for draws, sweeps and choices.", show_default="a thread for each core"),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="A dask scheduler that runs already, for draws, sweeps and choices."),
    ] = None,
    so_far: Annotated[
        bool,
        typer.Option("--so-far", help="Of a choice that goes on or was stopped: the best mixes until now."),
    ] = False,
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
        folder = to or _usual(experiment.name)
        if so_far:
            _tell_so_far(project, experiment, folder, form)
            return
        with hands(len(experiment.figures)) as draw, _going_on(folder, experiment, form):
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


def _tell_so_far(project: Project, experiment: Experiment, folder: Path, form: Form) -> None:
    """Tell of the best mixes of a search that is not done, and write their tables."""
    import json

    from care2040.cli.views import findings
    from care2040.cli.views.console import screen
    from care2040.files.package_files import from_here
    from care2040.study.mixes import searching

    found, tables = searching.best_so_far(project, experiment, folder.resolve())
    if form == "json":
        print(json.dumps({"so_far": from_here(tables), **findings.stored(found)}, ensure_ascii=False, indent=2))
        return
    findings.print_stored(found, screen())
    print(say("so_far", folder=from_here(tables)))


@contextmanager
def _going_on(folder: Path, experiment: Experiment, form: Form) -> Iterator[None]:
    """Say, when the work on many runs or on a choice stops, with which line it goes on."""
    from care2040.study import sweep
    from care2040.study.mixes import searching
    from care2040.study.sweep import SweepStopped

    again = say("go_on", command=shlex.join(as_typed()))
    try:
        yield
    except KeyboardInterrupt:
        if not (experiment.many or experiment.choose):
            raise
        stores = [sweep.place(folder.resolve(), part) for part in (sweep.RUNS, sweep.TRIED)]
        begun = searching.place(folder.resolve())
        kept = begun.is_dir() or any(store.exists() for store in stores)
        print(say("stopped_again", again=again) if kept else say("stopped_empty"), file=sys.stderr)
        if begun.is_dir():
            print(say("see_so_far", command=shlex.join([*as_typed(), "--so-far"])), file=sys.stderr)
        raise typer.Exit(STOPPED) from None
    except SweepStopped as error:
        hint = f"{error.hint}; {again}" if error.hint else again
        raise say_why(error.message, hint, form, FAILED, meaning(FAILED)[0]) from None


def _usual(name: str) -> Path:
    """Return where a result goes when nobody says so: that of another city than the first in a folder of its city."""
    from care2040.language.cities.here import DEFAULT, the_city

    city = the_city().name
    return Path("outputs") / name if city == DEFAULT else Path("outputs") / city / name
