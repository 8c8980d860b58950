"""Conditions that go together, lines that come after others or in their place: what is read, and what is refused."""

import pytest

from care2040.files.problems import InvalidInput
from care2040.inputs.policies.rule import Combined, Condition
from care2040.inputs.policies.rule_sight import together
from care2040.inputs.policies.ruled_model import in_turn
from care2040.study.project import open_project

TEXT = {"en": "x", "nl": "x"}
SHORT = {"indicator": "shortage", "above": 3000}
LONELY = {"indicator": "lonely_share", "above": 0.13, "full_at": 0.15}
BURDENED = {"indicator": "heavily_burdened_share", "above": 0.185}


@pytest.fixture(scope="module")
def project():
    return open_project()


def read(project, **lines):
    policies = {"as_is": {}, "ruled": lines}
    given = {"name": "ruled", "title": TEXT, "question": TEXT, "indicators": ["shortage"], "policies": policies}
    return project.experiment(given)


def told(project, **lines):
    with pytest.raises(InvalidInput) as caught:
        read(project, **lines)
    return {(problem.code, problem.message) for problem in caught.value.problems}


def line(**when):
    return {"effort": 1, "when": when}


# --- the laws, by hand


def test_all_of_several_is_their_product_and_any_what_is_left_when_none_is():
    one, two, three = (Condition(f"condition_{n}", "shortage", "", n, n + 1) for n in (1, 2, 3))
    assert together(Combined("all", (one, two)), 0.5, 0.4) == pytest.approx(0.2)
    assert together(Combined("any", (one, two)), 0.5, 0.4) == pytest.approx(0.7)
    # (1 - 0.5 x 0.6) within, once more with the third: 0.7 x 0.25
    assert together(Combined("all", (Combined("any", (one, two)), three)), 0.5, 0.4, 0.25) == pytest.approx(0.175)
    # 1 - (1 - 0.5 x 0.4) x (1 - 0.25)
    assert together(Combined("any", (Combined("all", (one, two)), three)), 0.5, 0.4, 0.25) == pytest.approx(0.4)


def test_what_asks_for_nothing_or_for_all_counts_as_no_or_yes():
    pair = (Condition("condition_1", "shortage", "", 1, 2), Condition("condition_2", "shortage", "", 1, 2))
    for first in (0, 1):
        for second in (0, 1):
            assert together(Combined("all", pair), first, second) == (first and second)
            assert together(Combined("any", pair), first, second) == (first or second)


def test_nothing_is_asked_for_before_the_line_before_is_paid():
    assert together(Condition("", "shortage", "", 1, 2), 0.8, 0.0) == 0
    assert together(Condition("", "shortage", "", 1, 2), 0.8, 0.5) == pytest.approx(0.4)
    assert together(None, 0.3) == pytest.approx(0.3)


def test_an_effort_goes_out_as_far_as_another_comes_in_its_place():
    # 0.8 as planned, of which a quarter is out, and a rule with half of 0.4, of which a half is out
    assert in_turn(1, [1])(0.8, 0.25, 0.4, 0.5, 0.5) == pytest.approx(0.6 + 0.1)
    assert in_turn(0, [0, 0])(0.9, 1, 0.5, 1, 0.5) == 1
    assert in_turn(2, [])(0.8, 0.5, 0.5) == pytest.approx(0.2)


# --- what is read


def test_conditions_keep_their_order_and_are_nested_once(project):
    inner = {"any": [LONELY, BURDENED]}
    (rule,) = read(project, carer_respite=line(all=[SHORT, inner])).rules
    assert rule.seen.how == "all"
    assert rule.seen.parts[1].how == "any"
    assert [(one.label, one.reads) for one in rule.conditions] == [
        ("condition_1", "shortage"),
        ("condition_2", "lonely_share"),
        ("condition_3", "heavily_burdened_share"),
    ]
    assert rule.facts()["all"][1]["any"][0]["full_at"] == 0.15


