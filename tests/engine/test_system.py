"""Stocks, flows and where they lie in the state: flows are added up to changes, and what does not fit is refused."""

from types import ModuleType

import numpy as np
import pytest

from care2040.engine.compiler.system import Kind, Slot, build
from care2040.language.dependencies import ModelError
from care2040.language.equations import flow, indicator, reference, stock, variable
from care2040.language.model import collect

AXES = {"district": tuple("ab"), "age": (0, 1, 2), "sex": tuple("vwxyz")}
ONES = {axis: members[:1] for axis, members in AXES.items()}
KINDS = {"people_at_start": Kind(("district", "age"), "person"), "leaving_rate": Kind((), "1/year")}


@stock("person", ("district", "age"))
def residents(people_at_start):
    return people_at_start


@stock("person", ("district",))
def emigrants():
    return 0


@flow("person/year", ("district", "age"), source="residents", sink="emigrants")
def departures(residents, leaving_rate):
    return residents * leaving_rate


@flow("person/year", ("district", "age", "sex"), sink="residents")
def arrivals(arrivals_by_sex):
    return arrivals_by_sex


ARRIVALS = {"arrivals_by_sex": Kind(("district", "age", "sex"), "person/year")}


def model_of(*laws):
    module = ModuleType(__name__)
    vars(module).update({law.__name__: law for law in laws})
    return collect([module])


def built(*laws, axes=AXES, varying=(), **kinds):
    return build(model_of(*laws), axes, kinds, frozenset(varying)).checked()


def changes(system, given):
    """Return change of every stock and amount of every count, by name."""
    values = system.rates.evaluate(given, system.rates.prepare(given))
    return dict(zip([*system.stocks, *system.counts], values, strict=True))


def looked(system, given):
    return dict(zip(system.looked_at, system.look.evaluate(given, system.look.prepare(given)), strict=True))


def some(*shape):
    return np.random.default_rng(5).uniform(1, 2, shape)


def test_a_slot_views_its_part_of_the_state():
    slot = Slot("residents", 2, ("district", "age"), (2, 3))
    state = np.arange(30.0).reshape(10, 3)
    view = slot.view(state)
    assert slot.stop == 8
    assert view.shape == (2, 3, 3)
    view[1, 2, 0] = -1
    assert state[7, 0] == -1


def test_stocks_and_counts_lie_one_after_the_other_without_age_and_sex_in_the_counts():
    system = built(residents, emigrants, departures, arrivals, **KINDS, **ARRIVALS)
    assert system.stocks == {
        "residents": Slot("residents", 0, ("district", "age"), (2, 3)),
        "emigrants": Slot("emigrants", 6, ("district",), (2,)),
    }
    assert system.counts == {
        "departures": Slot("departures", 8, ("district",), (2,)),
        "arrivals": Slot("arrivals", 10, ("district",), (2,)),
    }
    assert system.size == 12


@pytest.mark.parametrize("axes", [AXES, ONES], ids=["primes", "ones"])
@pytest.mark.parametrize("runs", [1, 7])
def test_what_leaves_one_stock_arrives_in_the_other(axes, runs):
    system = built(residents, emigrants, departures, axes=axes, **KINDS)
    people = some(len(axes["district"]), len(axes["age"]), runs)
    found = changes(system, {"residents": people, "emigrants": some(2, runs), "leaving_rate": np.array([0.3])})
    np.testing.assert_allclose(found["residents"], -0.3 * people, rtol=1e-15)
    np.testing.assert_allclose(found["emigrants"], 0.3 * people.sum(1), rtol=1e-15)
    np.testing.assert_allclose(found["departures"], 0.3 * people.sum(1), rtol=1e-15)


def test_axes_that_the_stock_does_not_have_are_summed_on_the_way():
    system = built(residents, emigrants, departures, arrivals, **KINDS, **ARRIVALS)
    people, coming = some(2, 3, 1), some(2, 3, 5, 1)
    given = {"residents": people, "leaving_rate": np.array([0.3]), "arrivals_by_sex": coming}
    found = changes(system, given)
    np.testing.assert_allclose(found["residents"], coming.sum(2) - 0.3 * people, rtol=1e-14)
    np.testing.assert_allclose(found["arrivals"], coming.sum((1, 2)), rtol=1e-14)


def test_a_stock_without_flows_does_not_change():
    system = built(residents, people_at_start=KINDS["people_at_start"])
    np.testing.assert_array_equal(changes(system, {})["residents"], np.zeros((2, 3, 1)))


def test_every_flow_of_a_stock_counts_one_that_is_a_plain_number_too():
    @stock("year")
    def clock():
        return 0

    @flow("dimensionless", sink="clock")
    def ticking():
        return 1

    @flow("dimensionless", sink="clock")
    def hurrying(haste):
        return haste

    @flow("dimensionless", source="clock")
    def slowing():
        return 1

    system = built(clock, ticking, hurrying, slowing, haste=Kind((), "dimensionless"))
    found = changes(system, {"haste": np.array([5.0])})
    assert found["clock"] == 5
    assert (found["ticking"], found["hurrying"], found["slowing"]) == (1, 5, 1)


def test_a_flow_in_the_wrong_unit_is_refused():
    @flow("fte/year", ("district", "age"), source="residents")
    def hours(work):
        return work

    with pytest.raises(ModelError, match="the flow 'hours' in 'fte/year' cannot move 'residents' in 'person'"):
        built(
            residents,
            hours,
            people_at_start=KINDS["people_at_start"],
            work=Kind(("district", "age"), "fte/year"),
        )


