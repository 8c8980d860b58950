"""Raking: iterative proportional fitting of an array to margins (Deming and Stephan 1940)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Margin:
    """A set of sums that an array must have.

    Attributes
    ----------
    name : str
        What it is, for the report.
    membership : array, shape (age groups, ages)
        Which ages a group sums.
    over : tuple of int
        Axes of (district, age, sex) that are summed besides the grouping of ages.
    target : array
        Wanted sums, with the summed axes of length one: (district or 1, age groups, sex or 1).
    """

    name: str
    membership: Floats
    over: tuple[int, ...]
    target: Floats

    def sums(self, values: Floats) -> Floats:
        """Return the sums of ``values`` (district, age, sex) that this margin speaks of."""
        grouped: Floats = np.einsum("das,ga->dgs", values, self.membership)
        return np.asarray(grouped.sum(axis=self.over, keepdims=True)) if self.over else grouped

    def factors(self, values: Floats) -> Floats:
        """Return by what every cell must be multiplied to meet this margin."""
        ratio = self.target / self.sums(values)
        untouched = (self.membership.sum(axis=0) == 0)[None, :, None]
        return np.asarray(np.einsum("dgs,ga->das", ratio, self.membership) + untouched)


def rake(seed: Floats, margins: Sequence[Margin], rounds: int = 2000, tolerance: float = 1e-12) -> Floats:
    """Return the array nearest to ``seed`` (in the sense of relative entropy) that meets all margins.

    Raises
    ------
    ArithmeticError
        When the margins still move after ``rounds``, that is, when they contradict each other.
    """
    values = seed.copy()
    for _ in range(rounds):
        before = values
        for margin in margins:
            values = values * margin.factors(values)
        if np.abs(values - before).max() < tolerance * values.max():
            return values
    raise ArithmeticError("raking does not settle: the margins contradict each other")


def residuals(values: Floats, margins: Sequence[Margin]) -> list[str]:
    """Return one line per margin: the largest absolute and relative difference from what was wanted."""
    lines = []
    for margin in margins:
        difference = margin.sums(values) - margin.target
        lines.append(
            f"  {margin.name:<58} {difference.size:>4} sums, largest residual {np.abs(difference).max():>8.2f} persons,"
            f" {100 * np.abs(difference / margin.target).max():>7.3f} %"
        )
    return lines
