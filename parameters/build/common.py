"""What every table builder needs: the axes, the observed series, rounding that keeps totals, and writing."""

from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from care2040.analysis.demography.table_files import round_to_total, write_table
from care2040.language.axes import AXES, whole_city
from care2040.language.cities.layers import path_of

__all__ = ["round_to_total", "write_table"]

Floats = npt.NDArray[np.float64]

PARAMETERS = Path(__file__).resolve().parents[1]
DISTRICTS = tuple(str(member) for member in AXES["district"])
SEXES = tuple(str(member) for member in AXES["sex"])
DOMAINS = tuple(str(member) for member in AXES["domain"])
PAYERS = tuple(str(member) for member in AXES["payer"])
TENURES = tuple(str(member) for member in AXES["tenure"])
AGES = np.arange(len(AXES["age"]))
WORKER_AGES = np.array(AXES["worker_age"], dtype=int)
CITY = whole_city()


@cache
def _file(name: str) -> pd.DataFrame:
    return pd.read_csv(path_of(PARAMETERS, f"observed/{name}.csv"))


def observed(name: str, **where: object) -> pd.DataFrame:
    """Read an observed series and keep the rows where each named column holds the given value.

    Parameters
    ----------
    name : str
        Stem of a file in ``observed/`` of the city or the nation.
    **where
        Column and the value it must have.

    Raises
    ------
    LookupError
        When no row is left.
    """
    table = _file(name)
    for column, value in where.items():
        table = table[table[column] == value]
    if table.empty:
        raise LookupError(f"{name}.csv has no row with {where}")
    return table


@cache
def one(name: str, **where: object) -> float:
    """Return the single observed value that fits.

    Raises
    ------
    LookupError
        When there is none, or more than one.
    """
    table = observed(name, **where)
    if len(table) != 1:
        raise LookupError(f"{name}.csv has {len(table)} rows with {where}, wanted one")
    return float(table["value"].iloc[0])


def per_district(measure: str, year: int) -> Floats:
    """Return a figure of ``district_figures.csv`` for the ten districts, in the order of the axis."""
    table = observed("district_figures", measure=measure, year=year).set_index("district")
    return table["value"].loc[list(DISTRICTS)].to_numpy(dtype=float)


def between(low: int, high: int, ages: npt.NDArray[np.int_] = AGES) -> slice:
    """Return the slice of an age axis from ``low`` up to and including ``high``."""
    return slice(int(np.searchsorted(ages, low)), int(np.searchsorted(ages, high)) + 1)


def one_january(rates: Floats) -> Floats:
    """Turn rates at age x, ages 0 to 100, into rates over the calendar year of people aged x on 1 January.

    Half of that year they are x, half x + 1 on average: the mean of the two. Shape (101, ...) -> (100, ...).
    """
    return (rates[:-1] + rates[1:]) / 2.0
