"""Write what a run gave, from netCDF to figures and how it was made, in one folder that appears whole."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import xarray as xr

from care2040.analysis.tables import Analysed
from care2040.files import result_folder
from care2040.inputs.experiments.experiment import Experiment
from care2040.reports.tables import drawing, summary_page, workbook
from care2040.reports.tables.analysis_sheets import analysis_sheets
from care2040.reports.tables.figure_sheets import figure_sheets
from care2040.results import manifest
from care2040.results.load import FIRST, RUN
from care2040.results.long_table import indicators_table, text_cell, write_tables
from care2040.results.netcdf import with_attributes, write_netcdf
from care2040.results.notes import notes_of
from care2040.results.series import series
from care2040.results.valid_draws import is_sample
from care2040.wording.language import Language

WORKBOOKS: Mapping[Language, str] = {"en": "indicators.xlsx", "nl": "indicators_nl.xlsx"}
HANDED_OVER = 2**26
"""Bytes of numbers that are handed to those who draw; of more they read what they need from the file."""

__all__ = ["indicators_table", "write"]


def write(
    dataset: xr.Dataset,
    experiment: Experiment,
    folder: Path,
    made: manifest.Made,
    progress: Callable[[int, int], None] = lambda done, total: None,
    first: xr.Dataset | None = None,
    pool: Executor | None = None,
) -> tuple[str, ...]:
    """Write a result; the folder changes from the old result to the new one at once, and `pool` draws the figures."""
    facts = manifest.describe(experiment, made)
    described = with_attributes(dataset, facts)
    sources = [described, *([with_attributes(first, facts)] if first is not None else [])]
    analysed = [Analysed(source) for source in sources]
    left_out: list[str] = []
    notes: list[str] = [*notes_of(dataset)]

    begun: list[Future[tuple[list[str], list[str]]]] = []
    few = sum(source.nbytes for source in sources) <= HANDED_OVER

    def draw(fresh: Path) -> None:
        files = [fresh / name for name, _ in zip((RUN, FIRST), sources, strict=False)]
        begun.extend(drawing.begin(experiment.figures, sources if few else files, fresh / "figures", pool))

    steps: tuple[Callable[[Path], object], ...] = (
        *((draw,) if few else ()),
        lambda fresh: write_netcdf(described, fresh / RUN),
        lambda fresh: _write_own_experiment(made, fresh),
        lambda fresh: write_netcdf(sources[-1], fresh / FIRST) if first is not None else None,
        *(() if few else (draw,)),
        lambda fresh: notes.extend(write_tables(described, fresh)),
        lambda fresh: write_analysis(analysed, fresh),
        lambda fresh: left_out.extend(drawing.finish(begun, experiment.figures, sources, fresh / "figures")),
        lambda fresh: _write_workbook(analysed[0], facts, fresh),
        lambda fresh: manifest.write(facts | {"figures_left_out": left_out, "notes": notes}, fresh, made),
        lambda fresh: _keep_own_files(folder, fresh),
    )
    with result_folder.replaced(folder) as fresh:
        for number, step in enumerate(steps, 1):
            step(fresh)
            progress(number, len(steps))
    return (*left_out, *notes[len(notes_of(dataset)) :])


def write_analysis(sources: Sequence[Analysed], folder: Path) -> None:
    """Write each table of the analysis as CSV, and all as a page in each language; nothing where there is none.

    Tables that only a later one of the `sources` has, such as the first of two sweeps, are written from that.
    """
    found = {name: table for source in reversed(sources) for name, table in source.tables.items()}
    for name, table in found.items():
        table.map(lambda cell: text_cell(cell) if isinstance(cell, str) else cell).to_csv(
            folder / f"{name}.csv", index=False, lineterminator="\n"
        )
    for language, file in summary_page.FILES.items() if found else ():
        (folder / file).write_text(summary_page.page(sources[0], language, sources[1:]), encoding="utf-8", newline="\n")


def _write_own_experiment(made: manifest.Made, fresh: Path) -> None:
    """Keep the text of an experiment that stands in no file."""
    if made.text:
        (fresh / manifest.OWN_EXPERIMENT).write_text(made.text, encoding="utf-8", newline="\n")


def _write_workbook(source: Analysed, facts: Mapping[str, Any], fresh: Path) -> None:
    dataset = source.dataset
    parts, analysis = tuple(series(dataset)), tuple(analysis_sheets(source.tables))
    for language, name in WORKBOOKS.items():
        drawn = tuple(figure_sheets(fresh / "figures", language))
        workbook.write(fresh / name, parts, facts, analysis, drawn, language, is_sample(dataset))


def _keep_own_files(folder: Path, fresh: Path) -> None:
    """Carry over what somebody else put into the old result."""
    old = result_folder.manifest_of(folder)
    if old is not None:
        result_folder.carry_over(folder, fresh, {result_folder.MANIFEST, *old.get("files", {})})
