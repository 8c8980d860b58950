"""``care2040 compare``: what is laid beside each other; ``compare cities`` says why two cities differ."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from care2040.cli.views import completion
from care2040.cli.views.console import Form, exits, screen, show, table
from care2040.cli.views.progress import Progress
from care2040.cli.views.spoken import SpokenCommand, SpokenGroup
from care2040.cli.views.words import chosen, say
from care2040.files.package_files import from_here
from care2040.language.axes import HORIZON

if TYPE_CHECKING:
    from care2040.analysis.between_cities.comparison import CityComparison

compare = typer.Typer(cls=SpokenGroup, help="Lay cities beside each other.", no_args_is_help=True)


@compare.callback()
def _group() -> None:
    """Keep 'cities' a command of its own, though it is the only one."""
    return


@compare.command(cls=SpokenCommand)
def cities(
    experiment: Annotated[
        Path, typer.Argument(autocompletion=completion.experiments, help="An experiment that names no city.")
    ],
    city: Annotated[
        list[str] | None,
        typer.Option(
            autocompletion=completion.cities,
            metavar="NAME|FOLDER",
            help="A city; twice, the second is laid beside the first.",
            show_default=False,
        ),
    ] = None,
    indicator: Annotated[
        str, typer.Option(autocompletion=completion.indicators, help="What is explained.")
    ] = "care_share_needed",
    year: Annotated[int, typer.Option(help="On its 1 January; of a flow the whole year.")] = HORIZON,
    policy: Annotated[
        str, typer.Option(help="A policy of it, or a lever or package at full effort.", show_default="unchanged policy")
    ] = "",
    scenario: Annotated[str, typer.Option(help="What happens to both cities.", show_default="the first")] = "",
    to: Annotated[Path | None, typer.Option(help="A folder for the tables, the pages and the figure.")] = None,
    form: Annotated[Form, typer.Option("--format", help="As text or as JSON.")] = "text",
) -> None:
    """Run an experiment for two cities, and say what differs and why: ageing, poverty, homes, labour, region, care."""
    with exits(form, "run"):
        from care2040.files.result_folder import check_added
        from care2040.study.cities.compare import compare_cities
        from care2040.study.cities.written import WRITTEN, write_cities
        from care2040.wording.texts import listed

        if to is not None:
            check_added(to)
        with Progress("mixing cities") as progress:
            told = compare_cities(
                city or (),
                experiment,
                indicator=indicator,
                year=year,
                policy=policy,
                scenario=scenario,
                progress=progress,
            )
        if to is not None:
            write_cities(told, to)
        if form == "json":
            print(json.dumps(told.as_data(), ensure_ascii=False, indent=2))
            return
        _show(told)
        if to is not None:
            what = listed(WRITTEN, chosen())
            screen().print(say("wrote_in", what=what, folder=from_here(to)), markup=False)


def _show(told: CityComparison) -> None:
    """Print what was asked, why the cities differ, and all that differs."""
    from rich.text import Text

    from care2040.analysis.between_cities import telling

    console, language = screen(), chosen()
    console.print(telling.asked_words(told, language), markup=False)
    console.print(Text(telling.headline(told, language), "bold"))
    why, beside = telling.why_heads(told, language), telling.beside_heads(told, language)
    show(console, table(why, telling.why_rows(told, language), right=why[1:]))
    show(console, table(beside, telling.beside_rows(told, language), right=beside[1:]))
    for note in telling.notes(told, language):
        console.print(Text(note, "dim"))
