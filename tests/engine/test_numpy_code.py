"""The code that is written: common parts once, still parts beforehand, matrix products, and memory used again."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care2040.engine.compiler.numpy_code import numpy_program, shifted, weigh
from care2040.engine.compiler.trace import Computation
from care2040.language.equations import where
from care2040.language.symbols import Tape
from care2040.language.units import unit

PRIMES = {"district": tuple("ab"), "age": (0, 1, 2), "sex": tuple("vwxyz"), "tenure": tuple("abcdefg")}
ONES = {axis: members[:1] for axis, members in PRIMES.items()}
READS = {
    "residents": ("district", "age", "sex"),
    "homes": ("district", "tenure"),
    "rate": ("age", "sex"),
    "schedule": ("age",),
    "pattern": ("age", "tenure"),
    "level": (),
}


def compiled(law, moving=frozenset(READS), states=frozenset()):
    """Compile what a law makes of symbols; the law gives one symbol or several."""
    tape = Tape(PRIMES)
    given = {name: tape.given(name, own, unit("dimensionless")) for name, own in READS.items()}
    wanted = law(*(given[name] for name in law.__code__.co_varnames[: law.__code__.co_argcount]))
    wanted = list(wanted) if isinstance(wanted, tuple) else [wanted]
    return numpy_program(Computation.of(wanted, tape, moving), frozenset(states))


def values_for(runs):
    numbers = np.random.default_rng(7)
    return {name: numbers.uniform(0.1, 2, (*(len(PRIMES[a]) for a in own), runs)) for name, own in READS.items()}


def weighted_sum_over_the_last_axis(residents, rate):
    return (residents.sum("sex") * rate.max("sex")).sum("age")


def weighted_sum_with_a_new_axis(residents, pattern):
    return (residents.sum("sex") * pattern).sum("age")


def turned_weights(homes, pattern):
    return (homes * pattern).sum("tenure")


def weighted_sum_over_an_inner_axis(residents, schedule):
    return (residents * schedule).sum("age")


def used_twice(residents, rate):
    product = residents * rate
    return product.sum("sex") / product.sum(("age", "sex"))


def test_a_common_part_is_computed_once():
    def twice(residents, level):
        return np.exp(residents * level) + 1 / (1 + np.exp(residents * level))

    source = compiled(twice).source
    assert source.count("np.exp(") == 1
    assert source.count("np.multiply(") == 1


def test_what_does_not_move_is_computed_beforehand():
    def mixed(residents, rate, level):
        return residents * (np.exp(-rate) * level + np.log(level))

    program = compiled(mixed, {"residents"})
    before, during = program.source.split("def evaluate")
    assert before.count("np.") == 5
    assert during.count("np.") == 1
    assert program.operations == 1
    values = values_for(3)
    prepared = program.prepare({name: values[name] for name in ("rate", "level")})
    (found,) = program.evaluate({"residents": values["residents"]}, prepared)
    expected = values["residents"] * (np.exp(-values["rate"]) * values["level"] + np.log(values["level"]))
    np.testing.assert_allclose(found, expected, rtol=1e-14)


def test_what_moves_is_read_anew_each_time():
    def mixed(residents, level):
        return residents * level

    program = compiled(mixed, {"residents"})
    values = values_for(1)
    prepared = program.prepare(values)
    changed = {"residents": 2 * values["residents"], "level": 100 * values["level"]}
    (found,) = program.evaluate(changed, prepared)
    np.testing.assert_allclose(found, 2 * values["residents"] * values["level"], rtol=1e-15)


@pytest.mark.parametrize(
    ("law", "moving"),
    [
        (weighted_sum_over_the_last_axis, {"residents"}),
        (weighted_sum_with_a_new_axis, {"residents"}),
        (turned_weights, {"homes"}),
    ],
)
def test_a_weighted_sum_becomes_a_matrix_product(law, moving):
    during = compiled(law, moving).source.split("def evaluate")[1]
    assert "weigh(" in during
    assert "np.multiply(v" not in during.split("weigh(")[0]


@pytest.mark.parametrize(
    ("law", "moving"),
    [
        (weighted_sum_over_the_last_axis, {"residents", "rate"}),
        (weighted_sum_over_an_inner_axis, {"residents"}),
        (used_twice, {"residents"}),
    ],
)
def test_a_sum_that_is_no_matrix_product_stays_a_sum(law, moving):
    assert "weigh(" not in compiled(law, moving).source


lengths = st.integers(1, 5)


@given(
    lead=st.lists(lengths, max_size=2),
    extra=st.one_of(st.just(()), lengths.map(lambda length: (length,))),
    folded=lengths,
    runs=lengths,
    wide=st.booleans(),
    seed=st.integers(0, 99),
)
def test_weigh_is_the_plain_sum_in_every_layout(lead, extra, folded, runs, wide, seed):
    numbers = np.random.default_rng(seed)
    weights = numbers.normal(size=(*extra, folded, runs if wide else 1))
    values = numbers.normal(size=(*lead, folded, runs))
    full = np.broadcast_to(weights, (*extra, folded, runs))
    places = "xy"[: len(lead)]
    expected = np.einsum(f"{'e' * len(extra)}fr,{places}fr->{places}{'e' * len(extra)}r", full, values)
    found = weigh(weights, values)
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


SUBSETS = [axes for count in range(1, 5) for axes in combinations(PRIMES, count)]


@pytest.mark.slow
@pytest.mark.parametrize("axes", [PRIMES, ONES], ids=["primes", "ones"])
@pytest.mark.parametrize("runs", [(1, 1), (1, 11), (11, 11), (11, 1)], ids=str)
@pytest.mark.parametrize("weights", SUBSETS, ids="-".join)
def test_a_compiled_weighted_sum_is_the_plain_sum_for_any_axes(weights, axes, runs):
    numbers = np.random.default_rng(3)
    letters = {axis: axis[0] for axis in axes} | {"run": "r"}
    for values, over in [(values, over) for values in SUBSETS for over in PRIMES if over in (*weights, *values)]:
        own = {"weight": weights, "value": values}
        tape = Tape(axes)
        symbols = {name: tape.given(name, dims, unit("dimensionless")) for name, dims in own.items()}
        total = (symbols["weight"] * symbols["value"]).sum(over)
        program = numpy_program(Computation.of([total], tape, ["value"]))
        lengths = {name: [len(axes[axis]) for axis in dims] for name, dims in own.items()}
        arrays = {name: numbers.normal(size=(*lengths[name], count)) for name, count in zip(own, runs, strict=True)}
        spread = {name: np.broadcast_to(array, (*array.shape[:-1], max(runs))) for name, array in arrays.items()}
        left, right = ("".join(letters[axis] for axis in (*dims, "run")) for dims in own.values())
        folded = "".join(letters[axis] for axis in axes if axis in (*weights, *values) and axis != over)
        expected = np.einsum(f"{left},{right}->{folded}r", spread["weight"], spread["value"])
        (found,) = program.evaluate(arrays, program.prepare(arrays))
        np.testing.assert_allclose(np.broadcast_to(found, expected.shape), expected, rtol=1e-12, atol=1e-12)


def test_an_operation_writes_into_what_nobody_needs_any_more():
    def chain(residents, rate):
        return np.exp(-residents) * rate + 1

    states = {"residents"}
    code = compiled(chain, states, states).source
    assert code.count("out=") == 3
    assert "out=v0)" not in code
    assert "out=" not in compiled(chain, states).source


def test_what_is_returned_or_given_is_not_written_over():
    def results(residents, rate):
        bent = np.exp(-residents)
        return bent, bent * rate, residents, (bent * rate).sel(sex="v"), bent * rate + 1

    program = compiled(results, {"residents"}, {"residents"})
    values = values_for(3)
    given = {name: array.copy() for name, array in values.items()}
    bent, product, people, one, more = program.evaluate(given, program.prepare(given))
    expected = np.exp(-values["residents"])
    np.testing.assert_array_equal(bent, expected)
    np.testing.assert_array_equal(product, expected * values["rate"])
    np.testing.assert_array_equal(people, values["residents"])
    np.testing.assert_array_equal(one, (expected * values["rate"])[:, :, 0])
    np.testing.assert_array_equal(more, expected * values["rate"] + 1)
    np.testing.assert_array_equal(given["residents"], values["residents"])


def test_an_array_is_kept_while_a_member_of_it_is_needed():
    def both(residents):
        bent = np.exp(-residents)
        return bent.sel(age=0), (bent + 1) * 2

    program = compiled(both, {"residents"}, {"residents"})
    values = values_for(2)
    first, rest = program.evaluate(values, program.prepare(values))
    np.testing.assert_array_equal(first, np.exp(-values["residents"])[:, 0])
    np.testing.assert_allclose(rest, (np.exp(-values["residents"]) + 1) * 2, rtol=1e-15)


def grown(draw, given, tape, steps):
    """Return symbols made by random operations, most of them on one that was made just before."""
    symbols = list(given.values())
    for _ in range(steps):
        one, other = symbols[-draw(st.integers(1, min(3, len(symbols))))], draw(st.sampled_from(symbols))
        options = [np.exp(-abs(one)), -one, one + other, one - other, one * other, np.minimum(one, other), one + 1]
        options += [where(one > other, one, other), np.tanh(one), one * one]
        for axis in one.node.axes[:2]:
            last = one.sel(**{axis: tape.axes[axis][-1]})
            options += [last, last * other, one.sum(axis), one.max(axis), one.cumsum(axis)]
            options += [one.shift(**{axis: 1}, fill_value=0)]
        symbols.append(draw(st.sampled_from(options)))
    return symbols


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(data=st.data(), steps=st.integers(2, 14), runs=st.sampled_from([1, 4]))
def test_thrift_changes_no_number_and_none_that_was_given(data, steps, runs):
    tape = Tape(PRIMES)
    given = {name: tape.given(name, READS[name], unit("dimensionless")) for name in ("residents", "rate", "homes")}
    symbols = grown(data.draw, given, tape, steps)
    wanted = data.draw(st.lists(st.sampled_from(symbols[-6:]), min_size=2, max_size=5))
    moving = frozenset({"residents", "homes"})
    values = values_for(runs)
    before = {name: array.copy() for name, array in values.items()}
    asked = Computation.of(wanted, tape, moving)
    plain, thrifty = (numpy_program(asked, states) for states in (frozenset(), moving))
    with np.errstate(over="ignore", invalid="ignore"):
        expected = plain.evaluate(values, plain.prepare(values))
        found = thrifty.evaluate(values, thrifty.prepare(values))
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one, other)
    for name, array in values.items():
        np.testing.assert_array_equal(array, before[name])


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("shape", [(3, 5, 2), (1, 1, 1)])
def test_shifted_moves_one_place_up_and_brings_in_zero(shape, axis):
    values = np.random.default_rng(1).uniform(size=shape)
    found = np.moveaxis(shifted(values, axis), axis, 0)
    expected = np.moveaxis(values, axis, 0)
    assert (found[0] == 0).all()
    np.testing.assert_array_equal(found[1:], expected[:-1])
