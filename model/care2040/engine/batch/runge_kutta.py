"""Runge-Kutta of order four, and Euler, with one fixed sub-step, as solvers of ``scipy.integrate``.

An adaptive step is chosen from a norm over the whole state vector, so that a run would depend on which others share its
batch. With a fixed sub-step it cannot; how small it has to be is shown against DOP853 in
``tests/engine/test_accuracy.py``.
"""

import math
from typing import Any

from scipy.integrate import OdeSolver


class _EqualSteps(OdeSolver):  # type: ignore[misc]
    """Equal sub-steps that end exactly on the bound."""

    def __init__(
        self,
        fun: Any,
        t0: float,
        y0: Any,
        t_bound: float,
        vectorized: bool = False,
        *,
        longest_step: float,
        **_: Any,
    ) -> None:
        super().__init__(fun, t0, y0, t_bound, vectorized)
        self.steps = max(1, math.ceil((t_bound - t0) / longest_step - 1e-9))
        self.length = (t_bound - t0) / self.steps
        self.origin = t0
        self.taken = 0

    t: float
    y: Any

    def _step_impl(self) -> tuple[bool, str | None]:
        self.y = self._after(self.t, self.y, self.length)
        self.taken += 1
        self.t = self.t_bound if self.taken == self.steps else self.origin + self.taken * self.length
        return True, None

    def _after(self, time: float, state: Any, step: float) -> Any:
        """Return the state one sub-step later, as a new array."""
        raise NotImplementedError


class FixedStep(_EqualSteps):
    """Classical fourth-order Runge-Kutta with equal sub-steps that end exactly on the bound."""

    def _after(self, time: float, state: Any, step: float) -> Any:
        first = self.fun(time, state)
        second = self.fun(time + step / 2, _moved(state, step / 2, first))
        third = self.fun(time + step / 2, _moved(state, step / 2, second))
        fourth = self.fun(time + step, _moved(state, step, third))
        # a right-hand side may give the same array twice, so nothing it gave is written to
        total = second + third
        total *= 2
        total += first
        total += fourth
        total *= step / 6
        total += state
        return total


class Euler(_EqualSteps):
    """Euler's method with equal sub-steps that end exactly on the bound: what most system-dynamics tools use."""

    def _after(self, time: float, state: Any, step: float) -> Any:
        return _moved(state, step, self.fun(time, state))


def _moved(state: Any, step: float, slope: Any) -> Any:
    """Return state + step * slope, with one new array instead of two."""
    moved = slope * step
    moved += state
    return moved
