"""The model: one file a sector, equations only."""

import importlib
from functools import lru_cache
from pathlib import Path

from care2040.files.package_files import package_folder
from care2040.language.lever_lists import read_lists
from care2040.language.model import Model, collect

SECTORS = (
    "population",
    "housing",
    "social_rent",
    "house_market",
    "vulnerable_group",
    "homelessness",
    "sheltered_places",
    "livelihood",
    "problems_that_meet",
    "growing_up",
    "young_people",
    "health",
    "involvement",
    "community",
    "facilities",
    "family",
    "informal_care",
    "carers",
    "growth",
    "clustered_living",
    "nursing_homes",
    "demand",
    "care_norm",
    "clients",
    "waiting",
    "funding",
    "posts",
    "workforce",
    "hours",
    "hiring",
    "training",
    "labour_market",
    "pool",
    "shares",
    "technology",
    "finance",
)
OTHER_LAWS = "alternatives"
"""The file beside the sectors with laws that an experiment may choose instead."""


def load_model(folder: Path | None = None) -> Model:
    """Return the model of the sectors, with the laws that stand ready to take the place of others.

    Parameters
    ----------
    folder : Path, optional
        The parameters, for the levers that laws go over; those that are shipped when left out.
    """
    return _model(tuple(read_lists(folder or package_folder("parameters")).items()))


@lru_cache(maxsize=4)
def _model(lists: tuple[tuple[str, tuple[str, ...]], ...]) -> Model:
    modules = [importlib.import_module(f"{__name__}.{name}") for name in (*SECTORS, OTHER_LAWS)]
    return collect(modules, dict(lists))
