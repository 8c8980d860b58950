"""What stops a run: a stock below zero or not a number, told with its name, the time, the run and the flow to blame."""

from types import ModuleType

import numpy as np
import pytest

from care2040.engine.batch.integrate import RunFailed, integrate
from care2040.engine.batch.solver import Solver
from care2040.engine.compiler.system import Kind, build
from care2040.inputs.policies.path_maker import ParameterPaths
from care2040.language.equations import flow, stock, where
from care2040.language.model import collect

PLAIN, RATE, PEOPLE = Kind((), "dimensionless"), Kind((), "1/year"), Kind((), "person")


def model_of(*laws):
    module = ModuleType(__name__)
    vars(module).update({law.__name__: law for law in laws})
    return collect([module])


def ran(laws, kinds, constant, varying=None, years=4, runs=1, **more):
    """Run laws from 2024 on; values have the run axis last, those in `varying` are (segments, 2, axes..., run)."""
    varying = varying or {}
    breaks = np.arange(2024.0, 2025 + years)
    system = build(model_of(*laws), {}, kinds, frozenset(varying))
    constant = {name: np.atleast_1d(np.asarray(value, dtype=float)) for name, value in constant.items()}
    varying = {name: np.asarray(value, dtype=float) for name, value in varying.items()}
    return integrate(system, ParameterPaths(runs, breaks, constant, varying), **more)


@stock("person")
def patients(patients_at_start):
    return patients_at_start


@flow("person/year", source="patients")
def recoveries(patients, recovery_rate):
    return patients * recovery_rate


DECAY_KINDS = {"patients_at_start": PEOPLE, "recovery_rate": RATE}


@flow("person/year", source="patients")
def evictions(eviction_flow):
    return eviction_flow


@flow("person/year", sink="patients")
def corrections(correction_flow):
    return correction_flow


TIPPED = (patients, recoveries, evictions, corrections)
TIPPED_KINDS = {
    **DECAY_KINDS,
    "eviction_flow": Kind((), "person/year"),
    "correction_flow": Kind((), "person/year"),
}
CALM = {"patients_at_start": 100, "recovery_rate": 0.1, "eviction_flow": 0, "correction_flow": 0}


def failure(laws, kinds, constant, varying=None, **more):
    with pytest.raises(RunFailed) as caught:
        ran(laws, kinds, constant, varying, **more)
    return str(caught.value)


def test_a_stock_below_zero_stops_the_run_with_its_name_the_time_the_run_and_the_flow():
    message = failure(TIPPED, TIPPED_KINDS, {**CALM, "eviction_flow": [0, 0, 90]}, runs=3)
    assert message == "'patients' is -17.5 in 2025.25 (run 3 of 3); the flow to blame is 'evictions'"


def test_a_negative_inflow_is_to_blame_as_well():
    message = failure(TIPPED, TIPPED_KINDS, {**CALM, "eviction_flow": 30, "correction_flow": -80})
    assert message.startswith("'patients' is -")
    assert message.endswith("; the flow to blame is 'corrections'")


def test_the_flow_to_blame_is_that_of_the_run_that_went_wrong_at_that_time():
    path = np.zeros((2, 2, 2))
    path[1, 1, 0] = 2000
    constant = {**CALM, "recovery_rate": [0.1, 3]}
    del constant["eviction_flow"]
    message = failure(TIPPED, TIPPED_KINDS, constant, {"eviction_flow": path}, years=2, runs=2)
    assert message.startswith("'patients' is -")
    assert message.endswith("in 2025.50 (run 1 of 2); the flow to blame is 'evictions'")


def test_a_stock_below_zero_at_the_start_has_no_flow_to_blame():
    message = failure(TIPPED, TIPPED_KINDS, {**CALM, "patients_at_start": -3})
    assert message == "'patients' is -3 at the start, 2024.00"


def test_a_starting_value_that_is_not_a_number_stops_the_run():
    message = failure(TIPPED, TIPPED_KINDS, {**CALM, "patients_at_start": [5, np.nan]}, runs=2)
    assert message == "'patients' is not a number at the start, 2024.00 (run 2 of 2)"


def test_a_stock_may_be_below_zero_by_rounding_or_when_it_is_signed():
    assert ran(TIPPED, TIPPED_KINDS, {**CALM, "patients_at_start": -5e-10}).years
    assert "-2e-09 at the start" in failure(TIPPED, TIPPED_KINDS, {**CALM, "patients_at_start": -2e-9})

    @stock("euro", signed=True)
    def savings():
        return 0

    @flow("euro/year", source="savings")
    def spending(spending_flow):
        return spending_flow

    found = ran([savings, spending], {"spending_flow": Kind((), "euro/year")}, {"spending_flow": 10})
    np.testing.assert_allclose(found.values["savings"][:, 0], [0, -10, -20, -30])


