"""What may stand under `robust` of a choice: read as written, or refused with its line."""

import pytest

GOOD = """\
title: {en: Which mix, nl: Welke mix}
question: {en: Which mix?, nl: Welke mix?}
resolution: city
scenarios: {evidence: {}, contained: {}}
policies: {as_is: {}, together: {care_and_digital: {effort: 1}}}
indicators: [care_share_needed]
choose:
  policy: together
  objectives: {cost: {minimise: lever_cost, years: [2024, 2040]}}
  constraints: {kept: {indicator: care_share_needed, at_most: 0.2, year: 2040}}
  robust:
    aim: {indicator: care_share_needed, at_most: 0.2, year: 2040}
    draws: 500
    futures: [evidence, contained]
    laws: true
    mixes: 5
    discovery: true
"""


def test_it_is_read_as_written_and_is_no_least_effort(read):
    found = read(GOOD)
    asked = found.choose.robust
    assert (asked.aim.indicator, asked.aim.side, asked.aim.threshold, asked.aim.year) == (
        *("care_share_needed", "at_most", 0.2, 2040),
    )
    assert (asked.draws, asked.futures, asked.laws, asked.mixes) == (500, ("evidence", "contained"), True, 5)
    assert asked.discovery
    # the search of the least effort finds one mix, and there is nothing to lay side by side
    assert found.optimise is None
    assert read(GOOD[: GOOD.index("  robust:")]).optimise is not None


def test_what_is_left_out_has_its_default(read):
    short = GOOD[: GOOD.index("    draws:")]
    asked = read(short).choose.robust
    assert (asked.draws, asked.futures, asked.laws, asked.mixes, asked.discovery) == (1000, (), False, 8, False)


OF_AIM = "at_most: 0.2, year: 2040}\n    draws"
NAMED = "    aim: {indicator: care_share_needed"


def aim(written: str) -> str:
    """Return what stands in the place of `OF_AIM`."""
    return f"{written}}}\n    draws"


@pytest.mark.parametrize(
    ("old", "new", "line", "code", "message", "hint"),
    [
        (NAMED, "    aim: {indicator: care_share_neded", 12, "E402", "no indicator", "'care_share_needed'?"),
        (OF_AIM, aim("year: 2040"), 12, "E418", "no threshold", "exactly one"),
        (OF_AIM, aim("at_most: 0.2, at_least: 0.1, year: 2040"), 12, "E418", "two", "one"),
        (OF_AIM, aim("at_most: 20, year: 2040"), 12, "E421", "20 is not", "0 to 1"),
        (OF_AIM, aim("at_most: 0.2, year: 2050"), 12, "E409", "2050", "2024 to 2040"),
        ("draws: 500", "draws: 1", 13, "E106", "1", "2 or more"),
        ("draws: 500", "draws: 90000000", 13, "E467", "90,000,000 draws", "allowed:"),
        ("futures: [evidence, contained]", "futures: [evidence, containd]", 14, "E402", "containd", "'contained'?"),
        ("futures: [evidence, contained]", "futures: [evidence, evidence]", 14, "E403", "second time", "keep one"),
        ("mixes: 5", "mixes: 1", 16, "E106", "1", "2 or more"),
        ("mixes: 5", "mixs: 5", 16, "E101", "mixs", "mixes"),
    ],
)
def test_what_cannot_be_tried_is_refused_at_its_line(problems_of, old, new, line, code, message, hint):
    assert old in GOOD
    problems = problems_of(GOOD.replace(old, new, 1))
    found = [problem for problem in problems if (problem.code, problem.line) == (code, line)]
    assert found, problems
    assert message in found[0].message
    assert hint in found[0].hint


def test_laws_that_are_all_chosen_leave_none_to_draw(problems_of, whole):
    chosen = "".join(f"  {name}: {laws[0]}\n" for name, laws in whole.project.laws.items())
    (problem,) = problems_of(f"{GOOD}equations:\n{chosen}")
    assert (problem.code, problem.line) == ("E468", 15)
    assert "chooses the law of each" in problem.message


def test_fewer_mixes_than_things_that_count_are_refused(problems_of):
    aims = "objectives: {cost: {minimise: lever_cost, years: [2024, 2040]}, short: {minimise: shortage, year: 2040}, "
    aims += "need: {minimise: care_share_needed, year: 2040}}"
    text = GOOD.replace("objectives: {cost: {minimise: lever_cost, years: [2024, 2040]}}", aims)
    (problem,) = problems_of(text.replace("mixes: 5", "mixes: 2"))
    assert problem.code == "E469"
    assert problem.hint == "allowed: 3 or more"


def test_the_figure_needs_robust_in_the_experiment(problems_of, read):
    assert read(f"{GOOD}figures: [robust_mixes]\n").figures
    (problem,) = problems_of(GOOD[: GOOD.index("  robust:")] + "figures: [robust_mixes]\n")
    assert problem.code == "E411"
    assert "robust" in problem.hint
