"""``care2040 monitor``: a result beside what was counted since, and what that changes of the years ahead."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from care2040.cli.cities.about import city_of_result
from care2040.cli.views.console import Form, exits, screen, show, table
from care2040.cli.views.progress import Progress
from care2040.cli.views.words import chosen, say
from care2040.files.package_files import from_here
from care2040.study.project import open_project

if TYPE_CHECKING:
    from care2040.analysis.monitoring.monitoring import Monitoring


def monitor(
    result: Annotated[
        Path, typer.Argument(help="Folder of a result with draws and monitor: true, or its name in outputs.")
    ],
    policy: Annotated[
        str | None, typer.Option(help="Under which policy.", show_default="the one that changes nothing")
    ] = None,
    scenario: Annotated[
        list[str] | None,
        typer.Option(
            help="In which scenario; may be repeated. Counts and parameters are told of in the first.",
            show_default="all of them",
        ),
    ] = None,
    temper: Annotated[
        bool, typer.Option("--temper", help="Let counts weigh less where too few draws would be left.")
    ] = False,
    held_out: Annotated[
        bool, typer.Option("--held-out", help="Let counts that are held out weigh too; none is left to test by then.")
    ] = False,
    apart: Annotated[
        int,
        typer.Option(min=0, max=20, help="Hold out the last so many years of each series, to test the bands by."),
    ] = 0,
    to: Annotated[
        Path | None, typer.Option(help="Folder for tables, words and figures; that of the result will do.")
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="What was found, and problems, as text or as JSON.")] = "text",
) -> None:
    """Lay a result beside what was counted since: what came, how surprising it is, and what it changes ahead."""
    with exits(form, "written" if to else None), city_of_result(result):
        from care2040.files.result_folder import check_added
        from care2040.results import load
        from care2040.study import monitor as study

        if to is not None:
            check_added(to)
        folder = load.folder_of(result)
        project = open_project()
        dataset = load.load(folder)
        where, asked = (str(result), policy or ""), tuple(scenario or ())
        found = study.monitor(project, dataset, *where, asked, temper, held_out, apart)
        written: tuple[str, ...] = ()
        if to is not None:
            with Progress("drawing"):
                written = study.write_monitor(found, to)
        if form == "json":
            print(json.dumps(found.as_data() | {"files": list(written)}, ensure_ascii=False, indent=2))
            return
        _show(found)
        if to is not None:
            what = ", ".join(name for name in written if "/" not in name)
            screen().print(say("wrote_in", what=f"{what}, {study.FOLDER}/", folder=from_here(to)), markup=False)


def _show(found: Monitoring) -> None:
    from care2040.reports.monitoring.sentences import sentences
    from care2040.reports.monitoring.tables import tables
    from care2040.reports.monitoring.values import say as told

    console = screen()
    for paragraph in sentences(found, chosen()):
        console.print(paragraph, markup=False)
        console.print()
    for one in tables(found, chosen(), brief=True):
        title = told(chosen(), "headings", one.name)
        show(console, table(one.heads, one.rows, one.heads[one.left :], title, fold=True))
        if one.note:
            console.print(one.note, markup=False, style="dim")
        console.print()
