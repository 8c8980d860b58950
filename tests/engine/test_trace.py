"""From laws to NumPy: what is compiled gives what the same law gives live on labelled arrays, and what is refused."""

import numpy as np
import pytest
import xarray as xr

from care2040.engine.compiler.numpy_code import numpy_program
from care2040.engine.compiler.trace import Computation, fold_onto, trace
from care2040.language.dependencies import ModelError
from care2040.language.equations import stock, variable, where
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
    "weight": ("district",),
    "level": (),
}


def one_operation_of_each(residents, rate, level):
    return np.maximum(residents, level) - np.minimum(residents, rate) / (1 + residents) * -rate + abs(level - rate)


def powers_and_exponentials(residents, rate, level):
    bent = np.exp(-rate) + np.expm1(rate) + np.log(residents) + np.log1p(rate) + np.tanh(level)
    return bent + residents**level + 2**rate


def choices(residents, homes, rate):
    crowded = residents.sum(("age", "sex")) > homes.sum("tenure")
    rare = where(rate <= 0.5, rate, 1 - rate)
    return where(crowded, residents * rare, where(rate < 0.4, 0, where(residents >= 1, 2, rate > 0.9)))


def middle_axis_is_missing(homes, rate, weight, schedule):
    return (weight * rate) * homes.max("tenure") + schedule * homes.min("tenure")


def weighted_sum(residents, schedule):
    return (residents * schedule).sum("age")


def weighted_sum_over_the_last_axis(residents, rate):
    return (residents.sum("sex") * rate.max("sex")).sum("age")


def weighted_sum_with_a_new_axis(residents, pattern, level):
    return (residents.sum("sex") * pattern).sum("age") * level


def turned_weights(homes, pattern):
    return (homes * pattern).sum("tenure")


def sums_of_several_axes(residents, homes):
    return residents.sum(("district", "sex")) / homes.sum(("district", "tenure"))


def running_total(residents, schedule):
    return np.exp(schedule - residents.cumsum("age"))


def selected(residents, homes):
    return residents.sel(sex="v", age=0) * homes.sel(tenure="a")


def selected_and_used_whole(residents, rate):
    odds = residents * rate
    return odds.sel(age=0) * (odds + 1) / (odds.sel(sex="v") + 2)


def moved_up(residents, rate):
    older = residents * rate
    return residents - older + older.shift(age=1, fill_value=0)


def used_twice(residents, rate):
    product = residents * rate
    return product.sum("sex") / product.sum(("age", "sex"))


def nothing_but_a_number():
    return 0


LAWS = {
    one_operation_of_each: ("district", "age", "sex"),
    powers_and_exponentials: ("district", "age", "sex"),
    choices: ("district", "age", "sex"),
    middle_axis_is_missing: ("district", "age", "sex"),
    weighted_sum: ("district", "sex"),
    weighted_sum_over_the_last_axis: ("district",),
    weighted_sum_with_a_new_axis: ("district", "tenure"),
    turned_weights: ("district", "age"),
    sums_of_several_axes: ("age",),
    running_total: ("district", "age", "sex"),
    selected: ("district",),
    selected_and_used_whole: ("district", "age", "sex"),
    moved_up: ("district", "age", "sex"),
    used_twice: ("district", "age"),
    nothing_but_a_number: ("age", "tenure"),
}


def compiled(equation, axes, moving=frozenset(READS), states=frozenset()):
    """Trace one equation on symbols without a unit and compile it."""
    tape = Tape(axes)
    known = {name: tape.given(name, own, unit("dimensionless")) for name, own in READS.items()}
    trace([equation.name], {equation.name: equation}, known, tape)
    return numpy_program(Computation.of([known[equation.name]], tape, moving), frozenset(states))


def values_for(axes, runs, still=()):
    """Return random positive values (axes..., run); one run of what stands still."""
    numbers = np.random.default_rng(7)
    lengths = {name: [len(axes[axis]) for axis in own] for name, own in READS.items()}
    return {name: numbers.uniform(0.1, 2.0, (*own, 1 if name in still else runs)) for name, own in lengths.items()}


def computed(program, values):
    (result,) = program.evaluate(values, program.prepare(values))
    return result


