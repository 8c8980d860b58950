"""What an experiment asks beyond its runs: read as written, or refused with its line and the nearest name."""

import pytest

from care2040.inputs.experiments.experiment import Discovery, Robustness, Wedges


def test_a_question_is_read_as_written_about_the_first_scenario(read, good):
    experiment = read(good)
    assert experiment.wedges == Wedges(policy="together", indicator="care_share_needed", year=2040, scenario="evidence")


def test_the_scenario_can_be_said(read, good):
    experiment = read(good.replace("year: 2040}\nchoose", "year: 2035, scenario: slump}\nchoose"))
    assert experiment.wedges == Wedges(policy="together", indicator="care_share_needed", year=2035, scenario="slump")


def test_without_a_question_nothing_is_asked(read, good):
    experiment = read(good.partition("wedges:")[0])
    assert experiment.wedges is None
    assert experiment.choose is None
    assert experiment.optimise is None


def test_what_is_changed_by_hand_can_be_split_but_has_no_effort(read, problems_of, good):
    text = good.replace("wedges: {policy: together", "wedges: {policy: by_hand")
    assert read(text).wedges.policy == "by_hand"
    (problem,) = problems_of(text.replace("choose: {policy: together", "choose: {policy: by_hand"))
    assert (problem.code, problem.line) == ("E410", 10)


@pytest.mark.parametrize(
    ("old", "new", "line", "code", "message", "hint"),
    [
        ("wedges: {policy: together", "wedges: {policy: togehter", 9, "E402", "no policy 'togehter'", "'together'?"),
        (
            "wedges: {policy: together",
            "wedges: {policy: as_is",
            9,
            "E410",
            "'as_is' changes nothing",
            "by_hand, together",
        ),
        (
            "indicator: care_share_needed, year",
            "indicator: care_share_neded, year",
            9,
            "E402",
            "no indicator",
            "care_share_needed",
        ),
        ("year: 2040}\nchoose", "year: 2041}\nchoose", 9, "E409", "2041 is outside the run", "2024 to 2040"),
        ("year: 2040}\nchoose", "year: soon}\nchoose", 9, "E103", "'year' must be a whole number", ""),
        ("year: 2040}\nchoose", "}\nchoose", 9, "E102", "the key 'year' is missing", "1 January"),
        ("2040}\nchoo", "2040, scenario: slomp}\nchoo", 9, "E402", "no scenario 'slomp'", "'slump'?"),
        ("wedges: {policy: together", "wedges: {policy: [together]", 9, "E103", "must be a text", ""),
    ],
)
def test_what_cannot_be_asked_is_refused_at_its_line(problems_of, good, old, new, line, code, message, hint):
    assert old in good
    problems = problems_of(good.replace(old, new, 1))
    found = [problem for problem in problems if problem.code == code]
    assert len(found) == 1, problems
    assert found[0].line == line
    assert message in found[0].message
    assert hint in found[0].hint


def test_every_problem_is_told_at_once(problems_of, good):
    text = good.replace(
        "wedges: {policy: together, indicator: care_share_needed, year: 2040", "wedges: {policy: x, year: 1"
    )
    assert {problem.code for problem in problems_of(text)} >= {"E102", "E402"}


def test_the_figure_of_wedges_needs_wedges(read, problems_of, good):
    figures = "figures: [one_in_four, wedges]\n"
    asked = read(good + figures).figures
    assert [one.name for one in asked] == ["one_in_four", "wedges"]
    (problem,) = problems_of(good.partition("wedges:")[0] + figures)
    assert (problem.code, problem.line, problem.column) == ("E411", 9, 24)
    assert "wedges: {policy" in problem.hint


def test_an_indicator_without_a_number_for_the_city_cannot_be_split(problems_of, good):
    text = good.replace("indicator: care_share_needed, year", "indicator: frailty_adjustment, year", 1)
    (problem,) = problems_of(text)
    assert (problem.code, problem.line) == ("E402", 9)


def test_policies_that_are_not_written_are_the_unchanged_one(problems_of, good):
    text = "".join(line for line in good.splitlines(keepends=True) if not line.startswith(("policies", "  ")))
    codes = [problem.code for problem in problems_of(text)]
    assert codes == ["E402", "E402"]


