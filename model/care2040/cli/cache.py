"""``care2040 cache``: what is kept from one command to the next, so that it need not be made again."""

from __future__ import annotations

from typing import Annotated

import typer

from care2040.cli.views.console import exits, screen
from care2040.cli.views.words import say


def cache(clear: Annotated[bool, typer.Option("--clear", help="Throw it all away; it is made anew.")] = False) -> None:
    """Show what is kept from one command to the next, machine code and parameters that were read, or throw it away."""
    with exits():
        from care2040.files.memory import cache as kept

        found = kept.clear() if clear else kept.kept()
        if found.folder is None:
            text = say("cache", "off", variable=kept.VARIABLE)
        else:
            size = f"{found.size / 2**20:.1f}"
            text = say("cache", "cleared" if clear else "held", count=len(found.files), size=size, folder=found.folder)
        screen().print(text, markup=False, soft_wrap=True)
