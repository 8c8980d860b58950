"""Counts that are to come: what each draw foretells of them, and how far they may lie from that, in logarithms."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import xarray as xr
from scipy.linalg import block_diag

from care2040.analysis.knowing.rhythm import Years, known_in
from care2040.analysis.observations.errors import away, covariance
from care2040.analysis.observations.expected import Expected, on_days
from care2040.analysis.observations.foretelling import conditional
from care2040.analysis.observations.register import Series
from care2040.inputs.parameters.distributions import Floats


@dataclass(frozen=True)
class Coming:
    """Counts that are to come, of one series or of several.

    Attributes
    ----------
    known : ndarray of int, shape (counts,)
        The year in which each is known.
    centre : ndarray of shape (draws, counts)
        Logarithm of what each draw foretells, given by how much it missed the counts that there are.
    spread : ndarray of shape (counts, counts)
        Covariance of the errors that are left.
    """

    known: Years
    centre: Floats
    spread: Floats

    @property
    def possible(self) -> bool:
        """Whether every draw foretells something above nought, which a logarithm takes."""
        return bool(np.isfinite(self.centre).all())

    def until(self, year: int) -> "Coming":
        """Return the counts that are known by a year."""
        there = self.known <= year
        return Coming(self.known[there], self.centre[:, there], self.spread[np.ix_(there, there)])


def foretell(dataset: xr.Dataset, series: Series, days: Floats, past: Expected | None = None) -> Coming:
    """Return what the draws of one policy in one scenario foretell of a series.

    Parameters
    ----------
    dataset : xarray.Dataset
        With dims draw and year.
    series : Series
        What will be counted.
    days : ndarray of shape (counts,)
        When.
    past : Expected, optional
        What the same draws make of the counts that there are. What was asked otherwise than the model means it is
        largely known from those; without them it is not known at all.
    """
    years = past.years if past is not None else np.zeros(0)
    whole = covariance(series, np.concatenate([years, days]))
    given = np.arange(len(whole)) < len(years)
    missed = away(past, given[: len(years)]) if past is not None else np.zeros((dataset.sizes["draw"], 0))
    centre, spread = conditional(whole, missed, given, ~given)
    return Coming(known_in(series, days), logarithms(dataset, series, days) + centre, spread)


def logarithms(dataset: xr.Dataset, series: Series, days: Floats) -> Floats:
    """Return the logarithm of what draws make of a series, shape (draws, days); no number for nought or less."""
    if not len(days):
        return np.zeros((dataset.sizes["draw"], 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = np.log(on_days(dataset, series, days.tolist()))
    return found


def together(several: Iterable[Coming]) -> Coming:
    """Return the counts of several series as one; the errors of two series do not hang together."""
    listed = list(several)
    known = np.concatenate([one.known for one in listed])
    return Coming(known, np.hstack([one.centre for one in listed]), block_diag(*(one.spread for one in listed)))
