"""What the spread of an answer hangs on, by standing or by group of assumptions: grouped Sobol' indices."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from care2040.engine.simulation.dataset import WELL
from care2040.engine.simulation.settings import RunSettings
from care2040.engine.simulation.simulate import run
from care2040.inputs.calibration_targets import Carriers
from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.parameters.distributions import Floats
from care2040.inputs.parameters.parameter import Standing
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.language.axes import whole_city
from care2040.language.equations import LAW_OF
from care2040.language.model import Model
from care2040.results.percentiles import interval

STANDINGS: tuple[Standing, ...] = ("measured", "derived", "calibrated", "judged")
LEAST_SURE: Standing = "borrowed"
"""What a city without a number of its own took over from another; told of where there is any."""
IN_ORDER = (*STANDINGS, LEAST_SURE)
RESAMPLES = 1000
STRONGEST = 10
"""Parameters that are named, by rank correlation."""
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

    name: str
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


@dataclass(frozen=True)
class Split:
    """Over what a variance is split, and of what it is.

    Parameters
    ----------
    groups : tuple of str
        In their order.
    of : mapping of str to str
        Each parameter that is drawn to its group; parameters that are drawn together are in one.
    indicators : tuple of str
        Of these, one number for the city each.
    year : int
        In this year.
    """

    groups: tuple[str, ...]
    of: Mapping[str, str]
    indicators: tuple[str, ...]
    year: int


def variance_by_standing(
    model: Model,
    experiment: Experiment,
    parameters: Parameters,
    carriers: Carriers,
    indicator: str,
    year: int,
    samples: int,
) -> Variance:
    """Split the variance of an indicator over the standings of the parameters.

    Parameters that are drawn together count for the least sure of their standings together, so that the groups are
    independent.
    """
    drawn = parameters.at(experiment.resolution).with_laws(experiment.drawn_laws).draw(1, experiment.seed)
    held = standings(parameters, drawn)
    groups = IN_ORDER if LEAST_SURE in held.values() else STANDINGS
    split = Split(groups, held, (indicator,), year)
    return split_variance(model, experiment, parameters, carriers, split, samples)[indicator]


def split_variance(
    model: Model,
    experiment: Experiment,
    parameters: Parameters,
    carriers: Carriers,
    split: Split,
    samples: int,
) -> dict[str, Variance]:
    """Split the variance of indicators over groups of parameters; indicator to what its spread hangs on.

    Two ensembles are drawn; for each group the first is run again with the parameters of that group from the second
    (Saltelli and others 2010, with Jansen's estimators).
    """
    at = parameters.at(experiment.resolution).with_laws(experiment.drawn_laws)
    first, second = (at.draw(samples, experiment.seed + number) for number in (0, 1))
    ensembles = [first, second]
    ensembles += [{name: (second if split.of[name] == one else first)[name] for name in first} for one in split.groups]
    drawn = {name: np.concatenate([ensemble[name] for ensemble in ensembles]) for name in first}
    policy, scenario = next(iter(experiment.policies.items())), next(iter(experiment.scenarios.items()))
    asked = replace(
        experiment, policies=dict([policy]), scenarios=dict([scenario]), draws=samples * len(ensembles), sweep=None
    )
    settings = RunSettings(names=split.indicators, drawn=drawn, carriers=carriers)
    cells = run(model, asked, parameters, settings=settings).isel(policy=0, scenario=0)
    well = (cells["status"].values.reshape(len(ensembles), samples) == WELL).all(axis=0)
    inputs = {name: np.concatenate([first[name], second[name]])[np.tile(well, 2)] for name in first}
    found = {}
    for indicator in split.indicators:
        whole = cells[indicator].sel(year=split.year)
        whole = whole.sel(area=whole_city()) if "area" in whole.dims else whole
        values = whole.values.reshape(len(ensembles), samples)
        found[indicator] = _variance(values[:, well], inputs, split, experiment.seed, samples)
    return found


def _variance(values: Floats, inputs: Mapping[str, Floats], split: Split, seed: int, samples: int) -> Variance:
    """Return what a spread hangs on; values, shape (2 + groups, samples that count)."""
    both = values[:2].ravel()
    counted = Counter(split.of[name] for name in inputs)
    parts = shares(values, np.random.default_rng(seed))
    groups = tuple(Group(one, counted[one], *pair) for one, pair in zip(split.groups, parts, strict=True))
    told = tuple((name, split.of[name], correlation) for name, correlation in _ranked(inputs, both)[:STRONGEST])
    low, high = interval(both)
    mean, deviation = float(both.mean()), float(both.std())
    return Variance(mean, deviation, float(low), float(high), groups, told, samples, samples - values.shape[1])


def standings(parameters: Parameters, names: Iterable[str]) -> dict[str, Standing]:
    """Return the standing of parameters; those that are drawn together have the least sure of theirs."""
    found: dict[str, Standing] = {}
    for name in names:
        found[name] = "judged" if name.startswith(LAW_OF) else parameters[name].standing
    for group in parameters.groups:
        members = [name for name in group.signs if name in found]
        if members:
            found |= dict.fromkeys(members, max((found[name] for name in members), key=IN_ORDER.index))
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
    from scipy.stats import spearmanr

    found = [(name, float(spearmanr(drawn, values).statistic)) for name, drawn in inputs.items() if np.ptp(drawn) > 0]
    return sorted(found, key=lambda one: -abs(one[1]))
