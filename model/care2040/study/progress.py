"""How far the work is, as a bar in a notebook or a terminal."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from care2040.study.work import Silent


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
