"""The small language of the reality checks: a comparison of quantities, read by Python's own parser and a whitelist.

A claim is ``left <= right`` (or ``<``, ``>=``, ``>``, ``==``), ``never_rises(x)`` or ``never_falls(x)``. An expression
is made of quantities of the model (``homes``, ``waiting_for_care.youth_care``), numbers, ``+ - * /`` and `FUNCTIONS`.
Nothing is executed: names are looked up, and whatever is not in the list is refused.
"""

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from care2040.files.problems import Fault, allowed, did_you_mean

FUNCTIONS: Mapping[str, tuple[int, str]] = {
    "total": (1, "the sum over all members: domains, groups, payers"),
    "change": (1, "what it is a year later, less what it is"),
    "start": (1, "what it is in the first year"),
    "highest": (1, "the highest over the years"),
    "lowest": (1, "the lowest over the years"),
    "larger": (2, "the larger of two"),
    "smaller": (2, "the smaller of two"),
    "unchanged": (1, "the same with unchanged policy"),
}
"""Function to how many expressions it takes, and what it gives."""
NEVER = {"never_rises": ">", "never_falls": "<"}
"""What is said of one expression over time, to the comparison with a year before that may not be."""
COMPARISONS: Mapping[type[ast.cmpop], str] = {ast.LtE: "<=", ast.Lt: "<", ast.GtE: ">=", ast.Gt: ">", ast.Eq: "=="}
ARITHMETIC: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
WRONG_CLAIM = "E962"
"""Code of whatever is wrong with a claim."""
LONGEST = 400
"""Characters."""
LARGEST = 1e15
"""A larger number is none that a city is held against."""
A_CLAIM = f"write 'left <= right', with one of <= < >= > ==, or {' or '.join(f'{name}(x)' for name in NEVER)}"


@dataclass(frozen=True)
class Claim:
    """What must hold."""

    text: str
    says: str
    sides: tuple[ast.expr, ...]

    @property
    def quantities(self) -> frozenset[str]:
        """Names of the quantities it reads."""
        return frozenset(name for side in self.sides for name, _ in _names(side))

    def uses(self, function: str) -> bool:
        """Whether a function is called in it."""
        calls = (node.func for side in self.sides for node in ast.walk(side) if isinstance(node, ast.Call))
        return any(isinstance(called, ast.Name) and called.id == function for called in calls)


def parse(text: str) -> Claim:
    """Return the claim that a text makes."""
    if len(text) > LONGEST:
        raise Fault(WRONG_CLAIM, f"a claim has at most {LONGEST} characters, this one has {len(text)}")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        said = getattr(error, "msg", None) or "it cannot be read"
        raise Fault(WRONG_CLAIM, f"'{text}' is no claim: {said}", A_CLAIM) from None
    if isinstance(tree, ast.Compare):
        if len(tree.ops) > 1 or type(tree.ops[0]) not in COMPARISONS:
            raise Fault(WRONG_CLAIM, "a claim compares two expressions", A_CLAIM)
        claim = Claim(text, COMPARISONS[type(tree.ops[0])], (tree.left, tree.comparators[0]))
    elif isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id in NEVER:
        _check_call(tree, tree.func.id, 1)
        claim = Claim(text, tree.func.id, (tree.args[0],))
    else:
        raise Fault(WRONG_CLAIM, f"'{text}' says nothing that can be true or false", A_CLAIM)
    for side in claim.sides:
        _check(side)
    if not claim.quantities:
        raise Fault(WRONG_CLAIM, f"'{text}' names no quantity of the model", A_CLAIM)
    return claim


def evaluate(
    node: ast.expr,
    look_up: Callable[[str, str | None, bool], Any],
    functions: Mapping[str, Callable[..., Any]],
    unchanged: bool = False,
) -> Any:
    """Return the value of an expression."""
    match node:
        case ast.Constant(value=number):
            return number
        case ast.UnaryOp(operand=inside):
            return -evaluate(inside, look_up, functions, unchanged)
        case ast.BinOp(left=left, op=op, right=right):
            one, other = (evaluate(side, look_up, functions, unchanged) for side in (left, right))
            if isinstance(op, ast.Div) and isinstance(other, int | float) and other == 0:
                raise Fault(WRONG_CLAIM, "the claim divides by nought", "divide by what is not nought")
            return ARITHMETIC[type(op)](one, other)
        case ast.Call(func=ast.Name(id="unchanged"), args=[inside]):
            return evaluate(inside, look_up, functions, True)
        case ast.Call(func=ast.Name(id=name), args=inside):
            return functions[name](*(evaluate(one, look_up, functions, unchanged) for one in inside))
    ((name, member),) = _names(node)
    return look_up(name, member, unchanged)


def _check(node: ast.expr) -> None:
    """Refuse whatever is not in the language."""
    match node:
        case ast.Name() | ast.Attribute(value=ast.Name()):
            return
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            if not number <= LARGEST:
                raise Fault(WRONG_CLAIM, "a number in the claim is too large", f"write one up to {LARGEST:g}")
        case ast.UnaryOp(op=ast.USub(), operand=inside):
            _check(inside)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in ARITHMETIC:
            _check(left)
            _check(right)
        case ast.Call(func=ast.Name(id=name)):
            if name not in FUNCTIONS:
                raise Fault(WRONG_CLAIM, f"there is no function '{name}'", did_you_mean(name, (*FUNCTIONS, *NEVER)))
            _check_call(node, name, FUNCTIONS[name][0])
            for inside in node.args:
                _check(inside)
        case _:
            hint = f"use quantities, numbers, + - * / and functions; {allowed(tuple(FUNCTIONS))}"
            raise Fault(WRONG_CLAIM, f"'{ast.unparse(node)}' is not in the language of the checks", hint)


def _check_call(node: ast.Call, name: str, wanted: int) -> None:
    if len(node.args) != wanted or node.keywords:
        plural = "" if wanted == 1 else "s"
        raise Fault(WRONG_CLAIM, f"'{name}' takes {wanted} expression{plural}: '{ast.unparse(node)}'")


def _names(node: ast.expr) -> Iterator[tuple[str, str | None]]:
    """Give the quantities of an expression, each with its member or None."""
    match node:
        case ast.Name(id=name):
            yield name, None
        case ast.Attribute(value=ast.Name(id=name), attr=member):
            yield name, member
        case ast.Call(args=inside):
            for one in inside:
                yield from _names(one)
        case ast.BinOp(left=left, right=right):
            yield from _names(left)
            yield from _names(right)
        case ast.UnaryOp(operand=inside):
            yield from _names(inside)
