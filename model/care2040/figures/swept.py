"""What was drawn or swept in a result, as a figure sets it along an axis."""

from collections.abc import Sequence

import numpy as np

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.style import Numbers
from care2040.figures.readings import whole_of
from care2040.figures.request import Request
from care2040.language.axes import whole_city
from care2040.results.valid_draws import came_through, swept_in
from care2040.wording.language import Language
from care2040.wording.numbers import number, percent

DRAWN = "drawn"
AS_PERCENTAGE = ("_rate", "_share")
"""In the name of a parameter whose values are written as percentages."""
MOST_DIGITS = 4


def parameters_of(request: Request) -> tuple[str, ...]:
    """Return the parameters that differ between the points of a result."""
    if DRAWN not in request.dataset or len(swept_in(request.dataset)) < 1:
        raise CannotDrawError(f"the figure '{request.name}' takes draws or a sweep: this result holds single runs")
    return swept_in(request.dataset)


def points_of(request: Request, indicator: str, policy: str) -> tuple[dict[str, Numbers], Numbers]:
    """Return the value of each parameter and of an indicator of the city in the last year, at each point."""
    good = np.flatnonzero(came_through(request.dataset))
    drawn = request.dataset[DRAWN].transpose("draw", "parameter").isel(draw=good)
    whole = whole_of(request.dataset, indicator, request.name)
    last = whole.sel(policy=policy, scenario=request.scenario, area=whole_city()).isel(draw=good, year=-1)
    values = last.values.astype(float)
    if not np.isfinite(values).all():
        raise CannotDrawError(f"'{indicator}' holds values that are not numbers, under policy '{policy}'")
    names = parameters_of(request)
    return {name: drawn.sel(parameter=name).values.astype(float) for name in names}, values


def level_words(levels: Sequence[float], name: str, language: Language) -> list[str]:
    """Return values of a parameter as they are written, with as many digits as tell them apart."""
    write = percent if any(part in name for part in AS_PERCENTAGE) else number
    told = [[write(level, language, digits) for level in levels] for digits in range(MOST_DIGITS + 1)]
    return next((words for words in told if len(set(words)) == len(set(levels))), told[-1])
