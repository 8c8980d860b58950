"""``care2040 district``: a page for each district, with the city beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from care2040.cli.cities.about import city_of_experiment
from care2040.cli.views import completion
from care2040.cli.views.console import Form, exits, screen
from care2040.cli.views.progress import Progress
from care2040.cli.views.words import say
from care2040.files.package_files import from_here
from care2040.study.districts.pages import STANDARD, asked_for, run_by_district, write_pages
from care2040.study.project import open_project
from care2040.wording.language import Language


def district(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            autocompletion=completion.districts,
            help="Districts, such as overvecht or 'Leidsche Rijn'.",
            metavar="[NAME]...",
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All districts.")] = False,
    to: Annotated[Path, typer.Option(help="Folder for the pages, or for one district a file: .docx or .html.")] = Path(
        "outputs/districts"
    ),
    language: Annotated[Language, typer.Option(help="Language of the pages.")] = "nl",
    experiment: Annotated[
        Path,
        typer.Option(
            autocompletion=completion.experiments,
            help="The policies that are told of: a YAML file, or the name of an experiment that is shipped.",
        ),
    ] = Path(STANDARD),
    form: Annotated[
        Form, typer.Option("--format", help="What was written, and problems, as text or as JSON.")
    ] = "text",
) -> None:
    """Write a page for each district, in Word and HTML: how it stands until 2040 and what each lever does there."""
    if every == bool(names):
        raise typer.BadParameter(say("district", "one_of"))
    with exits(form, "written"), city_of_experiment(experiment):
        files, path = asked_for(None if every else names, to, experiment, language)
        with Progress("running") as progress:
            project = open_project()
            written = write_pages(project, path, run_by_district(project, path, progress), files, language)
        if form == "json":
            import json

            print(json.dumps({"files": [str(path) for path in written]}, indent=2))
            return
        for path in written:
            screen().print(say("wrote", what=from_here(path)), markup=False)
