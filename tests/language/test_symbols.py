"""The language of the laws: which operations it has, what they do to units and axes, and what it refuses."""

import math
import operator

import numpy as np
import pytest
import xarray as xr

from care2040.language.equations import where
from care2040.language.operations import ELEMENTWISE
from care2040.language.symbols import Along, Symbol, Tape
from care2040.language.unit_rules import TraceError
from care2040.language.units import unit, written

AXES = {"district": ("west", "oost"), "age": (0, 1, 2), "sex": ("male", "female", "third", "fourth", "fifth")}


@pytest.fixture
def tape():
    return Tape(AXES)


def people(tape, *axes, name="people"):
    return tape.given(name, axes, unit("person"))


def homes(tape, *axes, name="homes"):
    return tape.given(name, axes, unit("dwelling"))


def plain(tape, *axes, name="plain"):
    return tape.given(name, axes, unit("dimensionless"))


SAME_UNIT = ("add", "subtract", "minimum", "maximum")
COMPARED = ("less", "less_equal", "greater", "greater_equal")
KEPT = ("negative", "absolute")
BARE = ("exp", "expm1", "log", "log1p", "tanh")
COMBINED = {"multiply": "dwelling*person", "divide": "person/dwelling"}


def test_every_rule_of_the_language_is_tested_here():
    assert {*SAME_UNIT, *COMPARED, *KEPT, *BARE, *COMBINED, "power", "where"} == set(ELEMENTWISE)


@pytest.mark.parametrize("name", SAME_UNIT)
def test_sums_and_extremes_keep_the_unit_they_share(tape, name):
    result = getattr(np, name)(people(tape), people(tape, name="others"))
    assert written(result.node.unit) == "person"


@pytest.mark.parametrize("name", [*SAME_UNIT, *COMPARED])
def test_values_of_two_units_are_not_added_or_compared(tape, name):
    with pytest.raises(TraceError, match="'person' and 'dwelling' are not the same unit"):
        getattr(np, name)(people(tape), homes(tape))


@pytest.mark.parametrize("name", [*SAME_UNIT, *COMPARED])
@pytest.mark.parametrize("number", [1, -2.5, np.float64(3), np.int64(4)])
def test_a_number_is_dimensionless(tape, name, number):
    assert getattr(np, name)(plain(tape), number).node.unit.dimensionless
    with pytest.raises(TraceError, match="'person' and 'dimensionless' are not the same unit"):
        getattr(np, name)(people(tape), number)


@pytest.mark.parametrize("name", SAME_UNIT)
@pytest.mark.parametrize("number", [0, 0.0, math.inf, -math.inf])
def test_zero_and_infinity_have_every_unit(tape, name, number):
    assert written(getattr(np, name)(people(tape), number).node.unit) == "person"
    assert written(getattr(np, name)(number, people(tape)).node.unit) == "person"


@pytest.mark.parametrize("name", COMPARED)
def test_a_comparison_has_no_unit(tape, name):
    assert getattr(np, name)(people(tape), people(tape, name="others")).node.unit.dimensionless
    assert getattr(np, name)(people(tape), 0).node.unit.dimensionless


@pytest.mark.parametrize(("name", "expected"), COMBINED.items())
def test_products_combine_units(tape, name, expected):
    assert written(getattr(np, name)(people(tape), homes(tape)).node.unit) == expected
    assert written(getattr(np, name)(people(tape), 2).node.unit) == "person"


def test_units_cancel(tape):
    assert (people(tape) / homes(tape) * homes(tape) / people(tape)).node.unit.dimensionless


@pytest.mark.parametrize("name", KEPT)
def test_the_sign_does_not_touch_the_unit(tape, name):
    assert written(getattr(np, name)(people(tape)).node.unit) == "person"


@pytest.mark.parametrize("name", BARE)
def test_exponentials_and_logarithms_take_plain_values_only(tape, name):
    assert getattr(np, name)(plain(tape)).node.unit.dimensionless
    with pytest.raises(TraceError, match="dimensionless values only, not 'person'"):
        getattr(np, name)(people(tape))


