"""Properties of single equations of the sectors demand, workforce, technology and finance."""

import numpy as np
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

some = settings(max_examples=12, deadline=None, phases=(Phase.reuse, Phase.generate))  # to shrink takes minutes


@some
@given(data=st.data())
def test_served_need_is_above_neither_need_nor_what_can_be_worked(worlds, data):
    values = worlds.make(data, "time_per_client", "served_need", "unmet_share", "met_need")
    assert (values["served_need"] <= values["asked_in_domain"]).all()
    most = values["normal_capacity"] * values["longest_hours"]
    assert (values["served_need"] <= most * (1 + 1e-12)).all()
    for name in ("unmet_share", "met_need"):
        assert ((values[name] >= 0) & (values[name] <= 1)).all()


@some
@given(data=st.data())
def test_need_that_is_not_met_is_the_same_by_district_and_by_domain(worlds, close, data):
    laws = ("asked_in_domain", "district_care_asked", "served_need", "unmet_share", "district_unmet_need")
    values = worlds.make(data, *laws, region_need=0, staff_of_places_added=0)
    unmet = (values["asked_in_domain"] - values["served_need"]).sum()
    close(values["district_unmet_need"].sum(), unmet, beside=values["asked_in_domain"].sum())
    close(values["district_care_asked"].sum(), values["asked_in_domain"].sum())


QUEUE = ("waiting_reference", "first_requests_reference")
FLOWS = ("requests", "staying_away", "asking_again", "needing_no_more", "giving_up", "care_started")


@some
@given(data=st.data())
def test_waiting_and_going_without_are_in_balance_at_the_start(worlds, close, data):
    stocks = ("new_case_rate", "people_known_to_need_care", "need_coming_to_light", "new_cases", "waiting_for_care")
    people = ("going_without_care", "felt_waiting")
    start = {
        "perceived_workload": 1.0,
        "care_norm": 1.0,
        "clearing_time": 0.2,
        "giving_up_rate": 0.3,
        "highest_giving_up_rate": 4.0,
    }
    rooms = worlds.drawn(data, "starts_reference")
    start |= {"starts_reference": rooms, "rooms_for_new_clients": rooms}
    values = worlds.make(data, *QUEUE, *stocks, *people, "asking_share", "giving_up_hazard", *FLOWS, **start)
    asked = values["requests"] + values["asking_again"]
    close(values["care_started"], values["rooms_for_new_clients"])
    close(values["care_started"] + values["giving_up"], asked)
    close(
        values["asking_again"] + values["needing_no_more"], values["staying_away"] + values["giving_up"], beside=asked
    )


@some
@given(data=st.data())
def test_everyone_who_comes_to_need_care_asks_or_goes_without(worlds, close, data):
    values = worlds.make(data, "asking_share", "requests", "staying_away")
    close(values["requests"] + values["staying_away"], values["new_cases"])
    assert (values["staying_away"] >= 0).all()


@some
@given(data=st.data())
def test_no_more_care_starts_than_professionals_can_give(worlds, data):
    values = worlds.make(data, "care_started")
    assert (values["care_started"] <= values["rooms_for_new_clients"]).all()


@some
@given(data=st.data())
def test_prevention_spares_no_more_than_the_need_of_the_children_it_reached(worlds, data):
    residents = worlds.drawn(data, "residents_by_age")
    reached = residents * worlds.drawn(data, "district_poverty_share")
    values = worlds.make(data, "need_by_age", "prevented_share", residents_by_age=residents, supported_children=reached)
    most = values["need_of_poor_children"] * values["early_years_reduction"]
    assert ((values["prevented_share"] >= 0) & (values["prevented_share"] <= most)).all()


@some
@given(data=st.data())
def test_without_helpers_need_rises_by_what_they_carried(worlds, close, data):
    values = worlds.make(data, "neighbour_effect", relative_helpers=0)
    close(values["neighbour_effect"] - 1, values["light_share"] * values["neighbour_reach"], beside=1.0)


