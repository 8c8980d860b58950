"""Robustness: the bands of each policy in one year against a threshold, the chance to keep it, and what it misses."""

import xarray as xr
from matplotlib.colors import to_hex

from care2040.figures import Language, Width
from care2040.figures.bars import Bar, Label, Row, stem
from care2040.figures.beside import beside
from care2040.figures.keeping import BANDS, Policy, Robust, find, tell
from care2040.figures.layout import TICK_ROOM, HouseFigure, Plot
from care2040.figures.names import name_of
from care2040.figures.placing import round_ticks
from care2040.figures.quantities import Quantity, quantity, tick_words
from care2040.figures.style import BAND_TINTS, INK, MUTED, NAVY, ORANGE, PAPER, SIZES, Size, house_style, tint
from care2040.figures.words import percent, phrase, sentence

SECOND = 0.3
"""Part of the width that regret takes."""


def draw(
    dataset: xr.Dataset, language: Language = "nl", width: Width = "full", title: str | None = None
) -> HouseFigure:
    """Draw the bands of each policy in one year against the threshold, for the first scenario, with regret beside them.

    Parameters
    ----------
    dataset : xarray.Dataset
        Holds the robustness that the analysis of its draws put there.
    language : {"nl", "en"}
        Of every word and number.
    width : {"full", "half", "slide"}
        16.0, 7.8 or 25 cm; on half a page without the regret.
    title : str, optional
        Replaces the message made from the numbers.

    Returns
    -------
    HouseFigure
        With its words, alt text and numbers.

    Raises
    ------
    CannotDrawError
        When the result holds no robustness.
    """
    robust, size = find(dataset), SIZES[width]
    written = quantity(robust.unit, [min(one.edges[95] - one.edges[5] for one in robust.policies) / 3])
    missed = quantity(robust.unit, [max(one.large for one in robust.policies) / 3])
    several = len(robust.policies) > 1 and size.columns > 1
    with house_style():
        story = tell(dataset, robust, (written, missed), language, width, title, several)
        rows = [_row(one, written, language) for one in robust.policies]
        head = Row("", (Bar(0.0, 0.0, PAPER),), right=Label(phrase(language, "robustness", "regret"), colour=MUTED))
        second = [head, *(_regret(one, missed, language) for one in robust.policies)]
        first = [_heads(robust, written, language), *rows]
        plot, other, middles = beside(story, first, second, size, SECOND if several else 0.0, TICK_ROOM)
        _scale(plot, robust, size, language)
        stem(plot, middles[1] + size.bar, robust.threshold)
        if other:
            stem(other, middles[1] + size.bar)
    return plot.figure


def _heads(robust: Robust, written: Quantity, language: Language) -> Row:
    """Return the row above the bands: which side of the threshold is right."""
    right = Label(phrase(language, "robustness", "right"), colour=NAVY.text)
    wrong = Label(phrase(language, "robustness", "wrong"), colour=ORANGE.text)
    sides = (right, wrong) if robust.side == "at_most" else (wrong, right)
    line = phrase(language, "robustness", "line", threshold=written.value(robust.threshold, language))
    return Row(line, (Bar(robust.threshold, robust.threshold, PAPER),), *sides)


def _row(one: Policy, written: Quantity, language: Language) -> Row:
    bands = [
        Bar(one.edges[low], one.edges[high], to_hex(tint(NAVY.colour, shade)), f"{one.name}.{high - low}")
        for (low, high), shade in zip(BANDS, BAND_TINTS, strict=True)
    ]
    mark = Bar(one.middle, one.middle, INK, f"{one.name}.median", INK)
    chance = phrase(language, "robustness", "chance", chance=percent(one.chance, language))
    told = phrase(language, "robustness", "middle", middle=written.value(one.middle, language))
    return Row(sentence(name_of("policies", one.name, language)), (*bands, mark), right=Label(chance, told))


def _scale(plot: Plot, robust: Robust, size: Size, language: Language) -> None:
    """Put marks below the bands, as far as these go."""
    edges = [edge for one in robust.policies for edge in (one.edges[5], one.edges[95], robust.threshold)]
    low, high = min(edges), max(edges)
    ticks = [tick for tick in round_ticks(low, high, size.ticks) if low <= tick <= high]
    if len(ticks) > 1:
        plot.axes.set_xticks(ticks, tick_words(ticks, robust.unit, language))
        plot.axes.tick_params(axis="x", length=0, pad=1, labelsize=size.label)


def _regret(one: Policy, missed: Quantity, language: Language) -> Row:
    bar = Bar(0.0, one.regret, ORANGE.colour, f"{one.name}.regret")
    label = Label(missed.change(one.regret, language).removeprefix("+"))
    return Row("", (bar,), right=label, span=(one.regret, one.large))
