"""Policies and scenarios as paths of parameter values over time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care2040.inputs.parameters.parameter_set import Parameter
from care2040.inputs.policies.path_maker import Change, ParameterPaths, PathMaker, join, paths, select
from care2040.language.axes import AXES

DISTRICTS = len(AXES["district"])


def parameter(name, value, axes=(), years=()):
    return Parameter(
        name=name,
        about="made for a test",
        unit="dimensionless",
        axes=axes,
        years=years,
        value=np.array(value, dtype=np.float64),
        range=None,
        spread="none",
        year=2024,
        source=("judgement",),
        standing="judged",
        fold=None,
        file="test.yaml",
        line=1,
    )


def change(name, operation, value, start=None, full_by=None, until=None, **members):
    return Change(name, members, operation, value, start, full_by, until)


PARAMETERS = {
    one.name: one
    for one in (
        parameter("building_time", 2.0),
        parameter("outreach_effort", 0.0),
        parameter("capacity", np.linspace(1, 2, DISTRICTS), axes=("district",)),
        parameter("mortality_trend", [1.0, 0.4, 0.9], years=(2024, 2030, 2040)),
        parameter(
            "intensity",
            np.linspace(0.1, 0.6, 2 * 3).reshape(2, 3),
            axes=("sex",),
            years=(2023, 2026, 2050),
        ),
    )
}


def at(made: ParameterPaths, name, year, side="after"):
    """Read a value off its path, just after or just before a moment."""
    if name in made.constant:
        return made.constant[name]
    k = np.searchsorted(made.breaks, year, side="right" if side == "after" else "left") - 1
    share = (year - made.breaks[k]) / (made.breaks[k + 1] - made.breaks[k])
    first, last = made.varying[name][k]
    return first + share * (last - first)


def test_without_changes_the_breaks_are_every_first_of_january():
    made = paths(PARAMETERS, [], 2024, 2041)
    np.testing.assert_array_equal(made.breaks, np.arange(2024, 2042))
    assert made.runs == 1
    assert set(made.constant) == {"building_time", "outreach_effort", "capacity"}
    assert made.constant["building_time"].shape == (1,)
    assert made.constant["capacity"].shape == (DISTRICTS, 1)


def test_a_horizon_may_start_and_end_within_a_year():
    made = paths(PARAMETERS, [], 2023.5, 2025.25)
    np.testing.assert_array_equal(made.breaks, [2023.5, 2024, 2025, 2025.25])


def test_a_table_by_year_is_straight_between_its_years_and_level_outside_them():
    made = paths(PARAMETERS, [], 2022, 2043)
    trend = made.varying["mortality_trend"]
    assert trend.shape == (21, 2, 1)
    np.testing.assert_allclose(at(made, "mortality_trend", 2023), 1.0)
    np.testing.assert_allclose(at(made, "mortality_trend", 2027), 0.7)
    np.testing.assert_array_equal(at(made, "mortality_trend", 2030), 0.4)
    np.testing.assert_array_equal(at(made, "mortality_trend", 2030, "before"), 0.4)
    np.testing.assert_allclose(at(made, "mortality_trend", 2035), 0.65)
    np.testing.assert_array_equal(at(made, "mortality_trend", 2042.5), 0.9)
    assert made.varying["intensity"].shape == (21, 2, 2, 1)
    np.testing.assert_allclose(at(made, "intensity", 2024.5), [[0.15], [0.45]])


def test_kinks_of_a_table_are_breaks():
    made = paths(PARAMETERS, [], 2024, 2041)
    assert {2030.0, 2040.0} <= set(made.breaks)


def test_a_table_that_is_level_over_the_horizon_is_constant():
    made = paths(PARAMETERS, [], 2041, 2045)
    np.testing.assert_array_equal(made.constant["mortality_trend"], [0.9])


def test_a_change_at_once_jumps_at_its_break():
    made = paths(PARAMETERS, [change("building_time", "multiply", 1.5, 2026.25)], 2024, 2041)
    assert 2026.25 in made.breaks
    assert at(made, "building_time", 2026.25, "before") == 2.0
    assert at(made, "building_time", 2026.25) == 3.0
    assert at(made, "building_time", 2040.5) == 3.0


@pytest.mark.parametrize(
    ("operation", "value", "half_way", "full"),
    [("set", 3.0, 2.5, 3.0), ("multiply", 2.0, 3.0, 4.0), ("add", -0.5, 1.75, 1.5)],
)
def test_a_ramp_is_straight_and_meets_its_ends_exactly(operation, value, half_way, full):
    made = paths(PARAMETERS, [change("building_time", operation, value, 2026.5, 2029.5, 2033.75)], 2024, 2041)
    assert {2026.5, 2029.5, 2033.75} <= set(made.breaks)
    assert at(made, "building_time", 2026.5, "before") == 2.0
    assert at(made, "building_time", 2026.5) == 2.0
    np.testing.assert_allclose(at(made, "building_time", 2028), half_way)
    np.testing.assert_allclose(at(made, "building_time", 2028.7), 2 + (full - 2) * 2.2 / 3)
    assert at(made, "building_time", 2029.5, "before") == full
    assert at(made, "building_time", 2031.2) == full
    assert at(made, "building_time", 2033.75, "before") == full
    assert at(made, "building_time", 2033.75) == 2.0


@settings(deadline=None)
@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_in_full_force_a_change_gives_its_value_to_the_last_bit(old, value):
    one = {"pace": parameter("pace", old)}
    for operation, expected in (("set", value), ("multiply", old * value), ("add", old + value)):
        made = paths(one, [change("pace", operation, value, 2025, 2027.3)], 2024, 2029)
        assert at(made, "pace", 2028.5) == expected
        assert at(made, "pace", 2024.5) == old


def test_a_pulse_of_one_week_has_its_own_breaks_and_its_full_size():
    week = 1 / 52
    made = paths(PARAMETERS, [change("building_time", "add", 10.0, 2030.4, None, 2030.4 + week)], 2024, 2041)
    first = int(np.flatnonzero(made.breaks == 2030.4)[0])
    assert made.breaks[first + 1] == 2030.4 + week
    path = made.varying["building_time"]
    np.testing.assert_array_equal(path[first], [[12.0], [12.0]])
    np.testing.assert_array_equal(np.delete(path, first, axis=0), 2.0)
    area = np.sum(np.diff(made.breaks) * (path[:, :, 0].mean(axis=1) - 2.0))
    np.testing.assert_allclose(area, 10 * week)


@pytest.mark.parametrize("operation", ["set", "multiply", "add"])
def test_after_until_every_bit_is_as_it_was(operation):
    plain = paths(PARAMETERS, [], 2024, 2041)
    one = change("mortality_trend", operation, 0.123456789, 2026, 2028, 2031)
    made = paths(PARAMETERS, [one], 2024, 2041)
    np.testing.assert_array_equal(made.breaks, plain.breaks)
    outside = np.r_[0:2, 7:17]
    new, old = made.varying["mortality_trend"], plain.varying["mortality_trend"]
    assert new[outside].tobytes() == old[outside].tobytes()
    assert np.all(new[2:7, 1] != old[2:7, 1])


@pytest.mark.parametrize(("operation", "expected"), [("set", 5.0), ("multiply", 5 * 1.2), ("add", 6.2)])
def test_a_change_of_one_member_leaves_the_others(operation, expected):
    capacity = {"capacity": parameter("capacity", np.full(DISTRICTS, 1.2), axes=("district",))}
    made = paths(capacity, [change("capacity", operation, 5.0, 2030, district="overvecht")], 2024, 2041)
    path = made.varying["capacity"]
    overvecht = AXES["district"].index("overvecht")
    np.testing.assert_allclose(path[6:, :, overvecht], expected)
    np.testing.assert_array_equal(path[:6, :, overvecht], 1.2)
    np.testing.assert_array_equal(np.delete(path, overvecht, axis=2), 1.2)


def test_a_member_of_a_table_by_year_keeps_the_shape_of_the_rest():
    plain = paths(PARAMETERS, [], 2024, 2041).varying["intensity"]
    made = paths(PARAMETERS, [change("intensity", "multiply", 2.0, sex="female")], 2024, 2041)
    np.testing.assert_array_equal(made.varying["intensity"][:, :, 1], 2 * plain[:, :, 1])
    np.testing.assert_array_equal(made.varying["intensity"][:, :, 0], plain[:, :, 0])


def test_a_change_without_moments_holds_from_start_to_end_and_stays_constant():
    made = paths(PARAMETERS, [change("building_time", "set", 7.0)], 2024, 2041)
    np.testing.assert_array_equal(made.constant["building_time"], [7.0])


def test_a_ramp_that_began_before_the_horizon_is_under_way_at_its_start():
    made = paths(PARAMETERS, [change("building_time", "add", 4.0, 2020, 2028)], 2024, 2041)
    np.testing.assert_allclose(at(made, "building_time", 2024), 4.0)
    assert at(made, "building_time", 2028) == 6.0
    np.testing.assert_array_equal(made.breaks, np.arange(2024, 2042))


@pytest.mark.parametrize("moments", [(2041, None, None), (2050, 2052, None), (2010, None, 2024), (2010, 2012, 2020)])
def test_a_change_outside_the_horizon_changes_nothing(moments):
    plain = paths(PARAMETERS, [], 2024, 2041)
    made = paths(PARAMETERS, [change("building_time", "multiply", 3.0, *moments)], 2024, 2041)
    np.testing.assert_array_equal(made.breaks, plain.breaks)
    np.testing.assert_array_equal(made.constant["building_time"], [2.0])


def test_changes_apply_in_order():
    add, double = change("building_time", "add", 1.0, 2030), change("building_time", "multiply", 2.0, 2030)
    assert at(paths(PARAMETERS, [add, double], 2024, 2041), "building_time", 2031) == 6.0
    assert at(paths(PARAMETERS, [double, add], 2024, 2041), "building_time", 2031) == 5.0


@pytest.mark.parametrize(
    "idle",
    [
        change("outreach_effort", "set", 0.0, 2026.3, 2028.7),
        change("outreach_effort", "multiply", 3.0, 2026.3),
        change("building_time", "multiply", 1.0, 2026.3),
        change("building_time", "add", 0.0, 2026.3, None, 2027.1),
        change("building_time", "set", 2.0, 2026.3),
    ],
)
def test_a_change_that_alters_nothing_leaves_no_trace(idle):
    plain, made = paths(PARAMETERS, [], 2024, 2041), paths(PARAMETERS, [idle], 2024, 2041)
    np.testing.assert_array_equal(made.breaks, plain.breaks)
    assert set(made.constant) == set(plain.constant)
    assert all(made.constant[name].tobytes() == plain.constant[name].tobytes() for name in plain.constant)


def test_a_neutral_change_leaves_no_trace_on_top_of_another():
    scenario = change("building_time", "multiply", 3.0)
    plain = paths(PARAMETERS, [scenario], 2024, 2041)
    made = paths(PARAMETERS, [scenario, change("building_time", "multiply", 1.0, 2026.3)], 2024, 2041)
    np.testing.assert_array_equal(made.breaks, plain.breaks)
    np.testing.assert_array_equal(made.constant["building_time"], [6.0])


def test_setting_back_what_a_scenario_changed_is_not_idle():
    scenario, policy = change("building_time", "multiply", 2.0), change("building_time", "set", 2.0, 2030)
    made = paths(PARAMETERS, [scenario, policy], 2024, 2041)
    assert at(made, "building_time", 2030, "before") == 4.0
    assert at(made, "building_time", 2030) == 2.0


def test_draws_are_values_for_one_number_and_factors_for_the_rest():
    drawn = {
        "building_time": np.array([1.0, 2.0, 3.0]),
        "capacity": np.array([0.5, 1.0, 2.0]),
        "mortality_trend": np.array([1.0, 1.1, 1.2]),
    }
    made = paths(PARAMETERS, [change("building_time", "multiply", 2.0, 2030)], 2024, 2041, drawn)
    assert made.runs == 3
    np.testing.assert_array_equal(at(made, "building_time", 2031), [2.0, 4.0, 6.0])
    np.testing.assert_array_equal(made.constant["capacity"][-1], [1.0, 2.0, 4.0])
    np.testing.assert_allclose(at(made, "mortality_trend", 2030), [0.4, 0.44, 0.48])
    assert made.constant["outreach_effort"].shape == (1,)


def test_at_city_resolution_the_district_axis_has_one_member():
    city = {"capacity": parameter("capacity", [1.5], axes=("district",))}
    made = paths(city, [change("capacity", "multiply", 2.0, 2030, district="utrecht")], 2024, 2041)
    np.testing.assert_array_equal(at(made, "capacity", 2031), [[3.0]])
    with pytest.raises(ValueError, match="capacity has no district overvecht"):
        paths(city, [change("capacity", "multiply", 2.0, district="overvecht")], 2024, 2041)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (change("bulding_time", "set", 1.0), "bulding_time, which is not a parameter"),
        (change("capacity", "set", 1.0, district="venice"), "capacity has no district venice"),
        (change("building_time", "set", 1.0, district="zuid"), "building_time has no district zuid"),
    ],
)
def test_a_change_of_what_does_not_exist_is_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        paths(PARAMETERS, [wrong], 2024, 2041)


@pytest.mark.parametrize(
    ("drawn", "message"),
    [
        ({"bulding_time": np.ones(2)}, "bulding_time, which is not a parameter"),
        ({"building_time": np.ones((2, 2))}, "have shape"),
        ({"building_time": np.ones(0)}, "have shape"),
        ({"building_time": np.ones(2), "capacity": np.ones(3)}, r"different number of times: \[2, 3\]"),
    ],
)
def test_draws_that_do_not_fit_are_refused(drawn, message):
    with pytest.raises(ValueError, match=message):
        paths(PARAMETERS, [], 2024, 2041, drawn)


@pytest.mark.parametrize("end", [2024, 2020])
def test_an_empty_horizon_is_refused(end):
    with pytest.raises(ValueError, match="must start before it ends"):
        paths(PARAMETERS, [], 2024, end)


def test_no_run_can_write_into_the_values_of_another():
    made = paths(PARAMETERS, [], 2024, 2041)
    for array in (made.breaks, made.constant["capacity"], made.varying["intensity"]):
        assert not array.flags.writeable
    before = PARAMETERS["capacity"].value.copy()
    paths(PARAMETERS, [change("capacity", "set", 9.0)], 2024, 2041)
    np.testing.assert_array_equal(PARAMETERS["capacity"].value, before)


def test_joined_runs_stand_in_order_and_a_parameter_that_varies_in_one_varies_in_all():
    drawn = {"building_time": np.array([1.0, 2.0, 3.0])}
    ramp = paths(PARAMETERS, [change("building_time", "multiply", 2.0, 2030, 2032)], 2024, 2041, drawn)
    other = paths(PARAMETERS, [change("capacity", "add", 1.0, 2027, district="zuid")], 2024, 2041)
    batch = join([ramp, other])
    assert batch.runs == 4
    assert set(batch.varying) == {"building_time", "capacity", "mortality_trend", "intensity"}
    assert batch.varying["building_time"].shape == (17, 2, 4)
    np.testing.assert_array_equal(at(batch, "building_time", 2035), [2.0, 4.0, 6.0, 2.0])
    zuid = AXES["district"].index("zuid")
    assert batch.varying["capacity"].shape == (17, 2, DISTRICTS, 4)
    base = PARAMETERS["capacity"].value[zuid]
    np.testing.assert_array_equal(at(batch, "capacity", 2035)[zuid], [base, base, base, base + 1])
    assert batch.varying["mortality_trend"].shape == (17, 2, 1), "what all runs share is kept once"
    assert batch.constant["outreach_effort"].shape == (1,)


def test_policies_that_share_their_draws_keep_a_value_per_run():
    drawn = {"building_time": np.array([1.0, 2.0, 3.0]), "mortality_trend": np.array([0.9, 1.0, 1.1])}
    one = paths(PARAMETERS, [], 2024, 2041, drawn)
    batch = join([one, one])
    np.testing.assert_array_equal(batch.constant["building_time"], [1.0, 2.0, 3.0, 1.0, 2.0, 3.0])
    assert batch.varying["mortality_trend"].shape == (17, 2, 6)


def test_some_runs_can_be_taken_out_of_a_batch():
    drawn = {"building_time": np.array([1.0, 2.0, 3.0]), "mortality_trend": np.array([0.9, 1.0, 1.1])}
    some = select(paths(PARAMETERS, [], 2024, 2041, drawn), np.array([2, 0]))
    assert some.runs == 2
    np.testing.assert_array_equal(some.constant["building_time"], [3.0, 1.0])
    np.testing.assert_allclose(at(some, "mortality_trend", 2030), [0.44, 0.36])
    assert some.constant["capacity"].shape == (DISTRICTS, 1)


def test_joined_constants_that_differ_get_a_value_per_run():
    parts = [paths(PARAMETERS, [change("capacity", "multiply", factor)], 2024, 2041) for factor in (2.0, 3.0, 5.0)]
    batch = join(parts)
    assert batch.constant["capacity"].shape == (DISTRICTS, 3)
    np.testing.assert_array_equal(batch.constant["capacity"][0], [2.0, 3.0, 5.0])


def test_paths_that_do_not_fit_together_are_not_joined():
    plain = paths(PARAMETERS, [], 2024, 2041)
    with pytest.raises(ValueError, match="no paths to join"):
        join([])
    with pytest.raises(ValueError, match="same breaks"):
        join([plain, paths(PARAMETERS, [change("building_time", "set", 1.0, 2026.5)], 2024, 2041)])
    with pytest.raises(ValueError, match="same parameters"):
        join([plain, paths({"capacity": PARAMETERS["capacity"]}, [], 2024, 2041)])


MOMENTS = st.none() | st.floats(2015, 2050).map(lambda year: round(year, 3))
CHANGES = st.builds(
    change,
    st.sampled_from(sorted(PARAMETERS)),
    st.sampled_from(["set", "multiply", "add"]),
    st.floats(-10, 10),
    MOMENTS,
    MOMENTS,
    MOMENTS,
)


@settings(deadline=None)
@given(st.lists(CHANGES, max_size=5), st.integers(2020, 2030), st.integers(1, 20))
def test_whatever_changes_breaks_increase_over_the_whole_horizon_and_no_parameter_is_lost(changes, start, years):
    made = paths(PARAMETERS, changes, start, start + years)
    assert made.breaks[0] == start
    assert made.breaks[-1] == start + years
    assert np.all(np.diff(made.breaks) > 0)
    assert {*range(start, start + years)} <= set(made.breaks)
    assert {*made.constant, *made.varying} == set(PARAMETERS)
    assert not set(made.constant) & set(made.varying)
    assert all(path.shape[:2] == (len(made.breaks) - 1, 2) for path in made.varying.values())


@given(st.lists(CHANGES, max_size=4), st.lists(CHANGES, max_size=4))
def test_a_maker_of_many_paths_gives_each_as_if_it_were_alone(first, second):
    maker = PathMaker(PARAMETERS, 2024, 2041, {"building_time": np.array([1.0, 2.0, 3.0])})
    for changes in (first, second, first):
        made, alone = maker.paths(changes), paths(PARAMETERS, changes, 2024, 2041, maker_draws())
        assert made.runs == alone.runs == 3
        np.testing.assert_array_equal(made.breaks, alone.breaks)
        for mine, other in ((made.constant, alone.constant), (made.varying, alone.varying)):
            assert mine.keys() == other.keys()
            for name, values in other.items():
                np.testing.assert_array_equal(mine[name], values)


def maker_draws():
    return {"building_time": np.array([1.0, 2.0, 3.0])}


def test_what_two_policies_share_is_one_array():
    maker = PathMaker(PARAMETERS, 2024, 2041)
    ramp = change("outreach_effort", "set", 1, 2026, 2030)
    one, other = maker.paths([ramp, change("building_time", "add", 1, 2026)]), maker.paths([ramp])
    assert one.varying["outreach_effort"] is other.varying["outreach_effort"]
    assert one.varying["mortality_trend"] is other.varying["mortality_trend"]
    assert one.constant["capacity"] is other.constant["capacity"]
    both = join([one, other, one])
    assert both.varying["outreach_effort"].shape[-1] == 1
    np.testing.assert_array_equal(both.varying["building_time"][-1, 1], [3, 2, 3])


def test_moments_that_are_asked_for_are_breaks_of_every_path():
    maker = PathMaker(PARAMETERS, 2024, 2027, moments=(2025.5, 2026, 2040))
    np.testing.assert_array_equal(maker.paths([]).breaks, [2024, 2025, 2025.5, 2026, 2027])
    ramp = change("outreach_effort", "set", 1, 2026.25)
    np.testing.assert_array_equal(maker.paths([ramp]).breaks, [2024, 2025, 2025.5, 2026, 2026.25, 2027])
