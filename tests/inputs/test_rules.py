"""What may stand under ``when`` of a line, what is told of what may not, and the rules that come of it."""

import numpy as np
import pytest

from care2040.engine.batch.solver import Solver
from care2040.files.problems import InvalidInput
from care2040.inputs.policies.rule_sight import asked
from care2040.inputs.policies.ruled_model import added, following, noting, with_rules
from care2040.language.axes import axes_at
from care2040.study.project import open_project

TEXT = {"en": "x", "nl": "x"}


@pytest.fixture(scope="module")
def project():
    return open_project()


def read(project, line, lever="carer_respite", **more):
    policies = {"as_is": {}, "ruled": {lever: line}}
    given = {"name": "ruled", "title": TEXT, "question": TEXT, "indicators": ["shortage"], "policies": policies, **more}
    return project.experiment(given)


def told(project, line, lever="carer_respite", **more):
    with pytest.raises(InvalidInput) as caught:
        read(project, line, lever, **more)
    return {(problem.code, problem.message) for problem in caught.value.problems}


# --- the laws, by hand


def test_what_is_asked_for_grows_from_the_threshold_to_all_of_it():
    assert [asked(seen, 0.2, 0.3) for seen in (0.1, 0.2, 0.225, 0.3, 0.9)] == pytest.approx([0, 0, 0.25, 1, 1])


def test_below_a_threshold_it_is_the_other_way_round():
    assert [asked(seen, 50, 40) for seen in (60, 50, 42.5, 30)] == pytest.approx([0, 0, 0.75, 1])


def test_what_is_noted_follows_only_while_it_is_looked():
    assert noting(0.8, 0.2, 1, 0.3, 0.5) == pytest.approx(2.0)
    assert noting(0.2, 0.8, 1, 0.3, 0.5) == pytest.approx(-1.2)
    assert noting(0.8, 0.2, 0, 0.3, 0.5) == 0


def test_what_is_decided_follows_what_is_noted_and_what_is_paid_follows_that():
    assert following(0.8, 0.2, 2) == pytest.approx(0.3)


def test_an_effort_with_what_rules_add_is_never_more_than_all():
    assert added(0.25, 1, 0.5) == 0.75
    assert added(0.25, 1, 0.5, 0.5, 1) == 1
    assert added(0.3, 0, 0.9) == 0.3


# --- what is read


def test_a_rule_looks_all_along_from_when_its_lever_may_begin(project):
    (rule,) = read(project, {"effort": 0.5, "when": {"indicator": "shortage", "above": 3000}}).rules
    start = project.levers.levers["carer_respite"].start
    assert (rule.name, rule.policy, rule.seen.reads, rule.seen.above) == ("rule_1", "ruled", "shortage", True)
    assert rule.looks == ((float(start), 2041.0),)
    assert rule.seen.full_at == pytest.approx(3030)
    (lever,) = rule.levers
    assert (lever.name, lever.efforts) == ("carer_respite", (((), 0.5),))


def test_a_rule_with_reviews_looks_the_delay_long_after_each(project):
    when = {"indicator": "shortage", "above": 3000, "reviews": [2032, 2028, 2029], "delay": 1.5}
    (rule,) = read(project, {"effort": 1, "when": when}).rules
    assert rule.looks == ((2028.0, 2029.0), (2029.0, 2030.5), (2032.0, 2033.5))


def test_a_package_with_a_rule_pulls_each_of_its_levers_by_need(project):
    (rule,) = read(project, {"effort": 0.5, "when": {"indicator": "shortage", "above": 3000}}, "promising_youth").rules
    assert {lever.name for lever in rule.levers} == set(project.levers.members("promising_youth"))
    (early,) = (lever for lever in rule.levers if lever.name == "early_years")
    assert len(early.efforts) == 10


def test_rules_of_all_policies_are_numbered_and_levers_are_pulled(project):
    line = {"effort": 1, "when": {"indicator": "shortage", "above": 3000}}
    asked_ = read(project, line, policies={"one": {"retention": line}, "two": {"retention": line, "returners": line}})
    assert [(rule.name, rule.policy) for rule in asked_.rules] == [
        ("rule_1", "one"),
        ("rule_2", "two"),
        ("rule_3", "two"),
    ]
    assert asked_.levers["two"] == ("retention", "returners")


def test_the_same_rules_give_the_same_model_and_none_leave_it_as_it_is(project):
    rules = read(project, {"effort": 1, "when": {"indicator": "shortage", "above": 3000}}).rules
    assert with_rules(project.model, rules) is with_rules(project.model, rules)
    assert with_rules(project.model, ()) is project.model


# --- what is refused

GOOD = {"indicator": "shortage", "above": 3000}
IN_A_FILE = """title: {en: x, nl: x}
question: {en: x, nl: x}
policies:
  as_is: {}
  ruled:
    retention:
      effort: 1
      when:
        {indicator: shortage, above: 3000, reviews: [2028, 2032,
                2032]}
    returners:
      effort: 1
      when:
        {indicator: shortage, above: 3000,
         reviews: [2025, 2028]}
indicators: [shortage]
"""


