"""How values, ranges and sources of parameters are told in a line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from care2040.inputs.parameters.parameter_set import Parameter


def millions(euros: float) -> str:
    """Return an amount as people say it: ``14.0 million``."""
    return f"{euros / 1e6:.1f} million"


def value_of(parameter: Parameter) -> str:
    """Return the value of a parameter, or the lowest and the highest of one with axes or years."""
    low, high = float(parameter.value.min()), float(parameter.value.max())
    if not parameter.is_factor:
        return f"{low:.6g}"
    return f"{low:.4g} to {high:.4g} over {over(parameter.axes, parameter.years)}"


def range_of(parameter: Parameter) -> str:
    """Return the 90 % interval of a parameter; for one with axes or years it is a factor on all of it."""
    if parameter.range is None:
        return "none"
    factor = "x " if parameter.is_factor else ""
    return f"{factor}{parameter.range[0]:.6g} to {parameter.range[1]:.6g}"


def over(axes: Iterable[str], years: tuple[int, ...]) -> str:
    """Return what a value differs over: ``district, age, 2024-2041``."""
    return ", ".join([*axes, *([f"{years[0]}-{years[-1]}"] if years else [])])


def first_sentence(text: str) -> str:
    """Return the first sentence of a docstring, on one line."""
    paragraph = " ".join(text.split("\n\n", maxsplit=1)[0].split())
    return paragraph.split(". ", maxsplit=1)[0].rstrip(".")


def source_of(key: str) -> str:
    """Return a source as it is described in ``parameters/sources.yaml``."""
    from care2040.files.package_files import package_folder
    from care2040.files.yaml_document import read

    sources = read(package_folder("parameters") / "sources.yaml")
    described = sources.data.get(key, {})
    told = [str(described[part]) for part in ("title", "publisher", "year", "where") if part in described]
    return f"{key}: {', '.join(told)} ({sources.path.name}:{sources.position((key,), key=True)[0]})"
