"""The programs of a system: from parameters to the start, from stocks to changes, and to what is looked at."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from care2040.engine.compiler.numpy_code import Program, numpy_program
from care2040.engine.compiler.trace import Computation, check_alternatives, fold_onto, trace, trace_for_city
from care2040.language.axes import Axes
from care2040.language.dependencies import ModelError, order
from care2040.language.equations import Equation
from care2040.language.equations import Kind as EquationKind
from care2040.language.model import Model
from care2040.language.readings import city_reading, is_city_reading, quantity_of
from care2040.language.symbols import Symbol, Tape
from care2040.language.units import unit, written


@dataclass(frozen=True)
class Kind:
    """Axes and unit of a parameter, as the compiler wants to know them, and the years of what was counted."""

    axes: tuple[str, ...]
    unit: str
    years: tuple[int, ...] = ()


@dataclass(frozen=True)
class Traced:
    """What the laws of a run come down to; computations that share a tape share what is computed for them.

    Attributes
    ----------
    start : Computation
        Stocks and references as they are at the start, from parameters.
    again : Computation
        Some stocks as their laws have them, from parameters: on the tape of `start`.
    rates : Computation
        The changes of the stocks, and the flows that are counted, from stocks, references and parameters.
    look : Computation
        The readings that are seen on 1 January: on the tape of `rates`.
    """

    start: Computation
    again: Computation
    rates: Computation
    look: Computation


def traced(
    model: Model,
    axes: Axes,
    parameters: Mapping[str, Kind],
    varying: frozenset[str],
    counted: Mapping[str, tuple[str, ...]],
    readings: Sequence[str],
    again: Sequence[str],
) -> Traced:
    """Call the laws of a model with symbols.

    Parameters
    ----------
    model : Model
        The equations.
    axes : mapping of str to tuple
        Members of every axis.
    parameters : mapping of str to Kind
        Axes and unit of every parameter.
    varying : frozenset of str
        Those that change in time.
    counted : mapping of str to tuple of str
        Flows that are counted, and along which axes.
    readings : sequence of str
        What is looked at.
    again : sequence of str
        Stocks that are computed afresh on some 1 January.

    Raises
    ------
    ModelError
        When a law does not fit.
    """
    begin = _Laws(model, axes, parameters)
    first = [*model.stocks, *model.of("reference")]
    begin.trace(first, model.of("stock", "reference", "variable", "flow"))
    start, afresh = (Computation.of([begin.known[one] for one in names], begin.tape) for names in (first, again))
    laws = _Laws(model, axes, parameters, ("stock", "reference"))
    laws.trace(model.flows, model.moving)
    wanted = [laws.change(name) for name in model.stocks]
    wanted += [fold_onto(laws.known[name], own, axes) for name, own in counted.items()]
    laws.trace(dict.fromkeys(map(quantity_of, readings)), {**model.moving, **model.indicators})
    looked = [laws.reading(one) for one in readings]
    if {*model.moving} <= laws.known.keys():  # all that other laws may read is known
        check_alternatives(model.alternatives.values(), model.moving, laws.known, laws.tape)
    moving = {*varying, *model.stocks}
    return Traced(start, afresh, *(Computation.of(which, laws.tape, moving) for which in (wanted, looked)))


def readings_of(model: Model, seen: Collection[str] | None) -> tuple[str, ...]:
    """Return what is looked at on 1 January: the readings that are `seen`, or all of them; not flows, but with all."""
    for_city = [name for name, equation in model.indicators.items() if "district" in equation.axes]
    readings = [*model.moving, *model.indicators, *map(city_reading, for_city)]
    return tuple(one for one in readings if seen is None or (one in seen and one not in model.flows))


def base_year(
    model: Model, axes: Axes, parameters: Mapping[str, Kind], wanted: Sequence[str], free: frozenset[str]
) -> Program:
    """Compile what some quantities are at the start, each one number (run), while the parameters `free` are tried."""
    laws = _Laws(model, axes, parameters)
    laws.trace(wanted, model.equations)
    return numpy_program(Computation.of([laws.one_number(name) for name in wanted], laws.tape, free))


class _Laws:
    """The laws of a model on one tape; `known` holds what is given, and what was traced."""

    def __init__(
        self, model: Model, axes: Axes, parameters: Mapping[str, Kind], held: Sequence[EquationKind] = ()
    ) -> None:
        self.model, self.tape = model, Tape(axes)
        given: dict[str, Kind | Equation] = {**parameters, **(model.of(*held) if held else {})}
        self.known = {name: self.tape.given(name, one.axes, unit(one.unit)) for name, one in given.items()}

    def trace(self, wanted: Iterable[str], equations: Mapping[str, Equation]) -> None:
        """Trace what it takes to know some quantities, but for what is known."""
        names = [name for name in order(wanted, equations) if name not in self.known]
        trace(names, equations, self.known, self.tape)

    def reading(self, name: str) -> Symbol:
        """Return what a reading gives."""
        if is_city_reading(name):
            return trace_for_city(self.model.equations[quantity_of(name)], self.known, self.tape)
        return self.known[name]

    def one_number(self, name: str) -> Symbol:
        """Return a quantity as one number: an indicator for the city, anything else as a whole."""
        equation = self.model.equations[name]
        if equation.kind == "indicator" and "district" in equation.axes:
            return self.reading(city_reading(name))
        return fold_onto(self.known[name], (), self.tape.axes)

    def change(self, name: str) -> Symbol:
        """Return what enters a stock less what leaves it."""
        stock = self.model.stocks[name]
        total: Symbol | None = None
        for flow in self.model.flows.values():
            if name not in (flow.source, flow.sink):
                continue
            _check_fit(flow, stock)
            amount = fold_onto(self.known[flow.name], stock.axes, self.tape.axes)
            if flow.source == name:
                total = -amount if total is None else total - amount
            if flow.sink == name:
                total = amount if total is None else total + amount
        return (self.tape.number(0.0, unit(stock.unit)) if total is None else total).spread(stock.axes)


def _check_fit(flow: Equation, stock: Equation) -> None:
    """Check that a flow has the unit and the axes to move a stock."""
    if unit(flow.unit) * unit("year") != unit(stock.unit):
        raise ModelError(
            f"the flow '{flow.name}' in '{flow.unit}' cannot move '{stock.name}' in '{written(unit(stock.unit))}'"
        )
    if set(stock.axes) - set(flow.axes):
        missing = ", ".join(sorted(set(stock.axes) - set(flow.axes)))
        raise ModelError((f"the flow '{flow.name}' lacks the axis {missing} of the stock '{stock.name}'", flow.place))