@some
@given(data=st.data())
def test_strain_is_one_at_the_start(worlds, close, data):
    workers = ("care_workers", "workers_in_domain", "attendance_reference", "fte_given_per_worker", "normal_capacity")
    clients = ("starts_reference", "clients_reference", "time_per_client_reference", "clients_per_fte_needed")
    now = ("clients_when_nobody_waits", "care_per_client", "clients_in_care", "clients_if_all_were_helped")
    then = ("clients_who_press", "usual_time_per_client", "strain", "time_per_client", "places_in_care")
    need, fte = worlds.drawn(data, "need_in_domain") + 1, data.draw(st.floats(0.5, 0.9))
    share = worlds.drawn(data, "worker_age_share") + 0.01
    at_start = {
        "client_time_effect": 1,
        "absence": 0.07,
        "working_on_levers": 0,
        "longest_hours": 1.1,
        "fte_per_worker": fte,
        "fte_of_worker": fte,
        "need_in_domain": need,
        "asked_in_domain": need,
        "shortage_share_at_start": data.draw(st.floats(0.0, 0.3)),
        "worker_age_share": share / share.sum("worker_age"),
    }
    values = worlds.make(data, *workers, *clients, *now, *then, **at_start)
    close(values["strain"], 1.0)
    close(values["time_per_client"], values["time_per_client_reference"])
    close(values["places_in_care"], values["clients_in_care"])


@some
@given(data=st.data())
def test_who_left_care_is_in_balance_at_the_start(worlds, close, data):
    laws = ("ordinary_quits", "quits", "former_care_workers", "former_workers_applying", "forgetting")
    let_go = worlds.drawn(data, "mismatch_reference")
    values = worlds.make(data, *laws, quit_effect=1, returners_effort=0, mismatch_reference=let_go)
    dismissed = let_go.sum() * values["surplus_let_go_share"] / values["dismissal_time"]
    close(values["former_workers_applying"] + values["forgetting"], values["quits"].sum() + dismissed)


@some
@given(data=st.data())
def test_shares_of_a_whole_add_up_to_one(worlds, close, data):
    found = worlds.make(data, "payer_part")["payer_part"]
    assert ((found >= 0) & (found <= 1)).all()
    close(found.sum("payer"), 1.0)


@some
@given(data=st.data())
def test_posts_are_filled_or_open_or_missing(worlds, close, data):
    laws = ("posts_less_workers", "mismatch", "open_posts", "surplus_workers")
    values = worlds.make(data, *laws)
    assert (values["open_posts"] >= 0).all()
    assert (values["surplus_workers"] >= 0).all()
    filled = values["workers_in_domain"] - values["surplus_workers"]
    close(filled + values["open_posts"], values["funded_posts"], beside=values["workers_in_domain"])


@some
@given(data=st.data())
def test_open_posts_and_surplus_are_what_they_were_at_the_start(worlds, close, data):
    spread = data.draw(st.floats(0.005, 0.05))
    start = {"spread_of_posts": spread, "shortage_share_at_start": data.draw(st.floats(0.005, 0.2))}
    laws = ("workers_in_domain", "open_posts_reference", "mismatch_reference", "posts_at_start", "funded_posts")
    now = ("posts_less_workers", "mismatch", "open_posts", "surplus_workers")
    values = worlds.make(data, *laws, *now, **start)
    close(values["open_posts"], values["open_posts_reference"], beside=values["workers_in_domain"])
    close(values["surplus_workers"], values["mismatch_reference"], beside=values["workers_in_domain"])


@some
@given(data=st.data())
def test_money_of_the_start_pays_the_posts_of_the_start(worlds, close, data):
    laws = ("need_by_demography", "budget_per_need", "usual_money", "budget", "other_costs", "staff_money")
    paid = (
        "staff_cost_per_worker",
        "money_not_needed",
        "payer_part",
        "savings_given",
        "savings_received",
        "posts_paid",
    )
    ones = {
        "bridged_money": 1,
        "other_cost_level": 1,
        "relative_pay": 1,
        "hours_by_pressure": 1,
        "share_of_savings_moved": 0,
        "receives_savings": 1,
        "staff_cost_share": 0.7,
    }
    share = worlds.drawn(data, "payer_share") + 0.01
    values = worlds.make(data, *laws, *paid, **ones, payer_share=share / share.sum("payer"))
    close(values["posts_paid"], values["posts_at_start"])


