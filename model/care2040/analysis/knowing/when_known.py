"""When counts tell policies apart: the chance to point at the right one, by pair, by what is counted, and by year."""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from care2040.analysis.knowing.candidates import short_title
from care2040.analysis.knowing.rows import COUNTED, RHYTHMS, Row, Side
from care2040.analysis.knowing.telling import chance_by_sample, chance_right, chance_sure, distances
from care2040.inputs.parameters.distributions import Floats
from care2040.results.variables import CHANCE_BY_SAMPLE, CHANCE_RIGHT, CHANCE_SURE
from care2040.wording.language import LANGUAGES
from care2040.wording.texts import phrase

ALL, WITH_NEW = "all_counts", "all_and_new"
"""All that the monitors count, taken together; and that with everything that could be counted besides."""


def possible(rows: Sequence[Row], sides: Sequence[Side]) -> tuple[Row, ...]:
    """Return the rows of which every draw foretells something above nought, which an error in per cents takes."""
    return tuple(row for row in rows if all(side.foretold(row, "yearly").possible for side in sides))


def when_known(
    pairs: Sequence[tuple[Side, Side]], rows: Sequence[Row], weights: Floats, years: range, policies: bool, by: int
) -> xr.Dataset:
    """Return the chance that counts point at the right one of two, for each pair, row, rhythm and year.

    Parameters
    ----------
    pairs : sequence of (Side, Side)
        What is to be told apart.
    rows : sequence of Row
        What is counted or could be counted; see `possible`.
    weights : ndarray of shape (draws,)
        Of the draws, by what was counted.
    years : range
        The years that are told of.
    policies : bool
        Whether policies of the city are compared: a count of the country by itself says nothing of those.
    by : int
        The year for which single counts are laid beside a plain sample, at the present rhythm.

    Returns
    -------
    xarray.Dataset
        Dims pair, row, rhythm and year; the last two rows are all counts together, of which no sample is drawn.
    """
    single = [row for row in rows if not (policies and row.kind == "country")]
    together = {
        ALL: tuple(row for row in rows if row.kind in COUNTED and row.series.weighs),
        WITH_NEW: tuple(row for row in rows if row.series.weighs),
    }
    shape = (len(pairs), len(single) + len(together), len(RHYTHMS), len(years))
    found, sampled = np.zeros(shape), np.full(shape[:2], np.nan)
    for at, (first, second) in enumerate(pairs):
        for line, row in enumerate(single):
            for column, rhythm in enumerate(RHYTHMS):
                both = first.foretold(row, rhythm), second.foretold(row, rhythm)
                found[at, line, column] = distances(*both, weights, years)
            sampled[at, line] = chance_by_sample(first.until(row, by), second.until(row, by), weights)
        for line, several in enumerate(together.values(), len(single)):
            for column, rhythm in enumerate(RHYTHMS):
                both = first.everything(several, rhythm), second.everything(several, rhythm)
                found[at, line, column] = distances(*both, weights, years)
    dims = ("pair", "row", "rhythm", "year")
    made = xr.Dataset({CHANCE_RIGHT: (dims, chance_right(found)), CHANCE_SURE: (dims, chance_sure(found))})
    made[CHANCE_BY_SAMPLE] = (("pair", "row"), sampled)
    return made.assign_coords(_labels(pairs, single, together, years))


def _labels(
    pairs: Sequence[tuple[Side, Side]], single: Sequence[Row], together: Mapping[str, tuple[Row, ...]], years: range
) -> dict[str, object]:
    titles = {
        language: [*(short_title(row.series, language) for row in single), *_of_all(language, together)]
        for language in LANGUAGES
    }
    return {
        "pair": [f"{first.name}|{second.name}" for first, second in pairs],
        "first": ("pair", [first.name for first, _ in pairs]),
        "second": ("pair", [second.name for _, second in pairs]),
        "row": [*(row.name for row in single), *together],
        "kind": ("row", [*(row.kind for row in single), *together]),
        "every": ("row", [*(row.every for row in single), *(0 for _ in together)]),
        "weighs": ("row", [*(row.series.weighs for row in single), *(True for _ in together)]),
        "rhythm": list(RHYTHMS),
        "year": list(years),
        **{f"title_{language}": ("row", own) for language, own in titles.items()},
    }


def _of_all(language: str, together: Mapping[str, tuple[Row, ...]]) -> list[str]:
    return [phrase(language, "knowing", name) for name in together]  # type: ignore[arg-type]
