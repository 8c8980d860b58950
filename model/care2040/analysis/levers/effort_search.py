"""Search among mixes of effort: the least that is enough, at the least cost. Knows nothing of the model.

A mix is a part from 0 to 1 for each lever. What evaluates mixes returns by how much each misses the target (0 or less
is enough) and what it costs. Runs come in batches, because ten mixes take hardly longer than one.
"""

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Evaluate = Callable[[Array], tuple[Array, Array]]
"""From mixes, shape (mix, lever), to what each misses and costs, both of shape (mix,)."""

STEPS = 16
"""Steps in which a line of mixes is looked along first: the target may be reached half-way and lost again."""
PRECISE = 1e-4
"""How precisely the least part along a line is found."""
SLOPE = 0.01
"""Step of the derivatives: far above rounding, and small beside the 0 to 1 of an effort."""
ITERATIONS = 40
TINY = 1e-3
"""A part of an effort below this is none."""


@dataclass(frozen=True)
class EffortMix:
    """Parts of the efforts of levers."""

    parts: Array  # (lever,), 0 to 1
    excess: float  # by how much the target is missed, in its unit; 0 or less is enough
    cost: float  # in euros

    @property
    def enough(self) -> bool:
        """Whether the target is reached."""
        return self.excess <= 0


class EffortSearch:
    """Looks for mixes; `precise` is the part of the cost of all levers below which a cheaper mix is not worth a run."""

    def __init__(self, evaluate: Evaluate, levers: int, precise: float = 1e-6) -> None:
        self._evaluate, self.levers, self.precise = evaluate, levers, precise
        self.runs = self.batches = 0

    def evaluate(self, points: Array) -> list[EffortMix]:
        """Return what some mixes, shape (mix, lever), come to."""
        self.runs += len(points)
        self.batches += 1
        missed, costs = self._evaluate(points)
        return [EffortMix(*found) for found in zip(points, missed.tolist(), costs.tolist(), strict=True)]

    def common(self) -> EffortMix | None:
        """Return the mix with the least part of every effort, the same for all, that is enough; None if none is."""
        return self.along(np.zeros(self.levers), np.ones(self.levers))

    def along(self, begin: Array, end: Array) -> EffortMix | None:
        """Return the first mix on the straight line between two that is enough, to a ten-thousandth of its length."""
        from scipy.optimize import brentq

        def at(parts: npt.ArrayLike) -> list[EffortMix]:
            share = np.atleast_1d(np.asarray(parts, dtype=np.float64))[:, None]
            return self.evaluate((1 - share) * begin + share * end)

        steps = np.linspace(0, 1, STEPS + 1)
        found = at(steps)
        first = next((number for number, mix in enumerate(found) if mix.enough), None)
        if first is None or first == 0:
            return None if first is None else found[0]
        known = {float(steps[place]): found[place].excess for place in (first - 1, first)}
        low, high = known
        root = brentq(lambda part: known[part] if part in known else at(part)[0].excess, low, high, xtol=PRECISE / 4)
        # the root may lie a hair on the wrong side
        for part in np.arange(root, high, PRECISE / 2):
            mix = at(part)[0]
            if mix.enough:
                return mix
        return found[first]

    def closest(self) -> EffortMix:
        """Return the mix, of levers in full or not at all, that comes closest to the target or farthest beyond.

        Starts from all levers and leaves out, one by one, whichever stands most in the way: a lever may work against
        the target, as prevention does where it lets more people grow old.
        """
        best = self.evaluate(np.ones((1, self.levers)))[0]
        while best.parts.any():
            used = np.flatnonzero(best.parts)
            without = np.repeat(best.parts[None], len(used), axis=0)
            without[np.arange(len(used)), used] = 0
            challenger = min(self.evaluate(without), key=lambda mix: mix.excess)
            if challenger.excess >= best.excess:
                break
            best = challenger
        return best

    def cheapest(self, corner: EffortMix) -> EffortMix:
        """Return the cheapest mix found that is enough.

        Two beginnings, the line to a corner and levers in the order of what they do per euro, are each improved by
        sequential quadratic programming (SLSQP). The best is a local optimum: no proof that there is none cheaper.
        """
        nothing, *alone = self.evaluate(np.vstack([np.zeros(self.levers), np.eye(self.levers)]))
        if nothing.enough:
            return nothing
        prices = np.array([max(mix.cost - nothing.cost, 0.0) for mix in alone])
        prices = prices / prices.sum() if prices.any() else np.full(self.levers, 1 / self.levers)
        helps = np.array([nothing.excess - mix.excess for mix in alone])
        found = [corner]
        for begin in (self.along(nothing.parts, corner.parts), self._by_worth(helps, prices, corner)):
            if begin is not None:
                found += [begin, *self._improved(begin, prices, corner)]
        return min((mix for mix in found if mix.enough), key=lambda mix: (float(prices @ mix.parts), mix.cost))

    def _by_worth(self, helps: Array, prices: Array, corner: EffortMix) -> EffortMix | None:
        """Fill up the levers of a corner one by one, those that do most per euro first, until that is enough."""
        worth = np.where(corner.parts > 0, helps, -np.inf) / np.maximum(prices, 1e-12)
        points = np.zeros((self.levers + 1, self.levers))
        for number, lever in enumerate(np.argsort(-worth, kind="stable"), 1):
            points[number] = points[number - 1]
            points[number, lever] = corner.parts[lever]
        found = self.evaluate(points)
        first = next((number for number, mix in enumerate(found) if mix.enough), 0)
        return self.along(points[first - 1], points[first]) if first else None

    def _improved(self, begin: EffortMix, prices: Array, corner: EffortMix) -> Iterator[EffortMix]:
        """Give what SLSQP makes of a mix, tidied up and, where it falls short by a hair, moved on towards a corner."""
        from scipy.optimize import minimize

        slopes = _Slopes(self, scale=max(abs(begin.excess - corner.excess), abs(corner.excess), 1e-12))
        with warnings.catch_warnings():
            # SLSQP may step out of its bounds by rounding, says so, and steps back
            warnings.filterwarnings("ignore", "Values in x were outside bounds", RuntimeWarning)
            result = minimize(
                lambda parts: float(prices @ parts),
                begin.parts,
                jac=lambda parts: prices,
                bounds=[(0.0, 1.0)] * self.levers,
                constraints={"type": "ineq", "fun": slopes.room, "jac": slopes.gradient},
                method="SLSQP",
                options={"maxiter": ITERATIONS, "ftol": self.precise},
            )
        parts = np.clip(result.x, 0, 1)
        parts = np.where(parts < TINY, 0.0, np.where(parts > 1 - TINY, 1.0, parts))
        mix = self.along(parts, corner.parts)
        if mix is not None:
            yield mix


class _Slopes:
    """How much room a mix leaves to the target and how that changes with each effort; both from one batch of runs."""

    def __init__(self, search: EffortSearch, scale: float) -> None:
        self.search, self.scale = search, scale
        self.known: dict[bytes, tuple[float, Array]] = {}

    def room(self, parts: Array) -> float:
        """Return what is left to the target, 0 or more if the mix is enough."""
        return self._look(parts)[0]

    def gradient(self, parts: Array) -> Array:
        """Return how the room changes per unit of each effort."""
        return self._look(parts)[1]

    def _look(self, parts: Array) -> tuple[float, Array]:
        key = parts.tobytes()
        if key not in self.known:
            parts = np.clip(parts, 0, 1)
            steps = np.where(parts + SLOPE > 1, -SLOPE, SLOPE)
            here, *beside = self.search.evaluate(np.vstack([parts, parts + np.diag(steps)]))
            moved = np.array([mix.excess for mix in beside])
            self.known[key] = -here.excess / self.scale, (here.excess - moved) / steps / self.scale
        return self.known[key]
