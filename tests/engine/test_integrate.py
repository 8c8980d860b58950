"""Runs over the years: closed forms, counting, pulses, and batches whose runs do not touch each other."""

from types import ModuleType

import numpy as np
import pytest

from care2040.engine.batch.integrate import integrate
from care2040.engine.batch.runge_kutta import FixedStep
from care2040.engine.batch.solver import Solver
from care2040.engine.compiler.system import Kind, build
from care2040.inputs.policies.path_maker import ParameterPaths, join, select
from care2040.language.equations import flow, reference, stock, variable, where
from care2040.language.model import collect

AXES = {"age": (0, 1, 2, 3, 4)}
FINE = Solver(FixedStep, {"longest_step": 1 / 64})
RATE, PEOPLE = Kind((), "1/year"), Kind((), "person")


def model_of(*laws):
    module = ModuleType(__name__)
    vars(module).update({law.__name__: law for law in laws})
    return collect([module])


def ran(laws, kinds, constant, varying=None, breaks=None, years=4, runs=1, **more):
    """Run laws from 2024 on; values have the run axis last, those in `varying` are (segments, 2, axes..., run)."""
    varying = varying or {}
    breaks = np.array(breaks or range(2024, 2025 + years), dtype=float)
    system = build(model_of(*laws), AXES, kinds, frozenset(varying))
    constant = {name: np.atleast_1d(np.asarray(value, dtype=float)) for name, value in constant.items()}
    varying = {name: np.asarray(value, dtype=float) for name, value in varying.items()}
    return integrate(system, ParameterPaths(runs, breaks, constant, varying), **more)


@stock("person")
def patients(patients_at_start):
    return patients_at_start


@flow("person/year", source="patients")
def recoveries(patients, recovery_rate):
    return patients * recovery_rate


DECAY = (patients, recoveries)
DECAY_KINDS = {"patients_at_start": PEOPLE, "recovery_rate": RATE}


def test_exponential_decay_follows_the_closed_form():
    found = ran(DECAY, DECAY_KINDS, {"patients_at_start": 800, "recovery_rate": 0.3}, solver=FINE)
    expected = 800 * np.exp(-0.3 * np.arange(5))
    assert found.years == (2024, 2025, 2026, 2027)
    np.testing.assert_allclose(found.values["patients"][:, 0], expected[:-1], rtol=1e-9)
    np.testing.assert_allclose(found.values["recoveries"][:, 0], -np.diff(expected), rtol=1e-8)


@pytest.mark.parametrize("runs", [1, 3])
def test_every_run_of_a_batch_follows_its_own_closed_form(runs):
    rates = np.array([0.1, 0.4, 1.1])[:runs]
    constant = {"patients_at_start": 800, "recovery_rate": rates}
    found = ran(DECAY, DECAY_KINDS, constant, runs=runs, solver=FINE)
    assert found.values["patients"].shape == (4, runs)
    np.testing.assert_allclose(found.values["patients"], 800 * np.exp(-np.outer(range(4), rates)), rtol=1e-8)


@stock("person")
def susceptible(people, infected_at_start):
    return people - infected_at_start


@stock("person")
def infected(infected_at_start):
    return infected_at_start


@stock("person")
def recovered():
    return 0


@flow("person/year", source="susceptible", sink="infected")
def infections(susceptible, infected, contact_rate, people):
    return contact_rate * susceptible * infected / people


@flow("person/year", source="infected", sink="recovered")
def recovering(infected, recovery_rate):
    return infected * recovery_rate


EPIDEMIC = (susceptible, infected, recovered, infections, recovering)
EPIDEMIC_KINDS = {"people": PEOPLE, "infected_at_start": PEOPLE, "contact_rate": RATE, "recovery_rate": RATE}
EPIDEMIC_VALUES = {"people": 1000, "infected_at_start": 5, "contact_rate": 3, "recovery_rate": 1}


def test_an_epidemic_keeps_the_relation_of_kermack_and_mckendrick_and_its_people():
    values = ran(EPIDEMIC, EPIDEMIC_KINDS, EPIDEMIC_VALUES, years=12, solver=FINE).values
    people = values["susceptible"] + values["infected"] + values["recovered"]
    np.testing.assert_allclose(people, 1000, rtol=1e-12)
    np.testing.assert_allclose(values["susceptible"], 995 * np.exp(-3 * values["recovered"] / 1000), rtol=1e-7)
    assert values["infected"].max() > 150
    assert values["infected"][-1] < 10


