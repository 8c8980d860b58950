"""Which draws of a result count in bands: those that came through under every policy and scenario."""

import json
from typing import Any

import numpy as np
import xarray as xr

from care2040.figures import CannotDrawError

LEVELS = ("morris", "grid")
"""Designs whose points lie on levels: they are no sample of what may be."""
BLOCKS = "sobol"
"""The design whose points hang together, but for the first and the last of each block."""


def counted(dataset: xr.Dataset, figure: str) -> tuple[xr.Dataset, int]:
    """Return a result with only the draws that count, and how many failed.

    Parameters
    ----------
    dataset : xarray.Dataset
        What a run or a sweep gave, maybe with `status`, dims (policy, scenario, draw); or with the points that
        failed left out, and an attribute that says how many.
    figure : str
        For the message.

    Raises
    ------
    CannotDrawError
        When there is one draw, or too few are left, or the points are no sample.
    """
    if dataset.sizes["draw"] < 2:
        raise CannotDrawError(f"the figure '{figure}' shows draws, and this result has one: ask for more with --draws")
    design: dict[str, Any] = json.loads(str(dataset.attrs.get("design", "{}")))
    method = str(design.get("method", ""))
    if method in LEVELS:
        raise CannotDrawError(f"the figure '{figure}' needs a sample; the points of a {method} design lie on levels")
    good = np.ones(dataset.sizes["draw"], dtype=bool)
    if "status" in dataset:
        status = dataset["status"]
        good = (status == 0).all([dim for dim in status.dims if dim != "draw"]).values
    failed = int((~good).sum()) or int(dataset.attrs.get("left_out", 0))
    if method == BLOCKS:
        block = len(design["parameters"]) + 2
        good &= np.isin(np.arange(len(good)) % block, [0, block - 1])
    if good.sum() < 2:
        raise CannotDrawError(f"the figure '{figure}' needs draws that came through; of {len(good)} {failed} failed")
    return dataset.isel(draw=np.flatnonzero(good)), failed