def test_what_a_line_comes_after_is_a_line_with_years_or_with_a_rule(project):
    lines = {
        "retention": {"effort": 1, "from": 2026, "full_by": 2028},
        "carer_respite": line(after="retention", wait=1.5),
        "community_building": line(after="carer_respite", instead_of="retention"),
    }
    first, second = read(project, **lines).rules
    assert (first.after.rule, first.after.full, first.wait) == ("", (2026.0, 2028.0, None), 1.5)
    assert second.after.rule == "rule_1"
    assert second.instead_of.levers[0][0] == "retention"
    (follows,) = (one for one in first.changes() if one.parameter == "rule_1_follows")
    assert (follows.start, follows.full_by) == (2027.5, 2029.5)


def test_a_lever_of_a_package_is_a_step_too(project):
    lines = {"promising_youth": {"effort": 0.5}, "retention": line(after="early_years")}
    (rule,) = read(project, **lines).rules
    early = project.levers.levers["early_years"]
    assert rule.after.full[:2] == (early.start, early.start + early.ramp)
    whole = read(project, promising_youth={"effort": 0.5}, retention=line(after="promising_youth")).rules[0].after
    members = [project.levers.levers[name] for name in project.levers.members("promising_youth")]
    assert whole.full[1] == max(one.start + one.ramp for one in members)


# --- what is refused


@pytest.mark.parametrize(
    ("when", "code", "says"),
    [
        ({"all": [SHORT, SHORT]}, "E403", "this condition stands here for the second time"),
        ({**SHORT, "any": [LONELY, BURDENED]}, "E475", "'indicator' and 'any' stand beside each other"),
        ({"all": [SHORT, LONELY], "full_at": 3}, "E475", "'full_at' stands beside no indicator"),
        ({"all": [SHORT, {"above": 3}]}, "E475", "a rule does not say what it waits for"),
        ({"stays": True}, "E475", "a rule does not say what it waits for"),
        ({"instead_of": "retention"}, "E475", "a rule does not say what it waits for"),
        ({**SHORT, "wait": 2}, "E475", "'wait' is said, and not after what"),
        ({"after": "retention", "place": "city"}, "E475", "'place' is said, and nothing is looked at"),
        (
            {"any": [SHORT, {"indicator": "shortge", "above": 3}]},
            "E402",
            "there is no 'shortge' that a rule could look at",
        ),
        ({"any": [SHORT, {"indicator": "lonely_share", "above": 20}]}, "E407", "'lonely_share' is never 20"),
        ({"any": [LONELY, {"indicator": "shortage"}]}, "E446", "a rule says from which value it acts"),
        (
            {"all": [SHORT, {"indicator": "shortage", "below": 2000}]},
            "E477",
            "'shortage' is never above 3000 and below 2000 at once",
        ),
        ({"after": "retentoin"}, "E402", "this policy has no step 'retentoin'"),
        ({"after": "carer_respite"}, "E476", "'carer_respite' waits for itself"),
        ({**SHORT, "instead_of": "carer_respite"}, "E476", "'carer_respite' waits for itself"),
        ({"after": "quit_rate"}, "E420", "'quit_rate' makes no effort"),
        ({"after": "returners"}, "E477", "'returners' has an effort of 0: it never comes"),
        (
            {"after": "retention", "wait": 16},
            "E477",
            "'retention' with its years between is not there before 2042, and the run ends in 2041",
        ),
    ],
)
def test_a_rule_that_does_not_fit_is_told(project, when, code, says):
    lines = {
        "retention": {"effort": 1, "from": 2026},
        "returners": {"effort": 0},
        "quit_rate": {"multiply": 0.9},
        "carer_respite": line(**when),
    }
    assert (code, says) in told(project, **lines)


LOW = {"indicator": "shortage", "below": 2000}
HIGH = {"indicator": "lonely_share", "above": 0.2}
FEW = {"indicator": "lonely_share", "below": 0.1}


