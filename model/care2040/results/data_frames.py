"""Variables of a result side by side as a table."""

from collections.abc import Mapping, Sequence

import pandas as pd
import xarray as xr


def side_by_side(columns: Mapping[str, xr.DataArray], dims: Sequence[str]) -> pd.DataFrame:
    """Return a table with a column for each of some arrays, and a row for each place along dims that they share."""
    bare = {name: values.reset_coords(drop=True) for name, values in columns.items()}
    return xr.Dataset(bare).to_dataframe(list(dims)).reset_index()


def by_scenario(rows: pd.DataFrame, dataset: xr.Dataset) -> pd.DataFrame:
    """Return rows scenario by scenario, in the order of the result; those of one stay in theirs."""
    order = {name: number for number, name in enumerate(dataset["scenario"].values.tolist())}
    return rows.sort_values("scenario", key=lambda names: names.map(order), kind="stable", ignore_index=True)
