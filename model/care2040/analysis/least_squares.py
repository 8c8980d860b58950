"""Numbers of laws fitted to counts by least squares, with what is not known of each number.

What was judged of a number before the fit counts as one more observation of it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares

from care2040.inputs.parameters.distributions import Floats

STEP = 0.01
"""Step of the derivatives, as a part of how unsure a number was judged; all of them are one batch of runs."""
CLOSE = 1e-5
"""Where a fit stops: far below what a standard error can tell."""

Course = Mapping[str, Floats]
"""Measure to what the laws make of it, shape (year, run), from the first year on."""
Runner = Callable[[Mapping[str, Floats]], Course]
Counted = Mapping[str, Mapping[int, float]]
"""Measure to year to what was counted."""


@dataclass(frozen=True)
class Free:
    """A number that is fitted: what was judged of it before any fit, how unsure that was, and its bounds.

    The values that ship will not do for that: they were fitted to all years.
    """

    name: str
    judged: float
    unsure: float
    low: float
    high: float


@dataclass(frozen=True)
class Sought:
    """What a fit looks for.

    Attributes
    ----------
    counted : Counted
        What it is laid beside.
    sure : mapping of str to float
        How near it has to come, per measure: as a part of the count, or in its own unit for what is in `plain`.
    start : int
        The first year of a course.
    plain : tuple of str
        Measures whose difference is not taken as a part: they are parts themselves.
    """

    counted: Counted
    sure: Mapping[str, float]
    start: int
    plain: tuple[str, ...] = ()

    def until(self, year: int) -> Counted:
        """Return what was counted from the start until a year."""
        return {
            measure: {one: value for one, value in of_years.items() if self.start <= one <= year}
            for measure, of_years in self.counted.items()
        }


@dataclass(frozen=True)
class Fit:
    """What a fit gave.

    Attributes
    ----------
    values, errors : mapping of str to float
        Number to what it came to, and its standard error; what was judged counts as one more observation.
    course, course_errors : Course
        What the laws make of all years with these values, also of those that were not fitted to, shape (year,), and
        the standard error that it has from the values alone.
    on_bound : tuple of str
        Numbers that stopped at a bound, whose errors mean nothing.
    """

    values: Mapping[str, float]
    errors: Mapping[str, float]
    course: Course
    course_errors: Course
    on_bound: tuple[str, ...]


def fit(run: Runner, sought: Sought, until: int, free: Sequence[Free], judged: bool = True) -> Fit:
    """Fit numbers to what was counted until a year, by least squares.

    Parameters
    ----------
    run : callable
        The laws, for many values at once.
    sought : Sought
        What was counted; years after `until` are not looked at.
    until : int
        The last year that is fitted to.
    free : sequence of Free
        What is fitted.
    judged : bool
        Whether what was judged before counts as one more observation of each number.
    """
    fitter = _Fitter(run, sought, until, free, judged)
    low, high = (np.array([getattr(one, bound) for one in free]) for bound in ("low", "high"))
    found = least_squares(
        lambda point: fitter.away(fitter.courses(point[None, :]))[0],
        fitter.centre,
        fitter.jacobian,
        bounds=(low, high),
        x_scale=fitter.unsure,
        xtol=CLOSE,
        ftol=CLOSE,
    )
    names = [one.name for one in free]
    covariance = _covariance(found.fun, found.jac)
    course, slopes = fitter.derivatives(found.x)
    variances = {name: np.einsum("py,pq,qy->y", slope, covariance, slope) for name, slope in slopes.items()}
    return Fit(
        dict(zip(names, found.x.tolist(), strict=True)),
        dict(zip(names, np.sqrt(np.diag(covariance)).tolist(), strict=True)),
        course,
        {name: np.sqrt(np.maximum(variance, 0)) for name, variance in variances.items()},
        tuple(one.name for one, value in zip(free, found.x, strict=True) if _at_bound(one, value)),
    )


def _at_bound(one: Free, value: float) -> bool:
    return min(value - one.low, one.high - value) < (one.high - one.low) / 1000


def _covariance(away: Floats, jacobian: Floats) -> Floats:
    """Return how unsure the fitted numbers are together, the more so where a fit misses by more than was hoped for."""
    spare = max(1, len(away) - jacobian.shape[1])
    covariance: Floats = np.linalg.pinv(jacobian.T @ jacobian) * max(1.0, float(away @ away) / spare)
    return covariance


class _Fitter:
    """Runs the laws for many values at once, and lays them beside what was counted."""

    def __init__(self, run: Runner, sought: Sought, until: int, free: Sequence[Free], judged: bool) -> None:
        self.run, self.sought, self.free, self.judged = run, sought, free, judged
        self.seen = sought.until(until)
        self.centre = np.array([one.judged for one in free])
        self.unsure = np.array([one.unsure for one in free])
        self.points = np.empty((0, len(free)))

    def courses(self, points: Floats) -> Course:
        """Run the laws for each row of `points` (run, number)."""
        self.points = points
        return self.run({one.name: points[:, place].copy() for place, one in enumerate(self.free)})

    def away(self, course: Course) -> Floats:
        """Return how far the last runs are from all that they are fitted to, as a part of how near they should come."""
        parts = []
        for measure, of_years in self.seen.items():
            told = course[measure][[year - self.sought.start for year in of_years]].T
            known = np.array([*of_years.values()])
            missed = told - known if measure in self.sought.plain else np.log(told / known)
            parts.append(missed / self.sought.sure[measure])
        if self.judged:
            parts.append((self.points - self.centre) / self.unsure)
        return np.concatenate(parts, axis=1)

    def around(self, point: Floats) -> Course:
        """Run a point, a step up and a step down for each number: all of it in one batch."""
        steps = np.diag(STEP * self.unsure)
        return self.courses(np.vstack([point, point + steps, point - steps]))

    def jacobian(self, point: Floats) -> Floats:
        """Return the derivatives of what is away, shape (observation, number)."""
        away = self.away(self.around(point))
        up, down = np.split(away[1:], 2)
        slopes: Floats = ((up - down) / (2 * STEP * self.unsure[:, None])).T
        return slopes

    def derivatives(self, point: Floats) -> tuple[Course, Course]:
        """Return the course at a point, and its derivatives, shape (number, year)."""
        course = self.around(point)
        halves = {measure: np.split(values[:, 1:].T, 2) for measure, values in course.items()}
        slopes = {measure: (up - down) / (2 * STEP * self.unsure[:, None]) for measure, (up, down) in halves.items()}
        return {measure: values[:, 0] for measure, values in course.items()}, slopes
