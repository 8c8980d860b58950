"""The loop plan: each rewriting on small tapes whose axes have lengths that nothing else has."""

from math import prod

import numpy as np
import pytest

from care2040.engine.compiler.trace import Computation
from care2040.engine.plan.lowering import lower
from care2040.engine.plan.nests import Load, Memory, Operation, Place
from care2040.engine.plan.schedule import Made, Schedule
from care2040.language.equations import where
from care2040.language.symbols import Given, Tape
from care2040.language.units import unit

AXES = {"district": tuple(range(3)), "age": tuple(range(7)), "sex": tuple(range(2)), "tenure": ("one",)}
NONE = unit("dimensionless")
X, Y = ("district", "age", "sex"), ("age", "sex")


class Plan:
    """A tape with what is given to it, lowered when it is asked for."""

    def __init__(self, axes=AXES, **given):
        self.tape, self.memory = Tape(axes), Memory()
        self.symbols = {name: self.tape.given(name, own, NONE) for name, own in given.items()}
        self.places = {name: self.take(own) for name, own in given.items()}

    def __getattr__(self, name):
        return self.symbols[name]

    def take(self, axes):
        return self.memory.take("own", axes, tuple(len(self.tape.axes[axis]) for axis in axes))

    def known(self, index):
        detail = self.tape.nodes[index].detail
        return self.places[detail.name] if isinstance(detail, Given) else None

    def nests(self, *wanted):
        self.results = [self.take(symbol.node.axes) for symbol in wanted]
        pairs = [(symbol.index, place) for symbol, place in zip(wanted, self.results, strict=True)]
        return lower(self.tape, pairs, self.known, self.memory)


def loops(nest):
    return [(loop.name, loop.length) for loop in nest.loops]


def test_what_is_used_once_is_computed_where_it_is_used():
    plan = Plan(x=X, y=X)
    (nest,) = plan.nests((plan.x + plan.y) * plan.x)
    assert isinstance(nest.value, Operation)
    assert nest.value.name == "multiply"
    assert nest.into == Load("own", plan.results[0].base, (("district.age.sex", 1),))


def test_what_is_used_twice_is_kept_and_read():
    plan = Plan(x=X, y=X)
    both = plan.x + plan.y
    first, second, third = plan.nests(both * plan.x, both * plan.y)
    assert first.into.region == "scratch"
    kept = Load("scratch", first.into.base, first.into.strides)
    assert kept in {*second.loads}
    assert kept in {*third.loads}


def test_what_lacks_an_axis_of_its_reader_is_computed_in_a_nest_of_its_own():
    plan = Plan(x=X, y=("district",))
    first, second = plan.nests(plan.x * (plan.y + 1.0))
    assert loops(first) == [("district", 3)]
    assert loops(second) == [("district", 3), ("age.sex", 14)]


def test_axes_that_lie_next_to_each_other_in_everything_are_one_loop():
    plan = Plan(x=X, y=X)
    (nest,) = plan.nests(plan.x * plan.y)
    assert loops(nest) == [("district.age.sex", 42)]


@pytest.mark.parametrize(
    ("own", "expected"), [(Y, [3, 14]), (("district", "sex"), [3, 7, 2]), (("district", "age"), [21, 2])]
)
def test_axes_that_somebody_lacks_stay_loops_of_their_own(own, expected):
    plan = Plan(x=X, y=own)
    (nest,) = plan.nests(plan.x * plan.y)
    assert [loop.length for loop in nest.loops] == expected


def test_what_is_gathered_is_not_merged_with_what_is_not():
    plan = Plan(x=X)
    (nest, _) = plan.nests(plan.x.sum("sex"))
    assert loops(nest) == [("district.age", 21), ("sex", 2)]
    assert nest.gathered == 1
    assert nest.stored_in == 1


def test_two_axes_that_are_gathered_together_are_one_loop():
    plan = Plan(x=X)
    (nest, _) = plan.nests(plan.x.sum(("age", "sex")))
    assert loops(nest) == [("district", 3), ("age.sex", 14)]
    assert nest.gathered == 1


