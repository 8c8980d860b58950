"""What may be chosen, what counts and what may not be passed: read as written, or refused with its line."""

import pytest

from care2040.inputs.experiments.choosing.least import Optimise

GOOD = """\
title: {en: Which mix, nl: Welke mix}
question: {en: Which mix?, nl: Welke mix?}
resolution: district
scenarios: {evidence: {}, contained: {}}
policies: {as_is: {}, together: {care_and_digital: {effort: 1}}}
indicators: [care_share_needed]
choose:
  levers:
    prevention: {}
    retention: {effort: [0, 0.8], from: [2026, 2030], ramp: [1, 4]}
    carer_respite: {effort: 0.5, spread: [evenly, by_need]}
  objectives:
    short: {minimise: shortage, year: 2040}
    cost: {minimise: lever_cost, years: [2026, 2040], quantile: 0.9}
    sure: {chance_of: care_share_needed, at_most: 0.2, year: 2040}
  constraints:
    purse: {payer: municipality, a_year: 60000000, euros_of: 2024}
    whole: {payer: all, in_all: 900000000, years: [2026, 2035]}
    hands: {staff: 400}
    gentle: {package: promising_youth, effort: 0.5}
    kept: {indicator: shortage, at_most: 9000, year: 2040, chance: 0.8}
    fair: {worse_nowhere: lonely_share, better: lower, year: 2040}
  futures: [evidence, contained]
  draws: 16
  mixes: 40
  evaluations: 800
"""
LEAST = {"policy": "together", "indicator": "care_share_needed", "target": 0.1667, "year": 2040}


def test_a_choice_is_read_as_written(read):
    asked = read(GOOD).choose
    assert asked.levers["retention"].start == (2026, 2030)
    assert asked.levers["carer_respite"].effort == (0.5,)
    assert asked.levers["carer_respite"].spread == ("evenly", "by_need")
    assert asked.levers["prevention"].effort == (0, 1)
    assert asked.objectives["sure"].indicator == "care_share_needed"
    assert (asked.constraints["kept"].side, asked.constraints["kept"].threshold) == ("at_most", 9000)
    assert asked.futures == ("evidence", "contained")
    assert (asked.draws, asked.mixes, asked.evaluations) == (16, 40, 800)
    assert read(GOOD).optimise is None


def test_the_cost_of_a_policy_and_one_target_is_the_least_effort(read, good):
    assert read(good).optimise == Optimise(**LEAST, scenario="evidence", side="at_most")
    sure = good.replace("year: 2040}}}\n", "year: 2040, chance: 0.8}}, futures: [slump], draws: 16}\n")
    assert read(sure).optimise == Optimise(**LEAST, scenario="slump", chance=0.8, draws=16)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[2024, 2040]", "[2026, 2040]"),
        ("minimise: lever_cost", "maximise: lever_cost"),
        ("year: 2040}}}\n", "year: 2040}}, futures: [evidence, slump]}\n"),
        ("year: 2040}}}\n", "year: 2040}, purse: {payer: all, a_year: 1}}}\n"),
        ("at_most: 0.1667, year: 2040", "at_most: 0.1667, year: 2039"),
    ],
)
def test_what_asks_more_is_no_least_effort(read, good, old, new):
    assert old in good
    assert read(good.replace(old, new)).optimise is None


@pytest.mark.parametrize(
    ("former", "present"),
    [
        ("", "{target: {indicator: care_share_needed, at_most: 0.1667, year: 2040}}}"),
        (", side: at_least", "at_least: 0.1667, year: 2040}}}"),
        (", chance: 0.8", "year: 2040, chance: 0.8}}, draws: 32}"),
        (", chance: 0.8, draws: 16, scenario: slump", "chance: 0.8}}, futures: [slump], draws: 16}"),
    ],
)
def test_the_former_form_is_refused_with_the_present_form_of_that_question(read, problems_of, good, former, present):
    before = good[: good.index("choose:")]
    entry = f"optimise: {{policy: together, indicator: care_share_needed, target: 0.1667, year: 2040{former}}}\n"
    (problem,) = problems_of(before + entry)
    assert (problem.code, problem.line) == ("E466", 10)
    assert present in problem.hint
    written = problem.hint.removeprefix("write '").removesuffix("'")
    found = read(f"{before}{written}\n").optimise
    assert found.target == 0.1667
    assert found.chance == (0.8 if "chance" in former else None)


@pytest.mark.parametrize(
    ("other", "warned"),
    [
        ("{maximise: shortage, year: 2040}", True),
        ("{maximise: shortage, year: 2040, visible: 5}", True),
        ("{chance_of: shortage, at_least: 5000, year: 2040}", True),
        ("{chance_of: shortage, at_most: 5000, year: 2040}", False),
        ("{maximise: shortage, year: 2030}", False),
        ("{minimise: shortage, year: 2040, quantile: 0.9}", False),
    ],
)
def test_two_things_that_count_in_opposite_directions_are_warned_of(read, other, warned):
    sure = "    sure: {chance_of: care_share_needed, at_most: 0.2, year: 2040}"
    assert sure in GOOD
    found = [one for one in read(GOOD.replace(sure, f"    other: {other}")).warnings if one.code == "E470"]
    assert [(one.severity, one.line) for one in found] == [("warning", 15)] * warned
    assert all(one.message == "'other' wants 'shortage' the other way than 'short'" for one in found)


