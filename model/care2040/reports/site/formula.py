"""A law as mathematics, read from its source: with fractions and exponents, drawn by a pen for text or for MathML."""

import ast
import inspect
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Generic, Protocol, TypeVar

from care2040.language.equations import Equation

SIGNS: dict[type[ast.AST], str] = {ast.Lt: "<", ast.LtE: "≤", ast.Gt: ">", ast.GtE: "≥"}
FUNCTIONS = {"minimum": "min", "maximum": "max", "log": "ln", "absolute": "abs"}
SUM, SUM_OVER, PRODUCT, POWER, ATOM = 1, 2, 3, 4, 5
"""How tightly an operation binds."""
OPERATIONS: dict[type[ast.operator], tuple[str, int]] = {
    ast.Add: ("+", SUM),
    ast.Sub: ("−", SUM),
    ast.Mult: ("·", PRODUCT),
}

Drawn = TypeVar("Drawn")


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
            found.insert(0, Formula(equation.name + at_start, statement.value))
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            found.append(Formula(statement.targets[0].id, statement.value))
        else:
            raise TypesetError(f"'{equation.name}' holds '{ast.unparse(statement)}' ({equation.place})")
    return tuple(found)


class Pen(Protocol[Drawn]):
    """Draws the parts of a formula."""

    def name(self, text: str) -> Drawn:
        """Draw the name of a quantity."""
        raise NotImplementedError

    def number(self, text: str) -> Drawn:
        """Draw a number."""
        raise NotImplementedError

    def sign(self, text: str) -> Drawn:
        """Draw the sign of an operation, or the name of a function."""
        raise NotImplementedError

    def row(self, parts: Sequence[Drawn]) -> Drawn:
        """Draw parts one after the other."""
        raise NotImplementedError

    def over(self, above: Drawn, below: Drawn) -> Drawn:
        """Draw a fraction."""
        raise NotImplementedError

    def raised(self, base: Drawn, exponent: Drawn) -> Drawn:
        """Draw a power."""
        raise NotImplementedError

    def fenced(self, inside: Drawn) -> Drawn:
        """Draw brackets around something."""
        raise NotImplementedError

    def along(self, sign: str, axes: str) -> Drawn:
        """Draw the sign of what is done along axes, such as a sum."""
        raise NotImplementedError

    def member(self, whole: Drawn, text: str) -> Drawn:
        """Draw one member of something."""
        raise NotImplementedError


class Drawing(Generic[Drawn]):
    """Draws expressions with a pen."""

    def __init__(self, pen: Pen[Drawn]) -> None:
        self.pen = pen

    def of(self, node: ast.expr) -> Drawn:
        """Return the drawing of an expression."""
        pen = self.pen
        if isinstance(node, ast.Name):
            return pen.name(node.id)
        if isinstance(node, ast.Constant):
            return pen.number(str(node.value))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return pen.row([pen.sign("−"), self.within(node.operand, PRODUCT)])
        if isinstance(node, ast.Compare):
            sign = pen.sign(f" {SIGNS[type(node.ops[0])]} ")
            return pen.row([self.of(node.left), sign, self.of(node.comparators[0])])
        if isinstance(node, ast.BinOp):
            return self._operation(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        raise TypesetError(f"there is no sign for '{ast.unparse(node)}'")

    def within(self, node: ast.expr, binding: int, right: bool = False) -> Drawn:
        """Return the drawing of an operand, in brackets where it binds less than what is around it."""
        loose = binding_of(node) < binding or (right and binding_of(node) == binding)
        return self.pen.fenced(self.of(node)) if loose else self.of(node)

    def _operation(self, node: ast.BinOp) -> Drawn:
        if isinstance(node.op, ast.Div):
            return self.pen.over(self.of(node.left), self.of(node.right))
        if isinstance(node.op, ast.Pow):
            simple = isinstance(node.left, ast.Name | ast.Constant) or ast.unparse(node.left).count(".sel(") == 1
            base = self.of(node.left)
            return self.pen.raised(base if simple else self.pen.fenced(base), self.of(node.right))
        sign, binding = OPERATIONS[type(node.op)]
        right = self.within(node.right, binding, right=isinstance(node.op, ast.Sub))
        return self.pen.row([self.within(node.left, binding), self.pen.sign(f" {sign} "), right])

    def _call(self, node: ast.Call) -> Drawn:
        pen, called = self.pen, node.func
        if not isinstance(called, ast.Attribute) or ast.unparse(called.value) == "np":
            name = ast.unparse(called).removeprefix("np.")
            parts = [self.of(each) for each in node.args]
            listed = [piece for part in parts for piece in (pen.sign(", "), part)][1:]
            return pen.row([pen.sign(FUNCTIONS.get(name, name)), pen.fenced(pen.row(listed))])
        if called.attr in ("sum", "max", "min", "cumsum"):
            sign = {"sum": "Σ", "cumsum": "Σ"}.get(called.attr, called.attr)
            given = ast.literal_eval(node.args[0])
            axes = given if isinstance(given, str) else ", ".join(given)
            so_far = " up to here" if called.attr == "cumsum" else ""
            return pen.row([pen.along(sign, axes + so_far), self.within(called.value, PRODUCT)])
        if called.attr == "shift":
            return pen.member(self.within(called.value, ATOM), f"{node.keywords[0].arg} − 1")
        if called.attr == "sel":
            members = ", ".join(str(ast.literal_eval(keyword.value)) for keyword in node.keywords)
            return pen.member(self.within(called.value, ATOM), members)
        raise TypesetError(f"there is no sign for '{ast.unparse(node)}'")


def binding_of(node: ast.expr) -> int:
    """Return how tightly the outermost operation of an expression binds."""
    if isinstance(node, ast.BinOp):
        return POWER if isinstance(node.op, ast.Pow) else OPERATIONS.get(type(node.op), ("", ATOM))[1]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return SUM_OVER if node.func.attr in ("sum", "cumsum") else ATOM
    return SUM if isinstance(node, ast.UnaryOp | ast.Compare) else ATOM


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
