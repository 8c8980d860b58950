"""What the Tab key completes: names read from the files themselves, without loading the model, so at once."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from care2040.files.package_files import package, package_folder
from care2040.language.cities.here import DEFAULT

LAW = re.compile(r"^@(stock|flow|variable|indicator)\b.*\n(?:^[^@\n]*\n)*?^def (\w+)\(", re.MULTILINE)
"""An equation in a file of a sector: what kind it is, and its name."""
PARAMETER = re.compile(r"^(?!lever_)([a-z]\w*):$", re.MULTILINE)
"""A parameter in its file, but for the three that every lever has."""
LEVER = re.compile(r"^  ([a-z]\w*):$", re.MULTILINE)
DISTRICT = re.compile(r"^  ([a-z]\w*):", re.MULTILINE)
"""A district in ``city.yaml``, below its line ``districts:``."""
NATIONAL, CITIES, CITY_FILE = "national", "cities", "city.yaml"
"""As `care2040.language.cities` has them, which would load what reads them."""
APART = (
    "city",
    "city_causes",
    "plausible",
    "levers",
    "sources",
    "targets",
    "reality_checks",
    "correlations",
    "calibrated",
    "futures",
    "groups",
)
"""Files beside the parameters that hold none."""


def experiments(incomplete: str) -> list[str]:
    """Return the experiments that begin so: those that are shipped, and the YAML files here."""
    shipped = [path.stem for path in package_folder("experiments").glob("*.yaml")]
    own = [path.as_posix() for path in Path(Path(incomplete).parent).glob("*.yaml")]
    return _beginning((*shipped, *own), incomplete)


def indicators(incomplete: str) -> list[str]:
    """Return the stocks, flows, variables and indicators that begin so."""
    return _beginning(_equations(), incomplete)


def levers(incomplete: str, ctx: Any = None) -> list[str]:
    """Return the levers and packages that begin so."""
    return _beginning(_levers(ctx), incomplete)


def names(incomplete: str, ctx: Any = None) -> list[str]:
    """Return everything of the city of the line that can be explained and begins so."""
    return _beginning((*_equations(), *_parameters(ctx), *_levers(ctx)), incomplete)


def districts(incomplete: str, ctx: Any = None) -> list[str]:
    """Return the districts of the city of the line that begin so."""
    below = _folders(ctx)[0] / CITY_FILE
    written = re.split(r"^districts:.*\n", below.read_text(encoding="utf-8"), maxsplit=1, flags=re.MULTILINE)[1:]
    return _beginning([name for part in written for name in DISTRICT.findall(part)], incomplete)


def cities(incomplete: str) -> list[str]:
    """Return the cities that begin so: those that are shipped, and the folders of cities here."""
    own = [path.parent.as_posix() for path in Path(Path(incomplete).parent).glob(f"*/{CITY_FILE}")]
    return _beginning((*_shipped(), *own), incomplete)


def _equations() -> Iterator[str]:
    for path in (package() / "sectors").glob("*.py"):
        yield from (found[1] for found in LAW.findall(path.read_text(encoding="utf-8")))


def _parameters(ctx: Any) -> Iterator[str]:
    for folder in _folders(ctx):
        for path in folder.glob("*.yaml"):
            if path.stem not in APART:
                yield from PARAMETER.findall(path.read_text(encoding="utf-8"))


def _levers(ctx: Any) -> list[str]:
    """Return the levers and packages of the city where it has its own, else those of the nation."""
    path = next(folder / "levers.yaml" for folder in _folders(ctx) if (folder / "levers.yaml").is_file())
    return LEVER.findall(path.read_text(encoding="utf-8"))


def _shipped() -> dict[str, Path]:
    place = package_folder("parameters") / CITIES
    return {path.parent.name: path.parent for path in place.glob(f"*/{CITY_FILE}")}


def _folders(ctx: Any) -> tuple[Path, Path]:
    """Return the folder of the city that the line names, else of the first city, and that of the nation."""
    said = str((ctx.find_root().params.get("city") if ctx is not None else None) or DEFAULT)
    shipped = _shipped()
    own = shipped.get(said, Path(said))
    city = own if (own / CITY_FILE).is_file() else shipped[DEFAULT]
    return city, package_folder("parameters") / NATIONAL


def _beginning(options: Iterator[str] | tuple[str, ...] | list[str], incomplete: str) -> list[str]:
    return sorted({option for option in options if option.startswith(incomplete)})
