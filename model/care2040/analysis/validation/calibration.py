"""Fit the free parameters to what is known of the city, with ``scipy.optimize.least_squares``."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml
from scipy.optimize import least_squares

from care2040.analysis.validation.solving import Solution, solve_all, with_values
from care2040.engine.batch.integrate import integrate
from care2040.engine.batch.trajectories import Trajectories
from care2040.engine.simulation.simulate import for_any_run
from care2040.files import package_files
from care2040.files.fingerprints import sources
from care2040.files.result_folder import write_file
from care2040.inputs.calibration_targets import TARGETS, Plan, Target, read_plan
from care2040.inputs.parameters import parameter_set as reading
from care2040.inputs.parameters.parameter_set import Parameters, fingerprint
from care2040.inputs.parameters.reader import CALIBRATED
from care2040.inputs.policies.path_maker import paths
from care2040.language.axes import RUN_IN, Axes
from care2040.language.cities.layers import layers, path_of
from care2040.language.model import Model
from care2040.language.readings import city_reading
from care2040.sectors import load_model


def made_from(folder: Path) -> str:
    """Return the fingerprint of what a calibration depends on: parameters, tables, targets and the equations."""
    return hashlib.sha256(f"{fingerprint(folder)}{sources(['sectors'])}".encode()).hexdigest()


Floats = npt.NDArray[np.float64]
STEP = 1e-4
"""Relative step of the derivatives; all of them are one batch of runs."""


@dataclass(frozen=True)
class Calibration:
    """What a fit gave, and what was solved once it was done."""

    values: dict[str, float]
    bounds: dict[str, tuple[float, ...]]
    targets: tuple[Target, ...]
    fits: dict[str, float]
    evaluations: int
    solved: tuple[Solution, ...] = ()

    def on_bound(self) -> list[str]:
        """Return the free parameters that stopped at a bound, within a thousandth of their room."""
        close = []
        for name, (low, high) in self.bounds.items():
            if min(self.values[name] - low, high - self.values[name]) < (high - low) / 1000:
                close.append(name)
        return close


class Fitter:
    """Runs the model for many values of the free parameters at once, and compares with the targets."""

    def __init__(self, model: Model, parameters: Parameters, plan: Plan) -> None:
        self.plan = plan
        self.free = plan.free
        self.targets = tuple(plan.targets.values())
        self.start = np.array([float(parameters[name].value) for name in plan.free])
        self.base = paths(parameters, (), RUN_IN, plan.end)
        self.system, self.code = for_any_run(model, "district", parameters, frozenset(self.base.varying))
        self.model = model
        self.batches = 0

    def run(self, points: Floats) -> Trajectories:
        """Run the model for each row of `points` (run, free parameter)."""
        self.batches += 1
        values = {name: points[:, number].copy() for number, name in enumerate(self.free)}
        batch = replace(self.base, runs=len(points), constant={**self.base.constant, **values})
        return integrate(self.system, batch, keep=self._wanted, code=self.code)

    def _wanted(self, name: str, axes: tuple[str, ...]) -> bool:
        return name in self.plan.quantities

    def fits(self, points: Floats) -> Floats:
        """Return what the model gives: (run, target)."""
        found = self.run(points)
        return np.stack([_value(target, found, self.model, self.system.axes) for target in self.targets], axis=1)

    def residuals(self, points: Floats) -> Floats:
        """Return the weighted relative distance to the targets that are fitted: (run, target)."""
        fitted = self.fits(points)
        away = [_residual(t, fitted[:, number]) for number, t in enumerate(self.targets) if t.role == "fitted"]
        return np.stack(away, axis=1)

    def jacobian(self, point: Floats) -> Floats:
        """Return the derivatives of the residuals: all steps are runs of one batch."""
        steps = np.array([STEP * (high - low) for low, high in self.free.values()])
        points = np.vstack([point, point + np.diag(steps), point - np.diag(steps)])
        residuals = self.residuals(points)
        up, down = residuals[1 : 1 + len(steps)], residuals[1 + len(steps) :]
        slopes: Floats = ((up - down) / (2 * steps[:, None])).T
        return slopes


def calibrate(folder: Path | None = None, progress: Callable[[int], None] = lambda batches: None) -> Calibration:
    """Fit the free parameters that ``targets.yaml`` names to the targets there, and solve what is solved."""
    folder = folder or package_files.package_folder("parameters")
    parameters = reading.load(folder, calibrated=False)
    plan = read_plan(path_of(folder, TARGETS), parameters)
    fitter = Fitter(load_model(), parameters, plan)

    def residuals(point: Floats) -> Floats:
        progress(fitter.batches)
        found: Floats = fitter.residuals(point[None, :])[0]
        return found

    low, high = np.array(list(plan.free.values())).T
    limits = {"bounds": (low, high), "x_scale": high - low, "xtol": 1e-12, "ftol": 1e-12}
    found = _summary(fitter, least_squares(residuals, fitter.start, fitter.jacobian, **limits).x)
    solutions = solve_all(fitter.model, with_values(parameters, found.values), plan, folder)
    return replace(found, solved=solutions)


def check_fit(folder: Path | None = None) -> Calibration:
    """Return how well the shipped calibration meets the targets, without fitting again."""
    folder = folder or package_files.package_folder("parameters")
    parameters = reading.load(folder)
    plan = read_plan(path_of(folder, TARGETS), parameters)
    fitter = Fitter(load_model(), parameters, plan)
    return _summary(fitter, fitter.start)


def _summary(fitter: Fitter, point: Floats) -> Calibration:
    """Say what the model gives at a point of the free parameters."""
    names = [target.name for target in fitter.targets]
    fits = dict(zip(names, fitter.fits(point[None, :])[0].tolist(), strict=True))
    values = dict(zip(fitter.free, point.tolist(), strict=True))
    return Calibration(values, fitter.free, fitter.targets, fits, fitter.batches)


def write(calibration: Calibration, folder: Path | None = None) -> Path:
    """Write ``calibrated.yaml``, whole or not at all, with the fingerprint of what it was made from."""
    folder = folder or package_files.package_folder("parameters")
    values = calibration.values | {one.parameter: one.value for one in calibration.solved}
    by_year = {one.path: one.by_year for one in calibration.solved}
    content: Mapping[str, Any] = {
        "about": "Written by 'care2040 calibrate'; not to be edited by hand. Targets are in targets.yaml.",
        "made_from": made_from(folder),
        "values": _rounded(values),
        "paths": {name: _rounded(path) for name, path in by_year.items()},
    }
    path = layers(folder)[0] / CALIBRATED
    write_file(path, yaml.safe_dump(dict(content), sort_keys=False, width=120).encode(), "see who may write there")
    return path


def _rounded(values: Mapping[Any, float]) -> dict[Any, float]:
    return {name: float(f"{value:.12g}") for name, value in values.items()}


def _value(target: Target, found: Trajectories, model: Model, axes: Axes) -> Floats:
    """Return the value of the city in each run, shape (run,)."""
    city = city_reading(target.quantity)
    values = found.values[city if city in found.values else target.quantity][found.years.index(target.year)]
    if target.member:
        axis = model.equations[target.quantity].axes[0]
        return np.asarray(values[axes[axis].index(target.member)])
    total: Floats = values.reshape(-1, values.shape[-1]).sum(axis=0)
    return total


def _residual(target: Target, fit: Floats) -> Floats:
    """Return the weighted relative distance; zero when more is fine and there is more."""
    away = (fit - target.value) / target.value * target.weight
    return np.minimum(away, 0.0) if target.at_least else away
