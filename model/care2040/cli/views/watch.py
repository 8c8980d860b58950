"""How far the work is, told on the terminal; what there is to note, told when the answer stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from care2040.cli.views.progress import Progress
from care2040.cli.views.summary import note
from care2040.study.work import Silent


class OnScreen(Silent):
    """Tells how far each part of the work is, and keeps the notes for after it."""

    def __init__(self) -> None:
        super().__init__()
        self.told = 0

    @contextmanager
    def stage(self, doing: str) -> Iterator[Callable[[int, int | None], None]]:
        """Begin a part of the work."""
        with Progress(doing) as progress:
            yield lambda done, total: progress.count(done) if total is None else progress(done, total)

    def print_notes(self) -> None:
        """Tell on stderr the notes that were not told yet."""
        note(self.notes[self.told :])
        self.told = len(self.notes)
