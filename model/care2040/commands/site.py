"""``care2040 site``: the model as a small site of plain pages, built without a network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from care2040.commands.common import House, exits, open_house, screen, shipped_experiments
from care2040.commands.progress import Progress

if TYPE_CHECKING:
    import xarray as xr

NAME = "care2040_site"
"""What its manifest says it is, so that it replaces an older site and nothing else."""
SHOWN = "one_in_four"
"""The experiment that is run for the behaviour when no result is given."""


def site(
    to: Annotated[Path, typer.Option(help="Folder for the pages; open index.html in it.")],
    result: Annotated[
        Path | None, typer.Option(help="A result to show the behaviour of.", show_default=f"a run of {SHOWN}")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a folder that holds something else.")] = False,
) -> None:
    """Write the model as pages: a page for each sector, the loops, the definitions, what is not known, the sources."""
    with exits():
        from care2040 import files

        house = open_house()
        folder = files.check(to, NAME, force)
        dataset = _behaviour(house, result)
        made = _site(house, dataset, result)
        with files.replaced(folder) as fresh, Progress("writing") as progress:
            pages = dict(made.pages())
            for number, (name, text) in enumerate(pages.items(), 1):
                (fresh / name).write_text(text, encoding="utf-8", newline="\n")
                progress(number, len(pages))
            facts = {"experiment": {"name": NAME}, "version": made.version, "files": dict.fromkeys(pages, "")}
            (fresh / files.MANIFEST).write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
        screen().print(f"wrote {len(pages)} files; open {folder / 'index.html'}")


def _behaviour(house: House, result: Path | None) -> xr.Dataset:
    """Return the result that was named, or run the shipped experiment for the city as one."""
    if result is not None:
        from care2040 import stored

        return stored.load(result)
    from care2040 import simulate
    from care2040.experiments import load

    posed = load(shipped_experiments()[SHOWN], house.parameters, house.known, draws=1, resolution="city")
    with Progress("running") as progress:
        return simulate.run(house.model, posed, house.parameters, progress=progress)


def _site(house: House, dataset: xr.Dataset, result: Path | None) -> Any:
    from care2040 import manifest
    from care2040.pages.diagrams import Atlas
    from care2040.pages.site import Site
    from care2040.rooms import room
    from care2040.yamlfile import read

    sources = read(room("parameters") / "sources.yaml").data
    shown = "a run of the city with central values" if result is None else f"the result {result}"
    commit = manifest.commit(manifest.checkout())
    version = manifest.maker({"version": manifest.version(), "commit": commit}).removeprefix("care2040 ")
    root = Path(__file__).parents[3]
    return Site(
        Atlas(house.model, house.parameters), house.levers, sources, dataset, version, f"Behaviour: {shown}.", root
    )
