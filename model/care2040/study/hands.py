"""Processes that draw figures, which get ready while the runs are computed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from importlib import import_module

MOST = 4
"""Processes at most: each reads all that draws, a hundred megabytes."""
DRAWS = "care2040.reports.tables.drawing"
ALSO = ("care2040.figures.canvas.export", "care2040.figures.canvas.labels", "pint", "dask.array")
"""What every figure needs besides, or what xarray looks for when it reads a number: read once for all processes."""


@contextmanager
def hands(figures: int) -> Iterator[Executor | None]:
    """Give processes that draw so many figures; None where this one draws as fast by itself."""
    count = min(figures, os.cpu_count() or 1, MOST)
    if count < 2:
        yield None
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import forkserver

    # a fork of this process would take its threads along half; a server forks before it has any
    server = "forkserver" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if server else "spawn")
    if server:
        context.set_forkserver_preload([DRAWS, *ALSO])
        forkserver.ensure_running()  # the first process that is asked for waits until it has read all that
    with ProcessPoolExecutor(count, context) as pool:
        for _ in range(0 if server else count):
            pool.submit(ready)
        yield pool


def ready() -> None:
    """Read what draws."""
    for name in (DRAWS, *ALSO):
        with suppress(ImportError):
            import_module(name)
