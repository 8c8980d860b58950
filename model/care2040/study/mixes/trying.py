"""The best mixes tried again: run in a store beside the result, as a sweep is, and what comes of it put into it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray as xr

    from care2040.analysis.choosing.choice import Choice
    from care2040.engine.ensembles.ensemble import Ensemble
    from care2040.inputs.experiments.experiment import Experiment
    from care2040.study.model_inputs import ModelInputs
    from care2040.study.work import Watch

    Fill = Callable[[Ensemble, Experiment], xr.Dataset]


def tried(
    project: ModelInputs, experiment: Experiment, dataset: xr.Dataset, choice: Choice, fill: Fill, watch: Watch
) -> xr.Dataset:
    """Try the best mixes as the experiment asks, or go on where that stopped, and return a result that holds it.

    Parameters
    ----------
    project : ModelInputs
        Model and parameters.
    experiment : Experiment
        In which the choice stands.
    dataset : xarray.Dataset
        The result so far.
    choice : Choice
        What the search found.
    fill : callable
        Runs what an ensemble lacks into its store, and gives what is in it.
    watch : Watch
        Told how far it is.

    Raises
    ------
    SweepStopped
        When the work cannot go on; what is finished is kept.
    CannotAnalyse
        When hardly any draw came through with every mix.
    """
    from care2040.analysis.robust import failing, keeping, robust_dataset
    from care2040.analysis.robust.trial import trial
    from care2040.analysis.uncertainty.attach import unit_of
    from care2040.engine.ensembles import ensemble

    wanted = trial(project.model, project.parameters, experiment, choice)
    asked = (
        project.model,
        wanted.experiment,
        project.parameters,
        wanted.names,
        project.carriers,
        wanted.design,
        wanted.years,
    )
    runs = fill(ensemble.ensemble(*asked), wanted.experiment)
    found = keeping.tried(runs, wanted)
    kept = keeping.kept(found, wanted)
    rows = []
    if wanted.asked.discovery:
        drawn = project.parameters.with_laws(wanted.experiment.drawn_laws).drawn
        units = {name: unit_of(one) for name, one in drawn.items()}
        with watch.stage("looking when mixes fail") as progress:
            rows = failing.failing(found, wanted, units, progress)
    for line in robust_dataset.notes(kept, wanted, found):
        watch.note(line)
    return robust_dataset.attach(dataset, wanted, found, kept, rows)
