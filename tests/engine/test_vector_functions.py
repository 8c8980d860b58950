"""Powers, exponentials and logarithms of whole vectors, against the C library and against many more digits."""

import ctypes
import math

import mpmath
import numpy as np
import pytest

pytest.importorskip("llvmlite", reason="llvmlite has no wheel for this platform")

from care2040.engine.native import functions
from care2040.engine.native.library import Library, compiled
from care2040.engine.native.text import Function

SPECIAL = [0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5, 3.0, -3.0, math.inf, -math.inf, math.nan, 5e-324, -5e-324]
SPECIAL += [1e308, -1e308, 2.0**53, 2.0**53 + 2, 1e-300, 1.5, -1.5, math.nextafter(1, 2), math.nextafter(1, 0)]
NAMES = {"exp": 1, "log": 1, "pow": 2}


@pytest.fixture(scope="module", params=[2, 8])
def vector(request):
    """Give the functions on arrays, with so many lanes."""
    lanes = request.param
    code = functions.functions(lanes)
    for name, operands in NAMES.items():
        caller = Function(f"all_{name}", ["ptr"] * (operands + 1) + ["i64"], "void", lanes)
        *arrays, result, count = caller.arguments

        def one(at, caller=caller, arrays=arrays, result=result, name=name):
            def address(array):
                return caller.let("ptr", f"getelementptr {caller.number}, ptr {array}, i64 {at}")

            values = [caller.let(caller.number, f"load {caller.number}, ptr {address(a)}, align 8") for a in arrays]
            found = caller.call(f"vector_{name}", caller.number, *values)
            caller.do(f"store {caller.number} {found}, ptr {address(result)}, align 8")

        caller.repeat(0, count, 1, one)
        code.append(caller.close())
    kinds = {"fabs": 1, "rint": 1, "copysign": 2, "fma": 3}
    number = f"<{lanes} x double>"
    code += [f"declare {number} @llvm.{n}.v{lanes}f64({', '.join([number] * k)})" for n, k in kinds.items()]
    library = Library(compiled("\n".join(code)))

    def call(name, *values):
        size = -(-len(values[0]) // lanes) * lanes
        filled = [np.resize(np.asarray(value, dtype=float), size) for value in values]
        found = np.empty(size)
        function = library.function(f"all_{name}", *[ctypes.c_void_p] * (len(filled) + 1), ctypes.c_int64)
        function(*(array.ctypes.data for array in filled), found.ctypes.data, size // lanes)
        return found[: len(values[0])]

    call.keep = library
    return call


def off(found, exact):
    """Return by how many units in the last place numbers are off."""
    with mpmath.workdps(60):
        return max(
            abs((mpmath.mpf(float(f)) - e) / mpmath.mpf(math.ulp(float(e) or 5e-324)))
            for f, e in zip(found, exact, strict=True)
        )


def spread(low, high, count=1500):
    """Return numbers with every exponent between two powers of two."""
    numbers = np.random.default_rng(3)
    return numbers.uniform(1, 2, count) * 2.0 ** numbers.integers(low, high, count)


def test_exponentials_are_within_one_unit_in_the_last_place(vector):
    values = np.concatenate([np.random.default_rng(1).uniform(-745, 709.7, 2000), spread(-60, 3), -spread(-60, 3)])
    with mpmath.workdps(60):
        exact = [mpmath.exp(mpmath.mpf(float(value))) for value in values]
    assert off(vector("exp", values), exact) < 1


def test_logarithms_are_within_one_unit_in_the_last_place(vector):
    near_one = 1 + np.random.default_rng(2).uniform(-0.4, 0.6, 1500) * 10.0 ** -np.random.default_rng(4).integers(
        0, 16, 1500
    )
    values = np.concatenate([spread(-1022, 1023), near_one[near_one != 1], 5e-324 * np.arange(1, 50)])
    with mpmath.workdps(60):
        exact = [mpmath.log(mpmath.mpf(float(value))) for value in values]
    assert off(vector("log", values), exact) < 1


def test_powers_are_within_little_more_than_one_unit_however_large(vector):
    numbers = np.random.default_rng(5)
    base = np.concatenate([spread(-1022, 1023), spread(-2, 2), 1 + numbers.uniform(-1e-8, 1e-8, 1500)])
    largest = 700 / np.maximum(np.abs(np.log(base)), 1e-300)
    exponent = np.concatenate(
        [numbers.uniform(-1, 1, 1500), numbers.uniform(-5, 5, 1500), numbers.uniform(-1, 1, 1500)]
    )
    exponent = np.where(np.arange(4500) % 2 == 0, exponent, numbers.uniform(-1, 1, 4500) * np.minimum(largest, 1e9))
    exponent = np.clip(exponent, -largest, largest)
    with mpmath.workdps(60):
        exact = [mpmath.mpf(float(b)) ** mpmath.mpf(float(e)) for b, e in zip(base, exponent, strict=True)]
    assert off(vector("pow", base, exponent), exact) < 1.2


@pytest.mark.parametrize("name", NAMES)
def test_what_is_special_gives_what_the_c_library_gives(vector, name):
    values = np.meshgrid(*[np.array(SPECIAL)] * NAMES[name])
    values = [value.ravel() for value in values]
    with np.errstate(all="ignore"):
        expected = {"exp": np.exp, "log": np.log, "pow": np.power}[name](*values)
    found = vector(name, *values)
    np.testing.assert_allclose(found, expected, rtol=4e-16)
    known = ~np.isnan(expected)
    np.testing.assert_array_equal(np.signbit(found[known]), np.signbit(expected[known]))
