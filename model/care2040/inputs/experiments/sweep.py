"""A sweep: which parameters, over what, by which method, and how many points that makes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from care2040.inputs.experiments.schema import Method
from care2040.inputs.parameters.distributions import Floats, extremes
from care2040.inputs.parameters.parameter import Parameter

Range = tuple[float, float]

MOST_NUMBERS = 50_000_000
"""Points times parameters: what is held in memory of a design."""
ENDS = ("grid", "morris")
"""Methods that visit the ends of a range: of a parameter's own range those are the 5th and the 95th percentile."""


@dataclass(frozen=True)
class Then:
    """A second sweep, over the parameters that the first found to matter most."""

    method: Method
    samples: int
    most_important: int
    indicator: str
    year: int


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
        if own is None and parameter.range is not None and self.method not in ENDS:
            return extremes(parameter.spread, *parameter.range, parameter.centre)
        return own or parameter.range

    def second(self, names: tuple[str, ...]) -> "Sweep":
        """Return the second sweep, once it is known which parameters matter most."""
        if self.then is None:
            raise ValueError("this sweep has no second stage")
        ranges = {name: self.ranges[name] for name in self.ranges if name in names}
        return replace(self, method=self.then.method, samples=self.then.samples, ranges=ranges, then=None)


def count_points(method: str, samples: int, parameters: int) -> int:
    """Return how many points a sweep has."""
    if method == "sobol":
        return samples * (parameters + 2)
    if method == "morris":
        return samples * (parameters + 1)
    return int(samples**parameters) if method == "grid" else samples
