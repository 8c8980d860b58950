"""Runs over the years: closed forms, ageing, counting, pulses, batches, and what stops a run."""

from types import ModuleType

import numpy as np
import pytest
from care2040.equations import flow, reference, stock, variable, where
from care2040.integrate import RunFailed, Settings, integrate, without_detail
from care2040.model import collect
from care2040.policies import ParameterPaths
from care2040.solver import FixedStep
from care2040.system import Kind, build

AXES = {"district": tuple("ab"), "age": (0, 1, 2, 3, 4), "sex": tuple("vwx")}
ONES = {axis: members[:1] for axis, members in AXES.items()}
FINE = Settings(FixedStep, {"longest_step": 1 / 64})
PLAIN, RATE, PEOPLE = Kind((), "dimensionless"), Kind((), "1/year"), Kind((), "person")


def model_of(*laws):
    module = ModuleType(__name__)
    vars(module).update({law.__name__: law for law in laws})
    return collect([module])


def ran(laws, kinds, constant, varying=None, breaks=None, years=4, axes=AXES, runs=1, **more):
    """Run laws from 2024 on; values have the run axis last, those in `varying` are (segments, 2, axes..., run)."""
    varying = varying or {}
    breaks = np.array(breaks or range(2024, 2025 + years), dtype=float)
    system = build(model_of(*laws), axes, kinds, frozenset(varying))
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
    found = ran(DECAY, DECAY_KINDS, {"patients_at_start": 800, "recovery_rate": 0.3}, settings=FINE)
    expected = 800 * np.exp(-0.3 * np.arange(5))
    assert found.years == (2024, 2025, 2026, 2027)
    np.testing.assert_allclose(found.values["patients"][:, 0], expected[:-1], rtol=1e-9)
    np.testing.assert_allclose(found.values["recoveries"][:, 0], -np.diff(expected), rtol=1e-8)


@pytest.mark.parametrize("runs", [1, 3])
def test_every_run_of_a_batch_follows_its_own_closed_form(runs):
    rates = np.array([0.1, 0.4, 1.1])[:runs]
    constant = {"patients_at_start": 800, "recovery_rate": rates}
    found = ran(DECAY, DECAY_KINDS, constant, runs=runs, settings=FINE)
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
    values = ran(EPIDEMIC, EPIDEMIC_KINDS, EPIDEMIC_VALUES, years=12, settings=FINE).values
    people = values["susceptible"] + values["infected"] + values["recovered"]
    np.testing.assert_allclose(people, 1000, rtol=1e-12)
    np.testing.assert_allclose(values["susceptible"], 995 * np.exp(-3 * values["recovered"] / 1000), rtol=1e-7)
    assert values["infected"].max() > 150
    assert values["infected"][-1] < 10


def test_saturated_growth_follows_the_logistic_curve():
    laws = (susceptible, infected, infections)
    kinds = {name: EPIDEMIC_KINDS[name] for name in ("people", "infected_at_start", "contact_rate")}
    constant = {"people": 1000, "infected_at_start": 10, "contact_rate": 0.9}
    found = ran(laws, kinds, constant, years=10, settings=FINE).values["infected"][:, 0]
    np.testing.assert_allclose(found, 1000 / (1 + 99 * np.exp(-0.9 * np.arange(10))), rtol=1e-8)


def test_the_default_step_is_close_to_dop853():
    precise = Settings("DOP853", {"rtol": 1e-9, "atol": 1e-9})
    default = ran(EPIDEMIC, EPIDEMIC_KINDS, EPIDEMIC_VALUES, years=8).values
    expected = ran(EPIDEMIC, EPIDEMIC_KINDS, EPIDEMIC_VALUES, years=8, settings=precise).values
    for name, values in expected.items():
        np.testing.assert_allclose(default[name], values, rtol=5e-3)


@stock("person", ("district", "age", "sex"), cohort="age", entering="newborns")
def residents(residents_at_start):
    return residents_at_start


@stock("person", ("district", "sex"))
def newborns():
    return 0


@flow("person/year", ("district", "sex"), sink="newborns")
def births(births_by_district):
    return births_by_district


@flow("person/year", ("district", "age", "sex"), source="residents")
def deaths(residents, death_rate):
    return residents * death_rate


AGEING = (residents, newborns, births)
AGEING_KINDS = {
    "residents_at_start": Kind(("district", "age", "sex"), "person"),
    "births_by_district": Kind(("district", "sex"), "person/year"),
}


def crowd(axes, runs=1):
    lengths = {axis: len(members) for axis, members in axes.items()}
    numbers = np.random.default_rng(11)
    people = numbers.uniform(10, 20, (lengths["district"], lengths["age"], lengths["sex"], runs))
    return people, numbers.uniform(1, 2, (lengths["district"], lengths["sex"], runs))


