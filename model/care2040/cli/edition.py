"""``care2040 edition``: which results moved between two editions of the model, because of data, parameters or laws."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from care2040.cli.views import completion
from care2040.cli.views.console import Form, exits
from care2040.cli.views.progress import Progress
from care2040.language.axes import Resolution

YEARS = (2024, 2030, 2035, 2040)
"""Years that are told of when none is asked for, as in the golden tables."""


def edition(
    old: Annotated[str, typer.Argument(help="A checkout, an installed package, a commit or tag, or a result.")],
    new: Annotated[
        str | None, typer.Argument(help="The edition to lay beside it.", show_default="this edition")
    ] = None,
    experiment: Annotated[str, typer.Option(help="An experiment that both have.")] = "one_in_four",
    policy: Annotated[str, typer.Option(help="A policy of it.", show_default="unchanged policy")] = "",
    scenario: Annotated[str, typer.Option(help="A scenario of it.", show_default="what evidence gives")] = "",
    indicator: Annotated[
        list[str] | None,
        typer.Option(
            help="An indicator; may be given again.",
            show_default="those of the experiment",
            autocompletion=completion.indicators,
        ),
    ] = None,
    year: Annotated[
        list[int] | None, typer.Option(help="A year; may be given again.", show_default="2024, 2030, 2035 and 2040")
    ] = None,
    resolution: Annotated[Resolution, typer.Option(help="Ten districts, or the city as one.")] = "city",
    rows: Annotated[int, typer.Option(min=1, help="Results to show, what moved most first.")] = 12,
    to: Annotated[
        Path | None, typer.Option(help="Write it to a file: .json (for a memo), .csv or .md.", show_default="")
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="As text or as JSON.")] = "text",
) -> None:
    """Say which results moved between two editions of the model, and what data, parameters and laws add to that."""
    with exits(form, "run"):
        from care2040.cli.views.editions import check_file, show_comparison, write_comparison
        from care2040.study.editions.compare import compare
        from care2040.study.editions.question import Question

        if to is not None:
            check_file(to)
        question = Question(
            experiment, policy, scenario, tuple(indicator or ()), tuple(sorted(year or YEARS)), resolution
        )
        with Progress("comparing") as progress:
            told = compare(old, new, question, progress)
        if to is not None:
            write_comparison(told, to)
        if form == "json":
            print(json.dumps(told.as_data(), ensure_ascii=False, indent=2))
        else:
            show_comparison(told, rows, to)
