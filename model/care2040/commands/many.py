"""Many runs: where their store lives, who does the work, what is told when it stops, and what a result is made of."""

from __future__ import annotations

import errno
import os
import shlex
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from care2040.commands.common import FAILED, FOREIGN, INVALID, STOPPED, Form, House, as_typed, from_here, say_why
from care2040.commands.progress import Progress

if TYPE_CHECKING:
    import xarray as xr

    from care2040.designs import Design
    from care2040.experiments import Experiment

RUNS, SCREENING = "runs", "screening"
"""A store while it is filled: ``.NAME.runs`` beside the result; in the result it is ``runs.zarr``."""

HELD = 256 * 2**20
"""Bytes of a store held in memory while its tables and figures are made; a larger one is read piece by piece."""


@dataclass(frozen=True)
class Means:
    """What the command line says of how the work is done.

    Parameters
    ----------
    folder : Path
        Where the result goes.
    workers : int or None
        Processes of this machine; None is threads of this process.
    scheduler : str or None
        Address of a scheduler that runs already.
    force : bool
        Whether an unfinished store of another design may be thrown away.
    form : {"text", "json"}
        How to tell what goes wrong.
    """

    folder: Path
    workers: int | None
    scheduler: str | None
    force: bool
    form: Form

    def place(self, what: str) -> Path:
        """Return where a store is while it is filled."""
        from care2040 import files

        return files.beside(self.folder, what)


@dataclass(frozen=True)
class Many:
    """What the runs of an experiment gave.

    Parameters
    ----------
    experiment : Experiment
        With the indicators that were kept, and as many draws as there are points.
    dataset : xarray.Dataset
        Points that went through; numbers are read when they are asked for.
    first : xarray.Dataset or None
        The first of two sweeps.
    notes : tuple of str
        What to tell about it.
    """

    experiment: Experiment
    dataset: xr.Dataset
    first: xr.Dataset | None
    notes: tuple[str, ...]


def run(house: House, experiment: Experiment, means: Means) -> Many:
    """Run an experiment with draws or a sweep, or go on where it stopped; both sweeps when there are two.

    Raises
    ------
    typer.Exit
        After telling what stopped it.
    """
    from care2040.analysis import ensemble as told
    from care2040.analysis import sensitivity
    from care2040.designs import points_of

    kept = experiment
    if experiment.sweep and experiment.sweep.indicators:
        kept = replace(experiment, indicators=experiment.sweep.indicators)
    first, design, notes = None, None, []
    then = experiment.sweep.then if experiment.sweep else None
    if experiment.sweep and then:
        screened = _stage(house, kept, means, SCREENING, None, "screening")
        most = sensitivity.most_important(screened, then.indicator, then.year, then.most_important)
        notes.append(f"{screened.sizes['parameter']} parameters were screened; on to {len(most)}: {', '.join(most)}")
        first, _ = told.attach(screened, kept, house.parameters)
        first = _without_failed(first)[0]
        design = points_of(experiment.sweep.second(most), house.parameters, experiment.seed)
    dataset = _stage(house, kept, means, RUNS, design, "running")
    kept = replace(kept, draws=dataset.sizes["draw"])
    dataset, more = told.attach(dataset, kept, house.parameters)
    dataset, failed = _without_failed(dataset)
    return Many(kept, dataset, first, (*notes, *failed, *more))


def keep(folder: Path, means: Means) -> None:
    """Move the stores into the result, once it stands."""
    from care2040.files import STORES

    for what, name in zip((RUNS, SCREENING), STORES, strict=True):
        if means.place(what).exists():
            if (folder / name).exists():
                shutil.rmtree(folder / name)
            os.rename(means.place(what), folder / name)


def _stage(
    house: House, experiment: Experiment, means: Means, what: str, design: Design | None, doing: str
) -> xr.Dataset:
    """Run one design into its store, and open it; tell and leave when too many runs failed."""
    from care2040 import ensemble_store, ensemble_workers, ensembles, labels, simulate
    from care2040.commands import summary
    from care2040.rooms import room
    from care2040.targets import read_plan

    plan = read_plan(room("parameters") / "targets.yaml", house.parameters)
    wanted = ensembles.ensemble(
        house.model, experiment, house.parameters, _names(house, experiment), plan.carriers, design
    )
    path = means.place(what)
    _find_store(path, means.folder / f"{what}.zarr", wanted.fingerprint, means)
    with _stopping(means, path):
        begun = ensembles.begin(wanted, path)
        if begun.store and begun.to_do:
            there = (begun.points - begun.to_do) * wanted.runs_per_point
            summary.note([f"{there} of {wanted.runs} runs are there already"])
        if begun.to_do:
            if wanted.runs >= simulate.COMPILED_FROM[experiment.resolution] and not wanted.work.compiled:
                summary.note(
                    [f"{wanted.runs} runs take less time with the extra 'fast' (llvmlite), see docs/sweeps.md"]
                )
            with Progress(doing) as progress, ensemble_workers.workers(wanted, means.workers, means.scheduler) as hands:
                ensembles.fill(wanted, begun, hands.submit, hands.most, progress)
        ensemble_store.describe(path, labels.facts(experiment))
    dataset = ensemble_store.open_lazily(path)
    if dataset.nbytes <= HELD:
        dataset.load()  # tables and figures ask for the same numbers again and again
    _refuse_many(dataset, path, means.form)
    return dataset


