"""The model as a small site of plain pages in English and in Dutch, with the behaviour of a result or of a run."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import xarray as xr

from care2040.engine.simulation import simulate
from care2040.files import result_folder
from care2040.files.package_files import checkout, package, package_folder
from care2040.language.cities.layers import sources_of
from care2040.reports.site.diagrams import Atlas
from care2040.reports.site.site import Site
from care2040.reports.site.theory import TheoryPage
from care2040.reports.site.words import Words
from care2040.results import load, manifest
from care2040.study.project import Project

NAME = "care2040_site"
"""What its manifest says it is, so that it replaces an older site and nothing else."""
SHOWN = "one_in_four"
"""The experiment that is run for the behaviour when no result is given."""
Progress = Callable[[int, int], None]


def behaviour(project: Project, result: Path | None, progress: Progress = lambda done, total: None) -> xr.Dataset:
    """Return a result, or a run of the shipped experiment for the city as one where none is named."""
    if result is not None:
        return load.load(result)
    experiment = project.experiment(SHOWN, draws=1, resolution="city")
    return simulate.run(project.model, experiment, project.parameters, progress=progress)


def write_site(
    project: Project,
    folder: Path,
    dataset: xr.Dataset,
    result: Path | None = None,
    others: Callable[[Path], list[str]] | None = None,
    theory: xr.Dataset | None = None,
) -> tuple[str, ...]:
    """Write the pages, and return the names of the files.

    Parameters
    ----------
    project : Project
        Model, parameters and levers.
    folder : Path
        Changes from the old site to the new one at once.
    dataset : xarray.Dataset
        What `behaviour` gave.
    result : Path, optional
        Where it is from; a run when left out.
    others : callable, optional
        Writes the pages of districts into the folder, and gives their names.
    theory : xarray.Dataset, optional
        The theory of change, as `Theory.as_dataset` gives it; no page of it when left out.
    """
    maker = manifest.maker({"version": manifest.version(), "commit": manifest.commit(checkout())})
    atlas = Atlas(project.model, project.parameters)
    site = Site(
        atlas,
        project.levers,
        sources_of(package_folder("parameters")),
        dataset,
        maker.removeprefix("care2040 "),
        result,
        package().parents[1],
        others is not None,
    )
    if theory is not None:
        site = replace(site, theory=TheoryPage(theory, atlas.words))
    dutch = replace(site, atlas=replace(atlas, words=Words("nl")))
    if theory is not None:
        dutch = replace(dutch, theory=TheoryPage(theory, Words("nl")))
    with result_folder.alone(folder, folder), result_folder.replaced(folder) as fresh:
        pages = {**dict(site.pages()), **dict(dutch.pages())}
        for name, text in pages.items():
            (fresh / name).parent.mkdir(exist_ok=True)
            (fresh / name).write_text(text, encoding="utf-8", newline="\n")
        pages |= dict.fromkeys(others(fresh) if others else (), "")
        facts = {"experiment": {"name": NAME}, "version": site.version, "files": dict.fromkeys(pages, "")}
        (fresh / result_folder.MANIFEST).write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    return tuple(pages)
