"""The model as a system of differential equations: where each stock lies in the state, and the programs that run it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod

from care2040.engine.compiler import programs
from care2040.engine.compiler.numpy_code import Program, numpy_program
from care2040.engine.compiler.programs import Kind, Traced
from care2040.engine.compiler.trace import Array
from care2040.language.axes import DETAIL_AXES, Axes, ordered
from care2040.language.dependencies import ModelError, check_names
from care2040.language.model import Model

__all__ = ["Kind", "Slot", "System", "build"]


@dataclass(frozen=True)
class Slot:
    """Where a stock or a count lies in the state vector, along which axes and of which lengths."""

    name: str
    start: int
    axes: tuple[str, ...]
    shape: tuple[int, ...]

    @cached_property
    def stop(self) -> int:
        """The first place after it."""
        return self.start + prod(self.shape)

    def view(self, state: Array) -> Array:
        """Return the part of a state (places, runs) as an array (axes..., run)."""
        return state[self.start : self.stop].reshape(*self.shape, state.shape[1])


@dataclass(frozen=True)
class System:
    """The model at one resolution, for one set of parameters that change in time; its programs are made when asked for.

    Attributes
    ----------
    model : Model
        The equations.
    axes : mapping of str to tuple
        Members of every axis at this resolution.
    stocks, counts : dict of str to Slot
        The state vector: every stock, then for every flow that is kept what it gathered since 1 January, without age,
        sex and the like.
    looked_at : tuple of str
        The readings that `look` gives, in order.
    counted : dict of str to tuple of int
        The stocks that `recount` gives, in that order, each with the years of its counts; none for one that begins
        afresh.
    parameters : mapping of str to Kind
        Axes and unit of every parameter.
    varying : frozenset of str
        The parameters that change in time.
    """

    model: Model
    axes: Axes
    stocks: dict[str, Slot]
    counts: dict[str, Slot]
    looked_at: tuple[str, ...]
    counted: dict[str, tuple[int, ...]]
    parameters: Mapping[str, Kind]
    varying: frozenset[str]

    @property
    def size(self) -> int:
        """Length of the state vector."""
        return max(slot.stop for slot in (*self.stocks.values(), *self.counts.values()))

    @cached_property
    def whole(self) -> "System":
        """The same system with every flow counted and everything looked at."""
        return build(self.model, self.axes, self.parameters, self.varying)

    @cached_property
    def traced(self) -> Traced:
        """What the laws come down to.

        Raises
        ------
        ModelError
            When a law does not fit: its unit, its axes, an operation that the language does not have.
        """
        own = {name: slot.axes for name, slot in self.counts.items()}
        asked = (self.model, self.axes, self.parameters, self.varying, own, self.looked_at, tuple(self.counted))
        return programs.traced(*asked)

    def checked(self) -> "System":
        """Call every law, and return the system; it raises what `traced` raises."""
        _ = self.traced
        return self

    @cached_property
    def start(self) -> Program:
        """From parameters to stocks and references."""
        return numpy_program(self.traced.start)

    @cached_property
    def recount(self) -> Program:
        """From parameters to the stocks that are counted, and those that begin afresh."""
        return numpy_program(self.traced.again)

    @cached_property
    def rates(self) -> Program:
        """From stocks, references and parameters to the changes of stocks, and to flows as they are counted."""
        return numpy_program(self.traced.rates, frozenset(self.stocks))

    @cached_property
    def look(self) -> Program:
        """From stocks, references and parameters to the readings of `looked_at`."""
        return numpy_program(self.traced.look)

    @property
    def references(self) -> tuple[str, ...]:
        """Names that are computed at the start and held."""
        return tuple(self.model.of("reference"))

    def at_start(self, given: Mapping[str, Array]) -> dict[str, Array]:
        """Return stocks and references as their laws have them, from parameters (axes..., runs or 1)."""
        names = (*self.stocks, *self.references)
        return dict(zip(names, self.start.evaluate(given, self.start.prepare(given)), strict=True))

    def counted_in(self, year: int) -> tuple[str, ...]:
        """Return the stocks that were counted on 1 January of a year."""
        return tuple(name for name, years in self.counted.items() if years and years[0] <= year <= years[-1])


def build(
    model: Model,
    axes: Axes,
    parameters: Mapping[str, Kind],
    varying: frozenset[str],
    seen: Collection[str] | None = None,
) -> System:
    """Return the model as a system; `seen` are the readings on 1 January and the flows that are counted, None is all.

    Raises
    ------
    ModelError
        When a name is unknown, nobody reads a parameter, or axes are declared in another order; what the laws do is
        checked when the first program is asked for.
    """
    check_names(model.equations, parameters, model.alternatives)
    _check_axes(model, axes)
    flows = {name: flow for name, flow in model.flows.items() if seen is None or name in seen}
    counted = {name: tuple(axis for axis in flow.axes if axis not in DETAIL_AXES) for name, flow in flows.items()}
    stocks = _slots({name: stock.axes for name, stock in model.stocks.items()}, axes, 0)
    counts = _slots(counted, axes, max((slot.stop for slot in stocks.values()), default=0))
    again = {name: parameters[stock.counted].years for name, stock in model.stocks.items() if stock.counted}
    again |= {name: () for name, stock in model.stocks.items() if stock.afresh and not stock.counted}
    return System(model, axes, stocks, counts, programs.readings_of(model, seen), again, parameters, varying)


def _check_axes(model: Model, axes: Axes) -> None:
    for name, equation in model.equations.items():
        if equation.axes != ordered(frozenset(equation.axes), axes):
            declared, allowed = ", ".join(equation.axes), ", ".join(axes)
            text = f"'{name}' declares the axes {declared}; there are, in this order: {allowed}"
            raise ModelError((f"{text}", equation.place))


def _slots(shapes: Mapping[str, tuple[str, ...]], axes: Axes, start: int) -> dict[str, Slot]:
    slots = {}
    for name, own in shapes.items():
        slots[name] = Slot(name, start, own, tuple(len(axes[axis]) for axis in own))
        start = slots[name].stop
    return slots
