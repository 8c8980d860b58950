"""The model: one file a sector, equations only."""

import importlib
from functools import lru_cache

from care2040.language.model import Model, collect

SECTORS = (
    "population",
    "housing",
    "livelihood",
    "health",
    "community",
    "demand",
    "workforce",
    "labour_market",
    "technology",
    "finance",
)
OTHER_LAWS = "alternatives"
"""The file beside the sectors with laws that an experiment may choose instead."""


@lru_cache(maxsize=1)
def load_model() -> Model:
    """Return the model of the sectors, with the laws that stand ready to take the place of others."""
    return collect(importlib.import_module(f"{__name__}.{name}") for name in (*SECTORS, OTHER_LAWS))