def _names(house: House, experiment: Experiment) -> frozenset[str]:
    """Return the quantities to keep: what the experiment asks for, and what its figures and tables read."""
    from care2040.analysis import costs
    from care2040.commands.summary import ASKED
    from care2040.figures.payments import BENEFIT, COST
    from care2040.figures.series import STANDARD
    from care2040.figures.slopes import DEFAULTS

    names = {*experiment.indicators, STANDARD, *(name for name, _, _ in ASKED)}
    names |= {one.indicator for one in (experiment.robustness,) if one}
    if {"districts", "district_map"} & set(experiment.figures):
        names |= {*DEFAULTS}
    if len(experiment.policies) > 1:
        names |= {*costs.FLOWS.values(), *costs.DISCOUNTED.values(), costs.NEEDED, COST, BENEFIT}
    return frozenset(names & {*house.model.equations})


def _find_store(path: Path, finished: Path, fingerprint: str, means: Means) -> None:
    """Take back the store of a result with the same design; refuse, or throw away, an unfinished one of another."""
    from care2040.ensemble_store import fingerprint_of

    if path.exists() and fingerprint_of(path) != fingerprint:
        if not means.force:
            message = f"'{from_here(path)}' holds runs of another design"
            hint = "put experiment, parameters and packages back as they were to go on, or throw it away with --force"
            raise say_why(message, hint, means.form, FOREIGN)
        shutil.rmtree(path)
    if not path.exists() and fingerprint_of(finished) == fingerprint:
        os.rename(finished, path)


@contextmanager
def _stopping(means: Means, path: Path) -> Iterator[None]:
    """Turn whatever stops the work into a message with the line that goes on with it."""
    from care2040.ensemble_work import OtherModelError
    from care2040.ensemble_workers import LostWorkersError, NoSchedulerError

    again = f"what is finished is kept; to go on: {shlex.join(as_typed())}"
    try:
        yield
    except KeyboardInterrupt:
        print(f"stopped; {again}" if path.exists() else "stopped; nothing was finished yet", file=sys.stderr)
        raise typer.Exit(STOPPED) from None
    except NoSchedulerError as error:
        raise say_why(error.message, error.hint, means.form, INVALID) from None
    except LostWorkersError as error:
        raise say_why(error.message, f"{error.hint}; {again}", means.form, FAILED) from None
    except OtherModelError as error:
        raise say_why(str(error), f"install the same version there; {again}", means.form, FAILED) from None
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        why = "the disk is full" if full else f"the runs cannot be written: {error.strerror or error}"
        raise say_why(f"{why} ({from_here(path)})", again, means.form, FAILED) from None


def _refuse_many(dataset: xr.Dataset, path: Path, form: Form) -> None:
    """Tell why, and leave, when too many runs failed to say anything of the others."""
    from care2040.analysis.points import TooManyFailed, came_through, refuse_many

    try:
        refuse_many(came_through(dataset))
    except TooManyFailed as error:
        reasons = Counter(str(reason) for reason in dataset["reason"].values.ravel() if str(reason))
        most = "; ".join(f"{count} x {reason}" for reason, count in reasons.most_common(3))
        raise say_why(str(error), f"{most}; the runs are in {from_here(path)}", form, FAILED) from None


def _without_failed(dataset: xr.Dataset) -> tuple[xr.Dataset, list[str]]:
    """Return the points that went through, and what belongs with them; and a line that says how many are left out."""
    import numpy as np

    from care2040.analysis.points import block_size, came_through, design_of

    good = came_through(dataset)
    if good.all():
        return dataset, []
    block = block_size(str(design_of(dataset)["method"]), dataset.sizes["parameter"])
    whole = np.repeat(good.reshape(-1, block).all(axis=1), block)
    failed, out = int((~good).sum()), int((~whole).sum())
    belong = f", with {out - failed} that belong with them" if out > failed else ""
    line = f"{failed} of {len(good)} points failed and are left out{belong}; 'status' and 'reason' in its store say why"
    return dataset.isel(draw=np.flatnonzero(whole)).assign_attrs(left_out=out), [line]