def test_the_policy_to_compare_with_is_the_first_that_changes_nothing(read, good):
    assert read(good).unchanged == "as_is"
    reverse = good.replace("  as_is: {}\n", "").replace("indicators:", "  nothing: {}\nindicators:", 1)
    assert read(reverse).unchanged == "nothing"
    assert read(good.replace("  as_is: {}\n", "")).unchanged == "by_hand"


@pytest.fixture
def sure(good):
    """Return the text of an experiment that says what policies should keep, and asks where one fails."""
    return (
        good + "robustness: {indicator: care_share_needed, year: 2040, at_most: 0.2}\ndiscovery: {policy: together}\n"
    )


def test_what_policies_should_keep_and_where_one_fails_is_read_as_written(read, sure):
    experiment = read(sure)
    assert experiment.robustness == Robustness(indicator="care_share_needed", year=2040, at_most=0.2)
    assert (experiment.robustness.threshold, experiment.robustness.side) == (0.2, "at_most")
    assert experiment.discovery == Discovery(policy="together", scenario="evidence")
    text = sure.replace("at_most: 0.2", "at_least: 0").replace("y: {policy: to", "y: {scenario: slump, policy: to")
    other = read(text)
    assert other.robustness == Robustness(indicator="care_share_needed", year=2040, at_least=0.0)
    assert (other.robustness.threshold, other.robustness.side) == (0.0, "at_least")
    assert other.discovery == Discovery(policy="together", scenario="slump")


@pytest.mark.parametrize(
    ("old", "new", "line", "code", "message", "hint"),
    [
        ("at_most: 0.2", "at_most: 20", 11, "E421", "is a share, and 20 is not", "0 to 1"),
        ("at_most: 0.2", "", 11, "E418", "'robustness' has no threshold", "at_most: 0.2"),
        ("at_most: 0.2", "at_most: 0.2, at_least: 0.1", 11, "E418", "two thresholds", "exactly one"),
        ("at_most: 0.2", "at_mots: 0.2", 11, "E101", "unknown key 'at_mots'", "'at_most'?"),
        ("2040, at_most", "2050, at_most", 11, "E409", "2050 is outside the run", "2024 to 2040"),
        ("ess: {indicator: care_share", "ess: {indicator: car", 11, "E402", "no indicator 'car_needed'", ""),
        ("discovery: {policy: to", "discovery: {policy: ot", 12, "E402", "no policy 'otgether'", "'together'?"),
        ("discovery: {", "discovery: {scenario: x, ", 12, "E402", "no scenario 'x'", ""),
    ],
)
def test_what_cannot_be_kept_or_fail_is_refused_at_its_line(problems_of, sure, old, new, line, code, message, hint):
    assert sure.count(old) == 1
    found = [problem for problem in problems_of(sure.replace(old, new)) if problem.code == code]
    assert [problem.line for problem in found] == [line]
    assert message in found[0].message
    assert hint in found[0].hint


@pytest.mark.parametrize("figure", ["discovery", "sobol", "tornado", "convergence", "morris"])
def test_a_figure_of_what_is_not_asked_is_refused(problems_of, good, figure):
    (problem,) = [one for one in problems_of(f"{good}figures: [{figure}]\n") if one.code == "E411"]
    assert f"'{figure}' has nothing to draw" in problem.message
    assert "discovery: {policy" in problem.hint or "sweep: {method" in problem.hint


def test_a_figure_of_another_method_than_that_of_the_sweep_is_refused(read, problems_of, good):
    sweep = "sweep: {method: morris, samples: 4, parameters: [quit_rate]}\nfigures: [morris, sobol]\n"
    (problem,) = problems_of(good + sweep)
    assert (problem.code, problem.column) == ("E411", 19)
    assert "'sobol' has nothing to draw" in problem.message
    then = "then: {method: sobol, samples: 16, most_important: 1, indicator: care_share_needed, year: 2040}}"
    asked = read(good + sweep.replace("[quit_rate]}", "[quit_rate, return_rate], " + then))
    assert [one.name for one in asked.figures] == ["morris", "sobol"]
