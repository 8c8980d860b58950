"""Points that are given: a CSV file with a column for each parameter and a row for each point."""

from collections.abc import Mapping
from pathlib import Path

from care2040.files.yaml_document import text_of
from care2040.inputs.experiments.change_target import hint_for, own_lever
from care2040.inputs.parameters.checks import out_of_bounds
from care2040.inputs.parameters.csv_table import LARGEST_TABLE, Reader
from care2040.inputs.parameters.distributions import Floats
from care2040.inputs.parameters.parameter import Parameter
from care2040.inputs.policies.levers import Levers


def read_points(path: Path, parameters: Mapping[str, Parameter], levers: Levers) -> dict[str, Floats]:
    """Read the points of a sweep.

    Parameters
    ----------
    path : Path
        CSV in UTF-8: comma between columns, point as decimal mark. The header names parameters. A row is a point: the
        value of a parameter that is one number, in its unit; the factor on one with axes or years.
    parameters : mapping of str to Parameter
        All parameters.
    levers : Levers
        Their efforts and budgets are set by a policy, not here.

    Returns
    -------
    dict of str to ndarray of shape (points,)
        By parameter, in the order of the header.

    Raises
    ------
    InvalidInput
        With every problem found: file, line, column and what is allowed.
    """
    reader = Reader(path)
    reader.read_rows(text_of(path, LARGEST_TABLE))
    names = [cell.strip() for cell in reader.header]
    for column, name in enumerate(names):
        wrong = _wrong_name(name, names[:column], parameters, levers)
        if wrong:
            reader.tell(-1, column, *wrong)
    columns = list(zip(*reader.rows, strict=True))
    found = {name: reader.numbers(columns[place], place) for place, name in enumerate(names)}
    reader.stop_at_problems()
    for column, name in enumerate(names):
        _check_bounds(reader, column, parameters[name], found[name])
    reader.stop_at_problems()
    return found


def _wrong_name(
    name: str, before: list[str], parameters: Mapping[str, Parameter], levers: Levers
) -> tuple[str, str, str] | None:
    """Return code, message and hint for a column that names no parameter, or one that stands there already."""
    if not name:
        return "E303", "this column has no name", "write the name of a parameter"
    if name in before:
        return "E303", f"the column '{name}' stands here for the second time", "keep one of the two"
    own = own_lever(name, levers)
    if own is not None:
        return "E405", f"'{name}' is set by its lever", f"give '{own}' an effort in a policy"
    if name not in parameters:
        return "E303", f"there is no parameter '{name}'", hint_for(name, list(parameters))
    return None


def _check_bounds(reader: Reader, column: int, parameter: Parameter, numbers: Floats) -> None:
    """Note the points that drive a parameter out of what its name promises."""
    found = [
        (row, column, f"'{parameter.name}' would be {reached:.4g}; {wrong}", "")
        for row, number in enumerate(numbers.tolist())
        if (reached_wrong := beyond(parameter, number)) is not None
        for reached, wrong in [reached_wrong]
    ]
    reader.tell_some(found, "E208")


def beyond(parameter: Parameter, number: float) -> tuple[float, str] | None:
    """Return where a value, or a factor on a parameter with axes or years, takes it, when its name forbids that."""
    ends = (number * float(parameter.value.min()), number * float(parameter.value.max()))
    for reached in ends if parameter.is_factor else (number,):
        wrong = out_of_bounds(parameter.name, reached)
        if wrong:
            return reached, wrong
    return None
