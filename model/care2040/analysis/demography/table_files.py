"""Writing a table: rounding that keeps totals, and a row for every combination of members."""

from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def round_to_total(values: Floats, total: float, digits: int) -> Floats:
    """Round so that the sum is exactly ``total``: the largest remainders are rounded up (Hamilton's method).

    Parameters
    ----------
    values : array
        Any shape, not negative; scaled to ``total`` first.
    total : float
        Wanted sum, itself with no more than ``digits`` decimals.
    digits : int
        Decimals to keep.
    """
    unit = 10**digits
    scaled = values.ravel() * (total / values.sum()) * unit
    floor = np.floor(scaled)
    missing = round(total * unit - floor.sum())
    order = np.argsort(-(scaled - floor), kind="stable")
    floor[order[:missing]] += 1.0
    found: Floats = (floor / unit).reshape(values.shape)
    return found


def write_table(
    folder: Path,
    name: str,
    axes: Mapping[str, Sequence[object]],
    columns: Mapping[str, Floats],
    digits: int | Mapping[str, int],
) -> None:
    """Write one table: a row for every combination of members, the axes first and then the values.

    Parameters
    ----------
    folder : Path
        Where ``name``.csv goes.
    axes : mapping of str to sequence
        Axis name to members, in the order of the array axes.
    columns : mapping of str to array
        Value columns, each with the shape of the axes.
    digits : int or mapping of str to int
        Decimals, for all columns or per column.

    Raises
    ------
    ValueError
        When a column does not have the shape of the axes, or holds NaN or infinity.
    """
    shape = tuple(len(members) for members in axes.values())
    texts = []
    for column, values in columns.items():
        if values.shape != shape or not np.isfinite(values).all():
            raise ValueError(f"{name}.csv, {column}: shape {values.shape}, wanted {shape} without NaN")
        decimals = digits if isinstance(digits, int) else digits[column]
        texts.append([f"{value:.{decimals}f}" for value in values.ravel() + 0.0])
    lines = [",".join([*axes, *columns])]
    for members, *row in zip(product(*axes.values()), *texts, strict=True):
        lines.append(",".join([*(str(member) for member in members), *row]))
    (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
