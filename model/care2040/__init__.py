"""care2040: how a city keeps care going until 2040, as a system-dynamics model.

In a notebook::

    import care2040

    result = care2040.load("outputs/one_in_four")
    care2040.figures.one_in_four(result, "en")
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from care2040 import figures

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["figures", "load"]


def load(result: str | os.PathLike[str]) -> xr.Dataset:
    """Return everything a run or a sweep gave, from its folder or its name in ``outputs``; see `stored.load`."""
    from care2040.results import load as stored

    return stored.load(result)
