"""Truths that are known: draws of the model, with what would have been counted of them."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.special import ndtri

from care2040.analysis.observations.errors import covariance
from care2040.analysis.observations.expected import Expected
from care2040.analysis.observations.register import Register
from care2040.inputs.parameters.distributions import Floats, stream

TINY = 1e-12


def possible(made: Sequence[Expected]) -> np.ndarray:
    """Return which draws could have been counted: those that came through, with something of everything."""
    found: np.ndarray = np.all([(np.isfinite(one.values) & (one.values > 0)).all(axis=1) for one in made], axis=0)
    return found


def counts_of(made: Sequence[Expected], truth: int, seed: int) -> dict[str, Floats]:
    """Return what would have been counted of a truth, by series, with errors as the register says.

    Parameters
    ----------
    made : sequence of Expected
        What the truths make of every series.
    truth : int
        Which of them.
    seed : int
        Of the errors.
    """
    found = {}
    for one in made:
        # of an index the level says nothing, so it may as well be right
        spread = covariance(one.series.model_copy(update={"index": False}), one.years)
        drawn = stream(f"counted of truth {truth}: {one.name}", seed, len(one.years))
        found[one.name] = one.values[truth] * np.exp(np.linalg.cholesky(spread) @ ndtri(np.maximum(drawn, TINY)))
    return found


def counted(one: Expected, counts: Floats) -> Expected:
    """Return a series with other counts, and what the draws make of it as it was."""
    other = (replace(own, value=float(value)) for own, value in zip(one.observations, counts, strict=True))
    return replace(one, observations=tuple(other))


def register_of(register: Register, made: Sequence[Expected], counts: dict[str, Floats]) -> Register:
    """Return the register with these counts in the place of its own."""
    series = [counted(one, counts[one.name]) for one in made]
    return replace(register, observations=tuple(own for one in series for own in one.observations))
