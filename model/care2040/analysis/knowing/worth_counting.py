"""Which counts are worth having: what each takes off the variance of the need in 2040, and off a wrong choice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import xarray as xr
from scipy.linalg import block_diag
from scipy.special import ndtri

from care2040.analysis.knowing.candidates import short_title
from care2040.analysis.knowing.coming import logarithms
from care2040.analysis.knowing.rhythm import known_in
from care2040.analysis.knowing.rows import COUNTED, Row, Side
from care2040.analysis.knowing.worth import Choice, explained_by_neighbours, left_over
from care2040.analysis.observations.errors import covariance
from care2040.inputs.parameters.distributions import Floats, stream
from care2040.results.variables import GAIN, WORTH, WRONG, WRONG_NOW
from care2040.wording.language import LANGUAGES

KEEP, OFTENER, BEGIN = "keep", "oftener", "begin"
"""What can be done with a count: go on with it, do it every year, begin it."""
TINY = 1e-12
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Wanted:
    """What one wants to know: a need in a year under the policy as it is, and what another policy adds to it.

    Attributes
    ----------
    target : ndarray of shape (draws,)
    more : ndarray of shape (draws,)
        What the second of the two policies that are chosen between adds.
    mean_more : float
        Its mean over the draws, weighed by what was counted.
    by : int
        The year in which is chosen: counts until then help.
    """

    target: Floats
    more: Floats
    mean_more: float
    by: int


@dataclass(frozen=True)
class Columns:
    """All counts that there are or could be until a year, as all draws make them.

    Attributes
    ----------
    values : ndarray of shape (draws, counts)
        Logarithms.
    spread : ndarray of shape (counts, counts)
        Covariance of the errors.
    row : tuple of str
        What each is a count of.
    past, present : ndarray of bool, shape (counts,)
        Whether it is there already, and whether it comes at the present rhythm.
    wanted : Wanted
        What they are to tell.
    """

    values: Floats
    spread: Floats
    row: tuple[str, ...]
    past: Mask
    present: Mask
    wanted: Wanted

    def of(self, name: str) -> Mask:
        """Return which counts are those of a row."""
        return np.array([one == name for one in self.row], dtype=bool)

    def left(self, used: Mask) -> Floats:
        """Return the variance that some of the counts leave of the need, and of what the second policy adds."""
        both = np.stack([self.wanted.target, self.wanted.more], axis=1)
        return left_over(both, self._away[:, used], self._whole[np.ix_(used, used)])

    @cached_property
    def _away(self) -> Floats:
        found: Floats = self.values - self.values.mean(axis=0)
        return found

    @cached_property
    def _whole(self) -> Floats:
        whole: Floats = self._away.T @ self._away / len(self._away) + self.spread
        return whole


def columns_of(side: Side, rows: Sequence[Row], wanted: Wanted) -> Columns:
    """Return all counts of some rows up to the year in which is chosen, made every year."""
    values, spreads, names, past, present = [], [], [], [], []
    for row in rows:
        end = float(side.dataset["year"].values[-1])
        counted = row.kind in COUNTED and row.name in side.past
        before = side.past[row.name].years if counted else np.zeros(0)
        days = row.days("yearly", end)
        days = days[known_in(row.series, days) <= wanted.by]
        whole = np.concatenate([before, days])
        dataset = side.of_the_country if row.kind == "country" else side.dataset
        values.append(logarithms(dataset, row.series, whole))
        spreads.append(covariance(row.series, whole))
        names += [row.name] * len(whole)
        past += [True] * len(before) + [False] * len(days)
        usual = np.isin(days.round(6), row.days("present", end).round(6)) & (row.kind in COUNTED)
        present += [False] * len(before) + usual.tolist()
    masks = np.array(past, dtype=bool), np.array(present, dtype=bool)
    return Columns(np.hstack(values), block_diag(*spreads), tuple(names), *masks, wanted)


def worth_counting(side: Side, rows: Sequence[Row], wanted: Wanted) -> xr.Dataset:
    """Return what each count is worth beside all others that are made at the present rhythm.

    Returns
    -------
    xarray.Dataset
        Dim count: of counts that are made now what would be lost without them, of others what they would add; in the
        attributes what all together do.
    """
    weighing = [row for row in rows if row.series.weighs]
    columns = columns_of(side, weighing, wanted)
    usual = columns.past | columns.present
    start, then = columns.left(columns.past), columns.left(usual)
    choice = Choice(wanted.mean_more, float(start[1]))
    told = []
    for row, what, without, having in _changed(columns, weighing, usual):
        before, after = columns.left(without), columns.left(having)
        parts = [_part(1 - left[1] / start[1]) if start[1] > 0 else 0.0 for left in (before, after)]
        wrong = choice.chance_wrong(parts[0]) - choice.chance_wrong(parts[1])
        gained = choice.gain(parts[1]) - choice.gain(parts[0])
        told.append((row, what, float((before[0] - after[0]) / start[0]), wrong, gained))
    told.sort(key=lambda one: -one[2])
    explained = _part(1 - then[1] / start[1]) if start[1] > 0 else 0.0
    facts = {
        "spread_now": float(np.sqrt(start[0])),
        "usual_takes": float(1 - then[0] / start[0]),
        "usual_takes_by_neighbours": _by_neighbours(columns, usual),
        WRONG_NOW: choice.chance_wrong(),
        "wrong_then": choice.chance_wrong(explained),
    }
    return _labelled(told).assign_attrs(facts)


def _labelled(told: list[tuple[Row, str, float, float, float]]) -> xr.Dataset:
    rows, whats, taken, wrong, gained = zip(*told, strict=True)
    made = xr.Dataset({name: ("count", list(one)) for name, one in ((WORTH, taken), (WRONG, wrong), (GAIN, gained))})
    labels = {
        "count": [f"{row.name}:{what}" for row, what in zip(rows, whats, strict=True)],
        "counted": ("count", [row.name for row in rows]),
        "counted_kind": ("count", [row.kind for row in rows]),
        "what": ("count", list(whats)),
        "counted_every": ("count", [row.every for row in rows]),
    }
    titles = {
        f"count_{language}": ("count", [short_title(row.series, language) for row in rows]) for language in LANGUAGES
    }
    return made.assign_coords(labels | titles)


def _part(share: float) -> float:
    """Return a part of a variance: what sampling makes of it may lie a hair outside nought to one."""
    return min(max(share, 0.0), 1.0)


def _changed(columns: Columns, rows: Sequence[Row], usual: Mask) -> Iterator[tuple[Row, str, Mask, Mask]]:
    """Give each row with what can be done with it, and the counts without that and with it."""
    for row in rows:
        own = columns.of(row.name)
        if row.kind not in COUNTED:
            yield row, BEGIN, usual, usual | own
        elif (own & ~columns.past).any():
            yield row, KEEP, usual & ~(own & ~columns.past), usual
            if (own & ~usual).any():
                yield row, OFTENER, usual, usual | own


def _by_neighbours(columns: Columns, usual: Mask) -> float:
    """Return what the usual counts take off the variance by the order of the draws, which asks for no straight line."""
    left = []
    for used in (columns.past, usual):
        spread, many = columns.spread[np.ix_(used, used)], int(used.sum())
        draws = len(columns.values)
        drawn = np.stack([ndtri(np.maximum(stream(f"count {at}", 1, draws), TINY)) for at in range(many)], axis=1)
        errors = drawn @ np.linalg.cholesky(spread).T
        left.append(1 - explained_by_neighbours(columns.wanted.target, columns.values[:, used], errors, spread))
    return 1 - left[1] / left[0]