def test_everyone_is_a_year_older_on_the_first_of_january_and_a_peak_does_not_smear():
    people, born = crowd(AXES)
    people[0, 1, 2] = 5000
    found = ran(AGEING, AGEING_KINDS, {"residents_at_start": people, "births_by_district": born}).values["residents"]
    for year in range(1, 4):
        np.testing.assert_array_equal(found[year][:, year + 1 : -1], found[year - 1][:, year:-2])
        np.testing.assert_array_equal(found[year][:, -1], found[year - 1][:, -1] + found[year - 1][:, -2])
        assert found[year][0, min(1 + year, 4), 2] >= 5000
    assert (found[1] > 4000).sum() == (found[2] > 4000).sum() == 1


def test_newborns_become_age_zero_and_their_stock_is_empty_again():
    people, born = crowd(AXES)
    found = ran(AGEING, AGEING_KINDS, {"residents_at_start": people, "births_by_district": born}).values
    np.testing.assert_allclose(found["residents"][1:, :, 0], np.broadcast_to(born, (3, 2, 3, 1)), rtol=1e-14)
    np.testing.assert_array_equal(found["newborns"], np.zeros((4, 2, 3, 1)))


def test_ageing_loses_nobody_and_the_last_age_stays_open():
    people, born = crowd(AXES)
    found = ran(AGEING, AGEING_KINDS, {"residents_at_start": people, "births_by_district": born}, years=9).values
    total = found["residents"].sum((1, 2, 3))
    np.testing.assert_allclose(total[:, 0], people.sum() + born.sum() * np.arange(9), rtol=1e-12)
    old = found["residents"][8][:, -1]
    np.testing.assert_allclose(old, people.sum(1) + born * 4, rtol=1e-12)


def test_a_cohort_of_one_age_keeps_everyone():
    people, born = crowd(ONES)
    constant = {"residents_at_start": people, "births_by_district": born}
    found = ran(AGEING, AGEING_KINDS, constant, axes=ONES).values["residents"]
    np.testing.assert_allclose(found.ravel(), people.sum() + born.sum() * np.arange(4), rtol=1e-14)


def test_a_cohort_without_an_entering_stock_is_filled_by_its_flows_only():
    @stock("person", ("age",), cohort="age")
    def pupils():
        return 0

    @flow("person/year", ("age",), sink="pupils")
    def enrolment(places):
        return places

    places = np.array([[7.0], [0.0], [2.0], [0.0], [0.0]])
    found = ran([pupils, enrolment], {"places": Kind(("age",), "person/year")}, {"places": places}).values["pupils"]
    np.testing.assert_allclose(found[1, :, 0], [0, 7, 0, 2, 0], atol=1e-14)
    np.testing.assert_allclose(found[3, :, 0], [0, 7, 7, 9, 4], atol=1e-13)


def test_nobody_grows_older_at_a_break_inside_the_year():
    people, born = crowd(AXES)
    constant = {"residents_at_start": people, "births_by_district": born}
    plain = ran(AGEING, AGEING_KINDS, constant, years=2)
    broken = ran(AGEING, AGEING_KINDS, constant, breaks=[2024, 2024.3, 2025, 2025.5, 2025.9, 2026])
    assert broken.years == plain.years == (2024, 2025)
    for name, values in plain.values.items():
        np.testing.assert_allclose(broken.values[name], values, rtol=1e-13)


def test_people_are_conserved_between_births_deaths_and_ageing():
    people, born = crowd(AXES, runs=3)
    kinds = {**AGEING_KINDS, "death_rate": Kind(("age",), "1/year")}
    constant = {
        "residents_at_start": people,
        "births_by_district": born,
        "death_rate": [[0.01], [0.2], [0.05], [0.3], [0.7]],
    }
    found = ran([*AGEING, deaths], kinds, constant, years=9, runs=3).values
    total = found["residents"].sum((1, 2, 3))
    balance = found["births"].sum((1, 2)) - found["deaths"].sum(1)
    np.testing.assert_allclose(np.diff(total, axis=0), balance[:-1], rtol=1e-9)


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
    "settings",
    [
        Settings(),
        Settings(FixedStep, {"longest_step": 1.0}),
        Settings(FixedStep, {"longest_step": 0.01}),
        Settings("RK45", {}),
        Settings("LSODA", {}),
        Settings("DOP853", {"rtol": 1e-9}),
    ],
    ids=["default", "year", "fine", "RK45", "LSODA", "DOP853"],
)
def test_a_pulse_of_one_week_arrives_whole(settings):
    begin, end = 2025.3, 2025.3 + 7 / 365
    pulse = np.zeros((5, 2, 1))
    pulse[2] = 25.0
    breaks = [2024, 2025, begin, end, 2026, 2027]
    constant = {"patients_at_start": 0, "recovery_rate": 0}
    found = ran(HOSPITAL, HOSPITAL_KINDS, constant, {"admission_flow": pulse}, breaks, settings=settings).values
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
def serving(waiting, service_pattern):
    return (waiting * service_pattern).sum("age") * service_pattern


@stock("person", ("age",), signed=True)
def waiting(waiting_at_start):
    return waiting_at_start


@stock("person", ("age",))
def served():
    return 0


MIXED = (patients, patients_reference, fullness, discharge_rate, sent_home, admissions, waiting, served, serving)
MIXED_KINDS = {
    **HOSPITAL_KINDS,
    "urgency": PLAIN,
    "waiting_at_start": Kind(("age",), "person"),
    "service_pattern": Kind(("age",), "1/year"),
}


