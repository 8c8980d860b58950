"""Properties of single equations of the sectors population, housing and livelihood."""

import numpy as np
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

some = settings(max_examples=12, deadline=None, phases=(Phase.reuse, Phase.generate))  # to shrink takes minutes


def youngest_and_oldest(worlds):
    ages = worlds.filled("is_open_age", 1)["age"]
    return {"is_newborn_age": (ages == 0).astype(float), "is_open_age": (ages == 99).astype(float)}


def of_vulnerable_group(worlds):
    group = worlds.filled("is_vulnerable_group", 1)["seeker_group"]
    return (group == "vulnerable").astype(float)


@some
@given(data=st.data())
def test_birthdays_lose_nobody(worlds, close, data):
    values = worlds.make(data, "district_residents", "residents_by_age", **youngest_and_oldest(worlds))
    close(values["residents_by_age"].sum("age"), values["district_residents"])


@some
@given(data=st.data())
def test_on_1_january_nobody_had_a_birthday_and_on_31_december_everybody(worlds, close, data):
    values = worlds.make(data, "residents_by_age", part_of_year=0, newborns=0, **youngest_and_oldest(worlds))
    cohort = values["residents"].sum("sex")
    close(values["residents_by_age"], cohort)
    last = worlds.make(data, "residents_by_age", **{**values, "part_of_year": worlds.filled("part_of_year", 1)})
    found = last["residents_by_age"].values
    close(found[:, 0], 0.0)
    close(found[:, 1:-1], cohort.values[:, :-2])
    close(found[:, -1], cohort.values[:, -2] + cohort.values[:, -1])


@some
@given(data=st.data())
def test_a_settled_district_grows_with_its_homes_alone(worlds, close, data):
    values = worlds.make(data, "arrivals_in_district", room_for_arrivals=0)
    arrivals, leaving, births = (values[n] for n in ("arrivals_in_district", "residents_leaving", "births_in_district"))
    growth = arrivals + births - leaving
    expected = np.maximum(values["growth_with_homes"], births - leaving)
    close(growth, expected, beside=leaving + births)


@some
@given(data=st.data())
def test_nobody_starts_more_homes_than_builders_or_plans_allow(worlds, data):
    values = worlds.make(data, "start_rate", "starts")
    assert float(values["starts"].sum()) <= float(values["yearly_capacity"]) * (1 + 1e-12)
    assert (values["starts"] <= values["homes_planned"] / values["planning_time"] * (1 + 1e-12)).all()


@some
@given(data=st.data())
def test_lettings_exceed_neither_what_is_offered_nor_what_seekers_can_take(worlds, data):
    values = worlds.make(data, "lettings")
    offered = values["social_homes_to_let"] * values["allocation_share_of_group"] * values["households_per_letting"]
    assert (values["lettings"] <= offered * (1 + 1e-12)).all()
    assert (values["lettings"] <= values["social_rent_seekers"] / values["shortest_search_time"]).all()


@some
@given(data=st.data())
def test_shares_that_are_shifted_still_add_up_to_one(worlds, close, data):
    shift, share = worlds.drawn(data, "affordable_homes_shift"), worlds.drawn(data, "tenure_share_of_new_homes") + 0.1
    given_ = {"affordable_homes_shift": shift - shift.mean(), "tenure_share_of_new_homes": share / share.sum()}
    values = worlds.make(data, "approved_tenure_share", **given_)
    close(values["approved_tenure_share"].sum(), 1.0, beside=shift)
    given_ = {"allocation_share": worlds.filled("allocation_share", 1 / 3)}
    for name in ("vulnerable_allocation_shift", "key_worker_homes_shift"):
        shift = worlds.drawn(data, name)
        given_[name] = shift - shift.mean()
    values = worlds.make(data, "allocation_share_of_group", **given_)
    close(values["allocation_share_of_group"].sum(), 1.0, beside=1000.0)


