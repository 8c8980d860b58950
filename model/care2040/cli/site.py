"""``care2040 site``: the model as a small site of plain pages, built without a network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from care2040.cli.views.console import exits, screen
from care2040.cli.views.progress import Progress
from care2040.study.project import Project, open_project, shipped_experiments

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
        from care2040.files import result_folder

        project = open_project()
        folder = result_folder.check(to, NAME, force)
        dataset = _behaviour(project, result)
        made = _site(project, dataset, result)
        with result_folder.replaced(folder) as fresh, Progress("writing") as progress:
            pages = dict(made.pages())
            for number, (name, text) in enumerate(pages.items(), 1):
                (fresh / name).write_text(text, encoding="utf-8", newline="\n")
                progress(number, len(pages))
            facts = {"experiment": {"name": NAME}, "version": made.version, "files": dict.fromkeys(pages, "")}
            (fresh / result_folder.MANIFEST).write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
        screen().print(f"wrote {len(pages)} files; open {folder / 'index.html'}")


def _behaviour(project: Project, result: Path | None) -> xr.Dataset:
    """Return the result that was named, or run the shipped experiment for the city as one."""
    if result is not None:
        from care2040.results import load as stored

        return stored.load(result)
    from care2040.engine.simulation import simulate
    from care2040.inputs.experiments.experiment import load

    posed = load(shipped_experiments()[SHOWN], project.parameters, project.known, draws=1, resolution="city")
    with Progress("running") as progress:
        return simulate.run(project.model, posed, project.parameters, progress=progress)


def _site(project: Project, dataset: xr.Dataset, result: Path | None) -> Any:
    from care2040.files.package_files import checkout, package, package_folder
    from care2040.files.yaml_document import read
    from care2040.reports.site.diagrams import Atlas
    from care2040.reports.site.site import Site
    from care2040.results import manifest

    sources = read(package_folder("parameters") / "sources.yaml").data
    shown = "a run of the city with central values" if result is None else f"the result {result}"
    commit = manifest.commit(checkout())
    version = manifest.maker({"version": manifest.version(), "commit": commit}).removeprefix("care2040 ")
    root = package().parents[1]
    return Site(
        Atlas(project.model, project.parameters),
        project.levers,
        sources,
        dataset,
        version,
        f"Behaviour: {shown}.",
        root,
    )
