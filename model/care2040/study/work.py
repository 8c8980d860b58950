"""What the work on an experiment is done with, who watches it, and what comes out."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from concurrent.futures import Executor

    import xarray as xr

    from care2040.inputs.experiments.experiment import Experiment


class Watch(Protocol):
    """Whoever is told how far the work is."""

    def stage(self, doing: str) -> AbstractContextManager[Callable[[int, int | None], None]]:
        """Begin a part of the work; what it gives is called with what is done, and the total where it is known."""
        ...

    def note(self, line: str) -> None:
        """Be told something that the user may want to know."""
        ...


class Silent:
    """Is told everything, and keeps the notes."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    @contextmanager
    def stage(self, doing: str) -> Iterator[Callable[[int, int | None], None]]:
        """Begin a part of the work."""
        yield lambda done, total: None

    def note(self, line: str) -> None:
        """Keep a note."""
        self.notes.append(line)


class Bars(Silent):
    """Shows a bar for each part of the work while it lasts, and keeps the notes."""

    @contextmanager
    def stage(self, doing: str) -> Iterator[Callable[[int, int | None], None]]:
        """Begin a part of the work."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # without widgets the bar is text, which is well
            from tqdm.auto import tqdm

            bar = tqdm(desc=doing, leave=False, mininterval=0.2)
        with bar:

            def told(done: int, total: int | None) -> None:
                bar.total = total
                bar.update(done - bar.n)

            yield told


def watch(progress: bool | None) -> Silent:
    """Return who is told how far the work is: bars when asked for, or when left open in a notebook."""
    return Bars() if (_in_notebook() if progress is None else progress) else Silent()


def _in_notebook() -> bool:
    ipython = sys.modules.get("IPython")  # imported by whoever runs a notebook
    shell = ipython.get_ipython() if ipython is not None else None
    return hasattr(shell, "kernel")


@dataclass(frozen=True)
class Means:
    """How the work is done.

    Parameters
    ----------
    folder : Path or None
        Where the result goes, if anywhere; many runs are kept beside it while they are made.
    workers : int or None
        Processes of this machine; None is threads of this process.
    scheduler : str or None
        Address of a scheduler that runs already.
    force : bool
        Whether an unfinished store of another design may be thrown away.
    draw : Executor or None
        Who draws the figures; None is this process.
    """

    folder: Path | None = None
    workers: int | None = None
    scheduler: str | None = None
    force: bool = False
    draw: Executor | None = None


@dataclass(frozen=True)
class Outcome:
    """What the runs of an experiment gave.

    Parameters
    ----------
    experiment : Experiment
        With the indicators that were kept, and as many draws as there are points.
    dataset : xarray.Dataset
        Points that went through; numbers are read when they are asked for.
    first : xarray.Dataset or None
        The first of two sweeps.
    """

    experiment: Experiment
    dataset: xr.Dataset
    first: xr.Dataset | None = None
