"""How an equation is declared: stock, flow, variable, reference, indicator.

The argument names of a decorated function are the names it reads; the function itself stays a plain function that a
test calls with numbers or with ``xarray.DataArray``. Nobody writes a derivative: a flow names the stock it leaves and
the stock it enters, and the engine adds the flows up.
"""

import inspect
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce, wraps
from typing import Any, Literal, TypeVar

import numpy as np

Kind = Literal["stock", "flow", "variable", "reference", "indicator"]
Law = TypeVar("Law", bound=Callable[..., Any])
LAW_OF = "law_of_"
"""How the parameter begins that says which law of a quantity a run takes: 0 is the model's own, then the others."""
EACH = "each_"
"""How an argument begins that stands for a quantity of each member of a list: ``each_price`` is ``<member>_price``."""


@dataclass(frozen=True)
class Equation:
    """A declared quantity: what it is, and the function that computes it.

    For a stock the function gives the starting value; its change is the sum of the flows that name it. A law `over` a
    list is called for each of its members, and what it gives is added up; `terms` is what each call reads.
    """

    name: str
    kind: Kind
    unit: str
    axes: tuple[str, ...]
    law: Callable[..., Any]
    reads: tuple[str, ...]
    about: str
    source: str | None = None
    sink: str | None = None
    cohort: str | None = None
    entering: str | None = None
    signed: bool = False
    restarts: bool = False
    counted: str | None = None
    afresh: bool = False
    over: str | None = None
    terms: tuple[tuple[str, ...], ...] | None = None

    def of(self, known: Mapping[str, Any]) -> Any:
        """Return what the law makes of what it reads: numbers, labelled arrays or symbols, by name."""
        if self.terms is None:
            return self.law(*(known[name] for name in self.reads))
        values = [self.law(*(known[name] for name in term)) for term in self.terms]
        return reduce(operator.add, values) if values else 0

    def written_out(self, members: tuple[str, ...]) -> "Equation":
        """Return the law over a list with what it reads of each member."""
        arguments = inspect.signature(self.law).parameters
        terms = tuple(
            tuple(f"{member}_{name.removeprefix(EACH)}" if name.startswith(EACH) else name for name in arguments)
            for member in members
        )
        return replace(self, reads=tuple(dict.fromkeys(name for term in terms for name in term)), terms=terms)

    @property
    def place(self) -> str:
        """File and line of the law, for messages."""
        code = inspect.unwrap(self.law).__code__
        return f"{code.co_filename}:{code.co_firstlineno}"

    @property
    def sector(self) -> str:
        """Name of the sector that the law stands in."""
        return str(self.law.__module__).rpartition(".")[2]


def _declare(kind: Kind, unit: str, axes: tuple[str, ...], **more: Any) -> Callable[[Law], Law]:
    def decorate(law: Law) -> Law:
        reads = tuple(inspect.signature(law).parameters)
        about = inspect.getdoc(law) or ""
        law.equation = Equation(law.__name__, kind, unit, axes, law, reads, about, **more)  # type: ignore[attr-defined]
        return law

    return decorate


def stock(
    unit: str,
    axes: tuple[str, ...] = (),
    *,
    cohort: str | None = None,
    entering: str | None = None,
    signed: bool = False,
    restarts: bool = False,
    counted: str | None = None,
    afresh: bool = False,
) -> Callable[[Law], Law]:
    """Declare what accumulates; the function gives its value at the start.

    Parameters
    ----------
    unit : str
        Unit of the stock.
    axes : tuple of str
        Its axes, in canonical order.
    cohort : str, optional
        The axis along which everyone moves up one place on 1 January; the last place is open.
    entering : str, optional
        The stock, without that axis, that is emptied into the first place on 1 January.
    signed : bool
        Whether the stock may be below zero, as a balance of money may.
    restarts : bool
        Whether the stock goes back to zero on 1 January.
    counted : str, optional
        A parameter by year: on each 1 January up to the last of its years the stock is again what the function gives,
        whatever its flows made of it.
    afresh : bool
        Whether the stock begins afresh on the first day of what a run tells, as what was spent since then does.
    """
    more = {"cohort": cohort, "entering": entering, "signed": signed, "restarts": restarts}
    return _declare("stock", unit, axes, counted=counted, afresh=afresh, **more)


