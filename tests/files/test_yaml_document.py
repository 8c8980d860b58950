import os
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from care2040.files import yaml_document
from care2040.files.problems import Fault, InvalidInput
from care2040.files.yaml_document import from_mapping
from care2040.files.yaml_scalars import number_hint, resolved


def write(folder, content):
    file = folder / "file.yaml"
    if isinstance(content, bytes):
        file.write_bytes(content)
    else:
        file.write_text(content, encoding="utf-8", newline="")
    return file


def problems_of(path):
    with pytest.raises(InvalidInput) as caught:
        yaml_document.read(path)
    return caught.value.problems


def the_problem(folder, content):
    (problem,) = problems_of(write(folder, content))
    return problem


def test_content_is_plain(tmp_path):
    file = write(tmp_path, "a: {b: [1, 2.5, true, null, text]}\n2024: 'x'\nlong: >-\n  two\n  lines\n")
    assert yaml_document.read(file).data == {"a": {"b": [1, 2.5, True, None, "text"]}, 2024: "x", "long": "two lines"}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1e3", 1000.0),
        ("1.0e6", 1e6),
        (".5", 0.5),
        ("-2.", -2.0),
        ("+7", 7),
        ("0", 0),
        ("0.5", 0.5),
        ("0x1F", 31),
        ("0o17", 15),
        ("12:30", "12:30"),
        ("no", "no"),
        ("on", "on"),
        ("Yes", "Yes"),
        ("2026-01-01", "2026-01-01"),
        ("1_000", "1_000"),
        ("0,12", "0,12"),
        ("TRUE", True),
        ("~", None),
        ("", None),
        ("'010'", "010"),
        ('"1"', "1"),
    ],
)
def test_a_word_is_what_yaml_1_2_says(tmp_path, written, meant):
    found = yaml_document.read(write(tmp_path, f"key: {written}\n")).data["key"]
    assert found == meant
    assert type(found) is type(meant)


@pytest.mark.parametrize("number", [".nan", ".NaN", "nan", ".inf", "-.INF", "Infinity", "1e999", "9" * 40])
def test_numbers_that_are_none_are_refused(tmp_path, number):
    problem = the_problem(tmp_path, f"a: 1\nkey: {number}\n")
    assert (problem.code, problem.line, problem.column, problem.length) == ("E014", 2, 6, len(number))


@pytest.mark.parametrize(
    ("written", "better"), [("010", "10"), ("-010", "-10"), ("00", "0"), ("00.5", "0.5"), ("08", "8"), ("01e3", "1e3")]
)
def test_a_number_that_starts_with_a_zero_is_refused(tmp_path, written, better):
    problem = the_problem(tmp_path, f"key: {written}\n")
    assert problem.code == "E015"
    assert problem.hint.startswith(f"write {better},")


def test_every_duplicate_key_is_told_with_both_lines(tmp_path):
    first, second, third = problems_of(write(tmp_path, "a: 1\nb: {c: 1, c: 2}\na: 3\nd: 0\na: 4\n"))
    assert [(one.code, one.line, one.column) for one in (first, second, third)] == [
        ("E011", 2, 11),
        ("E011", 3, 1),
        ("E011", 5, 1),
    ]
    assert "line 2" in first.hint
    assert "line 1" in second.hint
    assert "line 1" in third.hint


def test_a_number_and_the_same_number_in_quotes_are_different_keys(tmp_path):
    assert yaml_document.read(write(tmp_path, "2024: 1\n'2024': 2\n")).data == {2024: 1, "2024": 2}


def test_billion_laughs_are_refused_at_once(tmp_path):
    laughs = "a0: &a0 [ha, ha]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 60))
    problems = problems_of(write(tmp_path, laughs))
    assert {problem.code for problem in problems} == {"E012"}
    assert len(problems) == 60 + 2 * 59


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("a: &x 1\n", "&x"),
        ("a: *x\n", "*x"),
        ("a: {<<: {b: 1}}\n", "<<"),
        ("a: !!str 1\n", "tags"),
        ("a: !!python/object/apply:os.system [ls]\n", "tags"),
        ("a: !own {b: 1}\n", "tags"),
    ],
)
def test_references_and_tags_are_refused(tmp_path, content, word):
    problem = the_problem(tmp_path, content)
    assert (problem.code, problem.line) == ("E012", 1)
    assert word in problem.message


@pytest.mark.parametrize("key", ["true", "~", "1.5", "[1, 2]", "{a: 1}"])
def test_a_key_is_a_word_or_a_whole_number(tmp_path, key):
    assert the_problem(tmp_path, f"? {key}\n: 1\nb: 2\n").code == "E013"


@pytest.mark.parametrize("content", ["", "\n\n", "# only a comment\n", "---\n", "~\n", "\ufeff"])
def test_an_empty_file(tmp_path, content):
    problem = the_problem(tmp_path, content)
    assert (problem.code, problem.message) == ("E007", "the file is empty")


