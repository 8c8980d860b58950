"""``care2040 explorer``: the whole model in one page, in which one moves sliders and sees the answer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from care2040.cli.cities.about import city_of_experiment
from care2040.cli.views import completion
from care2040.cli.views.console import exits, screen
from care2040.cli.views.progress import Progress
from care2040.cli.views.words import chosen, say
from care2040.files.package_files import from_here
from care2040.study.project import open_project

DEFAULT = Path("explorer")


def explorer(
    to: Annotated[Path, typer.Option(help="The page to write, .html; with --split the folder.")],
    experiment: Annotated[
        Path,
        typer.Option(
            autocompletion=completion.experiments,
            help="A YAML file, or the name of an experiment that is shipped: its policies, scenarios, laws and "
            "indicators are what can be chosen.",
        ),
    ] = DEFAULT,
    resolution: Annotated[
        Literal["district", "city"] | None,
        typer.Option(help="Districts, or the city as one.", show_default="as the experiment says"),
    ] = None,
    draws: Annotated[int, typer.Option(min=2, max=512, help="Draws behind the bands.")] = 64,
    plain: Annotated[
        bool, typer.Option("--plain", help="The model as JavaScript that one can read; nothing is packed.")
    ] = False,
    split: Annotated[
        bool, typer.Option("--split", help="Page, script, styles and model apart, for a web server with strict rules.")
    ] = False,
    against: Annotated[
        Path | None, typer.Option(help="An older page: this one then shows what differs, indicator by indicator.")
    ] = None,
    loops: Annotated[
        bool, typer.Option("--loops/--no-loops", help="Score the loops, which takes some seconds.")
    ] = True,
) -> None:
    """Write a page in which the whole model runs: sliders for every lever, live bands, no server and no network."""
    with exits(undone="written"), city_of_experiment(experiment):
        from care2040.study.explorer.make import Asked, check_place, write_explorer

        check_place(to, split)
        asked = Asked(experiment, resolution, chosen(), draws, plain, against, loops)
        with Progress("making the page"):
            made = write_explorer(open_project(), asked, to, split)
        counts = {"levers": made.levers, "policies": made.policies, "indicators": made.indicators}
        sizes = {"size": round(made.size / 1000), "packed": round(made.packed / 1000)}
        lines = [say("explorer", "held", **counts, **sizes)]
        if made.not_answered:
            lines.append(say("explorer", "not_answered", keys=", ".join(made.not_answered)))
        lines.append(say("wrote", what=from_here(to / "index.html" if split else to)))
        screen().print("\n".join(lines), markup=False, soft_wrap=True)
