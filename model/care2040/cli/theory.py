"""``care2040 theory``: the chain of each difference maker from its efforts to one in four, as the model has it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from care2040.cli.cities.about import city_of_experiment
from care2040.cli.views import completion
from care2040.cli.views.console import Form, exits, screen
from care2040.cli.views.progress import Progress
from care2040.cli.views.words import chosen, say
from care2040.files.package_files import from_here
from care2040.language.axes import HORIZON
from care2040.study.project import open_project


def theory(
    makers: Annotated[
        list[str] | None,
        typer.Argument(
            autocompletion=completion.levers,
            help="Difference makers, or other policies, packages or levers.",
            show_default="the four of the vision",
        ),
    ] = None,
    experiment: Annotated[
        Path | None,
        typer.Option(
            autocompletion=completion.experiments,
            help="Where the policies stand.",
            show_default="difference_makers",
        ),
    ] = None,
    indicator: Annotated[str, typer.Option(help="What the chains lead to.")] = "care_share_needed",
    scenario: Annotated[str, typer.Option(help="What happens to the city.", show_default="the first")] = "",
    year: Annotated[int, typer.Option(help="On its 1 January the chains end.")] = HORIZON,
    review: Annotated[int, typer.Option(help="The year in which the city looks back, half-way.")] = 2032,
    least: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Smallest part of the effect of a quantity that is told of.")
    ] = 0.05,
    to: Annotated[Path | None, typer.Option(help="A folder for the tables and the figure.")] = None,
    form: Annotated[Form, typer.Option("--format", help="As text or as JSON.")] = "text",
) -> None:
    """Show how difference makers work: from efforts, over what is between, to one in four; when, and how much."""
    with exits(form, "run"), city_of_experiment(experiment):
        from care2040.cli.causes.chains import show_chain, show_how
        from care2040.files.result_folder import check_added
        from care2040.study import theory as study
        from care2040.wording.texts import listed

        if to is not None:
            check_added(to)
        project = open_project()
        with Progress("running") as progress:
            found = study.theory_of_change(
                project,
                makers or (),
                experiment or study.SHIPPED,
                outcome=indicator,
                scenario=scenario,
                year=year,
                review=review,
                least=least,
                progress=progress,
            )
        if to is not None:
            study.write_theory(found, to)
        if form == "json":
            print(json.dumps(found.as_data(), ensure_ascii=False, indent=2))
            return
        for chain in found.chains:
            show_chain(chain, found)
        show_how(found)
        if to is not None:
            what = listed((*study.TABLES, study.FOLDER), chosen())
            screen().print(say("wrote_in", what=what, folder=from_here(to)), markup=False)
