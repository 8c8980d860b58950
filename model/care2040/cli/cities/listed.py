"""The rows of ``care2040 list cities``: every city that is shipped, and the present one where that stands elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from care2040.cli.views.words import chosen, say

if TYPE_CHECKING:
    from care2040.language.cities.city import City

HEADS = ("city", "in Dutch", "in English", "residents", "number of districts", "calibrated", "borrowed", "districts")
RESIDENTS = "residents_counted"


def cities() -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return heads and rows: names, residents at the base year, districts, how it stands with its numbers."""
    return HEADS, [_row(city) for city in _known()]


def _known() -> Iterator[City]:
    from care2040.language.cities.city_file import load_city, shipped_cities
    from care2040.language.cities.here import the_city

    shipped = shipped_cities()
    yield from map(load_city, shipped.values())
    if the_city().folder not in shipped.values():
        yield the_city()


def _row(city: City) -> tuple[str, ...]:
    from care2040.files.package_files import package_folder
    from care2040.inputs.parameters.parameter_set import load
    from care2040.inputs.parameters.reader import CALIBRATED
    from care2040.language.cities.here import in_city
    from care2040.language.cities.layers import path_of
    from care2040.wording.numbers import number

    folder = package_folder("parameters")
    with in_city(city):
        parameters = load(folder)
        calibrated = say("cities", "yes" if path_of(folder, CALIBRATED).is_file() else "no")
    borrowed = sum(one.standing == "borrowed" for one in parameters.values())
    residents = number(parameters[RESIDENTS].latest.sum(), chosen()) if RESIDENTS in parameters else ""
    names = (city.name, city.names.nl, city.names.en)
    return *names, residents, str(len(city.districts)), calibrated, str(borrowed), ", ".join(city.members)