def test_an_axis_of_one_member_is_no_loop_and_its_sum_gathers_nothing():
    plan = Plan(x=("district", "tenure"))
    nests = plan.nests(plan.x.sum("tenure"))
    assert all(loops(nest) == [("district", 3)] for nest in nests)
    assert all(nest.fold is None and nest.gathered == 0 for nest in nests)


def test_a_sum_so_far_is_one_pass():
    plan = Plan(x=X)
    (nest, _) = plan.nests(plan.x.cumsum("age"))
    assert loops(nest) == [("district", 3), ("sex", 2), ("age", 7)]
    assert nest.fold.running
    assert nest.stored_in == 3


def test_a_shift_reads_the_place_before_and_nought_at_the_first():
    plan = Plan(x=X)
    (nest,) = plan.nests(plan.x.shift(age=1, fill_value=0))
    (load,) = nest.loads
    assert load.shift == "age"
    assert load.base == plan.places["x"].base - 2
    assert loops(nest) == [("district", 3), ("age", 7), ("sex", 2)]


def test_what_is_shifted_is_in_memory_first():
    plan = Plan(x=X, y=X)
    first, second = plan.nests((plan.x + plan.y).shift(age=1, fill_value=0))
    assert first.into.region == "scratch"
    assert next(second.loads).region == "scratch"


def test_one_member_is_read_where_it_lies():
    plan = Plan(x=X)
    (nest,) = plan.nests(plan.x.sel(age=4) + 1.0)
    (load,) = nest.loads
    assert load.base == plan.places["x"].base + 4 * 2
    assert load.strides == (("district", 14), ("sex", 1))


def test_a_spread_costs_nothing():
    plan = Plan(y=Y)
    (nest,) = plan.nests(plan.y.spread(X))
    assert isinstance(nest.value, Load)
    assert loops(nest) == [("district", 3), ("age.sex", 14)]


def test_what_does_not_change_in_a_loop_is_computed_outside_it():
    plan = Plan(x=("district",), y=X)
    (nest,) = plan.nests(where(plan.y > 1.0, plan.y, 0.0) * plan.x)
    schedule = Schedule(nest)
    assert schedule.names == ["district", "age.sex"]
    assert [made for _, made in schedule.levels[1]] == [Load("own", plan.places["x"].base, (("district", 1),))]
    assert {made.name for _, made in schedule.levels[2] if isinstance(made, Made)} == {"greater", "where", "multiply"}


def test_equal_values_of_a_nest_are_computed_once():
    plan = Plan(x=X, y=X)
    (nest,) = plan.nests(plan.x * plan.y + where(plan.x > plan.y, plan.x, plan.y))
    assert sum(isinstance(made, Load) for level in Schedule(nest).levels for _, made in level) == 2


def test_a_number_and_the_value_with_that_number_are_told_apart():
    plan = Plan(x=X, y=X)
    (nest,) = plan.nests((plan.y + plan.x) * 1.0 + (plan.y + plan.x * 0.0))
    names = [made for level in Schedule(nest).levels for _, made in level if isinstance(made, Made)]
    assert Made("multiply", (0, 1.0)) not in names
    assert len(names) == 5


def test_places_begin_at_an_even_number_and_do_not_overlap():
    memory = Memory()
    places = [memory.take("own", ("age",), (length,)) for length in (7, 1, 3, 2)]
    assert all(place.base % 2 == 0 for place in places)
    ends = [place.base + prod(place.shape) for place in places]
    assert all(end <= after.base for end, after in zip(ends, places[1:], strict=False))


def test_a_place_gives_the_address_of_a_member():
    place = Place("own", 10, X, (3, 7, 2))
    numbers = 10 + np.arange(42).reshape(3, 7, 2)
    load = place.load(frozenset(X), {})
    assert load.base + dict(load.strides)["district"] * 2 + dict(load.strides)["age"] * 5 + 1 == numbers[2, 5, 1]
    assert place.load(frozenset({"sex"}), {"district": 1, "age": 3}).base == numbers[1, 3, 0]


def test_a_computation_is_lowered_whatever_is_asked_for_twice():
    plan = Plan(x=X)
    total = plan.x.sum("age")
    nests = plan.nests(total, total)
    assert [nest.into.region for nest in nests] == ["scratch", "own", "own"]
    assert Computation.of([total], plan.tape).wanted == (total.index,)