@pytest.mark.parametrize(
    ("changed", "code", "says"),
    [
        ({"indicator": "shortge"}, "E402", "there is no 'shortge' that a rule could look at"),
        ({"below": 2000}, "E446", "'above' and 'below' stand in one rule"),
        ({"above": None}, "E446", "a rule says from which value it acts"),
        ({"full_at": 2000}, "E446", "'full_at' is 2000, not above 3000"),
        ({"above": None, "below": 3000, "full_at": 3500}, "E446", "'full_at' is 3500, not below 3000"),
        ({"indicator": "waiting_for_care"}, "E447", "'waiting_for_care' has one number for each domain"),
        ({"indicator": "waiting_for_care.dentists"}, "E402", "'waiting_for_care' has no member 'dentists'"),
        ({"indicator": "shortage.dentists"}, "E402", "'shortage' has no member 'dentists'"),
        ({"place": "district"}, "E447", "'shortage' is one number for the city"),
        ({"indicator": "shortage_share", "above": 20}, "E407", "'shortage_share' is never 20"),
        ({"reviews": [2023, 2032]}, "E406", "the review of 2023 is outside the run"),
        ({"reviews": [2041]}, "E406", "the review of 2041 is outside the run"),
        ({"reviews": [2028, 2032, 2028]}, "E403", "the review of 2028 stands here for the second time"),
        ({"reviews": [2025]}, "E406", "the review of 2025 comes before 'carer_respite' begins by itself, in 2026"),
    ],
)
def test_a_rule_that_does_not_fit_is_told(project, changed, code, says):
    when = {key: value for key, value in {**GOOD, **changed}.items() if value is not None}
    assert (code, says) in told(project, {"effort": 1, "when": when})


def test_all_that_is_wrong_is_told_at_once_with_its_line(project):
    policies = {
        "one": {"retention": {"effort": 1, "until": 2030, "when": {"indicator": "shortge", "above": 3}}},
        "two": {"quit_rate": {"multiply": 0.5, "when": GOOD}},
    }
    problems = told(project, {}, policies=policies)
    assert {code for code, _ in problems} >= {"E402", "E448"}
    assert ("E448", "'until' stands beside 'when'") in problems


def test_what_cannot_differ_by_district_is_not_decided_by_district(project):
    when = {"indicator": "lonely_share", "above": 0.1, "place": "district"}
    assert ("E420", "retention cannot differ by district") in told(project, {"effort": 1, "when": when}, "retention")
    at_city = told(project, {"effort": 1, "when": when}, resolution="city")
    assert ("E433", "at city resolution there are no districts to look at") in at_city


def test_a_review_before_its_line_begins_is_told(project):
    line = {"effort": 1, "from": 2030, "when": {**GOOD, "reviews": [2028]}}
    assert ("E406", "the review of 2028 comes before 'from', 2030") in told(project, line)


def test_what_is_wrong_with_reviews_is_told_at_the_year_itself(project, tmp_path):
    path = tmp_path / "ruled.yaml"
    path.write_text(IN_A_FILE, encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        project.experiment(path)
    begins = "'returners' begins by itself, in 2026 (allowed: 2026 or later)"
    assert [str(problem) for problem in caught.value.problems] == [
        f"{path}:10:17: error[E403]: the review of 2032 stands here for the second time (keep one of the two)",
        f"{path}:15:20: error[E406]: the review of 2025 comes before {begins}",
    ]


def test_a_package_may_be_reviewed_from_when_the_first_of_its_levers_begins(project):
    levers, package = project.levers, "financial_security"
    first = min(levers.levers[name].start for name in levers.members(package))
    (rule,) = read(project, {"effort": 1, "when": {**GOOD, "reviews": [first]}}, package).rules
    assert rule.looks == ((float(first), first + 1.0),)
    assert {code for code, _ in told(project, {"effort": 1, "when": {**GOOD, "reviews": [first - 1]}}, package)} == {
        "E406"
    }


def test_a_review_may_be_earlier_when_its_line_begins_earlier(project):
    (rule,) = read(project, {"effort": 1, "from": 2024, "when": {**GOOD, "reviews": [2025]}}).rules
    assert rule.looks == ((2025.0, 2026.0),)


def test_a_delay_with_stages_shorter_than_a_step_of_the_solver_is_refused(project):
    assert any(code == "E106" for code, _ in told(project, {"effort": 1, "when": {**GOOD, "delay": 0.7}}))
    (rule,) = read(project, {"effort": 1, "when": {**GOOD, "delay": 0.75}}).rules
    (stage,) = (
        one.value for one in rule.parameters({"shortage": "person"}, axes_at("city")) if one.name == "rule_1_stage_time"
    )
    assert stage == Solver().options["longest_step"]


def test_a_scenario_has_no_rules(project):
    line = {"effort": 1, "when": GOOD}
    problems = told(project, line, scenarios={"evidence": {}, "other": {"retention": line}})
    assert ("E448", "'when' goes with the effort of a lever or a package, in a policy") in problems


def test_two_lines_of_a_policy_cannot_pull_one_lever(project):
    line = {"effort": 1, "when": GOOD}
    policies = {"both": {"promising_youth": line, "all_together": {"effort": 1}}}
    assert any(code == "E408" for code, _ in told(project, {}, policies=policies))


def test_what_a_rule_does_is_not_split_over_levers(project):
    wedges = {"policy": "ruled", "indicator": "shortage", "year": 2040}
    ((code, message),) = told(project, {"effort": 1, "when": GOOD}, wedges=wedges)
    assert code == "E420"
    assert "cannot be split" in message


def test_numbers_of_a_rule_are_those_that_were_written(project):
    when = {"indicator": "waiting_for_care.mental_health", "above": 2000, "full_at": 2500, "stays": True}
    asked_ = read(project, {"effort": 1, "when": when})
    found = asked_.parameters_of(project.parameters, project.model)
    values = {name: float(np.max(found[name].value)) for name in found if name.startswith("rule_1")}
    assert values["rule_1_threshold"] == 2000
    assert values["rule_1_full_at"] == 2500
    assert values["rule_1_falling_time"] > 1e5
    assert values["rule_1_looks"] == 0  # nothing is in force but in its policy
