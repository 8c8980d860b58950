"""What the counts moved: parameters whose distribution shifted or narrowed, and laws that became more or less likely.

With a few effective draws some of hundreds of parameters shift by chance alone. A shift is told as one only beyond what
chance would make of any of them one time in ten.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import xarray as xr
from scipy.special import ndtri

from care2040.analysis.monitoring.counts import Span
from care2040.analysis.observations.weighing import effective
from care2040.inputs.parameters.distributions import Floats
from care2040.language.equations import LAW_OF
from care2040.results.percentiles import PERCENTILES, weighed_percentiles
from care2040.wording.laws import LAW

BY_CHANCE = 0.1
"""Chance that the largest of all shifts lies beyond the limit when the counts say nothing of any parameter."""


@dataclass(frozen=True)
class Moved:
    """A parameter and what the counts did to its distribution.

    Attributes
    ----------
    name : str
        The parameter.
    before, after : Span
        In the unit of the parameter, or as a factor on its table.
    shift : float
        In standard deviations before weighing, on the scale on which the draws are normally distributed: with 1 the
        middle lies where the upper end of two in three lay.
    left : float
        Standard deviation after weighing, as a part of that before, on the same scale.
    beyond_chance : bool
        Whether the shift is more than chance would make of any parameter.
    narrowed : bool
        Whether less of the spread is left than chance would leave of any parameter.
    """

    name: str
    before: Span
    after: Span
    shift: float
    left: float
    beyond_chance: bool
    narrowed: bool

    @property
    def told(self) -> bool:
        """Whether the counts did more to it than chance would."""
        return self.beyond_chance or self.narrowed


@dataclass(frozen=True)
class LawMoved:
    """A law that was drawn, with its chance before and after weighing."""

    quantity: str
    law: str
    before: float
    after: float
    beyond_chance: bool


def moved(dataset: xr.Dataset, weights: Floats) -> tuple[Moved, ...]:
    """Return what the counts did to each parameter that was drawn, those that they moved most first.

    Parameters
    ----------
    dataset : xarray.Dataset
        With ``drawn``, dims (draw, parameter); nothing is told without it.
    weights : ndarray of shape (draws,)
        They add up to one.
    """
    if "drawn" not in dataset:
        return ()
    own = dataset["drawn"].transpose("draw", "parameter")
    names = [str(name) for name in own["parameter"].values]
    values: Floats = own.values.astype(float)
    told = (values.std(axis=0) > 0) & np.array([not name.startswith(LAW_OF) for name in names])
    if not told.any():
        return ()
    values = values[:, told]
    scores = normal_scores(values)
    shift = weights @ scores
    left = np.sqrt(weights @ (scores - shift) ** 2) / scores.std(axis=0)
    limit = chance_limit(weights, len(shift))
    least = 1 - limit / 2**0.5  # the spread of normal draws wavers by so much less than their mean
    wanted = list(PERCENTILES.values())
    before, after = np.percentile(values, wanted, axis=0), weighed_percentiles(values, weights, wanted)
    order = np.argsort(-np.maximum(np.abs(shift), (1 - left) * 2**0.5), kind="stable")
    kept = [name for name, is_told in zip(names, told, strict=True) if is_told]
    return tuple(
        Moved(
            kept[at],
            Span(*before[:, at].tolist()),
            Span(*after[:, at].tolist()),
            float(shift[at]),
            float(left[at]),
            bool(abs(shift[at]) > limit),
            bool(left[at] < least),
        )
        for at in order
    )


def normal_scores(values: Floats) -> Floats:
    """Return draws as a normal distribution has them at their ranks: what is skewed shifts no more easily than others.

    Parameters
    ----------
    values : ndarray of shape (draws, parameters)
    """
    order = np.argsort(values, axis=0)
    ordered = np.take_along_axis(values, order, axis=0)
    ranks = np.empty_like(ordered)
    np.put_along_axis(ranks, order, np.arange(len(values))[:, None] + 0.5, axis=0)
    for place in np.flatnonzero((ordered[1:] == ordered[:-1]).any(axis=0)):
        # alike values share the middle of their ranks
        own, column = ordered[:, place], values[:, place]
        ranks[:, place] = (np.searchsorted(own, column, "left") + np.searchsorted(own, column, "right")) / 2
    found: Floats = ndtri(ranks / len(values))
    return found


def chance_limit(weights: Floats, several: int) -> float:
    """Return the shift, in standard deviations, that weights alone give the largest of some one time in ten.

    Weights that know nothing of a parameter shift its mean by noise of variance 1/effective - 1/draws.
    """
    noise = max(1 / effective(weights) - 1 / len(weights), 0.0) ** 0.5
    return float(-ndtri(BY_CHANCE / (2 * several)) * noise)


def laws(dataset: xr.Dataset, weights: Floats) -> tuple[LawMoved, ...]:
    """Return what the counts did to the chance of each law that was drawn; nothing where none was."""
    if LAW not in dataset:
        return ()
    found = [
        (str(quantity), str(law), drawn == law)
        for quantity in dataset["quantity"].values
        for drawn in [dataset[LAW].sel(quantity=quantity).values]
        for law in dict.fromkeys(sorted(map(str, drawn)))
    ]
    return tuple(_laws(found, weights))


def _laws(found: list[tuple[str, str, np.ndarray]], weights: Floats) -> Iterator[LawMoved]:
    limit = chance_limit(weights, len(found))
    for quantity, law, has in found:
        before, after = float(has.mean()), float(weights[has].sum())
        spread = (before * (1 - before)) ** 0.5
        yield LawMoved(quantity, law, before, after, abs(after - before) > limit * spread)
