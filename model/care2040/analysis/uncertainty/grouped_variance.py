"""What the spread of an answer hangs on, what was measured, derived, calibrated or judged: grouped Sobol' indices."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import spearmanr

from care2040.engine.simulation.dataset import WELL
from care2040.engine.simulation.settings import RunSettings
from care2040.engine.simulation.simulate import run
from care2040.inputs.calibration_targets import Carriers
from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.parameters.distributions import Floats
from care2040.inputs.parameters.parameter import Standing
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.language.model import Model
from care2040.results.percentiles import interval

STANDINGS: tuple[Standing, ...] = ("measured", "derived", "calibrated", "judged")
RESAMPLES = 1000
WIDTH = 95
"""Per cent of the resamples that an interval holds."""


@dataclass(frozen=True)
class Share:
    """A part of the variance with its 95 % interval, by bootstrap."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Group:
    """What hangs on one group of parameters."""

    standing: str
    parameters: int
    alone: Share
    with_others: Share


@dataclass(frozen=True)
class Variance:
    """What the spread of an indicator hangs on."""

    mean: float
    deviation: float
    low: float
    high: float
    groups: tuple[Group, ...]
    strongest: tuple[tuple[str, str, float], ...]
    samples: int
    left_out: int


def variance_by_standing(
    model: Model,
    experiment: Experiment,
    parameters: Parameters,
    carriers: Carriers,
    indicator: str,
    year: int,
    samples: int,
    strongest: int = 10,
) -> Variance:
    """Split the variance of an indicator over the standings of the parameters.

    Two ensembles are drawn; for each standing the first is run again with the parameters of that standing from the
    second (Saltelli and others 2010, with Jansen's estimators). Parameters that are drawn together count for the least
    sure of their standings together, so that the groups are independent.
    """
    at = parameters.at(experiment.resolution)
    first, second = (at.draw(samples, experiment.seed + number) for number in (0, 1))
    standing = standings(at, first)
    ensembles = [first, second]
    ensembles += [{name: (second if standing[name] == one else first)[name] for name in first} for one in STANDINGS]
    drawn = {name: np.concatenate([ensemble[name] for ensemble in ensembles]) for name in first}
    policy, scenario = next(iter(experiment.policies.items())), next(iter(experiment.scenarios.items()))
    asked = replace(
        experiment, policies=dict([policy]), scenarios=dict([scenario]), draws=samples * len(ensembles), sweep=None
    )
    dataset = run(model, asked, parameters, settings=RunSettings(names=[indicator], drawn=drawn, carriers=carriers))
    cells = dataset.isel(policy=0, scenario=0)
    values = cells[indicator].sel(year=year).values.reshape(len(ensembles), samples)
    well = (cells["status"].values.reshape(values.shape) == WELL).all(axis=0)
    found = shares(values[:, well], np.random.default_rng(experiment.seed))
    counted = Counter(standing.values())
    groups = tuple(Group(one, counted[one], *pair) for one, pair in zip(STANDINGS, found, strict=True))
    both = values[:2].ravel()[np.tile(well, 2)]
    inputs = {name: np.concatenate([first[name], second[name]])[np.tile(well, 2)] for name in first}
    ranked = _ranked(inputs, both)[:strongest]
    low, high = interval(both)
    told = tuple((name, standing[name], correlation) for name, correlation in ranked)
    left = int((~well).sum())
    return Variance(float(both.mean()), float(both.std()), float(low), float(high), groups, told, samples, left)


def standings(parameters: Parameters, names: Iterable[str]) -> dict[str, Standing]:
    """Return the standing of parameters; those that are drawn together have the least sure of theirs."""
    found = {name: parameters[name].standing for name in names}
    for group in parameters.groups:
        members = [name for name in group.signs if name in found]
        if members:
            found |= dict.fromkeys(members, max((found[name] for name in members), key=STANDINGS.index))
    return found


def shares(values: Floats, random: np.random.Generator) -> list[tuple[Share, Share]]:
    """Return for each group the part of the variance it has alone and with others.

    Values, shape (2 + groups, samples): the first ensemble, the second, the first with each group from the second.
    """
    samples = values.shape[1]
    picks = random.integers(0, samples, (RESAMPLES, samples))
    found = []
    for mixed in values[2:]:
        rows = np.stack([values[0], values[1], mixed])
        central = _jansen(rows[:, None, :])
        again = _jansen(rows[:, picks])
        limits = [interval(one, WIDTH) for one in again]
        alone, together = (Share(float(one[0]), *map(float, limit)) for one, limit in zip(central, limits, strict=True))
        found.append((alone, together))
    return found


def _jansen(rows: Floats) -> tuple[Floats, Floats]:
    """Return first-order and total index of the estimators of Jansen (1999), over the last axis."""
    first, second, mixed = rows
    variance = np.concatenate([first, second], axis=-1).var(axis=-1)
    alone = 1 - ((second - mixed) ** 2).mean(axis=-1) / (2 * variance)
    together = ((first - mixed) ** 2).mean(axis=-1) / (2 * variance)
    return alone, together


def _ranked(inputs: Mapping[str, Floats], values: Floats) -> list[tuple[str, float]]:
    found = [(name, float(spearmanr(drawn, values).statistic)) for name, drawn in inputs.items() if np.ptp(drawn) > 0]
    return sorted(found, key=lambda one: -abs(one[1]))
