"""A sweep as an experiment asks for it: what is understood, and everything that can be wrong with it."""

import re
from pathlib import Path

import pytest

from care2040.files.problems import InvalidInput, Problem
from care2040.inputs.experiments.experiment import Experiment, load
from care2040.study.shipped import known_names

HEAD = """\
title: {en: Small, nl: Klein}
question: {en: Does it run?, nl: Loopt het?}
end: 2027
indicators: [care_share_needed, shortage, care_cost]
"""
GOOD = "method: latin_hypercube, samples: 8, parameters: "


@pytest.fixture(scope="module")
def read(whole, tmp_path_factory):
    known = known_names(whole.model, whole.parameters)
    folder = tmp_path_factory.mktemp("sweeps")

    def read(text: str, points: str | None = None, end: int = 2027, **options) -> Experiment:
        (folder / "points.csv").unlink(missing_ok=True)
        if points is not None:
            (folder / "points.csv").write_text(points, encoding="utf-8")
        path = folder / "swept.yaml"
        path.write_text(HEAD.replace("2027", str(end)) + text + "\n", encoding="utf-8")
        return load(path, whole.parameters, known, **options)

    return read


def problems_of(read, text: str, points: str | None = None, **options) -> tuple[Problem, ...]:
    with pytest.raises(InvalidInput) as refused:
        read(text, points, **options)
    return refused.value.problems


def test_names_patterns_and_given_ranges_are_found_in_the_order_of_the_parameters(read, whole):
    sweep = read(f"sweep: {{{GOOD} {{quit_rate: {{range: [0.1, 0.2]}}, '*_elasticity_of_quits': {{}}}}}}").sweep
    assert sweep.ranges == {
        "pay_elasticity_of_quits": None,
        "pool_elasticity_of_quits": None,
        "workload_elasticity_of_quits": None,
        "burden_elasticity_of_quits": None,
        "quit_rate": (0.1, 0.2),
    }
    assert list(sweep.ranges) == [name for name in whole.parameters if name in sweep.ranges]
    assert sweep.ranges["quit_rate"] == (0.1, 0.2)


def test_a_list_of_names_is_short_for_their_own_ranges(read):
    sweep = read(f"sweep: {{{GOOD} [quit_rate, 'quit_r*', landing_share], years: [2026, 2025]}}").sweep
    assert set(sweep.ranges) == {"landing_share", "quit_rate"}
    assert sweep.years == (2025, 2026)


def test_without_parameters_a_sweep_is_over_all_that_has_a_spread(read, whole):
    experiment = read("sweep: {method: morris, samples: 2}")
    wide = [one for one in whole.parameters.values() if one.spread != "none"]
    assert set(experiment.sweep.ranges) == {part for one in wide for part in one.parts()}
    assert {"quit_rate", "growth_wave_own_1.elderly_care"} <= {*experiment.sweep.ranges}
    assert experiment.many
    assert experiment.draws == 1


def test_what_is_named_itself_has_the_last_word_over_a_pattern(read):
    sweep = read(f"sweep: {{{GOOD} {{quit_rate: {{range: [0.1, 0.2]}}, 'quit_r*': {{range: [0.3, 0.4]}}}}}}").sweep
    assert sweep.ranges == {"quit_rate": (0.1, 0.2)}


def test_a_second_stage_goes_on_with_what_it_is_told(read):
    sweep = read(
        "sweep: {method: morris, samples: 4, parameters: [quit_rate, landing_share, settling_time],\n"
        "  then: {method: sobol, samples: 8, most_important: 2, indicator: shortage, year: 2026}}"
    ).sweep
    second = sweep.second(("settling_time", "quit_rate"))
    assert (second.method, second.samples, second.then) == ("sobol", 8, None)
    assert set(second.ranges) == {"quit_rate", "settling_time"}


def test_points_are_read_from_a_file(read):
    sweep = read("sweep: {method: file, file: points.csv}", "quit_rate, mortality_rate\n0.1,0.9\n0.2,1.1\n").sweep
    assert (sweep.method, sweep.samples) == ("file", 2)
    assert sweep.given["mortality_rate"].tolist() == [0.9, 1.1]


def test_values_that_a_policy_makes_impossible_at_an_end_of_the_sweep_are_refused(read):
    policy = "policies:\n  more: {landing_share: {multiply: 1.5}}\n"
    read(f"{policy}sweep: {{{GOOD} {{landing_share: {{range: [0.1, 0.6]}}}}}}")
    (problem,) = problems_of(read, f"{policy}sweep: {{{GOOD} {{landing_share: {{range: [0.1, 0.7]}}}}}}")
    assert problem.code == "E407"
    assert "would become 1.05 in some draws" in problem.message