def test_powers_take_plain_values_only_below_and_above(tape):
    assert (plain(tape) ** plain(tape, name="other")).node.unit.dimensionless
    assert (2 ** plain(tape)).node.unit.dimensionless
    with pytest.raises(TraceError, match="not 'person'"):
        people(tape) ** 2
    with pytest.raises(TraceError, match="not 'person'"):
        plain(tape) ** people(tape)


def test_where_wants_one_unit_of_its_two_choices(tape):
    condition = people(tape) > people(tape, name="others")
    assert written(where(condition, homes(tape), 0).node.unit) == "dwelling"
    assert where(condition, 1, 0).node.unit.dimensionless
    with pytest.raises(TraceError, match="'dwelling' and 'person' are not the same unit"):
        where(condition, homes(tape), people(tape))


def test_axes_are_joined_in_the_order_of_the_model_however_they_are_written(tape):
    late, early = people(tape, "sex"), homes(tape, "district", "age")
    assert (late * early).node.axes == (early * late).node.axes == ("district", "age", "sex")
    assert where(late > 0, early, 0).node.axes == ("district", "age", "sex")


@pytest.mark.parametrize("fold", ["sum", "max", "min"])
def test_folds_drop_their_axes_and_keep_the_unit(tape, fold):
    full = people(tape, "district", "age", "sex")
    assert getattr(full, fold)("age").node.axes == ("district", "sex")
    both = getattr(full, fold)(("sex", "district"))
    assert both.node.axes == ("age",)
    assert both.index == getattr(full, fold)(("district", "sex")).index
    assert written(both.node.unit) == "person"


def test_cumsum_keeps_axes_and_unit(tape):
    result = people(tape, "district", "age").cumsum("age")
    assert (result.node.axes, written(result.node.unit)) == (("district", "age"), "person")


def test_shift_goes_one_place_up_and_keeps_axes_and_unit(tape):
    full = people(tape, "district", "age")
    moved = full.shift(age=1, fill_value=0)
    assert (moved.node.axes, written(moved.node.unit)) == (("district", "age"), "person")
    for call in ({"age": 2}, {"age": -1}, {"age": 1, "fill_value": 5}, {"age": 1, "district": 1}, {}):
        with pytest.raises(TraceError, match="one place up and brings in zero"):
            full.shift(**call)
    with pytest.raises(TraceError, match="no axis 'sex' here"):
        full.shift(sex=1)


def test_a_factor_without_the_axis_is_taken_out_of_a_sum(tape):
    narrow, wide = plain(tape, "district", name="narrow"), people(tape, "district", "age")
    for total in ((narrow * wide).sum("age"), (wide * narrow).sum("age")):
        assert total.node.operation == "multiply"
        assert (total.node.axes, written(total.node.unit)) == (("district",), "person")
    assert (wide * narrow).sum(("district", "age")).node.operation == "sum"


def test_sel_takes_members_by_name(tape):
    taken = people(tape, "district", "age", "sex").sel(sex="third", age=2)
    assert taken.node.axes == ("district",)
    positions = {tape.nodes[taken.index].detail, tape.nodes[taken.node.takes[0]].detail}
    assert positions == {Along(("age",), 2), Along(("sex",), 2)}


@pytest.mark.parametrize("fold", ["sum", "max", "min", "cumsum"])
def test_an_axis_that_is_not_there_is_refused_with_those_that_are(tape, fold):
    with pytest.raises(TraceError, match="no axis 'sex' here; there is: district, age"):
        getattr(people(tape, "district", "age"), fold)("sex")
    with pytest.raises(TraceError, match="no axis 'sex' here; there is: none"):
        getattr(people(tape), fold)("sex")


def test_an_unknown_member_is_refused_with_the_members_there_are(tape):
    with pytest.raises(TraceError, match="'zuid' is not on the axis 'district'; it has: west, oost"):
        people(tape, "district").sel(district="zuid")
    with pytest.raises(TraceError, match="no axis 'age' here"):
        people(tape, "district").sel(age=0)