@pytest.mark.parametrize(
    ("when", "says"),
    [
        ([SHORT, {"all": [LOW, LONELY]}], "'shortage' is never above 3000 and below 2000 at once"),
        ([{"all": [SHORT, LONELY]}, {"all": [BURDENED, LOW]}], "'shortage' is never above 3000 and below 2000 at once"),
        ([SHORT, HIGH, {"any": [LOW, FEW]}], "nothing under 'any' can be while all else here is met"),
        (
            [{"any": [SHORT, {**SHORT, "above": 4000}]}, {"any": [LOW, {**LOW, "below": 1000}]}],
            "no choice of one from each 'any' can be met at once",
        ),
    ],
)
def test_conditions_within_others_that_exclude_each_other_are_refused(project, when, says):
    assert told(project, carer_respite=line(all=when)) == {("E477", says)}


def test_a_part_of_any_that_can_never_be_is_warned_of(project):
    found = read(project, carer_respite=line(all=[SHORT, {"any": [LOW, LONELY]}]))
    (warning,) = [one for one in found.warnings if one.code == "E477"]
    assert warning.severity == "warning"
    assert warning.message.startswith("'shortage' is never above 3000 and below 2000 at once: this part")
    for fine in ([SHORT, {"any": [LONELY, BURDENED]}], [{"any": [SHORT, LONELY]}, {"any": [LOW, BURDENED]}]):
        assert not [one for one in read(project, carer_respite=line(all=fine)).warnings if one.code == "E477"]
    assert read(project, carer_respite=line(any=[SHORT, LOW])).rules, "either may be met"


def test_a_circle_by_a_lever_of_a_package_is_refused(project):
    lines = {"promising_youth": line(after="retention"), "retention": line(**SHORT, instead_of="early_years")}
    assert {code for code, _ in told(project, **lines)} == {"E476"}


def test_nested_more_than_once_is_no_condition(project):
    deep = {"all": [SHORT, {"any": [LONELY, {"all": [SHORT, BURDENED]}]}]}
    assert any(code == "E101" for code, _ in told(project, carer_respite=line(**deep)))


def test_every_circle_is_told_once_and_so_is_all_else(project):
    lines = {
        "retention": line(after="returners"),
        "returners": line(after="carer_respite"),
        "carer_respite": line(after="retention"),
        "community_building": line(after="nothing_like_it"),
    }
    problems = told(project, **lines)
    circles = [message for code, message in problems if code == "E476"]
    assert circles == ["this goes round: 'retention' after 'returners' after 'carer_respite' after 'retention'"]
    assert any(code == "E402" for code, _ in problems)


def test_what_takes_the_place_of_a_line_cannot_be_what_that_line_waits_for(project):
    lines = {"retention": line(**SHORT, instead_of="returners"), "returners": line(after="retention")}
    assert {code for code, _ in told(project, **lines)} == {"E476"}


def test_a_line_that_is_over_has_nothing_after_it(project):
    lines = {"retention": {"effort": 1, "from": 2026, "until": 2030}, "carer_respite": line(after="retention", wait=4)}
    says = "'retention' is over in 2030, before this could follow it in 2030"
    assert told(project, **lines) == {("E477", says)}


def test_one_district_and_a_lever_of_two_lines_cannot_go_out_by_themselves(project):
    lines = {
        "carer_respite.overvecht": {"effort": 1},
        "retention": line(**SHORT, instead_of="carer_respite.overvecht"),
    }
    assert ("E420", "'carer_respite.overvecht' is aimed at one district") in told(project, **lines)
    lines = {
        "promising_youth": {"effort": 0.5, "until": 2030},
        "early_years": {"effort": 1, "from": 2030},
        "retention": line(**SHORT, instead_of="promising_youth"),
    }
    assert read(project, **lines).rules  # its lever has the last word, in one line
