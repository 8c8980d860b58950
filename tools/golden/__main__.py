"""Run `golden` from the command line."""

import typer

from tools.golden.golden import golden

typer.run(golden)
