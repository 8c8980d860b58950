"""The analysis of a result as files: which there are, and what stands in them."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd
import xarray as xr

from care2040.analysis import (
    attribution,
    costs,
    discovery_tables,
    least_effort,
    pages,
    robustness,
    sensitivity_tables,
    sheets,
    tables,
)
from care2040.analysis.sheets import Sheet


def frames(dataset: xr.Dataset) -> dict[str, pd.DataFrame]:
    """Return the tables that a result has, by the name of their file without its ending.

    Parameters
    ----------
    dataset : xarray.Dataset
        What a run gave, with what `attribution.attach` and `least_effort.attach` may have added.

    Returns
    -------
    dict of str to DataFrame
        ``summary`` and ``costs`` when there is more than one policy, ``wedges`` and ``least_effort`` when asked for;
        of draws ``robustness`` and, when asked for, ``discovery`` and ``discovery_steps``; of a sweep ``sobol`` and
        ``convergence``, or ``morris``.
    """
    against = tables.compared_with(dataset)
    found: dict[str, pd.DataFrame] = {}
    if dataset.sizes["policy"] > 1:
        found["summary"] = tables.summary(dataset, against)
    if costs.can_be_told(dataset):
        found["costs"] = costs.table(dataset, against)
    if attribution.WEDGES in dataset:
        found["wedges"] = attribution.table(dataset)
    if least_effort.LEAST in dataset:
        found["least_effort"] = least_effort.table(dataset)
    return found | _of_many(dataset)


def _of_many(dataset: xr.Dataset) -> dict[str, pd.DataFrame]:
    """Return the tables of draws and sweeps."""
    makers = {
        "robustness": (robustness.CHANCE, robustness.table),
        "discovery": (discovery_tables.BOUNDS, discovery_tables.table),
        "discovery_steps": (discovery_tables.BOUNDS, discovery_tables.steps),
        "sobol": (sensitivity_tables.TOTAL, sensitivity_tables.sobol_table),
        "convergence": (sensitivity_tables.CONVERGED, sensitivity_tables.convergence_table),
        "morris": (sensitivity_tables.SIZE, sensitivity_tables.morris_table),
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
    for language, file in pages.FILES.items() if found else ():
        (folder / file).write_text(pages.page(dataset, language, others), encoding="utf-8", newline="\n")


def as_sheets(dataset: xr.Dataset) -> Iterator[Sheet]:
    """Give each table as a sheet of a spreadsheet."""
    makers = {
        "summary": sheets.policies,
        "costs": sheets.costs,
        "wedges": sheets.wedges,
        "least_effort": sheets.least_effort,
        "robustness": sheets.robustness,
        "discovery": sheets.discovery,
        "sobol": sheets.sobol,
        "morris": sheets.morris,
    }
    for name, table in frames(dataset).items():
        if name in makers:
            yield makers[name](table)
