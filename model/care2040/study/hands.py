"""Processes that draw figures, which get ready while the runs are computed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

MOST = 4
"""Processes at most: each reads all that draws, a hundred megabytes."""
DRAWS = "care2040.reports.tables.drawing"


@contextmanager
def hands(figures: int) -> Iterator[Executor | None]:
    """Give processes that draw so many figures; None where this one draws as fast by itself."""
    count = min(figures, os.cpu_count() or 1, MOST)
    if count < 2:
        yield None
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # a fork of this process would take its threads along half; a server forks before it has any
    server = "forkserver" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if server else "spawn")
    if server:
        context.set_forkserver_preload([DRAWS, "care2040.figures.canvas.export"])
    with ProcessPoolExecutor(count, context) as pool:
        for _ in range(count):
            pool.submit(ready)
        yield pool


def ready() -> None:
    """Read what draws."""
    from care2040.figures.canvas import export
    from care2040.reports.tables import drawing

    assert export
    assert drawing
