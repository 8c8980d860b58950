"""A template of anybody: too large, too deep, without end, or curious; each is a problem with its line, and quick."""

import time

import pytest
from tests.reports.memos.conftest import Desk

FIGURE = "{{ figure('one_in_four', experiment='plain') }}"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a\n\n{{ value('care_share_needed', 1e400) }}", "E712", 3),
        ("a\n\n{{ ('a', 'b') }}", "E715", 3),
        ("a\n\n{% if 1 is divisibleby 0 %}x{% endif %}", "E715", 3),
        ("a\n\n" + "{% for a in 'a' %}" * 21 + "x" + "{% endfor %}" * 21, "E719", 3),
        ("a\n\n{{ value('shortage', " + "1" * 5000 + ") }}", "E711", 3),
        ("a\n\n{{ " + "(" * 1000 + "1" + ")" * 1000 + " }}", "E719", 3),
        ("a\n\n{{ '{:>999999999}'.format('a') }}", "E715", 3),
        ("a\n\n{{ value.func }}", "E715", 3),
        ("{{ ['a', 'b'] }}", "E715", 1),
        ("{{ value('shortage', 2040, _line=3) }}", "E712", 1),
        ("{{ value('shortage', 2040, year=2040) }}", "E712", 1),
        ("{{ value('shortage', year=2030, year=2040) }}", "E712", 1),
        ("{{ value('shortage', value) }}", "E712", 1),
        ("{{ ['a', ['b']]|join(',') }}", "E715", 1),
        ("{{ _each(['a']) }}", "E710", 1),
        ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "E715", 1),
        ("{% for a in ['a'] recursive %}{{ loop(['a']) }}{% endfor %}", "E715", 1),
        ("{% for a in title('plain') %}x{% endfor %}", "E712", 1),
        ("{% for a in [1,2,3,4,5,6,7,8,9,10] %}" * 9 + "x" + "{% endfor %}" * 9, "E719", 1),
        ("{% set a = 'aaaaaaaaaa' %}\n" + "{% set a = a ~ a ~ a ~ a ~ a ~ a %}\n" * 12 + "{{ a }}", "E719", 5),
        ("{{ '" + "a" * 20_000 + "' }}", "E719", 1),
        ("{{" * 200_000, "E719", 1),
        ("a" * 2_000_001, "E004", 1),
        ("[a]({{ title('plain') }})", "E715", 1),
    ],
)
def test_a_template_that_asks_too_much_is_refused_at_once(desk: Desk, text: str, code: str, line: int) -> None:
    start = time.process_time()
    problems = desk.problems(text)
    assert time.process_time() - start < 5
    assert (code, line) in {(each.code, each.line) for each in problems}, problems
    told = "".join(map(str, problems))
    assert "functools" not in told
    assert "object at" not in told
    assert len(told) < 3000


@pytest.mark.parametrize("text", ["}}" * 20_000, "<a" * 20_000, "![" * 20_000, "{ " * 40_000])
def test_what_never_closes_takes_no_square_of_time(desk: Desk, text: str) -> None:
    start = time.process_time()
    desk.build(text)
    assert time.process_time() - start < 5


def test_the_line_of_the_figure_that_does_not_stand_alone_is_told(desk: Desk) -> None:
    text = f"{FIGURE}\n\nEen.\n\n{{% for each in ['a'] %}}\n\nTwee {FIGURE}\n\n{{% endfor %}}"
    (problem,) = desk.problems(text)
    assert (problem.code, problem.line, problem.column) == ("E716", 7, 9)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## Kop", "# Kop"),
        ("# Memo\n\n### Diep\n\n### Ook", "# Memo\n\n## Diep\n\n### Ook"),
        ("# Memo\n\n###### Zes", "# Memo\n\n## Zes"),
    ],
)
def test_headings_leave_no_level_out(desk: Desk, text: str, expected: str) -> None:
    assert desk.text(text) == expected
    assert desk.build(text, "pdf").files[0].read_bytes().startswith(b"%PDF")


def test_only_results_that_a_memo_uses_are_told(desk: Desk) -> None:
    text = desk.text("{{ reproducibility() }}\n\n{{ value('shortage', 2040, experiment='plain') }}")
    assert "plain" in text
    assert "drawn" not in text


def test_a_share_of_nothing_in_particular_is_not_told_in_full(desk: Desk) -> None:
    (problem,) = desk.problems("{{ value('care_share_needed', 2040, policy='more', as='fulll') }}")
    assert problem.code == "E714"
    assert "22% van iedereen die in Utrecht werkt" in desk.text(
        "{{ value('care_share_needed', 2040, policy='more', as='full') }}"
    )


@pytest.mark.parametrize("area", ["Utrecht", "utrecht", "UTRECHT"])
def test_a_place_may_be_written_as_people_write_it(desk: Desk, area: str) -> None:
    assert desk.text(f"{{{{ value('shortage', 2040, policy='more', area='{area}') }}}}").startswith("6.000")


def test_what_somebody_wrote_makes_no_markup(desk: Desk) -> None:
    text = desk.text(
        "{{ '# a' }}\n\n{{ '1. b' }}\n\n{{ '<b>c</b>' }}\n\n[d](http://a.b/c%28d)\n\n[e](javascript:alert)"
    )
    assert text.startswith("\\# a\n\n1\\. b\n\n\\<b\\>c\\</b\\>\n\n[d](http://a.b/c%28d)")
    assert text.endswith("\\[e\\](javascript:alert)")