@pytest.mark.parametrize(
    ("law", "hint"),
    [
        (lambda x: 1 if x > 0 else 0, "equations.where"),
        (lambda x: x and 1, "equations.where"),
        (lambda x: not x, "equations.where"),
        (lambda x: max(x, 1), "np.maximum"),
        (lambda x: min(x, 1), "np.maximum"),
        (math.exp, "not those of 'math'"),
        (math.sqrt, "not those of 'math'"),
        (float, "no number yet"),
        (lambda x: [one * 2 for one in x], "does not loop over members"),
        (sum, "does not loop over members"),
        (np.sin, "'sin' is not in the language; it has: absolute, add"),
        (np.sqrt, "'sqrt' is not in the language"),
        (lambda x: x % 2, "'remainder' is not in the language"),
        (lambda x: x // 2, "'floor_divide' is not in the language"),
        (lambda x: x == 1, "'equal' is not in the language"),
        (np.add.reduce, "'add' is not in the language"),
        (lambda x: np.multiply(x, 2, where=True), "'multiply' is not in the language"),
        (lambda x: np.where(x > 0, x, 0), "'numpy.where' is not in the language; .* equations.where"),
        (lambda x: np.sum(x), "'numpy.sum' is not in the language"),
        (lambda x: np.clip(x, 0, 1), "'numpy.clip' is not in the language"),
        (lambda x: np.stack([x, x]), "'numpy.stack' is not in the language"),
    ],
)
def test_what_needs_a_value_or_is_not_in_the_language_is_refused_with_a_way_out(tape, law, hint):
    with pytest.raises(TraceError, match=hint):
        law(plain(tape, "district"))


@pytest.mark.parametrize(
    ("other", "kind"),
    [
        (np.array([1.0, 2.0]), "ndarray"),
        (np.array(1.0), "ndarray"),
        ([1, 2], "list"),
        ("text", "str"),
        (None, "NoneType"),
        (xr.DataArray([1.0, 2.0], dims="district"), "(DataArray|ndarray)"),
    ],
)
@pytest.mark.parametrize("operation", [operator.add, operator.mul, operator.gt])
def test_a_law_works_with_numbers_and_what_it_reads_only(tape, other, kind, operation):
    with pytest.raises(TraceError, match=f"with what it reads, not with {kind}"):
        operation(plain(tape, "district"), other)
    with pytest.raises(TraceError, match=f"with what it reads, not with {kind}"):
        operation(other, plain(tape, "district"))


def test_where_refuses_what_is_not_a_number_too(tape):
    with pytest.raises(TraceError, match="not with list"):
        where(plain(tape) > 0, [1, 2], 0)


def test_equal_operations_are_written_once(tape):
    x, y = plain(tape, "age", name="x"), plain(tape, "age", name="y")
    first = np.exp(x * y) + 1
    count = len(tape.nodes)
    assert (np.exp(x * y) + 1).index == first.index
    assert len(tape.nodes) == count


@pytest.mark.parametrize("operation", [operator.add, operator.sub, operator.mul, operator.truediv, operator.pow])
@pytest.mark.parametrize("number", [0.0, 1.0, 2.0])
def test_a_number_is_not_mistaken_for_the_symbol_with_that_place(tape, operation, number):
    symbols = [plain(tape, "age", name=name) for name in ("x", "y", "z")]
    for one in symbols:
        assert operation(one, symbols[int(number)]).index != operation(one, number).index
        assert operation(symbols[int(number)], one).index != operation(number, one).index


def test_numbers_of_different_units_are_different(tape):
    assert tape.number(0.0, unit("person")).index != tape.number(0.0, unit("dwelling")).index


def test_where_gives_the_same_for_numbers_arrays_and_labelled_arrays():
    assert where(True, 1.0, 2.0) == 1.0
    values = np.array([-1.0, 2.0, -3.0])
    expected = np.array([0.0, 2.0, 0.0])
    np.testing.assert_array_equal(where(values > 0, values, 0), expected)
    labelled = xr.DataArray(values, dims="age")
    chosen = where(labelled > 0, labelled, 0)
    assert chosen.dims == ("age",)
    np.testing.assert_array_equal(chosen.values, expected)


def test_spread_repeats_along_axes_and_leaves_alone_what_has_them(tape):
    narrow = people(tape, "age")
    wide = narrow.spread(("district", "age"))
    assert isinstance(wide, Symbol)
    assert wide.node.axes == ("district", "age")
    assert wide.spread(("district", "age")).index == wide.index
