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


def start(model: Model, axes: Axes, parameters: Mapping[str, Kind], stocks: tuple[str, ...] | None = None) -> Program:
    """Compile stocks and references as they are at the start, or some stocks alone, from parameters."""
    laws = _Laws(model, axes, parameters)
    wanted = [*model.stocks, *model.of("reference")] if stocks is None else stocks
    laws.trace(wanted, model.of("stock", "reference", "variable", "flow"))
    return numpy_program(Computation.of([laws.known[name] for name in wanted], laws.tape))


def base_year(
    model: Model, axes: Axes, parameters: Mapping[str, Kind], wanted: Sequence[str], free: frozenset[str]
) -> Program:
    """Compile what some quantities are at the start, each one number (run), while the parameters `free` are tried."""
    laws = _Laws(model, axes, parameters)
    laws.trace(wanted, model.equations)
    return numpy_program(Computation.of([laws.one_number(name) for name in wanted], laws.tape, free))


def rates(
    model: Model,
    axes: Axes,
    parameters: Mapping[str, Kind],
    varying: frozenset[str],
    counted: Mapping[str, tuple[str, ...]],
) -> Program:
    """Compile the changes of the stocks, and the flows that are counted, on these axes, from stocks and parameters."""
    laws = _Laws(model, axes, parameters, ("stock", "reference"))
    laws.trace(model.flows, model.moving)
    wanted = [laws.change(name) for name in model.stocks]
    wanted += [fold_onto(laws.known[name], own, axes) for name, own in counted.items()]
    stocks = frozenset(model.stocks)
    return numpy_program(Computation.of(wanted, laws.tape, varying | stocks), stocks)


def look(
    model: Model, axes: Axes, parameters: Mapping[str, Kind], varying: frozenset[str], seen: Collection[str] | None
) -> tuple[Program, tuple[str, ...]]:
    """Compile the readings that are `seen`, or all, from stocks and parameters; return also which they are."""
    laws = _Laws(model, axes, parameters, ("stock", "reference"))
    equations = {**model.moving, **model.indicators}
    for_city = [name for name, equation in model.indicators.items() if "district" in equation.axes]
    readings = [*equations, *map(city_reading, for_city)]
    readings = [one for one in readings if seen is None or (one in seen and one not in model.flows)]
    laws.trace(dict.fromkeys(map(quantity_of, readings)), equations)
    wanted = [laws.reading(one) for one in readings]
    if seen is None:  # all that other laws may read is known
        check_alternatives(model.alternatives.values(), model.moving, laws.known, laws.tape)
    return numpy_program(Computation.of(wanted, laws.tape, {*varying, *model.stocks})), tuple(readings)


class _Laws:
    """The laws of a model on one tape; `known` holds what is given, and what was traced."""

    def __init__(
        self, model: Model, axes: Axes, parameters: Mapping[str, Kind], held: Sequence[EquationKind] = ()
    ) -> None:
        self.model, self.tape = model, Tape(axes)
        given: dict[str, Kind | Equation] = {**parameters, **(model.of(*held) if held else {})}
        self.known = {name: self.tape.given(name, one.axes, unit(one.unit)) for name, one in given.items()}

    def trace(self, wanted: Iterable[str], equations: Mapping[str, Equation]) -> None:
        """Trace what it takes to know some quantities."""
        trace(order(wanted, equations), equations, self.known, self.tape)

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
