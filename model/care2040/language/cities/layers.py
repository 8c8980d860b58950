"""The files that the numbers of a city are read from: those of its own folder over those of the nation.

One rule: **a file of the city hides the national one of that name.** For parameters and sources it is an entry, not the
file: an entry of the city takes the place of the national one of that name, whole, and the others stay.

A folder without ``national/`` is one layer: whoever gives numbers of their own need not divide them.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from care2040.files import fingerprints
from care2040.files.package_files import package_folder
from care2040.files.problems import InvalidInput, Problem
from care2040.files.yaml_document import Document, read
from care2040.language.cities.city_file import CITIES
from care2040.language.cities.here import the_city

NATIONAL = "national"
SOURCES = "sources.yaml"
OF_A_CITY = frozenset({"targets.yaml", "calibrated.yaml", "observed/observations.yaml"})
"""Files that the nation has none of."""


def layers(folder: Path) -> tuple[Path, ...]:
    """Return the folders that are read, the city's first.

    Parameters
    ----------
    folder : Path
        Holds ``national/`` and ``cities/``, or is one layer itself. Of a city that is known from a stored result only
        the nation is read: what levers and futures are called.
    """
    national = folder / NATIONAL
    if not national.is_dir():
        return (folder,)
    city = the_city()
    own, shipped = folder / CITIES / city.name, package_folder("parameters") / CITIES / city.name
    if city.folder == shipped and own.is_dir():
        return own, national
    return (national,) if city.folder is None else (city.folder, national)


def check_here() -> None:
    """Refuse to read the numbers of a city that is known from a stored result only.

    Raises
    ------
    InvalidInput
        When its folder is not here.
    """
    city = the_city()
    if city.folder is None:
        message, hint = f"the folder of the city {city.name} is not here", "say --city with the path of its folder"
        raise InvalidInput([Problem(city.name, 0, 0, "E230", message, hint)])


def path_of(folder: Path, name: str) -> Path:
    """Return the file of a name that counts: the city's where it has one, else the national one, also if not there."""
    found = layers(folder)
    absent = found[0] if name in OF_A_CITY else found[-1]
    return next((layer / name for layer in found if (layer / name).exists()), absent / name)


def files_of(folder: Path, pattern: str) -> list[Path]:
    """Return the files that count, by name; of a pattern such as ``tables/*.csv`` each name once."""
    found = {path.relative_to(layer): path for layer in reversed(layers(folder)) for path in layer.glob(pattern)}
    return [found[name] for name in sorted(found)]


def entries_of(folder: Path, pattern: str) -> list[Path]:
    """Return the files of which entries are taken together, by name, those of the nation before those of the city."""
    found = [
        (path.relative_to(layer), -place, path)
        for place, layer in enumerate(layers(folder))
        for path in layer.glob(pattern)
    ]
    return [path for _, _, path in sorted(found)]


def documents_of(folder: Path, name: str) -> Iterator[Document]:
    """Give what stands under a name in the nation, then in the city; the national file when there is none."""
    found = [layer / name for layer in reversed(layers(folder)) if (layer / name).exists()]
    for path in found or [layers(folder)[-1] / name]:
        yield read(path)


def sources_of(folder: Path) -> dict[str | int, Any]:
    """Return every source of the nation and the city, by name."""
    return {key: source for document in documents_of(folder, SOURCES) for key, source in document.data.items()}


def around(path: Path) -> Path:
    """Return the folder that `layers` divides, from a file that lies in one of them."""
    layer = path.parent
    if layer.name == NATIONAL:
        return layer.parent
    if layer.parent.name == CITIES and (layer.parent.parent / NATIONAL).is_dir():
        return layer.parent.parent
    return package_folder("parameters") if layer == the_city().folder else layer


def all_files(folder: Path) -> dict[str, Path]:
    """Return every file that hangs on numbers, by a name in its layer: what tells these numbers from any others."""
    found: dict[str, Path] = {}
    for layer in layers(folder):
        whose = "" if layer == folder else f"{NATIONAL}/" if layer.name == NATIONAL else f"{CITIES}/{layer.name}/"
        found |= {f"{whose}{name}": path for name, path in below(layer).items()}
    return found


def below(layer: Path) -> dict[str, Path]:
    """Return every file below a folder by its name from there; caches of Python left out."""
    files = (path for path in layer.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(layer).as_posix(): path for path in sorted(files)}


def hashes_of(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file that numbers of the city are read from, by name."""
    return {name: fingerprints.sha256(path) for name, path in all_files(folder).items()}
