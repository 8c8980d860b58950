"""A sweep: which parameters, over what, by which method, and how many points that makes; points that are given."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from care2040.inputs.experiments.schema import Method, Then
from care2040.inputs.experiments.written.lines import NO_SUCH, NOT_SO, hint_for, own_lever
from care2040.inputs.parameters.csv_table import Reader
from care2040.inputs.parameters.distributions import Floats, extremes
from care2040.inputs.parameters.parameter import Parameter
from care2040.inputs.parameters.possible import out_of_bounds
from care2040.inputs.policies.levers import Levers
from care2040.language.equations import LAW_OF

Range = tuple[float, float]

MOST_NUMBERS = 50_000_000
"""Points times parameters: what is held in memory of a design."""
FEWEST_OF_SOBOL = 16
"""Base points of sobol below which no index is computed."""
ENDS = ("grid", "morris")
"""Methods that visit the ends of a range: of a parameter's own range those are the 5th and the 95th percentile."""


@dataclass(frozen=True)
class Sweep:
    """Runs over the ranges of parameters.

    Parameters
    ----------
    method : {"latin_hypercube", "sobol", "morris", "grid", "monte_carlo", "file"}
        How the points are chosen.
    samples : int
        Points; of sobol base points, of morris trajectories, of grid levels per parameter.
    ranges : dict of str to tuple of float or None
        Parameter to the given range, in the order of the parameters; None is its own spread.
    given : dict of str to ndarray of shape (points,)
        For the method file: the points.
    indicators : tuple of str
        Which of the experiment's indicators are kept; empty is all.
    years : tuple of int
        Which years are kept; empty is all.
    then : Then or None
        A second sweep.
    """

    method: Method
    samples: int
    ranges: Mapping[str, Range | None]
    given: Mapping[str, Floats] = field(default_factory=dict)
    indicators: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    then: Then | None = None

    def ends(self, parameter: Parameter) -> Range | None:
        """Return the lowest and the highest that a parameter gets (as a factor where it has axes or years)."""
        if parameter.name not in self.ranges:
            return None
        if parameter.name in self.given:
            values = self.given[parameter.name]
            return float(values.min()), float(values.max())
        own = self.ranges[parameter.name]
        return own or (parameter.range if self.method in ENDS else ends_of_draws(parameter))

    def second(self, names: tuple[str, ...]) -> "Sweep":
        """Return the second sweep, once it is known which parameters matter most."""
        if self.then is None:
            raise ValueError("this sweep has no second stage")
        ranges = {name: self.ranges[name] for name in self.ranges if name in names}
        return replace(self, method=self.then.method, samples=self.then.samples, ranges=ranges, then=None)


def ends_of_draws(parameter: Parameter) -> Range | None:
    """Return the lowest and the highest that is drawn."""
    if parameter.range is None:
        return None
    return extremes(parameter.spread, *parameter.range, parameter.centre)


def count_points(method: str, samples: int, parameters: int) -> int:
    """Return how many points a sweep has."""
    if method == "sobol":
        return samples * (parameters + 2)
    if method == "morris":
        return samples * (parameters + 1)
    return int(samples**parameters) if method == "grid" else samples


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
    reader = Reader.opened(path)
    names = [cell.strip() for cell in reader.header]
    for column, name in enumerate(names):
        wrong = _wrong_name(name, names[:column], parameters, levers)
        if wrong:
            reader.note(-1, column, *wrong)
    columns = list(zip(*reader.rows, strict=True))
    found = {name: reader.numbers(columns[place], place) for place, name in enumerate(names)}
    reader.stop_at_problems()
    parts = {name: part for one in parameters.values() for name, part in one.parts().items()}
    for column, name in enumerate(names):
        _check_bounds(reader, column, parts[name], found[name])
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
        return NOT_SO, f"'{name}' is set by its lever", f"give '{own}' an effort in a policy"
    if name.startswith(LAW_OF):
        return NOT_SO, f"'{name}' is a law, and no number", "leave the column out, and name the law under 'equations'"
    one = parameters.get(name.partition(".")[0])
    parts = one.parts() if one else {}
    if name in parts:
        return None
    if one and name == one.name:
        return NOT_SO, f"the members of '{name}' are drawn by themselves", f"give each a column: {', '.join(parts)}"
    return NO_SUCH, f"there is no parameter '{name}'", hint_for(name, [*parameters, *parts])


def _check_bounds(reader: Reader, column: int, parameter: Parameter, numbers: Floats) -> None:
    """Note the points that drive a parameter out of what its name promises."""
    found = [
        (row, column, f"'{parameter.name}' would be {reached:.4g}; {wrong}", "")
        for row, number in enumerate(numbers.tolist())
        if (reached_wrong := beyond(parameter, number)) is not None
        for reached, wrong in [reached_wrong]
    ]
    reader.note_first(found, "E208")


def beyond(parameter: Parameter, number: float) -> tuple[float, str] | None:
    """Return where a value, or a factor on a parameter with axes or years, takes it, when its name forbids that."""
    ends = (number * float(parameter.value.min()), number * float(parameter.value.max()))
    for reached in ends if parameter.is_factor else (number,):
        wrong = out_of_bounds(parameter.name, parameter.unit, reached)
        if wrong:
            return reached, wrong
    return None
