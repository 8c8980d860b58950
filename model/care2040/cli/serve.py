"""``care2040 serve``: look at an explorer that was written apart, on this computer alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from care2040.cli.views.console import exits, screen
from care2040.cli.views.words import say


def serve(
    folder: Annotated[Path, typer.Argument(help="What 'care2040 explorer --split' wrote.")],
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes one that is free.")] = 8040,
) -> None:
    """Show a folder to this computer alone (127.0.0.1), with the headers that a host should send; Ctrl-C stops."""
    with exits():
        from care2040.study.explorer.loopback import server_of

        with server_of(folder, port) as server:
            screen().print(say("serve", "address", address=server.address), markup=False)
            try:
                server.serve_forever()
            except KeyboardInterrupt:
                screen().print(say("serve", "ended"), markup=False)