def test_saturated_growth_follows_the_logistic_curve():
    laws = (susceptible, infected, infections)
    kinds = {name: EPIDEMIC_KINDS[name] for name in ("people", "infected_at_start", "contact_rate")}
    constant = {"people": 1000, "infected_at_start": 10, "contact_rate": 0.9}
    found = ran(laws, kinds, constant, years=10, solver=FINE).values["infected"][:, 0]
    np.testing.assert_allclose(found, 1000 / (1 + 99 * np.exp(-0.9 * np.arange(10))), rtol=1e-8)


def test_the_default_step_is_close_to_dop853():
    precise = Solver("DOP853", {"rtol": 1e-9, "atol": 1e-9})
    default = ran(EPIDEMIC, EPIDEMIC_KINDS, EPIDEMIC_VALUES, years=8).values
    expected = ran(EPIDEMIC, EPIDEMIC_KINDS, EPIDEMIC_VALUES, years=8, solver=precise).values
    for name, values in expected.items():
        np.testing.assert_allclose(default[name], values, rtol=5e-3)


@stock("person")
def counted():
    return 0


@flow("person/year", source="patients", sink="counted")
def discharges(patients, recovery_rate):
    return patients * recovery_rate


@flow("person/year", sink="patients")
def admissions(admission_flow):
    return admission_flow


HOSPITAL = (patients, counted, discharges, admissions)
HOSPITAL_KINDS = {**DECAY_KINDS, "admission_flow": Kind((), "person/year")}
HOSPITAL_VALUES = {"patients_at_start": [100, 0, 7], "recovery_rate": [0.5, 2, 0.01]}


def test_the_amount_of_a_year_is_what_the_flow_moved_in_it_and_starts_anew_every_year():
    ramp = np.stack([[year, year + 1] for year in range(5)]).astype(float)[..., None] * 40
    found = ran(HOSPITAL, HOSPITAL_KINDS, HOSPITAL_VALUES, {"admission_flow": ramp}, years=5, runs=3).values
    np.testing.assert_allclose(found["discharges"][:-1], np.diff(found["counted"], axis=0), rtol=1e-9)
    np.testing.assert_allclose(found["admissions"], np.repeat(20 + 40 * np.arange(5.0)[:, None], 3, 1), rtol=1e-9)
    np.testing.assert_allclose(
        np.diff(found["patients"], axis=0), (found["admissions"] - found["discharges"])[:-1], rtol=1e-9, atol=1e-9
    )


@pytest.mark.parametrize(
    "solver",
    [
        Solver(),
        Solver(FixedStep, {"longest_step": 1.0}),
        Solver(FixedStep, {"longest_step": 0.01}),
        Solver("RK45", {}),
        Solver("LSODA", {}),
        Solver("DOP853", {"rtol": 1e-9}),
    ],
    ids=["default", "year", "fine", "RK45", "LSODA", "DOP853"],
)
def test_a_pulse_of_one_week_arrives_whole(solver):
    begin, end = 2025.3, 2025.3 + 7 / 365
    pulse = np.zeros((5, 2, 1))
    pulse[2] = 25.0
    breaks = [2024, 2025, begin, end, 2026, 2027]
    constant = {"patients_at_start": 0, "recovery_rate": 0}
    found = ran(HOSPITAL, HOSPITAL_KINDS, constant, {"admission_flow": pulse}, breaks, solver=solver).values
    np.testing.assert_allclose(found["admissions"][:, 0], [0, 25 * 7 / 365, 0], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found["patients"][:, 0], [0, 0, 25 * 7 / 365], rtol=1e-9, atol=1e-12)


def test_a_ramp_inside_the_year_arrives_whole():
    path = np.array([[[0], [0]], [[0], [80]], [[80], [80]], [[0], [0]]])
    breaks = [2024, 2024.25, 2024.75, 2025, 2026]
    constant = {"patients_at_start": 0, "recovery_rate": 0}
    found = ran(HOSPITAL, HOSPITAL_KINDS, constant, {"admission_flow": path}, breaks).values
    np.testing.assert_allclose(found["admissions"][:, 0], [0.5 * 40 + 0.25 * 80, 0], rtol=1e-12, atol=1e-12)


@reference("person")
def patients_reference(patients):
    return patients


@variable("dimensionless")
def fullness(patients, patients_reference):
    return patients / patients_reference


@variable("1/year")
def discharge_rate(fullness, recovery_rate, urgency):
    return where(fullness > 1, recovery_rate * urgency, recovery_rate * np.exp(fullness - 1))


@flow("person/year", source="patients")
def sent_home(patients, discharge_rate):
    return patients * discharge_rate


@flow("person/year", ("age",), source="waiting", sink="served")
def serving(waiting, service_pattern, age_share):
    return (waiting * service_pattern).sum("age") * age_share


