"""What would have to be true: one parameter of a future, solved after the fit, and the path that it leads to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq

from care2040.engine.batch.integrate import integrate
from care2040.engine.simulation.simulate import for_any_run
from care2040.files.problems import InvalidInput, Problem
from care2040.files.yaml_document import read
from care2040.inputs import futures
from care2040.inputs.calibration_targets import TARGETS, Plan, Solved
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.path_maker import paths
from care2040.language.axes import RUN_IN
from care2040.language.cities.layers import path_of
from care2040.language.model import Model

Floats = npt.NDArray[np.float64]
CLOSE = 1e-12
"""Of the parameter, in its unit."""


@dataclass(frozen=True)
class Solution:
    """What a parameter must be in a future, and the quantity by year that it gives.

    Attributes
    ----------
    parameter, path : str
        What was solved, and the parameter by year that keeps the quantity.
    about : str
        What the parameter is.
    value : float
        In its unit.
    by_year : dict of int to float
        The quantity on 1 January, under unchanged policy at central values.
    """

    parameter: str
    path: str
    about: str
    value: float
    by_year: dict[int, float]


def with_values(parameters: Parameters, values: Mapping[str, float]) -> Parameters:
    """Return parameters of which some are other numbers."""
    moved = (
        replace(one, value=np.full_like(one.value, values[name])) if name in values else one
        for name, one in parameters.items()
    )
    return Parameters(moved, parameters.resolution, parameters.groups)


def solve_all(model: Model, parameters: Parameters, plan: Plan, folder: Path) -> tuple[Solution, ...]:
    """Solve each parameter that a plan says, by itself.

    Raises
    ------
    InvalidInput
        When one cannot be solved within its bounds; with the nearest that it got.
    """
    return tuple(_Solver(model, parameters, plan, name, folder).solve() for name in plan.solved)


class _Solver:
    """Runs unchanged policy in a future for values of one parameter."""

    def __init__(self, model: Model, parameters: Parameters, plan: Plan, name: str, folder: Path) -> None:
        self.name, self.folder = name, folder
        self.asked: Solved = plan.solved[name]
        changes = futures.changes_of(path_of(folder, futures.FUTURES), parameters, self.asked.future)
        self.base = paths(parameters, changes, RUN_IN, plan.end)
        self.system, self.code = for_any_run(model, "district", parameters, frozenset(self.base.varying))

    def quantity(self, values: Floats) -> tuple[tuple[int, ...], Floats]:
        """Return the years and the quantity in each, (year, run), for values of the parameter, one a run."""
        batch = replace(self.base, runs=len(values), constant={**self.base.constant, self.name: values})

        def wanted(name: str, axes: tuple[str, ...]) -> bool:
            return name == self.asked.quantity

        found = integrate(self.system, batch, keep=wanted, code=self.code)
        return found.years, np.asarray(found.values[self.asked.quantity])

    def _away(self, values: Floats) -> Floats:
        years, found = self.quantity(values)
        away: Floats = found[years.index(self.asked.year)] - self.asked.value
        return away

    def solve(self) -> Solution:
        """Return the value with which the quantity is what it must be."""
        low, high = self.asked.between
        ends = self._away(np.array([low, high]))
        if not ends[0] * ends[1] <= 0:
            raise InvalidInput([self._unsolved(ends)])
        value = float(brentq(lambda one: float(self._away(np.array([one]))[0]), low, high, xtol=CLOSE))
        years, found = self.quantity(np.array([value]))
        by_year = dict(zip(years, found[:, 0].tolist(), strict=True))
        return Solution(self.name, self.asked.path, self.asked.about, value, by_year)

    def _unsolved(self, ends: Floats) -> Problem:
        """Return the problem of a target that no value within the bounds leads to, with the nearest that one gets."""
        nearest = int(np.nanargmin(np.abs(ends))) if np.isfinite(ends).any() else 0
        low, high = self.asked.between
        message = (
            f"'{self.asked.quantity}' is never {self.asked.value:g} in {self.asked.year} in the future "
            f"'{self.asked.future}' with '{self.name}' from {low:g} to {high:g}; the nearest it gets is "
            f"{ends[nearest] + self.asked.value:.4g}, at {(low, high)[nearest]:g}"
        )
        hint = "widen 'between', or ask for a value or a year that can be"
        return read(path_of(self.folder, TARGETS)).problem(("solved", self.name, "between"), "E827", message, hint)