@pytest.mark.parametrize("content", ["- 1\n- 2\n", "just a sentence\n", "42\n", "[a: 1]\n"])
def test_the_top_must_be_keys_and_values(tmp_path, content):
    assert the_problem(tmp_path, content).code == "E009"


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        ("a: b: c\n", 1, 5),
        ("a: 1\n b: 2\n", 2, 3),
        ("a: 1\n\tb: 2\n", 2, 1),
        ("a: [1, 2\nb: 3\n", 2, 2),
        ("a: @x\n", 1, 4),
        ("a: 'x\n", 2, 1),
        ("<html>\n<a href='x'>: y\n", 2, 13),
    ],
)
def test_what_is_not_yaml_is_told_with_its_place(tmp_path, content, line, column):
    problem = the_problem(tmp_path, content)
    assert (problem.code, problem.line, problem.column) == ("E008", line, column)


def test_problems_before_a_syntax_error_are_told_too(tmp_path):
    first, second = problems_of(write(tmp_path, "a: .nan\nb: [\n"))
    assert (first.code, second.code) == ("E014", "E008")


@pytest.mark.parametrize(("content", "code"), [("a: 1\n---\nb: 2\n", "E018"), ("%YAML 1.1\n---\na: 1\n", "E010")])
def test_one_document_without_directives(tmp_path, content, code):
    assert the_problem(tmp_path, content).code == code


def test_a_decimal_comma_between_braces_is_named(tmp_path):
    problem = the_problem(tmp_path, "a: {multiply: 0,7, from: 2026}\n")
    assert (problem.code, problem.line, problem.column) == ("E016", 1, 15)
    assert problem.hint == "use a point as decimal mark: 0.7"


def test_numbers_between_braces_with_room_around_are_left_alone(tmp_path):
    assert yaml_document.read(write(tmp_path, "a: {x: 0, 7: 1, b: [1,2]}\n")).data == {"a": {"x": 0, 7: 1, "b": [1, 2]}}


@pytest.mark.parametrize(
    ("content", "line", "column", "hint"),
    [
        (b"a: 1\nb: caf\xe9\n", 2, 7, "save it as UTF-8"),
        ("a: 1\n".encode("utf-16"), 1, 1, "save it as UTF-8, not as UTF-16"),
        (b"\x89PNG\r\n\x1a\n\x00", 1, 1, "save it as UTF-8"),
    ],
)
def test_not_utf_8(tmp_path, content, line, column, hint):
    problem = the_problem(tmp_path, content)
    assert (problem.code, problem.line, problem.column, problem.hint) == ("E005", line, column, hint)


def test_a_control_character(tmp_path):
    problem = the_problem(tmp_path, "a: 1\nb: \x07\n")
    assert (problem.code, problem.line, problem.column) == ("E006", 2, 4)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path):
    document = yaml_document.read(write(tmp_path, "\ufeffa: 1\r\nb: 2\r\n"))
    assert document.data == {"a": 1, "b": 2}
    assert document.position(("a",), key=True) == (1, 1, 1)
    assert document.position(("b",)) == (2, 4, 1)


def test_a_missing_file_names_the_nearest(tmp_path):
    write(tmp_path, "a: 1\n")
    (problem,) = problems_of(tmp_path / "fil.yaml")
    assert problem.code == "E001"
    assert str(tmp_path / "file.yaml") in problem.hint


def test_a_missing_folder_is_named(tmp_path):
    (problem,) = problems_of(tmp_path / "nowhere" / "file.yaml")
    assert problem.code == "E001"
    assert str(tmp_path / "nowhere") in problem.hint


def test_a_folder_is_no_file(tmp_path):
    (problem,) = problems_of(tmp_path)
    assert (problem.code, problem.file) == ("E002", str(tmp_path))


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="needs file modes")
def test_a_file_that_may_not_be_read(tmp_path):
    file = write(tmp_path, "a: 1\n")
    file.chmod(0)
    (problem,) = problems_of(file)
    assert problem.code == "E003"


def test_a_file_below_a_file(tmp_path):
    (problem,) = problems_of(write(tmp_path, "a: 1\n") / "file.yaml")
    assert problem.code in ("E001", "E003")


def test_a_name_that_no_file_can_have(tmp_path):
    (problem,) = problems_of(tmp_path / "a\x00b")
    assert problem.code in ("E001", "E003")


def test_a_file_over_a_megabyte(tmp_path):
    problem = the_problem(tmp_path, "a: " + "x" * 1_000_000)
    assert (problem.code, problem.message) == ("E004", "the file is larger than 1 MB")


