"""How values, ranges and sources of parameters are written on a line."""

from care2040.files.package_files import package_folder
from care2040.inputs.parameters.parameter_set import Parameter
from care2040.language.axes import AXES
from care2040.language.cities.layers import documents_of

MOST_ROWS = 24


def millions(euros: float) -> str:
    """Return an amount as people say it: ``14.0 million``."""
    return f"{euros / 1e6:.1f} million"


def extent(parameter: Parameter) -> str:
    """Return what a value differs over: ``district, age, 2024-2041``."""
    years = parameter.years
    return ", ".join([*parameter.axes, *([f"{years[0]}-{years[-1]}"] if years else [])])


def value_text(parameter: Parameter, figures: int = 6) -> str:
    """Return the value of a parameter, or the lowest and the highest of one with axes or years."""
    low, high = float(parameter.value.min()), float(parameter.value.max())
    if not parameter.value.ndim:
        return f"{low:.{figures}g}"
    return f"{low:.4g} to {high:.4g} over {extent(parameter)}"


def value_lines(parameter: Parameter) -> str:
    """Return the value, a line per member when there are few, else the lowest, mean and highest."""
    value = parameter.value
    if not parameter.value.ndim:
        return f"{parameter.centre:.6g}"
    if value.size > MOST_ROWS or value.ndim > 1:
        return f"{value.min():.4g} to {value.max():.4g}, mean {value.mean():.4g}"
    members = parameter.years or AXES[parameter.axes[0]]
    return "\n".join(f"{member}: {number:.6g}" for member, number in zip(members, value.tolist(), strict=True))


def range_text(parameter: Parameter) -> str:
    """Return the 90 % interval of a parameter; for one with axes or years it is a factor on all of it.

    Where each member is drawn by itself, it is that of each.
    """
    if parameter.range is None:
        return "none"
    factor = "x " if parameter.is_factor else ""
    each = ", each member by itself" if parameter.per_member else ""
    return f"{factor}{parameter.range[0]:.6g} to {parameter.range[1]:.6g}{each}"


def source_text(key: str) -> str:
    """Return a source as it is described in ``sources.yaml``."""
    documents = [*documents_of(package_folder("parameters"), "sources.yaml")]
    sources = next((one for one in reversed(documents) if key in one.data), documents[0])
    described = sources.data.get(key, {})
    parts = [str(described[part]) for part in ("title", "publisher", "year", "where") if part in described]
    return f"{key}: {', '.join(parts)} ({sources.path.name}:{sources.position((key,), key=True)[0]})"


def one_line(text: str) -> str:
    """Return a text without its line breaks."""
    return " ".join(text.split())


def first_sentence(text: str) -> str:
    """Return the first sentence of a docstring, on one line."""
    return one_line(text.split("\n\n", maxsplit=1)[0]).split(". ", maxsplit=1)[0].rstrip(".")