def test_a_flow_that_is_not_per_year_is_refused():
    @flow("person", ("district", "age"), source="residents")
    def everyone(residents):
        return residents

    with pytest.raises(ModelError, match="the flow 'everyone' in 'person' cannot move 'residents' in 'person'"):
        built(residents, everyone, people_at_start=KINDS["people_at_start"])


def test_a_flow_without_an_axis_of_its_stock_is_refused_by_name_and_place():
    @flow("person/year", ("district",), source="residents")
    def removals(residents, leaving_rate):
        return residents.sum("age") * leaving_rate

    with pytest.raises(ModelError, match=r"'removals' lacks the axis age of the stock 'residents' \(.*test_system.py:"):
        built(residents, removals, **KINDS)


@pytest.mark.parametrize("axes", [("distrikt",), ("age", "district"), ("age", "age")])
def test_declared_axes_exist_and_stand_in_the_order_of_the_model(axes):
    @variable("dimensionless", axes)
    def crowding():
        return 0

    with pytest.raises(
        ModelError, match=r"'crowding' declares the axes .*in this order: district, age, sex \(.*:\d+\)"
    ):
        built(crowding)


def test_a_name_that_nobody_defines_is_refused_with_the_nearest_one():
    with pytest.raises(ModelError, match=r"'departures' reads 'leaving_rate', .* did you mean 'leaving_rates'"):
        built(
            residents,
            emigrants,
            departures,
            people_at_start=KINDS["people_at_start"],
            leaving_rates=KINDS["leaving_rate"],
        )


def test_a_parameter_that_nobody_reads_is_refused():
    with pytest.raises(ModelError, match="nobody reads the parameter 'leaving_rate'"):
        built(residents, **KINDS)


def test_a_circle_between_variables_is_refused_and_one_through_a_stock_is_a_loop():
    @variable("person", ("district",))
    def hen(egg):
        return egg

    @variable("person", ("district",))
    def egg(hen):
        return hen

    with pytest.raises(ModelError, match=r"circle with no stock in it: (hen <- egg <- hen|egg <- hen <- egg)"):
        built(hen, egg)
    loop = changes(built(residents, emigrants, departures, **KINDS), {"residents": some(2, 3, 1), "leaving_rate": 1.0})
    assert (loop["residents"] < 0).all()


def test_starting_values_that_read_each_other_in_a_circle_are_refused():
    @stock("person")
    def first(second):
        return second

    @stock("person")
    def second(first):
        return first

    with pytest.raises(ModelError, match="circle"):
        built(first, second)


def test_starting_values_and_references_follow_from_the_same_laws():
    @reference("person/year", ("district",))
    def departures_reference(departures):
        return departures.sum("age")

    @stock("person", ("district",))
    def travellers(departures_reference, stay_time):
        return departures_reference * stay_time

    system = built(
        residents, emigrants, departures, departures_reference, travellers, stay_time=Kind((), "year"), **KINDS
    )
    people = some(2, 3, 1)
    given = {"people_at_start": people, "leaving_rate": np.array([0.25]), "stay_time": np.array([2.0])}
    values = system.start.evaluate(given, system.start.prepare(given))
    found = dict(zip([*system.stocks, *system.references], values, strict=True))
    np.testing.assert_allclose(found["residents"], people)
    np.testing.assert_allclose(found["departures_reference"], 0.25 * people.sum(1), rtol=1e-15)
    np.testing.assert_allclose(found["travellers"], 0.5 * people.sum(1), rtol=1e-15)


def test_a_reference_is_held_while_what_it_was_made_of_moves():
    @reference("person")
    def total_reference(residents):
        return residents.sum(("district", "age"))

    @variable("dimensionless")
    def growth(residents, total_reference):
        return residents.sum(("district", "age")) / total_reference

    system = built(residents, total_reference, growth, people_at_start=KINDS["people_at_start"])
    people = some(2, 3, 1)
    found = looked(system, {"residents": people, "total_reference": np.array([2.0])})
    np.testing.assert_allclose(found["growth"], people.sum((0, 1)) / 2)


def test_an_indicator_of_the_city_is_the_same_law_on_the_sums_over_districts():
    @indicator("dimensionless", ("district",))
    def emigrant_share(emigrants, residents):
        return emigrants / residents.sum("age")

    @indicator("person")
    def everyone(residents):
        return residents.sum(("district", "age"))

    system = built(residents, emigrants, departures, emigrant_share, everyone, **KINDS)
    gone, people = np.array([[1.0], [5.0]]), some(2, 3, 1)
    found = looked(system, {"residents": people, "emigrants": gone, "leaving_rate": np.array([0.1])})
    np.testing.assert_allclose(found["emigrant_share"], gone / people.sum(1), rtol=1e-15)
    np.testing.assert_allclose(found["emigrant_share@city"], 6 / people.sum((0, 1)), rtol=1e-15)
    assert "everyone@city" not in found


def test_what_a_law_reads_that_varies_stays_in_the_loop_and_the_rest_does_not():
    @flow("person/year", ("district", "age"), source="residents")
    def removals(residents, leaving_rate, trend, level):
        return residents * (leaving_rate * trend * np.exp(level))

    kinds = {**KINDS, "trend": Kind((), "dimensionless"), "level": Kind((), "dimensionless")}
    still = built(residents, removals, **kinds)
    moving = built(residents, removals, varying=["level"], **kinds)
    assert "np.exp" in still.rates.source.split("def evaluate")[0]
    assert "np.exp" in moving.rates.source.split("def evaluate")[1]
    assert moving.rates.operations == still.rates.operations + 2
    given = {"residents": some(2, 3, 1), "leaving_rate": np.array([0.1]), "trend": np.array([2.0]), "level": np.ones(1)}
    np.testing.assert_allclose(changes(still, given)["residents"], changes(moving, given)["residents"], rtol=1e-15)
