"""Run the reality checks over many draws at once, and say which do not hold, where and by how much."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from care2040.analysis.reality.reality_checks import (
    CITY_AXES,
    UNCHANGED,
    RealityCheck,
    axis_of,
    experiment_of,
    runs_of,
)
from care2040.analysis.reality.reality_expression import NEVER, evaluate
from care2040.engine.simulation.dataset import FAILED
from care2040.engine.simulation.settings import RunSettings
from care2040.engine.simulation.simulate import run
from care2040.inputs.calibration_targets import Carriers
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.language.axes import DETAIL_AXES
from care2040.language.model import Model
from care2040.language.readings import city_reading

PER_DRAW = ("draw", "year")


@dataclass(frozen=True)
class Violation:
    """Where a check does not hold."""

    draw: int
    year: int
    size: float
    part: float
    member: str = ""

    def __str__(self) -> str:
        where = f"draw {self.draw}, {self.year}{f', {self.member}' if self.member else ''}"
        if np.isnan(self.size):
            return f"{where}: not a number"
        return f"{where}: by {self.size:.4g} ({self.part:.2g} of the largest value)"


@dataclass(frozen=True)
class Verdict:
    """What came of a check."""

    check: RealityCheck
    violations: tuple[Violation, ...]
    failed: dict[int, str]

    @property
    def holds(self) -> bool:
        """Whether it holds in every draw."""
        return not self.violations and not self.failed


def run_checks(
    checks: tuple[RealityCheck, ...],
    model: Model,
    parameters: Parameters,
    draws: int,
    carriers: Carriers | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[Verdict, ...]:
    """Run what is given in every check, for the city as one, in one ensemble, and judge."""
    experiment = experiment_of(checks, draws)
    names = frozenset(name for check in checks for name in check.claim.quantities)
    drawn = parameters.at("city").draw(draws, experiment.seed)
    kept = {name for one in names for name in (one, city_reading(one))}
    settings = RunSettings(kept, drawn=drawn, carriers=carriers)
    dataset = run(model, experiment, parameters, progress, settings)
    dataset = dataset.isel(scenario=0, drop=True)
    ran = {runs_of(changes): name for name, changes in experiment.policies.items()}
    return tuple(judge(check, dataset, ran[runs_of(check.given)], model) for check in checks)


def judge(check: RealityCheck, dataset: xr.Dataset, policy: str, model: Model) -> Verdict:
    """Judge one check on a result that has its policy and unchanged policy, with dims policy, draw, year."""
    failed = _failed(dataset, {policy, *([UNCHANGED] if check.claim.uses("unchanged") else [])})
    sides = [_value(check, side, dataset, policy, model) for side in check.claim.sides]
    says = check.claim.says
    if says in NEVER:
        now, before = sides[0], sides[0].shift(year=1)
        # the first year has none before it
        over, says = (now - before).isel(year=slice(1, None)), NEVER[says]
        over = over if says == ">" else -over
        strict, pair = False, [now]
    else:
        left, right = (xr.DataArray(side) for side in sides)
        over = abs(left - right) if says == "==" else left - right if "<" in says else right - left
        strict, pair = says in ("<", ">"), [left, right]
    if "year" not in over.dims:
        over = over.expand_dims(year=dataset["year"])
    over = over.transpose("draw", "year", ...).sel(year=slice(check.start, None))
    if check.claim.uses("change"):
        over = over.isel(year=slice(None, -1))  # nobody knows the year after the last
    scale = _scale(pair)
    allowed = check.within * scale
    wrong = ~(over < -allowed) if strict else ~(over <= allowed)  # so that not a number is wrong
    return Verdict(check, _violations(over, wrong, scale, failed), failed)


def _value(check: RealityCheck, side: Any, dataset: xr.Dataset, policy: str, model: Model) -> Any:
    def look_up(name: str, member: str | None, unchanged: bool) -> xr.DataArray:
        values = dataset[name].sel(policy=UNCHANGED if unchanged else policy, drop=True)
        values = values.isel({dim: 0 for dim in CITY_AXES if dim in values.dims}, drop=True)
        values = values.sum([dim for dim in values.dims if dim in DETAIL_AXES], skipna=False)
        if member is None:
            return values
        return values.sel({axis_of(model.equations[name], member): member}, drop=True)

    return evaluate(side, look_up, FUNCTIONS)


def _later(values: xr.DataArray) -> xr.DataArray:
    return values.shift(year=-1) - values


def _larger(left: Any, right: Any) -> Any:
    return np.maximum(left, right)


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "total": lambda values: values.sum([dim for dim in values.dims if dim not in PER_DRAW], skipna=False),
    "change": _later,
    "start": lambda values: values.isel(year=0, drop=True),
    "highest": lambda values: values.max("year", skipna=False),
    "lowest": lambda values: values.min("year", skipna=False),
    "larger": _larger,
    "smaller": np.minimum,
}


def _scale(values: list[xr.DataArray]) -> xr.DataArray:
    """Return the largest value per draw, over years and members: what rounding is measured by."""
    largest = [abs(one).max([dim for dim in one.dims if dim != "draw"]) for one in values]
    return largest[0] if len(largest) == 1 else _larger(*largest)


def _failed(dataset: xr.Dataset, policies: set[str]) -> dict[int, str]:
    if "status" not in dataset:
        return {}
    bad = {}
    for policy in sorted(policies):
        cells = dataset[["status", "reason"]].sel(policy=policy)
        for draw in np.flatnonzero(cells["status"].values == FAILED).tolist():
            bad[int(draw)] = str(cells["reason"].values[draw])
    return bad


def _violations(
    over: xr.DataArray, wrong: xr.DataArray, scale: xr.DataArray, failed: Mapping[int, str]
) -> tuple[Violation, ...]:
    found = []
    for draw in np.flatnonzero(wrong.any([dim for dim in wrong.dims if dim != "draw"]).values).tolist():
        if draw in failed:
            continue
        here = over.isel(draw=draw).where(wrong.isel(draw=draw), -np.inf)
        worst = int(np.argmax(np.where(np.isnan(here.values), np.inf, here.values)))
        place = dict(zip(here.dims, np.unravel_index(worst, here.shape), strict=True))
        cell = here.isel({dim: int(position) for dim, position in place.items()})
        size, largest = float(cell), float(scale.isel(draw=draw)) if "draw" in scale.dims else float(scale)
        member = " ".join(str(cell[dim].item()) for dim in here.dims if dim != "year")
        found.append(Violation(draw, int(cell["year"]), size, size / largest if largest else np.inf, member))
    return tuple(sorted(found, key=lambda one: (-np.nan_to_num(one.part, nan=np.inf), one.draw)))