WRONG = [
    (f"draws: 9\nsweep: {{{GOOD} [quit_rate]}}", "E422", "draws or a sweep, not both", "monte_carlo"),
    ("sweep: {method: sobol, samples: 100}", "E424", "100 is no power of two", "write 64 or 128"),
    ("sweep: {method: sobol}", "E423", "needs 'samples'", "such as 'samples: 64'"),
    ("sweep: {method: sobol, samples: 1}", "E106", "'samples' is 1", "2 or more"),
    ("sweep: {method: grid, samples: 5}", "E425", "points", "take fewer samples or parameters"),
    ("sweep: {method: sobl, samples: 8}", "E106", "'method' cannot be 'sobl'", "did you mean 'sobol'?"),
    ("sweep: {method: sobol, samples: 8, sampels: 8}", "E101", "unknown key 'sampels'", "did you mean 'samples'?"),
    (f"sweep: {{{GOOD} [quit_ratt]}}", "E405", "no parameter 'quit_ratt'", "did you mean 'quit_rate'?"),
    (f"sweep: {{{GOOD} ['*_elasticiti_*']}}", "E405", "matches no parameter", ""),
    (f"sweep: {{{GOOD} [passing_rate]}}", "E405", "no parameter 'passing_rate'", ""),
    (f"sweep: {{{GOOD} [age_homes_are_set_free]}}", "E405", "no parameter", ""),
    (f"sweep: {{{GOOD} [prevention_effort]}}", "E420", "not for a sweep", "give 'prevention' an effort"),
    (f"sweep: {{{GOOD} [prevention]}}", "E420", "not for a sweep", "by its gain or reduction"),
    (f"sweep: {{{GOOD} [Quit Rate]}}", "E105", "'Quit Rate' cannot be a name", "quit_rate"),
    (f"sweep: {{{GOOD} {{quit_rate: {{range: [0.2, 0.1]}}}}}}", "E415", "from 0.2 to 0.1", "lower number first"),
    (f"sweep: {{{GOOD} {{quit_rate: {{range: [0.2]}}}}}}", "E415", "two numbers, not 1", "[low, high]"),
    (f"sweep: {{{GOOD} {{quit_rate: {{range: [0, 1, 0, 2]}}}}}}", "E415", "not 4", "use a point"),
    (f"sweep: {{{GOOD} {{quit_rate: {{range: ['0,1', 2]}}}}}}", "E103", "the text '0,1'", "0.1"),
    (f"sweep: {{{GOOD} {{quit_rate: {{rang: [0, 1]}}}}}}", "E101", "unknown key 'rang'", "'range'"),
    (f"sweep: {{{GOOD} {{quit_rate: }}}}", "E104", "'quit_rate' has no value", "{}"),
    (f"sweep: {{{GOOD} {{landing_share: {{range: [0.2, 1.1]}}}}}}", "E407", "would become 1.1", "between 0 and 1"),
    (f"sweep: {{{GOOD} {{settling_time: {{range: [0, 1]}}}}}}", "E407", "would become 0", "more than 0"),
    (
        f"sweep: {{{GOOD} {{'quit_r*': {{range: [0.1, 0.2]}}, 'quit*': {{}}}}}}",
        "E426",
        "give 'quit_rate' different ranges",
        "name 'quit_rate' itself",
    ),
    (f"sweep: {{{GOOD} [quit_rate], indicators: [homes]}}", "E402", "has no indicator 'homes'", "allowed: care_share"),
    (f"sweep: {{{GOOD} [quit_rate], years: [2030]}}", "E409", "2030 is outside the run", "2024 to 2026"),
    (f"sweep: {{{GOOD} [quit_rate], years: [2025, 2025]}}", "E403", "for the second time", "keep one"),
    (f"sweep: {{{GOOD} [quit_rate], file: points.csv}}", "E423", "goes with the method file", "leave it out"),
    ("sweep: {method: file}", "E423", "has no file", "write 'file: points.csv'"),
    ("sweep: {method: file, file: points.csv}", "E416", "there is no file 'points.csv'", "beside the experiment"),
]
THEN = "method: sobol, samples: 8, most_important: 1, indicator: shortage, year: 2026"
STAGES = [
    (("samples: 8", "samples: 6"), "E424", "6 is no power of two", "write 4 or 8"),
    (("important: 1", "important: 3"), "E428", "the first stage has 2", "2 or less"),
    (("shortage", "homes"), "E402", "'homes' is no indicator of this sweep", ""),
    (("shortage", "care_costs"), "E402", "'care_costs' is no indicator", "did you mean 'care_cost'?"),
    (("2026", "2024"), "E409", "2024 is not kept by this sweep", "allowed: 2025, 2026"),
    (("method: sobol", "method: morris"), "E106", "'method' cannot be 'morris'", "sobol, latin_hypercube"),
]
MORRIS = (
    "sweep: {{method: morris, samples: 4, parameters: [quit_rate, landing_share], years: [2025, 2026], then: {{{}}}}}"
)
WRONG += [(MORRIS.format(THEN.replace(*change)), *told) for change, *told in STAGES]
WRONG += [
    (f"sweep: {{{GOOD} [quit_rate], then: {{{THEN}}}}}", "E417", "after the method morris only", "method: morris"),
]


