"""Equations in the words of XMILE: what is written means what was worked out, however operations are nested."""

import math
import re

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from care2040.xmile.document import Words, decimal, written
from care2040.xmile.flat_model import FlatModel, FlatVariable, NotInXmile
from care2040.xmile.scalars import Scalars, worked_out

VALUES = {"x": 1.75, "y": 0.375, "z": 2.875}
TWO = ("add", "subtract", "multiply", "divide", "power", "minimum", "maximum")
NAMES = {"MIN": np.minimum, "MAX": np.maximum, "EXP": np.exp, "LN": np.log, "ABS": np.abs}

leaves = st.sampled_from([*VALUES, 0.0, 1.0, 0.25, -2.5])
trees = st.recursive(
    leaves,
    lambda inner: (
        st.tuples(st.sampled_from(TWO), inner, inner)
        | st.tuples(st.sampled_from(["negative", "absolute"]), inner)
        | st.tuples(st.just("sum"), inner, inner, inner)
    ),
    max_leaves=12,
)


def put(scalars, tree):
    if isinstance(tree, str):
        return scalars.named(tree)
    if isinstance(tree, float):
        return scalars.number(tree)
    operation, *inner = tree
    places = [put(scalars, one) for one in inner]
    return scalars.total(places) if operation == "sum" else scalars.apply(operation, *places)


def value(tree):
    if isinstance(tree, str):
        return VALUES[tree]
    if isinstance(tree, float):
        return tree
    operation, *inner = tree
    values = [value(one) for one in inner]
    return sum(values) if operation == "sum" else worked_out(operation, values)


def read(text):
    """Return what an equation comes to; the order of operations of Python is that of XMILE but for a leading sign."""
    exact = re.sub(r"(\d+\.\d+)", r"np.float64(\1)", text.replace("^", "**"))
    with np.errstate(all="ignore"):
        return float(eval(exact, {"np": np, **NAMES, **{name: np.float64(one) for name, one in VALUES.items()}}))


def steepest(tree):
    """Return the largest value on the way: beside a very large one, rounding hides the rest."""
    return max([abs(value(tree)), *(steepest(one) for one in tree[1:])] if isinstance(tree, tuple) else [0.0])


@settings(deadline=None)
@given(trees)
def test_what_is_written_is_what_was_meant(tree):
    meant = value(tree)
    assume(not steepest(tree) > 1e6)
    scalars = Scalars()
    place = put(scalars, tree)
    try:
        text = Words(scalars, {}).equation(place)
    except NotInXmile:
        assert not math.isfinite(meant) or not math.isfinite(worst(scalars))
        return
    found = read(text)
    if math.isfinite(meant) and math.isfinite(found):
        assert found == pytest.approx(meant, rel=1e-9, abs=1e-9)


def worst(scalars):
    """Return a number that XMILE cannot write, if one was worked out on the way."""
    return next((one.value for one in scalars.all if not math.isfinite(one.value)), 0.0)


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_read_back_to_the_last_bit_without_an_exponent(number):
    text = decimal(number)
    assert float(text) == number
    assert re.fullmatch(r"-?\d+\.\d+", text)


def test_brackets_stand_where_they_are_needed_and_nowhere_else():
    scalars = Scalars()
    x, y, z = (scalars.named(name) for name in VALUES)

    def text(operation, *places):
        return Words(scalars, {}).equation(scalars.apply(operation, *places))

    product, total = scalars.apply("multiply", x, y), scalars.apply("add", x, y)
    assert text("divide", z, product) == "z / (x * y)"
    assert text("divide", product, z) == "x * y / z"
    assert text("subtract", z, total) == "z - (x + y)"
    assert text("add", z, total) == "z + x + y"
    assert text("multiply", total, z) == "(x + y) * z"
    assert text("power", scalars.apply("negative", x), scalars.number(2)) == "(0.0 - x) ^ 2.0"
    assert text("multiply", x, scalars.number(-2)) == "x * (-2.0)"


def test_a_number_without_end_is_refused():
    scalars = Scalars()
    place = scalars.apply("maximum", scalars.named("x"), scalars.number(math.inf))
    with pytest.raises(NotInXmile, match="the number inf has no place"):
        Words(scalars, {}).equation(place)


def test_what_has_no_end_in_both_directions_adds_up_to_no_number():
    scalars = Scalars()
    ends = [scalars.number(math.inf), scalars.number(-math.inf)]
    assert math.isnan(scalars.value(scalars.total(ends)))


def test_a_part_that_two_equations_share_is_written_once():
    flat = FlatModel(2024, 2025, 0.25)
    scalars = flat.scalars
    shared = scalars.apply("multiply", scalars.named("x"), scalars.named("y"))
    for name, other in (("first", 1.0), ("second", 2.0)):
        place = scalars.apply("subtract", scalars.number(other), shared)
        flat.auxiliaries[flat.take(name)] = FlatVariable(name, "", "", place)
    twice = flat.auxiliaries["second"].place
    flat.auxiliaries[flat.take("third")] = FlatVariable("third", "", "", twice)
    assert written(flat) == {
        "first": "1.0 - first_part_1",
        "second": "2.0 - first_part_1",
        "third": "second",
        "first_part_1": "x * y",
    }


def test_a_name_that_is_taken_is_refused():
    flat = FlatModel(2024, 2025, 0.25)
    flat.take("homes", ["west", 1])
    with pytest.raises(NotInXmile, match="'homes_west' would be called 'homes_west_1' in XMILE, as is homes west 1"):
        flat.take("homes_west", [1])
