"""The table of operations: each has every form or says why not, and all its forms say the same."""

import ast
import re
from dataclasses import fields

import numpy as np
import pytest

from care2040.analysis.feedback.marginal import traced
from care2040.engine.compiler.trace import Computation
from care2040.language.equations import variable, where
from care2040.language.forms import Fold, Missing
from care2040.language.operations import ALONG_AXES, ELEMENTWISE, OPERATIONS
from care2040.language.symbols import Symbol
from care2040.reports.site.formula import Drawing
from care2040.reports.site.formula_text import Letters
from care2040.xmile.document import Words
from care2040.xmile.scalars import Scalars

AXES = {"district": ("west", "oost"), "age": (0, 1, 2), "sex": ("a", "b", "c", "d", "e")}
RUNS = 17
OPTIONAL = {"python"}
ARGUMENTS = {"sel": "age=1", "shift": "age=1, fill_value=0"}
"""What stands in the brackets of a method that is not just told its axis."""


def count_of(name):
    """Return how many operands an operation has."""
    function = ELEMENTWISE[name].numpy if name in ELEMENTWISE else np.negative
    return function.nin if isinstance(function, np.ufunc) else 3


def called(name):
    """Return an operation as it stands in a law, on as many operands as it has."""
    operands = ["x0", "x1", "x2"][: count_of(name)]
    if name in ALONG_AXES:
        return f"x0.{name}({ARGUMENTS.get(name, repr('age'))})"
    first, *others = [ast.Name(operand) for operand in operands]
    sign = ELEMENTWISE[name].python
    if sign is None:
        return "where(x0 > 1, x1, x2)" if name == "where" else f"np.{name}({', '.join(operands)})"
    if issubclass(sign, ast.cmpop):
        return ast.unparse(ast.Compare(first, [sign()], others))
    return ast.unparse(ast.BinOp(first, sign(), *others) if others else ast.UnaryOp(sign(), first))


def law_of(name):
    """Return a law that does one operation, traced, and values to try it on."""
    reads = ["x0", "x1", "x2"][: count_of(name)]
    law = eval(f"lambda {', '.join(reads)}: {called(name)}", {"np": np, "where": where})
    law.__name__ = name
    law.__doc__ = "One operation."
    axes = tuple(AXES) if name not in ALONG_AXES or name in ("cumsum", "shift") else ("district", "sex")
    kinds = dict.fromkeys(reads, (tuple(AXES), "dimensionless"))
    numbers = np.random.default_rng(11)
    values = {read: numbers.uniform(0.2, 2.0, (2, 3, 5, RUNS)) for read in reads}
    return traced(variable("dimensionless", axes)(law).equation, kinds, AXES), values


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_has_every_form_or_says_why_not(name):
    for field in fields(OPERATIONS[name]):
        form = getattr(OPERATIONS[name], field.name)
        assert form is not None or field.name in OPTIONAL, field.name
        assert not isinstance(form, Missing) or len(form.reason.split()) > 3, f"say why it has no {field.name}"


@pytest.mark.parametrize("name", ALONG_AXES)
def test_an_operation_along_axes_is_a_method_and_gathers_by_one_of_the_language_from_where_it_changes_nothing(name):
    assert callable(getattr(Symbol, name))
    fold = ALONG_AXES[name].fold
    assert isinstance(fold, Missing) or ELEMENTWISE[fold.combine].numpy(fold.start, 3.0) == 3.0


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("lanes", [1, 8])
def test_machine_code_gives_what_numpy_gives(name, lanes, in_machine_code):
    law, values = law_of(name)
    expected = law.run(values)[law.result]
    found = in_machine_code(Computation(law.tape, frozenset(values), (law.result,)), values, RUNS, lanes)
    np.testing.assert_allclose(found, expected, rtol=1e-13)


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("kind", ["wasm", "js"])
def test_a_web_page_gives_what_numpy_gives(name, kind, in_a_page):
    law, values = law_of(name)
    expected = law.run(values)[law.result][..., :1]
    found = in_a_page(Computation(law.tape, frozenset(values), (law.result,)), values, kind)
    np.testing.assert_allclose(found, expected, rtol=1e-13)


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_slope_is_that_of_small_steps(name):
    law, values = law_of(name)
    numbers = np.random.default_rng(5)
    seed = numbers.uniform(-1, 1, law.run(values)[law.result].shape)
    found = law.marginal(values, seed)
    for read, value in values.items():
        way = numbers.uniform(-1, 1, value.shape)
        up, down = (law.run({**values, read: value + turn * 1e-6 * way})[law.result] for turn in (1, -1))
        gained = (found[read] * way).sum() if read in found else 0.0
        assert gained == pytest.approx(((up - down) * seed).sum() / 2e-6, rel=1e-6, abs=1e-6)


def read_xmile(text, values):
    """Return what an equation comes to, read as Python."""
    chosen = re.sub(r"\(IF (.+?) THEN (.+?) ELSE (.+?)\)", r"(\2 if \1 else \3)", text)
    names = {"MIN": min, "MAX": max, "EXP": np.exp, "LN": np.log, "ABS": abs}
    return eval(chosen.replace("^", "**").replace("<>", "!="), {**names, **values})


@pytest.mark.parametrize("name", ELEMENTWISE)
@pytest.mark.parametrize("values", [(0.75, 1.5, 2.5), (1.5, 0.75, 0.5), (0.0, 0.25, 3.0), (2.0, 2.0, 2.0)], ids=str)
def test_xmile_says_what_numpy_does(name, values):
    if isinstance(ELEMENTWISE[name].xmile, Missing) or (name == "log" and values[0] == 0):
        return
    given = dict(zip(["x0", "x1", "x2"][: count_of(name)], values, strict=False))
    scalars = Scalars()
    place = scalars.apply(name, *map(scalars.named, given))
    found = read_xmile(Words(scalars, {}).equation(place), given)
    assert found == pytest.approx(float(ELEMENTWISE[name].numpy(*given.values())), rel=1e-14)


@pytest.mark.parametrize("name", OPERATIONS)
def test_mathematics_draws_it_with_all_its_operands(name):
    drawn = str(Drawing(Letters()).of(ast.parse(called(name), mode="eval").body))
    assert all(f"x{place}" in drawn for place in range(count_of(name)))
    assert OPERATIONS[name].drawn.sign in drawn


def test_what_gathers_says_whether_it_goes_on():
    assert {name for name, form in ALONG_AXES.items() if isinstance(form.fold, Fold) and form.fold.running} == {
        "cumsum"
    }
