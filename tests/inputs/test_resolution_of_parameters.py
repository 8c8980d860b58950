"""Districts folded into the city."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from care2040.inputs.parameters.parameter_set import Parameter, Parameters
from care2040.inputs.parameters.resolution import added_up, in_common, weighed

RANDOM = np.random.default_rng(7)


def parameter(name, value, axes=("district",), years=(), fold="sum"):
    return Parameter(
        name=name,
        about="made for a test",
        unit="person",
        axes=axes,
        years=years,
        value=np.array(value, dtype=np.float64),
        range=(0.9, 1.1),
        spread="uniform",
        year=2024,
        source=("judgement",),
        standing="judged",
        fold=fold,
        file="test.yaml",
        line=1,
    )


# Lengths are distinct primes, so that an axis in the wrong place cannot fit.
RESIDENTS = parameter("residents", RANDOM.uniform(1, 9, (3, 7, 2)), ("district", "age", "sex"))


def at_city(*others):
    return Parameters([RESIDENTS, *others]).at("city")


def test_a_sum():
    city = at_city()["residents"]
    assert city.value.shape == (1, 7, 2)
    np.testing.assert_allclose(city.value[0], RESIDENTS.value[0] + RESIDENTS.value[1] + RESIDENTS.value[2])


def test_what_all_have_in_common():
    assert at_city(parameter("fee", [[5.0, 6.0]] * 3, ("district", "sex"), fold="same"))["fee"].value.tolist() == [
        [5, 6]
    ]


def test_what_is_not_the_same_does_not_fold():
    assert in_common(np.array([5.0, 5.0, 5.000001])) is None
    with pytest.raises(ValueError, match="'fee' are not the same"):
        at_city(parameter("fee", [5.0, 5.0, 6.0], fold="same"))


def test_a_weight_is_added_up_over_the_axes_that_the_value_lacks():
    folded = at_city(parameter("need", [1.0, 2.0, 4.0], fold="residents"))["need"].value
    weights = RESIDENTS.value.sum(axis=(1, 2))
    np.testing.assert_allclose(folded, [(weights * [1, 2, 4]).sum() / weights.sum()])


def test_each_age_is_weighed_by_its_own_residents():
    need = RANDOM.uniform(1, 2, (3, 7))
    folded = at_city(parameter("need", need, ("district", "age"), fold="residents"))["need"].value
    weights = RESIDENTS.value.sum(axis=2)
    assert folded.shape == (1, 7)
    np.testing.assert_allclose(folded[0], (weights * need).sum(axis=0) / weights.sum(axis=0))


def test_years_and_axes_that_the_weight_lacks_are_kept():
    need = RANDOM.uniform(1, 2, (3, 7, 5, 11))
    value = parameter("need", need, ("district", "age", "domain"), tuple(range(2024, 2035)), fold="residents")
    folded = at_city(value)["need"]
    weights = RESIDENTS.value.sum(axis=2)[:, :, None, None]
    assert folded.years == value.years
    np.testing.assert_allclose(folded.value, (weights * need).sum(axis=0, keepdims=True) / weights.sum(axis=0))


def test_where_nobody_lives_the_plain_mean_stands():
    weight = np.array([[0.0, 1.0], [0.0, 3.0]])
    value = np.array([[2.0, 2.0], [4.0, 4.0]])
    assert weighed(value, ("district", "sex"), weight, ("district", "sex")).tolist() == [[3.0, 3.5]]


@given(st.lists(st.tuples(st.floats(-9, 9), st.floats(0.1, 9)), min_size=1, max_size=7))
def test_a_weighed_mean_times_the_total_weight_is_the_sum_of_the_products(pairs):
    value, weight = np.array(pairs).T
    mean = weighed(value, ("district",), weight, ("district",))
    np.testing.assert_allclose(mean * added_up(weight), added_up(value * weight), atol=1e-9)


def test_what_has_no_district_stays_as_it_is():
    fee = parameter("fee", 5.0, (), fold=None)
    assert at_city(fee)["fee"] is fee


def test_draws_are_the_same_at_both_resolutions():
    parameters = Parameters([RESIDENTS])
    assert (
        parameters.draw(5, seed=7)["residents"].tolist() == parameters.at("city").draw(5, seed=7)["residents"].tolist()
    )


def test_a_resolution_that_is_there_already_changes_nothing():
    parameters = Parameters([RESIDENTS])
    assert parameters.at("district") is parameters
    assert parameters.at("city").at("city").resolution == "city"


def test_a_city_is_not_unfolded():
    with pytest.raises(ValueError, match="cannot be unfolded"):
        at_city().at("district")
