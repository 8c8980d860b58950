"""A law drawn as text: fractions with a line between, exponents raised, long formulas on several lines."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import zip_longest

from care2040.language.equations import Equation
from care2040.language.forms import Tightness
from care2040.reports.site.formula import SIGNS, Drawing, change, formulas, tightness_of

WIDEST = 110
"""Letters after which a formula goes on on the next line."""


@dataclass(frozen=True)
class Box:
    """Lines of text of one width, and which of them stands on the line of the formula."""

    lines: tuple[str, ...]
    base: int = 0

    @property
    def width(self) -> int:
        """Letters in a line."""
        return len(self.lines[0])

    def __str__(self) -> str:
        return "\n".join(line.rstrip() for line in self.lines)

    def __add__(self, other: "Box") -> "Box":
        base = max(self.base, other.base)
        rows = ([" " * box.width] * (base - box.base) + list(box.lines) for box in (self, other))
        joined = [(a or " " * self.width) + (b or " " * other.width) for a, b in zip_longest(*rows)]
        return Box(tuple(joined), base)


class Letters:
    """The pen that draws with letters."""

    def name(self, text: str) -> Box:
        """Draw a name."""
        return Box((text,))

    number = name
    sign = name

    def row(self, parts: Sequence[Box]) -> Box:
        """Draw boxes beside one another, on one base line."""
        return reduce(lambda left, right: left + right, parts)

    def over(self, above: Box, below: Box) -> Box:
        """Draw a fraction."""
        width = max(above.width, below.width) + 2
        top, bottom = ([line.center(width) for line in box.lines] for box in (above, below))
        return Box((*top, "─" * width, *bottom), len(top))

    def raised(self, base: Box, exponent: Box) -> Box:
        """Draw a power."""
        above = [" " * base.width + line for line in exponent.lines]
        return Box((*above, *(line + " " * exponent.width for line in base.lines)), len(above) + base.base)

    def fenced(self, inside: Box) -> Box:
        """Draw brackets as tall as what is in them."""
        if len(inside.lines) == 1:
            return Box((f"({inside.lines[0]})",))
        middle = len(inside.lines) - 2
        sides = zip(("⎛", *"⎜" * middle, "⎝"), inside.lines, ("⎞", *"⎟" * middle, "⎠"), strict=True)
        return Box(tuple("".join(parts) for parts in sides), inside.base)

    def along(self, sign: str, axes: str) -> Box:
        """Draw a sum or the like over axes."""
        return Box((f"{sign}[{axes}] ",))

    def member(self, whole: Box, text: str) -> Box:
        """Draw one member between square brackets."""
        return whole + Box((f"[{text}]",))


def typeset(equation: Equation, widest: int = WIDEST, moved: Sequence[tuple[str, int]] = ()) -> str:
    """Return a law as text, what it gives first; names made on the way follow after ``with``."""
    drawn = []
    for number, formula in enumerate(formulas(equation)):
        left = f"{'with ' if number else ''}{formula.name} = "
        drawn.append(str(_broken(left, formula.right, widest)))
    if moved:
        drawn.append(f"yearly change of {equation.name} = {change(moved)}")
    return "\n".join(drawn)


def _broken(left: str, right: ast.expr, widest: int) -> Box:
    """Put a formula on lines that are not too wide: broken before a term of its outermost sum or product."""
    drawing = Drawing(Letters())
    whole = Box((left,)) + drawing.of(right)
    if whole.width <= widest:
        return whole
    rows = [Box((left,))]
    holds = tightness_of(right)
    for sign, term, needs in _terms(right, (ast.Add, ast.Sub) if holds == Tightness.SUM else (ast.Mult,), holds):
        part = drawing.within(term, needs)
        if rows[-1].width + part.width + 3 > widest and rows[-1].width > len(left):
            rows.append(Box((" " * (len(left) - 3),)))
        rows[-1] = rows[-1] + (Box((f" {sign} ",)) + part if sign else part)
    width = max(row.width for row in rows)
    return Box(tuple(line.ljust(width) for row in rows for line in row.lines))


def _terms(
    node: ast.expr, kinds: tuple[type[ast.operator], ...], needs: Tightness
) -> list[tuple[str, ast.expr, Tightness]]:
    """Return the terms of the outermost sum, or the factors of the outermost product: sign, term, needed tightness."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, kinds):
        form = SIGNS[type(node.op)]
        return [*_terms(node.left, kinds, form.needs[0]), (form.sign, node.right, form.needs[1])]
    return [("", node, needs)]
