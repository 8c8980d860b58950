"""``care2040 observe``: the counts that quantities of the model stand for, checked and added to."""

from __future__ import annotations

from typing import Annotated

import typer

from care2040.cli.views.console import Form, exits, screen, show, table
from care2040.cli.views.spoken import SpokenCommand, SpokenGroup
from care2040.cli.views.words import chosen, say
from care2040.files.package_files import from_here
from care2040.study.project import open_project

observe = typer.Typer(cls=SpokenGroup, help="Look at what was observed, and add what came in.", no_args_is_help=True)


HEADS = ("series", "quantity", "counts", "years", "held_out", "error")
"""Columns of the table."""


@observe.command(cls=SpokenCommand)
def check(
    form: Annotated[Form, typer.Option("--format", help="The series, and problems, as text or as JSON.")] = "text",
) -> None:
    """Say which counts stand for which quantity, and which of them are left out and why."""
    with exits(form):
        from care2040.analysis.observations.register import load
        from care2040.cli.views.problem_text import render

        project = open_project()
        register = load(project.folder, project.model)
        rows = []
        for name, series in register.series.items():
            counts = register.of(series)
            years = [one.year for one in counts]
            held = sum(one.held_out for one in counts)
            span = f"{int(min(years))}-{int(max(years))}" if years else ""
            rows.append((name, series.quantity, str(len(counts)), span, str(held), f"{100 * series.error:.0f}%"))
        if form == "json":
            import json

            problems = [str(one) for one in register.problems]
            print(json.dumps({"series": [dict(zip(HEADS, row, strict=True)) for row in rows], "problems": problems}))
            return
        show(screen(), table([say("observe", head) for head in HEADS], rows, right=HEADS[2:]))
        if register.problems:
            render(register.problems, screen(stderr=True))


@observe.command(cls=SpokenCommand)
def add(
    series: Annotated[str, typer.Argument(help="A series of the register, see 'care2040 observe check'.")],
    year: Annotated[float, typer.Option(prompt=True, help="The calendar year, or the day: 2021.5 is 1 July 2021.")],
    value: Annotated[float, typer.Option(prompt=True, help="The count, in the unit of its table.")],
    source: Annotated[str, typer.Option(prompt=True, help="A key of sources.yaml.")],
    sure: Annotated[bool, typer.Option("--sure", help="It is right, however far from the last count.")] = False,
) -> None:
    """Add a count that came in to the table of its series, when its year, its value and its source can be."""
    with exits(undone="written"):
        from care2040.analysis.observations.adding import add as added

        project = open_project()
        path = added(project.folder, project.model, series, year, value, source, sure=sure)
        what = f"{series} {year:.8g}: {_told(value)}"
        done = say("observe", "added", what=what, file=from_here(path)) if path else say("observe", "there", what=what)
        screen().print(done, markup=False)
    with exits():
        from care2040.analysis.validation.hindcast import beside_count

        found = beside_count(project.folder, series, year)
        if found:
            one, errors = found
            told = {"model": _told(one.model), "counted": _told(one.counted), "errors": _told(errors, 1)}
            screen().print(say("observe", "beside", **told), markup=False)


def _told(value: float, digits: int = 4) -> str:
    from care2040.wording.numbers import number

    return number(value, chosen(), 0 if abs(value) >= 1000 else digits)