@pytest.mark.parametrize(
    ("old", "new", "line", "code", "message", "hint"),
    [
        ("prevention: {}", "preventoin: {}", 9, "E405", "no lever or package 'preventoin'", "'prevention'?"),
        ("effort: [0, 0.8]", "effort: [0, 1.5]", 10, "E106", "1.5", "1 or less"),
        ("effort: [0, 0.8]", "effort: [0.8, 0.2]", 10, "E458", "from 0.8 to 0.2", "[0.2, 0.8]"),
        ("from: [2026, 2030]", "from: [2026, 2050]", 10, "E409", "2050 is outside", "2024 to 2040"),
        ("    prevention: {}\n", "    prevention: {}\n    prevention: {}\n", 10, "E011", "second time", "keep one"),
        (
            "    prevention: {}\n",
            "    all_together: {}\n    care_and_digital: {}\n",
            10,
            "E459",
            "both hold",
            "last word",
        ),
        ("  levers:", "  policy: together\n  levers:", 7, "E457", "both 'policy' and 'levers'", "levers: {"),
        ("minimise: shortage", "minimise: shortages", 13, "E402", "no indicator 'shortages'", "'shortage'?"),
        ("minimise: shortage", "minimise: shortage, maximise: shortage", 13, "E460", "minimise and", "exactly one"),
        ("minimise: shortage, year: 2040", "minimise: shortage", 13, "E460", "no year", "year: 2040"),
        ("{minimise: shortage, ", "{minimise: shortage, at_most: 3, ", 13, "E460", "beside 'minimise'", "chance_of"),
        ("at_most: 0.2, ", "", 15, "E460", "when it is right", "at_most"),
        ("at_most: 0.2, ", "at_most: 0.2, regret: true, ", 15, "E460", "beside 'chance_of'", "minimise and maximise"),
        ("shortage, year: 2040", "shortage, years: [2026, 2040]", 13, "E460", "only what is counted per", "year: 2040"),
        ("shortage, year: 2040", "shortage, year: 2040, payer: municipality", 13, "E460", "by payer", "leave 'payer'"),
        ("at_most: 0.2, ", "at_most: 20, ", 15, "E421", "20 is not", "0 to 1"),
        (
            "    sure: {chance_of: care_share_needed, at_most: 0.2, year: 2040}",
            "    again: {year: 2040, minimise: shortage}",
            15,
            "E461",
            "'again' is the same as 'short'",
            "counts twice",
        ),
        ("payer: municipality", "payer: municpality", 17, "E402", "no payer 'municpality'", "'municipality'?"),
        ("euros_of: 2024", "euros_of: 2026", 17, "E463", "euros of 2026", "euros of 2024"),
        ("a_year: 60000000", "a_year: 60000000, in_all: 5", 17, "E462", "a_year and in_all", "exactly one"),
        ("{staff: 400}", "{staff: 400, payer: all}", 19, "E462", "says nothing of 'staff'", "years"),
        ("package: promising_youth", "package: promising", 20, "E402", "no package", "promising_youth"),
        (", better: lower", "", 22, "E462", "no 'better'", "better"),
        ("futures: [evidence", "futures: [evidenec", 23, "E402", "no scenario 'evidenec'", "'evidence'?"),
        ("futures: [evidence, contained", "futures: [contained, contained", 23, "E403", "second time", "keep one"),
        ("effort: [0, 0.8]", "effort: []", 10, "E106", "'effort' is empty", "at least one"),
        ("draws: 16", "draws: 1", 14, "E464", "one run with central values", "draws: 32"),
        ("evaluations: 800", "evaluations: 60", 26, "E465", "two generations", "80 or more"),
        ("resolution: district", "resolution: city", 22, "E433", "one", "resolution: district"),
    ],
)
def test_what_cannot_be_chosen_is_refused_at_its_line(problems_of, old, new, line, code, message, hint):
    assert old in GOOD
    problems = problems_of(GOOD.replace(old, new, 1))
    found = [problem for problem in problems if (problem.code, problem.line) == (code, line)]
    assert found, problems
    assert message in found[0].message
    assert hint in found[0].hint


@pytest.mark.parametrize("effort", ["0", "0.5", "[0.5, 0.5]"])
def test_a_choice_in_which_all_is_given_is_refused(problems_of, effort):
    before, _, after = GOOD.partition("    prevention: {}\n")
    text = f"{before}    retention: {{effort: {effort}}}\n  objectives:{after.partition('  objectives:')[2]}"
    found = [problem for problem in problems_of(text) if problem.code == "E457"]
    assert ["nothing is left to choose" in problem.message for problem in found] == [True]
    assert found[0].line == 8


@pytest.mark.parametrize("figure", ["frontier", "mixes", "price"])
def test_a_figure_of_mixes_without_a_choice_is_told_what_feeds_it(problems_of, figure):
    text = GOOD.partition("choose:")[0] + f"figures: [{figure}]\n"
    (problem,) = problems_of(text)
    assert problem.code == "E411"
    assert "choose: {levers: ..., objectives: ...}" in problem.hint
