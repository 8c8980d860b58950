"""Draws that have learnt from the counts: moved, before an experiment runs, to where they make what was counted.

Each parameter is moved in the normal space of its own distribution (its cumulative probability as a normal quantile),
so that every draw stays within what was thought possible; those that are drawn together stay so. What moves them are
runs of the city as one under unchanged policy, from 2016 to the last count. Where laws are drawn, their chances are
learnt first (`law_chances`), and each draw takes the law that its place among these gives; from there on it keeps it.

Draws learn in groups of a fixed size, whatever their number: with many together little is learnt by chance, and draw
k is the same however many are asked for.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count

import numpy as np
import xarray as xr
from scipy.special import ndtr, ndtri

from care2040.analysis.observations.errors import away, covariance, uncorrelated
from care2040.analysis.observations.expected import Expected, expected
from care2040.analysis.observations.law_chances import among, chances
from care2040.analysis.observations.learnt import Fit, Law, Learnt, Moved
from care2040.analysis.observations.register import Observation, Register
from care2040.analysis.observations.smoothing import STEPS, Places, alive, smoothed
from care2040.engine.ensembles.designs import Design
from care2040.engine.simulation import simulate
from care2040.engine.simulation.settings import RunSettings
from care2040.inputs.calibration_targets import Carriers
from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.experiments.schema import DEFAULT_SCENARIO
from care2040.inputs.parameters.distributions import Floats
from care2040.inputs.parameters.parameter import LawChoice, Parameter
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.language.axes import RUN_IN
from care2040.language.model import Model
from care2040.results.valid_draws import DRAWS, CannotAnalyse

GROUP = 1000
"""Draws that learn together; twice as many learn the same, as far as the counts of November 2026 tell."""
OUTSIDE = 2.0**-53
"""What stands for a probability of exactly 0 or 1, which has no normal quantile."""
MOST_IMPOSSIBLE = 0.2
"""Part of the draws that may make a count impossible."""
Progress = Callable[[int, int], None]
Tick = Callable[[], object]


@dataclass(frozen=True)
class World:
    """What learning runs: the model, its parameters and the counts, and of an experiment what makes the past another.

    Attributes
    ----------
    model : Model
        The equations.
    parameters : Parameters
        At district resolution, without the choices of laws.
    experiment : Experiment
        Its laws, its seed and its number of draws count; its policies and scenarios do not.
    register : Register
        The counts.
    carriers : mapping of str to Counted
        What is fitted anew in every draw.
    """

    model: Model
    parameters: Parameters
    experiment: Experiment
    register: Register
    carriers: Carriers

    @cached_property
    def whole(self) -> Parameters:
        """The parameters with the choices of laws."""
        return self.parameters.with_laws(self.experiment.drawn_laws)

    @property
    def drawn(self) -> dict[str, Parameter]:
        """What is drawn, by name, with the choices of laws."""
        return self.whole.drawn

    @property
    def used(self) -> tuple[Observation, ...]:
        """The counts that draws learn from: those of the city or the country that weigh and are not held out."""
        return tuple(
            one
            for one in self.register.observations
            if one.series.weighs and not one.series.district and not one.held_out and one.year >= RUN_IN
        )

    def shares(self, name: str, low: int, high: int) -> Floats:
        """Return the cumulative probabilities of draws `low` to `high` before they learn, shape (high - low,)."""
        return self.whole.shares(name, self.experiment.seed, high)[low:high]

    def made(self, shares: Mapping[str, Floats]) -> tuple[Expected, ...]:
        """Return what draws with these cumulative probabilities make of every series."""
        last = max(int(np.ceil(one.year)) + (one.series.day == "year") for one in self.used)
        return expected(self.run(shares, last + 1), self.register)

    def run(self, shares: Mapping[str, Floats], end: int, asked: Collection[str] = ()) -> xr.Dataset:
        """Run draws with these cumulative probabilities from 2016, and keep what was counted and what is asked for."""
        drawn = {name: part.quantiles(shares[name]) for name, part in self.drawn.items()}
        past = replace(
            self.experiment,
            policies={"as_is": ()},
            scenarios={DEFAULT_SCENARIO: ()},
            rules=(),
            draws=len(next(iter(shares.values()))),
            start=RUN_IN,
            end=end,
            resolution="city",
        )
        names = {*asked, *(one.name_of_quantity for one in self.register.series.values())}
        settings = RunSettings(names, drawn=drawn, carriers=self.carriers)
        return simulate.run(self.model, past, self.parameters, settings=settings).isel(policy=0, scenario=0)


def learn(world: World, progress: Progress = lambda done, total: None, group: int | None = None) -> Learnt:
    """Let the draws of an experiment learn from what was counted.

    Parameters
    ----------
    world : World
        What is run, and how many draws are wanted.
    progress : callable
        Called with the runs of a group that are done, and those to do.
    group : int, optional
        Draws that learn together; `GROUP` when left out.

    Raises
    ------
    CannotAnalyse
        When no count weighs, or hardly a draw makes them possible.
    """
    if not world.used:
        raise CannotAnalyse("no count weighs", "all are held out, or told by another series too")
    asked, size = world.experiment.draws, group or GROUP
    lows = range(0, asked, size)
    runs = STEPS + 1 + any(isinstance(part, LawChoice) for part in world.drawn.values())
    done = count(1)
    parts = [_together(world, low, low + size, lambda: progress(next(done), runs * len(lows))) for low in lows]
    learnt = {name: np.concatenate([one.shares[name] for one in parts]) for name in world.drawn}
    moved, laws = [], []
    for name, part in world.drawn.items():
        before, after = world.shares(name, 0, size * len(lows)), learnt[name]
        if isinstance(part, LawChoice):
            laws.append(Law(name, _parts(part, before), _parts(part, after)))
        else:
            was, now = as_normal(before), as_normal(after)
            moved.append(Moved(name, float(now.mean() - was.mean()), float(now.std() / was.std())))
    shares = {name: own[:asked] for name, own in learnt.items()}
    return Learnt(shares, _fits(world, parts), tuple(moved), tuple(laws))


def design_of(world: World, found: Learnt) -> Design:
    """Return draws that learnt as the points of an ensemble."""
    names, experiment = tuple(world.drawn), world.experiment
    drawn = {name: part.quantiles(found.shares[name]) for name, part in world.drawn.items()}
    units = np.stack([found.shares[name] for name in names], axis=1)
    return Design(DRAWS, names, units, drawn, experiment.draws, experiment.seed, {}, found.facts())


@dataclass(frozen=True)
class _Group:
    """What draws that learnt together came to, and how far they were and are from the counts."""

    shares: dict[str, Floats]
    before: Floats
    after: Floats


def _together(world: World, low: int, high: int, tick: Tick) -> _Group:
    """Let draws `low` to `high` learn together."""
    shares = {name: world.shares(name, low, high) for name in world.drawn}
    choices = {name: part for name, part in world.drawn.items() if isinstance(part, LawChoice)}
    names = [name for name in shares if name not in choices]

    def distances(draws: Floats, origins: Places) -> Floats:
        chosen = {name: shares[name][origins] for name in choices}
        found = away_in_errors(world.made({**chosen, **dict(zip(names, ndtr(draws.T), strict=True))}))
        tick()
        _refuse_impossible(found)
        return found

    start = np.stack([as_normal(shares[name]) for name in names], axis=1)
    before = None
    if choices:
        before = distances(start, np.arange(len(start)))
        lives = alive(before)
        for name, part in choices.items():
            laws = part.quantiles(shares[name][lives]).astype(np.intp)
            shares[name] = among(shares[name], part.chances, chances(before[lives], laws, part.chances))
    found = smoothed(start, distances, f"{world.experiment.seed}:{low}")
    chosen = {name: shares[name][found.origins] for name in choices}
    whole = {**chosen, **dict(zip(names, ndtr(found.draws.T), strict=True))}
    return _Group(whole, found.before if before is None else before, found.after)


def as_normal(shares: Floats) -> Floats:
    """Return the normal quantiles of cumulative probabilities."""
    found: Floats = ndtri(np.clip(shares, OUTSIDE, 1 - OUTSIDE))
    return found


def _parts(part: LawChoice, shares: Floats) -> tuple[float, ...]:
    laws = part.quantiles(shares).astype(np.intp)
    return tuple(map(float, np.bincount(laws, minlength=len(part.laws)) / len(laws)))


def _refuse_impossible(away: Floats) -> None:
    """Refuse to learn from a few draws that speak for all."""
    impossible, draws = int((~alive(away)).sum()), len(away)
    if impossible > MOST_IMPOSSIBLE * draws:
        told = f"{impossible} of {draws} draws make something that was counted impossible, or fail"
        raise CannotAnalyse(f"{told}: too few are left to learn from", "look at 'care2040 observe check'")


def away_in_errors(series: Sequence[Expected]) -> Floats:
    """Return how far the counts that weigh lie above what draws make of them, in units of error, (draws, counts)."""
    columns = []
    for one in series:
        used = one.series.weighs & ~one.held_out
        if used.any():
            columns += uncorrelated(covariance(one.series, one.years[used]), list(away(one, used).T))
    return np.stack(columns, axis=1)


def _fits(world: World, parts: Sequence[_Group]) -> tuple[Fit, ...]:
    """Return how well each series fits over all groups of draws."""
    away = (np.concatenate([getattr(one, when) for one in parts]) for when in ("before", "after"))
    before, after = ((whole[alive(whole)] ** 2).mean(axis=0) for whole in away)
    found, place = [], 0
    for name, series in world.register.series.items():
        counts = sum(one.series is series for one in world.used)
        if counts:
            own = slice(place, place + counts)
            found.append(Fit(name, counts, float(before[own].mean()), float(after[own].mean())))
            place += counts
    return tuple(found)
