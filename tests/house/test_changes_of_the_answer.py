"""What moved the answer since 0.1.0: rows that are switched back by what is there, and a page that tells them all."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tools.changes_of_the_answer import first_edition
from tools.changes_of_the_answer.command import PAGE
from tools.changes_of_the_answer.measure import Answer, Changes, Step, measure
from tools.changes_of_the_answer.page import changes_page
from tools.changes_of_the_answer.plan import LIVES, ROWS
from tools.changes_of_the_answer.rows import departures_of_the_old

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def found() -> Changes:
    return measure(draws=4)


def test_every_row_says_what_was_expected_and_switches_something_back(whole: Any) -> None:
    assert [row.number for row in ROWS] == ["1", "1, 2", "2", "3", "4", "12", "12", "13", "5, 10"]
    for row in ROWS:
        assert row.expected, row.name
        assert row.why, row.name
        back = (row.changes, row.equations, row.given(whole.parameters), row.needed, row.begin)
        assert any(back) or row.name == LIVES, row.name
        assert {one.parameter for one in row.changes} <= set(whole.parameters)
        assert set(row.equations.values()) <= set(whole.model.alternatives)


def test_only_the_old_leave_the_more(whole: Any) -> None:
    parameters = whole.parameters.at("city")
    one = parameters["departure_rate"]
    more = np.moveaxis(departures_of_the_old(parameters, 1.1) / one.value, one.axes.index("age"), 0)
    assert more[:50] == pytest.approx(1)
    assert more[50:] == pytest.approx(1.1)


@pytest.mark.slow
def test_the_first_edition_comes_back(found: Changes) -> None:
    """One in six and one in four of those who live here and work, as 0.1.0 had them."""
    assert found.first.before == pytest.approx(1 / 6, abs=0.001)
    assert found.first.needed == pytest.approx(first_edition.NEEDED, abs=0.005)
    assert found.first.old == pytest.approx(first_edition.OLD_PEOPLE, abs=50)


@pytest.mark.slow
def test_the_rows_end_at_the_model_as_it_is(found: Changes) -> None:
    assert found.steps[-1].answer.needed == pytest.approx(found.futures["evidence"], rel=1e-9)
    assert found.steps[-1].answer.old == pytest.approx(found.old.model["residents_65_plus"][2040], rel=1e-9)


@pytest.mark.slow
def test_the_page_has_every_row_with_what_came(found: Changes) -> None:
    text = changes_page(found)
    before: Answer = found.first
    for step in found.steps:
        assert isinstance(step, Step)
        moved = f"{100 * (step.answer.needed - before.needed):+.2f}".replace("-", "\N{MINUS SIGN}")
        assert f"| {step.row.number} | {step.row.name} |" in text
        assert f"*Came:* {moved};" in text
        before = step.answer
    heads = re.findall(r"^## (.*)$", text, flags=re.MULTILINE)
    assert heads == re.findall(r"^## (.*)$", (ROOT / PAGE).read_text(encoding="utf-8"), flags=re.MULTILINE)
