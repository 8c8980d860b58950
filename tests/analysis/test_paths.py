"""Paths with known answers: tipping points, change-overs, signposts, and what waiting is worth, all by hand."""

import numpy as np
import pytest

from care2040.analysis.pathways.in_time import between, last_year, reach
from care2040.analysis.pathways.signposts import Trigger, judged, ranked, signposts, trigger_of
from care2040.analysis.pathways.switching import switched
from care2040.analysis.pathways.tipping import FROM_THE_START, NEVER, spread, tipping_of_chance, tipping_years
from care2040.analysis.pathways.waiting import (
    ENOUGH,
    KNOWING,
    LATER,
    LOOKING,
    NOTHING,
    SUREST,
    Ways,
    best,
    surest,
    ways_to_decide,
)
from care2040.inputs.policies.change import Change

YEARS = (2030, 2031, 2032, 2033)
LAGS = {"one_effort": 1.0, "two_effort": 2.0}


# --- tipping points


def test_a_policy_tips_in_the_year_after_the_last_in_which_it_keeps_the_aim():
    kept = np.array(
        [
            [True, True, False, False],
            [True, False, True, False],  # missed for a while, and back
            [False, False, False, True],  # only in time
            [False, False, False, False],
            [True, True, True, True],
        ]
    )
    assert tipping_years(kept, YEARS).tolist() == [2032, 2033, NEVER, FROM_THE_START, NEVER]


def test_the_chance_tips_when_too_few_draws_are_left():
    # of four draws 4, 3, 2 and 2 keep it
    kept = np.array([[1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 0, 0], [1, 0, 0, 0]], dtype=bool)
    assert tipping_of_chance(kept, YEARS, 0.75) == 2032
    assert tipping_of_chance(kept, YEARS, 0.8) == 2031
    assert tipping_of_chance(kept, YEARS, 0.5) == NEVER


def test_the_spread_of_tipping_points_never_invents_a_year_between_one_and_never():
    tips = np.array([2030, 2031, 2032, 2033, NEVER, NEVER, NEVER, NEVER, NEVER, NEVER])
    assert spread(tips).tolist() == [2030, NEVER, NEVER]
    assert spread(np.array([FROM_THE_START] * 6 + [2030] * 4)).tolist() == [FROM_THE_START, FROM_THE_START, 2030]


# --- until when one is in time


def test_the_last_year_in_time_lies_on_a_straight_line_between_the_years_that_were_run():
    chances = {2028: 0.9, 2032: 0.8, 2036: 0.4}
    assert last_year(chances, 0.9) == 2028
    assert last_year(chances, 0.85) == 2030
    assert last_year(chances, 0.7) == 2033
    assert last_year(chances, 0.95) == -np.inf
    assert last_year(chances, 0.3) == np.inf


def test_how_far_draws_can_say_it_is_the_binomial_error():
    assert reach(0.8, 400) == pytest.approx(1.645 * 0.02)
    low, high = between({2028: 0.9, 2032: 0.8, 2036: 0.4}, 0.8, 400)
    # 0.8329 lies at 2030.7 and 0.7671 at 2032.3
    assert (low, high) == (2030, 2032)


# --- change-overs


def pulled(lever, effort, start, ramp, delay, until=None):
    ends = None if until is None else until + delay
    return (
        Change(f"{lever}_budget", {}, "set", effort, start, start + ramp, until),
        Change(f"{lever}_effort", {}, "set", effort, start + delay, start + ramp + delay, ends),
    )


def test_what_is_given_up_is_not_paid_any_more_and_works_its_delay_longer():
    assert switched(pulled("one", 1.0, 2026, 2, 1), (), 2030, LAGS) == pulled("one", 1.0, 2026, 2, 1, until=2030)


def test_what_begins_has_its_own_ramp_from_the_year_of_the_decision():
    assert switched((), pulled("two", 0.5, 2026, 4, 2), 2030, LAGS) == pulled("two", 0.5, 2030, 4, 2)
    assert switched((), pulled("two", 0.5, 2033, 4, 2), 2030, LAGS) == pulled("two", 0.5, 2033, 4, 2)


def test_a_lever_of_both_goes_on_and_one_with_another_effort_goes_from_the_one_to_the_other():
    first = pulled("one", 1.0, 2026, 2, 1)
    assert switched(first, first, 2030, LAGS) == first
    more = pulled("one", 0.4, 2026, 3, 1)
    assert switched(first, more, 2030, LAGS) == (*first, *pulled("one", 0.4, 2030, 3, 1))


def test_what_would_not_have_begun_by_then_never_does():
    assert switched(pulled("one", 1.0, 2032, 2, 1), (), 2030, LAGS) == ()


def test_what_is_over_before_it_could_begin_is_left_out():
    assert switched((), pulled("two", 1.0, 2026, 1, 2, until=2029), 2030, LAGS) == ()


def test_a_rule_looks_from_the_change_over_on_and_one_that_is_ended_has_no_size_any_more():
    looks = (
        Change("rule_1_looks", {}, "set", 1.0, 2026, None, 2041),
        Change("rule_1_full_one", {}, "set", 1.0, *[None] * 3),
    )
    assert switched((), looks, 2030, LAGS) == (Change("rule_1_looks", {}, "set", 1.0, 2030, None, 2041), looks[1])
    gone = switched(looks, (), 2030, LAGS)
    assert {one.until for one in gone} == {2030}


