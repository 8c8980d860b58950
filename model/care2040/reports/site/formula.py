"""A law as mathematics, read from its source: with fractions and exponents, drawn by a pen for text or for MathML."""

import ast
import inspect
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Generic, Protocol, TypeVar

from care2040.language.equations import Equation
from care2040.language.forms import Drawn, Tightness
from care2040.language.operations import ALONG_AXES, ELEMENTWISE

SIGNS = {operation.python: operation.drawn for operation in ELEMENTWISE.values() if operation.python}
"""What Python's own signs stand for."""

Ink = TypeVar("Ink")


class TypesetError(Exception):
    """A law holds something that mathematics has no sign for here: a fault of the code, which no input can cause."""


@dataclass(frozen=True)
class Formula:
    """One line of a law: a name, and what it equals."""

    name: str
    right: ast.expr


def formulas(equation: Equation) -> tuple[Formula, ...]:
    """Return the lines of a law: what it gives first, then the names that it makes on the way."""
    source = textwrap.dedent(inspect.getsource(equation.law))
    function = next(node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    statements = function.body[1:] if ast.get_docstring(function) else function.body
    found: list[Formula] = []
    for statement in statements:
        if isinstance(statement, ast.Return) and statement.value is not None:
            at_start = " at the start" if equation.kind in ("stock", "reference") else ""
            found.insert(0, Formula(equation.name + at_start, _over(equation, statement.value)))
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            found.append(Formula(statement.targets[0].id, statement.value))
        else:
            raise TypesetError(f"'{equation.name}' holds '{ast.unparse(statement)}' ({equation.place})")
    return tuple(found)


def _over(equation: Equation, given: ast.expr) -> ast.expr:
    """Return what a law gives; of a law over a list the sum over its members."""
    if equation.over is None:
        return given
    return ast.Call(ast.Attribute(given, "sum"), [ast.Constant(equation.over)], [])


class Pen(Protocol[Ink]):
    """Draws the parts of a formula."""

    def name(self, text: str) -> Ink:
        """Draw the name of a quantity."""
        raise NotImplementedError

    def number(self, text: str) -> Ink:
        """Draw a number."""
        raise NotImplementedError

    def sign(self, text: str) -> Ink:
        """Draw the sign of an operation, or the name of a function."""
        raise NotImplementedError

    def row(self, parts: Sequence[Ink]) -> Ink:
        """Draw parts one after the other."""
        raise NotImplementedError

    def over(self, above: Ink, below: Ink) -> Ink:
        """Draw a fraction."""
        raise NotImplementedError

    def raised(self, base: Ink, exponent: Ink) -> Ink:
        """Draw a power."""
        raise NotImplementedError

    def fenced(self, inside: Ink) -> Ink:
        """Draw brackets around something."""
        raise NotImplementedError

    def along(self, sign: str, axes: str) -> Ink:
        """Draw the sign of what is done along axes, such as a sum."""
        raise NotImplementedError

    def member(self, whole: Ink, text: str) -> Ink:
        """Draw one member of something."""
        raise NotImplementedError


class Drawing(Generic[Ink]):
    """Draws expressions with a pen."""

    def __init__(self, pen: Pen[Ink]) -> None:
        self.pen = pen

    def of(self, node: ast.expr) -> Ink:
        """Return the drawing of an expression."""
        if parts := taken_apart(node):
            return self._operation(node, *parts)
        match node:
            case ast.Name(name):
                return self.pen.name(name)
            case ast.Constant(value):
                return self.pen.number(str(value))
            case ast.Call(ast.Name(name) | ast.Attribute(ast.Name("np"), name), arguments):
                return self._called(name, arguments)
        raise TypesetError(f"there is no sign for '{ast.unparse(node)}'")

    def within(self, node: ast.expr, needs: Tightness) -> Ink:
        """Return the drawing of an operand, in brackets where it holds together less tightly than it has to."""
        return self.pen.fenced(self.of(node)) if tightness_of(node) < needs else self.of(node)

    def _operation(self, node: ast.expr, form: Drawn, operands: Sequence[ast.expr]) -> Ink:
        """Draw an operation in its own shape."""
        pen = self.pen
        if form.shape == "fraction":
            return pen.over(*map(self.of, operands))
        if form.shape == "raised":
            base, exponent = operands
            simple = isinstance(base, ast.Name | ast.Constant) or ast.unparse(base).count(".sel(") == 1
            return pen.raised(self.of(base) if simple else pen.fenced(self.of(base)), self.of(exponent))
        inside = list(map(self.within, operands, form.needs))
        if form.shape == "between":
            return pen.row([inside[0], pen.sign(f" {form.sign} "), inside[1]])
        if form.shape == "along":
            return pen.row([pen.along(form.sign, _axes_of(node) + form.after), *inside])
        if form.shape == "index":
            return pen.member(inside[0], _index_of(node))
        return pen.row([pen.sign(form.sign), *inside])

    def _called(self, name: str, arguments: Sequence[ast.expr]) -> Ink:
        """Draw a function with what is in its brackets."""
        pen = self.pen
        listed = [piece for argument in arguments for piece in (pen.sign(", "), self.of(argument))][1:]
        sign = ELEMENTWISE[name].drawn.sign if name in ELEMENTWISE else name
        return pen.row([pen.sign(sign), pen.fenced(pen.row(listed))])


def taken_apart(node: ast.expr) -> tuple[Drawn, list[ast.expr]] | None:
    """Return how the outermost sign or method of an expression is drawn, and its operands; None when it has none."""
    match node:
        case ast.BinOp(left, sign, right) if type(sign) in SIGNS:
            return SIGNS[type(sign)], [left, right]
        case ast.UnaryOp(sign, operand) if type(sign) in SIGNS:
            return SIGNS[type(sign)], [operand]
        case ast.Compare(left, [sign], [right]) if type(sign) in SIGNS:
            return SIGNS[type(sign)], [left, right]
        case ast.Call(ast.Attribute(inside, method)) if method in ALONG_AXES:
            return ALONG_AXES[method].drawn, [inside]
    return None


def tightness_of(node: ast.expr) -> Tightness:
    """Return how tightly an expression holds together."""
    parts = taken_apart(node)
    return parts[0].holds if parts else Tightness.ATOM


def _axes_of(node: ast.expr) -> str:
    """Return the axes that a method works along, as its first argument names them."""
    given = ast.literal_eval(node.args[0]) if isinstance(node, ast.Call) else ()
    return given if isinstance(given, str) else ", ".join(given)


def _index_of(node: ast.expr) -> str:
    """Return the members that a method takes, as its keywords name them; of a shift the place before."""
    keywords = node.keywords if isinstance(node, ast.Call) else []
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "shift":
        return f"{keywords[0].arg} − 1"
    return ", ".join(str(ast.literal_eval(keyword.value)) for keyword in keywords)


class Markup:
    """The pen that writes MathML; names are set upright, with blanks for underscores."""

    def name(self, text: str) -> str:
        """Write the name of a quantity."""
        return f"<mtext>{escape(text.replace('_', ' '))}</mtext>"

    def number(self, text: str) -> str:
        """Write a number."""
        return f"<mn>{escape(text)}</mn>"

    def sign(self, text: str) -> str:
        """Write an operator."""
        return f"<mo>{escape(text.strip())}</mo>"

    def row(self, parts: Sequence[str]) -> str:
        """Write a row."""
        return f"<mrow>{''.join(parts)}</mrow>"

    def over(self, above: str, below: str) -> str:
        """Write a fraction."""
        return f"<mfrac>{above}{below}</mfrac>"

    def raised(self, base: str, exponent: str) -> str:
        """Write a power."""
        return f"<msup>{base}{exponent}</msup>"

    def fenced(self, inside: str) -> str:
        """Write brackets."""
        return f"<mrow><mo>(</mo>{inside}<mo>)</mo></mrow>"

    def along(self, sign: str, axes: str) -> str:
        """Write a sum or the like over axes."""
        return f"<munder><mo>{'∑' if sign == 'Σ' else sign}</mo>{self.name(axes)}</munder>"

    def member(self, whole: str, text: str) -> str:
        """Write one member as an index."""
        return f"<msub>{whole}{self.name(text)}</msub>"


def change(moved: Sequence[tuple[str, int]]) -> str:
    """Return the yearly change of a stock as a sum of flows: what flows in (1) first, then what flows out (-1)."""
    ordered = sorted(moved, key=lambda one: -one[1])
    text = " ".join(f"{'+' if turns > 0 else '−'} {flow}" for flow, turns in ordered)
    return text.removeprefix("+ ")


def mathml(equation: Equation, moved: Sequence[tuple[str, int]] = ()) -> str:
    """Return a law as MathML: a block for what it gives, and one for each name that it makes on the way."""
    drawing, pen = Drawing(Markup()), Markup()
    rows = [pen.row([pen.name(one.name), pen.sign("="), drawing.of(one.right)]) for one in formulas(equation)]
    if moved:
        ratio = pen.over(pen.row([pen.name("d "), pen.name(equation.name)]), pen.name("d time"))
        rows.append(pen.row([ratio, pen.sign("="), pen.name(change(moved))]))
    return "\n".join(f'<math display="block">{row}</math>' for row in rows)
