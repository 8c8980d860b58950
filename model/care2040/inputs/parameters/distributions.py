"""How uncertain a number is: distributions fixed by the 5th and the 95th percentile, and draws from them.

Each draw lies between the 0.05th and the 99.95th percentile: what remains outside has no information in it, and a share
that was checked to stay between 0 and 1 does so in every draw.
"""

import hashlib
import math
from functools import lru_cache
from statistics import NormalDist
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Spread = Literal["uniform", "triangular", "normal", "lognormal", "beta", "none"]
"""How a number is spread, as a file may say."""
Chosen = Literal["laws"]
"""How the choice of a law is spread, which stands in no file: one of a few, each with its chance."""

LOW, HIGH = 0.05, 0.95
"""The percentiles that a range gives."""
OUTERMOST = 0.0005
"""Probability left out at each side."""


def stream(name: str, seed: int, count: int) -> Floats:
    """Return numbers between 0 and 1 from the stream that belongs to a name and a seed.

    Parameters
    ----------
    name : str
        Name of a parameter: adding another parameter moves none of its numbers.
    seed : int
        Seed of the experiment.
    count : int
        How many numbers; the first ones are the same whatever the count.

    Returns
    -------
    ndarray of shape (count,)
        Uniform on [0, 1).
    """
    key = int.from_bytes(hashlib.sha256(f"{seed}:{name}".encode()).digest()[:16], "little")
    return np.random.Generator(np.random.Philox(key=key)).random(count)


def quantile(spread: Spread | Chosen, low: float, high: float, value: float, shares: Floats) -> Floats:
    """Return quantiles of a distribution."""
    inside = OUTERMOST + (1 - 2 * OUTERMOST) * np.asarray(shares, dtype=np.float64)
    if spread == "uniform":
        return low + (high - low) * (inside - LOW) / (HIGH - LOW)
    if spread == "triangular":
        return _triangular(low, high, value, inside)
    if spread == "normal":
        return (low + high) / 2 + (high - low) / 2 * _standard_normal(inside)
    if spread == "lognormal":
        return math.sqrt(low * high) * (high / low) ** (_standard_normal(inside) / 2)
    if spread == "beta":
        return _beta(low, high, inside)
    raise ValueError(f"a parameter with spread {spread} has no quantiles")


def extremes(spread: Spread | Chosen, low: float, high: float, value: float) -> tuple[float, float]:
    """Return the bounds that no draw passes."""
    if spread == "none":
        return value, value
    if spread == "beta":
        return 0.0, 1.0
    if spread == "laws":
        return low, high
    smallest, largest = quantile(spread, low, high, value, np.array([0.0, 1.0]))
    return float(smallest), float(largest)


def _standard_normal(shares: Floats) -> Floats:
    """Return normal quantiles on a scale where the 95th percentile is 1."""
    inverse = NormalDist().inv_cdf
    return np.array([inverse(share) for share in shares.ravel()]).reshape(shares.shape) / inverse(HIGH)


def triangle(low: float, high: float, mode: float) -> tuple[float, float]:
    """Return the ends of the triangular distribution with given 5th and 95th percentile and mode.

    With x and y the distances from the mode to the ends and p and q those to the percentiles, the areas outside give
    (x - p)^2 = 0.05 (x + y) x and the same in y and q: each is a quadratic in its own unknown once x + y is known,
    and iterating on x + y contracts.
    """

    def to_end(distance: float, width: float) -> float:
        half = distance + LOW * width / 2
        return half + math.sqrt((half - distance) * (half + distance))

    below, above = mode - low, high - mode
    width = 2 * (below + above)
    # Each step leaves at most a fifth of the error, so 40 are far past the last digit.
    for _ in range(40):
        width = to_end(below, width) + to_end(above, width)
    return mode - to_end(below, width), mode + to_end(above, width)


def _triangular(low: float, high: float, mode: float, shares: Floats) -> Floats:
    start, end = triangle(low, high, mode)
    width = end - start
    rising = start + np.sqrt(shares * width * (mode - start))
    falling = end - np.sqrt((1 - shares) * width * (end - mode))
    return np.where(shares < (mode - start) / width, rising, falling)


def _beta(low: float, high: float, shares: Floats) -> Floats:
    # SciPy is slow to import and only these draws need it.
    from scipy.special import betaincinv

    quantiles: Floats = betaincinv(*beta_shape(low, high), shares)
    return quantiles


@lru_cache(maxsize=1024)
def beta_shape(low: float, high: float) -> tuple[float, float]:
    """Return both shape numbers of the beta distribution with given 5th and 95th percentile."""
    from scipy.optimize import root
    from scipy.special import betainc

    def misfit(logarithms: Floats) -> list[float]:
        a, b = np.exp(logarithms)
        return [float(betainc(a, b, low)) - LOW, float(betainc(a, b, high)) - HIGH]

    middle, deviation = (low + high) / 2, (high - low) / 3.29
    guess = middle * (1 - middle) / deviation**2 - 1
    for size in (max(guess, 0.2), 0.2, 1.0, 5.0, 50.0):
        found = root(misfit, np.log([middle * size, (1 - middle) * size]), tol=1e-12)
        if max(abs(part) for part in misfit(found.x)) < 1e-8:
            a, b = np.exp(found.x)
            return float(a), float(b)
    raise ArithmeticError(f"no beta distribution found with percentiles {low:g} and {high:g}")


def log_beta(a: float, b: float) -> float:
    """Return the logarithm of the beta function, by which a beta distribution is divided."""
    from scipy.special import betaln

    return float(betaln(a, b))
