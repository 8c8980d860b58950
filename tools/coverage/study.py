"""How often bands hold a truth that is known: of draws as they are, weighed, and moved by what was counted of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from care2040.analysis.observations.expected import Expected, expected
from care2040.analysis.observations.learning import World, learn
from care2040.analysis.observations.learnt import Learnt
from care2040.analysis.observations.weighing import ENOUGH, TooFewLeft, weigh
from care2040.inputs.parameters.distributions import Floats
from care2040.results.percentiles import weighed_percentiles
from tools.coverage.truths import counted, counts_of, possible, register_of

ANSWERS = (("care_share_needed", 2032), ("care_share_needed", 2040), ("shortage", 2040))
END = 2041
PROMISED = (50, 90)
"""Per cent of the truths that lie in a band, when it is right."""
EDGES = (25.0, 75.0, 5.0, 95.0, 50.0)
"""Percentiles: the ends of each band, and the middle."""
PRIOR, WEIGHED, TEMPERED, MOVED = METHODS = "as drawn", "weighed", "tempered", "moved"


@dataclass(frozen=True)
class Sizes:
    """How much is run.

    Attributes
    ----------
    truths, weighed, moved : int
        Truths, draws that are weighed by what was counted of each, and draws that are moved by it.
    """

    truths: int = 50
    weighed: int = 4000
    moved: int = 500


@dataclass(frozen=True)
class Real:
    """What the counts of the register make of the answers.

    Attributes
    ----------
    bands : dict of str to ndarray of shape (edges, answers)
        Method to the ends of its bands and, last, its middle.
    effective : float
        Effective draws of plain weights.
    learnt : Learnt
        What draws learnt.
    """

    bands: dict[str, Floats]
    effective: float
    learnt: Learnt


@dataclass(frozen=True)
class Ran:
    """Draws to the end, with what they make of the counts and of what is asked.

    Attributes
    ----------
    made : tuple of Expected
        Of every series.
    asked : ndarray of shape (draws, asked)
        Answers, then the cumulative probabilities of parameters.
    """

    made: tuple[Expected, ...]
    asked: Floats


@dataclass(frozen=True)
class Held:
    """What a method made of one truth.

    Attributes
    ----------
    inside : ndarray of bool, shape (promised, asked)
        Whether each band holds the truth.
    width : ndarray of shape (asked,)
        Of the widest band, as a part of that of the draws as they are.
    """

    inside: npt.NDArray[np.bool_]
    width: Floats


@dataclass(frozen=True)
class Study:
    """What was found.

    Attributes
    ----------
    sizes : Sizes
        How much was run.
    asked : tuple of str
        What bands were of.
    held : dict of str to list of Held or None
        Method to what it made of each truth; None where it refused.
    effective : list of float
        Of each truth, the effective draws of plain weights.
    """

    sizes: Sizes
    asked: tuple[str, ...]
    held: dict[str, list[Held | None]]
    effective: list[float]

    def share(self, method: str, promised: int, asked: int) -> tuple[int, int]:
        """Return in how many truths a band held it, and of how many."""
        told = [one.inside[promised, asked] for one in self.held[method] if one is not None]
        return int(np.sum(told)), len(told)

    def width(self, method: str, asked: int) -> float:
        """Return the mean width of the widest band, as a part of that of draws as they are."""
        return float(np.mean([one.width[asked] for one in self.held[method] if one is not None]))


def study(
    world: World,
    parameters: Sequence[str],
    sizes: Sizes,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Study:
    """Take draws of the model as truth, and look whether bands hold them as often as they promise.

    Parameters
    ----------
    world : World
        The model; its register says what is counted, when and how surely.
    parameters : sequence of str
        Whose bands are looked at, beside those of `ANSWERS`.
    sizes : Sizes
        How much is run.
    progress : callable
        Called with the truths done and those to do.
    """
    seed = world.experiment.seed
    truths = _possible(_run(_with(world, 2 * sizes.truths, seed + 1), parameters), sizes.truths)
    prior = _run(_with(world, sizes.weighed, seed), parameters)
    before = _bands(prior.asked, _equal(prior.asked))
    held: dict[str, list[Held | None]] = {method: [] for method in METHODS}
    effective = []
    for number in range(sizes.truths):
        counts, truth = counts_of(truths.made, number, seed), truths.asked[number]
        held[PRIOR].append(_held(before, truth, before))
        series = [counted(one, counts[one.name]) for one in prior.made]
        effective.append(weigh(series, enough=1).effective)
        for method, temper in ((WEIGHED, False), (TEMPERED, True)):
            held[method].append(_weighed(series, prior.asked, truth, before, temper))
        own = replace(world, register=register_of(world.register, truths.made, counts))
        asked = _learnt(own, parameters, sizes.moved)
        held[MOVED].append(_held(_bands(asked, _equal(asked)), truth, before))
        progress(number + 1, sizes.truths)
    names = (*(f"{name} in {year}" for name, year in ANSWERS), *parameters)
    return Study(sizes, names, held, effective)


def real(world: World, sizes: Sizes) -> Real:
    """Return what the counts of the register make of the answers: by weights, and by draws that learn as shipped."""
    prior = _run(_with(world, sizes.weighed, world.experiment.seed), ())
    weights = weigh(prior.made, enough=1)
    learnt = learn(world)
    moved = _run(world, (), learnt.shares).asked
    bands = {
        PRIOR: _bands(prior.asked, _equal(prior.asked)),
        WEIGHED: _bands(prior.asked, weights.values),
        MOVED: _bands(moved, _equal(moved)),
    }
    return Real(bands, weights.effective, learnt)


def _with(world: World, draws: int, seed: int) -> World:
    return replace(world, experiment=replace(world.experiment, draws=draws, seed=seed))


def _run(world: World, parameters: Sequence[str], shares: Mapping[str, Floats] | None = None) -> Ran:
    """Run the draws of a world to the end; as they were drawn when no others are given."""
    own = shares or {name: world.shares(name, 0, world.experiment.draws) for name in world.drawn}
    found = world.run(own, END, [name for name, _ in ANSWERS])
    answers = [found[name].sel(year=year).squeeze(drop=True).values for name, year in ANSWERS]
    asked = np.stack([*answers, *(own[name] for name in parameters)], axis=1)
    return Ran(expected(found, world.register), asked)


def _possible(ran: Ran, wanted: int) -> Ran:
    """Return the first draws that could have been counted and came to the end."""
    kept = np.flatnonzero(possible(ran.made) & np.isfinite(ran.asked).all(axis=1))[:wanted]
    return Ran(tuple(replace(one, values=one.values[kept]) for one in ran.made), ran.asked[kept])


def _learnt(world: World, parameters: Sequence[str], draws: int) -> Floats:
    """Return what draws come to that learnt from the counts of a world, (draws, asked)."""
    own = _with(world, draws, world.experiment.seed)
    return _run(own, parameters, learn(own, group=draws).shares).asked


def _weighed(series: Sequence[Expected], asked: Floats, truth: Floats, before: Floats, temper: bool) -> Held | None:
    try:
        weights = weigh(series, temper, enough=ENOUGH).values
    except TooFewLeft:
        return None
    return _held(_bands(asked, weights), truth, before)


def _equal(asked: Floats) -> Floats:
    """Return weights that are the same for all draws that came through."""
    came = np.isfinite(asked).all(axis=1)
    found: Floats = came / came.sum()
    return found


def _bands(asked: Floats, weights: Floats) -> Floats:
    """Return the ends of the bands, (edges, asked)."""
    came: npt.NDArray[np.bool_] = np.asarray(np.isfinite(asked).all(axis=1))
    own = np.where(came, weights, 0.0)
    return weighed_percentiles(np.where(came[:, None], asked, 0.0), own / own.sum(), EDGES)


def _held(bands: Floats, truth: Floats, before: Floats) -> Held:
    low, high = bands[0:4:2], bands[1:4:2]
    inside: npt.NDArray[np.bool_] = np.logical_and(low <= truth, truth <= high)
    width: Floats = (bands[3] - bands[2]) / (before[3] - before[2])
    return Held(inside, width)
