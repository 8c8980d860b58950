"""``care2040 city``: the folder of another city, made of public tables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from care2040.cli.views.console import exits, screen
from care2040.cli.views.spoken import SpokenCommand, SpokenGroup
from care2040.cli.views.words import chosen, say
from care2040.files.package_files import from_here
from care2040.study.cities.new_city import REPORT, new_city

city = typer.Typer(cls=SpokenGroup, help="Make another city.", no_args_is_help=True)


@city.callback()
def _group() -> None:
    """Keep 'new' a command of its own, though it is the only one."""
    return


@city.command(cls=SpokenCommand)
def new(
    name: Annotated[str, typer.Argument(help="Name of the city: small letters, digits and _.")],
    tables: Annotated[Path, typer.Option(help="Folder with public tables; docs/een_andere_stad.md says which.")],
    groups: Annotated[
        Path | None,
        typer.Option(
            help="Table with the district of each wijk.", show_default="groups.csv among the tables, else proposed"
        ),
    ] = None,
    municipality: Annotated[
        str | None, typer.Option(help="Name or code of the municipality.", show_default="the name of the city")
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(help="Folder to write, called as the city.", show_default="among the cities of this checkout"),
    ] = None,
) -> None:
    """Build the folder of a city from public tables, and say what was found, what is borrowed and how well it fits."""
    with exits(undone="written"):
        made = new_city(name, tables, groups=groups, municipality=municipality or "", to=to, language=chosen())
        console = screen()
        for line in made.warnings:
            console.print(f"[bold yellow]{say('severities', 'warning')}[/]: {line}", markup=True)
        if made.foreign:
            console.print(f"{say('noted')}: {say('not_read', files=', '.join(made.foreign))}", markup=False)
        console.print(made.report, markup=False)
        console.print(say("wrote", what=from_here(made.folder / REPORT)), markup=False)
