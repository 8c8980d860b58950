"""``care2040 explain``: what a name means, how it is computed, who reads it and where it comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from care2040.cli.views import completion
from care2040.cli.views.console import exits, screen
from care2040.cli.views.words import chosen, say
from care2040.study.project import open_project


def explain(
    name: Annotated[
        str | None,
        typer.Argument(
            autocompletion=completion.names,
            help="A quantity, parameter, law, lever, package, loop, experiment or policy of one.",
        ),
    ] = None,
    depth: Annotated[int, typer.Option(min=0, max=20, help="Levels of what it is made from and used by.")] = 0,
    result: Annotated[Path | None, typer.Option(help="A result, to show its course over the years.")] = None,
    plan: Annotated[
        bool, typer.Option("--plan", help="Show the loops in which it is computed; without a name, all of them.")
    ] = False,
) -> None:
    """Explain a name: what it is, unit, equation, what it reads, what reads it, source, value and range."""
    with exits():
        from care2040.cli.views.explanation import show_explanation, show_trees
        from care2040.study.explain import explain as study
        from care2040.study.explain.plan import loops_of

        project = open_project()
        if plan:
            for line in loops_of(project, name):
                screen().print(line, markup=False, highlight=False, soft_wrap=True)
            return
        if name is None:
            raise typer.BadParameter(say("explain", "no_name"), param_hint="NAME")
        show_explanation(study.explain(project, name, result, chosen()))
        if depth and (name in project.model.equations or name in project.parameters):
            show_trees(project, name, depth)
