"""The analysis of a result as files: which there are, and what stands in them."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd
import xarray as xr

from care2040.analysis.levers import attribution, comparison, costs, least_effort
from care2040.analysis.uncertainty import discovery_dataset, robustness, sensitivity_dataset
from care2040.reports.tables import analysis_sheets, summary_page
from care2040.reports.tables.analysis_sheets import Sheet
from care2040.results import variables


def frames(dataset: xr.Dataset) -> dict[str, pd.DataFrame]:
    """Return the tables that a result has, by the name of their file without its ending."""
    against = comparison.compared_with(dataset)
    found: dict[str, pd.DataFrame] = {}
    if dataset.sizes["policy"] > 1:
        found["summary"] = comparison.summary(dataset, against)
    if costs.can_be_told(dataset):
        found["costs"] = costs.table(dataset, against)
    if variables.WEDGES in dataset:
        found["wedges"] = attribution.table(dataset)
    if least_effort.LEAST in dataset:
        found["least_effort"] = least_effort.table(dataset)
    return found | _of_many(dataset)


def _of_many(dataset: xr.Dataset) -> dict[str, pd.DataFrame]:
    """Return the tables of draws and sweeps."""
    makers = {
        "robustness": (variables.CHANCE, robustness.table),
        "discovery": (variables.BOUNDS, discovery_dataset.table),
        "discovery_steps": (variables.BOUNDS, discovery_dataset.steps),
        "sobol": (variables.SOBOL_TOTAL, sensitivity_dataset.sobol_table),
        "convergence": (variables.CONVERGENCE, sensitivity_dataset.convergence_table),
        "morris": (variables.MORRIS_SIZE, sensitivity_dataset.morris_table),
    }
    return {name: make(dataset) for name, (held, make) in makers.items() if held in dataset}


def write(dataset: xr.Dataset, folder: Path, others: Iterable[xr.Dataset] = ()) -> None:
    """Write each table as CSV, and all of them as a page in each language; nothing when there is nothing to tell.

    Tables that only one of the `others` has, such as the first of two sweeps, are written from that.
    """
    found, others = frames(dataset), tuple(others)
    for other in others:
        found = {**frames(other), **found}
    for name, table in found.items():
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    for language, file in summary_page.FILES.items() if found else ():
        (folder / file).write_text(summary_page.page(dataset, language, others), encoding="utf-8", newline="\n")


def as_sheets(dataset: xr.Dataset) -> Iterator[Sheet]:
    """Give each table as a sheet of a spreadsheet."""
    makers = {
        "summary": analysis_sheets.policies,
        "costs": analysis_sheets.costs,
        "wedges": analysis_sheets.wedges,
        "least_effort": analysis_sheets.least_effort,
        "robustness": analysis_sheets.robustness,
        "discovery": analysis_sheets.discovery,
        "sobol": analysis_sheets.sobol,
        "morris": analysis_sheets.morris,
    }
    for name, table in frames(dataset).items():
        if name in makers:
            yield makers[name](table)