@some
@given(data=st.data())
def test_savings_that_move_are_neither_lost_nor_made(worlds, close, data):
    laws = ("payer_part", "money_not_needed", "savings_given", "savings_received")
    values = worlds.make(data, *laws, share_of_savings_moved=0.5, may_share_savings=1, receives_savings=1)
    close(values["savings_received"].sum(), values["savings_given"].sum())
    assert (values["savings_given"].sum("payer") <= values["money_not_needed"]).all()


@some
@given(data=st.data())
def test_whoever_is_hired_applied(worlds, close, data):
    flows = ("graduates_entering", "returns", "lateral_entry")
    shares = ("graduate_age_share", "returner_age_share", "lateral_age_share")
    ages = {name: worlds.drawn(data, name) + 0.01 for name in shares}
    values = worlds.make(
        data, "applicants", "hires", *flows, **{name: ages[name] / ages[name].sum() for name in shares}
    )
    hired = sum(values[name].sum("worker_age") for name in flows)
    close(hired, values["hires"])


@some
@given(data=st.data())
def test_a_mean_over_domains_lies_between_the_lowest_and_the_highest(worlds, data):
    for name, read in {
        "perceived_strain": "perceived_workload",
        "workload": "strain",
    }.items():
        values = worlds.make(data, name)
        assert values[read].min() * (1 - 1e-12) <= values[name] <= values[read].max() * (1 + 1e-12)


@some
@given(data=st.data())
def test_three_ways_to_tell_a_shortage_agree(worlds, close, data):
    values = worlds.make(data, "shortage", "shortage_fte", "shortage_share")
    needed = values["workers_needed"].sum()
    close(
        values["shortage_fte"],
        values["shortage"] * values["fte_by_agreement"],
        beside=needed * values["fte_by_agreement"],
    )
    close(values["shortage_share"] * needed, values["shortage"], beside=needed + values["all_care_workers"])
    assert values["shortage_share"] <= 1


@some
@given(data=st.data())
def test_technology_spreads_until_everyone_has_it(worlds, data):
    assert worlds.make(data, "adoption")["adoption"] >= 0
    assert worlds.make(data, "adoption", technology_adoption=1)["adoption"] == 0


@some
@given(data=st.data())
def test_levers_without_budget_cost_nothing(worlds, data):
    for name in ("aimed_lever_cost", "citywide_lever_cost"):
        budgets = [read for read in worlds.equations[name].reads if read.endswith("_budget")]
        assert len(budgets) > 1
        found = worlds.make(data, name, **dict.fromkeys(budgets, 0))[name]
        assert (found == 0).all()


@some
@given(data=st.data())
def test_levers_with_a_full_budget_everywhere_cost_the_sum_of_their_prices(worlds, close, data):
    for name in ("aimed_lever_cost", "citywide_lever_cost"):
        reads = worlds.equations[name].reads
        share = {"resident_share_of_district": 1 / 3} if "resident_share_of_district" in reads else {}
        values = worlds.make(
            data, name, **dict.fromkeys([read for read in reads if read.endswith("_budget")], 1), **share
        )
        close(values[name], sum(values[read] for read in reads if read.endswith("_price")))


@some
@given(data=st.data())
def test_there_is_no_benefit_at_the_start(worlds, close, data):
    worth = ("met_need", "met_need_reference", "care_given_less", "worth_of_care_given", "hours_left_to_family")
    worth += ("hours_left_to_family_per_resident", "worth_of_time_of_family", "worth_of_healthy_years")
    values = worlds.make(
        data,
        "poor_households_per_resident",
        "homeless_share_reference",
        *worth,
        "yearly_benefit",
        healthy_years_gained=0,
    )
    care = values["asked_in_domain"].sum() * values["worth_of_care"]
    poor = values["households_in_poverty"].sum() * values["benefit_per_household"]
    homeless = values["homeless_people"] * values["benefit_per_person_housed"]
    family = abs(values["hours_left_to_family"]) * values["worth_of_hour_of_family"]
    close(values["yearly_benefit"], 0.0, beside=np.maximum.reduce([poor, homeless, care, family]))
