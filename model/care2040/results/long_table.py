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

from care2040.language.axes import whole_city
from care2040.results.percentiles import EDGES, LEVELS, at_percentiles
from care2040.results.series import ORDER, Series, series
from care2040.results.valid_draws import is_sample

COLUMNS = ("policy", "scenario", "draw", "district", "year", "indicator", "unit", "value")
MOST_DRAWS = 100
"""Of more draws the files with text hold percentiles: a thousand draws of eight policies are three million rows."""
MOST_ROWS = 1_048_575
"""Rows below the header that a sheet of Excel holds; the rest of a longer table would be lost on opening."""
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
    """How a table is written, and how many rows the program that it is for can take."""

    file: str
    separator: str
    decimal: str
    mark: str = ""
    most_rows: float = math.inf


DIALECTS = (Dialect("indicators.csv", ",", "."), Dialect("indicators_nl.csv", ";", ",", "\ufeff", MOST_ROWS))
"""For programs, and for Excel with Dutch settings (which reads UTF-8 only behind a byte-order mark)."""


def write_tables(dataset: xr.Dataset, folder: Path) -> tuple[str, ...]:
    """Write the long table as CSV in every dialect, one indicator in memory at a time; return what was left out.

    Of more than `MOST_DRAWS` draws it holds percentiles, ``p5`` to ``p95`` in the column of the draw; of points that
    are no sample the lowest, the middle and the highest. Where that are still more rows than a program takes, first
    the draws and then the districts give way.
    """
    sample, notes = is_sample(dataset), []
    for dialect in DIALECTS:
        draws, areas, left_out = _fitting(dataset, dialect.most_rows, sample)
        if left_out:
            hint = f"all that is written is in {DIALECTS[0].file}"
            notes.append(f"{dialect.file} is without {left_out}: Excel holds {MOST_ROWS + 1:,} rows; {hint}")
        with (folder / dialect.file).open("w", encoding="utf-8", newline="") as file:
            file.write(dialect.mark + dialect.separator.join(COLUMNS) + "\n")
            keys: dict[tuple[str, ...], list[str]] = {}
            for part in series(dataset):
                part = _few(part, draws, sample) if areas else _few(_city_only(part), draws, sample)
                places = tuple(part.values["area"].values.tolist())
                keys[places] = keys.get(places) or _keys(part, dialect.separator)
                file.write("".join(_lines(part, keys[places], dialect)))
    return tuple(notes)


def _fitting(dataset: xr.Dataset, most: float, sample: bool) -> tuple[int, bool, str]:
    """Return how many draws are written, whether districts are, and what gives way for that."""
    told = len(EDGES) if sample else len(LEVELS)
    draws = dataset.sizes["draw"]
    each = sum(part.values.size // draws for part in series(dataset))
    if each * (draws if draws <= MOST_DRAWS else told) <= most:
        return MOST_DRAWS, True, ""
    single = "single draws" if sample else "single points"
    if each * min(told, draws) <= most:
        return told, True, single
    return told, False, "districts" if draws <= told or draws > MOST_DRAWS else f"{single} and districts"


def _city_only(part: Series) -> Series:
    """Return an indicator of the city as a whole."""
    return replace(part, values=part.values.sel(area=[whole_city()]))


def _few(part: Series, most: int, sample: bool) -> Series:
    """Return percentiles in the place of many draws."""
    if part.values.sizes["draw"] <= most:
        return part
    names = {f"p{edge}": float(edge) for edge in EDGES} if sample else LEVELS
    found = at_percentiles(part.values.values, list(names.values()), part.values.get_axis_num("draw"))
    coords = {dim: labels for dim, labels in part.values.coords.items() if dim in ORDER and dim != "draw"}
    return replace(part, values=xr.DataArray(found, {**coords, "draw": list(names)}, part.values.dims))


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
