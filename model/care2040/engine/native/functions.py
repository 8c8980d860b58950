"""Powers, exponentials and logarithms of whole vectors, to about one unit in the last place.

A logarithm is computed as the sum of two numbers, of which the second has what the first rounds away; so a power, the
exponential of a multiple of it, is exact to the last place however large the multiple. They are the usual series on a
small interval around one and nought (Muller, *Elementary Functions*, 2016, chapters 9 and 11), with their exact
coefficients, and Dekker's sums of two numbers (1971). Subnormal numbers, infinities, zeros with a sign and what is not
a number give what the C library gives.
"""

import math
from fractions import Fraction

from care2040.engine.native.text import Function, Term

LOG2_E = 1 / math.log(2.0)
LN2_HIGH = float.fromhex("0x1.62e42fee00000p-1")
LN2_LOW = float.fromhex("0x1.a39ef35793c76p-33")
"""The logarithm of two in two parts; the first has 21 bits to spare, so that multiples of it are exact."""
ROUNDING = 1.5 * 2.0**52
"""Added to a number, and taken off again, it leaves a whole number."""
SMALLEST_NORMAL, LARGEST, LEAST = 2.0**-1022, 709.782712893384, -745.1332191019412
"""The smallest number with all its bits; what has the largest and the least exponential that is a number above zero."""
BIAS, FRACTION_BITS = 1023, 52
ROOT_HALF_BITS = 0x3FE6A09E667F3BCD
"""The square root of a half, as bits."""
TERMS_OF_EXP, TERMS_OF_LOG = 13, 12
WHOLE_FROM_BITS = 0x4330000000000000
"""The bits of 2**52: a whole number put in its last bits is the number 2**52 and so much."""
SHIFT = 2048

NAMES = ("exp", "log", "pow")


def functions(lanes: int) -> list[str]:
    """Return the code of the functions that a module of so many lanes calls."""
    return [_exp(lanes), _log(lanes), _pow(lanes)]


class _Arithmetic(Function):
    """A function with the arithmetic of vectors in short words."""

    def __init__(self, name: str, operands: int, lanes: int) -> None:
        vector = "double" if lanes == 1 else f"<{lanes} x double>"
        super().__init__(f"vector_{name}", [vector] * operands, vector, lanes, "internal")

    def add(self, left: Term, right: Term) -> Term:
        return self.two("fadd", left, right)

    def minus(self, left: Term, right: Term) -> Term:
        return self.two("fsub", left, right)

    def times(self, left: Term, right: Term) -> Term:
        return self.two("fmul", left, right)

    def negative(self, value: Term) -> Term:
        return self.let(value.type, f"fneg {value.type} {value}")

    def fused(self, left: Term, right: Term, more: Term) -> Term:
        """Return left * right + more, rounded once."""
        return self.intrinsic("fma", left, right, more)

    def rest(self, left: Term, right: Term, product: Term) -> Term:
        """Return what a product rounded away."""
        return self.fused(left, right, self.negative(product))

    def series(self, value: Term, coefficients: list[float]) -> Term:
        """Return a polynomial, its coefficients from the constant one up."""
        total = self.constant(coefficients[-1])
        for coefficient in reversed(coefficients[:-1]):
            total = self.fused(total, value, self.constant(coefficient))
        return total

    def absolute(self, value: Term) -> Term:
        return self.intrinsic("fabs", value)

    def with_sign_of(self, size: Term, sign: Term) -> Term:
        return self.intrinsic("copysign", size, sign)

    def is_whole(self, value: Term) -> Term:
        return self.compare("fcmp oeq", self.intrinsic("rint", value), value)

    def power_of_two(self, exponent: Term) -> Term:
        """Return two to a whole power that is no further from nought than 1022."""
        biased = self.two("add", exponent, self.whole_constant(BIAS))
        return self.cast("bitcast", self.two("shl", biased, self.whole_constant(FRACTION_BITS)), self.number)

    def exponential(self, high: Term, low: Term) -> Term:
        """Return the exponential of the sum of two numbers, the second small beside the first."""
        many = self.compare("fcmp ogt", high, self.constant(LARGEST))
        few = self.compare("fcmp olt", high, self.constant(LEAST))
        shifted = self.fused(high, self.constant(LOG2_E), self.constant(ROUNDING))
        twos = self.minus(shifted, self.constant(ROUNDING))
        near = self.fused(self.negative(twos), self.constant(LN2_HIGH), high)
        taken = self.times(twos, self.constant(LN2_LOW))
        rest = self.minus(near, taken)
        rounded = self.add(self.minus(self.minus(near, rest), taken), low)
        # 1 + r + r * r * (1/2! + r/3! + ...), where 1 + r is kept as the sum of two numbers
        tail = self.series(rest, [1 / math.factorial(k) for k in range(2, TERMS_OF_EXP + 1)])
        square = self.times(rest, rest)
        grows = self.fused(rounded, self.fused(square, tail, rest), rounded)
        more = self.fused(square, tail, grows)
        one = self.add(self.constant(1.0), rest)
        lost = self.minus(rest, self.minus(one, self.constant(1.0)))
        grown = self.add(one, self.add(lost, more))
        bits = self.cast("bitcast", shifted, self.whole)
        exponent = self.two("shl", bits, self.whole_constant(FRACTION_BITS - 1))
        exponent = self.two("ashr", exponent, self.whole_constant(FRACTION_BITS - 1))
        half = self.two("ashr", exponent, self.whole_constant(1))
        other = self.two("sub", exponent, half)
        found = self.times(self.times(grown, self.power_of_two(half)), self.power_of_two(other))
        found = self.select(many, self.constant(math.inf), found)
        found = self.select(few, self.constant(0.0), found)
        return self.select(self.compare("fcmp uno", high, high), high, found)

    def logarithm(self, value: Term) -> tuple[Term, Term]:
        """Return the logarithm of a number above zero as the sum of two numbers; of zero and infinity too."""
        small = self.compare("fcmp olt", value, self.constant(SMALLEST_NORMAL))
        normal = self.select(small, self.times(value, self.constant(2.0**54)), value)
        bits = self.cast("bitcast", normal, self.whole)
        above = self.two("sub", bits, self.whole_constant(ROOT_HALF_BITS))
        exponent = self.two("ashr", above, self.whole_constant(FRACTION_BITS))
        mantissa_bits = self.two("sub", bits, self.two("shl", exponent, self.whole_constant(FRACTION_BITS)))
        mantissa = self.cast("bitcast", mantissa_bits, self.number)
        shifted = self.two("add", exponent, self.whole_constant(SHIFT + WHOLE_FROM_BITS))
        twos = self.minus(self.cast("bitcast", shifted, self.number), self.constant(2.0**52 + SHIFT))
        twos = self.minus(twos, self.select(small, self.constant(54.0), self.constant(0.0)))
        high, low = self._of_mantissa(mantissa, twos)
        zero = self.compare("fcmp oeq", value, self.constant(0.0))
        endless = self.compare("fcmp oeq", value, self.constant(math.inf))
        high = self.select(zero, self.constant(-math.inf), self.select(endless, self.constant(math.inf), high))
        either = self.two("or", zero, endless)
        return high, self.select(either, self.constant(0.0), low)

    def _of_mantissa(self, mantissa: Term, twos: Term) -> tuple[Term, Term]:
        """Return twos * log(2) + log(mantissa), from s = (m - 1) / (m + 1): log(m) = 2 s + 2 s**3 / 3 + ..."""
        less = self.minus(mantissa, self.constant(1.0))
        more = self.add(less, self.constant(2.0))
        more_low = self.minus(less, self.minus(more, self.constant(2.0)))
        inverse = self.two("fdiv", self.constant(1.0), more)
        s = self.times(less, inverse)
        left = self.fused(self.negative(s), more_low, self.fused(self.negative(s), more, less))
        s_low = self.times(left, inverse)
        square = self.times(s, s)
        square_low = self.fused(self.add(s, s), s_low, self.rest(s, s, square))
        cube = self.times(s, square)
        cube_low = self.fused(s_low, square, self.fused(s, square_low, self.rest(s, square, cube)))
        third = 2 / 3
        third_low = float(Fraction(2, 3) - Fraction(third))
        second = self.times(cube, self.constant(third))
        second_low = self.fused(cube, self.constant(third_low), self.rest(cube, self.constant(third), second))
        second_low = self.fused(cube_low, self.constant(third), second_low)
        tail = self.series(square, [2 / (2 * k + 1) for k in range(2, TERMS_OF_LOG + 1)])
        tail = self.times(self.times(cube, square), tail)
        whole, first = self.times(twos, self.constant(LN2_HIGH)), self.add(s, s)
        total = self.add(whole, first)
        rounded = self.minus(first, self.minus(total, whole))
        both = self.add(total, second)
        rounded = self.add(rounded, self.minus(second, self.minus(both, total)))
        small = self.fused(twos, self.constant(LN2_LOW), self.add(self.add(s_low, s_low), second_low))
        small = self.add(self.add(small, tail), rounded)
        high = self.add(both, small)
        return high, self.minus(small, self.minus(high, both))


