"""What ``care2040 explain R3`` and ``care2040 list loops`` tell of a loop."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from care2040.commands.common import House, from_here
from care2040.commands.words import value_of

if TYPE_CHECKING:
    from care2040.commands.lever_facts import Facts
    from care2040.loop_links import Strength
    from care2040.loops import Loop

OPEN = "open: nothing in the model leads back"


def loops_of(house: House) -> Mapping[str, Loop]:
    """Return the registry of loops."""
    from care2040.loops import load_loops

    return load_loops(house.model, house.parameters)


def rows_of(house: House) -> Iterator[tuple[str, ...]]:
    """Give a row for each loop: name, kind, title, what cuts it, and the stocks and flows it runs along."""
    for loop in loops_of(house).values():
        kind = loop.kind if loop.closes else f"{loop.kind}, open"
        stocks = [name for name in loop.path if house.model.equations[name].kind == "stock"]
        yield loop.name, kind, loop.title["en"], ", ".join(loop.cut), ", ".join(stocks)


def facts_of(loop: Loop, house: House) -> Facts:
    """Return what there is to know of a loop: which way, where, how fast, and what cuts it."""
    from care2040.loop_links import pace, product, strengths
    from care2040.moments import at_start

    values = at_start(house.model, house.parameters, "city")
    facts = [("kind", loop.kind if loop.closes else f"{loop.kind}; {OPEN}"), ("sector", loop.sector)]
    for number, path in enumerate(loop.paths, 1):
        links = strengths(house.model, values, loop, path)
        told = _speed(pace(links), product(links)) if loop.closes else ""
        label = "path" if len(loop.paths) == 1 else f"path {number}"
        facts.append((label, "\n".join([*map(_line, links), *([told] if told else [])])))
    cuts = "\n".join(f"{name} = 0, now {value_of(house.parameters[name])}" for name in loop.cut)
    return [*facts, ("cut by", cuts), ("file", from_here(Path(f"{loop.file}:{loop.line}")))]


def _line(link: Strength) -> str:
    cause, effect = link.link
    sign = "+" if link.sign > 0 else "−"
    if link.yearly:
        return f"{sign} {cause} → {effect}  ({'fills' if link.sign > 0 else 'empties'} it)"
    if link.elasticity is None:
        return f"{sign} {cause} → {effect}"
    return f"{sign} {cause} → {effect}  ({link.elasticity:+.3g} % for 1 %)".replace("-", "−")


def _speed(per_year: float, gain: float) -> str:
    """Say how fast the path would work if it were alone."""
    if not per_year or math.isnan(per_year):
        return ""
    what = "grows" if gain > 0 else "closes its gap"
    return f"alone it {what} by {per_year:.2g} a year (at the start)"
