"""Rules that go together in runs: conditions, what comes after what, and what goes out as another comes in."""

import numpy as np
import pytest

from care2040.engine.batch.solver import Solver
from care2040.engine.simulation.settings import RunSettings
from care2040.engine.simulation.simulate import run
from care2040.study.project import open_project

TEXT = {"en": "x", "nl": "x"}
LONELY = {"indicator": "lonely_share", "above": 0.14, "full_at": 0.16}
BURDENED = {"indicator": "heavily_burdened_share", "above": 0.185, "full_at": 0.195}
SHORT = {"indicator": "shortage", "above": 2000, "full_at": 4000}
ALWAYS = {"indicator": "lonely_share", "above": 0.0, "full_at": 0.01}
PLAIN = {"effort": 1, "from": 2026, "full_by": 2030}
POLICIES = {
    "as_is": {},
    "both": {"carer_respite": {"effort": 1, "when": {"all": [LONELY, BURDENED]}}},
    "either": {"carer_respite": {"effort": 1, "when": {"any": [LONELY, {"all": [BURDENED, SHORT]}]}}},
    "in_turn": {
        "retention": PLAIN,
        "carer_respite": {"effort": 1, "when": {"after": "retention", "wait": 1}},
        "community_building": {"effort": 1, "when": {**ALWAYS, "after": "carer_respite", "wait": 3}},
    },
    "instead": {"retention": PLAIN, "returners": {"effort": 1, "when": {**ALWAYS, "instead_of": "retention"}}},
    "instead_by_district": {
        "retention": {"effort": 1, "when": {**ALWAYS, "delay": 3}},
        "community_building": {"effort": 1, "when": {**LONELY, "place": "district", "instead_of": "retention"}},
    },
    "far_off": {
        "retention": PLAIN,
        "carer_respite": {"effort": 1, "when": {"indicator": "shortage", "above": 10**6, "instead_of": "retention"}},
    },
    "plain": {"retention": PLAIN},
}
ASKED = {"name": "ruled", "title": TEXT, "question": TEXT, "indicators": ["shortage"]}
RULES = {"both": 1, "either": 2, "after": 3, "chain": 4, "instead": 5, "held": 6, "district": 7}


@pytest.fixture(scope="module")
def project():
    return open_project()


@pytest.fixture(scope="module")
def experiment(project):
    return project.experiment({**ASKED, "policies": POLICIES})


@pytest.fixture(scope="module")
def found(project, experiment):
    return run(project.model, experiment, project.parameters).isel(scenario=0, draw=0)


def asked(found, policy, label, low, high):
    seen = found[f"rule_{RULES[policy]}_condition_{label}_seen"].sel(policy=policy).values
    return np.clip((seen - low) / (high - low), 0, 1)


def three_stages(years, delay):
    part = 3 * np.maximum(years, 0) / delay
    return 1 - np.exp(-part) * (1 + part + part**2 / 2)


def test_all_asks_for_the_product_in_every_year(found):
    product = asked(found, "both", 1, 0.14, 0.16) * asked(found, "both", 2, 0.185, 0.195)
    np.testing.assert_allclose(found["rule_1_asked"].sel(policy="both").values, product, atol=1e-12)
    assert 0 < product.max() < 1 or product.max() == 1


def test_any_asks_for_what_is_left_when_none_does(found):
    lonely, burdened, short = (
        asked(found, "either", *one) for one in ((1, 0.14, 0.16), (2, 0.185, 0.195), (3, 2000, 4000))
    )
    expected = 1 - (1 - lonely) * (1 - burdened * short)
    np.testing.assert_allclose(found["rule_2_asked"].sel(policy="either").values, expected, atol=1e-12)


def test_what_follows_a_line_with_years_follows_its_ramp_some_years_later(found):
    follows = found["rule_3_asked"].sel(policy="in_turn", year=[2026, 2027, 2028, 2029, 2030, 2031, 2040])
    np.testing.assert_allclose(follows, [0, 0, 0.25, 0.5, 0.75, 1, 1], atol=1e-9)
    assert float(found["rule_3_asked"].sel(policy="plain").max()) == 0


def test_what_follows_a_rule_follows_what_that_has_paid_in_three_stages(found):
    own = found.sel(policy="in_turn")
    paid, waited = own["rule_3_carer_respite_paid"], own["rule_4_waited_3"]
    np.testing.assert_array_equal(own["rule_4_asked"], waited)  # its own condition is always met
    assert float(waited.sel(year=2029)) < 0.05
    # what is waited for is as much later as was said: the area between both is three years of all of it
    late = float((paid - waited).sum("year")) + 3 * float(paid[-1] - waited[-1])
    assert late == pytest.approx(3 * float(paid[-1]), rel=0.05)


def test_a_line_goes_out_as_far_as_another_is_paid_in_its_place(found):
    own = found.sel(policy="instead")
    place = own["rule_5_in_place"]
    np.testing.assert_array_equal(place, own["rule_5_returners_paid"])
    ramp = np.clip((place["year"].values - 2026) / 4, 0, 1)
    np.testing.assert_allclose(own["retention_budget_in_force_by_rule"], ramp * (1 - place), atol=1e-9)
    assert float(own["retention_budget_in_force_by_rule"].sel(year=2040)) < 0.01
    assert float(own["returners_budget_in_force_by_rule"].sel(year=2040)) > 0.99


def test_what_works_goes_out_after_what_is_paid(found, project):
    own = found.sel(policy="instead")
    paid, works = own["rule_5_in_place"], own["rule_5_retention_gone"]
    later = float((paid - works).sum("year"))
    assert later == pytest.approx(project.levers.levers["retention"].delay, rel=0.1)


def test_a_lever_for_the_whole_city_goes_out_by_the_mean_of_the_districts(found):
    own = found.sel(policy="instead_by_district")
    by_district = own["rule_7_in_place"]
    assert set(by_district.dims) == {"district", "year"}
    np.testing.assert_allclose(own["rule_7_in_place_in_the_city"], by_district.mean("district"), atol=1e-12)
    expected = own["rule_6_retention_paid"] * (1 - by_district.mean("district"))
    np.testing.assert_allclose(own["retention_budget_in_force_by_rule"], expected, atol=1e-12)
    np.testing.assert_allclose(own["rule_6_decided"], three_stages(own["year"].values - 2026, 3), atol=1e-3)


def test_a_rule_that_never_acts_takes_the_place_of_nothing(found):
    for name, values in found.data_vars.items():
        if not str(name).startswith("rule_"):
            np.testing.assert_array_equal(values.sel(policy="far_off"), values.sel(policy="plain"), err_msg=str(name))


def test_both_engines_come_to_the_same(project, experiment, found):
    plain = run(project.model, experiment, project.parameters, settings=RunSettings(solver=Solver()))
    plain = plain.isel(scenario=0, draw=0)
    for name in ("shortage", "lever_cost", "rule_2_asked", "rule_4_decided", "retention_effort_in_force_by_rule"):
        largest = float(abs(plain[name]).max())
        np.testing.assert_allclose(found[name].values, plain[name].values, rtol=0, atol=1e-12 * largest, err_msg=name)
