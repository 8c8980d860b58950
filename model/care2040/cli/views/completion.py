"""What the Tab key completes: names read from the files themselves, without loading the model, so at once."""

import re
from collections.abc import Iterator
from pathlib import Path

from care2040.files.package_files import package, package_folder

LAW = re.compile(r"^@(stock|flow|variable|indicator)\b.*\n(?:^[^@\n]*\n)*?^def (\w+)\(", re.MULTILINE)
"""An equation in a file of a sector: what kind it is, and its name."""
PARAMETER = re.compile(r"^(?!lever_)([a-z]\w*):$", re.MULTILINE)
"""A parameter in its file, but for the three that every lever has."""
LEVER = re.compile(r"^  ([a-z]\w*):$", re.MULTILINE)
APART = (
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


def levers(incomplete: str) -> list[str]:
    """Return the levers and packages that begin so."""
    return _beginning(_levers(), incomplete)


def names(incomplete: str) -> list[str]:
    """Return everything that can be explained and begins so."""
    return _beginning((*_equations(), *_parameters(), *_levers()), incomplete)


def _equations() -> Iterator[str]:
    for path in (package() / "sectors").glob("*.py"):
        yield from (found[1] for found in LAW.findall(path.read_text(encoding="utf-8")))


def _parameters() -> Iterator[str]:
    for path in (package_folder("parameters") / "national").glob("*.yaml"):
        if path.stem not in APART:
            yield from PARAMETER.findall(path.read_text(encoding="utf-8"))


def _levers() -> list[str]:
    return LEVER.findall((package_folder("parameters") / "national" / "levers.yaml").read_text(encoding="utf-8"))


def _beginning(options: Iterator[str] | tuple[str, ...] | list[str], incomplete: str) -> list[str]:
    return sorted({option for option in options if option.startswith(incomplete)})
