"""The city of a stored result: what the result itself tells of it, and its folder where that is known here."""

import json
from collections.abc import Mapping
from typing import Any

from care2040.files.manifest_file import is_text
from care2040.language.cities.city import City, from_facts
from care2040.language.cities.city_file import find_city, shipped_cities
from care2040.language.cities.here import the_city

KEY = "city"
"""What a result calls it, in its numbers and in its manifest."""


def written() -> str:
    """Return what a result keeps of the city it is about now, as text."""
    return json.dumps(the_city().facts(), ensure_ascii=False)


def city_of(attributes: Mapping[Any, Any]) -> City | None:
    """Return the city of a result; None for one that tells of none, as those of before there was more than one.

    Parameters
    ----------
    attributes : mapping
        The attributes of its numbers.
    """
    told = attributes.get(KEY)
    return None if told is None else city_of_facts(json.loads(str(told)))


def city_of_facts(facts: Mapping[str, Any]) -> City:
    """Return a city from its facts: with its folder when it is the present one, or one that is shipped."""
    if the_city().facts() == facts:
        return the_city()
    shipped = shipped_cities()
    if facts["name"] in shipped and (known := find_city(str(facts["name"]))).facts() == facts:
        return known
    return from_facts(facts)


def fault_of(attributes: Mapping[Any, Any]) -> str:
    """Return what is wrong with what a result tells of its city; empty when nothing is."""
    try:
        told = attributes.get(KEY)
        city = None if told is None else from_facts(json.loads(str(told)))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return "what it says of its city cannot be read"
    if city is None:
        return ""
    texts = [city.name, *city.members, *(each.names.nl + each.names.en for each in city.districts)]
    numbers = [number for tile in city.tiles.values() for number in tile]
    good = all(map(is_text, texts)) and all(isinstance(one, int) for one in numbers)
    return "" if good else "what it says of its city is no name"