def mixed(runs, varying, picked=None):
    """Run some of seven different runs of a model with a choice and a weighted sum, all in one batch."""
    numbers = np.random.default_rng(23)
    constant = {
        "patients_at_start": numbers.uniform(50, 150, 7),
        "recovery_rate": numbers.uniform(0.2, 1.5, 7),
        "urgency": numbers.uniform(1, 3, 7),
        "waiting_at_start": numbers.uniform(5, 9, (5, 7)),
    }
    changing = {
        "admission_flow": numbers.uniform(20, 200, (6, 2, 7)),
        "service_pattern": np.broadcast_to(numbers.uniform(0.1, 0.3, (5, 1)), (6, 2, 5, 1)),
    }
    if picked is not None:
        constant = {name: values[..., picked] for name, values in constant.items()}
        changing["admission_flow"] = changing["admission_flow"][..., picked]
    still = set(changing) - set(varying)
    constant |= {name: np.ascontiguousarray(changing[name][0, 0]) for name in still}
    kinds = {name: MIXED_KINDS[name] for name in (*constant, *varying)}
    changing = {name: changing[name] for name in varying}
    return ran(MIXED[:6] + MIXED[6:], kinds, constant, changing, years=6, runs=runs).values


@pytest.mark.parametrize("varying", [(), ("admission_flow",)], ids=["constant", "varying"])
def test_a_run_alone_gives_what_it_gives_in_a_batch(varying):
    together = mixed(7, varying)
    assert np.ptp(together["fullness"][-1]) > 0.1
    for place in range(7):
        alone = mixed(1, varying, [place])
        for name, values in alone.items():
            np.testing.assert_allclose(values[..., 0], together[name][..., place], rtol=1e-12, atol=1e-12)


def test_mates_in_another_order_or_number_change_nothing():
    together = mixed(7, ["admission_flow"])
    for picked in ([6, 5, 4, 3, 2, 1, 0], [2, 5, 0]):
        for name, values in mixed(len(picked), ["admission_flow"], picked).items():
            np.testing.assert_allclose(values, together[name][..., picked], rtol=1e-12, atol=1e-12)


def test_a_mate_whose_policy_makes_a_parameter_move_changes_nothing():
    """What stands still in every run is computed beforehand; with such a mate the same is computed in the loop."""
    beforehand = mixed(7, ["admission_flow"])
    numbers = np.random.default_rng(1)
    steady = np.random.default_rng(23)
    del numbers, steady
    in_the_loop = mixed(7, ["admission_flow", "service_pattern"])
    for name, values in beforehand.items():
        np.testing.assert_allclose(in_the_loop[name], values, rtol=1e-12, atol=1e-12)


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
    assert message == "'patients' is -7.118 in 2025.25 (run 3 of 3); the flow to blame is 'evictions'"


def test_a_negative_inflow_is_to_blame_as_well():
    message = failure(TIPPED, TIPPED_KINDS, {**CALM, "eviction_flow": 30, "correction_flow": -80})
    assert message.startswith("'patients' is -")
    assert message.endswith("(run 1 of 1); the flow to blame is 'corrections'")


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
    assert message == "'patients' is -3 at the start, 2024.00 (run 1 of 1)"


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
    assert message == "'pressure' is not a number in 2024.25 (run 1 of 1); the flow to blame is 'release'"


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
    settings = Settings("RK45", {"first_step": 0.1})
    kinds = {**DECAY_KINDS, "threshold": PLAIN}
    message = failure([victims, suffering, pressure, release], kinds, constant, settings=settings)
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


@pytest.mark.parametrize("breaks", [[2024.5, 2025, 2026], [2024, 2025, 2025.5]])
def test_a_run_goes_from_the_first_of_january_to_the_first_of_january(breaks):
    with pytest.raises(ValueError, match="from 1 January to 1 January, not from"):
        ran(DECAY, DECAY_KINDS, {"patients_at_start": 1, "recovery_rate": 1}, breaks=breaks)


def test_only_what_is_wanted_is_kept_and_every_year_is_told():
    people, born = crowd(AXES)
    told = []
    constant = {"residents_at_start": people, "births_by_district": born, "death_rate": np.ones((5, 1)) / 10}
    kinds = {**AGEING_KINDS, "death_rate": Kind(("age",), "1/year")}
    found = ran([*AGEING, deaths], kinds, constant, keep=without_detail, tick=lambda: told.append(1))
    assert set(found.values) == {"births", "deaths"}
    assert found.values["deaths"].shape == (4, 2, 1)
    assert len(told) == 4


def test_parameters_are_left_as_they_were():
    rate = np.array([0.3])
    rate.setflags(write=False)
    constant = {"patients_at_start": np.array([5.0]), "recovery_rate": rate}
    first = ran(DECAY, DECAY_KINDS, constant).values["patients"]
    np.testing.assert_array_equal(ran(DECAY, DECAY_KINDS, constant).values["patients"], first)
    assert (constant["patients_at_start"], rate) == (5, 0.3)
