"""Ctrl-C that Python swallows is felt at the next count of what is done."""

import signal
from collections.abc import Iterator

import pytest

from care2040.cli.views import interrupt
from care2040.cli.views.progress import Progress


class Cleaned:
    """Presses Ctrl-C while it is cleaned up, where an exception goes nowhere."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGINT)


@pytest.fixture
def listening() -> Iterator[None]:
    before = signal.getsignal(signal.SIGINT)
    interrupt.listen()
    yield
    interrupt.listen()
    signal.signal(signal.SIGINT, before)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_ctrl_c_that_was_swallowed_stops_the_work_at_the_next_count(listening: None) -> None:
    with Progress("running") as progress:
        progress(1, 10)
        Cleaned()
        with pytest.raises(KeyboardInterrupt):
            progress(2, 10)
        with pytest.raises(KeyboardInterrupt):
            progress.count(3)


def test_who_listens_anew_has_not_pressed_yet(listening: None) -> None:
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    interrupt.listen()
    interrupt.check()
