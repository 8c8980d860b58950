"""Robustness: the bands of each policy in one year against a threshold, the chance to keep it, and what it misses."""

import xarray as xr
from matplotlib.colors import to_hex

from care2040.figures import Language, Width
from care2040.figures.bars import Bar, Label, Row, stem
from care2040.figures.beside import beside
from care2040.figures.keeping import BANDS, Policy, Robust, find, tell
from care2040.figures.layout import HouseFigure
from care2040.figures.names import name_of
from care2040.figures.quantities import Quantity, quantity
from care2040.figures.style import BAND_TINTS, INK, MUTED, NAVY, ORANGE, PAPER, SIZES, house_style, tint
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
        first = [_heads(robust, written, language), *(_row(one, robust, written, language) for one in robust.policies)]
        head = Row("", (Bar(0.0, 0.0, PAPER),), right=Label(phrase(language, "robustness", "regret"), colour=MUTED))
        second = [head, *(_regret(one, missed, language) for one in robust.policies)]
        plot, other, middles = beside(story, first, second, size, SECOND if several else 0.0)
        stem(plot, middles[1] + size.bar, robust.threshold)
        if other and several:
            stem(other, middles[1] + size.bar)
        elif other:
            other.axes.remove()
    return plot.figure


def _heads(robust: Robust, written: Quantity, language: Language) -> Row:
    """Return the row above the bands: which side of the threshold is right."""
    right = Label(phrase(language, "robustness", "right"), colour=NAVY.text)
    wrong = Label(phrase(language, "robustness", "wrong"), colour=ORANGE.text)
    sides = (right, wrong) if robust.side == "at_most" else (wrong, right)
    return Row(written.value(robust.threshold, language), (Bar(robust.threshold, robust.threshold, PAPER),), *sides)


def _row(one: Policy, robust: Robust, written: Quantity, language: Language) -> Row:
    bands = [
        Bar(one.edges[low], one.edges[high], to_hex(tint(NAVY.colour, shade)), f"{one.name}.{high - low}")
        for (low, high), shade in zip(BANDS, BAND_TINTS, strict=True)
    ]
    mark = Bar(one.middle, one.middle, INK, f"{one.name}.median", INK)
    chance = phrase(language, "robustness", "chance", chance=percent(one.chance, language))
    label = Label(written.value(one.middle, language), chance)
    return Row(sentence(name_of("policies", one.name, language)), (*bands, mark), right=label)


def _regret(one: Policy, missed: Quantity, language: Language) -> Row:
    bar = Bar(0.0, one.regret, ORANGE.colour, f"{one.name}.regret")
    label = Label(missed.value(one.regret, language))
    return Row("", (bar,), right=label, span=(one.regret, one.large))
