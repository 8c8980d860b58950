"""Which draws of a result count in bands: those that came through under every policy and scenario."""

import json
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from care2040.files.problems import CareError


class CannotAnalyse(CareError):
    """A result does not hold what an analysis needs; the message says what."""


class TooManyFailed(CannotAnalyse):
    """More points failed than may be left out."""


LEVELS = ("morris", "grid")
"""Designs whose points lie on levels: they are no sample of what may be."""
BLOCKS = "sobol"
"""The design whose points hang together, but for the first and the last of each block."""


def counted(dataset: xr.Dataset, figure: str) -> tuple[xr.Dataset, int]:
    """Return a result with only the draws that count, and how many failed."""
    if dataset.sizes["draw"] < 2:
        raise CannotAnalyse(f"the figure '{figure}' shows draws, and this result has one: ask for more with --draws")
    design: dict[str, Any] = json.loads(str(dataset.attrs.get("design", "{}")))
    method = str(design.get("method", ""))
    if method in LEVELS:
        raise CannotAnalyse(f"the figure '{figure}' needs a sample; the points of a {method} design lie on levels")
    good = np.ones(dataset.sizes["draw"], dtype=bool)
    if "status" in dataset:
        status = dataset["status"]
        good = (status == 0).all([dim for dim in status.dims if dim != "draw"]).values
    failed = int((~good).sum()) or int(dataset.attrs.get("left_out", 0))
    if method == BLOCKS:
        block = len(design["parameters"]) + 2
        good &= np.isin(np.arange(len(good)) % block, [0, block - 1])
    if good.sum() < 2:
        raise CannotAnalyse(f"the figure '{figure}' needs draws that came through; of {len(good)} {failed} failed")
    return dataset.isel(draw=np.flatnonzero(good)), failed


Mask = npt.NDArray[np.bool_]


MOST_FAILED = 0.01
"""Part of the points that may fail; with more, what is left is no fair picture of what was drawn."""


SOBOL, MORRIS, GRID = "sobol", "morris", "grid"


DRAWS = "monte_carlo"
"""The design of an experiment that has draws and no sweep."""


def block_size(method: str, parameters: int) -> int:
    """Return how many points in a row belong together: a block of Saltelli, a trajectory of Morris, else one."""
    return parameters + {SOBOL: 2, MORRIS: 1}[method] if method in (SOBOL, MORRIS) else 1


def design_of(dataset: xr.Dataset) -> dict[str, object]:
    """Return what a result says of its design; plain draws when it says nothing."""
    written = dataset.attrs.get("design")
    return json.loads(written) if isinstance(written, str) else dict(written or {"method": DRAWS})


def came_through(dataset: xr.Dataset) -> Mask:
    """Return which points came through under every policy and scenario, shape (draw,)."""
    if "status" not in dataset:
        return np.ones(dataset.sizes["draw"], dtype=bool)
    status = dataset["status"]
    good: Mask = (status == 0).all([dim for dim in status.dims if dim != "draw"]).values
    return good


def refuse_many(good: Mask) -> None:
    """Refuse an analysis when too many points failed."""
    failed, total = int((~good).sum()), len(good)
    if failed > MOST_FAILED * total:
        part = f"{failed} of {total} points failed, more than {MOST_FAILED:.0%}"
        raise TooManyFailed(f"{part}: what is left is no fair picture of what was drawn; 'reason' says why each failed")