def live(equation, axes, values):
    """Call the law with labelled arrays and return (axes..., run)."""
    runs = max(array.shape[-1] for array in values.values())
    labelled = {}
    for name in equation.reads:
        filled = np.broadcast_to(values[name], (*values[name].shape[:-1], runs))
        members = {axis: list(axes[axis]) for axis in READS[name]}
        labelled[name] = xr.DataArray(filled, dims=(*READS[name], "run"), coords=members)
    result = equation.of(labelled)
    shape = {**{axis: len(axes[axis]) for axis in equation.axes}, "run": runs}
    return xr.DataArray(result).expand_dims({d: n for d, n in shape.items() if d not in getattr(result, "dims", ())})


def declared(law, own):
    return variable("dimensionless", own)(law).equation


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@pytest.mark.parametrize("axes", [PRIMES, ONES], ids=["primes", "ones"])
@pytest.mark.parametrize("runs", [1, 11])
@pytest.mark.parametrize("still", [(), ("schedule", "rate", "pattern"), tuple(READS)], ids=["all", "some", "none"])
@pytest.mark.parametrize("thrifty", [False, True], ids=["", "thrifty"])
def test_compiled_gives_what_the_law_gives_live(law, axes, runs, still, thrifty):
    equation = declared(law, LAWS[law])
    values = values_for(axes, runs, still)
    before = {name: array.copy() for name, array in values.items()}
    moving = set(READS) - set(still)
    found = computed(compiled(equation, axes, moving, moving if thrifty else ()), values)
    expected = live(equation, axes, values).transpose(*equation.axes, "run").values
    np.testing.assert_allclose(np.broadcast_to(found, expected.shape), expected, rtol=1e-13)
    for name, array in values.items():
        np.testing.assert_array_equal(array, before[name])


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@pytest.mark.parametrize("axes", [PRIMES, ONES], ids=["primes", "ones"])
@pytest.mark.parametrize("still", [(), ("schedule", "rate", "pattern"), tuple(READS)], ids=["all", "some", "none"])
def test_machine_code_gives_what_numpy_gives(law, axes, still, in_machine_code):
    values = values_for(axes, 37, still)
    program = compiled(declared(law, LAWS[law]), axes, set(READS) - set(still))
    expected = computed(program, values)
    found = in_machine_code(program.computation, values, 37)
    np.testing.assert_allclose(found, np.broadcast_to(expected, found.shape), rtol=1e-13)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@pytest.mark.parametrize("axes", [PRIMES, ONES], ids=["primes", "ones"])
@pytest.mark.parametrize("kind", ["wasm", "js"])
def test_a_web_page_gives_what_numpy_gives(law, axes, kind, in_a_page):
    values = values_for(axes, 1)
    program = compiled(declared(law, LAWS[law]), axes, set(READS))
    found = in_a_page(program.computation, values, kind)
    np.testing.assert_allclose(found, np.broadcast_to(computed(program, values), found.shape), rtol=1e-13)


def test_a_law_that_is_one_number_fills_its_axes():
    found = computed(compiled(declared(nothing_but_a_number, ("age", "tenure")), PRIMES), {})
    np.testing.assert_array_equal(found, np.zeros((3, 7, 1)))


def test_infinity_may_stand_in_a_law(in_machine_code):
    def bounded(residents):
        return np.minimum(residents, np.inf) + np.exp(np.maximum(residents, -np.inf) - np.inf)

    def endless():
        return np.inf

    values = values_for(PRIMES, 1)
    found = computed(compiled(declared(bounded, READS["residents"]), PRIMES), values)
    np.testing.assert_array_equal(found, values["residents"])
    assert computed(compiled(declared(endless, ()), PRIMES), {}) == np.inf
    values = values_for(PRIMES, 37)
    program = compiled(declared(bounded, READS["residents"]), PRIMES)
    np.testing.assert_array_equal(in_machine_code(program.computation, values, 37), values["residents"])


def test_what_is_not_a_number_stays_so_in_machine_code(in_machine_code):
    def risky(residents, level):
        return np.minimum(residents, level) + np.maximum(level, residents) * 0 + where(residents > level, 0, 1)

    values = values_for(PRIMES, 37)
    values["residents"][0, 1, 2, 5] = values["level"][9] = np.nan
    values["residents"][1, 0, 0, 7] = np.inf
    program = compiled(declared(risky, READS["residents"]), PRIMES)
    with np.errstate(invalid="ignore"):
        found = in_machine_code(program.computation, values, 37)
        np.testing.assert_allclose(found, np.broadcast_to(computed(program, values), found.shape), rtol=1e-13)


