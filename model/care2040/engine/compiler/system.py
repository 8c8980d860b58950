"""The model as a system of differential equations: where each stock lies in the state, and the programs that run it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod

from care2040.engine.compiler import programs
from care2040.engine.compiler.llvm_kernel import Kernel
from care2040.engine.compiler.numpy_code import Program
from care2040.engine.compiler.programs import Kind
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
    """The compiled model at one resolution, for one set of parameters that change in time.

    Attributes
    ----------
    model : Model
        The equations.
    axes : mapping of str to tuple
        Members of every axis at this resolution.
    stocks, counts : dict of str to Slot
        The state vector: every stock, then for every flow that is kept what it gathered since 1 January, without age,
        sex and the like.
    start, rates, look : Program
        From parameters to stocks and references; from stocks to changes and flows; from stocks to all quantities.
    looked_at : tuple of str
        The readings that `look` gives, in order.
    recount : Program
        From parameters to the stocks that are counted, and those that begin afresh.
    counted : dict of str to tuple of int
        Those stocks, in that order, each with the years of its counts; none for one that begins afresh.
    parameters : mapping of str to Kind
        Axes and unit of every parameter.
    varying : frozenset of str
        The parameters that change in time.
    """

    model: Model
    axes: Axes
    stocks: dict[str, Slot]
    counts: dict[str, Slot]
    start: Program
    rates: Program
    look: Program
    looked_at: tuple[str, ...]
    recount: Program
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
    def kernel(self) -> Kernel:
        """The compiled steps; needs llvmlite."""
        return Kernel(self.rates.computation, {name: slot.start for name, slot in self.stocks.items()}, self.size)

    def with_kernel(self) -> "System":
        """Compile the steps now, rather than when the first batch asks for them."""
        _ = self.kernel
        return self

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
    """Compile the model; `seen` are the readings on 1 January and the flows that are counted, None is all.

    Raises
    ------
    ModelError
        When an equation does not fit: unit, axis, circle, operation, an unknown name, a parameter that nobody reads.
    """
    check_names(model.equations, parameters, model.alternatives)
    _check_axes(model, axes)
    flows = {name: flow for name, flow in model.flows.items() if seen is None or name in seen}
    counted = {name: tuple(axis for axis in flow.axes if axis not in DETAIL_AXES) for name, flow in flows.items()}
    stocks = _slots({name: stock.axes for name, stock in model.stocks.items()}, axes, 0)
    counts = _slots(counted, axes, max((slot.stop for slot in stocks.values()), default=0))
    start = programs.start(model, axes, parameters)
    rates = programs.rates(model, axes, parameters, varying, counted)
    look, looked_at = programs.look(model, axes, parameters, varying, seen)
    again = {name: parameters[stock.counted].years for name, stock in model.stocks.items() if stock.counted}
    again |= {name: () for name, stock in model.stocks.items() if stock.afresh and not stock.counted}
    recount = programs.start(model, axes, parameters, tuple(again))
    return System(model, axes, stocks, counts, start, rates, look, looked_at, recount, again, parameters, varying)


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
