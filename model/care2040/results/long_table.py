"""The indicators as one long table: in memory, and as CSV for programs and for Dutch Excel."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from care2040.results.percentiles import EDGES, at_percentiles
from care2040.results.series import ORDER, Series, series

COLUMNS = ("policy", "scenario", "draw", "district", "year", "indicator", "unit", "value")
MOST_DRAWS = 100
"""Of more draws the files with text hold percentiles: a thousand draws of eight policies are three million rows."""
Places = npt.NDArray[np.int32]


LIVE = ("=", "+", "-", "@", "\t", "\r")
"""Letters at the beginning of a cell that make a spreadsheet program calculate it."""


def text_cell(text: str) -> str:
    """Return the words of somebody as a spreadsheet program shows them and never calculates them."""
    return f"'{text}" if text.startswith(LIVE) else text


def _written(text: object, separator: str) -> str:
    """Return a cell of a CSV, between quotes where it holds what would end it."""
    cell = text_cell(text) if isinstance(text, str) else str(text)
    if any(letter in cell for letter in (separator, '"', "\n", "\r")):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def indicators_table(dataset: xr.Dataset) -> pd.DataFrame:
    """Return the indicators that the experiment asks for as one long table."""
    parts = tuple(series(dataset))
    names = [part.name for part in parts]
    units = list(dict.fromkeys(part.unit for part in parts))
    return pd.concat([_rows(part, names, units) for part in parts], ignore_index=True)


def _rows(part: Series, names: list[str], units: list[str]) -> pd.DataFrame:
    """Return one indicator as rows; categories instead of text, so that millions of rows fit."""
    shape = part.values.shape
    columns: dict[str, Any] = {}
    for axis, dim in enumerate(ORDER):
        labels = part.values[dim].values
        along = [-1 if number == axis else 1 for number in range(len(shape))]
        places: Places = np.broadcast_to(np.arange(len(labels), dtype=np.int32).reshape(along), shape).ravel()
        column = "district" if dim == "area" else dim
        whole = np.issubdtype(labels.dtype, np.integer)
        columns[column] = labels[places] if whole else pd.Categorical.from_codes(places, pd.Index(labels.tolist()))
    rows = part.values.size
    for column, label, known in (("indicator", part.name, names), ("unit", part.unit, units)):
        columns[column] = pd.Categorical.from_codes(np.full(rows, known.index(label), dtype=np.int32), pd.Index(known))
    columns["value"] = part.values.values.ravel()
    return pd.DataFrame(columns, columns=list(COLUMNS))


@dataclass(frozen=True)
class Dialect:
    """How a table is written."""

    file: str
    separator: str
    decimal: str
    mark: str = ""


DIALECTS = (Dialect("indicators.csv", ",", "."), Dialect("indicators_nl.csv", ";", ",", "\ufeff"))
"""For programs, and for Excel with Dutch settings (which reads UTF-8 only behind a byte-order mark)."""


def write_tables(dataset: xr.Dataset, folder: Path) -> None:
    """Write the long table as CSV in every dialect, one indicator in memory at a time.

    Of more than `MOST_DRAWS` draws it holds percentiles, ``p5`` to ``p95`` in the column of the draw.
    """
    for dialect in DIALECTS:
        with (folder / dialect.file).open("w", encoding="utf-8", newline="") as file:
            file.write(dialect.mark + dialect.separator.join(COLUMNS) + "\n")
            keys: dict[tuple[str, ...], list[str]] = {}
            for part in map(_few, series(dataset)):
                areas = tuple(part.values["area"].values.tolist())
                keys[areas] = keys.get(areas) or _keys(part, dialect.separator)
                file.write("".join(_lines(part, keys[areas], dialect)))


def _few(part: Series) -> Series:
    """Return percentiles in the place of many draws."""
    if part.values.sizes["draw"] <= MOST_DRAWS:
        return part
    found = at_percentiles(part.values.values, EDGES, part.values.get_axis_num("draw"))
    coords = {dim: labels for dim, labels in part.values.coords.items() if dim in ORDER and dim != "draw"}
    return replace(
        part, values=xr.DataArray(found, {**coords, "draw": [f"p{edge}" for edge in EDGES]}, part.values.dims)
    )


def _keys(part: Series, separator: str) -> list[str]:
    """Return the first cells of each row: the same for all indicators with the same areas."""
    labels = (
        [f"{_written(label, separator)}{separator}" for label in part.values[dim].values.tolist()] for dim in ORDER
    )
    return ["".join(cells) for cells in product(*labels)]


def _lines(part: Series, keys: list[str], dialect: Dialect) -> Iterator[str]:
    """Give the rows of one indicator; what is not a number is left empty."""
    names = f"{part.name}{dialect.separator}{part.unit}{dialect.separator}"
    for key, number in zip(keys, part.values.values.ravel().tolist(), strict=True):
        yield f"{key}{names}{repr(number).replace('.', dialect.decimal) if math.isfinite(number) else ''}\n"
