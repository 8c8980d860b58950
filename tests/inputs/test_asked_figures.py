"""What an experiment asks of its figures: read as written, or refused with its line and the nearest name."""

import pytest

ASKED = """figures:
  - one_in_four
  - {figure: packages, indicator: shortage, policies: [as_is, together], year: 2035, title: {en: Short, nl: Kort}}
  - {figure: districts, policy: together, districts: [overvecht, zuid]}
"""


def test_a_figure_is_asked_for_with_what_it_should_show(read, good):
    plain, packages, districts = read(good + ASKED).figures
    assert (plain.stem, packages.name) == ("one_in_four", "packages")
    assert (packages.indicators, packages.policies, packages.year) == (("shortage",), ("as_is", "together"), 2035)
    assert packages.title == {"en": "Short", "nl": "Kort"}
    assert (districts.policies, districts.districts) == (("together",), ("overvecht", "zuid"))


@pytest.mark.parametrize(
    ("right", "wrong", "code", "message", "hint"),
    [
        ("indicator: shortage", "indicator: shortages", "E402", "no indicator 'shortages'", "'shortage'"),
        ("[as_is, together]", "[as_is, togethr]", "E402", "no policy 'togethr'", "'together'"),
        ("year: 2035", "year: 2060", "E409", "the year 2060 is outside the run", "2024 to 2040"),
        ("[overvecht, zuid]", "[overvect, zuid]", "E402", "no district 'overvect'", "'overvecht'"),
        ("figure: packages", "figure: package", "E402", "no figure 'package'", "'packages'"),
        ("indicator: shortage", "indicatr: shortage", "E101", "unknown key 'indicatr'", "'indicator'"),
        ("year: 2035", "parameter: quit_rate", "E440", "'packages' takes no 'parameter'", "policies"),
        ("year: 2035", "policy: as_is", "E440", "'policy' and 'policies' stand in one figure", "all of them"),
        ("indicator: shortage", "indicators: [shortage, homes]", "E440", "cannot take more than one", "indicator"),
    ],
)
def test_what_cannot_be_asked_of_a_figure_is_told_with_its_line(problems_of, good, right, wrong, code, message, hint):
    text = good + ASKED.replace(right, wrong)
    problem = problems_of(text)[0]
    assert (problem.code, message in problem.message, hint in problem.hint) == (code, True, True)
    line = next(number for number, line in enumerate(text.splitlines(), 1) if wrong in line)
    assert problem.line == line


def test_the_same_figure_twice_is_refused_and_with_other_options_is_not(problems_of, good):
    twice = good + ASKED + "  - {figure: packages, indicator: shortage, policies: [as_is, together], year: 2035}\n"
    (problem,) = problems_of(twice)
    assert (problem.code, problem.line) == ("E403", twice.count("\n"))