@some
@given(data=st.data())
def test_seekers_are_in_balance_at_the_start(worlds, close, data):
    laws = ("lettings", "lapses", "becoming_ready", "registrations_reference", "registrations")
    unchanged = {"population_ratio": 1, "discouragement_effect": 1, "is_vulnerable_group": of_vulnerable_group(worlds)}
    values = worlds.make(data, *laws, **unchanged)
    size = values["becoming_ready"] * values["households_per_person_leaving_care"]
    close(values["registrations"], values["lettings"] + values["lapses"], beside=size)


@some
@given(data=st.data())
def test_homeless_people_are_in_balance_at_the_start(worlds, close, data):
    out = ("recoveries", "housing_first_placements", "admissions_of_homeless_people")
    values = worlds.make(
        data, *out, "relapses", "evictions_reference", "evictions", poverty_ratio=1, eviction_prevention_effect=1
    )
    close(values["evictions"] + values["relapses"], sum(values[name] for name in out), beside=values["relapses"])


@some
@given(data=st.data())
def test_places_are_filled_at_the_start_as_fast_as_they_come_free(worlds, close, data):
    values = worlds.make(data, "places_reference", "possible_admissions", care_funded_places_level=1)
    size = values["places_reference"] / values["place_vacancy_time"]
    close(values["possible_admissions"], values["exits_to_a_home"], beside=size)


@some
@given(data=st.data())
def test_as_many_leave_a_care_funded_place_at_the_start_as_become_ready(worlds, close, data):
    values = worlds.make(data, "people_ready_to_leave", "exits_to_a_home")
    close(values["exits_to_a_home"], values["becoming_ready"])


@some
@given(data=st.data())
def test_nobody_is_admitted_to_a_full_house(worlds, close, data):
    values = worlds.make(data, "possible_admissions")
    full = values["people_in_treatment"] + values["people_ready_to_leave"]
    values = worlds.make(
        data, "possible_admissions", **{**values, "places_reference": full, "care_funded_places_level": 1}
    )
    close(values["possible_admissions"], 0.0, beside=full / values["place_vacancy_time"])


@some
@given(data=st.data())
def test_admissions_fit_in_what_is_possible(worlds, data):
    values = worlds.make(data, "admissions_of_homeless_people", "admissions_from_elsewhere")
    admitted = values["admissions_of_homeless_people"] + values["admissions_from_elsewhere"]
    assert admitted <= values["possible_admissions"] * (1 + 1e-12)
    assert values["admissions_of_homeless_people"] <= values["homeless_people"] / values["place_vacancy_time"]


@some
@given(data=st.data())
def test_who_leaves_a_care_funded_place_settles_or_relapses(worlds, close, data):
    values = worlds.make(data, "settled_exits", "relapses")
    close(values["settled_exits"] + values["relapses"], values["exits_to_a_home"])


@some
@given(data=st.data())
def test_no_more_people_leave_for_a_home_than_homes_are_let_to_the_vulnerable(worlds, data):
    values = worlds.make(data, "lettings_for_leaving_care", "exits_to_a_home")
    seekers = values["social_rent_seekers"].sel(seeker_group="vulnerable")
    let = values["lettings"].sel(seeker_group="vulnerable")
    assert values["exits_to_a_home"] * seekers <= let * values["people_ready_to_leave"] * (1 + 1e-12)


@some
@given(data=st.data())
def test_poverty_is_in_balance_at_the_start(worlds, close, data):
    laws = ("getting_out_of_poverty", "falling_in_rate_reference", "falling_into_poverty")
    values = worlds.make(data, *laws, poverty_pressure_effect=1)
    close(values["falling_into_poverty"], values["getting_out_of_poverty"])


@some
@given(data=st.data())
def test_no_child_is_reached_twice(worlds, data):
    values = worlds.make(data, "reached_children", early_years_reach=1)
    reached = values["supported_children"] + values["reached_children"] * values["early_years_reach_time"]
    most = np.maximum(values["residents_by_age"] * values["is_early_years"], values["supported_children"])
    assert (reached <= most * (1 + 1e-9)).all()
