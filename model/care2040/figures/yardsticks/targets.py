"""What an indicator is to be kept on the right side of: the target of a least effort, or a threshold."""

from dataclasses import replace

from care2040.figures.canvas.labels import EndLabel
from care2040.figures.canvas.layout import Plot
from care2040.figures.canvas.style import INK, MUTED, Size
from care2040.figures.request import Request
from care2040.results.variables import CHANCE, LEAST_EFFORT
from care2040.wording.quantities import Quantity

ASKED_OF = {LEAST_EFFORT: "target", CHANCE: "threshold"}
"""Quantity of a result to the attribute of it that holds the target."""


def target_of(request: Request, indicator: str) -> float | None:
    """Return the target for an indicator of the city, if the result has one."""
    for name, attribute in ASKED_OF.items():
        facts = request.dataset[name].attrs if name in request.dataset else {}
        if facts.get("indicator") == indicator and not request.asked.districts:
            return float(facts[attribute])
    return None


def target_words(request: Request, target: float, written: Quantity) -> str:
    """Return a target in words, with at most one digit behind the mark; a threshold of all policies is called so."""
    rough = replace(written, digits=min(written.digits, 1))
    key = "target" if LEAST_EFFORT in request.dataset else "threshold"
    return request.common(key, value=rough.value(target, request.language))


def target_label(request: Request, target: float, written: Quantity, size: Size) -> EndLabel:
    """Return the words at the end of the line of a target."""
    return EndLabel(target, target_words(request, target, written), MUTED, size.label)


def paint_target(plot: Plot, target: float) -> None:
    """Draw a target as a thin dotted line over the whole width of a plot."""
    plot.axes.axhline(target, color=INK, lw=0.9, linestyle=(0, (1, 2)), zorder=2, gid="target")
