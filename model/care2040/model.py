"""The model: every equation of every sector, and which flows move which stock."""

import importlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import ModuleType

from care2040.equations import Equation, Kind
from care2040.graph import ModelError

SECTORS = (
    "population",
    "housing",
    "livelihood",
    "health",
    "community",
    "demand",
    "workforce",
    "labour_market",
    "technology",
    "finance",
)


@dataclass(frozen=True)
class Model:
    """All equations by name, in the order of the sectors.

    Attributes
    ----------
    equations : dict of str to Equation
        Stocks, flows, variables, references and indicators.
    """

    equations: dict[str, Equation]

    def __hash__(self) -> int:
        return id(self)

    def of(self, *kinds: Kind) -> dict[str, Equation]:
        """Return the equations of the given kinds."""
        return {name: equation for name, equation in self.equations.items() if equation.kind in kinds}

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

    def boundary(self) -> dict[str, Equation]:
        """Return the flows with one end: where the model stops and the world begins."""
        return {name: flow for name, flow in self.flows.items() if flow.source is None or flow.sink is None}


def collect(modules: Iterable[ModuleType]) -> Model:
    """Return the model of the equations that stand in `modules`.

    Raises
    ------
    ModelError
        When a name is declared twice, a flow has no end, or names something that is not a stock, or a cohort cannot
        move up.
    """
    equations: dict[str, Equation] = {}
    for module in modules:
        for value in vars(module).values():
            equation = getattr(value, "equation", None)
            if not isinstance(equation, Equation) or equation.law.__module__ != module.__name__:
                continue
            if equation.name in equations:
                raise ModelError(
                    f"'{equation.name}' is declared twice: {equations[equation.name].place}, {equation.place}"
                )
            equations[equation.name] = equation
    _check_ends(equations)
    _check_cohorts(equations)
    return Model(equations)


def _check_ends(equations: dict[str, Equation]) -> None:
    for equation in equations.values():
        if equation.kind == "flow" and equation.source is None and equation.sink is None:
            raise ModelError(f"the flow '{equation.name}' comes from nowhere and goes nowhere ({equation.place})")
        for end in filter(None, (equation.source, equation.sink, equation.entering)):
            if end not in equations or equations[end].kind != "stock":
                raise ModelError(f"'{equation.name}' names '{end}', which is not a stock ({equation.place})")


def _check_cohorts(equations: dict[str, Equation]) -> None:
    for stock in equations.values():
        if stock.cohort is not None and stock.cohort not in stock.axes:
            raise ModelError(
                f"'{stock.name}' grows older along '{stock.cohort}', which it does not have ({stock.place})"
            )
        if stock.entering is None:
            continue
        others = tuple(axis for axis in stock.axes if axis != stock.cohort)
        young = equations[stock.entering]
        if stock.cohort is None or (young.axes, young.unit) != (others, stock.unit):
            needs = f"a cohort, and {stock.unit} with the axes {', '.join(others) or 'none'}"
            raise ModelError(f"'{young.name}' cannot enter '{stock.name}': that takes {needs} ({stock.place})")


@lru_cache(maxsize=1)
def load_model() -> Model:
    """Return the model of the nine sectors."""
    return collect(importlib.import_module(f"care2040.sectors.{name}") for name in SECTORS)