@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        ("a: " + "[" * 5000, 1, 36),
        ("a: " + "[" * 10_000 + "]" * 10_000, 1, 36),
        ("{" * 10_000, 1, 34),
        ("a: " + "[" * 33 + "]" * 33, 1, 36),
        ("- " * 10_000, 1, 67),
        ("a:\n" + "".join(f"{' ' * deep}b:\n" for deep in range(1, 1200)), 34, 34),
    ],
)
def test_what_is_nested_too_deep_is_told_in_our_words(tmp_path, monkeypatch, loader, content, line, column):
    monkeypatch.setattr(yaml_document, "Loader", loader)
    problem = the_problem(tmp_path, content)
    assert problem.code == "E017"
    assert (problem.line, problem.line and abs(problem.column - column) <= 1) == (line, True)


def test_brackets_that_are_not_too_deep_are_read(tmp_path):
    assert yaml_document.read(write(tmp_path, "a: " + "[" * 32 + "]" * 32)).data.keys() == {"a"}


def test_places_of_keys_and_values(tmp_path):
    document = yaml_document.read(
        write(tmp_path, 'é: {b: "ü😀", c: [10, 200]}   # note\nd:\n  e: two words  # note\nf:\n')
    )
    assert document.position(("é",), key=True) == (1, 1, 1)
    assert document.position(("é",)) == (1, 4, 23)
    assert document.position(("é", "b")) == (1, 8, 4)
    assert document.position(("é", "c", 1)) == (1, 22, 3)
    assert document.position(("d", "e")) == (3, 6, 9)
    assert document.position(("f",)) == (4, 3, 1)


def test_what_is_not_there_points_at_the_key_around_it(tmp_path):
    document = yaml_document.read(write(tmp_path, "a: 1\nblock:\n  c: 2\n"))
    assert document.position(("block", "missing")) == (2, 1, 5)
    assert document.position(("missing",)) == (1, 1, 1)


def test_a_part_points_at_the_same_places(tmp_path):
    document = yaml_document.read(write(tmp_path, "a:\n  b: {c: 1, d: 2}\n"))
    part = document.part("a").part("b", without=("c",))
    assert part.data == {"d": 2}
    assert part.position(("d",)) == document.position(("a", "b", "d")) == (2, 16, 1)
    assert part.position((), key=True) == (2, 3, 1)


def test_a_problem_knows_its_place(tmp_path):
    file = write(tmp_path, "a: 1\nshare: 0,12\n")
    problem = yaml_document.read(file).problem(("share",), "E103", "message", "hint", severity="warning")
    assert (problem.file, problem.line, problem.column, problem.length) == (str(file), 2, 8, 4)
    assert (problem.code, problem.severity) == ("E103", "warning")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("0,12", "use a point as decimal mark: 0.12"),
        ("-1,5", "use a point as decimal mark: -1.5"),
        ("1.000.000", "write the number without marks between thousands, and with a point as decimal mark"),
        ("12 000", "write the number without marks between thousands, and with a point as decimal mark"),
        ("12,5%", "write a share, not a percentage: 0.125"),
        ("0.5", "write it without quotes: 0.5"),
        ("much", ""),
    ],
)
def test_hint_for_a_text_that_was_meant_as_a_number(text, hint):
    assert number_hint(text) == hint


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_that_python_wrote_is_read_back(number):
    assert resolved(repr(number)) == number


@given(st.text(max_size=8))
def test_any_word_is_read_or_refused(text):
    with suppress(Fault):
        assert isinstance(resolved(text), str | int | float | None)


@given(content=st.one_of(st.binary(max_size=60), st.text(alphabet="ab:{}[]-&*!#'\"\n ?,|>%@0.1\t", max_size=60)))
def test_any_file_is_read_or_refused(tmp_path_factory, content):
    problems = ()
    try:
        assert isinstance(yaml_document.read(write(tmp_path_factory.mktemp("any"), content)).data, dict)
    except InvalidInput as invalid:
        problems = invalid.problems
    assert all(1 <= problem.line <= len(content) + 2 and problem.column >= 1 for problem in problems)


@pytest.mark.parametrize(("escape", "named"), [(r"\u0001", "U+0001"), (r"\x0B", "U+000B"), (r"\uFFFE", "U+FFFE")])
def test_a_control_character_by_an_escape_is_refused(tmp_path, escape, named):
    path = tmp_path / "escape.yaml"
    path.write_text(f'title: "One in{escape} four"\n', encoding="utf-8")
    with pytest.raises(InvalidInput) as error:
        yaml_document.read(path)
    (problem,) = error.value.problems
    assert (problem.code, problem.line, problem.column) == ("E006", 1, 8)
    assert named in problem.message


def test_what_a_program_uses_twice_is_written_out_twice():
    shared = {"effort": 1}
    document = from_mapping({"first": shared, "second": shared}, Path("given"))
    assert document.data == {"first": shared, "second": shared}


def test_a_mapping_that_holds_itself_is_refused():
    circle = {}
    circle["self"] = circle
    with pytest.raises(InvalidInput, match="cannot be written as YAML"):
        from_mapping(circle, Path("given"))