def flow(
    unit: str, axes: tuple[str, ...] = (), *, source: str | None = None, sink: str | None = None
) -> Callable[[Law], Law]:
    """Declare what moves per year out of the stock `source` and into the stock `sink`; None is outside the model.

    Axes of the flow that the stock does not have are summed on the way.
    """
    return _declare("flow", unit, axes, source=source, sink=sink)


def variable(unit: str, axes: tuple[str, ...] = (), *, over: str | None = None) -> Callable[[Law], Law]:
    """Declare what follows at every moment from stocks, parameters and other variables.

    Parameters
    ----------
    unit : str
        Unit of the variable.
    axes : tuple of str
        Its axes, in canonical order.
    over : {"aimed_levers", "citywide_levers"}, optional
        A list; the law is written for one of its members, and added up over all of them. An argument that begins with
        ``each_`` is what the member has of it: ``each_price`` reads ``retention_price`` for ``retention``.
    """
    return _declare("variable", unit, axes, over=over)


def reference(unit: str, axes: tuple[str, ...] = ()) -> Callable[[Law], Law]:
    """Declare what is computed once, at the start, and held: the yardstick of an effect."""
    return _declare("reference", unit, axes)


def indicator(unit: str, axes: tuple[str, ...] = ()) -> Callable[[Law], Law]:
    """Declare a number that people ask for; nothing in the model reads it.

    With a ``district`` axis everything it reads must be additive: the value of the city is the same law on the sums
    over the districts.
    """
    return _declare("indicator", unit, axes)


def alternative(of: str) -> Callable[[Law], Law]:
    """Declare another law for the flow or variable `of`; an experiment that names it runs with it.

    Unit, axes and, of a flow, both ends are those of the quantity whose place it takes. At the start of a run it must
    give what the law gives that it replaces, for what is fitted is fitted with that one.
    """

    def decorate(law: Law) -> Law:
        law.instead_of = of  # type: ignore[attr-defined]
        return law

    return decorate


def with_law(equation: Equation, law: Callable[..., Any]) -> Equation:
    """Return the quantity with another law: what it reads and says is new, what it is stays."""
    reads = tuple(inspect.signature(law).parameters)
    return replace(equation, law=law, reads=reads, about=inspect.getdoc(law) or "", over=None, terms=None)


def choice_of(laws: Sequence[Equation]) -> Equation:
    """Return a quantity whose law is chosen in each run: the first of `laws` where its parameter is 0, and so on.

    All are computed and one is taken, so that one program serves every run; what the others give, were it not a
    number, goes nowhere.
    """
    own, *others = laws
    chooser = f"{LAW_OF}{own.name}"
    reads = (chooser, *dict.fromkeys(name for law in laws for name in law.reads))

    @wraps(own.law)
    def chosen(*values: Any) -> Any:
        known = dict(zip(reads, values, strict=True))
        found = own.of(known)
        for place, law in enumerate(others, 1):
            found = where(known[chooser] >= place - 0.5, law.of(known), found)
        return found

    return replace(own, law=chosen, reads=reads, over=None, terms=None)


def where(condition: Any, when_true: Any, when_false: Any) -> Any:
    """Choose per element, for numbers, labelled arrays and traced symbols alike.

    ``numpy.where`` would drop the labels of an ``xarray.DataArray``; this keeps them.
    """
    choices = (condition, when_true, when_false)
    for value in choices:
        if hasattr(value, "choose"):
            return value.choose(*choices)
    if any(hasattr(value, "dims") for value in choices):
        import xarray as xr

        return xr.where(*choices)  # type: ignore[no-untyped-call]
    return np.where(*choices)


def uneven(target: Any, level: Any, rising_time: Any, falling_time: Any) -> Any:
    """Return the change in a year of a level that follows a target: up in one time, down in another.

    Parameters
    ----------
    target, level : number, array or symbol
        What is followed, and what follows it, in the same unit.
    rising_time, falling_time : number, array or symbol
        Years in which some two thirds of the distance is covered, upwards and downwards.
    """
    change = target - level
    return np.maximum(change, 0) / rising_time + np.minimum(change, 0) / falling_time
