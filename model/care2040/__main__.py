"""``care2040``, also as ``python -m care2040``: Ctrl-C ends it with exit code 130, also while it still loads."""

import os
import signal
from types import FrameType

STOPPED = 130


def main() -> None:
    """Run the command line; Ctrl-C ends it with exit code 130 wherever it comes."""
    signal.signal(signal.SIGINT, _stop_at_once)
    from care2040.cli.app import app
    from care2040.cli.views.console import any_letter

    any_letter()
    app()


def _stop_at_once(_number: int, _frame: FrameType | None) -> None:
    """Stop while nothing is begun yet: an exception could end in the middle of a library that is being loaded."""
    os.write(2, b"stopped; nothing was begun\n")
    os._exit(STOPPED)


if __name__ == "__main__":
    main()
