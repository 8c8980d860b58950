"""The city that an experiment says it is about: one that names a district is of the city that has it."""

from collections.abc import Iterator
from pathlib import Path

from care2040.files.problems import InvalidInput, Problem
from care2040.files.yaml_document import Document, read
from care2040.language.cities.city import City
from care2040.language.cities.city_file import find_city, shipped_cities
from care2040.language.cities.here import the_city

KEY = "city"


def city_asked(document: Document) -> City | None:
    """Return the city that an experiment names; None when it names none, or one that cannot be read.

    A path is taken from the folder that the experiment stands in.
    """
    try:
        return _found(document)
    except InvalidInput:
        return None  # told by `wrong_city`, at its place


def _found(document: Document) -> City | None:
    written = document.data.get(KEY)
    if not isinstance(written, str) or not written.strip():
        return None
    beside = document.path.parent / written
    return find_city(written if written in shipped_cities() or not beside.is_dir() else beside)


def wrong_city(document: Document) -> Iterator[Problem]:
    """Give what is wrong with the city that an experiment names, or that it is about another one than is asked for."""
    try:
        asked = _found(document)
    except InvalidInput as invalid:
        yield from (
            document.problem((KEY,), one.code, one.message, one.hint) if one.code == "E230" else one
            for one in invalid.problems
        )
        return
    if asked is not None and asked != the_city():
        message = f"the experiment is about {asked.name}, and {the_city().name} is asked for"
        hint = f"leave --city out, or say --city {asked.name}"
        yield document.problem((KEY,), "E451", message, hint)


def city_of_file(path: Path) -> City | None:
    """Return the city that an experiment in a file names, before anything else of it is read."""
    try:
        return city_asked(read(path))
    except InvalidInput:
        return None  # whoever reads the experiment says what is wrong with it
