"""Every draw fits what was counted: the parameters that carry it are fitted anew in each draw.

What was counted (workers needed in care, residents with a job, births, deaths and so on) does not become uncertain
because other parameters are. Where a draw moves such a number, the free parameter that carries it moves it back: a few
evaluations of what the laws of the start make of the residents and homes of the year of the count, and no run, by
Broyden's method (Broyden 1965) from the slopes at the central values. What a run makes of that year, with what has
happened in it since its start, differs between draws.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from care2040.engine.compiler import programs
from care2040.engine.compiler.numpy_code import Program
from care2040.engine.compiler.programs import Kind
from care2040.inputs.calibration_targets import Carriers
from care2040.inputs.parameters.distributions import Floats
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.path_maker import PathMaker
from care2040.language.axes import Member, axes_at
from care2040.language.model import Model

STEP = 1e-5
"""Relative step of the slopes."""
MOST = 25
"""Times the start is evaluated at most."""
CLOSE = 1e-11
"""Relative distance at which a draw is done."""
MATCHED = 1e-4
"""Relative distance within which the base year counts as matched."""
LONGEST = 0.5
"""Most that a carrier moves at a time, as a logarithm."""


Given = Sequence[Mapping[str, Floats]]
"""For each year of a count: every parameter."""
Still = tuple[Floats, ...]


@dataclass(frozen=True)
class Matched:
    """What the fit of the base year gave.

    Attributes
    ----------
    values : dict of str to ndarray of shape (points,)
        The carriers.
    reasons : tuple of str
        Why a draw does not match; empty where it does.
    """

    values: dict[str, Floats]
    reasons: tuple[str, ...]


def match(model: Model, parameters: Parameters, drawn: Mapping[str, Floats], carriers: Carriers) -> Matched:
    """Fit the carriers of the base year in each draw, so that it starts as the central run does.

    Parameters
    ----------
    model : Model
        The equations.
    parameters : Parameters
        At the resolution of the run; their central values match the base year.
    drawn : mapping of str to ndarray of shape (points,)
        What was drawn; a carrier that was drawn itself stays as it is.
    carriers : mapping of str to Counted
        Parameter to the quantity that it carries, and the year in which that was counted.

    Returns
    -------
    Matched
        A draw depends on nothing but its own numbers.
    """
    free = {name: quantity for name, quantity in carriers.items() if name not in drawn}
    fitter = _Fitter(model, parameters, free)
    return fitter.match(drawn) if fitter.names else Matched({}, ("",) * _points(drawn))


def _points(drawn: Mapping[str, Floats]) -> int:
    return len(next(iter(drawn.values())))


class _Fitter:
    """Evaluates the start for many values of the carriers, and compares with the central run."""

    def __init__(self, model: Model, parameters: Parameters, carriers: Carriers) -> None:
        self.parameters = parameters
        self.names, self.quantities = tuple(carriers), tuple(carriers.values())
        self.centre = np.array([float(parameters[name].value) for name in self.names])[:, None]
        self._compile(model)
        self.aim = self._quantities(self._given({}), np.zeros((len(self.names), 1)))
        # a gap between districts is nothing in a city without them, and so is what carries it
        moves = np.abs(self.aim[:, 0]) > 0
        if not moves.all():
            self._keep(np.flatnonzero(moves), model)
        self.slopes = self._slopes() if self.names else np.zeros((0, 0))

    def _compile(self, model: Model) -> None:
        kinds = tuple((name, Kind(parameter.axes, parameter.unit)) for name, parameter in self.parameters.items())
        self.years = tuple(sorted({count.year for count in self.quantities}))
        counted = [tuple(count.quantity for count in self.quantities if count.year == year) for year in self.years]
        free = frozenset(self.names)
        axes = tuple(axes_at(self.parameters.resolution).items())
        self.programs = [_program(model, axes, kinds, names, free) for names in counted]
        in_order = [place for year in self.years for place, count in enumerate(self.quantities) if count.year == year]
        self.places = np.argsort(in_order)

    def _keep(self, places: np.ndarray, model: Model) -> None:
        self.names = tuple(self.names[place] for place in places)
        self.quantities = tuple(self.quantities[place] for place in places)
        self.centre, self.aim = self.centre[places], self.aim[places]
        if self.names:
            self._compile(model)

    def _given(self, drawn: Mapping[str, Floats]) -> Given:
        """Return, for each year of a count, every parameter on its 1 January, (axes..., runs or 1)."""
        found = []
        for year in self.years:
            paths = PathMaker(self.parameters, year, year + 1, drawn).paths(())
            found.append({**paths.constant, **{name: values[0, 0] for name, values in paths.varying.items()}})
        return found

    def _still(self, given: Given, moved: Floats) -> list[Still]:
        """Return, for each year, what does not follow the carriers."""
        moving = dict(zip(self.names, self.centre + 0 * moved, strict=True))
        return [program.prepare({**own, **moving}) for program, own in zip(self.programs, given, strict=True)]

    def _quantities(self, given: Given, moved: Floats, still: list[Still] | None = None) -> Floats:
        """Return the quantities, (quantity, run), with the carriers moved by (carrier, run) on a logarithmic scale."""
        moving = dict(zip(self.names, self.centre * np.exp(moved), strict=True))
        found: list[Floats] = []
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            for program, own, kept in zip(self.programs, given, still or self._still(given, moved), strict=True):
                found += program.evaluate({**own, **moving}, kept)
        values: Floats = np.stack([np.broadcast_to(value, moved.shape[1:]) for value in found])[self.places]
        return values

    def _slopes(self) -> Floats:
        """Return how the logarithm of each quantity follows that of each carrier at the central values."""
        steps = STEP * np.eye(len(self.names))
        given = self._given({})
        up, down = self._quantities(given, steps), self._quantities(given, -steps)
        slopes: Floats = (np.log(up) - np.log(down)) / (2 * STEP)
        return slopes

    def match(self, drawn: Mapping[str, Floats]) -> Matched:
        given, points = self._given(drawn), _points(drawn)
        moved = np.zeros((len(self.names), points))
        still = self._still(given, moved)
        inverse = np.repeat(np.linalg.inv(self.slopes)[..., None], points, axis=2)
        away = self._distances(given, moved, still)
        for _ in range(MOST):
            going = ~(np.abs(away).max(axis=0) < CLOSE)
            if not going.any():
                break
            step = np.clip(-_times(inverse, away), -LONGEST, LONGEST) * going
            moved = moved + step
            before, away = away, self._distances(given, moved, still)
            inverse = _updated(inverse, step, away - before)
        values = dict(zip(self.names, self.centre * np.exp(moved), strict=True))
        return Matched(values, tuple(self._reason(away[:, point]) for point in range(points)))

    def _distances(self, given: Given, moved: Floats, still: list[Still]) -> Floats:
        away: Floats = np.log(self._quantities(given, moved, still) / self.aim)
        return away

    def _reason(self, away: Floats) -> str:
        distance = np.where(np.isfinite(away), np.abs(away), np.inf)
        worst = int(distance.argmax())
        if distance[worst] < MATCHED:
            return ""
        far = f"is {np.expm1(away[worst]):+.2%} off" if np.isfinite(away[worst]) else "is not a number"
        return f"the base year is not matched: '{self.quantities[worst].quantity}' {far}"


@lru_cache(maxsize=8)
def _program(
    model: Model,
    axes: tuple[tuple[str, tuple[Member, ...]], ...],
    kinds: tuple[tuple[str, Kind], ...],
    quantities: tuple[str, ...],
    free: frozenset[str],
) -> Program:
    """Return what gives the quantities at the start; every block of an ensemble asks for the same."""
    return programs.base_year(model, dict(axes), dict(kinds), quantities, free)


def _times(matrices: Floats, vectors: Floats) -> Floats:
    """Return matrices (row, column, run) times vectors (column, run)."""
    product: Floats = np.add.reduce(matrices * vectors, axis=1)
    return product


def _updated(inverse: Floats, step: Floats, change: Floats) -> Floats:
    """Return the inverse slopes after a step, as Broyden's good method has them; runs that stood still keep theirs."""
    turned = _times(inverse, change)
    left = np.add.reduce(inverse * step[:, None], axis=0)
    length = np.add.reduce(step * turned, axis=0)
    moved = np.abs(length) > 0
    change_of_inverse = (step - turned)[:, None] * left / np.where(moved, length, 1.0)
    return inverse + np.where(moved, change_of_inverse, 0.0)
