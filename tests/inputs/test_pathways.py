"""What may stand under ``pathways``, and what is told of what may not."""

import pytest

from care2040.files.problems import InvalidInput
from care2040.study.project import open_project

TEXT = {"en": "x", "nl": "x"}
AIM = {"indicator": "care_share_needed", "at_most": 0.2}
GOOD = {"aim": AIM, "decide": [2028, 2032]}
POLICIES = {
    "as_is": {},
    "staying": {"retention": {"effort": 1}},
    "by_hand": {"quit_rate": {"multiply": 0.9}},
}
PULLING = {"as_is": {}, "staying": {"retention": {"effort": 1}}}


@pytest.fixture(scope="module")
def project():
    return open_project()


def read(project, asked, policies=PULLING, **more):
    given = {"name": "paths", "title": TEXT, "question": TEXT, "indicators": ["shortage"], "policies": policies}
    return project.experiment({**given, **more, "pathways": asked})


def told(project, asked, policies=PULLING, **more):
    with pytest.raises(InvalidInput) as caught:
        read(project, asked, policies, **more)
    return {(problem.code, problem.message) for problem in caught.value.problems}


def test_what_is_left_out_is_as_the_guide_says(project):
    asked = read(project, GOOD).pathways
    assert (asked.policies, asked.chance, asked.draws, asked.futures) == ((), 0.8, 100, ())
    assert (asked.aim.side, asked.aim.threshold, asked.aim.year) == ("at_most", 0.2, None)


@pytest.mark.parametrize(
    ("asked", "code", "says"),
    [
        ({"aim": {**AIM, "indicator": "shortge"}}, "E402", "there is no indicator 'shortge'"),
        ({"aim": {"indicator": "shortage"}}, "E418", "the aim has no threshold"),
        ({"aim": {**AIM, "at_least": 0.1}}, "E418", "the aim has two thresholds"),
        ({"aim": {**AIM, "at_most": 20}}, "E421", "'care_share_needed' is a share, and 20 is not"),
        ({"aim": {**AIM, "year": 2045}}, "E409", "the year 2045 is outside the run"),
        ({"aim": {**AIM, "year": 2032}}, "E409", "nothing can be decided on in 2032"),
        ({"decide": [2028, 2024]}, "E409", "nothing can be decided on in 2024"),
        ({"decide": [2028, 2032, 2028]}, "E403", "2028 stands in 'decide' for the second time"),
        ({"policies": ["as_is", "stayin"]}, "E402", "there is no policy 'stayin'"),
        ({"policies": ["as_is", "as_is"]}, "E403", "'as_is' stands in 'policies' for the second time"),
        ({"policies": ["as_is"]}, "E420", "there is one policy, and nothing to change over to"),
        ({"futures": ["evidense"]}, "E402", "there is no scenario 'evidense'"),
    ],
)
def test_paths_that_cannot_be_asked_are_told(project, asked, code, says):
    assert (code, says) in told(project, {**GOOD, **asked})


def test_too_few_draws_to_find_anything_in_are_refused(project):
    assert any(code == "E106" for code, _ in told(project, {**GOOD, "draws": 10}))


def test_what_is_changed_by_hand_is_not_changed_over(project):
    says = "'by_hand' changes 'quit_rate' by hand, and paths change over between efforts"
    assert told(project, GOOD, POLICIES) == {("E420", says)}
    assert read(project, {**GOOD, "policies": ["as_is", "staying"]}, POLICIES).pathways.policies == ("as_is", "staying")


def test_a_scenario_that_pulls_a_lever_is_no_future_of_paths(project):
    scenarios = {"evidence": {}, "helped": {"returners": {"effort": 1}}}
    says = "the scenario 'helped' pulls 'returners', and paths say themselves what is pulled"
    assert told(project, {**GOOD, "futures": ["evidence", "helped"]}, scenarios=scenarios) == {("E420", says)}
    assert read(project, GOOD, scenarios=scenarios).pathways


def test_draws_of_paths_do_not_learn(project):
    says = "the draws of 'pathways' are its own, which do not learn"
    assert ("E455", says) in told(project, GOOD, draws=20, learn=True)


def test_all_that_is_wrong_is_told_at_once(project):
    problems = told(project, {"aim": {"indicator": "shortge"}, "decide": [2020], "policies": ["nobody"]})
    assert {code for code, _ in problems} == {"E402", "E418", "E409"}
