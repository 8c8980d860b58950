"""Parameters that every lever has one of: what is shared, what the lever adds, and where a fault is told."""

from pathlib import Path

import numpy as np
import pytest

from care2040.files.problems import InvalidInput, Problem
from care2040.inputs.parameters.parameter_set import Parameters, load
from care2040.language.axes import AXES

LEVERS = """\
levers:
  rules:
    title: {en: Fewer rules, nl: Minder regels}
    aimed: false
    price:
      about: Two officers.
      value: {municipality: 2, health_insurer: 0, long_term_care_act: 0, state: 1, residents: 0}
      source: [judgement]
  outreach:
    title: {en: Outreach, nl: Zelf aanbieden}
    aimed: true
    price:
      value: {municipality: 3, health_insurer: 0, long_term_care_act: 0, state: 0, residents: 0}
      range: [0.9, 1.1]
      source: [judgement]
"""
FINANCE = """\
lever_budget:
  each: lever
  about: Part of the budget of full effort that is spent on {lever}.
  unit: dimensionless
  axes: [district]
  value: 0
  range: null
  spread: none
  year: 2024
  source: [judgement]
  standing: judged
  fold: same
lever_price:
  each: lever
  about: Cost per year of {lever}, with no {braces}.
  unit: euro/year
  range: [0.5, 2.0]
  spread: lognormal
  year: 2024
  standing: judged
"""


def loaded(folder: Path, finance: str = FINANCE, levers: str | None = LEVERS) -> Parameters:
    (folder / "sources.yaml").write_text("judgement: {title: ours}\n", encoding="utf-8")
    (folder / "finance.yaml").write_text(finance, encoding="utf-8")
    if levers is not None:
        (folder / "levers.yaml").write_text(levers, encoding="utf-8")
    return load(folder)


def the_problem(folder: Path, **texts: str | None) -> Problem:
    with pytest.raises(InvalidInput) as caught:
        loaded(folder, **texts)  # type: ignore[arg-type]
    (problem,) = caught.value.problems
    return problem


def test_each_lever_has_one_and_those_that_can_be_aimed_come_first(tmp_path: Path) -> None:
    parameters = loaded(tmp_path)
    assert list(parameters) == ["outreach_budget", "rules_budget", "outreach_price", "rules_price"]
    assert parameters["outreach_budget"].value.shape == (len(AXES["district"]),)
    assert (parameters["outreach_budget"].axes, parameters["outreach_budget"].fold) == (("district",), "same")
    assert (parameters["rules_budget"].axes, parameters["rules_budget"].fold) == ((), None)


def test_a_lever_adds_to_what_is_shared_and_has_the_last_word(tmp_path: Path) -> None:
    rules, outreach = (loaded(tmp_path)[f"{name}_price"] for name in ("rules", "outreach"))
    assert rules.about == "Cost per year of 'Fewer rules', with no {braces}. Two officers."
    assert outreach.about == "Cost per year of 'Outreach', with no {braces}."
    assert (rules.range, outreach.range) == ((0.5, 2.0), (0.9, 1.1))
    np.testing.assert_array_equal(rules.value, [2, 0, 0, 1, 0])
    assert (Path(rules.file).name, rules.line) == ("levers.yaml", 5)
    budget = loaded(tmp_path)["rules_budget"]
    assert (Path(budget.file).name, budget.line) == ("levers.yaml", 2)


@pytest.mark.parametrize(
    ("old", "new", "line", "code", "message", "hint"),
    [
        ("state: 1, ", "", 7, "E215", "has members without a number: state", "give every member a number"),
        ("      about: Two", "      abuot: Two", 6, "E101", "unknown key 'abuot'", "did you mean 'about'?"),
        (
            "    price:\n      about",
            "    prize:\n      about",
            2,
            "E102",
            "makes the parameter 'rules_price'",
            "add: price:",
        ),
    ],
)
def test_what_is_wrong_with_a_lever_is_told_at_the_lever(
    tmp_path: Path, old: str, new: str, line: int, code: str, message: str, hint: str
) -> None:
    assert old in LEVERS
    with pytest.raises(InvalidInput) as caught:
        loaded(tmp_path, levers=LEVERS.replace(old, new, 1))
    problem = caught.value.problems[0]
    assert (Path(problem.file).name, problem.line, problem.code) == ("levers.yaml", line, code)
    assert message in problem.message
    assert hint in problem.hint


def test_what_is_one_for_each_of_something_else_is_refused(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, finance=FINANCE.replace("each: lever", "each: loop", 1))
    assert (problem.line, problem.code) == (2, "E214")
    assert "lever_price" in problem.hint


def test_one_that_is_written_by_hand_as_well_is_refused(tmp_path: Path) -> None:
    own = FINANCE[FINANCE.index("lever_price") :].replace("lever_price:\n  each: lever", "rules_price:\n  value: 3")
    with pytest.raises(InvalidInput) as caught:
        loaded(tmp_path, finance=FINANCE + own)
    assert "the parameter 'rules_price' exists already" in [one.message for one in caught.value.problems]


def test_without_the_file_of_levers_that_is_said_once(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, levers=None)
    assert (Path(problem.file).name, problem.code) == ("levers.yaml", "E001")


@pytest.mark.parametrize("levers", ["levers: 3\n", "levers: {rules: 3}\n", "packages: {}\n"])
def test_what_is_no_lever_is_left_to_whoever_reads_the_levers(tmp_path: Path, levers: str) -> None:
    assert list(loaded(tmp_path, levers=levers)) == []
