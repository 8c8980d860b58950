"""Mixes with a name: the cheapest that keeps the aim, the best within the budget, the fairest; or why there is none."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from care2040.analysis.choosing.choice import Choice
from care2040.engine.compiler.trace import Array
from care2040.inputs.experiments.choosing.schema import LEVER_COST, Constraint
from care2040.language.axes import BETWEEN_DISTRICTS

CHEAPEST, BEST, FAIREST = "cheapest", "best", "fairest"
NAMES = (CHEAPEST, BEST, FAIREST)
"""In the order in which they are told."""


@dataclass(frozen=True)
class Named:
    """A mix with a name.

    Parameters
    ----------
    name : str
        One of `NAMES`.
    place : int or None
        Which of all mixes that were looked at; None where nobody has the name.
    why : str
        By what it has the name (the thing that counts, or the limit); or why nobody has it: ``no_aim``, ``no_budget``,
        ``no_fair``, ``not_reached``.
    """

    name: str
    place: int | None
    why: str

    @property
    def there(self) -> bool:
        """Whether a mix has the name."""
        return self.place is not None


def named(choice: Choice, costs: Array) -> tuple[Named, ...]:
    """Return which of the best mixes have a name.

    Parameters
    ----------
    choice : Choice
        What was found.
    costs : ndarray of shape (told,)
        What all levers of each mix that is told of cost, over all years, in euros.
    """
    if not choice.reached:
        return tuple(Named(name, None, "not_reached") for name in NAMES)
    own: dict[str, Callable[[Choice, Array], Named]] = {CHEAPEST: _cheapest, BEST: _best, FAIREST: _fairest}
    return tuple(own[name](choice, costs) for name in NAMES)


def main_aim(choice: Choice) -> int | None:
    """Return the place of what a budget is spent on: the first thing that counts and is not the money itself."""
    aims = choice.choose.objectives.values()
    return next((place for place, one in enumerate(aims) if one.indicator != LEVER_COST), None)


def is_budget(one: Constraint) -> bool:
    """Whether a limit is one of money."""
    return one.a_year is not None or one.in_all is not None


def aim_kept(choice: Choice) -> str | None:
    """Return the limit that is an aim: an indicator that has to stay on one side of a value."""
    return next((name for name, one in choice.choose.constraints.items() if one.indicator is not None), None)


def _cheapest(choice: Choice, costs: Array) -> Named:
    aim = aim_kept(choice)
    return Named(CHEAPEST, None, "no_aim") if aim is None else _least(CHEAPEST, choice, costs, aim)


def _best(choice: Choice, costs: Array) -> Named:
    budget = any(map(is_budget, choice.choose.constraints.values()))
    place = main_aim(choice)
    if not budget or place is None:
        return Named(BEST, None, "no_budget" if not budget else "no_aim")
    return _least(
        BEST, choice, choice.searched.looked.values[choice.told, place], list(choice.choose.objectives)[place]
    )


def _fairest(choice: Choice, costs: Array) -> Named:
    for place, (name, one) in enumerate(choice.choose.objectives.items()):
        if one.indicator.endswith(BETWEEN_DISTRICTS):
            return _least(FAIREST, choice, choice.searched.looked.values[choice.told, place], name)
    for place, (name, kept) in enumerate(choice.choose.constraints.items()):
        if kept.worse_nowhere is not None:
            return _least(FAIREST, choice, choice.missed[choice.told, place], name)
    return Named(FAIREST, None, "no_fair")


def _least(name: str, choice: Choice, values: Array, why: str) -> Named:
    return Named(name, int(choice.told[int(np.argmin(values))]), why)
