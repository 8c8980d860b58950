"""1 January without pulses: in the last step of a year whole stocks flow on, with what that step still moves.

A stock that moves on at the end of a step is what it was, and what entered and left it in that step; so the flow is
``last_step_of_the_year * (stock / step + inflows - outflows)``. With Euler's method that is exact.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from care2040.engine.compiler.system import System
from care2040.language.axes import Member
from care2040.language.equations import Equation
from care2040.xmile.flat_model import FlatModel, FlatStock, FlatVariable

CLOCK = "steps_since_1_january"
LAST = "last_step_of_the_year"


@dataclass(frozen=True)
class Move:
    """What happens to a stock on 1 January: it flows on to the next, or, with nowhere to go, back to zero."""

    name: str
    source: str
    sink: str | None = None
    member: Member | None = None


def moves(flat: FlatModel, system: System) -> Iterator[Move]:
    """Give all that happens on 1 January to the stocks of a model."""
    for name, stock in system.model.stocks.items():
        if stock.restarts:
            yield from (Move(f"{each}_restarting", each) for each in _members(flat, name))
        if stock.cohort:
            yield from _growing_older(flat, stock, system.axes[stock.cohort])


def _members(flat: FlatModel, quantity: str) -> list[str]:
    return [name for name in flat.stocks if flat.origin[name][0] == quantity]


def _growing_older(flat: FlatModel, stock: Equation, members: tuple[Member, ...]) -> Iterator[Move]:
    axis = stock.axes.index(str(stock.cohort)) + 1
    places = {str(member): place for place, member in enumerate(members)}
    for name in _members(flat, stock.name):
        whole = flat.origin[name]
        place = places[whole[axis]]
        if place + 1 < len(members):
            older = "_".join((*whole[:axis], str(members[place + 1]), *whole[axis + 1 :]))
            yield Move("_".join((f"{stock.name}_growing_older", *whole[1:])), name, older, members[place])
    for name in _members(flat, stock.entering) if stock.entering else ():
        others = flat.origin[name][1:]
        first = "_".join((stock.name, *others[: axis - 1], str(members[0]), *others[axis - 1 :]))
        yield Move("_".join((f"{stock.entering}_growing_older", *others)), name, first)


def add_new_year(flat: FlatModel, system: System) -> None:
    """Let cohorts grow older on 1 January, and stocks that restart go back to zero."""
    steps = round(1 / flat.step)
    at_the_end = {name: _at_the_end(flat, stock, steps) for name, stock in flat.stocks.items()}
    found = list(moves(flat, system))
    _count_steps(flat, steps)
    for move in found:
        place = flat.scalars.apply("multiply", flat.scalars.named(LAST), at_the_end[move.source])
        flat.add_flow(move.name, "What happens on 1 January.", place, move.source, move.sink)


def _at_the_end(flat: FlatModel, stock: FlatStock, steps: int) -> int:
    """Return what a stock is at the end of a step, by the steps in a year, without the flows of 1 January."""
    scalars = flat.scalars
    held = scalars.apply("multiply", scalars.named(stock.name), scalars.number(steps))
    entering = scalars.total([held, *map(scalars.named, stock.inflows)])
    return scalars.apply("subtract", entering, scalars.total([scalars.named(name) for name in stock.outflows]))


def _count_steps(flat: FlatModel, steps: int) -> None:
    """Add the clock: it counts the steps since 1 January in whole numbers, so it is never a little off."""
    apply, named, number = flat.scalars.apply, flat.scalars.named, flat.scalars.number
    last = apply("maximum", number(0.0), apply("subtract", named(CLOCK), number(steps - 2.0)))
    about = "One in the last step before 1 January, else zero."
    flat.auxiliaries[LAST] = FlatVariable(flat.take(LAST), "dimensionless", about, last)
    flat.stocks[CLOCK] = FlatStock(flat.take(CLOCK), "dimensionless", "Steps since 1 January.", 0.0)
    flat.add_flow("steps_counted", "Every step counts.", number(steps), None, CLOCK)
    restart = apply("multiply", named(LAST), number(steps**2.0))
    flat.add_flow("steps_restarting", "The count goes back to zero on 1 January.", restart, CLOCK, None)
