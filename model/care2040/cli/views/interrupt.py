"""Ctrl-C is felt, also when Python raises it where nobody can catch it, as in the clean-up of an object."""

import signal
from threading import Event
from types import FrameType

_pressed = Event()


def listen() -> None:
    """Remember from now on that Ctrl-C was pressed, besides raising it as always."""
    _pressed.clear()
    signal.signal(signal.SIGINT, _on_ctrl_c)


def check() -> None:
    """Stop here if Ctrl-C was pressed; long jobs call this, in whichever thread they are."""
    if _pressed.is_set():
        raise KeyboardInterrupt


def _on_ctrl_c(_number: int, _frame: FrameType | None) -> None:
    _pressed.set()
    raise KeyboardInterrupt
