"""The analysis of a result as files: which there are, and what stands in them."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd
import xarray as xr

from care2040.analysis import attribution, costs, least_effort, pages, sheets, tables
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
        ``summary`` and ``costs`` when there is more than one policy, ``wedges`` and ``least_effort`` when asked for.
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
    return found


def write(dataset: xr.Dataset, folder: Path, others: Iterable[xr.Dataset] = ()) -> None:
    """Write each table as CSV, and all of them as a page in each language; nothing when there is nothing to tell.

    Tables that only one of the `others` has, such as the first of two sweeps, are written from that.
    """
    found = frames(dataset)
    for other in others:
        found = {**frames(other), **found}
    for name, table in found.items():
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    for language, file in pages.FILES.items() if found else ():
        (folder / file).write_text(pages.page(dataset, language), encoding="utf-8", newline="\n")


def as_sheets(dataset: xr.Dataset) -> Iterator[Sheet]:
    """Give each table as a sheet of a spreadsheet."""
    makers = {
        "summary": sheets.policies,
        "costs": sheets.costs,
        "wedges": sheets.wedges,
        "least_effort": sheets.least_effort,
    }
    for name, table in frames(dataset).items():
        yield makers[name](table)
