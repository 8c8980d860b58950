"""The diagrams that ``python -m tools.refresh`` draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from care2040.reports.site.diagrams import Atlas

SECTORS_DRAWN = (
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
"""Sectors with a diagram of causes; to read them from the model takes too long for ``--help``, so a test compares."""
STILL = ("family", "labour_market", "shares")
"""Sectors without a stock."""
PAGES = (1, 2, 3, 4, 5, 6, 7, 8)
"""Pages that all stocks and flows together take; a test compares here too."""


@lru_cache(maxsize=1)
def _atlas() -> Atlas:
    from care2040.files.package_files import package_folder
    from care2040.inputs.parameters.parameter_set import load
    from care2040.reports.site.diagrams import Atlas
    from care2040.sectors import load_model

    return Atlas(load_model(), load(package_folder("parameters")), "../model.md#{name}")


def _causes(sector: str) -> str:
    return _atlas().causes(sector).svg


def _stocks(*sectors: str) -> str:
    return _atlas().stocks(sectors).svg


def _page(number: int) -> str:
    from care2040.reports.site.diagrams import WHOLE

    return _stocks(*WHOLE[number - 1])


def _whole() -> str:
    return _atlas().whole().svg


DIAGRAMS: Mapping[str, Callable[[], str]] = {
    **{f"docs/diagrams/{sector}_causes.svg": partial(_causes, sector) for sector in SECTORS_DRAWN},
    **{
        f"docs/diagrams/{sector}_stocks.svg": partial(_stocks, sector)
        for sector in SECTORS_DRAWN
        if sector not in STILL
    },
    "docs/diagrams/whole_causes.svg": _whole,
    **{f"docs/diagrams/whole_stocks_{page}.svg": partial(_page, page) for page in PAGES},
}
"""File in the checkout to the function that returns its text."""
