"""A search for mixes: where its journal lives, who does the work, and the best of it while it goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from care2040.files.problems import CareError

if TYPE_CHECKING:
    import xarray as xr

    from care2040.analysis.choosing.choice import Elsewhere, World
    from care2040.analysis.choosing.journal import Journal
    from care2040.analysis.choosing.telling.telling import Telling
    from care2040.inputs.experiments.experiment import Experiment
    from care2040.study.model_inputs import ModelInputs
    from care2040.study.work import Means, Watch

SEARCH = "choosing"
"""What a search for mixes has looked at, while it lasts: ``.NAME.choosing`` beside the result."""
SO_FAR = "so_far"
"""The best mixes of a search that is not done: ``NAME.so_far`` beside the result."""


class NoSearch(CareError):
    """There is no search of this experiment of which the best could be told."""

    exit_code = 3


def journal(folder: Path | None) -> Journal:
    """Return the journal of a search whose result goes to a folder."""
    from care2040.analysis.choosing.journal import Journal

    return Journal(None if folder is None else place(folder))


def place(folder: Path) -> Path:
    """Return where the journal of a search is."""
    from care2040.files import result_folder

    return result_folder.beside(folder, SEARCH)


def searched(project: ModelInputs, experiment: Experiment, means: Means, watch: Watch) -> Telling:
    """Look for the best mixes, or go on where the search stopped, and at what lies beside them.

    Parameters
    ----------
    project : ModelInputs
        Model and parameters.
    experiment : Experiment
        In which the choice stands.
    means : Means
        Who does the work, and where the result goes.
    watch : Watch
        Told how far it is.

    Raises
    ------
    LostWorkersError
        When the work cannot go on; what is finished is kept.
    ForeignResult
        When the journal holds a search for another question.
    """
    from care2040.analysis.choosing.choice import Chooser
    from care2040.analysis.choosing.telling.telling import tell

    assert experiment.choose is not None
    kept = journal(means.folder)
    with _elsewhere(means) as elsewhere:
        chooser = Chooser(_world(project, experiment), experiment.choose, kept, elsewhere=elsewhere)
        if there := kept.begin(chooser.fingerprint, means.force):
            watch.note(f"{there} generations of the search are there already")
        with watch.stage("looking for mixes") as progress:
            choice = chooser.choose_from_all(progress)
        with watch.stage("looking beside the best mixes") as progress:
            return tell(chooser, choice, progress)


@contextmanager
def _elsewhere(means: Means) -> Iterator[Elsewhere | None]:
    """Give who runs generations, where that is not this process."""
    if means.workers is None and means.scheduler is None:
        yield None
        return
    from care2040.analysis.choosing.spread import over
    from care2040.engine.ensembles.workers import pool

    with pool(means.workers, means.scheduler) as workers:
        yield over(workers)


def _world(project: ModelInputs, experiment: Experiment) -> World:
    from care2040.analysis.choosing.choice import World

    return World(project.model, project.parameters, experiment, project.levers, project.carriers)


def best_so_far(project: ModelInputs, experiment: Experiment, folder: Path) -> tuple[xr.Dataset, Path]:
    """Write the best mixes that a search has found until now to ``NAME.so_far`` beside its result, and run nothing.

    Parameters
    ----------
    project : ModelInputs
        Model and parameters.
    experiment : Experiment
        In which the choice stands.
    folder : Path
        Where its result goes.

    Returns
    -------
    tuple of xarray.Dataset and Path
        What is known, as in a result, and the folder with its tables.

    Raises
    ------
    NoSearch
        When the experiment asks for no choice, or no search of it has begun there.
    NothingYet
        When not one generation is whole.
    """
    import xarray as xr

    from care2040.analysis.choosing.choice import Chooser
    from care2040.analysis.choosing.chosen_dataset import attach
    from care2040.analysis.tables import STORED, stored_table

    if experiment.choose is None or experiment.optimise is not None:
        message = f"'{experiment.name}' looks for no mixes, so that there is nothing to tell of before it is done"
        raise NoSearch(message, "leave --so-far out")
    kept = journal(folder)
    chooser = Chooser(_world(project, experiment), experiment.choose, kept)
    if not kept.belongs_to(chooser.fingerprint):
        hint = "run it without --so-far; the journal of a search is there until its result stands"
        raise NoSearch(f"no search of '{experiment.name}' is going on beside '{folder.name}'", hint)
    found = attach(xr.Dataset(), chooser.best_so_far())
    tables = folder.parent / f"{folder.name}.{SO_FAR}"
    tables.mkdir(parents=True, exist_ok=True)
    for name in STORED:
        rows = stored_table(found, name)
        if rows is not None:
            rows.to_csv(tables / f"{name}.csv", index=False, lineterminator="\n")
    return found, tables
