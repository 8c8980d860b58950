"""Run `changes` from the command line."""

import typer

from tools.changes_of_the_answer.command import changes

typer.run(changes)
