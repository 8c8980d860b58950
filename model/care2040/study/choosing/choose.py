"""Answer which mix to choose, go on where it stopped, and put what was found in the result."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from care2040.study.work import Means, Watch

if TYPE_CHECKING:
    import xarray as xr

    from care2040.analysis.choosing.journal import Journal
    from care2040.inputs.experiments.experiment import Experiment
    from care2040.study.model_inputs import ModelInputs

PART = "choosing"
"""What a search has looked at, while it lasts: ``.NAME.choosing`` beside the result."""


def journal_of(folder: Path | None) -> Journal:
    """Return the journal of a search whose result goes to a folder."""
    from care2040.analysis.choosing.journal import Journal
    from care2040.files import result_folder

    return Journal(None if folder is None else result_folder.beside(folder, PART))


def with_mixes(
    project: ModelInputs, experiment: Experiment, dataset: xr.Dataset, means: Means, watch: Watch
) -> xr.Dataset:
    """Look for the best mixes, and return a result that holds them.

    Raises
    ------
    ForeignResult
        When what is there belongs to another search.
    NotWritten
        When what was looked at cannot be kept.
    """
    from care2040.analysis.choosing.choice import Chooser, World
    from care2040.analysis.choosing.chosen_dataset import attach
    from care2040.inputs.calibration_targets import TARGETS, read_plan

    assert experiment.choose is not None
    carriers = read_plan(project.folder / TARGETS, project.parameters).carriers
    world = World(project.model, project.parameters, experiment, project.levers, carriers)
    chooser = Chooser(world, experiment.choose, journal_of(means.folder))
    if there := chooser.journal.begin(chooser.fingerprint, means.force):
        watch.note(f"{there} generations of the search are there already")
    with watch.stage("looking for mixes") as progress:
        choice = chooser.choose_from_all(progress)
    for line in choice.notes():
        watch.note(line)
    return attach(dataset, choice)
