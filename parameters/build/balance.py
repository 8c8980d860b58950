"""Balancing of accounts (Stone, Champernowne and Meade 1942): the figures nearest to the estimates that add up.

Every estimate has a spread; each is moved in proportion to its variance, so that what is known best moves least. What
nobody estimated follows from the identities.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from common import Floats

NINETY = 1.645
"""Standard deviations on each side of the middle that hold nine in ten."""
UNKNOWN = 1e5
"""Standard deviation of what nobody estimated, persons: far wider than anything that was estimated."""
ROUNDS = 3
"""A second projection takes away what rounding left of the first, a third is there for safety."""


@dataclass(frozen=True, eq=False)
class Balanced:
    """Figures that add up.

    Attributes
    ----------
    names : tuple of str
    values : array, shape (figures,)
    covariance : array, shape (figures, figures)
        Of what is left to doubt.
    identities : array, shape (identities, figures)
        Coefficients of the sums that are nought.
    """

    names: tuple[str, ...]
    values: Floats
    covariance: Floats
    identities: Floats

    def __getitem__(self, name: str) -> float:
        return float(self.values[self.names.index(name)])

    def half_width(self, *names: str) -> float:
        """Return how far the sum of figures may lie off, to each side, nine times in ten."""
        weights = np.array([float(name in names) for name in self.names])
        return float(NINETY * np.sqrt(max(weights @ self.covariance @ weights, 0.0)))

    def largest_miss(self) -> float:
        """Return by how much the worst identity does not close."""
        return float(np.abs(self.identities @ self.values).max())


@dataclass
class Accounts:
    """Estimates and what they must add up to."""

    names: list[str] = field(default_factory=list)
    estimates: list[float] = field(default_factory=list)
    spreads: list[float] = field(default_factory=list)
    identities: list[dict[str, float]] = field(default_factory=list)

    def estimate(self, name: str, value: float, spread: float = UNKNOWN) -> None:
        """Add a figure with its standard deviation."""
        self.names.append(name)
        self.estimates.append(float(value))
        self.spreads.append(float(spread))

    def adds_up(self, total: str, *parts: str) -> None:
        """Say that parts add up to a total."""
        self.is_nought({total: 1.0} | dict.fromkeys(parts, -1.0))

    def is_nought(self, coefficients: Mapping[str, float]) -> None:
        """Say that a weighted sum of figures is nought."""
        self.identities.append(dict(coefficients))

    def balanced(self) -> Balanced:
        """Return the figures nearest to the estimates, in units of their spread, for which all identities hold."""
        rows = np.zeros((len(self.identities), len(self.names)))
        for row, coefficients in zip(rows, self.identities, strict=True):
            for name, coefficient in coefficients.items():
                row[self.names.index(name)] = coefficient
        variances = np.diag(np.square(self.spreads))
        gain = variances @ rows.T @ np.linalg.inv(rows @ variances @ rows.T)
        values = np.array(self.estimates)
        for _ in range(ROUNDS):
            values = values - gain @ (rows @ values)
        return Balanced(tuple(self.names), values, variances - gain @ rows @ variances, rows)
