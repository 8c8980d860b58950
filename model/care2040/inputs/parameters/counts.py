"""What was counted has a number for every 1 January from the first of a run to the last of the counts."""

from collections.abc import Iterator

from care2040.files.problems import InvalidInput, Problem
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.language.axes import BASE_YEAR, RUN_IN
from care2040.language.dependencies import ModelError
from care2040.language.model import Model


def check_counts(model: Model, parameters: Parameters) -> None:
    """Check every parameter that a stock is counted by.

    Raises
    ------
    InvalidInput
        When a year has no count; with the file and the line of the parameter.
    ModelError
        When a stock is counted by a parameter that nobody defines.
    """
    unknown = [
        (f"'{name}' is counted by '{stock.counted}', which nobody defines", stock.place, "E802")
        for name, stock in model.stocks.items()
        if stock.counted and stock.counted not in parameters
    ]
    if unknown:
        raise ModelError(*unknown)
    counted = {stock.counted for stock in model.stocks.values() if stock.counted}
    problems = [problem for name in sorted(counted) for problem in _gaps(name, parameters)]
    if problems:
        raise InvalidInput(problems)


def _gaps(name: str, parameters: Parameters) -> Iterator[Problem]:
    one = parameters[name]
    last = max((BASE_YEAR, *one.years))
    missing = [str(year) for year in range(RUN_IN, last + 1) if year not in one.years]
    if missing:
        message = f"'{name}' has no count of {', '.join(missing)}"
        hint = f"until {last} a run is put back to it on every 1 January: give every year from {RUN_IN} on"
        yield Problem(one.file, one.line, 1, "E221", message, hint)