@stock("person")
def victims(patients_at_start):
    return patients_at_start


@stock("dimensionless")
def pressure():
    return 1


@flow("person/year", source="victims")
def suffering(victims, pressure, recovery_rate):
    return victims * pressure * recovery_rate


@flow("1/year", sink="pressure")
def release(pressure, recovery_rate, threshold):
    return np.log(threshold - pressure) * recovery_rate


@flow("1/year", sink="pressure")
def building_up(recovery_rate):
    return 100 * recovery_rate


def test_a_value_that_is_not_a_number_is_named_where_it_began():
    kinds = {**DECAY_KINDS, "threshold": PLAIN}
    constant = {"patients_at_start": 9, "recovery_rate": 0.5, "threshold": 0.5}
    message = failure([victims, suffering, pressure, building_up, release], kinds, constant)
    assert message == "'pressure' is not a number in 2024.25; the flow to blame is 'release'"


def test_growth_beyond_every_bound_is_named_too():
    @stock("dimensionless")
    def heat():
        return 10

    @flow("1/year", sink="heat")
    def fire(heat, fire_rate):
        return heat**3 * fire_rate

    message = failure([heat, fire], {"fire_rate": RATE}, {"fire_rate": [0, 5]}, runs=2)
    assert message == "'heat' is not a number in 2024.50 (run 2 of 2); the flow to blame is 'fire'"


def test_another_solver_that_gives_up_names_what_is_not_finite():
    constant = {"patients_at_start": 9, "recovery_rate": 0.5, "threshold": 0.5}
    solver = Solver("RK45", {"first_step": 0.1})
    kinds = {**DECAY_KINDS, "threshold": PLAIN}
    message = failure([victims, suffering, pressure, release], kinds, constant, solver=solver)
    assert "2024" in message
    assert "release" in message


@flow("person/year", source="patients")
def guarded(patients, eviction_flow, threshold):
    return where(threshold > 0, np.log(threshold) * eviction_flow, eviction_flow)


GUARDED_KINDS = {"patients_at_start": PEOPLE, "eviction_flow": Kind((), "person/year"), "threshold": PLAIN}


def test_a_choice_keeps_what_is_not_chosen_out_of_the_run():
    constant = {"patients_at_start": 100, "eviction_flow": 10, "threshold": [np.e, -1]}
    found = ran([patients, guarded], GUARDED_KINDS, constant, runs=2)
    np.testing.assert_allclose(found.values["patients"], [[100, 100], [90, 90], [80, 80], [70, 70]], rtol=1e-14)


def test_a_choice_that_empties_a_stock_or_gives_no_number_is_named():
    constant = {"patients_at_start": 10, "eviction_flow": 10, "threshold": [1, -1]}
    message = failure([patients, guarded], GUARDED_KINDS, constant, runs=2)
    assert message == "'patients' is -2.5 in 2025.25 (run 2 of 2); the flow to blame is 'guarded'"
    message = failure([patients, guarded], GUARDED_KINDS, {**constant, "eviction_flow": [np.nan, 0]}, runs=2)
    assert message == "'patients' is not a number in 2024.25 (run 1 of 2); the flow to blame is 'guarded'"


def test_a_run_that_goes_wrong_is_noted_and_the_others_go_on_as_if_it_was_not_there():
    constant = {**CALM, "eviction_flow": [5, 90, 0, 0], "patients_at_start": [100, 100, np.nan, 70]}
    found = ran(TIPPED, TIPPED_KINDS, constant, runs=4, forgiving=True)
    assert found.failed == {
        1: "'patients' is -17.5 in 2025.25; the flow to blame is 'evictions'",
        2: "'patients' is not a number at the start, 2024.00",
    }
    sound = {**CALM, "eviction_flow": [5, 0], "patients_at_start": [100, 70]}
    alone = ran(TIPPED, TIPPED_KINDS, sound, runs=2).values
    for name, values in found.values.items():
        np.testing.assert_array_equal(values[..., [0, 3]], alone[name])
        assert np.isnan(values[..., [1, 2]]).all()


def test_when_every_run_is_wrong_at_the_start_there_is_nothing_to_forgive():
    with pytest.raises(RunFailed, match="'patients' is -3 at the start"):
        ran(TIPPED, TIPPED_KINDS, {**CALM, "patients_at_start": [-3, -4]}, runs=2, forgiving=True)


def test_runs_that_fail_later_leave_not_a_number_behind():
    found = ran(TIPPED, TIPPED_KINDS, {**CALM, "eviction_flow": [90, 95]}, runs=2, forgiving=True)
    assert set(found.failed) == {0, 1}
    assert all(np.isnan(values).all() for values in found.values.values())
