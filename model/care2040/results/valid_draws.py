"""Which draws of a result count: those that came through under every policy and scenario, and what belongs together."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from care2040.files.problems import CareError

Mask = npt.NDArray[np.bool_]

SOBOL, MORRIS, GRID, FILE = "sobol", "morris", "grid", "file"
DRAWS = "monte_carlo"
"""The design of an experiment that has draws and no sweep."""
MOST_FAILED = 0.01
"""Part of the points that may fail; with more, what is left is no fair picture of what was drawn."""


class CannotAnalyse(CareError):
    """A result does not hold what an analysis needs; the message says what."""


class TooManyFailed(CannotAnalyse):
    """More points failed than may be left out."""


def design_of(dataset: xr.Dataset) -> dict[str, object]:
    """Return what a result says of its design; plain draws when it says nothing."""
    written = dataset.attrs.get("design")
    return json.loads(written) if isinstance(written, str) else dict(written or {"method": DRAWS})


def learnt_in(attributes: Mapping[Any, Any]) -> dict[str, Any]:
    """Return what moved the draws of a result before they were run; nothing where they are as they were drawn."""
    written = attributes.get("design")
    facts = json.loads(written) if isinstance(written, str) else dict(written or {})
    found: dict[str, Any] = facts.get("learnt", {})
    return found


def method_of(dataset: xr.Dataset) -> str:
    """Return the method by which the points of a result were laid."""
    return str(design_of(dataset).get("method", ""))


def is_sample(dataset: xr.Dataset) -> bool:
    """Whether draws stand for chances: those of a grid, of Morris and of a file lie where somebody laid them."""
    return method_of(dataset) not in (MORRIS, GRID, FILE)


def swept_in(dataset: xr.Dataset) -> tuple[str, ...]:
    """Return the parameters that differ between the points of a result, of those that it holds."""
    held = [str(name) for name in dataset["parameter"].values] if "parameter" in dataset.coords else None
    swept = design_of(dataset).get("parameters", held)
    names = map(str, swept if isinstance(swept, list | tuple | dict) else held or ())
    return tuple(name for name in names if held is None or name in held)


def block_size(method: str, parameters: int) -> int:
    """Return how many points in a row belong together: a block of Saltelli, a trajectory of Morris, else one."""
    return parameters + {SOBOL: 2, MORRIS: 1}[method] if method in (SOBOL, MORRIS) else 1


def came_through(dataset: xr.Dataset) -> Mask:
    """Return which points came through under every policy and scenario, shape (draw,)."""
    if "status" not in dataset:
        return np.ones(dataset.sizes["draw"], dtype=bool)
    status = dataset["status"]
    good: Mask = (status == 0).all([dim for dim in status.dims if dim != "draw"]).values
    return good


def failed_draws(dataset: xr.Dataset) -> int:
    """Return how many points failed: of those that a result holds, else of those that it left out."""
    return int((~came_through(dataset)).sum()) or int(dataset.attrs.get("left_out", 0))


def whole_blocks(good: Mask, block: int) -> Mask:
    """Return which points count when none does of which one that belongs with it failed, shape (draw,)."""
    return np.repeat(good.reshape(-1, block).all(axis=1), block)


def fair_draws(dataset: xr.Dataset) -> Mask:
    """Return which points are a plain sample of what may be, shape (draw,): those that bands and chances are told of.

    All that came through; of a Saltelli design the first and the last of each block, which do not hang together.

    Raises
    ------
    CannotAnalyse
        When the points lie on levels, as those of Morris and of a grid: they stand for no chances.
    TooManyFailed
        When more than one in a hundred failed.
    """
    method, good = method_of(dataset), came_through(dataset)
    if method in (MORRIS, GRID):
        raise CannotAnalyse(f"the points of a {method} design lie on levels: they are no sample of what may be")
    refuse_many(good)
    if method != SOBOL:
        return good
    block = block_size(method, len(swept_in(dataset)))
    if len(good) % block:
        raise CannotAnalyse(f"{len(good)} points are no {method} design: it comes in groups of {block}")
    first_and_last = np.isin(np.arange(len(good)) % block, [0, block - 1])
    fair: Mask = whole_blocks(good, block) & first_and_last
    return fair


def refuse_many(good: Mask) -> None:
    """Refuse an analysis when too many points failed."""
    failed, total = int((~good).sum()), len(good)
    if failed > MOST_FAILED * total:
        part = f"{failed} of {total} points failed, more than {MOST_FAILED:.0%}"
        raise TooManyFailed(f"{part}: what is left is no fair picture of what was drawn; 'reason' says why each failed")
