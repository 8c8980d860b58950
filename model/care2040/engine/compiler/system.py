"""The model as a system of differential equations: where each stock lies in the state, and the programs that run it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial
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
    """Where a stock or a count lies in the state vector."""

    name: str
    start: int
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
        The state vector: every stock, then for every flow that is kept what it gathered since 1 January.
    count_axes : dict of str to tuple of str
        Axes of the counts: those of the flow without age, sex and the like.
    start, rates, look : Program
        From parameters to stocks and references; from stocks to changes and flows; from stocks to all quantities.
    looked_at : tuple of str
        What `look` returns, in order; ``name@city`` is an indicator for the whole city.
    whole : callable
        Gives the same system with every flow counted and everything looked at.
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
    whole: Callable[[], "System"]

    @property
    def size(self) -> int:
        """Length of the state vector."""
        return max(slot.stop for slot in (*self.stocks.values(), *self.counts.values()))

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


def build(
    model: Model,
    axes: Axes,
    parameters: Mapping[str, Kind],
    varying: frozenset[str],
    seen: Collection[str] | None = None,
) -> System:
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
    seen : collection of str, optional
        What is looked at on 1 January, ``name@city`` for an indicator of the whole city, and the flows that are
        counted; everything when left out.

    Raises
    ------
    ModelError
        When an equation does not fit: unit, axis, circle, operation, an unknown name, a parameter that nobody reads.
    """
    check_names(model.equations, parameters, model.alternatives)
    _check_axes(model, axes)
    counted = {name: flow for name, flow in model.flows.items() if seen is None or name in seen}
    count_axes = {name: tuple(a for a in flow.axes if a not in DETAIL_AXES) for name, flow in counted.items()}
    stocks = _slots({name: stock.axes for name, stock in model.stocks.items()}, axes, 0)
    counts = _slots(count_axes, axes, max((slot.stop for slot in stocks.values()), default=0))
    start = programs.start(model, axes, parameters)
    rates = programs.rates(model, axes, parameters, varying, count_axes)
    look, looked_at = programs.look(model, axes, parameters, varying, seen)
    whole = cache(partial(build, model, axes, parameters, varying))
    return System(model, axes, stocks, counts, count_axes, start, rates, look, looked_at, whole)


def _check_axes(model: Model, axes: Axes) -> None:
    for name, equation in model.equations.items():
        if equation.axes != ordered(frozenset(equation.axes), axes):
            declared, allowed = ", ".join(equation.axes), ", ".join(axes)
            text = f"'{name}' declares the axes {declared}; there are, in this order: {allowed}"
            raise ModelError((f"{text}", equation.place))


def _slots(shapes: Mapping[str, tuple[str, ...]], axes: Axes, start: int) -> dict[str, Slot]:
    slots = {}
    for name, own in shapes.items():
        slots[name] = Slot(name, start, tuple(len(axes[axis]) for axis in own))
        start = slots[name].stop
    return slots