def _exp(lanes: int) -> str:
    code = _Arithmetic("exp", 1, lanes)
    return code.close(code.exponential(code.arguments[0], code.constant(0.0)))


def _log(lanes: int) -> str:
    code = _Arithmetic("log", 1, lanes)
    (value,) = code.arguments
    high, low = code.logarithm(value)
    known = code.compare("fcmp oge", value, code.constant(0.0))
    return code.close(code.select(known, code.add(high, low), code.constant(math.nan)))


def _pow(lanes: int) -> str:
    code = _Arithmetic("pow", 2, lanes)
    base, exponent = code.arguments
    size = code.absolute(base)
    high, low = code.logarithm(size)
    power = code.times(exponent, high)
    far = code.compare("fcmp ogt", code.absolute(power), code.constant(2.0**10))
    rest = code.fused(exponent, low, code.rest(exponent, high, power))
    found = code.exponential(power, code.select(far, code.constant(0.0), rest))
    one = code.constant(1.0)
    # of a negative number: odd whole powers are negative, and what is no whole power is not a number
    half_whole = code.is_whole(code.times(exponent, code.constant(0.5)))
    whole = code.is_whole(exponent)
    odd = code.two("and", whole, code.two("xor", half_whole, _all_true(code)))
    found = code.select(odd, code.with_sign_of(found, base), found)
    below = code.compare("fcmp olt", base, code.constant(0.0))
    below = code.two("and", below, code.compare("fcmp one", size, code.constant(math.inf)))
    lost = code.two("and", below, code.two("xor", whole, _all_true(code)))
    found = code.select(lost, code.constant(math.nan), found)
    endless = code.compare("fcmp oeq", code.absolute(exponent), code.constant(math.inf))
    unit = code.two("and", endless, code.compare("fcmp oeq", size, one))
    found = code.select(unit, one, found)
    found = code.select(code.compare("fcmp uno", base, base), base, found)
    found = code.select(code.compare("fcmp oeq", exponent, code.constant(0.0)), one, found)
    return code.close(code.select(code.compare("fcmp oeq", base, one), one, found))


def _all_true(code: Function) -> Term:
    one = "true" if code.lanes == 1 else f"<{', '.join(['i1 true'] * code.lanes)}>"
    return Term(one, code.truth)
