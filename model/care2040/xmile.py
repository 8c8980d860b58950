"""A flat model as an XMILE file. Source: OASIS XMILE 1.0 (2015)."""

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from care2040.flat_model import FlatModel, FlatStock, FlatVariable, NotInXmile
from care2040.xmile_words import Words, decimal

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
    """Return a flat model as the text of an XMILE file.

    Parameters
    ----------
    flat : FlatModel
        What is written.
    name, caption : str
        What the file says it is.
    version : str
        Of the program.

    Raises
    ------
    NotInXmile
        Naming the variable that cannot be written, and why.
    """
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
    """Return the equation of every flow and auxiliary in the words of XMILE.

    Raises
    ------
    NotInXmile
        Naming the variable that cannot be written, and why.
    """
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
