"""The points at which an experiment is run: drawn, spread evenly, on a grid, along trajectories, or given.

A point is a number from 0 to 1 for every swept parameter, and the value that stands for it: over a parameter's own
range its quantile (so its spread counts), over a given range a straight line. Methods that visit the ends of a range
(``grid``, ``morris``) go from its 5th to its 95th percentile.

Every point is fixed by the experiment and its seed alone, not by policies, scenarios, workers or blocks. Those of
``monte_carlo``, ``sobol``, ``morris`` and ``file`` stay the same when there are more of them; ``latin_hypercube`` and
``grid`` divide a range into as many parts as there are points, so all of theirs move. Adding a parameter leaves the
others where they were, but for ``sobol`` and ``morris``, which are sequences in all parameters together.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

import numpy as np

from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.experiments.sweep import ENDS, Range, Sweep, count_points
from care2040.inputs.parameters.distributions import HIGH, LOW, OUTERMOST, Floats, stream
from care2040.inputs.parameters.parameter_set import Parameters

LEVELS = 4
"""Of a Morris trajectory; a step goes over two of them."""


@dataclass(frozen=True, eq=False)
class Design:
    """The points of an ensemble.

    Parameters
    ----------
    method : str
        How they were chosen.
    parameters : tuple of str
        What differs between them: parameters, and members that are drawn by themselves as ``parameter.member``.
    units : ndarray of shape (points, parameters)
        Where each point lies in the range of each parameter, from 0 to 1.
    drawn : dict of str to ndarray of shape (points,)
        The value of a parameter that is one number, in its unit; the factor on one with axes or years.
    samples : int
        Points; of sobol base points, of morris trajectories, of grid levels.
    seed : int
        Of the experiment.
    ranges : dict of str to tuple of float
        The ranges that were given; of the other parameters it is their own spread.
    learnt : dict
        What moved the points before they were run, where anything did.
    """

    method: str
    parameters: tuple[str, ...]
    units: Floats
    drawn: dict[str, Floats]
    samples: int
    seed: int
    ranges: dict[str, Range]
    learnt: dict[str, Any] = field(default_factory=dict)

    @property
    def points(self) -> int:
        """How many points there are."""
        return len(self.units)

    @property
    def group(self) -> int:
        """How many points belong together: of sobol a base point and its neighbours, of morris a trajectory."""
        return count_points(self.method, 1, len(self.parameters)) if self.method in ("sobol", "morris") else 1

    def part(self, low: int, high: int) -> "Design":
        """Return the points from `low` up to but not including `high`."""
        drawn = {name: values[low:high] for name, values in self.drawn.items()}
        return replace(self, units=self.units[low:high], drawn=drawn)

    def facts(self) -> dict[str, Any]:
        """Return what a result tells of its design."""
        told = {"learnt": self.learnt} if self.learnt else {}
        return told | {
            "method": self.method,
            "parameters": list(self.parameters),
            "samples": self.samples,
            "seed": self.seed,
            "points": self.points,
            "ranges": {name: list(ends) for name, ends in self.ranges.items()},
        }


def design_of(experiment: Experiment, parameters: Parameters) -> Design:
    """Return the points of an experiment: those of its sweep, else its draws, which are the method monte_carlo."""
    sweep = experiment.sweep
    if sweep is None:
        sweep = Sweep("monte_carlo", experiment.draws, dict.fromkeys(parameters.drawn))
    return points_of(sweep, parameters, experiment.seed)


def points_of(sweep: Sweep, parameters: Parameters, seed: int) -> Design:
    """Return the points of a sweep; see `design_of`."""
    names = tuple(sweep.ranges)
    given = {name: ends for name, ends in sweep.ranges.items() if ends is not None}
    if sweep.method == "file":
        units = np.stack([_place(sweep.given[name]) for name in names], axis=1)
        return Design("file", names, units, dict(sweep.given), len(units), seed, given)
    units = _units(sweep, names, seed)
    drawn = {
        name: _values(parameters, name, given.get(name), units[:, place], sweep.method)
        for place, name in enumerate(names)
    }
    if sweep.method == "monte_carlo":
        # the same code as plain draws, with what is drawn together drawn together
        own = [name for name in names if name not in given]
        drawn |= parameters.draw(sweep.samples, seed, own)
    return Design(sweep.method, names, units, drawn, sweep.samples, seed, given)


def _place(values: Floats) -> Floats:
    """Return where given values lie between the lowest and the highest of them."""
    low, high = float(values.min()), float(values.max())
    return (values - low) / (high - low) if high > low else np.full(len(values), 0.5)


def _values(parameters: Parameters, name: str, given: Range | None, units: Floats, method: str) -> Floats:
    if given is not None:
        return given[0] + (given[1] - given[0]) * units
    shares = units
    if method in ENDS:
        # a quantile leaves out what is outermost, so that this is what gives the ends of the range exactly
        low, high = ((end - OUTERMOST) / (1 - 2 * OUTERMOST) for end in (LOW, HIGH))
        shares = low + (high - low) * units
    return parameters[name].quantiles(shares)


def _generator(name: str, seed: int) -> np.random.Generator:
    """Return random numbers that belong to a name and a seed, other ones than those of its draws."""
    key = int.from_bytes(hashlib.sha256(f"{seed}:{name}:latin_hypercube".encode()).digest()[:16], "little")
    return np.random.default_rng(np.random.SeedSequence(key))


def _units(sweep: Sweep, names: Sequence[str], seed: int) -> Floats:
    """Return the points in the unit cube, shape (points, parameters)."""
    samples, count = sweep.samples, len(names)
    if sweep.method == "monte_carlo":
        return np.stack([stream(name, seed, samples) for name in names], axis=1)
    if sweep.method == "latin_hypercube":
        from scipy.stats import qmc

        columns = [qmc.LatinHypercube(1, rng=_generator(name, seed)).random(samples)[:, 0] for name in names]
        return np.stack(columns, axis=1)
    if sweep.method == "grid":
        return np.array(list(product(np.linspace(0.0, 1.0, samples), repeat=count)))
    problem = {"num_vars": count, "names": list(names), "bounds": [[0.0, 1.0]] * count}
    if sweep.method == "sobol":
        from SALib.sample import sobol

        return np.asarray(sobol.sample(problem, samples, calc_second_order=False, seed=seed))
    from SALib.sample import morris

    return np.asarray(morris.sample(problem, samples, num_levels=LEVELS, seed=seed))
