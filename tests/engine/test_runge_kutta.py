"""The fixed-step Runge-Kutta method: its order of convergence, where it ends, and how it fits in ``solve_ivp``."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from care2040.engine.batch.runge_kutta import Euler, FixedStep


def solved(fun, start, end, first, longest_step, method=FixedStep):
    return solve_ivp(fun, (start, end), first, method=method, longest_step=longest_step)


def swing(time, state):
    """A forced oscillator with its exact solution in `swing_exactly`."""
    return np.array([state[1], -state[0] + math.exp(-time)])


def swing_exactly(time):
    return np.array(
        [
            0.5 * math.cos(time) + 0.5 * math.sin(time) + 0.5 * math.exp(-time),
            -0.5 * math.sin(time) + 0.5 * math.cos(time) - 0.5 * math.exp(-time),
        ]
    )


def logistic(time, state):
    return 0.8 * state * (1 - state / 50)


def logistic_exactly(time):
    return np.array([50 / (1 + 49 * math.exp(-0.8 * time))])


@pytest.mark.parametrize(
    ("fun", "exactly", "end"),
    [(swing, swing_exactly, 5.0), (logistic, logistic_exactly, 6.0)],
    ids=["swing", "logistic"],
)
def test_the_error_falls_with_the_fourth_power_of_the_step(fun, exactly, end):
    steps = np.array([end / count for count in (20, 40, 80, 160)])
    errors = [np.abs(solved(fun, 0, end, exactly(0), step).y[:, -1] - exactly(end)).max() for step in steps]
    slopes = np.diff(np.log(errors)) / np.diff(np.log(steps))
    assert (slopes > 3.7).all()
    assert (slopes < 4.3).all()


def test_the_error_of_euler_falls_with_the_step_itself():
    steps = np.array([5 / count for count in (200, 400, 800)])
    ends = [solved(swing, 0, 5.0, swing_exactly(0), step, Euler).y[:, -1] for step in steps]
    slopes = np.diff(np.log([np.abs(end - swing_exactly(5.0)).max() for end in ends])) / np.diff(np.log(steps))
    assert (abs(slopes - 1) < 0.05).all()


def test_a_step_of_euler_is_the_state_and_the_slope_times_the_step():
    result = solved(lambda time, state: time * state, 2024, 2025, [3.0], 0.5, Euler)
    assert result.t.tolist() == [2024, 2024.5, 2025]
    assert result.y[0].tolist() == [3, 3 + 0.5 * 2024 * 3, 3 + 3036 + 0.5 * 2024.5 * 3039]


@given(
    start=st.floats(2000, 2040),
    length=st.floats(1e-3, 3),
    longest_step=st.floats(0.01, 2),
)
def test_it_ends_exactly_on_the_bound_with_the_fewest_equal_steps(start, length, longest_step):
    end = start + length
    result = solved(lambda time, state: -state, start, end, [1.0], longest_step)
    assert result.success
    assert result.t[-1] == end
    steps = np.diff(result.t)
    assert steps.max() <= longest_step * (1 + 1e-6)
    assert steps.max() - steps.min() < 1e-9
    assert len(steps) == 1 or (end - start) / (len(steps) - 1) > longest_step * (1 - 1e-6)


@pytest.mark.parametrize(
    ("end", "longest_step", "steps"), [(1.0, 0.25, 4), (0.3, 0.1, 3), (1.0, 2.0, 1), (1.0, 0.3, 4)]
)
def test_a_whole_number_of_steps_is_not_cut_finer_by_rounding(end, longest_step, steps):
    assert len(solved(lambda time, state: -state, 0, end, [1.0], longest_step).t) == steps + 1


@pytest.mark.parametrize("steps", range(1, 120, 2))
def test_it_ends_exactly_on_the_bound_where_the_steps_add_up_to_something_else(steps):
    result = solved(lambda time, state: -state, 0, 0.7, [1.0], 0.7 / steps)
    assert (len(result.t) - 1, result.t[-1]) == (steps, 0.7)


def test_it_asks_for_four_rates_a_step():
    result = solved(logistic, 0, 1, [1.0], 0.25)
    assert result.nfev == 16


def test_a_cubic_of_time_is_exact():
    result = solved(lambda time, state: np.array([4 * time**3 - 3 * time**2 + 2]), 0, 2, [1.0], 2.0)
    assert result.y[0, -1] == pytest.approx(2**4 - 2**3 + 2 * 2 + 1, rel=1e-14)


def test_what_the_right_hand_side_gives_is_not_written_to():
    always = np.array([1.0, 2.0])
    result = solved(lambda time, state: always, 0, 3, [0.0, 0.0], 0.5)
    np.testing.assert_array_equal(always, [1.0, 2.0])
    np.testing.assert_allclose(result.y[:, -1], [3.0, 6.0], rtol=1e-14)


def test_the_trajectory_of_one_place_does_not_depend_on_the_others():
    alone = solved(logistic, 0, 4, [1.0], 0.25).y[0]
    beside = solved(logistic, 0, 4, [1.0, 49.0, 1e-6], 0.25).y[0]
    np.testing.assert_array_equal(alone, beside)


def test_the_step_of_a_quarter_of_a_year_is_fine_enough_for_delays_of_a_year():
    """Against DOP853 at a tolerance of 1e-9, for an aging chain that is pushed halfway."""

    def chain(time, state):
        inflow = 10 + 5 * math.sin(time)
        return np.array([inflow - state[0], state[0] - state[1] / 2, state[1] / 2 - state[2] / 5])

    first = np.array([10.0, 20.0, 50.0])
    fine = solve_ivp(chain, (0, 16), first, method="DOP853", rtol=1e-9, atol=1e-9).y[:, -1]
    np.testing.assert_allclose(solved(chain, 0, 16, first, 0.25).y[:, -1], fine, rtol=1e-4)
