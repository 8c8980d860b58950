"""Reads ``city.yaml`` of a city folder, and finds the folder of a city by its name or its path."""

import os
from collections.abc import Iterator
from pathlib import Path

from care2040.files.package_files import package_folder
from care2040.files.problems import InvalidInput, Problem, did_you_mean
from care2040.files.schema import Bilingual, Name, Several, Strict, Text
from care2040.files.schema_problems import schema_problems
from care2040.files.yaml_document import Document, read
from care2040.language.cities.city import City, District, Names

FILE = "city.yaml"
CITIES = "cities"
"""The folder with the cities that are shipped, inside that of the parameters."""
COUNTED_UNTIL = 2024
"""The base year that the laws, and the tables of the nation, are written for."""
FARTHEST_TILE = 30


class DistrictInFile(Strict):
    """A district in ``city.yaml``."""

    names: Bilingual
    tile: Several[int]
    made_of: Several[Text] = ()


class CityInFile(Strict):
    """The file ``city.yaml``; docs/another_city.md says what each key is for."""

    names: Bilingual
    region: Bilingual
    province: Bilingual
    base_year: int
    districts: dict[Name, DistrictInFile]
    municipality: Text = "-"


def shipped_cities() -> dict[str, Path]:
    """Return the folders of the cities that come with the package, by name."""
    place = package_folder("parameters") / CITIES
    return {path.parent.name: path.parent for path in sorted(place.glob(f"*/{FILE}"))}


def find_city(given: str | os.PathLike[str]) -> City:
    """Return a city.

    Parameters
    ----------
    given : str or path
        The name of a city that is shipped, or the path of a folder with a ``city.yaml``.

    Raises
    ------
    InvalidInput
        When there is no such city, with the nearest name, or with everything that is wrong with its ``city.yaml``.
    """
    shipped, path = shipped_cities(), Path(given)
    if str(given) in shipped:
        return load_city(shipped[str(given)])
    if path.is_dir():
        return load_city(path.resolve())
    otherwise = f"cities that come with the package: {', '.join(shipped)}; or the path of a folder with a {FILE}"
    hint = did_you_mean(str(given), shipped, otherwise)
    raise InvalidInput([Problem(str(given), 0, 0, "E230", f"there is no city '{given}'", hint)])


def load_city(folder: Path) -> City:
    """Read a city from its folder.

    Raises
    ------
    InvalidInput
        With everything that is wrong with its ``city.yaml``.
    """
    document = read(folder / FILE)
    problems = [*schema_problems(document, CityInFile)]
    if not problems:
        problems = [*_cross_checks(document, CityInFile.model_validate(document.data), folder.name)]
    if problems:
        raise InvalidInput(problems)
    return _built(CityInFile.model_validate(document.data), folder)


def _cross_checks(document: Document, written: CityInFile, name: str) -> Iterator[Problem]:
    """Give what is of the right type, and still cannot be."""
    if not name.isidentifier() or name != name.lower():
        hint = "call the folder by small letters, digits and _, a letter first"
        yield document.problem((), "E231", f"'{name}', the name of the folder, cannot be that of a city", hint)
    if not written.districts:
        yield document.problem(("districts",), "E231", "the city has no district", "write at least one")
    if written.base_year != COUNTED_UNTIL:
        message, hint = f"the base year is {written.base_year}", f"allowed: {COUNTED_UNTIL}, for which the laws stand"
        yield document.problem(("base_year",), "E231", message, hint)
    taken: dict[tuple[int, ...], str] = {}
    for district, one in written.districts.items():
        keys, hint = ("districts", district, "tile"), "write [row, column]: whole numbers, from the north and the west"
        if district in (name, "netherlands"):
            message = f"a district is called '{district}', as the city or the country is"
            yield document.problem(("districts", district), "E231", message, "give it another name", key=True)
        if len(one.tile) != 2 or not all(0 <= number <= FARTHEST_TILE for number in one.tile):
            yield document.problem(keys, "E231", f"the tile of '{district}' is no place on a map", hint)
        elif one.tile in taken:
            message = f"'{district}' lies on the tile of '{taken[one.tile]}'"
            yield document.problem(keys, "E231", message, "give each district a tile of its own")
        taken[one.tile] = district


def _built(written: CityInFile, folder: Path) -> City:
    def names(text: Bilingual) -> Names:
        return Names(text.nl, text.en)

    return City(
        name=folder.name,
        names=names(written.names),
        region=names(written.region),
        province=names(written.province),
        districts=tuple(
            District(name, names(one.names), (one.tile[0], one.tile[1]), one.made_of)
            for name, one in written.districts.items()
        ),
        base_year=written.base_year,
        municipality="" if written.municipality == "-" else written.municipality,
        folder=folder,
        borrows=(folder / "tables_in").is_dir(),
    )
