"""``care2040 loops``: which of the named loops drive the model, and in which years."""

from __future__ import annotations

from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from care2040.cli.export import chosen_run
from care2040.cli.views.console import FAILED, INVALID, Form, exits, from_here, say_why, screen, show
from care2040.cli.views.progress import Progress
from care2040.study.project import open_project

if TYPE_CHECKING:
    import xarray as xr
    from rich.table import Table

    from care2040.analysis.feedback.loops_that_matter import LoopScores

DEFAULT = Path("one_in_four")
TABLE = "loops.csv"
FOLDER = "figures"
COLUMNS = 6
"""Most years in the table on the screen; the file has them all."""


def loops(
    experiment: Annotated[
        Path | None,
        typer.Argument(help="A YAML file, or the name of one that is shipped.", show_default=str(DEFAULT)),
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
    with exits(form):
        if find_spec("simlin") is None:
            hint = "pip install 'care2040[loops]' (Linux, and macOS with an Apple processor)"
            raise say_why("pysimlin, which scores the loops, is not installed", hint, form, FAILED)
        if experiment and result:
            hint = "give the experiment, or the result that it comes from"
            raise say_why("both an experiment and --result were given", hint, form, INVALID)
        folder, file = _of_result(result) if result else (None, experiment or DEFAULT)

        from care2040.analysis.feedback import loops_that_matter
        from care2040.analysis.feedback.loop_registry import shipped_loops

        project = open_project()
        chosen = chosen_run(file, policy, scenario, [], project)
        known = shipped_loops(project.model, tuple(project.parameters))
        try:
            with Progress("scoring loops"):
                matter = loops_that_matter.score(chosen, known)
        except loops_that_matter.NoLoopScores as error:
            raise say_why(f"pysimlin could not score the loops: {error}", "", form, FAILED) from None
        found = loops_that_matter.as_dataset(matter, chosen, known)
        if place := to or folder:
            _write(found, place, folder)
        _tell(found, matter, form)
        if place and form == "text":
            screen().print(f"Wrote {TABLE} and {FOLDER} in {from_here(place)}", markup=False)


def _of_result(result: Path) -> tuple[Path, Path]:
    """Return the folder of a result and the file of its experiment."""
    from care2040.results import load

    folder = load.find(result)
    return folder, Path(load.facts_of(folder)["experiment"]["file"])


def _write(found: xr.Dataset, place: Path, result: Path | None) -> None:
    from care2040.figures.canvas.export import write
    from care2040.figures.outcomes import loop_shares
    from care2040.files.result_folder import added, note
    from care2040.wording.language import LANGUAGES

    with added(place) as fresh:
        table = found["loop_share"].transpose("year", "loop").to_pandas()
        table.to_csv(fresh / TABLE, float_format="%.6f", lineterminator="\n")
        for language in LANGUAGES:
            write(loop_shares.draw(found, language), fresh / FOLDER, "loops")
        written = [path.relative_to(fresh) for path in fresh.rglob("*") if path.is_file()]
    if result is not None and place.resolve() == result:
        note(result, (result / path for path in written))


def _tell(found: xr.Dataset, matter: LoopScores, form: Form) -> None:
    import json

    share = found["loop_share"]
    order = abs(share).mean("year").sortby(abs(share).mean("year"), ascending=False)["loop"].values.tolist()
    if form == "json":
        years = share["year"].values.tolist()
        told = {name: dict(zip(years, share.sel(loop=name).values.round(6).tolist(), strict=True)) for name in order}
        print(
            json.dumps(
                {**found.attrs, "shares": told, "unscored": matter.unscored, "model": matter.sizes},
                ensure_ascii=False,
                indent=2,
            )
        )
        return
    console = screen()
    where = f"{found.attrs['experiment']}, policy {found.attrs['policy']}, scenario {found.attrs['scenario']}"
    console.print(f"Share of each named loop in what they do together ({where})", markup=False)
    show(console, _table(found, order))
    console.print(f"Largest: {'; '.join(_largest(share))}", markup=False)
    if matter.unscored:
        console.print(f"Without a score, as they only close when someone grows older: {', '.join(matter.unscored)}.")
    size = ", ".join(f"{number} {name}" for name, number in matter.sizes.items())
    console.print(f"Loops without a name do not count. Scored by pysimlin on ages in bands: {size}.", markup=False)


def _table(found: xr.Dataset, order: list[str]) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    share = found["loop_share"]
    years = share["year"].values.tolist()
    shown = years[:: -(-len(years) // COLUMNS)]
    table = Table("loop", "", box=SIMPLE_HEAD, pad_edge=False)
    for head in (*map(str, shown), "mean"):
        table.add_column(head, justify="right")
    for name in order:
        one = share.sel(loop=name)
        mean = float(one.mean())
        values = [float(one.sel(year=year)) for year in shown]
        table.add_row(name, str(found["loop_title_en"].sel(loop=name).item()), *map(_percent, (*values, mean)))
    return table


def _percent(share: float) -> str:
    return f"{share:+.0%}" if abs(share) >= 0.005 else "0%"


def _largest(share: xr.DataArray) -> list[str]:
    """Return which loop has the largest share, and from when to when."""
    names = share["loop"].values[abs(share).argmax("loop").values].tolist()
    told = []
    for name, group in groupby(zip(names, share["year"].values.tolist(), strict=True), key=lambda pair: pair[0]):
        years = [year for _, year in group]
        told.append(f"{name} {years[0]}" if len(years) == 1 else f"{name} {years[0]}-{years[-1]}")
    return told
