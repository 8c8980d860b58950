"""Limits of an experiment: years with data, runs that fit, names a disk takes, what is varied and set at once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from care2040.files.problems import InvalidInput, Problem
from care2040.inputs.experiments.experiment import Experiment, load
from care2040.inputs.experiments.limits import written
from care2040.inputs.parameters.possible import out_of_bounds
from care2040.study.shipped import known_names

HEAD = """\
title: {en: Small, nl: Klein}
question: {en: Does it run?, nl: Loopt het?}
resolution: city
indicators: [care_share_needed, shortage]
"""
Read = Callable[..., Experiment]


@pytest.fixture(scope="module")
def read(whole, tmp_path_factory) -> Read:
    known = known_names(whole.model, whole.parameters)
    folder = tmp_path_factory.mktemp("limits")

    def read(text: str, points: str = "", name: str = "small", **options: int) -> Experiment:
        (folder / "points.csv").write_text(points or "quit_rate\n0.1\n0.2\n", encoding="utf-8")
        path = folder / f"{name}.yaml"
        path.write_text(HEAD + text + "\n", encoding="utf-8")
        return load(path, whole.parameters, known, **options)

    return read


def refused(read: Read, text: str, **options: object) -> tuple[Problem, ...]:
    with pytest.raises(InvalidInput) as caught:
        read(text, **options)
    return caught.value.problems


@pytest.mark.parametrize("year", [2000, 2015, 2025, 2030])
def test_a_run_tells_of_years_that_were_counted_and_of_what_comes_after(read, year):
    (problem,) = refused(read, f"start: {year}")
    assert (problem.code, problem.line, problem.column) == ("E429", 5, 8)
    assert ("begins on 1 January 2016" if year < 2016 else "counted until 2024") in problem.message
    assert "2016 to 2024" in problem.hint
    assert ("read the answer from" in problem.hint) == (year > 2024)


@pytest.mark.parametrize("year", [2016, 2020, 2024])
def test_a_run_may_tell_of_every_counted_year(read, year):
    assert read(f"start: {year}").start == year


@pytest.mark.parametrize("end", [2062, 2100])
def test_a_run_ends_where_something_is_assumed_or_earlier(read, end):
    (problem,) = refused(read, f"end: {end}")
    assert (problem.code, problem.message) == ("E429", f"the run ends in {end}, and nothing is assumed after 2061")
    assert [read(f"end: {year}").end for year in (2041, 2042, 2061)] == [2041, 2042, 2061]


SWEPT = "sweep: {method: sobol, samples: 16, parameters: [quit_rate, absence_at_start], years: [2030]}"


@pytest.mark.parametrize(
    "swept",
    [
        SWEPT,
        SWEPT.replace("sobol", "morris"),
        SWEPT.replace("sobol, samples: 16", "grid, samples: 2"),
        "sweep: {method: file, file: points.csv}",
    ],
)
@pytest.mark.parametrize(
    "setting",
    [
        "scenarios: {changed: {quit_rate: {set: 0.08}}}",
        "policies: {as_is: {quit_rate: {set: 0.08}}, more: {quit_rate: {multiply: 0}}}",
        "scenarios: {a: {quit_rate: {set: 0.08}}, evidence: {}}\npolicies: {as_is: {}, more: {quit_rate: {set: 0.1}}}",
    ],
)
def test_what_is_swept_and_set_is_refused_where_no_run_would_differ_and_told_where_some_would(read, swept, setting):
    if setting.startswith("scenarios: {a"):
        problems = read(setting.replace(", more: {quit_rate: {set: 0.1}}", "") + "\n" + swept).warnings
        assert [problem.severity for problem in problems] == ["warning"]
    else:
        problems = refused(read, f"{setting}\n{swept}")
    assert {problem.code for problem in problems} == {"E430"}
    assert "varies 'quit_rate'" in problems[0].message


def test_what_is_set_for_some_years_or_under_a_pattern_is_told_and_what_is_multiplied_is_not(read):
    (part,) = read("scenarios: {changed: {quit_rate: {set: 0.08, from: 2030}}}\n" + SWEPT).warnings
    assert part.message.endswith("sets it for a part of it, or for some years")
    pattern = SWEPT.replace("[quit_rate, absence_at_start]", "['quit_r*', absence_at_start]")
    (whole,) = read("scenarios: {changed: {quit_rate: {set: 0.08}}}\n" + pattern).warnings
    assert whole.severity == "warning"
    assert not read("scenarios: {changed: {quit_rate: {multiply: 0.5}}}\n" + SWEPT).warnings


def test_draws_of_what_a_policy_sets_are_told_too(read):
    (told,) = read("policies: {as_is: {}, better: {quit_rate: {set: 0.08}}}\ndraws: 5").warnings
    assert told.message == "draws vary 'quit_rate', but the policy 'better' sets it"
    assert not read("policies: {as_is: {}, better: {quit_rate: {set: 0.08}}}").warnings


def test_fewer_than_sixteen_samples_of_sobol_are_told_before_the_runs(read):
    few = SWEPT.replace("16", "8")
    assert [one.code for one in read(few).warnings] == ["E431"]
    then = (
        "sweep: {method: morris, samples: 4, parameters: [quit_rate, retirement_age], then: {method: sobol, samples: 8"
    )
    told = read(
        then.replace("retirement_age", "absence_at_start") + ", most_important: 1, indicator: shortage, year: 2030}}"
    )
    assert [one.code for one in told.warnings] == ["E431"]
    assert not read(SWEPT).warnings


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        ("draws: 1000000000", {}, "E425"),
        ("draws: 2", {"draws": 10**9}, "E425"),
        ("sweep: {method: grid, samples: 1e300}", {}, "E103"),
        (f"sweep: {{method: grid, samples: {10**15}}}", {}, "E425"),
        (f"sweep: {{method: sobol, samples: {2**50}}}", {}, "E425"),
        ("sweep: {method: grid, samples: 2, parameters: {quit_rate: {range: [0, 1e308]}}}", {}, "E407"),
        ("sweep: {method: grid, samples: 2, parameters: {quit_rate: {range: [-0.1, 0.1]}}}", {}, "E407"),
        ("sweep: {method: file, file: " + 304 * "a" + ".csv}", {}, "E416"),
        ("policies: {" + 101 * "a" + ": {}}", {}, "E432"),
        ("reading: {en: " + 2001 * "a" + ", nl: b}", {}, "E432"),
        ("", {"name": 101 * "a"}, "E432"),
        ("scenarios: {changed: {quit_rate: {set: -0.1}}}", {}, "E407"),
        ("scenarios: {changed: {quit_rate: {add: -5}}}", {}, "E407"),
        ("policies: {as_is: {quit_rate: {set: 1.0e+100}}}", {}, "E407"),
    ],
)
def test_what_goes_too_far_is_refused_before_anything_runs(read, text, options, code):
    assert code in {problem.code for problem in refused(read, text, **options)}


def test_a_point_of_a_file_with_a_negative_rate_is_refused(read):
    (problem,) = refused(read, "sweep: {method: file, file: points.csv}", points="quit_rate\n0.1\n-0.1\n")
    assert (problem.code, problem.line, Path(problem.file).name) == ("E208", 3, "points.csv")


def test_a_number_beyond_reading_is_told_without_its_digits():
    assert written(1234567) == "1,234,567"
    assert written(10**9999) == "more than 1,000,000,000,000,000"


@pytest.mark.parametrize(
    ("name", "unit", "number", "fits"),
    [
        ("fertility_rate", "1/year", -0.2, False),
        ("fertility_rate", "1/year", 0.0, True),
        ("growth_by_policy", "1/year", -0.03, True),
        ("growth_by_policy", "1/year", 2.0, False),
        ("growth_by_policy", "1/year", -0.3, False),
        ("homes_counted", "dwelling", -1, False),
        ("budget_per_head", "euro/person/year", -1, False),
        ("willing_share_at_start", "dimensionless", 1.1, False),
        ("tenure_share_of_new_homes", "dimensionless", 0.4, True),
        ("is_adult", "dimensionless", 2, False),
        ("catchment_share", "dimensionless", -0.03, True),
        ("catchment_share", "dimensionless", 1.2, False),
        ("catchment_share", "dimensionless", -1.2, False),
        ("mortality_trend", "dimensionless", -0.1, False),
        ("stay_time", "year", 0, False),
        ("pay_elasticity_of_quits", "dimensionless", -0.5, True),
        ("affordable_homes_shift", "dimensionless", -0.2, True),
        ("homes_counted", "dwelling", 1e16, False),
        ("fte_per_worker", "fte/person", 1.0, True),
        ("fte_per_worker", "fte/person", 1.01, False),
        ("full_week", "fte/person", 1.5, False),
        ("shortest_hours", "dimensionless", 0.0, False),
    ],
)
def test_name_and_unit_say_what_a_value_can_be(name, unit, number, fits):
    assert (out_of_bounds(name, unit, number) == "") is fits
