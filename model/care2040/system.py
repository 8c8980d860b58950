"""The model as a system of differential equations: where each stock lies in the state, and the programs that run it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod

from care2040.axes import DETAIL_AXES, Axes, ordered
from care2040.compiler import Array, Environment, Program, check_alternatives, fold_onto, trace
from care2040.equations import Equation
from care2040.graph import ModelError, check_names, order
from care2040.model import Model
from care2040.symbols import Symbol, Tape
from care2040.units import unit, written
from care2040.writer import Writer


@dataclass(frozen=True)
class Kind:
    """Axes and unit of a parameter, as the compiler wants to know them."""

    axes: tuple[str, ...]
    unit: str


@dataclass(frozen=True)
class Slot:
    """Where a stock or a count lies in the state vector."""

    name: str
    start: int
    shape: tuple[int, ...]

    @property
    def stop(self) -> int:
        """The first place after it."""
        return self.start + prod(self.shape)

    def view(self, state: Array) -> Array:
        """Return the part of a state (places, runs) as an array (axes..., run)."""
        return state[self.start : self.stop].reshape(*self.shape, state.shape[1])


@dataclass(frozen=True)
class System:
    """The compiled model at one resolution, for one set of parameters that change in time.

    Attributes
    ----------
    model : Model
        The equations.
    axes : mapping of str to tuple
        Members of every axis at this resolution.
    stocks, counts : dict of str to Slot
        The state vector: every stock, then for every flow what it gathered since 1 January.
    count_axes : dict of str to tuple of str
        Axes of the counts: those of the flow without age, sex and the like.
    start, rates, look : Program
        From parameters to stocks and references; from stocks to changes and flows; from stocks to all quantities.
    looked_at : tuple of str
        What `look` returns, in order; ``name@city`` is an indicator for the whole city.
    """

    model: Model
    axes: Axes
    stocks: dict[str, Slot]
    counts: dict[str, Slot]
    count_axes: dict[str, tuple[str, ...]]
    start: Program
    rates: Program
    look: Program
    looked_at: tuple[str, ...]

    @property
    def size(self) -> int:
        """Length of the state vector."""
        return max(slot.stop for slot in (*self.stocks.values(), *self.counts.values()))

    @property
    def references(self) -> tuple[str, ...]:
        """Names that are computed at the start and held."""
        return tuple(self.model.of("reference"))


def build(model: Model, axes: Axes, parameters: Mapping[str, Kind], varying: frozenset[str]) -> System:
    """Compile the model.

    Parameters
    ----------
    model : Model
        The equations.
    axes : mapping of str to tuple
        Members of every axis.
    parameters : mapping of str to Kind
        Axes and unit of every parameter.
    varying : frozenset of str
        The parameters that change in time; all else is computed before the run starts.

    Raises
    ------
    ModelError
        When an equation does not fit: unit, axis, circle, operation, an unknown name, a parameter that nobody reads.
    """
    check_names(model.equations, parameters, model.alternatives)
    _check_axes(model, axes)
    count_axes = {name: tuple(a for a in flow.axes if a not in DETAIL_AXES) for name, flow in model.flows.items()}
    stocks = _slots({name: stock.axes for name, stock in model.stocks.items()}, axes, 0)
    counts = _slots(count_axes, axes, max((slot.stop for slot in stocks.values()), default=0))
    look, looked_at = _look(model, axes, parameters, varying)
    start = _start(model, axes, parameters)
    rates = _rates(model, axes, parameters, varying, count_axes)
    return System(model, axes, stocks, counts, count_axes, start, rates, look, looked_at)


def _check_axes(model: Model, axes: Axes) -> None:
    for name, equation in model.equations.items():
        if equation.axes != ordered(frozenset(equation.axes), axes):
            declared, allowed = ", ".join(equation.axes), ", ".join(axes)
            text = f"'{name}' declares the axes {declared}; there are, in this order: {allowed}"
            raise ModelError(f"{text} ({equation.place})")


def _slots(shapes: Mapping[str, tuple[str, ...]], axes: Axes, start: int) -> dict[str, Slot]:
    slots = {}
    for name, own in shapes.items():
        slots[name] = Slot(name, start, tuple(len(axes[axis]) for axis in own))
        start = slots[name].stop
    return slots


def _given(model: Model, parameters: Mapping[str, Kind], tape: Tape, held: bool) -> Environment:
    known = {name: tape.given(name, kind.axes, unit(kind.unit)) for name, kind in parameters.items()}
    if held:
        for name, equation in model.of("stock", "reference").items():
            known[name] = tape.given(name, equation.axes, unit(equation.unit))
    return known


def _start(model: Model, axes: Axes, parameters: Mapping[str, Kind]) -> Program:
    tape = Tape(axes)
    known = _given(model, parameters, tape, held=False)
    equations = model.of("stock", "reference", "variable", "flow")
    wanted = [*model.stocks, *model.of("reference")]
    trace(order(wanted, equations), equations, known, tape)
    return Writer(tape, frozenset()).program([known[name] for name in wanted])


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
    return Writer(tape, free).program(found)


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


def _rates(
    model: Model,
    axes: Axes,
    parameters: Mapping[str, Kind],
    varying: frozenset[str],
    count_axes: Mapping[str, tuple[str, ...]],
) -> Program:
    tape = Tape(axes)
    known = _given(model, parameters, tape, held=True)
    trace(order(model.flows, model.moving), model.moving, known, tape)
    wanted = [_change(model, name, known, tape) for name in model.stocks]
    wanted += [fold_onto(known[name], own, axes) for name, own in count_axes.items()]
    stocks = frozenset(model.stocks)
    return Writer(tape, varying | stocks, stocks).program(wanted)


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
            raise ModelError(f"the flow '{flow.name}' lacks the axis {missing} of the stock '{name}' ({flow.place})")
        amount = fold_onto(known[flow.name], stock.axes, tape.axes)
        if flow.source == name:
            total = -amount if total is None else total - amount
        if flow.sink == name:
            total = amount if total is None else total + amount
    return (tape.number(0.0, unit(stock.unit)) if total is None else total).spread(stock.axes)


def _look(
    model: Model, axes: Axes, parameters: Mapping[str, Kind], varying: frozenset[str]
) -> tuple[Program, tuple[str, ...]]:
    tape = Tape(axes)
    known = _given(model, parameters, tape, held=True)
    equations = {**model.moving, **model.indicators}
    trace(order(equations, equations), equations, known, tape)
    wanted = {name: known[name] for name in (*model.variables, *model.flows, *model.indicators)}
    for name, equation in model.indicators.items():
        if "district" in equation.axes:
            wanted[f"{name}@city"] = _indicator_of_the_city(equation, known, tape)
    check_alternatives(model.alternatives.values(), model.moving, known, tape)
    return Writer(tape, varying | frozenset(model.stocks)).program(list(wanted.values())), tuple(wanted)


def _summed(symbol: Symbol) -> Symbol:
    return symbol.sum("district") if "district" in symbol.node.axes else symbol


def _without_district(equation: Equation) -> Equation:
    return replace(equation, axes=tuple(axis for axis in equation.axes if axis != "district"))
