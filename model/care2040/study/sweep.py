"""Many runs: where their store lives, who does the work, what is told when it stops, and what a result is made of."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from care2040.files.library_errors import disk_is_full
from care2040.files.problems import CareError
from care2040.study.work import Means, Outcome, Watch

if TYPE_CHECKING:
    import xarray as xr

    from care2040.engine.ensembles.designs import Design
    from care2040.engine.ensembles.ensemble import Ensemble
    from care2040.inputs.experiments.experiment import Experiment
    from care2040.study.model_inputs import ModelInputs

RUNS, SCREENING = PARTS = "runs", "screening"
"""A store while it is filled: ``.NAME.runs`` beside the result; in the result it is ``runs.zarr``."""

TRIED = "robust"
"""The store of the best mixes tried again, which is not part of a result."""
DOING = {SCREENING: "screening", TRIED: "trying mixes"}
"""Store to what is said to be done while it is filled."""

HELD = 256 * 2**20
"""Bytes of a store held in memory while its tables and figures are made; a larger one is read piece by piece."""


class SweepStopped(CareError):
    """The work on many runs cannot go on; what is finished is kept, and the same call goes on with it."""


def run(project: ModelInputs, experiment: Experiment, means: Means, watch: Watch) -> Outcome:
    """Run an experiment with draws or a sweep, or go on where it stopped; both sweeps when there are two."""
    from care2040.analysis.uncertainty import assumption_groups, attach, sensitivity
    from care2040.engine.ensembles.designs import points_of

    groups = assumption_groups.load(project.folder, project.parameters)
    kept = experiment
    if experiment.sweep and experiment.sweep.indicators:
        kept = replace(experiment, indicators=experiment.sweep.indicators)
    first, design, screened = None, None, None
    most: tuple[str, ...] = ()
    then = experiment.sweep.then if experiment.sweep else None
    if experiment.sweep and then:
        screened = _stage(project, kept, means, SCREENING, None, watch)
        most = sensitivity.most_important(screened, then.indicator, then.year, then.most_important)
        if most:
            watch.note(f"{screened.sizes['parameter']} parameters were screened; on to {len(most)}: {', '.join(most)}")
            first, _ = attach.attach(screened, kept, project.parameters)
            first = _without_failed(first)[0]
            swept = project.parameters.with_laws(experiment.drawn_laws)
            design = points_of(experiment.sweep.second(most), swept, experiment.seed)
        else:
            moved = f"none of these {screened.sizes['parameter']} parameters moves {then.indicator} in {then.year}"
            watch.note(f"{moved}: there is no second sweep, and the result is the screening")
    if experiment.learn:
        design = _learnt(project, experiment, watch)
    dataset = _stage(project, kept, means, RUNS, design, watch) if screened is None or most else screened
    kept = replace(kept, draws=dataset.sizes["draw"])
    dataset, more = attach.attach(dataset, kept, project.parameters, groups)
    dataset, failed = _without_failed(dataset)
    for line in (*failed, *more):
        watch.note(line)
    return Outcome(kept, dataset, first)


def _learnt(project: ModelInputs, experiment: Experiment, watch: Watch) -> Design:
    """Return the draws of an experiment, moved by what was counted; the same whoever runs them, and however often."""
    from care2040.analysis.observations import learning, register

    counts = register.load(project.folder, project.model)
    world = learning.World(project.model, project.parameters, experiment, counts, project.carriers)
    with watch.stage("learning") as progress:
        return learning.design_of(world, learning.learn(world, progress))


def place(folder: Path, part: str) -> Path:
    """Return where a store is while it is filled."""
    from care2040.files import result_folder

    return result_folder.beside(folder, part)


def _stage(
    project: ModelInputs, experiment: Experiment, means: Means, part: str, design: Design | None, watch: Watch
) -> xr.Dataset:
    """Run one design into its store, and open it."""
    from care2040.engine.ensembles import ensemble

    names = _names(project, experiment)
    wanted = ensemble.ensemble(project.model, experiment, project.parameters, names, project.carriers, design)
    found = filled(wanted, experiment, means, part, watch)
    if found.nbytes <= HELD:
        found.load()  # tables and figures ask for the same numbers again and again
    _refuse_many(found, place(means.folder or Path(experiment.name), part))
    return found


def filled(wanted: Ensemble, experiment: Experiment, means: Means, part: str, watch: Watch) -> xr.Dataset:
    """Run what an ensemble lacks into its store beside the result, and open it: numbers are read when asked for."""
    from care2040.engine.ensembles import ensemble, store, workers
    from care2040.engine.simulation import dataset as labels
    from care2040.engine.simulation import simulate

    folder = means.folder or Path(experiment.name)
    path = place(folder, part)
    _find_store(path, folder / f"{part}.zarr", wanted.fingerprint, means.force)
    with resumable(_as_typed(path)):
        begun = ensemble.begin(wanted, path)
        if begun.store and begun.to_do:
            there = (begun.points - begun.to_do) * wanted.runs_per_point
            watch.note(f"{there} of {wanted.runs} runs are there already")
        if begun.damaged:
            which = ", ".join(map(str, begun.damaged))
            watch.note(f"of the runs in {_as_typed(path)} these blocks were damaged, and are run again: {which}")
        if begun.to_do:
            if wanted.runs >= simulate.SIDE_BY_SIDE_FROM[experiment.resolution] and not wanted.work.lanes:
                watch.note(f"{wanted.runs} runs take less time where llvmlite is installed, see docs/sweeps.md")
            with (
                watch.stage(DOING.get(part, "running")) as told,
                workers.workers(wanted, means.workers, means.scheduler) as hands,
            ):
                ensemble.fill(wanted, begun, hands.submit, hands.most, told)
        store.describe(path, labels.facts(experiment))
    return labels.in_order(store.open_lazily(path), wanted.model)


def _names(project: ModelInputs, experiment: Experiment) -> frozenset[str]:
    """Return the quantities to keep: what the experiment asks for, and what its figures and tables read."""
    from care2040.analysis.levers import costs
    from care2040.analysis.observations import register
    from care2040.figures.registry import quantities
    from care2040.results.variables import ANSWERS

    names = {*experiment.indicators, *ANSWERS}
    names |= {one.indicator for one in (experiment.robustness,) if one}
    names |= quantities(experiment.figures)
    if len(experiment.policies) > 1:
        names |= {*costs.FLOWS.values(), *costs.DISCOUNTED.values(), costs.NEEDED}
    if experiment.monitor:
        names |= {one.name_of_quantity for one in register.load(project.folder, project.model).series.values()}
    own = {rule.called("decided") for rule in experiment.rules}
    return frozenset(names & {*project.model.equations} | own)


def _find_store(path: Path, finished: Path, fingerprint: str, force: bool) -> None:
    """Take back the store of a result with the same design; refuse, or throw away, an unfinished one of another."""
    from care2040.engine.ensembles.store import FACTS, DamagedStoreError, fingerprint_of
    from care2040.files.result_folder import ForeignResult

    if path.exists() and fingerprint_of(path) is None and not force:
        raise DamagedStoreError(path, f"{FACTS} cannot be read")
    if path.exists() and fingerprint_of(path) != fingerprint:
        if not force:
            hint = "put experiment, parameters and packages back as they were to go on, or throw it away with --force"
            raise ForeignResult(f"'{_as_typed(path)}' holds runs of another design", hint)
        shutil.rmtree(path)
    if not path.exists() and fingerprint_of(finished) == fingerprint:
        os.rename(finished, path)


@contextmanager
def resumable(kept: str) -> Iterator[None]:
    """Turn whatever stops the work into one exception that says that it can go on; `kept` is where what is done is."""
    from care2040.engine.ensembles.block import OtherModelError
    from care2040.engine.ensembles.workers import LostWorkersError, NoSchedulerError

    try:
        yield
    except NoSchedulerError:
        raise
    except (LostWorkersError, OtherModelError) as error:
        raise SweepStopped(error.message, error.hint) from None
    except OSError as error:
        why = "the disk is full" if disk_is_full(error) else f"the runs cannot be written: {error.strerror or error}"
        raise SweepStopped(f"{why} ({kept})") from None


def _as_typed(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _refuse_many(dataset: xr.Dataset, path: Path) -> None:
    """Refuse to go on when too many runs failed to say anything of the others, with their reasons."""
    from care2040.results.valid_draws import TooManyFailed, came_through, refuse_many

    try:
        refuse_many(came_through(dataset))
    except TooManyFailed as error:
        reasons = Counter(str(reason) for reason in dataset["reason"].values.ravel() if str(reason))
        most = "; ".join(f"{count} x {reason}" for reason, count in reasons.most_common(3))
        raise TooManyFailed(error.message, f"{most}; the runs are in {_as_typed(path)}") from None


def _without_failed(dataset: xr.Dataset) -> tuple[xr.Dataset, list[str]]:
    """Return the points that went through, and what belongs with them; and a line that says how many are left out."""
    import numpy as np

    from care2040.results.valid_draws import block_size, came_through, design_of

    good = came_through(dataset)
    if good.all():
        return dataset, []
    block = block_size(str(design_of(dataset)["method"]), dataset.sizes["parameter"])
    whole = np.repeat(good.reshape(-1, block).all(axis=1), block)
    failed, out = int((~good).sum()), int((~whole).sum())
    belong = f", with {out - failed} that belong with them" if out > failed else ""
    line = f"{failed} of {len(good)} points failed and are left out{belong}; 'status' and 'reason' in its store say why"
    return dataset.isel(draw=np.flatnonzero(whole)).assign_attrs(left_out=out), [line]
