"""``care2040 export xmile``: the model with the parameters of one policy, for other system-dynamics tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from care2040.cli.views import completion
from care2040.cli.views.console import exits, screen
from care2040.cli.views.spoken import SpokenCommand, SpokenGroup
from care2040.cli.views.words import say
from care2040.files.package_files import from_here
from care2040.study.export import ENDINGS, export_xmile
from care2040.study.project import open_project

export = typer.Typer(cls=SpokenGroup, help="Write the model for other tools.", no_args_is_help=True)


@export.callback()
def _together() -> None:
    """Keep ``xmile`` a command of its own, also while it is the only one."""
    return


@export.command(cls=SpokenCommand)
def xmile(
    experiment: Annotated[
        Path,
        typer.Argument(
            autocompletion=completion.experiments, help="A YAML file, or the name of an experiment that is shipped."
        ),
    ],
    policy: Annotated[str, typer.Option(help="The policy of the experiment whose parameters are written.")],
    to: Annotated[Path, typer.Option(help=f"The file to write: {', '.join(ENDINGS)}.")],
    scenario: Annotated[
        str | None, typer.Option(help="The scenario.", show_default="the first of the experiment")
    ] = None,
    step: Annotated[float, typer.Option(help="Sub-step in years: 1, 0.5, 0.25, 0.125, ...")] = 0.25,
) -> None:
    """Write the model with the parameters of a policy as a flat XMILE file: one number a variable, the city as one."""
    with exits(undone="written"):
        flat = export_xmile(open_project(), experiment, policy, to, scenario, step)
        counts = {"stocks": len(flat.stocks), "flows": len(flat.flows), "auxiliaries": len(flat.auxiliaries)}
        when = {"start": f"{flat.start:.0f}", "end": f"{flat.end:.0f}", "steps": round(1 / flat.step)}
        screen().print(f"{say('export', 'held', **counts, **when)}\n{say('wrote', what=from_here(to))}", markup=False)