def test_a_number_and_a_value_with_that_place_on_the_tape_are_told_apart():
    def both(residents, homes):
        return (
            residents.sum(("age", "sex")) + homes.sum("tenure") + (homes.sum("tenure") + 1) * (homes.sum("tenure") + 0)
        )

    equation = declared(both, ("district",))
    values = values_for(PRIMES, 1)
    people, dwellings = values["residents"].sum((1, 2)), values["homes"].sum(1)
    found = computed(compiled(equation, PRIMES), values)
    np.testing.assert_allclose(found, people + dwellings + (dwellings + 1) * dwellings, rtol=1e-14)


def test_a_product_of_a_value_with_itself_is_summed():
    def squares(homes):
        return (homes * homes).sum("tenure")

    values = values_for(PRIMES, 3)
    found = computed(compiled(declared(squares, ("district",)), PRIMES), values)
    np.testing.assert_allclose(found, (values["homes"] ** 2).sum(1), rtol=1e-14)


def test_axes_that_are_not_declared_are_summed_away():
    tape = Tape(PRIMES)
    full = tape.given("residents", READS["residents"], unit("person"))
    assert fold_onto(full, ("age", "tenure"), PRIMES).node.axes == ("age",)
    assert fold_onto(full, READS["residents"], PRIMES).index == full.index


def refused(law, kind=variable, in_unit="dimensionless", axes=()):
    """Return what the compiler says of a law that reads people and homes."""
    equation = kind(in_unit, axes)(law).equation
    tape = Tape(PRIMES)
    known = {
        "people": tape.given("people", ("district", "age"), unit("person")),
        "homes": tape.given("homes", ("district",), unit("dwelling")),
    }
    with pytest.raises(ModelError) as caught:
        trace([equation.name], {equation.name: equation}, known, tape)
    return str(caught.value)


def test_a_law_whose_unit_is_not_the_declared_one_is_refused_by_name_and_place():
    def crowding(people, homes):
        return people.sum("age") / homes

    message = refused(crowding, in_unit="dwelling/person", axes=("district",))
    assert message.startswith("'crowding': the law gives 'person/dwelling', but is declared in 'dwelling/person'")
    assert f"test_trace.py:{crowding.__code__.co_firstlineno})" in message


def test_units_that_do_not_balance_inside_a_law_are_refused_by_name_and_place():
    def total(people, homes):
        return people + homes

    message = refused(total, in_unit="person", axes=("district", "age"))
    assert message.startswith("'total': 'person' and 'dwelling' are not the same unit (")
    assert "test_trace.py:" in message


def test_a_number_other_than_zero_is_dimensionless():
    def start():
        return 5

    assert "the law gives 'dimensionless', but is declared in 'person'" in refused(start, stock, "person")


def test_an_axis_that_is_not_declared_is_refused():
    def total(people):
        return people

    assert "'total': the law gives the axis 'age', which is not declared" in refused(
        total, in_unit="person", axes=("district",)
    )


def without_return(people):
    people.sum("age")


def array_of_numbers(people):
    return np.zeros(3)


def value_if(people):
    return 1 if people.sum(("district", "age")) > 0 else 0


def outside_the_language(people):
    return people.mean("age")


def indexed(people):
    return people[0]


def length(people):
    return len(people)


def folded_by_number(people):
    return people.sum(axis=0)


def looped(people):
    return sum(people)


@pytest.mark.parametrize(
    ("law", "complaint"),
    [
        (without_return, "the law gives NoneType"),
        (array_of_numbers, "the law gives ndarray"),
        (value_if, "use equations.where"),
        (outside_the_language, "has no attribute 'mean'"),
        (indexed, "not subscriptable"),
        (length, "no len()"),
        (folded_by_number, "'axis'"),
        (looped, "does not loop over members"),
    ],
)
def test_a_law_that_does_what_the_language_has_not_is_refused_by_name_and_place(law, complaint):
    message = refused(law)
    assert message.startswith(f"'{law.__name__}': ")
    assert complaint in message
    assert f"test_trace.py:{law.__code__.co_firstlineno})" in message