@stock("person", ("age",), signed=True)
def waiting(waiting_at_start):
    return waiting_at_start


@stock("person", ("age",))
def served():
    return 0


MIXED = (patients, patients_reference, fullness, discharge_rate, sent_home, admissions, waiting, served, serving)
MIXED_KINDS = {
    **HOSPITAL_KINDS,
    "urgency": Kind((), "dimensionless"),
    "waiting_at_start": Kind(("age",), "person"),
    "service_pattern": Kind(("age",), "1/year"),
    "age_share": Kind(("age",), "dimensionless"),
}


def seven_runs():
    """Return the paths of seven different runs; the inflow moves, the pattern of service stands still."""
    numbers = np.random.default_rng(23)
    constant = {
        "patients_at_start": numbers.uniform(50, 150, 7),
        "recovery_rate": numbers.uniform(0.2, 1.5, 7),
        "urgency": numbers.uniform(1, 3, 7),
        "waiting_at_start": numbers.uniform(5, 9, (5, 7)),
        "service_pattern": numbers.uniform(0.1, 0.5, (5, 1)),
        "age_share": np.full((5, 1), 0.2),
    }
    return ParameterPaths(7, np.arange(2024.0, 2031), constant, {"admission_flow": numbers.uniform(20, 200, (6, 2, 7))})


def mixed(paths):
    return integrate(build(model_of(*MIXED), AXES, MIXED_KINDS, frozenset(paths.varying)), paths).values


def test_the_seven_runs_differ_and_take_both_sides_of_the_choice():
    found = mixed(seven_runs())
    assert (np.ptp(found["fullness"][1:], axis=1) > 0.1).all()
    assert (found["fullness"] > 1).any()
    assert (found["fullness"] < 1).any()


@pytest.mark.parametrize(
    "picked", [[0], [1], [2], [3], [4], [5], [6], [6, 5, 4, 3, 2, 1, 0], [2, 5, 0]], ids=lambda picked: str(len(picked))
)
def test_a_run_gives_the_same_alone_and_with_any_mates(picked):
    together = mixed(seven_runs())
    for name, values in mixed(select(seven_runs(), np.array(picked))).items():
        np.testing.assert_allclose(values, together[name][..., picked], rtol=1e-12, atol=1e-12)


def test_a_mate_with_another_policy_changes_nothing():
    """What stands still is computed beforehand, but in the loop when it moves for one of the batch."""
    paths = seven_runs()
    together = mixed(paths)
    mate = select(paths, np.array([3]))
    constant = dict(mate.constant)
    pattern = constant.pop("service_pattern") * np.linspace(1, 2, 12).reshape(6, 2, 1, 1)
    mate = ParameterPaths(1, mate.breaks, constant, {**mate.varying, "service_pattern": pattern})
    beside = mixed(join([paths, mate]))
    assert (beside["served"][-1, :, 7] > 1.01 * beside["served"][-1, :, 3]).all()
    for name, values in together.items():
        np.testing.assert_allclose(beside[name][..., :7], values, rtol=1e-12, atol=1e-12)


def test_a_reference_is_the_value_at_the_start_though_its_parameters_move():
    @reference("1/year")
    def recovery_reference(recovery_rate):
        return recovery_rate

    @variable("dimensionless")
    def relative_recovery(recovery_rate, recovery_reference):
        return recovery_rate / recovery_reference

    path = np.array([[[0.2], [0.4]], [[0.4], [0.8]]])
    laws = [*DECAY, recovery_reference, relative_recovery]
    found = ran(laws, DECAY_KINDS, {"patients_at_start": 1}, {"recovery_rate": path}, years=2).values
    np.testing.assert_allclose(found["relative_recovery"][:, 0], [1, 2], rtol=1e-15)


@pytest.mark.parametrize("breaks", [[2024.5, 2025, 2026], [2024, 2025, 2025.5]])
def test_a_run_goes_from_the_first_of_january_to_the_first_of_january(breaks):
    with pytest.raises(ValueError, match="from 1 January to 1 January, not from"):
        ran(DECAY, DECAY_KINDS, {"patients_at_start": 1, "recovery_rate": 1}, breaks=breaks)


def test_parameters_are_left_as_they_were():
    rate = np.array([0.3])
    rate.setflags(write=False)
    constant = {"patients_at_start": np.array([5.0]), "recovery_rate": rate}
    first = ran(DECAY, DECAY_KINDS, constant).values["patients"]
    np.testing.assert_array_equal(ran(DECAY, DECAY_KINDS, constant).values["patients"], first)
    assert (constant["patients_at_start"], rate) == (5, 0.3)
