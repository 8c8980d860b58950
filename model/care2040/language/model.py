"""The model: every equation of every sector, and which flows move which stock."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from types import ModuleType

from care2040.files.problems import did_you_mean
from care2040.language.dependencies import ModelError, order
from care2040.language.equations import Equation, Kind, choice_of, with_law
from care2040.language.lever_lists import Lists

STOCK_IT = "a new one is a law with @stock in model/care2040/sectors"


@dataclass(frozen=True)
class Model:
    """All equations by name, in the order of the sectors."""

    equations: dict[str, Equation]
    alternatives: dict[str, Equation] = field(default_factory=dict)

    def __hash__(self) -> int:
        return id(self)

    def of(self, *kinds: Kind) -> dict[str, Equation]:
        """Return the equations of the given kinds."""
        return {name: equation for name, equation in self.equations.items() if equation.kind in kinds}

    @cached_property
    def other_laws(self) -> dict[str, tuple[str, ...]]:
        """The quantities for which other laws stand ready, and their names."""
        names = {law.name: () for law in self.alternatives.values()}
        return {one: tuple(name for name, law in self.alternatives.items() if law.name == one) for one in names}

    def laws_of(self, quantity: str) -> tuple[str, ...]:
        """Return the laws in store for a quantity: the model's own, which bears its name, and then the others."""
        return quantity, *self.other_laws.get(quantity, ())

    def with_laws(self, chosen: Mapping[str, str], drawn: Collection[str] = ()) -> "Model":
        """Return the model with other laws in their place; the same choice gives the same model.

        A quantity that is `drawn` has all of its laws, and a parameter ``law_of_<quantity>`` says which counts in a
        run: its place in `laws_of`.
        """
        if not chosen and not drawn:
            return self
        return _with_laws(self, tuple(sorted(chosen.items())), tuple(sorted(drawn)))

    def idle(self, chosen: Mapping[str, str], drawn: Collection[str] = ()) -> frozenset[str]:
        """Return the parameters that count with other laws than those that are in place, and not with these."""
        spare = {name for law in self.alternatives.values() for name in law.reads} - set(self.equations)
        return (self._live | spare) - self.with_laws(chosen, drawn)._live

    @cached_property
    def _live(self) -> frozenset[str]:
        """The parameters that any stock, flow or indicator depends on."""
        needed = order([*self.stocks, *self.flows, *self.indicators], self.equations)
        return frozenset(name for one in needed for name in self.equations[one].reads if name not in self.equations)

    @cached_property
    def stocks(self) -> dict[str, Equation]:
        """What accumulates."""
        return self.of("stock")

    @cached_property
    def flows(self) -> dict[str, Equation]:
        """What moves, per year."""
        return self.of("flow")

    @cached_property
    def variables(self) -> dict[str, Equation]:
        """What follows at every moment from the rest."""
        return self.of("variable")

    @cached_property
    def indicators(self) -> dict[str, Equation]:
        """What people ask for; nothing reads it."""
        return self.of("indicator")

    @cached_property
    def moving(self) -> dict[str, Equation]:
        """What the rates of change are computed from: variables and flows."""
        return self.of("variable", "flow")

    @cached_property
    def askable(self) -> dict[str, Equation]:
        """What an experiment may ask for: indicators, flows, and stocks and variables that are one number for the city.

        Stocks of things that can be counted (persons, homes, euros) are added up to a number per district.
        """
        plain = {name: equation for name, equation in self.of("stock", "variable").items() if not equation.axes}
        counted = {
            name: stock
            for name, stock in self.stocks.items()
            if stock.unit != "dimensionless" and "/" not in stock.unit
        }
        return {**self.indicators, **self.flows, **plain, **counted}

    @cached_property
    def felt_at_start(self) -> frozenset[str]:
        """What only starting values and references read: a change of it that begins later changes nothing."""
        early = {name for equation in self.of("stock", "reference").values() for name in equation.reads}
        later = {name for equation in self.of("variable", "flow", "indicator").values() for name in equation.reads}
        return frozenset(early - later - set(self.equations))

    def moving_stock(self, name: str) -> tuple[tuple[str, int], ...]:
        """Return the flows that move a stock: 1 for what flows into it, -1 for what flows out of it."""
        ends = ((flow.name, (flow.sink == name) - (flow.source == name)) for flow in self.flows.values())
        return tuple((flow, turns) for flow, turns in ends if turns)

    def boundary(self) -> dict[str, Equation]:
        """Return the flows with one end: where the model stops and the world begins."""
        return {name: flow for name, flow in self.flows.items() if flow.source is None or flow.sink is None}


