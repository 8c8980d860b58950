"""``care2040 loops``: which of the named loops drive the model, and in which years."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from care2040.cli.cities.about import city_of_experiment, city_of_result
from care2040.cli.views import completion
from care2040.cli.views.console import INVALID, Form, exits, say_why, screen, show, table
from care2040.cli.views.progress import Progress
from care2040.cli.views.words import chosen, say, translated
from care2040.files.package_files import from_here
from care2040.study.project import open_project

if TYPE_CHECKING:
    import xarray as xr
    from rich.table import Table

    from care2040.study.export.loops import ScoredLoops

DEFAULT = Path("one_in_four")
COLUMNS = 6
"""Most years in the table on the screen; the file has them all."""


def loops(
    experiment: Annotated[
        Path | None,
        typer.Argument(
            autocompletion=completion.experiments,
            help="A YAML file, or the name of one that is shipped.",
            show_default=str(DEFAULT),
        ),
    ] = None,
    policy: Annotated[str | None, typer.Option(help="The policy.", show_default="the one that changes nothing")] = None,
    scenario: Annotated[str | None, typer.Option(help="The scenario.", show_default="the first")] = None,
    result: Annotated[
        Path | None, typer.Option(help="A result: its experiment is taken, and table and figure are added to it.")
    ] = None,
    to: Annotated[Path | None, typer.Option(help="Another folder for table and figure.")] = None,
    form: Annotated[Form, typer.Option("--format", help="Table and problems as text or as JSON.")] = "text",
) -> None:
    """Score the named loops (Loops That Matter) and show which of them drive the model in which years."""
    with exits(form, "run"), city_of_result(result), city_of_experiment(experiment):
        from care2040.results import load
        from care2040.study.export import loops as study
        from care2040.wording.texts import listed

        study.check_installed()
        if experiment and result:
            raise say_why(say("loops", "two"), say("loops", "give_one"), form, INVALID)
        folder = load.folder_of(result) if result else None
        file = load.experiment_of(folder) if folder else experiment or DEFAULT
        project = open_project()
        with Progress("scoring loops"):
            found = study.score_loops(project, file, policy, scenario)
        if place := to or folder:
            study.write_loops(found, place, folder)
        if form == "json":
            print(json.dumps(_as_data(found), ensure_ascii=False, indent=2))
            return
        _show(found)
        if place:
            what = listed((study.TABLE, study.FOLDER), chosen())
            screen().print(say("wrote_in", what=what, folder=from_here(place)), markup=False)


def _as_data(found: ScoredLoops) -> dict[str, object]:
    share, years = found.shares["loop_share"], found.shares["year"].values.tolist()
    shares = {
        name: dict(zip(years, share.sel(loop=name).values.round(6).tolist(), strict=True)) for name in found.order
    }
    facts = {str(name): value for name, value in found.shares.attrs.items()}
    return {**facts, "shares": shares, "unscored": found.scores.unscored, "model": found.scores.sizes}


def _show(found: ScoredLoops) -> None:
    console, facts = screen(), found.shares.attrs
    where = {key: facts[key] for key in ("experiment", "policy", "scenario")}
    console.print(say("loops", "share", **where), markup=False)
    show(console, _table(found))
    console.print(say("loops", "largest", names="; ".join(_largest(found.shares["loop_share"]))), markup=False)
    if unscored := found.scores.unscored:
        console.print(say("loops", "unscored", names=", ".join(unscored)))
    size = ", ".join(f"{number} {translated('loops.sizes', name)}" for name, number in found.scores.sizes.items())
    console.print(say("loops", "how", size=size), markup=False)


def _table(found: ScoredLoops) -> Table:
    share, titles = found.shares["loop_share"], found.shares[f"loop_title_{chosen()}"]
    years = share["year"].values.tolist()
    shown = years[:: -(-len(years) // COLUMNS)]
    rows = []
    for name in found.order:
        one = share.sel(loop=name)
        values = [*(float(one.sel(year=year)) for year in shown), float(one.mean())]
        rows.append((name, str(titles.sel(loop=name).item()), *map(_percent, values)))
    numbers = (*map(str, shown), say("loops", "heads", "mean"))
    return table((say("loops", "heads", "loop"), "", *numbers), rows, numbers)


def _percent(share: float) -> str:
    return f"{share:+.0%}" if abs(share) >= 0.005 else "0%"


def _largest(share: xr.DataArray) -> list[str]:
    """Return which loop has the largest share, and from when to when."""
    names = share["loop"].values[abs(share).argmax("loop").values].tolist()
    spans = []
    for name, group in groupby(zip(names, share["year"].values.tolist(), strict=True), key=lambda pair: pair[0]):
        years = [year for _, year in group]
        spans.append(f"{name} {years[0]}" if len(years) == 1 else f"{name} {years[0]}-{years[-1]}")
    return spans
