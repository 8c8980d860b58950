import json
import pickle
from io import StringIO

import pytest
from rich.console import Console

from care2040.cli.views.problem_text import render
from care2040.files.problems import Fault, InvalidInput, Problem, as_json, did_you_mean, nearest


def rendered(problems, width=100, undone=None):
    console = Console(file=StringIO(), width=width, force_terminal=False)
    render(problems, console, undone)
    return console.file.getvalue()


def test_invalid_input_keeps_every_problem_once_in_the_order_of_the_files():
    last, first, middle = (
        Problem("b", 1, 1, "E101", "x"),
        Problem("a", 2, 9, "E101", "x"),
        Problem("a", 10, 1, "E101", "x"),
    )
    assert InvalidInput([last, middle, first, last]).problems == (first, middle, last)


def test_invalid_input_without_a_problem_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        InvalidInput([])


def test_a_code_without_a_meaning_is_refused():
    with pytest.raises(ValueError, match="no error code E000"):
        Problem("a", 1, 1, "E000", "x")


def test_a_fault_survives_the_way_between_processes():
    fault = pickle.loads(pickle.dumps(Fault("E405", "there is no parameter", "did you mean another?")))
    assert (fault.code, fault.message, fault.hint) == ("E405", "there is no parameter", "did you mean another?")


def test_invalid_input_survives_the_way_between_processes():
    problem = Problem("a.yaml", 3, 4, "E101", "unknown key 'eind'", "did you mean 'end'?", 4)
    assert pickle.loads(pickle.dumps(InvalidInput([problem]))).problems == (problem,)


def test_invalid_input_reads_as_lines_with_file_line_and_column():
    problem = Problem("a.yaml", 3, 4, "E101", "unknown key 'eind'", "did you mean 'end'?")
    assert str(InvalidInput([problem])) == "a.yaml:3:4: error[E101]: unknown key 'eind' (did you mean 'end'?)"


@pytest.mark.parametrize(
    ("word", "options", "expected"),
    [
        ("eind", ["start", "end", "seed"], "end"),
        ("care_share_need", ["care_share_needed", "care_share_working"], "care_share_needed"),
        ("construction", ["construction_time", "mortality"], "construction_time"),
        ("share_care_needed", ["care_share_needed", "shortage"], "care_share_needed"),
        ("Overvecht", ["overvecht", "oost"], "overvecht"),
        (2024, [2024, 2040], "2024"),
        ("x", ["axes", "fix"], None),
        ("zebra", ["homes", "residents"], None),
        ("homes", [], None),
    ],
)
def test_nearest(word, options, expected):
    assert nearest(word, options) == expected


def test_hint_says_the_nearest_name_and_what_is_allowed():
    assert did_you_mean("eind", ["start", "end"]) == "did you mean 'end'? allowed: start, end"


def test_hint_without_a_near_name_still_says_what_is_allowed():
    assert did_you_mean("zebra", ["start", "end"]) == "allowed: start, end"


def test_hint_does_not_list_hundreds_of_names():
    assert did_you_mean("zebra", [f"name_{i}" for i in range(300)]) == "allowed: one of 300 names"


def test_hint_takes_other_words_for_what_is_allowed():
    assert did_you_mean("eind", ["end"], "see the manual") == "did you mean 'end'? see the manual"


def test_render_shows_place_line_caret_hint_and_count(tmp_path):
    file = tmp_path / "bad.yaml"
    file.write_text("draws: 3\nstart: 2024\neind: 2040\n", encoding="utf-8")
    problem = Problem(str(file), 3, 1, "E101", "unknown key 'eind'", "did you mean 'end'?", 4)
    assert rendered([problem], undone="run").splitlines() == [
        "error[E101]: unknown key 'eind'",
        f" --> {file}:3:1",
        "  |",
        "3 | eind: 2040",
        "  | ^^^^",
        "  = hint: did you mean 'end'?",
        "",
        f"1 error in {file}; nothing was run.",
    ]


def test_render_counts_errors_and_warnings_over_files():
    problems = [Problem("a", 1, 1, "E101", "x"), Problem("b", 1, 1, "E101", "x", severity="warning")]
    assert rendered(problems).splitlines()[-1] == "1 error and 1 warning in 2 files."


@pytest.mark.parametrize(
    ("code", "undone", "said"),
    [
        ("E101", "run", "; nothing was run."),
        ("E926", "written", "; nothing was written."),
        ("E961", None, "."),
        # the disk is full when all is run
        ("E905", "run", "."),
    ],
)
def test_what_was_not_done_is_told_as_it_is(code, undone, said):
    assert rendered([Problem("a", 1, 1, code, "x")], undone=undone).splitlines()[-1] == f"1 error in a{said}"


def test_warnings_alone_stop_nothing():
    warning = Problem("a", 1, 1, "E101", "x", severity="warning")
    assert rendered([warning], undone="run").splitlines()[-1] == "1 warning in a."


def test_caret_stands_under_wide_letters(tmp_path):
    file = tmp_path / "wide.yaml"
    file.write_text("漢字: 0,12\n", encoding="utf-8")
    _, _, _, line, caret, *_ = rendered([Problem(str(file), 1, 5, "E101", "x", length=4)]).splitlines()
    assert (line, caret) == ("1 | 漢字: 0,12", "  |       ^^^^")


def test_a_long_line_is_cut_around_the_caret(tmp_path):
    file = tmp_path / "long.yaml"
    file.write_text("a: [" + "1, " * 200 + "wrong, " + "1, " * 200 + "]\n", encoding="utf-8")
    _, _, _, line, caret, *_ = rendered([Problem(str(file), 1, 605, "E101", "x", length=5)], width=60).splitlines()
    assert len(line) <= 60
    assert line[caret.index("^") : caret.rindex("^") + 1] == "wrong"


def test_words_in_square_brackets_are_printed_as_they_are():
    assert "write [0.5, 1.5] [red]" in rendered([Problem("a", 1, 1, "E101", "x", "write [0.5, 1.5] [red]")])


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_quoted_is_still_named(tmp_path, content):
    file = tmp_path / "file.yaml"
    if content is not None:
        file.write_bytes(content)
    assert f"{file}:7:2" in rendered([Problem(str(file), 7, 2, "E101", "x")])


def test_json_holds_every_field():
    problem = Problem("é.yaml", 3, 4, "E101", "unknown key", "did you mean", 4, "warning")
    assert json.loads(as_json([problem])) == [
        {
            "file": "é.yaml",
            "line": 3,
            "column": 4,
            "code": "E101",
            "message": "unknown key",
            "hint": "did you mean",
            "length": 4,
            "severity": "warning",
        }
    ]