# --- signposts


def test_a_trigger_is_the_value_with_the_most_hits_less_false_alarms():
    values = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    fails = np.array([False, False, True, False, True, True])
    trigger, gain = trigger_of(values, fails)
    # above 2.5: all three hits and one of three false alarms; above 4.5: two of three hits and no false alarm
    assert gain == pytest.approx(2 / 3)
    assert (trigger.above, trigger.threshold) in {(True, 2.5), (True, 4.5)}
    low, _ = trigger_of(-values, fails)
    assert not low.above


def test_how_good_a_trigger_is_is_counted_in_draws_it_was_not_found_in():
    values, fails = np.array([0.0, 0.2, 0.6, 0.9]), np.array([False, True, False, True])
    found = judged("x", Trigger(0.5, True), values, fails)
    assert (found.hits, found.false_alarms) == (0.5, 0.5)
    # of two warnings among four draws of which two fail, one hit or more: 1 - 1/6
    assert found.by_luck == pytest.approx(5 / 6)


def test_a_signpost_that_is_planted_is_found_and_useless_ones_are_not():
    random = np.random.default_rng(7)
    cause = random.standard_normal(400)
    fails = cause + 0.3 * random.standard_normal(400) > 0
    useless = {f"noise_{number}": random.standard_normal(400) for number in range(40)}
    found = signposts({**useless, "planted": cause, "mirrored": -cause}, fails)
    assert {one.name for one in found} == {"planted", "mirrored"}
    assert all(one.hits > 0.85 and one.false_alarms < 0.15 for one in found)
    assert {one.name: one.trigger.above for one in found} == {"planted": True, "mirrored": False}


def test_where_nothing_tells_anything_there_is_hardly_ever_a_signpost():
    random = np.random.default_rng(11)
    times = 0
    for _ in range(60):
        counted = {f"noise_{number}": random.standard_normal(100) for number in range(30)}
        times += bool(signposts(counted, random.random(100) < 0.4))
    assert times <= 8  # at one in twenty three are expected; eight or more by chance once in a hundred times


def test_what_always_or_never_fails_has_no_signpost():
    values = {"x": np.arange(100.0)}
    for fails in (np.ones(100, dtype=bool), np.zeros(100, dtype=bool), np.arange(100) < 4):
        assert signposts(values, fails) == []
    assert ranked(values, np.ones(100, dtype=bool), np.ones(100, dtype=bool)) == []


# --- waiting: two worlds, a bad and a good one, of which half of the draws are


def two_worlds(draws=40):
    """Doing nothing is enough in a good world, the cheap policy helps nowhere, the dear one always: later for half."""
    bad = np.arange(draws) % 4 < 2
    nothing, dear = ~bad, np.ones(draws, dtype=bool)
    kept = np.stack([nothing, nothing, dear])
    now = np.stack([np.zeros(draws), np.full(draws, 10.0), np.full(draws, 100.0)])
    then = np.stack([np.zeros(draws), np.full(draws, 5.0), np.full(draws, 50.0)])
    return bad, Ways(kept, now, kept, then)


def test_with_a_perfect_signpost_looking_is_worth_as_much_as_knowing():
    bad, ways = two_worlds()
    told = ways_to_decide(ways, {"sign": bad.astype(float)}, 0.9)
    numbers = {name: (one.chance, one.cost, one.part) for name, one in told.items()}
    assert numbers == {
        NOTHING: (0.5, 0.0, 0.0),
        ENOUGH: (1.0, 100.0, 1.0),
        SUREST: (1.0, 100.0, 1.0),
        LATER: (1.0, 50.0, 1.0),
        LOOKING: (1.0, 25.0, 0.5),  # half of the draws at 50
        KNOWING: (1.0, 25.0, 0.5),
    }
    assert told[LOOKING].policy == told[KNOWING].policy == 2


def test_without_a_sign_most_draws_decide_whether_one_changes_over():
    _, ways = two_worlds()
    looked = ways_to_decide(ways, {}, 0.9)[LOOKING]
    assert (looked.chance, looked.cost) == (0.5, 0.0)  # half fails, which is not most
    worse = Ways(*(np.concatenate([one, one[:, :2]], axis=1) for one in (ways.kept_now, ways.cost_now) * 2))
    assert ways_to_decide(worse, {}, 0.9)[LOOKING].part > 0


def test_knowing_that_nothing_helps_saves_the_money():
    lost = np.zeros((2, 10), dtype=bool)
    cost = np.stack([np.zeros(10), np.full(10, 7.0)])
    told = ways_to_decide(Ways(lost, cost, lost, cost), {}, 0.8)
    assert (told[KNOWING].chance, told[KNOWING].cost) == (0.0, 0.0)


def test_the_cheapest_that_is_sure_enough_is_not_the_surest():
    kept = np.array([[True] * 8 + [False] * 2, [True] * 9 + [False], [True] * 10])
    cost = np.array([[1.0] * 10, [5.0] * 10, [9.0] * 10])
    assert [best(kept, cost, chance) for chance in (0.7, 0.85, 0.95)] == [0, 1, 2]
    assert best(kept[:2], cost[:2], 0.99) == surest(kept[:2], cost[:2]) == 1