def collect(modules: Iterable[ModuleType], lists: Lists | None = None) -> Model:
    """Return the model of the equations that stand in `modules`, written out for the members of `lists`."""
    equations: dict[str, Equation] = {}
    modules = tuple(modules)
    for module in modules:
        for value in vars(module).values():
            equation = getattr(value, "equation", None)
            if not isinstance(equation, Equation) or equation.law.__module__ != module.__name__:
                continue
            if equation.name in equations:
                raise ModelError(
                    f"'{equation.name}' is declared twice: {equations[equation.name].place}, {equation.place}"
                )
            equations[equation.name] = _written_out(equation, lists or {})
    _check_ends(equations)
    _check_cohorts(equations)
    alternatives: dict[str, Equation] = {}
    for name, law in _alternatives(modules, equations):
        if name in equations or name in alternatives:
            raise ModelError((f"another law is called '{name}', a name that exists already", law.place))
        alternatives[name] = law
    return Model(equations, alternatives)


def _written_out(equation: Equation, lists: Lists) -> Equation:
    if equation.over is None:
        return equation
    if equation.over not in lists:
        message = f"'{equation.name}' goes over '{equation.over}', which is no list"
        raise ModelError((f"{message}; {did_you_mean(equation.over, tuple(lists))}", equation.place))
    return equation.written_out(lists[equation.over])


def _alternatives(modules: Iterable[ModuleType], equations: Mapping[str, Equation]) -> Iterator[tuple[str, Equation]]:
    for module in modules:
        for law in vars(module).values():
            of = getattr(law, "instead_of", None)
            if not isinstance(of, str) or law.__module__ != module.__name__:
                continue
            if of not in equations or equations[of].kind not in ("flow", "variable"):
                place = f"{law.__code__.co_filename}:{law.__code__.co_firstlineno}"
                raise ModelError((f"'{law.__name__}' stands in for '{of}', which is no flow or variable", place))
            yield law.__name__, with_law(equations[of], law)


@lru_cache(maxsize=16)
def _with_laws(model: Model, chosen: tuple[tuple[str, str], ...], drawn: tuple[str, ...]) -> Model:
    equations, alternatives = dict(model.equations), dict(model.alternatives)
    for quantity, name in chosen:
        if name not in alternatives or alternatives[name].name != quantity:
            raise ModelError(f"there is no law '{name}' for '{quantity}'")
        # the law that made way stands ready in its turn, so that what it reads still has a reader
        equations[quantity], alternatives[quantity] = alternatives.pop(name), equations[quantity]
    for quantity in drawn:
        if quantity not in model.other_laws:
            raise ModelError(f"there is no other law for '{quantity}' to draw from")
        others = [alternatives.pop(name) for name in model.other_laws[quantity]]
        equations[quantity] = choice_of((equations[quantity], *others))
    return Model(equations, alternatives)


def _check_ends(equations: dict[str, Equation]) -> None:
    for equation in equations.values():
        if equation.kind == "flow" and equation.source is None and equation.sink is None:
            raise ModelError((f"the flow '{equation.name}' comes from nowhere and goes nowhere", equation.place))
        for end in filter(None, (equation.source, equation.sink, equation.entering)):
            if end not in equations or equations[end].kind != "stock":
                hint = did_you_mean(end, [name for name, one in equations.items() if one.kind == "stock"], STOCK_IT)
                raise ModelError(
                    (f"'{equation.name}' names '{end}', which is not a stock", equation.place, "E801", hint)
                )


def _check_cohorts(equations: dict[str, Equation]) -> None:
    for stock in equations.values():
        if stock.cohort is not None and stock.cohort not in stock.axes:
            raise ModelError(
                (f"'{stock.name}' grows older along '{stock.cohort}', which it does not have", stock.place)
            )
        if stock.entering is None:
            continue
        others = tuple(axis for axis in stock.axes if axis != stock.cohort)
        young = equations[stock.entering]
        if stock.cohort is None or (young.axes, young.unit) != (others, stock.unit):
            needs = f"a cohort, and {stock.unit} with the axes {', '.join(others) or 'none'}"
            raise ModelError((f"'{young.name}' cannot enter '{stock.name}': that takes {needs}", stock.place))


def check_moved(model: Model) -> None:
    """Check that a flow moves every stock; the engine runs without, so that a forgotten one shows nowhere else."""
    still = {name: stock.place for name, stock in model.stocks.items() if not model.moving_stock(name)}
    if still:
        hint = 'write a flow with source="{0}" or sink="{0}"'
        faults = (
            (f"no flow moves the stock '{name}'", place, "E801", hint.format(name)) for name, place in still.items()
        )
        raise ModelError(*faults)
