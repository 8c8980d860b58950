"""``care2040 edition``: which results moved between two editions of the model, because of data, parameters or laws."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from care2040.cli.views import completion
from care2040.cli.views.console import Form, exits, screen, show, table
from care2040.cli.views.progress import Progress
from care2040.cli.views.words import chosen, say
from care2040.files.package_files import from_here
from care2040.language.axes import Resolution

if TYPE_CHECKING:
    from care2040.analysis.editions.comparison import Comparison

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
    resolution: Annotated[Resolution, typer.Option(help="Districts, or the city as one.")] = "city",
    rows: Annotated[int, typer.Option(min=1, help="Results to show, what moved most first.")] = 12,
    to: Annotated[
        Path | None, typer.Option(help="Write it to a file: .json (for a memo), .csv or .md.", show_default="")
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="As text or as JSON.")] = "text",
) -> None:
    """Say which results moved between two editions of the model, and what data, parameters and laws add to that."""
    with exits(form, "run"):
        from care2040.study.editions.compare import compare
        from care2040.study.editions.question import Question
        from care2040.study.editions.writing import check_file, write_comparison

        if to is not None:
            check_file(to)
        question = Question(
            experiment, policy, scenario, tuple(indicator or ()), tuple(sorted(year or YEARS)), resolution
        )
        with Progress("comparing") as progress:
            told = compare(old, new, question, progress)
        if to is not None:
            write_comparison(told, to, chosen())
        if form == "json":
            print(json.dumps(told.as_data(), ensure_ascii=False, indent=2))
        else:
            _show(told, rows)
            if to is not None:
                screen().print(say("wrote", what=from_here(to)), markup=False)


def _show(told: Comparison, most: int) -> None:
    """Print what moved, what differs, and what to beware of."""
    from rich.text import Text

    from care2040.analysis.editions import telling

    console, language = screen(), chosen()
    console.print(telling.asked_words(told, language), markup=False)
    console.print(Text(telling.headline(told, language), "bold"))
    console.print(telling.count_words(told, language), markup=False)
    names = telling.whole_results(told)
    if names:
        columns = telling.heads(told, language)
        show(console, table(columns, telling.rows(told, language, names[:most]), right=columns[1:-1]))
        if len(names) > most:
            console.print(telling.say(language, "more", count=len(names) - most, rows=len(names)), markup=False)
        console.print(Text(telling.say(language, "how"), "dim"))
    for line in telling.changed_lines(told, language):
        console.print(line, markup=False)
    for line in telling.caution_lines(told, language):
        console.print(Text(f"{say('noted')}: {line}", "dim"))
