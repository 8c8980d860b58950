"""Properties of single equations of the sectors health and community."""

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

some = settings(max_examples=12, deadline=None, phases=(Phase.reuse, Phase.generate))  # to shrink takes minutes


@some
@given(data=st.data())
def test_frailty_of_the_city_is_one_at_the_start(worlds, close, data):
    # In practice the score lies between -1 and 1; a thousand would overflow.
    score = worlds.drawn(data, "ses_score") / 500 - 1
    values = worlds.make(data, "frailty_reference", ses_score=score, frailty_gradient=0.7)
    need = values["need_by_age"].sum("domain")
    close((values["frailty_reference"] * need).sum() / need.sum(), 1.0)
    assert (values["frailty_reference"].sortby(score).diff("district") <= 1e-12).all(), "the better off are less frail"


@some
@given(data=st.data())
def test_loneliness_is_in_balance_at_the_start(worlds, close, data):
    values = worlds.make(
        data,
        "finding_company",
        "becoming_lonely_rate_reference",
        "becoming_lonely",
        relative_poverty=1,
        loneliness_shock=0,
    )
    close(values["becoming_lonely"], values["finding_company"])


@some
@given(data=st.data())
def test_the_part_that_feels_unhealthy_is_a_share(worlds, data):
    found = worlds.make(data, "unhealthy_share_by_age")["unhealthy_share_by_age"]
    assert ((found >= 0) & (found <= 1)).all()


@some
@given(data=st.data())
def test_a_life_table(worlds, close, data):
    laws = ("years_lived", "life_expectancy", "healthy_life_expectancy")
    hazard = worlds.drawn(data, "hazard_of_dying") / 1000
    values = worlds.make(data, *laws, hazard_of_dying=hazard, one_year=1)
    lived = values["years_lived"]
    assert ((lived > 0) & (lived <= 1)).all()
    assert (lived.diff("age") <= 0).all(), "fewer are alive at every age"
    # Who dies, dies at the hazard: those who lived times the hazard are all but those who outlive the table.
    close((lived * hazard).sum("age") + np.exp(-hazard.sum("age")), 1.0)
    unhealthy = (lived * values["unhealthy_share_by_age"]).sum("age")
    close(values["healthy_life_expectancy"] + unhealthy, values["life_expectancy"])


@some
@given(data=st.data())
def test_a_gap_is_nothing_when_all_districts_are_alike(worlds, close, data):
    alike = {"healthy_life_expectancy": 61.7, "frailty": 1.3}
    values = worlds.make(data, "healthy_life_expectancy_gap", "frailty_gap", **alike)
    close(values["healthy_life_expectancy_gap"], 0.0)
    close(values["frailty_gap"], 0.0)
    values = worlds.make(data, "healthy_life_expectancy_gap", "frailty_gap")
    assert values["healthy_life_expectancy_gap"] >= 0
    assert values["frailty_gap"] >= 0


@some
@given(data=st.data())
def test_helpers_and_willing_grow_with_the_district_at_the_start(worlds, close, data):
    leaving = ("stopping", "helpers_leaving", "willing_residents_leaving", "other_adults")
    starting = ("activation_rate_reference", "activation", "becoming_willing_rate_reference", "becoming_willing")
    at_rest = ("word_of_mouth_effect", "meeting_place_effect", "community_factor", "call_of_shortage")
    ones = dict.fromkeys((*at_rest, "tiring_factor", "involvement_effect"), 1)
    values = worlds.make(data, *leaving, *starting, **ones)
    growth, stopping, activation = (values[name] for name in ("population_growth_rate", "stopping", "activation"))
    helpers = activation - stopping - values["helpers_leaving"]
    close(helpers, values["neighbour_helpers"] * growth, beside=activation)
    willing = values["becoming_willing"] + stopping - activation - values["willing_residents_leaving"]
    close(willing, values["willing_residents"] * growth, beside=activation + values["becoming_willing"])


@some
@given(data=st.data())
def test_every_adult_helps_or_is_willing_or_neither(worlds, close, data):
    values = worlds.make(data, "other_adults")
    close(values["other_adults"] + values["willing_residents"] + values["neighbour_helpers"], values["adults"])


@some
@given(data=st.data())
def test_carers_at_the_start_are_all_who_would_care(worlds, close, data):
    values = worlds.make(data, "potential_carers", "coping_carers", "heavily_burdened_carers", "all_carers")
    close(values["all_carers"], values["potential_carers"].sum("relation"))


@some
@given(data=st.data())
def test_carers_stay_as_they_were_at_the_start(worlds, close, data):
    called = ("carers_called", "all_carers_called", "carers_missing", "burden_by_hours")
    stocks = ("coping_carers", "heavily_burdened_carers", "all_carers", "burden_by_hours_reference")
    flows = (
        "taking_up_care",
        "care_ending",
        "heavy_care_ending",
        "dropping_out",
        "becoming_heavily_burdened",
        "relief",
    )
    laws = (*stocks[:3], *called, stocks[3], "indicated_burden", *flows)
    names = ("calling_effect", "stretching_effect", "relative_hours_asked", "relative_potential_carers")
    ones = dict.fromkeys((*names, "relative_care_at_home"), 1)
    share = data.draw(st.floats(0.05, 0.4))
    values = worlds.make(data, *laws, **ones, heavily_burdened_share_at_start=share, carer_respite_effort=0)
    ending = values["care_ending"] + values["heavy_care_ending"] + values["dropping_out"]
    close(values["taking_up_care"], ending)
    leaving = values["relief"] + values["heavy_care_ending"] + values["dropping_out"]
    close(values["becoming_heavily_burdened"], leaving)


SHARES = ("poverty_share", "lonely_share", "neighbour_help_share", "willing_share", "unmet_need_share")
PARTS = (
    "district_poverty_share",
    "district_lonely_share",
    "helping_share",
    "heavily_burdened_part",
    "heavily_burdened_share",
)


@pytest.mark.parametrize("name", [*SHARES, *PARTS, "unhealthy_share_18_64"])
@some
@given(data=st.data())
def test_a_share_of_a_part_lies_between_zero_and_one(worlds, name, data):
    part, whole = worlds.equations[name].reads
    full = worlds.drawn(data, whole)
    found = worlds.make(data, name, **{whole: full, part: full * worlds.drawn(data, "lonely_share_at_start")})[name]
    assert ((found >= 0) & (found <= 1)).all()
