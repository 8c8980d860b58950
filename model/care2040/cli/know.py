"""``care2040 know``: from which year counts tell policies or futures apart, and which counts are worth having."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from care2040.cli.views.console import Form, exits, screen
from care2040.cli.views.progress import Progress
from care2040.cli.views.words import chosen, say
from care2040.files.package_files import from_here
from care2040.language.axes import HALF_WAY
from care2040.study.project import open_project


def know(
    result: Annotated[
        Path, typer.Argument(help="The folder of a result with draws and 'monitor: true', or its name in outputs.")
    ],
    between: Annotated[
        tuple[str, str] | None,
        typer.Option(
            help="Two policies or scenarios of the result.", show_default="unchanged policy and every other policy"
        ),
    ] = None,
    scenario: Annotated[
        str, typer.Option(help="The future in which policies are compared.", show_default="the first")
    ] = "",
    by: Annotated[int, typer.Option(help="The year in which is looked and chosen.")] = HALF_WAY,
    error: Annotated[
        float,
        typer.Option(min=0.001, max=1.0, help="Standard error of a count that is not made yet, as a part of it."),
    ] = 0.05,
    to: Annotated[
        Path | None,
        typer.Option(help="Folder for figures and tables (when_known, worth_counting); what else is in it stays."),
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="As text or as JSON.")] = "text",
) -> None:
    """Say from which year the monitors tell policies or futures apart, and which counts are worth having."""
    with exits(form):
        from care2040.cli.views.knowing import show_answer
        from care2040.study.knowing import know as study
        from care2040.study.knowing.write import TABLES, write
        from care2040.wording.texts import listed

        project = open_project()
        with Progress("analysing"):
            answer = study.know(project, study.Question(result, between or (), scenario, by, error))
        if to:
            write(answer, to)
        if form == "json":
            print(json.dumps(answer.as_data(), ensure_ascii=False, indent=2))
            return
        show_answer(answer)
        if to:
            what = listed((*TABLES, "figures"), chosen())
            screen().print(say("wrote_in", what=what, folder=from_here(to)), markup=False)
