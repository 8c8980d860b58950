"""``care2040 why``: which causes make an indicator differ between two policies, and by how much, down the tree."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from care2040.cli.cities.about import city_of_experiment, city_of_result
from care2040.cli.views import completion
from care2040.cli.views.console import Form, exits
from care2040.cli.views.progress import Progress
from care2040.language.axes import HORIZON, Resolution, whole_city
from care2040.study.project import open_project


def why(
    indicator: Annotated[
        str, typer.Argument(autocompletion=completion.indicators, help="An indicator, a stock, a flow or a variable.")
    ],
    between: Annotated[tuple[str, str], typer.Option(help="Two policies; a lever or package is one at full effort.")],
    year: Annotated[int, typer.Option(help="On its 1 January; of a flow the whole year.")] = HORIZON,
    result: Annotated[Path | None, typer.Option(help="A result to hold the answer against.")] = None,
    experiment: Annotated[
        Path | None, typer.Option(help="Where the policies stand.", show_default="that of the result, or one with both")
    ] = None,
    scenario: Annotated[str, typer.Option(help="What happens to the city.", show_default="the first")] = "",
    area: Annotated[
        str | None, typer.Option(help="The city, or one of its districts.", show_default="the city")
    ] = None,
    resolution: Annotated[
        Resolution | None,
        typer.Option(help="Districts, or the city as one.", show_default="that of the result, or as needed"),
    ] = None,
    depth: Annotated[int, typer.Option(min=1, max=30, help="How many forks deep the tree goes.")] = 4,
    least: Annotated[float, typer.Option(min=0.0, max=1.0, help="Smallest part of the difference to show.")] = 0.03,
    form: Annotated[Form, typer.Option("--format", help="As text or as JSON.")] = "text",
) -> None:
    """Say why an indicator differs between two policies: its causes, their causes, and what each adds."""
    with exits(form, "run"), city_of_result(result), city_of_experiment(experiment):
        from care2040.cli.causes.difference import show_difference
        from care2040.study import why as study

        project = open_project()
        question = study.Question(
            indicator, between, year, scenario, area or whole_city(), resolution, experiment, result
        )
        with Progress("running") as progress:
            answer = study.why(project, question, depth, least, progress)
        if form == "json":
            print(json.dumps(answer.as_data(), ensure_ascii=False, indent=2))
        else:
            show_difference(answer, project)
