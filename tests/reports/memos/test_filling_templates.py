"""Jinja2 in a sandbox: every problem at once with its place, and nothing but placeholders, texts and choices."""

import pytest
from tests.reports.memos.conftest import Desk


def test_every_problem_is_told_at_once_with_file_line_and_column(desk: Desk) -> None:
    text = "# {{ titel('plain') }}\n\nEen {{ value('shortge', 2040, experiment='plain') }}.\n\n{{ figuur('wedges') }}\n"
    problems = desk.problems(text)
    assert [(each.line, each.column) for each in problems] == [(1, 6), (3, 8), (5, 4)]
    assert [each.code for each in problems] == ["E710", "E723", "E710"]
    assert [each.file for each in problems] == [str(desk.folder / "memo.nl.md")] * 3
    assert "did you mean 'title'" in problems[0].hint
    assert "did you mean 'figure'" in problems[2].hint


def test_faults_of_syntax_in_several_lines_are_told_together(desk: Desk) -> None:
    problems = desk.problems("{{ value('a' }}\n\ngoed\n\n{{ 1 + }}\n")
    assert [each.line for each in problems] == [1, 5]
    assert {each.code for each in problems} == {"E711"}


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("{{ 25 }}", "E715", "a number never stands without the words"),
        ("{{ value('shortage', 2040, policy='more') + value('shortage', 2024, policy='more') }}", "E715", "calculate"),
        ("{{ 'a' * 1000000000 }}", "E715", "calculate"),
        ("{% include 'other.md' %}", "E715", "cannot read another file"),
        ("{% import 'other.md' as other %}", "E715", "cannot read another file"),
        ("{{ value }}", "E712", "needs its brackets"),
        ("{{ value.__globals__ }}", "E715", "does not look inside"),
        ("{{ ''.__class__.__mro__ }}", "E715", "does not look inside"),
        ("{{ title('plain')|pprint }}", "E710", "no filter 'pprint'"),
        ("{{ cycler('a') }}", "E710", "no placeholder 'cycler'"),
        ("{% if title('plain') is lowr %}a{% endif %}", "E710", "did you mean 'lower'"),
        ("{% if has_draws('plain') %}a", "E711", ""),
        ("![kaart](../kaart.png)", "E717", "figures come from results"),
        ("<script>alert(1)</script>", "E717", "HTML"),
        ("Een \x0b twee", "E006", "U+000B"),
        ("{{ figure('one_in_four', experiment='plain', title='a\\x0bb') }}", "E718", "U+000B"),
        ("Een {{ figure('one_in_four', experiment='plain') }} twee", "E716", "paragraph of its own"),
    ],
)
def test_what_a_template_may_not_do_is_refused(desk: Desk, text: str, code: str, told: str) -> None:
    problems = desk.problems(text)
    assert code in {each.code for each in problems}, problems
    assert told in problems[0].message + problems[0].hint


def test_choices_and_loops_over_paragraphs(desk: Desk) -> None:
    text = (
        "{% if has_draws('drawn') %}\nMet trekkingen.\n{% else %}\nZonder.\n{% endif %}\n"
        "{% if has_result('nowhere') %}{{ value('shortage', 2040, experiment='nowhere') }}{% endif %}\n"
        "{% for policy in ['as_is', 'more'] %}\n- {{ name(policy) }}: "
        "{{ value('care_share_needed', 2040, policy=policy, experiment='plain') }}\n{% endfor %}"
    )
    assert desk.text(text) == "Met trekkingen.\n\n- ongewijzigd beleid: 25%\n- more: 22%"


def test_a_choice_that_is_not_taken_is_not_blamed_beside_another_problem(desk: Desk) -> None:
    text = "{% if has_draws('how_sure') %}{{ range('shortage', 2040) }}{% endif %}\n\n{{ nope() }}"
    assert [each.code for each in desk.problems(text)] == ["E710"]


def test_a_value_is_never_taken_for_markdown(desk: Desk) -> None:
    text = desk.text("{{ title('plain') }} en {{ '**niet vet** | [geen](link) {{ 1 }}' }}")
    assert text == "Titel & \\<plain\\> en \\*\\*niet vet\\*\\* \\| \\[geen\\](link) {{ 1 }}"


def test_the_second_of_two_calls_in_a_line_is_pointed_at(desk: Desk) -> None:
    text = "{{ value('shortage', 2040, policy='more') }} en {{ value('shortge', 2040, policy='more') }}"
    (problem,) = desk.problems(text)
    assert problem.column == text.rindex("value") + 1


@pytest.mark.parametrize("given", ["['a']", "{}", "none", "2040.5", "true"])
def test_something_of_another_kind_is_refused_and_is_no_fault_of_the_program(desk: Desk, given: str) -> None:
    for text in ("value({0}, 2040)", "value('shortage', {0}, policy='more')", "figure({0})", "name({0})"):
        assert desk.problems(f"{{{{ {text.format(given)} }}}}")[0].line == 1


def test_a_letter_that_word_cannot_hold_is_refused_wherever_it_comes_from(desk: Desk) -> None:
    (problem,) = desk.problems("{{ 'een' ~ '\\x0b' }}", ending="docx")
    assert problem.code == "E718"
