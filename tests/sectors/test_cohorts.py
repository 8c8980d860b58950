"""Cohorts: on 1 January everyone turns a year older, nobody is lost, and a peak does not smear."""

from types import ModuleType

import numpy as np

from care2040.engine.batch.integrate import integrate
from care2040.engine.batch.trajectories import without_detail
from care2040.engine.compiler.system import Kind, build
from care2040.inputs.policies.path_maker import ParameterPaths
from care2040.language.equations import flow, stock
from care2040.language.model import collect

AXES = {"district": tuple("ab"), "age": (0, 1, 2, 3, 4), "sex": tuple("vwx")}
ONES = {axis: members[:1] for axis, members in AXES.items()}


def model_of(*laws):
    module = ModuleType(__name__)
    vars(module).update({law.__name__: law for law in laws})
    return collect([module])


def ran(laws, kinds, constant, breaks=None, years=4, axes=AXES, runs=1, **more):
    """Run laws from 2024 on; values have the run axis last."""
    breaks = np.array(breaks or range(2024, 2025 + years), dtype=float)
    system = build(model_of(*laws), axes, kinds, frozenset())
    constant = {name: np.atleast_1d(np.asarray(value, dtype=float)) for name, value in constant.items()}
    return integrate(system, ParameterPaths(runs, breaks, constant, {}), **more)


@stock("person", ("district", "age", "sex"), cohort="age", entering="newborns")
def residents(residents_at_start):
    return residents_at_start


@stock("person", ("district", "sex"))
def newborns():
    return 0


@flow("person/year", ("district", "sex"), sink="newborns")
def births(births_by_district):
    return births_by_district


@flow("person/year", ("district", "age", "sex"), source="residents")
def deaths(residents, death_rate):
    return residents * death_rate


AGEING = (residents, newborns, births)
AGEING_KINDS = {
    "residents_at_start": Kind(("district", "age", "sex"), "person"),
    "births_by_district": Kind(("district", "sex"), "person/year"),
}


def crowd(axes, runs=1):
    lengths = {axis: len(members) for axis, members in axes.items()}
    numbers = np.random.default_rng(11)
    people = numbers.uniform(10, 20, (lengths["district"], lengths["age"], lengths["sex"], runs))
    return people, numbers.uniform(1, 2, (lengths["district"], lengths["sex"], runs))


def test_everyone_is_a_year_older_on_the_first_of_january_and_a_peak_does_not_smear():
    people, born = crowd(AXES)
    people[0, 1, 2] = 5000
    found = ran(AGEING, AGEING_KINDS, {"residents_at_start": people, "births_by_district": born}).values["residents"]
    for year in range(1, 4):
        np.testing.assert_array_equal(found[year][:, year + 1 : -1], found[year - 1][:, year:-2])
        np.testing.assert_array_equal(found[year][:, -1], found[year - 1][:, -1] + found[year - 1][:, -2])
        assert found[year][0, min(1 + year, 4), 2] >= 5000
    assert (found[1] > 4000).sum() == (found[2] > 4000).sum() == 1


def test_newborns_become_age_zero_and_their_stock_is_empty_again():
    people, born = crowd(AXES)
    found = ran(AGEING, AGEING_KINDS, {"residents_at_start": people, "births_by_district": born}).values
    np.testing.assert_allclose(found["residents"][1:, :, 0], np.broadcast_to(born, (3, 2, 3, 1)), rtol=1e-14)
    np.testing.assert_array_equal(found["newborns"], np.zeros((4, 2, 3, 1)))


def test_ageing_loses_nobody_and_the_last_age_stays_open():
    people, born = crowd(AXES)
    found = ran(AGEING, AGEING_KINDS, {"residents_at_start": people, "births_by_district": born}, years=9).values
    total = found["residents"].sum((1, 2, 3))
    np.testing.assert_allclose(total[:, 0], people.sum() + born.sum() * np.arange(9), rtol=1e-12)
    old = found["residents"][8][:, -1]
    np.testing.assert_allclose(old, people.sum(1) + born * 4, rtol=1e-12)


def test_a_cohort_of_one_age_keeps_everyone():
    people, born = crowd(ONES)
    constant = {"residents_at_start": people, "births_by_district": born}
    found = ran(AGEING, AGEING_KINDS, constant, axes=ONES).values["residents"]
    np.testing.assert_allclose(found.ravel(), people.sum() + born.sum() * np.arange(4), rtol=1e-14)


def test_a_cohort_without_an_entering_stock_is_filled_by_its_flows_only():
    @stock("person", ("age",), cohort="age")
    def pupils():
        return 0

    @flow("person/year", ("age",), sink="pupils")
    def enrolment(places):
        return places

    places = np.array([[7.0], [0.0], [2.0], [0.0], [0.0]])
    found = ran([pupils, enrolment], {"places": Kind(("age",), "person/year")}, {"places": places}).values["pupils"]
    np.testing.assert_allclose(found[1, :, 0], [0, 7, 0, 2, 0], atol=1e-14)
    np.testing.assert_allclose(found[3, :, 0], [0, 7, 7, 9, 4], atol=1e-13)


def test_nobody_grows_older_at_a_break_inside_the_year():
    people, born = crowd(AXES)
    constant = {"residents_at_start": people, "births_by_district": born}
    plain = ran(AGEING, AGEING_KINDS, constant, years=2)
    broken = ran(AGEING, AGEING_KINDS, constant, breaks=[2024, 2024.3, 2025, 2025.5, 2025.9, 2026])
    assert broken.years == plain.years == (2024, 2025)
    for name, values in plain.values.items():
        np.testing.assert_allclose(broken.values[name], values, rtol=1e-13)


def test_people_are_conserved_between_births_deaths_and_ageing():
    people, born = crowd(AXES, runs=3)
    kinds = {**AGEING_KINDS, "death_rate": Kind(("age",), "1/year")}
    constant = {
        "residents_at_start": people,
        "births_by_district": born,
        "death_rate": [[0.01], [0.2], [0.05], [0.3], [0.7]],
    }
    found = ran([*AGEING, deaths], kinds, constant, years=9, runs=3).values
    total = found["residents"].sum((1, 2, 3))
    balance = found["births"].sum(1) - found["deaths"].sum(1)
    np.testing.assert_allclose(np.diff(total, axis=0), balance[:-1], rtol=1e-9)


def test_ages_are_added_up_where_they_are_not_wanted_and_every_year_is_told():
    people, born = crowd(AXES)
    told = []
    constant = {"residents_at_start": people, "births_by_district": born, "death_rate": np.ones((5, 1)) / 10}
    kinds = {**AGEING_KINDS, "death_rate": Kind(("age",), "1/year")}
    found = ran([*AGEING, deaths], kinds, constant, keep=without_detail, tick=lambda: told.append(1))
    assert {name: values.shape for name, values in found.values.items()} == {
        "births": (4, 2, 1),
        "deaths": (4, 2, 1),
        "residents": (4, 2, 1),
        "newborns": (4, 2, 1),
    }
    everything = ran([*AGEING, deaths], kinds, constant).values["residents"]
    np.testing.assert_allclose(found.values["residents"], everything.sum((2, 3)), rtol=1e-14)
    assert len(told) == 4
