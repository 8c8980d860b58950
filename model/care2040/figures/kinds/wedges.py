"""Wedges: from unchanged policy to a policy, step by step, what each lever adds: a waterfall of bars lying down."""

from itertools import pairwise
from typing import Any

import xarray as xr

from care2040.figures import Language, Width
from care2040.figures.bars import Bar, Label, Row, rows_sheet
from care2040.figures.choices import UNCHANGED
from care2040.figures.layout import HouseFigure, Plot
from care2040.figures.names import name_of
from care2040.figures.splits import Split, find, fraction, tell
from care2040.figures.style import AXIS, INK, MUTED, NAVY, ORANGE, PAPER, SIZES, Size, house_style, tint
from care2040.figures.words import phrase, sentence

FROM_NOUGHT = 1 / 3
"""Where the steps together span at least so much of the highest value, bars begin at nought."""
STUB = 0.5
"""What is left of a shortened bar below the lowest step, as a part of what the steps span."""
BREAK = 0.28
"""How far along that the mark stands that a bar is shortened."""
ALONE_TINT = 0.25


def draw(
    dataset: xr.Dataset, language: Language = "nl", width: Width = "full", title: str | None = None
) -> HouseFigure:
    """Draw how the levers of a policy share what it does to an indicator in a year (Shapley values).

    Where the result also holds the effect of each lever alone, a last bar shows where these would add up to: the
    difference with the bar of the policy is what the levers do to each other.

    Parameters
    ----------
    dataset : xarray.Dataset
        Holds `wedges`, dim lever, in the unit of an indicator, with attributes policy, indicator, year, start (under
        unchanged policy), end (under the policy) and maybe scenario. Maybe also `wedges_first_in` and
        `wedges_standard_error`, dim lever.
    language : {"nl", "en"}
        Of every word and number.
    width : {"full", "half", "slide"}
        16.0, 7.8 or 25 cm.
    title : str, optional
        Replaces the message made from the numbers.

    Returns
    -------
    HouseFigure
        With its words, alt text and numbers.

    Raises
    ------
    CannotDrawError
        When the result holds no wedges, or they are not numbers or do not add up.
    """
    split, size = find(dataset), SIZES[width]
    with house_style():
        base = _base(split)
        story = tell(dataset, split, language, width, title, base != 0)
        rows = _rows(split, base, language)
        plot, middles = rows_sheet(story, rows, size)
        _connect(plot, split, middles, size)
        for row, middle in zip(rows, middles, strict=True):
            if base and row.bars[0].start == base:
                _shorten(plot, split, base, middle, size)
    return plot.figure


def _steps(split: Split) -> list[float]:
    """Return where each step stands, from the start to the end."""
    steps = [split.start]
    for wedge in split.wedges:
        steps.append(steps[-1] + wedge.value)
    return steps


def _reached(split: Split) -> list[float]:
    """Return every value that a bar reaches."""
    return _steps(split) + ([] if split.one_by_one is None else [split.start + split.one_by_one])


def _base(split: Split) -> float:
    """Return where the long bars begin: at nought, or nearer where the steps would be too small to see."""
    low, high = min(_reached(split)), max(_reached(split))
    if low <= 0 or high - low >= FROM_NOUGHT * high or high == low:
        return 0.0
    return low - STUB * (high - low)


def _rows(split: Split, base: float, language: Language) -> list[Row]:
    """Return unchanged policy, a step for each lever, the policy, and where the levers alone would add up to."""

    def long(name: str, value: float, colour: str, key: str, edge: str = "") -> Row:
        label = Label(split.written.value(value, language), fraction(split, value, language), MUTED if edge else INK)
        return Row(name, (Bar(base, value, colour, key, edge),), right=label, weight="normal" if edge else "bold")

    rows = [long(sentence(name_of("policies", UNCHANGED, language)), split.start, AXIS, UNCHANGED)]
    for wedge, (before, after) in zip(split.wedges, pairwise(_steps(split)), strict=True):
        pen = ORANGE if wedge.value > 0 else NAVY
        colour = MUTED if split.written.is_nought(wedge.value) else pen.text
        label = Label(split.written.change(wedge.value, language), colour=colour)
        name = sentence(name_of("policies", wedge.lever, language))
        rows.append(Row(name, (Bar(before, after, pen.colour, wedge.lever),), right=label))
    rows.append(long(sentence(name_of("policies", split.policy, language)), split.end, INK, split.policy))
    if split.one_by_one is not None:
        name = phrase(language, "wedges", "one_by_one")
        rows.append(long(name, split.start + split.one_by_one, _pale(), "one_by_one", AXIS))
    return rows


def _pale() -> str:
    from matplotlib.colors import to_hex

    return to_hex(tint(AXIS, ALONE_TINT))


def _connect(plot: Plot, split: Split, middles: list[float], size: Size) -> None:
    """Draw thin lines from the end of each step to the beginning of the next."""
    thin: dict[str, Any] = {"color": AXIS, "lw": 0.6, "zorder": 1.5, "gid": "step"}
    for value, (above, below) in zip(_steps(split), pairwise(middles), strict=False):
        plot.axes.plot([value, value], [above - size.bar / 2, below + size.bar / 2], **thin)


def _shorten(plot: Plot, split: Split, base: float, middle: float, size: Size) -> None:
    """Draw two slanting gaps through a bar, the sign that a part of it is left out."""
    low, high = plot.axes.get_xlim()
    unit = (high - low) / plot.width
    at = base + BREAK * (min(_reached(split)) - base)
    reach = 0.62 * size.bar
    for shift in (-0.05, 0.05):
        xs = [at + (shift - 0.06) * unit, at + (shift + 0.06) * unit]
        plot.axes.plot(xs, [middle - reach, middle + reach], color=PAPER, lw=1.3, zorder=2.5, gid="break")
