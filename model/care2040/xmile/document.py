"""A flat model as an XMILE file. Source: OASIS XMILE 1.0 (2015)."""

import math
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from care2040.language.forms import Missing, Tightness
from care2040.language.operations import ELEMENTWISE
from care2040.xmile.flat_model import FlatModel, FlatStock, FlatVariable, NotInXmile
from care2040.xmile.scalars import Scalars


def decimal(value: float) -> str:
    """Return a number as a decimal literal that is read back to the last bit: a point, and no exponent."""
    if not math.isfinite(value):
        raise NotInXmile(f"the number {value} has no place in an XMILE file")
    return str(np.format_float_positional(value, unique=True, trim="0"))


def quoted(name: str) -> str:
    """Return a name as it stands in an equation: in quotes where a tool takes its beginning for the word "not"."""
    return f'"{name}"' if name.lower().startswith("not") else name


class Words:
    """Writes scalars as equations."""

    def __init__(self, scalars: Scalars, names: Mapping[int, str]) -> None:
        self.scalars, self.names = scalars, names

    def equation(self, place: int) -> str:
        """Return the equation of a variable that stands at a place."""
        return self._number(*self._written(place))[0]

    def _operand(self, place: int, needs: Tightness) -> str:
        """Return what stands at a place, in brackets when it holds together less tightly than it has to."""
        named = self.names.get(place)
        text, holds = (quoted(named), Tightness.ATOM) if named else self._written(place)
        if needs == Tightness.TRUTH:
            return text if holds == Tightness.TRUTH else f"{self._operand(place, Tightness.SUM)} <> 0.0"
        text, holds = self._number(text, holds)
        return text if holds >= needs else f"({text})"

    def _number(self, text: str, holds: Tightness) -> tuple[str, Tightness]:
        """Return what is written as a number: a truth counts as one or zero."""
        return (f"(IF {text} THEN 1.0 ELSE 0.0)", Tightness.ATOM) if holds == Tightness.TRUTH else (text, holds)

    def _written(self, place: int) -> tuple[str, Tightness]:
        """Return what stands at a place, and how tightly it holds together."""
        scalar = self.scalars.all[place]
        if scalar.operation == "name":
            return quoted(scalar.name), Tightness.ATOM
        if scalar.operation == "number":
            return decimal(scalar.value), Tightness.ATOM if scalar.value >= 0 else Tightness.BRACKETS
        if scalar.operation == "sum":
            return " + ".join(self._operand(term, Tightness.SUM) for term in scalar.arguments), Tightness.SUM
        phrase = ELEMENTWISE[scalar.operation].xmile
        if isinstance(phrase, Missing):
            raise NotInXmile(f"XMILE has no function '{scalar.operation}'")
        operands = map(self._operand, scalar.arguments, phrase.needs)
        return phrase.text.format(*operands), phrase.holds


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
            equations[name] = words.equation(variable.place) if other == name else quoted(other)
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
