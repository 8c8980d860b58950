"""The programs of a system: from parameters to the start, from stocks to changes, and to what is looked at."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from care2040.engine.compiler.numpy_code import Program, numpy_program
from care2040.engine.compiler.trace import Computation, Environment, check_alternatives, fold_onto, trace
from care2040.language.axes import Axes
from care2040.language.dependencies import ModelError, order
from care2040.language.equations import Equation
from care2040.language.model import Model
from care2040.language.readings import city_reading, is_city_reading, quantity_of
from care2040.language.symbols import Symbol, Tape
from care2040.language.units import unit, written


@dataclass(frozen=True)
class Kind:
    """Axes and unit of a parameter, as the compiler wants to know them."""

    axes: tuple[str, ...]
    unit: str


def _given(model: Model, parameters: Mapping[str, Kind], tape: Tape, held: bool) -> Environment:
    known = {name: tape.given(name, kind.axes, unit(kind.unit)) for name, kind in parameters.items()}
    if held:
        for name, equation in model.of("stock", "reference").items():
            known[name] = tape.given(name, equation.axes, unit(equation.unit))
    return known


def start(model: Model, axes: Axes, parameters: Mapping[str, Kind]) -> Program:
    """Compile stocks and references as they are at the start, from parameters."""
    tape = Tape(axes)
    known = _given(model, parameters, tape, held=False)
    equations = model.of("stock", "reference", "variable", "flow")
    wanted = [*model.stocks, *model.of("reference")]
    trace(order(wanted, equations), equations, known, tape)
    return numpy_program(Computation.of([known[name] for name in wanted], tape))


def at_start(
    model: Model, axes: Axes, parameters: Mapping[str, Kind], wanted: Sequence[str], free: frozenset[str]
) -> Program:
    """Compile what some quantities are at the start, without anything that happens later.

    Parameters
    ----------
    model : Model
        The equations.
    axes : mapping of str to tuple
        Members of every axis.
    parameters : mapping of str to Kind
        Axes and unit of every parameter.
    wanted : sequence of str
        Quantities; of an indicator that has districts the one of the city, of anything else the whole.
    free : frozenset of str
        Parameters for which several values are tried; what does not depend on them is prepared once.

    Returns
    -------
    Program
        From parameters to `wanted`, each with the run axis alone.
    """
    tape = Tape(axes)
    known = _given(model, parameters, tape, held=False)
    equations = model.equations
    trace(order(wanted, equations), equations, known, tape)
    found = [_of_the_city(model, name, known, tape) for name in wanted]
    return numpy_program(Computation.of(found, tape, free))


def _of_the_city(model: Model, name: str, known: Environment, tape: Tape) -> Symbol:
    equation = model.equations[name]
    if equation.kind != "indicator" or "district" not in equation.axes:
        return fold_onto(known[name], (), tape.axes)
    return _indicator_of_the_city(equation, known, tape)


def _indicator_of_the_city(equation: Equation, known: Environment, tape: Tape) -> Symbol:
    """Return the law of an indicator on the sums over the districts of what it reads."""
    city = {other: _summed(known[other]) for other in equation.reads}
    trace([equation.name], {equation.name: _without_district(equation)}, city, tape)
    return city[equation.name]


def rates(
    model: Model,
    axes: Axes,
    parameters: Mapping[str, Kind],
    varying: frozenset[str],
    count_axes: Mapping[str, tuple[str, ...]],
) -> Program:
    """Compile the changes of the stocks, and the flows as they are counted, from stocks and parameters."""
    tape = Tape(axes)
    known = _given(model, parameters, tape, held=True)
    trace(order(model.flows, model.moving), model.moving, known, tape)
    wanted = [_change(model, name, known, tape) for name in model.stocks]
    wanted += [fold_onto(known[name], own, axes) for name, own in count_axes.items()]
    stocks = frozenset(model.stocks)
    return numpy_program(Computation.of(wanted, tape, varying | stocks), stocks)


def _change(model: Model, name: str, known: Environment, tape: Tape) -> Symbol:
    """Return what enters the stock less what leaves it."""
    stock = model.stocks[name]
    total: Symbol | None = None
    for flow in model.flows.values():
        if name not in (flow.source, flow.sink):
            continue
        if unit(flow.unit) * unit("year") != unit(stock.unit):
            raise ModelError(
                f"the flow '{flow.name}' in '{flow.unit}' cannot move '{name}' in '{written(unit(stock.unit))}'"
            )
        if set(stock.axes) - set(flow.axes):
            missing = ", ".join(sorted(set(stock.axes) - set(flow.axes)))
            raise ModelError((f"the flow '{flow.name}' lacks the axis {missing} of the stock '{name}'", flow.place))
        amount = fold_onto(known[flow.name], stock.axes, tape.axes)
        if flow.source == name:
            total = -amount if total is None else total - amount
        if flow.sink == name:
            total = amount if total is None else total + amount
    return (tape.number(0.0, unit(stock.unit)) if total is None else total).spread(stock.axes)


def look(
    model: Model, axes: Axes, parameters: Mapping[str, Kind], varying: frozenset[str], seen: Collection[str] | None
) -> tuple[Program, tuple[str, ...]]:
    """Compile variables, flows and indicators, from stocks and parameters; of `seen` only, or all when that is None.

    Returns
    -------
    Program, tuple of str
        The program, and the names of what it gives; ``name@city`` is an indicator for the whole city.
    """
    tape = Tape(axes)
    known = _given(model, parameters, tape, held=True)
    equations = {**model.moving, **model.indicators}
    for_city = [name for name, equation in model.indicators.items() if "district" in equation.axes]
    names = [*equations, *map(city_reading, for_city)]
    names = [name for name in names if seen is None or (name in seen and name not in model.flows)]
    trace(order(dict.fromkeys(map(quantity_of, names)), equations), equations, known, tape)
    wanted = [_looked_at(model, name, known, tape) for name in names]
    if seen is None:  # all that other laws may read is known
        check_alternatives(model.alternatives.values(), model.moving, known, tape)
    return numpy_program(Computation.of(wanted, tape, {*varying, *model.stocks})), tuple(names)


def _looked_at(model: Model, name: str, known: Environment, tape: Tape) -> Symbol:
    if is_city_reading(name):
        return _indicator_of_the_city(model.equations[quantity_of(name)], known, tape)
    return known[name]


def _summed(symbol: Symbol) -> Symbol:
    return symbol.sum("district") if "district" in symbol.node.axes else symbol


def _without_district(equation: Equation) -> Equation:
    return replace(equation, axes=tuple(axis for axis in equation.axes if axis != "district"))
