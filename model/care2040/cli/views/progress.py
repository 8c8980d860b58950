"""How far a long job is, and how long it still takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any

from care2040.cli.views import interrupt
from care2040.cli.views.console import screen
from care2040.cli.views.words import say, translated

if TYPE_CHECKING:
    from rich.console import Console

QUIET = 2.0
"""Seconds in which nothing is said; a short job needs no bar."""
BETWEEN_LINES = 5.0
"""Seconds between two lines when the output is not a terminal."""


class Progress:
    """Called with what is done and the total; a bar on a terminal, now and then a plain line elsewhere."""

    def __init__(self, what: str, console: Console | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self.what = translated("stages", what)
        self.console = console or screen(stderr=True)
        self.clock = clock
        self.begun = self.counted_from = clock()
        self.last = self.begun + QUIET - BETWEEN_LINES
        self.bar: Any = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar is not None:
            self.bar.stop()

    def __call__(self, done: int, total: int) -> None:
        """Tell that `done` of `total` is done; what went before a call with nought does not count for the rest."""
        interrupt.check()
        now = self.clock()
        if done <= 0:
            self.counted_from = now
        if now - self.begun < QUIET or done <= 0:
            return
        each = (now - self.counted_from) / done
        left = say("left", time=duration(each * (total - done))) if done < total else say("ready")
        if self.console.is_terminal:
            self._bar(done, total, left)
        elif now - self.last >= BETWEEN_LINES and done < total:
            self.last = now
            self.console.print(say("progress", what=self.what, done=done, total=total, left=left))

    def count(self, done: int) -> None:
        """Tell that `done` is done of a job whose length nobody knows."""
        interrupt.check()
        now = self.clock()
        if now - self.begun >= QUIET and now - self.last >= BETWEEN_LINES:
            self.last = now
            self.console.print(say("counting", what=self.what, done=done, time=duration(now - self.begun)))

    def _bar(self, done: int, total: int, left: str) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
        from rich.progress import Progress as Bar

        if self.bar is None:
            columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[left]}"))
            name = TextColumn("{task.description}")
            self.bar = Bar(name, *columns, console=self.console, transient=True, auto_refresh=False)
            self.bar.start()
            self.bar.add_task(self.what, total=total, left=left)
        self.bar.update(self.bar.task_ids[0], completed=done, total=total, left=left, refresh=True)


def duration(seconds: float) -> str:
    """Return a time as people say it: ``40 s``, ``3 min``, ``2 h 5 min``."""
    if seconds < 60:
        return say("times", "seconds", n=max(1, round(seconds)))
    hours, minutes = divmod(round(seconds / 60), 60)
    return say("times", "hours", h=hours, n=minutes) if hours else say("times", "minutes", n=minutes)
