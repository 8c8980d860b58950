"""The search for mixes: NSGA-II or III of pymoo, generation by generation. Knows nothing of the model.

A mix is a row of whole numbers, each from 0 up to the number of options of one choice: so a mix is exactly what an
experiment can write, none is looked at twice, and the same seed gives the same mixes. What is to be evaluated comes
out in batches, and what it came to goes in again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from care2040.analysis.choosing.front import Array, front, hypervolume

if TYPE_CHECKING:
    from pymoo.core.algorithm import Algorithm

Genes = npt.NDArray[np.int64]
FEW = 3
"""Objectives up to which crowding tells mixes apart (NSGA-II); beyond that reference directions do (NSGA-III)."""
PATIENCE = 20
"""Generations in a row that ask for nothing new, after which the search ends: nearly all mixes were looked at."""
HUNDREDTH = 0.01
"""Part of the spread of the first generation that is visible where nobody says what is."""


@dataclass(frozen=True)
class Looked:
    """What mixes came to.

    Attributes
    ----------
    values : ndarray of shape (mix, objective)
        Lower is better.
    missed : ndarray of shape (mix, constraint)
        By how much each constraint is missed, in parts of its size; 0 or less is kept.
    """

    values: Array
    missed: Array

    @property
    def kept(self) -> npt.NDArray[np.bool_]:
        """Which mixes keep every constraint and came through, shape (mix,)."""
        came_through, keeps = np.isfinite(self.values).all(axis=1), (self.missed <= 0).all(axis=1)
        return np.asarray(came_through & keeps, dtype=np.bool_)


Evaluate = Callable[[Genes, int], Looked | None]
"""From mixes, shape (mix, choice), and the number of the generation, to what they came to; None ends the search."""


@dataclass
class Searched:
    """Everything that was looked at, and how it went.

    Attributes
    ----------
    genes : ndarray of shape (mix, choice)
        All mixes, in the order in which they were looked at.
    looked : Looked
        What they came to.
    visible : ndarray of shape (objective,)
        The smallest difference that counts.
    looked_at : list of int
        Mixes looked at by the end of each generation.
    """

    genes: Genes
    looked: Looked
    visible: Array
    looked_at: list[int] = field(default_factory=list)

    @property
    def best(self) -> npt.NDArray[np.intp]:
        """Places of the mixes that keep everything and that no other is visibly better than."""
        return self._best_of(np.arange(len(self.genes)))

    def _best_of(self, places: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        kept = places[self.looked.kept[places]]
        return kept[front(self.looked.values[kept], self.visible)]

    def hypervolumes(self) -> Array:
        """Return the part of the space that the best cover, by generation: whether more looking finds more.

        The space lies between the best and the worst of all that keeps everything.
        """
        inside = self.looked.values[self.looked.kept]
        if not len(inside):
            return np.zeros(len(self.looked_at))
        low, high = inside.min(axis=0), inside.max(axis=0)
        best, covered, before = np.empty(0, dtype=np.intp), [], 0
        for count in self.looked_at:
            # what was not best before never is again
            best, before = self._best_of(np.concatenate([best, np.arange(before, count)])), count
            covered.append(hypervolume(self.looked.values[best], low, high))
        return np.array(covered)


def search(
    evaluate: Evaluate,
    options: Sequence[int],
    size: int,
    evaluations: int,
    seed: int,
    first: Genes,
    visible: Sequence[float | None],
) -> Searched:
    """Look for the best mixes.

    Parameters
    ----------
    evaluate : callable
        Says what mixes come to.
    options : sequence of int
        How many options each choice has, one or more.
    size : int
        Mixes in a generation.
    evaluations : int
        Mixes that are looked at in all, at most.
    seed : int
        The same seed gives the same mixes.
    first : ndarray of shape (mix, choice)
        Mixes that are looked at in any case; the rest of the first generation is drawn.
    visible : sequence of float or None
        The smallest difference that counts in each objective; None is a hundredth of the spread at first.
    """
    genes = _first(np.asarray(options), size, seed, first)
    looked = evaluate(genes, 0)
    assert looked is not None
    known = {row.tobytes(): place for place, row in enumerate(genes)}
    searched = Searched(genes, looked, _visible(looked.values, visible), [len(genes)])
    algorithm = _algorithm(np.asarray(options), size, seed, searched)
    fruitless = 0
    while len(searched.genes) < evaluations and fruitless < PATIENCE:
        asked = algorithm.ask()
        rows = _whole(asked.get("X")) if asked is not None and len(asked) else genes[:0]
        fresh = [row for row in dict.fromkeys(map(bytes, rows)) if row not in known]
        fresh = fresh[: evaluations - len(searched.genes)]
        fruitless = 0 if fresh else fruitless + 1
        if fresh and not _look(searched, known, fresh, evaluate):
            return searched
        if len(rows):
            places = [known.get(row.tobytes(), 0) for row in rows]
            _tell(algorithm, asked, searched, np.array(places))
    return searched


def _look(searched: Searched, known: dict[bytes, int], fresh: Sequence[bytes], evaluate: Evaluate) -> bool:
    """Look at the mixes of a generation that were not seen before; return whether there was an answer."""
    new = np.array([np.frombuffer(row, dtype=np.int64) for row in fresh])
    looked = evaluate(new, len(searched.looked_at))
    if looked is None:
        return False
    known |= {row: len(searched.genes) + place for place, row in enumerate(fresh)}
    _add(searched, new, looked)
    return True


def _first(options: npt.NDArray[np.intp], size: int, seed: int, first: Genes) -> Genes:
    """Return the first generation: what is given, then draws in which few or many levers are used."""
    random = np.random.default_rng(seed)
    rows = dict.fromkeys(map(bytes, np.asarray(first, dtype=np.int64)))
    most = min(float(np.prod(options.astype(float))), size)
    for _ in range(100 * size):
        if len(rows) >= most:
            break
        drawn = random.integers(0, options)
        used = random.random(len(options)) < random.random()
        rows[bytes(np.where(used, drawn, 0).astype(np.int64))] = None
    return np.array([np.frombuffer(row, dtype=np.int64) for row in rows])


def _visible(values: Array, given: Sequence[float | None]) -> Array:
    finite = np.where(np.isfinite(values), values, np.nan)
    spread = np.nanmax(finite, axis=0) - np.nanmin(finite, axis=0)
    size = np.maximum(np.nanmax(np.abs(finite), axis=0), 1e-12)
    usual = np.where(spread > 0, spread * HUNDREDTH, size * HUNDREDTH)
    return np.array([one if asked is None else asked for one, asked in zip(usual, given, strict=True)])


def _algorithm(options: npt.NDArray[np.intp], size: int, seed: int, searched: Searched) -> Algorithm:
    """Return pymoo's algorithm with the first generation told to it."""
    from pymoo.algorithms.moo.nsga2 import NSGA2
    from pymoo.algorithms.moo.nsga3 import NSGA3
    from pymoo.core.population import Population
    from pymoo.core.problem import Problem
    from pymoo.operators.crossover.sbx import SBX
    from pymoo.operators.mutation.pm import PM
    from pymoo.operators.repair.rounding import RoundingRepair
    from pymoo.util.ref_dirs import get_reference_directions

    objectives, constraints = searched.looked.values.shape[1], searched.looked.missed.shape[1]
    problem = Problem(
        n_var=len(options),
        n_obj=objectives,
        n_ieq_constr=constraints,
        xl=np.zeros(len(options), dtype=int),
        xu=options - 1,
        vtype=int,
    )
    population = Population.new("X", searched.genes)
    how: dict[str, Any] = {
        "pop_size": size,
        "sampling": population,
        "crossover": SBX(prob=0.9, eta=15, vtype=float, repair=RoundingRepair()),
        "mutation": PM(eta=20, vtype=float, repair=RoundingRepair()),
    }
    if objectives <= FEW:
        algorithm = NSGA2(**how)
    else:
        algorithm = NSGA3(get_reference_directions("energy", objectives, size, seed=seed), **how)
    algorithm.setup(problem, seed=seed, verbose=False)
    _tell(algorithm, algorithm.ask(), searched, np.arange(len(searched.genes)))
    return algorithm


def _whole(rows: Any) -> Genes:
    return np.ascontiguousarray(np.rint(np.asarray(rows, dtype=np.float64)), dtype=np.int64)


def _tell(algorithm: Algorithm, asked: Any, searched: Searched, places: npt.NDArray[np.intp]) -> None:
    """Tell what the mixes that were asked came to; one that did not come through is the worst of all."""
    values = searched.looked.values[places]
    worst = np.nanmax(np.where(np.isfinite(searched.looked.values), searched.looked.values, np.nan), axis=0)
    asked.set("F", np.where(np.isfinite(values), values, worst + np.abs(worst) + 1))
    if searched.looked.missed.shape[1]:
        asked.set("G", searched.looked.missed[places])
    algorithm.tell(infills=asked)


def _add(searched: Searched, genes: Genes, looked: Looked) -> None:
    searched.genes = np.vstack([searched.genes, genes])
    whole = (np.vstack([searched.looked.values, looked.values]), np.vstack([searched.looked.missed, looked.missed]))
    searched.looked = Looked(*whole)
    searched.looked_at.append(len(searched.genes))
