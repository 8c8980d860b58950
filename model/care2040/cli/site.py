"""``care2040 site``: the model as a small site of plain pages, built without a network."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from care2040.cli.views.console import exits, screen
from care2040.cli.views.progress import Progress
from care2040.cli.views.words import chosen, say
from care2040.study.project import open_project


def site(
    to: Annotated[Path, typer.Option(help="Folder for the pages; open index.html in it.")],
    result: Annotated[
        Path | None, typer.Option(help="A result to show the behaviour of.", show_default="a run of one_in_four")
    ] = None,
    districts: Annotated[
        bool, typer.Option("--districts/--no-districts", help="With a page for each district: half a minute more.")
    ] = True,
    theory: Annotated[
        bool, typer.Option("--theory/--no-theory", help="With the theory of change: half a minute more.")
    ] = True,
    force: Annotated[bool, typer.Option("--force", help="Replace a folder that holds something else.")] = False,
) -> None:
    """Write the model as pages: a page for each sector, the loops, the definitions, what is not known, the sources."""
    with exits(undone="written"):
        from care2040.files import result_folder
        from care2040.study.districts.pages import write_into_site
        from care2040.study.export.site import NAME, behaviour, write_site
        from care2040.study.theory import theory_of_change

        project = open_project()
        folder = result_folder.check(to, NAME, force)
        with Progress("running") as progress:
            dataset = behaviour(project, result, progress)
            chains = theory_of_change(project, progress=progress).as_dataset() if theory else None
        others = partial(write_into_site, project) if districts else None
        written = write_site(project, folder, dataset, result, others, chains)
        screen().print(
            say("site_wrote", count=len(written), file=folder / ("nl" if chosen() == "nl" else "") / "index.html")
        )
