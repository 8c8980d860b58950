"""Run `refresh` from the command line."""

import typer

from tools.refresh.refresh import refresh

typer.run(refresh)
