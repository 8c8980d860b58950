"""1 January without pulses: in the last step of a year whole stocks flow on, with what that step still moves.

A stock that moves on at the end of a step is what it was, and what entered and left it in that step; so the flow is
``last_step_of_the_year * (stock / step + inflows - outflows)``. With Euler's method that is exact.
"""

from care2040.equations import Equation
from care2040.flat_model import FlatModel, FlatStock, FlatVariable
from care2040.system import System

CLOCK = "steps_since_1_january"
LAST = "last_step_of_the_year"


def add_new_year(flat: FlatModel, system: System) -> None:
    """Let cohorts grow older on 1 January, and stocks that restart go back to zero.

    Parameters
    ----------
    flat : FlatModel
        With all its other flows; the new ones are added to it.
    system : System
        The model it was made from.
    """
    _Calendar(flat, system).turn()


class _Calendar:
    """The flows of 1 January."""

    def __init__(self, flat: FlatModel, system: System) -> None:
        self.flat, self.system = flat, system
        self.steps = round(1 / flat.step)
        self.places = {name: self._at_the_end(stock) for name, stock in flat.stocks.items()}

    def turn(self) -> None:
        """Add the clock, and all flows of 1 January."""
        self._count_steps()
        for name, stock in self.system.model.stocks.items():
            if stock.restarts:
                for flat in self._members(name):
                    self._flow(f"{flat}_restarting", "Goes back to zero on 1 January.", flat, None)
            if stock.cohort:
                self._grow_older(stock, list(self.system.axes[stock.cohort]), stock.axes.index(stock.cohort) + 1)

    def _members(self, quantity: str) -> list[str]:
        return [name for name in self.places if self.flat.origin[name][0] == quantity]

    def _grow_older(self, stock: Equation, members: list[str | int], axis: int) -> None:
        """Move everyone up one place but those in the last, and the newborn into the first."""
        about = "Who turns a year older on 1 January."
        for name in self._members(stock.name):
            whole = self.flat.origin[name]
            age = [str(member) for member in members].index(whole[axis])
            if age + 1 < len(members):
                older = "_".join((*whole[:axis], str(members[age + 1]), *whole[axis + 1 :]))
                self._flow("_".join((f"{stock.name}_growing_older", *whole[1:])), about, name, older)
        for name in self._members(stock.entering) if stock.entering else ():
            others = self.flat.origin[name][1:]
            first = "_".join((stock.name, *others[: axis - 1], str(members[0]), *others[axis - 1 :]))
            self._flow("_".join((f"{stock.entering}_growing_older", *others)), about, name, first)

    def _at_the_end(self, stock: FlatStock) -> int:
        """Return what a stock is at the end of a step, by the steps in a year, without the flows of 1 January."""
        scalars = self.flat.scalars
        held = scalars.apply("multiply", scalars.named(stock.name), scalars.number(self.steps))
        entering = scalars.total([held, *map(scalars.named, stock.inflows)])
        return scalars.apply("subtract", entering, scalars.total([scalars.named(name) for name in stock.outflows]))

    def _flow(self, name: str, about: str, source: str, sink: str | None) -> None:
        unit = f"{self.flat.stocks[source].unit}/year".replace("dimensionless/", "1/")
        place = self.flat.scalars.apply("multiply", self.flat.scalars.named(LAST), self.places[source])
        self.flat.flows[self.flat.take(name)] = FlatVariable(name, unit, about, place)
        self.flat.stocks[source].outflows.append(name)
        if sink is not None:
            self.flat.stocks[sink].inflows.append(name)

    def _count_steps(self) -> None:
        """Add the clock: it counts the steps since 1 January in whole numbers, so it is never a little off."""
        scalars, number, count = self.flat.scalars, self.flat.scalars.number, "dimensionless"
        for name in (CLOCK, LAST, "steps_counted", "steps_restarting"):
            self.flat.take(name)
        before_last = scalars.apply("subtract", scalars.named(CLOCK), number(self.steps - 2.0))
        last = FlatVariable(
            LAST,
            count,
            "One in the last step before 1 January, else zero.",
            scalars.apply("maximum", number(0.0), before_last),
        )
        self.flat.auxiliaries[LAST] = last
        restart = scalars.apply("multiply", scalars.named(LAST), number(self.steps**2.0))
        about = "Steps since 1 January."
        self.flat.stocks[CLOCK] = FlatStock(CLOCK, count, about, 0.0, ["steps_counted"], ["steps_restarting"])
        for name, place in (("steps_counted", number(self.steps)), ("steps_restarting", restart)):
            self.flat.flows[name] = FlatVariable(name, "1/year", about, place)
