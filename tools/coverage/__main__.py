"""Run `coverage` from the command line."""

import typer

from tools.coverage.command import coverage

typer.run(coverage)
