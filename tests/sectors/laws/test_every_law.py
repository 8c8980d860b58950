"""Properties that hold for every effect and for every flow out of a stock."""

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from care2040.sectors import load_model

EQUATIONS = load_model().equations
EFFECTS = [name for name, law in EQUATIONS.items() if name.endswith("_effect") and law.kind == "variable"]
OUTFLOWS = [name for name, law in EQUATIONS.items() if law.kind == "flow" and law.source]
ONE_AT_THE_START = {
    "frailty",
    "chosen_care_norm",
    "crowding",
    "housing_scarcity",
    "admission_ratio",
    "tightness",
    "population_ratio",
    "demand_growth_index",
    "perceived_workload",
    "perceived_strain",
}
ZERO_AT_THE_START = {"technology_for_clients"}
EFFORTS = ("_effort", "_in_force")
"""How the name ends of how far a lever is pulled, or at work."""
STRENGTHS = {
    "word_of_mouth_share",
    "neighbour_reach",
    "absorbed_share",
    "places_sensitivity",
    "gp_sensitivity",
    "home_share_of_piling_up",
    "home_share_of_settling",
}
WITHOUT_STRENGTH = {"common_need_effect", "client_time_effect"}
"""These gather what has a strength of its own."""

few = settings(max_examples=6, deadline=None, phases=(Phase.reuse, Phase.generate))  # to shrink takes minutes


@pytest.mark.parametrize("name", EFFECTS)
@few
@given(data=st.data())
def test_an_effect_is_one_at_the_reference(worlds, close, name, data):
    reads = EQUATIONS[name].reads
    relative = {a for a in reads if a.startswith("relative_") or a.endswith("_effect")}
    ones = dict.fromkeys(relative | (ONE_AT_THE_START & set(reads)), 1)
    zeros = dict.fromkeys([a for a in reads if a.endswith(EFFORTS) or a in ZERO_AT_THE_START], 0)
    references = [a for a in reads if a.endswith("_reference")]
    close(worlds.make(data, *references, name, **ones, **zeros)[name], 1.0)


@pytest.mark.parametrize("name", [name for name in EFFECTS if name not in WITHOUT_STRENGTH])
@few
@given(data=st.data())
def test_an_effect_without_strength_is_one_whatever_happens(worlds, close, name, data):
    strengths = [a for a in EQUATIONS[name].reads if "_elasticity_" in a or a.endswith(EFFORTS) or a in STRENGTHS]
    assert strengths, "an effect must have an elasticity that can be set to zero"
    close(worlds.make(data, name, **dict.fromkeys(strengths, 0))[name], 1.0)


@pytest.mark.parametrize("name", [n for n, law in EQUATIONS.items() if n.endswith("_effect") and law.kind == "stock"])
def test_a_stock_that_is_an_effect_starts_at_one(worlds, name):
    assert worlds.law(name, {}) == 1


@pytest.mark.parametrize("name", OUTFLOWS)
@few
@given(data=st.data())
def test_no_more_flows_out_of_an_empty_stock_than_comes_in(worlds, name, data):
    source, reads = EQUATIONS[name].source, EQUATIONS[name].reads
    between = [] if source in reads else [a for a in reads if a in EQUATIONS and source in EQUATIONS[a].reads]
    assert between or source in reads, "an outflow must go with its stock"
    values = worlds.make(data, *between, name, **{source: 0})
    passing_through = sum(values[a] for a in reads if a in EQUATIONS and EQUATIONS[a].sink == source)
    assert (values[name] <= passing_through).all()


@pytest.mark.parametrize("name", OUTFLOWS)
@few
@given(data=st.data())
def test_no_flow_runs_backward(worlds, name, data):
    assert (worlds.make(data, name)[name] >= 0).all()