@pytest.mark.parametrize(("text", "code", "message", "hint"), WRONG)
def test_what_is_wrong_is_told_with_what_is_allowed(read, text, code, message, hint):
    (problem,) = problems_of(read, text)
    assert problem.code == code
    assert message in problem.message
    assert hint in problem.hint
    assert problem.line >= 5


def test_a_parameter_without_a_range_is_refused_unless_one_is_given(read, whole):
    name = next(name for name, one in whole.parameters.items() if one.spread == "none" and one.value.ndim == 0)
    (problem,) = problems_of(read, f"sweep: {{{GOOD} [{name}]}}")
    assert (problem.code, problem.message) == ("E427", f"'{name}' has no range of its own to sweep over")
    assert "range: [low, high]" in problem.hint
    assert read(f"sweep: {{{GOOD} {{{name}: {{range: [0.5, 0.6]}}}}}}").sweep.ranges == {name: (0.5, 0.6)}


CELLS = [
    ("quit_ratt\n0.1\n", 1, "E405", "no parameter 'quit_ratt'", "'quit_rate'?"),
    ("quit_rate,quit_rate\n0.1,0.1\n", 1, "E303", "for the second time", "keep one"),
    ("quit_rate,\n0.1,0.1\n", 1, "E303", "has no name", "name of a parameter"),
    ("quit_rate;landing_share\n0.1;0.1\n", 1, "E301", "separated by ';'", "use commas"),
    ("prevention_effort\n0.1\n", 1, "E420", "is set by its lever", "'prevention'"),
    ("quit_rate\n0.1\nabc\n", 3, "E305", "'abc' is not a finite number", ""),
    ("quit_rate\n0.1\nnan\n", 3, "E305", "'nan' is not a finite number", ""),
    ('quit_rate\n0.1\n"0,2"\n', 3, "E305", "'0,2' is not a finite number", "0.2"),
    ("quit_rate,landing_share\n0.1,0.1\n0.1\n", 3, "E302", "1 cells, the header has 2", ""),
    ("quit_rate,landing_share\n0.1,0.1\n\n0.1,1.5\n", 4, "E208", "'landing_share' would be 1.5", ""),
    ("settling_time\n0\n", 2, "E208", "more than 0", ""),
    ("quit_rate\n", 1, "E307", "a header and no rows", ""),
    ("", 1, "E307", "the table is empty", ""),
]


@pytest.mark.parametrize(("points", "line", "code", "message", "hint"), CELLS)
def test_a_wrong_cell_is_told_with_its_line(read, points, line, code, message, hint):
    (problem,) = problems_of(read, "sweep: {method: file, file: points.csv}", points)
    assert (problem.file.endswith("points.csv"), problem.line, problem.code) == (True, line, code)
    assert message in problem.message
    assert hint in problem.hint


def test_all_of_it_is_told_at_once(read):
    text = "sweep: {method: file, samples: 3, file: points.csv, years: [2050]}"
    codes = {problem.code for problem in problems_of(read, text, "quit_ratt,homes\nx,1\n")}
    assert codes == {"E423", "E409", "E405", "E305"}


def test_draws_on_the_command_line_do_not_go_with_a_sweep(read):
    (problem,) = problems_of(read, f"sweep: {{{GOOD} [quit_rate]}}", draws=5)
    assert problem.code == "E422"


@pytest.mark.parametrize("sweep", ["3", "[1]", "{}", "{method: 3}", "{method: sobol, samples: x}", "{parameters: 3}"])
def test_any_type_anywhere_is_told_without_a_crash(read, sweep):
    assert problems_of(read, f"sweep: {sweep}")


def test_the_examples_of_the_page_on_sweeps_are_good(read):
    text = (Path(__file__).parents[2] / "docs" / "sweeps.md").read_text(encoding="utf-8")
    examples = re.findall(r"```yaml\n(.*?)```", text, flags=re.DOTALL)
    assert len(examples) == 4
    for example in examples:
        assert read(example, "quit_rate\n0.1\n", end=2041).sweep.ranges
