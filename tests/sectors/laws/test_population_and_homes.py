"""Properties of single equations of the sectors population, housing and livelihood."""

import numpy as np
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

some = settings(max_examples=12, deadline=None, phases=(Phase.reuse, Phase.generate))  # to shrink takes minutes


def youngest_and_oldest(worlds):
    ages = worlds.filled("is_open_age", 1)["age"]
    return {"is_newborn_age": (ages == 0).astype(float), "is_open_age": (ages == 99).astype(float)}


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
    offered = values["homes_offered"].sel(seeker_group="regular") + values["homes_not_used_by_vulnerable_group"]
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
def test_a_line_at_rest_is_as_long_as_littles_law_says(worlds, close, data):
    lapse, seekers, lettings = (data.draw(st.floats(low, high)) for low, high in ((0.02, 0.4), (1e3, 1e5), (1e2, 1e4)))
    line = np.log1p(lapse * seekers / lettings) / lapse
    given_ = {
        "leaving_queue_rate": lapse,
        "social_rent_seekers": seekers,
        "lettings": lettings,
        "head_of_the_line": line,
    }
    close(worlds.make(data, "head_of_the_line_moving", **given_)["head_of_the_line_moving"], 0.0, beside=1.0)


@some
@given(data=st.data())
def test_homes_for_the_vulnerable_group_go_to_its_members_or_back(worlds, close, data):
    laws = (
        "homes_against_asked",
        "exits_to_a_home",
        "homes_for_status_holders",
        "homes_for_urgent",
        "homeless_letting_rate",
        "homes_not_used_by_vulnerable_group",
    )
    values = worlds.make(data, *laws)
    left, offered = values["homes_not_used_by_vulnerable_group"], values["homes_for_the_others"]
    assert left >= -1e-9 * offered
    assert left <= offered * (1 + 1e-12)


@some
@given(data=st.data())
def test_homelessness_grows_at_the_start_as_it_did(worlds, close, data):
    laws = ("recoveries", "rehoused", "worsening_on_the_street", "evictions_reference", "evictions")
    values = worlds.make(data, *laws, homelessness_pressure=1)
    gone = values["recoveries"] + values["rehoused"] + values["worsening_on_the_street"]
    grown = values["homeless_with_fewer_needs"] * values["growth_of_homelessness_at_start"]
    close(values["evictions"] - gone, grown, beside=values["evictions"])


@some
@given(data=st.data())
def test_whoever_asks_for_a_place_at_the_start_finds_one(worlds, close, data):
    laws = ("places_needed", "places_reference", "care_funded_places", "admission_ratio")
    values = worlds.make(data, *laws, care_funded_places_level=1, population_ratio=1, highest_admission_ratio=1)
    size = values["places_reference"] / values["place_vacancy_time"] / values["places_wanted"]
    close(values["admission_ratio"], 1.0, beside=size)


@some
@given(data=st.data())
def test_as_many_come_to_a_place_at_the_start_as_become_ready_or_more_homeless_people(worlds, close, data):
    laws = ("homeless_people_wanting_a_place", "from_elsewhere_reference", "places_wanted")
    values = worlds.make(data, *laws, population_ratio=1)
    homeless = values["homeless_people_wanting_a_place"]
    close(values["places_wanted"], np.maximum(values["becoming_ready"], homeless), beside=homeless)


@some
@given(data=st.data())
def test_nobody_is_admitted_to_a_full_house(worlds, close, data):
    values = worlds.make(data, "admission_ratio")
    full = values["people_in_treatment"] + values["people_ready_to_leave"]
    size = full / values["place_vacancy_time"] / values["places_wanted"]
    found = worlds.make(data, "admission_ratio", **{**values, "care_funded_places": full})
    close(found["admission_ratio"], 0.0, beside=size)


@some
@given(data=st.data())
def test_who_comes_from_elsewhere_finds_a_place_or_is_turned_away(worlds, close, data):
    given_ = {"homeless_when_turned_away": 1, "admission_ratio": data.draw(st.floats(0, 1))}
    values = worlds.make(data, "admissions_from_elsewhere", "turned_away", **given_)
    everyone = values["from_elsewhere_reference"] * values["population_ratio"]
    close(values["admissions_from_elsewhere"] + values["turned_away"], everyone)


@some
@given(data=st.data())
def test_who_leaves_a_care_funded_place_settles_or_relapses(worlds, close, data):
    values = worlds.make(data, "settled_exits", "relapses")
    close(values["settled_exits"] + values["relapses"], values["exits_to_a_home"])


@some
@given(data=st.data())
def test_poverty_is_in_balance_at_the_start(worlds, close, data):
    leaving = ("getting_out_of_poverty", "poor_households_moving_out")
    laws = (*leaving, "falling_in_rate_reference", "falling_into_poverty")
    values = worlds.make(data, *laws, poverty_pressure_effect=1, generation_effect=1, tenure_effect=1)
    close(values["falling_into_poverty"], sum(values[name] for name in leaving))


@some
@given(data=st.data())
def test_no_child_is_reached_twice(worlds, data):
    values = worlds.make(data, "reached_children", early_years_reach=1)
    reached = values["supported_children"] + values["reached_children"] * values["early_years_reach_time"]
    most = np.maximum(values["residents_by_age"] * values["is_early_years"], values["supported_children"])
    assert (reached <= most * (1 + 1e-9)).all()
