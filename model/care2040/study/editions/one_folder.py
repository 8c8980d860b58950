"""The numbers of an edition in one folder: some editions have those of the nation and of the city in two."""

import shutil
from pathlib import Path

from care2040.files.yaml_document import as_text, read
from care2040.language.cities.city_file import CITIES, FILE
from care2040.language.cities.here import DEFAULT
from care2040.language.cities.layers import NATIONAL, below

AS_THEY_ARE = frozenset(
    {"levers.yaml", "futures.yaml", "correlations.yaml", "groups.yaml", "city_causes.yaml", "reality_checks.yaml"}
)
"""Files of which a city has its own, or that of the nation; of the others an entry of the city replaces one."""


def is_divided(parameters: Path) -> bool:
    """Whether numbers stand in a folder of the nation and folders of cities."""
    return (parameters / NATIONAL).is_dir()


def written_as_one(parameters: Path, to: Path) -> Path:
    """Write the numbers of the first city and the nation as one folder, which editions of before can read too.

    Parameters
    ----------
    parameters : Path
        With ``national/`` and ``cities/``.
    to : Path
        A new folder.
    """
    city = parameters / CITIES / DEFAULT
    shutil.copytree(parameters / NATIONAL, to)
    for name, path in below(city).items():
        place = to / name
        if name == FILE:
            place = to / CITIES / DEFAULT / FILE
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.is_file() and place.suffix == ".yaml" and place.name not in AS_THEY_ARE:
            entries = {**read(place).data, **read(path).data}
            place.write_text(as_text({str(key): value for key, value in entries.items()}, place), encoding="utf-8")
        else:
            shutil.copyfile(path, place)
    return to
