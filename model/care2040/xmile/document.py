"""A flat model as an XMILE file. Source: OASIS XMILE 1.0 (2015)."""

import math
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from care2040.xmile.flat_model import FlatModel, FlatStock, FlatVariable, NotInXmile
from care2040.xmile.scalars import Scalar, Scalars

BRACKETS, SUM, PRODUCT, POWER, ATOM = range(5)
"""How tightly what is written holds together."""

SIGNS = {"less": "<", "less_equal": "<=", "greater": ">", "greater_equal": ">="}
CALLS = {"minimum": "MIN", "maximum": "MAX", "exp": "EXP", "log": "LN", "absolute": "ABS"}
BETWEEN = {
    "add": ("+", SUM, SUM, SUM),
    "subtract": ("-", SUM, SUM, PRODUCT),
    "multiply": ("*", PRODUCT, PRODUCT, PRODUCT),
    "divide": ("/", PRODUCT, PRODUCT, POWER),
    "power": ("^", POWER, ATOM, ATOM),
}
"""Sign of an operation, how tightly it holds together, and how tightly what stands left and right of it has to."""


def decimal(value: float) -> str:
    """Return a number as a decimal literal that is read back to the last bit: a point, and no exponent."""
    if not math.isfinite(value):
        raise NotInXmile(f"the number {value} has no place in an XMILE file")
    return str(np.format_float_positional(value, unique=True, trim="0"))


class Words:
    """Writes scalars as equations."""

    def __init__(self, scalars: Scalars, names: Mapping[int, str]) -> None:
        self.scalars, self.names = scalars, names

    def equation(self, place: int) -> str:
        """Return the equation of a variable that stands at a place."""
        return self._written(self.scalars.all[place])[0]

    def _inside(self, place: int, least: int) -> str:
        """Return what stands at a place, in brackets when it holds together less tightly than it has to."""
        if place in self.names:
            return self.names[place]
        text, tightness = self._written(self.scalars.all[place])
        return text if tightness >= least else f"({text})"

    def _written(self, scalar: Scalar) -> tuple[str, int]:
        operation, taken = scalar.operation, scalar.arguments
        if operation == "name":
            return scalar.name, ATOM
        if operation == "number":
            return decimal(scalar.value), ATOM if scalar.value >= 0 else BRACKETS
        if operation == "sum":
            return " + ".join(self._inside(place, SUM) for place in taken), SUM
        if operation == "negative":  # a sign before a power is read in two ways
            return f"0.0 - {self._inside(taken[0], PRODUCT)}", SUM
        if operation in BETWEEN:
            sign, tightness, left, right = BETWEEN[operation]
            return f"{self._inside(taken[0], left)} {sign} {self._inside(taken[1], right)}", tightness
        if operation in CALLS:
            return f"{CALLS[operation]}({', '.join(self._inside(place, SUM) for place in taken)})", ATOM
        return self._chosen(operation, taken)

    def _chosen(self, operation: str, taken: tuple[int, ...]) -> tuple[str, int]:
        if operation == "expm1":
            return f"EXP({self._inside(taken[0], SUM)}) - 1.0", SUM
        if operation == "log1p":
            return f"LN(1.0 + {self._inside(taken[0], SUM)})", ATOM
        if operation == "where":
            condition, yes, no = taken
            chosen = f"{self._inside(yes, SUM)} ELSE {self._inside(no, SUM)}"
            return f"(IF {self._condition(condition)} THEN {chosen})", ATOM
        if operation in SIGNS:
            return f"(IF {self._compared(operation, taken)} THEN 1.0 ELSE 0.0)", ATOM
        raise NotInXmile(f"XMILE has no function '{operation}'")

    def _condition(self, place: int) -> str:
        scalar = self.scalars.all[place]
        if scalar.operation in SIGNS and place not in self.names:
            return self._compared(scalar.operation, scalar.arguments)
        return f"{self._inside(place, SUM)} <> 0.0"

    def _compared(self, operation: str, taken: tuple[int, ...]) -> str:
        return f"{self._inside(taken[0], SUM)} {SIGNS[operation]} {self._inside(taken[1], SUM)}"


HEAD = """<?xml version="1.0" encoding="utf-8"?>
<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">
<header>
<vendor>care2040</vendor>
<product version={version}>care2040</product>
<name>{name}</name>
<caption>{caption}</caption>
</header>
<sim_specs method="Euler" time_units="year">
<start>{start}</start>
<stop>{stop}</stop>
<dt>{dt}</dt>
</sim_specs>
<model>
<variables>
"""


def as_xmile(flat: FlatModel, name: str, caption: str, version: str) -> str:
    """Return a flat model as the text of an XMILE file."""
    head = HEAD.format(
        version=quoteattr(version),
        name=escape(name),
        caption=escape(caption),
        start=decimal(flat.start),
        stop=decimal(flat.end),
        dt=decimal(flat.step),
    )
    equations = written(flat)
    parts = [
        *map(_stock, flat.stocks.values()),
        *(_variable("flow", flow, equations[flow.name]) for flow in flat.flows.values()),
        *(_variable("aux", one, equations[one.name]) for one in flat.auxiliaries.values()),
    ]
    return f"{head}{''.join(parts)}</variables>\n</model>\n</xmile>\n"


def written(flat: FlatModel) -> dict[str, str]:
    """Return the equation of every flow and auxiliary in the words of XMILE."""
    names = flat.give_names()
    words = Words(flat.scalars, names)
    equations = {}
    for name, variable in flat.variables.items():
        other = names.get(variable.place, name)
        try:
            equations[name] = words.equation(variable.place) if other == name else other
        except NotInXmile as error:
            raise NotInXmile(f"'{name}' cannot be written: {error}", flat.origin[name][0]) from None
    return equations


def _stock(stock: FlatStock) -> str:
    flows = [f"<inflow>{name}</inflow>\n" for name in stock.inflows]
    flows += [f"<outflow>{name}</outflow>\n" for name in stock.outflows]
    return _element("stock", stock.name, stock.unit, stock.about, decimal(stock.start), flows)


def _variable(kind: str, variable: FlatVariable, equation: str) -> str:
    return _element(kind, variable.name, variable.unit, variable.about, equation)


def _element(kind: str, name: str, unit: str, about: str, equation: str, flows: Iterable[str] = ()) -> str:
    """Return a variable; its unit is told in words, for numbers by age have lost theirs and no tool could check it."""
    told = f"{about} Unit: {unit}." if unit else about
    doc = f"<doc>{escape(told)}</doc>\n" if told else ""
    return f'<{kind} name="{name}">\n{doc}<eqn>{escape(equation)}</eqn>\n{"".join(flows)}</{kind}>\n'
